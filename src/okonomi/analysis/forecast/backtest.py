"""How would the forecast have done? From each drop that existed, held up to what is known now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from okonomi.analysis.forecast.learn import drops_of
from okonomi.analysis.forecast.predict import LEVELS, predict
from okonomi.analysis.forecast.spells import Spells
from okonomi.cost import monthly
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_day, last_month_of_year

LEAST_DROPS = 6
"""True drops from which the interval counts as tested here."""
REBUILT_MONTHS = (3, 6, 9)
_LEAST_HISTORY = 9
_DRAWS = 300
COLUMNS = {
    "drop": "datetime64[s]", "until": "datetime64[s]", "rebuilt": "bool", "actual_oere": "int64",
    "forecast_oere": "int64", "low80_oere": "int64", "high80_oere": "int64", "held": "bool",
    "straight_oere": "int64", "last_year_oere": "Int64",
}  # fmt: skip


def backtest(
    reading: Reading,
    earlier: Sequence[Reading],
    kontoplan: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """One row per earlier drop and per month rebuilt of last year, oldest first.

    ``until`` is the month the cost is forecast to: December for an earlier year, else the period.
    ``actual_oere`` is the ledger of those months as ``reading`` knows it; ``straight_oere`` the
    ledger to date × months ÷ months gone, ``last_year_oere`` the same by last year's pattern
    (missing where the drop holds no last year). ``rebuilt`` rows know later registrations.
    """
    earlier = sorted(earlier, key=lambda drop: drop.period)
    period = reading.period
    last_year = [pd.Period(year=period.year - 1, month=m, freq="M") for m in REBUILT_MONTHS]
    have = {drop.period for drop in earlier}
    rebuilt = [_rebuilt(reading, month) for month in last_year if month not in have]
    spells = drops_of([*rebuilt, *earlier], kontoplan) if rebuilt or earlier else []
    oldest = min([period, *(drop.period for drop in (*rebuilt, *earlier))])
    now = _by_month(reading, first_month_of_year(oldest), period)
    rows = []
    for n, drop in enumerate(rebuilt):
        if spells[n].month - _first_month(spells[n]) >= _LEAST_HISTORY:
            rows.append(_row(drop, spells[n], [], now, seed) | {"rebuilt": True})
    true = spells[len(rebuilt) :]
    for n, drop in enumerate(earlier):
        rows.append(_row(drop, true[n], true[:n], now, seed) | {"rebuilt": False})
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return frame.sort_values(["rebuilt", "drop"], ascending=[False, True], ignore_index=True)


def no_tests() -> pd.DataFrame:
    """The table of a forecast that is not tested."""
    return pd.DataFrame([], columns=list(COLUMNS)).astype(COLUMNS)


def _first_month(spells: Spells) -> int:
    return int(np.datetime64(spells.opens, "D").astype("datetime64[M]").astype(np.int64))


def _row(
    drop: Reading, spells: Spells, earlier: list[Spells], now: pd.Series, seed: int
) -> dict[str, object]:
    period = drop.period
    until = min(last_month_of_year(period), now.index[-1])
    first = first_month_of_year(period)
    cost = _by_month(drop, first - 12, until)
    to_date = int(cost[first:period].sum())
    drawn = predict(spells, earlier, until.ordinal, _DRAWS, seed).total.sum(axis=1)
    drawn = drawn + int(cost[first:until].sum())
    low, high = np.quantile(drawn, LEVELS[:2])
    actual = int(now[first:until].sum())
    before = int(cost[first - 12 : period - 12].sum())
    pattern = to_date * int(cost[first - 12 : until - 12].sum()) / before if before > 0 else pd.NA
    return {
        "drop": period.to_timestamp(),
        "until": until.to_timestamp(),
        "actual_oere": actual,
        "forecast_oere": round(drawn.mean()),
        "low80_oere": round(low),
        "high80_oere": round(high),
        "held": low <= actual <= high,
        "straight_oere": round(to_date * until.month / period.month),
        "last_year_oere": pattern if pattern is pd.NA else round(pattern),
    }


def _by_month(reading: Reading, first: pd.Period, last: pd.Period) -> pd.Series:
    """The ledger's øre of every month, 0 where there is none."""
    rows = monthly(reading["placement"], first, last, by=())
    months = pd.period_range(first, last, freq="M")
    oere = rows["gross_oere"].groupby(rows["month"].dt.to_period("M")).sum()
    return oere.reindex(months, fill_value=0)


def _rebuilt(reading: Reading, period: pd.Period) -> Reading:
    """The reading as a drop of ``period`` might have looked, by its days of registration.

    Intervals that began after the month are left out, and so are lines that began shortly before
    it and say that they were registered after it (a price interval's day may be that of a later
    end). Ends after the month are opened, since it is not known when they were entered.
    """
    lines = reading["placement"]
    day = last_day(period)
    began = lines.groupby("line_id", sort=False)["start"].transform("min")
    late = lines["registered"].gt(day) & (began > day - pd.Timedelta(days=120))
    lines = lines[(lines["start"] <= day) & ~late].reset_index(drop=True)
    lines = lines.assign(end=lines["end"].mask(lines["end"] > day))
    lines = lines.assign(status=lines["status"].mask(lines["status"] == "forventet", "bevilget"))
    return Reading(
        period=period,
        tables=reading.tables | {"placement": lines},
        files=reading.files,
        set_aside=reading.set_aside,
        findings=(),
        key_fingerprint=reading.key_fingerprint,
    )
