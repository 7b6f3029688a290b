"""What points to a citizen where it should not: hidden before anything is joined, and told.

CPR numbers in texts, and in codes; citizens' names in texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from okonomi.findings import Finding
from okonomi.intake.citizens import TEXTS, Citizens
from okonomi.intake.cprlike import hide, holds, place_of
from okonomi.intake.fields import field_of
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.text import Text
from okonomi.intake.used import Used

_PSEUDONYMS = ("person_id", "household_id")
_NEVER_KEPT = {"posting": ("text",)}
"""Read to tell equal rows apart, and to say that there are CPR numbers in it."""


def hide_in(used: Used, file: str, key: PersonKey, citizens: Citizens) -> Iterator[Finding]:
    """Hide CPR-like numbers and citizens' names in every text column of the rows, in place.

    In free text a number becomes ``[cpr skjult]`` and a name ``[navn skjult]``. In a code (a case
    number, say) the number becomes a keyed code: it still ties rows together, and two persons
    never become one. Free text that no figure needs is dropped.
    """
    for column, values in list(used.frame.items()):
        if not isinstance(values, Text) or column in _PSEUDONYMS:
            continue
        known = field_of(used.table, column)
        if known is not None and known.values is not None:
            continue
        place = place_of(column, coded=known is not None and known.kind == "code")
        hit = holds(values.values, place)[values.codes]
        if hit.any():
            stand_in = {} if place == "text" else {"stand_in": key.code}
            used.frame[column] = values.per_value(partial(hide, place=place, **stand_in))
            yield Finding(
                code="cpr-i-tekst" if place == "text" else "cpr-i-kode",
                severity="advarsel",
                text=f"{file}: kolonnen “{used.block.header(column)}” har CPR-lignende numre i "
                f"{int(hit.sum())} {'række' if hit.sum() == 1 else 'rækker'}; de er skjult i "
                "tabeller og rapporter.",
                remedy="Fjern CPR-numre fra feltet i kildesystemet.",
            )
    for column in _NEVER_KEPT.get(used.table, ()):
        used.frame.pop(column, None)
    for column in TEXTS.get(used.table, ()):
        words = used.frame.get(column)
        if isinstance(words, Text) and citizens.last:
            used.frame[column] = words.map(citizens.hide)
