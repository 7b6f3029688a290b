"""Private persons' names in free text: found however cased and spaced, and replaced.

A text is first looked up word by word among the names' first words; a regular expression is made
only for a text that holds every word of some name in a row. So texts cost the same however many
names there are.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from okonomi.intake.names import normalise_name

_AND = r"(?:og|&|\+)"
_RUN = re.compile(r"\w+")
_SHORTEST = 4
"""Letters in the shortest name that is looked for."""


class NamesInText:
    """Normalised names, each with what is shown instead."""

    def __init__(self, label: Mapping[str, str]) -> None:
        self._shown = {_joined(form): shown for form, shown in label.items()}
        # The longest first: a name may be the beginning of another.
        forms = sorted((form for form in label if len(form) >= _SHORTEST), key=len, reverse=True)
        self._pattern = [_pattern(form) for form in forms]
        self._wordless: list[int] = []
        self._at: dict[str, list[tuple[list[str], int]]] = defaultdict(list)
        for place, form in enumerate(forms):
            words = _words(form)
            if words:
                self._at[words[0]].append((words, place))
            else:
                self._wordless.append(place)

    def hide(self, text: str) -> str:
        """The text with every name replaced; a name stands between what is no letter or digit."""
        places = self._likely(text)
        if not places:
            return text
        some = "|".join(self._pattern[place] for place in sorted(places))
        finder = re.compile(rf"(?<!\w)(?:{some})(?!\w)", re.IGNORECASE)
        return finder.sub(lambda match: self._shown[_joined(match.group())], text)

    def _likely(self, text: str) -> set[int]:
        """The names whose words stand in a row in the text."""
        words = _words(text)
        return set(self._wordless).union(
            place
            for start, word in enumerate(words)
            if word in self._at
            for name, place in self._at[word]
            if words[start : start + len(name)] == name
        )


def _words(text: str) -> list[str]:
    # "Og" may be written "&": it is left to the regular expression.
    return [word for word in map(str.casefold, _RUN.findall(text)) if word != "og"]


def _pattern(form: str) -> str:
    words = form.split()
    return r"\s+".join(_AND if word in ("og", "&", "+") else re.escape(word) for word in words)


def _joined(name: str) -> str:
    return re.sub(rf"(?<!\S){_AND}(?!\S)", "og", normalise_name(name))
