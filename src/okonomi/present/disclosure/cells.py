"""The cells of a report and the sums that tie them together, whatever tables they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

Key = tuple[str, str, str]
"""Table, row, column: one place where a group of persons is told of."""

COUNT = "n"
PERSONS = "helaarspersoner"
AMOUNT = "_oere"
ABOUT = (COUNT, "top_share", "change")
"""The frame's columns that are no measures of their own, but for the number."""
INDEX = ["table", "row", "column"]


@dataclass(frozen=True)
class Sum:
    """``total`` is the sum of ``parts``; with ``whole`` False it is at least that.

    In every measure, or in those named. A person may be in several parts, so numbers of persons
    may add up to more than their total: the reader is taken to know by how many. Ties the cells
    of one table, of several (a part in one table, its total in another; the same group twice is a
    sum of one part) and of two reports (now = before + change).
    """

    total: Key
    parts: tuple[Key, ...]
    whole: bool = True
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Cells:
    """All cells of a report, and everything a reader knows of how they add up.

    ``frame`` has one row per cell, index ``table, row, column`` (three texts, unique); a total is
    a cell like any other. Columns: ``n`` whole number of persons · ``top_share`` the largest single
    contributor's (a case's or a provider's) share of the cell's amount, 0–1, missing where nobody
    knows · ``change`` True for a change between two dates, which may be negative and is about no
    group of its own · and the other measures: amounts in whole øre named ``…_oere``, and numbers
    such as helårspersoner. A measure that is missing in a cell is not told there. ``prices``:
    pairs of an amount and a number whose unit price is shown too. ``ties``: sums whose cells
    may be another report's; they count when the two are joined. ``ValueError``
    for cells that are there twice, that a sum lacks, or whose sums do not hold.
    """

    frame: pd.DataFrame
    sums: tuple[Sum, ...] = ()
    prices: tuple[tuple[str, str], ...] = ()
    ties: tuple[Sum, ...] = ()

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
        if frame[COUNT].isna().any() or (frame.loc[~frame["change"], COUNT] < 0).any():
            raise ValueError("every cell has a number of persons")
        if not {name for price in self.prices for name in price} <= {*self.measures}:
            raise ValueError("a unit price needs its amount and its number of persons")
        self._check_sums()

    @property
    def amounts(self) -> list[str]:
        """The columns that are amounts in øre."""
        return [str(c) for c in self.frame.columns if str(c).endswith(AMOUNT)]

    @property
    def numbers(self) -> list[str]:
        """The columns that are numbers of persons but ``n``: helårspersoner, averages."""
        left = (*ABOUT, *self.amounts)
        return [str(c) for c in self.frame.columns if c not in left]

    @property
    def measures(self) -> list[str]:
        """The columns that add up: number, helårspersoner, amounts."""
        return [COUNT, *self.numbers, *self.amounts]

    def joined(self, *others: Cells) -> Cells:
        """One set of cells of several tables; a cell that is in two of them is the same cell."""
        every = (self, *others)
        frame = pd.concat([cells.frame for cells in every])
        measures = [c for c in frame.columns if c not in ABOUT[1:]]
        again = frame[measures].groupby(level=INDEX, sort=False)
        low, high = again.min(), again.max()
        differs = (high > low).any(axis=1)
        if differs.any():
            raise ValueError(f"cells that have two values: {low.index[differs].tolist()}")
        first = frame.groupby(level=INDEX, sort=False).first()
        sums = tuple(dict.fromkeys(s for cells in every for s in cells.sums))
        prices = tuple(dict.fromkeys(p for cells in every for p in cells.prices))
        ties = tuple(dict.fromkeys(tie for cells in every for tie in cells.ties))
        tied = (one for tie in ties for one in _tied(first, tie))
        return Cells(first, tuple(dict.fromkeys((*sums, *tied))), prices, ties)

    def linked(self, *sums: Sum) -> Cells:
        """The same cells with further sums."""
        return Cells(self.frame, (*self.sums, *sums), self.prices, self.ties)

    def told(self, measure: str) -> list[tuple[int, list[int], bool]]:
        """The sums of one measure: positions of total and parts, and whether they are all of it.

        A part whose measure is not told is one more that the total may hold.
        """
        known = self.frame[measure].notna().to_numpy()
        place = {key: i for i, key in enumerate(self.frame.index)}
        found = []
        for s in self.sums:
            total, parts = place[s.total], [place[part] for part in s.parts]
            if known[total] and (not s.measures or measure in s.measures):
                here = [part for part in parts if known[part]]
                found.append((total, here, s.whole and len(here) == len(parts)))
        return found

    def _check_sums(self) -> None:
        missing = sorted({k for s in self.sums for k in (s.total, *s.parts)} - {*self.frame.index})
        if missing:
            raise ValueError(f"sums of cells that are not there: {missing}")
        for measure in self.measures:
            values = self.frame[measure].to_numpy(dtype=float)
            for total, parts, whole in self.told(measure):
                rest = values[total] - values[parts].sum()
                too_much = rest < -1e-6 and measure in self.amounts
                if too_much or (whole and rest > 1e-6):
                    raise ValueError(
                        f"{measure}: {self.frame.index[total]} is not the sum of its parts"
                    )


def _tied(frame: pd.DataFrame, tie: Sum) -> Iterator[Sum]:
    """A tie as sums of the cells that are there; a measure in which it does not hold has none
    (the figures were restated between the two reports)."""
    parts = tuple(key for key in tie.parts if key in frame.index)
    if tie.total not in frame.index or not parts:
        return
    for measure in (c for c in frame.columns if c not in ABOUT[1:]):
        told = frame.loc[[tie.total, *parts], measure].astype(float)
        if told.isna().any():
            continue
        rest = told.iloc[0] - told.iloc[1:].sum()
        if measure == COUNT or not measure.endswith(AMOUNT):  # a person may be in several parts
            yield Sum(tie.total, parts, rest <= 0 and len(parts) == len(tie.parts), (measure,))
        elif abs(rest) <= 1e-6 or (rest > 0 and len(parts) < len(tie.parts)):
            yield Sum(tie.total, parts, len(parts) == len(tie.parts), (measure,))


def price_of(amount: str, persons: str) -> str:
    """What the unit price of an amount is called among the shown measures, in kroner."""
    return f"{amount.removesuffix(AMOUNT)}_pr_{persons}_kr"


def grid(
    table: str,
    frame: pd.DataFrame,
    rows: Mapping[str, Sequence[str]],
    columns: Mapping[str, Sequence[str]] | None = None,
    price: bool = False,
) -> Cells:
    """The cells of one table. ``frame``: one row per cell, index (row, column), totals among them.

    With ``price`` the report shows the frame's amount per ``helaarspersoner`` too.
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
    amounts = [str(name) for name in frame.columns if str(name).endswith(AMOUNT)]
    return Cells(frame, tuple(sums), ((amounts[0], PERSONS),) if price else ())
