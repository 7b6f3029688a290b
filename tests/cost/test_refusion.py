"""The tiers: golden values of 2022, and what must hold for any total and any thresholds."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi import rules
from okonomi.cost.refusion import (
    kept_of_saving,
    kept_share,
    monthly_refund_exact,
    rate_at,
    refund_exact,
    refund_oere,
    round_half_away,
)

MIO = 100_000_000
STEPS = rules.load().tiers("voksne", 2022).steps

totals = st.integers(-MIO, 10 * MIO)
step_lists = st.lists(st.integers(1, 5 * MIO), min_size=1, max_size=3, unique=True).map(
    lambda thresholds: list(zip(sorted(thresholds), (25, 50, 75), strict=False))
)


@pytest.mark.parametrize(
    ("total_kr", "refund_kr"),
    [(860_000, 0), (1_680_000, 205_000), (2_120_000, 425_000), (2_500_000, 710_000)],
)
def test_golden_values_of_2022(total_kr, refund_kr):
    assert refund_oere(total_kr * 100, STEPS) == refund_kr * 100


def test_cutting_from_2_9_to_2_5_mio_keeps_100_000():
    assert kept_of_saving(290_000_000, 250_000_000, STEPS) == 10_000_000
    assert kept_of_saving(250_000_000, 290_000_000, STEPS) == -10_000_000


def test_the_next_krone_saved_belongs_to_the_part_it_lies_in():
    at_thresholds = [rate_at(threshold, STEPS) for threshold, _ in STEPS]
    just_above = [rate_at(threshold + 1, STEPS) for threshold, _ in STEPS]
    assert at_thresholds == [0, 25, 50]
    assert just_above == [25, 50, 75]
    assert kept_share(86_000_000, STEPS) == 1
    assert kept_share(300_000_000, STEPS) == 0.25


def test_rounded_once_half_away_from_zero():
    assert refund_oere(86_000_001, STEPS) == 0  # 0.25 øre
    assert refund_oere(86_000_002, STEPS) == 1  # 0.5 øre
    assert refund_oere(Fraction(172_000_003, 2), STEPS) == 0  # 0.375 øre
    assert [round_half_away(Fraction(n, 2)) for n in (-3, -1, 1, 3)] == [-2, -1, 1, 2]


@given(totals, totals, step_lists)
def test_the_refund_rises_with_the_cost(one, other, steps):
    low, high = sorted((one, other))
    assert refund_oere(low, steps) <= refund_oere(high, steps)


@given(totals, totals, step_lists)
def test_the_refund_is_convex(one, other, steps):
    middle = refund_exact(Fraction(one + other, 2), steps)
    assert middle <= (refund_exact(one, steps) + refund_exact(other, steps)) / 2


@given(totals, totals, step_lists)
def test_the_municipality_never_keeps_more_than_it_saves_and_never_loses(one, other, steps):
    low, high = sorted((one, other))
    assert 0 <= kept_of_saving(high, low, steps) <= high - low


@given(totals, step_lists)
def test_nothing_up_to_the_first_threshold(total, steps):
    below = min(total, steps[0][0])
    assert refund_exact(below, steps) == 0
    assert kept_share(below, steps) == 1


@given(st.lists(totals.map(abs), max_size=5), step_lists)
def test_a_household_gets_at_least_what_its_children_would_get_alone(costs, steps):
    alone = sum(refund_exact(cost, steps) for cost in costs)
    assert refund_exact(sum(costs), steps) >= alone


@given(totals, step_lists)
def test_the_same_cost_every_month_gives_the_same_monthly_as_yearly(total, steps):
    assert monthly_refund_exact([Fraction(total, 12)] * 12, steps) == refund_exact(total, steps)


@given(st.lists(totals, min_size=12, max_size=12), step_lists)
def test_an_uneven_year_never_gives_less_monthly(months, steps):
    assert monthly_refund_exact(months, steps) >= refund_exact(sum(months), steps)
