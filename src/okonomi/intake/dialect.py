"""One file of any kind → its raw tables. What the file is, its first bytes say, not its name."""

from __future__ import annotations

from pathlib import Path

from okonomi.errors import UserError
from okonomi.intake.coded import RawTable
from okonomi.intake.delimited import LazyColumns, read_rows
from okonomi.intake.encoding import open_bytes, to_utf8
from okonomi.intake.layout import IsHeader, NoRows, find_layout

_ZIP = b"PK\x03\x04"
_UNFINISHED = (".crdownload", ".part", ".partial", ".download", ".filepart", ".tmp")
"""What a browser or a copying program calls a file that is not there yet."""
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def read_raw(
    path: Path, is_header: IsHeader | None = None, *, name: str | None = None
) -> list[RawTable]:
    """Read a CSV file (one table) or a workbook (one table per visible sheet with rows).

    ``is_header`` is shown the rows from the top, as stripped texts, until it says yes; title
    rows above are then part of the heading. Where it never does, or is not given, the header is
    found by its looks. ``name`` is how messages name the file (default: its own name).

    Raises ``UserError`` (Danish, with remedy, without contents) for a file that is missing,
    empty, locked, password-protected, damaged, not a table, or without a row below a header that
    nobody knows. A known header without rows is a table of 0 rows: a delta with no changes.
    """
    name = name or path.name
    if path.suffix.lower() in _UNFINISHED:
        raise UserError(f"{name} er ikke hentet færdig. Hent filen igen, og slet denne.")
    data = open_bytes(path, name)
    if data.startswith((_ZIP, _OLE)):
        from okonomi.intake.excel import read_workbook

        return read_workbook(path, data, is_header, name)
    _refuse_disguises(data, name)
    return [_read_text(path, data, is_header, name)]


def _refuse_disguises(data: bytes, name: str) -> None:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf"):
        raise UserError(f"{name} er en PDF. Udtræk oplysningerne som CSV eller .xlsx.")
    page = head.startswith((b"<!doctype", b"<html", b"<?xml", b"<table", b"<meta", b"<!--"))
    if page or head.startswith(b"mime-version:"):
        raise UserError(
            f"{name} er en webside eller XML og ikke et regneark, selv om navnet kan sige det. "
            "Åbn filen i Excel, og gem den som .xlsx."
        )
    if head.startswith((b"{", b"[{")):
        raise UserError(f"{name} er JSON. Udtræk oplysningerne som CSV eller .xlsx.")


def _read_text(path: Path, data: bytes, is_header: IsHeader | None, name: str) -> RawTable:
    text = to_utf8(data, name)
    layout = find_layout(text.data, is_header, name)
    rows = read_rows(
        text.data, layout.start, layout.first_line, len(layout.header), layout.separator, name
    )
    blank = rows.blank()
    known = is_header is not None and is_header(list(layout.header))
    if blank.all() and not rows.broken and not known:
        raise NoRows(
            f"{name} har kun overskrifter og ingen rækker. "
            "Kontrollér periode og filter i kildesystemet, og udtræk filen igen."
        )
    heading_lines = layout.first_line - 1
    return RawTable(
        path=path,
        sheet=None,
        encoding=text.encoding,
        separator=layout.separator,
        header=layout.header,
        columns=LazyColumns(layout.header, rows.columns),
        line=rows.line,
        broken=rows.broken,
        heading_lines=heading_lines,
        physical_rows=heading_lines + len(rows.line) + len(rows.broken),
        continued_lines=rows.continued_lines,
        notes=(*text.notes, *layout.notes),
        blank=blank,
    )
