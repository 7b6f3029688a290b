"""Is every contract gap found, and none invented? ``python benchmarks/contract_gaps.py``.

Synthetic municipalities, seeds fixed beforehand (1–26, and 20260 as in ``data/eksempel``), 400
placements, two months each. What ``okonomi.contracts`` finds is held, line by line and
kind by kind, against what the generator's own truth says of the same exports. ``--seeds`` looks at
some of them alone and shows each row that differs. Expiry within 180 days is the calendar's.
A line that was posted after its last day is compared where the posting names the line.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from okonomi import eksempel
from okonomi.analysis.contracts.result import Contracts, contracts
from okonomi.intake import Reading, read
from okonomi.period import parse_period
from okonomi.rules import load, load_kontoplan
from okonomi.workspace import open_workspace

SEEDS = (*range(1, 27), 20260)
MONTHS = ("2026-03", "2026-07")
UNDER_DELIVERED = "underleveret"
"""A gap of the truth's that another analysis finds."""

Gap = tuple[str, str]
"""Kind and line (of what runs out soon: the contract)."""


def rows(truth: Path, name: str) -> list[dict[str, str]]:
    with (truth / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def true_gaps(truth: Path, month: str) -> set[Gap]:
    """What the generator knows to be there."""
    gaps = {
        (row["gap"], row["contract_id"] if row["gap"] == "udloeber_snart" else row["line_id"])
        for row in rows(truth, f"kontraktmangler_{month}")
        if row["gap"] != UNDER_DELIVERED
    }
    posted = {
        ("betalt_efter_fraflytning", row["lines"])
        for row in rows(truth, f"posteringer_{month}")
        if row["category"] == "efter_fraflytning" and row["line_ref"]
    }
    return gaps | posted


def found_gaps(here: Reading, found: Contracts, truth: Path, month: str) -> set[Gap]:
    """What the kit says, with the lines by the truth's own numbers."""
    ids = {
        (row[file], row[line]): row["line_id"]
        for row in rows(truth, f"kendt_{month}")
        for file, line in (("file", "line"), ("price_file", "price_line"))
    }
    placement = here["placement"].iloc[found.lines["row"]]
    files = here.files["file"].reindex(placement["source"]).str.split("/").str[-1]
    names = [ids.get((f, str(n)), "?") for f, n in zip(files, placement["line"], strict=True)]
    soon = found.register.loc[found.register["ends_soon"], "contract_id"]
    return set(zip(found.lines["kind"], names, strict=True)) | {
        ("udloeber_snart", contract) for contract in soon
    }


def compared(seed: int, placements: int) -> Iterator[tuple[str, set[Gap], set[Gap]]]:
    """Month, the gaps that are there, and those found."""
    with tempfile.TemporaryDirectory() as folder:
        home, truth = Path(folder, "arbejde"), Path(folder, "facit")
        eksempel.write(home, seed=seed, placements=placements, year=2026, drops=MONTHS, truth=truth)
        workspace = open_workspace(home)
        for month in MONTHS:
            here = read(workspace, parse_period(month))
            found = contracts(here, load_kontoplan(), load(workspace))
            yield month, true_gaps(truth, month), found_gaps(here, found, truth, month)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--placements", type=int, default=400)
    parser.add_argument("--seeds", type=int, nargs="+", default=list(SEEDS))
    given = parser.parse_args()
    there, missed, invented = Counter(), Counter(), Counter()
    for seed in given.seeds:
        for month, true, mine in compared(seed, given.placements):
            there += Counter(kind for kind, _ in true)
            missed += Counter(kind for kind, _ in true - mine)
            invented += Counter(kind for kind, _ in mine - true)
            for word, rest in (("missed", true - mine), ("invented", mine - true)):
                for kind, line in sorted(rest):
                    print(f"seed {seed}, {month}: {word} {kind} {line}", flush=True)
    print(f"{len(given.seeds)} municipalities × {len(MONTHS)} months")
    print(f"{'':<28}{'there':>8}{'missed':>8}{'invented':>10}")
    for kind in sorted(there | missed | invented):
        print(f"{kind:<28}{there[kind]:>8,}{missed[kind]:>8,}{invented[kind]:>10,}")
    print(f"{'all':<28}{there.total():>8,}{missed.total():>8,}{invented.total():>10,}")


if __name__ == "__main__":
    main()
