"""Paragraffer: what succeeded what on 1-1-2024, and what counts in the refusion.

A code is written as intake writes it: ``SEL-52-3.7``, ``BL-46``, ``SEL-76-a``. A row of
``paragraf.csv`` speaks for a section and everything below it, the most exact row first; a law's
own row (``SEL``) speaks for its sections that have none, and ``ukendt`` for a missing or
unreadable code. A letter makes another section: ``SEL-32-a`` is not below ``SEL-32``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from okonomi.errors import Faults
from okonomi.rules.cells import read_date, read_number, read_rows
from okonomi.rules.value import is_estimate

FILE = "paragraf.csv"
COLUMNS = ("paragraf", "name", "successor", "successor_from", "source",
           "refusion_counts", "refusion_source", "household_until")  # fmt: skip
UNKNOWN = "ukendt"


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How much of a cost counts in the refusion: whole per cent, and the source that says so.

    ``household_until``: the age at which the citizen leaves the household for costs under the
    paragraf; None for the scheme's own age.
    """

    percent: int
    source: str
    household_until: int | None = None

    @property
    def skoen(self) -> bool:
        """Whether it is an estimate that it counts."""
        return is_estimate(self.source)


@dataclass(frozen=True, kw_only=True)
class Paragraf:
    """One row of the file; ``counts`` is in whole per cent, None where nothing is said."""

    paragraf: str
    name: str
    successor: str
    successor_from: date | None
    source: str
    counts: int | None
    refusion_source: str
    household_until: int | None
    where: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Paragraffer:
    """The rows of ``paragraf.csv``, the workspace's own replacing the shipped ones."""

    rows: Mapping[str, Paragraf]

    def canonical(self, paragraf: pd.Series, on: date) -> pd.Series:
        """Each code as the law names it on the day ``on``: one child, one series.

        A code without a successor in force then, and a missing code, stay as they are.

        ``SEL-58`` is ``BL-47`` from 1-1-2024 and ``SEL-58`` on any day before.
        """
        names = {code: self._successor(code, on) for code in paragraf.dropna().unique()}
        return paragraf.map(names, na_action="ignore").astype(paragraf.dtype)

    def counts(self, code: str | None) -> Counts:
        """What of a cost under a paragraf counts in the refusion (missing or NaN: unknown)."""
        parts = [] if code is None or pd.isna(code) else chain(code)
        known = [self.rows[part] for part in (*parts, UNKNOWN) if part in self.rows]
        rule = next(row for row in known if row.counts is not None)
        until = next((r.household_until for r in known if r.household_until is not None), None)
        assert rule.counts is not None
        return Counts(percent=rule.counts, source=rule.refusion_source, household_until=until)

    def name(self, code: str) -> str:
        """The section's name, or an empty text."""
        return next((self.rows[p].name for p in chain(code)[:-1] if p in self.rows), "")

    def _successor(self, code: str, on: date) -> str:
        for part in chain(code):
            row = self.rows.get(part)
            if row is not None and row.successor_from is not None:
                return row.successor if on >= row.successor_from else code
        return code


def chain(code: str) -> list[str]:
    """The code, what it lies below, its law: ``SEL-52-3.7``, ``SEL-52-3``, ``SEL-52``, ``SEL``."""
    law, _, section = code.partition("-")
    chain = [code]
    while section:
        head, dot, _ = section.rpartition(".")
        if not dot:
            head, _, tail = section.rpartition("-")
            if not head or not tail.isdigit():
                break
        section = head
        chain.append(f"{law}-{section}")
    return chain if law == code else [*chain, law]


def read_paragraffer(path: Path, faults: Faults) -> dict[str, Paragraf]:
    """The rows of one file by paragraf; every fault with its line."""
    rows: dict[str, Paragraf] = {}
    for where, row in read_rows(path, COLUMNS, faults):
        code = row["paragraf"]
        from_date = read_date(row["successor_from"])
        counts = read_number(row["refusion_counts"])
        until = row["household_until"]
        if not code:
            faults.add(f"{where}: paragraffen mangler. Skriv f.eks. SEL-52 eller BL-46.")
        if code in rows:
            faults.add(f"{where}: “{code}” står også i {rows[code].where}. Slet den ene.")
        if bool(row["successor"]) != (from_date is not None):
            faults.add(f"{where}: “successor” og “successor_from” skal udfyldes begge (en dato).")
        if row["successor"] and not row["source"]:
            faults.add(f"{where}: kilden mangler. Skriv hvor afløsningen står, eller ordet skøn.")
        if row["refusion_counts"] and not _is_share(counts):
            faults.add(
                f"{where}: refusion_counts = “{row['refusion_counts']}”. Skriv 1, 0 eller en andel "
                "i hele procent, f.eks. 0,5."
            )
        if code == UNKNOWN and not row["refusion_counts"]:
            faults.add(
                f"{where}: rækken “{UNKNOWN}” skal have refusion_counts. Skriv 1, 0 el.lign."
            )
        if row["refusion_counts"] and not row["refusion_source"]:
            faults.add(f"{where}: kilden til refusion_counts mangler. Skriv den, eller ordet skøn.")
        if until and not until.isdigit():
            faults.add(f"{where}: household_until = “{until}”. Skriv en alder i hele år.")
        rows[code] = Paragraf(
            paragraf=code,
            name=row["name"],
            successor=row["successor"],
            successor_from=from_date,
            source=row["source"],
            counts=int(counts * 100) if counts is not None and _is_share(counts) else None,
            refusion_source=row["refusion_source"],
            household_until=int(until) if until.isdigit() else None,
            where=where,
        )
    return rows


def _is_share(number: object) -> bool:
    return number is not None and 0 <= number <= 1 and number * 100 % 1 == 0  # type: ignore[operator]
