"""Budgets on another level than lines and postings, months without a folder, odd amounts."""

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.followup.result import followup
from okonomi.rules import load, load_kontoplan

KR = 100


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


def place(price=30_000.0, **more):
    given = {
        "function": "5.38.50",
        "area": "voksne",
        "provider": "Birkely",
        "start": "2025-05-01",
        "price_kr": price,
    }
    return given | more


def posted(month, kroner, provider="Birkely", day=20, function="5.38.50"):
    return {
        "date": f"{month}-{day}",
        "period": f"{month}-01",
        "function": function,
        "provider": provider,
        "amount_oere": kroner * KR,
    }


def budget(kroner, function="5.38.50", year=2026):
    return {"year": year, "function": function, "original_oere": kroner * KR}


def row(result, label):
    return result.rows.set_index("label").loc[label]


def test_a_total_beside_its_sub_accounts_counts_once_and_is_named(kontoplan):
    month = reading(
        "2026-03",
        placement=placements(place()),
        budget=table("budget", budget(100), budget(60), budget(40), budget(7, "5.38.51")),
    )
    result = followup(month, kontoplan, load())
    assert row(result, "I alt").corrected_oere == 107 * KR
    found = {f.code: f for f in result.findings}
    assert "100,00" in found["budget-sum-og-underkonti"].text
    assert found["budget-sum-og-underkonti"].rows["line"].tolist() == [2]
    assert "5.38.50" in found["budget-underkonti"].text


def test_sub_accounts_without_a_total_are_added_up_and_said(kontoplan):
    month = reading("2026-03", budget=table("budget", budget(60), budget(40), budget(30)))
    result = followup(month, kontoplan, load())
    assert row(result, "I alt").corrected_oere == 130 * KR
    codes = {f.code for f in result.findings}
    assert "budget-underkonti" in codes and "budget-sum-og-underkonti" not in codes


def test_a_budget_for_a_group_of_functions_gathers_them_in_one_row(kontoplan):
    month = reading(
        "2026-03",
        placement=placements(place(), place(10_000.0, function="5.38.51", line_id="B")),
        posting=table("posting", posted("2026-01", 1_000, function="5.38.52", provider="Elmely")),
        budget=table("budget", budget(400_000, "5.38")),
    )
    result = followup(month, kontoplan, load())
    assert result.rows["label"].tolist() == ["5.38", "Voksne i alt", "I alt"]
    assert row(result, "5.38").expected_oere == 481_000 * KR
    [finding] = [f for f in result.findings if f.code == "budget-paa-andet-niveau"]
    assert "5.38.50, 5.38.51, 5.38.52" in finding.text


def test_a_month_without_a_folder_in_between_is_named(kontoplan):
    folders = [pd.Period(month, "M") for month in ("2026-01", "2026-03", "2026-05")]
    found = followup(reading("2026-03"), kontoplan, load(), folders=folders).findings
    [finding] = [f for f in found if f.code == "maaned-mangler"]
    assert "februar" in finding.text and "april" not in finding.text
    whole = followup(reading("2026-03"), kontoplan, load(), folders=folders[:1]).findings
    assert next(f.text for f in whole if f.code == "maaned-mangler").count("2026") == 2


def test_negative_spending_no_budget_and_budget_zero_are_rows_and_no_division(kontoplan):
    month = reading(
        "2026-03",
        posting=table(
            "posting",
            posted("2026-01", -500),
            posted("2026-01", 900, function="5.38.59", provider="Elmely"),
        ),
        budget=table("budget", budget(0), budget(-100, "5.38.52")),
    )
    result = followup(month, kontoplan, load())
    assert row(result, "5.38.50 Længerevarende botilbud (SEL § 108)").expected_oere == -500 * KR
    assert pd.isna(row(result, "5.38.59 Aktivitets- og samværstilbud").corrected_oere)
    assert "%" not in result.summary()
    assert result.bundle().to_json()


def test_a_spelling_with_the_lines_cvr_number_is_not_counted_twice(kontoplan):
    month = reading(
        "2026-01",
        placement=placements(place(provider_id="99000001")),
        posting=table(
            "posting", posted("2026-01", 30_000, provider="Birkelly") | {"provider_id": "99000001"}
        ),
    )
    total = row(followup(month, kontoplan, load()), "I alt")
    assert (total.booked_oere, total.delivered_oere) == (30_000 * KR, 0)
