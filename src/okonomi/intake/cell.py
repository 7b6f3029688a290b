"""One raw cell, and the distinct cells of a column: Arrow text from CSV, a list from a workbook."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Cell = str | float | int | bool | dt.datetime | dt.date | dt.time | dt.timedelta
"""One raw cell. CSV cells are always ``str``."""

BLANKS = " \t\r\n\v\f\u00a0\u2007\u202f\u200b\ufeff"
"""What counts as nothing in a cell: spaces of every width, and a stray byte order mark."""

_PAGE = 65_536


class TextValues(Sequence[str]):
    """Distinct text cells kept in Arrow, for columns with very many of them.

    Behaves as a list of ``str``; ``arrow`` is the string array itself for vectorised work.
    """

    def __init__(self, arrow: pa.StringArray) -> None:
        self.arrow = arrow

    @cached_property
    def blank(self) -> np.ndarray:
        """True per text that is empty or holds only spaces."""
        return _blank(self.arrow)

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


class CellValues(list[Cell]):
    """Distinct cells of a workbook, which do not change, and what is often asked of them."""

    @cached_property
    def arrow(self) -> pa.StringArray:
        """Each as text (see ``cell_text``)."""
        return pa.array([cell_text(value) for value in self], pa.string())

    @cached_property
    def blank(self) -> np.ndarray:
        """True per cell that is empty or holds only spaces."""
        return _blank(self.arrow)


def _blank(texts: pa.StringArray) -> np.ndarray:
    trimmed = pc.utf8_trim(texts, characters=BLANKS)
    return pc.equal(trimmed, "").to_numpy(zero_copy_only=False).astype(bool)


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
