"""How many begin, month by month: level, trend and season, and months that are far from it.

A quasi-Poisson regression of the monthly starts of main services with a weak prior on trend and
season (so that two years of bursts do not become a trend), and a test for a break in the level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecast.delays import Delays
from okonomi.analysis.forecast.lifetimes import Lifetimes
from okonomi.analysis.forecast.spells import Spells, first_day, month_of

MOST_MONTHS = 60
BEFORE_MONTHS = 36
"""Months before the history whose survivors help to tell a trend."""
LEAST_SURVIVING = 0.15
LEAST_KNOWN = 0.5
"""A month counts in the history once this share of its starts is registered."""
PRIOR_SD = np.array([10.0, 0.10, 0.30, 0.30])
"""Prior standard deviations: log level, trend per year, the two waves of the season."""
FALSE_ALARM = 0.05
_SHUFFLES = 499
_LEAST_MONTHS = 12
_LEAST_SIDE = 4


@dataclass(frozen=True, eq=False, kw_only=True)
class Inflow:
    """``months``: the history's months; ``counts``: main services begun (as registered);
    ``fitted``: what level, trend and season expect. ``coef`` and ``covariance``: of ``design``.
    ``break_month``: first month of a new level, or None; ``break_p`` its p-value.
    """

    now: int
    months: np.ndarray
    counts: np.ndarray
    fitted: np.ndarray
    coef: np.ndarray
    covariance: np.ndarray
    dispersion: float
    break_month: int | None
    break_p: float
    break_ratio: float

    @property
    def level(self) -> float:
        """The history's level as fitted with the years before it, as a share of what was counted:
        below 1 where the history was livelier than those who stayed on from before suggest."""
        counted = float(self.counts.sum())
        return float(self.fitted.sum()) / counted if counted else 1.0

    def log_rate(self, coef: np.ndarray, month: np.ndarray) -> np.ndarray:
        """Log of the expected starts of a month, for one or many sets of coefficients."""
        return coef @ _design(month, self.now, self.break_month).T


def inflow(spells: Spells, delays: Delays, lasting: Lifetimes, seed: int) -> Inflow:
    """Learn from the months from the history's first whole month to the last well known one.

    Of the years before, the export holds those who stayed on: divided by the chance to stay, they
    tell how many came then. They count for trend, season and level, not for the bursts.
    """
    now = spells.month
    first = max(int(month_of(spells.opens - 1)) + 1, now - MOST_MONTHS)
    months = np.arange(first, now + 1)
    months = months[delays.starts_known(now - months) >= LEAST_KNOWN]
    main = (spells.group % 2 == 1) & ~spells.once
    begun = month_of(spells.start[main])
    counts = _counts(begun, months)
    known = delays.starts_known(now - months)
    earlier, stayed = _earlier(spells, lasting, first, begun)
    every, shown = np.append(earlier, months), np.append(stayed, known)
    of_every = np.append(_counts(begun, earlier), counts)
    recent = slice(len(earlier), None)
    coef, covariance, fitted, dispersion = _fit(of_every, shown, _design(every, now, None))
    at, p_value = _break(counts, fitted[recent], seed)
    ratio = 1.0
    if at is not None:
        month = int(months[at])
        coef, covariance, fitted, dispersion = _fit(of_every, shown, _design(every, now, month))
        ratio = float(np.exp(coef[-1]))
    return Inflow(
        now=now, months=months, counts=counts, fitted=fitted[recent], coef=coef,
        covariance=covariance, dispersion=dispersion,
        break_month=None if at is None else int(months[at]), break_p=p_value, break_ratio=ratio,
    )  # fmt: skip


def _counts(begun: np.ndarray, months: np.ndarray) -> np.ndarray:
    if not len(months):
        return np.zeros(0)
    place = begun - months[0]
    inside = (place >= 0) & (place < len(months))
    return np.bincount(place[inside], minlength=len(months)).astype(np.float64)


def _earlier(
    spells: Spells, lasting: Lifetimes, first: int, begun: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Months before the history, and the share of their starts that stayed until it opened."""
    main = (spells.group % 2 == 1) & ~spells.once
    recent = np.bincount(spells.group[main][begun >= first], minlength=spells.groups)
    if not recent.any():
        return np.empty(0, dtype=np.int64), np.empty(0)
    months = np.arange(first - BEFORE_MONTHS, first)
    age = (spells.opens - first_day(months) - 15).astype(np.float64)
    group = np.flatnonzero(recent)
    stay = np.exp(-lasting.cumulative(np.repeat(group[:, None], len(age), axis=1), age))
    share = recent[group] @ stay / recent.sum()
    return months[share >= LEAST_SURVIVING], share[share >= LEAST_SURVIVING]


