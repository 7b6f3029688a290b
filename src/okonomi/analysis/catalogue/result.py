"""The ydelseskatalog: which services do we have and buy, at what price, and is there room?

Row: one service under one paragraf at one tilbud of a provider. The paid price is kroner per day on
the period's last day, net of moms and in one price year: the sum of the running placements' prices
over their number. Own tilbud have places, vacancies and a waiting list from the capacity file;
price lists add what is offered. See ``docs/metode/levering.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.catalogue.rows import catalogue_rows
from okonomi.analysis.list_prices.result import list_prices
from okonomi.analysis.priced import Priced, priced
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules


@dataclass(frozen=True, eq=False, kw_only=True)
class Catalogue(Result):
    """``rows``: paragraf, service, provider, tilbud, own, owner ("egen" or "ekstern"), placements,
    paid_day_kr (their mean price), places, vacant, waiting, full_cost_kr and marginal_cost_kr per
    day (own tilbud), open_from, provider_places (of the provider in all), list_low_kr and
    list_high_kr (net of moms in the year's price level) and list_prices (how many).
    """

    name = "ydelseskatalog"
    title = "Hvilke ydelser har vi, hvad koster de, og er der plads?"

    rows: pd.DataFrame

    def summary(self) -> str:
        day = numbers.month(self.period)
        if self.rows.empty:
            return f"Der er ingen løbende ydelser, pladser eller prislister i mappen for {day}."
        own = self.rows[self.rows["own"]]
        text = (
            f"Ved udgangen af {day} har kataloget "
            f"{count(len(self.rows), 'ydelse', 'ydelser')} hos "
            f"{count(self.rows['provider'].nunique(), 'leverandør', 'leverandører')}, heraf "
            f"{numbers.whole(len(own))} egne"
        )
        if own["places"].isna().all():
            return f"{text}; der er ingen oplysninger om egne pladser."
        now = own[~(own["open_from"] > last_day(self.period))]
        return (
            f"{text}; egne tilbud har {numbers.whole(now['vacant'].sum())} ledige af "
            f"{numbers.whole(now['places'].sum())} pladser og "
            f"{numbers.whole(now['waiting'].sum())} på venteliste."
        )

    def tables(self) -> list[Table]:
        year = self.period.year
        return [
            Table(
                name="ydelseskatalog",
                paper_rows=20,
                title=f"Ydelseskatalog, kr. pr. døgn uden moms i {year}-niveau",
                frame=self.rows,
                internal=True,
                columns=(
                    Column("paragraf", "Paragraf", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("owner", "Egen eller ekstern", "text", paper=False),
                    Column("provider", "Leverandør", "text"),
                    Column("tilbud", "Tilbud", "text"),
                    Column("placements", "Placeringer", "int"),
                    Column("paid_day_kr", "Betalt", "kr", 0),
                    Column("list_low_kr", "Listepris fra", "kr", 0),
                    Column("list_high_kr", "Listepris til", "kr", 0),
                    Column("full_cost_kr", "Fuld omkostning", "kr", 0, paper=False),
                    Column("places", "Pladser", "int"),
                    Column("vacant", "Ledige", "int"),
                    Column("waiting", "Venteliste", "int"),
                    Column("open_from", "Åbner", "date", paper=False),
                    Column("provider_places", "Pladser hos leverandøren", "int", paper=False),
                ),
                note="Betalt er gennemsnittet af de løbende placeringers pris med tillæg på "
                "periodens sidste dag. Listeprisen er det, leverandøren beder om. Pladser, ledige "
                "og venteliste er kendt for egne tilbud; pladser hos leverandøren er alle "
                "leverandørens pladser.",
            )
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define("listepris", "hovedydelse")

    def sources(self) -> list[str]:
        return [
            "Bevillinger, egen kapacitet, leverandørlisten og prislister.",
            "Metode: docs/metode/levering.md.",
        ]


def catalogue(reading: Reading, rules: Rules, *, prices: Priced | None = None) -> Catalogue:
    """Own and external services at the end of the reading's period."""
    found = priced(reading, rules) if prices is None else prices
    capacity = reading["capacity"]
    on = last_day(reading.period).date()
    capacity = capacity.assign(paragraf=rules.paragraffer.canonical(capacity["paragraf"], on))
    listed = list_prices(reading, rules).rows
    listed = listed.assign(paragraf=rules.paragraffer.canonical(listed["paragraf"], on))
    rows, homeless = catalogue_rows(found.frame, capacity, listed, reading["provider"])
    findings = list(found.findings)
    if len(homeless):
        findings.append(
            Finding(
                code="kapacitet-uden-leverandoer",
                severity="oplysning",
                text=f"{count(len(homeless), 'tilbud', 'tilbud')} i kapacitetsfilen har ingen "
                "leverandør og står under sit eget navn.",
                remedy="Skriv leverandørens navn i kapacitetsfilen, som det står i bevillingerne.",
                rows=homeless,
            )
        )
    return Catalogue(period=reading.period, rows=rows, findings=tuple(findings))
