"""Refusion for særligt dyre enkeltsager as rules: who the scheme is for, and its thresholds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from okonomi.rules.value import Value

GROUPS = {"boern": "børn", "voksne": "voksne"}
BASES = ("service", "brutto")
PERIODS = ("aar", "maaned")

_HJEMMEL = re.compile(
    r"(?:(sel|serviceloven|bl|barnets\s+lov)\b)?[\s,-]*§?\s*(\d{2,3})(?:\s*-?\s*([a-z]))?\b",
    re.IGNORECASE,
)
_OF_BARNETS_LOV = {"198"}


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """One group's refusion scheme from a date on.

    ``hjemmel``: the section as a code, ``SEL-176``. ``percents``: the state's share of each part,
    lowest first. ``age_below``: from this birthday on a person is outside. ``continues_from``: a
    person whose birthday came on this day or later, and who was in the scheme just before it,
    stays in (None: nobody does). ``household``: the children of a household are summed.
    ``base``: the share is of ``service`` (net of moms) or ``brutto``. ``period``: the thresholds
    are for the year's total (``aar``), or a twelfth of them for each month (``maaned``).
    """

    group: str
    valid_from: date
    hjemmel: str
    percents: tuple[int, ...]
    age_below: int
    household: bool
    base: str
    period: str
    source: str
    continues_from: date | None = None
    where: str = ""

    def value_names(self) -> tuple[str, ...]:
        """The series of its thresholds, lowest first: ``refusion.SEL-176.p25``, …"""
        return tuple(threshold_name(self.hjemmel, percent) for percent in self.percents)


@dataclass(frozen=True, kw_only=True)
class Tiers:
    """A year's thresholds. ``steps``: (threshold in øre, the state's percent of what is above)."""

    year: int
    scheme: Scheme
    steps: tuple[tuple[int, int], ...]
    values: tuple[Value, ...]

    @property
    def skoen(self) -> bool:
        """Whether any of the thresholds is an estimate."""
        return any(value.skoen for value in self.values)


@dataclass(frozen=True, kw_only=True)
class Missing:
    """What a net figure lacks: one Danish sentence, and where the municipality enters it."""

    year: int
    group: str
    hjemmel: str
    text: str
    remedy: str

    @classmethod
    def no_thresholds(cls, group: str, year: int, hjemmel: str) -> Missing:
        """The scheme is known, but a threshold of the year is not."""
        name = hjemmel_text(hjemmel)
        return cls(
            year=year,
            group=group,
            hjemmel=hjemmel,
            text=f"Beløbsgrænserne for særligt dyre enkeltsager i {year} for {GROUPS[group]} "
            f"({name}) mangler. Statsrefusion og nettoudgift kan ikke beregnes.",
            remedy="Indtast dem i okonomi.toml under [refusion]: "
            f'graenser = [{{ aar = {year}, hjemmel = "{name}", p25 = ..., p50 = ..., p75 = ..., '
            'kilde = "..." }]. '
            "Er tallene et skøn, skal kilden begynde med ordet skøn.",
        )

    @classmethod
    def no_scheme(cls, group: str, year: int) -> Missing:
        """The year lies before the first scheme that is described."""
        return cls(
            year=year,
            group=group,
            hjemmel="",
            text=f"Reglerne for særligt dyre enkeltsager i {year} for {GROUPS[group]} er ikke "
            "beskrevet. Statsrefusion og nettoudgift kan ikke beregnes.",
            remedy="Beskriv ordningen i regler/refusion.yaml i arbejdsområdet.",
        )


def threshold_name(hjemmel: str, percent: int) -> str:
    """The series of one threshold: ``refusion.SEL-176.p25``."""
    return f"refusion.{hjemmel}.p{percent}"


def hjemmel_code(text: str) -> str | None:
    """``SEL-176`` for ``SEL § 176``, ``§ 176`` and ``serviceloven §176``; None for anything else.

    >>> hjemmel_code("SEL § 176 a"), hjemmel_code("§ 198"), hjemmel_code("Barnets Lov § 198")
    ('SEL-176-a', 'BL-198', 'BL-198')
    """
    found = _HJEMMEL.fullmatch(text.strip())
    if found is None:
        return None
    law, number, letter = found.groups()
    if law is None:
        short = "BL" if number in _OF_BARNETS_LOV else "SEL"
    else:
        short = "BL" if law.casefold().startswith("b") else "SEL"
    return f"{short}-{number}" + (f"-{letter.lower()}" if letter else "")


def hjemmel_text(code: str) -> str:
    """``SEL § 176 a`` for ``SEL-176-a``."""
    law, _, section = code.partition("-")
    return f"{law} § {section.replace('-', ' ')}" if section else code
