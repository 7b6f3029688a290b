"""A raw table and its profile → a block: typed columns, and every fault of every row."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.accounts import fill_area
from okonomi.intake.block import CODE, Block, Doubt
from okonomi.intake.coded import RawTable
from okonomi.intake.convert import NUMBER_KINDS, Converted, Converter, read_household, read_person
from okonomi.intake.fields import field_of
from okonomi.intake.filefindings import file_findings
from okonomi.intake.layout import IN_THOUSANDS, SEARCHED_ROWS, title_notes
from okonomi.intake.marks import (
    mark_age,
    mark_amounts,
    mark_closed,
    mark_error_cells,
    mark_row_kinds,
    mark_skipped,
)
from okonomi.intake.needs import is_vital, needs_value
from okonomi.intake.parsed import Note
from okonomi.intake.paymentlines import complete_payment_lines
from okonomi.intake.profile import Column, Profile, TableMap, matches, normalise
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.rowrules import check_rows
from okonomi.intake.schemafield import Field
from okonomi.intake.signs import apply_sign
from okonomi.intake.text import Frame, Text
from okonomi.intake.unread import empty_means
from okonomi.intake.view import View, date_columns, number_columns

PERSONAL = {"cpr": "person_id", "household": "household_id"}
"""Helper columns that become a pseudonym, and the column they become."""


def read_block(
    raw: RawTable, profile: Profile, month: pd.Period, source: int, key: PersonKey
) -> tuple[Block, list[Finding]]:
    """Every row of ``raw`` typed as ``profile`` says; nothing is left out yet.

    ``source`` is the table's position in ``Reading.files``. Faults in what decides a figure are
    faults of the row; other unreadable values become missing and a Finding.
    """
    names: dict[str, str] = {}
    for header in raw.header:
        names.setdefault(normalise(header), header)  # the first of two
    numbers = number_columns(profile, names, month)
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
        closed=np.zeros(len(raw), dtype=bool),
        broken=list(raw.broken),
        outside=raw.physical_rows - len(raw) - len(raw.broken),
    )
    _prepare(raw, profile, names, month, numbers)
    view = View(
        raw=raw,
        profile=profile,
        month=month,
        key=key,
        names=names,
        numbers=numbers,
        converter=Converter(raw, profile, numbers, date_columns(profile, names, month)),
        block=block,
        open_rows=np.ones(len(raw), dtype=bool),
    )
    mark_row_kinds(view)
    view.open_rows = block.row_class == CODE["used"]
    view.notes += _said_beside(raw, block)
    mark_error_cells(view)
    for table in profile.tables:
        block.frames[table.name] = _frame(view, table)
        check_rows(block, table.name, view.open_rows)
    mark_closed(view)
    mark_amounts(view)
    mark_age(view)
    mark_skipped(view)
    return block, list(file_findings(view))


def _said_beside(raw: RawTable, block: Block) -> tuple[Note, ...]:
    """As ``title_notes``, of captions and footnotes among the rows and of the sheet's name."""
    if any(note.code == IN_THOUSANDS for note in raw.notes):
        return ()
    beside = np.isin(block.row_class, (CODE["heading"], CODE["total"]))
    rows = np.flatnonzero(beside)[-SEARCHED_ROWS:]
    return title_notes([[raw.sheet or ""], *(raw.row(row) for row in rows.tolist())])


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


def _frame(view: View, table: TableMap) -> Frame:
    block, rows = view.block, len(view.raw)
    frame: Frame = {}
    for target, column in table.columns.items():
        if column.made_of:
            continue
        known = field_of(table.name, target)
        header = view.header(column)
        if known is None or header is None:
            if header is None and needs_value(view.profile, table.name, target):
                meant = empty_means(view, table, target)
                if meant is not None:
                    frame[target] = _assumed(frame, target, meant, rows)
                else:
                    block.fault(
                        np.flatnonzero(view.open_rows),
                        column.headers[0].name,
                        f"Kolonnen “{column.headers[0].name}” mangler i filen.",
                        f"Udtræk filen med kolonnen{_other_names(column)}, eller skriv dens nye "
                        "navn i profilen.",
                    )
            continue
        block.headers.setdefault(target, header)
        converted = _convert(view, header, column, known, table)
        name = PERSONAL.get(target, target)
        frame[name] = converted.values
        if "birth_date" in converted.extra:
            frame["birth_date"] = converted.extra["birth_date"]
        view.notes += converted.notes
        _take_faults(view, table, target, header, converted)
    for target, constant in table.constants.items():
        if target not in frame:
            frame[target] = _constant(view, table, target, constant, rows)
    end = frame.get("end")
    if isinstance(end, np.ndarray) and view.profile.end_day == "first_unpaid":
        frame["end"] = end - np.timedelta64(1, "D")
    apply_sign(block, frame, view.open_rows)
    complete_payment_lines(frame, rows)
    if "area" in table.schema.fields:
        fill_area(frame)  # before rows are compared: the same function is the same area
    return frame


def _other_names(column: Column) -> str:
    others = [f"“{header.name}”" for header in column.headers[1:]]
    return f" (den kan også hedde {' eller '.join(others)})" if others else ""


def _assumed(frame: Frame, target: str, meant: str, rows: int) -> Text:
    """A column that the file does not have, as its empty cells would be read; but a line that
    names another as its main line is a følgeydelse."""
    assumed = Text.constant(meant, rows)
    main, line = frame.get("main_line"), frame.get("line_id")
    if target != "line_kind" or not isinstance(main, Text) or not isinstance(line, Text):
        return assumed
    names, lines = main.to_series(), line.to_series()
    follows = (names.notna() & (names != lines) & ~names.isin(["0", "-1"])).to_numpy()
    return Text.constant("foelgeydelse", rows).where(follows).fill(assumed)


def _convert(view: View, header: str, column: Column, known: Field, table: TableMap) -> Converted:
    if column.target == "cpr":
        return read_person(view.raw.columns[header], view.key)
    if column.target == "household":
        return read_household(view.raw.columns[header], view.key, view.profile.sentinels)
    return view.converter.read(header, column, known, table.codes.get(column.target))


def _constant(view: View, table: TableMap, target: str, text: str, rows: int) -> Text | np.ndarray:
    known = field_of(table.name, target)
    codes = table.codes.get(target)
    if known is not None and known.kind in NUMBER_KINDS:
        return np.full(rows, float(text.replace(",", ".")))
    if known is not None and known.kind == "date":
        return np.full(rows, np.datetime64(text, "s"))
    return Text.constant((codes.get(text) if codes else None) or text, rows)


def _take_faults(
    view: View, table: TableMap, target: str, header: str, converted: Converted
) -> None:
    raw, block, profile = view.raw, view.block, view.profile
    personal = target in PERSONAL or matches(profile.identifying, header)
    for fault in converted.faults:
        rows = fault.rows[view.open_rows[fault.rows]]
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
