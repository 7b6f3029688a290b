"""Which postings pay for which granted line-months: every row of both ends in exactly one group.

A *cell* is provider × function × service month. The rules, from the surest to the least sure:

1. a credit and the granted credit of the same amount;
2. a posting and its reversal: the same amount with the sign turned, in the same cell;
3. a posting that names a line, or all that name it, and that line's month, to the øre;
4. a posting that names no line and a line-month of the same amount;
5. what is then left of a cell, when it balances to the øre with at most two rows left out;
6. what is left of a cell with postings and line-months that do not balance: one group, whose
   difference is unexplained;
7. rows with nothing at the other end stand alone.

Postings without a provider use the same rules against what is left of their function and month.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

import numpy as np
import pandas as pd

MOST_ROWS = 60
"""Cells with more rows left than this are tried with one row left out, never with two."""

EXACT, REVERSED, BALANCED, PARTLY, ALONE = "exact", "reversed", "balanced", "partly", "alone"
"""How a group came about: rules 1, 3, 4 · rule 2 · rule 5 · rule 6 · rule 7."""

End = tuple[int, int]
"""1 and the row of a posting, or −1 and the row of a line-month."""


class Groups:
    """``posted`` and ``granted``: the group number of every row; ``how``: by group number.

    ``posted`` has cell, wide (function × month), line (missing where it names none), unassigned
    (has no provider) and oere, in the order of posting; ``granted`` has cell, wide, line and
    oere. No frame given is changed.
    """

    def __init__(self, posted: pd.DataFrame, granted: pd.DataFrame) -> None:
        self._p, self._g = (frame.reset_index(drop=True) for frame in (posted, granted))
        self.posted = np.full(len(posted), -1)
        self.granted = np.full(len(granted), -1)
        self.how: list[str] = []
        self._credits()
        self._reversals()
        self._named_lines()
        self._pair(EXACT, ["cell", "oere"], self._open_p(named=False), self._open_g())
        self._cells("cell", ~self._p["unassigned"].to_numpy())
        loose = self._p["unassigned"].to_numpy()
        self._pair(EXACT, ["wide", "oere"], np.flatnonzero(loose & self._free_p()), self._open_g())
        self._cells("wide", loose)
        for row in self._open_p():
            self._join(ALONE, [row], [])
        for row in self._open_g():
            self._join(ALONE, [], [row])

    def _free_p(self) -> np.ndarray:
        return self.posted < 0

    def _open_p(self, named: bool | None = None) -> np.ndarray:
        rows = self._free_p()
        if named is not None:
            rows &= self._p["line"].notna().to_numpy() == named
        return np.flatnonzero(rows)

    def _open_g(self) -> np.ndarray:
        return np.flatnonzero(self.granted < 0)

    def _join(self, how: str, posted: list[int], granted: list[int]) -> None:
        self.posted[posted] = self.granted[granted] = len(self.how)
        self.how.append(how)

    def _pair(self, how: str, keys: list[str], posted: np.ndarray, granted: np.ndarray) -> None:
        """Rows that agree in ``keys``, the first with the first, the second with the second."""
        left, right = (
            _numbered(frame.iloc[rows], keys)
            for frame, rows in ((self._p, posted), (self._g, granted))
        )
        pairs = left.merge(right, on=[*keys, "nth"])
        new = len(self.how) + np.arange(len(pairs))
        self.posted[pairs["row_x"]] = self.granted[pairs["row_y"]] = new
        self.how += [how] * len(pairs)

    def _credits(self) -> None:
        below_p, below_g = (frame["oere"].to_numpy() < 0 for frame in (self._p, self._g))
        named = below_p & self._p["line"].notna().to_numpy()
        self._pair(EXACT, ["cell", "line", "oere"], np.flatnonzero(named), np.flatnonzero(below_g))
        rows = np.flatnonzero(below_p & self._free_p())
        self._pair(EXACT, ["cell", "oere"], rows, np.flatnonzero(below_g & (self.granted < 0)))

    def _reversals(self) -> None:
        """A negative posting takes the last posting of its amount, by line where both name it."""
        known = self._p["line"].fillna("")
        size = self._p.assign(size=self._p["oere"].abs(), line=known)
        for keys in (["cell", "line", "size"], ["cell", "size"]):
            free = self._free_p()
            out = size.iloc[np.flatnonzero(free & (size["oere"] < 0))]
            paid = size.iloc[np.flatnonzero(free & (size["oere"] > 0))[::-1]]
            pairs = _numbered(out, keys).merge(_numbered(paid, keys), on=[*keys, "nth"])
            new = len(self.how) + np.arange(len(pairs))
            self.posted[pairs["row_x"]] = self.posted[pairs["row_y"]] = new
            self.how += [REVERSED] * len(pairs)

    def _named_lines(self) -> None:
        self._pair(EXACT, ["cell", "line", "oere"], self._open_p(named=True), self._open_g())
        keys = ["cell", "line"]
        rows = self._p.iloc[self._open_p(named=True)]
        grouped = rows.groupby(keys)
        sums, members = grouped["oere"].sum().rename("paid").reset_index(), grouped.groups
        lines = self._g.iloc[self._open_g()].reset_index(names="row").merge(sums, on=keys)
        for cell, line, row in lines.loc[lines["oere"] == lines["paid"], [*keys, "row"]].to_numpy():
            self._join(EXACT, list(members[cell, line]), [row])

    def _cells(self, key: str, mine: np.ndarray) -> None:
        """Rules 5 and 6 for every cell (of ``key``) with something left at both ends."""
        posted = pd.Series(np.flatnonzero(mine & self._free_p()))
        granted = pd.Series(self._open_g())
        rows_p = posted.groupby(self._p[key].to_numpy()[posted]).groups
        rows_g = granted.groupby(self._g[key].to_numpy()[granted]).groups
        for cell in rows_p.keys() & rows_g.keys():
            left_p, left_g = list(posted[rows_p[cell]]), list(granted[rows_g[cell]])
            if self._balance(left_p, left_g, key, cell):
                continue
            if self._p["line"].iloc[left_p].notna().all():
                left_p, left_g = self._line_by_line(left_p, left_g)
            paid, cost = self._p["oere"].iloc[left_p].sum(), self._g["oere"].iloc[left_g].sum()
            if paid * float(cost) > 0:
                self._join(PARTLY, left_p, left_g)

    def _balance(self, posted: list[int], granted: list[int], key: str, cell: int) -> bool:
        """Join all but the fewest rows, when what is joined balances; the rest stays open."""
        p, g = self._p["oere"].to_numpy(), self._g["oere"].to_numpy()
        over = int(p[posted].sum() - g[granted].sum())
        if over == 0:
            self._join(BALANCED, posted, granted)
            return True
        ends = [(1, row) for row in reversed(posted)] + [(-1, row) for row in granted]
        value = {(1, row): int(p[row]) for row in posted}
        value |= {(-1, row): -int(g[row]) for row in granted}
        if self._leave_out([(end,) for end in ends], value, over, posted, granted):
            return True
        # A line-month that another posting seems to have paid: the two then paid for it twice.
        for row, other in reversed(self._exact_pairs(key, cell)):
            if p[row] == over:
                self.posted[row] = -1
                self._join(BALANCED, posted, [*granted, other])
                return True
        pairs = combinations(ends, 2) if len(ends) <= MOST_ROWS else ()
        return self._leave_out(pairs, value, over, posted, granted)

    def _leave_out(
        self,
        choices: Iterable[tuple[End, ...]],
        value: dict[End, int],
        over: int,
        posted: list[int],
        granted: list[int],
    ) -> bool:
        """Join all but the first choice of rows without which the two ends are equal."""
        for out in choices:
            if sum(value[end] for end in out) != over:
                continue
            kept_p = [row for row in posted if (1, row) not in out]
            kept_g = [row for row in granted if (-1, row) not in out]
            if kept_p and kept_g:
                self._join(BALANCED, kept_p, kept_g)
                return True
        return False

    def _exact_pairs(self, key: str, cell: int) -> list[tuple[int, int]]:
        """The cell's postings that alone pay one line-month, with that line-month."""
        granted = np.flatnonzero((self._g[key].to_numpy() == cell) & (self.granted >= 0))
        found = []
        for row in granted:
            paid = np.flatnonzero(self.posted == self.granted[row])
            if len(paid) == 1 and self.how[self.granted[row]] == EXACT:
                found.append((int(paid[0]), int(row)))
        return sorted(found)

    def _line_by_line(self, posted: list[int], granted: list[int]) -> tuple[list[int], list[int]]:
        """Postings that all name their line: each line's difference is its own."""
        lines = self._p["line"].iloc[posted]
        for line in lines.unique():
            rows = list(lines.index[lines == line])
            months = [row for row in granted if self._g["line"].iat[row] == line]
            paid, cost = self._p["oere"].iloc[rows].sum(), self._g["oere"].iloc[months].sum()
            if paid * float(cost) > 0:
                self._join(PARTLY, rows, months)
        return [r for r in posted if self.posted[r] < 0], [
            r for r in granted if self.granted[r] < 0
        ]


def _numbered(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """The keys, each row's number among its equals, and its place as ``row``."""
    out = frame[keys].assign(nth=frame.groupby(keys).cumcount())
    return out.reset_index(names="row")
