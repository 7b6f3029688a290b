"""Every way a number may be written, read in one pass over the bytes of many distinct texts.

Whether ``1.234`` is a thousand or a little more than one cannot be seen from the text alone: the
scan gives both readings, and ``amounts`` chooses. A million texts take a fraction of a second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.coded import BLANKS
from okonomi.intake.parsed import NOT_A_NUMBER, NUMBER_IS_PERCENT, NUMBER_TOO_LARGE

NO_MARK, DOT, COMMA, SPACE = 0, 1, 2, 3
"""The last mark of a number. ``SPACE`` is any space or apostrophe between thousands."""

SCALE = 10_000
"""Readings are whole ten-thousandths of a krone."""
LARGEST = 10**9 * SCALE
_BEYOND = LARGEST + 1
_LONGEST = 40
_CHUNK = 65_536
_DIGITS_KEPT = 16

_REWRITES = (
    ("[\u00a0\u2000-\u200a\u202f\u205f\u3000\t\r\n\v\f]", " "),
    ("[\u200b\ufeff]", ""),
    ("[\u2212\u2013\u2012\uff0d]", "-"),
    ("[\u2019\u00b4`]", "'"),
    (r"^ +| +$", ""),
    (r"(?i)^([-+]?) *(?:kr\.?|dkk) *", r"\1"),
    (r"(?i) *(?:kr\.?|dkk)$", ""),
    (r"(?i)^\( *(?:kr\.?|dkk)? *([0-9.,' ]+?) *(?:kr\.?|dkk)? *\)$", r"(\1)"),
    (r"^\( *([0-9.,' ]+?) *\)$", r"-\1"),
    (r"^([-+]) +", r"\1"),
    (r" +-$", "-"),
    (r",-$", ",00"),  # "500,-" is five hundred kroner
    (r"^\+", ""),
    (" ", "'"),
)


@dataclass(frozen=True, eq=False)
class Scan:
    """One entry per text.

    ``fault`` is 0 for a number and for nothing; ``missing`` is true for nothing. ``mark`` is the
    last mark. ``as_whole`` is the reading where every mark stands between thousands, possible
    where ``whole_ok``; ``as_decimal`` the one where the last mark is the decimal sign, possible
    where ``decimal_ok``. ``finer`` is true where ``as_decimal`` had to be rounded to
    ten-thousandths. ``digits`` is the number of digits before the first mark.
    """

    fault: np.ndarray
    missing: np.ndarray
    mark: np.ndarray
    whole_ok: np.ndarray
    decimal_ok: np.ndarray
    as_whole: np.ndarray
    as_decimal: np.ndarray
    finer: np.ndarray
    digits: np.ndarray
    grouped: np.ndarray
    """True where thousands are surely marked: more than one mark, or a space."""


def scan(texts: pa.StringArray, missing: frozenset[str]) -> Scan:
    """Read every text. Texts in ``missing`` (stripped) and empty ones are nothing; so is a dash
    with a currency, which is how Excel shows an amount of nothing."""
    gone = pa.array(["", *missing], pa.string())
    nothing = pc.is_in(pc.utf8_trim(texts, characters=BLANKS), value_set=gone)
    plain = _normalised(texts)
    if "-" in missing:
        nothing = pc.or_(nothing, pc.equal(plain, "-"))
    parts = [_scan_chunk(plain.slice(at, _CHUNK)) for at in range(0, len(plain), _CHUNK)]
    if not parts:
        parts = [_scan_chunk(plain)]
    fields = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    missing_values = nothing.to_numpy(zero_copy_only=False).astype(bool)
    fault = fields.pop("fault")
    percent = pc.match_substring(texts, "%").to_numpy(zero_copy_only=False).astype(bool)
    fault[(fault == NOT_A_NUMBER) & percent] = NUMBER_IS_PERCENT
    fault[missing_values] = 0
    for name in ("whole_ok", "decimal_ok"):
        fields[name] &= ~missing_values
    return Scan(fault=fault, missing=missing_values, **fields)


def _normalised(texts: pa.StringArray) -> pa.StringArray:
    """ASCII digits, ``.``, ``,``, ``'`` between thousands and one sign, or something faulty."""
    odd = pc.match_substring_regex(texts, r"[^0-9.,\-]|,-$")
    if not pc.any(odd).as_py():
        return texts
    plain = texts.filter(odd)
    for pattern, replacement in _REWRITES:
        plain = pc.replace_substring_regex(plain, pattern, replacement)
    return pc.replace_with_mask(texts, odd, plain)


