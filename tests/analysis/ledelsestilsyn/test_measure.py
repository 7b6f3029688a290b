"""Shares, intervals and verdicts by hand."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.analysis.ledelsestilsyn.measure import (
    MISSED,
    OPEN,
    REACHED,
    UNMEASURED,
    Share,
    Stratum,
    counts_of,
    published,
    share_of,
    verdict,
    wilson,
)


def percent(share: Share) -> tuple[int, int, int]:
    return tuple(round(100 * x) for x in (share.low, share.value, share.high))


def test_thirteen_of_23_drawn_is_anything_from_37_to_74():
    share = share_of([Stratum(inf, 23, 23, 13)])
    assert percent(share) == (37, 57, 74)
    assert [verdict(share, goal) for goal in (0.35, 0.5, 0.75)] == [REACHED, OPEN, MISSED]


def test_all_cases_are_a_fact():
    share = share_of([Stratum(23, 23, 23, 13)])
    assert (share.low, share.value, share.high, share.drawn) == (13 / 23, 13 / 23, 13 / 23, False)
    assert verdict(share, 0.56) == REACHED
    assert verdict(share, 0.57) == MISSED


def test_a_promise_met_exactly_is_reached():
    assert verdict(share_of([Stratum(40, 40, 40, 28)]), 0.7) == REACHED


def test_the_wilson_interval_by_hand():
    # 8 of 10: (0.8 + 3.8415/20 ± 1.96 √(0.8·0.2/10 + 3.8415/400)) / 1.38415
    assert wilson(0.8, 10) == pytest.approx((0.490162, 0.943318), abs=1e-6)


def test_finite_population_correction_by_hand():
    # 20 of 41: a factor 21/40 on the variance, so as 20 · 40/21 = 38.095 cases of many.
    share = share_of([Stratum(41, 20, 20, 12)])
    assert (share.low, share.high) == pytest.approx(wilson(0.6, 20 * 40 / 21))


def test_what_was_seen_is_certain():
    # 4 of 5, one of them kept: the fifth decides between 20 and 40 %.
    share = share_of([Stratum(5, 4, 4, 1)])
    assert (share.low, share.high) == (0.2, 0.4)


def test_strata_weigh_as_their_populations():
    # 5 of 10 in a stratum of 100, 10 of 10 in one of 300: (100 · 0.5 + 300 · 1) / 400.
    share = share_of([Stratum(100, 10, 10, 5), Stratum(300, 10, 10, 10)])
    assert share.value == pytest.approx(0.875)
    unseen = (1 / 16) * (90 / 99) / 10 + (9 / 16) * (290 / 299) / 10
    assert (share.low, share.high) == pytest.approx(wilson(0.875, 1 / unseen))


def test_only_the_relevant_are_counted():
    # 4 of 10 relevant, 3 kept; the population holds about 20 relevant.
    share = share_of([Stratum(50, 10, 4, 3)])
    assert (share.value, share.n) == (0.75, 4)
    assert (share.low, share.high) == pytest.approx(wilson(0.75, 4 * 49 / 40))


@pytest.mark.parametrize("strata", [[], [Stratum(12, 0, 0, 0)], [Stratum(12, 5, 0, 0)]])
def test_no_cases_is_no_division(strata):
    share = share_of(strata)
    assert (share.value, share.n) == (None, 0)
    assert verdict(share, 0.5) == UNMEASURED


def test_a_stratum_nobody_reviewed_makes_it_a_draw():
    share = share_of([Stratum(10, 10, 10, 10), Stratum(30, 0, 0, 0)])
    assert share.drawn
    assert (share.low, share.high) == pytest.approx(wilson(1.0, 10 * 39 / 30))


def test_an_impossible_stratum_is_a_mistake():
    with pytest.raises(ValueError, match="cannot be"):
        Stratum(10, 11, 11, 3)


@given(
    st.lists(
        st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(0, 30), st.integers(0, 30)),
        min_size=1,
        max_size=5,
    )
)
def test_the_interval_holds_the_share_and_stays_within_bounds(parts):
    strata = [Stratum(a + b + c + d, a + b + c, a + b, a) for a, b, c, d in parts if a + b + c + d]
    share = share_of(strata)
    if share.n:
        assert 0 <= share.low <= share.value + 1e-9
        assert share.value <= share.high + 1e-9 <= 1 + 2e-9


def test_counts_that_give_a_percentage():
    assert counts_of(57, 23) == (13,)
    assert counts_of(54, 39) == (21,)
    assert counts_of(54, 53) == ()
    assert counts_of(13, 56) == (7,)  # 12,5 is rounded up
    assert counts_of(12, 56) == ()
    assert counts_of(1, 300) == (2, 3, 4)
    assert counts_of(50, 0) == ()
    with pytest.raises(ValueError, match="not a share"):
        counts_of(101, 10)


@given(st.integers(1, 99), st.data())
def test_a_count_of_fewer_than_100_cases_is_found_again(n, data):
    k = data.draw(st.integers(0, n))
    assert counts_of((200 * k + n) // (2 * n), n) == (k,)


# Slagelse's published status: percent, cases, milestone; then the count, and the verdict read as
# all cases and as a draw from an unknown number, as of the milestone's day.
TABLE = [
    (54, 39, 75, 21, MISSED, MISSED),
    (80, 45, 50, 36, REACHED, REACHED),
    (44, 70, 40, 31, REACHED, OPEN),
    (56, 39, 50, 22, REACHED, OPEN),
    (13, 56, 75, 7, MISSED, MISSED),
    (21, 53, 25, 11, MISSED, OPEN),
    (54, 53, 30, None, OPEN, OPEN),
    (87, 55, 35, 48, REACHED, REACHED),
    (94, 52, 35, 49, REACHED, REACHED),
    (100, 50, 35, 50, REACHED, REACHED),
    (96, 50, 35, 48, REACHED, REACHED),
    (59, 51, 45, 30, REACHED, REACHED),
    (97, 35, 45, 34, REACHED, REACHED),
    (72, 57, 30, 41, REACHED, REACHED),
    (83, 54, 40, 45, REACHED, REACHED),
    (66, 53, 30, 35, REACHED, REACHED),
    (35, 23, 75, 8, MISSED, MISSED),
    (85, 46, 35, 39, REACHED, REACHED),
    (85, 39, 35, 33, REACHED, REACHED),
    (91, 23, 35, 21, REACHED, REACHED),
]


@pytest.mark.parametrize(("share", "n", "goal", "count", "as_all", "as_drawn"), TABLE)
def test_a_published_table_judged_both_ways(share, n, goal, count, as_all, as_drawn):
    assert counts_of(share, n) == (() if count is None else (count,))
    assert verdict(published(share, n, drawn=False), goal / 100) == as_all
    assert verdict(published(share, n, drawn=True), goal / 100) == as_drawn


def test_published_shares():
    sure = published(35, 23, drawn=False)
    assert (sure.value, verdict(sure, 0.75)) == (8 / 23, MISSED)
    assert percent(published(57, 23, drawn=True)) == (37, 57, 74)
    doubtful = published(54, 53, drawn=False)
    assert (doubtful.value, doubtful.low, doubtful.n) == (0.54, None, None)
    assert verdict(doubtful, 0.3) == OPEN
    assert verdict(published(1, 300, drawn=False), 0.3) == OPEN
    assert verdict(published(0, 0, drawn=False), 0.3) == UNMEASURED
