"""Every deadline of a drop, reckoned day by day from what the drop shows.

The law as it is meant to be read, written without the kit: a deadline is kept on its due day, and
what is due on the drop's day has not run out. The paragraffer are those the example grants under.
"""

from __future__ import annotations

import calendar
from collections import defaultdict
from datetime import date, timedelta

from okonomi.eksempel.casework_events import Event
from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row, next_followup
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.months import ONE_DAY
from okonomi.eksempel.truth.table import Rows

COLUMNS = ("deadline", "case_id", "area", "starts", "due", "done", "state", "counted")
FOLLOWED_LAW = ("BL-32", "BL-46", "BL-47", "BL-114", "SEL-52-3.3", "SEL-52-3.7", "SEL-58", "SEL-76")
PLACED = ("BL-46", "BL-47", "SEL-52-3.7", "SEL-58")
STUDY_MOVES = ("BL-32", "BL-46")
NEW_LAW = date(2024, 1, 1)
_FOREVER = date(2199, 12, 31)


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def rows(drop: Drop) -> Rows:
    """One row per deadline: state ``rettidig``, ``for sent``, ``overskredet`` or ``loeber``."""
    day = drop.view.day
    found = [_of_event(event, day) for event in drop.events]
    cases: dict[str, list[Row]] = defaultdict(list)
    every: dict[str, list[Row]] = defaultdict(list)
    for row in drop.view.rows:
        every[row.line.stay.case].append(row)
        line = row.line
        if line.line_kind == "hovedydelse" and row.status == "bevilget":
            cases[line.stay.case].append(row)
    events: dict[str, list[Event]] = defaultdict(list)
    for event in drop.events:
        events[event.case].append(event)
    seen = {
        kind: min((e.done for e in drop.events if e.kind == kind and e.done), default=_FOREVER)
        for kind in ("Opfølgning", "Tilsynsbesøg")
    }
    for case in sorted(cases):
        found += _of_case(case, cases[case], every[case], events[case], seen, day)
    return [row for row in found if row]


def _row(
    name: str, case: str, area: str, starts: date, due: date, done: date | None, day: date
) -> dict[str, object]:
    if done is None:
        state = "overskredet" if due < day else "loeber"
    else:
        state = "rettidig" if done <= due else "for sent"
    counted = months_later(day, -12) < due < day
    return dict(zip(COLUMNS, (name, case, area, starts, due, done, state, counted), strict=True))


def _of_event(event: Event, day: date) -> dict[str, object]:
    """Underretning and undersøgelse; what has no first day, or ends before it, is not judged."""
    begun, done = event.received, event.done
    if event.kind not in ("Underretning", "Børnefaglig undersøgelse") or begun is None:
        return {}
    if done is not None and done < begun:
        return {}
    if event.kind == "Børnefaglig undersøgelse":
        due = months_later(begun, 4)
        return _row("undersoegelse", event.case, event.area, begun, due, done, day)
    if begun < NEW_LAW:
        return {}
    row = _row("underretning", event.case, event.area, begun, begun + ONE_DAY, done, day)
    if done is not None and event.received_time:
        spent = 1440 * (done - begun).days + _minutes(event.done_time)
        in_time = spent - _minutes(event.received_time) <= 1440
        row["state"] = "rettidig" if in_time else "for sent"
    return row


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return 60 * int(hours) + int(minutes)


def _of_case(
    case: str,
    rows: list[Row],
    all_rows: list[Row],
    events: list[Event],
    seen: dict[str, date],
    day: date,
) -> Rows:
    stay = rows[0].line.stay
    area, person = BY_KEY[stay.kind].area, stay.person
    followed = sorted(e.done for e in events if e.kind == "Opfølgning" and e.done)
    found: Rows = []
    waits = False
    for start, end in _runs(rows, FOLLOWED_LAW):
        if start > day or start < seen["Opfølgning"]:
            continue
        due = months_later(start, 3)
        if _moves(rows, start):
            studies = [e.done for e in events if e.kind == "Børnefaglig undersøgelse" and e.done]
            due = min([due, *(done for done in studies if done >= start)])
        done = next((each for each in followed if start <= each <= end), None)
        row = _row("foerste_opfoelgning", case, area, start, due, done, day)
        if done is None and end < day:
            if end < due:
                continue
            row["state"] = "for sent"
        waits = waits or row["state"] in ("overskredet", "loeber")
        found.append(row)
    now = [row for row in rows if row.start <= day and (row.end or _FOREVER) >= day]
    if now and not waits and _shows_next(now, all_rows, day):
        agreed, law = next_followup(person, day), any(r.paragraf in FOLLOWED_LAW for r in now)
        if not followed or followed[-1] < agreed:
            name = "loebende_opfoelgning" if law else "aftalt_opfoelgning"
            starts = followed[-1] if followed else day
            row = _row(name, case, area, starts, agreed, None, day)
            found.append(row | {"counted": True})
    for start, end in _runs(rows, PLACED):
        if start <= day <= end and seen["Tilsynsbesøg"] <= months_later(day, -12):
            found += _visited(case, area, start, events, seen["Tilsynsbesøg"], day)
    return found


def _visited(case: str, area: str, start: date, events: list[Event], seen: date, day: date) -> Rows:
    """Two visits a year with the child; not judged where a blank could be the second."""

    def due(answers: tuple[bool | None, ...]) -> date:
        days = sorted(
            e.done
            for e in events
            if e.kind == "Tilsynsbesøg" and e.done and e.done >= start and e.spoken in answers
        )
        return months_later(days[-2] if len(days) > 1 else max(start, seen), 12)

    strict, at_best = due((True,)), due((True, None))
    if strict < day <= at_best:
        return []
    begun = months_later(strict, -12)
    row = _row("tilsynsbesoeg", case, area, begun, strict, None, day)
    return [row | {"counted": months_later(start, 12) <= day}]


def _runs(rows: list[Row], codes: tuple[str, ...]) -> list[tuple[date, date]]:
    """Unbroken spans of the rows granted under one of the codes."""
    found: list[tuple[date, date]] = []
    for row in sorted((r for r in rows if r.paragraf in codes), key=lambda r: r.start):
        end = row.end or _FOREVER
        if found and row.start - timedelta(days=1) <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((row.start, end))
    return found


def _shows_next(now: list[Row], all_rows: list[Row], day: date) -> bool:
    """Whether some export gives the case's next follow-up: the support list leaves some blank."""
    listed = any(r.line.system == "dubu" and (r.end is None or r.end >= day) for r in all_rows)
    return listed or any(r.line.system == "sensum" or r.line.stay.person.key % 9 for r in now)


def _moves(rows: list[Row], start: date) -> bool:
    """Whether an undersøgelse done meanwhile moves the first follow-up of a run forward."""
    return start >= NEW_LAW and any(r.start == start and r.paragraf in STUDY_MOVES for r in rows)
