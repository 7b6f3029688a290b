"""Persons whose age cannot be right: most often one wrong digit in the CPR number."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.parsed import number_of
from okonomi.period import last_day

OLDEST = 110
"""Years; hardly anybody who gets help is older."""
CHILD_AREA, OLDEST_CHILD = "boern", 25
"""Help after the children's laws may go on to the day before the 23rd birthday; two years more are
left for lines that were not closed."""


def unlikely_ages(tables: Mapping[str, pd.DataFrame], period: pd.Period) -> list[Finding]:
    """One finding for all who are over ``OLDEST``, not born on the period's last day, or over
    ``OLDEST_CHILD`` with a line of the children's area that runs then. Its rows are their cases."""
    person, lines = tables["person"], tables["placement"]
    day = last_day(period)
    born = person.dropna(subset=["birth_date"]).groupby("person_id")["birth_date"].first()
    birth = pd.Series(born.reindex(lines["person_id"]).array, index=lines.index)
    old = birth <= day - pd.DateOffset(years=OLDEST + 1)
    running = (lines["start"] <= day) & (lines["end"].isna() | (lines["end"] >= day))
    grown = birth <= day - pd.DateOffset(years=OLDEST_CHILD + 1)
    wrong = old | (birth > day) | (running & grown & lines["area"].eq(CHILD_AREA))
    if not wrong.any():
        return []
    cases = lines.loc[wrong, ["case_id", "area"]].drop_duplicates("case_id")
    persons = number_of(lines.loc[wrong, "person_id"].nunique(), "borger", "borgere")
    return [
        Finding(
            code="alder-usandsynlig",
            severity="advarsel",
            text=f"{persons} kan efter deres CPR-nummer ikke have den alder: over {OLDEST} år, "
            f"ikke født endnu, eller over {OLDEST_CHILD} år på børneområdet. Statsrefusion og "
            "aldersgrænser bliver forkerte.",
            remedy="Se i fagsystemet, om CPR-nummeret er skrevet rigtigt på sagerne.",
            rows=cases.reset_index(drop=True),
        )
    ]
