"""Vacant posts and complaints: what the secretariat keeps lists of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import View
from okonomi.eksempel.model import World
from okonomi.eksempel.months import ONE_DAY

THEMES = ("Anbringelse", "Merudgifter", "Botilbud", "Støttetimer", "Sagsbehandlingstid")
OUTCOMES = ("Stadfæstet", "Ændret", "Hjemvist", "Afvist", "Trukket tilbage")
_WEIGHTS = (58, 12, 16, 9, 5)
POSTS = ("Rådgiver", "Rådgiver", "Rådgiver", "Teamleder", "Familiebehandler")


@dataclass(frozen=True)
class Vacancy:
    """A post that is or was vacant; ``fte`` in hundredths."""

    team: str
    position: str
    fte: int
    vacant_from: date
    filled_on: date | None


@dataclass(frozen=True)
class Complaint:
    """A complaint; ``decided`` and ``outcome`` are missing until it is decided."""

    number: str
    case: str
    received: date
    decided: date | None
    theme: str
    outcome: str
    paragraf: str
    team: str


def vacancies(world: World, day: date) -> list[Vacancy]:
    """Posts vacant in the reporting year or the two before, known on ``day``."""
    found = []
    for team in sorted(set(world.raadgivere.values())):
        draw = Draw(world.seed, "ledige stillinger", team)
        for _ in range(draw.whole(1, 5)):
            begun = draw.day(date(world.year - 2, 1, 1), date(world.year, 12, 1))
            filled = begun + timedelta(days=draw.whole(20, 260)) if draw.chance(0.85) else None
            post = Vacancy(team, draw.pick(POSTS), draw.pick((60, 80, 100, 100)), begun, filled)
            if begun <= day:
                found.append(replace(post, filled_on=_known(filled, day)))
    return sorted(found, key=lambda v: (v.vacant_from, v.team))


def complaints(world: World, view: View) -> list[Complaint]:
    """Complaints since the year before last, as known on the view's day."""
    cases: dict[str, tuple[str, str, date]] = {}
    for row in view.rows:
        stay = row.line.stay
        cases.setdefault(stay.case, (row.paragraf, world.raadgivere[stay.raadgiver], row.start))
    found = []
    for case, (paragraf, team, start) in sorted(cases.items()):
        draw = Draw(world.seed, "klager", case)
        if not draw.chance(0.12):
            continue
        received = draw.day(date(world.year - 2, 1, 1), date(world.year, 12, 31))
        decided = received + timedelta(days=draw.whole(30, 200))
        outcome, theme = draw.weighted(OUTCOMES, _WEIGHTS), draw.pick(THEMES)
        if received > view.day or received < start - timedelta(days=60):
            continue
        known = _known(decided, view.day)
        found.append(
            Complaint(
                f"K{case.lstrip('0')}",
                case,
                received,
                known,
                theme,
                outcome if known else "",
                paragraf,
                team,
            )
        )
    return sorted(found, key=lambda c: (c.received, c.case))


def _known(day: date | None, on: date) -> date | None:
    return day if day is not None and day < on + ONE_DAY else None
