"""Sums over groups × months of things that last from one month (or day) to another."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from okonomi.cost.window import Window


class Lasting:
    """Sums over groups × months of amounts that last from one month to another.

    Every amount comes in at its first month and leaves after its last; the running sum over the
    months is then every month's sum. Integers may wrap on the way: what they end at is right as
    long as the sum itself fits.
    """

    def __init__(self, groups: int, months: int) -> None:
        self._marks = np.zeros((groups, months + 1), dtype=np.int64)

    def add(
        self, group: np.ndarray, first: np.ndarray, last: np.ndarray, amount: np.ndarray | int
    ) -> None:
        """Every entry's amount in every month with first ≤ month ≤ last."""
        marks, row = self._marks.reshape(-1, copy=False), group * self._marks.shape[1]
        np.add.at(marks, row + first, amount)
        np.subtract.at(marks, row + last + 1, amount)

    def sums(self) -> np.ndarray:
        """Groups × months."""
        return np.ascontiguousarray(self._marks.cumsum(axis=1)[:, :-1])


class LastingDays:
    """Sums over groups × months of amounts per day that last from one day to another."""

    def __init__(self, window: Window, groups: int) -> None:
        self._window = window
        self._whole = Lasting(groups, len(window.months))
        self._ends = np.zeros((groups, len(window.months)), dtype=np.int64)

    def add(
        self, group: np.ndarray, a: np.ndarray, b: np.ndarray, per_day: np.ndarray | int
    ) -> None:
        """Every entry's amount on every day from offset ``a`` to ``b``, both counted."""
        window = self._window
        first, last = window.month_of[a], window.month_of[b]
        self._whole.add(group, first, last, per_day)
        add(self._ends, group, first, per_day * (window.month_start[first] - a))
        add(self._ends, group, last, per_day * (b - window.month_end[last]))

    def sums(self) -> np.ndarray:
        """Groups × months."""
        return self._whole.sums() * self._window.month_length + self._ends


def add(cells: np.ndarray, group: np.ndarray, month: np.ndarray, amount: np.ndarray | int) -> None:
    """Add every entry's amount to its cell."""
    np.add.at(cells.reshape(-1, copy=False), group * cells.shape[1] + month, amount)


def as_frame(
    keys: pd.DataFrame, window: Window, touched: np.ndarray, columns: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    """The touched cells as rows: the group's keys, the month, and the columns' values there."""
    group, month = np.nonzero(touched)
    months = window.months.astype("datetime64[s]")
    named = {name: keys[name].array.take(group) for name in keys}
    values = {name: cells[group, month] for name, cells in columns.items()}
    return pd.DataFrame(named | {"month": months[month]} | values)
