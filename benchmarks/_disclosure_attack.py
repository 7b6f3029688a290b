"""The attacker and the exact minimum of benchmarks/disclosure.py, apart from the kit's own code.

The attacker thinks of the detail values themselves (not of deviations): one unknown per detail cell
and quarter, ≥ 0. Every published number, whichever table it stands in, says that a sum of them lies
within its rounding. Of each hidden number he seeks the least and the greatest value.
"""

from __future__ import annotations

import numpy as np
from _disclosure_world import CHANGE, FIRST, TO_DATE, World
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import csr_array, lil_array

from okonomi.present.disclosure import Protected

UNIT = 1e7
"""Amounts in 0,1 mio. kr."""


def expression(world: World, key: tuple[str, str, str]) -> np.ndarray:
    """The cell as a sum of the unknowns: first quarter's details, then the second's."""
    table, row, column = key
    mask = np.zeros(world.shape)
    mask[np.ix_(world.rows[row], world.columns[column])] = 1
    one, nil = mask.ravel(), np.zeros(mask.size)
    if table == CHANGE:
        return np.concatenate([-one, one])
    return np.concatenate([one, nil] if table == FIRST else [nil, one])


def interval(n: int, amount: int, change: bool) -> tuple[float, float]:
    """What a published amount says: 1.000 kr. where n ≥ 20, else 0,1 mio. kr."""
    half = (50_000 if n >= 20 and not change else 5_000_000) / UNIT
    return amount / UNIT - half, amount / UNIT + half


def attack(world: World, reports: list[Protected]) -> tuple[int, list[str]]:
    """Hidden numbers attacked (number and amount of each hidden cell), and those that fell."""
    published: dict = {}
    hidden: set = set()
    for report in reports:
        shown = report.shown
        for key, out, n, amount in zip(
            shown.index, report.hidden, shown["n"], shown["udgift_oere"], strict=True
        ):
            if out:
                hidden.add(key)
            else:
                published[key] = int(n), int(amount)
    fell = [f"{key}: published in one report" for key in sorted(hidden & published.keys())]
    keys = sorted(hidden - published.keys())
    for measure in ("n", "kr"):
        fell += [f"{key} {measure}: {how}" for key, how in pinned(world, published, keys, measure)]
    return 2 * len(keys), fell


def pinned(world: World, published: dict, keys: list, measure: str):
    rows, low, high = [], [], []
    for key, (n, amount) in published.items():
        nobody = n == 0 and key[0] != CHANGE
        if measure == "n":
            bounds = (n, n)
        else:
            bounds = (0.0, 0.0) if nobody else interval(n, amount, key[0] == CHANGE)
        rows.append(expression(world, key))
        low.append(bounds[0])
        high.append(bounds[1])
    if world.tie == TO_DATE:
        size = world.n[0].size
        rows += list(np.hstack([-np.eye(size), np.eye(size)]))
        low += [0.0] * size
        high += [np.inf] * size
    a, b_low, b_high = np.array(rows), np.array(low), np.array(high)
    a = np.vstack([a[b_high < np.inf], -a[b_low > -np.inf]])
    b = np.concatenate([b_high[b_high < np.inf], -b_low[b_low > -np.inf]])
    arrays = world.n if measure == "n" else tuple(kr / UNIT for kr in world.oere)
    true = np.concatenate([v.ravel() for v in arrays]).astype(float)
    goals = np.array([expression(world, key) for key in keys]).reshape(len(keys), len(true))
    value = goals @ true
    ends = need(value, measure)
    if measure == "kr":  # of a change only that it is not known outright
        change = np.array([key[0] == CHANGE for key in keys], dtype=bool)
        ends = tuple(
            np.where(change, value + side * 1e-3, end)
            for side, end in zip((-1, 1), ends, strict=True)
        )
    reach = [value.copy(), value.copy()]
    most = 20 * true.sum()
    for side, sign in ((0, 1), (1, -1)):
        for i, goal in enumerate(goals):
            if enough(reach[side][i], ends[side][i], sign):
                continue
            found = linprog(sign * goal, A_ub=csr_array(a), b_ub=b, bounds=(0, most))
            if found.status != 0:
                raise RuntimeError(found.message)
            # A possible world shows how far at least every other hidden number may be, too.
            worlds = goals @ found.x
            reach[0], reach[1] = np.minimum(reach[0], worlds), np.maximum(reach[1], worlds)
            if not enough(reach[side][i], ends[side][i], sign):
                yield keys[i], f"{value[i]:.3f} in {reach[0][i]:.3f}–{reach[1][i]:.3f}"


