"""The test of a change by hand, and against the tests it is made of."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from okonomi.analysis.ledelsestilsyn.change import change, holm, mid_p, within_strata
from okonomi.analysis.ledelsestilsyn.measure import Stratum
from okonomi.analysis.ledelsestilsyn.reviews import Measurement


def cases(kept: int, n: int, first: int = 0) -> dict[str, bool]:
    return {f"S{first + i}": i < kept for i in range(n)}


def measured(first: int, **groups: tuple[float, int, int]) -> Measurement:
    """A measurement of groups: name=(population, counted, kept); cases numbered from ``first``."""
    outcomes, places, strata = {}, {}, []
    for name, (population, n, kept) in groups.items():
        own = cases(kept, n, first + len(outcomes))
        outcomes |= own
        places |= dict.fromkeys(own, name)
        strata.append(Stratum(population, n, n, kept))
    return Measurement(tuple(strata), outcomes, places, {}, 0, 0, True, 0)


def test_another_mix_of_teams_is_no_change():
    # Two teams of 100; A keeps 9 of 10 and B 3 of 10, then and now: only the draw is turned about.
    before = measured(0, A=(100, 30, 27), B=(100, 10, 3))
    now = measured(100, A=(100, 10, 9), B=(100, 30, 9))
    assert mid_p(now.outcomes, before.outcomes) < 0.01  # pooled, 30 of 40 has become 18
    found = change(now, before)
    assert found.difference == pytest.approx(0)
    assert found.before == pytest.approx(0.6)
    assert found.p > 0.9
    assert found.towards == 0


def test_two_teams_by_hand():
    # In each team 2 of 2 now and 0 of 2 before: 1 of 6 splits, both: 1 of 36; 2 · ½ · 1/36.
    places = [{"a": "N", "b": "N", "c": "S", "d": "S"}, {"e": "N", "f": "N", "g": "S", "h": "S"}]
    p, towards = within_strata(dict.fromkeys("abcd", True), dict.fromkeys("efgh", False), *places)
    assert p == pytest.approx(1 / 36)
    assert towards == 2  # four kept now, two in the mean


def test_the_weights_may_say_the_opposite_of_the_cases():
    # The large team is a little better, the small one much worse.
    before = measured(0, Stor=(1000, 20, 10), Lille=(20, 20, 20))
    now = measured(100, Stor=(1000, 20, 11), Lille=(20, 20, 2))
    found = change(now, before)
    assert found.difference > 0 > found.towards
    assert found.p < 0.01
    assert not found.agrees


def test_no_team_in_both_cannot_be_compared():
    assert change(measured(0, A=(9, 5, 5)), measured(50, B=(9, 5, 0))).p is None


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
    now, before = measured(0, A=(float("inf"), 70, 56)), measured(100, A=(float("inf"), 80, 48))
    found = change(now, before)
    assert found.difference == pytest.approx(0.2)
    assert (found.low, found.high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found.before == 0.6


def test_nothing_to_compare_with():
    assert change(measured(0), measured(0, A=(2, 2, 1))) is None
    assert change(measured(0, A=(2, 2, 1)), measured(0)) is None


def test_holm_stops_at_the_first_that_fails():
    assert holm([]) == []
    assert holm([0.001, 0.5, 0.02]) == [True, False, True]
    assert holm([0.03, 0.001, 0.03]) == [False, True, False]
