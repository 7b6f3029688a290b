"""Draw the services that begin: those to come, and those that began and are not registered yet."""

from __future__ import annotations

import numpy as np

from okonomi.analysis.forecast.delays import LAGS
from okonomi.analysis.forecast.learn import Learned
from okonomi.analysis.forecast.spells import first_day, month_of

_VARIANTS = 12  # drawn lengths of stay per start
_BLOCK = 2  # months of history that are drawn together
BREAKS_PER_YEAR = 0.15
BREAK_SPREAD = 0.4
"""Skøn: how often the inflow gets a new level, and how far (standard deviation of its log)."""
_BREAK_BACK = 3  # months back that a new level may have begun unseen


def starts_of(
    learned: Learned, opens: int, stops: np.ndarray, paths: np.ndarray, random: np.random.Generator
) -> dict[str, np.ndarray]:
    """Months of history begin again in the months to come, and in part in those just passed.

    Per driver (tilgang, sent) draws × rows, øre from the day ``opens`` to the last of ``stops``;
    what runs up to each of ``stops`` is added to ``paths``.
    """
    spells, flow, draws = learned.spells, learned.inflow, len(paths)
    rows, history = len(spells.rows), flow.months
    targets = np.arange(spells.month - LAGS[-1] + 1, month_of(stops[-1]) + 1)
    none = np.zeros((draws, rows))
    if len(history) == 0 or len(targets) == 0:
        return {"tilgang": none, "sent": none.copy()}
    worth, by_stop = _worth(learned, targets, opens, stops, random)
    coef = random.multivariate_normal(flow.coef, flow.covariance, draws, method="cholesky")
    coef[:, 0] = 0.0  # the level is in the months that are drawn
    faster = flow.log_rate(coef, targets) + _breaks(targets - spells.month, draws, random)
    # Each draw has its own sample of the history, so that the level is uncertain too.
    size = len(history)
    sample = random.integers(0, size, (draws, size))
    blocks = -(-len(targets) // _BLOCK)
    begin = random.integers(0, size, (draws, blocks))
    place = (begin[:, :, None] + np.arange(_BLOCK)).reshape(draws, -1)[:, : len(targets)] % size
    month = np.take_along_axis(sample, place, axis=1)
    of_history = np.take_along_axis(flow.log_rate(coef, history), month, axis=1)
    ratio = np.exp(np.clip(faster - of_history, -2, 2))
    known = learned.delays.starts_known(spells.month - history)
    ratio = ratio / known[month] * _burst(learned, targets) * flow.level
    variant = random.integers(0, _VARIANTS, ratio.shape)
    picked = variant, month, np.arange(len(targets))
    each = worth[picked] * ratio[:, :, None]
    paths += np.einsum("dts,dt->ds", by_stop[picked], ratio)
    past = targets <= spells.month
    return {"tilgang": each[:, ~past].sum(axis=1), "sent": each[:, past].sum(axis=1)}


def _burst(learned: Learned, months: np.ndarray) -> np.ndarray:
    """Per month: how lively it is, judged by what is registered of it so far; near 1 far ahead.

    The mean of a gamma-distributed burst given a Poisson count.
    """
    spells, flow = learned.spells, learned.inflow
    main = (spells.group % 2 == 1) & ~spells.once
    seen = (month_of(spells.start[main])[:, None] == months).sum(axis=0)
    usual = np.exp(flow.log_rate(flow.coef, months))
    shown = usual * learned.delays.starts_known(spells.month - months)
    # The burst's variance is what the dispersion leaves when chance is taken away.
    weight = usual.mean() / max(flow.dispersion - 1, 0.1)
    return (weight + seen) / (weight + shown)


def _breaks(ahead: np.ndarray, draws: int, random: np.random.Generator) -> np.ndarray:
    """Draws × months: log of the new level where a draw has a trend break; its mean is level 1."""
    months = ahead[-1] + _BREAK_BACK
    happens = random.random(draws) < BREAKS_PER_YEAR * months / 12
    begins = random.uniform(-_BREAK_BACK, ahead[-1], draws)
    size = random.normal(-(BREAK_SPREAD**2) / 2, BREAK_SPREAD, draws)
    return (happens * size)[:, None] * (ahead >= begins[:, None])


def _worth(
    learned: Learned,
    targets: np.ndarray,
    opens: int,
    stops: np.ndarray,
    random: np.random.Generator,
) -> tuple[np.ndarray, np.ndarray]:
    """Variant × history month × target month × row: øre in the year of what began in the first,
    had it begun in the second and not been registered yet; and the same × stop, all rows."""
    spells, history = learned.spells, learned.inflow.months
    begun = month_of(spells.start) - history[0]
    at = np.flatnonzero((begun >= 0) & (begun < len(history)))
    years = np.maximum(spells.month // 12 - month_of(spells.rate_day[at]) // 12, 0)
    price = np.where(spells.once[at], 1.0, (1 + learned.prices.rise) ** years)
    rate = spells.rate[at] * price
    into = spells.start[at] - first_day(month_of(spells.start[at]))
    length = np.diff(first_day(np.append(targets, targets[-1] + 1)))
    first = first_day(targets) + np.minimum(into[:, None], length - 1)
    unknown = 1 - learned.delays.starts_known(spells.month - targets)
    shape = (_VARIANTS, len(at), len(targets))
    luck = random.standard_exponential(shape[:2])
    lasts = learned.lifetimes.age_at(np.broadcast_to(spells.group[at], shape[:2]), luck)
    lasts = np.where(spells.once[at], 1.0, np.ceil(np.minimum(lasts, 1e6)))
    last = first + lasts[:, :, None] - 1
    worth_a_day = np.where(random.random(shape) < unknown, rate[:, None], 0.0)
    from_day = np.maximum(first, opens)
    month = begun[at][:, None] * len(targets) + np.arange(len(targets))

    def summed(stop: int, cell: np.ndarray, per: int) -> np.ndarray:
        oere = np.maximum(np.minimum(last, stop) - from_day + 1, 0) * worth_a_day
        cells = len(history) * len(targets) * per
        sums = [np.bincount(cell.ravel(), some.ravel(), minlength=cells) for some in oere]
        return np.array(sums).reshape(_VARIANTS, len(history), len(targets), per)

    rows = len(spells.rows)
    by_row = summed(int(stops[-1]), month * rows + spells.row[at][:, None], rows)
    by_stop = [summed(int(stop), month, 1) for stop in stops[:-1]]
    return by_row, np.concatenate([*by_stop, by_row.sum(axis=3, keepdims=True)], axis=3)
