"""What do the intervals of ledelsestilsynet cover? ``python benchmarks/ledelsestilsyn.py``.

Everything is enumerated over the hypergeometric distribution, so the figures have no simulation
error: coverage of the interval for every possible number kept in the population (mean and worst),
beside the Wilson interval without finite population correction; draws in strata of equal and of
unequal practice; indicators that are relevant in some cases only; wrong verdicts where the truth is
closest to the milestone; and how often the test of a change calls one where there is none.

``--tabel FILE`` judges a published table (``;``, columns indikator, milepael_pct, status_pct, n,
naevner), read as all cases and as a draw from an unknown number, as of each milestone's day.
"""

from __future__ import annotations

import argparse
import csv
import itertools
from pathlib import Path

import numpy as np
from scipy import stats

from okonomi.analysis.ledelsestilsyn.change import LEVEL, mid_p
from okonomi.analysis.ledelsestilsyn.measure import (
    MISSED,
    REACHED,
    Share,
    Stratum,
    counts_of,
    published,
    share_of,
    verdict,
    wilson,
)

DRAWS = ((20, 5), (20, 10), (40, 10), (40, 23), (100, 12), (100, 36), (400, 12), (400, 36))
STRATA = ((97, 15), (75, 12), (81, 12))
"""Cases and draws per team: three months of the example."""
MIXES = (
    ((18, 18), (18, 18), (0.6, 0.6)),
    ((18, 18), (18, 18), (0.9, 0.3)),
    ((24, 12), (12, 24), (0.9, 0.3)),
    ((30, 6), (6, 30), (0.9, 0.3)),
    ((30, 6), (6, 30), (0.6, 0.4)),
)
"""Cases of two teams now and before, and the share each keeps both times."""
_NEAR = 1e-12


def pmf(population: int, kept: int, drawn: int) -> np.ndarray:
    """The chance of 0 … ``drawn`` kept among the drawn."""
    return stats.hypergeom.pmf(np.arange(drawn + 1), population, kept, drawn)


def covers(interval: tuple[float, float], truth: float) -> bool:
    return interval[0] - _NEAR <= truth <= interval[1] + _NEAR


def simple(population: int, drawn: int) -> tuple[np.ndarray, np.ndarray]:
    """Coverage for every number kept: the kit's interval, and Wilson without correction."""
    own = [share_of([Stratum(population, drawn, drawn, k)]) for k in range(drawn + 1)]
    plain = [wilson(k / drawn, drawn) for k in range(drawn + 1)]
    found = []
    for kept in range(population + 1):
        chance, truth = pmf(population, kept, drawn), kept / population
        inside = [covers((s.low, s.high), truth) for s in own]
        found.append((chance @ inside, chance @ [covers(p, truth) for p in plain]))
    both = np.array(found)
    return both[:, 0], both[:, 1]


def wrong(population: int, drawn: int, promised: float) -> tuple[float, float]:
    """The chance of *nået* with the most kept that miss the milestone, and of *ikke nået* with
    the fewest that reach it."""
    least = int(np.ceil(promised * population - _NEAR))
    words = [
        verdict(share_of([Stratum(population, drawn, drawn, k)]), promised)
        for k in range(drawn + 1)
    ]
    below, at = pmf(population, least - 1, drawn), pmf(population, least, drawn)
    return (
        float(below @ [word == REACHED for word in words]),
        float(at @ [word == MISSED for word in words]),
    )


def stratified(spread: float) -> np.ndarray:
    """Coverage of a draw in ``STRATA`` whose practice lies ``spread`` above and below the mean."""
    ranges = [range(drawn + 1) for _, drawn in STRATA]
    shares = {
        ks: share_of([Stratum(N, n, n, k) for (N, n), k in zip(STRATA, ks, strict=True)])
        for ks in itertools.product(*ranges)
    }
    found = []
    for middle in np.arange(0.05, 0.951, 0.05):
        shift = min(spread, middle, 1 - middle)
        kept = [
            round(N * (middle + way * shift))
            for (N, _), way in zip(STRATA, (1, 0, -1), strict=True)
        ]
        truth = sum(kept) / sum(N for N, _ in STRATA)
        laws = [pmf(N, K, n) for (N, n), K in zip(STRATA, kept, strict=True)]
        found.append(
            sum(
                laws[0][a] * laws[1][b] * laws[2][c]
                for (a, b, c), share in shares.items()
                if covers((share.low, share.high), truth)
            )
        )
    return np.array(found)


def relevant(population: int, drawn: int, part: float) -> np.ndarray:
    """Coverage where only ``part`` of the cases are relevant, given that some were drawn."""
    of_interest = round(population * part)
    shares = {
        (r, k): share_of([Stratum(population, drawn, r, k)])
        for r in range(1, drawn + 1)
        for k in range(r + 1)
    }
    number = pmf(population, of_interest, drawn)
    found = []
    for kept in range(of_interest + 1):
        truth, inside = kept / of_interest, 0.0
        for r in range(1, min(drawn, of_interest) + 1):
            law = pmf(of_interest, kept, r)
            inside += number[r] * sum(
                law[k] for k in range(r + 1) if covers((shares[r, k].low, shares[r, k].high), truth)
            )
        found.append(inside / (1 - number[0]))
    return np.array(found)


