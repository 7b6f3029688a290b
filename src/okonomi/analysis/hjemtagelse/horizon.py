"""The months a case or a plan is judged over."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd


@dataclass(frozen=True)
class Horizon:
    """``count`` months from ``first``, as arrays: many thousand moves are held against them."""

    first: pd.Period
    count: int

    def __post_init__(self) -> None:
        if self.count < 1:
            raise ValueError(f"a horizon has at least one month, not {self.count}")

    @property
    def last(self) -> pd.Period:
        """The last month."""
        return self.first + (self.count - 1)

    @cached_property
    def months(self) -> pd.PeriodIndex:
        """Every month."""
        return pd.period_range(self.first, periods=self.count, freq="M")

    @cached_property
    def days(self) -> np.ndarray:
        """Days of each month."""
        return self.months.days_in_month.to_numpy().astype(np.int64)

    @cached_property
    def years(self) -> np.ndarray:
        """The calendar years touched, in order."""
        return np.unique(self.months.year)

    @cached_property
    def begins(self) -> np.ndarray:
        """Where each calendar year begins among the months."""
        return np.searchsorted(self.months.year, self.years)

    @cached_property
    def at(self) -> np.ndarray:
        """0, 1, 2 … for the months."""
        return np.arange(self.count)

    def place(self, month: pd.Period) -> int:
        """How many months after the first; negative before it."""
        return month.ordinal - self.first.ordinal

    def per_year(self, monthly: np.ndarray) -> np.ndarray:
        """Sums per calendar year, in the order of ``years``."""
        return np.add.reduceat(monthly, self.begins)

    def whole_years(self) -> list[int]:
        """The calendar years with all their twelve months inside."""
        counts = np.diff([*self.begins, self.count])
        return [int(y) for y, n in zip(self.years, counts, strict=True) if n == 12]

    def until(self, count: int) -> Horizon:
        """Its first ``count`` months, or all of it."""
        return Horizon(self.first, min(count, self.count))
