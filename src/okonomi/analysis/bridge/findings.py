"""What the reader of the bridges should know is missing, each as one sentence."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.bridge.view import View
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.present import numbers


def bridge_findings(
    period: pd.Period, budget: View | None, month: View | None, has_index: bool
) -> tuple[Finding, ...]:
    """No budget, no month before, functions without budgeted persons, and no index."""
    found = (
        _no_budget(period) if budget is None else _unmeasured(budget.volume),
        None if month is not None else _no_month_before(period),
        None if has_index else _no_index(period.year),
    )
    return tuple(finding for finding in found if finding is not None)


def _no_budget(period: pd.Period) -> Finding:
    return Finding(
        code="bro-uden-budget",
        severity="oplysning",
        text=f"Der er intet budget for {period.year}, så broen fra budgettet kan ikke vises.",
        remedy="Læg budgettet i månedens mappe, og kør rapporten igen.",
    )


def _unmeasured(volume: pd.DataFrame) -> Finding | None:
    rows = volume[(volume["row_kind"] == "detail") & (volume["unmeasured_oere"] != 0)]
    if rows.empty:
        return None
    return Finding(
        code="maengde-kan-ikke-opgoeres",
        severity="oplysning",
        text="Mængden kan ikke opgøres mod budgettet for "
        f"{count(len(rows), 'funktion', 'funktioner')}, hvor budgettet ingen helårspersoner har, "
        f"eller hvor der kun er følgeydelser: {', '.join(rows['label']).removesuffix('.')}.",
        remedy="Skriv budgetterede helårspersoner i budgetfilen, hvor der er nogen.",
        rows=rows[["label", "unmeasured_oere"]],
    )


def _no_month_before(period: pd.Period) -> Finding:
    return Finding(
        code="bro-uden-forrige",
        severity="oplysning",
        text=f"Der er ingen mappe for {numbers.month(period - 1)}, så broen fra sidste måned og "
        "de tilbagevirkende ændringer kan ikke vises.",
        remedy=f"Læg sidste måneds udtræk i mappen {period - 1}, og kør rapporten igen.",
    )


def _no_index(year: int) -> Finding:
    return Finding(
        code="bro-uden-indeks",
        severity="oplysning",
        text=f"Der er intet prisindeks fra {year - 1} til {year}, så prisregulering kan ikke "
        "skilles fra andre prisændringer.",
        remedy="Skriv indekset, med kilde, i regler/price_index.csv i arbejdsområdet.",
    )
