"""Does it go forward? The goals of the cases, each as it was last scored.

Row: one goal of one case with a running bevilling or open case. A scoring after the period's last
day is not seen. The kit reads no goal's text, only its number and theme.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.raadgiver.lines import Choice, lines, owners
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.intake.schema import PROGRESS
from okonomi.period import last_day
from okonomi.present import Column, Table


@dataclass(frozen=True, eq=False, kw_only=True)
class RaadgiverGoals(Result):
    """The goals of a choice's cases at the end of ``period``.

    ``goals``: case_id, goal, theme, scored (last), progress (then), before (the time before),
    times (scorings in all); what goes back stands first. ``open_cases``: how many cases the
    choice has; ``scored_cases``: how many of them have a goal that is scored. ``recorded``:
    whether the month has a table of goals at all.
    """

    name = "progression"
    title = "Går det fremad?"

    choice: Choice
    goals: pd.DataFrame
    open_cases: int
    recorded: bool

    @property
    def scored_cases(self) -> int:
        return int(self.goals["case_id"].nunique())

    def summary(self) -> str:
        if not self.recorded:
            return "Der er ingen mål i månedens mappe, så progressionen kan ikke vises."
        cases = count(self.open_cases, "åben sag", "åbne sager")
        if self.goals.empty:
            return f"{self.choice.label} har {cases} og ingen vurderede mål."
        parts = [
            f"{n} {word}" for word in PROGRESS if (n := int((self.goals["progress"] == word).sum()))
        ]
        return (
            f"{self.choice.label} har {count(len(self.goals), 'vurderet mål', 'vurderede mål')} i "
            f"{self.scored_cases} af {cases}; senest vurderet: {', '.join(parts)}."
        )

    def tables(self) -> list[Table]:
        if not self.recorded:
            return []
        return [
            Table(
                name="maal",
                # All that one raadgiver has: the paper is what the meeting works from.
                paper_rows=100,
                title="Målene, tilbagegang først",
                frame=self.goals,
                internal=True,
                columns=(
                    Column("case_id", "Sag", "text"),
                    Column("goal", "Mål", "text"),
                    Column("theme", "Tema", "text"),
                    Column("scored", "Senest vurderet", "date"),
                    Column("progress", "Udvikling", "text"),
                    Column("before", "Gangen før", "text"),
                    Column("times", "Vurderinger", "int"),
                ),
                note="Målets tekst læses ikke. Vurderinger efter periodens sidste dag er ikke med.",
            )
        ]

    def sources(self) -> list[str]:
        return [
            "Mål i månedens udtræk, som de er vurderet i fagsystemet.",
            "Metode: docs/metode/raadgiver.md.",
        ]


def raadgiver_goals(reading: Reading, raadgiver: str = "", team: str = "") -> RaadgiverGoals:
    """The goals of the open cases of a rådgiver or a team; with neither, of everybody."""
    choice = Choice(raadgiver, team)
    cases = choice.rows(owners(reading, lines(reading)))
    last = last_day(reading.period)
    goals = reading["goal"]
    mine = goals[goals["case_id"].isin(cases.index) & (goals["scored"] <= last)]
    return RaadgiverGoals(
        period=reading.period,
        choice=choice,
        goals=_latest(mine),
        open_cases=len(cases),
        recorded=len(goals) > 0,
    )


def _latest(goals: pd.DataFrame) -> pd.DataFrame:
    """One row per goal, its last scoring beside the one before."""
    goals = goals.sort_values(["case_id", "goal", "scored"], kind="stable")
    by_goal = goals.groupby(["case_id", "goal"], sort=False)
    goals = goals.assign(before=by_goal["progress"].shift(), times=by_goal.cumcount() + 1)
    last = goals.drop_duplicates(["case_id", "goal"], keep="last")
    rank = {word: place for place, word in enumerate(PROGRESS)}
    last = last.assign(rank=last["progress"].map(rank)).sort_values(
        ["rank", "scored", "case_id", "goal"], kind="stable", ignore_index=True
    )
    return last[["case_id", "goal", "theme", "scored", "progress", "before", "times"]]
