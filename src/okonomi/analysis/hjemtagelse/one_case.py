"""One case on given figures: year by year, paid back when, and where it breaks even.

Needs no exports. The figures are checked, and everything that is wrong or missing is said at once.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from okonomi.analysis.hjemtagelse.case import Case, judge
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move
from okonomi.analysis.hjemtagelse.payer import Payer
from okonomi.analysis.hjemtagelse.tables import CONSIDER, years_table
from okonomi.analysis.result import Result
from okonomi.errors import Faults
from okonomi.findings import Finding
from okonomi.period import parse_period
from okonomi.present import Column, Table, numbers
from okonomi.rules import Missing, Rules, Value

LABELS = {
    "present_kr_per_day": "den fulde pris i dag pr. døgn",
    "local_kr_per_day": "den lokale pris pr. døgn",
    "fixed_kr_per_day": "heraf fast, også for en tom plads, pr. døgn",
    "forgone_kr_per_day": "mistet indtægt ved ikke at sælge pladsen pr. døgn",
    "transition_kr": "udgiften til at flytte",
    "anlaeg_kr": "anlæg",
    "return_kr": "udgiften ved en mislykket flytning",
    "egenbetaling_kr_per_month": "mere i egenbetaling pr. måned",
    "double_months": "måneder med dobbelt betaling",
    "fail_probability": "sandsynligheden for, at flytningen mislykkes",
    "fail_after_months": "måneder, før en mislykket flytning er slut",
    "yearly_total_kr": "betalerens udgift pr. år, som den er i dag",
}
REQUIRED = ("present_kr_per_day", "local_kr_per_day", "yearly_total_kr")
SHARES = ("fail_probability",)
SIGNED = ("egenbetaling_kr_per_month",)


@dataclass(frozen=True, eq=False, kw_only=True)
class OneCase(Result):
    """``case``: see ``Case``; ``figures_given``: what was given, label and value."""

    name = "sag"
    title = "Hvad sparer det at tage sagen hjem?"

    case: Case
    figures_given: pd.DataFrame
    horizon: Horizon
    net: bool
    values: tuple[Value, ...]

    @property
    def _word(self) -> str:
        return " (skøn)" if any(value.skoen for value in self.values) else ""

    def summary(self) -> str:
        years = self.case.years
        service = numbers.mio(years["service_oere"].sum(), 2)
        span = f"i {self.horizon.count} måneder fra {numbers.month(self.horizon.first)}"
        if not self.net:
            return (
                f"Flytningen sparer {service} i serviceudgift {span}; netto kan ikke regnes, fordi "
                "beløbsgrænserne for refusion mangler."
            )
        back = self.case.payback_years
        when = (
            "den betaler sig ikke tilbage"
            if back is None
            else f"den er betalt tilbage på {numbers.number(back)} år"
        )
        gain = f"{numbers.mio(years['net_oere'].sum(), 2)} netto{self._word}"
        return f"Flytningen giver {gain} og {service} i serviceudgift {span}; {when}."

    def tables(self) -> list[Table]:
        facts = [("Engangsudgift, kr.", self.case.one_off_oere / 100)]
        if self.net:
            facts += [
                ("Netto om året, når den er faldet på plads, kr.", _kr(self.case.yearly_net_oere)),
                ("Betalt tilbage, år", self.case.payback_years),
                ("Nutidsværdi, fem år, kr.", _kr(self.case.npv_oere)),
                ("Højeste lokale pris pr. døgn, der betaler sig, kr.",
                 self.case.break_even_price_kr),
                ("Mindste belægning, pct.", _percent(self.case.break_even_occupancy)),
            ]  # fmt: skip
        frame = pd.DataFrame(facts, columns=["what", "value"]).astype({"value": "float64"})
        return [
            years_table(self.case.years, self.net, self._word),
            Table(
                name="noegletal",
                title="Nøgletal",
                frame=frame,
                columns=(Column("what", "Mål", "text"), Column("value", "Værdi", "number", 2)),
                note=CONSIDER,
            ),
            Table(
                name="oplyst",
                title="Det, der er regnet med (oplyst af den, der har regnet)",
                frame=self.figures_given,
                columns=(
                    Column("what", "Oplysning", "text"),
                    Column("value", "Værdi", "number", 2),
                ),
                note="Den lokale pris skal rumme det samme som prisen i dag: skole, dagtilbud og "
                "kørsel koster også noget lokalt.",
            ),
        ]

    def sources(self) -> list[str]:
        used = dict.fromkeys(f"{value.name}: {value.source}" for value in self.values)
        return ["Tal oplyst til beregningen.", *used, "Metode: docs/metode/hjemtagelse.md."]


def one_case(
    rules: Rules,
    period: pd.Period,
    *,
    start: str,
    group: Literal["boern", "voksne"] = "voksne",
    months: int = 60,
    discount: float = 0.03,
    occupancy: tuple[float, ...] = (1.0,),
    until: str | None = None,
    **figures: Any,
) -> OneCase:
    """Judge one move on given figures.

    ``start`` and ``until``: the first month at home and the last the placement would have run, as
    2026-07. ``group``: whose refund scheme. ``occupancy``: the share of a new tilbud's places that
    are taken, month by month. ``figures``: the names of ``LABELS``; prices are full prices net of
    moms in the level of ``period``'s year, whose thresholds are used for every year.
    ``yearly_total_kr``: what the payer (an adult, or all children of a household) costs a year
    today. Raises ``UserError`` with every figure that is missing, negative or unknown.
    """
    given = _checked(figures, occupancy, months)
    total = given.pop("yearly_total_kr")
    first = parse_period(start)
    move = Move(
        start=first, until=parse_period(until) if until else None, occupancy=occupancy, **given
    )
    horizon = Horizon(first, months)
    tiers = rules.tiers(group, period.year)
    missing = isinstance(tiers, Missing)
    payer = Payer(
        base_oere={int(year): round(total * 100) for year in horizon.years},
        steps=None if missing else tiers.steps,
    )
    shown = {"yearly_total_kr": total, **given}
    return OneCase(
        period=period,
        case=judge(move, payer, horizon, discount),
        figures_given=pd.DataFrame(
            [(LABELS[name][:1].upper() + LABELS[name][1:], value) for name, value in shown.items()],
            columns=["what", "value"],
        ).astype({"value": "float64"}),
        horizon=horizon,
        net=not missing,
        values=() if missing else tiers.values,
        findings=(
            Finding(
                code="sag-uden-netto",
                severity="advarsel",
                text=f"Kun serviceudgiften er regnet. {tiers.text}",
                remedy=tiers.remedy,
            ),
        )
        if missing
        else (),
    )


def _checked(
    figures: dict[str, Any], occupancy: tuple[float, ...], months: int
) -> dict[str, float]:
    faults = Faults()
    unknown = figures.keys() - LABELS.keys()
    for name in sorted(unknown):
        faults.add(f"“{name}” kendes ikke. Brug en af: {', '.join(LABELS)}.")
    for name in REQUIRED:
        if figures.get(name) is None:
            faults.add(f"{name} mangler: {LABELS[name]}. Skriv beløbet.")
    for name, value in figures.items():
        if name in unknown or value is None:
            continue
        if not isinstance(value, int | float) or not math.isfinite(value):
            faults.add(f"{name} er ikke et tal: {LABELS[name]}.")
        elif value < 0 and name not in SIGNED:
            faults.add(f"{name} er negativt: {LABELS[name]}. Skriv det uden minus.")
        elif value > 1 and name in SHARES:
            faults.add(f"{name} er over 1: {LABELS[name]}. Skriv 0,2 for 20 pct. som 0.2.")
    if not occupancy or not all(0 < share <= 1 for share in occupancy):
        faults.add("occupancy: belægningen er en andel over 0 og højst 1 for hver måned.")
    if months < 1:
        faults.add("months: der skal være mindst én måned.")
    faults.raise_if_any()
    known = {name: value for name, value in figures.items() if value is not None}
    if known.get("fixed_kr_per_day", 0) > known["local_kr_per_day"]:
        faults.add("fixed_kr_per_day er større end hele den lokale pris.")
        faults.raise_if_any()
    return known


def _kr(oere: int | None) -> float | None:
    return None if oere is None else oere / 100


def _percent(share: float | None) -> float | None:
    return None if share is None else share * 100
