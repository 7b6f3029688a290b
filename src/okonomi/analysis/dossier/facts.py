"""The facts of one provider, as labelled lines: places, price, contracts, delivery and tilsyn."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.contracts.notice import UNKNOWN
from okonomi.analysis.dossier.result import LATEST_MONTHS, Lines, Own
from okonomi.analysis.words import count
from okonomi.intake.schema import STOETTEBEHOV
from okonomi.period import last_day
from okonomi.present import numbers

MOST_LISTED = 3
PARTS = {
    "hours_share": "timer", "night_share": "nat", "housing_share": "bolig og kost",
    "rest_share": "resten",
}  # fmt: skip


def place_lines(own: Own) -> Lines:
    """Places and kroner over time, and the need mix."""
    past = own.trend
    rows = [
        (
            "Pladser nu, for et og to år siden",
            " · ".join(numbers.whole(past[f"places_{back}"]) for back in (0, 1, 2)),
        ),
        (
            "Bevilget pr. år på de samme dage, med moms",
            " · ".join(numbers.tkr(round(past[f"year_kr_{back}"] * 100)) for back in (0, 1, 2)),
        ),
        ("Pris på de samme pladser", raised(own)),
        ("Støttebehov", _needs(own)),
    ]
    return Lines(heading="Pladser og udvikling", rows=tuple(rows))


def raised(own: Own) -> str:
    """The rise of prices on the same places, beside the index."""
    index = (
        "indekset kendes ikke"
        if pd.isna(own.index)
        else f"indekset {numbers.share(own.index, 1, sign=True)}"
    )
    if pd.isna(own.trend["raised"]) or not own.trend["same"]:
        return f"ingen løb også for et år siden; {index}"
    return (
        f"{numbers.share(own.trend['raised'], 1, sign=True)} på et år "
        f"(n = {numbers.whole(own.trend['same'])}); {index}"
    )


def _needs(own: Own) -> str:
    levels = own.placements["stoettebehov"]
    unknown = f"ikke vurderet {numbers.whole(int(levels.isna().sum()))}"
    known = levels.dropna()
    if known.empty:
        return unknown
    if len(known) < own.min_vurdering:
        return f"for få vurderet til at vise (n = {numbers.whole(len(known))}) · {unknown}"
    sizes = known.value_counts().reindex(STOETTEBEHOV).dropna()
    return " · ".join([*(f"{level} {numbers.whole(n)}" for level, n in sizes.items()), unknown])


def price_lines(own: Own) -> Lines:
    """Base, tillæg and one-off; the parts of the agreed price; list prices."""
    base, extra = (own.placements[f"{name}_kr_per_day"].sum() for name in ("base", "extra"))
    total = base + extra
    rows = [
        (
            "Grundpris og tillæg pr. dag i alt",
            f"{numbers.price(base, 0)} + {numbers.price(extra, 0)}"
            + (f" (tillæg {numbers.share(extra / total, 0)})" if extra > 0 else ""),
        ),
        (
            f"Engangsydelser, {LATEST_MONTHS} måneder",
            f"{numbers.price(own.one_off['kr'].sum(), 0)} (n = {numbers.whole(len(own.one_off))})"
            if len(own.one_off)
            else "ingen",
        ),
        ("Prisens dele i kontrakterne", _parts(own)),
        ("Listepriser uden moms", _listed(own)),
    ]
    return Lines(heading="Pris", rows=tuple(rows))


def _parts(own: Own) -> str:
    if own.buildup.empty:
        return "ingen kontrakt siger, hvad prisen er bygget af"
    row = own.buildup.iloc[0]
    parts = [
        f"{word} {numbers.share(row[name], 0)}"
        for name, word in PARTS.items()
        if not pd.isna(row[name])
    ]
    if not pd.isna(row["net_hourly_kr"]):
        parts.append(f"timepris {numbers.price(row['net_hourly_kr'], 0)}")
    parts.append(f"n = {numbers.whole(row['contracts'])}")
    return " · ".join(parts)


def _listed(own: Own) -> str:
    rows = own.list_prices
    rows = rows[rows["newest"] & rows["net_day_kr"].notna()].sort_values("net_day_kr")
    if rows.empty:
        return "ingen prisliste"
    said = [
        f"{row.level if not pd.isna(row.level) else row.service}: "
        f"{numbers.price(row.net_day_kr, 0)} ({row.price_year})"
        for row in rows.head(MOST_LISTED).itertuples()
    ]
    left = len(rows) - len(said)
    return " · ".join(said) + (f" · og {numbers.whole(left)} mere" if left else "")


def contract_lines(own: Own) -> Lines:
    """Do they exist, when do they end, when can a price change, and by what rule."""
    heading = "Kontrakt"
    has = own.targets["contract"].notna()
    exist = f"{numbers.whole(int(has.sum()))} af {count(len(has), 'plads', 'pladser')}"
    register = own.register
    if register.empty:
        return Lines(heading=heading, rows=(("Pladser med kontrakt", exist), ("Frist", UNKNOWN)))
    day = last_day(own.period)
    expired = int(register["expired"].sum())
    next_end = register.loc[register["expiry"] >= day, "expiry"].min()
    unread = int((register["note"] == UNKNOWN).sum())
    rows = [
        (
            "Pladser med kontrakt",
            exist + (f"; {count(expired, 'kontrakt', 'kontrakter')} er udløbet" if expired else ""),
        ),
        (
            "Næste udløb · opsiges senest",
            f"{numbers.date(next_end)} · {_notice_by(register, day)}"
            if not pd.isna(next_end)
            else "ingen med udløb",
        ),
        (
            "Ny pris tidligst",
            by_day(register["new_price_from"], "kontrakt", "kontrakter")
            + (f" ({numbers.whole(unread)} med ukendt frist)" if unread else ""),
        ),
        ("Regulering", _each(register["index_series"], "ingen serie nævnt")),
        ("Ved fravær", _each(register["absence_rule"], "intet aftalt")),
        ("Ældste gennemgang", numbers.date(register["last_review"].min())),
    ]
    return Lines(heading=heading, rows=tuple(rows))


def _notice_by(register: pd.DataFrame, day: pd.Timestamp) -> str:
    """The first day of those that notice must be given by, of the contracts that will expire."""
    ahead = register[register["expiry"] >= day]
    first = ahead.loc[ahead["last_notice"] >= day, "last_notice"].min()
    if not pd.isna(first):
        return numbers.date(first)
    return UNKNOWN if (ahead["note"] == UNKNOWN).any() else "for sent til udløbet"


def by_day(days: pd.Series, one: str, many: str) -> str:
    """Each day with how many it holds for: contracts differ in notice, so a provider has several.

    A day alone needs no number; of more than ``MOST_LISTED`` the first and the last are named.
    """
    sizes = days.value_counts().sort_index()
    if sizes.empty:
        return UNKNOWN
    said = [f"{numbers.date(day)} ({count(int(n), one, many)})" for day, n in sizes.items()]
    if len(sizes) == 1:
        return numbers.date(sizes.index[0])
    if len(sizes) <= MOST_LISTED:
        return " · ".join(said)
    span = f"{numbers.date(sizes.index[0])} til {numbers.date(sizes.index[-1])}"
    return f"{span} ({count(int(sizes.sum()), one, many)})"


def _each(values: pd.Series, none: str) -> str:
    sizes = values.value_counts()
    if sizes.empty:
        return none
    said = " · ".join(
        f"{value} ({numbers.whole(n)})" if len(sizes) > 1 else str(value)
        for value, n in sizes.head(2).items()
    )
    left = len(sizes) - 2
    return said + (f" · og {numbers.whole(left)} mere" if left > 0 else "")


def delivery_lines(own: Own) -> Lines:
    """Documented against agreed, and the socialtilsyn's score."""
    rows = [("Leveret mod aftalt", _delivered(own))]
    if len(own.delivered) and not pd.isna(own.delivered.iloc[0]["marginal_hour_kr"]):
        row = own.delivered.iloc[0]
        rows.append(
            (
                "Kr. pr. aftalt, leveret og marginal time",
                " · ".join(
                    numbers.number(row[name], 0)
                    for name in ("agreed_hour_kr", "delivered_hour_kr", "marginal_hour_kr")
                ),
            )
        )
    facts = own.table.dropna(subset=["tilsyn_score"])
    score = "ikke oplyst"
    if len(facts):
        row = facts.iloc[0]
        score = (
            f"{numbers.number(row['tilsyn_score'], 1)} af 5 ({numbers.date(row['tilsyn_date'])})"
        )
    rows.append(("Socialtilsynet", score))
    return Lines(heading="Levering og tilsyn", rows=tuple(rows))


def _delivered(own: Own) -> str:
    if own.delivered.empty or pd.isna(own.delivered.iloc[0]["agreed_hours"]):
        return "ingen leverede timer er dokumenteret (det er ikke 0)"
    row = own.delivered.iloc[0]
    text = (
        f"{numbers.whole(row['delivered_hours'])} af {numbers.whole(row['agreed_hours'])} timer "
        f"({numbers.share(row['share'], 0)}), {numbers.whole(row['documented'])} af "
        f"{count(int(row['lines']), 'ydelse', 'ydelser')} dokumenteret"
    )
    if row["less"]:
        text += f"; {numbers.whole(row['less'])} under grænsen"
    return text
