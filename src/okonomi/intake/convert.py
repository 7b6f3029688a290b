"""One column of a file → one column of ours, with the faults and notes it gives."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.accounts import clean_cvr, clean_function, clean_paragraf
from okonomi.intake.amounts import MISSING, NumberHabit, decide_habits, read_amounts, to_oere
from okonomi.intake.coded import Cell, CellValues, Coded, RawTable
from okonomi.intake.codes import read_code, read_cpr, read_text
from okonomi.intake.dates import SENTINELS, order_told, read_dates
from okonomi.intake.parsed import DATE_BARE_NUMBER, FAULTS, Note, Parsed
from okonomi.intake.profile import CodeList, Column, Profile
from okonomi.intake.pseudonym import PersonKey
from okonomi.intake.schemafield import Field
from okonomi.intake.servicemonth import bare_numbers, months_as_dates
from okonomi.intake.text import Text, Values

NUMBER_KINDS = ("price", "amount", "number", "integer")
_MONEY = ("_kr", "_oere", "amount")
"""How the columns of kroner end."""
_SHOWN_ERROR = (
    r"(?i)^#(?:I/T|N/A|REF!|REFERENCE!|VÆRDI!|VALUE!|NAVN\?|NAME\?|DIVISION/0!|DIV/0!|NUM!|"
    r"NUL!|NULL!|SPILD!|SPILL!)$"
)
"""RE2. What a formula that failed becomes in a text file."""
_LAST_DAYS = ("end", "expiry")
_OPEN = tuple(
    form
    for word in ("løbende", "åben", "åbent", "tidsubegrænset", "ubegrænset", "indtil videre")
    for form in (word, word.capitalize(), word.upper())
)
"""What people write for no last day."""
_CLEANED: Mapping[str, Callable[[str], str]] = {
    "function": clean_function,
    "paragraf": clean_paragraf,
    "provider_id": clean_cvr,
}


@dataclass(frozen=True, eq=False)
class Fault:
    """A fault of some rows of one column. ``shown`` is False where the value is personal."""

    rows: np.ndarray
    reason: str
    remedy: str
    shown: bool = True


@dataclass(frozen=True, eq=False)
class Converted:
    """A column of ours. ``extra`` holds further columns that came with it (birth dates)."""

    values: Values
    faults: list[Fault] = field(default_factory=list)
    notes: tuple[Note, ...] = ()
    extra: dict[str, np.ndarray] = field(default_factory=dict)


class Converter:
    """Reads the columns of one raw table as a profile says."""

    def __init__(
        self,
        raw: RawTable,
        profile: Profile,
        numbers: Mapping[str, Column],
        dates: Collection[str] = (),
    ) -> None:
        """``numbers``: the headers of number columns, whose way of writing is decided together;
        ``dates``: those of date columns, as for the order of day and month."""
        self._raw, self._profile, self._dates = raw, profile, dates
        self._sentinels = (*SENTINELS, *profile.sentinels)
        columns = {header: raw.columns[header] for header in numbers}
        stated = {header: column.decimal or profile.decimal for header, column in numbers.items()}
        money = {h for h, column in numbers.items() if column.target.endswith(_MONEY)}
        self._habits: dict[str, NumberHabit] = (
            decide_habits(columns, stated, money=money) if columns else {}
        )

    @cached_property
    def _order_told(self) -> tuple[int, int]:
        """What the file's date columns tell of day and month together."""
        told = [order_told(self._raw.columns[header]) for header in self._dates]
        return sum(day for day, _ in told), sum(month for _, month in told)

    def number(self, header: str, times: float = 1.0, *, priced: bool = False) -> Parsed:
        """A number column in kroner (or units), times the profile's factor."""
        parsed = read_amounts(self._raw.columns[header], self._habits[header], priced=priced)
        if times == 1.0:
            return parsed
        exact = np.rint(np.asarray(parsed.values, dtype=np.float64) * 1e4 * times) / 1e4
        return Parsed(exact, parsed.fault, parsed.notes, parsed.extra)

    def read(self, header: str, column: Column, known: Field, codes: CodeList | None) -> Converted:
        """Read ``header`` as the column of ours that ``known`` describes."""
        if known.kind in NUMBER_KINDS:
            return self._number(header, column, known)
        raw = self._raw.columns[header]
        if known.kind == "date":
            order = column.date_order or self._profile.date_order
            is_month = column.target in ("period", "month", "drawn")
            gone = (*self._sentinels, *_OPEN) if column.target in _LAST_DAYS else self._sentinels
            parsed = read_dates(
                months_as_dates(raw) if is_month else raw, order, gone, self._order_told
            )
            if is_month:
                months = _first_of_month(np.asarray(parsed.values))
                parsed = Parsed(months, parsed.fault, parsed.notes)
            if column.target == "period":
                parsed = _without_bare(parsed, raw)
            return _converted(parsed)
        if known.kind == "flag" or codes is not None:
            return self._coded(read_text(raw), column, codes or CodeList.of({}), known)
        if column.target.endswith("_time"):
            raw = Coded(raw.codes, CellValues(map(_clock, raw.values)), raw.name)
        parsed = read_code(raw) if known.kind == "code" else read_text(raw)
        return self._text(parsed, column)

    def _number(self, header: str, column: Column, known: Field) -> Converted:
        parsed = self.number(header, column.times, priced=known.kind in ("price", "number"))
        if known.kind == "amount":
            parsed = to_oere(parsed)
            values = pd.Series(parsed.values).to_numpy(dtype=np.float64, na_value=np.nan)
            return _converted(Parsed(values, parsed.fault, parsed.notes))
        converted = _converted(parsed)
        if known.kind == "integer":
            values = np.asarray(converted.values)
            broken = np.flatnonzero(~np.isnan(values) & (values != np.rint(values)))
            if len(broken):
                values[broken] = np.nan
                converted.faults.append(
                    Fault(broken, "Tallet er ikke et helt tal.", "Ret tallet i kilden.")
                )
        return converted

    def _text(self, parsed: Parsed, column: Column) -> Converted:
        text = _as_text(parsed)
        shown_error = text.flag(pc.match_substring_regex(text.values, _SHOWN_ERROR))
        text = self._without_sentinels(text.where(~shown_error)).per_value(_single_spaced)
        if column.pattern is not None:
            text = text.map(lambda value: _cut(value, column))
        if column.target in _CLEANED:
            text = text.map(_CLEANED[column.target])
        faults = _faults(parsed)
        if shown_error.any():
            rows = np.flatnonzero(shown_error)
            faults.append(
                Fault(rows, "Cellen viser en fejl og ikke en værdi.", "Ret formlen i regnearket.")
            )
        return Converted(text.compact(), faults, parsed.notes)

    def _without_sentinels(self, text: Text) -> Text:
        return _without(text, (*MISSING, *self._profile.sentinels))

    def _coded(self, parsed: Parsed, column: Column, codes: CodeList, known: Field) -> Converted:
        text = _as_text(parsed)
        if column.pattern is not None:
            text = text.map(lambda value: _cut(value, column))
        theirs = ["" if value is None else value for value in text.values.to_pylist()]
        found = [codes.get(value) for value in theirs]
        theirs = [
            "" if code is None and value in MISSING else value
            for value, code in zip(theirs, found, strict=True)
        ]
        found = [codes.get(value) for value in theirs]
        own = set(known.values or ())
        found = [
            _itself(value, own) if code is None else code
            for value, code in zip(theirs, found, strict=True)
        ]
        unknown = np.array([code is None for code in found], dtype=bool)[text.codes]
        values = Text(text.codes, pa.array([code or None for code in found], pa.string()))
        faults = []
        rows = np.flatnonzero(unknown)
        if len(rows):
            faults.append(
                Fault(
                    rows,
                    "Værdien findes ikke i profilens kodeliste.",
                    f"Ret værdien i kilden{_one_of(known)}, eller tilføj den til kodelisten i "
                    f"profilen {self._profile.name}.",
                )
            )
        if known.kind == "flag":
            yes, no = values.equals("ja"), values.equals("nej")
            return Converted(np.where(yes, 1.0, np.where(no, 0.0, np.nan)), faults, parsed.notes)
        return Converted(values.compact(), faults, parsed.notes)


