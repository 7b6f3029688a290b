"""The cells of a report and the sums that tie them together, whatever tables they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

Key = tuple[str, str, str]
"""Table, row, column: one place where a group of persons is told of."""

COUNT = "n"
PERSONS = "helaarspersoner"
AMOUNT = "_oere"
PRICE = "enhedspris_kr"
"""The unit price: the frame's only amount per helårsperson. Worked out, never given."""
INDEX = ["table", "row", "column"]


@dataclass(frozen=True)
class Sum:
    """``total`` is the sum of ``parts`` in every measure; with ``whole`` False it is at least that.

    Ties the cells of one table, of several (a part in one table, its total in another; the same
    group twice is a sum of one part) and of two reports (now = before + change).
    """

    total: Key
    parts: tuple[Key, ...]
    whole: bool = True


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells of a report, and everything a reader knows of how they add up.

    ``frame`` has one row per cell, index ``table, row, column`` (three texts, unique); a total is
    a cell like any other. Columns: ``n`` whole number of persons · ``helaarspersoner`` (if shown) ·
    any number of amounts in whole øre named ``…_oere`` · ``top_share`` the largest single
    contributor's (a case's or a provider's) share of the cell's amount, 0–1, missing where nobody
    knows · ``change`` True for a change between two dates, which may be negative and is about no
    group of its own. With ``price`` the report shows kroner per helårsperson too, and then the
    frame has one amount. ``ValueError`` for cells that are there twice, that a sum lacks, or
    whose sums do not hold.
    """

    frame: pd.DataFrame
    sums: tuple[Sum, ...] = ()
    price: bool = False

    def __post_init__(self) -> None:
        frame = self.frame.copy()
        frame.index = frame.index.set_names(INDEX)
        if not frame.index.is_unique:
            twice = frame.index[frame.index.duplicated()].tolist()
            raise ValueError(f"cells that are there twice: {twice}")
        frame = frame.assign(
            change=frame["change"].astype(bool) if "change" in frame else False,
            top_share=frame["top_share"].astype(float) if "top_share" in frame else float("nan"),
        )
        object.__setattr__(self, "frame", frame)
        if (
            frame[self.measures].isna().any(axis=None)
            or (frame.loc[~frame["change"], "n"] < 0).any()
        ):
            raise ValueError("every cell has a number of persons and a value of each measure")
        if self.price and (len(self.amounts) != 1 or PERSONS not in frame):
            raise ValueError("a unit price needs one amount and helårspersoner")
        self._check_sums()

    @property
    def amounts(self) -> list[str]:
        """The columns that are amounts in øre."""
        return [str(c) for c in self.frame.columns if str(c).endswith(AMOUNT)]

    @property
    def measures(self) -> list[str]:
        """The columns that add up: number, helårspersoner, amounts."""
        return [COUNT, *([PERSONS] if PERSONS in self.frame else []), *self.amounts]

    def joined(self, *others: Cells) -> Cells:
        """One set of cells of several tables; a cell that is in two of them is the same cell."""
        every = (self, *others)
        frame = pd.concat([cells.frame for cells in every])
        sums = tuple(dict.fromkeys(s for cells in every for s in cells.sums))
        again = frame.index.duplicated()
        first = frame[~again]
        twice = frame.loc[again, self.measures]
        differs = (twice != first.loc[twice.index, self.measures]).any(axis=1)
        if differs.any():
            raise ValueError(f"cells that have two values: {twice.index[differs].tolist()}")
        return Cells(first, sums, any(cells.price for cells in every))

    def linked(self, *sums: Sum) -> Cells:
        """The same cells with further sums."""
        return Cells(self.frame, (*self.sums, *sums), self.price)

    def _check_sums(self) -> None:
        place = {key: i for i, key in enumerate(self.frame.index)}
        missing = sorted({k for s in self.sums for k in (s.total, *s.parts)} - place.keys())
        if missing:
            raise ValueError(f"sums of cells that are not there: {missing}")
        for measure in self.measures:
            values = self.frame[measure].to_numpy(dtype=float)
            for s in self.sums:
                rest = values[place[s.total]] - sum(values[place[part]] for part in s.parts)
                if abs(rest) > 1e-6 and (s.whole or rest < 0):
                    raise ValueError(f"{measure}: {s.total} is not the sum of its parts")


def grid(
    table: str,
    frame: pd.DataFrame,
    rows: Mapping[str, Sequence[str]],
    columns: Mapping[str, Sequence[str]] | None = None,
    price: bool = False,
) -> Cells:
    """The cells of one table. ``frame``: one row per cell, index (row, column), totals among them.

    ``rows`` says of each total row which rows it is the sum of (a hierarchy: function < area <
    total), ``columns`` the same of columns; a table of one column has none.
    """
    index = frame.index
    frame = frame.set_axis(
        pd.MultiIndex.from_tuples([(table, str(r), str(c)) for r, c in index], names=INDEX)
    )
    all_rows = list(dict.fromkeys(str(r) for r, _ in index))
    all_columns = list(dict.fromkeys(str(c) for _, c in index))
    sums: Iterable[Sum] = (
        *(
            Sum((table, total, c), tuple((table, part, c) for part in parts))
            for total, parts in rows.items()
            for c in all_columns
        ),
        *(
            Sum((table, r, total), tuple((table, r, part) for part in parts))
            for total, parts in (columns or {}).items()
            for r in all_rows
        ),
    )
    return Cells(frame, tuple(sums), price)
