"""Deadlines by hand: every boundary on its day, as of 31 March 2026 unless it says otherwise."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi import rules
from okonomi.analysis.deadlines.result import deadlines
from okonomi.rules.frister import read_local

RULES = rules.load()
STUDY, NOTICE = "Børnefaglig undersøgelse", "Vurdering af underretning"
FIRST, NEXT = "Første opfølgning", "Løbende opfølgning"
VISITS = "Tilsynsbesøg med samtale"
EARLY = {"case_id": "S-0", "event_kind": "Opfølgning", "done": "2024-01-05", "area": "boern"}
"""Someone's follow-up, so that the extract is seen to reach back."""


def event(case: str = "S-1", kind: str = STUDY, **given: object) -> dict[str, object]:
    return {"case_id": case, "event_kind": kind, "area": "boern"} | given


def child(case: str = "S-1", start: str = "2026-01-01", **given: object) -> dict[str, object]:
    usual = {"case_id": case, "start": start, "paragraf": "BL-46", "area": "boern",
             "raadgiver": "ABC", "team": "Øst", "price_kr": 1.0}  # fmt: skip
    return usual | given


def judged(*events: dict, lines: tuple = (), period: str = "2026-03", frister=None, **who):
    read = reading(period, case_event=table("case_event", *events), placement=placements(*lines))
    own = RULES if frister is None else replace(RULES, frister=frister)
    return deadlines(read, own, **who)


def states(result) -> dict[str, tuple[int, int, int]]:
    """Name → n, on time, overdue now."""
    rows = result.on_time.groupby("name")[["n", "on_time", "overdue_now"]].sum()
    return {row.Index: (row.n, row.on_time, row.overdue_now) for row in rows.itertuples()}


def codes(result) -> set[str]:
    return {finding.code for finding in result.findings}


@pytest.mark.parametrize(
    ("received", "done", "expected"),
    [
        ("2025-10-31", "2026-02-28", (1, 1, 0)),  # done on the due day
        ("2025-10-31", "2026-03-01", (1, 0, 0)),  # a day after it
        ("2025-10-31", None, (1, 0, 1)),
        ("2025-11-30", None, (1, 0, 1)),  # due 30 March: run out yesterday
        ("2025-12-31", None, (0, 0, 0)),  # due 30 April
        ("2025-11-30", "2026-03-31", (1, 0, 0)),
        ("2025-11-30", "2026-04-01", (1, 0, 1)),  # what happens in April is not known
        ("2024-11-30", "2025-03-30", (0, 0, 0)),  # ran out more than a year ago
        ("2024-12-01", "2025-04-01", (1, 1, 0)),  # the first day of the year looked at
        ("2024-11-30", None, (0, 0, 1)),  # long ago, but still overdue
        ("2026-04-01", None, None),  # not received yet
    ],
)
def test_an_investigation_has_four_months(received, done, expected):
    assert states(judged(event(received=received, done=done))).get(STUDY) == expected


def test_what_is_due_on_the_last_day_is_on_its_way_and_the_day_before_is_over():
    result = judged(
        event("S-1", received="2025-11-30"),
        event("S-2", received="2025-12-01"),
        event("S-3", received="2025-12-30"),
        event("S-4", received="2025-12-31"),
        event("S-5", received="2025-11-30", raadgiver="DEF", team="Vest"),
        period="2026-03",
    )
    assert result.overdue["case_id"].tolist() == ["S-1", "S-5"]
    assert result.overdue["days_over"].tolist() == [1, 1]
    assert result.upcoming[["case_id", "days_left"]].to_numpy().tolist() == [
        ["S-2", 1], ["S-3", 30], ["S-4", 30],
    ]  # fmt: skip
    assert result.overdue["raadgiver"].tolist() == ["Uden rådgiver", "DEF"]


