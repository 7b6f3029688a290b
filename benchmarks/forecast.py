"""How good is the forecast? ``python benchmarks/forecast.py [--seeds N] [--first SEED]``.

Synthetic municipalities of about 400 placements (``_forecast_world``: not the forecast's model, and
drawn without a line of the kit's), five worlds × seeds × reporting months March, June, September.
The forecast sees what the systems showed at the end of the month and of the ``--drops`` months
before it, nothing else. Mean absolute error of the year's cost beside

- ``a``: the ledger to date × 12 ÷ months;
- ``b``: the postings to date × 12 ÷ months (invoices lag one or two months);
- ``c``: the ledger to date ÷ last year's share by the same month;
- ``d``: an oracle that knows the true rates, durations, delays and bursts but not the future
  (``_forecast_oracle``) – also that the inflow will break in July.

Seeds 0–399 are the ones reported; the forecast was tuned on seeds from 10000. Postings never exceed
the ledger here, so that *kendte bevillinger* is the ledger of the drop.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
import pandas as pd
from _forecast_oracle import expected
from _forecast_world import FAR, WORLDS, World, build, month_day, placement, reading

from okonomi.analysis.forecast.learn import drops_of
from okonomi.analysis.forecast.predict import predict
from okonomi.analysis.forecast.spells import Spells
from okonomi.cost import monthly
from okonomi.rules import load_kontoplan

YEAR, LAST_YEAR = (
    (pd.Period(f"{year}-01", "M"), pd.Period(f"{year}-12", "M")) for year in (2026, 2025)
)
REPORTED = (3, 6, 9)
PLACEMENTS = 400


def cases(world: str, seed: int, drops: int, draws: int, kontoplan: pd.DataFrame) -> list[dict]:
    """One municipality at each reporting month, amounts in mio. kr."""
    drawn = build(world, seed, PLACEMENTS)
    truth = _sum(placement(drawn, FAR), YEAR)
    periods = [pd.Period(year=2026, month=m, freq="M") for m in REPORTED]
    seen = {p - back for p in periods for back in range(drops + 1)}
    readings = [reading(p, placement=placement(drawn, _last(p))) for p in sorted(seen)]
    spells = drops_of(readings, kontoplan)
    found = []
    for period in periods:
        now = sorted(seen).index(period)
        rows = _one(drawn, world, seed, readings[now]["placement"], period)
        began = time.perf_counter()
        rows |= _forecast(spells[now], spells[now - drops : now], seed, draws)
        rows |= {"seconds": time.perf_counter() - began, "truth": truth}
        found.append({"world": world, "seed": seed, "month": period.month} | rows)
    return found


def _forecast(now: Spells, earlier: list[Spells], seed: int, draws: int) -> dict[str, float]:
    prediction = predict(now, earlier, YEAR[1].ordinal, draws, seed)
    changes = prediction.changes
    total = sum(change.sum(axis=1) for change in changes.values()) / 1e8
    low80, high80, low95, high95 = np.quantile(total, [0.1, 0.9, 0.025, 0.975])
    return {
        "change": total.mean(), "low80": low80, "high80": high80, "low95": low95, "high95": high95,
        "broken": prediction.learned.inflow.break_month is not None,
    } | {name: change.sum(axis=1).mean() / 1e8 for name, change in changes.items()}  # fmt: skip


def _one(
    drawn: World, world: str, seed: int, lines: pd.DataFrame, period: pd.Period
) -> dict[str, float]:
    """Known cost, the oracle's and the simple forecasts."""
    year = monthly(lines, *YEAR, by=("provider",))
    year = year.assign(mio=year["gross_oere"] / 1e8, number=year["month"].dt.month)
    last = monthly(lines, *LAST_YEAR, by=())
    share = last.loc[last["month"].dt.month <= period.month, "gross_oere"].sum()
    share = share / last["gross_oere"].sum()
    lag = 1 + year["provider"].str.removeprefix("Leverandør ").astype(int) % 2
    to_date = year.loc[year["number"] <= period.month, "mio"].sum()
    posted = year.loc[year["number"] <= period.month - lag, "mio"].sum()
    known = year["mio"].sum()
    return {
        "known": known,
        "a": to_date * 12 / period.month,
        "b": posted * 12 / period.month,
        "c": to_date / share,
        "d": expected(drawn, world, PLACEMENTS, _last(period), known * 1e8) / 1e8,
    }


def _last(period: pd.Period) -> int:
    return int(month_day(period.ordinal + 1)) - 1


def _sum(lines: pd.DataFrame, year: tuple[pd.Period, pd.Period]) -> float:
    return monthly(lines, *year, by=())["gross_oere"].sum() / 1e8


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """World × reporting month: errors, ratio to the oracle, and how often the intervals hold."""
    frame = frame.assign(forecast=frame["known"] + frame["change"])
    keys = [frame["world"], frame["month"]]
    ways = ["forecast", "a", "b", "c", "d"]
    errors = frame[ways].sub(frame["truth"], axis=0)
    out = errors.abs().groupby(keys, sort=False).mean()
    out["f/d"] = out["forecast"] / out["d"]
    out["bias"] = errors["forecast"].groupby(keys, sort=False).mean()
    out["bias d"] = errors["d"].groupby(keys, sort=False).mean()
    off = frame["truth"] - frame["known"]
    for level in ("80", "95"):
        inside = off.between(frame[f"low{level}"], frame[f"high{level}"])
        out[f"in {level} %"] = 100 * inside.groupby(keys, sort=False).mean()
    out["break said %"] = 100 * frame["broken"].groupby(keys, sort=False).mean()
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=400)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--drops", type=int, default=6)
    parser.add_argument("--draws", type=int, default=400)
    parser.add_argument("--keep", type=Path, help="write every case to this csv file")
    given = parser.parse_args()
    kontoplan = load_kontoplan()
    found = []
    began = time.perf_counter()
    for seed in range(given.first, given.first + given.seeds):
        of_seed = [c for w in WORLDS for c in cases(w, seed, given.drops, given.draws, kontoplan)]
        found += of_seed
        if given.keep:  # as it goes: a long run that is stopped has not been in vain
            new = seed == given.first
            pd.DataFrame(of_seed).to_csv(
                given.keep, mode="w" if new else "a", header=new, index=False
            )
    frame = pd.DataFrame(found)
    frame["world"] = pd.Categorical(frame["world"], WORLDS, ordered=True)
    frame = frame.sort_values(["world", "month", "seed"], kind="stable")
    print(
        f"{given.seeds} seeds from {given.first}, {given.drops} earlier drops, "
        f"{given.draws} draws; {time.perf_counter() - began:.0f} s in all, forecast "
        f"{1000 * frame['seconds'].median():.0f} ms a case; mean absolute errors in mio. kr."
    )
    print(table(frame).round(2).to_string())


if __name__ == "__main__":
    main()
