"""Factors between the price levels of two years."""

import pandas as pd
import pytest
from ruleset import own_rules

from okonomi.analysis.price_level import price_level


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    return own_rules(
        tmp_path_factory.mktemp("regler"),
        price_index_csv="series;valid_from;published;value;unit;source\n"
        "PL;01-01-2025;01-07-2024;100,0;indeks;skøn\n"
        "PL;01-01-2026;01-07-2025;103,0;indeks;skøn\n",
    )


def test_each_price_has_its_own_year_and_series(rules):
    years = pd.Series([2025, 2026, None, 2019, 2025], dtype="Int64")
    series = pd.Series(["PL", None, None, "PL", None], dtype="str")
    found = price_level(years, series, 2026, rules)
    assert found.factor.tolist()[:3] == [pytest.approx(1.03), 1, 1]
    assert found.factor.isna().tolist() == [False, False, False, True, True]
    assert len(found.values) == 2 and found.because == "Ingen kontrakt nævner en prisserie."


def test_no_prices_and_no_series(rules):
    assert price_level(pd.Series(dtype="Int64"), None, 2026, rules).factor.empty
    alone = price_level(pd.Series([2026, 2025]), None, 2026, rules)
    assert alone.factor.iloc[0] == 1 and pd.isna(alone.factor.iloc[1])
