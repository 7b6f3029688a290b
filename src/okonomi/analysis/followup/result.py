"""Do we keep the budget? Budget, posted, delivered, committed and expected, per function.

Row: one function, an area's subtotal or the total, for the calendar year of ``period``.
All measures are whole øre, cost positive. The formula and its limits: ``docs/metode/followup.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.behind import later
from okonomi.analysis.budget_rows import (
    CORRECTED,
    basis_of,
    budget_of_year,
    stack_sums,
    with_areas_of,
    with_row_keys,
    without_budget,
)
from okonomi.analysis.cells import ROW, match
from okonomi.analysis.followup.findings import followup_findings
from okonomi.analysis.followup.public import (
    LINES,
    compared,
    deviation_note,
    drawn_functions,
    drawn_months,
    month_groups,
    public_of,
    public_sentence,
)
from okonomi.analysis.public_rows import with_groups, year_ledger
from okonomi.analysis.result import Result
from okonomi.analysis.words import amount, deviation_word
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Figure, Table, figures, numbers
from okonomi.rules import Rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from okonomi.analysis.forecast.result import Forecast

LEAST_NAMED_OERE = 5_000_000
"""A function that is off by less than 50.000 kr. is not named: it would be shown as 0,0 mio."""
BARS = {"deviation_oere": "Afvigelse"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Followup(Result):
    """The year's economy as it looks at the end of ``period``.

    ``rows``: label, row_kind (detail, subtotal, total), area_label, and in øre: original,
    corrected, booked, delivered (ydet, ikke bogført), committed (disponeret resten af året),
    inflow (expected net of those who come and go, 0 without an outlook), expected = booked +
    delivered + committed + inflow, deviation = expected − corrected, and ledger (the year's ledger
    that postings are held against); budget columns are missing where there is no budget.
    ``months``: month, ledger_oere, booked_oere, and the month's group (``public_rows``).
    ``with_moms``: whether all of it is with moms.
    ``basis``: which budget ``corrected`` and the deviation are of, *korrigeret*, or *oprindeligt*
    where nothing is corrected. ``outlook``: the forecast's sentence on how sure the expected
    result is, or "".
    """

    name = "opfoelgning"
    title = "Holder vi budgettet?"

    rows: pd.DataFrame
    months: pd.DataFrame
    with_moms: bool = True
    basis: str = CORRECTED
    outlook: str = ""

    def summary(self) -> str:
        total = self.rows.iloc[-1]
        expected = amount(total.expected_oere)
        if not self.rows["ledger_oere"].any():
            return (
                f"Der er ingen bevillinger med en udgift i {self.period.year} i mappen, så det "
                f"forventede regnskab på {expected} er kun det bogførte og siger ikke, om "
                "budgettet holder."
            )
        if pd.isna(total.deviation_oere):
            return (
                f"Forventet regnskab {self.period.year} er {expected} Der er intet budget for "
                "året i mappen, så afvigelsen kan ikke vises."
            )
        return (
            f"Forventet regnskab {self.period.year} er {expected} mod et {self.basis} budget på "
            f"{amount(total.corrected_oere)}: {_deviation_phrase(total.deviation_oere)}"
            f"{_share_phrase(total.deviation_oere, total.corrected_oere)}"
            f"{self.outlook or ', før ny til- og afgang resten af året.'}{self._unbudgeted()}"
            f"{self._furthest()}"
        )

    def public_summary(self) -> str:
        return public_sentence(self.rows, self.period.year, self.basis)

    def tables(self) -> list[Table]:
        return [
            Table(
                name="opfoelgning",
                title=f"Budget og forventet regnskab {self.period.year}",
                frame=self.rows,
                row_kind="row_kind",
                front=True,
                public=public_of(self.basis),
                columns=(
                    Column("label", "Område og funktion", "text"),
                    Column("original_oere", "Oprindeligt budget", "oere", -3),
                    Column("corrected_oere", compared(self.basis), "oere", -3),
                    Column("booked_oere", "Bogført", "oere", -3),
                    Column("delivered_oere", "Ydet, ikke bogført", "oere", -3),
                    Column("committed_oere", "Disponeret resten af året", "oere", -3),
                    *self._inflow(),
                    Column("expected_oere", "Forventet regnskab", "oere", -3),
                    Column("deviation_oere", "Afvigelse", "oere", -3),
                    Column("deviation_word", "", "text"),
                ),
                note=f"{deviation_note(self.basis)} "
                + (
                    "Forventet til- og afgang er prognosens middel; se “Hvor ender året?”."
                    if self.outlook
                    else "Ny til- og afgang resten af året er ikke regnet med."
                ),
            )
        ]

    def _unbudgeted(self) -> str:
        """What stands in the deviation because its function has no budget at all."""
        oere = without_budget(self.rows)["expected_oere"].sum()
        if abs(oere) < LEAST_NAMED_OERE:
            return ""
        return f" Heri er {numbers.mio(oere)} på funktioner uden budget."

    def _furthest(self) -> str:
        """The function furthest over and the one furthest under its budget, of several."""
        rows = self._functions().dropna(subset=["deviation_oere"])
        if len(rows) < 2:
            return ""
        rows = rows.sort_values("deviation_oere")
        ends = [("over", rows.iloc[-1], 1), ("under", rows.iloc[0], -1)]
        said = [
            f"mest {word}: {row.label} ({numbers.mio(row.deviation_oere, sign=True)})"
            for word, row, way in ends
            if row.deviation_oere * way >= LEAST_NAMED_OERE
        ]
        text = "; ".join(said)
        return f" {text[0].upper()}{text[1:]}." if text else ""

    def _inflow(self) -> list[Column]:
        label = "Forventet til- og afgang"
        return [Column("inflow_oere", label, "oere", -3)] if self.outlook else []

    def figures(self) -> list[Figure]:
        lines = figures.figure(
            self.plot_months,
            name="maaneder",
            title=f"Udgift pr. ydelsesmåned {self.period.year}; regningerne for de seneste måneder "
            "bogføres senere",
            alt="Kurver over årets måneder: bevilget og forventet udgift ved siden af det "
            f"bogførte, som går til og med {numbers.month(self.period)}.",
        )
        functions = self._functions()
        lines = replace(lines, drawn=drawn_months(self.months))
        if functions["corrected_oere"].isna().all():
            return [lines]
        bars = figures.figure(
            self.plot,
            name="afvigelser",
            title=f"Afvigelse fra {self.basis} budget pr. funktion: plus er merforbrug",
            alt=figures.alt_text(functions, "label", BARS, "oere"),
            height=figures.bars_height(len(functions), len(BARS)),
        )
        return [replace(bars, drawn=drawn_functions(self.tables()[0], functions, BARS)), lines]

    def plot(self, ax: Axes | None = None) -> Axes:
        return figures.bars(self._functions(), "label", BARS, ax=ax)

    def plot_months(self, ax: Axes | None = None) -> Axes:
        """Granted beside posted cost, per service month of the year."""
        tidy = (
            _without_unbilled(self.months)
            .rename(columns=LINES)
            .melt(
                id_vars="month",
                value_vars=list(LINES.values()),
                var_name="series",
                value_name="oere",
            )
        )
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


def followup(
    reading: Reading,
    kontoplan: pd.DataFrame,
    rules: Rules,
    posted_with_moms: bool = True,
    folders: Sequence[pd.Period] = (),
    outlook: Forecast | None = None,
) -> Followup:
    """Budget, posted and expected of the period's year, from the tables of one reading.

    *Ydet, ikke bogført* is what the ledger has for a function, provider and elapsed service month
    beyond what is posted there; a surplus posted elsewhere never offsets it. *Disponeret* is the
    same for the months after ``period``. Both stand on the forventet basis: an expected change
    replaces the line it modifies from its start. With postings without moms the ledger is taken
    net of moms. ``folders`` are the months that have a folder of exports: one that is missing in
    between is named. With an ``outlook`` the expected result holds its net inflow too.
    """
    period = reading.period
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    cells = match(reading, kontoplan, rules, posted_with_moms)
    frame = cells.frame
    elapsed = frame["month"] <= period.to_timestamp()
    frame = frame.assign(
        delivered_oere=frame["open_oere"].where(elapsed, 0),
        committed_oere=frame["open_oere"].where(~elapsed, 0),
    )
    flows = ["booked_oere", "delivered_oere", "committed_oere"]
    sums = [*flows, "ledger_oere"]
    amounts = ["original_oere", "corrected_oere"]
    by_function = (
        frame.groupby(ROW)[sums]
        .sum()
        .join(_budget(reading["budget"], period.year, kontoplan), how="outer")
    )
    by_function = by_function.join(inflow_of(outlook), how="outer")
    sums = [*sums, "inflow_oere"]
    by_function[sums] = by_function[sums].fillna(0).astype("int64")
    by_function[amounts] = by_function[amounts].astype("Int64")
    rows = stack_sums(by_function[amounts + sums])
    rows["expected_oere"] = rows[[*flows, "inflow_oere"]].sum(axis=1).astype("int64")
    rows["deviation_oere"] = rows["expected_oere"].astype("Int64") - rows["corrected_oere"]
    rows["deviation_word"] = rows["deviation_oere"].map(deviation_word, na_action=None)
    months = frame.groupby("month", as_index=False)[["ledger_oere", "booked_oere"]].sum()
    months["booked_oere"] = (
        months["booked_oere"].astype("Int64").where(months["month"] <= period.to_timestamp())
    )
    ledger = year_ledger(reading, kontoplan)
    return Followup(
        period=period,
        rows=with_groups(rows, ledger),
        months=month_groups(months, ledger),
        with_moms=posted_with_moms,
        basis=basis_of(reading["budget"], period.year),
        outlook="" if outlook is None else outlook.doubt(),
        findings=followup_findings(reading, cells, rows, folders),
        year_lines=later(reading, kontoplan),
    )


def inflow_of(outlook: Forecast | None) -> pd.Series:
    """The forecast's expected change per row of the follow-up; empty without one."""
    if outlook is None:
        index = pd.MultiIndex.from_arrays([[], []], names=ROW)
        return pd.Series([], index=index, dtype="int64", name="inflow_oere")
    rows = outlook.rows[outlook.rows["row_kind"] == "detail"]
    rows = rows.rename(columns={"label": "function_label", "change_oere": "inflow_oere"})
    return rows.set_index(ROW)["inflow_oere"]


def _budget(budget: pd.DataFrame, year: int, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """The year's budget per row; the corrected budget is the original where none is given."""
    rows = with_row_keys(budget_of_year(budget, year)[0], kontoplan)
    rows = rows.assign(
        original_oere=rows["original_oere"].astype("Int64"),
        corrected_oere=rows["corrected_oere"].fillna(rows["original_oere"]).astype("Int64"),
    )
    return rows.groupby(ROW)[["original_oere", "corrected_oere"]].sum(min_count=1)


def _without_unbilled(months: pd.DataFrame) -> pd.DataFrame:
    """The months without a point for the last of them that nothing is posted in yet."""
    booked = months["booked_oere"]
    unbilled = ~booked.fillna(0).ne(0)[::-1].cummax()[::-1]
    return months.assign(booked_oere=booked.mask(unbilled))


def _deviation_phrase(deviation: int) -> str:
    if deviation == 0:
        return "budgettet holder præcist"
    return f"et {deviation_word(deviation)} på {amount(abs(deviation))}"


def _share_phrase(deviation: int, corrected: int) -> str:
    if corrected <= 0 or deviation == 0:
        return ""
    return f" ({numbers.share(abs(deviation) / corrected)})"
