"""The rules for one cell: when it is small, how it is rounded, and what a reader then knows."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.present import numbers
from okonomi.present.disclosure.cells import COUNT, Cells, price_of
from okonomi.settings import require
from okonomi.workspace import Workspace

MARK = numbers.HIDDEN
COARSE_OERE = 10_000_000
"""0,1 mio. kr."""
FINE_OERE = 100_000
"""1.000 kr., where a cell is about ``MANY`` persons or more."""
MANY = 20
PERSONS_STEP = 0.1
PRICE_STEP_KR = 1_000
AWAY = 0.2
"""A reader's interval for a hidden amount must reach this share of the amount to both sides."""


@dataclass(frozen=True)
class Policy:
    """When a cell is too small to publish (the settings ``[diskretion]``).

    A cell of fewer than ``least`` persons, or where one contributor has more than ``dominance`` of
    the amount. Both are the kit's defaults, not the law's. ``UserError`` for a ``least`` below 3:
    with 2 in a cell each of the two knows the other.
    """

    least: int = 5
    dominance: float = 0.75

    @classmethod
    def of(cls, workspace: Workspace) -> Policy:
        """The policy of a workspace's ``okonomi.toml``."""
        return cls(workspace["diskretion", "min_offentlig"], workspace["diskretion", "dominans"])

    def __post_init__(self) -> None:
        # Of two in a cell the one can work out the other: never below 3.
        require("diskretion", min_offentlig=self.least, dominans=self.dominance)


def empty(cells: Cells) -> np.ndarray:
    """Per cell: whether there is nobody and nothing. A true 0 is published; it is about no one."""
    frame = cells.frame
    nothing = frame[cells.measures].fillna(0) == 0
    return (nothing.all(axis=1) & ~frame["change"]).to_numpy()


def small(cells: Cells, policy: Policy) -> np.ndarray:
    """Per cell: whether it is hidden for its own sake (primary suppression)."""
    frame = cells.frame
    few = (frame[COUNT] < policy.least) | (frame["top_share"] > policy.dominance)
    return (few & ~frame["change"]).to_numpy() & ~empty(cells)


def steps(cells: Cells, measure: str) -> np.ndarray:
    """Per cell: what the measure is rounded to when it is shown (0: exact)."""
    n = len(cells.frame)
    if measure == COUNT:
        return np.zeros(n)
    if measure in cells.numbers:
        return np.full(n, PERSONS_STEP)
    many = (cells.frame[COUNT] >= MANY) & ~cells.frame["change"]
    return np.where(many, FINE_OERE, COARSE_OERE).astype(float)


def rounded(cells: Cells) -> pd.DataFrame:
    """The measures as they are published (amounts in whole øre), with the unit price if shown."""
    shown = {COUNT: cells.frame[COUNT].astype("Int64")}
    for number in cells.numbers:
        shown[number] = near(cells.frame[number], steps(cells, number)).round(1)
    for amount in cells.amounts:
        values = near(cells.frame[amount], steps(cells, amount))
        shown[amount] = values.round().astype("Int64")
    for names in cells.prices:
        amount, persons = (cells.frame[name] for name in names)
        per = (amount / 100 / persons).where((persons > 0) & ~cells.frame["change"])
        shown[price_of(*names)] = near(per, np.full(len(per), float(PRICE_STEP_KR)))
    return pd.DataFrame(shown)


def known(cells: Cells) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Per measure: the least and greatest value each cell can have for who reads it published.

    An amount is known no better than its rounding, unless unit price × helårspersoner tells more.
    """
    shown = rounded(cells)
    nobody = empty(cells)
    bounds = {}
    for measure in cells.measures:
        half = np.where(nobody, 0.0, steps(cells, measure) / 2)
        middle = shown[measure].to_numpy(dtype=float)
        bounds[measure] = (np.maximum(middle - half, floor(cells, measure)), middle + half)
    for names in cells.prices:
        _by_price(bounds, names, shown[price_of(*names)].to_numpy(dtype=float) * 100)
    return bounds


def floor(cells: Cells, measure: str) -> np.ndarray:
    """Per cell: what everybody knows the measure is not below: 0, but for changes and credits."""
    signed = cells.frame["change"] | (cells.frame[measure] < 0)
    return np.where(signed, -np.inf, 0.0)


def needed(cells: Cells, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """Per cell: how far below and above the true value a reader must think a hidden one may be.

    One person for numbers, 20 % for the rest; a 0 only upwards, by one person or one rounding.
    The amount of a change needs nothing of its own: it tells of the two it is between.
    """
    values = cells.frame[measure].to_numpy(dtype=float)
    one = np.ones(len(values)) if measure == COUNT else steps(cells, measure)
    away = one if measure == COUNT else np.where(values == 0, one, AWAY * np.abs(values))
    if measure != COUNT:
        away = np.where(cells.frame["change"], 0.0, away)
    down = np.where((values == 0) & (floor(cells, measure) == 0), 0.0, away)
    return down, away


def near(values: pd.Series, step: np.ndarray) -> pd.Series:
    """To the nearest step, half away from zero."""
    number = values.astype(float)
    return np.sign(number) * np.floor(np.abs(number) / step + 0.5) * step


def _by_price(
    bounds: dict[str, tuple[np.ndarray, np.ndarray]], of: tuple[str, str], price: np.ndarray
) -> None:
    """Narrow the intervals of amount and helårspersoner by the shown price in øre."""
    amount, persons = of
    (a_low, a_high), (p_low, p_high) = bounds[amount], bounds[persons]
    told = ~np.isnan(price) & (a_low >= 0)
    low = np.where(told, np.maximum(price - PRICE_STEP_KR * 50, 0), 0.0)
    high = np.where(told, price + PRICE_STEP_KR * 50, np.inf)
    with np.errstate(invalid="ignore", divide="ignore"):
        bounds[amount] = (
            np.where(told, np.maximum(a_low, low * p_low), a_low),
            np.where(told, np.fmin(a_high, high * p_high), a_high),
        )
        bounds[persons] = (
            np.where(told, np.maximum(p_low, a_low / high), p_low),
            np.where(told & (low > 0), np.fmin(p_high, a_high / low), p_high),
        )
