"""How a workbook's cells look: formats, the values they hold, and how much room they take."""

from __future__ import annotations

import textwrap
from datetime import datetime
from math import ceil
from typing import Any

import pandas as pd

from okonomi.present import numbers
from okonomi.present.table import Column, Table

LINE = 15.0
TALLEST = 409.0
"""No row of Excel's is higher."""
WIDEST_TEXT = 60
"""Text wraps in a column of this width; a number never wraps and gets the room it needs."""
NARROWEST = 8
_ROOM = 2.0
"""The empty space at the sides of a cell, in characters."""
_BOLD = 1.12
"""How much wider bold digits are than plain ones in the fonts that Excel may be shown with."""


class Formats:
    """Each cell format made once: xlsxwriter keeps them by the properties asked for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Any] = {}

    def __call__(self, **properties: Any) -> Any:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({"valign": "top", **properties})
        return self._made[key]

    def cell(self, column: Column, row_kind: str, **more: Any) -> Any:
        properties: dict[str, Any] = {"num_format": number_format(column), **more}
        if column.kind == "text":
            properties["text_wrap"] = True
        if row_kind != "detail":
            properties |= {"bold": True, "top": 1 if row_kind == "subtotal" else 2}
        if row_kind == "total":
            properties["bottom"] = 2
        return self(**properties)


def number_format(column: Column) -> str:
    """The Excel format; Excel itself puts in the reader's separators."""
    places = "." + "0" * column.places if column.places > 0 else ""
    if column.kind == "oere":
        # The sheet holds kroner to the øre; only what is shown is rounded.
        return '#,##0.00 "kr."' if column.places == 2 else '#,##0 "kr."'
    return {
        "kr": f'#,##0{places} "kr."',
        "int": "#,##0",
        "number": f"#,##0{places}",
        "days": f"#,##0{places}",
        "share": f"0{places}%",
        "date": "dd\\-mm\\-yyyy",
        "month": "mmmm yyyy",
    }.get(column.kind, "@")


def cell_value(value: Any, column: Column) -> Any:
    """What the workbook holds: kroner for øre, a date for date and month, None for missing."""
    if pd.isna(value):
        return None
    if column.kind == "oere":
        return int(value) / 100
    if column.kind == "int":
        return int(value)
    if column.numeric:
        return float(value)
    if column.kind in ("date", "month"):
        return datetime(value.year, value.month, value.day)
    return str(value)


def shown_text(value: Any, column: Column) -> str:
    """A number, date or month as a Danish Excel shows it in the format of its column."""
    if pd.isna(value):
        return ""
    if column.kind == "oere":
        return numbers.kr(value, 2 if column.places == 2 else 0)
    if column.kind == "kr":
        return numbers.price(value, column.places)
    return numbers.cell(value, column)


def width(table: Table, column: Column) -> float:
    """How wide the column must be, in characters, for all its rows.

    The widest number is the largest or the smallest of its weight, so only those are written out.
    """
    # A heading wraps between its words, and has the button of the filter beside them.
    needed = [len(word) * _BOLD + 1 for word in column.label.split()]
    values = table.frame[column.key]
    heavy = pd.Series(table.row_kinds(), index=values.index, dtype="str") != "detail"
    for part, factor in ((values[~heavy], 1.0), (values[heavy], _BOLD)):
        needed += [len(text) * factor for text in _widest(part, column)]
    widest = ceil(max([*needed, NARROWEST]) + _ROOM)
    return float(min(WIDEST_TEXT, widest) if column.kind == "text" else widest)


def _widest(values: pd.Series, column: Column) -> list[str]:
    values = values.dropna()
    if column.kind == "text":
        return [str(value) for value in values.unique()]
    if column.numeric and len(values):
        return [shown_text(values.min(), column), shown_text(values.max(), column)]
    return [shown_text(value, column) for value in values.unique()]


def height(*texts: tuple[str, float]) -> float:
    """Points for the tallest of some wrapped texts, each with its column's width."""
    lines = (len(textwrap.wrap(text, max(int(width), 1))) for text, width in texts)
    return min(TALLEST, LINE * max(1, *lines))
