"""How has the year-end moved? The forecast as it was made then, month by month, against now.

Row: one month's folder, read and forecast as it was, and the month of ``period`` last. A step is
split in what is known (explained by the bridge's causes) and what is expected to come and go;
the two sum to the step to the øre. See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.analysis.bridge.result import Bridge, bridge
from okonomi.analysis.budget_rows import TOTAL
from okonomi.analysis.forecast.result import Forecast, forecast
from okonomi.analysis.kvartal.public import MOVES
from okonomi.analysis.public_rows import total_behind
from okonomi.analysis.result import Result
from okonomi.analysis.words import drivers
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Figure, Table, figures, numbers
from okonomi.rules import Rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INFLOW = "ventet til- og afgang, der nu er kendt eller bortfaldet"
SMALL = numbers.mio(0)
FEW = 2
"""Rows that the month's report needs no page for."""


@dataclass(frozen=True, eq=False, kw_only=True)
class ForecastMoves(Result):
    """``rows``: month, known_oere, change_oere (expected in and out), expected_oere, low80_oere,
    high80_oere, corrected_oere, deviation_oere, and since the row before moved_oere = moved_known +
    moved_change and why (Danish; missing in the first row); the group told of (group, n). ``why``:
    the same words from the first row to the last. ``missing``: months that should have been there
    and have no folder.
    """

    name = "prognoseflytning"
    title = "Hvordan har prognosen flyttet sig?"

    rows: pd.DataFrame
    why: str
    missing: tuple[pd.Period, ...]

    @property
    def moved_oere(self) -> int:
        """From the first row to the last; 0 where there is only one."""
        ends = self.rows["expected_oere"]
        return int(ends.iloc[-1] - ends.iloc[0])

    def summary(self) -> str:
        year, now = self.period.year, self.rows.iloc[-1]
        said = f"Forventet regnskab {year} er {numbers.mio(now.expected_oere)}"
        if len(self.rows) == 1:
            return (
                f"{said}; {self._nothing()}, så der er ingen tidligere prognose for året at holde "
                "den op mod."
            )
        first = self.rows.iloc[0]
        since = numbers.month(first.month)
        if numbers.mio(self.moved_oere) == SMALL:
            return f"{said}, det samme som prognosen fra {since}."
        word = "steget" if self.moved_oere > 0 else "faldet"
        # Of one month the bridge beside it gives the causes.
        why = f", mest på grund af {self.why}" if self.why and len(self.rows) > 2 else ""
        inside = first.low80_oere <= now.expected_oere <= first.high80_oere
        return (
            f"{said}: prognosen er {word} {numbers.mio(abs(self.moved_oere))} siden {since}"
            f"{why}; den ligger "
            f"{'inden for' if inside else 'uden for'} det interval (80 %), der blev vist dengang."
        )

    def public_summary(self) -> str:
        first, now = (
            f"{{prognoseflytning|{self.rows['group'].iloc[at]}|expected_oere}}" for at in (0, -1)
        )
        text = f"Forventet regnskab {self.period.year} er {now}"
        if len(self.rows) == 1:
            return text
        since = numbers.month(self.rows["month"].iloc[0])
        return f"{text} Set fra {since} var det {first}"

    def _nothing(self) -> str:
        if self.missing:
            return "de tidligere måneder har ingen mappe"
        return "året er først begyndt"

    def tables(self) -> list[Table]:
        return [
            Table(
                name="prognoseflytning",
                title=f"Forventet regnskab {self.period.year}, som det så ud måned for måned",
                frame=self.rows,
                front=len(self.rows) > FEW,
                public=MOVES,
                columns=(
                    Column("month", "Set fra", "month"),
                    Column("known_oere", "Kendte bevillinger", "oere", -6),
                    Column("change_oere", "Forventet til- og afgang", "oere", -6),
                    Column("expected_oere", "Forventet regnskab", "oere", -6),
                    Column("low80_oere", "80 % fra", "oere", -6),
                    Column("high80_oere", "80 % til", "oere", -6),
                    Column("deviation_oere", "Afvigelse fra budget", "oere", -6),
                    Column("moved_oere", "Flyttet", "oere", -6),
                    Column("why", "Mest på grund af", "text"),
                ),
                note="Hver række er prognosen, som den ville være lavet af den måneds mappe. "
                "Afvigelse: plus er merforbrug mod det budget, der lå i mappen. Flyttet er siden "
                "rækken over."
                + (
                    " Årets prognose begynder i januar."
                    if self.rows["month"].iloc[0].month == 1
                    else ""
                ),
            )
        ]

    def figures(self) -> list[Figure]:
        if len(self.rows) <= FEW:
            return []
        said = "; ".join(
            f"{numbers.month(row.month)}: {numbers.mio(row.expected_oere)} "
            f"({numbers.kroner(row.low80_oere, -6)}–{numbers.kroner(row.high80_oere, -6)})"
            for row in self.rows.itertuples()
        )
        return [
            figures.figure(
                self.plot,
                name="prognoseflytning",
                title=f"Forventet regnskab {self.period.year} med 80 %-interval, måned for måned",
                alt=f"Punkter med streger for intervallet. {said}.",
                height=2.2,
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        """A point with its 80 % interval per month, and the corrected budget as a line."""
        if ax is None:
            from matplotlib import pyplot as plt

            ax = plt.subplots(layout="constrained", figsize=(figures.WIDTH, 2.2))[1]
        amounts = ["expected_oere", "low80_oere", "high80_oere", "corrected_oere"]
        mio = self.rows[amounts].astype("Float64").to_numpy(dtype=float, na_value=np.nan) / 1e8
        middle, low, high, budget = mio.T
        at = np.arange(len(mio))
        ax.errorbar(
            at, middle, yerr=[middle - low, high - middle], fmt="o", color="#1d4e79", capsize=5,
            label="Forventet regnskab og 80 %-interval",
        )  # fmt: skip
        ax.plot(at, budget, "--", color="#7a3b1d", label="Budgettet i mappen")
        ax.set_xticks(at, [numbers.month(month) for month in self.rows["month"]])
        ax.set_xlim(-0.5, len(at) - 0.5)
        ax.set_yticks(ax.get_yticks(), numbers.axis_labels(list(ax.get_yticks())))
        ax.set_ylabel("mio. kr.")
        ax.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False)
        return ax

    def definitions(self) -> list[tuple[str, str]]:
        return define("forventet regnskab", "prognoseinterval")

    def sources(self) -> list[str]:
        return [
            "De tidligere måneders mapper, som de blev afleveret.",
            "Metode: docs/metode/kvartal.md.",
        ]


def forecast_moves(
    reading: Reading,
    before: Sequence[Reading | None],
    kontoplan: pd.DataFrame,
    rules: Rules,
    posted_with_moms: bool,
    outlook: Forecast,
    *,
    earlier: Sequence[Reading] = (),
    months: int = 1,
    bridged: Bridge | None = None,
) -> ForecastMoves:
    """The forecast of the year as made from each of ``before`` and now (``outlook``).

    ``before``: whole readings of earlier months, in any order; None, other years and months more
    than ``months`` back are left out. ``earlier`` as for ``forecast``: each month knows only what
    came before it. ``bridged``: the bridge of the same month, which is otherwise worked out here.
    """
    period = reading.period
    wanted = [month for month in _back(period, months) if month.year == period.year]
    then = sorted(
        (r for r in before if r is not None and r.period in wanted), key=lambda r: r.period
    )
    readings = [*then, reading]
    made = [
        forecast(
            r, kontoplan, rules, posted_with_moms, earlier=earlier, seed=outlook.seed,
            draws=outlook.draws, with_backtest=False,
        )
        for r in then
    ]  # fmt: skip
    rows = pd.DataFrame([_row(each) for each in (*made, outlook)])
    for name in ("known", "change", "expected"):
        rows[f"moved_{name}_oere"] = rows[f"{name}_oere"].diff()
    rows = rows.rename(columns={"moved_expected_oere": "moved_oere"})
    amounts = [name for name in rows if name.endswith("_oere")]
    rows = rows.astype(dict.fromkeys(amounts, "Int64"))
    steps = []
    for n, (old, new) in enumerate(pairwise(readings), 1):
        known = bridged if new is reading and old.period == period - 1 else None
        known = known or bridge(new, old, kontoplan, rules, posted_with_moms)
        steps.append(_steps(known, int(rows["moved_change_oere"][n])))
    rows["group"] = [f"år {period.year} set fra {r.period}" for r in readings]
    of_year = [total_behind(r, kontoplan) for r in readings]
    rows["n"] = [n for n, _ in of_year]
    rows["top_share"] = [top for _, top in of_year]
    rows["moment"] = [str(r.period) for r in readings]
    rows["same_as"] = TOTAL  # the follow-up's total of that month, here or in that month's report
    rows["why"] = pd.array([None, *map(_largest, steps)], dtype="str")
    missing = tuple(month for month in wanted if month not in {r.period for r in then})
    return ForecastMoves(
        period=period,
        rows=rows,
        why=_largest(pd.concat(steps).groupby(level=0).sum()) if steps else "",
        missing=missing,
        findings=tuple(_findings(missing)),
    )


def _back(period: pd.Period, months: int) -> list[pd.Period]:
    return [period - n for n in range(months, 0, -1)]


def _row(made: Forecast) -> dict[str, object]:
    total = made.rows.iloc[-1]
    names = ("known", "change", "expected", "low80", "high80", "corrected", "deviation")
    return {"month": made.period} | {f"{name}_oere": total[f"{name}_oere"] for name in names}


def _steps(known: Bridge, inflow: int) -> pd.Series:
    """Øre per cause of the step: the bridge's, and the expected flow; they sum to the step."""
    steps = known.month.steps
    causes = steps[steps["row_kind"] == "detail"].set_index("label")["oere"].astype("int64")
    return pd.concat([causes, pd.Series({INFLOW: inflow})])


def _largest(causes: pd.Series) -> str:
    return drivers(causes, int(causes.sum()))


def _findings(missing: Sequence[pd.Period]) -> list[Finding]:
    if not missing:
        return []
    names = ", ".join(numbers.month(month) for month in missing)
    return [
        Finding(
            code="prognose-uden-mappe",
            severity="advarsel",
            text=f"Der er ingen mappe for {names}, så prognosen, som den så ud dér, er ikke med.",
            remedy="Læg månedens udtræk i dens mappe, hvis de findes.",
        )
    ]
