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
ADULT_AREA, YOUNGEST_ADULT = "voksne", 17
"""The adults' help begins at 18; a line may be granted the year before."""


def unlikely_ages(tables: Mapping[str, pd.DataFrame], period: pd.Period) -> list[Finding]:
    """One finding for all who are over ``OLDEST`` or not born on the period's last day, and one for
    those over ``OLDEST_CHILD`` with a line of the children's area that runs then, who may be a
    parent, and one for those under ``YOUNGEST_ADULT`` with one of the adults'. Rows: their cases.
    """
    person, lines = tables["person"], tables["placement"]
    day = last_day(period)
    born = person.dropna(subset=["birth_date"]).groupby("person_id")["birth_date"].first()
    birth = pd.Series(born.reindex(lines["person_id"]).array, index=lines.index)
    old = birth <= day - pd.DateOffset(years=OLDEST + 1)
    running = (lines["start"] <= day) & (lines["end"].isna() | (lines["end"] >= day))
    grown = birth <= day - pd.DateOffset(years=OLDEST_CHILD + 1)
    wrong = old | (birth > day)
    adult = running & grown & lines["area"].eq(CHILD_AREA) & ~wrong
    young = birth > day - pd.DateOffset(years=YOUNGEST_ADULT)
    child = running & young & lines["area"].eq(ADULT_AREA) & ~wrong
    found = []
    if wrong.any():
        found.append(
            Finding(
                code="alder-usandsynlig",
                severity="advarsel",
                text=f"{_persons(lines[wrong])} er efter CPR-nummeret over {OLDEST} år eller ikke "
                "født endnu. Statsrefusion og aldersgrænser bliver forkerte.",
                remedy="Se i fagsystemet, om CPR-nummeret er skrevet rigtigt på sagerne.",
                rows=_cases(lines[wrong]),
            )
        )
    if adult.any():
        found.append(
            Finding(
                code="voksen-paa-boerneomraadet",
                severity="oplysning",
                text=f"{_persons(lines[adult])} over {OLDEST_CHILD} år har en løbende linje på "
                "børneområdet. Er det en forælders CPR-nummer, regnes barnets alder, husstand og "
                "statsrefusion ikke rigtigt.",
                remedy="Se i fagsystemet, hvis CPR-nummer sagen har.",
                rows=_cases(lines[adult]),
            )
        )
    if child.any():
        found.append(
            Finding(
                code="barn-paa-voksenomraadet",
                severity="oplysning",
                text=f"{_persons(lines[child])} under {YOUNGEST_ADULT} år har en løbende linje på "
                "voksenområdet. Er CPR-nummeret eller området forkert, bliver statsrefusion og "
                "aldersgrænser det også.",
                remedy="Se i fagsystemet, om sagens CPR-nummer, område og funktion er rigtige.",
                rows=_cases(lines[child]),
            )
        )
    return found


def _persons(lines: pd.DataFrame) -> str:
    return number_of(lines["person_id"].nunique(), "borger", "borgere")


def _cases(lines: pd.DataFrame) -> pd.DataFrame:
    return lines[["case_id", "area"]].drop_duplicates("case_id").reset_index(drop=True)
