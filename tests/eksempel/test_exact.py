"""The oracle's own arithmetic, by hand and day by day."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.eksempel.exact import DAYS_IN, Price, cost_in_month, half_away, month_costs

WINDOW = (2024 * 12, 2026 * 12 + 11)
JANUARY = 2026 * 12


@pytest.mark.parametrize(
    ("numerator", "denominator", "expected"),
    [(5, 10, 1), (-5, 10, -1), (4, 10, 0), (15, 10, 2), (-25, 10, -3), (0, 7, 0)],
)
def test_a_half_is_rounded_away_from_zero(numerator, denominator, expected):
    assert half_away(numerator, denominator) == expected


def test_a_monthly_price_is_counted_from_the_first_of_the_month():
    price = Price(30_000 * 10_000, 100, "maaned")
    # Up to 15 January: 30.000 × 15/31 = 14.516,13; the rest of the month 15.483,87.
    assert cost_in_month(price, date(2026, 1, 16), date(2026, 1, 31)) == 1_548_387
    assert cost_in_month(price, date(2026, 1, 1), date(2026, 1, 15)) == 1_451_613
    assert cost_in_month(price, date(2026, 2, 1), date(2026, 2, 28)) == 3_000_000


def test_a_weekly_hour_price_is_counted_from_2000():
    price = Price(400 * 10_000, 750, "uge")  # 7,5 hours a week at 400 kr.: 3.000 kr. a week
    # 31-01-2026 is day 9528 and 31-12-2025 day 9497 since 1-1-2000 (day 1), 428.571428… øre a day:
    # 300000 × 9528 / 7 = 408.342.857,14 and 300000 × 9497 / 7 = 407.014.285,71.
    assert (date(2026, 1, 31) - date(1999, 12, 31)).days == 9528
    assert cost_in_month(price, date(2026, 1, 1), date(2026, 1, 31)) == 1_328_571


def test_quarter_and_year_use_the_days_of_that_quarter_and_year():
    quarter = Price(9_000 * 10_000, 100, "kvartal")
    assert cost_in_month(quarter, date(2026, 2, 15), date(2026, 2, 28)) == 140_000
    year = Price(366_000 * 10_000, 100, "aar")
    assert cost_in_month(year, date(2024, 2, 1), date(2024, 2, 29)) == 2_900_000


def test_a_one_off_line_costs_on_its_first_day_and_has_no_paid_days():
    price = Price(-2_500 * 10_000, 300, "engang")
    assert month_costs(price, date(2026, 1, 20), date(2026, 1, 20), WINDOW) == [
        (JANUARY, -750_000, 0)
    ]
    assert month_costs(price, date(2023, 12, 20), date(2023, 12, 20), WINDOW) == []


def test_an_open_line_runs_through_the_window():
    months = month_costs(Price(10_000, 100, "dag"), date(2026, 11, 30), None, WINDOW)
    assert months == [(JANUARY + 10, 100, 1), (JANUARY + 11, 3100, 31)]


def test_days_of_two_months_are_refused():
    with pytest.raises(ValueError, match="one month"):
        cost_in_month(Price(1, 1, "dag"), date(2026, 1, 1), date(2026, 2, 1))


def day_by_day(price: Price, first: date, last: date) -> dict[int, int]:
    """Each day's øre as the step of the rounded running amount, with fractions."""
    found: dict[int, int] = {}
    per_period = Fraction(price.price * price.quantity, 10_000)
    day = first
    while day <= last:
        steps = []
        for until in (day - timedelta(days=1), day):
            if price.frequency in DAYS_IN:
                share = Fraction((until - date(1999, 12, 31)).days, DAYS_IN[price.frequency])
            else:
                start = period_start(price.frequency, day)
                length = (next_period(price.frequency, start) - start).days
                share = Fraction((until - start).days + 1, length)
            amount = per_period * share
            steps.append(int(abs(amount) + Fraction(1, 2)) * (1 if amount >= 0 else -1))
        month = day.year * 12 + day.month - 1
        found[month] = found.get(month, 0) + steps[1] - steps[0]
        day += timedelta(days=1)
    return found


def period_start(frequency: str, day: date) -> date:
    if frequency == "maaned":
        return day.replace(day=1)
    if frequency == "kvartal":
        return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return date(day.year, 1, 1)


def next_period(frequency: str, start: date) -> date:
    months = {"maaned": 1, "kvartal": 3, "aar": 12}[frequency]
    later = start.year * 12 + start.month - 1 + months
    return date(later // 12, later % 12 + 1, 1)


@given(
    price=st.integers(-9_000_000, 90_000_000),
    quantity=st.integers(1, 4000),
    frequency=st.sampled_from(["dag", "uge", "14 dage", "maaned", "kvartal", "aar"]),
    first=st.dates(date(2024, 1, 1), date(2025, 6, 30)),
    length=st.integers(0, 400),
)
def test_months_equal_the_sum_of_their_days(price, quantity, frequency, first, length):
    exact = Price(price, quantity, frequency)
    last = first + timedelta(days=length)
    months = {month: oere for month, oere, _ in month_costs(exact, first, last, WINDOW)}
    assert months == day_by_day(exact, first, last)
