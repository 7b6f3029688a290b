"""Dates as text, as Excel dates and as Excel serial numbers. Day and month are never swapped.

Day comes first with ``-``, ``.`` and ``/`` unless the profile says month first. A column whose
values can only be month-first is not turned round: it is undecided, and says so; and so are the
file's other columns that do not show their order themselves.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pyarrow.compute as pc

from okonomi.intake.coded import BLANKS, Cell, Coded, cell_text
from okonomi.intake.parsed import (
    DATE_BARE_NUMBER,
    DATE_IMPOSSIBLE,
    DATE_OUT_OF_RANGE,
    DATE_TIME_ZONE,
    DATE_TWO_DIGIT_YEAR,
    DATE_UNDECIDED,
    NOT_A_DATE,
    OK,
    Note,
    Parsed,
    number_of,
)

Order = Literal["dmy", "mdy"]

SENTINELS = (
    "1900-01-01", "2099-12-31", "9999-12-31", "-1", "0", "NULL", "null", "-", "–", "00-00-0000",
    "0000-00-00",
)  # fmt: skip
"""What means "no date", beside the empty cell. Dates are recognised however they are written."""

FIRST_YEAR, LAST_YEAR = 1900, 2100
_MONTHS = 12
_FEW = 2
"""Distinct values of each kind before a pattern of days is more than chance."""
FIRST_SERIAL, LAST_SERIAL = 20_000, 80_000
"""Excel's day numbers taken for dates in a date column: 1954-10-03 to 2119-01-11."""
_NEVER_SERIAL = 2_958_465
"""Excel's day number of 9999-12-31."""

_EPOCH = dt.date(1970, 1, 1).toordinal()
_SERIAL_ZERO = dt.date(1899, 12, 30).toordinal()
_NOTHING = np.iinfo(np.int64).min
_TOLERATED: dict[str | None, float] = {None: 0.1, "dmy": 0.5}
"""Share of telling values that may be month-first before the column is undecided: slips in a file
whose order nobody has stated, and in one that the profile says is day first."""

_TIME = (
    r"^\s*(\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{8})[ T]+"
    r"(?:[01]?\d|2[0-3])[-:.][0-5]\d(?:[-:.][0-5]\d(?:[.,]\d+)?)?\s*$"
)
_ZONED = re.compile(r".*\d[ T]\d\d?[:.]\d\d.*(?:Z|[+-]\d\d:?\d\d)", re.DOTALL)
_ZONED_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[ T]00:00(?::00(?:\.0+)?)?(?:Z|[+-]\d\d:?\d\d)")
_DAY_OR_MONTH_FIRST = re.compile(r"(\d{1,2})([-./])(\d{1,2})\2(\d{4}|\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_DANISH = re.compile(r"(\d{1,2})/(\d{1,2})(?: ?- ?| )(\d{4})")
"""1/3-2026: nobody writes the month first that way."""
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_NO_DATE = re.compile(r"00[-./]?00[-./]?0000|0000[-./]?00[-./]?00")
_LOW, _HIGH = "(?:0?[1-9]|1[0-2])", "(?:1[3-9]|2[0-9]|3[01])"
_DAY_FIRST = rf"^\s*{_HIGH}[-./]{_LOW}[-./][0-9]{{4}}"
_MONTH_FIRST = rf"^\s*{_LOW}[-./]{_HIGH}[-./][0-9]{{4}}"


@dataclass(frozen=True)
class _Date:
    """One distinct value: year and two numbers, of which only ``fixed`` ones have an order."""

    year: int = 0
    first: int = 0
    second: int = 0
    fixed: bool = True
    """True when ``first`` is the month and ``second`` the day, whatever the column's order."""
    fault: int = OK
    missing: bool = False
    typed: bool = False
    """True for what a workbook holds as a date: Excel may have read a text the other way round."""


_MISSING = _Date(missing=True)


def order_told(column: Coded) -> tuple[int, int]:
    """How many distinct texts can only be day first, and how many only month first."""
    texts, used = column.texts(), column.counts() > 0
    if isinstance(column.values, list):
        used &= np.array([isinstance(cell, str) for cell in column.values], dtype=bool)
    day, month = (
        pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False).astype(bool)
        for pattern in (_DAY_FIRST, _MONTH_FIRST)
    )
    return int((day & used).sum()), int((month & used).sum())


