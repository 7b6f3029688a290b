"""The state's share of a payer's cost: tiers on a total, and what the next krone saved keeps.

``steps`` are (threshold in øre, the state's percent of what lies above it), lowest first, as in
``rules.Tiers.steps``. Totals are øre, whole or ``Fraction``; refunds are rounded once, half away
from zero, on the payer's total.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

Steps = Sequence[tuple[int, int]]
MONTHS = 12


def refund_exact(total: int | Fraction, steps: Steps) -> Fraction:
    """The state's share of a year's total, in øre, unrounded; 0 up to the first threshold.

    Each threshold adds the difference between its percent and the one before to all that lies
    above it, so the refund rises with the total, ever faster, and never jumps.
    """
    refund, before = Fraction(0), 0
    for threshold, percent in steps:
        if total <= threshold:
            break
        refund += Fraction(percent - before, 100) * (Fraction(total) - threshold)
        before = percent
    return refund


def refund_oere(total: int | Fraction, steps: Steps) -> int:
    """The state's share of a year's total, in whole øre.

    >>> refund_oere(168_000_000, [(86_000_000, 25), (168_000_000, 50), (212_000_000, 75)])
    20500000
    """
    return round_half_away(refund_exact(total, steps))


def monthly_refund_exact(totals: Iterable[int | Fraction], steps: Steps) -> Fraction:
    """The share when every month's total is held against a twelfth of the thresholds."""
    return sum((refund_exact(total * MONTHS, steps) / MONTHS for total in totals), Fraction(0))


def rate_at(total: int | Fraction, steps: Steps) -> int:
    """The state's percent of the last krone of a total; 0 up to and including the threshold."""
    return next((percent for threshold, percent in reversed(steps) if total > threshold), 0)


def kept_share(total: int | Fraction, steps: Steps) -> float:
    """How much of the next krone saved the municipality keeps.

    >>> kept_share(290_000_000, [(86_000_000, 25), (168_000_000, 50), (212_000_000, 75)])
    0.25
    """
    return (100 - rate_at(total, steps)) / 100


def kept_of_saving(before: int | Fraction, after: int | Fraction, steps: Steps) -> int:
    """What the municipality itself saves when a payer's total falls from ``before`` to ``after``.

    Negative when the total rises. Whole øre.
    """
    refund_lost = refund_oere(before, steps) - refund_oere(after, steps)
    return round_half_away(Fraction(before) - Fraction(after)) - refund_lost


def round_half_away(value: Fraction) -> int:
    """The nearest whole number, halves away from zero."""
    whole = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return whole if value >= 0 else -whole
