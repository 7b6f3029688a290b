"""Dearest first: the simple plan that the optimum is held against.

The candidate with the highest price chooses first, and takes the place that saves the most
service cost, as one does on paper: without the refund, and without a thought for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import present_kr, service_saving
from okonomi.analysis.hjemtagelse.payer import Payer
from okonomi.analysis.hjemtagelse.plan import (
    Candidate,
    Choice,
    Column,
    Plan,
    gain_of,
    options,
)


def dearest_first(
    candidates: Sequence[Candidate],
    homes: Sequence[Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
    *,
    most_moves: int | None = None,
) -> Plan:
    """The plan made in order of price; created tilbud that do not fill up are not opened."""
    closed: set[str] = set()
    while True:
        open_homes = {home.name: home for home in homes if home.name not in closed}
        chosen = _choose(candidates, open_homes, horizon, most_moves)
        short = _too_few(chosen, open_homes)
        if not short:
            return _plan(chosen, candidates, open_homes, payers, horizon)
        closed |= short


def _choose(
    candidates: Sequence[Candidate],
    homes: Mapping[str, Home],
    horizon: Horizon,
    most_moves: int | None,
) -> list[Choice]:
    chosen: list[Choice] = []

    def price(candidate: Candidate) -> float:
        first = max(horizon.place(candidate.move.start), 0)
        return float(present_kr(candidate.move, horizon)[min(first, horizon.count - 1)])

    for candidate in sorted(candidates, key=price, reverse=True):
        if len(chosen) == most_moves:
            break
        best, most = None, 0
        possible = [name for name in candidate.homes if name in homes]
        for choice in options(_within(candidate, possible), homes, horizon):
            if choice.home is None or not _is_free(choice, chosen, homes[choice.home]):
                continue
            saved = int(service_saving(choice.move, horizon).sum())
            if saved > most:
                best, most = choice, saved
        if best is not None:
            chosen.append(best)
    return chosen


def _within(candidate: Candidate, homes: Sequence[str]) -> Candidate:
    return Candidate(
        key=candidate.key, payer=candidate.payer, move=candidate.move, homes=tuple(homes)
    )


def _is_free(choice: Choice, chosen: Sequence[Choice], home: Home) -> bool:
    """Whether a place is free for it in every month that counts, with those who chose before."""
    starts = sorted([c.start for c in chosen if c.home == choice.home] + [choice.start])
    opened = sorted(month for month, count in home.opens.items() for _ in range(count))
    return len(starts) <= len(opened) and all(
        start >= opens for start, opens in zip(starts, opened, strict=False)
    )


def _too_few(chosen: Sequence[Choice], homes: Mapping[str, Home]) -> set[str]:
    moved = pd.Series([choice.home for choice in chosen], dtype=object).value_counts()
    return {
        name
        for name, home in homes.items()
        if home.created and 0 < moved.get(name, 0) < home.min_to_open
    }


def _plan(
    chosen: Sequence[Choice],
    candidates: Sequence[Candidate],
    homes: Mapping[str, Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
) -> Plan:
    payer_of = {candidate.key: candidate.payer for candidate in candidates}
    by_payer: dict[str, list[Choice]] = {}
    for choice in chosen:
        by_payer.setdefault(payer_of[choice.candidate], []).append(choice)
    columns = tuple(
        Column(
            payer=payer,
            choices=tuple(choices),
            gain_oere=gain_of(choices, payers[payer], homes, horizon),
        )
        for payer, choices in by_payer.items()
    )
    opened = {choice.home for choice in chosen if choice.home and homes[choice.home].created}
    gain = sum(column.gain_oere for column in columns)
    gain -= sum(homes[name].opening_cost(horizon) for name in opened)
    return Plan(columns=columns, opened=tuple(sorted(opened)), gain_oere=gain, bound_oere=gain)
