"""The changes to the known figures, widened where history is too short to be trusted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecasting.learn import learn
from okonomi.analysis.forecasting.simulate import DRIVERS, Learned, simulate
from okonomi.analysis.forecasting.spells import Spells, first_day

FULL_HISTORY = 12
"""Months of history from which the interval is taken as it is drawn."""
LEAST_HISTORY = 6
"""Months below which in- and outflow are not estimated at all."""
ASSUMED_SPREAD = 0.10
"""Skøn: without history the rest of the year is given ± this share as an 80 % interval."""
LEVELS = (0.1, 0.9, 0.025, 0.975)
"""Quantiles of the 80 % and the 95 % interval."""
_Z80 = 1.2816


@dataclass(frozen=True, eq=False, kw_only=True)
class Prediction:
    """``changes``: per driver draws × rows of ``learned.spells.rows``, øre on top of the known."""

    learned: Learned
    changes: dict[str, np.ndarray]
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
    return predicted(learned, until, draws, seed)


def predicted(learned: Learned, until: int, draws: int, seed: int) -> Prediction:
    """``predict`` with what is learned already."""
    months = len(learned.inflow.months)
    if months < LEAST_HISTORY:
        changes = _assumed(learned.spells, until, draws, seed)
        return Prediction(learned=learned, changes=changes, widened=np.inf)
    changes = simulate(learned, until, draws, seed)
    widened = float(np.sqrt(max(FULL_HISTORY / months, 1.0)))
    for name, drawn in changes.items():
        mean = drawn.mean(axis=0)
        changes[name] = mean + widened * (drawn - mean)
    return Prediction(learned=learned, changes=changes, widened=widened)


def _assumed(spells: Spells, until: int, draws: int, seed: int) -> dict[str, np.ndarray]:
    """No net movement, and an assumed spread on what is left of the year."""
    random = np.random.default_rng([seed, 3])
    stop = int(first_day(until + 1)) - 1
    days = np.clip(np.minimum(spells.end, stop) - spells.today, 0, None)
    days = np.where(spells.once | (spells.start > spells.today), 0, days)
    left = np.bincount(spells.row, days * spells.rate, minlength=len(spells.rows))
    none = np.zeros((draws, len(spells.rows)))
    shared = random.standard_normal((draws, 1)) * ASSUMED_SPREAD / _Z80
    return dict.fromkeys(DRIVERS, none) | {"tilgang": shared * left}
