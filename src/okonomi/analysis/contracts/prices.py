"""Is the price paid the price agreed? Per line, in the line's own unit and price year.

A contract price of an earlier price year is brought to the line's by the contract's own series.
A difference that the contract's day-count alone explains is *dagtal*, and kept apart. The rules
stand in ``docs/metode/kontrakter.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.match import COUNTED
from okonomi.analysis.price_level import one_krone
from okonomi.errors import UserError
from okonomi.rules import Rules, Value

TOLERANCE = 0.0005
"""Relative: what rounding to whole kroner or øre may do to a price. Smaller is no difference."""

_YEAR_COUNT = 300
"""A day-count above this is of a year, below it of a month."""

_OWN_FREQUENCY = {"doegn": "dag", "uge": "uge", "maaned": "maaned", "aar": "aar"}
USUAL_COUNTS = (365 / 12, 30.42, 30.5)
_OF_MONTHS = ("maaned", "kvartal", "aar")


@dataclass(frozen=True, eq=False, kw_only=True)
class Prices:
    """``frame``: one row per line held against a contract, indexed by placement position.

    ``verdict``: "" (as agreed), pris_over_aftalt, pris_under_aftalt, indeks_over_aftalt,
    reguleret_to_gange, dagtal, or "ukendt" with ``reason`` (Danish). ``paid_kr`` and ``agreed_kr``:
    per unit of the line, in its price year; ``agreed_price_kr``, ``agreed_quantity`` and
    ``agreed_frequency``: the agreed price as the ledger takes it. ``values``: index figures used.
    """

    frame: pd.DataFrame
    values: tuple[Value, ...]


def compare(
    lines: pd.DataFrame, contracts: pd.DataFrame, history: pd.DataFrame, rules: Rules
) -> Prices:
    """Hold each of ``lines`` against its contract.

    ``lines``: rows of ``contract_match.running`` with a ``contract`` (position in ``contracts``).
    ``history``: the placement table, for what the line cost before.
    """
    agreed = contracts.iloc[lines["contract"].to_numpy(dtype="int64")].set_index(lines.index)
    frame = pd.DataFrame(
        {
            "contract": lines["contract"],
            "paid_kr": lines["price_kr"],
            "agreed_price_kr": np.nan,
            "agreed_quantity": lines["quantity"].fillna(1.0),
            "agreed_frequency": lines["frequency"],
            "year": lines["price_year"].astype("float64").fillna(lines["start"].dt.year),
            "agreed_year": agreed["price_year"].astype("float64"),
            "verdict": "",
            "reason": "",
        },
        index=lines.index,
    )
    in_unit, day_count = _in_line_units(lines, agreed)
    factor, lacking, values = _index_factors(frame, agreed["index_series"], rules)
    highest = np.fmax(in_unit, in_unit * factor)
    lowest = np.fmin(in_unit, in_unit * factor)
    no_year = frame["agreed_year"].isna() & agreed["index_series"].notna()
    paid = frame["paid_kr"]
    over = paid > highest * (1 + TOLERANCE)
    under = paid < lowest * (1 - TOLERANCE)
    frame["agreed_kr"] = np.where(under, lowest, highest).round(4)
    frame["agreed_price_kr"] = frame["agreed_kr"]
    frame.loc[over, "verdict"] = "pris_over_aftalt"
    frame.loc[under, "verdict"] = "pris_under_aftalt"
    risen = _since_agreed(lines[over], in_unit[over], history)
    # Where no index is agreed there is none to be above.
    risen = risen.mask(risen.eq("indeks_over_aftalt") & agreed["index_series"].isna()[risen.index])
    for verdict in ("indeks_over_aftalt", "reguleret_to_gange"):
        frame.loc[risen.index[risen == verdict], "verdict"] = verdict
    by_count = ~over & ~under & day_count.notna()
    frame.loc[by_count, "verdict"] = "dagtal"
    # At the level that is paid: what regulation adds, or could have added, is no dagtal.
    level = (
        (paid / in_unit).mask(_near(paid, in_unit * factor), factor).mask(_near(paid, in_unit), 1)
    )
    frame.loc[by_count, "agreed_price_kr"] = (agreed["agreed_price_kr"] * level)[by_count].round(4)
    frame.loc[by_count, "agreed_quantity"] = 1.0
    frame.loc[by_count, "agreed_frequency"] = _frequency(agreed)[by_count]
    frame["day_count"] = day_count
    for told, why in (
        (in_unit.isna(), "enheden er en anden end kontraktens"),
        (lacking & (over | under), "indekset mangler"),
        (over & no_year, "kontraktens prisår mangler"),
        (~(agreed["agreed_price_kr"] > 0), "kontrakten har ingen pris"),
    ):
        frame.loc[told, ["verdict", "reason"]] = ["ukendt", why]
    return Prices(frame=frame, values=values)


def _near(paid: pd.Series, agreed: pd.Series) -> pd.Series:
    """Whether two prices are one but for rounding."""
    return (paid - agreed).abs() <= agreed * TOLERANCE


def _frequency(agreed: pd.DataFrame) -> pd.Series:
    """How often the contract's price is paid when it is a price of time; missing if it is not."""
    own = agreed["unit"].map(_OWN_FREQUENCY).astype("str")
    by_time = agreed["unit"].isna() | agreed["unit"].eq("fast")
    by_time |= agreed["unit"].eq("dag") & agreed["frequency"].eq("dag")
    return own.mask(by_time, agreed["frequency"])


