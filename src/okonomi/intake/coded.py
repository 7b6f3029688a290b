"""A file as it stands: every column factorised, so that each distinct cell is looked at once.

A CSV file gives text cells; a workbook gives what Excel holds (text, number, truth value, date).
The empty cell is ``""`` in both. Nothing is converted here: that is for ``amounts``, ``dates``
and ``codes``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.parsed import Note

Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta
"""One raw cell. CSV cells are always ``str``."""

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"
"""What counts as nothing in a cell: spaces of every width, and a stray byte order mark."""

_PAGE = 65_536


class TextValues(Sequence[str]):
    """Distinct text cells kept in Arrow, for columns with very many of them.

    Behaves as a list of ``str``; ``arrow`` is the string array itself for vectorised work.
    """

    __slots__ = ("arrow",)

    def __init__(self, arrow: pa.StringArray) -> None:
        self.arrow = arrow

    def __len__(self) -> int:
        return len(self.arrow)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        if isinstance(index, slice):
            return self.arrow[index].to_pylist()
        return self.arrow[int(index)].as_py()

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self.arrow), _PAGE):
            yield from self.arrow.slice(start, _PAGE).to_pylist()

    def __repr__(self) -> str:
        return f"TextValues({len(self)} distinct)"


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
        seen: dict[tuple[type, Cell], int] = {}
        codes = np.fromiter(
            (seen.setdefault((type(cell), cell), len(seen)) for cell in map(_cell, cells)),
            dtype=np.int32,
        )
        return cls(codes, [cell for _, cell in seen], name)

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
        if isinstance(self.values, TextValues):
            return self.values.arrow
        return pa.array([cell_text(value) for value in self.values], pa.string())

    def match(self, pattern: str) -> np.ndarray:
        """True per row where the RE2 pattern is found in the cell's text. Vectorised."""
        found = pc.match_substring_regex(self.texts(), pattern)
        return self.spread(found.to_numpy(zero_copy_only=False).astype(bool))

    def blank(self) -> np.ndarray:
        """True per row where the cell is empty or holds only spaces."""
        return self.spread(self.blank_values())

    def blank_values(self) -> np.ndarray:
        """True per distinct value that is empty or holds only spaces."""
        trimmed = pc.utf8_trim(self.texts(), characters=BLANKS)
        return pc.equal(trimmed, "").to_numpy(zero_copy_only=False).astype(bool)

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


def cell_text(cell: Cell) -> str:
    """A cell as a Danish reader would see it: 101.0 → "101", 0.5 → "0,5", dates d-m-y."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "SAND" if cell else "FALSK"
    if isinstance(cell, int):
        return str(cell)
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell).replace(".", ",")
    if isinstance(cell, dt.datetime):
        midnight = cell.time() == dt.time()
        return cell.strftime("%d-%m-%Y" if midnight else "%d-%m-%Y %H:%M:%S")
    if isinstance(cell, dt.date):
        return cell.strftime("%d-%m-%Y")
    return str(cell)


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
    if cell is None or (isinstance(cell, float) and cell != cell):
        return ""
    return cell
