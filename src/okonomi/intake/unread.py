"""Columns of a file that no column of ours was read from, and what may be lost with them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.coded import Coded
from okonomi.intake.convert import NUMBER_KINDS, Converter
from okonomi.intake.dates import read_dates
from okonomi.intake.fields import field_of
from okonomi.intake.needs import is_vital
from okonomi.intake.parsed import number_of
from okonomi.intake.profile import CodeList, Column, TableMap, matches, normalise, plain
from okonomi.intake.schemafield import Field
from okonomi.intake.view import View, date_columns

_SIGN = r"(?i)^\s*(?:d|k|s|h|debet|debit|kredit|credit|[-+])?\s*$"
"""RE2. What a column of debit and credit holds, and nothing else."""
_SIDES = (r"(?i)^\s*[ds]", r"(?i)^\s*[kch]")
"""How debit and credit begin; S and H are SAP's Soll and Haben."""
_NOTHING = r"(?i)^\s*(?:[-–−]|null)\s*$"
_APART = re.compile(r"\b(?:ekskl|excl|inkl|incl)\b")
"""A name that says what is in the figure is another figure than the one without."""
_MOSTLY = 0.9
_TWINS = 3
"""So many headings that stand twice are a table of their own."""
_NAMING = ("line_id", "voucher", "contract_id", "case_id", "cpr")
"""Columns that name a row, the closest first."""
_ASSUMED = {
    "line_kind": (
        "hovedydelser (og følgeydelser, hvor de nævner en hovedlinje)",
        "er følgeydelser, f.eks. tillæg",
    ),
    "status": ("bevilget", "kun er forventet eller er kladder"),
}
"""Columns that a list made by hand may lack: what its rows are then, and what they might be."""


def unread_columns(view: View) -> Iterator[Finding]:
    """What of the file's columns is not read, the doubtful ones first."""
    read, profile = _read(view), view.profile
    known = (*profile.identifying, *profile.ignore)
    unread = [h for h in view.raw.header if h not in read and not matches(known, h)]
    yield from _assumed(view)
    yield from _two_tables(view, unread)
    yield from _passed_over(view, unread)
    yield from _without_end(view, unread)
    yield from _without_sign(view, unread)
    yield from _unknown(view, unread)


def _read(view: View) -> set[str]:
    """The headers that something was read from."""
    profile = view.profile
    named = [*profile.skip_rows, *([profile.newest.header] if profile.newest.header else [])]
    found = {view.names.get(normalise(name)) for name in named}
    if profile.amount is not None:
        found.add(view.header(profile.amount))
    return {*view.mapped(), *(header for header in found if header is not None)}


def empty_means(view: View, table: TableMap, target: str) -> str | None:
    """What a shipped code list says that an empty cell means, for a column that the file does not
    have at all. None where it must be there: also where no line tells of a case or a citizen, for
    then the file may be no list of bevillinger, and where another column seems to tell it."""
    codes = table.codes.get(target)
    if table.name != "placement" or target not in _ASSUMED or codes is None:
        return None
    about = [table.columns[name] for name in ("case_id", "cpr") if name in table.columns]
    if not view.profile.shipped or all(view.header(column) is None for column in about):
        return None
    meant = codes.get("") or None
    return None if meant is None or _told_by_another(view, codes, meant) else meant


def _told_by_another(view: View, codes: CodeList, meant: str) -> bool:
    """Whether a column that nothing is read from holds the values of a code list, and not only
    such as mean what an empty cell would: drafts are never counted for a heading's sake."""
    rows = np.flatnonzero(view.open_rows)
    read, profile = _read(view), view.profile
    for header in view.raw.header:
        if header in read or matches((*profile.identifying, *profile.ignore), header):
            continue
        column = view.raw.columns[header].only(rows)
        texts = column.texts().to_pylist()
        said = [(codes.get(text) if text.strip() else None) for text in texts]
        known = column.spread(np.array([bool(value) for value in said], dtype=bool))
        other = any(value and value != meant for value in said)
        if other and known.sum() >= _MOSTLY * max((~column.blank()).sum(), len(rows) / 2):
            return True
    return False


