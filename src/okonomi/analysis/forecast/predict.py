"""The changes to the known figures, widened where history is too short to be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecast.learn import Learned, learn
from okonomi.analysis.forecast.simulate import DRIVERS, simulate
from okonomi.analysis.forecast.spells import Spells, first_day

FULL_HISTORY = 12
"""Months of history from which the interval is taken as it is drawn."""
TOO_NARROW = 1.1
"""The drawn spread is this much too small: what is learned is itself uncertain in more ways than
are drawn (delays, ages, prices). Calibrated on the benchmark's tuning seeds."""
LEAST_HISTORY = 6
"""Months below which in- and outflow are not estimated at all."""
ASSUMED_SPREAD = 0.10
"""Skøn: without history the rest of the year is given ± this share as an 80 % interval."""
LEVELS = (0.1, 0.9, 0.025, 0.975)
"""Quantiles of the 80 % and the 95 % interval."""
_Z80 = 1.2816


@dataclass(frozen=True, eq=False, kw_only=True)
class Prediction:
    """``changes``: per driver draws × rows of ``learned.spells.rows``, øre on top of the known.
    ``paths``: draws × months from that of the drop to the last, all of it cumulated from January.
    """

    learned: Learned
    changes: dict[str, np.ndarray]
    paths: np.ndarray
    widened: float

    @property
    def total(self) -> np.ndarray:
        """Draws × rows: all drivers together."""
        return np.sum([self.changes[name] for name in DRIVERS], axis=0)


def predict(
    now: Spells, earlier: Sequence[Spells], until: int, draws: int, seed: int
) -> Prediction:
    """Learn from the drops and draw the year of the month ``until`` up to and including it."""
    learned = learn(now, earlier, seed)
    months = len(learned.inflow.months)
    if months < LEAST_HISTORY:
        changes, paths = _assumed(learned.spells, until, draws, seed)
        return Prediction(learned=learned, changes=changes, paths=paths, widened=np.inf)
    drawn = simulate(learned, until, draws, seed)
    short = float(np.sqrt(max(FULL_HISTORY / months, 1.0)))
    by = TOO_NARROW * short
    return Prediction(
        learned=learned,
        changes={name: _widened(values, by) for name, values in drawn.drivers.items()},
        paths=_widened(drawn.paths, by),
        widened=short,
    )


def _widened(drawn: np.ndarray, by: float) -> np.ndarray:
    mean = drawn.mean(axis=0)
    return mean + by * (drawn - mean)


def _assumed(
    spells: Spells, until: int, draws: int, seed: int
) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """No net movement, and an assumed spread on what is left of the year."""
    random = np.random.default_rng([seed, 3])
    shared = random.standard_normal((draws, 1)) * ASSUMED_SPREAD / _Z80
    shared -= shared.mean()  # no net movement: what is drawn is a spread alone
    stops = first_day(np.arange(max(spells.month, until // 12 * 12), until + 1) + 1) - 1
    running = ~spells.once & (spells.start <= spells.today)
    left = []
    for stop in stops:
        days = np.where(running, np.clip(np.minimum(spells.end, stop) - spells.today, 0, None), 0)
        left.append(np.bincount(spells.row, days * spells.rate, minlength=len(spells.rows)))
    none = np.zeros((draws, len(spells.rows)))
    changes = dict.fromkeys(DRIVERS, none) | {"tilgang": shared * left[-1]}
    return changes, shared * np.sum(left, axis=1)
