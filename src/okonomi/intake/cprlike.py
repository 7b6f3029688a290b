"""What looks like a CPR number: one detector for reading, and for the last gates before writing.

A CPR number is a date ddmmyy (an administrative number has 60 added to its day) and four digits.
Excel takes the leading zero; people write hyphens, spaces and full stops. Modulus 11 is not asked:
numbers since 2007 do not keep it. To hide too much costs a code its look, so where a column
belongs to persons every doubt hides.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

CPR_HIDDEN = "[cpr skjult]"
Place = Literal["text", "code", "number"]
"""``text`` is free text; ``code`` an id of a person, case or line; ``number`` a voucher or an
account, where a run of ten digits without a sign between is no person's."""

NOT_PERSONS = frozenset({"voucher", "account", "payment_id"})
"""Code columns whose digits are the ledger's own."""

_CODES = frozenset({*NOT_PERSONS, "replaces", "line_ref", "cases"})

_DAY = "(?:0[1-9]|[12][0-9]|3[01]|6[1-9]|[78][0-9]|9[01])"
_MONTH = "(?:0[1-9]|1[0-2])"
_DASH = "-\u2010-\u2015\u2212"
_SPACE = " \u00a0\u2009\u202f"
_SIX = f"{_DAY}{_MONTH}[0-9]{{2}}"
_FIVE = f"[1-9]{_MONTH}[0-9]{{2}}"
"""A date in the first nine days of a month without its leading zero."""
_PARTED = f"{_DAY}[-./ ]{_MONTH}[-./ ][0-9]{{2}}"
_BEFORE, _AFTER = "(^|[^0-9])", "([^0-9]|$)"


def _between(some: str) -> str:
    return f"{_BEFORE}({some}){_AFTER}"


_T, _C = f"[{_DASH}{_SPACE}.]{{0,3}}", f"[{_DASH}{_SPACE}./_]{{0,3}}"
PATTERNS: dict[Place, str] = {
    "text": _between(f"(?:{_SIX}|{_FIVE}|{_PARTED}){_T}[0-9]{{4}}|[0-9]{{6}}[{_DASH}][0-9]{{4}}"),
    # A number may have digits of another kind glued before or after it.
    "code": _between(
        f"(?:{_SIX}|{_FIVE}|{_PARTED}){_C}[0-9]{{4}}|{_SIX}[0-9]{{5,}}|[0-9]+{_SIX}[0-9]{{4}}"
    ),
    "number": _between(f"(?:{_SIX}|{_PARTED})[{_DASH}{_SPACE}]{{1,3}}[0-9]{{4}}"),
}
"""RE2 and Python alike: what stands before, the number, and what stands after."""

_IN_REPORT = re.compile(
    rf"(?<![0-9.,])(?:{_SIX}[{_DASH}{_SPACE}]?|{_FIVE}[{_DASH}]|{_PARTED}[{_DASH}])[0-9]{{4}}"
    r"(?![0-9]|[.,][0-9])"
)
_MADE = re.compile(r"(?<!\w)(?:[PH]?[0-9a-f]{12}|[0-9a-f]{64})(?!\w)")
"""The kit's own pseudonyms, fingerprints and checksums."""
_TAG = re.compile(r"<(?!!--)[^<>]*>")


def place_of(column: str, *, coded: bool) -> Place:
    """How a column of ours is looked at."""
    if not coded:
        return "text"
    return "number" if column in NOT_PERSONS else "code"


def holds(texts: pa.StringArray, place: Place = "text") -> np.ndarray:
    """True where a text holds something like a CPR number."""
    found = pc.match_substring_regex(texts, PATTERNS[place])
    return pc.fill_null(found, False).to_numpy(zero_copy_only=False).astype(bool)


def hide(
    texts: pa.StringArray,
    place: Place = "text",
    stand_in: Callable[[str], str] = lambda _: CPR_HIDDEN,
) -> pa.StringArray:
    """The texts with ``stand_in`` of each number in its place; missing stays missing.

    ``stand_in`` gets ten digits, however the number was written (more, where others are glued
    to it), so that one number has one stand-in. It must not return a number.
    """
    hit = holds(texts, place)
    if not hit.any():
        return texts
    pattern = re.compile(PATTERNS[place])
    new = texts.to_pylist()
    for at in np.flatnonzero(hit).tolist():
        new[at] = _without(new[at], pattern, stand_in)
    return pa.array(new, pa.string())


def hide_in_text(text: str) -> str:
    """A text with every CPR-like number replaced by ``[cpr skjult]``."""
    return _without(text, re.compile(PATTERNS["text"]), lambda _: CPR_HIDDEN)


def looks_like_cpr(text: str) -> bool:
    """Whether a single text would be hidden, as text or as a code."""
    return any(re.search(PATTERNS[place], text) for place in ("text", "code"))


def hide_all(texts: pa.StringArray) -> pa.StringArray:
    """The same for cells that may stand in any column: whatever either kind would hide."""
    return hide(hide(texts, "code", lambda _: CPR_HIDDEN))


def in_report(text: str) -> bool:
    """Whether a finished text, with or without HTML tags, shows a CPR number.

    Narrower than ``holds``: reports are full of amounts and dates, and the reading has hidden
    what was doubtful.
    """
    return bool(_IN_REPORT.search(_MADE.sub("¦", _TAG.sub("¦", text))))


def holds_in_cell(text: str, column: str) -> bool:
    """Whether a cell of a finished table, whose column is one of ours, shows a CPR number."""
    if column.endswith("_id") or column in _CODES:
        text = _MADE.sub("¦", text)
        return bool(re.search(PATTERNS[place_of(column, coded=True)], text))
    return column not in NOT_PERSONS and in_report(text)


def _without(text: str, pattern: re.Pattern[str], stand_in: Callable[[str], str]) -> str:
    def replaced(found: re.Match[str]) -> str:
        digits = re.sub(r"[^0-9]", "", found[2])
        return found[1] + stand_in(digits.zfill(10)) + found[3]

    # Numbers that share the character between them are found one round after the other; a third
    # round could only meet a stand-in.
    return pattern.sub(replaced, pattern.sub(replaced, text))
