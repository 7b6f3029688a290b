"""The capacity file as people write it: several rows of one tilbud, blanks, other words."""

from dataclasses import replace

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.candidates import NOT_COMPARED
from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.analysis.hjemtagelse.scenario import NewTilbud
from okonomi.rules import load

from .small import HERE, house, small, stay, sure

SPRING = pd.Period("2024-03", "M")
LATER = {"open_from": "2022-10-01", "places": 2.0, "vacant": 2.0, "min_to_open": 1.0}


def planned(*stays, capacity, scenario=None, period=None):
    seen = small(*stays, capacity=capacity, **({} if period is None else {"period": period}))
    return hjemtagelse(seen, load(), HERE, scenario or sure())


def moved(found):
    """case → (tilbud, kr. per day there)."""
    rows = found.moves.set_index("case_id")
    return {c: (rows.loc[c, "target"], rows.loc[c, "local_kr_per_day"]) for c in rows.index}


def codes(found):
    return {finding.code for finding in found.findings}


def test_two_rows_of_one_tilbud_are_two_tilbud_with_places_and_prices_of_their_own():
    found = planned(
        stay("S1", 3000.0),
        stay("S2", 2800.0, target_group="Udviklingshæmning"),
        capacity=[
            house(),
            house(target_group="Udviklingshæmning", marginal_cost_kr=400.0, vacant=2.0),
        ],
    )
    assert moved(found) == {
        "S1": ("Huset (Autismespektrum)", 900.0),
        "S2": ("Huset (Udviklingshæmning)", 400.0),
    }
    # July 2022 to June 2023, 365 days. S1 costs 1.095.000 a year, of which 25 % above 860.000 are
    # the state's: (3.000 − 900) × 184 = 386.400 saved in 2022, where 235.000 × 25 % = 58.750 are
    # lost; (3.000 − 900) × 181 = 380.100 in 2023, with the same loss. S2, of 1.022.000:
    # 2.400 × 365 = 876.000 less twice 162.000 × 25 % = 40.500.
    assert found.gain_oere == (386_400 + 380_100 - 2 * 58_750 + 876_000 - 2 * 40_500) * 100


def test_rows_that_nothing_tells_apart_have_a_number():
    found = planned(stay("S1", 3000.0), stay("S2", 3000.0), capacity=[house(), house()])
    assert sorted(home for home, _ in moved(found).values()) == ["Huset", "Huset, nr. 2"]


def test_a_scenario_may_open_a_tilbud_with_a_name_that_is_there():
    new = NewTilbud(
        name="Huset", paragraf="SEL-107", target_group="Autismespektrum", places=1,
        opens=pd.Period("2022-07", "M"), min_to_open=1, marginal_kr_per_day=900.0,
        full_kr_per_day=1500.0, opening_kr=0.0,
    )  # fmt: skip
    found = planned(
        stay("S1", 3000.0), stay("S2", 3000.0), capacity=[house()], scenario=sure(new=(new,))
    )
    assert sorted(moved(found).values()) == [("Huset", 900.0), ("Huset, nr. 2", 1500.0)]


@pytest.mark.parametrize(
    ("citizens", "own"),
    [
        ("SEL-108-1", "SEL-108"),
        ("SEL-108", "SEL-108-1"),
        ("SEL-52-3.7", "BL-46"),  # one law's number in each file
        ("BL-46", "SEL-58"),  # and consent or none
        ("BL-47", "BL-46-1"),
    ],
)
def test_a_section_is_the_same_however_it_is_numbered(citizens, own):
    scenario = replace(sure(), start=SPRING + 4)
    row = stay("S1", 3000.0, paragraf=citizens, price_year=2024)
    found = planned(row, capacity=[house(paragraf=own)], scenario=scenario, period=SPRING)
    assert len(found.moves) == 1


