"""Small plans drawn at random: a few candidates, homes, siblings, and places that open late."""

from __future__ import annotations

import random
from dataclasses import replace

import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.move import Move, Part
from okonomi.analysis.hjemtagelse.payer import Payer
from okonomi.analysis.hjemtagelse.plan import Candidate

STEPS = ((86_000_000, 25), (168_000_000, 50), (212_000_000, 75))
FIRST = pd.Period("2022-04", "M")


def draw(seed: int, *, siblings: bool):
    """(candidates, homes, payers, months): at most four candidates and three homes."""
    dice = random.Random(seed)
    count = dice.choice((8, 14, 24))
    homes = [_home(dice, name) for name in "ABC"[: dice.randint(1, 3)]]
    candidates, bases = [], {}
    for number in range(dice.randint(2, 4)):
        payer = "household" if siblings and number < dice.choice((2, 3)) else f"P{number}"
        present = dice.uniform(1200, 9000)
        bases[payer] = bases.get(payer, 0) + int(present * 36500) + dice.randint(-1, 20) * 10**6
        candidates.append(_candidate(dice, number, payer, present, homes))
    payers = {
        payer: Payer(base_oere={2022: base, 2023: base, 2024: base}, steps=STEPS)
        for payer, base in bases.items()
    }
    return candidates, homes, payers, count


def _home(dice: random.Random, name: str) -> Home:
    created = dice.random() < 0.4
    full = dice.uniform(1500, 4000)
    opens = {FIRST + dice.randint(0, 3): dice.randint(1, 2)}
    if dice.random() < 0.4:
        opens[FIRST + dice.randint(4, 7)] = 1
    return Home(
        name=name,
        opens=opens,
        marginal_kr_per_day=full * dice.uniform(0.3, 0.6),
        full_kr_per_day=full,
        created=created,
        min_to_open=dice.randint(0, 2) if created else 0,
        opening_kr=dice.choice((0.0, 50_000.0, 300_000.0)) if created else 0.0,
        forgone_kr_per_day=0.0 if created else dice.choice((0.0, 500.0)),
    )


def _candidate(
    dice: random.Random, number: int, payer: str, present: float, homes: list[Home]
) -> Candidate:
    move = Move(
        present_kr_per_day=present,
        local_kr_per_day=dice.choice((0.0, 300.0)),
        start=FIRST + dice.randint(0, 5),
        until=FIRST + dice.randint(6, 20) if dice.random() < 0.3 else None,
        double_months=dice.randint(0, 2),
        transition_kr=dice.choice((0.0, 40_000.0)),
        anlaeg_kr=dice.choice((0.0, 25_000.0)),
        egenbetaling_kr_per_month=dice.choice((0.0, 2_500.0, -1_000.0)),
        fail_probability=dice.choice((0.0, 0.2)),
        fail_after_months=dice.randint(2, 6),
        return_kr=dice.choice((0.0, 60_000.0)),
        parts=tuple(_part(dice) for _ in range(dice.choice((0, 0, 1, 2)))),
    )
    cheaper = None
    if dice.random() < 0.5:
        cheaper = Move(
            present_kr_per_day=present,
            local_kr_per_day=present * dice.uniform(0.85, 0.97),
            start=FIRST + dice.randint(1, 6),
            until=move.until,
            fail_probability=dice.choice((0.0, 0.5)),
            fail_after_months=0,
            parts=tuple(replace(p, local_kr_per_day=p.present_kr_per_day) for p in move.parts),
        )
    names = [home.name for home in homes if dice.random() < 0.8]
    return Candidate(key=f"C{number}", payer=payer, move=move, homes=tuple(names), cheaper=cheaper)


def _part(dice: random.Random) -> Part:
    """A tillæg that goes, or a school that goes on, with dates of its own."""
    paid = dice.uniform(100, 1500)
    return Part(
        present_kr_per_day=paid,
        local_kr_per_day=paid * dice.choice((0.0, 0.6, 1.0)),
        first=FIRST + dice.randint(1, 8) if dice.random() < 0.3 else None,
        last=FIRST + dice.randint(2, 16) if dice.random() < 0.7 else None,
    )
