"""What if? A small table for the report, and sliders for whoever sits in JupyterLab.

One output carries both: JupyterLab shows the sliders, and a report, which knows only the Result's
bundle, shows the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any

import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.inputs import Inputs
from okonomi.analysis.hjemtagelse.lacking import no_moves
from okonomi.analysis.hjemtagelse.plan import Plan
from okonomi.analysis.hjemtagelse.tables import AT_LIKELY
from okonomi.analysis.hjemtagelse.variant import THIRD, Change, variant
from okonomi.analysis.hjemtagelse.years import plan_years
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.present import Column, Table, figures, numbers

if TYPE_CHECKING:
    from ipywidgets import Widget

DEARER_BY = 1.1
LESS_TAKEN = 0.85
FEWER_MONTHS = 36
MOST_PLACES, MOST_KR = 20, 10_000
"""Where the sliders end, unless a tilbud needs more."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Explored(Result):
    """``rows``: label, moves, gain_oere, change_oere (against the plan), the largest loss first;
    a shorter horizon is no risk and stands last (``risk`` is false). Each row is a new best plan,
    with other moves where they are better then."""

    name = "hvis"
    title = "Hvad hvis …?"

    given: Inputs
    plan: Plan
    rows: pd.DataFrame

    def summary(self) -> str:
        if self.rows.empty:
            return f"Der er ingen flytninger at ændre på, for {no_moves(self.given)}."
        worst = self.rows.iloc[0]  # the horizon stands last
        return (
            f"Ved de sandsynligste værdier er gevinsten over {self.given.horizon.count} måneder "
            f"fra {numbers.month(self.given.horizon.first)} mindst ved “{worst['label']}”: "
            f"{numbers.mio(worst['gain_oere'])} mod planens {numbers.mio(self.plan.gain_oere)}"
        )

    def tables(self) -> list[Table]:
        if self.rows.empty:
            return []
        return [
            Table(
                name="hvis",
                title="Den bedste plan, når noget er anderledes",
                frame=self.rows,
                columns=(
                    Column("label", "Hvis", "text"),
                    Column("moves", "Flyttes", "int"),
                    Column("gain_oere", self.given.measure, "oere", -3),
                    Column("change_oere", "Mod planen", "oere", -3),
                ),
                note=f"Beløbene er {AT_LIKELY}. Der giver planen "
                f"{numbers.mio(self.plan.gain_oere)}, som “Mod planen” regnes fra; gennemsnittet "
                "i “Kort sagt” er et andet tal, se planens gevinst år for år.",
            )
        ]

    def sources(self) -> list[str]:
        return ["Metode: docs/metode/hjemtagelse.md."]

    def sliders(self) -> Widget:
        """The sliders; move one, and the best plan is found and drawn anew."""
        return controls(self.given, self.plan)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        shown = super()._repr_mimebundle_(include, exclude)
        return shown if self.rows.empty else {**self.sliders()._repr_mimebundle_(), **shown}


def explore(period: pd.Period, given: Inputs, plan: Plan) -> Explored:
    """The what-ifs of a plan."""
    changes = _changes(given, plan) if given.candidates and given.homes else {}
    rows = []
    for label, change in changes.items():
        _, best = variant(given, change)
        moves = sum(c.home is not None for c in best.choices)
        rows.append((label, moves, best.gain_oere, change.months is None))
    frame = pd.DataFrame(rows, columns=["label", "moves", "gain_oere", "risk"])
    frame = frame.sort_values(
        ["risk", "gain_oere"], ascending=[False, True], kind="stable", ignore_index=True
    )
    return Explored(
        period=period,
        given=given,
        plan=plan,
        rows=frame.assign(change_oere=frame["gain_oere"] - plan.gain_oere).astype(
            {"change_oere": "int64"}
        ),
    )


def _changes(given: Inputs, plan: Plan) -> dict[str, Change]:
    home = the_home(given, plan)
    changes = {
        f"{home.name} får én plads mindre": Change(home=home.name, places=home.places - 1),
        f"{home.name} er 10 % dyrere": Change(
            home=home.name, price_kr=home.price_kr_per_day * DEARER_BY
        ),
        "Hver tredje flytning mislykkes": Change(risk=THIRD),
    }
    if any(h.created for h in given.homes):
        changes["Pladser i nye tilbud er besat 85 % af tiden"] = Change(occupancy=LESS_TAKEN)
    if given.horizon.count > FEWER_MONTHS:
        changes[f"Horisonten er {FEWER_MONTHS} måneder (ingen risiko, men et kortere sigte)"] = (
            Change(months=FEWER_MONTHS)
        )
    if home.places < 2:
        del changes[f"{home.name} får én plads mindre"]
    return changes


