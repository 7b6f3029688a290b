"""Do the servicetjek's intervals hold where it is wrong? ``… servicetjek_worlds.py [--seeds N]``.

Worlds that break what the model takes for granted (``_servicetjek_worlds``), seeds 0–119 in each,
settled before the first run; the method was chosen on seeds from 20000 on. Shown in per cent:
coverage of the 90 % interval, without and with a real premium, of what the provider charges and of
the premium without its own deviation (in the owners' world also of the premium over the level that
most have); groups whose level is doubted, and real premiums of 8–12 % and above 15 % that are
called; in numbers: *dyrere* and *billigere*, and how many of them are not charged (over 5 % and
under −5 %).
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from _servicetjek_worlds import WORLDS, world

from okonomi.analysis.servicetjek.pricemodel import (
    CHEAPER,
    DEARER,
    TOO_FEW,
    price_model,
    too_thin,
    verdicts,
)


def measured(name: str, seeds: range) -> pd.DataFrame:
    """One row per provider of all the world's groups: what is found beside what is true."""
    rows = []
    for seed in seeds:
        frame, truth = world(name, seed)
        market = pd.Series(True, index=frame.index)
        if too_thin(frame, market):
            continue
        model = price_model(frame, market)
        found = model.providers.rename(columns={"premium": "estimate"}).join(truth)
        doubted = not np.isnan(model.second_kr)
        rows.append(found.assign(verdict=verdicts(found, 2), seed=seed, doubted=doubted))
    return pd.concat(rows, ignore_index=True)


def summary(found: pd.DataFrame) -> dict[str, float]:
    """The figures of one world."""
    zero, said = found["premium"] == 0, found["verdict"]
    premium, dear, cheap = found["premium"], said == DEARER, said == CHEAPER
    shown: dict[str, float] = {}
    for truth in ("charged", "premium", "common"):
        inside = (found["low"] <= found[truth]) & (found[truth] <= found["high"])
        shown[f"{truth} zero"] = 100 * inside[zero].mean()
        shown[f"{truth} real"] = 100 * inside[~zero].mean()
    return shown | {
        "doubted": 100 * found.groupby("seed")["doubted"].first().mean(),
        "found 8–12": 100 * dear[premium.between(0.08, 0.12)].mean(),
        "found >15": 100 * dear[premium > 0.15].mean(),
        "dyrere": int(dear.sum()),
        "not": int((found.loc[dear, "charged"] <= 0.05).sum()),
        "billigere": int(cheap.sum()),
        "not so": int((found.loc[cheap, "charged"] >= -0.05).sum()),
        "too few": 100 * (said == TOO_FEW).mean(),
        "half": 50 * (found["high"] - found["low"]).median(),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=120)
    parser.add_argument("--first", type=int, default=0)
    given = parser.parse_args()
    seeds = range(given.first, given.first + given.seeds)
    rows = {text: summary(measured(name, seeds)) for name, text in WORLDS.items()}
    print(pd.DataFrame(rows).T.round(1).to_string())


if __name__ == "__main__":
    main()
