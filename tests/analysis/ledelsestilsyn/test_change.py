"""The test of a change by hand, and against the tests it is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from okonomi.analysis.ledelsestilsyn.change import change, holm, mid_p


def cases(kept: int, n: int, first: int = 0) -> dict[str, bool]:
    return {f"S{first + i}": i < kept for i in range(n)}


def test_no_case_in_both_is_fishers_test_with_mid_p():
    # 3 of 3 now and 0 of 3 before: 1 of 20 splits, the other end likewise: 2 · ½ · 1/20.
    assert mid_p(cases(3, 3), cases(0, 3, 100)) == pytest.approx(1 / 20)


@given(st.integers(1, 25), st.integers(1, 25), st.data())
@settings(max_examples=40)
def test_agrees_with_the_hypergeometric_distribution(n, m, data):
    k, j = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    law = stats.hypergeom(n + m, k + j, n)
    tail = min(law.cdf(k - 1), law.sf(k)) + law.pmf(k) / 2
    assert mid_p(cases(k, n), cases(j, m, 100)) == pytest.approx(min(1, 2 * tail))


def test_all_in_both_is_mcnemars_test_with_mid_p():
    before = dict.fromkeys("abcdefgh", False) | dict.fromkeys("xyz", True)
    now = dict.fromkeys("abcdefghxyz", True)
    # Eight turned, all to the better: 2 · ½ · 1/256.
    assert mid_p(now, before) == pytest.approx(1 / 256)


def test_some_in_both():
    before = {"a": False, "b": True, "c": False}
    now = {"a": True, "b": True, "d": True}
    # Kept now less the unturned: binomial(1) + hypergeometric(1 of 2): 0, 1, 2 as 1 : 2 : 1.
    assert mid_p(now, before) == pytest.approx(1 / 4)
    assert change(now, before).shared == 2


@given(st.data())
@settings(max_examples=40)
def test_the_same_seen_from_both_ends_and_from_both_sides(data):
    outcome = st.dictionaries(st.sampled_from("abcdefghij"), st.booleans(), min_size=1)
    now, before = data.draw(outcome), data.draw(outcome)
    p = mid_p(now, before)
    assert 0 < p <= 1
    assert p == pytest.approx(mid_p(before, now))
    turned = [{case: not kept for case, kept in side.items()} for side in (now, before)]
    assert p == pytest.approx(mid_p(*turned))


def test_the_same_twice_is_no_change():
    assert mid_p(cases(4, 10), cases(4, 10)) == 1


def test_the_interval_of_a_difference():
    # Newcombe (1998), method 10: 56/70 − 48/80 = 0.2000, from 0.0524 to 0.3339.
    found = change(cases(56, 70), cases(48, 80, 100))
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.before == 0.6


def test_nothing_to_compare_with():
    assert change({}, cases(1, 2)) is None
    assert change(cases(1, 2), {}) is None


def test_holm_stops_at_the_first_that_fails():
    assert holm([]) == []
    assert holm([0.001, 0.5, 0.02]) == [True, False, True]
    assert holm([0.03, 0.001, 0.03]) == [False, True, False]
