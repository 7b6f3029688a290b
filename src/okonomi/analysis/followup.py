"""Do we keep the budget? Budget, posted, delivered, committed and expected, per function.

Row: one function, an area's subtotal or the total, for the calendar year of ``period``.
All measures are whole øre, cost positive. The formula and its limits: ``docs/metode/followup.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.budget_rows import stack_sums, with_row_keys
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.cost import monthly
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Column, Figure, Table, figures, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

BARS = {"corrected_oere": "Korrigeret budget", "expected_oere": "Forventet regnskab"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Followup(Result):
    """The year's economy as it looks at the end of ``period``.

    ``rows``: label, row_kind (detail, subtotal, total), area_label, and in øre: original,
    corrected, booked, delivered (ydet, ikke bogført), committed (disponeret resten af året),
    expected = booked + delivered + committed, deviation = expected − corrected; budget columns
    are missing where there is no budget. ``months``: month, ledger_oere, booked_oere.
    """

    name = "opfoelgning"
    title = "Holder vi budgettet?"

    rows: pd.DataFrame
    months: pd.DataFrame

    def summary(self) -> str:
        total = self.rows.iloc[-1]
        expected = numbers.mio(total.expected_oere)
        if pd.isna(total.deviation_oere):
            return (
                f"Forventet regnskab {self.period.year} er {expected}. Der er intet budget i "
                "mappen, så afvigelsen kan ikke vises."
            )
        return (
            f"Forventet regnskab {self.period.year} er {expected} mod et korrigeret budget på "
            f"{numbers.mio(total.corrected_oere)}: {_deviation_phrase(total.deviation_oere)}"
            f"{_share_phrase(total.deviation_oere, total.corrected_oere)}, før ny til- og afgang "
            "resten af året."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="opfoelgning",
                title=f"Budget og forventet regnskab {self.period.year}",
                frame=self.rows,
                row_kind="row_kind",
                columns=(
                    Column("label", "Område og funktion", "text"),
                    Column("original_oere", "Oprindeligt budget", "oere", -3),
                    Column("corrected_oere", "Korrigeret budget", "oere", -3),
                    Column("booked_oere", "Bogført", "oere", -3),
                    Column("delivered_oere", "Ydet, ikke bogført", "oere", -3),
                    Column("committed_oere", "Disponeret resten af året", "oere", -3),
                    Column("expected_oere", "Forventet regnskab", "oere", -3),
                    Column("deviation_oere", "Afvigelse", "oere", -3),
                    Column("deviation_word", "", "text"),
                ),
                note="Korrigeret budget er uden overførsler. Afvigelse = forventet regnskab − "
                "korrigeret budget. Ny til- og afgang resten af året er ikke regnet med.",
            )
        ]

    def figures(self) -> list[Figure]:
        lines = figures.figure(
            self.plot_months,
            name="maaneder",
            title=f"Udgift pr. ydelsesmåned {self.period.year}",
            alt="Kurver over årets måneder: bevilget og forventet udgift ved siden af det "
            f"bogførte, som går til og med {numbers.month(self.period)}.",
        )
        functions = self._functions()
        if functions["corrected_oere"].isna().all():
            return [lines]
        return [
            figures.figure(
                self.plot,
                name="budget_og_forventet",
                title="Korrigeret budget og forventet regnskab pr. funktion",
                alt=figures.alt_text(functions, "label", BARS, "oere"),
                height=figures.bars_height(len(functions), len(BARS)),
            ),
            lines,
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        return figures.bars(self._functions(), "label", BARS, ax=ax)

    def plot_months(self, ax: Axes | None = None) -> Axes:
        """Granted beside posted cost, per service month of the year."""
        tidy = self.months.rename(
            columns={"ledger_oere": "Bevilget og forventet", "booked_oere": "Bogført"}
        ).melt(id_vars="month", var_name="series", value_name="oere")
        return figures.lines(tidy, "month", "oere", "series", ax=ax)

    def _functions(self) -> pd.DataFrame:
        return self.rows[self.rows["row_kind"] == "detail"]

    def control_total(self) -> str:
        """The one line a test compares by value: booked, expected and deviation of the year."""
        total = self.rows.iloc[-1]
        return (
            f"{self.period}: bogført {numbers.kr(total.booked_oere)}; forventet regnskab "
            f"{numbers.kr(total.expected_oere)}; afvigelse {numbers.kr(total.deviation_oere)}"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "korrigeret budget",
            "bogført",
            "ydet, ikke bogført",
            "disponeret",
            "forventet regnskab",
            "afvigelse",
        )

    def sources(self) -> list[str]:
        return [
            "Bevillinger, budget og posteringer i månedens udtræk.",
            "Metode: docs/metode/followup.md.",
        ]


def followup(reading: Reading, kontoplan: pd.DataFrame) -> Followup:
    """Budget, posted and expected of the period's year, from the tables of one reading.

    *Ydet, ikke bogført* is what the ledger has for a function, provider and elapsed service month
    beyond what is posted there; a surplus posted elsewhere never offsets it. *Disponeret* is the
    ledger of the months after ``period``. Both stand on the forventet basis (design: an expected
    change replaces the line it modifies from its start).
    """
    period = reading.period
    ledger = monthly(
        reading["placement"],
        first_month_of_year(period),
        last_month_of_year(period),
        by=("area", "function", "provider"),
    )
    posted, other_years = _posted(reading["posting"], period)
    cells = _cells(ledger, posted, kontoplan)
    elapsed = cells["month"] <= period.to_timestamp()
    remainder = (cells["ledger_oere"] - cells["booked_oere"]).clip(lower=0)
    cells = cells.assign(
        delivered_oere=remainder.where(elapsed, 0),
        committed_oere=cells["ledger_oere"].where(~elapsed, 0),
    )
    by_function = (
        cells.groupby(["area_label", "function_label"])[
            ["booked_oere", "delivered_oere", "committed_oere"]
        ]
        .sum()
        .join(_budget(reading["budget"], period.year, kontoplan), how="outer")
    )
    amounts = ["original_oere", "corrected_oere"]
    flows = ["booked_oere", "delivered_oere", "committed_oere"]
    by_function[flows] = by_function[flows].fillna(0).astype("int64")
    by_function[amounts] = by_function[amounts].astype("Int64")
    rows = stack_sums(by_function[amounts + flows])
    rows["expected_oere"] = rows[flows].sum(axis=1).astype("int64")
    rows["deviation_oere"] = rows["expected_oere"].astype("Int64") - rows["corrected_oere"]
    rows["deviation_word"] = rows["deviation_oere"].map(_deviation_word, na_action=None)
    months = cells.groupby("month", as_index=False)[["ledger_oere", "booked_oere"]].sum()
    months["booked_oere"] = (
        months["booked_oere"].astype("Int64").where(months["month"] <= period.to_timestamp())
    )
    return Followup(
        period=period,
        rows=rows,
        months=months,
        findings=tuple(
            finding
            for finding in (
                _no_budget(reading, period),
                _no_postings(reading),
                _other_years(other_years, period),
                _posted_without_grant(cells),
                _expected_has_started(reading["placement"], period),
            )
            if finding is not None
        ),
    )


def _posted(postings: pd.DataFrame, period: pd.Period) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The year's postings up to ``period``, with their service month; and those left out."""
    month = postings["period"].fillna(postings["date"]).dt.to_period("M").dt.to_timestamp()
    postings = postings.assign(month=month.astype("datetime64[s]"))
    known = postings["date"] <= period.to_timestamp(how="end")
    this_year = postings["month"].dt.year == period.year
    return postings[known & this_year], postings[known & ~this_year]