def _one_of(known: Field) -> str:
    """The words that every profile knows, for the remedy of one it does not."""
    words = ("ja", "nej") if known.kind == "flag" else known.values or ()
    return f" til en af: {', '.join(words)}" if words else ""


def read_person(raw: Coded, key: PersonKey) -> Converted:
    """A CPR column → the pseudonym, with ``extra["birth_date"]``. No CPR leaves this function."""
    parsed = read_cpr(raw)
    text = _as_text(parsed)
    rows = np.flatnonzero(parsed.fault)
    faults = [
        Fault(rows[parsed.fault[rows] == code], FAULTS[code].reason, FAULTS[code].remedy, False)
        for code in np.unique(parsed.fault[rows]).tolist()
    ]
    return Converted(text.map(key.person), faults, parsed.notes, dict(parsed.extra))


def read_household(raw: Coded, key: PersonKey, sentinels: Collection[str] = ()) -> Converted:
    """A household's number → its pseudonym; a database's NULL, a dash and 0 are no household,
    nor are the texts that the profile says mean nothing, and cells that show an error."""
    parsed = read_code(raw)
    text = _without(_as_text(parsed), (*MISSING, *sentinels, "0", "-1"))
    text = text.where(~text.flag(pc.match_substring_regex(text.values, _SHOWN_ERROR)))
    return Converted(text.map(key.household), [], parsed.notes)


