"""Ledelsestilsynet: twelve running children's cases a month, drawn in teams and reviewed.

What a case would show, had it been drawn, depends on the case, the indicator and the month alone;
so the truth knows the share among all of them. Two indicators change at the turn of the year.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import View
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import Stay, World
from okonomi.eksempel.months import last_day

DRAWN_A_MONTH = 12
UNREVIEWED = 0.03
"""Share of the drawn cases that nobody got to."""
KEPT, PARTLY, BROKEN, IRRELEVANT = (
    "Overholdt", "Delvist overholdt", "Ikke overholdt", "Ikke relevant",
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """An indicator: the true shares of cases that keep it, fully or in part, where relevant."""

    id: str
    fully: float
    partly: float
    relevant: float
    milestone: int
    """Percent promised by the end of January of the reporting year."""
    since_new_year: float = 0.0
    """What is added to ``fully`` from the reporting year on."""


INDICATORS = (
    Asked("boernesamtale", 0.62, 0.0, 0.70, 75, 0.33),
    Asked("partshoering_14_dage", 0.55, 0.25, 1.0, 50),
    Asked("faglig_vurdering_4_uger", 0.35, 0.15, 1.0, 40),
    Asked("svar_til_underretter", 0.45, 0.15, 1.0, 50),
    Asked("undersoegelsesplan", 0.20, 0.0, 1.0, 75),
    Asked("netvaerksmoede", 0.25, 0.0, 0.80, 25),
    Asked("mundtlig_partshoering", 0.55, 0.0, 0.85, 30),
    Asked("to_fokuspunkter", 0.60, 0.25, 1.0, 35),
    Asked("relevant_information", 0.92, 0.0, 1.0, 35),
    Asked("trekanten", 0.97, 0.0, 0.90, 35),
    Asked("barnets_behov", 0.93, 0.0, 0.90, 35),
    Asked("undersoegelse_til_tiden", 0.60, 0.0, 1.0, 45),
    Asked("sideloebende_indsats", 0.95, 0.0, 0.40, 45),
    Asked("handleplan_foer_afgoerelse", 0.70, 0.0, 1.0, 30),
    Asked("levende_maal", 0.55, 0.25, 1.0, 40),
    Asked("maalopfyldelse", 0.65, 0.0, 1.0, 30),
    Asked("foraeldrestoette", 0.38, 0.0, 0.45, 75),
    Asked("opfoelgning_til_tiden", 0.90, 0.0, 1.0, 35, -0.55),
    Asked("halvaarlig_opfoelgning", 0.60, 0.25, 1.0, 35),
    Asked("personrettet_tilsyn", 0.75, 0.15, 1.0, 35),
)


@dataclass(frozen=True)
class Review:
    """One indicator in one drawn case; ``outcome`` "" and no day where nobody got to it."""

    case: str
    team: str
    raadgiver: str
    indicator: str
    outcome: str
    day: date | None
    population: int


@dataclass(frozen=True)
class Reviews:
    """A month's draw: the running cases per team, the reviews, and the truth of all the cases.

    ``shown``: (indicator, team, outcome) → number of running cases that would show it.
    """

    running: dict[str, int]
    reviews: list[Review]
    shown: dict[tuple[str, str, str], int]


def make(world: World, view: View) -> Reviews:
    """The draw of the view's month and what the reviewers wrote."""
    month = view.day.year * 12 + view.day.month - 1
    stays = _running(view)
    teams: dict[str, list[str]] = {}
    for case in sorted(stays):
        teams.setdefault(world.raadgivere[stays[case].raadgiver], []).append(case)
    shown: dict[tuple[str, str, str], int] = {}
    for team, cases in teams.items():
        for case in cases:
            for asked in INDICATORS:
                key = (asked.id, team, outcome(world, case, asked, month))
                shown[key] = shown.get(key, 0) + 1
    reviews = []
    for team in sorted(teams):
        for case in _drawn(world, teams[team], len(stays), month):
            draw = Draw(world.seed, "ledelsestilsyn, gennemgang", case, month)
            done = not draw.chance(UNREVIEWED)
            day = draw.day(view.day.replace(day=15), last_day(month))
            for asked in INDICATORS:
                found = outcome(world, case, asked, month) if done else ""
                reviews.append(
                    Review(
                        case,
                        team,
                        stays[case].raadgiver,
                        asked.id,
                        found,
                        day if done else None,
                        len(teams[team]),
                    )
                )
    return Reviews({team: len(cases) for team, cases in teams.items()}, reviews, shown)


def outcome(world: World, case: str, asked: Asked, month: int) -> str:
    """What a review of the case would show in that month."""
    draw = Draw(world.seed, "ledelsestilsyn", case, asked.id, month)
    if not draw.chance(asked.relevant):
        return IRRELEVANT
    fully = asked.fully + (asked.since_new_year if month // 12 >= world.year else 0.0)
    lot = draw.share()
    if lot < fully:
        return KEPT
    return PARTLY if lot < fully + asked.partly else BROKEN


def _running(view: View) -> dict[str, Stay]:
    """The children's cases with a granted main service on the view's day."""
    found: dict[str, Stay] = {}
    for row in view.rows:
        stay = row.line.stay
        runs = row.start <= view.day and (row.end is None or row.end >= view.day)
        granted = row.line.line_kind == "hovedydelse" and row.status == "bevilget"
        if runs and granted and BY_KEY[stay.kind].area == "boern":
            found.setdefault(stay.case, stay)
    return found


def _drawn(world: World, cases: list[str], running: int, month: int) -> list[str]:
    """A team's drawn cases: each case has one month of the year in which it can be drawn."""
    year = month // 12
    number = max(1, round(DRAWN_A_MONTH * len(cases) / running))
    lots = []
    for case in cases:
        draw = Draw(world.seed, "ledelsestilsyn, lod", case, year)
        if draw.whole(0, 11) == month % 12:
            lots.append((draw.share(), case))
    return sorted(case for _, case in sorted(lots)[:number])