@pytest.mark.parametrize(
    ("given", "expected", "finding"),
    [
        ({"done": "2026-03-01"}, (1, 1, 0), None),
        ({"done": "2026-03-02"}, (1, 1, 0), "frist-kun-dato"),  # 24 hours cannot be told
        ({"done": "2026-03-03"}, (1, 0, 0), None),
        ({"done": "2026-03-02", "received_time": "14:30", "done_time": "14:30"}, (1, 1, 0), None),
        ({"done": "2026-03-02", "received_time": "14:30", "done_time": "14:31"}, (1, 0, 0), None),
        ({"done": "2026-03-02", "received_time": "14:30", "done_time": "9.15"}, (1, 1, 0), None),
        ({"done": "2026-03-02", "received_time": "14:30"}, (1, 1, 0), "frist-kun-dato"),
        ({"done": "2026-03-02", "received_time": "25:30", "done_time": "9:15"}, (1, 1, 0),
         "frist-kun-dato"),
        ({"done": None}, (1, 0, 1), None),
    ],
)  # fmt: skip
def test_a_notice_has_24_hours_or_the_day_after(given, expected, finding):
    result = judged(event(kind="Underretning", received="2026-03-01", **given))
    assert states(result)[NOTICE] == expected
    assert codes(result) == ({finding} if finding else set())


def test_events_that_cannot_be_judged_are_findings_and_not_figures():
    result = judged(
        event("S-1", done="2026-03-01"),
        event("S-2", received="2026-03-05", done="2026-03-01"),
        event("S-3", kind="Underretning", received="2023-12-31", done="2023-12-31"),
        event("S-4", kind="Underretning", received="2026-03-05", done="2026-03-05",
              received_time="14:00", done_time="13:00"),
    )  # fmt: skip
    assert result.on_time.empty and result.overdue.empty
    assert codes(result) == {"frist-uden-modtaget", "frist-udfoert-foer", "frist-uden-lov"}


@pytest.mark.parametrize(
    ("line", "events", "expected"),
    [
        ({"start": "2025-11-30"}, [], (1, 0, 1)),  # 30 November + 3 months is 28 February
        ({"start": "2025-11-30"}, [("Opfølgning", "2026-02-28")], (1, 1, 0)),
        ({"start": "2025-11-30"}, [("Opfølgning", "2026-03-01")], (1, 0, 0)),
        ({"start": "2025-11-30"}, [("Opfølgning", "2025-11-29")], (1, 0, 1)),  # before it began
        ({"start": "2025-12-31"}, [], (0, 0, 0)),  # due today
        # An investigation that is finished meanwhile makes it due.
        ({"start": "2026-01-10"}, [(STUDY, "2026-02-01")], (1, 0, 1)),
        ({"start": "2026-01-10"}, [(STUDY, "2026-02-01"), ("Opfølgning", "2026-02-01")], (1, 1, 0)),
        ({"start": "2026-01-10"}, [(STUDY, "2026-01-09")], (0, 0, 0)),  # finished before
        ({"start": "2026-01-10", "paragraf": "BL-47"}, [(STUDY, "2026-02-01")], (0, 0, 0)),
        # An indsats that ended in time needs none; one that ended later has gone without.
        ({"start": "2025-11-30", "end": "2026-02-27"}, [], None),
        ({"start": "2025-11-30", "end": "2026-02-28"}, [], (1, 0, 0)),
        ({"start": "2025-11-30", "paragraf": "BL-90"}, [], None),  # aflastning is outside § 95
        ({"start": "2025-11-30", "status": "forventet"}, [], None),
        ({"start": "2023-12-30"}, [], None),  # begun before the extract's first follow-up
    ],
)
def test_the_first_follow_up(line, events, expected):
    happened = [
        event(kind=kind, done=done, **({"received": "2025-12-20"} if kind == STUDY else {}))
        for kind, done in events
    ]
    result = judged(EARLY, *happened, lines=(child(**line),))
    assert states(result).get(FIRST) == expected


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2025-10-01", None, True),  # due 1 January 2026: nobody knows whether it was kept
        ("2025-01-01", None, True),  # due the first day of the year looked at
        ("2024-12-31", None, False),  # due before it
        ("2025-10-01", "2025-12-31", False),  # ended in time: it needed none
        ("2026-02-15", None, False),  # judged
    ],
)
def test_a_run_from_before_the_extracts_first_follow_up_is_told(start, end, told):
    first = event("S-9", "Opfølgning", done="2026-02-15")
    result = judged(first, lines=(child(start=start, end=end),))
    assert ("frist-foer-udtraekket" in codes(result)) == told


