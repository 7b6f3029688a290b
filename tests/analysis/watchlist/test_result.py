"""One of each kind by hand; boundaries: the period's last day is 31 March 2026."""

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.refusion.result import refusion
from okonomi.analysis.watchlist.result import KINDS, watchlist
from okonomi.errors import UserError
from okonomi.rules import load, load_kontoplan

KR = 100
KONTOPLAN, RULES = load_kontoplan(), load()


def line(line_id, **more):
    return {
        "line_id": line_id, "case_id": f"S-{line_id}", "person_id": f"P-{line_id}",
        "function": "5.38.50", "area": "voksne", "provider": "Birkely", "service": "Botilbud",
        "start": "2025-05-01", "price_kr": 1_000.0, "next_followup": "2026-09-01",
        "paragraf": "SEL-108",
    } | more  # fmt: skip


def listed(*lines, before=None, period="2026-03", settings=None, **tables):
    month = reading(period, placement=placements(*lines), **tables)
    last = None if before is None else reading("2026-02", placement=placements(*before))
    result = refusion(month, RULES, KONTOPLAN)
    return watchlist(month, last, result, RULES, **(settings or {}))


def ids(result, kind):
    return result.rows.loc[result.rows["kind"] == kind, "line_id"].tolist()


def test_ending_within_ninety_days_oldest_first():
    result = listed(
        line("today", end="2026-03-31"),
        line("day90", end="2026-06-29"),
        line("day91", end="2026-06-30"),
        line("tomorrow", end="2026-04-01", price_kr=2_000.0),
        line("open"),
    )
    assert ids(result, "ender") == ["tomorrow", "day90"]
    row = result.kinds.set_index("kind").loc["ender"]
    assert row["n"] == 2 and row["year_oere"] == 36_000 * KR and pd.isna(row["new"])


def test_the_last_price_interval_decides_the_end():
    result = listed(
        line("A", end="2026-04-30"),
        line("A", start="2026-05-01", end="2027-04-30"),
    )
    assert ids(result, "ender") == []


def test_a_line_that_another_granted_line_carries_on_from_is_not_ending():
    carried = line("A", end="2026-04-30", case_id="S")
    follows = line("B", start="2026-05-01", case_id="S")
    assert ids(listed(carried, follows), "ender") == []
    assert ids(listed(carried, follows | {"status": "kladde"}), "ender") == ["A"]


def test_follow_up_overdue_or_never_dated_by_line_or_case():
    cases = table("case", {"case_id": "S-C", "next_followup": "2026-01-15"})
    result = listed(
        line("A", next_followup="2026-03-30"),
        line("B", next_followup="2026-03-31"),
        line("C", next_followup=None),
        line("D", next_followup=None),
        line("E", next_followup=None, end="2026-12-31"),
        line("F", next_followup=None, line_kind="foelgeydelse", end="2026-12-31"),
        case=cases,
    )
    assert ids(result, "overskredet") == ["C", "A"]
    assert ids(result, "uden_opfoelgning") == ["D"]


def test_an_age_is_told_by_its_month_and_never_by_a_birth_date():
    person = table(
        "person",
        {"person_id": "P-A", "birth_date": "2008-06-15"},
        {"person_id": "P-B", "birth_date": "2003-04-02"},
        {"person_id": "P-C", "birth_date": "2008-03-31"},
        {"person_id": "P-D", "birth_date": "2008-06-15"},
    )
    young = {"area": "boern", "function": "5.28.20", "paragraf": "BL-46"}
    extra = line("A2", case_id="S-A", person_id="P-A", line_kind="foelgeydelse", **young)
    result = listed(
        line("A", **young), extra, line("B", **young), line("C", **young), line("D"), person=person
    )
    rows = result.rows[result.rows["kind"] == "fylder"]
    assert rows["note"].str.replace("\xa0", " ").tolist() == [
        "Fylder 23 år i april 2026",
        "Fylder 18 år i juni 2026",
    ]
    assert rows["year_oere"].tolist() == [12_000 * KR, 24_000 * KR]
    assert rows["date"].isna().all()
    assert "15" not in str(rows.drop(columns="year_oere").to_dict())
    sooner = listed(line("A", **young), person=person, settings={"age_months": 2})
    assert ids(sooner, "fylder") == []


def test_born_on_29_february_reaches_an_age_on_1_march():
    person = table("person", {"person_id": "P-A", "birth_date": "2008-02-29"})
    young = line("A", area="boern", paragraf="BL-46")
    month = reading("2026-02", placement=placements(young), person=person)
    rows = watchlist(month, None, refusion(month, RULES, KONTOPLAN), RULES).rows
    assert rows.loc[rows["kind"] == "fylder", "note"].tolist() == ["Fylder 18 år i marts 2026"]


