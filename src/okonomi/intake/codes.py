"""Text, codes, CPR and CVR numbers: zeros are kept, and what Excel spoilt is named.

No CPR number ever enters a note or an exception from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.coded import BLANKS, Cell, Coded, TextValues, cell_text
from okonomi.intake.parsed import (
    CODE_IS_DATE,
    CODE_LOST_DIGITS,
    CODE_TOO_LONG,
    CPR_IMPOSSIBLE_DATE,
    CPR_REPLACEMENT,
    NOT_A_CPR,
    NOT_A_CVR,
    Note,
    Parsed,
    number_of,
)
from okonomi.intake.text import Text

_WIDE_SPACES = "[\u00a0\u2000-\u200a\u202f\u205f\u3000]"
_EXACT = 10**15
"""Excel keeps 15 digits of a number; those after are zeros that were something else."""
_NO_NUMBER = r"^(?:0+|-1|000000-0000|NULL|null|-)$"


def read_text(column: Coded) -> Parsed:
    """Text per row: stripped, wide and no-break spaces as plain ones, empty → missing.

    Numbers are shown as a Danish reader sees them (101.0 → ``101``). There are no faults.
    """
    texts = _stripped(column.texts())
    return Parsed(Text(column.codes, _null(texts, pc.equal(texts, ""))), _no_fault(column))


def read_code(column: Coded, width: int | None = None) -> Parsed:
    """Codes per row as text: zeros kept, a number from Excel without its ``.0``.

    ``width`` pads codes of digits only with zeros on the left (noted) and makes longer ones a
    fault. A cell that Excel made a date, or a number past 15 digits, is a fault.
    """
    texts, fault = _code_texts(column)
    notes = list(_decimal_note(column))
    if width is not None:
        digits = _bools(pc.match_substring_regex(texts, "^[0-9]+$"))
        length = pc.utf8_length(texts).to_numpy(zero_copy_only=False)
        fault[digits & (length > width)] = CODE_TOO_LONG
        short = digits & (length < width)
        padded = pc.utf8_lpad(texts, width, "0")
        texts = pc.if_else(pa.array(short), padded, texts)
        what = f"med færre end {width} cifre"
        notes += _padded_note(column, short, "kode-nuller", ("kode", "koder"), what)
    return _parsed(column, texts, fault, notes)


def read_cvr(column: Coded) -> Parsed:
    """CVR numbers per row as eight digits; ``DK`` and spaces are dropped, 0 and -1 missing."""
    texts, fault = _code_texts(column)
    texts = pc.replace_substring_regex(texts, r"^(?i:DK)[ -]?|[ ]", "")
    none = pc.match_substring_regex(texts, _NO_NUMBER)
    texts = pc.if_else(none, "", texts)
    eight = _bools(pc.match_substring_regex(texts, "^(?:[0-9]{8})?$"))
    fault[~eight & (fault == 0)] = NOT_A_CVR
    return _parsed(column, texts, fault, ())


def read_cpr(column: Coded) -> Parsed:
    """CPR numbers per row as ten digits, and ``extra["birth_date"]`` (``datetime64[s]``).

    Nine digits have lost their leading zero: it is put back and noted. Day + 60 is accepted and
    taken off for the birth date. Modulus 11 is not demanded. 0, -1 and blank are missing.
    """
    texts, fault = _code_texts(column)
    fault[fault > 0] = NOT_A_CPR
    texts = pc.replace_substring_regex(texts, "^([0-9]{6})[- ]([0-9]{4})$", r"\1\2")
    texts = pc.if_else(pc.match_substring_regex(texts, _NO_NUMBER), "", texts)
    nine = _bools(pc.match_substring_regex(texts, "^[0-9]{9}$"))
    texts = pc.if_else(pa.array(nine), pc.utf8_lpad(texts, 10, "0"), texts)
    whole = _bools(pc.match_substring_regex(texts, "^[0-9]{10}$"))
    given = _bools(pc.not_equal(texts, ""))
    fault[given & ~whole] = NOT_A_CPR
    letters = "^[0-9]{6}-?[0-9A-Za-z]*[A-Za-z][0-9A-Za-z]*$"
    fault[_bools(pc.match_substring_regex(texts, letters)) & (fault > 0)] = CPR_REPLACEMENT

    birth = np.full(len(texts), np.datetime64("NaT", "s"))
    dates = _birth_dates(texts.filter(pa.array(whole)))
    birth[whole] = dates
    fault[whole & np.isnat(birth) & (fault == 0)] = CPR_IMPOSSIBLE_DATE
    birth[fault > 0] = np.datetime64("NaT")
    nouns = ("CPR-nummer", "CPR-numre")
    notes = _padded_note(column, nine & (fault == 0), "cpr-nul", nouns, "med ni cifre")
    parsed = _parsed(column, texts, fault, notes)
    return Parsed(parsed.values, parsed.fault, parsed.notes, {"birth_date": column.spread(birth)})


def _birth_dates(cprs: pa.StringArray) -> np.ndarray:
    """Birth dates of ten-digit numbers; NaT where the first six digits are no date."""
    if not len(cprs):
        return np.empty(0, dtype="datetime64[s]")
    # The bytes of texts that all have ten digits stand one after the other.
    ends = np.frombuffer(cprs.buffers()[1], dtype=np.int32)
    data = np.frombuffer(cprs.buffers()[2], dtype=np.uint8)[ends[cprs.offset] :]
    digits = data[: 10 * len(cprs)].reshape(-1, 10).astype(np.int64) - ord("0")
    day = digits[:, 0] * 10 + digits[:, 1]
    month = digits[:, 2] * 10 + digits[:, 3]
    short_year = digits[:, 4] * 10 + digits[:, 5]
    seventh = digits[:, 6]
    day = np.where(day > 60, day - 60, day)
    century = np.select(
        [seventh <= 3, (seventh == 4) | (seventh == 9), short_year <= 57],
        [1900, np.where(short_year <= 36, 2000, 1900), 2000],
        1800,
    )
    possible = (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    months = (century + short_year - 1970) * 12 + np.where(possible, month, 1) - 1
    first = months.astype("datetime64[M]")
    date = first.astype("datetime64[D]") + (np.where(possible, day, 1) - 1).astype("timedelta64[D]")
    possible &= date.astype("datetime64[M]") == first  # 31-02 runs into March
    date[~possible] = np.datetime64("NaT")
    return date.astype("datetime64[s]")


def _code_texts(column: Coded) -> tuple[pa.StringArray, np.ndarray]:
    """Distinct cells as code texts, "" for missing or faulty, and a fault code for each."""
    fault = np.zeros(len(column.values), dtype=np.int8)
    if isinstance(column.values, TextValues):
        return _stripped(column.values.arrow), fault
    texts = []
    for position, cell in enumerate(column.values):
        if isinstance(cell, dt.date | dt.time | dt.timedelta):
            fault[position] = CODE_IS_DATE
        elif isinstance(cell, float) and abs(cell) >= _EXACT:
            fault[position] = CODE_LOST_DIGITS
        texts.append("" if fault[position] else _code_text(cell))
    return _stripped(pa.array(texts, pa.string())), fault


def _code_text(cell: Cell) -> str:
    if _is_fraction(cell):
        return repr(cell)  # 5.28 is a code with a dot in it, not a number with a comma
    return cell_text(cell)


def _is_fraction(cell: Cell) -> bool:
    return isinstance(cell, float) and not cell.is_integer()


def _stripped(texts: pa.StringArray) -> pa.StringArray:
    if pc.any(pc.match_substring_regex(texts, _WIDE_SPACES)).as_py():
        texts = pc.replace_substring_regex(texts, _WIDE_SPACES, " ")
    return pc.utf8_trim(texts, characters=BLANKS)


def _null(texts: pa.StringArray, where: pa.BooleanArray) -> pa.StringArray:
    return pc.if_else(where, pa.scalar(None, pa.string()), texts)


def _parsed(
    column: Coded, texts: pa.StringArray, fault: np.ndarray, notes: Iterable[Note]
) -> Parsed:
    nothing = pc.or_(pc.equal(texts, ""), pa.array(fault > 0))
    return Parsed(Text(column.codes, _null(texts, nothing)), column.spread(fault), tuple(notes))


def _no_fault(column: Coded) -> np.ndarray:
    return np.zeros(len(column), dtype=np.int8)


def _bools(array: pa.BooleanArray) -> np.ndarray:
    return array.to_numpy(zero_copy_only=False).astype(bool)


def _padded_note(
    column: Coded, padded: np.ndarray, code: str, nouns: tuple[str, str], what: str
) -> tuple[Note, ...]:
    rows = np.flatnonzero(column.spread(padded))
    if not len(rows):
        return ()
    return (
        Note(
            code,
            f"Kolonnen »{column.name}« har {number_of(len(rows), *nouns)} {what}; "
            "nuller, som manglede forrest, er sat på.",
            "Formatér kolonnen som tekst ved udtræk, så nuller ikke går tabt.",
            "oplysning",
            rows,
        ),
    )


def _decimal_note(column: Coded) -> tuple[Note, ...]:
    if isinstance(column.values, TextValues):
        return ()
    fractions = np.array([_is_fraction(cell) for cell in column.values], dtype=bool)
    rows = np.flatnonzero(column.spread(fractions))
    if not len(rows):
        return ()
    return (
        Note(
            "kode-decimaltal",
            f"Kolonnen »{column.name}« har koder, som regnearket har gemt som decimaltal "
            f"({number_of(len(rows), 'række', 'rækker')}); et nul sidst i koden kan være tabt.",
            "Formatér kolonnen som tekst i regnearket, og skriv koderne igen.",
            "advarsel",
            rows,
        ),
    )