def _scan_chunk(texts: pa.StringArray) -> dict[str, np.ndarray]:
    rows = len(texts)
    length = np.minimum(pc.binary_length(texts).to_numpy(zero_copy_only=False), _LONGEST + 1)
    matrix = _matrix(texts, length)
    bad = (length > _LONGEST) | (length == 0)

    negative = np.zeros(rows, dtype=bool)
    if len(matrix):
        last = np.maximum(length - 1, 0)
        leading = matrix[0] == ord("-")
        trailing = (matrix[last, np.arange(rows)] == ord("-")) & (length > 1)
        negative = leading | trailing
        bad |= leading & trailing
        matrix[0, leading] = 0
        matrix[last[trailing], np.flatnonzero(trailing)] = 0

    kind = np.zeros(rows, dtype=np.int8)  # of the last mark
    first_kind = np.zeros(rows, dtype=np.int8)
    marks = np.zeros(rows, dtype=np.int8)
    group = np.zeros(rows, dtype=np.int8)  # digits since the last mark
    first = np.zeros(rows, dtype=np.int8)  # digits before the first mark
    digits = np.zeros(rows, dtype=np.int8)
    before = np.zeros(rows, dtype=np.int8)  # digits before the last mark
    number = np.zeros(rows, dtype=np.int64)  # all digits, marks left out
    whole = np.zeros(rows, dtype=np.int64)  # the digits before the last mark
    fraction = np.zeros(rows, dtype=np.int64)  # the first six digits after the last mark
    zero_first = np.zeros(rows, dtype=bool)
    uneven = np.zeros(rows, dtype=bool)  # a group of thousands that has not three digits
    mixed = np.zeros(rows, dtype=bool)  # marks before the last one differ among themselves
    changes = np.zeros(rows, dtype=np.int8)

    for byte in matrix:
        value = byte - np.uint8(48)  # below "0" wraps round to a large number
        digit = value <= 9
        mark = np.select(
            [byte == ord("."), byte == ord(","), byte == ord("'")], [DOT, COMMA, SPACE], NO_MARK
        ).astype(np.int8)
        is_mark = mark > 0
        bad |= ~digit & ~is_mark & (byte != 0)
        if digit.any():
            zero_first |= digit & (digits == 0) & (value == 0)
            kept = digit & (digits < _DIGITS_KEPT)
            number = np.where(kept, number * 10 + value, number)
            fraction = np.where(digit & (group < 6), fraction * 10 + value, fraction)
            digits += digit
            group += digit
        if is_mark.any():
            later = is_mark & (marks > 0)
            uneven |= later & (group != 3)
            first = np.where(is_mark & (marks == 0), group, first)
            first_kind = np.where(is_mark & (marks == 0), mark, first_kind)
            changes += later & (mark != kind)
            mixed |= later & (kind != first_kind)
            kind = np.where(is_mark, mark, kind)
            whole = np.where(is_mark, number, whole)
            before = np.where(is_mark, digits, before)
            marks += is_mark
            group[is_mark] = 0
            fraction[is_mark] = 0

    bad |= digits == 0
    none = marks == 0
    first = np.where(none, digits, first)
    thousands = (first >= 1) & (first <= 3) & ~uneven & ~(zero_first & (marks > 0))
    whole_ok = ~bad & (none | (thousands & (group == 3) & (changes == 0)))
    # The decimal sign stands once, and the marks before it are of one other kind.
    alone = marks == 1
    last_differs = (changes == 1) & ~mixed
    decimal_ok = (
        ~bad & ~none & (kind != SPACE) & (group >= 1) & (alone | (thousands & last_differs))
    )
    sign = np.where(negative, -1, 1)
    as_whole = np.where(digits < _DIGITS_KEPT - 4, number * SCALE, _BEYOND)
    fraction *= 10 ** np.clip(6 - group, 0, 6).astype(np.int64)
    quotient, rest = np.divmod(fraction, 100)
    as_decimal = np.where(
        before < _DIGITS_KEPT - 4, whole * SCALE + quotient + (rest >= 50), _BEYOND
    )
    fault = np.zeros(rows, dtype=np.int8)
    fault[bad | ~(whole_ok | decimal_ok)] = NOT_A_NUMBER
    beyond = (~whole_ok | (as_whole > LARGEST)) & (~decimal_ok | (as_decimal > LARGEST))
    fault[(fault == 0) & beyond] = NUMBER_TOO_LARGE
    return {
        "fault": fault,
        "mark": kind,
        "whole_ok": whole_ok,
        "decimal_ok": decimal_ok,
        "as_whole": sign * as_whole,
        "as_decimal": sign * as_decimal,
        "finer": (rest > 1) & (rest < 99),
        "digits": np.where(none, digits, first),
        "grouped": (marks > 1) | (kind == SPACE),
    }


def _matrix(texts: pa.StringArray, length: np.ndarray) -> np.ndarray:
    """The bytes as one row per position and one column per text, 0 where a text has ended."""
    width = int(length.max(initial=0))
    if not width:
        return np.zeros((0, len(texts)), dtype=np.uint8)
    _, offsets_buffer, data_buffer = texts.buffers()
    offsets = np.frombuffer(offsets_buffer, dtype=np.int32)
    starts = offsets[texts.offset : texts.offset + len(texts)].astype(np.int64)
    data = np.frombuffer(data_buffer, dtype=np.uint8)
    position = np.arange(width)[:, None]
    inside = position < length
    return np.where(inside, data[np.where(inside, starts + position, 0)], 0).astype(np.uint8)
