"""What the plans save with moms, by hand."""

from types import SimpleNamespace

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move, Part
from okonomi.analysis.hjemtagelse.plan import Choice
from okonomi.analysis.kvartal.planned import momsfaktor, saved
from okonomi.rules import load

KR = 100
RULES = load()
LINES = placements(
    {"line_id": "a", "provider": "Privat ApS", "start": "2020-01-01", "price_kr": 1.0},
    {"line_id": "b", "provider": "Naboby", "start": "2020-01-01", "price_kr": 1.0},
)
PROVIDERS = table(
    "provider",
    {"provider": "Privat ApS", "momsfaktor": 0.8},
    {"provider": "Naboby", "momsfaktor": 1.0},
)
MARCH = reading("2026-03", placement=LINES, provider=PROVIDERS)


def of_plan(service_oere, *choices):
    return SimpleNamespace(
        plan=SimpleNamespace(choices=choices),
        candidates=pd.DataFrame({"line_id": ["a", "b"]}),
        years=pd.DataFrame({"year": [2027], "service_oere": [service_oere]}),
        given=SimpleNamespace(horizon=Horizon(pd.Period("2027-01", "M"), 12)),
    )


def targets(*counted, success=0.5):
    rows = pd.DataFrame(
        {"counted": [True] * len(counted), "line_id": pd.Series([c[0] for c in counted], dtype=str),
         "service_full_oere": pd.array([c[1] for c in counted], dtype="Int64")}
    )  # fmt: skip
    return SimpleNamespace(rows=rows, together=SimpleNamespace(success=success))


def choice(candidate, home, **more):
    move = Move(present_kr_per_day=800.0, local_kr_per_day=600.0, start=pd.Period("2027-01", "M"),
                **more)  # fmt: skip
    return Choice(candidate=candidate, home=home, start=move.start, move=move)


def test_each_line_has_its_own_moms():
    assert momsfaktor(MARCH, RULES).to_dict() == {"a": pytest.approx(0.8), "b": 1.0}


def test_a_negotiation_takes_its_moms_with_it():
    # 80.000 net is 100.000 with moms; 50.000 is 50.000. Half of them succeed.
    both = targets(("a", 80_000 * KR), ("b", 50_000 * KR))
    assert saved(MARCH, RULES, of_plan(0), both, [2027, 2028]) == [75_000 * KR] * 2


def test_a_move_home_saves_the_moms_of_the_old_price_and_none_of_the_new():
    # 365 days of 200 kr. net saved; the old price had 200 kr. of moms on 800.
    plan = of_plan(365 * 200 * KR, choice("0", "Huset", transition_kr=50_000.0))
    assert saved(MARCH, RULES, plan, targets(), [2027]) == [365 * 400 * KR]
    # A line of the plan is not negotiated too.
    assert saved(MARCH, RULES, plan, targets(("a", 10**9)), [2027]) == [365 * 400 * KR]
    same = of_plan(365 * 200 * KR, choice("1", "Huset"))  # no moms in b
    assert saved(MARCH, RULES, same, targets(), [2027]) == [365 * 200 * KR]


def test_a_lower_price_saves_the_moms_of_the_difference():
    plan = of_plan(365 * 200 * KR, choice("0", None))
    assert saved(MARCH, RULES, plan, targets(), [2027]) == [365 * 250 * KR]


def test_a_part_with_its_own_dates_and_a_move_that_may_fail():
    part = Part(present_kr_per_day=80.0, local_kr_per_day=80.0, last=pd.Period("2027-01", "M"))
    moved = choice("0", "Huset", parts=(part,), fail_probability=0.5, fail_after_months=0)
    # The moms alone: 200 a day and 20 in January, half likely.
    found = saved(MARCH, RULES, of_plan(0, moved), targets(), [2027])
    assert found == [round((365 * 200 + 31 * 20) * KR / 2)]
