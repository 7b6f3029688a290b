"""What happens in the cases: underretninger, undersøgelser, follow-ups, visits and next steps.

Drawn per case from a stream of its own, so that no other export moves. Most deadlines are kept;
some are missed by days, a few are never met. Progress and price depend on none of it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import FOLLOWUP_DAYS
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import Stay, World
from okonomi.eksempel.months import ONE_DAY

NO_DEADLINE_OF = ("aflastning",)
"""Children's kinds outside the follow-up of Barnets Lov § 95."""
AT_HOME = ("forebyg", "aflastning")
SHOWN_DAYS = 550
"""Older finished events are not in the extract."""
_CYCLE_FROM = date(2020, 1, 1)


@dataclass(frozen=True)
class Event:
    """One event; ``received`` starts the clock, ``done`` stops it, ``next_date`` is agreed."""

    case: str
    kind: str
    received: date | None = None
    done: date | None = None
    received_time: str = ""
    done_time: str = ""
    next_date: date | None = None
    spoken: bool | None = None
    area: str = ""
    raadgiver: str = ""
    team: str = ""
    number: int = 0

    @property
    def first_seen(self) -> date:
        """The day the system knows of it; 1900 where it has no date at all."""
        return min((d for d in (self.received, self.done) if d), default=date(1900, 1, 1))


def shown(world: World, day: date) -> list[Event]:
    """The extract of a day: what had begun, open or done in the last year and a half."""
    found = []
    for event in history(world):
        if event.first_seen > day:
            continue
        if event.done is not None and event.done > day:
            event = replace(event, done=None, done_time="", next_date=None)
        if event.done is None or event.done > day - timedelta(days=SHOWN_DAYS):
            found.append(event)
    return found


def history(world: World) -> list[Event]:
    """Every event of every case, by case and day, numbered; the same whatever is exported."""
    by_case: dict[str, list[Stay]] = {}
    for stay in world.stays:
        if stay.end >= date(world.year - 2, 1, 1):
            by_case.setdefault(stay.case, []).append(stay)
    found: list[Event] = []
    for case in sorted(by_case):
        stays = sorted(by_case[case], key=lambda stay: (stay.start, stay.key))
        area = BY_KEY[stays[0].kind].area
        made = (_child if area == "boern" else _adult)(world, case, stays)
        who = stays[-1].raadgiver
        found += [
            replace(event, area=area, raadgiver=who, team=world.raadgivere[who])
            for event in sorted(made, key=lambda e: (e.first_seen, e.kind))
        ]
    return [replace(event, number=number) for number, event in enumerate(found, start=1)]


def _child(world: World, case: str, stays: list[Stay]) -> list[Event]:
    draw = Draw(world.seed, "hændelser", case)
    first = date(world.year - 3, 1, 1)
    events = _notices(draw, case, first, stays)
    scoped = [stay for stay in stays if stay.kind not in NO_DEADLINE_OF]
    done: list[date] = []
    quiet: list[tuple[date, date]] = []
    for start, end in runs(scoped):
        if start < first:
            continue
        study = _study(draw, case, start)
        events += [study] if study else []
        days = draw.weighted((draw.whole(15, 85), draw.whole(100, 150), 400), (86, 10, 4))
        day = start + timedelta(days=days)
        if study and study.done and start <= study.done < day and days < 90 and draw.chance(0.8):
            day = max(start, study.done - timedelta(days=draw.whole(0, 5)))
        quiet.append((start, day - ONE_DAY))
        if day <= end:
            done.append(day)
    for start, end in runs(scoped):
        done += [
            day
            for day in _cycle(draw, stays[0], max(start, first), end)
            if not any(low <= day <= high for low, high in quiet)
        ]
    events += [_followed(draw, case, day) for day in sorted(set(done))]
    placed = [stay for stay in scoped if stay.kind not in AT_HOME and not stay.aftercare]
    for start, end in runs(placed):
        events += _visits(world, draw, case, max(start, first), end)
    return events