def test_a_new_provider_the_day_after_is_the_same_indsats_and_a_day_between_is_not():
    first = child(start="2024-06-01", end="2026-01-10", paragraf="BL-46")
    held = event(kind="Opfølgning", done="2024-07-01")
    same = judged(EARLY, held, lines=(first, child(start="2026-01-11", paragraf="BL-47")))
    assert FIRST in states(same) and states(same)[FIRST] == (0, 0, 0)
    anew = judged(EARLY, held, lines=(first, child(start="2026-01-12")))
    assert anew.upcoming["due"].tolist() == [pd.Timestamp("2026-04-12")]
    near = judged(EARLY, held, lines=(first, child(start="2026-01-12")), within_days=11)
    assert near.upcoming.empty


@pytest.mark.parametrize(
    ("decided", "done", "expected", "finding"),
    [
        ("2026-03-30", None, (1, 0, 1), None),
        ("2026-03-31", None, (1, 1, 0), None),
        ("2026-03-10", "2026-03-09", (1, 0, 1), None),
        ("2026-03-10", "2026-03-10", None, "frist-dato-ikke-flyttet"),
        (None, None, None, "frist-uden-dato"),
    ],
)
def test_later_follow_ups_are_due_when_the_case_says(decided, done, expected, finding):
    line = child(start="2023-06-01", next_followup=decided)
    happened = [event(kind="Opfølgning", done=done)] if done else []
    result = judged(EARLY, *happened, lines=(line,))
    assert states(result).get(NEXT) == expected
    assert codes(result) - {"frist-ingen-besoeg"} == ({finding} if finding else set())


def test_before_2024_six_months_after_the_latest():
    line = child(start="2022-01-01", paragraf="SEL-58", next_followup="2030-01-01")
    held = event(kind="Opfølgning", done="2023-05-31")
    result = judged(held, lines=(line,), period="2023-12")
    assert result.overdue[["name", "paragraf", "days_over"]].to_numpy().tolist() == [
        [NEXT, "SEL § 70", 31]  # due on 30 November
    ]


def test_an_adults_date_is_agreed_and_not_the_laws():
    line = child(area="voksne", paragraf="SEL-107", next_followup="2026-03-01")
    (row,) = judged(lines=(line,)).overdue.to_dict("records")
    assert (row["kind"], row["paragraf"], row["days_over"]) == ("aftalt i sagen", "", 30)


def visit(done: str, spoken: bool | None = True, case: str = "S-1") -> dict[str, object]:
    return event(case, "Tilsynsbesøg", done=done, child_spoken_to=spoken)


OLD_VISIT = visit("2024-01-01", case="S-0")


@pytest.mark.parametrize(
    ("start", "visits", "expected"),
    [
        ("2024-02-01", [visit("2025-03-31"), visit("2025-09-01")], (1, 1, 0)),
        ("2024-02-01", [visit("2025-03-30"), visit("2025-09-01")], (1, 0, 1)),
        ("2024-02-01", [visit("2025-09-01")], (1, 0, 1)),
        ("2024-02-01", [visit("2025-09-01"), visit("2025-09-01")], (1, 0, 1)),  # one visit
        ("2024-02-01", [visit("2025-09-01"), visit("2026-01-01", False)], (1, 0, 1)),
        ("2024-02-01", [visit("2025-09-01"), visit("2026-01-01", None)], None),  # cannot be told
        ("2024-02-01", [visit("2025-09-01"), visit("2026-04-01")], (1, 0, 1)),
        ("2025-03-31", [], (1, 1, 0)),  # a year today: still time
        ("2025-03-30", [], (1, 0, 1)),
        ("2025-04-01", [], (0, 0, 0)),  # placed for less than a year
        ("2025-12-01", [visit("2025-11-01"), visit("2025-11-02")], (0, 0, 0)),
    ],
)
def test_two_visits_a_year_where_somebody_talks_with_the_child(start, visits, expected):
    result = judged(EARLY, OLD_VISIT, *visits, lines=(child(start=start),))
    assert states(result).get(VISITS) == expected
    assert ("frist-tale-ukendt" in codes(result)) == (expected is None)


def test_visits_are_not_judged_on_an_extract_that_is_too_short():
    line = child(start="2024-02-01")
    result = judged(EARLY, visit("2025-04-01"), lines=(line,))
    assert VISITS not in states(result) and "frist-ingen-besoeg" in codes(result)
    assert VISITS in states(judged(EARLY, visit("2025-03-31"), lines=(line,)))


