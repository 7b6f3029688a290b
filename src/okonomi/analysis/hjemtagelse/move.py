"""One move home: what it saves in service cost, month by month.

Prices are kroner per day, net of moms, in one price level, and hold everything that follows the
placement: takst, tillæg, dagtilbud, transport and school. A saving is positive. Whole øre.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.horizon import Horizon

COSTS = (
    "present_kr_per_day", "local_kr_per_day", "fixed_kr_per_day", "forgone_kr_per_day",
    "transition_kr", "anlaeg_kr", "return_kr",
)  # fmt: skip
"""What must be known and not negative; ``egenbetaling_kr_per_month`` is a change, either way."""


@dataclass(frozen=True, kw_only=True)
class Part:
    """What is paid a day in the months ``first``–``last`` alone: a følgeydelse's own dates.

    Kroner per day where the citizen lives now and locally, on top of the move's own; a credit is
    negative. ``first`` None: from before the move; ``last`` None: as long as the placement.
    """

    present_kr_per_day: float
    local_kr_per_day: float
    first: pd.Period | None = None
    last: pd.Period | None = None


@dataclass(frozen=True, kw_only=True)
class Move:
    """One citizen's move from a bought placement into a local one, or a lower price where it is.

    ``start``: the first month the local cost is paid. The old provider is paid for
    ``double_months`` more. ``until``: the last month the placement would have run; None for open.
    ``fixed_kr_per_day`` is the part of ``local_kr_per_day`` that is paid for a place whether
    anyone lives there or not; at an occupancy below 1 (``occupancy``: share of the places that
    are taken, per month from ``start``, the last one holding on) those who do must carry it all.
    A move fails with ``fail_probability``: the citizen returns to the old price after
    ``fail_after_months`` months, at a cost of ``return_kr``; a lower price that is not won fails
    after none. ``parts``: what has dates of its own, on both sides.
    """

    present_kr_per_day: float
    local_kr_per_day: float
    start: pd.Period
    until: pd.Period | None = None
    double_months: int = 0
    transition_kr: float = 0.0
    anlaeg_kr: float = 0.0
    forgone_kr_per_day: float = 0.0
    egenbetaling_kr_per_month: float = 0.0
    fixed_kr_per_day: float = 0.0
    occupancy: tuple[float, ...] = (1.0,)
    fail_probability: float = 0.0
    fail_after_months: int = 6
    return_kr: float = 0.0
    parts: tuple[Part, ...] = ()

    def __post_init__(self) -> None:
        costs = [getattr(self, name) for name in COSTS]
        if not all(np.isfinite(cost) and cost >= 0 for cost in costs):
            raise ValueError(f"costs must be known and not negative: {costs}")
        if not all(0 < share <= 1 for share in self.occupancy) or not self.occupancy:
            raise ValueError(f"occupancy is a share above 0 and at most 1: {self.occupancy}")
        if not 0 <= self.fail_probability <= 1:
            raise ValueError(f"a probability lies in 0–1: {self.fail_probability}")
        if self.fixed_kr_per_day > self.local_kr_per_day:
            raise ValueError("the fixed part is more than the whole local cost")


def service_saving(move: Move, horizon: Horizon, *, failed: bool = False) -> np.ndarray:
    """Saved service cost per month (øre, int64), gross of refusion and without anlæg.

    The old price is saved from ``start`` + ``double_months``, the local cost (with what is
    forgone and what the citizen pays less) is paid from ``start``; both end with ``until``. The
    transition is paid in ``start``. A failed move ends after ``fail_after_months``, in the month
    of the return.
    """
    since = horizon.at - horizon.place(move.start)
    runs = since >= 0
    if move.until is not None:
        runs &= horizon.at <= horizon.place(move.until)
    home = runs & (since < move.fail_after_months) if failed else runs
    saved = oere(present_kr(move, horizon) * horizon.days) * (home & (since >= move.double_months))
    saved -= oere((_local(move, horizon) + move.forgone_kr_per_day) * horizon.days) * home
    saved += round(move.egenbetaling_kr_per_month * 100) * home
    saved -= round(move.transition_kr * 100) * (runs & (since == 0))
    if failed:
        saved -= round(move.return_kr * 100) * (runs & (since == move.fail_after_months))
    return saved


def one_off_oere(move: Move, horizon: Horizon) -> int:
    """What it costs to move: the transition, the double payment, and anlæg. Øre."""
    since = horizon.at - horizon.place(move.start)
    twice = (since >= 0) & (since < move.double_months)
    if move.until is not None:
        twice &= horizon.at <= horizon.place(move.until)
    double = oere(present_kr(move, horizon) * horizon.days)[twice].sum()
    return int(double) + round((move.transition_kr + move.anlaeg_kr) * 100)


def oere(kr: np.ndarray) -> np.ndarray:
    """Kroner as whole øre."""
    return np.rint(kr * 100).astype(np.int64)


def present_kr(move: Move, horizon: Horizon) -> np.ndarray:
    """Kroner per day where the citizen lives now, in each month."""
    return _with_parts(move.present_kr_per_day, move, "present_kr_per_day", horizon)


def local_kr(move: Move, horizon: Horizon) -> np.ndarray:
    """Kroner per day locally, in each month, with every place of the tilbud taken."""
    return _with_parts(move.local_kr_per_day, move, "local_kr_per_day", horizon)


def _with_parts(always: float, move: Move, which: str, horizon: Horizon) -> np.ndarray:
    paid = np.full(horizon.count, always)
    for part in move.parts:
        runs = np.ones(horizon.count, dtype=bool)
        if part.first is not None:
            runs &= horizon.at >= horizon.place(part.first)
        if part.last is not None:
            runs &= horizon.at <= horizon.place(part.last)
        paid += getattr(part, which) * runs
    return paid


def _local(move: Move, horizon: Horizon) -> np.ndarray:
    """Kroner per day in each month: the fixed part is shared by the places that are taken."""
    paid = local_kr(move, horizon)
    if not move.fixed_kr_per_day:
        return paid
    since = horizon.at - horizon.place(move.start)
    taken = np.asarray(move.occupancy)[np.clip(since, 0, len(move.occupancy) - 1)]
    return paid + move.fixed_kr_per_day * (1 / taken - 1)
