"""Which payees are private persons, whose names no table and no report may show.

On 5.28.22, and where a row's kind or service says plejefamilie, aflastningsfamilie or
netværksanbringelse, the payee is a person whatever the name looks like. Elsewhere one without a
CVR number is when the name looks like a person's. Only a provider file that says otherwise of an
institution or a company is believed.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow.compute as pc

from okonomi.intake.authorities import is_authority
from okonomi.intake.citizens import Citizens
from okonomi.intake.fields import PERSON_KIND
from okonomi.intake.names import has_company_form, looks_personal, normalise_name
from okonomi.intake.text import Frame, Text

PLEJEFAMILIE = "plejefamilie"
FUNCTION = "5.28.22"
"""The chart of accounts' function for plejefamilier."""

_FAMILY_WORDS = (
    "pleje-?famili|familie-?pleje|aflastnings-?famili|netværks-?(?:famili|pleje|anbring)|"
    "slægts-?(?:famili|pleje|anbring)|venskabs-?famili"
)
_PERSON_WORDS = "kontakt-?person"
PUBLISHED = "price_list"
"""Prices that are published are those of tilbud: a saint's name there is no private person's."""
_SAYS = ("service", "service_type", "tilbud", "kind", "provider_kind")
"""Columns that can say what a payee is; a posting's ``kind`` is its kind of cost."""


def private_persons(
    tables: Mapping[str, Frame], citizens: Citizens, own: frozenset[str]
) -> dict[str, str]:
    """Normalised names of private persons → ``plejefamilie`` or ``person``.

    ``tables``: name of the table (and whatever tells several of them apart) → its columns.
    ``own`` are the normalised names of the municipality's own providers.
    """
    kinds: dict[str, str] = {}
    stated, numbered = _stated(tables), _with_cvr(tables)
    for table, frame in tables.items():
        provider = frame.get("provider")
        if not isinstance(provider, Text):
            continue
        families, contacts = _family(frame), _says(frame, _PERSON_WORDS)
        for name in provider.distinct():
            form = normalise_name(name)
            if form in kinds or _is_known(form, name, stated, own):
                continue
            if citizens.names_one(name) or (
                not table.startswith(PUBLISHED) and form not in numbered and looks_personal(name)
            ):
                kinds[form] = PERSON_KIND
        for kind, rows in ((PERSON_KIND, contacts), (PLEJEFAMILIE, families)):
            for name in provider.take(rows).distinct() if rows.any() else ():
                form = normalise_name(name)
                if _is_known(form, name, stated, own) and not looks_personal(name):
                    continue
                if kind == PLEJEFAMILIE:
                    kinds[form] = kind
                elif not (form in numbered or has_company_form(form)):
                    kinds.setdefault(form, kind)
    for form, kind in stated.items():
        if kind == PLEJEFAMILIE:
            kinds[form] = kind
        elif kind == PERSON_KIND:
            kinds.setdefault(form, kind)
    return kinds


def _is_known(form: str, name: str, stated: Mapping[str, str], own: frozenset[str]) -> bool:
    """Whether a name is known to be no person's: an authority, our own, or stated so."""
    kind = stated.get(form)
    if kind in (PERSON_KIND, PLEJEFAMILIE):
        return False
    if form in own or is_authority(form):
        return True
    # A private person is also a private provider: then only a company's name clears it.
    return kind is not None and (kind != "privat" or not looks_personal(name))


def _stated(tables: Mapping[str, Frame]) -> dict[str, str]:
    """Normalised name → the kind the files state; a person's where any of them says so."""
    stated: dict[str, str] = {}
    for frame in tables.values():
        provider, kind = frame.get("provider"), frame.get("provider_kind")
        if not isinstance(provider, Text) or not isinstance(kind, Text):
            continue
        for value in kind.distinct():
            for name in provider.take(kind.equals(value)).distinct():
                form = normalise_name(name)
                if stated.get(form) not in (PLEJEFAMILIE, PERSON_KIND):
                    stated[form] = value
    return stated


def _with_cvr(tables: Mapping[str, Frame]) -> set[str]:
    """Normalised names that some row gives a CVR number."""
    known: set[str] = set()
    for frame in tables.values():
        provider, number = frame.get("provider"), frame.get("provider_id")
        if isinstance(provider, Text) and isinstance(number, Text):
            eight = number.flag(pc.match_substring_regex(number.values, "^[0-9]{8}$"))
            known |= {normalise_name(name) for name in provider.take(eight).distinct()}
    return known


def _family(frame: Frame) -> np.ndarray:
    rows = _says(frame, _FAMILY_WORDS)
    function = frame.get("function")
    if isinstance(function, Text):
        rows |= function.flag(pc.starts_with(function.values, FUNCTION))
    return rows


def _says(frame: Frame, words: str) -> np.ndarray:
    rows = np.zeros(len(next(iter(frame.values()))), dtype=bool)
    for column in _SAYS:
        values = frame.get(column)
        if isinstance(values, Text):
            rows |= values.contains(words)
    return rows
