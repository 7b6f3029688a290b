"""What ``okonomi check`` says: a table per file, the findings, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading, exit_code, overview
from okonomi.intake.quarantine import CLASS_NAMES
from okonomi.present import numbers

SHOWN_ERRORS = 10
VERDICTS = {
    0: "Filerne er læst uden fejl.",
    1: "Der er fejl, men resten kan bruges: se linjerne ovenfor.",
    2: "Udtrækket kan ikke bruges.",
}


def print_overview(reading: Reading, lacking: pd.DataFrame) -> None:
    """Plain Danish: per file its profile, rows and kroner by class; then faults of files, rows
    set aside, other findings, and what the reports must do without (``lacking``:
    analysis, need and consequence)."""
    for (file, sheet), rows in overview(reading).groupby(
        ["file", "sheet"], dropna=False, sort=False
    ):
        profile = rows["profile"].iloc[0]
        where = file if pd.isna(sheet) else f"{file} (ark {sheet})"
        how = "ukendt fil: den er sprunget over" if pd.isna(profile) else f"profil {profile}"
        print(f"{where}: {how}, {count(int(rows['rows'].sum()), 'række', 'rækker')}")
        for row in rows.dropna(subset=["row_class"]).to_dict("records"):
            kroner = numbers.kr(row["amount_oere"]) if row["amount_oere"] else ""
            name = CLASS_NAMES[row["row_class"]]
            print(f"  {name:<12}{numbers.whole(row['rows']):>10}  {kroner:>24}".rstrip())
    # A file that is missing or unknown weighs more than a row.
    _print_findings([f for f in reading.findings if f.severity == "fejl"])
    _print_rows(reading.set_aside[reading.set_aside["row_class"] == "error"])
    _print_findings([f for f in reading.findings if f.severity != "fejl"])
    if len(lacking):
        print("\nDet findes ikke i mappen, så dele af rapporterne er tomme eller mere usikre:")
        for analysis, needs in lacking.groupby("analysis", sort=False):
            print(f"  {analysis}: {'; '.join(needs['need'])}")
        print("  → Rapporten datakvalitet siger, hvad hvert af dem betyder.")
    print(f"\n{VERDICTS[exit_code(reading)]}")


def _print_rows(errors: pd.DataFrame) -> None:
    if len(errors):
        print("\nRækker sat til side som fejl:")
        for row in errors.head(SHOWN_ERRORS).to_dict("records"):
            column = "" if pd.isna(row["column"]) else f", kolonne {row['column']}"
            found = "" if pd.isna(row["found"]) else f" (fundet: “{row['found']}”)"
            print(f"  {row['file']}, linje {row['line']}{column}: {row['reason']}{found}")
            if not pd.isna(row["remedy"]):
                print(f"    → {row['remedy']}")
        if len(errors) > SHOWN_ERRORS:
            print(f"  … og {len(errors) - SHOWN_ERRORS} til")


def _print_findings(findings: Iterable[Finding]) -> None:
    for finding in findings:
        print(f"\n{finding.severity.capitalize()}: {finding.text}")
        if finding.remedy:
            print(f"  → {finding.remedy}")


def as_json(reading: Reading, lacking: pd.DataFrame, code: int) -> dict[str, Any]:
    """The same for machines: files, every row set aside, findings, what is lacking, exit code."""
    return {
        "period": str(reading.period),
        "exit_code": code,
        "files": _records(overview(reading)),
        "set_aside": _records(reading.set_aside),
        "findings": [
            {
                "code": finding.code,
                "severity": finding.severity,
                "text": finding.text,
                "remedy": finding.remedy,
            }
            for finding in reading.findings
        ],
        "lacking": _records(lacking),
    }


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        {key: value.item() if hasattr(value, "item") else value for key, value in row.items()}
        for row in plain.to_dict("records")
    ]
