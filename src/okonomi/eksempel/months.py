"""Months as plain whole numbers: year × 12 + month − 1."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)


def month_of(day: date) -> int:
    """The month a day lies in."""
    return day.year * 12 + day.month - 1


def month_number(year: int, month: int) -> int:
    """January is 1."""
    return year * 12 + month - 1


def first_day(month: int) -> date:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1)


def last_day(month: int) -> date:
    """The last day of a month."""
    return first_day(month + 1) - ONE_DAY


def label(month: int) -> str:
    """``2026-03``."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def parse(text: str) -> int:
    """The month of ``2026-03``; anything else is a ``ValueError``."""
    year, _, month = text.partition("-")
    if len(year) != 4 or len(month) != 2 or not 1 <= int(month) <= 12:
        raise ValueError(f"not a month: {text!r}")
    return month_number(int(year), int(month))


def years_later(day: date, years: int) -> date:
    """The same day some years later; 29 February becomes 1 March where it does not exist."""
    if (day.month, day.day) == (2, 29) and not calendar.isleap(day.year + years):
        return date(day.year + years, 3, 1)
    return day.replace(year=day.year + years)
