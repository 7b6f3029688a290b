"""Physical rows of a file, each with what a reader should make of it, and how they are written."""

from __future__ import annotations

import codecs
import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROW_CLASSES = ("used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error")

_FIXED = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Raw:
    """A CSV cell written exactly as it is, such as ``="0012"``."""

    text: str


@dataclass(frozen=True)
class Serial:
    """A date in a workbook cell without date format: Excel's day number."""

    day: date


@dataclass(frozen=True)
class Fault:
    """A workbook cell that shows an error, such as ``#N/A``."""

    code: str


@dataclass
class Physical:
    """One line of a file. ``refers`` is the id of the truth it shows (``Row.row_id`` or other)."""

    cells: list[Any]
    row_class: str = "used"
    refers: str = ""
    column: str = ""
    reason: str = ""
    amount_oere: int | None = None


@dataclass
class Sheet:
    """One CSV file or one sheet of a workbook, in the order of its lines."""

    file: str
    rows: list[Physical]
    sheet: str | None = None
    amount_column: str | None = None
    widths: Sequence[int] = field(default_factory=tuple)
    merged: tuple[int, ...] = ()
    """Lines (from 1) whose first cell is merged across the columns."""


def heading(*cells: Any) -> Physical:
    """A title or header line."""
    return Physical(list(cells), "heading")


def blank() -> Physical:
    """An empty line."""
    return Physical([], "blank")


def write_csv(
    folder: Path,
    sheet: Sheet,
    encoding: str,
    separator: str,
    columns: int,
    newline: str = "\r\n",
) -> None:
    """Write the rows, padded to ``columns`` cells unless they are short on purpose."""
    lines = []
    for row in sheet.rows:
        cells = list(row.cells)
        if row.reason != "for få kolonner":
            cells += [""] * (columns - len(cells))
        lines.append(separator.join(_csv_cell(cell, separator) for cell in cells))
    data = (newline.join(lines) + newline).encode(encoding)
    if encoding == "utf-16-le":
        data = codecs.BOM_UTF16_LE + data
    (folder / sheet.file).write_bytes(data)


def _csv_cell(cell: Any, separator: str) -> str:
    if isinstance(cell, Raw):
        return cell.text
    text = "" if cell is None else str(cell)
    if any(mark in text for mark in (separator, '"', "\n", "\r")):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_xlsx(folder: Path, sheets: Sequence[Sheet]) -> None:
    """Write the sheets as one workbook with the same bytes on every platform and at any time.

    The parts of the file are stored, not compressed: compressors differ between platforms.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    book.set_properties({"created": datetime(2026, 1, 1), "author": "Eksempel Kommune"})
    bold, day = book.add_format({"bold": True}), book.add_format({"num_format": "dd-mm-yyyy"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.sheet)
        columns = max((len(row.cells) for row in sheet.rows), default=1)
        for number, width in enumerate(sheet.widths):
            page.set_column(number, number, width)
        for line, row in enumerate(sheet.rows):
            if line + 1 in sheet.merged:
                page.merge_range(line, 0, line, columns - 1, row.cells[0], bold)
                continue
            for column, cell in enumerate(row.cells):
                _xlsx_cell(page, line, column, cell, day, bold if _strong(row) else None)
    book.close()
    (folder / sheets[0].file).write_bytes(_stored(buffer.getvalue()))


def _strong(row: Physical) -> bool:
    return row.row_class in ("heading", "total")


def _xlsx_cell(page: Any, line: int, column: int, cell: Any, day: Any, form: Any) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, Fault):
        page.write_formula(line, column, "=NA()", None, cell.code)
    elif isinstance(cell, Serial):
        page.write_number(line, column, (cell.day - date(1899, 12, 30)).days)
    elif isinstance(cell, date):
        page.write_datetime(line, column, datetime(cell.year, cell.month, cell.day), day)
    elif isinstance(cell, (int, float)):
        page.write_number(line, column, cell, form)
    else:
        page.write_string(line, column, str(cell), form)


def _stored(workbook: bytes) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as source,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as target,
    ):
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, date_time=_FIXED)
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return buffer.getvalue()
