"""The plan: seconds and gap at size, how much better than dearest first, and honest intervals.

Run with ``python start.py bench hjemtagelse``. Seeds are fixed: 0–99 for the comparison, 0–399
for the intervals. The made-up municipalities take about three seconds each.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from pathlib import Path

import numpy as np
from _hjemtagelse_world import DOUBTS, municipality, truth

from okonomi import eksempel, intake, rules
from okonomi.analysis.hjemtagelse.explore import drawing
from okonomi.analysis.hjemtagelse.inputs import inputs
from okonomi.analysis.hjemtagelse.plan import all_columns, best_plan
from okonomi.analysis.hjemtagelse.ranking import dearest_first
from okonomi.analysis.hjemtagelse.scenario import default_scenario
from okonomi.analysis.hjemtagelse.uncertainty import DRAWS, drawn_gains
from okonomi.analysis.hjemtagelse.variant import Change
from okonomi.period import parse_period
from okonomi.workspace import open_workspace


def at_size() -> None:
    """300 candidates × 40 tilbud × 36 months."""
    candidates, homes, payers, horizon = municipality(1, 300, 40, 36)
    started = time.perf_counter()
    columns, _ = all_columns(candidates, homes, payers, horizon)
    priced = time.perf_counter() - started
    started = time.perf_counter()
    plan = best_plan(candidates, homes, payers, horizon)
    seconds = time.perf_counter() - started
    gap = (plan.bound_oere - plan.gain_oere) / max(plan.gain_oere, 1)
    places = sum(home.places for home in homes)
    print(
        f"300 candidates, 40 tilbud ({places} places), 36 months: {len(columns)} columns; "
        f"{seconds:.1f} s in all, {priced:.1f} s of it to price them; gap {gap:.2e}"
    )


def against_dearest_first() -> None:
    """100 municipalities of 60 candidates and 12 tilbud over five years."""
    better = []
    for seed in range(100):
        drawn = municipality(seed, 60, 12, 60)
        best, simple = best_plan(*drawn), dearest_first(*drawn)
        if simple.gain_oere > best.gain_oere:
            raise AssertionError(f"seed {seed}: dearest first is better")
        better.append((best.gain_oere - simple.gain_oere) / 100)
    shares = statistics.quantiles(better, n=4)
    print(
        f"better than dearest first by {statistics.median(better):,.0f} kr. in the median of 100 "
        f"(quartiles {shares[0]:,.0f}–{shares[2]:,.0f}); never worse"
    )


def in_made_up_municipalities(count: int = 100) -> None:
    """The same from exports: municipalities of ``okonomi.eksempel`` with 150 placements."""
    better, shares = [], []
    for seed in range(count):
        with tempfile.TemporaryDirectory() as folder:
            root = Path(folder, "kommune")
            eksempel.write(root, seed=seed, placements=150, year=2026, drops=("2026-03",))
            workspace = open_workspace(root)
            reading = intake.read(workspace, parse_period("2026-03"))
            scenario = default_scenario(reading.period)
            given = inputs(reading, rules.load(workspace), workspace.municipality, scenario)
        drawn = given.candidates, given.homes, given.payers, given.horizon
        best, simple = best_plan(*drawn).gain_oere, dearest_first(*drawn).gain_oere
        if simple > best:
            raise AssertionError(f"seed {seed}: dearest first is better")
        better.append((best - simple) / 100)
        if best > 0:
            shares.append((best - simple) / best)
    print(
        f"in {count} made-up municipalities better than dearest first by "
        f"{statistics.median(better):,.0f} kr. in the median ({statistics.median(shares):.0%} of "
        f"the best plan's gain); {sum(b > 0 for b in better)} of them better, never worse"
    )


def sliders() -> None:
    """One redraw of the sliders, for the made-up municipality of 400 placements."""
    root = Path(__file__).parents[1] / "data" / "eksempel"
    workspace = open_workspace(root)
    reading = intake.read(workspace, parse_period("2026-03"))
    scenario = default_scenario(reading.period)
    given = inputs(reading, rules.load(workspace), workspace.municipality, scenario)
    drawing(given, Change())
    took = []
    for risk in range(20):
        started = time.perf_counter()
        drawing(given, Change(risk=risk / 20, months=60 - risk))
        took.append(time.perf_counter() - started)
    print(
        f"a slider: {statistics.median(took):.2f} s in the median of 20, {max(took):.2f} s at most "
        f"({len(given.candidates)} candidates, {len(given.homes)} tilbud)"
    )


def coverage() -> None:
    """400 plans carried out in a world that is not the model's."""
    inside, below, paid, said = 0, 0, 0, 0.0
    for seed in range(400):
        candidates, homes, payers, horizon = municipality(10_000 + seed, 40, 8, 60)
        plan = best_plan(candidates, homes, payers, horizon)
        gains = drawn_gains(plan, homes, payers, horizon, DOUBTS, draws=DRAWS, seed=seed)
        low, high = np.quantile(gains, [0.1, 0.9])
        came = truth(plan, homes, payers, horizon, seed)
        inside += low <= came <= high
        below += came < low
        paid += came >= 0
        said += float((gains >= 0).mean())
    print(
        f"80 % interval over 400 plans: {inside / 4:.1f} % inside, {below / 4:.1f} % below, "
        f"{(400 - inside - below) / 4:.1f} % above; paid back {paid / 4:.1f} %, said "
        f"{said / 4:.1f} %"
    )


if __name__ == "__main__":
    at_size()
    against_dearest_first()
    in_made_up_municipalities()
    sliders()
    coverage()
