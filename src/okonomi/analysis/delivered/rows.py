"""Documented support per line and per provider: shares, the average hour, and the verdict."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.delivered.hours import Support
from okonomi.analysis.private import is_private

LESS, MORE, AS_AGREED = "mindre end aftalt", "mere end aftalt", "som aftalt"
TOO_FEW, UNDOCUMENTED = "for få måneder til at sige noget", "ikke dokumenteret"
NO_AGREED = "aftalte timer kendes ikke"
VERDICTS = (LESS, MORE, AS_AGREED, TOO_FEW, NO_AGREED, UNDOCUMENTED)
"""In the order they are shown."""


def sums(found: Support) -> pd.DataFrame:
    """Per line: documented months, agreed and delivered in them, for each of the three kinds.

    A month that the citizen is away counts with what was documented and nothing agreed.
    """
    kinds = {
        "": ("agreed_hours", "hours", "hours", "due_hours"),
        "night_": ("agreed_nights", "nights", "nights", "due_nights"),
        "activity_": ("agreed_activities", "activities", "activities", "agreed_activities"),
    }
    out = {}
    for prefix, (agreed, documented, unit, due) in kinds.items():
        months = found.months[found.months[documented].notna() & (found.months[due] > 0)]
        per_line = months.groupby("at")
        out[f"{prefix}months"] = per_line.size()
        out[f"agreed_{unit}"] = per_line[agreed].sum()
        out[f"delivered_{unit}"] = per_line[documented].sum()
        some = out[f"agreed_{unit}"].where(out[f"agreed_{unit}"] > 0)
        out[f"{prefix}share"] = out[f"delivered_{unit}"] / some
    found_sums = pd.DataFrame(out).reindex(found.lines.index)
    counts = {name: found_sums[name].fillna(0).astype("int64") for name in out if "months" in name}
    documented = found.months[found.months["hours"].notna()].groupby("at").size()
    counts["documented_months"] = documented.reindex(found.lines.index).fillna(0).astype("int64")
    return found_sums.assign(**counts)


def verdict(rows: pd.DataFrame, lowest: float, least: int) -> pd.Series:
    """One of ``VERDICTS`` from the ``share`` and the documented ``months`` of each line."""
    said = pd.Series(AS_AGREED, index=rows.index, dtype="str")
    said = said.mask(rows["share"] < lowest, LESS).mask(rows["share"] > 2 - lowest, MORE)
    # Without a share the citizen was away in every documented month.
    few = (rows["months"] < least) | rows["share"].isna()
    said = said.mask(few, TOO_FEW).mask(rows["months"] == 0, NO_AGREED)
    return said.mask(rows["documented_months"] == 0, UNDOCUMENTED)


def beyond_chance(agreed: pd.Series, delivered: pd.Series) -> pd.Series:
    """Whether a count falls short by more than twice its square root: 3 of 6 may be chance."""
    return agreed - delivered > 2 * agreed**0.5


def while_away(found: Support) -> pd.DataFrame:
    """Documented hours or nights of months in which the citizen is registered as away all days."""
    months = found.months
    given = (months[["hours", "nights"]] > 0).any(axis=1) & (months["away"] == months["days"])
    facts = found.lines[["case_id", "provider", "service"]]
    return months.loc[given, ["at", "month", "hours", "nights"]].join(facts, on="at")[
        ["case_id", "provider", "service", "month", "hours", "nights"]
    ]


def hour_prices(rows: pd.DataFrame, prices: pd.DataFrame) -> pd.DataFrame:
    """The average hour: the placement's whole price over agreed and over delivered hours."""
    hours = prices["hours_per_week"].where(prices["hours_per_week"] > 0)
    agreed = (prices["total_kr_per_day"] * 7 / hours).reindex(rows.index)
    share = rows["share"].where(rows["share"] > 0)
    return pd.DataFrame({"agreed_hour_kr": agreed, "delivered_hour_kr": agreed / share})


def by_provider(rows: pd.DataFrame, provider: pd.DataFrame) -> pd.DataFrame:
    """Sums per provider, most missing kroner first; hour prices weighted by hours.

    ``provider`` is the reading's table: it says which payees are private persons, left out.
    """
    firms = rows[rows["provider"].notna() & ~is_private(rows, provider)]
    firms = firms[firms["hours_per_week"] > 0]
    weekly = firms["hours_per_week"]
    average, marginal = firms["agreed_hour_kr"], firms["marginal_hour_kr"]
    firms = firms.assign(
        known=firms["months"] > 0,
        short=firms["verdict"] == LESS,
        hours=weekly.where(average.notna()),
        cost=average * weekly,
        paid=average * firms["agreed_hours"],
        paid_hours=firms["delivered_hours"].where(average.notna()),
        marginal_hours=weekly.where(marginal.notna()),
        marginal_cost=marginal * weekly,
    )
    groups = firms.groupby("provider")
    total = groups[
        ["agreed_hours", "delivered_hours", "hours", "paid_hours", "cost", "paid",
         "marginal_hours", "marginal_cost", "missing_hours", "missing_oere"]
    ].sum(min_count=1)  # fmt: skip
    named = firms.dropna(subset=["marginal_from"]).groupby("provider")["marginal_from"]
    return pd.DataFrame(
        {
            "lines": groups.size(),
            "documented": groups["known"].sum(),
            "line_months": groups["months"].sum(),
            "agreed_hours": total["agreed_hours"],
            "delivered_hours": total["delivered_hours"],
            "share": total["delivered_hours"] / total["agreed_hours"].where(lambda h: h > 0),
            "less": groups["short"].sum(),
            "agreed_hour_kr": total["cost"] / total["hours"],
            "delivered_hour_kr": total["paid"] / total["paid_hours"].where(lambda h: h > 0),
            "marginal_hour_kr": total["marginal_cost"] / total["marginal_hours"],
            "marginal_from": named.unique().map(", ".join).reindex(total.index).astype("str"),
            "missing_hours": total["missing_hours"],
            "missing_oere": total["missing_oere"].astype("Int64"),
        }
    ).rename_axis("provider").reset_index().sort_values(
        ["missing_oere", "share"], ascending=[False, True], kind="stable", ignore_index=True
    )  # fmt: skip