def _adult(world: World, case: str, stays: list[Stay]) -> list[Event]:
    draw = Draw(world.seed, "hændelser", case)
    first = date(world.year - 3, 1, 1)
    events: list[Event] = []
    for start, end in runs(stays):
        if start - timedelta(days=70) >= first:
            asked = start - timedelta(days=draw.whole(35, 70))
            events.append(Event(case, "Ansøgning", asked, asked + ONE_DAY))
            for kind, low, high in (("Faglig vurdering", 10, 34), ("Partshøring", 5, 17)):
                begun = asked + timedelta(days=draw.whole(1, 10))
                events.append(Event(case, kind, begun, begun + timedelta(draw.whole(low, high))))
            events.append(Event(case, "Afgørelse", asked, start - ONE_DAY))
        cycle = _cycle(draw, stays[0], max(start, first), end)
        events += [_followed(draw, case, day) for day in cycle]
    return events


def runs(stays: list[Stay]) -> list[tuple[date, date]]:
    """Unbroken spans in which one of the stays lasts, both days included."""
    found: list[tuple[date, date]] = []
    for stay in stays:
        if found and stay.start <= found[-1][1] + ONE_DAY:
            found[-1] = (found[-1][0], max(found[-1][1], stay.end))
        else:
            found.append((stay.start, stay.end))
    return found


def _notices(draw: Draw, case: str, first: date, stays: list[Stay]) -> list[Event]:
    """Underretninger; half of them with the time of day. A few days late, one in fifty open."""
    events = []
    low = max(first, stays[0].start - timedelta(days=150))
    for _ in range(draw.weighted((0, 1, 2), (45, 35, 20))):
        day = draw.day(low, max(low, stays[-1].end))
        wait = draw.weighted((0, 1, draw.whole(2, 6), None, -1), (59, 32, 5, 2, 2))
        done = None if wait is None else day + timedelta(days=wait)
        came, closed = draw.whole(7, 15), draw.whole(8, 20)
        timed = done is not None and draw.chance(0.5) and (wait or closed > came)
        unknown = done is not None and draw.chance(0.02)
        events.append(
            Event(
                case,
                "Underretning",
                None if unknown else day,
                done,
                f"{came:02d}:{draw.whole(0, 59):02d}" if timed else "",
                f"{closed:02d}:{draw.whole(0, 59):02d}" if timed else "",
            )
        )
    return events


def _study(draw: Draw, case: str, start: date) -> Event | None:
    """The undersøgelse before (or beside) an indsats; four months are enough for most."""
    if not draw.chance(0.6):
        return None
    begun = start - timedelta(days=draw.whole(60, 130))
    days = draw.whole(50, 118) if draw.chance(0.88) else draw.whole(125, 180)
    return Event(case, "Børnefaglig undersøgelse", begun, begun + timedelta(days=days))


def _cycle(draw: Draw, stay: Stay, low: date, high: date) -> list[date]:
    """Regular follow-ups, in step with the date of the next one that the other exports show."""
    person = stay.person
    first = _CYCLE_FROM + timedelta(days=person.followup_offset)
    late = timedelta(days=12 if draw.chance(0.15) else 4000)
    step = (low - first).days // FOLLOWUP_DAYS
    day, found = first + timedelta(days=FOLLOWUP_DAYS * step), []
    while day <= high:
        held = day + late if person.overdue else day
        if low <= held <= high:
            found.append(held)
        day += timedelta(days=FOLLOWUP_DAYS)
    return found


def _followed(draw: Draw, case: str, day: date) -> Event:
    """A follow-up; in three of four the citizen's next step is given a date."""
    ahead = draw.whole(30, 230)
    agreed = day + timedelta(days=ahead) if draw.chance(0.75) else None
    return Event(case, "Opfølgning", None, day, next_date=agreed)


def _visits(world: World, draw: Draw, case: str, start: date, end: date) -> list[Event]:
    """Visits every four to six months; at some nobody spoke with the child, some just stop."""
    stop = draw.day(date(world.year - 2, 6, 1), date(world.year - 1, 12, 1))
    last = min(end, stop) if draw.chance(0.08) else end
    events, day = [], start + timedelta(days=draw.whole(50, 165))
    while day <= last:
        spoken = draw.weighted((True, False, None), (92, 5, 3))
        events.append(Event(case, "Tilsynsbesøg", None, day, spoken=spoken))
        day += timedelta(days=draw.whole(115, 178))
    return events
