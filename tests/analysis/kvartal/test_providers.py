"""Concentration by hand, and its limits for any firms."""

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.kvartal.providers import (
    NOBODY,
    OWN,
    PRIVATE,
    concentration,
    top_providers,
)
from okonomi.rules import load_kontoplan

CHART = load_kontoplan()


def line(provider, price, person, **more):
    return {
        "person_id": person, "provider": provider, "function": "5.38.50", "area": "voksne",
        "start": "2020-01-01", "price_kr": price, "frequency": "dag",
    } | more  # fmt: skip


def test_shares_and_hhi_by_hand():
    # 60, 30 and 10 per cent: 3.600 + 900 + 100.
    found = concentration(pd.Series([60, 30, 10]))
    assert found["hhi"] == pytest.approx(4_600)
    assert found["top5_share"] == pytest.approx(1)
    assert found["equal_firms"] == pytest.approx(10_000 / 4_600)


def test_private_persons_and_our_own_are_held_apart_and_never_named():
    lines = [
        line("Firma A", 600.0, "P1"), line("Firma B", 400.0, "P2"),
        line("Plejefamilie 014", 900.0, "P3"), line("Plejefamilie 015", 100.0, "P4"),
        line("Vores Hus", 500.0, "P5"), line(None, 50.0, "P6"),
        line("Firma C", -10.0, "P7"), line("Firma A", 1.0, "P8", start="2020-01-01",
                                           end="2025-03-31"),
    ]  # fmt: skip
    march = reading(
        "2026-03",
        placement=placements(*lines),
        provider=table("provider", {"provider": "Vores Hus", "own": True}),
    )
    found = top_providers(march, CHART)
    total = found.areas.iloc[-1]
    assert total["firms"] == 2  # C has only paid back
    assert total["cost_oere"] == 1_000 * 365 * 100
    assert total["hhi"] == pytest.approx(3_600 + 1_600)
    assert "HHI" not in found.summary() and "flere områder" not in found.tables()[0].note
    groups = found.groups.set_index("label")
    assert groups.loc[PRIVATE, ["n", "cost_oere"]].tolist() == [2, 1_000 * 365 * 100]
    assert groups.loc[OWN, "cost_oere"] == 500 * 365 * 100
    assert groups.loc[NOBODY, "cost_oere"] == 50 * 365 * 100
    assert found.rows["label"].tolist() == ["Firma A", "Firma B"]
    assert found.rows["persons"].tolist() == [1, 1]
    assert all(table.internal for table in found.tables() if "Firma A" in str(table.frame))


def test_more_than_ten_are_gathered_and_none_is_a_sentence():
    lines = [line(f"Firma {n:02d}", 100.0 + n, f"P{n}") for n in range(13)]
    found = top_providers(reading("2026-03", placement=placements(*lines)), CHART)
    assert len(found.rows) == 11
    assert found.rows.iloc[-1]["label"] == "3 andre leverandører"
    assert found.rows["share"].sum() == pytest.approx(1)
    nothing = top_providers(reading("2026-03"), CHART)
    assert "ingen betalinger" in nothing.summary()
    assert nothing.figures() == []
    assert len(nothing.tables()) == 3


@given(st.lists(st.integers(1, 10**12), min_size=1, max_size=40))
def test_hhi_lies_between_all_equal_and_one(firms):
    found = concentration(pd.Series(firms))
    assert 10_000 / len(firms) <= found["hhi"] * (1 + 1e-12)
    assert found["hhi"] <= 10_000 * (1 + 1e-12)
    assert found["top5_share"] <= found["top10_share"] + 1e-12


def test_one_cvr_number_is_one_firm_whatever_it_is_called():
    number = "99000001"
    lines = [
        line("Firma A", 600.0, "P1", provider_id=number),
        line("Firma A", 1.0, "P2", provider_id=number),
        line("Firma A, afd. 2", 399.0, "P3", provider_id=number),
        line("Firma A Øst", 100.0, "P4"),  # its number is in the list of providers
        line("Firma B", 900.0, "P5"),
    ]
    provider = table("provider", {"provider": "Firma A Øst", "provider_id": number})
    march = reading("2026-03", placement=placements(*lines), provider=provider)
    found = top_providers(march, CHART)
    assert found.rows["label"].tolist() == ["Firma A", "Firma B"]
    assert found.rows["persons"].tolist() == [4, 1]
    assert found.areas.iloc[-1]["firms"] == found.groups.iloc[0]["n"] == 2
    assert found.areas.iloc[-1]["hhi"] == pytest.approx(55**2 + 45**2)
