"""Draws of a plan: nothing uncertain gives the plan itself; what is uncertain shows."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move
from okonomi.analysis.hjemtagelse.plan import best_plan
from okonomi.analysis.hjemtagelse.ranges import Range, normals
from okonomi.analysis.hjemtagelse.uncertainty import (
    ROBUST_FAILURE,
    Doubts,
    drawn_gains,
    outcome,
    paying,
    robust_plan,
)

from .random_plans import FIRST, draw
from .test_plan import YEAR, candidate, home, payers


def sure(candidates):
    return [
        replace(
            c,
            move=replace(c.move, fail_probability=0.0),
            cheaper=c.cheaper and replace(c.cheaper, fail_probability=0.0),
        )
        for c in candidates
    ]


@pytest.mark.parametrize("seed", range(12))
def test_with_nothing_uncertain_every_draw_is_the_plan(seed):
    candidates, homes, known, count = draw(seed, siblings=seed % 2 == 0)
    horizon = Horizon(FIRST, count)
    plan = best_plan(sure(candidates), homes, known, horizon)
    gains = drawn_gains(plan, homes, known, horizon, Doubts(), draws=5, seed=1)
    # Øre are rounded per month in the plan, per year in the draws.
    assert gains == pytest.approx([plan.gain_oere] * 5, abs=100 * max(len(plan.choices), 1))


@pytest.mark.parametrize("seed", range(4))
def test_the_mean_over_failures_is_the_plans_expected_gain(seed):
    candidates, homes, known, count = draw(seed, siblings=seed % 2 == 0)
    horizon = Horizon(FIRST, count)
    plan = robust_plan(candidates, homes, known, horizon)
    gains = drawn_gains(plan, homes, known, horizon, Doubts(), draws=20_000, seed=seed)
    error = gains.std() / np.sqrt(len(gains))
    assert abs(gains.mean() - plan.gain_oere) <= 4 * error + 1000


def test_the_robust_plan_lets_a_move_go_that_costs_too_much_when_it_fails():
    risky = candidate("A", 1000.0, return_kr=90_000.0, transition_kr=10_000.0)
    assert best_plan([risky], [home()], payers("A"), YEAR).gain_oere == (100 * 365 - 10_000) * 100
    assert robust_plan([risky], [home()], payers("A"), YEAR).choices == ()
    assert ROBUST_FAILURE == 1 / 3


def test_a_negotiation_is_won_or_lost_for_all_it_concerns():
    lower = Move(
        present_kr_per_day=2000.0, local_kr_per_day=1900.0, start=YEAR.first,
        fail_probability=0.5, fail_after_months=0,
    )  # fmt: skip
    two = [
        replace(candidate(name, 2000.0), homes=(), cheaper=lower, deal="Firmaet") for name in "AB"
    ]
    plan = best_plan(two, [], payers("A", "B"), YEAR)
    # Half of 100 × 365, twice; in each draw both are won or none.
    assert plan.gain_oere == 36_500_00
    gains = drawn_gains(plan, [], payers("A", "B"), YEAR, Doubts(), draws=400, seed=1)
    assert set(gains) == {0.0, 73_000_00.0}
    # A lost one ends at nought: that is no gain, so it does not pay.
    assert paying(gains) == np.mean(gains == 73_000_00.0) == pytest.approx(0.5, abs=0.08)
    sure_of = outcome(plan, [], payers("A", "B"), YEAR, Doubts(), draws=400, seed=1)
    assert sure_of.pays_back == paying(gains)
    assert gains.mean() == pytest.approx(36_500_00, rel=0.15)


def test_the_tornado_names_what_matters_most_first():
    plan = best_plan([candidate("A", 2000.0, transition_kr=1000.0)], [home()], payers("A"), YEAR)
    doubts = Doubts(
        present=Range(low=0.9, likely=1.0, high=1.1), moving=Range(low=0.5, likely=1.0, high=2.0)
    )
    found = outcome(plan, [home()], payers("A"), YEAR, doubts, draws=200, seed=3)
    assert found.tornado["input"].tolist() == ["present", "moving"]
    # ± 10 % of 2.000 × 365; the transition of 1.000 between 500 and 2.000.
    assert found.tornado["spread_oere"].tolist() == [146_000_00, 1_500_00]
    low, high = found.interval
    assert low < plan.gain_oere < high
    assert found.pays_back == 1.0


def test_the_same_seed_gives_the_same_draws():
    plan = best_plan([candidate("A", 2000.0)], [home()], payers("A"), YEAR)
    doubts = Doubts(local=Range(low=0.8, likely=1.0, high=1.5))
    one, two = (
        drawn_gains(plan, [home()], payers("A"), YEAR, doubts, draws=50, seed=7) for _ in "12"
    )
    assert (one == two).all()


def test_eight_of_ten_lie_in_a_range_and_half_below_the_likely():
    value = Range(low=80.0, likely=100.0, high=150.0)
    drawn = value.at(np.random.default_rng(1).standard_normal(200_000))
    assert np.mean(drawn < 80) == pytest.approx(0.1, abs=0.003)
    assert np.mean(drawn > 150) == pytest.approx(0.1, abs=0.003)
    assert np.mean(drawn < 100) == pytest.approx(0.5, abs=0.005)
    with pytest.raises(ValueError, match="low"):
        Range(low=2.0, likely=1.0, high=3.0)


def test_misjudgements_are_shared():
    z = normals(50_000, 2, 0.5, np.random.default_rng(2))
    assert np.corrcoef(z.T)[0, 1] == pytest.approx(0.5, abs=0.02)


def test_a_horizon_knows_its_years():
    months = Horizon(pd.Period("2022-07", "M"), 18)
    assert months.per_year(np.ones(18, dtype=int)).tolist() == [6, 12]
    assert months.whole_years() == [2023]
    assert months.until(6).count == 6
    with pytest.raises(ValueError, match="at least one month"):
        Horizon(pd.Period("2022-07", "M"), 0)
