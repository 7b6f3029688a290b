"""Has practice changed since last time? An exact test, and an interval for the difference.

The test asks of the practice behind the cases, not of the cases alone: also where all were seen, a
share moves by chance from one set of cases to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt

from okonomi.analysis.ledelsestilsyn.measure import wilson

LEVEL = 0.05


@dataclass(frozen=True)
class Change:
    """Now less before, as shares; ``p``: how often chance alone gives as much or more.

    ``shared``: cases measured both times.
    """

    before: float
    difference: float
    low: float
    high: float
    p: float
    shared: int


def change(now: Mapping[str, bool], before: Mapping[str, bool]) -> Change | None:
    """The change between two measurements, case number → kept; None where one is empty."""
    if not now or not before:
        return None
    share = sum(now.values()) / len(now)
    earlier = sum(before.values()) / len(before)
    low, high = _difference(share, len(now), earlier, len(before))
    shared = len(now.keys() & before.keys())
    return Change(earlier, share - earlier, low, high, mid_p(now, before), shared)


def mid_p(now: Mapping[str, bool], before: Mapping[str, bool]) -> float:
    """The two-sided exact mid-p value of "nothing has changed".

    If nothing has changed, a case measured both times could as well have had its two outcomes
    the other way round, and the cases measured once are a random split of their sum. So the number
    kept now is a constant + a binomial (the cases that changed) + a hypergeometric (the others).
    With no case in both it is Fisher's test with mid-p, with all in both McNemar's.
    """
    both = now.keys() & before.keys()
    turned = [now[case] for case in both if now[case] != before[case]]
    singles = [kept for case, kept in now.items() if case not in both]
    earlier = [kept for case, kept in before.items() if case not in both]
    total = sum(singles) + sum(earlier)
    chances = _convolved(
        [comb(len(turned), k) for k in range(len(turned) + 1)],
        [
            comb(total, k) * comb(len(singles) + len(earlier) - total, len(singles) - k)
            if k <= len(singles)
            else 0
            for k in range(total + 1)
        ],
    )
    seen = sum(turned) + sum(singles)
    lower, here, higher = sum(chances[:seen]), chances[seen], sum(chances[seen + 1 :])
    # Whole numbers of equally likely arrangements: exact until the one division.
    return min(1.0, (2 * min(lower, higher) + here) / (lower + here + higher))


def _convolved(one: Sequence[int], other: Sequence[int]) -> list[int]:
    sums = [0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            sums[i + j] += a * b
    return sums


def _difference(share: float, n: int, earlier: float, m: int) -> tuple[float, float]:
    """Newcombe's 95 % interval of a difference, made of the two Wilson intervals."""
    low, high = wilson(share, n)
    least, most = wilson(earlier, m)
    gap = share - earlier
    return (
        gap - sqrt((share - low) ** 2 + (most - earlier) ** 2),
        gap + sqrt((high - share) ** 2 + (earlier - least) ** 2),
    )


def holm(p_values: Sequence[float]) -> list[bool]:
    """Which of several tests hold at 5 % together (Holm): at most one time in twenty any is wrong.

    >>> holm([0.04, 0.01])
    [True, True]
    >>> holm([0.04, 0.03])
    [False, False]
    """
    kept = [False] * len(p_values)
    for rank, place in enumerate(sorted(range(len(p_values)), key=p_values.__getitem__)):
        if p_values[place] > LEVEL / (len(p_values) - rank):
            break
        kept[place] = True
    return kept