def _without(text: Text, gone: Collection[str]) -> Text:
    """The text with what only says that there is none taken out."""
    found = pc.is_in(text.values, value_set=pa.array(sorted(gone), pa.string()))
    if not pc.any(found).as_py():
        return text
    return text.per_value(lambda v: pc.if_else(found, pa.scalar(None, pa.string()), v))


def _as_text(parsed: Parsed) -> Text:
    if not isinstance(parsed.values, Text):
        raise TypeError("a text column was expected")
    return parsed.values


def _converted(parsed: Parsed) -> Converted:
    return Converted(np.asarray(parsed.values), _faults(parsed), parsed.notes)


def _faults(parsed: Parsed) -> list[Fault]:
    rows = parsed.faulty()
    kinds = parsed.fault[rows]
    return [
        Fault(rows[kinds == code], FAULTS[code].reason, FAULTS[code].remedy)
        for code in np.unique(kinds).tolist()
    ]


def _single_spaced(texts: pa.StringArray) -> pa.StringArray:
    """Line breaks and runs of spaces inside a cell become one space."""
    if pc.any(pc.match_substring_regex(texts, r"\s\s|[\n\r\t]")).as_py():
        return pc.replace_substring_regex(texts, r"\s+", " ")
    return texts


def _cut(value: str, column: Column) -> str | None:
    """The parts of a cell that the profile's pattern puts in parentheses; None without a match."""
    match = re.search(column.pattern or "", value)
    return None if match is None else column.join.join(part or "" for part in match.groups())


def _itself(value: str, own: set[str]) -> str | None:
    """A cell that already holds one of our own values; the empty cell is missing."""
    return value if value in own or not value else None


def _clock(cell: Cell) -> Cell:
    """The time of day that a workbook holds, as it is written in text files."""
    if isinstance(cell, dt.timedelta):
        cell = (dt.datetime.min + cell).time()
    return f"{cell:%H:%M}" if isinstance(cell, dt.time | dt.datetime) else cell


def _without_bare(parsed: Parsed, raw: Coded) -> Parsed:
    """The number of an accounting period without its year names no month: it is left out."""
    bare = bare_numbers(raw) & (parsed.fault == DATE_BARE_NUMBER)
    if not bare.any():
        return parsed
    note = Note(
        "periode-uden-aar",
        f"Kolonnen »{raw.name}« har nummeret på en periode uden år; den er ikke brugt.",
        "Udtræk perioden som 2026-03, hvis den er den måned, ydelsen vedrører.",
        "oplysning",
        np.flatnonzero(bare),
    )
    return Parsed(parsed.values, np.where(bare, 0, parsed.fault), (*parsed.notes, note))


def _first_of_month(dates: np.ndarray) -> np.ndarray:
    return dates.astype("datetime64[M]").astype("datetime64[s]")
