"""What one hour more or less costs at a placement: the marginal hour, and where it is from.

Not the average: housing, night and management stay when an hour falls away. The first of five
sources that has one is used, the nearest to the placement first, and it is named beside the figure.
All are in the price level of the period's year; a source that cannot be brought there is not used.
"""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.list_prices.rows import listed, moms_factor, steps
from okonomi.analysis.price_level import price_level, usual_series
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules

SOURCES = {
    "pris pr. time": "ydelsens egen pris pr. time",
    "kontrakt": "timeprisen i kontrakten",
    "tillæg": "medianen af leverandørens tillæg pr. støttetime",
    "prisliste": "forskellen mellem to niveauer i leverandørens prisliste",
    "model": "prismodellens virkning af en time mere",
}
"""Where a marginal hour may be from, the first that has one is used, with its Danish meaning."""
SUPPORT_WORD = "støtte"
"""What the service of a tillæg must say for its hour to be an hour of support."""


def marginal_hours(
    lines: pd.DataFrame,
    prices: pd.DataFrame,
    reading: Reading,
    rules: Rules,
    model_hour_kr: pd.Series | None = None,
) -> pd.DataFrame:
    """``marginal_hour_kr`` (net of moms, price level of the year) and ``marginal_from`` per line.

    ``lines`` and ``prices`` are ``delivered_hours.Support.lines`` and ``priced.Priced.frame``, both
    indexed by position in ``reading["placement"]``; ``model_hour_kr`` likewise, where a price model
    gives what an hour a week more adds, in kroner per hour. Both are missing where no source has
    an hour.
    """
    year = reading.period.year
    net = moms_factor(lines, reading["provider"], rules, year).fillna(1.0)
    usual = usual_series(reading["contract"])
    series = lines["contract_series"].fillna(usual)
    contract = price_level(lines["contract_year"], series, year, rules)
    own = prices["base_kr_per_day"] * 7 / prices["hours_per_week"]
    hourly = (lines["unit"] == "time") & (lines["hours_per_week"] > 0)
    found = {
        "pris pr. time": own.reindex(lines.index).where(hourly),
        "kontrakt": lines["contract_hour_kr"] * contract.factor * net,
        "tillæg": _supplement(lines, reading, rules) * net,
        "prisliste": _listed_step(lines, reading, rules) * net,
        "model": None if model_hour_kr is None else model_hour_kr.reindex(lines.index),
    }
    sources = pd.DataFrame(found, index=lines.index, dtype="float64")
    sources = sources.where(sources > 0)
    known = sources.notna()
    return pd.DataFrame(
        {
            "marginal_hour_kr": sources.bfill(axis=1).iloc[:, 0],
            "marginal_from": known.idxmax(axis=1).where(known.any(axis=1)).astype("str"),
        }
    )


def _supplement(lines: pd.DataFrame, reading: Reading, rules: Rules) -> pd.Series:
    """The median price of the running hourly tillæg for support of each line's provider."""
    placement = reading["placement"]
    last = last_day(reading.period)
    tillaeg = placement[
        (placement["status"] == "bevilget")
        & (placement["line_kind"] == "foelgeydelse")
        & (placement["unit"] == "time")
        & (placement["frequency"] != "engang")
        & (placement["start"] <= last)
        & (placement["end"].isna() | (placement["end"] >= last))
        & placement["service"].str.contains(SUPPORT_WORD, case=False).eq(True)
        & placement["provider"].notna()
    ]
    series = usual_series(reading["contract"])
    level = price_level(tillaeg["price_year"], series, reading.period.year, rules)
    hour_kr = tillaeg["price_kr"] * level.factor
    median = hour_kr.groupby(tillaeg["provider"]).median()
    return lines["provider"].map(median).astype("float64")


def _listed_step(lines: pd.DataFrame, reading: Reading, rules: Rules) -> pd.Series:
    """The step of the provider's newest list that each line's hours lie on, else the nearest one.

    A step for the line's paragraf goes before one whose list names none; several services that
    fit give the median.
    """
    year = reading.period.year
    rows = listed(reading["price_list"], year)
    level = price_level(rows["year"], usual_series(reading["contract"]), year, rules)
    found = steps(rows.assign(day_kr=rows["day_kr"] * level.factor))
    found = found[found["newest"] & found["provider"].notna()]
    pairs = (
        lines[["provider", "paragraf", "hours_per_week"]]
        .rename_axis("at")
        .reset_index()
        .merge(
            found[["provider", "paragraf", "from_hours", "to_hours", "hour_kr"]],
            on="provider",
            suffixes=("", "_list"),
        )
    )
    same = pairs["paragraf"] == pairs["paragraf_list"]
    fits = (same | pairs["paragraf_list"].isna()) & pairs["hours_per_week"].notna()
    if not fits.any():
        return pd.Series(float("nan"), index=lines.index)
    pairs = pairs[fits]
    below = (pairs["from_hours"] - pairs["hours_per_week"]).clip(lower=0)
    above = (pairs["hours_per_week"] - pairs["to_hours"]).clip(lower=0)
    pairs = pairs.assign(other=~same, away=below + above).sort_values(["other", "away"])
    best = pairs.groupby("at")[["other", "away"]].transform("first")
    nearest = pairs[(pairs[["other", "away"]] == best).all(axis=1)]
    return nearest.groupby("at")["hour_kr"].median().reindex(lines.index)
