"""A lower price is the servicetjek's walk-away price, from the day the contract's notice allows."""

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest
from frames import table
from targets_world import DEAR, RULES, dear_market, found, month

from okonomi.analysis.hjemtagelse.compare import BEST, ONLY_HOME
from okonomi.analysis.hjemtagelse.lower import lower_prices
from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.analysis.hjemtagelse.scenario import LowerPrice
from okonomi.analysis.hjemtagelse.tables import moves_table
from okonomi.analysis.targets.rule import NO_TARGET
from okonomi.present import numbers

from .small import AWAY, HERE, house, sure

PERIOD = pd.Period("2026-03", "M")
PLACE = house(target_group=None, hours_per_week=None, night_cover=None)


@cache
def world():
    """(reading, targets): ten firms elsewhere, of which one is dear."""
    made = month(dear_market())
    rows = made["placement"].assign(location_municipality=AWAY)
    reading = replace(made, tables={**made.tables, "placement": rows})
    return reading, found(reading)[2]


def with_places(vacant):
    reading, targets = world()
    place = table("capacity", PLACE | {"vacant": vacant})
    return replace(reading, tables={**reading.tables, "capacity": place}), targets


def with_first_day(day):
    reading, targets = world()
    return reading, replace(targets, rows=targets.rows.assign(first_day=pd.Timestamp(day)))


def plan(reading, prices, **more):
    return hjemtagelse(reading, RULES, HERE, sure(start=pd.Period("2026-07", "M"), **more), prices)


def test_it_is_the_targets_number_and_day():
    _, targets = world()
    prices = lower_prices(targets)
    rows = targets.rows[targets.rows["provider"] == DEAR].set_index("line_id")
    assert sorted(prices.frame.index) == sorted(rows.index) and len(rows) == 4
    fall = prices.frame["fall_kr"].reindex(rows.index)
    assert fall.to_numpy() == pytest.approx((rows["paid_kr"] - rows["walk_kr"]).to_numpy())
    year = (fall * 365 * 100).round().astype("int64")
    assert year.tolist() == rows["service_full_oere"].tolist()
    # Given on 31-03, 30 days bind until 30-04.
    assert set(prices.frame["start"]) == {pd.Period("2026-05", "M")}
    won = rows["above"].iloc[0] * 0.5
    assert prices.frame["won"].tolist() == pytest.approx([won] * 4)
    assert set(prices.frame["deal"]) == {DEAR}


def test_the_plan_counts_it_from_its_day_with_its_probability():
    reading, targets = world()
    given = plan(reading, targets)
    rows = targets.rows.set_index("line_id").loc[lower_prices(targets).frame.index]
    won = float(rows["above"].iloc[0]) * 0.5
    # No thresholds are shipped for 2026: service alone, a year from July.
    year = float((rows["paid_kr"] - rows["walk_kr"]).sum()) * 365 * 100
    assert given.comparison.iloc[0]["lower"] == 4
    assert given.gain_oere == pytest.approx(year * won, abs=100)
    assert given.comparison.iloc[0]["all_oere"] == pytest.approx(year, abs=100)
    notes = " ".join(shown.note or "" for shown in given.tables())
    assert "Lavere pris er servicetjekkets gå-fra-pris" in notes and "50" in notes


def test_negotiations_that_are_lost_do_not_pay():
    given = plan(*world())
    best = given.comparison.iloc[0]
    # Won or lost as one: it pays as often as it is won, and not when nothing is gained.
    won = float(lower_prices(world()[1]).frame["won"].iloc[0])
    assert best["low_oere"] == 0
    assert best["pays_back"] == given.outcome.pays_back == pytest.approx(won, abs=0.06)
    share = numbers.share(best["pays_back"], 0)
    assert f"sandsynligheden for, at det betaler sig, er {share}" in given.summary()


def test_without_targets_or_at_a_provider_as_expected_there_is_none():
    reading, targets = world()
    assert plan(reading, None).comparison["lower"].sum() == 0
    chosen = plan(reading, targets).moves["provider"]
    assert set(chosen) == {DEAR}
    assert set(targets.rows["basis"]) != {NO_TARGET}


def test_an_unknown_notice_is_not_counted_and_said():
    reading, targets = with_first_day(None)
    given = plan(reading, targets)
    assert given.comparison["lower"].sum() == 0
    (said,) = (f for f in given.findings if f.code == "lavere-pris-uden-frist")
    assert said.text.startswith("4 sager udenbys") and len(said.rows) == 4


def test_a_late_notice_moves_the_first_month():
    reading, targets = with_first_day("2027-03-15")
    assert set(lower_prices(targets).frame["start"]) == {pd.Period("2027-04", "M")}
    short = plan(reading, targets)
    year = plan(*world())
    assert 0 < short.gain_oere < year.gain_oere / 3  # April–June of the year from July


def test_a_case_is_taken_home_or_renegotiated_never_both():
    reading, targets = with_places(1.0)
    given = plan(reading, targets)
    keys = [choice.candidate for choice in given.plan.choices]
    assert len(keys) == len(set(keys))
    home = given.moves[given.moves["target"] != "lavere pris"]
    assert len(home) == 1
    labels = given.comparison.set_index("label")
    assert labels.loc[BEST, "gain_oere"] >= labels.loc[ONLY_HOME, "gain_oere"]
    # The better of the two by itself, where the place is not wanted by another.
    assert (home["home_oere"] > home["lower_oere"].fillna(0)).all()


def test_those_who_come_home_stand_first_and_are_all_on_paper():
    reading, targets = with_places(1.0)
    given = plan(reading, targets).given
    moves = pd.concat([plan(reading, targets).moves] * 15, ignore_index=True)
    lower = moves["target"] == "lavere pris"
    home = int((~lower).sum())
    assert (home, int(lower.sum())) == (15, 60)
    shown = moves_table(moves, given)
    assert shown.frame["target"].ne("lavere pris").tolist() == [True] * 15 + [False] * 60
    assert shown.paper_rows == 15
    many = pd.concat([moves, moves[~lower]], ignore_index=True)
    assert moves_table(many, given).paper_rows == 30


def test_a_saving_of_the_servicetjek_on_a_case_that_moves_home_is_said():
    reading, targets = with_places(60.0)
    given = plan(reading, targets)
    assert given.comparison.iloc[0][["moves", "lower"]].tolist() == [40, 0]
    counted = targets.rows[targets.rows["counted"]].set_index("line_id")["service_full_oere"]
    (said,) = (f for f in given.findings if f.code == "ogsaa-i-servicetjekket")
    assert sorted(said.rows["saved_oere"]) == sorted(counted)
    assert "kan ikke lægges til planens gevinst" in said.text


def test_the_scenarios_own_word_comes_first_and_is_taken_as_won():
    reading, targets = world()
    said = LowerPrice(provider=DEAR, share=0.1, start=pd.Period("2026-07", "M"))
    given = plan(reading, targets, lower=(said,))
    paid = targets.rows.loc[targets.rows["provider"] == DEAR, "paid_kr"].sum()
    assert given.gain_oere == pytest.approx(0.1 * paid * 365 * 100, abs=200)
    assert {choice.deal for choice in given.plan.choices} == {None}