def _assumed(view: View) -> Iterator[Finding]:
    table = view.profile.table("placement")
    if table is None:
        return
    for target, (many, otherwise) in _ASSUMED.items():
        column = table.columns.get(target)
        if column is None or view.header(column) is not None or not view.open_rows.any():
            continue
        if empty_means(view, table, target) is None:
            continue
        name = column.headers[0].name
        yield Finding(
            code="kolonne-antaget",
            severity="advarsel",
            text=f"Filen har ingen kolonne, der hedder “{name}”, så alle rækkerne er regnet som "
            f"{many}.",
            remedy=f"Tilføj kolonnen “{name}”, hvis nogle af rækkerne {otherwise}.",
        )


def _two_tables(view: View, unread: list[str]) -> Iterator[Finding]:
    """A table to the right of the one that is read, under the same headings."""
    again = {re.sub(r" \(\d+\)$", "", header): header for header in unread}
    twins = [again[header] for header in view.mapped() if again.get(header, header) != header]
    if len(twins) < _TWINS or _same_rows(view, again):
        return
    filled = np.mean([~view.raw.columns[twin].blank()[view.open_rows] for twin in twins], axis=0)
    rows = np.flatnonzero(view.open_rows)[filled > 0.5]
    if len(rows):
        yield Finding(
            code="to-tabeller",
            severity="fejl",
            text=f"Filen har to tabeller ved siden af hinanden: {len(twins)} overskrifter står to "
            f"gange. Kun den første er læst; {number_of(len(rows), 'række', 'rækker')} i den anden "
            "er ikke.",
            remedy="Flyt den anden tabel til et ark for sig.",
            rows=pd.DataFrame({"linje": view.raw.line[rows]}),
        )


def _same_rows(view: View, again: dict[str, str]) -> bool:
    """Whether what names the rows is the same under both headings: two tables of a database that
    were put together, and no second one."""
    mapped = {target: header for header, (_, target) in view.mapped().items()}
    for target in _NAMING:
        header = mapped.get(target)
        if header is None or again.get(header, header) == header:
            continue
        cells = [view.raw.columns[name] for name in (header, again[header])]
        one, other = (column.spread(np.array(column.texts().to_pylist())) for column in cells)
        same = (one == other)[view.open_rows]
        return bool(same.sum() >= _MOSTLY * len(same))
    return False


def _passed_over(view: View, unread: list[str]) -> Iterator[Finding]:
    """Another column that a figure might have been read from just as well."""
    for header, (table, target) in view.mapped().items():
        known = field_of(table, target)
        dated = known is not None and known.kind == "date" and table == "placement"
        counted = known is not None and known.kind in ("price", "amount", "number")
        if known is None or not is_vital(table, target) or not (dated or counted):
            continue
        column = next(t for t in view.profile.tables if t.name == table).columns[target]
        for other in unread:
            if _is_rival(column, header, other) and _differs(view, column, known, header, other):
                yield Finding(
                    code="kolonne-valgt",
                    severity="advarsel",
                    text=f"Filen har både “{header}” og “{other}”, som ikke siger det samme; "
                    f"“{header}” er brugt.",
                    remedy=f"Er det “{other}”, der gælder, så fjern “{header}” fra filen.",
                )


def _is_rival(column: Column, header: str, other: str) -> bool:
    """Whether ``other`` is an alternative name of the column, or its chosen name once more."""
    names = {plain(alternative.name) for alternative in column.headers}
    first, second = normalise(header), normalise(other)
    if re.fullmatch(re.escape(first) + r" \(\d+\)", second):
        return True
    return plain(other) in names and bool(_APART.search(first)) == bool(_APART.search(second))


def _differs(view: View, column: Column, known: Field, header: str, other: str) -> bool:
    """Whether the other column says something else, however the two are written."""
    numbers = dict(view.numbers)
    if known.kind in NUMBER_KINDS:
        numbers.update({header: column, other: column})
    dates = date_columns(view.profile, view.names, view.month)
    converter = Converter(view.raw, view.profile, numbers, dates)
    a, b = (
        np.asarray(converter.read(name, column, known, None).values) for name in (header, other)
    )
    right = view.raw.columns[other]
    told = view.open_rows & ~right.blank() & ~right.match(_NOTHING)
    return bool((told & (a != b) & ~(pd.isna(a) & pd.isna(b))).any())


