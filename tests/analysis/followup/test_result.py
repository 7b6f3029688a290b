"""Worked by hand; the first example is the one in docs/metode/followup.md."""

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.followup.result import followup
from okonomi.rules import load, load_kontoplan

KR = 100
BOTILBUD = "5.38.50"


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


def place(price=30_000.0, **more):
    given = {
        "function": BOTILBUD,
        "area": "voksne",
        "provider": "Birkely",
        "start": "2025-05-01",
        "price_kr": price,
    }
    return given | more


def posted(month, kroner, provider="Birkely", day=20, function=BOTILBUD):
    return {
        "date": f"{month}-{day}",
        "period": f"{month}-01",
        "function": function,
        "provider": provider,
        "amount_oere": kroner * KR,
    }


def budget(kroner, function=BOTILBUD, year=2026):
    return {"year": year, "function": function, "original_oere": kroner * KR}


def row(result, label):
    return result.rows.set_index("label").loc[label]


def test_the_worked_example(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(place()),
        posting=table("posting", posted("2026-01", 30_000), posted("2026-02", 25_000)),
        budget=table("budget", budget(350_000)),
    )
    result = followup(march, kontoplan, load())
    total = row(result, "I alt")
    assert total.booked_oere == 55_000 * KR
    assert total.delivered_oere == 35_000 * KR
    assert total.committed_oere == 270_000 * KR
    assert total.expected_oere == 360_000 * KR
    assert total.deviation_oere == 10_000 * KR
    assert total.deviation_word == "merforbrug"
    assert list(result.rows.label) == [
        "5.38.50 Længerevarende botilbud (SEL § 108)",
        "Voksne i alt",
        "I alt",
    ]
    assert result.summary().replace("\xa0", " ") == (
        "Forventet regnskab 2026 er 0,4 mio. kr. mod et oprindeligt budget på 0,4 mio. kr.: "
        "et merforbrug på 10.000 kr. (2,9 %), før ny til- og afgang resten af året."
    )


def test_a_surplus_at_one_provider_never_offsets_another(kontoplan):
    march = reading(
        "2026-01",
        placement=placements(place(), place(20_000.0, provider="Egely", line_id="E")),
        posting=table("posting", posted("2026-01", 45_000)),
    )
    total = row(followup(march, kontoplan, load()), "I alt")
    assert total.booked_oere == 45_000 * KR
    assert total.delivered_oere == 20_000 * KR


def test_without_a_budget_the_report_says_so_and_still_appears(kontoplan):
    result = followup(reading("2026-03", placement=placements(place())), kontoplan, load())
    total = row(result, "I alt")
    assert pd.isna(total.corrected_oere) and pd.isna(total.deviation_oere)
    assert total.deviation_word == ""
    assert total.expected_oere == 360_000 * KR
    assert {f.code for f in result.findings} == {"intet-budget", "ingen-posteringer"}
    assert "intet budget" in result.summary()
    assert [figure.name for figure in result.figures()] == ["maaneder"]


def test_an_empty_month_gives_zero_and_not_an_error(kontoplan):
    result = followup(reading("2026-03"), kontoplan, load())
    assert row(result, "I alt").expected_oere == 0
    assert result.bundle().tables[0].frame.shape[0] == 1


def test_a_month_that_nothing_is_posted_in_yet_has_no_point_in_the_curve(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(place()),
        posting=table("posting", posted("2026-01", 30_000), posted("2026-01", -1)),
    )
    result = followup(march, kontoplan, load(), True)
    posted_line = result.plot_months().get_lines()[1]
    heights = posted_line.get_ydata()
    assert result.months["booked_oere"].tolist()[:3] == [29_999 * KR, 0, 0]
    assert heights[0] > 0 and all(pd.isna(height) for height in heights[1:])


def test_budget_and_postings_alone_are_rows_of_their_own(kontoplan):
    march = reading(
        "2026-03",
        posting=table("posting", posted("2026-01", 7, function="5.28.22", provider=None)),
        budget=table("budget", budget(100, "5.28.20"), budget(5, "5.28.20", year=2025)),
    )
    result = followup(march, kontoplan, load())
    assert row(result, "5.28.22 Plejefamilier").booked_oere == 7 * KR
    own = row(result, "5.28.20 Opholdssteder mv. for børn og unge")
    assert own.corrected_oere == 100 * KR and own.deviation_word == "mindreforbrug"
    assert row(result, "Børn og unge i alt").original_oere == 100 * KR


def test_postings_after_the_month_or_for_another_year_are_not_booked(kontoplan):
    late = posted("2026-02", 1_000) | {"date": "2026-04-02"}
    last_year = posted("2025-12", 2_000) | {"date": "2026-01-15"}
    march = reading(
        "2026-03",
        placement=placements(place()),
        posting=table("posting", posted("2026-03", 30_000, day=31), late, last_year),
    )
    result = followup(march, kontoplan, load())
    assert row(result, "I alt").booked_oere == 30_000 * KR
    [finding] = [f for f in result.findings if f.code == "posteringer-andre-aar"]
    assert len(finding.rows) == 1 and "2.000,00" in finding.text


