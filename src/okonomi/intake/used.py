"""The rows in use of one table of one block, on their way to the typed table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from okonomi.intake.block import Block
from okonomi.intake.text import Frame, Text, take


@dataclass(eq=False)
class Used:
    """``frame`` holds the rows in use; ``row`` their positions in the block (one
    physical row may have become several: one per price).
    """

    block: Block
    table: str
    frame: Frame
    row: np.ndarray

    @classmethod
    def of(cls, block: Block, table: str) -> Used:
        """The rows of class used."""
        row = np.flatnonzero(block.has_class("used"))
        return cls(block, table, take(block.frames[table], row), row)

    def __len__(self) -> int:
        return len(self.row)

    def text(self, column: str) -> Text | None:
        """A text column, or None where the file has none."""
        values = self.frame.get(column)
        return values if isinstance(values, Text) else None

    def array(self, column: str, fill: float | np.datetime64 = np.nan) -> np.ndarray:
        """A number or date column; all ``fill`` where the file has none."""
        values = self.frame.get(column)
        return values if isinstance(values, np.ndarray) else np.full(len(self), fill)

    def keep(self, rows: np.ndarray) -> None:
        """Keep only some rows (positions or truth values)."""
        self.frame, self.row = take(self.frame, rows), self.row[rows]

    def reject(self, bad: np.ndarray, column: str, reason: str, remedy: str) -> None:
        """Set rows (one truth per row) aside as errors, with all that came of the same line."""
        if not bad.any():
            return
        rows, first = np.unique(self.row[bad], return_index=True)
        found = self.text(column)
        shown = found.take(np.flatnonzero(bad)[first]) if found is not None else None
        self.block.set_aside(rows, self.block.header(column), reason, remedy, shown)
        self.keep(~np.isin(self.row, rows))

    def fill_text(self, column: str, values: Text) -> None:
        """Put ``values`` where the column has nothing."""
        own = self.text(column)
        self.frame[column] = values if own is None else own.fill(values)


def find(keys: Text, table: Mapping[str, str | None]) -> Text:
    """``table``'s value for each row's key; missing where it has none."""
    return keys.map(lambda key: table.get(key))


def pairs(keys: Text, values: Text) -> dict[str, str]:
    """Key → value over the rows where both are known; the last row of a key counts."""
    known = np.flatnonzero(~keys.missing() & ~values.missing())
    left = keys.take(known).texts().to_pylist()
    right = values.take(known).texts().to_pylist()
    return dict(zip(left, right, strict=True))


def codes_of(left: Text, right: Text) -> tuple[np.ndarray, np.ndarray]:
    """The rows of two text columns as numbers that are equal where the texts are; missing −1."""
    both = Text.concat([left, right]).compact()
    codes = np.where(both.missing(), -1, both.codes)
    return codes[: len(left)], codes[len(left) :]
