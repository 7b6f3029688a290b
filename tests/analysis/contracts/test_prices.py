"""The price paid against the price agreed."""

from __future__ import annotations

import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from ruleset import own_rules

from okonomi.analysis.contracts.prices import compare
from okonomi.rules import load

LINE = {
    "line_id": "L", "start": "2022-01-01", "price_kr": 2000.0, "unit": "doegn", "frequency": "dag",
    "price_year": 2022,
}  # fmt: skip
AGREED = {
    "contract_id": "K", "provider": "X", "agreed_price_kr": 2000.0, "unit": "doegn",
    "frequency": "dag", "price_year": 2022,
}  # fmt: skip
SHIPPED = load()
MONTHLY = {"unit": "maaned", "frequency": "maaned"}
INDEX = """series;valid_from;published;value;unit;source
PL;01-01-2021;;100,0;indeks;prøve
PL;01-01-2022;;102,0;indeks;prøve
"""


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    return own_rules(tmp_path_factory.mktemp("regler"), price_index_csv=INDEX)


def verdict(line, agreed, rules=None, before=()):
    history = placements(*before, LINE | line)
    lines = history.iloc[[-1]].assign(contract=0).astype({"contract": "Int64"})
    frame = compare(lines, table("contract", AGREED | agreed), history, rules or SHIPPED).frame
    return frame.iloc[0]


@pytest.mark.parametrize(
    ("line", "agreed", "expected"),
    [
        ({}, {}, ""),
        ({"price_kr": 2000.5}, {}, ""),  # rounding
        ({"price_kr": 2100.0}, {}, "pris_over_aftalt"),
        ({"price_kr": 1900.0}, {}, "pris_under_aftalt"),
        # The price is per unit, however often it is paid.
        ({"unit": "time", "frequency": "uge", "quantity": 4.0, "price_kr": 400.0},
         {"unit": "time", "frequency": "14 dage", "agreed_price_kr": 400.0}, ""),
        # An export without units has the contract's.
        ({"unit": None, "frequency": "uge", "quantity": 4.0, "price_kr": 400.0},
         {"unit": "time", "frequency": "uge", "agreed_price_kr": 390.0}, "pris_over_aftalt"),
        ({"unit": "time", "frequency": "uge", "price_kr": 400.0}, {}, "ukendt"),
        ({}, {"agreed_price_kr": None}, "ukendt"),
        # 60.840 ÷ 30,42 = 2.000 by the contract's own count.
        ({}, MONTHLY | {"agreed_price_kr": 60_840.0, "day_count": 30.42}, "dagtal"),
        ({}, MONTHLY | {"agreed_price_kr": 61_000.0, "day_count": 30.5}, "dagtal"),
        # 365 days a year say the same as the calendar's mean month.
        ({}, {"unit": "aar", "frequency": "aar", "agreed_price_kr": 730_000.0}, ""),
        ({}, MONTHLY | {"agreed_price_kr": 730_000 / 12}, ""),
        # No day is counted between two periods of months, nor between a day and a døgn.
        (MONTHLY | {"unit": "fast", "price_kr": 60_000.0},
         MONTHLY | {"agreed_price_kr": 60_000.0, "day_count": 30.42}, ""),
        (MONTHLY | {"price_kr": 60_000.0},
         {"unit": "aar", "frequency": "aar", "agreed_price_kr": 720_000.0, "day_count": 365.0}, ""),
        ({"unit": "dag"}, {"day_count": 30.42}, ""),
        # A price of nought, or less, is no price.
        ({}, {"agreed_price_kr": 0.0}, "ukendt"),
        ({}, {"agreed_price_kr": -5.0}, "ukendt"),
        # Without a count the usual one that comes nearest.
        ({}, MONTHLY | {"agreed_price_kr": 61_000.0}, "dagtal"),
        # 61.000 by 30,42 days is 2.005,26 a day.
        ({}, MONTHLY | {"agreed_price_kr": 61_000.0, "day_count": 30.42}, "pris_under_aftalt"),
    ],
)  # fmt: skip
def test_in_one_price_year(line, agreed, expected):
    assert verdict(line, agreed)["verdict"] == expected


