"""What ``okonomi check`` shows and writes: files by row class, and every row set aside."""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd

from okonomi.errors import UserError
from okonomi.intake.block import ROW_CLASSES
from okonomi.intake.reading import Reading

CLASS_NAMES = {
    "used": "brugt", "draft": "kladde", "superseded": "afløst", "duplicate": "gentaget",
    "total": "sum", "blank": "tom", "heading": "overskrift", "error": "fejl",
}  # fmt: skip
"""The row classes in Danish."""

_HEADINGS = {
    "file": ("Fil", 40), "sheet": ("Ark", 16), "line": ("Linje", 8), "row_class": ("Klasse", 11),
    "column": ("Kolonne", 24), "found": ("Fundet", 28), "reason": ("Årsag", 56),
    "remedy": ("Hvad gør du", 56), "amount_oere": ("Beløb", 16),
}  # fmt: skip
_SHEET_ROWS = 1_000_000


def overview(reading: Reading) -> pd.DataFrame:
    """One row per file and row class that has rows: file, sheet, profile, row_class, rows,
    amount_oere (the sum of amounts that could be read). A file that no profile fits has one row
    without class and with its physical rows."""
    files = reading.files
    parts = []
    for place, name in enumerate(ROW_CLASSES):
        part = files[["file", "sheet", "profile"]].assign(
            row_class=name, rows=files[name], amount_oere=files[f"{name}_oere"], order=place
        )
        parts.append(part[part["rows"] > 0])
    unread = files[files["profile"].isna()]
    parts.append(
        unread[["file", "sheet", "profile", "rows"]].assign(row_class=None, amount_oere=0, order=-1)
    )
    table = pd.concat(parts).rename_axis("source").reset_index()
    table = table.sort_values(["source", "order"], kind="stable")
    columns = ["file", "sheet", "profile", "row_class", "rows", "amount_oere"]
    return table[columns].astype({"row_class": "str"}).reset_index(drop=True)


def exit_code(reading: Reading) -> int:
    """0 clean; 1 rows of class error, or a finding that is a fault; 2 nothing could be used."""
    if not reading.files["used"].sum():
        return 2
    faults = any(finding.severity == "fejl" for finding in reading.findings)
    return int(faults or bool(reading.files["error"].sum()))


def write_quarantine(reading: Reading, path: Path) -> None:
    """Write every row set aside to a workbook (strings are never formulas), whole or not at all.

    Raises ``UserError`` where the target is open in Excel.
    """
    import xlsxwriter

    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with xlsxwriter.Workbook(beside, {**options, "constant_memory": True}) as book:
            rows = reading.set_aside
            for number in range(max(1, -(-len(rows) // _SHEET_ROWS))):
                part = rows.iloc[number * _SHEET_ROWS : (number + 1) * _SHEET_ROWS]
                _write_sheet(book, "Rækker" if number == 0 else f"Rækker {number + 1}", part)
        beside.replace(path)
    except (PermissionError, xlsxwriter.exceptions.FileCreateError):
        raise UserError(
            f"{path} kan ikke skrives: den er åben i et andet program, eller adgangen mangler. "
            "Luk filen i Excel, og prøv igen."
        ) from None
    finally:
        beside.unlink(missing_ok=True)


def _write_sheet(book: object, name: str, rows: pd.DataFrame) -> None:
    sheet = book.add_worksheet(name)  # type: ignore[attr-defined]
    bold = book.add_format({"bold": True, "bottom": 1})  # type: ignore[attr-defined]
    money = book.add_format({"num_format": "#,##0.00"})  # type: ignore[attr-defined]
    for column, (title, width) in enumerate(_HEADINGS.values()):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, title, bold)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(_HEADINGS) - 1)
    columns = [rows[key].tolist() for key in _HEADINGS]
    for line, cells in enumerate(zip(*columns, strict=True), start=1):
        for column, (key, value) in enumerate(zip(_HEADINGS, cells, strict=True)):
            if pd.isna(value):
                continue
            if key == "amount_oere":
                sheet.write_number(line, column, value / 100, money)
            elif key == "line":
                sheet.write_number(line, column, value)
            else:
                sheet.write_string(line, column, CLASS_NAMES.get(value, value))
