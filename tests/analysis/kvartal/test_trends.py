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
    assert "vises for 2. kvt. 2024 til 4. kvt. 2024. " in lack.text.replace("\u00a0", " ")


def test_an_export_of_what_runs_today_has_no_whole_quarters():
    found = seen(load(), LINES[:2])
    assert pd.isna(found.known_from)
    assert not found.quarters["whole"].any()
    assert "kvartaler-uden-hukommelse" in [f.code for f in found.findings]
    assert "rækker ikke langt nok tilbage" in found.summary()


def test_the_committee_is_told_of_whole_quarters_alone():
    told = seen(load(), [*LINES[:2], line("P3", "2020-01-01", "2025-05-10")])
    first = told.quarters.loc[told.quarters["whole"].idxmax(), "group"]
    assert first == "kvartal 2025-09"
    assert told.public_summary() == (
        "Gennemsnitligt antal er {tendenser|kvartal 2026-03|average} i det seneste kvartal; i det "
        "første hele kvartal var det {tendenser|kvartal 2025-09|average}."
    )
    none = seen(load(), LINES[:2]).public_summary()
    assert none == (
        "Gennemsnitligt antal er {tendenser|kvartal 2026-03|average} i det seneste kvartal."
    )


def test_a_price_interval_that_goes_on_is_no_end():
    both = [line("P1", end="2024-12-31"), line("P1", "2025-01-01"), line("P2", end="2025-02-10")]
    assert known_from(reading("2026-03", placement=placements(*both))) == pd.Timestamp(2025, 3, 1)
    quarters = seen(load(), both).quarters.set_index("label")["whole"]
    assert not quarters["1.\u00a0kvt.\u00a02025"]
    assert quarters["2.\u00a0kvt.\u00a02025"]


@pytest.mark.parametrize("stray", ["2023-05-10", "2025-01-10", "2026-02-10"])
def test_one_stray_ended_line_is_no_memory(stray):
    began = [line(f"R{n}", f"{2024 + n // 12}-{1 + n % 12:02d}-03") for n in range(27)]
    twice = [line(f"Q{n}", f"{2024 + n // 12}-{1 + n % 12:02d}-20") for n in range(27)]
    lines = [*began, *twice, line("S", "2020-01-01", stray)]
    found = seen(load(), lines)
    assert pd.isna(found.known_from)  # six begin each quarter, and one has ended in all
    assert set(found.quarters["whole_word"]) == {"nej"}
    assert "næsten ingen" in found.findings[0].text


def test_a_stray_before_the_memory_does_not_lengthen_it_and_a_quiet_quarter_does_not_cut_it():
    ends = [
        "2025-02-01", "2025-02-20", "2025-03-02", "2025-03-20", "2025-09-01", "2025-11-01",
        "2025-12-01", "2025-12-03", "2026-01-05", "2026-02-05", "2026-03-05", "2026-03-06",
    ]  # fmt: skip
    lines = [line(f"E{n}", "2020-01-01", end) for n, end in enumerate(ends)]
    memory = pd.Timestamp(2025, 3, 1)
    assert known_from(reading("2026-03", placement=placements(*lines))) == memory
    # The later quarters' median is 3,5 ends: one is enough; of three times as many it is not.
    many = [line(f"{row['line_id']}-{n}", "2020-01-01", row["end"]) for row in lines
            for n in range(3)]  # fmt: skip
    with_stray = placements(*many, line("X", "2020-01-01", "2023-05-05"))
    assert known_from(reading("2026-03", placement=with_stray)) == memory


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


def test_the_fixed_prices_of_the_functions_sum_to_the_total(tmp_path):
    index = INDEX.replace("110,0", "103,7")
    odd = [
        line(f"P{n}", price_kr=1_000.0 + n / 7, function=code, area=area)
        for n, (code, area) in enumerate(
            [("5.38.50", "voksne"), ("5.38.51", "voksne"), ("5.38.52", "voksne"),
             ("5.28.20", "boern"), ("5.28.22", "boern"), ("5.28.23", "boern")] * 3
        )
    ]  # fmt: skip
    found = seen(own_rules(tmp_path, price_index_csv=index), odd).functions
    sums = found.pivot_table(index="quarter", columns="row_kind", values="fixed_oere",
                             aggfunc=lambda own: own.sum(min_count=1)).dropna()  # fmt: skip
    assert len(sums) >= 5
    assert (sums["detail"] == sums["total"]).all()
    assert (sums["subtotal"] == sums["total"]).all()
    exact = found["cost_oere"] * 1.037
    past = found["quarter"].dt.year.eq(2025)
    assert (found.loc[past, "fixed_oere"] - exact[past]).abs().max() < 2