def test_a_local_target_is_its_own_kind_and_off_unless_set():
    hearing = event(kind="Partshøring", received="2026-03-16", done=None)
    assert judged(hearing).on_time.empty
    target = read_local([("her", {"haendelse": "Partshøring", "dage": 14})], None)
    result = judged(hearing, frister=(*RULES.frister, *target))
    assert result.overdue[["kind", "paragraf", "days_over"]].to_numpy().tolist() == [
        ["eget mål", "", 1]
    ]
    wrong = read_local([("her", {"haendelse": "Høring", "dage": 14})], None)
    assert "frist-ukendt-maal" in codes(judged(hearing, frister=(*RULES.frister, *wrong)))


def test_a_raadgiver_and_a_team_see_their_own():
    lines = (
        child("S-1", "2020-01-01", next_followup="2026-01-01"),
        child("S-2", "2020-01-01", next_followup="2026-01-01", raadgiver="DEF", team="Vest"),
        child("S-3", "2020-01-01", raadgiver="DEF", team="Vest"),
    )
    assert judged(lines=lines).overdue["case_id"].tolist() == ["S-1", "S-2"]
    own = judged(lines=lines, raadgiver="ABC")
    assert own.overdue["case_id"].tolist() == ["S-1"] and "frist-uden-dato" not in codes(own)
    assert judged(lines=lines, team="Vest").overdue["case_id"].tolist() == ["S-2"]
    with pytest.raises(ValueError, match="not both"):
        judged(lines=lines, raadgiver="ABC", team="Vest")


def test_the_summary_names_the_lowest_and_the_empty_case_says_so():
    assert judged().summary() == (
        "Rådgiverne har ingen frister overskredet ved udgangen af marts 2026; der er ingen "
        "hændelser i mappen, så kun de aftalte opfølgninger er bedømt."
    )
    assert [table.name for table in judged().tables()] == ["frister_regler"]
    result = judged(
        event(received="2025-10-31"), event("S-2", received="2025-10-31", done="2026-01-01")
    )
    assert result.summary() == (
        "Rådgiverne har 1 frist overskredet ved udgangen af marts 2026 i 1 sag; lavest blandt "
        "lovens frister er børnefaglig undersøgelse (børn og unge), "
        "hvor 50\u00a0% af 2 er overholdt."
    )
    assert result.control_total() == "2026-03: 1 overskredet; 0 på vej; 1 af 2 overholdt"
    nothing = replace(result, on_time=result.on_time.assign(n=0, share=float("nan")))
    assert nothing.summary().endswith("i 1 sag.")  # of 0 nothing is kept or missed


def test_case_numbers_stand_in_internal_tables_only_and_small_numbers_are_known_as_such():
    result = judged(
        event(received="2025-10-31"), event("S-2", received="2025-10-31", done="2026-01-01")
    )
    open_tables = [table for table in result.tables() if not table.internal]
    assert {table.name for table in open_tables} == {"frister_overholdt", "frister_regler"}
    assert not any("case_id" in table.frame for table in open_tables)
    assert result.on_time["behind"].tolist() == [1]  # one child's investigation is late


DAYS = st.dates(pd.Timestamp("2024-06-01").date(), pd.Timestamp("2026-06-30").date())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | st.integers(-5, 200)), max_size=8))
def test_every_event_is_judged_once_or_told(cases):
    events = [
        event(
            f"S-{number}",
            received=start.isoformat(),
            done=None if wait is None else (start + pd.Timedelta(days=wait)).isoformat(),
        )
        for number, (start, wait) in enumerate(cases)
    ]
    result = judged(*events)
    begun = sum(start.isoformat() <= "2026-03-31" for start, _ in cases)
    told = sum(len(f.rows) for f in result.findings)
    shown = int(result.on_time["n"].sum()) if len(result.on_time) else 0
    assert shown + told <= begun
    assert (result.overdue["days_over"] > 0).all()
    assert result.upcoming["days_left"].between(0, 30).all()
    assert set(result.overdue["case_id"]).isdisjoint(result.upcoming["case_id"])
    if len(result.on_time):
        assert ((result.on_time["n"] - result.on_time["on_time"]) == result.on_time["late"]).all()
