"""One rådgiver's cases: whose they are, what they cost, which are overdue, and the sagstal."""

from __future__ import annotations

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.raadgiver.goals import raadgiver_goals
from okonomi.analysis.raadgiver.lines import (
    NO_RAADGIVER,
    NO_TEAM,
    Choice,
    lines,
    raadgivere,
    teams,
)
from okonomi.analysis.raadgiver.load import raadgiver_load
from okonomi.analysis.raadgiver.result import NO_CASE, raadgiver_list
from okonomi.cost import ledger

JAN, DEC = pd.Period("2026-01", "M"), pd.Period("2026-12", "M")


def month(placement, **tables):
    made = reading("2026-03", placement=placement, **tables)
    files = made.files.assign(error=0)
    return type(made)(**{**made.__dict__, "files": files})


def line(case, raadgiver=None, price=1000.0, start="2026-01-01", **more):
    given = {"case_id": case, "raadgiver": raadgiver, "price_kr": price, "start": start}
    return given | more


def test_the_overdue_case_stands_first_with_its_days():
    result = raadgiver_list(
        month(
            placements(
                line("1", "ABC", next_followup="2026-05-01", service="Bosted"),
                line("2", "ABC", 31.0, frequency="dag", next_followup="2026-03-30", quantity=2),
                line("3", "ABC", next_followup="2026-03-31"),
                line("4", "ABC"),
                line("5", "DEF", next_followup="2025-01-01"),
            )
        ),
        "ABC",
    )
    cases = result.cases
    assert cases["case_id"].tolist() == ["2", "3", "1", "4", "I alt"]
    assert cases["overdue"].tolist() == [True, False, False, False, False]
    assert cases["overdue_days"].tolist()[:3] == [1, 0, -31]
    # 2 × 31 kr. a day in March; 62 × 365 in the year.
    assert cases["month_oere"].tolist() == [192200, 100000, 100000, 100000, 492200]
    assert cases["year_oere"].tolist()[0] == 2263000
    shown = result.tables()[1].frame
    assert shown["price"].tolist()[0] == "2 × 31,00\xa0kr. pr. dag"
    assert shown["state"].fillna("").tolist() == ["Overskredet 1 dag", "", "", ""]
    states = result.tables()[0].frame["state"].fillna("").tolist()
    assert states == ["Overskredet 1 dag", "", "", "Ingen dato", ""]
    assert result.summary() == (
        "ABC har 4 bevillinger i 4 sager, og opfølgningen er overskredet i 1 sag; årets "
        "bevillinger koster 4.922\xa0kr. i marts 2026 og 58.630\xa0kr. i hele 2026."
    )
    [finding] = result.findings
    assert finding.code == "opfoelgning-uden-dato"
    assert finding.rows["case_id"].tolist() == ["4"]


def test_rows_with_errors_are_said_and_the_files_are_in_the_manifest():
    made = month(placements(line("1", "ABC")))
    made.files["error"] = 2
    result = raadgiver_list(made, "ABC")
    assert result.findings[0].severity == "fejl"
    assert result.inputs()[0]["file"] == "2026-03/a.csv"


def test_the_case_says_whose_a_line_is_where_the_line_does_not():
    cases = table(
        "case",
        {"case_id": "1", "raadgiver": "ABC", "team": "Øst", "next_followup": "2026-02-01"},
        {"case_id": "2", "raadgiver": "XYZ"},
    )
    found = lines(month(placements(line("1"), line("2", "ABC"), line("3"), line(None)), case=cases))
    assert found["raadgiver"].tolist() == ["ABC", "ABC", NO_RAADGIVER, NO_RAADGIVER]
    assert found["team"].tolist() == ["Øst", NO_TEAM, NO_TEAM, NO_TEAM]
    assert found["next_followup"].notna().tolist() == [True, False, False, False]


def test_lines_that_ended_count_in_the_kroner_and_not_in_the_list():
    result = raadgiver_list(
        month(
            placements(
                line("1", "ABC", end="2026-01-31"),
                line("2", "ABC", start="2025-01-01", end="2025-12-31"),
                line("3", "ABC", start="2026-06-01"),
                line("4", "ABC", frequency="engang", start="2026-02-10"),
                line("5", "ABC", frequency="engang", start="2026-03-01"),
                line("6", "ABC", status="kladde"),
                line(None, "ABC"),
            )
        ),
        "ABC",
    )
    assert result.bevillinger["case_id"].tolist() == [NO_CASE, "3", "5"]
    by_case = result.cases.set_index("case_id")
    assert by_case["lines"].to_dict() == {"1": 0, "3": 1, "4": 0, "5": 1, NO_CASE: 1, "I alt": 3}
    assert by_case.loc["1", "year_oere"] == 100000


def test_a_line_is_shown_to_where_the_expected_change_takes_over():
    made = placements(
        line("1", "ABC", line_id="a"),
        line("1", "DEF", 2000.0, "2026-04-11", status="forventet", replaces="a", line_id="b"),
    )
    [row] = raadgiver_list(month(made), "ABC").bevillinger.to_dict("records")
    assert row["until"] == pd.Timestamp("2026-04-10")
    shown = raadgiver_list(month(made), "DEF").tables()[1].frame
    assert shown["state"].tolist() == ["forventet"]


def test_a_raadgiver_with_no_cases_is_one_sentence():
    made = month(placements(line("1", "ABC")))
    for name in ("DEF", NO_RAADGIVER):
        result = raadgiver_list(made, name)
        assert "ingen bevillinger i 2026" in result.summary()
        assert [len(shown.frame) for shown in result.tables()] == [0, 0]
        assert result.bundle().tables
        assert "0 bevillinger; 0 sager" in result.control_total()
    assert raadgiver_goals(made, "DEF").bundle().summary.startswith("Der er ingen mål")
    assert raadgiver_load(made, "DEF").bundle().tables == ()
    assert "Rådgiverne har ingen" in raadgiver_list(month(placements())).summary()
    assert raadgiver_load(month(placements())).bundle().summary


