"""A total in whole øre spread over parts so that the parts are the total, to the øre."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np


def spread(total: int, weights: Iterable[float]) -> np.ndarray:
    """Spread ``total`` (whole øre) in proportion to ``weights``, by largest remainder.

    Every part gets its exact share rounded towards the lower; the øre left over go one each to
    the parts with the largest remainders, ties to the first in order. The parts (int64, in the
    order of ``weights``) sum to ``total`` exactly, and the parts of −total are minus those of
    total, so that a reversal cancels. Weights may be whole or decimal numbers, also negative (a
    credit line takes its share back). Raises ``ValueError`` when the weights are not finite, or
    sum to nothing while there is something to spread.

    >>> spread(100, [1, 1, 1]).tolist()
    [34, 33, 33]
    >>> spread(-100, [1, 1, 1]).tolist()
    [-34, -33, -33]
    """
    whole = _whole_numbers(weights)
    total = int(total)
    divisor = sum(whole)
    if divisor == 0:
        if total:
            raise ValueError("the weights sum to nothing: there is nothing to spread by")
        return np.zeros(len(whole), dtype=np.int64)
    sign = -1 if divisor < 0 else 1
    shares = [divmod(abs(total) * weight * sign, divisor * sign) for weight in whole]
    left = abs(total) - sum(share for share, _ in shares)
    largest_first = sorted(range(len(shares)), key=lambda part: -shares[part][1])
    parts = np.array([share for share, _ in shares], dtype=np.int64)
    parts[largest_first[:left]] += 1
    return -parts if total < 0 else parts


def _whole_numbers(weights: Iterable[float]) -> list[int]:
    """Whole numbers in exactly the same proportions (a float is a whole number ÷ a power of 2)."""
    exact = [int(w) if isinstance(w, int | np.integer) else float(w) for w in weights]
    if not all(math.isfinite(weight) for weight in exact):
        raise ValueError("a weight is missing or infinite")
    ratios = [weight.as_integer_ratio() for weight in exact]
    common = max((below for _, below in ratios), default=1)
    return [above * (common // below) for above, below in ratios]
