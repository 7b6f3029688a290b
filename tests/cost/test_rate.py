"""Price × quantity → 1/100 øre, and what is refused."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.cost import is_priced, ledger, monthly, person_days
from okonomi.cost.rate import rates_e4

from .slow import Line, frame, round_half_away

MARCH = pd.Period("2026-03", "M")


def line(price="100", **given):
    given = {"start": dt.date(2026, 3, 1), "end": dt.date(2026, 3, 31), "frequency": "dag"} | given
    return Line(price=Decimal(price), **given)


def rates(*lines):
    placement = frame(list(lines))
    return rates_e4(placement, np.arange(len(placement))).tolist()


def test_rate_is_price_times_quantity_in_hundredths_of_an_oere():
    assert rates(line("1234.5678")) == [12_345_678]
    assert rates(line("412.50", quantity=Decimal("2.5"))) == [10_312_500]
    assert rates(line("10", quantity=Decimal(0))) == [0]


def test_half_a_hundredth_is_rounded_away_from_zero():
    half = Decimal("0.5")
    assert rates(line("0.0001", quantity=half), line("-0.0001", quantity=half)) == [1, -1]
    assert rates(line("0.0003", quantity=half), line("0.0003", quantity=-half)) == [2, -2]


@given(
    st.decimals(-(10**9), 10**9, places=4),
    st.decimals(0, 900, places=6),
)
def test_rate_is_exact_up_to_the_largest_price(price, quantity):
    assert rates(line(price, quantity=quantity)) == [
        round_half_away(Fraction(price) * Fraction(quantity) * 10_000)
    ]


def test_the_largest_price_times_a_thousand_is_still_exact():
    placement = frame([line("999999999.9999", quantity=Decimal(1000), frequency="aar")])
    parts = ledger(placement, MARCH, MARCH)
    # 999.999.999.999,90 kr. × 90/365 − × 59/365, in øre
    rate = 99_999_999_999_990
    share = [round_half_away(Fraction(rate * days, 365)) for days in (90, 59)]
    assert parts["gross_oere"].tolist() == [share[0] - share[1]]


@pytest.mark.parametrize(
    ("price", "quantity"),
    [("1000000000", "1001"), ("1", "1e13"), ("-1000000000", "1e300"), ("0", "1e16")],
)
def test_too_large_a_product_is_refused(price, quantity):
    with pytest.raises(ValueError, match="price × quantity above .* at position"):
        ledger(frame([line(price, quantity=Decimal(quantity))]), MARCH, MARCH)


@pytest.mark.parametrize("price", [np.inf, -np.inf, 1e12])
def test_too_large_a_price_is_refused(price):
    placement = frame([line()]).assign(price_kr=price)
    with pytest.raises(ValueError, match="price_kr above"):
        monthly(placement, MARCH, MARCH)


def test_a_sum_beyond_int64_is_refused():
    placement = frame([line("99999999999")] * 30_000)
    with pytest.raises(ValueError, match="added exactly"):
        monthly(placement, MARCH, MARCH, by=())


def test_a_missing_price_among_prices_is_refused():
    placement = frame([line(), line()])
    placement.loc[1, "price_kr"] = np.nan
    for count in (ledger, monthly):
        with pytest.raises(ValueError, match=r"1 placement row\(s\) with no price_kr.*\[1\]"):
            count(placement, MARCH, MARCH)
    assert is_priced(placement)
    assert person_days(placement, MARCH, MARCH)["person_days"].tolist() == [31]


def test_a_draft_may_lack_a_price():
    placement = frame([line(), line(status="kladde")])
    placement.loc[1, "price_kr"] = np.nan
    assert ledger(placement, MARCH, MARCH)["gross_oere"].tolist() == [31 * 100_00]


def test_a_table_without_any_price_still_gives_days():
    placement = frame([line(), line(frequency="maaned", line_id="B")]).assign(price_kr=np.nan)
    assert not is_priced(placement)
    assert ledger(placement, MARCH, MARCH)[["gross_oere", "days"]].to_numpy().tolist() == [
        [0, 31],
        [0, 31],
    ]
    assert monthly(placement, MARCH, MARCH, by=())["days"].tolist() == [62]
    assert person_days(placement, MARCH, MARCH)["person_days"].tolist() == [62]


def test_an_empty_table_is_priced():
    assert is_priced(frame([]))


@pytest.mark.parametrize("frequency", ["hver tirsdag", None])
def test_an_unknown_frequency_is_refused(frequency):
    placement = frame([line(), line()])
    placement.loc[1, "frequency"] = frequency
    for count in (ledger, monthly, person_days):
        with pytest.raises(ValueError, match=r"unknown frequency, at position \[1\]"):
            count(placement, MARCH, MARCH)
