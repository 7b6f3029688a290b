"""Persons and unit price, worked by hand for 2026 (365 days; January–March is 90)."""

import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.volume import volume
from okonomi.rules import load_kontoplan

KR = 100


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


def line(person, function="5.38.50", **more):
    return {
        "person_id": person,
        "function": function,
        "area": "voksne",
        "start": "2026-01-01",
        "price_kr": 1_000.0,
        "frequency": "dag",
    } | more


def rows(result):
    return result.rows.set_index("label")


def test_a_person_in_two_tilbud_counts_once_in_the_total(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(
            line("P1"), line("P1", "5.38.59", price_kr=100.0), line("P2", start="2026-03-02")
        ),
        budget=table("budget", {"year": 2026, "function": "5.38.50", "original_oere": 0,
                                "persons": 2.5}),
    )  # fmt: skip
    table_ = rows(volume(march, kontoplan))
    total = table_.loc["I alt"]
    # P1 90 of 90 days; P2 from 2 March: 30 days.
    assert total.average == pytest.approx(120 / 90)
    assert total.in_several == 1
    # The whole year: 365 days and 365 − 60 = 305 days.
    assert total.full_year == pytest.approx(670 / 365)
    assert table_.loc["5.38.59 Aktivitets- og samværstilbud", "full_year"] == 1.0
    # 670 days at 1.000 kr. and 365 at 100 kr., over 670 days, times 365.
    assert total.unit_price_oere == round((670_000 + 36_500) * KR / 670 * 365)
    assert table_.loc["Voksne i alt", "budgeted"] == 2.5


def test_a_budget_total_beside_its_sub_accounts_counts_once(kontoplan):
    budget = [
        {"year": 2026, "function": "5.38.50", "original_oere": 300, "persons": 3.0},
        {"year": 2026, "function": "5.38.50", "original_oere": 100, "persons": 1.0},
        {"year": 2026, "function": "5.38.50", "original_oere": 200, "persons": 2.0},
        {"year": 2025, "function": "5.38.50", "original_oere": 100, "persons": 9.0},
    ]
    march = reading("2026-03", placement=placements(line("P1")), budget=table("budget", *budget))
    budgeted = rows(volume(march, kontoplan))["budgeted"]
    assert budgeted[["Voksne i alt", "I alt"]].tolist() == [3.0, 3.0]


def test_following_services_add_kroner_and_never_persons(kontoplan):
    march = reading(
        "2026-03",
        placement=placements(
            line("P1"), line("P1", price_kr=50.0, line_kind="foelgeydelse", function="5.38.59")
        ),
    )
    table_ = rows(volume(march, kontoplan))
    day_care = table_.loc["5.38.59 Aktivitets- og samværstilbud"]
    assert day_care.full_year == 0
    assert day_care.isna()["unit_price_oere"]
    assert table_.loc["I alt", "unit_price_oere"] == 1_050 * 365 * KR


def test_an_empty_month_divides_by_nothing(kontoplan):
    result = volume(reading("2026-03"), kontoplan)
    assert rows(result).loc["I alt", "full_year"] == 0
    assert "ingen hovedydelser" in result.summary()
    assert result.bundle().tables[0].frame.shape[0] == 1


def budget_row(function, persons=None):
    return {"year": 2026, "function": function, "original_oere": 100, "persons": persons}


@pytest.mark.parametrize(
    ("budget", "function", "area"),
    [
        # A function, or one of its rows, without persons: its own and the sums are missing.
        ([("5.38.50", None), ("5.38.52", 2.0)], None, None),
        ([("5.38.50", 3.0), ("5.38.50", None)], None, None),
        # No one is expected in 5.38.53, but half its rows have persons.
        ([("5.38.50", 3.0), ("5.38.53", 1.0), ("5.38.53", None)], 3.0, None),
        # Nobody is budgeted or expected in 5.38.59: it lacks nobody.
        ([("5.38.50", 3.0), ("5.38.59", None)], 3.0, 3.0),
        ([("5.38.50", 3.0)], 3.0, 3.0),
    ],
)
def test_a_whole_year_is_not_held_against_part_of_a_budget(kontoplan, budget, function, area):
    march = reading(
        "2026-03",
        placement=placements(line("P1")),
        budget=table("budget", *(budget_row(*row) for row in budget)),
    )
    table_ = rows(volume(march, kontoplan))
    own = table_.index[table_.index.str.startswith("5.38.50")][0]
    found = table_.loc[[own, "Voksne i alt", "I alt"], "budgeted"]
    assert found.astype(object).where(found.notna(), None).tolist() == [function, area, area]
    assert len(table_) == 2 + len({name for name, _ in budget})
