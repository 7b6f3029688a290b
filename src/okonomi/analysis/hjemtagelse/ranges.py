"""What is not known for sure: a likely value between a low and a high one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

TENTH = 1.2815515655446004
"""How many standard deviations a normal tenth lies from the middle."""


@dataclass(frozen=True, kw_only=True)
class Range:
    """``low`` and ``high`` hold eight of ten outcomes between them; half lie below ``likely``.

    ``source``: where the figures are from, or the word skøn.
    """

    low: float
    likely: float
    high: float
    source: str = "skøn"

    def __post_init__(self) -> None:
        if not self.low <= self.likely <= self.high:
            raise ValueError(f"not low ≤ likely ≤ high: {self.low}, {self.likely}, {self.high}")

    @classmethod
    def sure(cls, value: float, source: str = "skøn") -> Range:
        """A value taken as known."""
        return cls(low=value, likely=value, high=value, source=source)

    @property
    def is_sure(self) -> bool:
        """Whether low and high are the same."""
        return self.low == self.high

    def at(self, z: np.ndarray) -> np.ndarray:
        """The values at standard normal ``z``: a normal with one spread below, another above."""
        up, down = self.high - self.likely, self.likely - self.low
        return self.likely + z / TENTH * np.where(z > 0, up, down)


def normals(count: int, moves: int, shared: float, random: np.random.Generator) -> np.ndarray:
    """Standard normals (count × moves), any two moves correlated by ``shared``."""
    common = random.standard_normal((count, 1))
    own = random.standard_normal((count, moves))
    return np.sqrt(shared) * common + np.sqrt(1 - shared) * own