def read_dates(
    column: Coded,
    order: Order | None = None,
    sentinels: Iterable[str] = SENTINELS,
    elsewhere: tuple[int, int] = (0, 0),
) -> Parsed:
    """Dates per row as ``datetime64[s]`` at midnight; NaT where missing, a sentinel or faulty.

    Read are 31-12-2025, 31.12.2025, 31/12/2025, 31/12-2025, 1-2-2025, 2025-12-31, 20251231, each
    with or without a time of day (which is dropped), Excel dates and Excel serial numbers.
    ``order`` None means day first. Two-digit years, impossible dates and years outside 1900–2100
    are faults. ``elsewhere`` is what the file's other columns tell (see ``order_told``): it counts
    where the column itself tells nothing, and one slip there is no proof.
    """
    column = _without_time(column)
    gone = frozenset(text.strip() for text in sentinels)
    gone_days = frozenset(date for date in (_plain_date(text) for text in gone) if date is not None)
    found = [_look(value, gone) for value in column.values]
    used = column.counts() > 0
    there = [date for date, is_used in zip(found, used, strict=True) if is_used]
    own = _told(there)
    undecided = order != "mdy" and (
        _is_undecided(own, _TOLERATED[order])
        if any(own)
        else elsewhere[1] >= _FEW and _is_undecided(elsewhere, _TOLERATED["dmy"])
    )
    # Excel makes dates of the texts it can read in its own order, and leaves the others.
    typed = [date for date in there if date.typed and date.year < LAST_YEAR]
    turned = any(own) and all(date.second <= _MONTHS for date in typed)
    found = [_open_order(date) if turned and undecided and date.typed else date for date in found]
    days = np.full(len(found), _NOTHING, dtype=np.int64)
    fault = np.zeros(len(found), dtype=np.int8)
    for position, date in enumerate(found):
        days[position], fault[position] = _settle(date, order or "dmy", undecided, gone_days)
    values = days.astype("datetime64[D]").astype("datetime64[s]")
    return Parsed(
        column.spread(values),
        column.spread(fault),
        (*_notes(column, fault, undecided), *_turned_note(column, found, there, typed, turned)),
    )


def _without_time(column: Coded) -> Coded:
    """The time of day cut off, so that a column of timestamps has few distinct values again."""
    texts = column.texts()
    timed = pc.match_substring_regex(texts, _TIME)
    if not pc.any(timed).as_py():
        return column
    short = pc.replace_substring_regex(texts, _TIME, r"\1")
    cells = list(column.values) if isinstance(column.values, list) else None
    if cells is not None:  # typed cells stay what they are
        short = [
            new if isinstance(cell, str) else cell
            for cell, new in zip(cells, short.to_pylist(), strict=True)
        ]
        again = Coded.of(short, column.name)
    else:
        again = Coded.of_arrow(short, column.name)
    return Coded(again.codes[column.codes], again.values, column.name)


