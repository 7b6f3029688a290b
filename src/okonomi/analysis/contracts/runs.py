"""Rows that follow each other without a day between: one stay, or one price, in several rows.

Exports begin a new row at a new year, a new grant or a change that is none of the price's.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from okonomi.analysis.contracts.names import line_keys, once
from okonomi.intake import Reading

_OPEN = pd.Timestamp("2262-01-01")
_LINE = ["status", "line_id", "case_id", "supplier"]
_PRICE = ["service_key", "price_kr", "quantity", "unit", "frequency", "price_year"]


def runs(rows: pd.DataFrame, keys: Sequence[str]) -> pd.DataFrame:
    """Per row of ``rows`` the ``first`` and the ``last`` day (missing: open) of the run it is in.

    A run is rows with the same ``keys`` that overlap or follow on the next day.
    """
    group = rows.groupby(list(keys), dropna=False, sort=False).ngroup()
    order = rows[["start", "end"]].assign(group=group, end=rows["end"].fillna(_OPEN))
    order = order.sort_values(["group", "start"], kind="stable")
    reach = order.groupby("group")["end"].cummax()
    before = reach.groupby(order["group"]).shift()
    begins = before.isna() | (order["start"] > before + pd.Timedelta(days=1))
    by_run = order.groupby(begins.cumsum())
    found = pd.DataFrame(
        {"first": by_run["start"].transform("min"), "last": by_run["end"].transform("max")}
    )
    return found.assign(last=found["last"].mask(found["last"] == _OPEN)).reindex(rows.index)


@once
def line_runs(reading: Reading) -> pd.DataFrame:
    """Per position in the placement table: ``priced_since``, the first day the line has cost the
    same without a break, and ``last``, the last day it runs without one (missing: open). With
    another provider it is another line, whatever its id."""
    rows = reading["placement"].reset_index(drop=True).join(line_keys(reading))
    return pd.DataFrame(
        {
            "priced_since": runs(rows, [*_LINE, *_PRICE])["first"],
            "last": runs(rows, _LINE)["last"],
        }
    )
