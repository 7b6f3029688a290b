"""One lookup over dated, sourced values: what did it say on that day, as it was known then?

A value holds from ``valid_from`` until the next one of its series, and never beyond the calendar
year it begins in unless its row says how long (``valid_to``). So nothing goes stale in silence:
next year's figure is missing until someone enters it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from okonomi.errors import UserError
from okonomi.rules.frister import Frist
from okonomi.rules.paragraf import Paragraffer
from okonomi.rules.refusion import Missing, Scheme, Tiers, hjemmel_text
from okonomi.rules.value import Value
from okonomi.workspace import SETTINGS_FILE

FOLDER = "regler"
"""The workspace's folder for its own rule files."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Rules:
    """Every dated value, the paragraffer and the refusion schemes, the workspace's own on top.

    ``values``: series name → its values, oldest first. ``frister``: deadlines by law version, then
    the municipality's own targets. Made by ``rules.load``. ``root`` is the workspace's folder, or
    None for the shipped rules alone.
    """

    values: Mapping[str, tuple[Value, ...]]
    paragraffer: Paragraffer
    schemes: tuple[Scheme, ...]
    frister: tuple[Frist, ...] = ()
    root: Path | None = None

    def at(self, name: str, on: date, known: date | None = None) -> Value:
        """The value of series ``name`` on the day ``on``, as published on the day ``known``.

        ``known=None``: as known now. Raises ``UserError``, naming the file to edit, for an unknown
        series, a day before the first or after the last value, and a value not published then.
        """
        found = self.find(name, on, known)
        if found is None:
            raise UserError(self._why_not(name, on, known))
        return found

    def find(self, name: str, on: date, known: date | None = None) -> Value | None:
        """As ``at``, but None where there is no value."""
        begun = [
            value
            for value in self.values.get(name, ())
            if value.valid_from <= on and (known is None or (value.published or date.min) <= known)
        ]
        if not begun:
            return None
        latest = max(begun, key=lambda value: (value.valid_from, value.published or date.min))
        return latest if on <= latest.until else None

    def scheme(self, group: str, year: int) -> Scheme | None:
        """The refusion scheme of ``boern`` or ``voksne`` in a calendar year."""
        begun = [s for s in self.schemes if s.group == group and s.valid_from <= date(year, 1, 1)]
        return max(begun, key=lambda s: s.valid_from, default=None)

    def tiers(self, group: str, year: int, known: date | None = None) -> Tiers | Missing:
        """The thresholds of a group in a year; what is missing, if one of them is not known.

        Never an exception: a report without thresholds says so and shows no net figure.
        """
        scheme = self.scheme(group, year)
        if scheme is None:
            return Missing.no_scheme(group, year)
        on = date(year, 1, 1)
        found = [self.find(name, on, known) for name in scheme.value_names()]
        values = tuple(value for value in found if value is not None)
        if len(values) < len(found):
            return Missing.no_thresholds(group, year, scheme.hjemmel)
        steps = tuple(
            (int(value.value * 100), percent)
            for value, percent in zip(values, scheme.percents, strict=True)
        )
        return Tiers(year=year, scheme=scheme, steps=steps, values=values)

    def edit_in(self, name: str) -> str:
        """The workspace's file where a value of this series belongs."""
        if name.startswith("refusion."):
            code = name.split(".")[1]
            settings = self.root / SETTINGS_FILE if self.root else SETTINGS_FILE
            return f"{settings} under [refusion], graenser ({hjemmel_text(code)})"
        file = "momsfaktor.csv" if name.split(".")[0] == "momsfaktor" else "price_index.csv"
        return str(self.root / FOLDER / file) if self.root else f"{FOLDER}/{file} i arbejdsområdet"

    def _why_not(self, name: str, on: date, known: date | None) -> str:
        known_values = self.values.get(name, ())
        where = self.edit_in(name)
        if not known_values:
            return f"Serien “{name}” findes ikke. Tilføj den i {where}, med kilde."
        day = f"{on:%d-%m-%Y}"
        if known is not None and self.find(name, on) is not None:
            return (
                f"Værdien af “{name}” for {day} var ikke offentliggjort den {known:%d-%m-%Y}. "
                f"Vælg en senere dato, eller ret “published” i {where}."
            )
        first, last = known_values[0].valid_from, max(value.until for value in known_values)
        if on < first:
            reason = f"den begynder {first:%d-%m-%Y}"
        elif on > last:
            reason = f"den sidste kendte værdi gælder til og med {last:%d-%m-%Y}"
        else:
            reason = "der er et hul i rækken"
        return f"Serien “{name}” har ingen værdi for {day}: {reason}. Tilføj den i {where}."
