"""The committee's table, worked by hand: 365 days, and the month report's own figures."""

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.followup.result import followup
from okonomi.analysis.kvartal.committee import (
    BOTH,
    FOOTNOTE,
    REFUND,
    SERVICE,
    committee_table,
)
from okonomi.analysis.refusion.result import refusion
from okonomi.rules import load, load_kontoplan

RULES, CHART = load(), load_kontoplan()
KR = 100


def line(function="5.38.50", price=1_000.0, **more):
    return {
        "person_id": f"P{function}", "function": function, "area": "voksne",
        "start": "2026-01-01", "price_kr": price, "frequency": "dag",
    } | more  # fmt: skip


def budget(function, original, **more):
    return {"year": 2026, "function": function, "original_oere": original} | more


def made(lines, budgets=()):
    march = reading("2026-03", placement=placements(*lines), budget=table("budget", *budgets))
    known = followup(march, CHART, RULES)
    found = committee_table(march, CHART, known, refusion(march, RULES, CHART, known))
    return found, found.rows.set_index("label"), known


def test_functions_are_gathered_and_the_results_have_their_signs():
    found, rows, known = made(
        [line("5.38.50"), line("5.38.51", 500.0), line("5.38.59", 100.0)],
        [
            budget("5.38.50", 300_000_00, corrected_oere=350_000_00, applied_oere=10_000_00,
                   transfers_oere=-5_000_00),
            budget("5.38.51", 200_000_00),
            budget("5.38.59", 40_000_00, transfers_oere=1_000_00, corrected_incl_oere=99_00),
        ],
    )  # fmt: skip
    homes = rows.loc["Botilbud"]
    assert homes["expected_oere"] == (365_000 + 182_500) * KR
    assert homes["corrected_oere"] == 550_000 * KR
    assert homes["corrected_incl_oere"] == 555_000 * KR  # 350 + 10 − 5 + 200
    assert homes["deviation_oere"] == -2_500 * KR
    assert homes["deviation_word"] == "mindreforbrug"
    assert homes["deviation_incl_oere"] == 2_500 * KR  # less the −5.000 carried over
    assert rows.loc["Beskæftigelse og samvær", "corrected_incl_oere"] == 99_00  # as the budget says
    codes = [f.code for f in found.findings]
    assert codes[:2] == ["budget-inkl-stemmer-ikke", "refusion-uden-budget"]
    assert "korrigeret-budget-mangler" in codes  # of two functions
    assert rows.loc[SERVICE, "deviation_oere"] == known.rows.iloc[-1]["deviation_oere"]
    assert found.tables()[0].note.startswith(FOOTNOTE)
    assert "mindreforbrug" in found.summary()


def test_the_refund_stands_apart_and_is_missing_where_the_thresholds_are():
    found, rows, _ = made([line(price=5_000.0)], [budget("5.38.50", 1)])
    assert pd.isna(rows.loc[REFUND, "expected_oere"])
    assert pd.isna(rows.loc[BOTH, "expected_oere"])
    assert "kan ikke regnes: Beløbsgrænserne for særligt dyre enkeltsager i 2026" in found.summary()
    assert "refusion-mangler" in [f.code for f in found.findings]
    assert "skøn" not in found.tables()[0].note


def test_without_any_corrected_budget_nothing_is_called_so_and_the_columns_add_up():
    given = budget("5.38.50", 300_000_00, transfers_oere=5_000_00, corrected_incl_oere=999_000_00)
    found, rows, known = made([line("5.38.50")], [given])
    total = rows.loc[SERVICE]
    assert total["corrected_incl_oere"] == total["corrected_oere"] + total["transfers_oere"]
    assert total["deviation_oere"] == total["expected_oere"] - 300_000_00
    labels = [column.label for column in found.tables()[0].columns]
    assert not any(label.startswith("Korrigeret") for label in labels)
    assert "mod oprindeligt budget" in found.summary() and "korrigeret" not in found.summary()
    assert "mod et oprindeligt budget" in known.summary()
    assert "Korrigeret budget" not in [column.label for column in known.tables()[0].columns]
    [finding] = [f for f in found.findings if f.code == "korrigeret-budget-mangler"]
    assert finding.severity == "fejl"


def test_the_service_row_is_told_from_servicerammen():
    found, *_ = made([line()], [budget("5.38.50", 1, corrected_oere=1)])
    table = found.tables()[0]
    assert found.summary().startswith("Serviceudgifterne før momsrefusion")
    assert "minus momsrefusionen" in table.note and "minus momsrefusionen" in table.public.note


def test_a_budget_for_the_refund_is_not_of_servicerammen():
    _, rows, _ = made([line()], [budget("5.38.50", 365_000_00), budget("5.22.07", -1_000_00)])
    assert rows.loc[SERVICE, "corrected_oere"] == 365_000_00
    assert rows.loc[REFUND, "corrected_oere"] == -1_000_00
    assert rows.loc[BOTH, "corrected_oere"] == 364_000_00


@pytest.mark.parametrize("lines", [[], [line()]])
def test_without_a_budget_nothing_is_held_against_it(lines):
    found, rows, _ = made(lines)
    assert pd.isna(rows.loc[SERVICE, "deviation_oere"])
    assert "intet budget" in found.summary()
    assert found.control_total().startswith("2026-03: serviceudgifter")


@settings(max_examples=12)
@given(st.lists(st.sampled_from(["5.28.20", "5.28.22", "5.38.50", "5.99.99"]), max_size=6))
def test_the_groups_are_the_months_total_to_the_oere(functions):
    lines = [line(f, 100.0 + n, person_id=f"P{n}") for n, f in enumerate(functions)]
    _, rows, known = made(lines, [budget("5.38.50", 10_000_00)])
    detail = rows[rows["row_kind"].eq("detail") & rows.index.to_series().ne(REFUND)]
    assert detail["expected_oere"].sum() == known.rows.iloc[-1]["expected_oere"]
    assert rows.loc[SERVICE, "expected_oere"] == known.rows.iloc[-1]["expected_oere"]


def test_a_function_outside_the_chart_is_said_and_not_silently_in_the_sum():
    found, rows, _ = made([line("5.38.50"), line("5.57.72", 10.0)])
    (said,) = [f for f in found.findings if f.code == "udvalgstabel-oevrige"]
    assert said.text.startswith("1 funktion har ingen række")
    assert said.rows["expected_oere"].tolist() == [3_650 * KR]
    assert rows.loc["Øvrige", "expected_oere"] == 3_650 * KR
    alone, _, _ = made([line("5.38.50")])
    assert "udvalgstabel-oevrige" not in [f.code for f in alone.findings]
