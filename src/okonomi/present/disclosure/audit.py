"""The kit's own attacker: what a reader can work out of hidden cells, and which cells tell him.

A reader's possible worlds differ from the true one by a deviation per cell. Deviations obey the
same sums as the cells do; a shown cell's stays within its rounding, a hidden one's only above what
everybody knows (0). A linear programme seeks the largest deviation of a hidden cell to each side.
Where it is too small, the programme's dual is the reader's proof: it names the shown cells the
proof rests on. It holds whatever else is hidden, so it is kept as a *cut*: hide so many of these
cells that the proof breaks (Fischetti & Salazar-González 2000).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from okonomi.present.disclosure.rules import COARSE_OERE

SURE = 1e-5
"""Deviations of other than whole numbers must be this share larger than demanded, so that no
rounding in the machine decides."""
TINY = 1e-7
NEAR = 1 - 1e-6
AT_ONCE = 12
"""Deviations sought in one linear programme."""

Want = tuple[tuple[int, int], float]
"""A cell and a side (1 up, −1 down), and how far it must reach."""


@dataclass(frozen=True, eq=False)
class Cut:
    """``gain @ hidden >= 1`` whenever ``cell`` is hidden (``gain[cell]`` is 0).

    ``side``: 1 where the reader's highest value is too low, −1 where his lowest is too high.
    """

    measure: Measure
    cell: int
    side: int
    gain: np.ndarray


@dataclass(frozen=True, eq=False)
class Measure:
    """One measure of all cells, in its own scale: what is known if shown, if hidden, and needed.

    ``low``/``high``: the deviations a reader must reckon with if the cell is shown, ``floor`` the
    lowest if it is hidden; ``down``/``up`` what the rules demand of a hidden one.
    ``equal`` and ``most``: rows of the sums; ``room`` is how far each row of ``most`` is from 0.
    """

    low: np.ndarray
    high: np.ndarray
    floor: np.ndarray
    down: np.ndarray
    up: np.ndarray
    equal: np.ndarray
    most: np.ndarray
    room: np.ndarray


def measure_of(
    values: np.ndarray,
    known: tuple[np.ndarray, np.ndarray],
    floor: np.ndarray,
    needed: tuple[np.ndarray, np.ndarray],
    sums: Sequence[tuple[int, list[int], bool]],
    money: bool,
    whole: bool,
) -> Measure:
    """The measure in deviations. ``sums`` are positions: total, parts, whether they are all of it.

    ``money``: amounts in øre; ``whole``: whole numbers.
    """
    scale = 1 / COARSE_OERE if money else 1.0
    demand = scale if whole else scale * (1 + SURE)
    rows = np.zeros((len(sums), len(values)))
    for row, (total, parts, _) in zip(rows, sums, strict=True):
        row[total] -= 1
        np.add.at(row, parts, 1)
    every = np.array([every for _, _, every in sums], dtype=bool)
    most = rows[~every]
    return Measure(
        low=np.minimum(known[0] - values, 0) * scale,
        high=np.maximum(known[1] - values, 0) * scale,
        floor=(floor - values) * scale,
        down=np.minimum(needed[0] * demand, (values - floor) * scale),
        up=needed[1] * demand,
        equal=rows[every],
        most=most,
        room=np.maximum(-(most @ values), 0) * scale,
    )


def cuts(
    measure: Measure, hidden: np.ndarray, targets: np.ndarray, worlds: list[np.ndarray]
) -> list[Cut]:
    """One cut per target (positions of hidden cells) and side that a reader can pin too closely.

    Empty: every target is safe in this measure. ``worlds`` are possible worlds found before, with
    other cells hidden; those that are possible still save their programmes, and new ones join them.
    """
    wanted = {
        (int(t), side): need
        for side, needs in ((1, measure.up), (-1, measure.down))
        for t, need in zip(targets, needs[targets], strict=True)
        if need > 0
    }
    found: list[Cut] = []
    program = _Program(measure, hidden)

    def reached(world: np.ndarray) -> None:
        for o in [o for o in wanted if world[o[0]] * o[1] >= wanted[o] * NEAR]:
            wanted.pop(o)

    for world in worlds:
        if program.possible(world):
            reached(world)
    # The largest first: the worlds found for them often serve their smaller neighbours too.
    while wanted:
        largest = sorted(wanted.items(), key=lambda item: -item[1])[:AT_ONCE]
        for (cell, side), (world, cut) in zip(dict(largest), program.solve(largest), strict=True):
            worlds.append(world)
            reached(world)
            if cut is not None:
                found.append(cut)
                wanted.pop((cell, side), None)
    return found


class _Program:
    """The linear programme of one pattern of hidden cells; only what can move is in it."""

    def __init__(self, measure: Measure, hidden: np.ndarray) -> None:
        self.measure, self.hidden = measure, hidden
        self.low = np.where(hidden, measure.floor, measure.low)
        self.high = np.where(hidden, np.inf, measure.high)
        self.moves = np.flatnonzero(self.high - self.low > TINY)
        self.place = {int(cell): i for i, cell in enumerate(self.moves)}
        self.equal = np.flatnonzero(np.abs(measure.equal[:, self.moves]).any(axis=1))
        self.most = np.flatnonzero(np.abs(measure.most[:, self.moves]).any(axis=1))

    def possible(self, world: np.ndarray) -> bool:
        """Whether a world that obeys the sums is possible with these cells hidden."""
        return bool((world >= self.low - TINY).all() and (world <= self.high + TINY).all())

    def solve(self, wanted: list[Want]) -> Iterator[tuple[np.ndarray, Cut | None]]:
        """For each: a possible world with the deviation as large as needed, or with the largest
        there is and the cut that says so. One programme of as many separate worlds, as a
        programme costs more to start than to solve.
        """
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, eye_array, kron

        m, copies, size = self.measure, len(wanted), len(self.moves)
        aim = np.zeros((copies, size))
        low = np.tile(self.low[self.moves], (copies, 1))
        high = np.tile(self.high[self.moves], (copies, 1))
        for i, ((cell, side), need) in enumerate(wanted):
            at = self.place[cell]
            aim[i, at] = -side
            # No further than needed: then the programme always has an end.
            if side > 0:
                high[i, at] = min(high[i, at], need)
            else:
                low[i, at] = max(low[i, at], -need)
        rows: dict[str, Any] = {}
        for name, matrix, used, end in (
            ("eq", m.equal, self.equal, np.zeros(len(m.equal))),
            ("ub", m.most, self.most, m.room),
        ):
            if len(used):
                one = csr_array(matrix[np.ix_(used, self.moves)])
                rows[f"A_{name}"] = kron(eye_array(copies), one, format="csr")
                rows[f"b_{name}"] = np.tile(end[used], copies)
        bounds = np.column_stack([low.ravel(), high.ravel()])
        found = linprog(aim.ravel(), bounds=bounds, method="highs-ds", **rows)
        if found.status != 0:
            raise RuntimeError(f"the disclosure audit's linear programme failed: {found.message}")
        proofs = found.eqlin.marginals.reshape(copies, -1)
        limits = np.minimum(found.ineqlin.marginals, 0).reshape(copies, -1)
        for i, ((cell, side), need) in enumerate(wanted):
            world = np.zeros(len(self.low))
            world[self.moves] = found.x.reshape(copies, size)[i]
            fits = world[cell] * side >= need * NEAR
            yield world, None if fits else self._cut(cell, side, need, proofs[i], limits[i])

    def _cut(
        self, cell: int, side: int, need: float, proofs: np.ndarray, limits: np.ndarray
    ) -> Cut:
        m = self.measure
        cost = np.zeros(len(self.low))
        cost[cell] = -side
        proof = np.zeros(len(m.equal))
        limit = np.zeros(len(m.most))
        proof[self.equal], limit[self.most] = proofs, limits
        reduced = cost - proof @ m.equal - limit @ m.most
        reduced[np.abs(reduced) < TINY] = 0.0
        shown = _reach(reduced, m.low, m.high)
        hidden = _reach(reduced, m.floor, np.full(len(cost), np.inf))
        left = need + limit @ m.room - hidden[cell] - (shown.sum() - shown[cell])
        gain = np.clip(hidden - shown, 0, left)
        gain[cell] = 0.0
        gain[gain < TINY * left] = 0.0
        return Cut(m, cell, side, gain / left)


def _reach(reduced: np.ndarray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """How much each cell can add to the deviation, by the proof's prices."""
    with np.errstate(invalid="ignore"):
        return np.where(reduced == 0, 0.0, np.maximum(-reduced * low, -reduced * high))
