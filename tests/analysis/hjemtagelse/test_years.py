"""The plan year by year is the plan."""

import pytest

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.payer import Payer
from okonomi.analysis.hjemtagelse.plan import best_plan
from okonomi.analysis.hjemtagelse.years import plan_years

from .random_plans import FIRST, draw
from .test_plan import YEAR, candidate, home, payers


@pytest.mark.parametrize("seed", range(25))
def test_the_years_add_up_to_the_plan(seed):
    candidates, homes, known, count = draw(seed, siblings=seed % 3 == 0)
    horizon = Horizon(FIRST, count)
    plan = best_plan(candidates, homes, known, horizon)
    years = plan_years(plan, homes, known, horizon)
    assert years["net_oere"].sum() == plan.gain_oere
    parts = years["service_oere"] + years["refusion_oere"] - years["anlaeg_oere"]
    assert (parts == years["net_oere"]).all()


def test_empty_places_are_service_and_the_opening_is_anlaeg():
    new = home(created=True, places=3, min_to_open=2, opening_kr=100_000.0)
    two = [candidate("A", 5000.0), candidate("B", 5000.0)]
    plan = best_plan(two, [new], payers("A", "B"), YEAR)
    (year,) = plan_years(plan, [new], payers("A", "B"), YEAR).itertuples()
    assert year.service_oere == (2 * 2700 - 1400) * 365 * 100
    assert (year.anlaeg_oere, year.refusion_oere) == (100_000_00, 0)


def test_without_thresholds_the_service_effect_is_weighed_and_net_is_missing():
    dear, other = candidate("A", 8000.0), candidate("B", 3000.0)
    unknown = {name: Payer(base_oere={2022: 900_000_000}, steps=None) for name in "AB"}
    plan = best_plan([dear, other], [home()], unknown, YEAR)
    # With thresholds B is the better one (see test_plan); by service it is A.
    assert [choice.candidate for choice in plan.choices] == ["A"]
    (year,) = plan_years(plan, [home()], unknown, YEAR).itertuples()
    assert year.service_oere == plan.gain_oere == 7100 * 365 * 100
    years = plan_years(plan, [home()], unknown, YEAR)
    assert years[["refusion_oere", "net_oere", "cumulative_oere"]].isna().all(axis=None)
