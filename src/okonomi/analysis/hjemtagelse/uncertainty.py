"""How sure is the plan? The plan's net gain drawn many times over, and what it hangs on.

Each draw takes every uncertain input anew, and lets each move fail or hold. What is misjudged for
one move is partly misjudged for the others too (``SHARED``). Deterministic by seed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import local_kr, present_kr
from okonomi.analysis.hjemtagelse.payer import Payer, refunds
from okonomi.analysis.hjemtagelse.plan import Candidate, Choice, Plan, best_plan
from okonomi.analysis.hjemtagelse.ranges import Range, normals

SHARED = {
    "present": 0.0,  # read off each contract: an error there is that placement's own
    "local": 0.5,  # between tilbud; within one it is the same error for all
    "moving": 0.5,
    "opening": 0.5,
    "delay_months": 0.5,
    "failure": 0.5,  # a common guess, and each tilbud's own luck
}
"""How far a misjudgement is common to all moves (correlation); the rest is each one's own."""
DRAWS = 1000
ROBUST_FAILURE = 1 / 3
ONE = Range.sure(1.0)


@dataclass(frozen=True, kw_only=True)
class Doubts:
    """The ranges of a plan's inputs; each multiplies, or is added to, what the plan says.

    Factors on the present price, the local cost, the cost of moving (and of returning), and the
    cost of opening; months of delay (0 or more); and a factor on the probability of failure.
    """

    present: Range = ONE
    local: Range = ONE
    moving: Range = ONE
    opening: Range = ONE
    delay_months: Range = field(default_factory=lambda: Range.sure(0.0))
    failure: Range = ONE

    def names(self) -> tuple[str, ...]:
        """The inputs that are not known for sure."""
        return tuple(name for name, value in vars(self).items() if not value.is_sure)


@dataclass(frozen=True, eq=False, kw_only=True)
class Outcome:
    """``net_oere``: one net gain per draw. ``tornado``: input, low_oere and high_oere (the plan's
    mean net gain with that input at its low and its high, the others as likely), spread_oere;
    the widest first. ``likely_oere``: the mean with every input as likely."""

    net_oere: np.ndarray
    likely_oere: int
    tornado: pd.DataFrame

    @property
    def interval(self) -> tuple[int, int]:
        """Eight of ten draws lie between these."""
        low, high = np.quantile(self.net_oere, [0.1, 0.9])
        return round(float(low)), round(float(high))

    @property
    def pays_back(self) -> float:
        """The share of the draws in which the plan has paid for itself within the horizon."""
        return paying(self.net_oere)


def paying(net_oere: np.ndarray) -> float:
    """The share of draws that gain something: a lost negotiation ends at nought and gains none.

    Less than half an øre is rounding.
    """
    return float((net_oere > 0.5).mean())


