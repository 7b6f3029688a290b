"""Price paid against price agreed, month by month: over, under and dagtal apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.gaps_value import lines_since
from okonomi.cost import ledger
from okonomi.cost.apportion import apportion
from okonomi.intake import Reading
from okonomi.period import first_month_of_year
from okonomi.present import numbers

SIDES = {
    "pris_over_aftalt": "over_oere",
    "reguleret_to_gange": "over_oere",
    "indeks_over_aftalt": "over_oere",
    "pris_under_aftalt": "under_oere",
    "dagtal": "dagtal_oere",
}
"""Which column a kind's difference stands in."""
AMOUNTS = ("paid_oere", "agreed_oere", "over_oere", "under_oere", "dagtal_oere")


def by_month(found: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """What the lines with another price than agreed have cost this year, and should have.

    ``found``: rows of ``gaps.find`` with ``claim_oere`` and ``service_share`` of
    ``gaps_value.value``. One row per month of the year through the period, and a total. Columns:
    month (missing in the total), label, row_kind, lines, paid_oere, agreed_oere, over_oere (above
    0), under_oere (below 0) and dagtal_oere (either sign). Service øre, net of moms, of each line
    from the first day of its gap; paid − agreed is the three together, and over and under add up
    to the claims of their gaps. No rows where no line differs.
    """
    months = pd.period_range(first_month_of_year(reading.period), reading.period)
    chosen = found[found["kind"].isin(SIDES)]
    paid, agreed = lines_since(chosen, chosen["from_date"], reading)
    chosen = chosen.loc[paid.index]
    if chosen.empty:
        return pd.DataFrame(columns=["month", "label", "row_kind", "lines", *AMOUNTS])
    cost = ledger(paid.reset_index(drop=True), months[0], months[-1])
    due = ledger(agreed.reset_index(drop=True), months[0], months[-1])
    at = cost["line"].to_numpy()
    more = (cost["gross_oere"] - due["gross_oere"]).to_numpy()
    share = chosen["service_share"].to_numpy(dtype="float64")[at]
    claims = chosen["claim_oere"].fillna(0).to_numpy(dtype="int64")
    side = chosen["kind"].map(SIDES).to_numpy()[at]
    parts = pd.DataFrame({"month": cost["month"], "lines": 1})
    parts["paid_oere"] = (cost["gross_oere"] * share).round().astype("int64")
    # A line's claim is rounded once a year; by the month it is the same, spread.
    claimed = apportion(claims, at, np.abs(more))
    by_count = np.round(more * share).astype("int64")
    difference = np.where(side == "dagtal_oere", by_count, claimed)
    parts["agreed_oere"] = parts["paid_oere"] - difference
    for name in AMOUNTS[2:]:
        parts[name] = np.where(side == name, difference, 0)
    table = parts.groupby("month").sum().reindex(months.to_timestamp().as_unit("s"), fill_value=0)
    table = table.rename_axis("month").reset_index()
    table = table.assign(label=[numbers.month(month) for month in months], row_kind="detail")
    total = table[list(AMOUNTS)].sum().to_dict()
    total |= {"label": "I alt", "row_kind": "total", "lines": len(chosen)}
    return pd.concat([table, pd.DataFrame([total])], ignore_index=True)
