"""Who could come home, to what and when, and what does it save? The whole plan as a Result.

Net is always worked out on each payer's yearly total with all chosen moves together. Prices are
net of moms, in the level of the period's year; amounts are whole øre, a saving is positive. The
method and its limits: ``docs/metode/hjemtagelse.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.hjemtagelse import tables
from okonomi.analysis.hjemtagelse.compare import BEST, DEAREST, comparison, plans
from okonomi.analysis.hjemtagelse.explore import Explored, explore
from okonomi.analysis.hjemtagelse.facts import facts
from okonomi.analysis.hjemtagelse.inputs import Inputs, inputs
from okonomi.analysis.hjemtagelse.lacking import no_plan, only_lower
from okonomi.analysis.hjemtagelse.lower import counted_there_too, lower_prices
from okonomi.analysis.hjemtagelse.plan import Plan
from okonomi.analysis.hjemtagelse.scenario import Scenario
from okonomi.analysis.hjemtagelse.tornado import INPUTS, tornado, tornado_height
from okonomi.analysis.hjemtagelse.uncertainty import DRAWS, Outcome, outcome
from okonomi.analysis.hjemtagelse.years import plan_years
from okonomi.analysis.result import Result
from okonomi.analysis.targets.result import Targets
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import Figure, Table, figures, numbers
from okonomi.rules import Rules

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SKOEN = " (skøn)"
MOST_SURE = 0.99
"""A thousand draws tell no more."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Hjemtagelse(Result):
    """The plan with the greatest net gain, and what it stands on.

    ``moves``: see ``facts`` (internal). ``years``: see ``plan_years``. ``comparison``: see
    ``compare``. ``candidates``: every placement udenbys (internal), the rows of ``Found``
    with ``chosen``. ``outcome``: the draws and the tornado. ``given``: what the plan was made of.
    The list of candidates and each case's break-even stand on screen and in the workbook, not on
    paper.
    """

    name = "hjemtagelse"
    title = "Hvem kunne komme hjem, og hvad sparer det?"

    plan: Plan
    moves: pd.DataFrame
    years: pd.DataFrame
    comparison: pd.DataFrame
    candidates: pd.DataFrame
    outcome: Outcome
    given: Inputs

    @property
    def gain_oere(self) -> int:
        """Net over the horizon with every input as likely, failures counted; service less anlæg
        where the thresholds are unknown."""
        return self.plan.gain_oere

    def summary(self) -> str:
        month = numbers.month(self.period)
        seen = (len(self.candidates), "placering", "placeringer")
        if not self.plan.choices:
            return no_plan(self.given, month)
        best = self.comparison.set_index("label").loc[BEST]
        lower = f" og {numbers.whole(best['lower'])} genforhandles" if best["lower"] else ""
        likely = best["pays_back"]
        sure = (
            f"80{numbers.NBSP}%-interval {numbers.mio(best['low_oere'])} til "
            f"{numbers.mio(best['high_oere'])}; "
            "sandsynligheden for, at det betaler sig, er "
            f"{'mindst ' if likely > MOST_SURE else ''}{numbers.share(min(likely, MOST_SURE), 0)}."
        )
        service = numbers.mio(self.years["service_oere"].sum())
        span = f"i {self.given.horizon.count} måneder fra {numbers.month(self.given.horizon.first)}"
        measure = self.given.measure.lower() if self.given.net else "i serviceudgift"
        likely_gain = f"ved de sandsynligste værdier er det {numbers.mio(best['gain_oere'])}"
        besides = (
            f", og serviceudgiften falder {service}"
            if self.given.net
            else "; netto kan ikke regnes: beløbsgrænserne mangler."
        )
        who = (
            f"Sager at overveje, og ingen afgørelse: {numbers.whole(best['moves'])} af "
            f"{count(*seen)} udenbys kunne flytte hjem{lower}"
            if best["moves"]
            else only_lower(self.given, best["lower"])
        )
        return (
            f"{who}, og det ventes at {_spare(best['mean_oere'], span, measure)} "
            f"i gennemsnit af {numbers.whole(DRAWS)} gennemregninger; {sure} Lykkes alt, er det "
            f"{numbers.mio(best['all_oere'])}; {likely_gain}{besides}"
        )

    def tables(self) -> list[Table]:
        net, shown = self.given.net, []
        if len(self.moves):
            word = SKOEN if self.given.skoen else ""
            shown.append(tables.moves_table(self.moves, self.given, word))
            shown.append(tables.years_table(self.years, net, self._two_figures(), word))
            shown.append(tables.comparison_table(self.comparison, self.given.measure))
        if len(self.given.closed):
            shown.append(tables.closing_table(self.given.closed))
        shown.append(tables.assumptions_table(self.given))
        if len(self.moves):
            shown.append(tables.facts_table(self.moves))
        if len(self.candidates):
            shown.append(tables.candidates_table(self.candidates))
        return shown

    def _two_figures(self) -> str:
        best = self.comparison.set_index("label").loc[BEST]
        return tables.two_figures(best["mean_oere"], best["gain_oere"])

    def figures(self) -> list[Figure]:
        rows = self._tornado()
        if rows.empty or self.moves.empty:  # without a plan nothing moves its gain
            return []
        return [
            figures.figure(
                self.plot,
                name="tornado",
                title="Hvad betyder mest for gevinsten?",
                alt="Vandrette søjler om planens gevinst ved de sandsynligste værdier. "
                + "; ".join(
                    f"{row.label}: {numbers.mio(row.low_oere)} til {numbers.mio(row.high_oere)}"
                    for row in rows.itertuples()
                )
                + ".",
                height=tornado_height(len(rows)),
            )
        ]

    def plot(self, ax: Axes | None = None) -> Axes:
        rows = self._tornado()
        if ax is None:
            from matplotlib import pyplot as plt

            size = (figures.WIDTH, tornado_height(len(rows)))
            ax = plt.subplots(layout="constrained", figsize=size)[1]
        return tornado(rows, self.outcome.likely_oere, ax)

    def _tornado(self) -> pd.DataFrame:
        frame = self.outcome.tornado
        return frame[frame["spread_oere"] > 0].assign(label=frame["input"].map(INPUTS))

    def control_total(self) -> str:
        """The one line a test compares by value."""
        simple = self.comparison.set_index("label").loc[DEAREST]
        return (
            f"{self.period}: {count(len(self.candidates), 'placering', 'placeringer')} udenbys; "
            f"{len(self.moves)} i planen; gevinst ved de sandsynligste værdier "
            f"{numbers.kr(self.gain_oere)}; "
            f"dyreste først er {numbers.kr(simple['less_oere'])} mindre"
        )

    def explore(self) -> Explored:
        """The plan with a few things changed, and sliders for it in JupyterLab."""
        return explore(self.period, self.given, self.plan)

    def sources(self) -> list[str]:
        names: dict[str, list[str]] = {}
        for value in self.given.values:
            names.setdefault(value.source, []).append(value.name.rpartition(".")[0] or value.name)
        used = [f"{', '.join(dict.fromkeys(of))}: {source}" for source, of in names.items()]
        return [
            "Bevillinger, kontrakter, egen kapacitet og scenariet "
            f"“{self.given.scenario.name}”. Priser uden moms, med grænserne i {self.period.year}-"
            "niveau.",
            *used,
            "Metode: docs/metode/hjemtagelse.md.",
        ]


