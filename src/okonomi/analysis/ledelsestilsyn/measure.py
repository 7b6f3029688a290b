"""Shares of reviewed cases: how sure they are, and whether a promise is kept.

A share of all cases is a fact. A share of a draw has a 95 % Wilson interval with finite population
correction. What the interval covers in fact: docs/metode/ledelsestilsyn.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import inf, isinf, sqrt

Z = 1.959963984540054
"""The normal deviate of a two-sided 95 % interval."""
_EQUAL = 1e-9

REACHED, MISSED, OPEN = "nået", "ikke nået", "kan ikke afgøres med dette antal sager"
UNMEASURED = "ingen sager målt"


@dataclass(frozen=True)
class Stratum:
    """A group that cases were drawn from: ``population`` of them, ``reviewed`` were looked at.

    ``counted``: those of the reviewed that are in the denominator. ``kept``: those of them that
    keep what is asked. ``population`` may be ``inf``: a draw from an unknown number.
    """

    population: float
    reviewed: int
    counted: int
    kept: int

    def __post_init__(self) -> None:
        if not 0 <= self.kept <= self.counted <= self.reviewed <= self.population:
            raise ValueError(f"a stratum cannot be {self}")

    @property
    def whole(self) -> bool:
        """Whether every case was looked at."""
        return self.reviewed == self.population


@dataclass(frozen=True)
class Share:
    """A share (0–1) with its interval; ``n`` cases behind it, None where nobody knows.

    ``drawn`` False: all cases were seen, and low = share = high. All three are None where n is 0.
    """

    value: float | None
    low: float | None
    high: float | None
    n: int | None
    drawn: bool


def share_of(strata: Sequence[Stratum]) -> Share:
    """The share of all cases that the strata stand for.

    Each stratum weighs as the relevant cases it is thought to hold: population × counted /
    reviewed. The cases of one that nobody reviewed are taken to be as those of the others.
    """
    seen = [s for s in strata if s.reviewed]
    left_out = sum(s.population for s in strata if not s.reviewed)
    if seen and left_out:
        factor = 1 + left_out / sum(s.population for s in seen)
        strata = seen = [replace(s, population=s.population * factor) for s in seen]
    used = [s for s in seen if s.counted]
    n = sum(s.counted for s in used)
    drawn = not all(s.whole for s in strata)
    if not used:
        return Share(None, None, None, 0, drawn)
    weights = _weights(used)
    value = sum(w * s.kept / s.counted for w, s in zip(weights, used, strict=True))
    if not drawn:
        return Share(value, value, value, n, False)
    spread = sum(w * w * _unseen(s) / s.counted for w, s in zip(weights, used, strict=True))
    low, high = wilson(value, 1 / spread if spread else inf)
    # What was seen is certain: it cannot be more or less than that, however the rest turns out.
    unseen = sum(s.population - s.reviewed for s in strata)
    kept = sum(s.kept for s in used)
    if not isinf(unseen):
        low, high = max(low, kept / (n + unseen)), min(high, (kept + unseen) / (n + unseen))
    return Share(value, low, high, n, True)


def effective_n(strata: Sequence[Stratum]) -> float:
    """How many cases of a simple draw from many say as much of the practice behind ``share_of``.

    Without finite population correction: also of all cases, practice is known by these alone.
    Raises ``ValueError`` where no case counts.
    """
    used = [s for s in strata if s.counted]
    if not used:
        raise ValueError("no case counts")
    return 1 / sum(w * w / s.counted for w, s in zip(_weights(used), used, strict=True))


def _weights(used: Sequence[Stratum]) -> list[float]:
    """Each stratum's part of the relevant cases; one drawn from an unknown number weighs as its
    own cases."""
    sizes = [s.counted * (1.0 if isinf(s.population) else s.population / s.reviewed) for s in used]
    return [size / sum(sizes) for size in sizes]


def _unseen(stratum: Stratum) -> float:
    """The finite population correction: 0 where all were seen, 1 where next to none were."""
    if isinf(stratum.population):
        return 1.0
    return (stratum.population - stratum.reviewed) / max(stratum.population - 1, 1)


def wilson(share: float, n: float) -> tuple[float, float]:
    """The 95 % Wilson interval of a share of ``n`` cases (``inf``: the share itself).

    >>> [round(100 * end) for end in wilson(13 / 23, 23)]
    [37, 74]
    """
    if isinf(n):
        return share, share
    extra = Z * Z / n
    centre = (share + extra / 2) / (1 + extra)
    half = Z * sqrt(share * (1 - share) / n + extra / (4 * n)) / (1 + extra)
    return max(centre - half, 0.0), min(centre + half, 1.0)


def verdict(share: Share, promised: float) -> str:
    """Whether a promised share is reached: a fact of all cases; of a draw only where it is sure."""
    if share.n == 0:
        return UNMEASURED
    if share.low is None or share.high is None:
        return OPEN
    if share.low >= promised - _EQUAL:
        return REACHED
    return MISSED if share.high < promised - _EQUAL else OPEN


def counts_of(percent: int, n: int) -> tuple[int, ...]:
    """Every count of ``n`` that is written as ``percent`` when rounded, halves upwards.

    >>> counts_of(57, 23), counts_of(54, 53), counts_of(1, 300)
    ((13,), (), (2, 3, 4))
    """
    if n < 0 or not 0 <= percent <= 100:
        raise ValueError(f"{percent} % of {n} cases is not a share")
    return tuple(k for k in range(n + 1) if n and (200 * k + n) // (2 * n) == percent)


def published(percent: int, n: int, *, drawn: bool, population: float = inf) -> Share:
    """A share as others have published it: a whole percentage of ``n`` cases.

    Where no count or more than one gives the percentage, the number of cases behind it is not
    what it is said to be: the share has no interval, and nothing can be judged by it.
    ``population``: how many the cases of a draw were drawn from (``inf``: unknown).
    """
    counts = counts_of(percent, n)
    if len(counts) != 1:
        return Share(percent / 100, None, None, 0 if n == 0 else None, drawn)
    return share_of([Stratum(population if drawn else n, n, n, counts[0])])
