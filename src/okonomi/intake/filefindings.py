"""What there is to tell about a file: the converters' notes, doubtful values, unread columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.citizens import citizens_in
from okonomi.intake.layout import IN_THOUSANDS
from okonomi.intake.parsed import number_of
from okonomi.intake.unread import unread_columns
from okonomi.intake.view import View

_SHOWN = {"foelgeydelse": "følgeydelse"}


def file_findings(view: View) -> Iterator[Finding]:
    """Every finding of one file or sheet; its citizens' names are noted on its block."""
    view.block.citizens = citizens_in(view)
    yield from _notes(view)
    yield from _doubts(view)
    yield from _assumed(view)
    yield from unread_columns(view)


def _notes(view: View) -> Iterator[Finding]:
    for note in (*view.raw.notes, *view.notes):
        if note.code == IN_THOUSANDS and not _read_as_kroner(view):
            continue
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


def _read_as_kroner(view: View) -> bool:
    """Whether the file has numbers, and the profile multiplies none of them."""
    return bool(view.numbers) and all(column.times == 1.0 for column in view.numbers.values())


def _assumed(view: View) -> Iterator[Finding]:
    """Lines whose empty cell the code list gives a meaning that counts days and kroner.

    What a profile of one's own says of the empty cell is known to whoever wrote it.
    """
    if not view.profile.shipped:
        return
    table = view.profile.table("placement")
    for target in ("status", "line_kind") if table is not None else ():
        column, codes = table.columns.get(target), table.codes.get(target)
        header = view.header(column) if column is not None else None
        meant = codes.get("") if codes is not None else None
        if header is None or not meant:
            continue
        counted = view.open_rows & ~view.block.faulty()
        rows = np.flatnonzero(counted & view.raw.columns[header].blank())
        if len(rows):
            yield Finding(
                code="tom-regnet-som",
                severity="oplysning" if target == "line_kind" else "advarsel",
                text=f"{number_of(len(rows), 'række', 'rækker')} har ingen “{header}” og er regnet "
                f"som {_SHOWN.get(meant, meant)}.",
                remedy="Udfyld feltet i kilden.",
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
