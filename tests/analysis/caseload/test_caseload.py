"""The load by hand, as of 31 March 2026."""

from __future__ import annotations

import pytest
from frames import table
from readings import reading

from okonomi.analysis.caseload.result import caseload

STAFF = [
    {"raadgiver": "ABC", "team": "Øst", "area": "boern", "fte": 0.5, "norm": 25.0,
     "employed_since": "2025-04-01"},
    {"raadgiver": "DEF", "team": "Øst", "area": "boern", "fte": 1.0, "norm": 25.0,
     "employed_since": "2025-03-31"},
    {"raadgiver": "GHI", "team": "Vest", "area": "voksne", "fte": 1.0, "norm": 35.0,
     "employed_since": "2024-04-01"},
]  # fmt: skip


def cases(*owners: str) -> list[dict[str, object]]:
    teams = {"ABC": "Øst", "DEF": "Øst", "GHI": "Vest"}
    return [
        {"case_id": f"S-{n}", "raadgiver": who, "team": teams[who], "registered": "2020-01-01"}
        for n, who in enumerate(owners, 1)
    ]


def loaded(team: str = "", **tables):
    given = {"raadgiver": STAFF, "case": cases("ABC", "ABC", "DEF", "GHI")} | tables
    return caseload(reading("2026-03", **{k: table(k, *v) for k, v in given.items()}), team)


def row(frame, label: str) -> dict[str, object]:
    return frame.set_index("label").loc[label].to_dict()


def test_cases_per_fte_beside_the_teams_own_norm():
    teams = loaded().teams
    assert teams["label"].tolist() == ["Vest", "Øst", "I alt"]
    east, total = row(teams, "Øst"), row(teams, "I alt")
    assert (east["cases"], east["fte"], east["cases_per_fte"]) == (3, 1.5, 2.0)
    assert (east["norm"], east["word"], east["reference"]) == (25.0, "inden for normen", "20–30")
    assert total["norm"] == pytest.approx((1.5 * 25 + 35) / 2.5)
    assert total["reference"] == ""  # two areas have no range in common
    assert loaded(team="Vest").teams["label"].tolist() == ["Vest", "I alt"]


def test_under_a_year_ends_on_the_anniversary():
    tenure = loaded().tenure
    east, west = row(tenure, "Øst"), row(tenure, "Vest")
    assert (east["under_1"], east["under_2"], east["share_1"]) == (1, 2, 0.5)
    assert (west["under_1"], west["under_2"]) == (0, 1)
    assert row(tenure, "I alt")["known"] == 3


def test_vacant_from_the_first_day_to_the_day_before_it_is_filled():
    posts = [
        {"team": "Øst", "fte": 1.0, "vacant_from": "2026-03-31"},
        {"team": "Øst", "fte": 0.5, "vacant_from": "2026-03-01", "filled_on": "2026-04-01"},
        {"team": "Øst", "fte": 0.5, "vacant_from": "2026-03-01", "filled_on": "2026-03-31"},
        {"team": "Øst", "fte": 0.5, "vacant_from": "2025-03-01", "filled_on": "2025-03-31"},
        {"team": "Vest", "fte": 1.0, "vacant_from": "2026-04-01"},
    ]
    vacancies = loaded(vacancy=posts).vacancies
    assert vacancies["label"].tolist() == ["Øst", "I alt"]
    east = row(vacancies, "Øst")
    assert (east["open_posts"], east["open_fte"], east["longest_days"]) == (2, 1.5, 31)
    assert (east["filled"], east["filled_days"]) == (1, 30.0)


def test_complaints_of_a_year_and_the_share_changed():
    complaints = [
        {"received": "2025-03-31", "decided": "2025-04-01", "outcome": "Ændret", "team": "Øst"},
        {"received": "2025-04-01", "decided": "2026-03-31", "outcome": "Hjemvist", "team": "Øst"},
        {"received": "2025-04-02", "decided": "2026-04-01", "outcome": "Ændret", "team": "Øst"},
        {"received": "2025-05-01", "decided": "2025-06-01", "outcome": "Stadfæstet", "team": "Øst"},
        {"received": "2025-05-01", "decided": "2025-06-01", "outcome": "Trukket tilbage",
         "team": "Øst"},
        {"received": "2026-04-01", "team": "Øst"},
        {"received": "2026-03-01", "team": None},
        {"received": "2026-03-02", "decided": "2026-03-01", "outcome": "Afvist", "team": None},
    ]  # fmt: skip
    result = loaded(complaint=complaints)
    east = row(result.complaints, "Øst")
    assert [east[name] for name in ("received", "decided", "judged", "changed", "pending")] == [
        4, 4, 3, 2, 1,
    ]  # fmt: skip
    assert east["share"] == pytest.approx(2 / 3)
    assert east["behind"] == 2
    assert row(result.complaints, "Uden team")["pending"] == 1
    late = "belastning-complaint-uden-for-maaneden"  # the one of April
    assert {finding.code for finding in result.findings} == {"belastning-klage-datoer", late}


