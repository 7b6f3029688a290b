"""How far a scenario may be read ahead: a straight line with its doubt, and what moves too far."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.present import numbers

Amounts = tuple[int | None, int | None, int | None]
"""Kroner of a year in øre, and its 80 % interval; None where it cannot be said."""
MUCH = 0.2
"""A scenario that moves more than this share from this year is told of as an exercise."""


def scenario_findings(rows: pd.DataFrame, base: int) -> list[Finding]:
    """The scenarios that end far from this year, which nothing has been held up against."""
    last = rows[rows["year"] == rows["year"].max()]
    far = last[last["change_oere"].abs() > MUCH * abs(base)]
    if far.empty:
        return []
    said = ", ".join(
        f"“{row.scenario}” ({'+' if row.change_oere > 0 else '−'}"
        f"{numbers.share(abs(row.change_oere) / base, 0)})"
        for row in far.dropna(subset=["change_oere"]).itertuples()
    )
    return [
        Finding(
            code="scenarie-langt-frem",
            severity="advarsel",
            text=f"I {last['year'].iloc[0]} ender {said} langt fra i år. Det er reglen ført "
            "videre, og prognosen er kun efterprøvet inden for et år: små forskelle på til- og "
            "afgang lægges sammen år for år.",
            remedy="Brug det næste budgetår, og hold de senere op mod antallet af borgere i "
            "tendenserne.",
        )
    ]


def line_sum(at: np.ndarray, cost: np.ndarray, ahead: Sequence[float]) -> Amounts:
    """The sum at ``ahead`` of the least-squares line through (``at``, ``cost``), with 80 %.

    The interval holds the line's uncertainty and the new quarters' own scatter, taken as
    independent: neighbouring quarters are alike, so that it is a little too narrow.
    """
    from scipy.stats import t

    design = np.column_stack([np.ones(len(at)), at - at.mean()])
    slope, *_ = np.linalg.lstsq(design, cost, rcond=None)
    new = np.column_stack([np.ones(len(ahead)), np.asarray(ahead) - at.mean()])
    total = float((new @ slope).sum())
    free = len(at) - 2
    spread = float(((cost - design @ slope) ** 2).sum() / free)
    sums = new.sum(axis=0)
    error = np.sqrt(spread * (len(ahead) + sums @ np.linalg.inv(design.T @ design) @ sums))
    half = float(t.ppf(0.9, free)) * float(error)
    return round(total), round(total - half), round(total + half)
