"""What do published price lists say a day and an hour cost, and one hour more?

Row: one service at one level in one list (a rammeaftale's takster, an extract that the user
supplies), marked as a list price: what a provider asks for, never what was paid. Prices are kroner
in the list's own price year; with VAT as the list has them, and net where the provider's factor is
known. See ``docs/metode/levering.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.list_prices.rows import (
    LADDER,
    listed,
    moms_factor,
    steps,
)
from okonomi.analysis.price_level import price_level, usual_series
from okonomi.analysis.private import is_private
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules

DAY_COUNT = 0.01
"""Prices of a row this far from each other, and no farther, may be another count of days."""
_ROUNDED = 0.001


@dataclass(frozen=True, eq=False, kw_only=True)
class ListPrices(Result):
    """Listed prices per day and hour, and the steps between levels.

    ``rows``: provider, tilbud, service, paragraf, level, price_year, year, hours_per_week, stated,
    day_kr, net_day_kr (net of VAT and in the price level of the period's year; missing where the
    provider's VAT or the year's index is unknown), hour_kr, hour_52_kr, newest, source_text, line.
    ``steps``: see ``list_prices_rows.steps``.
    """

    name = "listepriser"
    title = "Hvad siger prislisterne?"

    rows: pd.DataFrame
    steps: pd.DataFrame

    def summary(self) -> str:
        if self.rows.empty:
            return (
                f"Der er ingen prislister i mappen for {numbers.month(self.period)}, så der er "
                "ingen listepriser at holde op imod."
            )
        years = f"{self.rows['year'].min()}–{self.rows['year'].max()}"
        if self.rows["year"].nunique() == 1:
            years = str(self.rows["year"].iloc[0])
        text = (
            f"Prislisterne har {count(len(self.rows), 'pris', 'priser')} hos "
            f"{count(self.rows['provider'].nunique(), 'leverandør', 'leverandører')} "
            f"(prisår {years})"
        )
        if self.steps.empty:
            return f"{text}; ingen af dem har flere niveauer af samme ydelse med timer."
        return (
            f"{text}; en time mere koster {_span(self.steps['hour_kr'])} mellem to niveauer "
            f"({count(len(self.steps), 'trin', 'trin')}), mens timerne på de samme niveauer koster "
            f"{_span(self._on_ladders()['hour_kr'])} i gennemsnit."
        )

    def _on_ladders(self) -> pd.DataFrame:
        """The rows that are a level of a service with steps."""
        return self.rows.merge(self.steps[LADDER].drop_duplicates())

    def tables(self) -> list[Table]:
        return [
            Table(
                name="listepriser",
                paper_rows=15,
                title="Listepriser pr. døgn og pr. time",
                frame=self.rows,
                columns=(
                    Column("provider", "Leverandør", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("paragraf", "Paragraf", "text", paper=False),
                    Column("level", "Niveau", "text"),
                    Column("price_year", "Prisår", "text"),
                    Column("hours_per_week", "Timer pr. uge", "number"),
                    Column("stated", "Læst fra pris", "text", paper=False),
                    Column("day_kr", "Kr. pr. døgn", "kr", 0),
                    Column("net_day_kr", f"Uden moms, {self.period.year}-pris", "kr", 0),
                    Column("hour_kr", "Kr. pr. time", "kr", 0),
                    Column("hour_52_kr", "Kr. pr. time, 52 uger", "kr", 0, paper=False),
                ),
                note="Listepriser: det, leverandøren beder om, ikke det, der er betalt. Timeprisen "
                "er døgnprisen × 7 ÷ timer pr. uge, så året har 365/7 uger (366/7 i skudår). Mange "
                "lister regner med 52 uger; den sidste kolonne viser det og bruges ikke. Prisen "
                f"uden moms i {self.period.year}-niveau kan kun regnes, hvor leverandøren står i "
                "leverandørlisten, og prisserien har begge år.",
            ),
            Table(
                name="trin",
                paper_rows=10,
                title="En time mere: forskellen mellem to niveauer",
                frame=self.steps,
                columns=(
                    Column("provider", "Leverandør", "text"),
                    Column("price_year", "Prisår", "text"),
                    Column("from_level", "Fra niveau", "text"),
                    Column("to_level", "Til niveau", "text"),
                    Column("from_hours", "Fra timer pr. uge", "number"),
                    Column("to_hours", "Til timer pr. uge", "number"),
                    Column("hour_kr", "Kr. pr. time mere", "kr", 0),
                    Column("hour_52_kr", "Det samme med 52 uger", "kr", 0),
                ),
                note="Marginaltimen er forskellen i pris ÷ forskellen i timer. Den er lavere end "
                "gennemsnitstimen, fordi bolig, nat og ledelse ikke vokser med timerne."
                + self._by_52_weeks(),
            ),
        ]

    def _by_52_weeks(self) -> str:
        """What the lists' own way of counting gives, for whoever compares with the list."""
        if self.steps.empty:
            return ""
        return (
            f" Regnes året til 52 uger, som mange lister gør, er det "
            f"{_span(self.steps['hour_52_kr'])} mod {_span(self._on_ladders()['hour_52_kr'])} "
            "i gennemsnit: de tal bruges ikke."
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("listepris", "marginaltime")

    def sources(self) -> list[str]:
        lists = sorted(self.rows["source_text"].dropna().unique())
        return [*(f"Prisliste: {text}" for text in lists), "Metode: docs/metode/levering.md."]


def list_prices(reading: Reading, rules: Rules) -> ListPrices:
    """The reading's price lists, brought to kroner per day and per hour."""
    year = reading.period.year
    every = listed(reading["price_list"], year)
    private = is_private(every, reading["provider"])
    families, every = every[private], every[~private]
    rows = every[every["stated"].notna()].reset_index(drop=True)
    level = price_level(rows["year"], usual_series(reading["contract"]), year, rules)
    factor = moms_factor(rows, reading["provider"], rules, year) * level.factor
    rows = rows.assign(net_day_kr=rows["day_kr"] * factor)
    found = steps(rows)
    return ListPrices(
        period=reading.period,
        rows=rows,
        steps=found,
        findings=tuple(_findings(every, found, families)),
    )


def _span(prices: pd.Series) -> str:
    """``336–360 kr.``, or one price where they round to the same."""
    low, high = numbers.price(prices.min(), 0), numbers.price(prices.max(), 0)
    return high if low == high else f"{numbers.whole(prices.min())}–{high}"


def _findings(every: pd.DataFrame, found: pd.DataFrame, families: pd.DataFrame) -> list[Finding]:
    shown = ["provider", "service", "level", "price_year", "line"]
    prices = ["price_per_year_kr", "price_per_month_kr", "price_per_day_kr"]
    counted = every["apart"].between(_ROUNDED, DAY_COUNT, inclusive="right")
    cases = (
        (
            "listepris-privat",
            "oplysning",
            families[["line"]],
            "er en plejefamilies eller en anden privatpersons og er ikke med",
            "Intet: privatpersoner sammenlignes ikke med firmaer.",
        ),
        (
            "listepris-mangler",
            "advarsel",
            every.loc[every["stated"].isna(), shown],
            "har ingen pris, der kan læses, og er ikke med",
            "Skriv prisen pr. år, måned, døgn eller time i prislisten.",
        ),
        (
            "listepris-uenig",
            "advarsel",
            every.loc[every["apart"] > DAY_COUNT, shown + prices],
            f"har priser pr. år, måned og døgn, der ligger mere end {numbers.share(DAY_COUNT, 0)} "
            "fra hinanden",
            "Prisen for den længste periode er brugt. Spørg leverandøren, hvilken der gælder.",
        ),
        (
            "listepris-dagtal",
            "oplysning",
            every.loc[counted, shown + prices],
            "regner dagene på en anden måde end kalenderen (dagtal, f.eks. 30,50 dage pr. måned)",
            "Prisen for den længste periode er brugt og delt med årets dage.",
        ),
        (
            "flere-timer-billigere",
            "advarsel",
            found.loc[found["hour_kr"] < 0, ["provider", "from_level", "to_level", "hour_kr"]],
            "koster mindre med flere timer",
            "Se efter, om niveauerne er den samme ydelse, og om timerne er læst rigtigt.",
        ),
    )
    return [
        Finding(
            code=code,
            severity=severity,
            text=f"{count(len(rows), 'listepris', 'listepriser')} {what}.",
            remedy=remedy,
            rows=rows,
        )
        for code, severity, rows, what, remedy in cases
        if len(rows)
    ]
