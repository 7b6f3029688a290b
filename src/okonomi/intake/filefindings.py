"""What there is to tell about a file: the converters' notes, doubtful values, unread columns."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.citizens import citizens_in
from okonomi.intake.parsed import number_of
from okonomi.intake.profile import matches, normalise
from okonomi.intake.view import View


def file_findings(view: View) -> Iterator[Finding]:
    """Every finding of one file or sheet; its citizens' names are noted on its block."""
    view.block.citizens = citizens_in(view)
    yield from _notes(view)
    yield from _doubts(view)
    yield from _unread_columns(view)


def _notes(view: View) -> Iterator[Finding]:
    for note in (*view.raw.notes, *view.notes):
        rows = note.rows[note.rows < len(view.raw)]
        if len(note.rows):
            rows = rows[view.open_rows[rows]]
            if not len(rows):
                continue
        yield Finding(
            code=note.code,
            severity=note.severity,
            text=note.text,
            remedy=note.remedy,
            rows=pd.DataFrame({"linje": view.raw.line[rows]}),
        )


def _doubts(view: View) -> Iterator[Finding]:
    for doubt in view.block.doubts:
        yield Finding(
            code="vaerdi-tvivlsom",
            severity="advarsel",
            text=f"Kolonnen “{doubt.column}” har "
            f"{number_of(len(doubt.rows), 'tvivlsom værdi', 'tvivlsomme værdier')}, som ikke "
            f"indgår i beløb: {doubt.reason}",
            remedy=doubt.remedy,
            rows=pd.DataFrame({"linje": view.raw.line[doubt.rows]}),
        )


def _unread_columns(view: View) -> Iterator[Finding]:
    profile = view.profile
    read = {
        header
        for table in profile.tables
        for column in table.columns.values()
        for alternative in column.headers
        if (header := view.names.get(normalise(alternative.name))) is not None
    }
    wanted = [*profile.skip_rows, *([profile.newest.header] if profile.newest.header else [])]
    wanted += [h.name for h in profile.amount.headers] if profile.amount else []
    known = {normalise(name) for name in wanted}
    unknown = [
        header
        for header in view.raw.header
        if header not in read
        and normalise(header) not in known
        and not matches((*profile.identifying, *profile.ignore), header)
        and not header.startswith("Kolonne ")
    ]
    if unknown:
        yield Finding(
            code="kolonner-ikke-laest",
            severity="oplysning",
            text=f"Profilen {profile.name} kender ikke kolonnerne "
            f"{', '.join(f'“{name}”' for name in unknown)}; de er ikke læst.",
            remedy="Skriv dem i en profil, hvis de skal med, og ellers under ignore i profilen.",
        )
