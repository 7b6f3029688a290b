"""Danish alphabetical order: æ, ø, å last, aa as å, numbers in a name by their size."""

from __future__ import annotations

import re
import unicodedata

_PARTS = re.compile(r"\d+|\D+")
_LAST = {"æ": "{1", "ä": "{1", "ø": "{2", "ö": "{2", "å": "{3"}


def danish_key(text: object) -> tuple[tuple[int, int, str], ...]:
    """A sort key: ``sorted(names, key=danish_key)``; letter case does not matter.

    ``Plejefamilie 2`` comes before ``Plejefamilie 14``, ``Ørsted`` after ``Zealand`` and
    ``Aabenraa`` among the å. A missing value (None, NaN) comes last.
    """
    if text is None or text != text:
        return ((2, 0, ""),)
    folded = unicodedata.normalize("NFC", str(text)).casefold().replace("aa", "å")
    return tuple(
        (0, int(part), part) if part.isdecimal() else (1, 0, "".join(map(_letter, part)))
        for part in _PARTS.findall(folded)
    )


def _letter(char: str) -> str:
    # "{" stands right after "z", so the three Danish letters follow it in their order.
    if char in _LAST:
        return _LAST[char]
    return unicodedata.normalize("NFD", char)[0]