def _without_end(view: View, unread: list[str]) -> Iterator[Finding]:
    """A list of lines without a column of last days: every line would run for ever."""
    table = view.profile.table("placement")
    column = table.columns.get("end") if table is not None else None
    if column is None or view.header(column) is not None or not view.open_rows.any():
        return
    dated = [name for name in unread if _may_be_ends(view, view.raw.columns[name])]
    name = column.headers[0].name
    if dated:
        listed = ", ".join(f"“{header}”" for header in dated)
        yield Finding(
            code="slutdato-mangler",
            severity="fejl",
            text=f"Filen har ingen kolonne, der hedder “{name}”, så alle linjer er regnet som "
            f"åbne. Disse kolonner har datoer og er ikke læst: {listed}.",
            remedy=f"Omdøb kolonnen med linjernes sidste dag til “{name}”, eller skriv dens navn "
            "i en profil.",
        )
    else:
        yield Finding(
            code="slutdato-mangler",
            severity="advarsel",
            text=f"Filen har ingen kolonne, der hedder “{name}”, så alle linjer er regnet som "
            "åbne.",
            remedy=f"Udtræk filen med kolonnen “{name}”, hvis nogle af linjerne har en sidste dag.",
        )


def _may_be_ends(view: View, column: Coded) -> bool:
    """Whether a column holds dates, and none before the lines begin (as days of birth are)."""
    rows = np.flatnonzero(view.open_rows & ~column.blank())
    start = view.block.frames["placement"].get("start")
    if not len(rows) or not isinstance(start, np.ndarray):
        return False
    # A number may be a day number of Excel, or anything.
    some = column.only(rows)
    parsed = read_dates(some, view.profile.date_order)
    plain = some.match(r"^\s*[-+0-9.,]+\s*$") & ~some.match(r"^\s*\d{1,4}[-.]\d{1,2}[-.]\d{1,4}")
    before = np.asarray(parsed.values) < start[rows]
    return bool(((parsed.fault == 0) & ~plain & ~before).mean() >= _MOSTLY)


def _without_sign(view: View, unread: list[str]) -> Iterator[Finding]:
    """Postings whose debit and credit stand in a column of a name nobody knows."""
    table = view.profile.table("posting")
    column = table.columns.get("sign") if table is not None else None
    if column is None or view.header(column) is not None:
        return
    amounts = view.block.frames["posting"].get("amount_oere")
    if isinstance(amounts, np.ndarray) and (amounts[view.open_rows] < 0).any():
        return  # they bear their sign themselves
    for name in unread:
        rows = np.flatnonzero(view.open_rows & ~view.raw.columns[name].blank())
        some = view.raw.columns[name].only(rows)
        both = all(some.match(side).any() for side in _SIDES)
        if both and some.match(_SIGN).all():
            yield Finding(
                code="debet-kredit-ulaest",
                severity="fejl",
                text=f"Kolonnen “{name}” ligner debet og kredit, men er ikke læst: beløbene er "
                "regnet med det fortegn, de står med.",
                remedy=f"Omdøb kolonnen til “{column.headers[0].name}”, eller skriv dens navn i "
                "en profil.",
            )


def _unknown(view: View, unread: list[str]) -> Iterator[Finding]:
    profile = view.profile
    columns = [column for table in profile.tables for column in table.columns.values()]
    columns += [profile.amount] if profile.amount is not None else []
    known = {plain(header.name) for column in columns for header in column.headers}
    unknown = [
        header
        for header in unread
        if plain(header) not in known and not header.startswith("Kolonne ")
    ]
    if unknown:
        yield Finding(
            code="kolonner-ikke-laest",
            severity="oplysning",
            text=f"Profilen {profile.name} kender ikke kolonnerne "
            f"{', '.join(f'“{name}”' for name in unknown)}; de er ikke læst.",
            remedy="Skriv dem i en profil, hvis de skal med, og ellers under ignore i profilen.",
        )
