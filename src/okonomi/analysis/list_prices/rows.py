"""Listed prices brought to one day and one hour, and what an hour more costs between two levels.

By the calendar, as the ledger: a price per year is divided by the days of the list's year, twelve
monthly prices make a year, and a week is seven days, so that an hour costs day × 7 ÷ hours a week.
Many lists count 52 weeks in a year instead; that figure stands beside, and is never used.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.cost import days_in_year
from okonomi.cost.moms import moms_refusion
from okonomi.rules import Rules

WEEKS_OF_LISTS = 52
"""Weeks in a year as many price lists count them; the kit's year has 365/7 or 366/7."""

STATED = {
    "price_per_year_kr": "pr. år",
    "price_per_month_kr": "pr. måned",
    "price_per_day_kr": "pr. døgn",
    "price_per_hour_kr": "pr. time",
}
"""The price a row is read from: the first of these it has, the longest period first, because a
listed price per day is rounded and often counts its own days in a month."""

LADDER = ["provider", "tilbud", "paragraf", "price_year", "ladder"]
_STEP = r"\s*\+\s*\d+\b|\b(?:niveau|trin|pakke)\s*\d+\b"
_NIGHT = r"\b(vågen|sovende|ingen|uden)\s+nat"
_STEP_COLUMNS = ["from_level", "to_level", "from_hours", "to_hours", "hour_kr", "hour_52_kr"]


def listed(price_list: pd.DataFrame, year: int) -> pd.DataFrame:
    """A copy of ``price_list`` with what each row says per day and per hour, in its own price year.

    Adds ``year`` (the four digits of ``price_year``; ``year`` where it says nothing), ``stated``
    (the period it is read from), ``day_kr``, ``hour_kr`` and ``hour_52_kr`` (kroner per agreed
    hour, by the calendar and by 52 weeks), ``apart`` (the highest of the row's prices per year,
    month and day over the lowest, minus 1, by the calendar), ``ladder`` (the service without its
    step's number, and its night cover where the row names one) and ``newest``: whether no later
    list has the same service of the provider. Hours and prices of 0 or fewer are missing.
    """
    frame = price_list.reset_index(drop=True)
    prices = frame[list(STATED)].where(frame[list(STATED)] > 0)
    hours = frame["hours_per_week"].where(frame["hours_per_week"] > 0)
    own_year = frame["price_year"].str.extract(r"(\d{4})", expand=False).astype("float64")
    own_year = own_year.fillna(year).astype("int64")
    days = own_year.map(days_in_year)
    per_day = prices.set_axis(list(STATED.values()), axis=1)
    per_day["pr. år"] /= days
    per_day["pr. måned"] *= 12 / days
    per_day["pr. time"] *= hours / 7
    periods = per_day.drop(columns="pr. time")
    stated = per_day.notna().to_numpy()
    first = np.where(stated.any(axis=1), stated.argmax(axis=1), -1)
    day = per_day.bfill(axis=1).iloc[:, 0]
    hour = (day * 7 / hours).fillna(prices["price_per_hour_kr"])
    return frame.assign(
        hours_per_week=hours,
        year=own_year,
        stated=pd.Series([*STATED.values(), None], dtype="str").take(first).to_numpy(),
        day_kr=day,
        hour_kr=hour,
        hour_52_kr=day * days / (hours * WEEKS_OF_LISTS),
        apart=periods.max(axis=1) / periods.min(axis=1) - 1,
        ladder=_ladder(frame),
        newest=_newest(frame),
    )


def steps(rows: pd.DataFrame) -> pd.DataFrame:
    """What one hour more a week costs between neighbouring levels of the same service.

    Row: two levels of one provider's service in one list, neighbours in hours: ``from_level``,
    ``to_level``, ``from_hours``, ``to_hours``, ``hour_kr``, ``hour_52_kr`` and the columns of
    ``LADDER``. Levels are the same service when provider, tilbud, paragraf and list are, and the
    service but for its number (Basistakst, Basistakst +1) and its night cover. Two levels
    with the same hours differ in something else, so neither is a step.
    """
    known = rows[rows["hours_per_week"].notna() & rows["day_kr"].notna()]
    known = known[~known.duplicated([*LADDER, "hours_per_week"], keep=False)]
    known = known.sort_values([*LADDER, "hours_per_week"], kind="stable", ignore_index=True)
    before = known.groupby(LADDER, dropna=False, sort=False)[
        ["level", "service", "hours_per_week", "day_kr", "year"]
    ].shift()
    more = (known["day_kr"] - before["day_kr"]) * 7 / (known["hours_per_week"] - before.iloc[:, 2])
    days = known["year"].map(days_in_year)
    out = known[[*LADDER, "newest"]].assign(
        from_level=before["level"].fillna(before["service"]),
        to_level=known["level"].fillna(known["service"]),
        from_hours=before["hours_per_week"],
        to_hours=known["hours_per_week"],
        hour_kr=more,
        hour_52_kr=more * days / (7 * WEEKS_OF_LISTS),
    )
    out = out[before["day_kr"].notna()]
    return out[[*LADDER, "newest", *_STEP_COLUMNS]].reset_index(drop=True)


def moms_factor(rows: pd.DataFrame, provider: pd.DataFrame, rules: Rules, year: int) -> pd.Series:
    """The share of each row's price that is left after the refund of VAT, as the ledger has it.

    ``rows`` has ``provider`` and, where known, ``provider_id``, ``paragraf`` and ``function``.
    Missing where the provider is not in the table ``provider``: what its prices hold is unknown.
    """
    unit = 10**9
    lines = rows.reindex(columns=["provider_id", "provider", "paragraf", "function"])
    asked = pd.DataFrame(
        {
            "line": np.arange(len(rows)),
            "month": pd.Timestamp(year, 1, 1),
            "gross_oere": unit,
        }
    )
    refund = moms_refusion(asked, lines, provider, rules).refund_oere
    known = lines["provider"].isin(provider["provider"]) | (
        lines["provider_id"].isin(provider["provider_id"].dropna())
    )
    return pd.Series(1 - refund / unit, index=rows.index).where(known)


def _ladder(frame: pd.DataFrame) -> pd.Series:
    """What the levels of one service have in common: with another night cover it is another."""
    bare = frame["service"].str.replace(_STEP, " ", regex=True, case=False)
    said = frame["service"].fillna("") + " " + frame["level"].fillna("")
    night = said.str.casefold().str.extract(_NIGHT, expand=False).fillna("")
    return (bare + " " + night).str.split().str.join(" ").str.casefold()


def _newest(frame: pd.DataFrame) -> pd.Series:
    """Whether no later list (2018b after 2018a) has the provider's service at the same level."""
    keys = [frame[name].fillna("") for name in ("provider", "tilbud", "service", "level")]
    listed_in = frame["price_year"].fillna("")
    return listed_in == listed_in.groupby(keys).transform("max")
