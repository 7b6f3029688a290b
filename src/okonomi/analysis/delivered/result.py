"""Is the agreed support delivered? Hours, nights and activities, agreed beside documented.

Row: one granted line over the last twelve months. Hours and share are those of the months with a
documented delivery; a month without one is *ikke dokumenteret*, never 0. Prices are kroner per
hour net of moms in the price level of the period's year, the average and the marginal one. Kroner
for what was not delivered are whole øre, at the marginal hour. Formulas and limits:
``docs/metode/levering.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.delivered.hours import MONTHS, Support, support
from okonomi.analysis.delivered.marginal import SOURCES, marginal_hours
from okonomi.analysis.delivered.rows import (
    LESS,
    UNDOCUMENTED,
    VERDICTS,
    beyond_chance,
    by_provider,
    hour_prices,
    sums,
    verdict,
    while_away,
)
from okonomi.analysis.priced import Priced, priced
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules


@dataclass(frozen=True, eq=False, kw_only=True)
class Delivered(Result):
    """Agreed beside delivered.

    ``rows``: line_id, placement_id, case_id, provider, provider_id, tilbud, service, paragraf,
    hours_per_week, documented_months, months (of them with known agreed hours), agreed_hours,
    delivered_hours, share, night_months, agreed_nights, delivered_nights, night_share,
    activity_months, agreed_activities, delivered_activities, activity_share, verdict (on the
    hours, one of ``delivered_rows.VERDICTS``), agreed_hour_kr, delivered_hour_kr,
    marginal_hour_kr, marginal_from, missing_hours and missing_oere (of the lines whose verdict is
    *mindre end aftalt*). The index is a position in ``reading["placement"]``. ``providers``: the
    same summed, without private persons. ``lowest_share`` and ``least_months``: the rule.
    """

    name = "levering"
    title = "Bliver den aftalte støtte leveret?"

    rows: pd.DataFrame
    providers: pd.DataFrame
    lowest_share: float
    least_months: int

    def summary(self) -> str:
        until = f"de {MONTHS} måneder til og med {numbers.month(self.period)}"
        with_hours = self.rows[self.rows["hours_per_week"] > 0]
        known = with_hours[with_hours["months"] > 0]
        if with_hours.empty:
            return f"Ingen bevillinger har aftalte timer i {until}, så levering kan ikke vises."
        if known.empty:
            return (
                f"Ingen leverede timer er dokumenteret i {until} for "
                f"{count(len(with_hours), 'ydelse', 'ydelser')} med aftalte timer; det er ikke det "
                "samme som 0 timer."
            )
        agreed, delivered = known["agreed_hours"].sum(), known["delivered_hours"].sum()
        if not agreed:
            return (
                f"I {until} er {numbers.whole(delivered)} timer leveret, alle mens borgeren er "
                "meldt fraværende, så der er ingen aftalte timer at holde dem op mod."
            )
        on = "den ene" if len(known) == 1 else f"de {numbers.whole(len(known))}"
        on += f" af {numbers.whole(len(with_hours))} ydelser" if len(with_hours) > 1 else " ydelse"
        less = known[known["verdict"] == LESS]
        text = (
            f"I {until} er {numbers.whole(delivered)} af {numbers.whole(agreed)} aftalte timer "
            f"leveret ({numbers.share(delivered / agreed, 0)}) på {on}, der er dokumenteret; "
        )
        if less.empty:
            return f"{text}ingen ligger under grænsen på {numbers.share(self.lowest_share, 0)}."
        text += f"{numbers.whole(len(less))} ligger under {numbers.share(self.lowest_share, 0)}"
        unknown = int(less["missing_oere"].isna().sum())
        if unknown == len(less):
            return f"{text}, og hvad en time mindre koster, kendes ikke."
        but = f" ({numbers.whole(unknown)} uden kendt marginaltime)" if unknown else ""
        return (
            f"{text}, og de manglende timer svarer til "
            f"{numbers.kr(less['missing_oere'].sum(), 0)} efter marginaltimen{but}."
        )

    def tables(self) -> list[Table]:
        documented = self.rows["verdict"] != UNDOCUMENTED
        hours = (
            Column("agreed_hours", "Aftalte timer", "number", 0),
            Column("delivered_hours", "Leverede timer", "number", 0),
            Column("share", "Leveret", "share", 0),
        )
        prices = (
            Column("agreed_hour_kr", "Kr. pr. aftalt time", "kr", 0, paper=False),
            Column("delivered_hour_kr", "Kr. pr. leveret time", "kr", 0),
            Column("marginal_hour_kr", "Kr. pr. marginaltime", "kr", 0),
            Column("marginal_from", "Marginaltimen er fra", "text", paper=False),
            Column("missing_oere", "Manglende timer svarer til", "oere", 0),
        )
        return [
            Table(
                name="levering_leverandoer",
                paper_rows=15,
                title="Aftalt og leveret støtte efter leverandør",
                frame=self.providers,
                internal=True,
                columns=(
                    Column("provider", "Leverandør", "text"),
                    Column("lines", "Ydelser", "int"),
                    Column("documented", "Heraf dokumenteret", "int"),
                    Column("line_months", "Dokumenterede måneder", "int", paper=False),
                    *hours,
                    Column("less", "Ydelser med mindre end aftalt", "int"),
                    *prices,
                ),
                note=self._rule(),
            ),
            Table(
                name="levering_ydelse",
                paper_rows=10,
                title="Ydelser med dokumenteret levering",
                frame=self.rows[documented],
                internal=True,
                columns=(
                    Column("case_id", "Sag", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("service", "Ydelse", "text", paper=False),
                    Column("verdict", "Leveret", "text"),
                    Column("months", "Måneder", "int"),
                    *hours,
                    Column("night_share", "Nætter leveret", "share", 0, paper=False),
                    Column("activity_share", "Aktiviteter leveret", "share", 0, paper=False),
                    *prices,
                ),
                note="Marginaltimen er fra: "
                + "; ".join(f"{name} = {meaning}" for name, meaning in SOURCES.items())
                + ".",
            ),
        ]

    def _rule(self) -> str:
        return (
            f"Mindre end aftalt siges kun, når mindre end {numbers.share(self.lowest_share, 0)} af "
            f"de aftalte timer er leveret over mindst {self.least_months} dokumenterede måneder. "
            "Måneder uden dokumentation er ikke med. Manglende timer svarer til kroner efter "
            "marginaltimen, ikke gennemsnitstimen: bolig, nat og ledelse koster det samme. Det er "
            "et spørgsmål til leverandøren og ikke et krav."
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("marginaltime")

    def sources(self) -> list[str]:
        return [
            "Aftalte timer fra bevillingerne, ellers fra kontrakterne; leverede timer, nætter og "
            "aktiviteter fra leverandørernes dokumentation.",
            "Metode: docs/metode/levering.md.",
        ]


def delivered(
    reading: Reading,
    rules: Rules,
    *,
    prices: Priced | None = None,
    model_hour_kr: pd.Series | None = None,
    lowest_share: float = 0.8,
    least_months: int = 3,
) -> Delivered:
    """Hold documented deliveries up to what was agreed in the twelve months to the period.

    ``prices``: the running placements' prices, computed here where not given. ``model_hour_kr``:
    what a price model says of one hour, see ``delivered_marginal.marginal_hours``. A line is
    *mindre end aftalt* below ``lowest_share`` of its agreed hours, *mere* above its mirror
    2 − ``lowest_share``, and neither with fewer than ``least_months`` documented months.
    """
    if not 0 < lowest_share < 1 or least_months < 1:
        raise ValueError("lowest_share must be between 0 and 1, least_months at least 1")
    found = support(reading)
    frame = (priced(reading, rules) if prices is None else prices).frame
    rows = found.lines.join(sums(found))
    rows["verdict"] = verdict(rows, lowest_share, least_months)
    rows = rows.join(hour_prices(rows, frame))
    rows = rows.join(marginal_hours(rows, frame, reading, rules, model_hour_kr))
    short = rows["verdict"] == LESS
    rows["missing_hours"] = (rows["agreed_hours"] - rows["delivered_hours"]).where(short)
    missing = (rows["missing_hours"] * rows["marginal_hour_kr"] * 100).round()
    rows["missing_oere"] = missing.astype("Int64")
    order = rows["verdict"].map(VERDICTS.index)
    rows = rows.assign(order=order).sort_values(["order", "share"], kind="stable")
    rows = rows.drop(columns="order")
    return Delivered(
        period=reading.period,
        rows=rows,
        providers=by_provider(rows, reading["provider"]),
        lowest_share=lowest_share,
        least_months=least_months,
        findings=tuple(_findings(rows, found, lowest_share, least_months)),
    )


def _findings(rows: pd.DataFrame, found: Support, lowest: float, least: int) -> list[Finding]:
    less = rows[rows["verdict"] == LESS]
    facts = ["case_id", "provider", "service", "month", "source", "line"]
    cases = (
        (
            "underlevering",
            "advarsel",
            less[["case_id", "provider", "service", "months", "agreed_hours", "delivered_hours",
                  "share", "missing_oere"]],
            f"har fået leveret mindre end {numbers.share(lowest, 0)} af de aftalte timer over "
            f"mindst {least} dokumenterede måneder",
            "Spørg leverandøren, om timerne er givet og ikke skrevet ned, eller om de mangler, "
            "og hvordan de bliver givet.",
        ),
        *(
            (
                code,
                "advarsel",
                rows.loc[
                    (rows[f"{kind}_share"] < lowest)
                    & (rows[f"{kind}_months"] >= least)
                    & beyond_chance(rows[f"agreed_{unit}"], rows[f"delivered_{unit}"]),
                    ["case_id", "provider", "service", f"{kind}_months", f"agreed_{unit}",
                     f"delivered_{unit}", f"{kind}_share"],
                ],
                f"har fået mindre end {numbers.share(lowest, 0)} af de aftalte {danish} over "
                f"mindst {least} dokumenterede måneder",
                "Spørg leverandøren, hvad der blev givet i stedet.",
            )
            for code, kind, unit, danish in (
                ("faa-naetter", "night", "nights", "nætter med natdækning"),
                ("faa-aktiviteter", "activity", "activities", "aktiviteter"),
            )
        ),
        (
            "leveret-under-fravaer",
            "advarsel",
            while_away(found),
            "er leveret, mens borgeren er meldt fraværende hele måneden; timerne er med i summen",
            "Spørg leverandøren, om borgeren var der, og ret fraværet eller dokumentationen.",
        ),
        (
            "levering-uden-bevilling",
            "advarsel",
            found.unplaced[facts],
            "er dokumenteret, men passer ikke til netop én bevilling i måneden, og er ikke med",
            "Skriv bevillingens linje-id i dokumentationen, ret sag og ydelse, eller skriv "
            "leverandørens stavemåde i leverandoer_alias.csv.",
        ),
        (
            "levering-uden-for-perioden",
            "oplysning",
            found.outside[facts],
            f"ligger ikke i de {MONTHS} måneder til periodens udgang og er ikke med",
            "Intet, hvis dokumentationen også dækker andre år.",
        ),
    )  # fmt: skip
    words = dict.fromkeys(
        ("underlevering", "faa-naetter", "faa-aktiviteter"), ("ydelse", "ydelser")
    )
    return [
        Finding(
            code=code,
            severity=severity,
            text=f"{count(len(of), *words.get(code, ('leverance', 'leverancer')))} {what}.",
            remedy=remedy,
            rows=of,
        )
        for code, severity, of, what, remedy in cases
        if len(of)
    ]