def test_forventet_that_should_have_begun_and_tillaeg_without_end():
    result = listed(
        line("A"),
        line("F", status="forventet", replaces="A", start="2026-03-31", price_kr=1_500.0),
        line("G", status="forventet", start="2026-04-01"),
        line("T", line_kind="foelgeydelse", price_kr=100.0),
        line("U", line_kind="foelgeydelse", end="2027-01-01"),
        line("V", line_kind="foelgeydelse", price_kr=-100.0),
    )
    assert ids(result, "forventet") == ["F"]
    assert ids(result, "tillaeg") == ["T"]


def test_what_another_citizen_begins_carries_nothing_on():
    ends, begins = line("A", end="2026-05-31"), line("B", start="2026-06-01")
    nobody = {"case_id": None}
    assert ids(listed(ends | nobody, begins | nobody), "ender") == ["A"]


def test_without_contract_only_where_there_are_contracts():
    agreed = {"contract_id": "K1", "provider": "Birkely", "case_id": "S-A", "service": "Botilbud"}
    agreed = table("contract", agreed)
    # 12.000 kr. a year: less than a følgeydelse needs a contract for, unless the setting says so.
    small = line("C", line_kind="foelgeydelse", service="Kørsel")
    lines = [line("A"), line("B"), small]
    assert ids(listed(*lines, contract=agreed), "uden_kontrakt") == ["B"]
    strict = listed(*lines, contract=agreed, settings={"least_kr": 12_000})
    assert ids(strict, "uden_kontrakt") == ["B", "C"]
    without = listed(*lines)
    assert ids(without, "uden_kontrakt") == []
    assert "ingen-kontrakter" in {f.code for f in without.findings}
    row = without.kinds.set_index("kind").loc["uden_kontrakt"]
    assert pd.isna(row["n"]) and pd.isna(row["year_oere"])
    assert without.summary().endswith(
        "og om nogen er uden kontrakt, kan ikke siges: der er ikke læst kontrakter."
    )


def test_payers_over_the_threshold_are_named_by_case():
    dear = line("A", price_kr=200_000.0, start="2022-01-01", next_followup="2022-12-31")
    person = table("person", {"person_id": "P-A", "birth_date": "1980-01-01"})
    result = listed(dear, period="2022-03", person=person)
    row = result.rows[result.rows["kind"] == "over_graensen"].iloc[0]
    assert row["case_id"] == "S-A" and row["year_oere"] == 2_400_000 * KR
    assert row["note"].replace("\xa0", " ") == "Staten betaler 75 % af den sidste krone"


def test_what_is_new_since_the_month_before():
    old = line("A", end="2026-05-01")
    result = listed(old, line("B", end="2026-05-02"), before=[old])
    kinds = result.kinds.set_index("kind")
    assert (kinds.at["ender", "n"], kinds.at["ender", "new"]) == (2, 1)


def test_case_numbers_stand_only_on_the_internal_list():
    result = listed(line("A", end="2026-05-01"))
    shown, *lists = result.tables()
    assert all(table.internal for table in lists) and not shown.internal
    assert "S-A" not in str(shown.to_json()) and "S-A" not in result.summary()
    assert list(result.kinds["kind"]) == list(KINDS)
    assert (
        result.summary()
        .replace("\xa0", " ")
        .startswith(
            "Ved udgangen af marts 2026 er ingen opfølgninger overskredet, 1 bevillingslinje til "
            "12.000 kr. om året ender inden 90 dage"
        )
    )


def test_the_dearest_lines_stand_once_with_all_their_points():
    many = [line(f"L{n}", price_kr=100.0 + n, end="2026-05-01") for n in range(12)]
    many.append(line("B", price_kr=5_000.0, end="2026-05-02", next_followup="2026-02-01"))
    dearest = listed(*many).dearest()
    assert len(dearest) == 10 and dearest["line_id"].is_unique
    top = dearest.iloc[0]
    assert (top["line_id"], top["date"]) == ("B", pd.Timestamp("2026-02-01"))
    assert top["label"].startswith("Opfølgning er overskredet; Bevillingen ender snart")
    assert listed().dearest().empty


def test_an_empty_month_and_impossible_settings():
    result = listed()
    assert result.summary() == (
        "Der er ingen bevillinger i mappen for marts 2026, så der er intet at se efter."
    )
    assert result.bundle().to_json()
    for wrong in ({"days": 0}, {"ages": ()}, {"age_months": 0}, {"ages": (18, -1)}):
        with pytest.raises(UserError, match="opmaerksomhed"):
            listed(settings=wrong)


def test_lines_that_do_not_end_soon_cost_nothing_worth_a_word():
    assert ", ingen bevillingslinjer ender inden 90 dage, og " in listed(line("A")).summary()
