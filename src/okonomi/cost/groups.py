"""Rows → groups by any placement columns, sorted by key, with the missing keys as groups too."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

MAX_CELLS = 4_000_000
"""Cells (group × month) that are held in memory at a time."""


def group_codes(
    placement: pd.DataFrame, by: Sequence[str], position: np.ndarray
) -> tuple[np.ndarray, pd.DataFrame]:
    """The group of every row at ``position``, and one row of keys per group.

    Groups are numbered in the sorted order of their keys; a missing key sorts last and forms a
    group of its own (two missing keys are the same group). ``by=()`` gives one group without
    keys. Raises ``ValueError`` for a column the frame does not have, or one named twice.
    """
    missing = [column for column in by if column not in placement]
    if missing:
        raise ValueError(f"the placement frame has no column {', '.join(missing)}")
    if len(set(by)) < len(by):
        raise ValueError(f"a column is named twice in by={tuple(by)}")
    if not by:
        return np.zeros(len(position), dtype=np.int64), pd.DataFrame(index=range(1))
    codes, groups = np.zeros(len(position), dtype=np.int64), 1
    found: list[tuple[np.ndarray, pd.api.extensions.ExtensionArray]] = []
    for column in by:
        of_row, values = _sorted_codes(placement[column])
        codes, before, added = combine(codes, groups, of_row[position], len(values) + 1)
        groups = len(before)
        found = [(at[before], known) for at, known in found] + [(added, values)]
    keys = {column: _take(*pair) for column, pair in zip(by, found, strict=True)}
    return codes, pd.DataFrame(keys)


def combine(
    codes: np.ndarray, groups: int, added: np.ndarray, size: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Number the pairs (code, added) that occur, in sorted order.

    Returns each row's number, and for each number the two codes it stands for.
    """
    pairs = codes * size + added
    cells = groups * size
    if cells <= max(4 * len(pairs), 1000):
        occurs = np.bincount(pairs, minlength=cells) > 0
        found = np.flatnonzero(occurs)
        numbered = (np.cumsum(occurs) - 1)[pairs]
    else:
        found, numbered = np.unique(pairs, return_inverse=True)
    return numbered, found // size, found % size


def blocks(
    codes: np.ndarray, groups: int, months: int
) -> Iterator[tuple[int, int, np.ndarray | slice]]:
    """Runs of groups that fit in memory: (first group, one past the last, their rows)."""
    size = max(1, MAX_CELLS // months)
    if groups <= size:
        yield 0, groups, slice(None)
        return
    order = np.argsort(codes, kind="stable")
    first = np.arange(0, groups, size)
    begins = np.searchsorted(codes[order], first)
    for low, begin, end in zip(first.tolist(), begins, [*begins[1:], len(order)], strict=True):
        yield low, min(low + size, groups), order[begin:end]


def _sorted_codes(column: pd.Series) -> tuple[np.ndarray, pd.api.extensions.ExtensionArray]:
    """Codes in the sorted order of the values (missing: one past the last), and the values."""
    codes, values = pd.factorize(column)
    values = pd.array(values, dtype=column.dtype)
    order = values.argsort()
    rank = np.empty(len(values) + 1, dtype=np.int64)
    rank[order] = np.arange(len(values))
    rank[-1] = len(values)
    return rank[codes], values.take(order)


def _take(at: np.ndarray, values: pd.api.extensions.ExtensionArray) -> pd.Series:
    """The values at ``at``; one past the last is missing."""
    missing = at == len(values)
    if missing.any():
        return pd.Series(values.take(np.where(missing, -1, at), allow_fill=True))
    return pd.Series(values.take(at))
