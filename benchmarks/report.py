"""How long does a report take? ``python benchmarks/report.py [--placements N] [--each N] …``.

Whole processes, in turn, round by round, on one synthetic municipality (not timed):

- ``okonomi report``: the command, from start to html, pdf, xlsx and notebook published;
- ``papermill + nbconvert``: papermill running a notebook that only imports the same packages (those
  the report's own notebook is seen to import, found once beforehand), then nbconvert to html: two
  processes, as one would do it without the kit. It reads no file and draws nothing.

Then the reports of many rådgivere: one command with ``--each raadgiver`` cut to the first N names,
and again to one; the difference per report is what each costs after the first.
Seconds are medians; the ratio is what counts (aim: at most 1.5). On a busy machine look at the
seconds of the processor.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from okonomi import eksempel

HERE = Path(__file__).resolve().parents[1]
OURS, THEIRS = "okonomi report", "papermill + nbconvert"
SEEN = """
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
for code in {cells!r}:
    shown = shell.run_cell(code).result
    if hasattr(shown, "_repr_mimebundle_"):
        shown._repr_mimebundle_()
wanted = ["pandas", "numpy", "matplotlib", "matplotlib.figure", "scipy", "scipy.stats",
          "scipy.optimize", "statsmodels", "statsmodels.api", "pyarrow", "python_calamine", "yaml"]
print("IMPORTS", *[name for name in wanted if name in sys.modules])
"""
EACH = """
import sys
from okonomi.cli import main
from okonomi.reports import each
real = each.CHOICES["raadgiver"]
each.CHOICES = {{"raadgiver": lambda reading: real(reading)[:{count}]}}
sys.exit(main({arguments!r}))
"""


class Taken(NamedTuple):
    """Seconds on the clock, and of the processor by a process and all its children."""

    wall: float
    cpu: float


def run(*command: str, cwd: Path = HERE) -> Taken:
    """A whole process; exit codes 0 and 1 are fine (1: published with errors set aside)."""
    begin, used = time.perf_counter(), _cpu()
    done = subprocess.run(
        command, cwd=cwd, capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    taken = Taken(time.perf_counter() - begin, _cpu() - used)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stdout + done.stderr)
    return taken


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def imports_of(notebook: Path) -> list[str]:
    """The packages a run of the notebook's code leaves imported."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    done = subprocess.run(
        [sys.executable, "-c", SEEN.format(cells=code)],
        cwd=notebook.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    line = next(x for x in done.stdout.splitlines() if x.startswith("IMPORTS"))
    return line.split()[1:]


def only_imports(folder: Path, packages: list[str]) -> Path:
    """A notebook that imports them, and the kit, and does nothing else."""
    source = "\n".join(f"import {name}" for name in packages)
    cell = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [],
            "source": source, "id": "a"}  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    made = {"cells": [cell], "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    path = folder / "import.ipynb"
    path.write_text(json.dumps(made))
    return path


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--report", default="maanedsrapport")
    ask.add_argument("--placements", type=int, default=5000)
    ask.add_argument("--each", type=int, default=60)
    ask.add_argument("--runs", type=int, default=3)
    given = ask.parse_args()
    print(f"{platform.python_implementation()} {platform.python_version()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as own:
        folder = Path(own)
        workspace = folder / "kommune"
        eksempel.write(
            workspace, seed=1, placements=given.placements, year=2026, drops=("2026-02", "2026-03")
        )
        ours = [sys.executable, "-m", "okonomi.cli", "report"]
        where = ["--workspace", str(workspace), "--period", "2026-03"]
        packages = imports_of(HERE / "notebooks" / f"{given.report}.ipynb")
        theirs = only_imports(folder, packages)
        out = folder / "ud.ipynb"
        rounds: dict[str, list[Taken]] = {OURS: [], THEIRS: []}
        for _ in range(given.runs):
            rounds[OURS].append(run(*ours, given.report, *where))
            first = run(sys.executable, "-m", "papermill", str(theirs), str(out))
            then = run(sys.executable, "-m", "nbconvert", "--to", "html", str(out))
            rounds[THEIRS].append(Taken(first.wall + then.wall, first.cpu + then.cpu))
        print(f"{given.report}, {given.placements} placements; the other imports {packages}")
        print(f"{'median of ' + str(given.runs):<24}{'seconds':>10}{'of them cpu':>14}")
        medians = {
            name: Taken(*(statistics.median(column) for column in zip(*taken, strict=True)))
            for name, taken in rounds.items()
        }
        for name, median in medians.items():
            print(f"{name:<24}{median.wall:10.2f}{median.cpu:14.2f}")
        ours_, theirs_ = medians[OURS], medians[THEIRS]
        print(f"{'ratio':<24}{ours_.wall / theirs_.wall:10.2f}{ours_.cpu / theirs_.cpu:14.2f}")

        if given.each > 1:
            arguments = ["report", "raadgivermoede", "--each", "raadgiver", *where]
            one, many = (
                run(sys.executable, "-c", EACH.format(count=count, arguments=arguments))
                for count in (1, given.each)
            )
            more = given.each - 1
            wall, cpu = (many.wall - one.wall) / more, (many.cpu - one.cpu) / more
            print(f"{'--each, the first':<24}{one.wall:10.2f}{one.cpu:14.2f}")
            print(f"{'each after the first':<24}{wall:10.2f}{cpu:14.2f}   of {given.each}")


if __name__ == "__main__":
    main()
