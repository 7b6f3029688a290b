"""Can the figures be trusted? What was read, what was set aside, and what is doubtful.

``files``: one row per file and sheet with its rows by class; the classes add up to the file's
physical rows. ``set_aside``: the rows that are not counted, with file, line and reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from okonomi.analysis.dataquality.jumps import price_jumps
from okonomi.analysis.dataquality.since import (
    AMOUNTS_MISSING,
    MISSING,
    copied_exports,
    emptied_columns,
    missing_exports,
    renumbered_lines,
)
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import Column, Table


@dataclass(frozen=True, eq=False, kw_only=True)
class DataQuality(Result):
    """The reading seen as an answer to: what is in the figures, and what is not?"""

    name = "datakvalitet"
    title = "Kan vi stole på tallene?"

    files: pd.DataFrame
    set_aside: pd.DataFrame
    key_fingerprint: str | None

    def summary(self) -> str:
        unknown = int(self.files["profile"].isna().sum())
        errors = int(self.files["error"].sum())
        used = int(self.files["used"].sum())
        parts = [
            f"{count(len(self.files), 'fil', 'filer')} er læst med "
            f"{count(used, 'brugt række', 'brugte rækker')}; "
            f"{count(errors, 'række er sat til side', 'rækker er sat til side')} som fejl"
        ]
        if unknown:
            parts.append(f" og {count(unknown, 'fil er ukendt', 'filer er ukendte')}")
        missing = sum(finding.code in (MISSING, AMOUNTS_MISSING) for finding in self.findings)
        if missing:
            parts.append(
                f"; {count(missing, 'udtræk', 'udtræk')} fra sidste måned mangler helt "
                "eller delvist"
            )
        return "".join(parts) + "."

    def tables(self) -> list[Table]:
        return [
            Table(
                name="filer",
                title="Filer og rækker",
                frame=self.files.assign(profile=self.files["profile"].fillna("ukendt fil")),
                columns=(
                    Column("file", "Fil", "text"),
                    Column("profile", "Profil", "text", paper=False),
                    Column("rows", "Rækker", "int"),
                    Column("used", "Brugt", "int"),
                    Column("draft", "Kladde", "int", paper=False),
                    Column("superseded", "Ældre udgave", "int", paper=False),
                    Column("duplicate", "Dublet", "int", paper=False),
                    Column("total", "Sumrække", "int", paper=False),
                    Column("blank", "Tom", "int", paper=False),
                    Column("heading", "Overskrift", "int", paper=False),
                    Column("error", "Fejl", "int"),
                ),
                note="Hver række i filen er talt med præcis én gang.",
            ),
            Table(
                name="fejlraekker",
                title="Rækker sat til side som fejl",
                frame=self.set_aside[self.set_aside["row_class"] == "error"],
                internal=True,
                paper_rows=8,
                columns=(
                    Column("file", "Fil", "text"),
                    Column("line", "Linje", "int"),
                    Column("column", "Kolonne", "text"),
                    Column("found", "Fundet", "text"),
                    Column("reason", "Årsag", "text"),
                    Column("remedy", "Hvad gør du", "text"),
                    Column("amount_oere", "Beløb", "oere"),
                ),
            ),
        ]

    def sources(self) -> list[str]:
        return ["Filerne i månedens mappe; hver fils sha256 står i manifest.json."]

    def inputs(self) -> list[Mapping[str, Any]]:
        return self.files.to_dict("records")

    def fingerprint(self) -> str | None:
        return self.key_fingerprint


def dataquality(reading: Reading, before: Reading | None = None) -> DataQuality:
    """What one reading holds and what it set aside, with all its findings.

    With the reading of the month before, an export or a column that was there then and is not now
    is named: a forgotten file would otherwise look like a saving.
    """
    return DataQuality(
        period=reading.period,
        files=reading.files,
        set_aside=reading.set_aside,
        key_fingerprint=reading.key_fingerprint,
        findings=(
            *rows_with_errors(reading),
            *missing_exports(reading, before),
            *emptied_columns(reading, before),
            *copied_exports(reading, before),
            *renumbered_lines(reading, before),
            *price_jumps(reading, before),
            *reading.findings,
        ),
    )


def rows_with_errors(reading: Reading) -> list[Finding]:
    """The error rows as a finding, so that a report made without them says so up front."""
    wrong = reading.files[reading.files["error"] > 0]
    if wrong.empty:
        return []
    rows = count(int(wrong["error"].sum()), "række", "rækker")
    return [
        Finding(
            code="raekker-med-fejl",
            severity="fejl",
            text=f"{rows} i {count(len(wrong), 'fil', 'filer')} kunne ikke bruges og er ikke med i "
            "tallene.",
            remedy="Ret dem i kildesystemet eller filen: kommandoen okonomi check viser hver "
            "række og skriver dem i afviste_raekker.xlsx.",
        )
    ]
