"""What the reader of the follow-up should know before trusting it, each as one sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from okonomi.analysis.budget_rows import below, budget_of_year, whole_groups, without_budget
from okonomi.analysis.cells import ROW, Cells
from okonomi.analysis.dataquality.since import AMOUNTS_MISSING
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.present import numbers

UNCORRECTED = "korrigeret-budget-mangler"


def followup_findings(
    reading: Reading, cells: Cells, rows: pd.DataFrame, folders: Sequence[pd.Period] = ()
) -> tuple[Finding, ...]:
    """Everything doubtful in budget, postings and expected changes of the year, and the months
    without a folder among ``folders``."""
    found = (
        _no_budget(reading),
        *_budget_rows(reading["budget"], reading.period.year),
        _budget_for_groups(reading),
        _months_between(folders, reading.period),
        _no_grants(reading, cells.frame),
        _no_postings(reading),
        _other_years(cells.other_years, reading.period),
        _month_from_date(cells.month_from_date),
        _posted_without_grant(cells.frame),
        _unassigned(cells.frame),
        _budget_alone(rows),
        _cost_alone(rows),
        _expected_has_started(reading["placement"], reading.period),
    )
    return tuple(finding for finding in found if finding is not None)


def _no_budget(reading: Reading) -> Finding | None:
    year = reading.period.year
    years = sorted(reading["budget"]["year"].dropna().unique().tolist())
    if year in years:
        return None
    others = f", kun for {' og '.join(map(str, years))}" if years else ""
    return Finding(
        code="intet-budget",
        severity="advarsel",
        text=f"Der er intet budget for {year} i månedens mappe{others}.",
        remedy="Læg budgettet som Excel eller CSV i mappen, og kør rapporten igen.",
    )


def _budget_rows(budget: pd.DataFrame, year: int) -> list[Finding]:
    """Rows without a corrected budget, totals that are left out, and rows added together."""
    counted, sums = budget_of_year(budget, year)
    columns = ["function", "original_oere", "corrected_oere", "line"]
    found = []
    uncorrected = counted[counted["corrected_oere"].isna() & counted["original_oere"].notna()]
    if len(uncorrected):
        found.append(
            Finding(
                code=UNCORRECTED,
                severity="fejl" if _has_lost_its_corrected(counted) else "advarsel",
                text=f"{count(len(uncorrected), 'budgetrække', 'budgetrækker')} på i alt "
                f"{numbers.kr(uncorrected['original_oere'].sum())} har intet korrigeret budget: "
                "afvigelsen er regnet fra det oprindelige.",
                remedy="Tag kolonnen “Korrigeret budget” med i budgetfilen, og se efter, at den "
                "hedder det.",
                rows=uncorrected[columns],
            )
        )
    if len(sums):
        found.append(
            Finding(
                code="budget-sum-og-underkonti",
                severity="advarsel",
                text=f"{count(len(sums), 'budgetrække', 'budgetrækker')} på i alt "
                f"{numbers.kr(sums['original_oere'].sum())} er summen af funktionens andre rækker "
                "og er ikke talt med.",
                remedy="Lad kun funktionen eller dens underkonti stå i budgetfilen.",
                rows=sums[columns],
            )
        )
    several = counted[counted["function"].duplicated(keep=False)]
    if len(several):
        functions = sorted(several["function"].dropna().unique())
        found.append(
            Finding(
                code="budget-underkonti",
                severity="oplysning",
                text=f"Budgettet har flere rækker på {', '.join(functions)}. De er lagt sammen på "
                "funktionen: det niveau, som bevillinger og posteringer har fælles med budgettet.",
                remedy="Se efter, at ingen af rækkerne er en sum af de andre.",
                rows=several[columns],
            )
        )
    return found


def _has_lost_its_corrected(rows: pd.DataFrame) -> bool:
    """A budget with transfers in it but no corrected one has a column that was not recognised."""
    return bool(rows["corrected_oere"].isna().all() and rows["corrected_incl_oere"].notna().any())


def _budget_for_groups(reading: Reading) -> Finding | None:
    groups = whole_groups(reading["budget"])
    used = pd.concat([reading[name]["function"] for name in ("placement", "posting")])
    gathered = below(groups, sorted(used.dropna().unique()))
    if not gathered:
        return None
    return Finding(
        code="budget-paa-andet-niveau",
        severity="oplysning",
        text=f"Budgettet er lagt på {', '.join(sorted(set(gathered.values())))}, så "
        f"{', '.join(gathered)} vises under ét.",
        remedy="Læg budgettet på funktioner, hvis de skal følges hver for sig.",
    )


def _months_between(folders: Sequence[pd.Period], period: pd.Period) -> Finding | None:
    known = {folder for folder in folders if folder <= period}
    if not known:
        return None
    missing = [m for m in pd.period_range(min(known), period, freq="M") if m not in known]
    if not missing:
        return None
    return Finding(
        code="maaned-mangler",
        severity="advarsel",
        text=f"Der er ingen mappe for {', '.join(numbers.month(m) for m in missing)}: det, der "
        "skete dér, ses først i måneden efter.",
        remedy="Læg månedens udtræk i dens mappe, hvis de findes.",
    )


def _no_grants(reading: Reading, frame: pd.DataFrame) -> Finding | None:
    if frame["ledger_oere"].any():
        return None
    return Finding(
        code=AMOUNTS_MISSING,
        severity="fejl",
        text=f"Der er ingen bevillinger med en udgift i {reading.period.year} i månedens mappe: "
        "forventet regnskab er kun det bogførte.",
        remedy="Læg et udtræk af bevillingerne med priser i mappen, og kør rapporten igen.",
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
    keys = [frame[key] for key in (*ROW, "provider")]
    alone = frame["ledger_oere"].abs().groupby(keys, dropna=False).transform("sum") == 0
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
        f"{_listed(alone['label'])}",
        remedy="Se efter, om et udtræk mangler, eller om budgettet hører til et andet område.",
    )


def _cost_alone(rows: pd.DataFrame) -> Finding | None:
    """Functions without a budget in a year that has one: all they cost is a deviation."""
    alone = without_budget(rows)
    alone = alone[alone["expected_oere"] != 0]
    if alone.empty or len(alone) == rows["row_kind"].eq("detail").sum():
        return None
    return Finding(
        code="udgift-uden-budget",
        severity="advarsel",
        text=f"{count(len(alone), 'funktion', 'funktioner')} uden budget har et forventet regnskab "
        f"på i alt {numbers.kr(alone['expected_oere'].sum())}, og det hele er i afvigelsen i alt: "
        f"{_listed(alone['label'])}",
        remedy="Se efter, om funktionernes budget mangler i budgetfilen, eller om udgiften er "
        "konteret forkert.",
    )


def _listed(labels: pd.Series) -> str:
    """The labels as the end of a sentence; some end in a full stop themselves."""
    return f"{', '.join(labels).removesuffix('.')}."


def _expected_has_started(lines: pd.DataFrame, period: pd.Period) -> Finding | None:
    begun = (lines["status"] == "forventet") & (lines["start"] <= last_day(period))
    until = lines["end"].mask(lines["frequency"] == "engang", lines["start"])
    over = until < pd.Timestamp(period.year, 1, 1)
    started = lines[begun & ~over].drop_duplicates("line_id", keep="last")
    if started.empty:
        return None
    they = "Den" if len(started) == 1 else "De"
    return Finding(
        code="forventet-er-begyndt",
        severity="advarsel",
        text=f"{count(len(started), 'forventet ændring', 'forventede ændringer')} skulle "
        f"være begyndt, men er ikke bevilget endnu. {they} er med i forventet regnskab.",
        remedy="Få dem bevilget eller slettet i fagsystemet.",
        rows=started[["case_id", "service", "provider", "start", "price_kr", "frequency"]],
    )