def test_a_posting_without_a_period_belongs_to_the_month_of_its_date(kontoplan):
    no_period = posted("2026-02", 30_000) | {"period": None}
    march = reading("2026-03", placement=placements(place()), posting=table("posting", no_period))
    months = followup(march, kontoplan, load()).months.set_index("month")["booked_oere"]
    assert months[pd.Timestamp("2026-02-01")] == 30_000 * KR


def test_the_months_still_to_come_have_no_booked_figure(kontoplan):
    march = reading("2026-03", placement=placements(place()))
    months = followup(march, kontoplan, load()).months
    assert len(months) == 12
    assert months["booked_oere"].isna().tolist() == [False] * 3 + [True] * 9


def test_paid_without_a_grant_and_started_without_a_decision_are_named(kontoplan):
    started = place(40_000.0, line_id="F", status="forventet", replaces="L1", start="2026-03-01")
    march = reading(
        "2026-03",
        placement=placements(place(), started),
        posting=table("posting", posted("2026-03", 500, provider="Birkelly")),
    )
    result = followup(march, kontoplan, load())
    codes = {f.code: f for f in result.findings}
    assert "500,00" in codes["betalt-uden-bevilling"].text
    assert "1 forventet ændring" in codes["forventet-er-begyndt"].text
    # Two months at 30.000 kr., then the expected price in March and the rest of the year.
    assert row(result, "I alt").delivered_oere == (60_000 + 40_000) * KR
    assert row(result, "I alt").committed_oere == 9 * 40_000 * KR


def test_lines_without_a_function_keep_their_area(kontoplan):
    march = reading("2026-03", placement=placements(place(function=None)))
    result = followup(march, kontoplan, load())
    assert list(result.rows.label) == ["Uden funktion", "Voksne i alt", "I alt"]


def total_of(result):
    return row(result, "I alt")


def test_a_month_posted_ahead_is_counted_once(kontoplan):
    booked = [posted(f"2026-0{m}", 30_000) | {"date": "2026-03-20"} for m in (1, 2, 3, 4)]
    march = reading("2026-03", placement=placements(place()), posting=table("posting", *booked))
    total = total_of(followup(march, kontoplan, load()))
    assert total.booked_oere == 120_000 * KR
    assert total.delivered_oere == 0
    assert total.committed_oere == 240_000 * KR
    assert total.expected_oere == 360_000 * KR


def test_a_reversal_never_opens_more_than_the_ledger_has(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(place()),
        posting=table("posting", posted("2026-01", -500), posted("2026-01", -40, "Fremmed")),
    )
    total = total_of(followup(march, kontoplan, load()))
    assert total.delivered_oere == 90_000 * KR
    assert total.booked_oere == -540 * KR


def test_a_credit_that_is_due_is_still_to_come(kontoplan):
    credit = place(-3_000.0, provider="Borgeren")
    march = reading("2026-03", placement=placements(place(), credit))
    total = total_of(followup(march, kontoplan, load()))
    assert total.delivered_oere == (90_000 - 9_000) * KR
    assert total.committed_oere == (270_000 - 27_000) * KR


def test_postings_without_a_provider_meet_their_function(kontoplan):
    without = [posted(f"2026-0{m}", 30_000, provider=None) for m in (1, 2)]
    march = reading("2026-03", placement=placements(place()), posting=table("posting", *without))
    result = followup(march, kontoplan, load())
    assert total_of(result).delivered_oere == 30_000 * KR
    assert total_of(result).expected_oere == 360_000 * KR
    [finding] = [f for f in result.findings if f.code == "bogfoert-uden-leverandoer"]
    assert "60.000,00" in finding.text


def test_a_family_whose_hidden_name_differs_is_not_counted_twice(kontoplan):
    family = place(provider="Plejefamilie AAAAAA", function="5.28.22", area="boern")
    paid = posted("2026-01", 30_000, "Plejefamilie BBBBBB", function="5.28.22")
    march = reading("2026-03", placement=placements(family), posting=table("posting", paid))
    total = total_of(followup(march, kontoplan, load()))
    assert total.expected_oere == 360_000 * KR


def test_a_function_the_chart_does_not_know_has_one_row(kontoplan):
    day_care = "5.32.33"
    march = reading(
        "2026-03",
        placement=placements(place(function=day_care, area="voksne")),
        posting=table("posting", posted("2026-01", 30_000, function=day_care)),
        budget=table("budget", budget(400_000, day_care)),
    )
    result = followup(march, kontoplan, load())
    assert list(result.rows.label) == [day_care, "Voksne i alt", "I alt"]
    assert total_of(result).expected_oere == 360_000 * KR
    assert total_of(result).deviation_oere == -40_000 * KR


def test_a_budget_with_nothing_behind_it_is_named(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(place()),
        budget=table("budget", budget(350_000), budget(50_000_000, "5.38.53")),
    )
    [finding] = [
        f for f in followup(march, kontoplan, load()).findings if f.code == "budget-uden-udgift"
    ]
    assert "5.38.53" in finding.text and "50.000.000,00" in finding.text


