"""A file as it stands: every column factorised, so that each distinct cell is looked at once.

A CSV file gives text cells; a workbook gives what Excel holds (text, number, truth value, date).
The empty cell is ``""`` in both. Nothing is converted here: that is for ``amounts``, ``dates``
and ``codes``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.cell import BLANKS, Cell, CellValues, TextValues, cell_text
from okonomi.intake.parsed import Note

_NUMBERS = frozenset([int, float, bool])


@dataclass(frozen=True, eq=False)
class Coded:
    """One column: ``values[codes[i]]`` is the cell of row i.

    ``codes`` is int32, one per row, never negative. ``values`` are the distinct cells, each
    once (a number and the same text are two); a list, or ``TextValues`` from CSV. A value may
    be there that no row uses. ``name`` is the header, used in notes.
    """

    codes: np.ndarray
    values: Sequence[Cell]
    name: str = ""

    @classmethod
    def of(cls, cells: Iterable[Cell], name: str = "") -> Coded:
        """Factorise cells in order of first appearance; None and NaN become the empty cell."""
        given = list(cells)
        place = dict(zip(dict.fromkeys(given), count(), strict=False))
        values = CellValues(place)
        if len(_NUMBERS.intersection(map(type, given))) > 1 or any(map(_is_nothing, values)):
            given = [(type(cell), cell) for cell in map(_cell, given)]  # 1, 1.0 and True are equal
            place = dict(zip(dict.fromkeys(given), count(), strict=False))
            values = CellValues(cell for _, cell in place)
        codes = np.fromiter(map(place.__getitem__, given), dtype=np.int32, count=len(given))
        return cls(codes, values, name)

    @classmethod
    def of_arrow(cls, text: pa.Array | pa.ChunkedArray, name: str = "") -> Coded:
        """Factorise an Arrow string or dictionary column (null becomes the empty cell)."""
        if text.null_count:
            text = pc.fill_null(text.cast(pa.string()), "")
        if isinstance(text, pa.ChunkedArray):
            # The chunks are put together as numbers: together as text they are a second copy.
            coded = pa.types.is_dictionary(text.type)
            text = text.unify_dictionaries() if coded else text.dictionary_encode()
            text = text.combine_chunks()
            if isinstance(text, pa.ChunkedArray):  # what combine_chunks gives for no chunks
                text = text.chunk(0) if text.num_chunks else pa.array([], pa.string())
        if not pa.types.is_dictionary(text.type):
            text = text.dictionary_encode()
        codes = text.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return cls(codes, TextValues(text.dictionary), name)

    def __len__(self) -> int:
        """Number of rows."""
        return len(self.codes)

    def take(self, rows: np.ndarray) -> Coded:
        """The same column for some rows: positions or a truth value per row."""
        return Coded(self.codes[rows], self.values, self.name)

    def only(self, rows: np.ndarray) -> Coded:
        """As ``take`` for few rows (positions): without the values that none of them uses."""
        used, codes = np.unique(self.codes[rows], return_inverse=True)
        values = self.values
        if isinstance(values, TextValues):
            kept: Sequence[Cell] = TextValues(values.arrow.take(pa.array(used)))
        else:
            kept = CellValues(values[place] for place in used)
        return Coded(codes.astype(np.int32), kept, self.name)

    def spread(self, per_value: np.ndarray) -> np.ndarray:
        """One entry per distinct value → one per row."""
        return np.asarray(per_value)[self.codes]

    def map(self, func: Callable[[Cell], Any], dtype: Any = object) -> np.ndarray:
        """``func`` of each distinct cell, one entry per row."""
        per_value = np.empty(len(self.values), dtype=dtype)
        for position, value in enumerate(self.values):
            per_value[position] = func(value)
        return self.spread(per_value)

    def texts(self) -> pa.StringArray:
        """The distinct cells as text (see ``cell_text``), in the order of ``values``."""
        return self._values().arrow

    def match(self, pattern: str) -> np.ndarray:
        """True per row where the RE2 pattern is found in the cell's text. Vectorised."""
        found = pc.match_substring_regex(self.texts(), pattern)
        return self.spread(found.to_numpy(zero_copy_only=False).astype(bool))

    def blank(self) -> np.ndarray:
        """True per row where the cell is empty or holds only spaces."""
        return self.spread(self.blank_values())

    def blank_values(self) -> np.ndarray:
        """True per distinct value that is empty or holds only spaces."""
        return self._values().blank

    def _values(self) -> TextValues | CellValues:
        known = isinstance(self.values, TextValues | CellValues)
        return self.values if known else CellValues(self.values)

    def counts(self) -> np.ndarray:
        """Number of rows per distinct value."""
        return np.bincount(self.codes, minlength=len(self.values))

    def text_of(self, row: int) -> str:
        """The cell of one row as text, for messages."""
        return cell_text(self.values[int(self.codes[row])])

    def to_series(self) -> pd.Series:
        """The cells as pandas ``str``, one per row, empty ones missing; not stripped."""
        texts = self.texts()
        texts = pc.if_else(pa.array(self.blank_values()), pa.scalar(None, pa.string()), texts)
        return pd.Series(texts.take(pa.array(self.codes)), dtype="str", name=self.name or None)


