"""What is an agreed price made of: hours, night cover, housing and food, and the rest?

Row: one contract in force on the period's last day that gives a part of its price. Prices are
kroner per day as the contract writes them (with the VAT it has, in its own price year), brought to
a day by the contract's own day-count, else by the calendar. Only parts the contract gives are
shown. See ``docs/metode/levering.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.list_prices.rows import moms_factor
from okonomi.analysis.private import is_private
from okonomi.analysis.result import Result
from okonomi.analysis.words import count, none_of
from okonomi.cost import days_in_year
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules

PARTS = ["hours_day_kr", "night_day_kr", "housing_day_kr"]
GIVEN = ["hourly_kr", "night_kr", "housing_kr"]
_SLACK_KR, _SLACK_SHARE = 1.0, 0.005
"""Kroner a day, and share of the price, that rounding and another count of days may make the parts
exceed the price by: 30,50 days a month are 0,3 % more than the calendar's."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Buildup(Result):
    """Agreed prices in parts.

    ``rows``: contract_id, provider, tilbud, case_id, service, hours_per_week, hourly_kr,
    net_hourly_kr (net of moms, in the contract's price year), price_year, price_day_kr,
    the columns of ``PARTS`` (missing where the contract does not say), and rest_day_kr (price minus
    the known parts, negative where they exceed it). ``providers``: provider, contracts, the mean
    price_day_kr, each part's share of it and the median net_hourly_kr. ``contracts``:
    how many contracts are in force.
    """

    name = "prisens_dele"
    title = "Hvad er prisen bygget af?"

    rows: pd.DataFrame
    providers: pd.DataFrame
    contracts: int

    def summary(self) -> str:
        day = numbers.month(self.period)
        if not self.contracts:
            return (
                f"Der er ikke læst en kontrakt, som er i kraft i {day}, så ingen pris kan deles op."
            )
        if self.rows.empty:
            return (
                f"{none_of(self.contracts, 'kontrakt', 'kontrakter')} i kraft i {day} "
                "siger, hvad prisen er bygget af; bed leverandørerne om det."
            )
        known = self.rows.dropna(subset=["hours_day_kr"])
        text = (
            f"{numbers.whole(len(self.rows))} af {count(self.contracts, 'kontrakt', 'kontrakter')} "
            f"i kraft i {day} siger, hvad prisen er bygget af"
        )
        if known.empty:
            return f"{text}; ingen af dem siger, hvad timerne koster."
        share = known["hours_day_kr"].sum() / known["price_day_kr"].sum()
        these = "den ene" if len(known) == 1 else f"de {numbers.whole(len(known))}"
        return (
            f"{text}; timerne er {numbers.share(share, 0)} af prisen i "
            f"{these}, der har en timepris "
            f"(median {numbers.price(known['hourly_kr'].median(), 0)} pr. time)."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="dele_leverandoer",
                title="Prisens dele efter leverandør",
                frame=self.providers,
                internal=True,
                columns=(
                    Column("provider", "Leverandør", "text"),
                    Column("contracts", "Kontrakter", "int"),
                    Column("price_day_kr", "Pris pr. døgn", "kr", 0),
                    Column("hours_share", "Heraf timer", "share", 0),
                    Column("night_share", "Heraf nat", "share", 0),
                    Column("housing_share", "Heraf bolig, kost og logi", "share", 0),
                    Column("rest_share", "Resten", "share", 0),
                    Column("net_hourly_kr", "Timepris uden moms", "kr", 0),
                ),
                note="Gennemsnit af de kontrakter, der siger noget om prisens dele. Resten er det, "
                "kontrakten ikke forklarer; der er ikke gættet på dele, som den ikke nævner. "
                "Timeprisen er i kontraktens eget prisår.",
            ),
            Table(
                name="prisens_dele",
                paper_rows=0,
                title="Prisens dele i hver kontrakt, kr. pr. døgn",
                frame=self.rows,
                internal=True,
                columns=(
                    Column("contract_id", "Kontrakt", "text"),
                    Column("case_id", "Sag", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("hours_per_week", "Timer pr. uge", "number"),
                    Column("hourly_kr", "Timepris", "kr", 0),
                    Column("price_day_kr", "Pris", "kr", 0),
                    Column("hours_day_kr", "Timer", "kr", 0),
                    Column("night_day_kr", "Nat", "kr", 0),
                    Column("housing_day_kr", "Bolig, kost og logi", "kr", 0),
                    Column("rest_day_kr", "Resten", "kr", 0),
                ),
                note="Timer = timer pr. uge × timepris ÷ 7. Priserne er, som kontrakten skriver "
                "dem, med den moms de har.",
            ),
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define("marginaltime")

    def sources(self) -> list[str]:
        return ["Kontraktlisten.", "Metode: docs/metode/levering.md."]


def buildup(reading: Reading, rules: Rules) -> Buildup:
    """Take the prices apart of the contracts in force on the period's last day."""
    last = last_day(reading.period)
    contract = reading["contract"]
    private = is_private(contract, reading["provider"])
    in_force = contract[~(contract["start"] > last) & ~(contract["expiry"] < last) & ~private]
    given = in_force[in_force[GIVEN].notna().any(axis=1)]
    year = reading.period.year
    per_day = _units_per_day(given, year)
    price = (given["agreed_price_kr"] * per_day).where(lambda kr: kr > 0)
    rows = given.assign(
        price_day_kr=price,
        hours_day_kr=given["hourly_kr"] * given["hours_per_week"] / 7,
        night_day_kr=given["night_kr"] * per_day,
        housing_day_kr=given["housing_kr"] * per_day,
        net_hourly_kr=given["hourly_kr"] * moms_factor(given, reading["provider"], rules, year),
    )
    rows["rest_day_kr"] = rows["price_day_kr"] - rows[PARTS].sum(axis=1)
    shown = rows[price.notna()].sort_values(["provider", "contract_id"], kind="stable")
    shown = shown.reset_index(drop=True)
    return Buildup(
        period=reading.period,
        rows=shown,
        providers=by_provider(shown),
        contracts=len(in_force),
        findings=tuple(_findings(shown, rows[price.isna()])),
    )


def _units_per_day(contract: pd.DataFrame, year: int) -> pd.Series:
    """How many of the contract's units a day has, by its own day-count where it has one.

    Missing for a unit that is no length of time: an hour, a piece, a kilometre.
    """
    days = days_in_year(year)
    stated = contract["day_count"].where(contract["day_count"] > 0)
    frequency = contract["frequency"].replace("dag", "doegn")
    unit = contract["unit"].replace({"dag": "doegn", "fast": None}).fillna(frequency)
    monthly = np.where(stated < 32, stated, days / 12)
    yearly = np.where(stated > 300, stated, days)
    length = unit.map({"doegn": 1.0, "uge": 7.0, "14 dage": 14.0, "kvartal": days / 4})
    length = length.mask(unit == "maaned", monthly).mask(unit == "aar", yearly)
    return 1 / length.astype("float64")


def by_provider(rows: pd.DataFrame) -> pd.DataFrame:
    """Mean price, each part's share of the prices that have it, and the median hour price."""
    groups = rows.groupby("provider")
    shares = {}
    for part, name in zip(
        [*PARTS, "rest_day_kr"], ["hours", "night", "housing", "rest"], strict=True
    ):
        of = rows["price_day_kr"].where(rows[part].notna()).groupby(rows["provider"]).sum()
        shares[f"{name}_share"] = groups[part].sum(min_count=1) / of.where(of > 0)
    return pd.DataFrame(
        {
            "contracts": groups.size(),
            "price_day_kr": groups["price_day_kr"].mean(),
            **shares,
            "net_hourly_kr": groups["net_hourly_kr"].median(),
        }
    ).rename_axis("provider").reset_index()  # fmt: skip


def _findings(rows: pd.DataFrame, no_price: pd.DataFrame) -> list[Finding]:
    slack = (_SLACK_SHARE * rows["price_day_kr"]).clip(lower=_SLACK_KR)
    over = rows[rows["rest_day_kr"] < -slack]
    no_hours = rows[rows["hourly_kr"].notna() & rows["hours_per_week"].isna()]
    facts = ["contract_id", "provider", "service"]
    cases = (
        (
            "dele-over-prisen",
            "advarsel",
            over[[*facts, "price_day_kr", *PARTS, "rest_day_kr"]],
            "har dele, der tilsammen er større end prisen",
            "Se, om timerne, timeprisen eller enheden er skrevet rigtigt, og spørg leverandøren.",
        ),
        (
            "timepris-uden-timer",
            "oplysning",
            no_hours[[*facts, "hourly_kr"]],
            "har en timepris, men ingen timer, så timernes del af prisen er ukendt",
            "Skriv de aftalte timer pr. uge i kontraktlisten.",
        ),
        (
            "dele-uden-doegnpris",
            "oplysning",
            no_price[[*facts, "agreed_price_kr", "unit", "frequency"]],
            "har dele, men ingen pris, der kan regnes om til døgn, og er ikke med",
            "Skriv prisen pr. døgn, måned eller år i kontraktlisten.",
        ),
    )
    return [
        Finding(
            code=code,
            severity=severity,
            text=f"{count(len(of), 'kontrakt', 'kontrakter')} {what}.",
            remedy=remedy,
            rows=of,
        )
        for code, severity, of, what, remedy in cases
        if len(of)
    ]
