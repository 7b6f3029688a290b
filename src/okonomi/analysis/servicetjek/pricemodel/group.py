"""The price model of one like-for-like group, from placements to premiums."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from okonomi.analysis.servicetjek.pricemodel.design import design
from okonomi.analysis.servicetjek.pricemodel.mixture import fit
from okonomi.analysis.servicetjek.pricemodel.premium import premiums, second_level, spanning

LEAST_PROVIDERS = 5
"""With fewer providers in the market nobody can tell a dear one from the level."""
LEAST_SPARE = 10
"""Placements beyond the number of coefficients."""


@dataclass(frozen=True, eq=False, kw_only=True)
class GroupModel:
    """``providers``: one row per provider, indexed by name: n, and as shares (0.1 = 10 %) premium,
    low, high (90 % interval); above and below, the probabilities of a premium over 5 % and under
    −5 %. ``expected_kr``: the fair price of each row of the frame, kr. per day. ``level_kr``: the
    fair price at the market's average service level. ``hour_kr``: what one more hour of support
    costs, kr. per hour (NaN where the hours are not in the model). ``noise``: the spread of prices
    around the model, as a share. ``second_kr``: the level of those that look cheap, where they are
    so many that it may be the fair one (else NaN); low, high, above and below then hold both."""

    providers: pd.DataFrame
    expected_kr: pd.Series
    level_kr: float
    hour_kr: float
    noise: float
    second_kr: float


def too_thin(frame: pd.DataFrame, market: pd.Series) -> bool:
    """Whether the market's rows of a group are too few for ``price_model``."""
    rows = frame[market]
    if rows["provider"].nunique() < LEAST_PROVIDERS:
        return True
    return len(rows) - (1 + len(design(rows).names)) < LEAST_SPARE


def price_model(frame: pd.DataFrame, market: pd.Series) -> GroupModel:
    """Fit the fair price on the market's rows, and hold every provider against it.

    ``frame``: one row per placement with provider, base_kr_per_day (above 0) and the covariates of
    ``design``; ``market`` (bool, the same for all rows of a provider): whether the row takes part
    in setting the fair level. Neither is changed; the order of rows does not matter.
    """
    order = np.argsort(frame["provider"].to_numpy(dtype=object), kind="stable")
    rows, inside = frame.iloc[order], market.to_numpy(dtype=bool)[order]
    plan = design(rows[inside])
    x = plan.matrix(rows)
    y = np.log(rows["base_kr_per_day"].to_numpy(dtype=float))
    who = rows["provider"].to_numpy(dtype=object)
    state = fit(y[inside], x[inside], _starts(who[inside]))
    starts = _starts(who)
    found = premiums(y, x, starts, inside[starts], state)
    down = second_level(found, inside[starts])
    if not np.isnan(down):
        lower = replace(state, beta=np.r_[state.beta[0] + down, state.beta[1:]])
        found = spanning(found, premiums(y, x, starts, inside[starts], lower))
    expected = np.exp(x @ state.beta)
    more = plan.matrix(rows.assign(hours_per_week=rows["hours_per_week"] + 1))
    # A price a day for one more hour a week: seven days of it pay for the hour.
    hour = 7 * np.median(np.exp(more @ state.beta)[inside] - expected[inside])
    providers = pd.DataFrame(
        {
            "n": np.diff(np.r_[starts, len(y)]),
            "premium": np.expm1(found.estimate),
            "low": np.expm1(found.low),
            "high": np.expm1(found.high),
            "above": found.above,
            "below": found.below,
        },
        index=pd.Index(who[starts], name="provider"),
    )
    return GroupModel(
        providers=providers,
        expected_kr=pd.Series(expected, index=rows.index).reindex(frame.index),
        level_kr=float(np.exp(state.beta[0])),
        hour_kr=float(hour) if "timer" in plan.names else float("nan"),
        noise=float(np.expm1(state.noise)),
        second_kr=float(np.exp(state.beta[0] + down)),
    )


def _starts(who: np.ndarray) -> np.ndarray:
    """The first row of each provider in sorted rows."""
    return np.flatnonzero(np.r_[True, who[1:] != who[:-1]])
