"""Deadlines: what the law says, dated by its version, and apart from it the municipality's targets.

A row of ``frister.csv`` is one deadline in one version of the law: what starts the clock, how long
it runs, and where it stands. A row without ``from_date`` holds as far back as anyone asks; a
workspace's own row replaces the shipped one of the same deadline from the same day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from okonomi.errors import Faults
from okonomi.rules.cells import read_date, read_rows
from okonomi.rules.paragraf import chain

FILE = "frister.csv"
COLUMNS = ("frist", "name", "event", "paragraf", "from_date", "to_date", "starts", "length",
           "unit", "applies_to", "alongside", "source")  # fmt: skip
NOTICE, STUDY = "underretning", "undersoegelse"
FIRST, NEXT, VISITS = "foerste_opfoelgning", "loebende_opfoelgning", "tilsynsbesoeg"
FRISTER = (NOTICE, STUDY, FIRST, NEXT, VISITS)
HOURS, DECIDED, PER_YEAR = "timer", "besluttet", "besøg pr. år"
LENGTHS = {"dage": "days", "uger": "weeks", "måneder": "months"}
UNITS = (HOURS, *LENGTHS, DECIDED, PER_YEAR)
LOCAL_UNITS = {"dage": "dage", "uger": "uger", "maaneder": "måneder"}
"""How okonomi.toml writes the units of a local target."""
OWN_TARGET = "Kommunens eget mål (okonomi.toml)"


@dataclass(frozen=True, kw_only=True)
class Frist:
    """One deadline while one version of the law holds, or a local target (``local``).

    ``event``: the kind of event it is about, or "" where the kit itself knows what starts it. For
    the first follow-up: the event that makes it due when it is done while an indsats under one of
    the paragraffer ``alongside`` runs.
    ``from_date`` and ``to_date`` are both in force; None is open. ``applies_to``: paragraf codes,
    each with everything below it; empty means every case.
    """

    frist: str
    name: str
    event: str
    paragraf: str
    from_date: date | None
    to_date: date | None
    starts: str
    length: int | None
    unit: str
    applies_to: tuple[str, ...]
    alongside: tuple[str, ...]
    source: str
    where: str
    local: bool = False

    @property
    def length_text(self) -> str:
        """``4 måneder``, or what else decides."""
        return f"{self.length} {self.unit}" if self.length else "som besluttet i sagen"

    def in_force(self, days: pd.Series) -> pd.Series:
        """Whether this version is the law on each day; False on a missing one."""
        low = pd.Timestamp(self.from_date or date.min.replace(year=1900))
        high = pd.Timestamp(self.to_date or date.max.replace(year=2199))
        return days.between(low, high)

    def covers(self, paragraf: pd.Series) -> pd.Series:
        """Whether each paragraf code is one that the deadline applies to."""
        return _below(paragraf, self.applies_to)

    def moved(self, paragraf: pd.Series) -> pd.Series:
        """Whether an ``event`` done meanwhile makes the deadline due for each paragraf code."""
        return _below(paragraf, self.alongside) if self.alongside else paragraf.isin(())

    def due(self, start: pd.Series) -> pd.Series:
        """The last day on time for each first day; a month too short for the day ends it.

        31 January + 3 months is 30 April. Hours are due the day after: a clock is for the caller.
        """
        if self.unit == HOURS:
            return start + pd.Timedelta(days=-(-(self.length or 0) // 24))
        if self.unit not in LENGTHS:
            raise ValueError(f"{self.frist}: {self.unit} is no length of time")
        return start + pd.DateOffset(**{LENGTHS[self.unit]: self.length or 0})


def read_frister(path: Path, faults: Faults) -> list[Frist]:
    """The rows of one file; every fault with its line."""
    found = []
    for where, row in read_rows(path, COLUMNS, faults):
        days = {name: read_date(row[name]) for name in ("from_date", "to_date")}
        wrong = [f"{name} = “{row[name]}”" for name in days if row[name] and days[name] is None]
        if row["frist"] not in FRISTER:
            wrong.append(f"frist = “{row['frist']}” (skriv en af {', '.join(FRISTER)})")
        if row["unit"] not in UNITS:
            wrong.append(f"unit = “{row['unit']}” (skriv en af {', '.join(UNITS)})")
        elif not _fits(row):
            wrong.append(f"length = “{row['length']}” passer ikke til {row['unit']}")
        if wrong:
            faults.add(f"{where}: kan ikke læses: {', '.join(wrong)}. Ret rækken.")
        if not row["source"]:
            faults.add(f"{where}: kilden mangler. Skriv hvor fristen står.")
        if days["from_date"] and days["to_date"] and days["to_date"] < days["from_date"]:
            faults.add(f"{where}: “to_date” ligger før “from_date”. Ret datoerne.")
        if wrong or not row["source"]:
            continue
        found.append(
            Frist(
                frist=row["frist"],
                name=row["name"] or row["frist"],
                event=row["event"],
                paragraf=row["paragraf"],
                from_date=days["from_date"],
                to_date=days["to_date"],
                starts=row["starts"],
                length=int(row["length"]) if row["length"] else None,
                unit=row["unit"],
                applies_to=tuple(row["applies_to"].split()),
                alongside=tuple(row["alongside"].split()),
                source=row["source"],
                where=where,
            )
        )
    return found


def _below(paragraf: pd.Series, sections: tuple[str, ...]) -> pd.Series:
    codes = paragraf.dropna().unique()
    found = [code for code in codes if not sections or {*chain(code)} & {*sections}]
    return paragraf.isin(found)


def _fits(row: dict[str, str]) -> bool:
    """Event deadlines are a length of time, follow-ups that or decided, visits a number a year."""
    if row["unit"] == DECIDED:
        return row["frist"] == NEXT and not row["length"]
    allowed = {VISITS: (PER_YEAR,), NOTICE: (HOURS, *LENGTHS)}.get(row["frist"], tuple(LENGTHS))
    return row["unit"] in allowed and row["length"].isdigit() and int(row["length"]) > 0


def read_local(entries: Iterable[tuple[str, Any]], faults: Faults) -> list[Frist]:
    """Local targets of okonomi.toml: an event and one of ``LOCAL_UNITS`` with a whole number."""
    found: list[Frist] = []
    for where, entry in entries:
        units = [unit for unit in LOCAL_UNITS if unit in entry]
        length = entry[units[0]] if len(units) == 1 else None
        kind = entry.get("haendelse")
        known = {"haendelse", *LOCAL_UNITS}
        if not isinstance(kind, str) or type(length) is not int or length < 1 or {*entry} - known:
            faults.add(
                f'{where}: skriv {{ haendelse = "Partshøring", dage = 14 }}, med dage, uger eller '
                "maaneder."
            )
            continue
        if any(other.event.casefold() == kind.casefold() for other in found):
            faults.add(f"{where}: “{kind}” står der to gange. Slet den ene.")
            continue
        found.append(
            Frist(
                frist=f"lokal.{kind.casefold()}",
                name=kind,
                event=kind,
                paragraf="",
                from_date=None,
                to_date=None,
                starts="Hændelsen modtages",
                length=length,
                unit=LOCAL_UNITS[units[0]],
                applies_to=(),
                alongside=(),
                source=OWN_TARGET,
                where=where,
                local=True,
            )
        )
    return found


def joined(shipped: list[Frist], own: list[Frist], faults: Faults) -> tuple[Frist, ...]:
    """The workspace's rows on top of the shipped ones; two versions in force at once are a fault.

    An own row that begins where a shipped one is in force ends it the day before.
    """
    replaced = {(each.frist, each.from_date) for each in own}
    rows = [each for each in shipped if (each.frist, each.from_date) not in replaced] + own
    rows.sort(key=lambda each: (each.local, each.frist, each.from_date or date.min))
    found: list[Frist] = []
    for row in rows:
        before = found[-1] if found and found[-1].frist == row.frist else None
        if before is not None and not row.local:
            overlaps = before.to_date is None or (row.from_date or date.min) <= before.to_date
            if overlaps and row in own and before not in own:
                end = date.fromordinal((row.from_date or date.min).toordinal() - 1)
                found[-1] = _ended(before, end)
            elif overlaps:
                faults.add(
                    f"{row.where}: “{row.frist}” gælder samtidig med {before.where}. "
                    "Ret from_date eller to_date."
                )
        found.append(row)
    return tuple(found)


def _ended(frist: Frist, last: date) -> Frist:
    return Frist(**(vars(frist) | {"to_date": last}))
