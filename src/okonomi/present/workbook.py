"""Bundles → one xlsx workbook: a first sheet that explains it, then one sheet per table.

Numbers are real numbers with formats that a Danish Excel shows with dot and comma; text is never
a formula or a link; and equal bundles give equal bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from okonomi.findings import Finding
from okonomi.present import numbers
from okonomi.present.fragments import SEVERITY, gravest_first, said_once
from okonomi.present.table import Bundle, Column, Table, finding_rows
from okonomi.present.tables import EMPTY
from okonomi.present.workbook_format import Formats, cell_value, height, width

FIRST_SHEET = "Læs mig"
FINDINGS_SHEET = "Forbehold og fejl"
MAX_ROWS = 1_048_576 - 10
"""What Excel can hold on a sheet, less the rows above the table."""
_ILLEGAL = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LEFT, _RIGHT = 44, 90
_LONGEST = 31


class Sheet(NamedTuple):
    """One sheet of tables: its name in the workbook, the table, and what it belongs to."""

    name: str
    table: Table
    context: str


def sheets(bundles: Sequence[Bundle]) -> list[Sheet]:
    """The sheets after the first: every bundle's tables, then the findings and their rows."""
    taken = {FIRST_SHEET.casefold()}
    made = [
        Sheet(_sheet_name(table.title, taken), table, bundle.title)
        for bundle in bundles
        for table in bundle.tables
    ]
    findings = said_once(gravest_first(tuple(f for b in bundles for f in b.findings)))
    if findings:
        made.append(Sheet(_sheet_name(FINDINGS_SHEET, taken), _findings(findings), FINDINGS_SHEET))
    for finding in findings:
        rows = finding_rows(finding)
        if rows is not None:
            name = _sheet_name(f"Rækker {_spelt(finding.code)}", taken)
            made.append(Sheet(name, rows, FINDINGS_SHEET))
    return made


def write_workbook(
    path: Path,
    bundles: Sequence[Bundle],
    *,
    title: str,
    municipality: str,
    data_until: date,
    mark: str = "",
) -> None:
    """Write the workbook; ``ValueError`` where a table is longer than Excel can hold.

    ``mark`` says who may read it: on the first sheet, and above every sheet that is printed.
    """
    import xlsxwriter

    period = bundles[0].period
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with xlsxwriter.Workbook(path, options) as book:
        last_day = period.end_time
        # Without a fixed date the bytes would differ from run to run.
        book.set_properties(
            {
                "title": f"{title} – {numbers.month(period)}",
                "author": municipality,
                "created": datetime(last_day.year, last_day.month, last_day.day),
            }
        )
        formats = Formats(book)
        first = book.add_worksheet(FIRST_SHEET)
        listed = sheets(bundles)
        _write_first(first, formats, bundles, listed, title, municipality, data_until, mark)
        for sheet in listed:
            _write_sheet(book.add_worksheet(sheet.name), formats, sheet)
        for page in book.worksheets() if mark else ():
            page.set_header(f"&R{mark}")


def _sheet_name(title: str, taken: set[str]) -> str:
    base = _ILLEGAL.sub(" ", title).strip().strip("'").strip() or "Tabel"
    base = " ".join(base.split())
    # Excel keeps this name for itself.
    if base.casefold() in ("history", "historik"):
        base += " (tabel)"
    if len(base) > _LONGEST and " " in base[:_LONGEST]:
        head = base[: _LONGEST + 1]
        # The name of a finding is one long word with hyphens.
        base = head[: max(head.rfind(" "), head.rfind("-"))]
    name, n = base[:_LONGEST].rstrip().rstrip("'"), 1
    while name.casefold() in taken:
        n += 1
        ending = f" ({n})"
        name = base[: _LONGEST - len(ending)].rstrip() + ending
    taken.add(name.casefold())
    return name


def _spelt(code: str) -> str:
    return code.replace("ae", "æ").replace("oe", "ø").replace("aa", "å")


def _findings(findings: Sequence[Finding]) -> Table:
    frame = pd.DataFrame(
        {
            "severity": [SEVERITY[f.severity] for f in findings],
            "text": [f.text for f in findings],
            "remedy": [f.remedy or None for f in findings],
            "rows": [len(f.rows) for f in findings],
            "code": [f.code for f in findings],
        }
    )
    return Table(
        name="findings",
        title=FINDINGS_SHEET,
        frame=frame,
        columns=(
            Column("severity", "Alvor", "text"),
            Column("text", "Hvad", "text"),
            Column("remedy", "Gør sådan", "text"),
            Column("rows", "Rækker", "int"),
            Column("code", "Kode", "text"),
        ),
    )


