"""Refusion and moms counted the slow way: day by day, with dates and fractions.

Written from docs/metode/refusion.md alone; shares nothing with okonomi.cost but ``slow``, which
counts a line's øre per day. Only one calendar year, and lines that all count.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import pandas as pd
from frames import table

from . import slow
from .slow import ONE_DAY, Line, round_half_away

THRESHOLDS = {
    ("voksne", 2020): ((109_000_000, 25), (205_000_000, 50)),
    ("boern", 2020): ((83_000_000, 25), (163_000_000, 50)),
    **{(g, 2021): ((85_000_000, 25), (166_000_000, 50), (209_000_000, 75))
       for g in ("boern", "voksne")},
    **{(g, 2022): ((86_000_000, 25), (168_000_000, 50), (212_000_000, 75))
       for g in ("boern", "voksne")},
}  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A line with what decides its refusion. ``share``: how much of its cost counts."""

    line: Line
    paragraf: str
    share: Fraction = Fraction(1)
    birth: dt.date | None = None
    household: str | None = None
    momsfaktor: Decimal = Decimal(1)
    egenbetaling: Decimal = Decimal(0)

    @property
    def who(self) -> str:
        return self.line.person_id or self.line.line_id


def frames(places: list[Place]) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Placement, person and provider tables."""
    named = [replace(p.line, provider=f"Leverandør {p.momsfaktor}") for p in places]
    placement = slow.frame(named)
    placement["paragraf"] = pd.Series([p.paragraf for p in places], dtype="str")
    placement["household_id"] = pd.Series([p.household for p in places], dtype="str")
    placement["egenbetaling_kr"] = [float(p.egenbetaling) for p in places]
    births = {p.line.person_id: p.birth for p in places if p.line.person_id}
    person = table(
        "person",
        *({"person_id": who, "birth_date": birth and birth.isoformat()}
          for who, birth in births.items()),
    )  # fmt: skip
    factors = sorted({p.momsfaktor for p in places})
    provider = table(
        "provider",
        *({"provider": f"Leverandør {factor}", "momsfaktor": float(factor)} for factor in factors),
    )
    return placement, person, provider


def birthday(birth: dt.date, age: int) -> dt.date:
    """29 February becomes 1 March."""
    try:
        return birth.replace(year=birth.year + age)
    except ValueError:
        return dt.date(birth.year + age, 3, 1)


def days_of(year: int) -> list[dt.date]:
    return slow.days_of((year, 1), (year, 12))


def cost_of_days(place: Place, days: list[dt.date]) -> dict[dt.date, int]:
    """Øre of every day the line counts."""
    once = place.line.frequency == "engang"
    return {
        day: slow.cost_of_day(place.line, day)
        for day in days
        if slow.counts(place.line, day, [place.line], "forventet")
        and (not once or day == place.line.start)
    }


def egenbetaling_of_day(place: Place, day: dt.date) -> int:
    if place.line.frequency == "engang":
        return 0
    month = replace(place.line, price=place.egenbetaling, frequency="maaned", quantity=None)
    return slow.cost_of_day(month, day)


def stage(place: Place, day: dt.date) -> str:
    """barn, voksen or over 67."""
    if place.birth is None or day < birthday(place.birth, 18):
        return "barn" if place.birth or place.paragraf.startswith("BL") else "voksen"
    return "voksen" if day < birthday(place.birth, 67) else "over 67"


def stays(place: Place, places: list[Place], year: int) -> bool:
    """Whether the person was in the scheme in the last month before 67."""
    turns = birthday(place.birth, 67)
    if year < 2021 or turns < dt.date(2021, 1, 1):
        return False
    last = turns.replace(day=1) - ONE_DAY
    month = [last.replace(day=n) for n in range(1, last.day + 1)]
    counted = Fraction(0)
    for other in places:
        if other.who == place.who:
            gross = sum(cost_of_days(other, month).values())
            moms = round_half_away(gross * (1 - Fraction(other.momsfaktor)))
            own = sum(egenbetaling_of_day(other, day) for day in cost_of_days(other, month))
            counted += other.share * (gross - moms - own)
    return 12 * counted > THRESHOLDS["voksne", last.year][0][0]


def parts(places: list[Place], year: int) -> list[tuple[int, int, str, int, int]]:
    """(line, month, stage, gross, egenbetaling) in the order of line, month and day."""
    found: dict[tuple[int, int, str], list[int]] = {}
    for number, place in enumerate(places):
        for day, oere in sorted(cost_of_days(place, days_of(year)).items()):
            cell = found.setdefault((number, day.month, stage(place, day)), [0, 0])
            cell[0] += oere
            cell[1] += egenbetaling_of_day(place, day)
    return [(*key, *cell) for key, cell in found.items()]


def largest_remainder(total: int, weights: list[int]) -> list[int]:
    if not total:
        return [0] * len(weights)
    sign = -1 if total < 0 else 1
    exact = [Fraction(abs(total) * weight, sum(weights)) for weight in weights]
    whole = [share.__floor__() for share in exact]
    left = abs(total) - sum(whole)
    for at in sorted(range(len(exact)), key=lambda n: whole[n] - exact[n])[:left]:
        whole[at] += 1
    return [sign * share for share in whole]


@dataclass(frozen=True)
class Year:
    """Per payer (group, payer) what counts, and the totals in øre."""

    counted: dict[tuple[str, str], Fraction]
    refund: dict[tuple[str, str], int]
    gross: int
    moms: int


def refund(total: Fraction, steps: tuple[tuple[int, int], ...]) -> Fraction:
    """Each layer between two thresholds times its own percent."""
    result = Fraction(0)
    for at, (low, percent) in enumerate(steps):
        high = steps[at + 1][0] if at + 1 < len(steps) else total
        if total > low:
            result += (min(total, high) - low) * Fraction(percent, 100)
    return result


def year_of(places: list[Place], year: int, last_month: int = 12) -> Year:
    """The whole year, or January to ``last_month`` held against the whole year's thresholds."""
    all_parts = parts(places, year)
    moms_of = [0] * len(all_parts)
    for number, place in enumerate(places):
        mine = [at for at, part in enumerate(all_parts) if part[0] == number]
        gross = [all_parts[at][3] for at in mine]
        total = round_half_away(sum(gross) * (1 - Fraction(place.momsfaktor)))
        for at, share in zip(mine, largest_remainder(total, gross), strict=True):
            moms_of[at] = share
    counted: dict[tuple[str, str], Fraction] = defaultdict(Fraction)
    for (number, month, life, gross, own), moms in zip(all_parts, moms_of, strict=True):
        place = places[number]
        if life == "barn":
            who = f"husstand {place.household}" if place.household else f"barn {place.who}"
        else:
            who = f"borger {place.who}"
        key = ("boern" if life == "barn" else "voksne", who)
        counts = life != "over 67" or stays(place, places, year)
        counted[key] += place.share * (gross - moms - own) if counts and month <= last_month else 0
    refunds = {
        key: round_half_away(refund(total, THRESHOLDS[key[0], year]))
        for key, total in counted.items()
        if (key[0], year) in THRESHOLDS
    }
    return Year(dict(counted), refunds, sum(p[3] for p in all_parts), sum(moms_of))