def hjemtagelse(
    reading: Reading,
    rules: Rules,
    municipality: str,
    scenario: Scenario,
    prices: Targets | None = None,
) -> Hjemtagelse:
    """The best plan under ``scenario``, with what stands beside it.

    ``prices``: the servicetjek's targets of the same month. Where one counts, the case may be
    renegotiated to its walk-away price instead, from the first day a new price can bite, and the
    plan takes the better of the two. ``UserError`` where the scenario closes a tilbud that is not
    known.
    """
    lower = None if prices is None else lower_prices(prices)
    given = inputs(reading, rules, municipality, scenario, lower)
    found = plans(given)
    plan = found[BEST]
    taken = {int(choice.candidate) for choice in plan.choices}
    at_home = [int(choice.candidate) for choice in plan.choices if choice.home]
    doubts = scenario.doubts()
    return Hjemtagelse(
        period=reading.period,
        plan=plan,
        moves=facts(plan, given),
        years=plan_years(plan, given.homes, given.payers, given.horizon),
        comparison=comparison(found, given),
        candidates=given.found.frame.assign(chosen=given.found.frame.index.isin(taken)),
        outcome=outcome(plan, given.homes, given.payers, given.horizon, doubts),
        given=given,
        findings=(
            *given.findings,
            *_of_plan(plan, given),
            *counted_there_too(lower, given.found.frame.loc[at_home]),
        ),
    )


def _spare(mean_oere: int, span: str, measure: str) -> str:
    """What the draws give in the mean: a plan that pays as things are likeliest may lose there."""
    amount = numbers.mio(abs(mean_oere))
    if mean_oere >= 0:
        return f"spare {span} {amount} {measure}"
    return f"koste {span} {amount} {measure} mere, end det sparer,"


def _of_plan(plan: Plan, given: Inputs) -> list[Finding]:
    said = []
    if plan.cut:
        said.append(
            Finding(
                code="ikke-alle-muligheder",
                severity="oplysning",
                text=f"{count(len(plan.cut), 'husstand', 'husstande')} har så mange mulige "
                "flytninger, at kun de bedste er prøvet sammen.",
            )
        )
    if len(given.closed):
        extra = given.closed["extra_oere"].sum(min_count=len(given.closed))
        residents = count(int(given.closed["residents"].sum()), "beboer", "beboere")
        cost = (
            "Merudgiften kan ikke regnes, fordi en pris mangler."
            if pd.isna(extra)
            else f"Det koster {numbers.mio(extra)} mere om året i serviceudgift."
        )
        said.append(
            Finding(
                code="tilbud-lukkes",
                severity="advarsel",
                text=f"Scenariet lukker {', '.join(sorted(set(given.closed['tilbud'])))}: "
                f"{residents} skal bo et andet sted. {cost} Det er ikke trukket fra planens "
                "gevinst.",
            )
        )
    return said
