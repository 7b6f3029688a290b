"""Has practice changed since last time? An exact test, and an interval for the difference.

The test asks of the practice behind the cases, not of the cases alone: also where all were seen, a
share moves by chance from one set of cases to the next. Each stratum is held up against itself, so
that a change in how many were drawn of each is no change of practice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import comb, sqrt

from okonomi.analysis.ledelsestilsyn.measure import effective_n, share_of, wilson
from okonomi.analysis.ledelsestilsyn.reviews import Measurement

LEVEL = 0.05


@dataclass(frozen=True)
class Change:
    """Now less before, as shares weighted as the status is; ``p``: how often chance alone gives as
    much or more, None where no stratum and no case is in both measurements.

    ``towards``: the cases kept now beyond what an unchanged practice in every stratum gives.
    ``shared``: cases measured both times.
    """

    before: float
    difference: float
    low: float
    high: float
    p: float | None
    towards: float
    shared: int

    @property
    def agrees(self) -> bool:
        """Whether the weighted shares and the strata's own cases have moved the same way."""
        return self.difference * self.towards > 0


def change(now: Measurement, before: Measurement) -> Change | None:
    """The change between two measurements; None where one is empty."""
    if not now.outcomes or not before.outcomes:
        return None
    share, earlier = share_of(now.strata).value, share_of(before.strata).value
    assert share is not None and earlier is not None  # there are outcomes
    low, high = _difference(share, effective_n(now.strata), earlier, effective_n(before.strata))
    same = set(now.places.values()) & set(before.places.values())
    shared = now.outcomes.keys() & before.outcomes.keys()
    p, towards = within_strata(now.outcomes, before.outcomes, now.places, before.places)
    return Change(
        earlier, share - earlier, low, high, p if same or shared else None, towards, len(shared)
    )


def mid_p(now: Mapping[str, bool], before: Mapping[str, bool]) -> float:
    """``within_strata`` without strata."""
    return within_strata(now, before)[0]


def within_strata(
    now: Mapping[str, bool],
    before: Mapping[str, bool],
    place_now: Mapping[str, str] | None = None,
    place_before: Mapping[str, str] | None = None,
) -> tuple[float, float]:
    """The two-sided exact mid-p value of "nothing has changed in any stratum", and how many more
    are kept now than that gives in the mean.

    ``now`` and ``before``: case number → kept; the places: case number → stratum. If nothing has
    changed, a case measured both times could as well have had its two outcomes the other way round,
    and the cases measured once are in every stratum a random split of their sum. So the number kept
    now is a constant + a binomial (the cases that changed) + a hypergeometric of each stratum (the
    others). With no case in both and one stratum it is Fisher's test with mid-p, of several the
    exact one of Mantel and Haenszel; with all in both McNemar's.
    """
    both = now.keys() & before.keys()
    turned = [now[case] for case in both if now[case] != before[case]]
    chances = [comb(len(turned), k) for k in range(len(turned) + 1)]
    seen, expected = sum(turned), len(turned) / 2
    singles, earlier = (
        _by_place({case: kept for case, kept in side.items() if case not in both}, place or {})
        for side, place in ((now, place_now), (before, place_before))
    )
    for place in singles.keys() | earlier.keys():
        own, other = singles.get(place, []), earlier.get(place, [])
        total, n = sum(own) + sum(other), len(own) + len(other)
        split = [
            comb(total, k) * comb(n - total, len(own) - k) if k <= len(own) else 0
            for k in range(total + 1)
        ]
        chances = _convolved(chances, split)
        seen += sum(own)
        expected += total * len(own) / n
    lower, here, higher = sum(chances[:seen]), chances[seen], sum(chances[seen + 1 :])
    # Whole numbers of equally likely arrangements: exact until the one division.
    p = min(1.0, (2 * min(lower, higher) + here) / (lower + here + higher))
    return p, seen - expected


def _by_place(outcomes: Mapping[str, bool], place: Mapping[str, str]) -> dict[str, list[bool]]:
    found: dict[str, list[bool]] = {}
    for case, kept in outcomes.items():
        found.setdefault(place.get(case, ""), []).append(kept)
    return found


def _convolved(one: Sequence[int], other: Sequence[int]) -> list[int]:
    sums = [0] * (len(one) + len(other) - 1)
    for i, a in enumerate(one):
        for j, b in enumerate(other):
            sums[i + j] += a * b
    return sums


def _difference(share: float, n: float, earlier: float, m: float) -> tuple[float, float]:
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