def the_home(given: Inputs, plan: Plan | None = None) -> Home:
    """The tilbud to begin with: where most of the plan's citizens move, else the largest."""
    moved = [choice.home for choice in plan.choices] if plan else []
    return max(given.homes, key=lambda home: (moved.count(home.name), home.places))


def drawing(given: Inputs, change: Change) -> str:
    """HTML of the best plan under ``change``: a sentence, and the gain year by year as bars.

    Drawn as a table, not by matplotlib, so that it follows the hand on the slider.
    """
    changed, plan = variant(given, change)
    years = plan_years(plan, changed.homes, changed.payers, changed.horizon)
    gains = years["net_oere" if given.net else "service_oere"].astype("int64")
    longest = max(int(gains.abs().max()), 1)
    rows = "".join(
        f"<tr><td>{year}</td><td style='width:24em'>{_bar(gain / longest)}</td>"
        f"<td style='text-align:right'>{numbers.tkr(gain)}</td></tr>"
        for year, gain in zip(years["year"], gains, strict=True)
    )
    return f"<p>{escape(_sentence(plan, changed))}</p><table>{rows}</table>"


def _bar(share: float) -> str:
    """A loss is hollow."""
    fill = figures.COLOURS[0] if share >= 0 else "transparent"
    return (
        f"<div style='height:1em;width:{abs(share):.1%};background:{fill};"
        f"border:1px solid {figures.COLOURS[0]}'></div>"
    )


def _sentence(plan: Plan, given: Inputs) -> str:
    moves = count(sum(c.home is not None for c in plan.choices), "sag flyttes", "sager flyttes")
    measure = given.measure.lower()
    opened = f"; {', '.join(plan.opened)} åbner" if plan.opened else ""
    gain = numbers.mio(plan.gain_oere)
    return f"{moves} hjem{opened}. Gevinst ved de sandsynligste værdier: {gain} {measure}."


def _price_of(home: Home) -> str:
    return "Fuld pris pr. døgn" if home.created else "Pris pr. døgn, ledig plads"


def controls(given: Inputs, plan: Plan) -> Widget:
    """Sliders over ``drawing``; one tilbud at a time is changed."""
    import ipywidgets as w

    first = the_home(given, plan)
    wide = {"style": {"description_width": "15em"}, "layout": {"width": "40em"}}
    late = {"continuous_update": False, **wide}
    home = w.Dropdown(options=[h.name for h in given.homes], value=first.name,
                      description="Tilbud", **wide)  # fmt: skip
    # A slider moves a value beyond its ends by itself: they must hold every tilbud's.
    most = max([MOST_PLACES, *(h.places for h in given.homes)])
    dearest = max([MOST_KR, *(2 * round(h.price_kr_per_day) for h in given.homes)])
    places = w.IntSlider(min=0, max=most, value=first.places, description="Pladser", **late)
    price = w.IntSlider(min=0, max=dearest, step=50, value=round(first.price_kr_per_day),
                        description=_price_of(first), **late)  # fmt: skip
    taken = w.IntSlider(min=50, max=100, step=5, value=100,
                        description="Belægning i nye tilbud, %", **late)  # fmt: skip
    likely = given.scenario.likely("risiko_for_tilbageflytning")
    risk = w.IntSlider(min=0, max=100, step=5, value=round(likely * 100),
                       description="Mislykkes, %", **late)  # fmt: skip
    months = w.IntSlider(min=min(12, given.horizon.count), max=given.horizon.count,
                         step=6, value=given.horizon.count, description="Horisont, måneder",
                         **late)  # fmt: skip
    shown = w.HTML()

    def redraw(_: object = None) -> None:
        known = next(h for h in given.homes if h.name == home.value)
        same = price.value == round(known.price_kr_per_day)
        shown.value = drawing(
            given,
            Change(
                home=home.value,
                places=places.value if places.value != known.places else None,
                price_kr=None if same else price.value,
                occupancy=taken.value / 100,
                risk=risk.value / 100 if risk.value != round(likely * 100) else None,
                months=months.value,
            ),
        )

    def another(change: Any) -> None:
        known = next(h for h in given.homes if h.name == change["new"])
        price.description = _price_of(known)
        places.value, price.value = known.places, round(known.price_kr_per_day)
        redraw()

    for slider in (places, price, taken, risk, months):
        slider.observe(redraw, names="value")
    home.observe(another, names="value")
    redraw()
    return w.VBox([home, places, price, taken, risk, months, shown])
