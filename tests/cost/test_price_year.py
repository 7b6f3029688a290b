"""Prices brought from one year to another."""

from datetime import date
from decimal import Decimal

import pytest
from ruleset import own_rules

from okonomi.cost.price_year import to_price_year
from okonomi.errors import UserError

HEADER = "series;valid_from;published;value;unit;source\n"
FILES = {
    "price_index_csv": HEADER
    + "pl;2024-01-01;;3,0;pct;brev a\n"
    + "pl;2025-01-01;2024-06-01;2,0;pct;brev b\n"
    + "pl;2025-01-01;2025-06-01;2,5;pct;brev c\n"
    + "niveau;2023-01-01;;100;indeks;bog\n"
    + "niveau;2025-01-01;;106;indeks;skøn\n"
}


def test_yearly_changes_are_multiplied(tmp_path):
    rules = own_rules(tmp_path, **FILES)
    moved = to_price_year(1000.0, 2023, 2025, "pl", rules)
    assert moved.price_kr == 1055.75  # 1000 × 1,03 × 1,025
    assert moved.factor == Decimal("1.05575")
    assert [value.source for value in moved.values] == ["brev a", "brev c"]
    assert to_price_year(1055.75, 2025, 2023, "pl", rules).price_kr == 1000.0


def test_as_published_then(tmp_path):
    rules = own_rules(tmp_path, **FILES)
    moved = to_price_year(1000.0, 2024, 2025, "pl", rules, known=date(2025, 1, 1))
    assert moved.price_kr == 1020.0


def test_a_level_is_a_ratio_and_an_estimate_follows(tmp_path):
    rules = own_rules(tmp_path, **FILES)
    moved = to_price_year(1234.5678, 2023, 2025, "niveau", rules)
    assert moved.price_kr == 1308.6419  # × 1,06 = 1.308,641868
    assert moved.skoen
    assert not to_price_year(1.0, 2023, 2024, "pl", rules).skoen


def test_the_same_year_needs_no_series(tmp_path):
    assert to_price_year(12.5, 2026, 2026, "findes ikke", own_rules(tmp_path)).price_kr == 12.5


@pytest.mark.parametrize(("series", "to_year"), [("pl", 2026), ("niveau", 2024), ("andet", 2024)])
def test_a_year_without_a_value_names_the_file(tmp_path, series, to_year):
    rules = own_rules(tmp_path, **FILES)
    with pytest.raises(UserError, match="price_index.csv"):
        to_price_year(1.0, 2023, to_year, series, rules)