def _write_sheet(page: Any, formats: Formats, sheet: Sheet) -> None:
    table = sheet.table
    if len(table.frame) > MAX_ROWS:
        raise ValueError(f"table {table.name!r} has more rows than an Excel sheet can hold")
    page.hide_gridlines(2)
    page.write_string(0, 0, table.title, formats(bold=True, font_size=13))
    widths = [width(table, column) for column in table.columns]
    _write_note(page, formats, sheet, sum(widths))
    head = 3
    for n, column in enumerate(table.columns):
        page.write_string(
            head,
            n,
            column.label,
            formats(
                bold=True,
                text_wrap=True,
                bottom=2,
                bg_color="#E8EDF2",
                align="right" if column.numeric else "left",
            ),
        )
        page.set_column(n, n, widths[n])
    # Not every program makes a row as high as its wrapped text by itself.
    labels = [column.label for column in table.columns]
    page.set_row(
        head, height(*((text, wide - 3) for text, wide in zip(labels, widths, strict=True)))
    )
    page.freeze_panes(head + 1, 1 if table.columns[0].kind == "text" else 0)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)
    if table.frame.empty:
        page.write_string(head + 1, 0, EMPTY, formats(italic=True))
        return
    kinds = table.row_kinds()
    for n, column in enumerate(table.columns):
        hidden = set(table.hidden.get(column.key, ()))
        for row, (value, kind) in enumerate(zip(table.frame[column.key], kinds, strict=True)):
            if row in hidden:
                mark = formats.cell(column, kind, align="right")
                page.write_string(head + 1 + row, n, numbers.HIDDEN, mark)
                continue
            _write_cell(
                page, head + 1 + row, n, cell_value(value, column), formats.cell(column, kind)
            )
    page.autofilter(head, 0, head + len(table.frame), len(table.columns) - 1)


def _write_note(page: Any, formats: Formats, sheet: Sheet, total: float) -> None:
    """The line below the title, over the table's width, so that a print is no wider than that."""
    note, columns = sheet.table.note or sheet.context, sheet.table.columns
    style = formats(italic=True, text_wrap=True)
    if len(columns) > 1:
        page.merge_range(1, 0, 1, len(columns) - 1, "", style)
    page.write_string(1, 0, note, style)
    page.set_row(1, height((note, total * 0.9)))


def _write_cell(page: Any, row: int, column: int, value: Any, style: Any) -> None:
    if value is None:
        page.write_blank(row, column, None, style)
    elif isinstance(value, str):
        # 32,767 characters is Excel's own limit; xlsxwriter would leave the cell out.
        page.write_string(row, column, value[:32_767], style)
    elif isinstance(value, datetime):
        page.write_datetime(row, column, value, style)
    else:
        page.write_number(row, column, value, style)


def _write_first(
    page: Any,
    formats: Formats,
    bundles: Sequence[Bundle],
    listed: Sequence[Sheet],
    title: str,
    municipality: str,
    data_until: date,
    mark: str,
) -> None:
    period = bundles[0].period
    page.hide_gridlines(2)
    page.set_column(0, 0, _LEFT)
    page.set_column(1, 1, _RIGHT)
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    lines: list[tuple[str, str]] = [
        ("Kommune", municipality),
        ("Periode", numbers.month(period)),
        ("Data til og med", numbers.date(data_until)),
    ]
    page.write_string(0, 0, title, formats(bold=True, font_size=16))
    if mark:
        page.write_string(1, 0, mark, formats(bold=True))
    row = _pairs(page, formats, 2, "", lines)
    said = [(b.title, b.summary) for b in bundles if b.summary]
    row = _pairs(page, formats, row, "Resultater", said)
    row = _pairs(
        page,
        formats,
        row,
        "Ark",
        [(sheet.name, sheet.table.title) for sheet in listed],
    )
    definitions = list(dict.fromkeys(pair for b in bundles for pair in b.definitions))
    row = _pairs(page, formats, row, "Sådan er tallene opgjort", definitions)
    sources = list(dict.fromkeys((b.title, source) for b in bundles for source in b.sources))
    _pairs(page, formats, row, "Kilder", sources)


def _pairs(
    page: Any, formats: Formats, row: int, heading: str, pairs: Sequence[tuple[str, str]]
) -> int:
    if not pairs:
        return row
    if heading:
        page.write_string(row, 0, heading, formats(bold=True, font_size=12, bottom=1))
        row += 1
    for left, right in pairs:
        page.write_string(row, 0, left, formats(text_wrap=True))
        page.write_string(row, 1, right, formats(text_wrap=True))
        page.set_row(row, height((left, _LEFT), (right, _RIGHT)))
        row += 1
    return row + 1
