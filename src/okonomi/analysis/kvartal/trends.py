"""How have cost, numbers and prices moved over eight quarters? As the export knows them now.

Row: one quarter (``quarters``), or one function, area or the total in one quarter (``functions``),
by the ledger of the period's own export. A quarter that began before the export's own memory lacks
those who had left by then, and says so. Measures: ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import TOTAL, stack_rows, with_areas_of, with_row_keys
from okonomi.analysis.kvartal.memory import known_from, whole_word
from okonomi.analysis.kvartal.place import AWAY, PLACES, placed
from okonomi.analysis.kvartal.public import persons
from okonomi.analysis.kvartal.trends_tables import trend_tables
from okonomi.analysis.price_level import PriceLevel, price_level, usual_series
from okonomi.analysis.result import Result
from okonomi.cost import (
    days_in_period,
    days_in_year,
    gennemsnitligt_antal,
    monthly,
    person_days,
    spread,
    unit_price,
)
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Figure, Table, figures, numbers
from okonomi.present.numbers import NBSP
from okonomi.rules import Rules, Value

if TYPE_CHECKING:
    from matplotlib.axes import Axes

QUARTERS = 8
LEVELS = (["area_label", "function_label"], ["area_label"], ["total_label"])


@dataclass(frozen=True, eq=False, kw_only=True)
class Trends(Result):
    """``quarters``: quarter (its last month), label, cost_oere (granted and expected lines, with
    moms as granted), fixed_oere (in the price level of ``period``'s year), average (gennemsnitligt
    antal), unit_oere and unit_fixed_oere (enhedspris, kroner a year), away_share, unknown_share (of
    the days of all places), whole (True, False), whole_word, and the group told of (moment, group,
    n). ``functions``: label, row_kind,
    area_label, quarter and the same measures. Fixed prices are missing where the series lacks a
    year. ``known_from``: the first month of which the export holds what has ended; missing where
    nothing has.
    """

    name = "tendenser"
    title = "Hvordan har udgift, antal og pris udviklet sig i otte kvartaler?"

    quarters: pd.DataFrame
    functions: pd.DataFrame
    known_from: pd.Timestamp
    values: tuple[Value, ...]
    because: str

    def summary(self) -> str:
        whole = self.quarters[self.quarters["whole"] & (self.quarters["average"] > 0)]
        last = self.quarters.iloc[-1]
        if len(whole) < 2:
            return (
                f"Gennemsnitligt antal i {last.label} er {numbers.number(last.average)}; udtrækket "
                "rækker ikke langt nok tilbage til at vise en udvikling."
            )
        first = whole.iloc[0]
        return (
            f"Fra {first.label} til {last.label} er gennemsnitligt antal gået fra "
            f"{numbers.number(first.average)} til {numbers.number(last.average)} og kvartalets "
            f"udgift fra {numbers.mio(first.cost_oere)} til {numbers.mio(last.cost_oere)}"
            f"{self._fixed(first, last)}; {numbers.share(last.away_share)} af dagene er udenbys "
            f"mod {numbers.share(first.away_share)}."
        )

    def public_summary(self) -> str:
        whole, last = self.quarters[self.quarters["whole"]], self.quarters.iloc[-1]
        number = "{tendenser|%s|average}"
        text = f"Gennemsnitligt antal er {number % last.group} i det seneste kvartal"
        if len(whole) < 2:
            return f"{text}."
        return f"{text}; i det første hele kvartal var det {number % whole.iloc[0].group}."

    def _fixed(self, first: pd.Series, last: pd.Series) -> str:
        if pd.isna(first.unit_fixed_oere) or pd.isna(last.unit_fixed_oere):
            return ""
        change = last.unit_fixed_oere / first.unit_fixed_oere - 1
        word = "steget" if change > 0 else "faldet"
        return f"; enhedsprisen er i faste priser {word} {numbers.share(abs(change))}"

    def tables(self) -> list[Table]:
        return trend_tables(self)

    def figures(self) -> list[Figure]:
        if self.quarters["cost_oere"].eq(0).all():
            return []
        ends = self.quarters.iloc[[0, -1]]
        said = "; ".join(
            f"{row.label}: {numbers.mio(row.cost_oere)} i løbende og "
            f"{numbers.mio(row.fixed_oere)} i faste priser"
            for row in ends.itertuples()
        )
        return [
            figures.figure(
                self.plot,
                name="tendenser",
                title="Udgift pr. kvartal i løbende og faste priser",
                alt=f"Kurver over otte kvartaler. {said}.",
                height=2.6,
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        tidy = self.quarters.rename(
            columns={"cost_oere": "Løbende priser", "fixed_oere": "Faste priser"}
        ).melt("quarter", ["Løbende priser", "Faste priser"], var_name="series", value_name="oere")
        axes = figures.lines(tidy.dropna(subset=["oere"]), "quarter", "oere", "series", ax=ax)
        axes.set_ylim(top=axes.get_ylim()[1] * 1.1)
        labels = self.quarters["label"].str.replace("kvt.\u00a0", "kvt.\n", regex=False).tolist()
        axes.set_xticks(list(range(len(labels))), labels)
        return axes

    def definitions(self) -> list[tuple[str, str]]:
        return define("gennemsnitligt antal", "enhedspris", "faste priser", "udenbys")

    def sources(self) -> list[str]:
        used = dict.fromkeys(f"{value.name}: {value.source}" for value in self.values)
        return [
            "Bevillingerne i månedens udtræk, også for de tidligere kvartaler.",
            *used,
            "Metode: docs/metode/kvartal.md.",
        ]


def trends(
    reading: Reading,
    kontoplan: pd.DataFrame,
    rules: Rules,
    municipality: str,
    quarters: int = QUARTERS,
) -> Trends:
    """The last ``quarters`` quarters up to the period's, by the lines of its own export.

    ``municipality``: our name, as the exports spell it; what lies elsewhere is udenbys.
    """
    period = reading.period
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    lines = with_row_keys(reading["placement"], kontoplan)
    lines = lines.assign(
        total_label=pd.array([TOTAL] * len(lines), dtype="str"), place=placed(reading, municipality)
    )
    ends = [period - 3 * n for n in range(quarters - 1, -1, -1)]
    years = pd.Series([end.year for end in ends])
    level = price_level(years, usual_series(reading["contract"]), period.year, rules)
    sums = [_sums(lines, ends, by) for by in LEVELS]
    parts = [
        _quarter(sums, end, level.factor.iloc[n]).assign(quarter=end.to_timestamp())
        for n, end in enumerate(ends)
    ]
    functions = pd.concat(parts, ignore_index=True)
    since = known_from(reading)
    who = persons(lines, ends[0] - 2, period)
    who.index = who.index.to_period("M")
    who = who.sort_index()
    starts = functions["quarter"] - pd.DateOffset(months=2)
    functions = functions.assign(whole=(starts >= since).to_numpy(dtype=bool))
    total = functions[functions["row_kind"] == "total"].reset_index(drop=True)
    total = total.assign(
        label=[f"{end.quarter}.{NBSP}kvt.{NBSP}{end.year}" for end in ends],
        whole_word=whole_word(total["whole"]),
        moment=[str(end) for end in ends],
        group=[f"kvartal {end}" for end in ends],
        needs=TOTAL,
        n=[int(who[end - 2 : end].nunique()) for end in ends],
    )
    return Trends(
        period=period,
        quarters=total.drop(columns=["row_kind", "area_label"]),
        functions=functions,
        known_from=since,
        values=level.values,
        because=level.because,
        findings=tuple(_findings(total, since, level, lines)),
    )


def _sums(lines: pd.DataFrame, ends: list[pd.Period], by: list[str]) -> pd.DataFrame:
    """Kroner, person days and days per place of every group of ``by`` in every quarter."""
    first, last = ends[0] - 2, ends[-1]
    cost = monthly(lines, first, last, by=by).rename(columns={"gross_oere": "cost_oere"})
    persons = person_days(lines, first, last, by=by)
    where = person_days(lines, first, last, by=[*by, "place"])
    where = where.pivot_table(
        index=[*by, "month"], columns="place", values="person_days", aggfunc="sum"
    ).reindex(columns=list(PLACES))
    index = [*by, "month"]
    frame = cost.set_index(index)[["cost_oere"]].join(
        [persons.set_index(index)[["person_days"]], where], how="outer"
    )
    frame = frame.fillna(0).astype("int64").reset_index()
    months_left = (2 - (frame["month"].dt.month - 1) % 3).to_numpy()
    quarter = frame["month"].dt.to_period("M") + months_left
    return frame.assign(quarter=quarter).drop(columns="month").groupby([*by, "quarter"]).sum()


def _quarter(sums: list[pd.DataFrame], end: pd.Period, factor: float) -> pd.DataFrame:
    """The rows of one quarter, with ``factor`` to fixed prices (missing: none)."""
    year, days = days_in_year(end.year), days_in_period(end - 2, end)
    found = []
    for all_quarters in sums:
        here = all_quarters.index.get_level_values("quarter") == end
        frame = all_quarters[here].droplevel("quarter")
        known = frame[list(PLACES)].sum(axis=1).replace(0, np.nan)
        frame = frame.assign(
            average=gennemsnitligt_antal(frame["person_days"], days),
            unit_oere=unit_price(frame["cost_oere"], frame["person_days"], year),
            away_share=frame[AWAY] / known,
            unknown_share=frame[PLACES[-1]] / known,
        )
        found.append(frame.drop(columns=list(PLACES)))
    by_function, by_area, total = found
    for frame, fixed in zip(found, _fixed(by_function, by_area, total, factor), strict=True):
        frame["fixed_oere"] = pd.array(fixed, dtype="Int64")
        frame["unit_fixed_oere"] = _per_year(frame, year)
    if total.empty:
        total = total.reindex([TOTAL]).fillna({"cost_oere": 0, "person_days": 0, "average": 0.0})
    return stack_rows(by_function, by_area, total)


def _fixed(
    by_function: pd.DataFrame, by_area: pd.DataFrame, total: pd.DataFrame, factor: float
) -> list[list[object]]:
    """Each frame's kroner in fixed prices: the total is rounded once, and its areas and their
    functions share it, so that the rows sum to the total."""
    frames = (by_function, by_area, total)
    if pd.isna(factor):
        return [[pd.NA] * len(frame) for frame in frames]
    whole = round(int(total["cost_oere"].sum()) * factor)
    areas = dict(zip(by_area.index, _shared(whole, by_area["cost_oere"], factor), strict=True))
    functions = pd.Series(0, index=by_function.index, dtype="int64")
    for area, own in by_function.groupby(level="area_label"):
        functions[own.index] = _shared(areas[area], own["cost_oere"], factor)
    return [functions.tolist(), list(areas.values()), [whole] * len(total)]


def _shared(whole: int, cost: pd.Series, factor: float) -> list[int]:
    """``whole`` in proportion to ``cost``; kroner that cancel out cannot share, and are rounded."""
    if not cost.sum():
        return (cost * factor).round().astype("int64").tolist()
    return spread(whole, cost).tolist()


def _per_year(frame: pd.DataFrame, year: int) -> pd.Series:
    """Enhedspris in fixed prices; missing without persons or without a factor."""
    known = frame["fixed_oere"].notna()
    price = unit_price(frame["fixed_oere"].fillna(0).astype("int64"), frame["person_days"], year)
    return price.where(known)


def _named(some: pd.Index, quarters: pd.DataFrame) -> str:
    """The quarters by name; more than two in a row by the first and the last."""
    labels = quarters.loc[some, "label"].tolist()
    places = quarters.index.get_indexer(some)
    if len(some) > 2 and places[-1] - places[0] == len(some) - 1:
        return f"{labels[0]} til {labels[-1]}"
    return ", ".join(labels)


def _findings(
    quarters: pd.DataFrame, since: pd.Timestamp, level: PriceLevel, lines: pd.DataFrame
) -> list[Finding]:
    found = []
    late = quarters[~quarters["whole"]]
    if len(late) and len(lines):
        from_when = (
            "Udtrækket har ingen eller næsten ingen bevillinger, der er sluttet"
            if pd.isna(since)
            else f"Udtrækket har først bevillinger, der er sluttet, fra {numbers.month(since)}"
        )
        found.append(
            Finding(
                code="kvartaler-uden-hukommelse",
                severity="advarsel",
                text=f"{from_when}: {_named(late.index, quarters)} mangler dem, der var holdt "
                "op, og er for lave.",
                remedy="Udtræk også bevillinger, der er sluttet i de seneste to år.",
            )
        )
    if level.because:
        lacking = quarters.index[level.factor.isna().to_numpy()]
        found.append(
            Finding(
                code="faste-priser-mangler",
                severity="advarsel",
                text=f"Faste priser kan ikke vises for {_named(lacking, quarters)}. "
                f"{level.because}",
                remedy="Tilføj prisserien med kilde i regler/price_index.csv i arbejdsområdet.",
            )
        )
    return found
