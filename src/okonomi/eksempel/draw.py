"""Random draws that are the same on every platform.

Only ``Generator.random`` (53 bits of PCG64) and ordinary arithmetic are used: no logarithm, no
exponential and no normal deviate from a library, whose last bit may differ between machines.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np

T = TypeVar("T")

_FIRST_BLOCK, _LARGEST_BLOCK = 16, 1024


class Draw:
    """A stream of draws named by a seed and a path of words.

    Two streams with different paths do not disturb each other: drawing one more posting does not
    move a single placement.

    >>> Draw(1, "demo").whole(1, 6) == Draw(1, "demo").whole(1, 6)
    True
    """

    def __init__(self, seed: int, *path: str | int) -> None:
        words = [zlib.crc32(str(word).encode()) for word in path]
        bits = np.random.PCG64(np.random.SeedSequence([seed, *words]))
        self._generator = np.random.Generator(bits)
        # Drawn in blocks, small ones first: most streams give only a few draws.
        self._block: Iterator[float] = iter(())
        self._size = _FIRST_BLOCK

    def share(self) -> float:
        """A number in [0, 1)."""
        for number in self._block:
            return number
        self._block = iter(self._generator.random(self._size).tolist())
        self._size = min(2 * self._size, _LARGEST_BLOCK)
        return next(self._block)

    def chance(self, share: float) -> bool:
        """True with the probability ``share``."""
        return self.share() < share

    def between(self, low: float, high: float) -> float:
        """A number in [low, high)."""
        return low + (high - low) * self.share()

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self.share() * (high - low + 1))

    def bell(self) -> float:
        """A draw around 0 with standard deviation 1 (twelve shares less six)."""
        return sum(self.share() for _ in range(12)) - 6.0

    def pick(self, items: Sequence[T]) -> T:
        """One of the items, all alike."""
        return items[int(self.share() * len(items))]

    def weighted(self, items: Sequence[T], weights: Sequence[float]) -> T:
        """One of the items, by weight."""
        rest = self.share() * sum(weights)
        for item, weight in zip(items, weights, strict=True):
            rest -= weight
            if rest < 0:
                return item
        return items[-1]

    def sample(self, items: Sequence[T], number: int) -> list[T]:
        """``number`` different items (all of them when there are fewer)."""
        pool = list(items)
        taken: list[T] = []
        while pool and len(taken) < number:
            taken.append(pool.pop(int(self.share() * len(pool))))
        return taken

    def day(self, first: date, last: date) -> date:
        """A day from first to last, both included."""
        return first + timedelta(days=self.whole(0, (last - first).days))