def test_another_section_is_not_and_one_without_its_law_is_said():
    assert planned(stay("S1", 3000.0), capacity=[house(paragraf="SEL-108")]).moves.empty
    for odd in ("§ 107", "SEL"):
        found = planned(stay("S1", 3000.0), capacity=[house(paragraf=odd)])
        assert found.moves.empty
        (said,) = [f for f in found.findings if f.code == "tilbud-ukendt-paragraf"]
        assert f"Huset (“{odd}”)" in said.text


@pytest.mark.parametrize(
    ("citizen", "own"),
    [
        ({}, {"target_group": "Autisme"}),  # spelt in another way
        ({}, {"target_group": None}),
        ({}, {"paragraf": None}),
        ({"target_group": None}, {}),
        ({"target_group": "Misbrug"}, {}),
    ],
)
def test_a_group_that_nobody_has_compared_speaks_against(citizen, own):
    found = planned(stay("S1", 3000.0, **citizen), capacity=[house(**own)])
    assert NOT_COMPARED in found.moves["against"].iloc[0]


def test_a_group_that_is_the_same_says_nothing():
    found = planned(stay("S1", 3000.0), capacity=[house(target_group="AUTISMESPEKTRUM")])
    assert NOT_COMPARED not in found.moves["against"].iloc[0]


def test_a_planned_tilbud_is_for_those_who_wait_first():
    stays = [stay("S1", 3000.0), stay("S2", 3000.0)]
    assert len(planned(*stays, capacity=[house(**LATER)]).moves) == 2
    assert len(planned(*stays, capacity=[house(**LATER, waiting=1.0)]).moves) == 1
    assert planned(*stays, capacity=[house(**LATER, waiting=3.0)]).moves.empty


def test_who_waits_counts_towards_the_least_number():
    (home,) = planned(
        stay("S1", 3000.0), capacity=[house(**LATER | {"min_to_open": 2.0}, waiting=1.0)]
    ).given.homes
    assert (home.places, home.min_to_open) == (1, 1)


@pytest.mark.parametrize(
    ("day", "month"), [("2022-10-01", "2022-10"), ("2022-10-02", "2022-11"), (None, "2022-07")]
)
def test_nobody_moves_in_before_the_first_whole_month(day, month):
    found = planned(
        stay("S1", 3000.0), capacity=[house(**LATER | {"open_from": day, "vacant": 1.0})]
    )
    assert found.moves["start"].dt.strftime("%Y-%m").tolist() == [month]


@pytest.mark.parametrize(
    "wrong", [{"vacant": None}, {**LATER, "vacant": 0.0}, {**LATER, "vacant": None, "places": None}]
)
def test_unknown_places_are_said(wrong):
    found = planned(stay("S1", 3000.0), capacity=[house(**wrong)])
    assert found.moves.empty
    assert "tilbud-uden-pladstal" in codes(found)


def test_no_vacant_place_is_an_answer():
    assert "tilbud-uden-pladstal" not in codes(planned(capacity=[house(vacant=0.0)]))


def test_a_tilbud_that_can_never_open_is_said():
    found = planned(stay("S1", 3000.0), capacity=[house(**LATER | {"min_to_open": 3.0})])
    assert found.moves.empty
    assert "tilbud-kan-ikke-aabne" in codes(found)


def test_residents_of_a_closed_tilbud_in_two_rows_are_counted_once():
    away = stay("S1", 3000.0)
    lives = stay("S2", 2000.0, provider="Huset Prøve", tilbud="Huset", location_municipality=HERE)
    rows = [
        house(places=1.0, full_cost_kr=2000.0),
        house(target_group="Udviklingshæmning", places=3.0, full_cost_kr=2400.0),
    ]
    found = planned(away, lives, capacity=rows, scenario=sure(closed=("Huset",)))
    (row,) = found.given.closed.itertuples()
    # (1 × 2.000 + 3 × 2.400) ÷ 4 = 2.300 a place; (3.000 − 2.300) × 365 for the one who lives there
    assert (row.residents, row.vacant, row.own_kr_per_day) == (1, 2, 2300.0)
    assert row.extra_oere == 255_500_00
