"""The servicetjek and the two rules it is measured against, on one simulated group.

All answer alike: premium, 90 % interval and the probability of a premium above 5 % per provider,
as logs. The rules' probability is the normal one of their own estimate and error.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm

from okonomi.analysis.servicetjek.pricemodel import price_model, too_thin
from okonomi.analysis.servicetjek.pricemodel.design import design

TWO_SIDED = norm.ppf(0.95)


def servicetjek(frame: pd.DataFrame) -> pd.DataFrame:
    """The kit's own model; no interval and no verdict where the group is too thin."""
    market = pd.Series(True, index=frame.index)
    if too_thin(frame, market):
        n = frame.groupby("provider").size()
        return pd.DataFrame({"n": n, "low": np.nan, "high": np.nan, "above": np.nan})
    return price_model(frame, market).providers[["n", "low", "high", "above"]]


def group_median(frame: pd.DataFrame) -> pd.DataFrame:
    """A provider's mean price against the median price of the group."""
    price = np.log(frame["base_kr_per_day"])
    return _naive(price - price.median(), frame["provider"])


def ols_residuals(frame: pd.DataFrame) -> pd.DataFrame:
    """The mean residual of a provider in a least squares fit on the same covariates."""
    x, y = design(frame).matrix(frame), np.log(frame["base_kr_per_day"].to_numpy())
    beta = np.linalg.lstsq(x, y, rcond=None)[0]
    return _naive(pd.Series(y - x @ beta, index=frame.index), frame["provider"])


def _naive(residual: pd.Series, provider: pd.Series) -> pd.DataFrame:
    groups = residual.groupby(provider)
    n, mean = groups.size(), groups.mean()
    within = residual - groups.transform("mean")
    error = np.sqrt((within**2).sum() / (len(residual) - len(n))) / np.sqrt(n)
    return pd.DataFrame(
        {
            "n": n,
            "low": np.expm1(mean - TWO_SIDED * error),
            "high": np.expm1(mean + TWO_SIDED * error),
            "above": norm.sf((np.log(1.05) - mean) / error),
        }
    )


METHODS = {
    "servicetjek": servicetjek,
    "group median": group_median,
    "OLS residuals": ols_residuals,
}