def test_a_choice_is_one_of_the_two():
    with pytest.raises(ValueError, match="not both"):
        Choice("ABC", "Øst")
    assert [Choice("ABC").label, Choice(team="Øst").label, Choice().label] == [
        "ABC",
        "Team Øst",
        "Rådgiverne",
    ]


NAMES = st.sampled_from(["ABC", "abc", "Ø/Å", None])
DAYS = st.dates(pd.Timestamp("2025-06-01").date(), pd.Timestamp("2026-12-31").date())


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3", None]),
            NAMES,
            NAMES,
            st.floats(-5000, 50000),
            DAYS,
            st.none() | DAYS,
            st.none() | DAYS,
        ),
        max_size=12,
    )
)
def test_the_reports_of_each_add_up_to_the_whole_ledger(rows):
    made = [
        line(case, raadgiver, round(price, 2), str(start), team=team, next_followup=due)
        | ({"end": str(max(start, end))} if end else {})
        for case, raadgiver, team, price, start, end, due in rows
    ]
    month_now = month(placements(*made))
    year = ledger(month_now["placement"], JAN, DEC)["gross_oere"].sum()
    for names, by in ((raadgivere(month_now), "raadgiver"), (teams(month_now), "team")):
        results = [raadgiver_list(month_now, **{by: name}) for name in names]
        parts = [r.cases[r.cases["row_kind"] == "detail"] for r in results if len(r.cases)]
        assert sum(int(part["year_oere"].sum()) for part in parts) == year
        shown = sum(len(result.bevillinger) for result in results)
        assert shown == len(raadgiver_list(month_now).bevillinger)
        load = raadgiver_load(month_now).rows
        assert load["cases"].iloc[-1] == load["cases"].iloc[:-1].sum()


GOALS = table(
    "goal",
    {"case_id": "1", "goal": "1", "theme": "Skole", "scored": "2026-01-10", "progress": "uændret"},
    {"case_id": "1", "goal": "1", "theme": "Skole", "scored": "2026-02-10", "progress": "fremgang"},
    {"case_id": "1", "goal": "2", "scored": "2026-03-31", "progress": "tilbagegang"},
    {"case_id": "1", "goal": "2", "scored": "2026-04-01", "progress": "nået"},
    {"case_id": "9", "goal": "1", "scored": "2026-01-01", "progress": "nået"},
)


def test_a_goal_stands_as_it_was_last_scored_what_goes_back_first():
    made = month(placements(line("1", "ABC"), line("2", "ABC"), line("9", "DEF")), goal=GOALS)
    result = raadgiver_goals(made, "ABC")
    rows = result.goals[["goal", "progress", "before", "times"]].astype(object)
    assert rows.where(rows.notna(), None).to_numpy().tolist() == [
        ["2", "tilbagegang", None, 1],
        ["1", "fremgang", "uændret", 2],
    ]
    assert result.summary() == (
        "ABC har 2 vurderede mål i 1 af 2 åbne sager; senest vurderet: 1 tilbagegang, 1 fremgang."
    )


STAFF = table(
    "raadgiver",
    {"raadgiver": "ABC", "team": "Øst", "fte": 0.5, "norm": 4, "employed_since": "2020-01-01"},
    {"raadgiver": "DEF", "team": "Øst", "fte": 1.0, "norm": 4},
    {"raadgiver": "GHI", "team": "Øst", "fte": None, "norm": 4},
    {"raadgiver": "JKL", "team": "Vest", "fte": 0.0, "norm": None},
)


def test_the_sagstal_is_cases_by_fte_beside_the_norm():
    cases = table(
        "case",
        *({"case_id": str(n), "raadgiver": "ABC"} for n in range(3)),
        {"case_id": "8", "raadgiver": "DEF", "status": "Igangværende"},
        {"case_id": "9", "raadgiver": "DEF", "status": "Afsluttet"},
        {"case_id": "10", "raadgiver": "DEF", "end": "2026-03-30"},
        {"case_id": "11", "raadgiver": "DEF", "registered": "2026-04-01"},
        {"case_id": "12", "raadgiver": "GHI"},
        {"case_id": "13", "raadgiver": "JKL"},
    )
    # Case 9 is closed in the list and still paid: somebody works on it.
    made = month(placements(line("9", "XXX"), line("0", "XXX")), case=cases, raadgiver=STAFF)
    rows = raadgiver_load(made, team="Øst").rows.set_index("label")
    assert rows["cases"].to_dict() == {"ABC": 3, "DEF": 2, "GHI": 1, "I alt": 6}
    assert rows["cases_per_fte"].fillna(-1).to_dict() == {
        "ABC": 6.0,
        "DEF": 2.0,
        "GHI": -1,
        "I alt": pytest.approx(5 / 1.5),
    }
    assert rows["word"].to_dict() == {
        "ABC": "over normen",
        "DEF": "inden for normen",
        "GHI": "årsværk mangler",
        "I alt": "inden for normen",
    }
    one = raadgiver_load(made, "ABC")
    assert one.rows["label"].tolist() == ["ABC", "Team Øst i alt"]
    assert one.summary() == (
        "ABC har 3 åbne sager ved udgangen af marts 2026: 6,0 sager pr. årsværk mod en norm på 4,0 "
        "(over normen; 3 sager på 0,5 årsværk)."
    )
    assert "årsværk mangler" in raadgiver_load(made, "JKL").summary()
    assert raadgiver_load(made).rows["cases"].iloc[-1] == 7
