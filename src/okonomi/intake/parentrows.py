"""Budget rows of a group of functions that stand beside the group's functions: they are sums."""

from __future__ import annotations

import numpy as np

from okonomi.intake.accounts import parent_code
from okonomi.intake.text import Frame, Text


def parent_rows(frame: Frame, open_rows: np.ndarray) -> np.ndarray:
    """Positions of rows whose code is the beginning of another row's code in the same year.

    A group without any of its functions is a budget of its own and no sum.
    """
    function, year = frame.get("function"), frame.get("year")
    if not isinstance(function, Text) or not isinstance(year, np.ndarray):
        return np.empty(0, dtype=np.int64)
    function = function.compact()
    codes = [text or "" for text in function.values.to_pylist()]
    groups = [parent_code(text) for text in codes]
    known = [group or text for group, text in zip(groups, codes, strict=True)]
    parents = []
    for when in np.unique(year[open_rows & ~np.isnan(year)]):
        rows = np.flatnonzero(open_rows & (year == when))
        present = {known[code] for code in np.unique(function.codes[rows])}
        above = {text[:end] for text in present for end in range(len(text)) if text[end] == "."}
        is_sum = np.array([group is not None and group in above for group in groups], dtype=bool)
        parents.append(rows[is_sum[function.codes[rows]]])
    return np.concatenate([np.empty(0, dtype=np.int64), *parents])
