"""Faults that a user can act on.

A ``UserError`` is written in Danish for whoever sits with the files: what is wrong and what to
do about it, all faults at once. The command line prints it without a traceback. Mistakes in
calling code are ordinary English ``ValueError``s.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable


class UserError(Exception):
    """One or more Danish sentences, each with its remedy, for the person who can mend them."""

    def __init__(self, *faults: str) -> None:
        if not faults:
            raise ValueError("a UserError needs at least one sentence")
        super().__init__("\n".join(faults))
        self.faults: tuple[str, ...] = faults

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows in place of a traceback, which says nothing to who can mend it."""
        mark = "• " if len(self.faults) > 1 else ""
        # JupyterLab would break a long line in the middle of a word.
        return [_lines(mark + fault) for fault in self.faults]


class Faults:
    """Collects faults so that all of them are reported at once.

    >>> faults = Faults()
    >>> faults.add("Filen mangler. Læg den i mappen.")
    >>> bool(faults)
    True
    """

    def __init__(self, faults: Iterable[str] = ()) -> None:
        self._faults: list[str] = list(faults)

    def __bool__(self) -> bool:
        return bool(self._faults)

    def add(self, fault: str) -> None:
        self._faults.append(fault)

    def raise_if_any(self) -> None:
        if self._faults:
            raise UserError(*self._faults)


def _lines(text: str) -> str:
    return textwrap.fill(text, 100, break_long_words=False, break_on_hyphens=False)
