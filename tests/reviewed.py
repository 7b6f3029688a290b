"""Indicators and reviews for the tests of ledelsestilsynet."""

from __future__ import annotations

from datetime import date

import pandas as pd
from frames import table
from readings import reading

from okonomi.intake import Reading
from okonomi.rules.ledelsestilsyn import Indicator, Milestone


def indicator(name: str = "plan", **given: object) -> Indicator:
    """An indicator of all cases, promised to 50 % by the end of 2025 and with the goal 90 %."""
    return Indicator(
        **{
            "id": name,
            "omraade": "Indsats",
            "navn": name.capitalize(),
            "spoergsmaal": "Er der en plan?",
            "overholdt": "Ja.",
            "delvist": "Næsten.",
            "ikke": "Nej.",
            "kilde": "prøve",
            "maal": 0.9,
            "milepaele": (Milestone(0.5, date(2025, 12, 31)),),
        }
        | given
    )


def reviewed(*parts: tuple[str, str, str, int, float | None], period: str = "2026-03") -> Reading:
    """A reading of reviews: (indicator, month, outcome, number of cases, population) each.

    An outcome "" is a case not reviewed yet. No two cases are the same.
    """
    rows, number = [], 0
    for name, month, outcome, cases, population in parts:
        for _ in range(cases):
            number += 1
            rows.append(
                {
                    "indicator": name,
                    "case_id": f"S{number}",
                    "outcome": outcome or None,
                    "drawn": f"{month}-01",
                    "stratum": "Øst",
                    "population": population,
                }
            )
    return reading(period, indicator_sample=table("indicator_sample", *rows))


def one(result: object, name: str = "plan") -> pd.Series:
    """The row of an indicator."""
    rows = result.rows
    return rows[rows["id"] == name].iloc[0]
