"""Events, vacant posts and complaints of the example: known in time, on streams of their own."""

from __future__ import annotations

from datetime import date

from eksempel.small import PLACEMENTS, SEED, YEAR

from okonomi.eksempel import casework_events, casework_lists
from okonomi.eksempel.drops import known
from okonomi.eksempel.truth.deadlines import months_later
from okonomi.eksempel.world import build

DAY = date(2026, 3, 31)


def test_a_drop_shows_nothing_from_after_its_day(world):
    events = casework_events.shown(world, DAY)
    assert events
    assert all(d <= DAY for e in events for d in (e.received, e.done) if d)
    posts = casework_lists.vacancies(world, DAY)
    complaints = casework_lists.complaints(world, known(world, DAY))
    assert posts and all(v.vacant_from <= DAY for v in posts)
    assert all(v.filled_on is None or v.filled_on <= DAY for v in posts)
    assert all(c.received <= DAY and (c.decided is None) == (not c.outcome) for c in complaints)


def test_an_event_keeps_its_number_and_gets_its_day_when_it_is_done(world):
    before = {e.number: e for e in casework_events.shown(world, date(2026, 2, 28))}
    after = {e.number: e for e in casework_events.shown(world, DAY)}
    both = before.keys() & after.keys()
    assert both and all(before[n].case == after[n].case for n in both)
    done = [n for n in both if before[n].done is None and after[n].done is not None]
    assert done and all(after[n].done > date(2026, 2, 28) for n in done)


def test_the_draws_disturb_nobody_elses(world):
    casework_events.history(world)
    casework_lists.vacancies(world, DAY)
    again = build(SEED, PLACEMENTS, YEAR)
    assert [line.line_id for line in again.lines] == [line.line_id for line in world.lines]
    assert casework_events.history(again) == casework_events.history(world)


def test_what_a_careless_reader_would_get_wrong_is_there(world):
    events = casework_events.history(world)
    notices = [e for e in events if e.kind == "Underretning"]
    assert any(e.received_time for e in notices) and any(not e.received_time for e in notices)
    assert {e.spoken for e in events if e.kind == "Tilsynsbesøg"} == {True, False, None}


def test_months_later_is_the_same_day_or_the_months_last():
    assert months_later(date(2025, 10, 31), 4) == date(2026, 2, 28)
    assert months_later(date(2026, 3, 31), -12) == date(2025, 3, 31)
    assert months_later(date(2024, 2, 29), -12) == date(2023, 2, 28)
