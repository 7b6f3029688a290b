"""Functions of the chart of accounts and legal bases, brought to one way of writing.

``052820``, ``05.28.20`` and ``5.28.20 Opholdssteder`` are the function ``5.28.20``; ``SEL § 107``,
``Serviceloven §107`` and ``sel-107`` are the paragraf ``SEL-107``. What is not understood stays as
it is written: it is never guessed.
"""

from __future__ import annotations

import re

from okonomi.intake.text import Frame, Text
from okonomi.rules import main_area

_DOTTED = re.compile(r"0?(\d)[.\-](\d\d)[.\-](\d\d)(?:[.\-][\d.\-]*)?(?:\s+\D.*)?")
_DIGITS = re.compile(r"0?(\d)(\d\d)(\d\d)(?:\s+\D.*)?")
_GROUP = re.compile(r"0?(\d)(?:[.\-]?(\d\d))?[.\-]?(?:\s+\D.*)?")

_LAWS = (
    ("BL", r"barnets\s+lov|bl"),
    ("ABL", r"almenboligloven|almenboliglov|abl"),
    ("SEL", r"lov\s+om\s+social\s+service|serviceloven|servicelov|sel|l\.?\s*a\.?\s*s\.?\s*s\.?"),
    ("STU", r"stu-loven|stu"),
    ("RSL", r"retssikkerhedsloven|rsl"),
)
_LAW = re.compile(
    r"\b(?:" + "|".join(f"(?P<{short}>{names})" for short, names in _LAWS) + r")\b", re.IGNORECASE
)
_SECTION = re.compile(
    r"(?:§§?\s*|-\s*|\s|^)(\d{1,3})"  # the section
    r"(?:\s*-?\s*([a-zA-Z])(?![a-zA-Z]))?"  # its letter
    r"(?:\s*,?\s*stk\.?\s*(\d+)|-(\d{1,2})(?!\d))?"  # subsection
    r"(?:\s*,?\s*nr\.?\s*(\d+)|\.(\d+))?"  # number
)


def clean_function(text: str) -> str:
    """``"5.28.20"`` for every way of writing a function; other text unchanged."""
    found = _DOTTED.fullmatch(text) or _DIGITS.fullmatch(text)
    return ".".join(found.groups()[:3]) if found else text


def clean_paragraf(text: str) -> str:
    """``"SEL-107"``; with letter ``"SEL-76-a"``; with stykke and nummer ``"SEL-52-3.7"``.

    Without a law's name, or with words that are not understood, the text stays as it is.
    """
    law = _LAW.search(text)
    if law is None or law.lastgroup is None:
        return text
    rest = (text[: law.start()] + " " + text[law.end() :]).strip(" ,.;-()")
    section = _SECTION.match(rest)
    if section is None:
        return text
    number, letter, stk_word, stk_dash, nr_word, nr_dot = section.groups()
    stk, nr = stk_word or stk_dash, nr_word or nr_dot
    parts = [law.lastgroup, number, *([letter.lower()] if letter else []), *([stk] if stk else [])]
    return "-".join(parts) + (f".{nr}" if nr and stk else "")


def clean_cvr(text: str) -> str:
    """``"12345678"`` for ``DK 12 34 56 78``; a number of another kind stays as it is."""
    digits = text.upper().removeprefix("DK").replace(" ", "").removeprefix("-")
    return digits if len(digits) == 8 and digits.isdigit() else text


def fill_area(frame: Frame) -> None:
    """The area from the function's first digits where the export does not say it, in place."""
    function, area = frame.get("function"), frame.get("area")
    if isinstance(function, Text):
        derived = function.map(main_area)
        frame["area"] = area.fill(derived) if isinstance(area, Text) else derived


def parent_code(text: str) -> str | None:
    """``"5.38"`` for a group of functions (``05.38``, ``538``, ``5.38 Tilbud til voksne``),
    ``"5"`` for a main account; None for a function and for other text."""
    found = _GROUP.fullmatch(text)
    return ".".join(part for part in found.groups() if part) if found else None
