"""A raw table and its profile → a block: typed columns, and every fault of every row."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.block import CODE, Block, Doubt
from okonomi.intake.coded import RawTable
from okonomi.intake.convert import NUMBER_KINDS, Converted, Converter, read_household, read_person
from okonomi.intake.dates import read_dates
from okonomi.intake.fields import field_of
from okonomi.intake.paymentlines import complete_payment_lines
from okonomi.intake.needs import is_vital, needs_value
from okonomi.intake.parsed import Note
from okonomi.intake.profile import Column, Profile, TableMap, matches, normalise
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.rowkinds import captions, repeated_headings, total_rows
from okonomi.intake.rowrules import check_rows
from okonomi.intake.schema import Field
from okonomi.intake.text import Frame, Text

PERSONAL = {"cpr": "person_id", "household": "household_id"}
"""Helper columns that become a pseudonym, and the column they become."""


@dataclass(eq=False)
class _Reading:
    """What is known of one raw table while it is read."""

    raw: RawTable
    profile: Profile
    month: pd.Period
    key: PersonKey
    names: dict[str, str]
    converter: Converter
    open_rows: np.ndarray
    block: Block
    notes: list[Note] = field(default_factory=list)

    def header(self, column: Column) -> str | None:
        return column.header_in(self.names, self.month)


def read_block(
    raw: RawTable, profile: Profile, month: pd.Period, source: int, key: PersonKey
) -> tuple[Block, list[Finding]]:
    """Every row of ``raw`` typed as ``profile`` says; nothing is left out yet.

    ``source`` is the table's position in ``Reading.files``. Faults in what decides a figure are
    faults of the row; other unreadable values become missing and a Finding.
    """
    names = {normalise(header): header for header in raw.header}
    numbers = _number_columns(profile, names, month)
    block = Block(
        source=source,
        month=month,
        profile=profile,
        line=raw.line,
        frames={},
        row_class=np.full(len(raw), CODE["used"], dtype=np.uint8),
        skipped=np.zeros(len(raw), dtype=bool),
        amount_oere=np.zeros(len(raw), dtype=np.int64),
        amount_known=np.zeros(len(raw), dtype=bool),
        newest=np.full(len(raw), np.nan),
        broken=list(raw.broken),
        outside=raw.physical_rows - len(raw) - len(raw.broken),
    )
    _prepare(raw, profile, names, month, numbers)
    converter = Converter(raw, profile, numbers)
    reading = _Reading(raw, profile, month, key, names, converter, np.array([]), block)
    _set_row_kinds(reading, numbers)
    reading.open_rows = block.row_class == CODE["used"]
    _error_cells(reading)
    for table in profile.tables:
        block.frames[table.name] = _frame(reading, table)
        check_rows(block, table.name, reading.open_rows)
    _amount(reading)
    _newest(reading)
    _skipped(reading)
    return block, [*_findings(reading), *_unread_columns(reading)]


def _prepare(
    raw: RawTable,
    profile: Profile,
    names: Mapping[str, str],
    month: pd.Period,
    numbers: Mapping[str, Column],
) -> None:
    """Factorise the columns that will be needed, two at a time (Arrow's work, on both cores)."""
    columns = (column for table in profile.tables for column in table.columns.values())
    headers = {column.header_in(names, month) for column in columns} | set(numbers)
    with ThreadPoolExecutor(max_workers=2) as pool:
        list(pool.map(raw.columns.__getitem__, [h for h in headers if h is not None]))


def _number_columns(
    profile: Profile, names: Mapping[str, str], month: pd.Period
) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for table in profile.tables:
        for target, column in table.columns.items():
            known = field_of(table.name, target)
            header = column.header_in(names, month)
            if header is not None and known is not None and known.kind in NUMBER_KINDS:
                found.setdefault(header, column)
    if profile.amount is not None:
        header = profile.amount.header_in(names, month)
        if header is not None:
            found.setdefault(header, profile.amount)
    return found


def _set_row_kinds(reading: _Reading, numbers: Mapping[str, Column]) -> None:
    raw, profile, block = reading.raw, reading.profile, reading.block
    primary = profile.primary
    mapped = {t: reading.header(c) for t, c in primary.columns.items()}
    needed = [
        header
        for target, header in mapped.items()
        if header is not None
        and target not in primary.codes
        and (target in profile.key or needs_value(profile, primary.name, target))
    ]
    blank = raw.blank_rows()
    total = total_rows(raw, needed, list(numbers), profile.total_row)
    heading = repeated_headings(raw, [h for h in mapped.values() if h is not None])
    heading |= captions(raw, needed) & ~total
    block.row_class[heading] = CODE["heading"]
    block.row_class[total] = CODE["total"]
    block.row_class[blank] = CODE["blank"]


def _error_cells(reading: _Reading) -> None:
    """Cells of a workbook that show an error instead of a value."""
    block = reading.block
    mapped = {
        header: (table.name, target)
        for table in reading.profile.tables
        for target, column in table.columns.items()
        if (header := reading.header(column)) is not None
    }
    for cell in reading.raw.error_cells:
        place = int(np.searchsorted(block.line, cell.row))
        if place >= len(block) or block.line[place] != cell.row or cell.column not in mapped:
            continue
        if reading.open_rows[place] and is_vital(*mapped[cell.column]):
            block.fault(
                np.array([place]),
                cell.column,
                f"Cellen viser {cell.text} og ikke en værdi.",
                "Ret formlen i regnearket, og gem filen.",
            )


def _frame(reading: _Reading, table: TableMap) -> Frame:
    block, rows = reading.block, len(reading.raw)
    frame: Frame = {}
    for target, column in table.columns.items():
        if column.made_of:
            continue
        known = field_of(table.name, target)
        header = reading.header(column)
        if known is None or header is None:
            if header is None and needs_value(reading.profile, table.name, target):
                block.fault(
                    np.flatnonzero(reading.open_rows),
                    column.headers[0].name,
                    f"Kolonnen “{column.headers[0].name}” mangler i filen.",
                    "Udtræk filen med kolonnen, eller skriv dens nye navn i profilen.",
                )
            continue
        block.headers.setdefault(target, header)
        converted = _convert(reading, header, column, known, table)
        name = PERSONAL.get(target, target)
        frame[name] = converted.values
        if "birth_date" in converted.extra:
            frame["birth_date"] = converted.extra["birth_date"]
        reading.notes += converted.notes
        _take_faults(reading, table, target, header, converted)
    for target, constant in table.constants.items():
        if target not in frame:
            frame[target] = _constant(reading, table, target, constant, rows)
    end = frame.get("end")
    if isinstance(end, np.ndarray) and reading.profile.end_day == "first_unpaid":
        frame["end"] = end - np.timedelta64(1, "D")
    _apply_sign(frame)
    complete_payment_lines(frame, rows)
    return frame


def _convert(
    reading: _Reading, header: str, column: Column, known: Field, table: TableMap
) -> Converted:
    if column.target == "cpr":
        return read_person(reading.raw.columns[header], reading.key)
    if column.target == "household":
        return read_household(reading.raw.columns[header], reading.key)
    return reading.converter.read(header, column, known, table.codes.get(column.target))


def _constant(
    reading: _Reading, table: TableMap, target: str, text: str, rows: int
) -> Text | np.ndarray:
    known = field_of(table.name, target)
    codes = table.codes.get(target)
    if known is not None and known.kind in NUMBER_KINDS:
        return np.full(rows, float(text.replace(",", ".")))
    if known is not None and known.kind == "date":
        return np.full(rows, np.datetime64(text, "s"))
    return Text.constant((codes.get(text) if codes else None) or text, rows)


def _take_faults(
    reading: _Reading, table: TableMap, target: str, header: str, converted: Converted
) -> None:
    raw, block, profile = reading.raw, reading.block, reading.profile
    personal = target in PERSONAL or matches(profile.identifying, header)
    for fault in converted.faults:
        rows = fault.rows[reading.open_rows[fault.rows]]
        if not len(rows):
            continue
        shown = None
        if fault.shown and not personal:
            column = raw.columns[header].take(rows)
            shown = Text(column.codes, column.texts())
        if is_vital(table.name, target):
            block.fault(rows, header, fault.reason, fault.remedy, shown)
        else:
            block.doubts.append(Doubt(rows, header, fault.reason, fault.remedy))


def _apply_sign(frame: Frame) -> None:
    sign, amount = frame.pop("sign", None), frame.get("amount_oere")
    if isinstance(sign, Text) and isinstance(amount, np.ndarray):
        frame["amount_oere"] = np.where(sign.equals("kredit"), -amount, amount)


def _amount(reading: _Reading) -> None:
    """The profile's amount column in whole øre, for every row that has one."""
    amount, block = reading.profile.amount, reading.block
    header = reading.header(amount) if amount is not None else None
    if amount is None or header is None:
        return
    kroner = np.asarray(reading.converter.number(header, amount.times).values, dtype=np.float64)
    block.amount_known = ~np.isnan(kroner)
    parts = np.rint(np.where(block.amount_known, kroner, 0.0) * 1e4).astype(np.int64)
    block.amount_oere = np.sign(parts) * ((np.abs(parts) + 50) // 100)


def _newest(reading: _Reading) -> None:
    newest, block = reading.profile.newest, reading.block
    header = reading.names.get(normalise(newest.header)) if newest.header else None
    if header is None:
        return
    raw = reading.raw.columns[header]
    if newest.kind == "date":
        dates = np.asarray(read_dates(raw, reading.profile.date_order).values)  # type: ignore[arg-type]
        block.newest = np.where(np.isnat(dates), np.nan, dates.astype(np.int64).astype(float))
        return
    texts = [text.strip() for text in raw.texts().to_pylist()]
    if newest.kind == "number":
        ages = [_number(text) for text in texts]
    else:
        order = {text: place for place, text in enumerate(sorted(set(texts)))}
        ages = [float(order[text]) if text else np.nan for text in texts]
    block.newest = raw.spread(np.array(ages, dtype=float))


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def _skipped(reading: _Reading) -> None:
    block = reading.block
    status = block.frame.get("status")
    if isinstance(status, Text):
        block.skipped |= status.equals("kladde")
    for wanted, values in reading.profile.skip_rows.items():
        header = reading.names.get(normalise(wanted))
        if header is not None:
            column = reading.raw.columns[header]
            skip = np.array([matches(values, text) for text in column.texts().to_pylist()])
            block.skipped |= column.spread(skip.astype(bool))


def _findings(reading: _Reading) -> Iterable[Finding]:
    for note in (*reading.raw.notes, *reading.notes):
        rows = note.rows[note.rows < len(reading.raw)]
        if len(note.rows):
            rows = rows[reading.open_rows[rows]]
            if not len(rows):
                continue
        yield Finding(
            code=note.code,
            severity=note.severity,
            text=note.text,
            remedy=note.remedy,
            rows=pd.DataFrame({"linje": reading.raw.line[rows]}),
        )
    for doubt in reading.block.doubts:
        yield Finding(
            code="vaerdi-tvivlsom",
            severity="advarsel",
            text=f"Kolonnen “{doubt.column}” har {len(doubt.rows)} tvivlsomme værdier, som ikke "
            f"indgår i beløb: {doubt.reason}",
            remedy=doubt.remedy,
            rows=pd.DataFrame({"linje": reading.raw.line[doubt.rows]}),
        )


def _unread_columns(reading: _Reading) -> Iterable[Finding]:
    profile = reading.profile
    read = {
        header
        for table in profile.tables
        for column in table.columns.values()
        for alternative in column.headers
        if (header := reading.names.get(normalise(alternative.name))) is not None
    }
    wanted = [*profile.skip_rows, *([profile.newest.header] if profile.newest.header else [])]
    wanted += [h.name for h in profile.amount.headers] if profile.amount else []
    known = {normalise(name) for name in wanted}
    unknown = [
        header
        for header in reading.raw.header
        if header not in read
        and normalise(header) not in known
        and not matches((*profile.identifying, *profile.ignore), header)
        and not header.startswith("Kolonne ")
    ]
    if unknown:
        yield Finding(
            code="kolonner-ikke-laest",
            severity="oplysning",
            text=f"Profilen {profile.name} kender ikke kolonnerne "
            f"{', '.join(f'“{name}”' for name in unknown)}; de er ikke læst.",
            remedy="Skriv dem i en profil, hvis de skal med, eller under ignore, hvis de ikke skal.",
        )
