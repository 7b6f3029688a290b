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
_NOTHING = np.uint64(0x7FF8000000000000)


def groups(columns: Iterable[Values], rows: np.ndarray) -> np.ndarray:
    """A group number per entry of ``rows`` (positions): equal numbers mean equal rows.

    Numbers are dense and follow first appearance. Missing equals missing.
    """
    prepared = [_bits(column, rows) for column in columns]
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


def _bits(column: Values, rows: np.ndarray) -> np.ndarray:
    """A column as integers that are equal exactly where the values are; int32 are codes."""
    if isinstance(column, Text):
        return column.compact().codes[rows]
    values = column[rows]
    if values.dtype.kind == "f":
        bits = (values + 0.0).view(np.uint64)  # −0.0 becomes 0.0
        return np.where(np.isnan(values), _NOTHING, bits)
    if values.dtype.kind == "M":
        return values.view(np.uint64)
    return values


def _hash(columns: list[np.ndarray], salt: int) -> np.ndarray:
    result = np.full(len(columns[0]), salt, dtype=np.uint64)
    for position, bits in enumerate(columns, start=1):
        shift = np.uint64(position * salt * _GOLDEN % 2**64)
        result *= _MIX_1
        if bits.dtype == np.int32:  # codes: one hash per distinct value
            per_code = np.arange(bits.max(initial=-1) + 1).astype(np.uint64)
            result += _mix(per_code + shift)[bits]
        else:
            result += _mix(bits.astype(np.uint64) + shift)
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
