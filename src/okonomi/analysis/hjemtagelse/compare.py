"""The plan beside simpler and safer ones, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.inputs import Inputs
from okonomi.analysis.hjemtagelse.plan import Choice, Plan, best_plan, gain_of
from okonomi.analysis.hjemtagelse.ranking import dearest_first
from okonomi.analysis.hjemtagelse.uncertainty import (
    DRAWS,
    ROBUST_FAILURE,
    drawn_gains,
    paying,
    robust_plan,
)

BEST, ONLY_HOME = "Bedste plan", "Kun flytninger"
DEAREST, ROBUST = "Dyreste først", "Robust plan"


def plans(given: Inputs) -> dict[str, Plan]:
    """The plans by name, the best one first.

    ``ONLY_HOME`` is there where some price may be renegotiated: dearest first knows moves only,
    and is to be held against a plan of the same kind.
    """
    at = (given.homes, given.payers, given.horizon)
    most = given.scenario.most_moves
    found = {BEST: best_plan(given.candidates, *at, most_moves=most)}
    bare = [replace(c, cheaper=None) for c in given.candidates]
    if any(c.cheaper for c in given.candidates):
        found[ONLY_HOME] = best_plan(bare, *at, most_moves=most)
    found[DEAREST] = dearest_first(bare, *at, most_moves=most)
    found[ROBUST] = robust_plan(given.candidates, *at, most_moves=most)
    return found


def comparison(found: Mapping[str, Plan], given: Inputs, seed: int = 1) -> pd.DataFrame:
    """Row: one plan. label, moves, lower (renegotiated prices), mean_oere (the mean of the draws),
    low_oere, high_oere (80 % interval), pays_back (share of the draws that gain anything); and,
    with every input as likely: gain_oere (expected, at the scenario's risk), less_oere (than the
    plan it is held against), risky_oere (expected when every move fails with probability 1/3),
    all_oere (nothing fails). Net, or service less anlæg where the thresholds are unknown."""
    risk = {c.key: c.move.fail_probability for c in given.candidates}
    doubts = given.scenario.doubts()
    rows = []
    for label, plan in found.items():
        likely = with_risk(plan, given, lambda choice: risk[choice.candidate])
        draws = drawn_gains(
            likely, given.homes, given.payers, given.horizon, doubts, draws=DRAWS, seed=seed
        )
        low, high = np.quantile(draws, [0.1, 0.9])
        rows.append(
            (label, sum(c.home is not None for c in plan.choices),
             sum(c.home is None for c in plan.choices), round(float(draws.mean())),
             round(float(low)), round(float(high)), paying(draws), likely.gain_oere,
             with_risk(plan, given, lambda _: ROBUST_FAILURE).gain_oere,
             if_all_succeeds(plan, given).gain_oere)
        )  # fmt: skip
    names = [
        "label", "moves", "lower", "mean_oere", "low_oere", "high_oere", "pays_back", "gain_oere",
        "risky_oere", "all_oere",
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=names)
    gain = frame.set_index("label")["gain_oere"]
    against = pd.Series(gain[BEST], index=gain.index)
    against[DEAREST] = gain.get(ONLY_HOME, gain[BEST])
    return frame.assign(less_oere=(against - gain).to_numpy())


def if_all_succeeds(plan: Plan, given: Inputs) -> Plan:
    """The same choices with no move that fails and every lower price won."""
    return with_risk(plan, given, lambda _: 0.0, lower=0.0)


def with_risk(
    plan: Plan, given: Inputs, risk: Callable[[Choice], float], lower: float | None = None
) -> Plan:
    """The same choices with these probabilities that a move fails (``lower``: that a lower price is
    not won; None keeps them), and their gain."""
    homes = {home.name: home for home in given.homes}

    def changed(choice: Choice) -> Choice:
        fails = lower if choice.home is None else risk(choice)
        if fails is None:
            return choice
        return replace(choice, move=replace(choice.move, fail_probability=fails))

    columns = []
    for column in plan.columns:
        choices = tuple(changed(choice) for choice in column.choices)
        gain = gain_of(choices, given.payers[column.payer], homes, given.horizon)
        columns.append(replace(column, choices=choices, gain_oere=gain))
    gain = sum(c.gain_oere for c in columns)
    gain -= sum(homes[name].opening_cost(given.horizon) for name in plan.opened)
    return replace(plan, columns=tuple(columns), gain_oere=gain, bound_oere=gain)
