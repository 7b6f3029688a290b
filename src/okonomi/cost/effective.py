"""Which lines count, and from which day to which: status and replacement (bevilget, forventet).

A forventet line takes the place of the line it names from its own start. The line it replaces
ends the day before – for good: it does not come back when the forventet line ends. Kladde
counts nowhere and replaces nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from okonomi.cost.known import position_in
from okonomi.intake.schema import STATUSES

Basis = Literal["forventet", "bevilget"]
"""``forventet``: bevilget and forventet lines, replaced ones cut. ``bevilget``: only bevilget
lines, uncut – what postings are reconciled with."""

OPEN_END = np.iinfo(np.int64).max // 4
"""Day number of an open end: later than any window."""

COLUMNS = ("line_id", "status", "replaces", "start", "end")


@dataclass(frozen=True, eq=False)
class Intervals:
    """One entry per line that counts. Days are days since 1970-01-01; both ends are paid."""

    position: np.ndarray  # row in the placement frame
    start: np.ndarray
    end: np.ndarray  # OPEN_END where open


def effective(placement: pd.DataFrame, basis: Basis) -> Intervals:
    """The lines that count under ``basis`` and the days they count for.

    Raises ``ValueError`` for an unknown basis or status, a line without a start, a line that
    starts after its end, and forventet lines that replace each other in a ring.
    """
    if basis not in get_args(Basis):
        raise ValueError(f"basis must be one of {get_args(Basis)}, not {basis!r}")
    missing = [column for column in COLUMNS if column not in placement]
    if missing:
        raise ValueError(f"the placement frame has no column {', '.join(missing)}")
    status = _status_codes(placement["status"])
    granted, expected = (status == STATUSES.index(s) for s in ("bevilget", "forventet"))
    counted = granted if basis == "bevilget" else granted | expected
    position = np.flatnonzero(counted)
    start = _days(placement["start"], position)
    end = _days(placement["end"], position)
    no_start = start == _NAT_DAY
    if no_start.any():
        raise ValueError(f"{int(no_start.sum())} placement row(s) without a start")
    end[end == _NAT_DAY] = OPEN_END
    if (start > end).any():
        raise ValueError(f"{int((start > end).sum())} placement row(s) start after their end")
    if basis == "forventet":
        rows, before = _replaced(placement, position, expected, start)
        end[rows] = np.minimum(end[rows], before)
        if (start[rows] > end[rows]).any():
            kept = np.flatnonzero(start <= end)
            position, start, end = position[kept], start[kept], end[kept]
    return Intervals(position, start, end)


_NAT_DAY = np.iinfo(np.int64).min


def _status_codes(status: pd.Series) -> np.ndarray:
    codes = position_in(STATUSES, status)
    if (codes < 0).any():
        unknown = sorted({str(value) for value in status[codes < 0]})
        raise ValueError(f"status must be one of {STATUSES}; found {unknown}")
    return codes


def _days(dates: pd.Series, position: np.ndarray) -> np.ndarray:
    """Days since 1970-01-01 as int64; NaT is the smallest int64."""
    return dates.to_numpy()[position].astype("datetime64[D]").astype(np.int64)


def _replaced(
    placement: pd.DataFrame, position: np.ndarray, expected: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Which of the counted lines may be replaced, and the day before the first that replaces them.

    A replacement reaches through a chain: what replaces the replacement from an even earlier day
    replaces the original from that day too, so that original and change are never both counted.
    """
    changing = np.flatnonzero(expected[position])
    named = placement["replaces"].iloc[position[changing]]
    changing, named = changing[named.notna()], named[named.notna()]
    own_ids = placement["line_id"].iloc[position[changing]]
    ids = pd.unique(np.append(named.to_numpy(dtype=object), own_ids.to_numpy(dtype=object)))
    target, replacer = position_in(ids, named), position_in(ids, own_ids)
    first = start[changing]

    # A forventet row that bears the id it replaces stands beside the bevilget row it changes.
    own = target == replacer
    of_own = np.full(len(ids), OPEN_END + 1)
    np.minimum.at(of_own, target[own], first[own])
    of_all = _earliest(len(ids), target[~own], replacer[~own], first[~own])

    which = position_in(ids, placement["line_id"])[position]
    rows = np.flatnonzero(which >= 0)
    granted_only = np.where(expected[position[rows]], OPEN_END + 1, of_own[which[rows]])
    return rows, np.minimum(granted_only, of_all[which[rows]]) - 1


def _earliest(ids: int, target: np.ndarray, replacer: np.ndarray, first: np.ndarray) -> np.ndarray:
    """Per id the first day any line replaces it, directly or through a chain."""
    earliest = np.full(ids, OPEN_END + 1)
    left = np.arange(len(target))
    while len(left):
        # Ready are the changes that nothing else is still waiting to change.
        open_target = np.zeros(ids, dtype=bool)
        open_target[target[left]] = True
        ready = ~open_target[replacer[left]]
        if not ready.any():
            raise ValueError("forventet lines replace each other in a ring")
        done = left[ready]
        np.minimum.at(earliest, target[done], np.minimum(first[done], earliest[replacer[done]]))
        left = left[~ready]
    return earliest
