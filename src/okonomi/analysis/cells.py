"""What was granted and what was posted, cell by cell: function × provider × service month.

The matching of the budget follow-up. Amounts are whole øre, cost positive; the formula stands in
``docs/metode/followup.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import with_row_keys
from okonomi.analysis.contracts.names import once
from okonomi.analysis.private import is_private
from okonomi.cost import ledger, monthly, net
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_day, last_month_of_year
from okonomi.rules import Rules

ROW = ["area_label", "function_label"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Cells:
    """``frame``: one row per area_label, function_label, provider and month (of service), with
    ledger_oere, booked_oere and open_oere: what the ledger has beyond what is posted.

    ``unassigned``: whether a row gathers the function's postings without a provider, or to a
    private person without a grant; its open_oere is negative, what they take off the function's
    open amount. ``other_years`` and ``month_from_date``: postings left out, and postings whose
    service month had to be taken from the posting date.
    """

    frame: pd.DataFrame
    other_years: pd.DataFrame
    month_from_date: pd.DataFrame


def match(reading: Reading, kontoplan: pd.DataFrame, rules: Rules, with_moms: bool) -> Cells:
    """Hold the year's postings up to the reading's period against its ledger.

    ``with_moms``: whether postings are with moms; if not, the ledger is taken net of moms, so that
    like is compared with like.
    """
    period = reading.period
    granted = _granted(reading, rules, with_moms)
    postings = posted_until(reading)
    this_year = postings["month"].dt.year == period.year
    return Cells(
        frame=_cells(granted, postings[this_year], kontoplan),
        other_years=postings[~this_year],
        month_from_date=postings[this_year & postings["period"].isna()],
    )


@once
def posted_until(reading: Reading) -> pd.DataFrame:
    """The postings made by the period's last day, with ``month`` of service.

    A posting whose provider has no line takes the name that the lines use for its CVR number,
    where there is one such name only: a spelling then splits nobody in two.
    """
    postings = reading["posting"]
    postings = postings[postings["date"] <= last_day(reading.period)]
    month = postings["period"].fillna(postings["date"]).dt.to_period("M").dt.to_timestamp()
    return postings.assign(
        month=month.astype("datetime64[s]"), provider=_named_by_number(postings, reading)
    )


def _named_by_number(postings: pd.DataFrame, reading: Reading) -> pd.Series:
    columns = ["provider", "provider_id"]
    lines = reading["placement"][columns]
    granted = set(lines["provider"].dropna())
    known = pd.concat([lines, reading["provider"][columns]]).dropna().drop_duplicates()
    known = known[known["provider"].isin(granted)].drop_duplicates("provider_id", keep=False)
    by_number = postings["provider_id"].map(known.set_index("provider_id")["provider"])
    strange = ~postings["provider"].isin(granted) & by_number.notna()
    return postings["provider"].mask(strange, by_number)


def without_provider(posted: pd.DataFrame, granted: pd.DataFrame, keys: list[str]) -> pd.Series:
    """Whether each posting has no provider, or a private person without a grant (by ``keys``)."""
    known = pd.MultiIndex.from_frame(granted[[*keys, "provider"]].drop_duplicates())
    private = posted["provider"].isna() | is_private(posted)
    return private & ~pd.MultiIndex.from_frame(posted[[*keys, "provider"]]).isin(known)


def _granted(reading: Reading, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """The year's ledger by area, function, provider and month, as ``ledger_oere``."""
    period, keys = reading.period, ["area", "function", "provider"]
    year = (first_month_of_year(period), last_month_of_year(period))
    lines = reading["placement"]
    if with_moms:
        return monthly(lines, *year, by=keys).rename(columns={"gross_oere": "ledger_oere"})
    nets = net(ledger(lines, *year), lines, reading["person"], reading["provider"], rules, period)
    return nets.by(lines[keys]).rename(columns={"service_oere": "ledger_oere"})


def _cells(granted: pd.DataFrame, posted: pd.DataFrame, kontoplan: pd.DataFrame) -> pd.DataFrame:
    granted = with_row_keys(granted, kontoplan)
    posted = with_row_keys(posted, kontoplan).rename(columns={"amount_oere": "booked_oere"})
    unassigned = without_provider(posted, granted, ROW)
    posted["provider"] = posted["provider"].mask(unassigned)
    keys = [*ROW, "provider", "month", "unassigned"]
    frame = (
        granted.assign(unassigned=False)
        .groupby(keys, dropna=False)[["ledger_oere"]]
        .sum()
        .join(
            posted.assign(unassigned=unassigned).groupby(keys, dropna=False)[["booked_oere"]].sum(),
            how="outer",
        )
        .fillna(0)
        .astype("int64")
        .reset_index()
    )
    return frame.assign(open_oere=_open(frame))


def _open(frame: pd.DataFrame) -> np.ndarray:
    """What is still to come in each cell: between nothing and the whole ledger of the cell.

    Postings that belong to no cell take their function and month down, never below nothing.
    """
    granted, booked = frame["ledger_oere"], frame["booked_oere"]
    left = (granted - booked).clip(granted.clip(upper=0), granted.clip(lower=0))
    in_function = left.groupby([frame[key] for key in [*ROW, "month"]]).transform("sum")
    offset = booked.clip(lower=0).clip(upper=in_function.clip(lower=0))
    return np.where(frame["unassigned"], -offset, left).astype("int64")
