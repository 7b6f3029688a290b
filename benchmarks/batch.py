"""What does a report cost among many? ``python benchmarks/batch.py [--municipalities N] …``.

Synthetic municipalities of one size, one monthly report each, in one run of whole processes:

- ``report``: ``okonomi report`` in a process of its own, the median of a few municipalities;
- ``imports``: a process that only imports the packages the report's notebook is seen to import;
- ``batch, 1 worker`` and ``batch, 2 workers``: ``okonomi batch`` over them all. Every kernel has
  one BLAS thread, so the ratio is of workers and not of threads;
- with ``--dask`` (needs ``distributed``) the same plan over a scheduler and two worker processes.

The floor of a batch is the imports once per worker and then, per report, what a report costs beyond
them. Aim: two workers at least 1,6 times as fast as one. Rounds are mixed where there are several
(``--rounds``), and seconds are medians; on a busy machine look at the ratio of processor seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from report import HERE, Taken, imports_of, run

from okonomi import eksempel

PERIOD = "2026-03"
SINGLES = 5


def municipalities(folder: Path, count: int, placements: int) -> list[Path]:
    """So many workspaces, each with its own seed."""
    made = []
    for seed in range(1, count + 1):
        made.append(folder / f"kommune-{seed:03d}")
        drops = ("2026-02", PERIOD)
        eksempel.write(made[-1], seed=seed, placements=placements, year=2026, drops=drops)
    return made


def batch(plan: Path, *given: str) -> Taken:
    """A whole batch; that every report of it was made is looked up in its summary."""
    taken = run(sys.executable, "-m", "okonomi.cli", "batch", str(plan), *given)
    summary = plan.with_name("plan-resultat.csv").read_text("utf-8-sig").splitlines()[1:]
    failed = [line for line in summary if line.split(";")[3] == "2"]
    if failed:
        raise SystemExit("\n".join(failed))
    return taken


@contextmanager
def cluster(folder: Path, workers: int) -> Iterator[str]:
    """A Dask scheduler and its workers, as docs/drift.md starts them."""
    file = folder / "scheduler.json"
    common = ["--no-dashboard", "--scheduler-file", str(file)]
    begin = [sys.executable, "-m"]
    commands = [
        [*begin, "distributed.cli.dask_scheduler", *common, "--host", "127.0.0.1", "--port", "0"],
        [*begin, "distributed.cli.dask_worker", *common, "--nworkers", str(workers),
         "--nthreads", "1", "--local-directory", str(folder)],
    ]  # fmt: skip
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    started = [subprocess.Popen(command, env=dict(os.environ), **quiet) for command in commands]
    try:
        while not file.exists() or not file.read_text():
            time.sleep(0.1)
        time.sleep(10)  # the workers' own imports are not the batch's
        yield json.loads(file.read_text())["address"]
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait()


def median(taken: list[Taken]) -> Taken:
    return Taken(*(statistics.median(column) for column in zip(*taken, strict=True)))


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--municipalities", type=int, default=98)
    ask.add_argument("--placements", type=int, default=400)
    ask.add_argument("--report", default="maanedsrapport")
    ask.add_argument("--rounds", type=int, default=1)
    ask.add_argument("--dask", action="store_true")
    given = ask.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores")
    print(f"{given.municipalities} municipalities of {given.placements} placements: {given.report}")
    with tempfile.TemporaryDirectory() as own:
        folder = Path(own)
        made = municipalities(folder, given.municipalities, given.placements)
        plan = folder / "plan.yaml"
        plan.write_text(f"arbejdsomraader: ['kommune-*']\nrapporter: [{given.report}]\n", "utf-8")
        packages = imports_of(HERE / "notebooks" / f"{given.report}.ipynb")
        rounds: dict[str, list[Taken]] = {}
        for _ in range(given.rounds):
            for workspace in made[:SINGLES]:
                rounds.setdefault("imports", []).append(
                    run(sys.executable, "-c", f"import {', '.join(packages)}")
                )
                where = ["--workspace", str(workspace), "--period", PERIOD]
                rounds.setdefault("report", []).append(
                    run(sys.executable, "-m", "okonomi.cli", "report", given.report, *where)
                )
            for workers in (1, 2):
                name = f"batch, {workers} worker" + "s" * (workers > 1)
                rounds.setdefault(name, []).append(batch(plan, "--workers", str(workers)))
            if given.dask:
                for workers in (1, 2):
                    with cluster(folder, workers) as address:
                        name = f"Dask, {workers} worker" + "s" * (workers > 1)
                        rounds.setdefault(name, []).append(batch(plan, "--scheduler", address))
        tell({name: median(taken) for name, taken in rounds.items()}, given.municipalities)


def tell(medians: dict[str, Taken], count: int) -> None:
    """Seconds in all and per report; for Dask the processor's seconds are the workers' own."""
    print(f"{'':<20}{'seconds':>10}{'cpu':>10}{'per report':>12}")
    for name, taken in medians.items():
        many = count if name.startswith(("batch", "Dask")) else 1
        cpu = f"{taken.cpu:10.1f}" if not name.startswith("Dask") else f"{'–':>10}"
        print(f"{name:<20}{taken.wall:10.1f}{cpu}{taken.wall / many:12.2f}")
    single, imports = medians["report"], medians["imports"]
    floor = (imports.wall + count * (single.wall - imports.wall)) / count
    print(
        f"floor of one worker: {floor:.2f} s per report (imports once, then a report without them)"
    )
    for kind in ("batch", "Dask"):
        if f"{kind}, 2 workers" in medians:
            one, two = medians[f"{kind}, 1 worker"], medians[f"{kind}, 2 workers"]
            print(f"{kind}: 1 → 2 workers {one.wall / two.wall:.2f} times as fast (aim 1.6)")
            single_all = single.wall * count
            print(f"{kind}: 2 workers {single_all / two.wall:.2f} times as fast as one by one")


if __name__ == "__main__":
    main()
