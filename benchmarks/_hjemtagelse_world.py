"""Invented plans at any size, and what became of them: a truth that is not the model's.

The truth differs from what the intervals assume: costs are skewed (lognormal), and how far they
are misjudged together is drawn anew for each municipality, from not at all to entirely; failures
come in clusters (a tilbud that goes wrong loses several) and at random months; delays are geometric
with a long tail; each present price is off by an amount of its own that a few large ones dominate.
"""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move, service_saving
from okonomi.analysis.hjemtagelse.payer import Payer, kept
from okonomi.analysis.hjemtagelse.plan import Candidate, Plan
from okonomi.analysis.hjemtagelse.ranges import Range
from okonomi.analysis.hjemtagelse.uncertainty import Doubts

STEPS = ((86_000_000, 25), (168_000_000, 50), (212_000_000, 75))
FIRST = pd.Period("2022-04", "M")
DOUBTS = Doubts(
    present=Range(low=0.96, likely=1.0, high=1.03),
    local=Range(low=0.92, likely=1.0, high=1.2),
    moving=Range(low=0.7, likely=1.0, high=1.6),
    opening=Range(low=0.9, likely=1.0, high=1.3),
    delay_months=Range(low=0.0, likely=1.0, high=4.0),
    failure=Range(low=0.5, likely=1.0, high=1.8),
)


def municipality(seed: int, candidates: int, homes: int, months: int):
    """(candidates, homes, payers, horizon): one in ten candidates has a sibling among them."""
    dice = random.Random(seed)
    places = [_home(dice, number, months) for number in range(homes)]
    found, base = [], {}
    for number in range(candidates):
        present = dice.lognormvariate(8.1, 0.45)
        payer = f"P{number - 1}" if number and dice.random() < 0.1 else f"P{number}"
        base[payer] = base.get(payer, 0) + int(present * 36_500) + dice.randint(0, 10) * 10**6
        names = tuple(home.name for home in places if dice.random() < 0.4)
        move = Move(
            present_kr_per_day=present,
            local_kr_per_day=0.0,
            start=FIRST + dice.randint(1, 6),
            until=FIRST + dice.randint(9, months) if dice.random() < 0.25 else None,
            double_months=dice.randint(0, 2),
            transition_kr=dice.uniform(20_000, 90_000),
            fail_probability=0.12,
            return_kr=dice.uniform(40_000, 120_000),
        )
        found.append(Candidate(key=f"C{number}", payer=payer, move=move, homes=names))
    years = range(FIRST.year, (FIRST + months).year + 1)
    payers = {
        payer: Payer(base_oere=dict.fromkeys(years, total), steps=STEPS)
        for payer, total in base.items()
    }
    return found, places, payers, Horizon(FIRST, months)


def _home(dice: random.Random, number: int, months: int) -> Home:
    full, created = dice.uniform(1800, 3400), dice.random() < 0.25
    opens = FIRST + dice.randint(3, months // 2) if created else FIRST + dice.randint(0, 8)
    return Home(
        name=f"H{number}",
        opens={opens: dice.randint(3, 6) if created else dice.randint(1, 2)},
        marginal_kr_per_day=full * dice.uniform(0.3, 0.55),
        full_kr_per_day=full,
        created=created,
        min_to_open=3 if created else 0,
        opening_kr=dice.uniform(300_000, 1_500_000) if created else 0.0,
    )


def truth(
    plan: Plan, homes: list[Home], payers: dict[str, Payer], horizon: Horizon, seed: int
) -> int:
    """What the plan gave in the end (øre, net)."""
    dice = np.random.default_rng(seed)
    together, common = dice.random(), dice.standard_normal()
    local = {home.name: _skewed(dice, 0.92, 1.2, together, common) for home in homes}
    rate = _skewed(dice, 0.5, 1.8)
    unlucky = {home.name: dice.random() < 0.15 for home in homes}
    gain = 0
    for column in plan.columns:
        saved, outside = np.zeros(horizon.count), 0.0
        for choice in column.choices:
            home = next(h for h in homes if h.name == choice.home)
            late = int(min(dice.geometric(0.42) - 1, 12))
            risk = choice.move.fail_probability * rate * (3.0 if unlucky[home.name] else 0.65)
            fails = dice.random() < risk
            moving = _skewed(dice, 0.7, 1.6, together, common)
            happened = replace(
                choice.move,
                present_kr_per_day=choice.move.present_kr_per_day * _own_error(dice),
                local_kr_per_day=choice.move.local_kr_per_day * local[home.name],
                start=choice.move.start + late,
                transition_kr=choice.move.transition_kr * moving,
                return_kr=choice.move.return_kr * moving,
                fail_after_months=int(dice.integers(2, 12)),
            )
            saved += service_saving(happened, horizon, failed=fails)
            lives = horizon.at >= horizon.place(happened.start)
            if happened.until is not None:
                lives &= horizon.at <= horizon.place(happened.until)
            if fails:
                lives &= horizon.at < horizon.place(happened.start) + happened.fail_after_months
            paid = home.fixed_kr_per_day * local[home.name] * horizon.days * 100
            outside += float(paid[lives].sum())
        per_year = horizon.per_year(np.rint(saved).astype(np.int64))
        gain += int(kept(payers[column.payer], horizon.years, per_year).sum()) + round(outside)
    for name in plan.opened:
        home = next(h for h in homes if h.name == name)
        once = round(home.opening_kr * 100)
        gain -= round((home.opening_cost(horizon) - once) * local[name])
        gain -= round(once * _skewed(dice, 0.9, 1.3))
    return gain


def _skewed(
    dice: np.random.Generator, low: float, high: float, together: float = 0.0, common: float = 0.0
) -> float:
    """Lognormal, a tenth below ``low`` and a tenth above ``high``; ``together`` of it is common."""
    middle, spread = (np.log(low) + np.log(high)) / 2, (np.log(high) - np.log(low)) / 2 / 1.2816
    z = together**0.5 * common + (1 - together) ** 0.5 * dice.standard_normal()
    return float(np.exp(middle + spread * z))


def _own_error(dice: np.random.Generator) -> float:
    """Mostly within a per cent or two; one in ten is ten per cent lower."""
    return float(0.9 if dice.random() < 0.1 else 1 + 0.015 * dice.standard_normal())