def test_a_month_taken_from_the_date_is_said(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(place()),
        posting=table("posting", posted("2026-01", 30_000) | {"period": None}),
    )
    codes = {f.code for f in followup(march, kontoplan, load()).findings}
    assert "ydelsesmaaned-fra-dato" in codes


def test_postings_without_moms_are_compared_with_a_ledger_without(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(place(provider_id="99000001")),
        provider=table(
            "provider", {"provider": "Birkely", "provider_id": "99000001", "momsfaktor": 0.8}
        ),
        posting=table("posting", *(posted(f"2026-0{m}", 24_000) for m in (1, 2, 3))),
    )
    total = total_of(followup(march, kontoplan, load(), posted_with_moms=False))
    assert total.delivered_oere == 0
    assert total.expected_oere == 12 * 24_000 * KR


def test_a_month_without_grants_never_says_that_the_budget_holds(kontoplan):
    march = reading(
        "2026-03",
        posting=table("posting", posted("2026-01", 300_000)),
        budget=table("budget", budget(3_000_000)),
    )
    result = followup(march, kontoplan, load())
    assert result.summary().replace("\xa0", " ") == (
        "Der er ingen bevillinger med en udgift i 2026 i mappen, så det forventede regnskab på "
        "0,3 mio. kr. er kun det bogførte og siger ikke, om budgettet holder."
    )
    assert "kun det bogførte" in result.public_summary()
    found = {finding.code: finding.severity for finding in result.findings}
    assert found["udtraek-med-beloeb-mangler"] == "fejl"  # no committee version is made of it


def test_functions_without_a_budget_are_named_beside_the_deviation_they_make(kontoplan):
    lines = placements(
        place(), place(20_000.0, function="5.28.20", area="boern", line_id="B", provider="Egely")
    )
    budgets = table("budget", budget(360_000))
    result = followup(reading("2026-03", placement=lines, budget=budgets), kontoplan, load())
    [finding] = [f for f in result.findings if f.code == "udgift-uden-budget"]
    assert finding.text.replace("\xa0", " ") == (
        "1 funktion uden budget har et forventet regnskab på i alt 240.000,00 kr., og det hele er "
        "i afvigelsen i alt: 5.28.20 Opholdssteder mv. for børn og unge."
    )
    said = result.summary().replace("\xa0", " ")
    assert "et merforbrug på 0,2 mio. kr." in said
    assert "Heri er 0,2 mio. kr. på funktioner uden budget." in said


def test_a_budget_of_the_area_is_the_budget_of_its_functions(kontoplan):
    lines = placements(place(), place(20_000.0, function="5.28.20", area="boern", line_id="B"))
    frames = [budget(600_000) | {"function": None, "area": area} for area in ("boern", "voksne")]
    month = reading("2026-03", placement=lines, budget=table("budget", *frames))
    result = followup(month, kontoplan, load())
    assert "udgift-uden-budget" not in {f.code for f in result.findings}
    assert "uden budget" not in result.summary()


def test_a_budget_of_another_year_is_not_called_no_budget(kontoplan):
    budgets = table("budget", budget(360_000, year=2025), budget(360_000, year=2027))
    march = reading("2026-03", placement=placements(place()), budget=budgets)
    result = followup(march, kontoplan, load())
    assert "Der er intet budget for året i mappen" in result.summary()
    [finding] = [f for f in result.findings if f.code == "intet-budget"]
    assert finding.text.endswith("i månedens mappe, kun for 2025 og 2027.")


def test_an_expected_change_counts_once_and_not_in_a_year_it_was_over_before(kontoplan):
    changes = [
        place(status="forventet", line_id="N", start="2026-02-01", end="2026-02-28"),
        place(31_000.0, status="forventet", line_id="N", start="2026-03-01"),
        place(status="forventet", line_id="O", start="2023-01-01", end="2023-12-31"),
        place(status="forventet", line_id="E", start="2024-01-01", frequency="engang"),
    ]
    march = reading("2026-03", placement=placements(place(), *changes))
    [finding] = [
        f for f in followup(march, kontoplan, load()).findings if f.code == "forventet-er-begyndt"
    ]
    assert finding.text == (
        "1 forventet ændring skulle være begyndt, men er ikke bevilget endnu. Den er med i "
        "forventet regnskab."
    )
    assert finding.rows["start"].tolist() == [pd.Timestamp("2026-03-01")]


def test_a_sentence_that_ends_in_an_abbreviation_has_one_full_stop(kontoplan):
    budgets = table("budget", budget(360_000), budget(400_000, function="5.28.24"))
    march = reading("2026-03", placement=placements(place()), budget=budgets)
    [finding] = [
        f for f in followup(march, kontoplan, load()).findings if f.code == "budget-uden-udgift"
    ]
    assert finding.text.endswith(": 5.28.24 Sikrede døgninstitutioner mv.")
