"""What prices do: the January regulation that is not registered yet, and moves in the year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecast.spells import Intervals, Spells, first_day, month_of

REGULATED = (0.97, 1.12)
"""A January price between these times the old one is a regulation; what lies outside is another
price."""
_LEAST_LINES = 10
_LARGEST_MOVE = 0.05


@dataclass(frozen=True, eq=False, kw_only=True)
class Prices:
    """``rise``: usual January rise. ``share``: of last years' prices that were regulated (missing
    without history), ``so_far`` of this year's. ``late``: positions in ``Spells.intervals`` whose
    provider has not regulated yet, each regulated in the end with chance ``chance``. ``moves``:
    other price change per month of ``months``, as a share of the running cost.
    """

    rise: float
    share: float
    so_far: float
    late: np.ndarray
    chance: float
    months: np.ndarray
    moves: np.ndarray


def prices(spells: Spells) -> Prices:
    """Learn from the price intervals of the reading."""
    lines = spells.intervals
    year = spells.month // 12
    this = _january(lines, year)
    opened = int(month_of(spells.opens - 1)) + 1
    past = [_january(lines, y) for y in range(year - 1, year - 4, -1) if 12 * y > opened]
    past = [january for january in past if january.weight > 0]
    share = float(np.mean([january.share for january in past])) if past else np.nan
    rises = [j.rise for j in (this, *past) if j.lines >= _LEAST_LINES]
    rise = rises[0] if rises else 0.0
    late, chance = _late(lines, this, share)
    months, moves = _moves(lines, opened, spells.month)
    return Prices(
        rise=rise, share=share, so_far=this.share, late=late, chance=chance,
        months=months, moves=moves,
    )  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class _January:
    """``over``: intervals that run over 1 January or end the day before and go on in the next."""

    over: np.ndarray
    regulated: np.ndarray
    weight: float
    share: float
    rise: float
    lines: int


def _january(lines: Intervals, year: int) -> _January:
    day = int(first_day(12 * year))
    goes_on = np.flatnonzero((lines.start < day) & (lines.end >= day) & (lines.rate > 0))
    before, after = _steps(lines)
    stepped = lines.start[after] == day
    before, after = before[stepped], after[stepped]
    ratio = lines.rate[after] / np.maximum(lines.rate[before], 1e-9)
    regulated = (ratio > REGULATED[0]) & (ratio < REGULATED[1]) & (ratio != 1)
    over = np.concatenate([goes_on, after])
    flags = np.concatenate([np.zeros(len(goes_on), dtype=bool), regulated])
    weight = float(lines.rate[over].sum())
    return _January(
        over=over,
        regulated=flags,
        weight=weight,
        share=float(lines.rate[over[flags]].sum() / weight) if weight > 0 else 0.0,
        rise=float(np.median(ratio[regulated])) - 1 if regulated.any() else 0.0,
        lines=int(flags.sum()),
    )


def _steps(lines: Intervals) -> tuple[np.ndarray, np.ndarray]:
    """Neighbouring intervals of one line, the second from the day after the first."""
    at = np.flatnonzero(
        (lines.line[1:] == lines.line[:-1])
        & (lines.start[1:] == lines.end[:-1] + 1)
        & (lines.rate[:-1] > 0)
    )
    return at, at + 1


def _late(lines: Intervals, this: _January, share: float) -> tuple[np.ndarray, float]:
    """Lines of providers that have regulated nothing, and the chance that each provider will."""
    if np.isnan(share) or this.weight <= 0:
        return np.empty(0, dtype=np.int64), 0.0
    done = np.unique(lines.provider[this.over[this.regulated]])
    late = this.over[~this.regulated & ~np.isin(lines.provider[this.over], done)]
    waiting = lines.rate[late].sum()
    if waiting <= 0:
        return np.empty(0, dtype=np.int64), 0.0
    return late, float(np.clip((share - this.share) * this.weight / waiting, 0, 1))


def _moves(lines: Intervals, first: int, now: int) -> tuple[np.ndarray, np.ndarray]:
    """Kroner by which prices moved in each month but January, as a share of what then ran."""
    months = np.arange(first, now + 1)
    before, after = _steps(lines)
    month = month_of(lines.start[after])
    change = lines.rate[after] - lines.rate[before]
    inside = (month >= first) & (month <= now) & (month % 12 != 0)
    moved = np.bincount(month[inside] - first, change[inside], minlength=len(months))
    begins = first_day(months)
    running = np.array(
        [lines.rate[(lines.start <= day) & (lines.end >= day)].sum() for day in begins]
    )
    share = moved / np.maximum(running, 1e-9)
    return months, np.clip(share, -_LARGEST_MOVE, _LARGEST_MOVE)