def _plain_date(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _look(value: Cell, gone: frozenset[str]) -> _Date:
    """What one distinct cell is, before the column's order is known."""
    if isinstance(value, str):
        text = value.strip(BLANKS)
        if not text or text in gone or ("00-00-0000" in gone and _NO_DATE.fullmatch(text)):
            return _MISSING
        return _look_text(text)
    if isinstance(value, dt.datetime | dt.date):
        # Excel shows 0 as a day in 1900; it is no date.
        if value.year < FIRST_YEAR and "0" in gone:
            return _MISSING
        return _Date(value.year, value.month, value.day, typed=True)
    if isinstance(value, dt.time) and value == dt.time() and "0" in gone:
        return _MISSING
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _Date(fault=NOT_A_DATE)
    if cell_text(value) in gone:
        return _MISSING
    if FIRST_SERIAL <= value <= LAST_SERIAL or value == _NEVER_SERIAL:
        return _from_serial(int(value))
    if float(value).is_integer() and _COMPACT.fullmatch(str(int(value))):
        return _look_text(str(int(value)))
    return _Date(fault=DATE_BARE_NUMBER)


def _look_text(text: str) -> _Date:
    if match := _DAY_OR_MONTH_FIRST.fullmatch(text):
        first, _, second, year = match.groups()
        if len(year) == 2:
            return _Date(fault=DATE_TWO_DIGIT_YEAR)
        return _Date(int(year), int(first), int(second), fixed=False)
    if match := _YEAR_FIRST.fullmatch(text):
        return _Date(int(match[1]), int(match[3]), int(match[4]))
    if match := _DANISH.fullmatch(text):
        return _Date(int(match[3]), int(match[2]), int(match[1]))
    if match := _COMPACT.fullmatch(text):
        return _Date(int(match[1]), int(match[2]), int(match[3]))
    if match := _SERIAL.fullmatch(text):
        serial = int(match[1])
        if FIRST_SERIAL <= serial <= LAST_SERIAL:
            return _from_serial(serial)
    if match := _ZONED_MIDNIGHT.fullmatch(text):
        return _look_text(match[1])
    if _ZONED.fullmatch(text):
        return _Date(fault=DATE_TIME_ZONE)
    if re.fullmatch(r"-?\d+(?:[.,]\d+)?", text):
        return _Date(fault=DATE_BARE_NUMBER)
    return _Date(fault=NOT_A_DATE)


def _from_serial(serial: int) -> _Date:
    date = dt.date.fromordinal(_SERIAL_ZERO + serial)
    return _Date(date.year, date.month, date.day)


def _told(dates: list[_Date]) -> tuple[int, int]:
    """How many of the values can only be day first, and how many only month first."""
    loose = [(date.first, date.second) for date in dates if not date.fixed]
    day_first = sum(1 for first, second in loose if _MONTHS < first <= 31 and second <= _MONTHS)
    month_first = sum(1 for first, second in loose if first <= _MONTHS < second <= 31)
    return day_first, month_first


def _is_undecided(told: tuple[int, int], tolerated: float) -> bool:
    """Whether the values speak for month first, alone or too often to be slips."""
    return told[1] > 0 and told[1] > tolerated * sum(told)


def _open_order(date: _Date) -> _Date:
    """A date of Excel's as the text it may have been made of."""
    return replace(date, first=date.second, second=date.first, fixed=False)


def _settle(
    date: _Date, order: Order, undecided: bool, gone: frozenset[dt.date]
) -> tuple[int, int]:
    """Days since 1970 and fault of one distinct value."""
    if date.missing or date.fault:
        return _NOTHING, date.fault
    month, day = date.first, date.second
    if not date.fixed:
        if undecided and date.first <= 12 and date.first != date.second:
            return _NOTHING, DATE_UNDECIDED if date.second <= 31 else DATE_IMPOSSIBLE
        if order == "dmy":
            day, month = date.first, date.second
    try:
        found = dt.date(date.year, month, day)
    except ValueError:
        return _NOTHING, DATE_IMPOSSIBLE
    if found in gone:
        return _NOTHING, OK
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        return _NOTHING, DATE_OUT_OF_RANGE
    return found.toordinal() - _EPOCH, OK


def _turned_note(
    column: Coded, found: list[_Date], there: list[_Date], typed: list[_Date], turned: bool
) -> Iterable[Note]:
    """Texts all after the 12th beside dates that never are: a program may have read the others."""
    loose = [date for date in there if not date.fixed]
    # Lines begin on the 1st: a day of its own, and no sign that it was a month – but where the
    # texts are all of January, and not few beside them.
    days = [date.second for date in typed if date.first != date.second]
    january = all(date.second == 1 for date in loose) and 2 * len(loose) >= len(days)
    doubtful = sum(1 for day in days if january or day != 1)
    told = len(loose) >= _FEW and all(date.first > _MONTHS for date in loose)
    if not (turned and told and doubtful >= _FEW):
        return
    rows = np.flatnonzero(column.spread(np.array([date.typed for date in found], dtype=bool)))
    yield Note(
        "datoer-maaske-byttet",
        f"Kolonnen »{column.name}« har både datoer og tekster: alle teksterne ligger efter den 12. "
        "i måneden, og ingen af datoerne gør. Et regneark med anden landeindstilling kan have "
        f"byttet om på dag og måned i {number_of(len(rows), 'række', 'rækker')}.",
        "Hold datoerne op mod kildesystemet, eller udtræk filen igen uden at åbne den i Excel.",
        "advarsel",
        rows,
    )


def _notes(column: Coded, fault: np.ndarray, undecided: bool) -> Iterable[Note]:
    if not undecided:
        return
    rows = np.flatnonzero(column.spread(fault == DATE_UNDECIDED))
    if not len(rows):
        return
    yield Note(
        "kolonne-uafgjort",
        f"Kolonnen »{column.name}« har datoer, hvor måneden ser ud til at stå først; "
        f"{number_of(len(rows), 'række', 'rækker')} er ikke læst, for dag og måned byttes "
        "aldrig om.",
        "Skriv rækkefølgen mdy i profilen, hvis måneden står først, eller udtræk datoerne "
        "som 31-12-2025.",
        "fejl",
        rows,
    )