def size_of_test(n: int, m: int) -> tuple[np.ndarray, np.ndarray]:
    """How often a change is called at 5 % where none is: the mid-p test and Fisher's."""
    chances = np.arange(0.02, 0.981, 0.02)
    now, before = (
        np.array([stats.binom.pmf(np.arange(size + 1), size, p) for p in chances])
        for size in (n, m)
    )
    called = np.zeros((2, n + 1, m + 1))
    for k, j in itertools.product(range(n + 1), range(m + 1)):
        one = {f"a{i}": i < k for i in range(n)}
        other = {f"b{i}": i < j for i in range(m)}
        called[0, k, j] = mid_p(one, other) <= LEVEL
        called[1, k, j] = stats.fisher_exact([[k, n - k], [j, m - j]])[1] <= LEVEL
    ours, fishers = (np.einsum("pk,kj,pj->p", now, table, before) for table in called)
    return ours, fishers


def size_in_teams(
    now: tuple[int, int], before: tuple[int, int], practice: tuple[float, float]
) -> tuple[float, float]:
    """How often a change is called at 5 % where neither team has changed its practice: the test
    within teams, and the pooled one. ``now`` and ``before``: cases of each of two teams."""
    sizes = [now[team] + before[team] for team in (0, 1)]
    ours = pooled = 0.0
    totals = itertools.product(range(sizes[0] + 1), range(sizes[1] + 1))
    for total in totals:
        chance = np.prod(
            [stats.binom.pmf(t, n, p) for t, n, p in zip(total, sizes, practice, strict=True)]
        )
        if chance < _NEAR:
            continue
        laws = [pmf(n, t, k) for t, n, k in zip(total, sizes, now, strict=True)]
        kept_now = np.convolve(*laws)
        ours += chance * kept_now[_tail_p(kept_now) <= LEVEL].sum()
        both = pmf(sum(sizes), sum(total), sum(now))
        pooled += chance * kept_now[_tail_p(both) <= LEVEL].sum()
    return float(ours), float(pooled)


def _tail_p(law: np.ndarray) -> np.ndarray:
    """The two-sided mid-p of every value of a law, as ``within_strata`` has it."""
    below = np.concatenate([[0.0], np.cumsum(law)[:-1]])
    above = np.maximum(1 - below - law, 0)
    return np.minimum(1, 2 * np.minimum(below, above) + law)


def show_table(path: Path) -> None:
    """Every row of a published table, judged both ways."""
    print(
        f"{'indikator':<66} {'%':>4} {'n':>3} {'k':>9} {'milepæl':>7}  interval  alle | stikprøve"
    )
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            percent, n = int(row["status_pct"]), int(row["n"])
            goal = int(row["milepael_pct"]) / 100
            both = [published(percent, n, drawn=drawn) for drawn in (False, True)]
            counts = ", ".join(map(str, counts_of(percent, n))) or "ingen"
            print(
                f"{row['indikator']:<66} {percent:>4} {n:>3} {counts:>9} {100 * goal:>6.0f} %  "
                f"{_interval(both[1]):>8}  {' | '.join(verdict(s, goal) for s in both)}"
            )


def _interval(share: Share) -> str:
    if share.low is None or share.high is None:
        return "ukendt"
    return f"{100 * share.low:.0f}–{100 * share.high:.0f} %"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tabel", type=Path)
    table = parser.parse_args().tabel
    if table is not None:
        show_table(table)
        return
    print("coverage in %:     N    n    mean   worst | without correction: mean  worst")
    for population, drawn in DRAWS:
        own, plain = simple(population, drawn)
        print(
            f"simple draw    {population:>5} {drawn:>4}  {100 * own.mean():>6.1f} "
            f"{100 * own.min():>7.1f} | {100 * plain.mean():>25.1f} {100 * plain.min():>6.1f}"
        )
    for spread in (0.0, 0.1, 0.3):
        found = 100 * stratified(spread)
        print(
            f"strata, ±{100 * spread:.0f} points: mean {found.mean():.1f}, worst {found.min():.1f}"
        )
    for part in (0.3, 0.7):
        found = 100 * relevant(250, 36, part)
        print(
            f"relevant in {100 * part:.0f} %, 36 of 250: mean {found.mean():.1f}, "
            f"worst {found.min():.1f}"
        )
    print("wrong verdicts at the milestone in %: worst nået, worst ikke nået")
    for population, drawn in DRAWS:
        ends = [wrong(population, drawn, goal) for goal in (0.25, 0.3, 0.5, 0.75, 0.9)]
        worst = 100 * np.array(ends).max(axis=0)
        print(f"  {population:>4} {drawn:>3}  {worst[0]:.1f} {worst[1]:.1f}")
    print("a change called where there is none, in %: mid-p mean, worst | Fisher mean, worst")
    for n, m in ((12, 12), (24, 24), (36, 36), (36, 18)):
        ours, fishers = (100 * found for found in size_of_test(n, m))
        print(
            f"  {n:>3} {m:>3}  {ours.mean():.1f} {ours.max():.1f} | "
            f"{fishers.mean():.1f} {fishers.max():.1f}"
        )
    print("a change called where no team has changed, in %: within teams | pooled")
    for now, before, practice in MIXES:
        ours, pooled = (100 * found for found in size_in_teams(now, before, practice))
        print(f"  now {now}, before {before}, practice {practice}: {ours:.1f} | {pooled:.1f}")


if __name__ == "__main__":
    main()