def _cells(ledger: pd.DataFrame, posted: pd.DataFrame, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """Ledger and postings side by side per area, function, provider and service month."""
    keys = ["area_label", "function_label", "provider", "month"]
    ledger = with_row_keys(ledger, kontoplan).rename(columns={"gross_oere": "ledger_oere"})
    posted = with_row_keys(posted, kontoplan).rename(columns={"amount_oere": "booked_oere"})
    return (
        ledger.groupby(keys, dropna=False)[["ledger_oere"]]
        .sum()
        .join(posted.groupby(keys, dropna=False)[["booked_oere"]].sum(), how="outer")
        .fillna(0)
        .astype("int64")
        .reset_index()
    )


def _budget(budget: pd.DataFrame, year: int, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """The year's budget per row; the corrected budget is the original where none is given."""
    rows = with_row_keys(budget[budget["year"] == year], kontoplan)
    rows = rows.assign(
        original_oere=rows["original_oere"].astype("Int64"),
        corrected_oere=rows["corrected_oere"].fillna(rows["original_oere"]).astype("Int64"),
    )
    return rows.groupby(["area_label", "function_label"])[["original_oere", "corrected_oere"]].sum(
        min_count=1
    )


def _deviation_word(deviation: int) -> str:
    if pd.isna(deviation) or deviation == 0:
        return ""
    return "merforbrug" if deviation > 0 else "mindreforbrug"


def _deviation_phrase(deviation: int) -> str:
    if deviation == 0:
        return "budgettet holder præcist"
    return f"et {_deviation_word(deviation)} på {numbers.mio(abs(deviation))}"


def _share_phrase(deviation: int, corrected: int) -> str:
    if corrected <= 0 or deviation == 0:
        return ""
    return f" ({numbers.share(abs(deviation) / corrected)})"


def _no_budget(reading: Reading, period: pd.Period) -> Finding | None:
    if (reading["budget"]["year"] == period.year).any():
        return None
    return Finding(
        code="intet-budget",
        severity="advarsel",
        text=f"Der er intet budget for {period.year} i månedens mappe.",
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


def _other_years(other_years: pd.DataFrame, period: pd.Period) -> Finding | None:
    if other_years.empty:
        return None
    amount = numbers.kr(other_years["amount_oere"].sum())
    return Finding(
        code="posteringer-andre-aar",
        severity="oplysning",
        text=f"{count(len(other_years), 'postering', 'posteringer')} på i alt {amount} "
        f"vedrører andre år end {period.year} og er ikke med i bogført.",
        remedy="Se efter, om de hører til i årets regnskab.",
        rows=other_years[["date", "month", "function", "provider", "voucher", "amount_oere"]],
    )


def _posted_without_grant(cells: pd.DataFrame) -> Finding | None:
    granted = cells.groupby(["function_label", "provider"], dropna=False)["ledger_oere"]
    rows = cells[(granted.transform("sum") == 0) & (cells["booked_oere"] != 0)]
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
