"""Why has the figure changed? Two bridges to forventet regnskab: from the budget, from last month.

Each has rows by cause, in all and per function, and by volume, price and mix. Every row is worked
out on its own and the rows sum to the difference to the øre: ``docs/metode/bridge.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.behind import later
from okonomi.analysis.bridge.causes import (
    IndexFactors,
    paid_once,
    since_before,
    since_new_year,
)
from okonomi.analysis.bridge.days import counted_lines, runs_of_days, stock_at_new_year
from okonomi.analysis.bridge.findings import bridge_findings
from okonomi.analysis.bridge.sums import (
    beyond_grants,
    budget_of,
    expected_of,
    persons_of,
    year_of,
)
from okonomi.analysis.bridge.view import BEYOND, MOMS, OPENING, OUTLOOK, View, make_view
from okonomi.analysis.bridge.volume import PARTS, price_volume_mix
from okonomi.analysis.budget_rows import CORRECTED, basis_of, with_areas_of
from okonomi.analysis.cells import match
from okonomi.analysis.followup.result import inflow_of
from okonomi.analysis.result import Result
from okonomi.analysis.words import amount, deviation_word
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Figure, Table, numbers
from okonomi.rules import Rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from okonomi.analysis.forecast.result import Forecast


@dataclass(frozen=True, eq=False, kw_only=True)
class Bridge(Result):
    """From the budget, and from last month's figure, to this month's forventet regnskab.

    ``budget`` is None where the year has no budget, ``month`` where there is no reading of the
    month before. ``expected_oere`` is the end of the first, the same as the follow-up's; the second
    ends there too, but for the forecast's net inflow, which has no month before. ``basis``: which
    budget the first begins with, as in the follow-up. ``grants``: whether any grant costs anything
    in the year.
    """

    name = "bro"
    title = "Hvorfor er tallet ændret?"

    budget: View | None
    month: View | None
    expected_oere: int
    basis: str = CORRECTED
    grants: bool = True

    def summary(self) -> str:
        year = self.period.year
        if not self.grants:
            return (
                f"Der er ingen bevillinger med en udgift i {year} i mappen, så det kan ikke siges, "
                "hvorfor tallet er ændret."
            )
        text = f"Forventet regnskab {year} er {amount(self.expected_oere)}"
        if self.budget is not None:
            text += f", {_against(self.budget.change, self.basis)}{_because(self.budget)}"
        if self.month is not None:
            since = numbers.month(self.period - 1)
            text += f"; siden {since} er udgiften til de kendte bevillinger og det bogførte "
            text += _moved(self.month.change)
            text += _because(self.month)
        return f"{text.rstrip('.')}."

    def views(self) -> list[View]:
        """The bridges there are."""
        return [view for view in (self.budget, self.month) if view is not None]

    def tables(self) -> list[Table]:
        # The same table of each bridge side by side.
        both = zip(*(view.tables() for view in self.views()), strict=True)
        return [table for tables in both for table in tables]

    def figures(self) -> list[Figure]:
        # Paper has room for the first; the table says the same of the second.
        return [replace(view.figure(), paper=n == 0) for n, view in enumerate(self.views())]

    def plot(self, ax: Axes | None = None) -> Axes:
        if not self.views():
            raise ValueError("there is neither a budget nor a month before to draw from")
        return self.views()[0].draw(ax)

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "forventet regnskab",
            "helårsperson",
            "mix",
            "mængde",
            "prisregulering",
            "samspil",
            "tilbagevirkende",
        )

    def sources(self) -> list[str]:
        return [
            "Bevillinger, budget og posteringer i denne og forrige måneds udtræk; prisindekset i "
            "arbejdsområdets regler.",
            "Metode: docs/metode/bridge.md.",
        ]


def bridge(
    reading: Reading,
    before: Reading | None,
    kontoplan: pd.DataFrame,
    rules: Rules,
    posted_with_moms: bool = True,
    outlook: Forecast | None = None,
) -> Bridge:
    """Both bridges to the forventet regnskab of ``reading``, for the year of its period.

    ``before`` is the reading of the month before, or None; its figures are those of the same year.
    ``posted_with_moms`` and ``outlook`` as in ``followup``. Frames given are not changed.
    """
    period = reading.period
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    if before is not None:
        kontoplan = with_areas_of(kontoplan, before["placement"])
    parts = _Parts(reading, before, kontoplan, rules, posted_with_moms, outlook)
    budget = parts.from_budget() if (reading["budget"]["year"] == period.year).any() else None
    month = parts.from_month() if before is not None else None
    return Bridge(
        period=period,
        budget=budget,
        month=month,
        expected_oere=int(parts.expected.sum() + parts.inflow.sum()),
        basis=basis_of(reading["budget"], period.year),
        grants=bool(parts.year["now"]["gross_oere"].any()),
        findings=bridge_findings(period, budget, month, parts.factors.has_year),
        year_lines=later(reading, kontoplan),
    )


class _Parts:
    """The sides and what both bridges share."""

    def __init__(
        self,
        reading: Reading,
        before: Reading | None,
        kontoplan: pd.DataFrame,
        rules: Rules,
        with_moms: bool,
        outlook: Forecast | None,
    ) -> None:
        self.inflow = inflow_of(outlook)
        self.known = "" if outlook is None else ", kendte bevillinger"
        self.reading, self.kontoplan = reading, kontoplan
        self.period = period = reading.period
        self.months = (first_month_of_year(period), last_month_of_year(period))
        self.factors = IndexFactors(rules, period.year)
        readings, self.elapsed = {"now": reading}, None
        if before is not None:
            # A drop of the year before is asked about this year, of which no month had passed.
            same_year = before.period.year == period.year
            self.elapsed = before.period.month if same_year else 0
            readings["before"] = before if same_year else replace(before, period=self.months[0])
        self.lines = counted_lines(readings, kontoplan)
        self.lines["stock"] = stock_at_new_year(self.lines["now"], period.year)
        self.runs = runs_of_days(self.lines, period.year)
        readings["stock"] = reading
        self.year = {
            name: year_of(lines, readings[name], rules, with_moms)
            for name, lines in self.lines.items()
        }
        cells = {
            name: match(readings[name], kontoplan, rules, with_moms)
            for name in readings
            if name != "stock"
        }
        self.beyond = {name: beyond_grants(found) for name, found in cells.items()}
        self.ends = {name: expected_of(found) for name, found in cells.items()}
        self.expected = self.ends["now"]

    def from_budget(self) -> View:
        year = self.period.year
        budget = budget_of(self.reading, self.kontoplan)
        basis = basis_of(self.reading["budget"], year)
        now, stock = self.year["now"], self.year["stock"]
        base = now["gross_oere"] - now["moms_oere"]
        volume = self._volume(
            budget["oere"], base, budget["persons"], persons_of(self.lines["now"], self.period)
        )
        entries = since_new_year(self.runs, self.period, self.elapsed, self.factors)
        return make_view(
            name="budget",
            title=f"Fra {basis} budget til forventet regnskab {year}",
            start_label=f"{basis.capitalize()} budget {year}",
            end_label=f"Forventet regnskab {year}",
            start=budget["oere"],
            end=_plus(self.expected, self.inflow),
            entries=pd.concat([entries, paid_once(self.lines["now"], self.months, 1)]),
            others={
                OPENING: _minus(stock["gross_oere"] - stock["moms_oere"], budget["oere"]),
                MOMS: _minus(stock["moms_oere"], now["moms_oere"]),
                BEYOND: self.beyond["now"],
                OUTLOOK: self.inflow,
            },
            volume=self._with_rest(
                volume, {"beyond_oere": self.beyond["now"], "outlook_oere": self.inflow}
            ),
        )

    def from_month(self) -> View:
        year, since = self.period.year, numbers.MONTHS[(self.period - 1).month - 1]
        now, before = self.year["now"], self.year["before"]
        had, have = (persons_of(self.lines[side], self.period) for side in ("before", "now"))
        volume = self._volume(before["main_oere"], now["main_oere"], had, have, nobody=True)
        bases = [s["gross_oere"] - s["moms_oere"] - s["main_oere"] for s in (now, before)]
        beyond = _minus(self.beyond["now"], self.beyond["before"])
        entries = [
            since_before(self.runs, self.period, self.elapsed or 0, self.factors),
            paid_once(self.lines["before"], self.months, -1),
            paid_once(self.lines["now"], self.months, 1),
        ]
        month = numbers.MONTHS[self.period.month - 1]
        return make_view(
            name="maaneds",
            title=f"Forventet regnskab {year}: fra {since} til {month}{self.known}",
            start_label=f"Forventet regnskab {year} efter {since}{self.known}",
            end_label=f"Forventet regnskab {year} efter {month}{self.known}",
            start=self.ends["before"],
            end=self.expected,
            entries=pd.concat(entries),
            others={MOMS: _minus(before["moms_oere"], now["moms_oere"]), BEYOND: beyond},
            volume=self._with_rest(volume, {"other_oere": _minus(*bases), "beyond_oere": beyond}),
        )

    def _volume(
        self,
        old: pd.Series,
        new: pd.Series,
        old_persons: pd.Series,
        new_persons: pd.Series,
        nobody: bool = False,
    ) -> pd.DataFrame:
        """Price, volume and mix; ``nobody``: a function without old persons had none."""
        kroner = pd.DataFrame({"old_oere": old, "new_oere": new}).fillna(0)
        both = kroner.join(
            pd.DataFrame({"old_persons": old_persons, "new_persons": new_persons}, dtype="object"),
            how="outer",
        )
        both[["old_oere", "new_oere"]] = both[["old_oere", "new_oere"]].fillna(0)
        both["new_persons"] = both["new_persons"].map(_or_nobody)
        if nobody:
            both["old_persons"] = both["old_persons"].map(_or_nobody)
        return price_volume_mix(both).join(both[["old_persons", "new_persons"]])

    def _with_rest(self, volume: pd.DataFrame, rest: dict[str, pd.Series]) -> pd.DataFrame:
        """Add what is no persons, what is posted beyond the grants …; and the sum of all."""
        volume = volume.join(pd.DataFrame(rest), how="outer")
        volume.index = volume.index.set_names(["area_label", "function_label"])
        amounts = [name for name in volume if name.endswith("_oere")]
        volume[amounts] = volume[amounts].fillna(0).astype("int64")
        for name in ("old_persons", "new_persons"):
            volume[name] = volume[name].map(lambda n: float("nan") if pd.isna(n) else float(n))
        volume = volume.astype({"old_persons": "Float64", "new_persons": "Float64"})
        return volume[["old_persons", "new_persons", *PARTS, *rest]].assign(
            quantity_oere=volume["volume_oere"] + volume["mix_oere"],
            change_oere=volume[amounts].sum(axis=1),
        )


def _or_nobody(persons: object) -> Fraction:
    return persons if isinstance(persons, Fraction) else Fraction(0)


def _plus(one: pd.Series, other: pd.Series) -> pd.Series:
    return one.add(other, fill_value=0).fillna(0).astype("int64")


def _minus(new: pd.Series, old: pd.Series) -> pd.Series:
    return new.sub(old, fill_value=0).fillna(0).astype("int64")


def _against(change: int, basis: str) -> str:
    if change == 0:
        return f"det samme som {basis} budget"
    return f"et {deviation_word(change)} på {amount(abs(change))} mod {basis} budget"


def _moved(change: int) -> str:
    if change == 0:
        return "uændret"
    return f"{'steget' if change > 0 else 'faldet'} {amount(abs(change))}"


def _because(view: View) -> str:
    reasons = view.main_reasons()
    return f", mest på grund af {reasons}" if reasons else ""