def _in_line_units(lines: pd.DataFrame, agreed: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """The agreed price per unit of the line, and the day-count where one was needed for it.

    A contract that does not say its day-count is taken at the usual one that comes nearest.
    """
    same = lines["unit"].eq(agreed["unit"]) & (
        lines["unit"].ne("fast") | lines["frequency"].eq(agreed["frequency"])
    )
    frequency = _frequency(agreed)
    # An export without units has the contract's, when it is paid as often.
    same |= lines["unit"].isna() & agreed["frequency"].eq(lines["frequency"])
    quantity = lines["quantity"].fillna(1.0)
    price = agreed["agreed_price_kr"].where(same)
    count = pd.Series(np.nan, index=lines.index)
    # Between two periods of months, or two of days, no day is counted.
    counted = lines["frequency"].isin(_OF_MONTHS) != frequency.isin(_OF_MONTHS)
    other = ~same & frequency.notna() & ~lines["unit"].isin(COUNTED) & (quantity > 0)
    for usual in USUAL_COUNTS:
        stated = agreed["day_count"]
        per_month = stated.where(stated < _YEAR_COUNT, stated / 12).fillna(usual)
        per_unit = (
            agreed["agreed_price_kr"]
            * _days(lines["frequency"], per_month)
            / _days(frequency, per_month)
            / quantity
        )
        nearer = (per_unit - lines["price_kr"]).abs() < (price - lines["price_kr"]).abs()
        take = other & (price.isna() | nearer)
        price = price.mask(take, per_unit)
        count = count.mask(take & counted, per_month)
    # Without a stated count a price that fits the calendar's mean month is simply as agreed.
    plain = agreed["day_count"].isna() & np.isclose(count, USUAL_COUNTS[0])
    return price, count.mask(plain)


def _days(frequency: pd.Series, per_month: pd.Series) -> pd.Series:
    """Days of one period, by the contract's own count of days in a month."""
    fixed = frequency.map({"dag": 1.0, "uge": 7.0, "14 dage": 14.0}).astype("float64")
    months = frequency.map({"maaned": 1.0, "kvartal": 3.0, "aar": 12.0}).astype("float64")
    return fixed.fillna(months * per_month)


def _index_factors(
    frame: pd.DataFrame, series: pd.Series, rules: Rules
) -> tuple[pd.Series, pd.Series, tuple[Value, ...]]:
    """From the contract's price year to the line's; where the series lacks a year; the figures.

    1 where nothing is agreed, where a year is unknown, and where the contract is the newer.
    """
    moves = series.notna() & (frame["year"] > frame["agreed_year"])
    factors: dict[tuple[str, int, int], float] = {}
    values: dict[Value, None] = {}
    keys = [
        (name, int(before), int(now)) if moved else None
        for name, before, now, moved in zip(
            series, frame["agreed_year"], frame["year"], moves, strict=True
        )
    ]
    for key in dict.fromkeys(key for key in keys if key):
        name, before, now = key
        try:
            moved = one_krone(before, now, name, rules)
        except UserError:
            factors[key] = np.nan
            continue
        factors[key] = float(moved.factor)
        values.update(dict.fromkeys(moved.values))
    factor = pd.Series([factors[k] if k else 1.0 for k in keys], index=frame.index, dtype=float)
    return factor.fillna(1.0), factor.isna(), tuple(values)


def _since_agreed(lines: pd.DataFrame, agreed_kr: pd.Series, history: pd.DataFrame) -> pd.Series:
    """How a line that once cost what was agreed came to cost more: by index, or raised twice."""
    if lines.empty:
        return pd.Series(index=lines.index, dtype="str")
    rows = history[(history["status"] == "bevilget") & history["line_id"].isin(lines["line_id"])]
    rows = rows.sort_values(["line_id", "start"], kind="stable")
    before = rows.groupby("line_id")["price_kr"].shift()
    target = rows["line_id"].map(pd.Series(agreed_kr.to_numpy(), index=lines["line_id"]))
    was = (rows["price_kr"] / target - 1).abs() <= TOLERANCE
    since = rows["start"].where(was).groupby(rows["line_id"]).transform("max").dt.year
    rises = rows[(rows["price_kr"] > before) & (rows["start"].dt.year >= since)]
    in_year = rises.groupby(["line_id", rises["start"].dt.year]).size()
    twice = set(in_year[in_year > 1].index.get_level_values("line_id"))
    once = set(rows.loc[was, "line_id"])
    verdict = [
        "reguleret_to_gange" if line in twice else "indeks_over_aftalt" if line in once else ""
        for line in lines["line_id"]
    ]
    return pd.Series(verdict, index=lines.index, dtype="str")
