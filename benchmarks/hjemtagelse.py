"""The plan: seconds and gap at size, how much better than dearest first, and honest intervals.

Run with ``python start.py bench hjemtagelse``. Seeds are fixed: 0–99 for the comparison, 0–399
for the intervals.
"""

from __future__ import annotations

import statistics
import time

from _hjemtagelse_world import DOUBTS, municipality, truth

from okonomi.analysis.hjemtagelse.plan import all_columns, best_plan
from okonomi.analysis.hjemtagelse.ranking import dearest_first
from okonomi.analysis.hjemtagelse.uncertainty import outcome


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


def coverage() -> None:
    """400 plans carried out in a world that is not the model's."""
    inside, below, paid, said = 0, 0, 0, 0.0
    for seed in range(400):
        candidates, homes, payers, horizon = municipality(10_000 + seed, 40, 8, 60)
        plan = best_plan(candidates, homes, payers, horizon)
        drawn = outcome(plan, homes, payers, horizon, DOUBTS, seed=seed)
        low, high = drawn.interval
        came = truth(plan, homes, payers, horizon, seed)
        inside += low <= came <= high
        below += came < low
        paid += came >= 0
        said += drawn.pays_back
    print(
        f"80 % interval over 400 plans: {inside / 4:.1f} % inside, {below / 4:.1f} % below, "
        f"{(400 - inside - below) / 4:.1f} % above; paid back {paid / 4:.1f} %, said "
        f"{said / 4:.1f} %"
    )


if __name__ == "__main__":
    at_size()
    against_dearest_first()
    coverage()
