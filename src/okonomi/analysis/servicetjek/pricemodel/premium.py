"""Each provider's premium over the fair level, from the other providers' fair level.

Two answers to two questions. The *estimate with its interval* is the provider's own placements
against the level that the other providers set: no shrinkage, so it covers alike whether the
premium is nil or not. The *probabilities* weigh that evidence with how common premiums are in the
group: they decide the verdict and hold the share of false alarms down.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from okonomi.analysis.servicetjek.pricemodel.mixture import (
    GRID,
    NU,
    RIDGE,
    Mixture,
    expectations,
    log_likelihood,
    normalised,
    power,
)

LEVEL = 0.90
WIDEST = 4.0
"""Prior precision of a premium nobody knows anything of: a spread of a half on the log scale."""
DEAR, CHEAP = np.log(1.05), np.log(0.95)
DOUBT, DOUBTERS = 0.2, 2
"""The share and number of the market's providers that may look cheap before it is doubted that the
level is the fair one: fair prices have few below them, dear ones many."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Premiums:
    """One entry per provider: log premium, its standard error, interval, and probabilities of a
    premium above 5 % and below −5 %."""

    estimate: np.ndarray
    error: np.ndarray
    low: np.ndarray
    high: np.ndarray
    above: np.ndarray
    below: np.ndarray


def premiums(
    y: np.ndarray, x: np.ndarray, starts: np.ndarray, market: np.ndarray, state: Mixture
) -> Premiums:
    """Premiums of all providers; ``market`` marks those whose data ``state`` was fitted on.

    A provider in the market is held against the fit without it (one Newton step from the whole
    fit), the others against the whole fit.
    """
    from scipy.stats import t

    n = np.diff(np.r_[starts, len(y)])
    own = np.repeat(np.arange(len(starts)), n)
    score, information = _pieces(y - x @ state.beta, x, starts, state)
    p = x.shape[1]
    ridge = np.diag(np.r_[1e-9, np.full(p - 1, RIDGE)])
    whole = information[market].sum(0) + ridge
    without = whole - information * market[:, None, None]
    cover = np.linalg.inv(_positive(without))
    beta = state.beta - np.einsum("jpq,jq->jp", cover, score * market[:, None])
    residual = y - np.einsum("ip,ip->i", x, beta[own])
    estimate, middle, variance = _location(residual, x, starts, own, n, market, state)
    level = np.einsum("jp,jpq,jq->j", middle, cover, middle)
    error = np.sqrt(variance / n + state.spike**2 + level)
    # The level and the spike are known from the providers: their number, less one, and not the
    # number of placements says how surely.
    spare = int(n[market].sum()) - p - int(market.sum())
    df = max(min(spare, int(market.sum()) - 1), 3)
    width = t.ppf((1 + LEVEL) / 2, df) * error
    log = log_likelihood(residual, starts, state.noise)
    post = normalised(_smoothed(log, level), state)
    return Premiums(
        estimate=estimate,
        error=error,
        low=estimate - width,
        high=estimate + width,
        above=post[:, GRID > DEAR].sum(1),
        below=post[:, GRID < CHEAP].sum(1),
    )


def second_level(found: Premiums, market: np.ndarray) -> float:
    """The log premium of those in the market that look cheap, where they are so many that theirs
    may be the fair level; else NaN."""
    cheap = market & (found.below >= 0.5)
    if cheap.sum() < max(DOUBTERS, DOUBT * market.sum()):
        return float("nan")
    return float(np.median(found.estimate[cheap]))


def spanning(found: Premiums, other: Premiums) -> Premiums:
    """What holds whichever of two levels is the fair one: the intervals' span, the mean of the
    probabilities. The estimate is ``found``'s."""
    return replace(
        found,
        low=np.minimum(found.low, other.low),
        high=np.maximum(found.high, other.high),
        above=(found.above + other.above) / 2,
        below=(found.below + other.below) / 2,
    )


def _pieces(
    residual: np.ndarray, x: np.ndarray, starts: np.ndarray, state: Mixture
) -> tuple[np.ndarray, np.ndarray]:
    """Each provider's score and information about β, its own premium unknown (integrated out)."""
    post, weight, weighed = expectations(residual, starts, state)
    # What a row of t-distributed noise tells of its middle; its weight alone would say too much,
    # and nothing would be left when what is not known of θ is taken off.
    slope = power(starts, len(residual)) * (NU + 1) / (NU + 3) / state.noise**2
    pull = (weight * residual - weighed) / state.noise**2
    score = np.add.reduceat(x * pull[:, None], starts)
    full = np.add.reduceat(slope[:, None, None] * x[:, :, None] * x[:, None, :], starts)
    at = np.add.reduceat(x * slope[:, None], starts)
    mean = post @ GRID
    # What not knowing θ costs; never more than all that the provider says about its own level.
    spread = np.minimum(post @ GRID**2 - mean**2, 1 / (np.add.reduceat(slope, starts) + WIDEST))
    return score, full - spread[:, None, None] * at[:, :, None] * at[:, None, :]


def _positive(matrices: np.ndarray) -> np.ndarray:
    """The matrices with a floor under their eigenvalues, so that they have an inverse."""
    values, vectors = np.linalg.eigh(matrices)
    values = np.maximum(values, 1e-6 * values[..., -1:])
    return np.einsum("jpk,jk,jqk->jpq", vectors, values, vectors)


def _location(
    residual: np.ndarray,
    x: np.ndarray,
    starts: np.ndarray,
    own: np.ndarray,
    n: np.ndarray,
    market: np.ndarray,
    state: Mixture,
) -> tuple[np.ndarray, np.ndarray, float]:
    """Each provider's robust middle, the middle of its covariates, and the market's variance of one
    placement."""
    theta = np.array([np.median(part) for part in np.split(residual, starts[1:])])
    for _ in range(20):
        weight = (NU + 1) / (NU + ((residual - theta[own]) / state.noise) ** 2)
        total = np.add.reduceat(weight, starts)
        theta = np.add.reduceat(weight * residual, starts) / total
    middle = np.add.reduceat(x * weight[:, None], starts) / total[:, None]
    z2 = ((residual - theta[own]) / state.noise) ** 2
    flat = (NU + 1) * (NU - z2) / (NU + z2) ** 2
    shared = market & (n > 1)
    several = shared[own]
    if not several.any():
        return theta, middle, state.noise**2 * NU / (NU - 2)
    # The variance of an M-estimate: mean ψ² over mean ψ′ squared, lost degrees given back.
    given = several.sum() / max(several.sum() - shared.sum(), 1)
    square = np.mean((weight**2 * z2)[several]) * given
    return theta, middle, state.noise**2 * square / np.mean(flat[several]) ** 2


def _smoothed(log: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """Log likelihoods when the fair level itself is uncertain by ``variance``."""
    like = np.exp(log - log.max(1, keepdims=True))
    gap = (GRID[:, None] - GRID[None, :]) ** 2
    kernel = np.exp(-0.5 * gap / np.maximum(variance, 1e-6)[:, None, None])
    kernel /= kernel.sum(2, keepdims=True)
    return np.log(np.maximum(np.einsum("jgh,jh->jg", kernel, like), 1e-300))