@pytest.mark.parametrize(
    ("paid", "expected"),
    [(2000.0, ""), (2040.0, ""), (2020.0, ""), (2060.0, "pris_over_aftalt"),
     (1990.0, "pris_under_aftalt")],
)  # fmt: skip
def test_an_earlier_price_year_is_regulated_by_the_agreed_index(rules, paid, expected):
    found = verdict({"price_kr": paid}, {"price_year": 2021, "index_series": "PL"}, rules)
    assert found["verdict"] == expected
    assert found["agreed_kr"] == (2000.0 if expected == "pris_under_aftalt" else 2040.0)


def test_without_an_agreed_index_the_price_stands():
    assert verdict({"price_kr": 2040.0}, {"price_year": 2021})["verdict"] == "pris_over_aftalt"


def test_an_index_without_the_year_is_never_guessed(rules):
    agreed = {"price_year": 2020, "index_series": "PL"}
    found = verdict({"price_kr": 2040.0}, agreed, rules)
    assert (found["verdict"], found["reason"]) == ("ukendt", "indekset mangler")
    assert verdict({}, agreed, rules)["verdict"] == ""  # nothing to regulate


def test_a_regulated_price_whose_year_nobody_wrote_is_no_claim(rules):
    agreed = {"price_year": None, "index_series": "PL"}
    found = verdict({"price_kr": 2040.0}, agreed, rules)
    assert (found["verdict"], found["reason"]) == ("ukendt", "kontraktens prisår mangler")
    assert verdict({"price_kr": 1900.0}, agreed, rules)["verdict"] == "pris_under_aftalt"
    assert verdict({}, agreed, rules)["verdict"] == ""


@pytest.mark.parametrize("year", [0, 20226])
def test_a_price_year_that_is_none_is_not_known(rules, year):
    agreed = {"price_year": min(year, 1), "index_series": "PL"}
    found = verdict({"price_kr": 2040.0, "price_year": year or None}, agreed, rules)
    assert (found["verdict"], found["reason"]) == ("ukendt", "indekset mangler")


@pytest.mark.parametrize("level", [1.0, 1.01, 1.02])
def test_dagtal_is_what_the_days_make_and_nothing_of_the_index(rules, level):
    agreed = MONTHLY | {"agreed_price_kr": 60_840.0, "day_count": 30.42, "price_year": 2021,
                        "index_series": "PL"}  # fmt: skip
    found = verdict({"price_kr": 2000.0 * level}, agreed, rules)
    # The agreed month at the level that is paid, and not always at the highest.
    assert found["verdict"] == "dagtal"
    assert found["agreed_price_kr"] == pytest.approx(60_840 * level)


def test_regulated_over_the_index_or_twice(rules):
    agreed = {"price_year": 2021, "index_series": "PL"}
    first = LINE | {"start": "2021-01-01", "end": "2021-12-31", "price_year": 2021}
    over = verdict({"price_kr": 2100.0}, agreed, rules, before=[first])
    assert over["verdict"] == "indeks_over_aftalt"
    without = verdict({"price_kr": 2100.0}, {"price_year": 2021}, rules, before=[first])
    assert without["verdict"] == "pris_over_aftalt"  # no index is agreed
    twice = [
        first | {"start": "2020-01-01", "end": "2020-12-31", "price_kr": 1950.0},
        first | {"end": "2021-06-30"},
        first | {"start": "2021-07-01", "price_kr": 2060.0},
    ]
    again = verdict({"price_kr": 2101.2}, agreed, rules, before=twice)
    assert again["verdict"] == "reguleret_to_gange"
    assert again["agreed_kr"] == 2040.0


@settings(max_examples=30)
@given(st.integers(500, 9000), st.sampled_from([30.42, 30.5]), st.integers(-300, 300))
def test_only_the_day_count_or_a_difference_in_the_right_direction(price, count, more):
    agreed = MONTHLY | {"agreed_price_kr": price * count, "day_count": count}
    found = verdict({"price_kr": price + more / 10}, agreed)["verdict"]
    share = more / 10 / price
    assert found == (
        "pris_over_aftalt"
        if share > 0.0005
        else "pris_under_aftalt"
        if share < -0.0005
        else "dagtal"
    )
