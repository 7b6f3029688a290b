"""Months as accounting systems write them: 2026-03, 03-2026, 202603, 003.2026, marts 2026."""

from __future__ import annotations

import re

import numpy as np

from okonomi.intake.coded import Cell, CellValues, Coded

_NAMES = (
    "januar", "februar", "marts", "april", "maj", "juni", "juli", "august", "september",
    "oktober", "november", "december",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"((?:19|20)\d\d)[-./ ]?0?([1-9]|1[0-2])")
_MONTH_FIRST = re.compile(r"0{0,2}([1-9]|1[0-2])[-./ ]((?:19|20)\d\d)")
_NAMED = re.compile(r"([a-z]{3,9})\.?[-./ ]+((?:19|20)\d\d)", re.IGNORECASE)


_BARE = re.compile(r"0{0,2}([1-9]|1[0-6])")


def bare_numbers(column: Coded) -> np.ndarray:
    """True per row that says the number of an accounting period and no year (3, 003, 13)."""
    return column.map(lambda value: bool(_BARE.fullmatch(_plain(value))), bool)


def months_as_dates(column: Coded) -> Coded:
    """The column with every month written as its first day (``2026-03-01``); dates untouched."""
    return Coded(column.codes, CellValues(map(_as_date, column.values)), column.name)


def _plain(value: Cell) -> str:
    text = str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return text.strip()


def _as_date(value: Cell) -> Cell:
    text = _plain(value)
    if match := _YEAR_FIRST.fullmatch(text):
        return f"{match[1]}-{int(match[2]):02d}-01"
    if match := _MONTH_FIRST.fullmatch(text):
        return f"{match[2]}-{int(match[1]):02d}-01"
    if match := _NAMED.fullmatch(text):
        for number, name in enumerate(_NAMES, start=1):
            if name.startswith(match[1].casefold()):
                return f"{match[2]}-{number:02d}-01"
    return value