@dataclass(frozen=True)
class BrokenRow:
    """A physical line that could not be split into columns. No contents: only how many.

    ``unclosed_quote``: a quotation mark on the line is never closed (``found`` then counts the
    separators and may equal ``expected``).
    """

    line: int
    expected: int
    found: int
    unclosed_quote: bool = False


@dataclass(frozen=True)
class ErrorCell:
    """An Excel cell that shows an error, or a formula that was never calculated.

    ``row`` is the sheet's row number (as in ``RawTable.line``), ``column`` the header above it
    ("" when it stands outside the columns), ``text`` e.g. ``#N/A`` or ``formel uden værdi``.
    """

    row: int
    column: str
    text: str


@dataclass(frozen=True, eq=False)
class RawTable:
    """One CSV file or one sheet, before anything is understood.

    ``line`` is int64, the physical line (CSV) or row number (Excel) where each data row starts,
    1-based and ascending. Blank rows are data rows here (``blank_rows``). The file holds
    ``heading_lines`` + data rows + broken rows = ``physical_rows``; ``continued_lines`` more
    physical lines belong to rows that go on over a line break inside quotation marks.
    ``columns`` may be lazy: a column costs little until it is asked for.
    """

    path: Path
    sheet: str | None
    encoding: str | None
    separator: str | None
    header: tuple[str, ...]
    columns: Mapping[str, Coded]
    line: np.ndarray
    broken: list[BrokenRow] = field(default_factory=list)
    heading_lines: int = 0
    physical_rows: int = 0
    error_cells: list[ErrorCell] = field(default_factory=list)
    continued_lines: int = 0
    hidden_sheets: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()
    blank: np.ndarray | None = None
    """What ``blank_rows`` gives, where the reader has found it already."""

    def __len__(self) -> int:
        """Number of data rows, blank ones included."""
        return len(self.line)

    def blank_rows(self) -> np.ndarray:
        """True per data row where every cell is empty or holds only spaces (and no error)."""
        if self.blank is not None:
            return self.blank
        blank = np.ones(len(self), dtype=bool)
        for name in self.header:
            blank &= self.columns[name].blank()
            if not blank.any():
                break
        return blank & ~np.isin(self.line, [cell.row for cell in self.error_cells])

    def row(self, position: int) -> list[Cell]:
        """The cells of one data row, in the header's order. Slow: for messages and tests."""
        cells = []
        for name in self.header:
            column = self.columns[name]
            cells.append(column.values[int(column.codes[position])])
        return cells


def clean_header(cells: Sequence[Cell]) -> tuple[str, ...]:
    """Column names: stripped, line breaks and no-break spaces to one space, duplicates " (2)".

    A column without a name becomes "Kolonne 3" (its position), so that nothing is lost.
    """
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell_text(cell).strip(BLANKS).split()) or f"Kolonne {position}"
        count, unique = 1, name
        while unique in names:
            count += 1
            unique = f"{name} ({count})"
        names.append(unique)
    return tuple(names)


def _cell(cell: Cell | None) -> Cell:
    return "" if _is_nothing(cell) else cell


def _is_nothing(cell: Cell | None) -> bool:
    return cell is None or cell != cell
