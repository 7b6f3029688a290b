"""The whole plan: who, where and from when, so that the net gain of all moves is greatest.

An exact optimum by mixed-integer programming (SciPy's HiGHS). One column is one payer's choice for
all of its candidates together, so that the refund is worked out on the payer's total; the gain
of a column does not depend on the other columns. A move starts as soon as both citizen and place
are ready: nobody's move is put off to win a refund.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move, oere
from okonomi.analysis.hjemtagelse.payer import Payer, net_gain

MOST_COLUMNS = 20_000
"""Of one payer: more would be a household with four or more candidates and many places."""


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A placement that could come home.

    ``move`` holds what is its own (present price, transition, failure, double payment) with
    ``start`` as the first month it can move; a home gives the local price. ``homes``: names of
    the homes that suit. ``cheaper``: the same placement at a renegotiated price, or None;
    ``deal``: the negotiation it is won or lost with, None where it is taken as won.
    """

    key: str
    payer: str
    move: Move
    homes: tuple[str, ...]
    cheaper: Move | None = None
    deal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One candidate in one home from one month; ``home`` None is a renegotiated price (``deal``:
    as the candidate's)."""

    candidate: str
    home: str | None
    start: pd.Period
    move: Move
    deal: str | None = None


@dataclass(frozen=True, kw_only=True)
class Column:
    """What one payer's candidates do; those not named stay. ``gain_oere``: net, with the fixed
    cost given back of the places it takes in created tilbud."""

    payer: str
    choices: tuple[Choice, ...]
    gain_oere: int


@dataclass(frozen=True, eq=False, kw_only=True)
class Plan:
    """The chosen columns and the tilbud that open. ``gain_oere``: net, all costs of opening in.

    ``bound_oere``: no plan is better than this (equal to ``gain_oere`` when the optimum is
    proved). ``cut``: payers with more combinations than were looked at.
    """

    columns: tuple[Column, ...]
    opened: tuple[str, ...]
    gain_oere: int
    bound_oere: int
    cut: tuple[str, ...] = ()

    @property
    def choices(self) -> tuple[Choice, ...]:
        """Every move and every renegotiation."""
        return tuple(choice for column in self.columns for choice in column.choices)


def best_plan(
    candidates: Sequence[Candidate],
    homes: Sequence[Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
    *,
    most_moves: int | None = None,
) -> Plan:
    """The plan with the greatest net gain over ``horizon``; doing nothing is a plan.

    Every place is used at most once, a created tilbud has its least number or is not opened, and
    no more than ``most_moves`` move. A payer without thresholds has no net, and its service effect
    is weighed instead: give either all payers thresholds or none, or the sum has no meaning.
    """
    columns, cut = all_columns(candidates, homes, payers, horizon)
    if not columns:
        return Plan(columns=(), opened=(), gain_oere=0, bound_oere=0)
    created = [home for home in homes if home.created]
    chosen, bound = _solve(columns, homes, created, horizon, most_moves)
    taken = [column for column, x in zip(columns, chosen, strict=False) if x]
    opened = [home for home, y in zip(created, chosen[len(columns) :], strict=True) if y]
    gain = sum(column.gain_oere for column in taken)
    gain -= sum(home.opening_cost(horizon) for home in opened)
    return Plan(
        columns=tuple(taken),
        opened=tuple(home.name for home in opened),
        gain_oere=gain,
        bound_oere=max(bound, gain),
        cut=tuple(cut),
    )


def all_columns(
    candidates: Sequence[Candidate],
    homes: Sequence[Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
) -> tuple[list[Column], list[str]]:
    """Every choice of every payer, and the payers that had too many to look at them all."""
    by_name = {home.name: home for home in homes}
    mine: dict[str, list[Candidate]] = {}
    for candidate in candidates:
        mine.setdefault(candidate.payer, []).append(candidate)
    columns, cut = [], []
    for payer, group in mine.items():
        ways = [options(candidate, by_name, horizon) for candidate in group]
        if np.prod([len(way) + 1.0 for way in ways]) > MOST_COLUMNS:
            cut.append(payer)
            ways = _fewer(ways, payers[payer], by_name, horizon)
        for combination in product(*([None, *way] for way in ways)):
            choices = tuple(choice for choice in combination if choice)
            if choices and _each_place_once(choices, by_name):
                gain = gain_of(choices, payers[payer], by_name, horizon)
                columns.append(Column(payer=payer, choices=choices, gain_oere=gain))
    return columns, cut


def options(candidate: Candidate, homes: Mapping[str, Home], horizon: Horizon) -> list[Choice]:
    """The candidate in every home that suits, from every month a place opens, and renegotiated."""
    found = []
    for name in candidate.homes:
        home = homes[name]
        starts = {max(candidate.move.start, opens, horizon.first) for opens in home.opens}
        for start in sorted(starts):
            if start > horizon.last:
                continue
            move = replace(
                candidate.move,
                start=start,
                local_kr_per_day=candidate.move.local_kr_per_day + home.price_kr_per_day,
                forgone_kr_per_day=home.forgone_kr_per_day,
            )
            found.append(Choice(candidate=candidate.key, home=name, start=start, move=move))
    if candidate.cheaper is not None and candidate.cheaper.start <= horizon.last:
        lower = candidate.cheaper
        found.append(
            Choice(
                candidate=candidate.key,
                home=None,
                start=lower.start,
                move=lower,
                deal=candidate.deal,
            )
        )
    return found


def gain_of(
    choices: Sequence[Choice], payer: Payer, homes: Mapping[str, Home], horizon: Horizon
) -> int:
    """Net gain of one payer's choices together, over all of ``horizon`` (øre)."""
    gain = net_gain(payer, [choice.move for choice in choices], horizon)
    return gain + sum(int(given_back(choice, homes, horizon).sum()) for choice in choices)


def given_back(choice: Choice, homes: Mapping[str, Home], horizon: Horizon) -> np.ndarray:
    """The fixed cost of the place, which the tilbud's own cost already holds.

    Expected øre per calendar year, rounded there so that the years add up to the plan.
    """
    if choice.home is None or not homes[choice.home].fixed_kr_per_day:
        return np.zeros(len(horizon.years), dtype=np.int64)
    move = choice.move
    paid = oere(homes[choice.home].fixed_kr_per_day * horizon.days)
    lives = horizon.at >= horizon.place(move.start)
    if move.until is not None:
        lives &= horizon.at <= horizon.place(move.until)
    returned = lives & (horizon.at >= horizon.place(move.start) + move.fail_after_months)
    expected = paid * lives - move.fail_probability * paid * returned
    return np.rint(horizon.per_year(expected)).astype(np.int64)


def _each_place_once(choices: Sequence[Choice], homes: Mapping[str, Home]) -> bool:
    names = [choice.home for choice in choices if choice.home is not None]
    return all(names.count(name) <= homes[name].places for name in set(names))


def _fewer(
    ways: list[list[Choice]], payer: Payer, homes: Mapping[str, Home], horizon: Horizon
) -> list[list[Choice]]:
    """The best choices of each candidate by itself, as many as can be combined."""
    most = max(1, int(MOST_COLUMNS ** (1 / len(ways))) - 1)
    return [
        sorted(way, key=lambda choice: -gain_of([choice], payer, homes, horizon))[:most]
        for way in ways
    ]


def _solve(
    columns: Sequence[Column],
    homes: Sequence[Home],
    created: Sequence[Home],
    horizon: Horizon,
    most_moves: int | None,
) -> tuple[np.ndarray, int]:
    """1 for every column and created tilbud that is chosen, and the solver's bound (øre)."""
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    count = len(columns) + len(created)
    opening = [home.opening_cost(horizon) for home in created]
    # In kroner: the solver works with floats, and øre of a large plan strain its tolerances.
    value = np.array([*(c.gain_oere for c in columns), *(-cost for cost in opening)]) / 100
    rows = list(_rows(columns, homes, created, most_moves))
    at = [(n, place, size) for n, (terms, _) in enumerate(rows) for place, size in terms]
    where = ([n for n, _, _ in at], [place for _, place, _ in at])
    matrix = coo_array(([size for _, _, size in at], where), shape=(len(rows), count))
    found = milp(
        -value,
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
        constraints=LinearConstraint(matrix.tocsr(), ub=[limit for _, limit in rows]),
        options={"mip_rel_gap": 0.0},
    )
    if found.x is None:
        raise RuntimeError(f"the solver gave no plan: {found.message}")
    return np.rint(found.x).astype(int), round(-found.mip_dual_bound * 100)


def _rows(
    columns: Sequence[Column],
    homes: Sequence[Home],
    created: Sequence[Home],
    most_moves: int | None,
) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """Every rule of a plan as (column, coefficient) pairs and the limit of their sum."""
    by_payer: dict[str, list[int]] = {}
    for n, column in enumerate(columns):
        by_payer.setdefault(column.payer, []).append(n)
    for mine in by_payer.values():
        yield [(n, 1) for n in mine], 1
    opens = {home.name: len(columns) + n for n, home in enumerate(created)}
    for home in homes:
        taking = [(n, _starts(column, home.name)) for n, column in enumerate(columns)]
        taking = [(n, starts) for n, starts in taking if starts]
        # Before the next place opens, no more have moved in than there were places.
        for following in [*sorted(home.opens)[1:], None]:
            limit = home.places if following is None else home.free_before(following)
            terms = [
                (n, sum(following is None or start < following for start in starts))
                for n, starts in taking
            ]
            terms = [(n, size) for n, size in terms if size]
            if home.name in opens:
                yield [*terms, (opens[home.name], -limit)], 0
            elif terms:
                yield terms, limit
        if home.name in opens and home.min_to_open:
            moved = [(n, -len(starts)) for n, starts in taking]
            yield [*moved, (opens[home.name], home.min_to_open)], 0
    if most_moves is not None:
        moves = [(n, sum(c.home is not None for c in col.choices)) for n, col in enumerate(columns)]
        yield [(n, size) for n, size in moves if size], most_moves


def _starts(column: Column, home: str) -> list[pd.Period]:
    return [choice.start for choice in column.choices if choice.home == home]
