"""Prices a comma too far, a month's price per day, more days than there are: counted and told."""

import pandas as pd
import pytest
from frames import placements, table

from okonomi.intake.oddprices import unlikely_prices

MARCH = pd.Period("2026-03", "M")
DAILY = {
    "service": "Opholdssted",
    "unit": "doegn",
    "frequency": "dag",
    "price_kr": 4000.0,
    "start": "2024-02-01",
}


def told(*lines, contracts=()):
    tables = {"placement": placements(*lines), "contract": table("contract", *contracts)}
    return unlikely_prices(tables, MARCH, ["2026-03/fil.csv"])


def others(count=4, **more):
    """Lines that say what is usual."""
    return [DAILY | {"case_id": f"S{n}", "price_kr": 4000.0 + n} | more for n in range(count)]


@pytest.mark.parametrize(
    ("price", "wrong"),
    [
        (4000 * 30, True),
        (4000 * 100, True),
        (4000 / 7, True),
        (20_005, False),  # five times the median, 4.001 kr., and no more
        (20_006, True),
        (800.2, False),  # a fifth of it, and no less
        (800.1, True),
    ],
)
def test_a_price_far_from_those_of_the_same_service(price, wrong):
    lines = [*others(), DAILY | {"case_id": "S9", "price_kr": price}]
    usual = pd.Series([4000.0, 4001, 4002, 4003, price]).median()
    assert usual in (4001, 4002)
    lines[0]["price_kr"] = lines[1]["price_kr"] = lines[2]["price_kr"] = 4001.0
    found = told(*lines)
    assert [one.code for one in found] == (["pris-usandsynlig"] if wrong else [])
    for one in found:
        assert one.rows["case_id"].tolist() == ["S9"]
        assert one.rows["usual_kr"].tolist() == [4001.0]
        assert one.rows["linje"].tolist() == [6]


def test_what_it_costs_a_year_as_it_stands():
    (found,) = told(*others(), DAILY | {"price_kr": 120_000.0})
    assert "1 bevillingslinje har" in found.text
    assert found.text.endswith(
        "som den står: 43.800.000 kr. på et helt år. Se 2026-03/fil.csv, linje 6."
    )


@pytest.mark.parametrize(
    "line",
    [
        {"frequency": "maaned", "unit": "maaned", "price_kr": 120_000.0},  # no others like it
        {"end": "2025-12-31"},  # costs nothing this year
        {"status": "kladde"},
        {"service": None},
        {"frequency": "engang"},
        {"line_kind": "foelgeydelse"},
    ],
)
def test_what_nothing_is_known_of_or_does_not_count(line):
    assert told(*others(), DAILY | {"price_kr": 120_000.0} | line) == []


def test_prices_of_a_service_that_are_always_unlike_say_nothing():
    prices = [200.0, 500.0, 900.0, 1000.0, 2500.0, 6000.0, 12_000.0]
    lines = [DAILY | {"case_id": f"S{n}", "price_kr": price} for n, price in enumerate(prices)]
    assert told(*lines) == []
    (found,) = told(*lines, DAILY | {"price_kr": 120_000.0})
    assert found.rows["price_kr"].tolist() == [120_000.0]


def test_four_lines_say_nothing():
    assert told(*others(3), DAILY | {"price_kr": 120_000.0}) == []


def test_price_intervals_of_one_line_are_one_line():
    own = [DAILY | {"line_id": "L", "case_id": "S", "price_kr": p} for p in (1.0, 2.0, 3.0, 4.0)]
    assert told(*own, DAILY | {"line_id": "M", "price_kr": 4000.0}) == []


@pytest.mark.parametrize(
    ("unit", "frequency", "quantity", "wrong"),
    [
        ("doegn", "dag", 31.0, True),
        ("dag", "uge", 7.0, False),
        ("dag", "uge", 8.0, True),
        ("doegn", "maaned", 31.0, False),
        ("doegn", "maaned", 365.0, True),
        ("time", "dag", 31.0, False),
        ("doegn", "dag", None, False),
    ],
)
def test_more_days_than_the_period_has(unit, frequency, quantity, wrong):
    found = told(DAILY | {"unit": unit, "frequency": frequency, "quantity": quantity})
    assert [one.code for one in found] == (["antal-usandsynligt"] if wrong else [])


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ({"price_kr": -4000.0}, True),
        ({"price_kr": -4000.0, "end": "2026-03-31"}, False),
        ({"price_kr": -4000.0, "line_kind": "foelgeydelse"}, False),
        ({"price_kr": -4000.0, "frequency": "engang"}, False),
        ({"price_kr": 0.0}, False),
    ],
)
def test_a_hovedydelse_that_goes_on_as_income(line, wrong):
    found = told(DAILY | line)
    assert [one.code for one in found] == (["pris-negativ"] if wrong else [])
    for one in found:
        assert "−1.460.000 kr. på et helt år" in one.text


@pytest.mark.parametrize(
    ("own", "wrong"), [(-1.0, True), (0.0, False), (121_666.0, False), (121_667.0, True)]
)
def test_egenbetaling_is_a_part_of_the_price(own, wrong):
    # 4.000 kr. a day are 121.666,67 kr. a month.
    found = told(DAILY | {"egenbetaling_kr": own})
    assert [one.code for one in found] == (["egenbetaling-usandsynlig"] if wrong else [])


def test_a_contract_far_from_the_others():
    one = {"contract_id": "K", "provider": "Bo", "service": "Opholdssted", "unit": "doegn",
           "frequency": "dag", "agreed_price_kr": 4000.0}  # fmt: skip
    contracts = [one | {"contract_id": f"K{n}"} for n in range(4)]
    wrong = one | {"contract_id": "K9", "agreed_price_kr": 400_000.0}
    (found,) = told(contracts=[*contracts, wrong])
    assert found.code == "kontraktpris-usandsynlig"
    assert found.rows["contract_id"].tolist() == ["K9"]
    assert told(contracts=contracts) == []


def test_nothing():
    assert told() == []
