"""Which cells of a report are hidden, so that nothing hidden can be worked out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.present.disclosure import rules
from okonomi.present.disclosure.audit import Cut, Measure, cuts, measure_of
from okonomi.present.disclosure.cells import COUNT, Cells, Key
from okonomi.present.disclosure.rules import Policy

FREE_ROUNDS = 60
"""So many times the hidden cells are chosen anew; after that none is shown again."""
NODES = 2_000
"""The longest search for one choice, after which the best so far is used (a clock would make the
answer depend on the machine)."""
TOLERANCE = 1e-9


@dataclass(frozen=True, eq=False, kw_only=True)
class Protected:
    """A report fit to publish: its true cells, which are hidden, and what stands instead.

    ``hidden`` and ``primary`` are True per cell of ``cells`` (primary: hidden for its own sake; for
    the kit's own tests and benchmarks, never shown: both kinds carry the same mark). ``shown`` is
    what is published: the rounded measures, all missing in a hidden cell. ``exact`` says that no
    fewer cells (weighed) could be hidden. ``unprotected`` are hidden cells that what was published
    before, or what everybody knows, tells too much of, whatever is hidden now; ``exposed`` those of
    them that are hidden for their own sake, and not only beside another; ``whole`` the tables
    hidden altogether. Keep it with the period: the next report needs it as ``earlier``.
    """

    cells: Cells
    hidden: pd.Series
    primary: pd.Series
    shown: pd.DataFrame
    exact: bool
    unprotected: tuple[Key, ...] = ()
    exposed: tuple[Key, ...] = ()
    whole: tuple[str, ...] = ()

    def summary(self) -> str:
        """One Danish sentence for the foot of the tables."""
        n, of = int(self.hidden.sum()), len(self.hidden)
        text = f"{n} af {of} tal er udeladt af hensyn til diskretion." if n else "Intet er udeladt."
        if self.whole:
            text += f" Hele tabellen er udeladt: {', '.join(self.whole)}."
        return text


def protect(
    cells: Cells,
    policy: Policy | None = None,
    earlier: Protected | None = None,
    also: Collection[Key] = (),
) -> Protected:
    """Hide the small cells and as few others as keep them from being worked out.

    ``earlier`` is the last published report: a cell it shares with this one (the same key) keeps
    what it was there, and its hidden cells are protected against the two reports together.
    ``also`` are cells to hide whatever they hold. A cell hidden in one measure is hidden in all.
    The same cells give the same answer.
    """
    policy = policy or Policy()
    both = cells if earlier is None else cells.joined(earlier.cells)
    keys = both.frame.index
    old = (
        np.zeros(len(keys), dtype=bool) if earlier is None else keys.isin(earlier.cells.frame.index)
    )
    was_hidden = (
        np.zeros(len(keys), dtype=bool)
        if earlier is None
        else earlier.hidden.reindex(keys, fill_value=False).to_numpy(dtype=bool)
    )
    primary = rules.small(both, policy) | keys.isin([*also])
    if earlier is not None:  # who was small then, is so still
        primary |= earlier.primary.reindex(keys, fill_value=False).to_numpy(dtype=bool)
    must = np.where(old, was_hidden, primary)
    may = ~old & ~rules.empty(both)
    search = _Search(both, must, may)
    hidden, exact, unprotected = search.run()
    here = keys.isin(cells.frame.index)
    names = keys[here]
    mine = pd.Series(hidden[here], index=names).reindex(cells.frame.index)
    shown = rules.rounded(cells)
    shown[mine.to_numpy()] = pd.NA
    all_hidden = mine.groupby(level=0, sort=False).all()
    return Protected(
        cells=cells,
        hidden=mine,
        primary=pd.Series(primary[here], index=names).reindex(cells.frame.index),
        shown=shown,
        exact=exact,
        unprotected=tuple(keys[unprotected]),
        exposed=tuple(keys[unprotected[primary[unprotected]]]),
        whole=tuple(all_hidden.index[all_hidden]),
    )


class _Search:
    """Cells to hide, chosen until the attacker finds nothing."""

    def __init__(self, cells: Cells, must: np.ndarray, may: np.ndarray) -> None:
        self.must, self.may = must, may
        self.measures: list[tuple[Measure, list[np.ndarray]]] = [
            (measure, []) for measure in _measures(cells)
        ]
        self.group = _groups(cells)
        self.weight = _weights(cells)
        # Groups of cells without a new cell were settled in the earlier report.
        self.live = np.isin(self.group, self.group[may])

    def run(self) -> tuple[np.ndarray, bool, np.ndarray]:
        """Hidden cells, whether no fewer would do, and positions of those beyond protection."""
        told = self._beyond_protection()
        pool: list[Cut] = []
        hidden, floor, exact, turn = self.must, self.must, True, 0
        while new := self._cuts(hidden):
            pool += new
            if turn >= FREE_ROUNDS:
                floor = hidden
            chosen, least = _cheapest(pool, floor, self.must | self.may, self.weight)
            if (chosen == hidden).all():  # a hair's breadth, by the machine's rounding
                chosen, least = self.must | self.may, False
            hidden, exact = chosen, least and turn < FREE_ROUNDS
            turn += 1
        return hidden, exact, told[hidden[told]]

    def _beyond_protection(self) -> np.ndarray:
        """Cells that can be worked out though everything is hidden: their demands are dropped.

        Only what was published before, or what everybody knows, can tell so much. Then hiding
        everything is one way to protect the rest, and the search has an end.
        """
        told = set()
        while found := self._cuts(self.must | self.may):
            for cut in found:
                needs = cut.measure.up if cut.side > 0 else cut.measure.down
                needs[cut.cell] = 0.0
                told.add(cut.cell)
        return np.array(sorted(told), dtype=int)

    def _cuts(self, hidden: np.ndarray) -> list[Cut]:
        targets = np.flatnonzero(hidden & self.live)
        return [
            cut
            for measure, worlds in self.measures
            for cut in cuts(measure, hidden, targets, worlds)
        ]


def _cheapest(
    pool: Sequence[Cut], floor: np.ndarray, ceiling: np.ndarray, weight: np.ndarray
) -> tuple[np.ndarray, bool]:
    """The cheapest hidden cells that break every known proof, and whether none are cheaper."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows = np.array([cut.gain for cut in pool])
    rows[np.arange(len(pool)), [cut.cell for cut in pool]] -= 1.0
    found = milp(
        weight,
        integrality=np.ones(len(weight)),
        bounds=Bounds(floor.astype(float), ceiling.astype(float)),
        constraints=LinearConstraint(csr_array(rows), lb=-TOLERANCE, ub=np.inf),
        options={"node_limit": NODES, "mip_rel_gap": 0.0},
    )
    if found.x is None:
        return ceiling, False
    return found.x > 0.5, found.status == 0


def _measures(cells: Cells) -> list[Measure]:
    known = rules.known(cells)
    return [_measure(cells, name, *known[name]) for name in cells.measures]


def _measure(cells: Cells, name: str, low: np.ndarray, high: np.ndarray) -> Measure:
    down, up = rules.needed(cells, name)
    # Where a measure is not told, it is in no sum and nothing is demanded.
    return measure_of(
        cells.frame[name].fillna(0).to_numpy(dtype=float),
        (np.nan_to_num(low, neginf=-np.inf), np.nan_to_num(high)),
        rules.floor(cells, name),
        (np.nan_to_num(down), np.nan_to_num(up)),
        cells.told(name),
        money=name in cells.amounts,
        whole=name == COUNT,
    )


def _groups(cells: Cells) -> np.ndarray:
    """Per cell: the number of the group of cells that sums tie together."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    place = {key: i for i, key in enumerate(cells.frame.index)}
    pairs = [(place[s.total], place[part]) for s in cells.sums for part in s.parts]
    here, there = zip(*pairs, strict=True) if pairs else ((), ())
    n = len(cells.frame)
    return connected_components(coo_array((np.ones(len(pairs)), (here, there)), (n, n)), False)[1]


def _weights(cells: Cells) -> np.ndarray:
    """What it costs to hide a cell: one, and a little more the more persons it is about."""
    n = cells.frame[COUNT].abs().to_numpy(dtype=float)
    return 1 + n / max(n.max(), 1) / len(n)