def outcome(
    plan: Plan,
    homes: Sequence[Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
    doubts: Doubts,
    *,
    draws: int = DRAWS,
    seed: int = 1,
) -> Outcome:
    """The plan's net gain under ``doubts``; as ``best_plan`` where there are no thresholds."""
    drawn = drawn_gains(plan, homes, payers, horizon, doubts, draws=draws, seed=seed)
    likely = Doubts(**{name: Range.sure(value.likely) for name, value in vars(doubts).items()})
    rows = []
    for name in doubts.names():
        ends = []
        for end in ("low", "high"):
            value = Range.sure(getattr(getattr(doubts, name), end))
            only = replace(likely, **{name: value})
            gains = drawn_gains(plan, homes, payers, horizon, only, draws=draws, seed=seed)
            ends.append(round(float(gains.mean())))
        rows.append((name, *ends, abs(ends[1] - ends[0])))
    tornado = pd.DataFrame(rows, columns=["input", "low_oere", "high_oere", "spread_oere"])
    return Outcome(
        net_oere=drawn,
        likely_oere=round(
            float(drawn_gains(plan, homes, payers, horizon, likely, draws=draws, seed=seed).mean())
        ),
        tornado=tornado.sort_values("spread_oere", ascending=False, ignore_index=True),
    )


def robust_plan(
    candidates: Sequence[Candidate],
    homes: Sequence[Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
    *,
    most_moves: int | None = None,
) -> Plan:
    """The plan with the highest mean when every move fails with probability 1/3, independently.

    The mean is worked out over every outcome of a payer's moves, so it is the mean that ever more
    draws come to, and not that of one lot of draws. A lower price keeps its own probability.
    """
    risky = [replace(c, move=replace(c.move, fail_probability=ROBUST_FAILURE)) for c in candidates]
    return best_plan(risky, homes, payers, horizon, most_moves=most_moves)


def drawn_gains(
    plan: Plan,
    homes: Sequence[Home],
    payers: Mapping[str, Payer],
    horizon: Horizon,
    doubts: Doubts,
    *,
    draws: int,
    seed: int,
) -> np.ndarray:
    """Net gain per draw, in øre (float)."""
    random = np.random.default_rng(seed)
    choices = plan.choices
    z = {name: normals(draws, max(len(choices), 1), SHARED[name], random) for name in vars(doubts)}
    chance = random.random((draws, max(len(choices), 1)))
    by_name = {home.name: home for home in homes}
    # A negotiation is won or lost for all that it concerns.
    deals = sorted({choice.deal for choice in choices if choice.deal is not None})
    luck = dict(zip(deals, random.random((len(deals), draws)), strict=True))
    # What a local place costs is misjudged for the whole tilbud, not for each who lives there.
    local = dict(
        zip(by_name, normals(draws, max(len(homes), 1), SHARED["local"], random).T, strict=False)
    )
    total = np.zeros(draws)
    at = 0
    for column in plan.columns:
        saved = np.zeros((draws, len(horizon.years)))
        for choice in column.choices:
            mine = {name: values[:, at] for name, values in z.items()}
            mine["local"] = local.get(choice.home, mine["local"])
            mine["chance"] = luck.get(choice.deal, chance[:, at])
            gained, outside = _drawn(choice, by_name, horizon, doubts, mine)
            saved += gained
            total += outside
            at += 1
        total += _kept(payers[column.payer], horizon, saved).sum(axis=1)
    for name in plan.opened:
        factor = np.maximum(doubts.opening.at(z["opening"][:, 0]), 0)
        once = round(by_name[name].opening_kr * 100)
        running = by_name[name].opening_cost(horizon) - once
        total -= running * np.maximum(doubts.local.at(local[name]), 0) + once * factor
    return total


def _drawn(
    choice: Choice,
    homes: Mapping[str, Home],
    horizon: Horizon,
    doubts: Doubts,
    z: Mapping[str, np.ndarray],
) -> tuple[np.ndarray, np.ndarray]:
    """Service saved per draw and year, and what counts outside the refund (øre per draw)."""
    move = choice.move
    here, chance = choice.home is not None, z["chance"]
    delay = np.rint(np.maximum(doubts.delay_months.at(z["delay_months"]), 0)) if here else 0.0
    since = (
        horizon.at[None, :] - (horizon.place(move.start) + np.zeros(len(chance)) + delay)[:, None]
    )
    runs = since >= 0
    if move.until is not None:
        runs &= (horizon.at <= horizon.place(move.until))[None, :]
    misjudged = doubts.failure.at(z["failure"]) if here else 1.0
    fails = (chance < np.clip(move.fail_probability * misjudged, 0, 1))[:, None]
    lives = runs & ~(fails & (since >= move.fail_after_months))
    moving = np.maximum(doubts.moving.at(z["moving"]), 0)[:, None]
    local = np.maximum(doubts.local.at(z["local"]), 0)[:, None] if here else 1.0
    present = np.maximum(doubts.present.at(z["present"]), 0)[:, None]
    # A lower price where the citizen lives follows the present price up and down.
    local = local if here else present
    days = horizon.days[None, :] * 100
    paid = present_kr(move, horizon)[None, :] * present
    saved = paid * days * (lives & (since >= move.double_months))
    saved -= (local_kr(move, horizon)[None, :] * local + move.forgone_kr_per_day) * days * lives
    saved += move.egenbetaling_kr_per_month * 100 * lives
    saved -= move.transition_kr * 100 * moving * (runs & (since == 0))
    saved -= move.return_kr * 100 * moving * (runs & fails & (since == move.fail_after_months))
    outside = -move.anlaeg_kr * 100 * moving[:, 0]
    if here and homes[choice.home].fixed_kr_per_day:
        fixed = homes[choice.home].fixed_kr_per_day * local * days * lives
        outside = outside + fixed.sum(axis=1)
    return _per_year(saved, horizon), outside


def _per_year(monthly: np.ndarray, horizon: Horizon) -> np.ndarray:
    return np.add.reduceat(monthly, horizon.begins, axis=1)


def _kept(payer: Payer, horizon: Horizon, saved: np.ndarray) -> np.ndarray:
    base = np.array([payer.base_oere.get(int(year), 0) for year in horizon.years], dtype=np.int64)
    whole = np.rint(saved).astype(np.int64)
    steps = payer.steps or ()
    before = refunds(base, steps)[None, :]
    after = refunds((base[None, :] - whole).ravel(), steps).reshape(whole.shape)
    return whole - (before - after)
