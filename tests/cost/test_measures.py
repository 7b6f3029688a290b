"""Helårspersoner, gennemsnitligt antal, enhedspris and the days of a year or a period."""

import pandas as pd
import pytest

from okonomi.cost import (
    days_in_period,
    days_in_year,
    gennemsnitligt_antal,
    helaarspersoner,
    unit_price,
)


def test_days_of_years_and_periods():
    assert [days_in_year(year) for year in (1900, 2000, 2023, 2024)] == [365, 366, 365, 366]
    january, march = pd.Period("2024-01", "M"), pd.Period("2024-03", "M")
    assert days_in_period(january, march) == 91
    assert days_in_period(march, march) == 31


def test_shares_of_days():
    assert helaarspersoner(366, 366) == 1.0
    assert helaarspersoner(pd.Series([73, 0]), 365).tolist() == [0.2, 0.0]
    assert gennemsnitligt_antal(pd.Series([135, 0]), 90).tolist() == [1.5, 0.0]


@pytest.mark.parametrize("days", [0, 360, 364, 367])
def test_a_year_has_365_or_366_days(days):
    for call in (
        lambda: helaarspersoner(1, days),
        lambda: unit_price(100, 1, days),
    ):
        with pytest.raises(ValueError, match="365 or 366"):
            call()


def test_a_period_has_days():
    with pytest.raises(ValueError, match="at least one day"):
        gennemsnitligt_antal(1, 0)


# 100 øre over 3 days: 100 × 365/3 = 12.166,67; 1 øre over 730 days: 365/730 = 0,5
WORKED = [(100, 3, 12_167), (-100, 3, -12_167), (1, 730, 1), (-1, 730, -1), (0, 5, 0), (7, 0, None)]


@pytest.mark.parametrize(("gross", "days", "expected"), WORKED)
def test_unit_price_of_one_row(gross, days, expected):
    assert unit_price(gross, days, 365) == expected


def test_unit_price_of_a_series_keeps_its_index_and_its_gaps():
    gross, days, expected = zip(*WORKED, strict=True)
    index = pd.Index(list("abcdef"))
    found = unit_price(
        pd.Series(gross, index=index), pd.Series(days, index=index, dtype="Int64"), 365
    )
    pd.testing.assert_series_equal(found, pd.Series(expected, index=index, dtype="Int64"))


def test_unit_price_of_missing_input_is_missing():
    gross = pd.Series([None, 100], dtype="Int64")
    days = pd.Series([5, None], dtype="Int64")
    assert unit_price(gross, days, 365).isna().all()


def test_unit_price_stays_exact_for_large_sums():
    gross = 9 * 10**15 + 1
    expected = (2 * gross * 366 + 999_983) // (2 * 999_983)
    assert unit_price(gross, 999_983, 366) == expected
    assert unit_price(pd.Series([gross]), pd.Series([999_983]), 366).tolist() == [expected]


def test_unit_price_refuses_what_cannot_be_meant():
    two, three = pd.Series([1, 2]), pd.Series([1, 2, 3])
    with pytest.raises(ValueError, match="aligned"):
        unit_price(two, three, 365)
    with pytest.raises(ValueError, match="two numbers or two series"):
        unit_price(two, 3, 365)
    with pytest.raises(ValueError, match="negative"):
        unit_price(1, -1, 365)
    with pytest.raises(ValueError, match="negative"):
        unit_price(two, pd.Series([1, -1]), 365)
