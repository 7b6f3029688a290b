"""What a line costs, in whole øre, by whole numbers alone.

This is the oracle's own arithmetic, written from the conventions and not from the kit's code:
the cost of the days a…b at one price is R(b) − R(a − 1), where R(d) is the price times the share
of the period elapsed at the end of d, rounded half away from zero to whole øre.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from okonomi.eksempel.months import ONE_DAY, first_day, last_day, month_of

EPOCH = date(2000, 1, 1)
"""Day, week and fortnight prices are counted from here."""

DAYS_IN = {"dag": 1, "uge": 7, "14 dage": 14}

PRICE_PARTS = 10_000
"""Prices are whole ten-thousandths of a krone."""
QUANTITY_PARTS = 100
"""Quantities are whole hundredths of a unit."""

_OERE = PRICE_PARTS * QUANTITY_PARTS // 100


@dataclass(frozen=True)
class Price:
    """A price per unit and a quantity per frequency period, both exact."""

    price: int
    quantity: int
    frequency: str


def half_away(numerator: int, denominator: int) -> int:
    """The nearest whole number; a half goes away from zero."""
    size = (2 * abs(numerator) + denominator) // (2 * denominator)
    return size if numerator >= 0 else -size


def once(price: Price) -> int:
    """The øre of one whole period (or of a one-off line)."""
    return half_away(price.price * price.quantity, _OERE)


def elapsed(frequency: str, day: date) -> tuple[int, int]:
    """Days elapsed at the end of ``day`` and the days that the price covers."""
    if frequency in DAYS_IN:
        return (day - EPOCH).days + 1, DAYS_IN[frequency]
    if frequency == "maaned":
        return day.day, calendar.monthrange(day.year, day.month)[1]
    if frequency == "kvartal":
        first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
        return (day - first).days + 1, (last_day(month_of(first) + 2) - first).days + 1
    if frequency == "aar":
        first = date(day.year, 1, 1)
        return (day - first).days + 1, 366 if calendar.isleap(day.year) else 365
    raise ValueError(f"unknown frequency {frequency!r}")


def run_up(price: Price, day: date) -> int:
    """R(day): øre from the period's first day to the end of ``day``."""
    days, whole = elapsed(price.frequency, day)
    return half_away(price.price * price.quantity * days, _OERE * whole)


def cost_in_month(price: Price, first: date, last: date) -> int:
    """Øre of the days first…last, which lie in one month."""
    if month_of(first) != month_of(last) or last < first:
        raise ValueError("the days must lie in one month, in order")
    starts_period = price.frequency not in DAYS_IN and elapsed(price.frequency, first)[0] == 1
    before = 0 if starts_period else run_up(price, first - ONE_DAY)
    return run_up(price, last) - before


def month_costs(
    price: Price, first: date, last: date | None, window: tuple[int, int]
) -> list[tuple[int, int, int]]:
    """Month, øre and paid days of a line in each month of the window that it touches.

    ``last`` None is open: paid through the window. A one-off line costs its whole amount on its
    first day and has no paid days.
    """
    if price.frequency == "engang":
        month = month_of(first)
        return [(month, once(price), 0)] if window[0] <= month <= window[1] else []
    start = max(month_of(first), window[0])
    stop = window[1] if last is None else min(month_of(last), window[1])
    rows = []
    for month in range(start, stop + 1):
        a = max(first, first_day(month))
        b = last_day(month) if last is None else min(last, last_day(month))
        rows.append((month, cost_in_month(price, a, b), (b - a).days + 1))
    return rows
