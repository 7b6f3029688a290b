"""Files of dated values: ``series;valid_from;published;value;unit;source`` and ``valid_to``."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from okonomi.errors import Faults
from okonomi.rules.cells import read_date, read_number, read_rows
from okonomi.rules.value import OPEN_END, Value

COLUMNS = ("series", "valid_from", "published", "value", "unit", "source")
"""``valid_to`` may be left out; ``åben`` in it means until the next value."""
OPEN = "åben"
INDEX_UNITS = ("indeks", "pct")
"""``indeks``: a level. ``pct``: the change from the year before, in per cent."""


def read_values(path: Path, faults: Faults) -> list[Value]:
    """The rows of one file; every fault with its line."""
    values = []
    for where, row in read_rows(path, COLUMNS, faults):
        number = read_number(row["value"])
        valid_from = read_date(row["valid_from"])
        published = read_date(row["published"])
        until = row.get("valid_to", "")
        valid_to = OPEN_END if until.casefold() == OPEN else read_date(until)
        wrong = [
            f"{column} = “{row[column]}”"
            for column, bad in {
                "series": not row["series"],
                "value": number is None,
                "valid_from": valid_from is None,
                "published": bool(row["published"]) and published is None,
                "unit": not row["unit"],
                "valid_to": bool(until) and valid_to is None,
            }.items()
            if bad
        ]
        if wrong:
            faults.add(
                f"{where}: kan ikke læses: {', '.join(wrong)}. Skriv datoer som 01-01-2024, tal "
                "med decimalkomma, og udfyld series og unit."
            )
        if not row["source"]:
            faults.add(f"{where}: kilden mangler. Skriv hvor tallet står, eller ordet skøn.")
        if valid_from and valid_to and valid_to < valid_from:
            faults.add(f"{where}: “valid_to” ligger før “valid_from”. Ret datoerne.")
        if wrong or not row["source"] or number is None or valid_from is None:
            continue
        values.append(
            Value(
                name=row["series"],
                value=number,
                unit=row["unit"],
                source=row["source"],
                valid_from=valid_from,
                valid_to=valid_to,
                published=published,
                where=where,
            )
        )
    return values


def refuse_duplicates(values: Iterable[Value], faults: Faults) -> None:
    """Two values of a series from the same day, published on the same day, are a fault."""
    seen: dict[tuple[str, date, date | None], str] = {}
    for value in values:
        key = (value.name, value.valid_from, value.published)
        if key in seen:
            faults.add(
                f"{value.where}: “{value.name}” fra {value.valid_from:%d-%m-%Y} står også i "
                f"{seen[key]}. Slet den ene, eller giv dem hver sin “published”."
            )
        seen.setdefault(key, value.where)


def check_momsfaktor(values: Iterable[Value], faults: Faults) -> None:
    """A momsfaktor is a share above 0 and at most 1."""
    for value in values:
        if value.name.split(".")[0] != "momsfaktor":
            faults.add(f"{value.where}: serien skal begynde med momsfaktor. Se docs/metode.")
        elif not 0 < value.value <= 1:
            faults.add(
                f"{value.where}: momsfaktoren {value.value} er ikke en andel. Skriv 0,954 for "
                "95,4 pct."
            )


def check_index(values: Iterable[Value], faults: Faults) -> None:
    """An index has one unit throughout; a level is above 0."""
    units: dict[str, str] = {}
    for value in values:
        if value.name.split(".")[0] in ("refusion", "momsfaktor"):
            faults.add(
                f"{value.where}: navnet “{value.name}” er optaget. Vælg et andet til indekset."
            )
        elif value.unit not in INDEX_UNITS:
            faults.add(
                f"{value.where}: enheden “{value.unit}” kendes ikke. Skriv indeks eller pct."
            )
        elif units.setdefault(value.name, value.unit) != value.unit:
            faults.add(
                f"{value.where}: “{value.name}” har to enheder. Brug den samme i hele serien."
            )
        elif value.unit == "indeks" and value.value <= 0:
            faults.add(f"{value.where}: et indeks skal være større end 0. Ret tallet.")
