"""Which rows of a table are equal: by 64-bit hashes of the columns' codes, verified exactly.

Comparing a million rows as text costs seconds; hashing the numbers that stand for the texts
costs milliseconds. Rows that a hash calls equal are then compared column by column, so that a
collision can never make two different rows one.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from okonomi.intake.text import Text, Values

_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_PIECE = 32_768


def groups(columns: Iterable[Values], rows: np.ndarray) -> np.ndarray:
    """A group number per entry of ``rows`` (positions): equal numbers mean equal rows.

    Numbers are dense and follow first appearance. Missing equals missing.
    """
    columns = list(columns)
    whole = bool(columns) and np.array_equal(rows, np.arange(len(columns[0])))
    prepared = [_bits(column, slice(None) if whole else rows) for column in columns]
    salt = 1
    while True:
        number, _ = pd.factorize(_hash(prepared, salt))
        if _verified(prepared, number):
            return number
        salt += 1  # a collision: other hashes will tell the rows apart


def repeats(number: np.ndarray) -> np.ndarray:
    """True where the group number stood before."""
    return pd.Series(number).duplicated().to_numpy()


def occurrence(number: np.ndarray) -> np.ndarray:
    """0 for the first entry of a group, 1 for the second …"""
    order = np.argsort(number, kind="stable")
    ordered = number[order]
    starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
    sizes = np.diff(np.r_[starts, len(ordered)])
    result = np.empty(len(number), dtype=np.int64)
    result[order] = np.arange(len(ordered)) - np.repeat(starts, sizes)
    return result


def _bits(column: Values, rows: np.ndarray | slice) -> np.ndarray:
    """A column as integers that are equal exactly where the values are; int32 are codes."""
    if isinstance(column, Text):
        return column.compact().codes[rows]
    values = column[rows]
    if values.dtype.kind == "f":
        plain = values + 0.0  # −0.0 becomes 0.0
        plain[np.isnan(plain)] = np.nan  # there are many NaNs
        return plain.view(np.uint64)
    if values.dtype.kind == "M":
        return values.view(np.uint64)
    return values


def _hash(columns: list[np.ndarray], salt: int) -> np.ndarray:
    """A hash per row, piece by piece: new memory for a million numbers costs more than they do."""
    shifts = [np.uint64(place * salt * _GOLDEN % 2**64) for place in range(1, len(columns) + 1)]
    hashed = [
        # Codes: one hash per distinct value.
        _mix(np.arange(bits.max(initial=-1) + 1).astype(np.uint64) + shift)
        if bits.dtype == np.int32
        else None
        for bits, shift in zip(columns, shifts, strict=True)
    ]
    result = np.full(len(columns[0]), salt, dtype=np.uint64)
    for start in range(0, len(result), _PIECE):
        piece = slice(start, start + _PIECE)
        part = result[piece]
        for bits, shift, per_code in zip(columns, shifts, hashed, strict=True):
            part *= _MIX_1
            if per_code is None:
                part += _mix(bits[piece].astype(np.uint64) + shift)
            else:
                part += per_code[bits[piece]]
    return result


def _mix(bits: np.ndarray) -> np.ndarray:
    """SplitMix64: spreads every bit over the whole word."""
    bits ^= bits >> np.uint64(30)
    bits *= _MIX_1
    bits ^= bits >> np.uint64(27)
    bits *= _MIX_2
    bits ^= bits >> np.uint64(31)
    return bits


def _verified(columns: list[np.ndarray], number: np.ndarray) -> bool:
    """Whether every row equals the first row of its group."""
    again = np.flatnonzero(repeats(number))
    if not len(again):
        return True
    first = np.empty(number.max() + 1, dtype=np.int64)
    first[number[::-1]] = np.arange(len(number))[::-1]
    model = first[number[again]]
    return all(bool((bits[again] == bits[model]).all()) for bits in columns)