def test_who_has_withdrawn_waits_for_nothing():
    complaints = [
        {"received": "2026-03-01", "outcome": "Trukket tilbage", "team": "Øst"},
        {"received": "2026-03-01", "team": "Øst"},
        {"received": "2026-03-01", "decided": "2026-04-02", "outcome": "Trukket tilbage",
         "team": "Øst"},
    ]  # fmt: skip
    found = row(loaded(complaint=complaints).complaints, "Øst")
    assert (found["received"], found["pending"]) == (3, 2)


def test_what_begins_after_the_month_is_said():
    result = loaded(
        complaint=[{"received": "2026-04-01", "team": "Øst"}, {"team": "Øst"}],
        vacancy=[{"team": "Øst", "fte": 1.0, "vacant_from": "2026-04-01"}],
    )
    said = [finding.text for finding in result.findings]
    assert said == [
        "2 klager begynder efter marts 2026 eller har ingen dato og er ikke talt med.",
        "1 ledig stilling begynder efter marts 2026 eller har ingen dato og er ikke talt med.",
    ]
    assert loaded(complaint=[{"received": "2026-03-31", "team": "Øst"}]).findings == ()


def test_the_next_step_has_a_date_when_it_is_today_or_later():
    events = [
        {"case_id": "S-1", "event_kind": "Opfølgning", "done": "2026-01-01",
         "next_date": "2026-03-31"},
        {"case_id": "S-2", "event_kind": "Opfølgning", "done": "2026-01-01",
         "next_date": "2026-03-30"},
        {"case_id": "S-3", "event_kind": "Opfølgning", "done": "2026-04-01",
         "next_date": "2026-05-01"},
        {"case_id": "S-9", "event_kind": "Opfølgning", "done": "2026-01-01",
         "next_date": "2026-05-01"},
    ]  # fmt: skip
    steps = loaded(case_event=events).next_steps
    assert [row(steps, "Øst")[name] for name in ("cases", "dated")] == [3, 1]
    assert row(steps, "I alt")["share"] == 0.25
    assert loaded().next_steps.empty  # nobody writes dates: no share of nothing


def test_missing_lists_are_said_and_never_a_crash():
    empty = caseload(reading("2026-03"))
    assert empty.summary() == (
        "Der er ingen rådgivere og ingen åbne sager ved udgangen af marts 2026, så sagstallet "
        "mangler."
    )
    assert empty.tables() == []
    assert empty.control_total() == "2026-03: 0 sager; 0,0 årsværk; 0 ledige stillinger; 0 klager"
    unknown = loaded(raadgiver=[])
    assert "årsværk mangler" in unknown.summary()
    assert {finding.code for finding in unknown.findings} == {"belastning-uden-aarsvaerk"}


def test_individuals_stand_in_an_internal_table_only():
    tables = loaded().tables()
    assert [table.name for table in tables if table.internal] == ["belastning_raadgivere"]
    shown = [table for table in tables if not table.internal]
    assert not any("ABC" in table.frame.to_csv() for table in shown)


def test_a_team_that_is_hidden_for_its_few_is_so_in_every_table_and_no_norm_tells_its_fte():
    dated = {"case_id": "S-1", "received": "2026-03-01", "next_date": "2026-04-01"}
    posts = [{"team": "Øst", "fte": 1.0, "vacant_from": "2026-03-01"}]
    found = {one.name: one for one in loaded(case_event=[dated], vacancy=posts).tables()}
    own = dict(zip(found["belastning_teams"].frame["label"],
                   found["belastning_teams"].frame["group"], strict=True))  # fmt: skip
    for name in ("belastning_naeste_skridt", "belastning_anciennitet"):
        table = found[name]
        assert [g.needs for g in table.public.groups] == ["needs"]
        assert table.frame["needs"].tolist() == table.frame["label"].map(own).tolist()
    assert not {"norm", "word"} & found["belastning_teams"].public.columns
    posts = found["belastning_stillinger"]
    assert posts.public.columns == {"label", "open_posts", "open_fte"}
    assert posts.frame.loc[posts.frame["is_total"] > 0, "label"].tolist() == ["I alt"]
