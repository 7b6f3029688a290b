"""What do the next budget years cost if …? A few simple scenarios, each with what it assumes.

Row: one scenario × one budget year. By the ledger of the known lines, gross with moms, in the
price level of ``period``'s year unless a yearly price development is given. An interval is shown
only where something is behind it. See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import TOTAL
from okonomi.analysis.forecast.learn import drops_of
from okonomi.analysis.forecast.predict import predict
from okonomi.analysis.forecast.result import DRAWS, SEED
from okonomi.analysis.forecast.simulate import DRIVERS
from okonomi.analysis.hjemtagelse.result import Hjemtagelse
from okonomi.analysis.kvartal.ahead import Amounts, scenario_findings
from okonomi.analysis.kvartal.planned import saved
from okonomi.analysis.kvartal.public import SCENARIOS, persons
from okonomi.analysis.kvartal.trend_line import trend_ahead, trend_words
from okonomi.analysis.kvartal.trends import Trends
from okonomi.analysis.result import Result
from okonomi.analysis.targets.result import Targets
from okonomi.cost import monthly
from okonomi.intake import Reading
from okonomi.present import Column, Figure, Table, figures, numbers
from okonomi.rules import Rules
from okonomi.settings import require

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STAY = "De nuværende placeringer fortsætter"
FLOW = "Til- og afgang som i prognosen"
TREND = "Otte kvartalers tendens fortsætter"
PLAN = "Som prognosen, og planerne lykkes"
UNKNOWN = "kan ikke siges"
THIS_YEAR = "I år, opgjort på samme måde"
FAR = dict.fromkeys((FLOW, TREND, PLAN), "Ført videre ud over det, der er efterprøvet.")
"""What is said of the years after the next where a scenario moves on its own."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Scenarios(Result):
    """``rows``: scenario, year, cost_oere, low_oere and high_oere (80 %; missing where it cannot be
    said), range (the interval in words), change_oere (against ``base_oere``), why (what is
    assumed; the scenario's first year only), and the group told of (group, n: this year's persons).
    ``base_oere``: this year in the same measure, with the forecast's flow. ``price``: yearly price
    development.
    """

    name = "scenarier"
    title = "Hvad koster de næste budgetår?"

    rows: pd.DataFrame
    base_oere: int
    price: float

    def summary(self) -> str:
        next_year = self.rows[self.rows["year"] == str(self.period.year + 1)]
        known = next_year.dropna(subset=["cost_oere"])
        low, high = known.loc[known["cost_oere"].idxmin()], known.loc[known["cost_oere"].idxmax()]
        level = self._level()
        if low.scenario == high.scenario:
            return f"{known['year'].iloc[0]} koster {numbers.mio(low.cost_oere)} ({level})."
        ends = (
            f"{numbers.mio(low.cost_oere)} (“{low.scenario}”) til {numbers.mio(high.cost_oere)} "
            f"(“{high.scenario}”)"
        )
        between = known.sort_values("cost_oere", kind="stable").iloc[1:-1]
        if len(between):
            # The forecast's own where it is not an end, else the lower middle one.
            own = between[between["scenario"] == FLOW]
            mid = own.iloc[0] if len(own) else between.iloc[(len(between) - 1) // 2]
            ends = f"{numbers.mio(mid.cost_oere)} (“{mid.scenario}”), fra {ends}"
        return (
            f"Budgetåret {self.period.year + 1} koster {ends} mod "
            f"{numbers.mio(self.base_oere)} i {self.period.year}, {level}."
        )

    def public_summary(self) -> str:
        year = self.period.year + 1
        stay, flow = (f"{{scenarier|{name} {year}|cost_oere}}" for name in (STAY, FLOW))
        return (
            f"Fortsætter de nuværende placeringer, koster budgetåret {year} {stay} Med til- og "
            f"afgang som i prognosen koster det {flow}"
        )

    def _level(self) -> str:
        if not self.price:
            return f"i {self.period.year}-priser"
        return f"med {numbers.share(self.price)} i årlig prisudvikling (skøn)"

    def tables(self) -> list[Table]:
        return [
            Table(
                name="scenarier",
                title=f"Budgetårene {self._level()}",
                frame=self._with_this_year(),
                public=SCENARIOS,
                columns=(
                    Column("scenario", "Scenarie", "text"),
                    Column("year", "År", "text"),
                    Column("cost_oere", "Udgift", "oere", -6),
                    Column("range", "80 %-interval (mio. kr.)", "text"),
                    Column("change_oere", f"Ændring fra {self.period.year}", "oere", -6),
                    Column("why", "Forudsætning", "text"),
                ),
                note=f"{self.period.year} er {numbers.mio(self.base_oere)} opgjort på samme måde: "
                "efter bevillingerne, med moms, før refusion og uden det, der er bogført ud over "
                "dem; derfor er tallet et andet end forventet regnskab. Ingen beslutninger er "
                "forudsat, ud over dem der står. Planerne er regnet på alle nuværende placeringer, "
                "også dem, prognosen venter afsluttet: med begge dele er det sidste scenarie lidt "
                "for lavt.",
            )
        ]

    def figures(self) -> list[Figure]:
        shown = self._wide()
        values = self._years()
        return [
            figures.figure(
                self.plot,
                name="scenarier",
                title=f"Budgetårene {self._level()}",
                alt=figures.alt_text(shown, "scenario", values, "oere"),
                height=figures.bars_height(len(shown), len(values)),
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        """A bar per scenario and year."""
        return figures.bars(self._wide(), "scenario", self._years(), ax=ax)

    def _with_this_year(self) -> pd.DataFrame:
        """The rows below this year's own, which they are held against."""
        this = self.rows.head(1).assign(
            scenario=THIS_YEAR, year=str(self.period.year), cost_oere=self.base_oere,
            low_oere=pd.NA, high_oere=pd.NA, range="", change_oere=pd.NA, group=THIS_YEAR,
            why="Efter bevillingerne, med prognosens til- og afgang i årets rest.", planless=0,
        )  # fmt: skip
        return pd.concat([this.astype(self.rows.dtypes), self.rows], ignore_index=True)

    def _years(self) -> dict[str, str]:
        return {f"y{year}": year for year in self.rows["year"].unique()}

    def _wide(self) -> pd.DataFrame:
        wide = self.rows.assign(column="y" + self.rows["year"].astype("str"))
        wide = wide.pivot(index="scenario", columns="column", values="cost_oere")
        return wide.reindex(self.rows["scenario"].unique()).reset_index()

    def sources(self) -> list[str]:
        return [
            "Bevillinger i månedens udtræk, prognosen, planen for hjemtagelse og målpriserne.",
            f"Prisudvikling {numbers.share(self.price)} om året: skøn (okonomi.toml, [scenarier]).",
            "Metode: docs/metode/kvartal.md.",
        ]


def scenarios(
    reading: Reading,
    kontoplan: pd.DataFrame,
    rules: Rules,
    trend: Trends,
    plan: Hjemtagelse,
    targets: Targets,
    *,
    earlier: Sequence[Reading] = (),
    years: int = 3,
    price: float = 0.0,
    seed: int = SEED,
    draws: int = DRAWS,
) -> Scenarios:
    """The next ``years`` budget years, 2–4, all of the same reading.

    ``price``: yearly price development as a share (0.03), an estimate of the user's; 0: the price
    level of the period's year.
    """
    require("scenarier", budgetaar=years, prisudvikling=price)
    this = reading.period.year
    ahead = list(range(this + 1, this + 1 + years))
    flow = _flow(reading, earlier, kontoplan, [this, *ahead], seed, draws)
    base = flow[0][0]
    success = targets.together.success
    parts = {
        STAY: (_stay(reading, ahead), "Ingen kommer, og ingen går; dagens priser."),
        FLOW: (flow[1:], _flow_words(flow)),
        TREND: (trend_ahead(trend, ahead), trend_words(trend)),
        PLAN: (
            [(cost - less, None, None)
             for (cost, *_), less in zip(
                 flow[1:], saved(reading, rules, plan, targets, ahead), strict=True)],
            "Planens hjemtagelser til tiden, og "
            f"{numbers.share(success, 0)} af forhandlingerne når gå-fra-prisen (skøn).",
        ),
    }  # fmt: skip
    rows = pd.DataFrame(
        [
            {"scenario": name, "year": str(year), "cost_oere": cost, "low_oere": low,
             "high_oere": high, "why": why if year == ahead[0] else _later(name, cost)}
            for name, (found, why) in parts.items()
            for year, (cost, low, high) in zip(ahead, found, strict=True)
        ]
    )  # fmt: skip
    amounts = ["cost_oere", "low_oere", "high_oere"]
    grown = (1 + price) ** (rows["year"].astype(int) - this)
    for name in amounts:
        rows[name] = (rows[name].astype("Float64") * grown).round().astype("Int64")
    rows["change_oere"] = rows["cost_oere"] - base
    rows["range"] = [_range(*pair) for pair in rows[["low_oere", "high_oere"]].to_numpy()]
    ends = (pd.Period(year=this, month=month, freq="M") for month in (1, 12))
    rows = rows.assign(
        group=rows["scenario"] + " " + rows["year"],
        n=persons(reading["placement"], *ends).nunique(),
        needs=TOTAL,
        # Against the forecast's row the plans' would tell the kroner of a few cases.
        planless=rows["scenario"].ne(PLAN).astype("int64"),
    )
    return Scenarios(
        period=reading.period,
        rows=rows.astype({"range": "str"}),
        base_oere=base,
        price=price,
        findings=tuple(scenario_findings(rows[rows["scenario"].isin(FAR)], base)),
    )


def _later(name: str, cost: int | None) -> str:
    return "" if cost is None else FAR.get(name, "")


def _stay(reading: Reading, years: Sequence[int]) -> list[Amounts]:
    """A whole year of every granted line that runs on the period's last day."""
    day = reading.period.to_timestamp(how="end").normalize()
    lines = reading["placement"]
    lines = lines[
        lines["status"].eq("bevilget")
        & lines["frequency"].ne("engang")
        & (lines["start"] <= day)
        & (lines["end"].isna() | (lines["end"] >= day))
    ]
    return [(_cost(lines.assign(end=pd.NaT), year), None, None) for year in years]


def _cost(lines: pd.DataFrame, year: int) -> int:
    first, last = (pd.Period(year=year, month=month, freq="M") for month in (1, 12))
    lines = lines.astype({"end": "datetime64[s]"})
    return int(monthly(lines, first, last, by=())["gross_oere"].sum())


def _flow(
    reading: Reading,
    earlier: Sequence[Reading],
    kontoplan: pd.DataFrame,
    years: Sequence[int],
    seed: int,
    draws: int,
) -> list[Amounts]:
    """Known cost and the forecast's expected in and out, without its price moves, and 80 %."""
    before = sorted((r for r in earlier if r.period < reading.period), key=lambda r: r.period)
    *past, now = drops_of([*before, reading], kontoplan)
    found: list[Amounts] = []
    for year in years:
        until = pd.Period(year=year, month=12, freq="M").ordinal
        made = predict(now, past, until, draws, seed)
        moved = np.sum([made.changes[n].sum(axis=1) for n in DRIVERS if n != "pris"], axis=0)
        known = _cost(reading["placement"], year)
        low, high = np.quantile(known + moved, [0.1, 0.9])
        sure = np.isfinite(made.widened)
        ends = (round(float(low)), round(float(high))) if sure else (None, None)
        found.append((known + round(float(moved.mean())), *ends))
    return found


def _flow_words(flow: Sequence[Amounts]) -> str:
    """What the forecast's scenario assumes; without history there is no flow to go on."""
    if flow[0][1] is None:
        return "For få måneder at lære af: kun de kendte bevillinger."
    return "Folk kommer og går som hidtil. Intervallet er mindst: det er efterprøvet i årets rest."


def _range(low: object, high: object) -> str:
    if pd.isna(low):
        return UNKNOWN
    return f"{numbers.kroner(low, -6)}–{numbers.kroner(high, -6)}"
