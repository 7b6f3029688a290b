"""Most providers are fair: a mixture of fair, dearer and cheaper providers around one fair level.

``log price = x·β + θ(provider) + residual``. θ is drawn from a narrow spike at 0 (fair providers,
who still differ a little for reasons nobody recorded), or from a slab above or below it. The spike,
and not the mean of the group, is the zero point: a group whose dear providers are all on one side
does not make its fair ones look cheap. Residuals are t-distributed, so that one odd price does not
decide. θ lives on a grid, so every expectation is a plain sum; β, the spreads and the shares of
the three kinds are found by EM, with the priors below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

STEP = 0.01
GRID = np.round(np.arange(-0.7, 0.7 + STEP / 2, STEP), 2)
"""Log premiums that are considered: from half the fair price to the double."""

MOST = 40
"""Placements of one provider that count in full. More tell nothing more of the fair level, for fair
providers differ among themselves; and a provider known to less than a step of the grid would fall
between its points. A larger provider's placements share the weight of this many."""
NU = 5.0
"""Degrees of freedom of the residuals."""
SLAB = 0.07
"""Log scale of a real premium: density θ·exp(−θ/0,07), most likely 7 %, on average 15 %."""
KINDS = np.array([6.0, 1.0, 1.0])
"""Prior weight, in providers, of fair, dearer and cheaper."""
SPIKE_SD, SPIKE_WEIGHT = 0.027, 12.0
"""Prior spread among fair providers and how many providers that knowledge is worth."""
NOISE_SD, NOISE_WEIGHT = 0.07, 4.0
"""Prior residual spread and how many placements that knowledge is worth."""
RIDGE = 64.0
"""Prior precision of the coefficients, the intercept apart: one spread of a covariate moves the
price by some 12 % (a standard deviation of 0,125). Where a group is small it keeps hours and the
logarithm of hours, which go together, from chasing the noise."""
ROUNDS, TOLERANCE = 200, 1e-4


@dataclass(frozen=True, eq=False, kw_only=True)
class Mixture:
    """``beta`` (p), ``noise`` and ``spike`` (log spreads), ``shares`` (fair, dearer, cheaper)."""

    beta: np.ndarray
    noise: float
    spike: float
    shares: np.ndarray
    rounds: int


def fit(y: np.ndarray, x: np.ndarray, starts: np.ndarray) -> Mixture:
    """EM on log prices ``y`` (n) with design ``x`` (n × p; column 0 is the intercept).

    Rows are sorted by provider; ``starts`` holds each provider's first row.
    """
    n, p = float(power(starts, len(y)).sum()), x.shape[1]
    ridge = np.diag(np.r_[0.0, np.full(p - 1, RIDGE)])
    state = _start(y, x, starts, ridge)
    for rounds in range(1, ROUNDS + 1):
        post, total, pull = expectations(y - x @ state.beta, starts, state)
        beta = np.linalg.solve((x.T * total) @ x + ridge * state.noise**2, x.T @ (total * y - pull))
        # Σ weight·z² over the posterior, since weight·(NU + z²) = NU + 1.
        squares = ((NU + 1) * n - NU * total.sum()) * state.noise**2
        noise = np.sqrt((squares + NOISE_WEIGHT * NOISE_SD**2) / (max(n - p, 1) + NOISE_WEIGHT))
        kinds = _kind_weights(state, post)
        fair = kinds[0].sum()
        spike = np.sqrt(
            ((kinds[0] * GRID**2).sum() + SPIKE_WEIGHT * SPIKE_SD**2) / (fair + SPIKE_WEIGHT)
        )
        shares = kinds.sum((1, 2)) + KINDS
        moved = np.abs(x @ (beta - state.beta)).max() + abs(noise - state.noise)
        state = Mixture(
            beta=beta, noise=float(noise), spike=float(spike), shares=shares / shares.sum(),
            rounds=rounds,
        )  # fmt: skip
        if moved < TOLERANCE:
            break
    return state


def prior(state: Mixture) -> np.ndarray:
    """Weight of each grid point under each kind (3 × grid), summing to 1 in all."""
    fair = np.exp(-0.5 * (GRID / state.spike) ** 2)
    up = np.where(GRID > 0, GRID * np.exp(-np.abs(GRID) / SLAB), 0.0)
    kinds = np.stack([fair / fair.sum(), up / up.sum(), up[::-1] / up.sum()])
    return kinds * state.shares[:, None]


def log_likelihood(residual: np.ndarray, starts: np.ndarray, noise: float) -> np.ndarray:
    """Each provider's log likelihood of every grid point, but for a constant."""
    return _summed(_distances(residual, noise), starts, power(starts, len(residual)))


def expectations(
    residual: np.ndarray, starts: np.ndarray, state: Mixture
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each provider's posterior over the grid; each row's expected weight, and weight × θ."""
    distance = _distances(residual, state.noise)
    counts = power(starts, len(residual))
    post = normalised(_summed(distance, starts, counts), state)
    weight = np.repeat(post, np.diff(np.r_[starts, len(residual)]), axis=0)
    weight /= distance
    weight *= (NU + 1) * counts[:, None]
    return post, weight.sum(1), weight @ GRID


def normalised(log: np.ndarray, state: Mixture) -> np.ndarray:
    """Log likelihoods (providers × grid) times the prior, each provider summing to 1."""
    weight = np.exp(log - log.max(1, keepdims=True)) * prior(state).sum(0)
    return weight / weight.sum(1, keepdims=True)


def _distances(residual: np.ndarray, noise: float) -> np.ndarray:
    """NU + z² of every row at every grid point."""
    distance = (residual[:, None] - GRID) / noise
    distance *= distance
    distance += NU
    return distance


def _summed(distance: np.ndarray, starts: np.ndarray, counts: np.ndarray) -> np.ndarray:
    return -(NU + 1) / 2 * np.add.reduceat(np.log(distance) * counts[:, None], starts, axis=0)


def power(starts: np.ndarray, rows: int) -> np.ndarray:
    """How much each row counts: 1, and less where its provider has more than ``MOST`` rows."""
    n = np.diff(np.r_[starts, rows])
    return np.repeat(np.minimum(1.0, MOST / n), n)


def _kind_weights(state: Mixture, post: np.ndarray) -> np.ndarray:
    """The posterior split on the three kinds (3 × providers × grid)."""
    kinds = prior(state)
    return kinds[:, None, :] / kinds.sum(0) * post


def _start(y: np.ndarray, x: np.ndarray, starts: np.ndarray, ridge: np.ndarray) -> Mixture:
    """Least squares, with the level at the median provider: half-way into the fair ones."""
    n = len(y)
    beta = np.linalg.solve(x.T @ x + ridge * NOISE_SD**2, x.T @ y)
    residual = y - x @ beta
    means = np.add.reduceat(residual, starts) / np.diff(np.r_[starts, n])
    beta[0] += np.median(means)
    noise = 1.4826 * np.median(np.abs(residual - np.repeat(means, np.diff(np.r_[starts, n]))))
    return Mixture(
        beta=beta, noise=float(max(noise, 0.02)), spike=SPIKE_SD, shares=KINDS / KINDS.sum(),
        rounds=0,
    )  # fmt: skip
