"""What is missing for each analysis? Every need, how far it is filled, and what follows from it.

Row: one need of one analysis – a table, or columns of it. ``share`` is the filled share of the
rows that matter (for bevillinger the granted hovedydelser on the period's last day). It is *til
stede* from 90 %, *delvist* from the first row, else *mangler*. Nothing is judged by its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.readiness.needs import ENOUGH, HISTORY_MONTHS, NEEDS, Measure
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers
from okonomi.rules import AREA_NAMES, Rules

PRESENT, PARTLY, ABSENT = "til stede", "delvist", "mangler"


@dataclass(frozen=True, eq=False, kw_only=True)
class Readiness(Result):
    """What each analysis has and lacks in ``period``.

    ``needs``: analysis, need, state (til stede, delvist, mangler), share (missing where a table
    is not counted in shares), n (the rows the share is of, or the months of history), consequence
    (empty where the need is met).
    """

    name = "forudsaetninger"
    title = "Hvad mangler til hver analyse?"

    needs: pd.DataFrame

    def summary(self) -> str:
        lacks = self.needs[self.needs["state"] != PRESENT].groupby("analysis", sort=False)
        ready = self.needs["analysis"].nunique() - len(lacks)
        missing = int((self.needs["state"] == ABSENT).sum())
        partly = int((self.needs["state"] == PARTLY).sum())
        return (
            f"{ready} af {self.needs['analysis'].nunique()} analyser har alt, hvad de bruger, i "
            f"{numbers.month(self.period)}; {count(missing, 'forudsætning', 'forudsætninger')} "
            f"mangler, og {numbers.whole(partly)} er delvist udfyldt."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="forudsaetninger",
                title="Forudsætninger for hver analyse",
                frame=self.needs,
                columns=(
                    Column("analysis", "Analyse", "text"),
                    Column("need", "Bruger", "text"),
                    Column("state", "Status", "text"),
                    Column("share", "Udfyldt", "share", 0),
                    Column("n", "Antal", "int"),
                    Column("consequence", "Hvad det betyder", "text"),
                ),
                note=f"“Til stede” er mindst {numbers.share(ENOUGH, 0)} udfyldt. For bevillinger "
                "er antallet de bevilgede hovedydelser på månedens sidste dag.",
                paper_rows=max(len(self.needs), 1),
            )
        ]

    def lacking(self) -> pd.DataFrame:
        """The needs that are not there at all: analysis, need, consequence."""
        absent = self.needs[self.needs["state"] == ABSENT]
        return absent[["analysis", "need", "consequence"]]

    def control_total(self) -> str:
        """The one line a test compares by value: how many needs are in each state."""
        states = self.needs["state"].value_counts()
        counts = "; ".join(f"{name} {states.get(name, 0)}" for name in (PRESENT, PARTLY, ABSENT))
        return f"{self.period}: {counts}"

    def sources(self) -> list[str]:
        return [
            "Filerne i månedens mappe, månedernes mapper og kommunens egne satser.",
            "Metode: docs/metode/raadgiver.md.",
        ]


def readiness(reading: Reading, rules: Rules, months: Sequence[pd.Period] = ()) -> Readiness:
    """The state of every need; ``months`` are the months that have a folder of exports."""
    rows = [
        (need.analysis, need.need, *_state(need.measure(reading), need.least), need.consequence)
        for need in NEEDS
    ]
    rows += [
        ("Prognose", *_judged(row)) for row in (_history(reading), _drops(reading, months))
    ] + [("Statsrefusion", *row) for row in _thresholds(reading, rules)]
    columns = ["analysis", "need", "state", "share", "n", "consequence"]
    needs = pd.DataFrame(rows, columns=columns)
    order = {name: place for place, name in enumerate(needs["analysis"].unique())}
    needs = needs.sort_values("analysis", key=lambda a: a.map(order), kind="stable")
    needs["consequence"] = needs["consequence"].mask(needs["state"] == PRESENT, "")
    types = {"share": "float64", "n": "Int64"}
    return Readiness(period=reading.period, needs=needs.reset_index(drop=True).astype(types))


def _state(measure: Measure, least: float) -> tuple[str, float | None, int]:
    if not measure.n or not measure.share:
        return ABSENT, measure.share, measure.n
    return (PRESENT if measure.share >= least else PARTLY), measure.share, measure.n


def _judged(row: tuple[str, int, int, str]) -> tuple[str, str, None, int, str]:
    need, found, wanted, consequence = row
    state = PRESENT if found >= wanted else PARTLY if found else ABSENT
    return need, state, None, found, consequence


def _history(reading: Reading) -> tuple[str, int, int, str]:
    """Months back to the ends of granted lines; the oldest twentieth may be chance survivors."""
    lines = reading["placement"]
    last = last_day(reading.period)
    ended = lines[(lines["status"] == "bevilget") & (lines["end"] < last)]["end"].sort_values()
    first = ended.iloc[len(ended) // 20].to_period("M") if len(ended) else reading.period
    months = (reading.period - first).n
    return (
        f"Mindst {HISTORY_MONTHS} måneders historik med sluttede bevillinger (antal måneder)",
        months,
        HISTORY_MONTHS,
        "Med kortere historik bliver prognosens interval bredere; helt uden kan til- og afgang "
        "ikke læres.",
    )


def _drops(reading: Reading, months: Sequence[pd.Period]) -> tuple[str, int, int, str]:
    known = sum(month <= reading.period for month in months)
    return (
        "Mindst 6 måneders udtræk i arbejdsområdet (antal mapper)",
        known,
        6,
        "Prognosens interval er ikke efterprøvet her, før der er 6 måneder at prøve det på.",
    )


def _thresholds(reading: Reading, rules: Rules) -> list[tuple[str, str, None, None, str]]:
    """Whether the year's thresholds are known, per area; ``rules`` itself says what is missing."""
    rows = []
    for area, name in AREA_NAMES.items():
        found = rules.tiers(area, reading.period.year)
        need = f"Beløbsgrænser i {reading.period.year}, {name}"
        lacks = getattr(found, "text", "")
        rows.append((need, ABSENT if lacks else PRESENT, None, None, lacks))
    return rows
