"""A workbook → one raw table per visible sheet, every cell as Excel holds it.

Read with calamine (.xlsx, .xlsm, .xls, .xlsb, .ods). Hidden sheets are named, never read.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import python_calamine as calamine

from okonomi.errors import UserError
from okonomi.intake.coded import Cell, Coded, ErrorCell, RawTable, clean_header
from okonomi.intake.layout import (
    SEARCHED_ROWS,
    IsHeader,
    NoRows,
    header_row,
    is_filled,
    refuse_one_column,
    texts,
    title_notes,
)
from okonomi.intake.parsed import Note, number_of
from okonomi.intake.sheetxml import (
    SheetMarks,
    is_xlsx,
    locked,
    merged_unread,
    refuse_archive,
    sheet_marks,
)

_Range = tuple[tuple[int, int], tuple[int, int]]
"""A merged range: (row, column) of its first and last cell, 0-based."""

_MOST_CELLS = 60_000_000
_ENCRYPTED_OLE = "EncryptedPackage".encode("utf-16-le")


def read_workbook(path: Path, data: bytes, is_header: IsHeader | None, name: str) -> list[RawTable]:
    """Every visible sheet that holds anything, in the workbook's order.

    A sheet without a table (a front page) has an empty ``header``, no data rows, and all its
    rows as heading. Raises ``UserError`` where the workbook cannot be opened or has no rows.
    """
    if _ENCRYPTED_OLE in data:
        raise locked(name)
    refuse_archive(data, name)
    with _calamine(name):
        workbook = calamine.CalamineWorkbook.from_filelike(BytesIO(data))
    kind = calamine.SheetTypeEnum.WorkSheet
    sheets = [sheet for sheet in workbook.sheets_metadata if sheet.typ == kind]
    hidden = tuple(
        sheet.name for sheet in sheets if sheet.visible != calamine.SheetVisibleEnum.Visible
    )
    marks, notes = _marks(data, name)
    tables: list[RawTable] = []
    for sheet in sheets:
        if sheet.name in hidden:
            continue
        _refuse_vast(sheet.name, marks.get(sheet.name, SheetMarks()), name)
        with _calamine(name):
            content = workbook.get_sheet_by_name(sheet.name)
            rows = content.to_python(skip_empty_area=False)
            merged = content.merged_cell_ranges or []
        table = _read_sheet(
            sheet.name,
            rows,
            merged,
            path,
            is_header,
            marks.get(sheet.name, SheetMarks()),
            hidden,
            name,
            () if tables else (*_hidden_note(hidden, name), *notes),
        )
        if table is not None:
            tables.append(table)
    known = is_header is not None and any(is_header(list(t.header)) for t in tables if t.header)
    if not known and not any(len(table) for table in tables):
        where = " i de synlige ark" if hidden else ""
        # In a hidden sheet there may be rows, and an empty workbook says nothing of what it was.
        lost = hidden or not any(table.header for table in tables)
        raise (UserError if lost else NoRows)(
            f"{name} har ingen rækker under en overskrift{where}. "
            "Kontrollér periode og filter i kildesystemet, og udtræk filen igen."
        )
    return tables


@contextmanager
def _calamine(name: str) -> Iterator[None]:
    """Turns what calamine raises on a damaged workbook into a sentence."""
    try:
        yield
    except calamine.PasswordError as error:
        raise locked(name) from error
    except BaseException as error:
        # A Rust panic on a damaged file is no Exception.
        damaged = isinstance(error, Exception) or type(error).__name__ == "PanicException"
        if not damaged:
            raise
        raise UserError(
            f"{name} er ikke et regneark, som kan åbnes, eller filen er ødelagt. "
            "Åbn den i Excel, og gem den som .xlsx, eller udtræk den igen."
        ) from error


def _refuse_vast(sheet: str, marks: SheetMarks, name: str) -> None:
    """A cell far out makes calamine ask for more memory than there is, and the program ends."""
    if marks.rows * marks.columns > _MOST_CELLS:
        raise UserError(
            f"{name}: arket »{sheet}« går til række {marks.rows} og kolonne {marks.columns}, fordi "
            "en celle står langt ude. Slet de tomme rækker og kolonner, og gem filen."
        )


def _marks(data: bytes, name: str) -> tuple[dict[str, SheetMarks], tuple[Note, ...]]:
    try:
        if is_xlsx(data):
            return sheet_marks(data), ()
    except (zipfile.BadZipFile, zlib.error, ElementTree.ParseError, KeyError, OSError,
            ValueError, NotImplementedError):  # fmt: skip
        pass
    return {}, (
        Note(
            "fejlceller-ukendte",
            f"{name} er i et format, hvor fejlceller (#N/A) ikke kan kendes fra tomme celler.",
            "Gem filen som .xlsx, hvis den har formler.",
            "oplysning",
        ),
        *merged_unread(data, name),
    )


def _hidden_note(hidden: tuple[str, ...], name: str) -> tuple[Note, ...]:
    if not hidden:
        return ()
    listed = ", ".join(f"»{sheet}«" for sheet in hidden)
    which = "et skjult ark" if len(hidden) == 1 else "skjulte ark"
    return (
        Note(
            "skjulte-ark",
            f"{name} har {which}, som ikke er læst: {listed}.",
            "Vis arket i Excel, og gem filen, hvis det skal med.",
        ),
    )


def _read_sheet(
    sheet: str,
    rows: list[list[Any]],
    merged: list[_Range],
    path: Path,
    is_header: IsHeader | None,
    marks: SheetMarks,
    hidden: tuple[str, ...],
    name: str,
    notes: tuple[Note, ...],
) -> RawTable | None:
    if not rows and not marks.marks:
        return None
    width = max((len(row) for row in rows), default=0)
    # calamine ends the sheet before cells it holds for empty: an error there is still a row.
    last = max((mark.row for mark in marks.marks), default=0)
    rows += [[""] * width for _ in range(last - len(rows))]
    position = _find_header(rows, is_header)
    if position is None:
        refuse_one_column(rows, f"{name}: arket »{sheet}«")
        return RawTable(
            path=path,
            sheet=sheet,
            encoding=None,
            separator=None,
            header=(),
            columns={},
            line=np.empty(0, dtype=np.int64),
            heading_lines=len(rows),
            physical_rows=len(rows),
            error_cells=[ErrorCell(mark.row, "", mark.text) for mark in marks.marks],
            hidden_sheets=hidden,
            notes=notes,
        )
    body = rows[position + 1 :]
    filled = _fill_merged(body, merged, position + 1)
    marked = {mark.column for mark in marks.marks if mark.row > position + 1}
    kept = [
        column
        for column in range(width)
        if is_filled(rows[position][column])
        or column in marked
        or any(is_filled(row[column]) for row in body)
    ]
    header = clean_header(texts([rows[position][column] for column in kept]))
    name_of = dict(zip(kept, header, strict=True))
    columns = {
        name: _unwrapped(Coded.of([row[column] for row in body], name))
        for column, name in name_of.items()
    }
    return RawTable(
        path=path,
        sheet=sheet,
        encoding=None,
        separator=None,
        header=header,
        columns=columns,
        line=np.arange(position + 2, len(rows) + 1, dtype=np.int64),
        heading_lines=position + 1,
        physical_rows=len(rows),
        error_cells=[
            ErrorCell(
                mark.row, name_of.get(mark.column, "") if mark.column is not None else "", mark.text
            )
            for mark in marks.marks
        ],
        hidden_sheets=hidden,
        notes=(
            *notes,
            *title_notes(rows[:position]),
            *_merged_notes(filled, name_of),
            *_hidden_row_note(marks.hidden_rows, position + 1),
        ),
    )


def _find_header(rows: list[list[Any]], is_header: IsHeader | None) -> int | None:
    top = rows[:SEARCHED_ROWS]
    if is_header is not None:
        for position, row in enumerate(top):
            cells = texts(row)
            if any(cells) and is_header(cells):
                return position
    return header_row(top)


def _unwrapped(column: Coded) -> Coded:
    """``="0101"`` kept as text in a cell → ``0101``, as in CSV."""
    cells = [
        cell[2:-1] if isinstance(cell, str) and cell[:2] == '="' and cell[-1] == '"' else cell
        for cell in column.values
    ]
    if cells == column.values:
        return column
    once = Coded.of(cells, column.name)  # the bare text may be there too
    return Coded(once.codes[column.codes], once.values, column.name)


def _fill_merged(
    body: list[list[Any]], ranges: list[_Range], first: int
) -> dict[int, dict[int, Cell]]:
    """Repeat a vertically merged data cell on the rows it covers, as the sheet shows it.

    Returns per column the filled rows (positions in ``body``) with their value.
    """
    filled: dict[int, dict[int, Cell]] = {}
    for (top, column), (bottom, _) in ranges:
        if bottom == top or top < first:
            continue
        value = body[top - first][column] if top - first < len(body) else ""
        if not is_filled(value):
            continue
        for row in range(top - first + 1, bottom - first + 1):
            if row >= len(body):
                break
            body[row][column] = value
            filled.setdefault(column, {})[row] = value
    return filled


def _merged_notes(filled: dict[int, dict[int, Cell]], name_of: dict[int, str]) -> tuple[Note, ...]:
    notes = []
    for column, rows in sorted(filled.items()):
        numbers = any(
            isinstance(value, int | float) and not isinstance(value, bool)
            for value in rows.values()
        )
        notes.append(
            Note(
                "flettede-tal" if numbers else "flettede-celler",
                f"Kolonnen »{name_of[column]}« har flettede celler; værdien er gentaget på "
                f"{number_of(len(rows), 'række', 'rækker')}.",
                "Ophæv fletningen i regnearket, hvis tallet kun skal tælle én gang."
                if numbers
                else "Ophæv fletningen i regnearket, hvis værdien ikke gælder alle rækkerne.",
                "advarsel" if numbers else "oplysning",
                np.array(sorted(rows), dtype=np.int64),
            )
        )
    return tuple(notes)


def _hidden_row_note(hidden_rows: tuple[int, ...], header_line: int) -> tuple[Note, ...]:
    rows = np.array([row for row in hidden_rows if row > header_line], dtype=np.int64)
    if not len(rows):
        return ()
    return (
        Note(
            "skjulte-raekker",
            f"Arket har {number_of(len(rows), 'skjult række', 'skjulte rækker')}, som er læst med.",
            "Fjern filteret i regnearket, og slet de rækker, som ikke skal med.",
            "oplysning",
            rows - header_line - 1,
        ),
    )
