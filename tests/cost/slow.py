"""The ledger counted the slow way, day by day, with dates and fractions: the tests' oracle.

Written from the conventions alone and shares nothing with okonomi.cost. A line is a ``Line``;
money is whole øre; a month is (year, month).
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from okonomi.intake.schema import PLACEMENT

ONE_DAY = dt.timedelta(days=1)
Month = tuple[int, int]


@dataclass(frozen=True)
class Line:
    """A bevilling line as a case or a property test writes it."""

    start: dt.date
    end: dt.date | None
    price: Decimal
    frequency: str
    quantity: Decimal | None = None
    line_id: str = "A"
    status: str = "bevilget"
    replaces: str | None = None
    line_kind: str = "hovedydelse"
    person_id: str | None = None
    placement_id: str | None = None
    function: str | None = None
    provider: str | None = None
    hours_per_week: Decimal | None = None
    unit: str | None = None


def frame(lines: list[Line]) -> pd.DataFrame:
    """The lines as a placement table."""
    table = PLACEMENT.empty()
    given: dict[str, list[object]] = {
        name: [getattr(line, name) for line in lines]
        for name in Line.__dataclass_fields__
        if name in table
    }
    given["price_kr"] = [float(line.price) for line in lines]
    for name in ("quantity", "hours_per_week"):
        given[name] = [None if value is None else float(value) for value in given[name]]
    for name in ("start", "end"):
        given[name] = [pd.Timestamp(value) if value else pd.NaT for value in given[name]]
    columns = {
        name: pd.Series(given.get(name, [None] * len(lines)), dtype=dtype)
        for name, dtype in table.dtypes.items()
        if name not in ("source", "line")
    }
    return pd.DataFrame(columns | {"source": 0, "line": range(2, len(lines) + 2)})


def round_half_away(value: Fraction) -> int:
    """Nearest whole number, .5 away from zero."""
    whole = (abs(value) + Fraction(1, 2)).__floor__()
    return whole if value >= 0 else -whole


def oere_per_period(line: Line) -> Fraction:
    """Øre per frequency period, rounded to 1/100 øre."""
    quantity = Fraction(1) if line.quantity is None else Fraction(line.quantity)
    return Fraction(round_half_away(Fraction(line.price) * quantity * 10_000), 100)


def cost_of_day(line: Line, day: dt.date) -> int:
    """R(day) − R(the day before), in øre."""
    rate = oere_per_period(line)
    if line.frequency == "engang":
        return round_half_away(rate) if day == line.start else 0
    elapsed, length = elapsed_and_length(line.frequency, day)
    return round_half_away(rate * elapsed / length) - round_half_away(rate * (elapsed - 1) / length)


def elapsed_and_length(frequency: str, day: dt.date) -> tuple[int, int]:
    """Days elapsed up to and including ``day``, and the days that one price pays for."""
    if frequency in ("dag", "uge", "14 dage"):
        return (day - dt.date(1999, 12, 31)).days, {"dag": 1, "uge": 7, "14 dage": 14}[frequency]
    if frequency == "maaned":
        return day.day, calendar.monthrange(day.year, day.month)[1]
    if frequency == "aar":
        return day.timetuple().tm_yday, 366 if calendar.isleap(day.year) else 365
    first = (day.month - 1) // 3 * 3 + 1
    lengths = [calendar.monthrange(day.year, month)[1] for month in range(first, first + 3)]
    return sum(lengths[: day.month - first]) + day.day, sum(lengths)


def counts(line: Line, day: dt.date, lines: list[Line], basis: str) -> bool:
    """Whether the line counts on the day: its own interval, status, and nothing took over."""
    if day < line.start or (line.end is not None and day > line.end):
        return False
    if basis == "bevilget":
        return line.status == "bevilget"
    return line.status != "kladde" and not any(
        start <= day for start in takeovers(line.line_id, lines)
    )


def takeovers(line_id: str, lines: list[Line]) -> list[dt.date]:
    """The starts of the expected lines that replace this one, through any number of others."""
    found = []
    for other in lines:
        if other.status == "forventet" and other.replaces == line_id:
            found += [other.start, *takeovers(other.line_id, lines)]
    return found


def days_of(first: Month, last: Month) -> list[dt.date]:
    """All days from the first of ``first`` to the last of ``last``."""
    start = dt.date(*first, 1)
    end = dt.date(*last, calendar.monthrange(*last)[1])
    return [start + ONE_DAY * n for n in range((end - start).days + 1)]


def ledger(
    lines: list[Line], first: Month, last: Month, basis: str = "forventet"
) -> dict[tuple[int, Month], tuple[int, int]]:
    """(position of the line, month) → (øre, paid days), for every month the line touches."""
    result: dict[tuple[int, Month], list[int]] = defaultdict(lambda: [0, 0])
    for day in days_of(first, last):
        for position, line in enumerate(lines):
            once = line.frequency == "engang"
            if counts(line, day, lines, basis) and (not once or day == line.start):
                cell = result[position, (day.year, day.month)]
                cell[0] += cost_of_day(line, day)
                cell[1] += 0 if once else 1
    return {key: (oere, days) for key, (oere, days) in result.items()}


def persons(
    lines: list[Line], day: dt.date, basis: str = "forventet", only: str | None = None
) -> dict[str, set[str]]:
    """Person → the distinct hovedydelser on the day, of the lines of one function (None: all)."""
    present: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        credit = line.price * (1 if line.quantity is None else line.quantity) < 0
        if (
            line.line_kind == "hovedydelse"
            and line.frequency != "engang"
            and not credit
            and only in (None, line.function)
            and counts(line, day, lines, basis)
        ):
            own = f"line {line.line_id}"
            present[line.person_id or own].add(line.placement_id or own)
    return present


def person_days(
    lines: list[Line],
    first: Month,
    last: Month,
    basis: str = "forventet",
    only: str | None = None,
) -> dict[Month, tuple[int, int]]:
    """Month → (person days, persons in several), for the months that have any."""
    days: dict[Month, int] = defaultdict(int)
    several: dict[Month, set[str]] = defaultdict(set)
    for day in days_of(first, last):
        present = persons(lines, day, basis, only)
        days[day.year, day.month] += len(present)
        several[day.year, day.month] |= {who for who, what in present.items() if len(what) > 1}
    return {month: (days[month], len(several[month])) for month in days if days[month]}
