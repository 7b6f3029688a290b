"""What providers document that they delivered: hours, nights and activities per month.

Two providers in five document at all. They deliver a few per cent more or less than agreed; the
planted stays get 50–70 % of their hours from July of the year before. A month in which the citizen
was away is written without hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil

from okonomi.eksempel import gaps
from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View
from okonomi.eksempel.exact import half_away
from okonomi.eksempel.model import Absence, Line, Provider, Stay, World
from okonomi.eksempel.months import first_day, last_day, month_number, month_of

UNDER = "underleveret"
DOCUMENT = 0.4
"""Share of the external providers that document their deliveries."""
_FEWEST_DAYS = 7
"""Fewer days of a month are not written."""
_QUARTER = 25


@dataclass(frozen=True)
class Delivery:
    """One line in one month. Hours are hundredths; None is not documented or not agreed."""

    line: Line
    month: int
    days: int
    agreed_hours: int
    hours: int | None
    nights: int | None
    agreed_activities: int | None
    activities: int | None


def documents(seed: int, provider: Provider) -> bool:
    """Whether a provider writes down what it delivers."""
    external = not provider.own and provider.kind != "plejefamilie"
    return external and Draw(seed, "dokumenterer", provider.key).chance(DOCUMENT)


def plant(seed: int, stays: list[Stay], placements: int, year: int) -> None:
    """Choose the stays that get far less than agreed; they are documented, whoever delivers."""
    draw, number = Draw(seed, "underlevering"), gaps.number(placements)
    first, last = first_day(under_from(year)), date(year, 7, 1)
    pool = [s for s in stays if s.hours and gaps.is_quiet(s, first, last)]
    written = draw.sample([s for s in pool if documents(seed, s.provider)], number)
    others = draw.sample([s for s in pool if not documents(seed, s.provider)], number)
    for stay in (written + others)[:number]:
        stay.gaps.add(UNDER)


def under_from(year: int) -> int:
    """The first month of a planted under-delivery."""
    return month_number(year - 1, 7)


def make(world: World, view: View) -> list[Delivery]:
    """The deliveries of the view's year to date, of granted main lines with agreed hours."""
    away = _months_away(world.absences)
    found: list[Delivery] = []
    for rows in view.by_line().values():
        line = rows[0].line
        main = line.line_kind == "hovedydelse" and rows[0].status == "bevilget"
        written = documents(world.seed, line.provider) or UNDER in line.stay.gaps
        if not (main and line.stay.hours and written):
            continue
        for month in range(month_number(view.day.year, 1), month_of(view.day) + 1):
            days = _days(rows, month)
            if days >= _FEWEST_DAYS:
                gone = (line.stay.key, month) in away
                found.append(_delivery(world, line, month, days, gone))
    return sorted(found, key=lambda d: (d.line.provider.name, d.line.line_id, d.month))


def _days(rows: list[Row], month: int) -> int:
    """Days of the month that the line runs; 0 when the system does not know its true end yet."""
    line, last = rows[0].line, rows[-1].end
    if line.end < last_day(month) and (last is None or last > line.end):
        return 0
    ends = [last_day(month), line.end, *([last] if last else [])]
    return max(0, (min(ends) - max(rows[0].start, first_day(month))).days + 1)


def _months_away(absences: list[Absence]) -> set[tuple[int, int]]:
    return {
        (absence.stay.key, month)
        for absence in absences
        for month in range(month_of(absence.start), month_of(absence.end) + 1)
    }


def _delivery(world: World, line: Line, month: int, days: int, gone: bool) -> Delivery:
    stay = line.stay
    draw = Draw(world.seed, "leveret", line.line_id, month)
    agreed = half_away((stay.hours or 0) * days, 7)
    share = max(0.91, min(1.08, 0.98 + 0.03 * draw.bell()))
    if UNDER in stay.gaps and month >= under_from(world.year):
        level = Draw(world.seed, "underlevering", stay.key).between(0.53, 0.67)
        share = level + draw.between(-0.02, 0.02)
    hours = ceil(agreed * share / _QUARTER) * _QUARTER
    watched = stay.night in ("sovende", "vaagen")
    nights = days - draw.weighted((0, 1), (5, 1)) if watched else None
    habit = Draw(world.seed, "aktiviteter", line.line_id)
    activities = habit.whole(2, 10) if habit.chance(0.25) else None
    return Delivery(
        line=line,
        month=month,
        days=days,
        agreed_hours=agreed,
        hours=None if gone else hours,
        nights=None if gone else nights,
        agreed_activities=activities,
        activities=max(0, activities - draw.weighted((0, 1, 2), (6, 2, 1))) if activities else None,
    )


def is_under(world: World, deliveries: list[Delivery]) -> set[str]:
    """Ids of lines whose documented hours show the planted under-delivery."""
    return {
        delivery.line.line_id
        for delivery in deliveries
        if UNDER in delivery.line.stay.gaps
        and delivery.hours is not None
        and delivery.month >= under_from(world.year)
    }