def need(value: np.ndarray, measure: str) -> tuple[np.ndarray, np.ndarray]:
    """The ends the attacker's interval must reach: whole persons, or 20 %."""
    if measure == "n":
        return value - 1, value + 1
    return value - 0.2 * np.abs(value), value + 0.2 * np.abs(value)


def enough(reached: float, end: float, sign: int) -> bool:
    return sign * (reached - end) <= 1e-6 * max(1.0, abs(end))


def least_hidden(world: World, primary: set, seconds: float) -> tuple[int | None, float]:
    """The least number of hidden cells of the first report, by one MILP, and its lower bound.

    One yes/no per cell, and for each cell, measure and side a world of its own in which the cell,
    if hidden, is as far away as demanded. None where the time ran out without a solution.
    """
    shown = world.reports[0].frame
    keys = list(shown.index)
    size = world.n[0].size
    cells = np.array([expression(world, key)[:size] for key in keys])
    free = (shown["n"] > 0).to_numpy()
    count = len(keys)
    blocks = []
    for measure in ("n", "kr"):
        true = (world.n[0] if measure == "n" else world.oere[0] / UNIT).ravel().astype(float)
        value = cells @ true
        ends = need(value, measure)
        most = 3 * value.max() + 3
        if measure == "n":
            low = high = value
        else:
            from okonomi.present.disclosure.rules import rounded

            shown_kr = rounded(world.reports[0])["udgift_oere"]
            said = [
                interval(n, kr, False) if n else (0.0, 0.0)
                for n, kr in zip(shown["n"], shown_kr, strict=True)
            ]
            low, high = np.array(said).T
        blocks += [
            (cells, low, high, most, i, side, ends[side][i])
            for i in np.flatnonzero(free)
            for side in (0, 1)
        ]
    width = count + size * len(blocks)
    rows = lil_array((len(blocks) * (2 * count + 1), width))
    upper = np.empty(rows.shape[0])
    lower_x, upper_x = np.zeros(width), np.ones(width)
    at = 0
    for b, (cells, low, high, most, i, side, end) in enumerate(blocks):
        here = slice(count + b * size, count + (b + 1) * size)
        upper_x[here] = most
        for k in range(count):
            rows[at, here] = cells[k]
            rows[at, k] = -(most * size)
            upper[at] = high[k]
            rows[at + 1, here] = -cells[k]
            rows[at + 1, k] = -low[k]
            upper[at + 1] = -low[k]
            at += 2
        sign = 1 if side == 0 else -1
        # hidden: sign · x ≤ sign · end; shown: no demand
        slack = most * size
        rows[at, here] = sign * cells[i]
        rows[at, i] = slack
        upper[at] = sign * end + slack
        at += 1
    lower_x[:count] = [key in primary for key in keys]
    upper_x[:count] = free
    found = milp(
        np.r_[np.ones(count), np.zeros(width - count)],
        integrality=np.r_[np.ones(count), np.zeros(width - count)],
        bounds=Bounds(lower_x, upper_x),
        constraints=LinearConstraint(rows.tocsr(), ub=upper),
        options={"time_limit": seconds},
    )
    bound = float(found.mip_dual_bound) if found.mip_dual_bound is not None else 0.0
    return (None if found.x is None else round(found.fun)), bound
