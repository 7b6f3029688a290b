"""Eight quarters worked by hand, and how far back an export can be trusted."""

import pandas as pd
import pytest
from frames import placements, table
from readings import reading
from ruleset import own_rules

from okonomi.analysis.kvartal.memory import known_from
from okonomi.analysis.kvartal.place import placed
from okonomi.analysis.kvartal.trends import trends
from okonomi.rules import load, load_kontoplan

CHART = load_kontoplan()
KR = 100
INDEX = (
    "series;valid_from;published;value;unit;source\n"
    "PL;01-01-2025;01-07-2024;100,0;indeks;skøn\n"
    "PL;01-01-2026;01-07-2025;110,0;indeks;skøn\n"
)


def line(person, start="2020-01-01", end=None, **more):
    return {
        "person_id": person, "line_id": person, "function": "5.38.50", "area": "voksne",
        "start": start, "end": end, "price_kr": 1_000.0, "frequency": "dag",
    } | more  # fmt: skip


LINES = [
    line("P1", location_municipality="Prøve"),
    line("P2", "2025-11-16", location_municipality="Fjern"),
    line("P3", "2023-01-01", "2023-12-31"),
]


def seen(rules, lines=LINES, period="2026-03"):
    contract = table("contract", {"contract_id": "K", "provider": "F", "index_series": "PL"})
    march = reading(period, placement=placements(*lines), contract=contract)
    return trends(march, CHART, rules, "Prøve")


def test_the_last_two_quarters_by_hand(tmp_path):
    found = seen(own_rules(tmp_path, price_index_csv=INDEX))
    quarters = found.quarters.set_index("label")
    assert next(iter(quarters.index)) == "2.\u00a0kvt.\u00a02024"
    assert quarters["whole"].all()  # P3 left at the end of 2023
    old, new = quarters.loc["4.\u00a0kvt.\u00a02025"], quarters.loc["1.\u00a0kvt.\u00a02026"]
    # October–December has 92 days; P2 came on 16 November: 46 of them.
    assert old["cost_oere"] == (92 + 46) * 1_000 * KR
    assert old["average"] == pytest.approx(1.5)
    assert old["unit_oere"] == 365_000 * KR
    assert old["fixed_oere"] == round((92 + 46) * 1_000 * KR * 1.1)
    assert old["unit_fixed_oere"] == 401_500 * KR
    assert old["away_share"] == pytest.approx(46 / 138)
    assert new["cost_oere"] == new["fixed_oere"] == 180_000 * KR
    assert new["away_share"] == 0.5
    function = found.functions[found.functions["label"].str.startswith("5.38.50")]
    assert function["cost_oere"].tolist() == found.quarters["cost_oere"].tolist()
    assert "faste priser steget" not in found.summary()  # 2024 has no index


def test_a_year_without_an_index_has_no_fixed_prices_and_says_so(tmp_path):
    found = seen(own_rules(tmp_path, price_index_csv=INDEX))
    assert found.quarters.loc[0, "fixed_oere"] is pd.NA
    assert found.quarters["fixed_oere"].notna().sum() == 5
    (lack,) = [f for f in found.findings if f.code == "faste-priser-mangler"]
    assert "2. kvt. 2024, 3. kvt. 2024, 4. kvt. 2024" in lack.text.replace("\u00a0", " ")


def test_an_export_of_what_runs_today_has_no_whole_quarters():
    found = seen(load(), LINES[:2])
    assert pd.isna(found.known_from)
    assert not found.quarters["whole"].any()
    assert "kvartaler-uden-hukommelse" in [f.code for f in found.findings]
    assert "rækker ikke langt nok tilbage" in found.summary()


def test_a_price_interval_that_goes_on_is_no_end():
    both = [line("P1", end="2024-12-31"), line("P1", "2025-01-01"), line("P2", end="2025-02-10")]
    assert known_from(reading("2026-03", placement=placements(*both))) == pd.Timestamp(2025, 3, 1)
    quarters = seen(load(), both).quarters.set_index("label")["whole"]
    assert not quarters["1.\u00a0kvt.\u00a02025"]
    assert quarters["2.\u00a0kvt.\u00a02025"]


def test_an_empty_month_has_rows_and_a_sentence():
    found = seen(load(), [])
    assert len(found.quarters) == 8
    assert found.figures() == []
    assert found.tables()[0].frame["cost_oere"].eq(0).all()
    assert found.summary()


def test_our_own_tilbud_is_home_wherever_it_lies_and_no_place_is_no_home():
    provider = table("provider", {"provider": "Vores", "own": True, "provider_id": "1"})
    lines = placements(
        line("A", provider="Vores", location_municipality="Fjern"),
        line("B", provider="Firma", location_municipality="FJERN"),
        line("C", provider="Firma", location_municipality="prøve"),
        line("D", provider="Firma"),
    )
    found = placed(reading("2026-03", placement=lines, provider=provider), "Prøve")
    assert found.tolist() == ["hjemme", "udenbys", "hjemme", "ukendt"]
