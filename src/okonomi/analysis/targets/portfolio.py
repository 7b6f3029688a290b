"""What the negotiations are worth together: some succeed, some do not, and some prices are right.

Each provider's true premium is drawn from its estimate, weighed by the model's probabilities: one
whose premium is not above 5 % has nothing to give. What is won per contract is the paid price down
to the fair one, and never more than what is asked. A negotiation succeeds or fails as a whole, with
a probability that the user states (an assumption, *skøn*).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.targets.effect import FULL_YEAR, THIS_YEAR, Payers

DRAWS = 2000
SEED = 20260
LOG_DEAR = np.log(1.05)
_HALF_WIDTH = 1.645
"""Standard errors on each side in a 90 % interval."""
SHARED = 0.5
"""The part of the surest provider's standard error that is the group's own: its fair level's."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Portfolio:
    """``frame``: measure (service_full, net_full, service_year, net_year), mean_oere, low_oere and
    high_oere (90 % interval), Int64, missing where the thresholds are; ``providers`` and
    ``contracts`` behind it; ``draws``; ``success``: the assumed share that succeeds."""

    frame: pd.DataFrame
    providers: int
    contracts: int
    draws: int
    success: float

    def of(self, measure: str) -> tuple[object, object, object]:
        """(mean, low, high) of a measure, øre or missing."""
        row = self.frame.set_index("measure").loc[measure]
        return row["mean_oere"], row["low_oere"], row["high_oere"]


def portfolio(
    rows: pd.DataFrame, who: Payers, success: float, draws: int = DRAWS, seed: int = SEED
) -> Portfolio:
    """Simulate the counted rows that have a price model.

    ``rows``: line_id, provider, group, deal, premium, low, high, above, paid_kr, target_kr,
    expected_kr, days_full and days_year (paid days; 0 where the first day is unknown).
    """
    if not 0 <= success <= 1:
        raise ValueError(f"a share of successes lies in 0–1: {success}")
    totals = {
        name: np.zeros(draws, dtype=np.int64)
        for name in ("service_full", "net_full", "service_year", "net_year")
    }
    unknown = set()
    won = won_per_day(rows, success, draws, np.random.default_rng(seed))
    percent = rows["line_id"].map(who.percent).fillna(0).to_numpy(dtype=np.int64)
    for which, name in ((FULL_YEAR, "full"), (THIS_YEAR, "year")):
        days = rows[f"days_{name}"].to_numpy(dtype=float)
        for payer, at in (
            who.payer_of(rows["line_id"], which)
            .groupby(who.payer_of(rows["line_id"], which).to_numpy(), sort=False)
            .indices.items()
        ):
            saved = np.rint(won[at] * days[at, None] * 100).astype(np.int64)
            counted = (saved * percent[at, None] // 100).sum(0)
            kept = who.kept(str(payer), which, counted) if percent[at].any() else counted
            totals[f"service_{name}"] += saved.sum(0)
            if kept is None:
                unknown.add(f"net_{name}")
            else:
                totals[f"net_{name}"] += saved.sum(0) - counted + kept
    return Portfolio(
        frame=pd.DataFrame(
            [_measured(name, None if name in unknown else all_) for name, all_ in totals.items()]
        ).astype(dict.fromkeys(["mean_oere", "low_oere", "high_oere"], "Int64")),
        providers=rows["provider"].nunique(),
        contracts=rows["deal"].nunique(),
        draws=draws,
        success=success,
    )


def won_per_day(
    rows: pd.DataFrame, success: float, draws: int, chance: np.random.Generator
) -> np.ndarray:
    """Kroner a day won on each row in each draw, shape (rows, draws)."""
    from scipy.special import ndtr

    won = np.zeros((len(rows), draws))
    succeeds = {name: chance.random(draws) < success for name in rows["provider"].unique()}
    paid, target = rows["paid_kr"].to_numpy(), rows["target_kr"].to_numpy()
    level = (rows["expected_kr"] * (1 + rows["premium"])).to_numpy()
    errors = _errors(rows)
    for _, group in rows.groupby("group", sort=False):
        # The fair level is one for the group: if it is wrong, it is wrong for all providers alike.
        common = chance.standard_normal(draws)
        sure = SHARED * errors[group.index].min()
        for name, at in group.groupby("provider", sort=False).groups.items():
            places = rows.index.get_indexer(at)
            share = sure / errors[at[0]]
            own = np.sqrt(1 - share**2) * chance.standard_normal(draws)
            log_premium = _premium(rows.loc[at[0]], errors[at[0]], ndtr(share * common + own))
            real = succeeds[name] & ~np.isnan(log_premium)
            fair = level[places, None] / np.exp(np.where(real, log_premium, 0.0))
            room = (paid - target)[places, None]
            won[places] = np.clip(paid[places, None] - fair, 0.0, room) * real
    return won


def _errors(rows: pd.DataFrame) -> pd.Series:
    """The standard error of each row's log premium, from its 90 % interval."""
    width = np.log1p(rows["high"]) - np.log1p(rows["low"])
    return (width / (2 * _HALF_WIDTH)).clip(lower=1e-9)


def _premium(provider: pd.Series, error: float, rank: np.ndarray) -> np.ndarray:
    """Log premiums above 5 % at ``rank`` (0–1) of the estimate; NaN where there is none.

    The lowest ranks, as many as the probability of no such premium, have none; the others are
    spread over the estimate's normal distribution above 5 %.
    """
    from scipy.special import ndtr, ndtri

    none = 1 - provider["above"]
    middle = np.log1p(provider["premium"])
    below = ndtr((LOG_DEAR - middle) / error)
    inside = np.clip((rank - none) / max(provider["above"], 1e-12), 0.0, 1.0)
    theta = middle + error * ndtri(np.clip(below + inside * (1 - below), 1e-12, 1 - 1e-12))
    return np.where(rank >= none, np.maximum(theta, LOG_DEAR), np.nan)


def _measured(name: str, totals: np.ndarray | None) -> dict[str, object]:
    if totals is None:
        return {"measure": name, "mean_oere": pd.NA, "low_oere": pd.NA, "high_oere": pd.NA}
    low, high = np.quantile(totals, [0.05, 0.95])
    return {
        "measure": name,
        "mean_oere": round(float(totals.mean())),
        "low_oere": round(float(low)),
        "high_oere": round(float(high)),
    }
