"""Can anything hidden be worked out? ``python benchmarks/disclosure.py [--seeds FIRST LAST]``.

500 random reports (seeds 0–499, fixed beforehand): tables of 3–8 rows and 3–6 columns with totals,
half of them with two areas, number and kroner, two consecutive quarters; every other second report
shows last quarter's figures and the changes too. An attacker who shares
no code with the kit (``_disclosure_attack``) seeks the least and greatest value of every number
hidden in either report. None may be pinned closer than one person or 20 %.

``--to-date``: both reports are the year to date, and the attacker knows that no figure falls.
``--exact N``: for the first N tables up to 6 × 5, the least number of cells that any choice could
hide in the first report, by one MILP per table (``--limit`` seconds each).
``--reports N``: instead, committee month reports of the made-up municipality with the given seeds
and N placements, for each of ``--months``, made, leak-checked and attacked through their workbook.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter

from _disclosure_attack import attack, least_hidden
from _disclosure_report import municipalities
from _disclosure_world import FIRST, SECOND, TIES, world

from okonomi.present.disclosure import protect


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs=2, default=(0, 499))
    parser.add_argument("--exact", type=int, default=0)
    parser.add_argument("--limit", type=float, default=60)
    parser.add_argument("--to-date", action="store_true")
    parser.add_argument("--reports", type=int, default=0)
    parser.add_argument("--months", nargs="+", default=["2026-02", "2026-03"])
    given = parser.parse_args()
    if given.reports:
        municipalities(*given.seeds, given.reports, given.months)
        return
    total: dict[str, Counter] = {tie: Counter() for tie in TIES}
    spent = Counter()
    compared = 0
    for seed in range(given.seeds[0], given.seeds[1] + 1):
        here = world(seed, given.to_date)
        began = time.perf_counter()
        first = protect(here.reports[0])
        second = protect(here.reports[1], earlier=first)
        spent["protect"] += time.perf_counter() - began
        began = time.perf_counter()
        tried, fell = attack(here, [first, second])
        spent["attack"] += time.perf_counter() - began
        for line in fell:
            print(f"seed {seed} ({here.tie}): {line}", flush=True)
        told = first.unprotected + second.unprotected
        for line in told:
            print(f"seed {seed} ({here.tie}): said to be unprotected: {line}", flush=True)
        sums = total[here.tie]
        sums.update(reports=2, attacked=tried, fell=len(fell), unprotected=len(told))
        sums.update(exact=first.exact + second.exact)
        for report, table in ((first, FIRST), (second, SECOND)):
            mine = report.hidden[report.hidden.index.get_level_values(0) == table]
            sums.update(cells=len(mine), hidden=int(mine.sum()))
            sums.update(primary=int(report.primary[mine.index].sum()))
        if compared < given.exact and here.shape[0] <= 6 and here.shape[1] <= 5:
            compared += 1
            compare(seed, here, first, given.limit)
        if seed % 10 == 9:
            print(f"… seed {seed}: {spent['protect']:.0f} s, {spent['attack']:.0f} s", flush=True)
    show(total, spent)


def compare(seed, here, first, limit: float) -> None:
    began = time.perf_counter()
    keys = set(first.primary.index[first.primary])
    least, bound = least_hidden(here, keys, limit)
    print(
        f"seed {seed} {here.shape}: hidden {int(first.hidden.sum())}, the MILP's least {least} "
        f"(at least {bound:.1f}) of {len(first.hidden)}; {time.perf_counter() - began:.0f} s",
        flush=True,
    )


def show(total: dict[str, Counter], spent: Counter) -> None:
    names = ("reports", "cells", "primary", "hidden", "attacked", "fell", "unprotected", "exact")
    print(f"{'':<14}" + "".join(f"{name:>12}" for name in names))
    for tie, sums in total.items():
        print(f"{tie:<14}" + "".join(f"{sums[name]:>12,}" for name in names))
    every = sum(total.values(), Counter())
    print(f"{'all':<14}" + "".join(f"{every[name]:>12,}" for name in names))
    if every["cells"]:
        print(f"hidden for their own sake {every['primary'] / every['cells']:.1%} of the cells, ")
        print(f"in all {every['hidden'] / every['cells']:.1%}")
    print(f"protect {spent['protect']:.0f} s, attack {spent['attack']:.0f} s")


if __name__ == "__main__":
    main()