def _design(months: np.ndarray, now: int, broken: int | None) -> np.ndarray:
    """Level, trend in years from now (held level ahead of it), season; and the new level."""
    turn = 2 * np.pi * (months % 12) / 12
    columns = [np.ones(len(months)), (months - now) / 12, np.cos(turn), np.sin(turn)]
    if broken is not None:
        columns.append((months >= broken).astype(np.float64))
    return np.stack(columns, axis=1)


def _fit(
    counts: np.ndarray, known: np.ndarray, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, float]:
    """Penalised quasi-Poisson: coefficients, their covariance, expected counts, dispersion."""
    prior = np.append(PRIOR_SD, [1.0] * (x.shape[1] - len(PRIOR_SD)))
    precision = np.diag(1 / prior**2)
    coef = np.zeros(x.shape[1])
    if len(counts) == 0 or counts.sum() == 0:
        return coef, np.diag(prior**2), np.zeros(len(counts)), 1.0
    coef[0] = np.log(counts.sum() / known.sum())
    dispersion = 1.0
    for _ in range(8):
        expected = known * np.exp(np.clip(x @ coef, -20, 20))
        freedom = max(len(counts) - x.shape[1], 1)
        squares = (counts - expected) ** 2 / np.maximum(expected, 0.1)
        # With few months the dispersion itself is uncertain: it leans on 2, as bursts give.
        dispersion = max(1.0, (squares.sum() + 2.0 * 4) / (freedom + 4))
        weights = expected / dispersion
        information = x.T @ (weights[:, None] * x) + precision
        step = x.T @ ((counts - expected) / dispersion) - precision @ coef
        step += precision[:, 0] * coef[0]  # no pull on the level itself
        coef = coef + np.linalg.solve(information, step)
    expected = known * np.exp(np.clip(x @ coef, -20, 20))
    return coef, np.linalg.inv(information), expected, float(dispersion)


def _break(counts: np.ndarray, fitted: np.ndarray, seed: int) -> tuple[int | None, float]:
    """The month a new level begins, if the largest shift of the residuals is too large for chance.

    The largest standardised difference between before and after, over all splits, is compared with
    the same of the shuffled residuals; ``FALSE_ALARM`` is the share of steady histories that are
    said to have a break.
    """
    n = len(counts)
    if n < _LEAST_MONTHS or not fitted.all():
        return None, 1.0
    residual = (counts - fitted) / np.sqrt(fitted)
    draw = np.random.default_rng([seed, 1])
    shuffled = draw.permuted(np.tile(residual, (_SHUFFLES, 1)), axis=1)
    every = np.concatenate([residual[None], shuffled])
    every = every - every.mean(axis=1, keepdims=True)
    sums = np.abs(np.cumsum(every, axis=1))
    split = np.arange(_LEAST_SIDE, n - _LEAST_SIDE + 1)
    statistic = sums[:, split - 1] / np.sqrt(split * (n - split) / n)
    largest = statistic.max(axis=1)
    p_value = float((largest >= largest[0]).mean())
    at = int(split[statistic[0].argmax()])
    return (at if p_value <= FALSE_ALARM else None), p_value
