"""The rådgivere: team, årsværk, when they came, and the number of cases agreed in the team."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.model import World
from okonomi.eksempel.persons import TEAMS

NORMS = {
    "Familie og Børn Øst": 25, "Familie og Børn Vest": 25, "Børnehandicap": 30, "Handicap": 35,
    "Psykiatri": 35, "Støtte i eget hjem": 40,
}  # fmt: skip
"""Invented: cases per årsværk."""


@dataclass(frozen=True)
class Raadgiver:
    """One rådgiver; ``fte`` in tenths."""

    initials: str
    team: str
    area: str
    fte: int
    employed_since: date
    norm: int


def employed(world: World) -> list[Raadgiver]:
    """Everyone with a case, by initials, as employed in the reporting year."""
    areas = {team: area for area, teams in TEAMS.items() for team in teams}
    found = []
    for initials, team in sorted(world.raadgivere.items()):
        draw = Draw(world.seed, "ansat", initials)
        low, high = draw.weighted(((30, 330), (380, 700), (760, 6500)), (0.15, 0.17, 0.68))
        since = date(world.year, 1, 1) - timedelta(days=draw.whole(low, high))
        fte = draw.weighted((6, 8, 9, 10), (1, 2, 2, 5))
        found.append(Raadgiver(initials, team, areas[team], fte, since, NORMS[team]))
    return found
