"""A dated figure with its source: what every rule file is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

OPEN_END = date.max
"""``valid_to`` of a value that holds until it is replaced (written ``åben``)."""

_ESTIMATE = re.compile(r"skøn\b")


@dataclass(frozen=True, kw_only=True)
class Value:
    """A figure with its dates and its source.

    ``value`` is exact as written. ``published`` None: always known. ``valid_to`` None: to the end
    of the calendar year of ``valid_from``. ``where`` is the file and line it stands in.
    """

    name: str
    value: Decimal
    unit: str
    source: str
    valid_from: date
    valid_to: date | None = None
    published: date | None = None
    where: str = ""

    @property
    def skoen(self) -> bool:
        """Whether the source is, or begins with, the word skøn: an estimate."""
        return is_estimate(self.source)

    @property
    def until(self) -> date:
        """The last day the value can hold."""
        return self.valid_to or date(self.valid_from.year, 12, 31)


def is_estimate(source: str) -> bool:
    """Whether a source is, or begins with, the word *skøn*.

    >>> is_estimate("Skøn: 2025 + 3 pct."), is_estimate("sm.dk, satser 2020")
    (True, False)
    """
    return bool(_ESTIMATE.match(source.strip().casefold()))
