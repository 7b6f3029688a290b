"""What the reader of the follow-up should know before trusting it, each as one sentence."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.cells import ROW, Cells
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import numbers


def followup_findings(reading: Reading, cells: Cells, rows: pd.DataFrame) -> tuple[Finding, ...]:
    """Everything doubtful in budget, postings and expected changes of the year."""
    found = (
        _no_budget(reading),
        _no_postings(reading),
        _other_years(cells.other_years, reading.period),
        _month_from_date(cells.month_from_date),
        _posted_without_grant(cells.frame),
        _unassigned(cells.frame),
        _budget_alone(rows),
        _expected_has_started(reading["placement"], reading.period),
    )
    return tuple(finding for finding in found if finding is not None)


def _no_budget(reading: Reading) -> Finding | None:
    year = reading.period.year
    if (reading["budget"]["year"] == year).any():
        return None
    return Finding(
        code="intet-budget",
        severity="advarsel",
        text=f"Der er intet budget for {year} i månedens mappe.",
        remedy="Læg budgettet som Excel eller CSV i mappen, og kør rapporten igen.",
    )


def _no_postings(reading: Reading) -> Finding | None:
    if len(reading["posting"]):
        return None
    return Finding(
        code="ingen-posteringer",
        severity="advarsel",
        text="Der er ingen posteringer i månedens mappe: alt ydet står som ikke bogført.",
        remedy="Læg et udtræk af årets posteringer i mappen, og kør rapporten igen.",
    )


def _other_years(postings: pd.DataFrame, period: pd.Period) -> Finding | None:
    if postings.empty:
        return None
    return Finding(
        code="posteringer-andre-aar",
        severity="oplysning",
        text=f"{count(len(postings), 'postering', 'posteringer')} på i alt "
        f"{numbers.kr(postings['amount_oere'].sum())} vedrører andre år end {period.year} og er "
        "ikke med i bogført.",
        remedy="Se efter, om de hører til i årets regnskab.",
        rows=postings[["date", "month", "function", "provider", "voucher", "amount_oere"]],
    )


def _month_from_date(postings: pd.DataFrame) -> Finding | None:
    if postings.empty:
        return None
    return Finding(
        code="ydelsesmaaned-fra-dato",
        severity="advarsel",
        text=f"{count(len(postings), 'postering', 'posteringer')} på i alt "
        f"{numbers.kr(postings['amount_oere'].sum())} har ingen ydelsesmåned: bogføringsdatoens "
        "måned er brugt, og ydet, ikke bogført kan være for lavt.",
        remedy="Tag ydelsesmåneden med i udtrækket, når regninger bogføres senere end ydelsen.",
    )


def _posted_without_grant(frame: pd.DataFrame) -> Finding | None:
    granted = frame.groupby([*ROW, "provider"], dropna=False)["ledger_oere"]
    alone = granted.transform(lambda cells: cells.abs().sum()) == 0
    rows = frame[alone & (frame["booked_oere"] != 0) & ~frame["unassigned"]]
    if rows.empty:
        return None
    return Finding(
        code="betalt-uden-bevilling",
        severity="advarsel",
        text=f"{numbers.kr(rows['booked_oere'].sum())} er bogført hos leverandører, der ingen "
        "bevilling har på funktionen i år.",
        remedy="Er det en kendt leverandør, der er stavet anderledes, så skriv navnet i "
        "aliaslisten: ellers tæller beløbet to gange i forventet regnskab. Mangler bevillingen, "
        "så registrér den.",
        rows=rows[["function_label", "provider", "month", "booked_oere"]],
    )


def _unassigned(frame: pd.DataFrame) -> Finding | None:
    rows = frame[frame["unassigned"] & (frame["booked_oere"] != 0)]
    if rows.empty:
        return None
    return Finding(
        code="bogfoert-uden-leverandoer",
        severity="oplysning",
        text=f"{numbers.kr(rows['booked_oere'].sum())} er bogført uden leverandør, eller hos "
        "privatpersoner uden bevilling. De er holdt op mod funktionens bevillinger under ét.",
        remedy="Tag leverandøren med i posteringsudtrækket, hvis I kan.",
        rows=rows[["function_label", "month", "booked_oere"]],
    )


def _budget_alone(rows: pd.DataFrame) -> Finding | None:
    functions = rows[rows["row_kind"] == "detail"]
    alone = functions[(functions["corrected_oere"] != 0) & (functions["expected_oere"] == 0)]
    alone = alone.dropna(subset=["corrected_oere"])
    if alone.empty:
        return None
    return Finding(
        code="budget-uden-udgift",
        severity="advarsel",
        text=f"{count(len(alone), 'funktion', 'funktioner')} har budget på i alt "
        f"{numbers.kr(alone['corrected_oere'].sum())}, men hverken bevillinger eller posteringer: "
        f"{', '.join(alone['label'])}.",
        remedy="Se efter, om et udtræk mangler, eller om budgettet hører til et andet område.",
    )


def _expected_has_started(lines: pd.DataFrame, period: pd.Period) -> Finding | None:
    started = lines[
        (lines["status"] == "forventet") & (lines["start"] <= period.to_timestamp(how="end"))
    ]
    if started.empty:
        return None
    return Finding(
        code="forventet-er-begyndt",
        severity="advarsel",
        text=f"{count(len(started), 'forventet ændring', 'forventede ændringer')} skulle "
        "være begyndt, men er ikke bevilget endnu. De er med i forventet regnskab.",
        remedy="Få dem bevilget eller slettet i fagsystemet.",
        rows=started[["case_id", "service", "provider", "start", "price_kr", "frequency"]],
    )
