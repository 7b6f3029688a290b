"""Many totals at once, each spread over its own rows by largest remainder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from okonomi.cost.spread import spread


def apportion(
    totals: Sequence[int] | np.ndarray, group: np.ndarray, weights: np.ndarray
) -> np.ndarray:
    """Spread ``totals[g]`` (whole øre) over the rows with ``group == g``, as ``spread`` does.

    The rows of a group sum to its total exactly; a group whose total is 0 gets 0 throughout.
    Raises ``ValueError`` as ``spread`` does.
    """
    result = np.zeros(len(group), dtype=np.int64)
    order = np.argsort(group, kind="stable")
    first = np.searchsorted(group[order], np.arange(len(totals) + 1))
    for number, total in enumerate(totals):
        if total:
            rows = order[first[number] : first[number + 1]]
            result[rows] = spread(int(total), weights[rows].tolist())
    return result
