"""The plan against every plan there is, and the things a plan may never do."""

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move
from okonomi.analysis.hjemtagelse.payer import Payer, net_gain, yearly
from okonomi.analysis.hjemtagelse.plan import Candidate, best_plan
from okonomi.analysis.hjemtagelse.ranking import dearest_first

from .brute import best_gain
from .random_plans import FIRST, STEPS, draw

JANUARY = pd.Period("2022-01", "M")
YEAR = Horizon(JANUARY, 12)


def home(name="Hus", places=1, **more):
    more = {"marginal_kr_per_day": 900.0, "full_kr_per_day": 2300.0} | more
    return Home(name=name, opens=more.pop("opens", {JANUARY: places}), **more)


def candidate(key, present, homes=("Hus",), payer=None, **more):
    move = Move(present_kr_per_day=present, local_kr_per_day=0.0, start=JANUARY, **more)
    return Candidate(key=key, payer=payer or key, move=move, homes=homes)


def payers(*names, base=0):
    return {name: Payer(base_oere={2022: base}, steps=STEPS) for name in names}


@pytest.mark.parametrize("seed", range(80))
def test_the_optimum_is_the_best_of_all_plans(seed):
    candidates, homes, known, count = draw(seed, siblings=seed % 3 == 0)
    horizon = Horizon(FIRST, count)
    best, tried = best_gain(candidates, homes, known, FIRST, count)
    plan = best_plan(candidates, homes, known, horizon)
    assert tried > 0
    # Amounts with a probability are rounded per payer and year in the one, once in the other.
    assert abs(plan.gain_oere - best) <= 2 * len(candidates)
    assert plan.bound_oere - plan.gain_oere <= 100
    assert dearest_first(candidates, homes, known, horizon).gain_oere <= plan.gain_oere


def test_two_candidates_for_one_place_the_better_one_gets_it():
    both = [candidate("A", 2000.0), candidate("B", 1500.0)]
    plan = best_plan(both, [home()], payers("A", "B"), YEAR)
    assert [choice.candidate for choice in plan.choices] == ["A"]
    assert plan.gain_oere == 1100 * 365 * 100


def test_the_dearest_is_not_the_one_to_take_home_when_the_state_pays_for_it():
    """8.000 kr. a day lies in the top tier: of 7.100 saved the municipality keeps a quarter at
    first. 3.000 a day lies lower and keeps more of less; the plan weighs it to the krone."""
    dear, other = candidate("A", 8000.0), candidate("B", 3000.0)
    known = {
        "A": Payer(base_oere={2022: 900_000_000}, steps=STEPS),
        "B": Payer(base_oere={2022: 80_000_000}, steps=STEPS),
    }
    plan = best_plan([dear, other], [home()], known, YEAR)
    # A: 7.100 × 365 = 2.591.500 in the 75 % tier throughout → 647.875. B: 2.100 × 365 = 766.500.
    assert [choice.candidate for choice in plan.choices] == ["B"]
    assert plan.gain_oere == 766_500_00
    assert dearest_first([dear, other], [home()], known, YEAR).gain_oere == 647_875_00


def test_a_new_tilbud_opens_only_with_enough_and_pays_for_empty_places():
    new = home(created=True, places=3, min_to_open=2, opening_kr=100_000.0)
    one = [candidate("A", 9000.0)]
    assert best_plan(one, [new], payers("A"), YEAR).choices == ()
    two = [candidate("A", 5000.0), candidate("B", 5000.0)]
    plan = best_plan(two, [new], payers("A", "B"), YEAR)
    # (5.000 − 2.300) × 2 saved, one empty place at 2.300 − 900, 100.000 to open.
    assert plan.opened == ("Hus",)
    assert plan.gain_oere == (2 * 2700 * 365 - 1400 * 365 - 100_000) * 100


def test_a_place_that_opens_later_waits():
    late = home(opens={JANUARY: 1, JANUARY + 6: 1})
    plan = best_plan(
        [candidate("A", 2000.0), candidate("B", 2000.0)], [late], payers("A", "B"), YEAR
    )
    assert sorted(str(choice.start) for choice in plan.choices) == ["2022-01", "2022-07"]
    assert plan.gain_oere == 1100 * (365 + 184) * 100


def test_no_more_moves_than_asked_for():
    three = [candidate(key, 2000.0 + n) for n, key in enumerate("ABC")]
    plan = best_plan(three, [home(places=3)], payers(*"ABC"), YEAR, most_moves=1)
    assert [choice.candidate for choice in plan.choices] == ["C"]


def test_the_better_of_taking_home_and_a_lower_price():
    lower = Move(present_kr_per_day=2000.0, local_kr_per_day=1800.0, start=JANUARY)
    home_is_better = Candidate(
        key="A", payer="A", move=candidate("A", 2000.0).move, homes=("Hus",), cheaper=lower
    )
    (choice,) = best_plan([home_is_better], [home()], payers("A"), YEAR).choices
    assert choice.home == "Hus"
    dear_home = home(marginal_kr_per_day=1900.0)
    (choice,) = best_plan([home_is_better], [dear_home], payers("A"), YEAR).choices
    assert choice.home is None


def test_siblings_are_judged_together():
    """Alone 150.000 each (see the cases); together 370.000: the payer's total decides."""
    moves = [candidate(key, 5000.0, payer="household").move for key in "AB"]
    payer = Payer(base_oere={2022: 200_000_000}, steps=STEPS)
    alone = net_gain(payer, moves[:1], YEAR)
    assert net_gain(payer, moves, YEAR) != 2 * alone
    assert net_gain(payer, moves, YEAR) == yearly(payer, moves, YEAR)["net_oere"].sum()


def test_nothing_is_done_when_nothing_pays():
    plan = best_plan([candidate("A", 800.0)], [home()], payers("A"), YEAR)
    assert (plan.choices, plan.gain_oere, plan.bound_oere) == ((), 0, 0)
    assert best_plan([], [home()], {}, YEAR).gain_oere == 0
