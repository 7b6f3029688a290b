"""What an agreed price is made of."""

import pandas as pd
import pytest
from frames import table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.buildup import buildup
from okonomi.rules import load

RULES = load()
CONTRACT = {
    "contract_id": "K1",
    "provider": "Bostedet A",
    "case_id": "S1",
    "service": "Botilbud",
    "agreed_price_kr": 2000,
    "unit": "doegn",
    "frequency": "dag",
    "hours_per_week": 21,
    "hourly_kr": 400,
    "night_kr": 300,
    "housing_kr": 450,
    "start": "2025-01-01",
}


def result_of(*contracts, **tables):
    rows = (CONTRACT | {"contract_id": f"K{n}"} | more for n, more in enumerate(contracts, 1))
    return buildup(reading("2026-03", contract=table("contract", *rows), **tables), RULES)


def test_hours_night_housing_and_the_rest():
    result = result_of({})
    row = result.rows.iloc[0]
    # 21 hours a week at 400 kr. are 1.200 kr. a day.
    assert (row.hours_day_kr, row.night_day_kr, row.housing_day_kr) == (1200, 300, 450)
    assert row.rest_day_kr == 50 and result.findings == ()
    assert result.summary() == (
        "1 af 1 kontrakt i kraft i marts 2026 siger, hvad prisen er bygget af; timerne er "
        "60\u00a0% af prisen i den ene, der har en timepris (median 400\u00a0kr. pr. time)."
    )
    share = result.providers.iloc[0]
    assert (share.hours_share, share.rest_share) == (pytest.approx(0.6), pytest.approx(0.025))
    result.bundle()


@pytest.mark.parametrize(
    ("unit", "day_count", "price", "day"),
    [
        ("maaned", 30.42, 60_840, 2000),
        ("maaned", 30.5, 61_000, 2000),
        ("maaned", None, 36_500, 1200),  # 365/12 days
        ("aar", 365, 730_000, 2000),
        ("uge", None, 14_000, 2000),
    ],
)
def test_the_contracts_own_day_count(unit, day_count, price, day):
    more = {"unit": unit, "frequency": unit, "day_count": day_count, "agreed_price_kr": price,
            "night_kr": price / 10, "housing_kr": None}  # fmt: skip
    row = result_of(more).rows.iloc[0]
    assert row.price_day_kr == pytest.approx(day) and row.night_day_kr == pytest.approx(day / 10)
    assert pd.isna(row.housing_day_kr)


def test_parts_beyond_the_price_are_a_finding():
    result = result_of({"housing_kr": 700}, {"housing_kr": 509.5})
    assert [f.code for f in result.findings] == ["dele-over-prisen"]
    assert result.findings[0].rows["contract_id"].tolist() == [
        "K1"
    ]  # 9,50 of 2.000 kr. may be dagtal


def test_nothing_is_invented_where_no_parts_are_given():
    none = dict.fromkeys(("hourly_kr", "night_kr", "housing_kr"))
    result = result_of(none)
    assert result.rows.empty and result.summary().startswith("0 af 1 kontrakt")
    assert result_of().summary().startswith("Der er ikke læst en kontrakt")
    only = result_of(none | {"night_kr": 300})
    assert only.rows["rest_day_kr"].tolist() == [1700] and pd.isna(only.rows["hours_day_kr"][0])
    assert "ingen af dem siger, hvad timerne koster" in only.summary()
    only.bundle()


def test_contracts_not_in_force_private_persons_and_prices_that_are_no_day():
    result = result_of(
        {"expiry": "2026-03-30"},
        {"start": "2026-04-01"},
        {"provider": "Plejefamilie ABCD12"},
        {"unit": "time", "agreed_price_kr": 400},
        {"hours_per_week": None},
    )
    assert result.contracts == 2 and result.rows["contract_id"].tolist() == ["K5"]
    assert [f.code for f in result.findings] == ["timepris-uden-timer", "dele-uden-doegnpris"]


def test_the_hourly_price_is_compared_net_of_moms():
    provider = table("provider", {"provider": "Bostedet A", "momsfaktor": 0.95})
    assert result_of({}, provider=provider).providers["net_hourly_kr"][0] == pytest.approx(380)


@settings(max_examples=25, deadline=None)
@given(st.floats(1, 9000), st.floats(0.5, 60), *[st.floats(0, 3000)] * 3)
def test_the_parts_and_the_rest_are_the_price(price, hours, hourly, night, housing):
    row = result_of(
        {"agreed_price_kr": price, "hours_per_week": hours, "hourly_kr": hourly,
         "night_kr": night, "housing_kr": housing}
    ).rows.iloc[0]  # fmt: skip
    parts = row.hours_day_kr + row.night_day_kr + row.housing_day_kr + row.rest_day_kr
    assert parts == pytest.approx(price)
