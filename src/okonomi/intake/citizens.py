"""Citizens' names: known while a month is read, to take them out of its texts, and never kept.

The names stand in the columns that a profile calls identifying. They are held in memory as sets
of words, so that a text costs a look-up per word however many citizens there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from okonomi.intake.coded import Coded
from okonomi.intake.names import looks_personal
from okonomi.intake.profile import matches, normalise

if TYPE_CHECKING:
    from okonomi.intake.view import View

NAME_HIDDEN = "[navn skjult]"
TEXTS = {
    "placement": ("service", "service_type", "tilbud", "target_group", "team"),
    "line_price": ("target_group",),
    "contract": ("service", "service_type", "tilbud", "notice", "absence_rule"),
    "price_list": ("service", "service_type", "tilbud", "level", "source_text", "note"),
    "posting": ("kind", "service_type"),
    "capacity": ("tilbud", "target_group"),
    "case": ("status", "team"),
    "delivery": ("service", "service_type"),
    "absence": ("absence_kind",),
    "goal": ("theme",),
    "raadgiver": ("team",),
    "action": ("initiative",),
}
"""Columns whose words people write themselves."""

_IS_NAME = re.compile(r"navn|name|borger|barn|kontaktperson")
_IS_NOT = re.compile(r"cpr|adresse|nummer|nr\b|\bid\b|vej\b")
_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"[\s,.'’-]{1,3}")
_ORDINARY = frozenset(
    [
        "hus",
        "nord",
        "syd",
        "øst",
        "vest",
        "barn",
        "ung",
        "børn",
        "bo",
        "dag",
        "nat",
        "by",
        "støtte",
        "hjælp",
        "pleje",
    ]
)
"""Family names that are also words of services and places: hidden only beside a first name."""


@dataclass(frozen=True)
class Citizens:
    """First names, family names, and which stand together (casefolded words)."""

    first: frozenset[str] = frozenset()
    last: frozenset[str] = frozenset()
    pairs: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, parts: Iterable[Citizens]) -> Citizens:
        """All of them together."""
        some = list(parts)
        return cls(
            frozenset().union(*(part.first for part in some)),
            frozenset().union(*(part.last for part in some)),
            frozenset().union(*(part.pairs for part in some)),
        )

    def names_one(self, text: str) -> bool:
        """Whether a text holds a citizen's first and family name together."""
        words = _WORD.findall(text.casefold())
        return any(
            (b, a) in self.pairs or any((a, form) in self.pairs for form in _forms(b))
            for a, b in pairwise(words)
        )

    def hide(self, text: str) -> str:
        """The text with every citizen's family name, and the first names at it, hidden.

        A family name counts as a whole word that begins with a capital, also in the genitive; in
        small letters it counts only beside the first name of a citizen who has it.
        """
        words = list(_WORD.finditer(text))
        named = [self._is_family_name(words, at) for at in range(len(words))]
        if not any(named):
            return text
        for step in (1, -1):
            order = range(len(words)) if step == 1 else range(len(words) - 1, -1, -1)
            for at in order:
                beside = at - step
                if not named[at] and 0 <= beside < len(words) and named[beside]:
                    left, right = words[min(at, beside)], words[max(at, beside)]
                    near = _GAP.fullmatch(text[left.end() : right.start()])
                    named[at] = bool(near) and bool(self.first & _forms(words[at][0].casefold()))
        parts, end = [], 0
        for at, word in enumerate(words):
            if named[at]:
                if not (at and named[at - 1]):
                    parts += [text[end : word.start()], NAME_HIDDEN]
                end = word.end()
        return "".join([*parts, text[end:]])

    def _is_family_name(self, words: list[re.Match[str]], at: int) -> bool:
        word = words[at][0]
        forms = _forms(word.casefold()) & self.last
        if not forms:
            return False
        if word[0].isupper() and forms - _ORDINARY:
            return True
        beside = [words[i][0].casefold() for i in (at - 1, at + 1) if 0 <= i < len(words)]
        return any((a, form) in self.pairs for b in beside for a in _forms(b) for form in forms)


def citizens_in(view: View) -> Citizens:
    """The names in the identifying columns of one file."""
    headers = [
        header
        for header in view.raw.header
        if matches(view.profile.identifying, header)
        and _IS_NAME.search(normalise(header))
        and not _IS_NOT.search(normalise(header))
    ]
    first = [header for header in headers if "fornavn" in normalise(header)]
    last = [header for header in headers if "efternavn" in normalise(header)]
    given: list[tuple[list[str], list[str]]] = []
    if first and last:
        given += _pairs(view.raw.columns[first[0]], view.raw.columns[last[0]])
    elif last:
        given += [([], _words(text)) for text in _texts(view.raw.columns[last[0]])]
    for header in headers:
        if header not in (*first, *last):
            # Only "Navn" may also be the name of an account.
            sure = re.search("borger|barn", normalise(header))
            texts = _texts(view.raw.columns[header])
            given += [_split(text) for text in texts if sure or looks_personal(text)]
    return Citizens(
        frozenset(word for a, _ in given for word in a),
        frozenset(word for _, b in given for word in b),
        frozenset((a, b) for firsts, lasts in given for a in firsts for b in lasts),
    )


def _texts(column: Coded) -> list[str]:
    return [text for text in column.texts().to_pylist() if text]


def _pairs(first: Coded, last: Coded) -> list[tuple[list[str], list[str]]]:
    both = np.unique(np.stack([first.codes, last.codes]), axis=1)
    a, b = first.texts().to_pylist(), last.texts().to_pylist()
    return [(_words(a[i] or ""), _words(b[j] or "")) for i, j in both.T.tolist()]


def _split(text: str) -> tuple[list[str], list[str]]:
    """First and family names of a whole name: ``Jens Peter Jensen`` or ``Jensen, Jens Peter``."""
    before, comma, after = text.partition(",")
    if comma and (firsts := _words(after)) and (lasts := _words(before)):
        return firsts, lasts
    words = text.split()
    return [w for word in words[:-1] for w in _words(word)], _words(words[-1] if words else "")


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text) if len(word) > 1]


def _forms(word: str) -> set[str]:
    """A word, and what it is without the genitive's s."""
    return {word, word[:-1]} if word.endswith("s") and len(word) > 3 else {word}
