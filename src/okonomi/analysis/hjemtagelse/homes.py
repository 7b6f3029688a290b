"""Own places: how many, from when, for whom, and what they cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import oere


@dataclass(frozen=True, kw_only=True)
class Home:
    """A local tilbud with places nobody has: vacant ones, or ones that can be made.

    ``opens``: month → places that become free in it; a place is used once. A vacant place costs
    ``marginal_kr_per_day`` when it is taken, and what it would have earned if sold. A ``created``
    tilbud costs ``full_kr_per_day`` per place taken; of that, ``full − marginal`` is paid for
    every one of its places, taken or not, from the month it opens; it opens only with at least
    ``min_to_open`` moves and costs ``opening_kr`` once (anlæg: outside servicerammen).
    """

    name: str
    opens: Mapping[pd.Period, int]
    marginal_kr_per_day: float
    full_kr_per_day: float
    created: bool = False
    min_to_open: int = 0
    opening_kr: float = 0.0
    forgone_kr_per_day: float = 0.0

    @property
    def places(self) -> int:
        """All places, whenever they open."""
        return sum(self.opens.values())

    @property
    def first(self) -> pd.Period:
        """The month the first place opens."""
        return min(self.opens)

    @property
    def price_kr_per_day(self) -> float:
        """What a place that is taken costs a day."""
        return self.full_kr_per_day if self.created else self.marginal_kr_per_day

    @property
    def fixed_kr_per_day(self) -> float:
        """What a place of a created tilbud costs whether it is taken or not."""
        return self.full_kr_per_day - self.marginal_kr_per_day if self.created else 0.0

    def free_before(self, month: pd.Period) -> int:
        """Places that open before ``month``."""
        return sum(count for opens, count in self.opens.items() if opens < month)

    def opening_cost(self, horizon: Horizon) -> int:
        """What a created tilbud costs over ``horizon`` with nobody in it (øre)."""
        return int(self.fixed_per_month(horizon).sum()) + round(self.once_kr * 100)

    @property
    def once_kr(self) -> float:
        """What is paid once to open it."""
        return self.opening_kr if self.created else 0.0

    def fixed_per_month(self, horizon: Horizon) -> np.ndarray:
        """What its places cost in each month, taken or not (øre)."""
        paid = oere(self.fixed_kr_per_day * horizon.days)
        open_places = sum(
            (count * (horizon.at >= horizon.place(opens)) for opens, count in self.opens.items()),
            np.zeros(horizon.count, dtype=np.int64),
        )
        return paid * open_places
