"""How often is the servicetjek right? ``python benchmarks/servicetjek_simulation.py [--seeds N]``.

Simulated municipalities with known premiums (``_servicetjek_world``), seeds 0–299 in each of eight
cells: 1 or 4 like-for-like groups; the real premiums all upwards or half of them downwards; with or
without a service that no export shows. The method was tuned on seeds from 10000 on. Beside it stand
the group-median rule and plain OLS residuals, with the same call: *dyrere* is said of two
placements or more with a probability of at least 0,9 of a premium above 5 %.

Shown in per cent: coverage of the 90 % interval by true premium (nil or not) and placements;
precision of *dyrere* (truly above 5 %); recall of the providers above +15 % with five placements or
more; and false alarms, expected and real. Last, the time of one fit beside a bare statsmodels
MixedLM of the same covariates with a random provider effect.
"""

from __future__ import annotations

import argparse
import itertools
import statistics
import time
import warnings

import numpy as np
import pandas as pd
from _servicetjek_peers import METHODS, servicetjek
from _servicetjek_world import municipality

from okonomi.analysis.servicetjek.pricemodel.design import design

LEAST, SURE = 2, 0.9
CELLS = list(itertools.product((1, 4), (False, True), (False, True)))


def measured(seeds: int, groups: int, both_ways: bool, hidden: bool) -> pd.DataFrame:
    """One row per method and provider of all the cell's municipalities."""
    rows = []
    for seed in range(seeds):
        for _, group in municipality(seed, groups, both_ways, hidden).groupby("group"):
            truth = group.groupby("provider")["premium"].first()
            for name, method in METHODS.items():
                rows.append(method(group).assign(method=name, truth=truth))
    return pd.concat(rows, ignore_index=True)


def summary(found: pd.DataFrame) -> dict[str, float]:
    """The figures of one method in one cell."""
    inside = (found["low"] <= found["truth"]) & (found["truth"] <= found["high"])
    shown, zero, few = found["low"].notna(), found["truth"] == 0, found["n"] < 5
    called = (found["above"] >= SURE) & (found["n"] >= LEAST)
    big = (found["truth"] > 0.15) & ~few
    return {
        "zero n<5": 100 * inside[shown & zero & few].mean(),
        "zero n≥5": 100 * inside[shown & zero & ~few].mean(),
        "real n<5": 100 * inside[shown & ~zero & few].mean(),
        "real n≥5": 100 * inside[shown & ~zero & ~few].mean(),
        "precision": 100 * (found.loc[called, "truth"] > 0.05).mean(),
        "recall": 100 * called[big].mean(),
        "called": int(called.sum()),
        "expected false": (1 - found.loc[called, "above"]).sum(),
        "real false": int((found.loc[called, "truth"] <= 0.05).sum()),
        "no model": int((~shown).sum()),
    }


def speed(runs: int = 5) -> None:
    """Seconds for one group of 40 providers and about 320 placements, in turns."""
    import statsmodels.api as sm

    frame = municipality(1, 1, both_ways=True, hidden=True)
    y = np.log(frame["base_kr_per_day"].to_numpy())
    x = design(frame).matrix(frame)
    taken: dict[str, list[float]] = {"servicetjek": [], "statsmodels MixedLM": []}
    for _ in range(runs):
        began = time.perf_counter()
        servicetjek(frame)
        taken["servicetjek"].append(time.perf_counter() - began)
        began = time.perf_counter()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a variance at its limit is no matter of time
            sm.MixedLM(y, x, groups=frame["provider"].to_numpy()).fit()
        taken["statsmodels MixedLM"].append(time.perf_counter() - began)
    ours, theirs = (statistics.median(seconds) for seconds in taken.values())
    print(
        f"\n{frame['provider'].nunique()} providers, {len(frame)} placements: servicetjek "
        f"{1000 * ours:.0f} ms, bare MixedLM {1000 * theirs:.0f} ms, ratio {ours / theirs:.2f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=300)
    given = parser.parse_args()
    rows = {}
    for groups, both_ways, hidden in CELLS:
        found = measured(given.seeds, groups, both_ways, hidden)
        cell = f"{groups} gr., {'±' if both_ways else '+'}{', hidden' if hidden else ''}"
        for name, part in found.groupby("method", sort=False):
            rows[cell, name] = summary(part)
    table = pd.DataFrame(rows).T.round(1)
    print(f"seeds 0–{given.seeds - 1} in each cell\n")
    print(table.to_string())
    speed()


if __name__ == "__main__":
    main()
