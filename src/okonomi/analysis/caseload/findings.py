"""What the reader of the caseload must know of its lists before trusting the figures."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import numbers


def caseload_findings(
    staff: pd.DataFrame, reading: Reading, last: pd.Timestamp
) -> tuple[Finding, ...]:
    """Findings on the lists of rådgivere, complaints and vacant posts, as of ``last``."""
    found = []
    unknown = staff[staff["fte"].isna() & (staff["cases"] > 0)]
    if len(unknown):
        found.append(
            Finding(
                code="belastning-uden-aarsvaerk",
                severity="advarsel",
                text=f"{count(len(unknown), 'rådgiver', 'rådgivere').capitalize()} har sager, men "
                "ingen årsværk, og er ikke med i sagstallet.",
                remedy="Skriv årsværk på listen over rådgivere.",
                rows=unknown[["label", "team", "cases"]].reset_index(drop=True),
            )
        )
    complaint = reading["complaint"]
    backwards = complaint[complaint["decided"] < complaint["received"]]
    if len(backwards):
        found.append(
            Finding(
                code="belastning-klage-datoer",
                severity="advarsel",
                text=f"{count(len(backwards), 'klage', 'klager').capitalize()} er afgjort, før den "
                "kom.",
                remedy="Ret den ene af de to datoer.",
                rows=backwards[["complaint_id", "received", "decided"]].reset_index(drop=True),
            )
        )
    return (*found, *_undated(reading, last))


def _undated(reading: Reading, last: pd.Timestamp) -> list[Finding]:
    """What is on the lists and cannot be of the month: it begins after it, or has no day."""
    found = []
    for name, day, id_, singular, plural in (
        ("complaint", "received", "complaint_id", "klage", "klager"),
        ("vacancy", "vacant_from", "team", "ledig stilling", "ledige stillinger"),
    ):
        rows = reading[name]
        rows = rows[~(rows[day] <= last)]
        if len(rows):
            found.append(
                Finding(
                    code=f"belastning-{name}-uden-for-maaneden",
                    severity="advarsel",
                    text=f"{count(len(rows), singular, plural).capitalize()} begynder efter "
                    f"{numbers.month(reading.period)} eller har ingen dato og er ikke talt med.",
                    remedy="Ret datoen, eller vent: den tælles med i sin egen måned.",
                    rows=rows[[id_, day]].reset_index(drop=True),
                )
            )
    return found
