"""Where does the year end? The known figures plus what history says will still come and go.

Row: one function, an area's subtotal or the total, for the calendar year of ``period``; whole øre,
cost positive. What is learned, how it is drawn and its limits: ``docs/metode/forecast.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import CORRECTED, stack_sums, with_areas_of
from okonomi.analysis.followup.result import followup
from okonomi.analysis.forecast import show
from okonomi.analysis.forecast.backtest import LEAST_DROPS, backtest, no_tests
from okonomi.analysis.forecast.fan import fan
from okonomi.analysis.forecast.findings import forecast_findings
from okonomi.analysis.forecast.learn import ROW, drops_of
from okonomi.analysis.forecast.predict import LEVELS, Prediction, predict
from okonomi.analysis.forecast.simulate import DRIVERS
from okonomi.analysis.public_rows import with_groups, year_ledger
from okonomi.analysis.result import Result
from okonomi.analysis.words import deviation_word
from okonomi.cost import monthly
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Figure, Table, figures, numbers
from okonomi.rules import Rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SEED = 2026
DRAWS = 1_000
INTERVALS = ("low80_oere", "high80_oere", "low95_oere", "high95_oere")


@dataclass(frozen=True, eq=False, kw_only=True)
class Forecast(Result):
    """The forventet regnskab of the year with expected net inflow, and how sure it is.

    ``rows``: label, row_kind (detail, subtotal, total), area_label, and in øre: known (the
    follow-up's expected), per driver its mean effect (afgang, forlaenget, tilgang, sent, pris),
    change (their sum), expected = known + change, low80/high80/low95/high95 (of the row itself: the
    rows' bounds do not add up), corrected, deviation = expected − corrected, deviation_word.
    ``months``: month, known_oere, expected_oere and the four bounds, cumulated from January.
    ``tests``: see ``forecasting.backtest``. ``basis``: which budget, as in the follow-up.
    """

    name = "prognose"
    title = "Hvor ender året?"

    rows: pd.DataFrame
    months: pd.DataFrame
    tests: pd.DataFrame
    seed: int
    draws: int
    basis: str = CORRECTED

    @property
    def expected_with_inflow_oere(self) -> int:
        """The year's expected result, in and out to come included."""
        return int(self.rows.iloc[-1]["expected_oere"])

    @property
    def interval80_oere(self) -> tuple[int, int]:
        """The total's 80 % interval."""
        total = self.rows.iloc[-1]
        return int(total["low80_oere"]), int(total["high80_oere"])

    def doubt(self) -> str:
        """How sure the expected result is: the end of a sentence about it."""
        return show.doubt(self.rows.iloc[-1])

    def verdict(self) -> str:
        """The expected deviation from the budget in one short Danish sentence."""
        return show.verdict(self.rows.iloc[-1], self.basis)

    def summary(self) -> str:
        if not self.rows.iloc[-1]["group_n"]:
            return show.without_grants(self.rows.iloc[-1], self.period.year)
        return f"{show.ends(self.rows.iloc[-1], self.period.year)} {self.verdict()}"

    def public_summary(self) -> str:
        return (
            f"Årets forventede regnskab {self.period.year} med forventet til- og afgang er "
            "{prognose|I alt|expected_oere} Det ender med fire femtedeles sandsynlighed mellem "
            "{prognose|I alt|low80_oere} og {prognose|I alt|high80_oere}"
        )

    def tables(self) -> list[Table]:
        return [
            show.functions_table(self.rows, self.period, self.basis),
            show.drivers_table(self.rows, self.period),
            show.tests_table(self.tests),
        ]

    def figures(self) -> list[Figure]:
        budget = self.rows.iloc[-1]["corrected_oere"]
        return [
            figures.figure(
                self.plot,
                name="prognose",
                title=show.fan_title(budget, self.period.year, self.basis),
                alt=show.fan_alt(self.months, self.period),
                height=3.6,
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        return show.fan_plot(self.months, self.rows.iloc[-1]["corrected_oere"], ax)

    def definitions(self) -> list[tuple[str, str]]:
        return define("forventet regnskab", "prognoseinterval", "sent registreret", "afvigelse")

    def sources(self) -> list[str]:
        return [
            "Bevillinger, budget og posteringer i månedens udtræk.",
            "Bevillinger i de tidligere måneders mapper.",
            f"{numbers.whole(self.draws)} trækninger med frø {self.seed}; samme data giver samme "
            "tal.",
            "Metode: docs/metode/forecast.md.",
        ]


def forecast(
    reading: Reading,
    kontoplan: pd.DataFrame,
    rules: Rules,
    posted_with_moms: bool = True,
    *,
    earlier: Sequence[Reading] = (),
    seed: int = SEED,
    draws: int = DRAWS,
    with_backtest: bool = True,
) -> Forecast:
    """Forecast the year of the reading's period, per function and in all.

    ``earlier`` are readings of earlier months' folders as they were read then, in any order; those
    of the period or later are left out. They teach how late things are registered, and are
    what the backtest stands on. The known figures are ``followup``'s, so that the two agree to the
    øre. Same arguments and ``seed``, same figures. Postings without moms: the changes are scaled
    as the ledger is.
    """
    period = reading.period
    earlier = sorted((r for r in earlier if r.period < period), key=lambda r: r.period)
    until = last_month_of_year(period)
    known = followup(reading, kontoplan, rules, posted_with_moms)
    *before, now = drops_of([*earlier, reading], kontoplan)
    prediction = predict(now, before, until.ordinal, draws, seed)
    year = monthly(reading["placement"], first_month_of_year(period), until, by=())
    gross = int(year["gross_oere"].sum())
    granted = int(known.months["ledger_oere"].sum())
    scale = granted / gross if not posted_with_moms and gross > 0 else 1.0
    rows = _rows(known.rows, prediction, scale)
    chart = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    rows = with_groups(rows, year_ledger(reading, chart))
    tests = backtest(reading, earlier, kontoplan, seed) if with_backtest else no_tests()
    return Forecast(
        period=period,
        rows=rows,
        months=fan(known, prediction, rows.iloc[-1], scale),
        tests=tests,
        seed=seed,
        draws=draws,
        basis=known.basis,
        findings=forecast_findings(reading, earlier, prediction, tests, LEAST_DROPS),
    )


def _rows(known: pd.DataFrame, prediction: Prediction, scale: float) -> pd.DataFrame:
    """The follow-up's rows with the drivers' means and the interval of every row."""
    index = prediction.learned.spells.rows.rename(ROW)
    detail = known[known["row_kind"] == "detail"].rename(columns={"label": "function_label"})
    detail = detail.set_index(ROW)[["expected_oere", "corrected_oere"]]
    detail = detail.rename(columns={"expected_oere": "known_oere"})
    every = detail.index.union(index)
    detail = detail.reindex(every)
    detail["known_oere"] = detail["known_oere"].fillna(0).astype("int64")
    drawn = pd.DataFrame(prediction.total.T * scale, index=index).reindex(every, fill_value=0.0)
    for name in DRIVERS:
        mean = pd.Series(prediction.changes[name].mean(axis=0) * scale, index=index)
        detail[f"{name}_oere"] = mean.reindex(every, fill_value=0.0).round().astype("int64")
    used = (detail["known_oere"] != 0) | detail["corrected_oere"].notna() | drawn.any(axis=1)
    detail, drawn = detail[used], drawn[used]
    rows = stack_sums(detail)
    rows["change_oere"] = rows[[f"{name}_oere" for name in DRIVERS]].sum(axis=1)
    rows["expected_oere"] = rows["known_oere"] + rows["change_oere"]
    bounds = [_bounds(row, drawn) for row in rows.itertuples(index=False)]
    rows[list(INTERVALS)] = np.array(bounds, dtype="int64").reshape(-1, len(INTERVALS))
    rows["deviation_oere"] = rows["expected_oere"].astype("Int64") - rows["corrected_oere"]
    rows["deviation_word"] = rows["deviation_oere"].map(deviation_word, na_action=None)
    return rows


def _bounds(row: object, drawn: pd.DataFrame) -> np.ndarray:
    """A row's four bounds: of its own draws, never the sum of other rows' bounds."""
    here = {
        "detail": lambda: drawn.loc[[(row.area_label, row.label)]],
        "subtotal": lambda: drawn.xs(row.area_label, level="area_label"),
        "total": lambda: drawn,
    }[row.row_kind]()
    total = here.sum(axis=0).to_numpy()
    if not len(total):
        return np.full(len(LEVELS), row.known_oere)
    return np.rint(row.known_oere + np.quantile(total, LEVELS)).astype("int64")
