"""Who stays in the refusion scheme after 67: whoever was in it just before.

In it just before means that the last whole calendar month before the birthday cost more than a
twelfth of the year's first threshold (BEK 2430 of 14-12-2021, § 6).
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from okonomi.cost.counted import counted_parts
from okonomi.cost.households import SENIOR, person_keys
from okonomi.cost.ledger import ledger
from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.rules import Missing, Rules

MONTHS = 12


def continuing(
    parts: pd.DataFrame,
    placement: pd.DataFrame,
    person: pd.DataFrame,
    provider: pd.DataFrame,
    rules: Rules,
    known: date | None = None,
) -> dict[str, bool | Missing]:
    """Per person with parts after the upper age limit: whether they were in just before.

    A ``Missing`` where the thresholds of that earlier month are not known. The month is read from
    ``placement``: a citizen whose lines of that time are not in the export was not in the scheme
    as far as can be seen.
    """
    seniors = parts[parts["stage"] == SENIOR].drop_duplicates("person")
    turned = seniors["turns"].to_numpy().astype("datetime64[D]").astype("datetime64[M]")
    month_of = dict(zip(seniors["person"], turned - np.timedelta64(1, "M"), strict=True))
    year_of = {who: month.astype(object).year for who, month in month_of.items()}
    tiers = {year: rules.tiers("voksne", year, known) for year in set(year_of.values())}
    verdict: dict[str, bool | Missing] = {}
    first_threshold_e2 = {}
    for who, year in year_of.items():
        if isinstance(of_year := tiers[year], Missing):
            verdict[who] = of_year
        else:
            first_threshold_e2[who] = of_year.steps[0][0] * 100
    if not first_threshold_e2:
        return verdict
    keys = person_keys(placement)
    asked = np.isin(keys, list(first_threshold_e2))
    month = np.array([month_of[who] for who in keys[asked]], dtype="datetime64[M]")
    lines = placement[asked].reset_index(drop=True)
    months = [month_of[who] for who in first_threshold_e2]
    rows = ledger(lines, *(pd.Period(str(end), "M") for end in (min(months), max(months))))
    just_before = rows["month"].to_numpy().astype("datetime64[M]") == month[rows["line"]]
    then = counted_parts(
        rows[just_before].reset_index(drop=True), lines, person, provider, rules, known
    ).frame
    cost = then.groupby("person")["counted_e2"].sum().to_dict()
    return verdict | {
        who: cost.get(who, 0) * MONTHS > first for who, first in first_threshold_e2.items()
    }


def left_out(parts: pd.DataFrame, out: np.ndarray, placement: pd.DataFrame) -> list[Finding]:
    """The finding on citizens above the age limit whose cost counts for nothing."""
    rows = parts[out]
    persons = rows["person"].nunique()
    if not persons:
        return []
    lines = placement.iloc[rows["line"].unique()]
    return [
        Finding(
            code="refusion-over-67",
            severity="oplysning",
            text=f"{number_of(persons, 'borger', 'borgere')} er over aldersgrænsen og var ikke med "
            "i ordningen lige før, så vidt bevillingerne viser: de giver ingen statsrefusion.",
            remedy="Var de med, skal bevillingerne fra måneden før aldersgrænsen være i udtrækket.",
            rows=lines[["line_id", "case_id", "area", "service"]],
        )
    ]
