"""Providers over the whole reading: one name per provider, and no private person's name.

A plejefamilie is a person. Its name becomes *Plejefamilie* and a code that stays the same from
month to month; its CVR number and tilbud are dropped, and its name is taken out of free text.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
import pyarrow as pa

from okonomi.findings import Finding
from okonomi.intake.citizens import TEXTS
from okonomi.intake.fields import PERSON_KIND
from okonomi.intake.names import NearMiss, has_company_form, near_misses, normalise_name, spellings
from okonomi.intake.namesintext import NamesInText
from okonomi.intake.parsed import number_of
from okonomi.intake.payees import PLEJEFAMILIE
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.text import Frame, Text

_ANONYMOUS = {PLEJEFAMILIE: "Plejefamilie", PERSON_KIND: "Privatperson"}


def hide_private_persons(
    tables: Mapping[str, Frame], kinds: Mapping[str, str], key: PersonKey
) -> dict[str, str]:
    """Replace the names everywhere, in place, and drop what else points to the person.

    Returns the names now shown with their kind (``plejefamilie`` or ``person``).
    """
    label = labels(kinds, key)
    for frame in tables.values():
        provider = frame.get("provider")
        if isinstance(provider, Text):
            known = pa.array(
                [
                    name is not None and normalise_name(name) in label
                    for name in provider.values.to_pylist()
                ],
                pa.bool_(),
            )
            private = provider.flag(known)
            frame["provider"] = provider.map(lambda name: label.get(normalise_name(name), name))
            for column in ("tilbud", "provider_id"):
                values = frame.get(column)
                if isinstance(values, Text):
                    frame[column] = values.where(~private)
    hide_names(tables, label)
    return {label[form]: kind for form, kind in kinds.items()}


def labels(kinds: Mapping[str, str], key: PersonKey) -> dict[str, str]:
    """Normalised name → what is shown instead."""
    return {form: f"{_ANONYMOUS[kind]} {key.name(form)}" for form, kind in kinds.items()}


def hide_names(tables: Mapping[str, Frame], label: Mapping[str, str]) -> None:
    """Replace private persons' names in every text that people write themselves, in place.

    ``tables``: name of the table (and whatever tells several of them apart) → its columns.
    """
    names = NamesInText(label)
    for table, frame in tables.items():
        for column in TEXTS.get(table.partition(" ")[0], ()):
            values = frame.get(column)
            if isinstance(values, Text):
                frame[column] = values.map(names.hide)


def apply_aliases(tables: Mapping[str, Frame], aliases: Mapping[str, str]) -> None:
    """Give every name in the alias table the name it is gathered under, in place."""
    for frame in _with_provider(tables):
        frame["provider"] = frame["provider"].map(
            lambda name: aliases.get(normalise_name(name), name)
        )


def gather_names(tables: Mapping[str, Frame]) -> list[Finding]:
    """Bring spellings of the same normalised form together, in place.

    The most used spelling is the one shown. Names that only look alike become a Finding.
    """
    counted = _count(tables)
    gathered = spellings(counted)
    shown = {name: names[0] for names in gathered.values() for name in names}
    for frame in _with_provider(tables):
        # Names of rows set aside are still among the values: they have no shown name.
        frame["provider"] = frame["provider"].map(lambda name: shown.get(name, name))
    findings = []
    merged = {names[0]: names[1:] for names in gathered.values() if len(names) > 1}
    if merged:
        findings.append(
            Finding(
                code="navne-samlet",
                severity="oplysning",
                text=f"{number_of(len(merged), 'leverandør', 'leverandører')} var stavet på flere "
                "måder (store og små bogstaver, mellemrum eller punktum) og er samlet under én "
                "stavemåde.",
                remedy="Ret stavemåden i kildesystemet, hvis I vil være fri for beskeden.",
                rows=pd.DataFrame(
                    [(to, other) for to, others in merged.items() for other in others],
                    columns=["samles_under", "navn"],
                ),
            )
        )
    pairs = near_misses(
        name for name in set(shown.values()) if not name.startswith(tuple(_ANONYMOUS.values()))
    )
    if pairs:
        findings.append(
            Finding(
                code="navne-ligner",
                severity="advarsel",
                text=f"{len(pairs)} par leverandørnavne ligner hinanden og er ikke samlet"
                f"{_named(pairs)}.",
                remedy="Er et par den samme leverandør, så skriv det i leverandoer_alias.csv: "
                "navn;samles_under.",
                rows=pd.DataFrame(
                    [(p.first, p.second, round(p.likeness, 2)) for p in pairs],
                    columns=["navn", "ligner", "lighed"],
                ),
            )
        )
    return findings


def _named(pairs: Sequence[NearMiss], most: int = 3) -> str:
    """The first pairs of companies by name. One without a company form may be a person: it stands
    in the rows alone, and no text tells it."""
    sure = [
        f"“{pair.first}” og “{pair.second}”"
        for pair in pairs
        if all(has_company_form(normalise_name(name)) for name in (pair.first, pair.second))
    ]
    return f", f.eks. {'; '.join(sure[:most])}" if sure else ""


def _with_provider(tables: Mapping[str, Frame]) -> Iterator[dict[str, Text]]:
    for frame in tables.values():
        if isinstance(frame.get("provider"), Text):
            yield frame  # type: ignore[misc]


def _count(tables: Mapping[str, Frame]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for frame in _with_provider(tables):
        provider = frame["provider"].compact()
        uses = np.bincount(provider.codes, minlength=len(provider.values))
        for name, count in zip(provider.values.to_pylist(), uses, strict=True):
            if name is not None and count:
                counted[name] += int(count)
    return counted
