"""The months a question asks about, and where every day of them stands in each price period.

Days inside a window are *offsets*: 0 is the first day of the first month, −1 the day before it.
Small tables per day replace calendar arithmetic per line, which is what makes the room fast.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from okonomi.intake.schema import FREQUENCIES

EPOCH_2000 = int(np.datetime64("2000-01-01", "D").astype(np.int64))
"""Day number (days since 1970-01-01) from which day and week prices are counted."""

DAYS_OF_PERIOD = {"dag": 1, "uge": 7, "14 dage": 14}
MONTHS_OF_PERIOD = {"maaned": 1, "kvartal": 3, "aar": 12}


@dataclass(frozen=True, eq=False, kw_only=True)
class Positions:
    """Where a day stands in its price period; flat tables, read with ``Window.row_of``.

    ``whole``: price periods before the one the day is in. ``elapsed``: days of that period up to
    and including the day. ``length``: days of that period.
    """

    whole: np.ndarray
    elapsed: np.ndarray
    length: np.ndarray


@dataclass(frozen=True, eq=False)
class Window:
    """The months ``first`` to ``last``, both included.

    Raises ``ValueError`` when either is not a month or they come in the wrong order.
    """

    first: pd.Period
    last: pd.Period

    def __post_init__(self) -> None:
        for period in (self.first, self.last):
            if not isinstance(period, pd.Period) or period.freqstr != "M":
                raise ValueError(f"a month (pandas Period with freq 'M') is needed, not {period!r}")
        if self.first > self.last:
            raise ValueError(f"the window ends ({self.last}) before it begins ({self.first})")

    @cached_property
    def months(self) -> np.ndarray:
        """The first day of every month, ``datetime64[M]``."""
        first = np.datetime64(str(self.first), "M")
        return np.arange(first, np.datetime64(str(self.last), "M") + np.timedelta64(1, "M"))

    @cached_property
    def _bounds(self) -> np.ndarray:
        following = self.months[-1] + np.timedelta64(1, "M")
        return _day_numbers(np.append(self.months, following))

    @cached_property
    def first_day(self) -> int:
        """Day number (days since 1970-01-01) of the window's first day."""
        return int(self._bounds[0])

    @cached_property
    def last_day(self) -> int:
        """Day number (days since 1970-01-01) of the window's last day."""
        return int(self._bounds[-1]) - 1

    @cached_property
    def month_length(self) -> np.ndarray:
        """Days in every month."""
        return np.diff(self._bounds)

    @cached_property
    def month_start(self) -> np.ndarray:
        """Offset of every month's first day."""
        return self._bounds[:-1] - self.first_day

    @cached_property
    def month_end(self) -> np.ndarray:
        """Offset of every month's last day."""
        return self._bounds[1:] - 1 - self.first_day

    @cached_property
    def month_of(self) -> np.ndarray:
        """Index of the month that every offset from 0 lies in."""
        return np.repeat(np.arange(len(self.months)), self.month_length)

    @cached_property
    def positions(self) -> Positions:
        """Tables over frequency × (offset from −1 to the last day), laid flat."""
        days = np.arange(self.first_day - 1, self.last_day + 1)
        rows = [_positions(frequency, days) for frequency in FREQUENCIES]
        whole, elapsed, length = (np.concatenate(part) for part in zip(*rows, strict=True))
        return Positions(whole=whole, elapsed=elapsed, length=length)

    def clip(self, start: np.ndarray, end: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Which of the intervals (day numbers, both ends counted) touch the window, and the
        offsets they have there: (rows, a, b).
        """
        rows = np.flatnonzero((start <= self.last_day) & (end >= self.first_day))
        a = np.maximum(start[rows], self.first_day) - self.first_day
        b = np.minimum(end[rows], self.last_day) - self.first_day
        return rows, a, b

    def row_of(self, frequency: np.ndarray, offset: np.ndarray) -> np.ndarray:
        """Row in ``positions`` of a day; ``frequency`` indexes ``FREQUENCIES``."""
        days = self.last_day - self.first_day + 2
        return frequency * days + (offset + 1)


def days_in_year(year: int) -> int:
    """365 or 366.

    >>> days_in_year(2024)
    366
    """
    return 366 if pd.Period(year=year, freq="Y").is_leap_year else 365


def days_in_period(first: pd.Period, last: pd.Period) -> int:
    """Days from the first day of ``first`` to the last day of ``last``.

    >>> days_in_period(pd.Period("2026-01", "M"), pd.Period("2026-03", "M"))
    90
    """
    return int(Window(first, last).month_length.sum())


def _positions(frequency: str, days: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(whole, elapsed, length) of one frequency for day numbers."""
    zero, one = np.zeros_like(days), np.ones_like(days)
    if frequency == "engang":
        # Every day is a whole period of its own: the amount falls on the one day it is paid.
        return days - days[0], zero, one
    if frequency in DAYS_OF_PERIOD:
        return zero, days - EPOCH_2000 + 1, one * DAYS_OF_PERIOD[frequency]
    size = MONTHS_OF_PERIOD[frequency]
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    index = month // size  # months are counted from 1970-01, where a quarter and a year open
    start = _day_numbers((index * size).astype("datetime64[M]"))
    following = _day_numbers(((index + 1) * size).astype("datetime64[M]"))
    return index - index[0], days - start + 1, following - start


def _day_numbers(dates: np.ndarray) -> np.ndarray:
    return dates.astype("datetime64[D]").astype(np.int64)
