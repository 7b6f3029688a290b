"""The report's section from gross to net; the engine itself is tested in tests/cost."""

import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.refusion.findings import lacking
from okonomi.analysis.refusion.result import refusion
from okonomi.rules import Missing, load, load_kontoplan

KR = 100


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


def place(person, yearly, **more):
    return {
        "person_id": person,
        "case_id": f"S-{person}",
        "paragraf": "SEL-107",
        "function": "5.38.52",
        "area": "voksne",
        "start": "2022-01-01",
        "price_kr": float(yearly),
        "frequency": "aar",
    } | more


def a_year(period, *rows):
    people = ({"person_id": row["person_id"], "birth_date": "1980-05-05"} for row in rows)
    return reading(period, placement=placements(*rows), person=table("person", *people))


def test_a_place_of_2_9_mio_in_2022(kontoplan):
    result = refusion(
        a_year("2022-12", place("A", 2_900_000), place("B", 500_000)), load(), kontoplan
    )
    parts = result.parts.set_index("label")["year_oere"]
    assert parts["Servicerammen"] == 3_400_000 * KR
    assert parts["Centrale refusionsordninger mv."] == -1_010_000 * KR
    assert parts["I alt (netto)"] == 2_390_000 * KR
    [dear] = result.payers.to_dict("records")
    assert dear["cases"] == "S-A"
    assert (dear["rate"], dear["kept_share"]) == (0.75, 0.25)
    assert "skøn" not in result.summary()
    assert result.rows["word"].eq("").all()
    # Nobody reads a committee version's estimate of a refund that it does not show.
    by_function = next(t for t in result.tables() if t.name == "brutto_til_netto")
    assert by_function.public is not None and "word" not in by_function.public.columns
    assert [t.name for t in result.tables()] == ["rammer", "brutto_til_netto", "dyre_sager"]


def test_to_date_is_what_can_be_claimed_so_far(kontoplan):
    result = refusion(a_year("2022-06", place("A", 2_900_000)), load(), kontoplan)
    parts = result.parts.set_index("label")["to_date_oere"]
    # 181 of 365 days: 1.438.082,19 kr., of which 25 % of what lies above 860.000.
    assert parts["Servicerammen"] == 143_808_219
    assert parts["Centrale refusionsordninger mv."] == -14_452_055
    assert parts["I alt (netto)"] == 143_808_219 - 14_452_055


def test_siblings_are_known_by_both_their_cases(kontoplan):
    rows = [
        place(who, 600_000, household_id="H1", paragraf="SEL-52-3.7", area="boern",
              function="5.28.20")
        for who in ("A", "B")
    ]  # fmt: skip
    people = ({"person_id": who, "birth_date": "2012-01-01"} for who in ("A", "B"))
    months = reading("2022-12", placement=placements(*rows), person=table("person", *people))
    [dear] = refusion(months, load(), kontoplan).payers.to_dict("records")
    assert dear["cases"] == "S-A, S-B"
    assert dear["refusion_oere"] == 85_000 * KR


def test_a_household_with_a_refund_is_not_known_by_its_adults_cases(kontoplan):
    child = place("A", 1_200_000, household_id="H1", paragraf="BL-46", area="boern")
    parent = place("B", 300_000, household_id="H1", paragraf="SEL-85")
    people = (
        {"person_id": "A", "birth_date": "2012-01-01"},
        {"person_id": "B", "birth_date": "1980-01-01"},
    )
    months = reading(
        "2022-12", placement=placements(child, parent), person=table("person", *people)
    )
    [dear] = refusion(months, load(), kontoplan).payers.to_dict("records")
    assert (dear["cases"], dear["refusion_oere"]) == ("S-A", 85_000 * KR)


def test_a_year_without_thresholds_has_no_net_figure_anywhere(kontoplan):
    result = refusion(a_year("2026-03", place("A", 2_900_000)), load(), kontoplan)
    assert "af servicerammen 2026. Statsrefusion og netto kan ikke regnes" in result.summary()
    [table_] = result.tables()
    assert [c.key for c in table_.columns] == [
        "label", "gross_oere", "moms_refusion_oere", "service_oere", "word",
    ]  # fmt: skip
    text = str(result.bundle().to_json())
    assert "net_oere" not in text and "refusion_oere" not in text.replace("moms_refusion_oere", "")
    [finding] = [f for f in result.findings if f.code == "refusion-mangler"]
    assert "okonomi.toml" in finding.remedy
    assert finding.text.endswith("2026 for voksne (SEL § 176) mangler.")
    assert result.lacks() == finding.text
    # Without a refund only moms could be an estimate here, and the column has a heading.
    assert result.rows["word"].eq("").all() and table_.columns[-1].label == ""


def test_an_earlier_years_thresholds_are_for_those_past_67():
    lack = Missing.no_thresholds("voksne", 2023, "SEL-176")
    [finding] = lacking([lack], 2026)
    assert "2023 for voksne" in finding.text and "fyldt 67" in finding.text


def test_an_empty_month_is_no_error(kontoplan):
    result = refusion(reading("2022-03"), load(), kontoplan)
    assert result.rows.iloc[-1].service_oere == 0
    assert result.summary() == (
        "Der er ingen bevillinger med en udgift i 2022, så netto kan ikke regnes."
    )
    assert len(result.bundle().tables) >= 1
