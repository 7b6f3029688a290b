"""Refunded VAT: which factor a line has, and that the year's months add up."""

from decimal import Decimal

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given
from hypothesis import strategies as st
from ruleset import own_rules

from okonomi import rules
from okonomi.cost.ledger import ledger
from okonomi.cost.moms import moms_refusion

SHIPPED = rules.load()
YEAR = (pd.Period("2026-01", "M"), pd.Period("2026-12", "M"))
HEADER = "series;valid_from;valid_to;published;value;unit;source\n"


def moms(lines, provider=None, known_rules=SHIPPED):
    provider = table("provider") if provider is None else provider
    return moms_refusion(ledger(lines, *YEAR), lines, provider, known_rules)


def test_the_providers_own_factor_and_one_hundred_per_cent_without():
    lines = placements(
        {"provider": "A", "start": "2026-01-01", "price_kr": 100_000.0},
        {"provider": "B", "start": "2026-01-01", "price_kr": 100_000.0},
        {"start": "2026-01-01", "price_kr": 100_000.0},
    )
    provider = table(
        "provider", {"provider": "A", "momsfaktor": 0.954}, {"provider": "B", "kind": "privat"}
    )
    refund = moms(lines, provider).refund_oere.reshape(3, 12)
    assert refund.tolist() == [[460_000] * 12, [0] * 12, [0] * 12]


def test_the_number_finds_a_provider_that_is_spelled_otherwise():
    lines = placements(
        {"provider": "a", "provider_id": "99000001", "start": "2026-01-01", "price_kr": 100.0}
    )
    provider = table(
        "provider",
        {"provider": "A", "provider_id": "99000001", "momsfaktor": 0.9},
        {"provider": "a", "momsfaktor": 0.8},
    )
    assert moms(lines, provider).refund_oere.sum() == 12_000


def test_rounded_once_on_the_lines_year_and_spread_over_its_months():
    # 12 × 10,01 kr. at 0,954: 4,6 % of 120,12 kr. = 5,52552 kr. = 553 øre; 553/12 = 46,08.
    lines = placements({"provider": "A", "start": "2026-01-01", "price_kr": 10.01})
    provider = table("provider", {"provider": "A", "momsfaktor": 0.954})
    assert moms(lines, provider).refund_oere.tolist() == [47] + [46] * 11


@given(
    st.decimals(Decimal("-99999"), Decimal("99999"), places=2),
    st.sampled_from([0.954, 0.9, 0.123, 1.0]),
)
def test_a_reversal_cancels(price, factor):
    row = {"provider": "A", "start": "2026-02-11", "end": "2026-11-05", "frequency": "dag"}
    lines = placements(row | {"price_kr": float(price)}, row | {"price_kr": float(-price)})
    provider = table("provider", {"provider": "A", "momsfaktor": factor})
    refund = moms(lines, provider).refund_oere
    assert (refund[: len(refund) // 2] == -refund[len(refund) // 2 :]).all()


@pytest.mark.parametrize(
    ("row", "permille"),
    [
        ({"paragraf": "BL-46", "function": "5.28.20", "provider": "P"}, 100),
        ({"paragraf": "BL-47", "function": "5.28.20", "provider": "P"}, 200),
        ({"paragraf": "BL-47", "function": "5.28.22", "provider": "P"}, 300),
        ({"paragraf": "BL-47", "function": "5.28.22", "provider": "Q"}, 0),
    ],
)
def test_rules_for_paragraf_function_and_kind_in_that_order(tmp_path, row, permille):
    own = own_rules(
        tmp_path,
        momsfaktor_csv=HEADER
        + "momsfaktor.paragraf.BL-46;2026-01-01;;;0,9;andel;skøn\n"
        + "momsfaktor.funktion.5.28.20;2026-01-01;;;0,8;andel;x\n"
        + "momsfaktor.ejerforhold.privat;2026-01-01;;;0,7;andel;x\n",
    )
    lines = placements(row | {"start": "2026-01-01", "price_kr": 1000.0})
    provider = table("provider", {"provider": "P", "kind": "privat"})
    result = moms(lines, provider, own)
    assert result.refund_oere.tolist() == [permille * 100] * 12
    assert result.skoen.all() == (permille == 100)
    assert [value.skoen for value in result.values] == [permille == 100]


def test_a_factor_that_is_no_share_is_not_used_and_said():
    lines = placements({"provider": "A", "start": "2026-01-01", "price_kr": 100.0})
    provider = table("provider", {"provider": "A", "momsfaktor": 95.4})
    result = moms(lines, provider)
    assert result.refund_oere.sum() == 0
    assert [f.code for f in result.findings] == ["momsfaktor-ikke-en-andel"]
