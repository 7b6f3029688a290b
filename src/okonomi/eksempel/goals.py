"""Goals in the cases, and how they were scored: half of the running cases have some.

A goal is scored every three to seven months until it is reached; in a few cases the scoring stopped
more than a year before the reporting year. Progress depends on nothing else in the example.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import View
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import Stay, World

HAVE_GOALS = 0.5
FORGOTTEN = 0.08
"""Share of the cases with goals that are not scored any more."""
WITHOUT_STAY_OF = ("p103", "p104", "aflastning")
THEMES = (
    "Skole og uddannelse", "Hverdag og struktur", "Sociale relationer", "Sundhed", "Bolig",
    "Familie", "Beskæftigelse", "Økonomi", "Trivsel",
)  # fmt: skip
PROGRESS = ("Tilbagegang", "Uændret", "Fremgang", "Nået")
_WEIGHTS = (12, 42, 38, 8)
_SHOWN = timedelta(days=365)
"""Older scores are not in the extract, but for the latest of a goal without newer ones."""


@dataclass(frozen=True)
class Score:
    """One score of one goal."""

    case: str
    goal: str
    theme: str
    day: date
    progress: str


@dataclass(frozen=True)
class CaseGoals:
    """A running case: its scores in the extract, the oldest first; none when it has no goals."""

    case: str
    area: str
    scores: tuple[Score, ...]
    forgotten: bool


def make(world: World, view: View) -> list[CaseGoals]:
    """Every running case with a main service that goals are set for, by case number."""
    stays: dict[str, Stay] = {}
    for row in view.rows:
        line, stay = row.line, row.line.stay
        running = row.start <= view.day and (row.end is None or row.end >= view.day)
        granted = line.line_kind == "hovedydelse" and row.status == "bevilget"
        if running and granted and stay.kind not in WITHOUT_STAY_OF:
            stays.setdefault(stay.case, stay)
    return [_case(world, case, stays[case], view.day) for case in sorted(stays)]


def _case(world: World, case: str, stay: Stay, day: date) -> CaseGoals:
    draw = Draw(world.seed, "mål", case)
    area = BY_KEY[stay.kind].area
    if not draw.chance(HAVE_GOALS):
        return CaseGoals(case, area, (), False)
    forgotten = draw.chance(FORGOTTEN)
    begin = max(_first_day(world, stay), date(world.year - 3, 6, 1))
    stop = draw.day(date(world.year - 2, 3, 1), date(world.year - 2, 12, 1))
    forgotten = forgotten and begin < stop - timedelta(days=120)
    scores: list[Score] = []
    for number, theme in enumerate(draw.sample(THEMES, draw.whole(1, 3)), start=1):
        goal = Draw(world.seed, "mål", case, number)
        made = _scores(goal, f"{case}-{number}", case, theme, begin, stop if forgotten else day)
        known = [score for score in made if score.day <= day]
        recent = [score for score in known if score.day > day - _SHOWN]
        scores += recent or known[-1:]
    return CaseGoals(case, area, tuple(sorted(scores, key=lambda s: (s.day, s.goal))), forgotten)


def _first_day(world: World, stay: Stay) -> date:
    """The first day of the citizen's first stay that the example knows."""
    return min(s.start for s in world.stays if s.person is stay.person)


def _scores(draw: Draw, goal: str, case: str, theme: str, begin: date, last: date) -> list[Score]:
    """The scores of one goal from ``begin`` to ``last``, until it is reached."""
    day = begin + timedelta(days=draw.whole(20, 110))
    scores: list[Score] = []
    while day <= last and not (scores and scores[-1].progress == PROGRESS[-1]):
        progress = draw.weighted(PROGRESS, _WEIGHTS)
        scores.append(Score(case, goal, theme, day, progress))
        day += timedelta(days=draw.whole(90, 210))
    return scores
