"""Random committee tables in two consecutive quarters, for benchmarks/disclosure.py.

Every person has an amount, so that dominance is real. Rows may lie in two areas with sub-totals.
The second report stands alone (even seeds), or shows the figures of last quarter and the changes
beside its own; ``to_date`` makes both the year to date instead: nothing ever falls.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.present.disclosure import Cells, Sum, grid

ALONE, CHANGES, TO_DATE = "alene", "ændringer", "år til dato"
TIES = (ALONE, CHANGES, TO_DATE)
FIRST, SECOND, CHANGE = "1. kvartal", "2. kvartal", "ændring"


@dataclass(frozen=True, eq=False)
class World:
    """The truth, as detail arrays per quarter, and the two reports before anything is hidden.

    ``groups``: label of every row or column of a table, and the detail rows or columns behind it.
    """

    tie: str
    rows: dict[str, list[int]]
    columns: dict[str, list[int]]
    n: tuple[np.ndarray, np.ndarray]
    oere: tuple[np.ndarray, np.ndarray]
    reports: tuple[Cells, Cells]

    @property
    def shape(self) -> tuple[int, int]:
        return self.n[0].shape


def world(seed: int, to_date: bool = False) -> World:
    rng = np.random.default_rng(seed)
    tie = TO_DATE if to_date else TIES[seed % 2]
    shape = int(rng.integers(3, 9)), int(rng.integers(3, 7))
    mean = rng.choice([3.0, 8.0, 20.0]) * rng.gamma(1, 1, shape)
    price = rng.lognormal(11.5, 0.8, shape)
    before = persons(rng, rng.poisson(mean), price)
    if tie == TO_DATE:
        new = persons(rng, rng.poisson(mean / 4), price)
        more = map_cells(lambda p: p * rng.uniform(0.8, 1.2, len(p)), before)
        after = map_cells(lambda p, m, q: np.concatenate([p + m, q]), before, more, new)
    else:
        stay = map_cells(lambda p: p[rng.random(len(p)) < 0.85], before)
        new = persons(rng, rng.poisson(mean * 0.15), price)
        after = map_cells(lambda p, q: np.concatenate([p, q]), stay, new)
    rows, row_sums = groups("r", shape[0], areas=seed % 4 >= 2 and shape[0] >= 4)
    columns, column_sums = groups("k", shape[1], areas=False)
    first = grid(FIRST, frame(before, rows, columns), row_sums, column_sums)
    second = grid(SECOND, frame(after, rows, columns), row_sums, column_sums)
    return World(
        tie, rows, columns,
        n=(count(before), count(after)),
        oere=(amount(before), amount(after)),
        reports=(first, tied(first, second, tie)),
    )  # fmt: skip


def tied(first: Cells, second: Cells, tie: str) -> Cells:
    """The second report as it is published."""
    places = [key[1:] for key in first.frame.index]
    if tie == ALONE:
        return second
    if tie == TO_DATE:
        whole = second.joined(first)
        return whole.linked(*(Sum((SECOND, *p), ((FIRST, *p),), whole=False) for p in places))
    change = pd.DataFrame(
        {m: second.frame[m].to_numpy() - first.frame[m].to_numpy() for m in ("n", "udgift_oere")},
        index=pd.MultiIndex.from_tuples([(CHANGE, *p) for p in places]),
    ).assign(change=True, top_share=np.nan)
    return second.joined(first, Cells(change)).linked(
        *(Sum((SECOND, *p), ((FIRST, *p), (CHANGE, *p))) for p in places)
    )


def persons(rng: np.random.Generator, n: np.ndarray, price: np.ndarray) -> np.ndarray:
    """Per cell the persons' amounts in whole øre."""
    cells = np.empty(n.shape, dtype=object)
    for at in np.ndindex(n.shape):
        cells[at] = np.round(price[at] * rng.lognormal(0, 0.7, n[at]) * 100)
    return cells


def map_cells(change, *cells: np.ndarray) -> np.ndarray:
    found = np.empty(cells[0].shape, dtype=object)
    for at in np.ndindex(found.shape):
        found[at] = np.round(change(*(c[at] for c in cells)))
    return found


def count(cells: np.ndarray) -> np.ndarray:
    return np.vectorize(len, otypes=[int])(cells)


def amount(cells: np.ndarray) -> np.ndarray:
    return np.vectorize(np.sum, otypes=[float])(cells).astype(np.int64)


def groups(name: str, n: int, areas: bool) -> tuple[dict[str, list[int]], dict[str, list[str]]]:
    """Labels with the details behind them, and the sums among the labels."""
    details = {f"{name}{i}": [i] for i in range(n)}
    if not areas:
        return {**details, "i alt": list(range(n))}, {"i alt": list(details)}
    half = n // 2
    parts = {"område 1": list(range(half)), "område 2": list(range(half, n))}
    sums = {area: [f"{name}{i}" for i in within] for area, within in parts.items()}
    return {**details, **parts, "i alt": list(range(n))}, {**sums, "i alt": list(parts)}


def frame(cells: np.ndarray, rows: dict, columns: dict) -> pd.DataFrame:
    found = []
    for row, i in rows.items():
        for column, j in columns.items():
            amounts = np.concatenate(list(cells[np.ix_(i, j)].flat))
            total = amounts.sum()
            top = amounts.max() / total if len(amounts) else np.nan
            found.append((row, column, len(amounts), int(total), top))
    columns_ = ["row", "column", "n", "udgift_oere", "top_share"]
    return pd.DataFrame(found, columns=columns_).set_index(["row", "column"])
