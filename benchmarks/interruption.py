"""Is a report ever half? ``python benchmarks/interruption.py [--kills N] [--report NAME] …``.

``okonomi report`` is killed (SIGKILL, with its kernel) at random moments: two of three uniformly
over the whole run, the third uniformly over the last step, which writes and publishes. Every
other time there is an old report, every other time there is none. After each kill:

- the report's folder holds every file, byte for byte as an undisturbed run makes them, or it is
  not there; where there was an old report it is there, or lies whole beside for the repair;
- the workspace can be locked at once, and what a next command begins with puts everything right:
  nothing is left beside, and the old report is in its place.

Every twentieth time the next run is let through to its end. Any fault stops with exit code 1.
Linux only: the processes to kill are found in /proc.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from okonomi import eksempel
from okonomi.reports.jobs import working
from okonomi.workspace import open_workspace

PERIOD = "2026-03"
NOW = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
LAST = "Rapporten skrives"


def start(workspace: Path, report: str, said: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "okonomi.cli", "report", report, "--period", PERIOD]
    with said.open("wb") as file:
        return subprocess.Popen(
            [*command, "--workspace", str(workspace)],
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def kill(process: subprocess.Popen[bytes]) -> None:
    """The process and everything it started, at once."""
    below = descendants(process.pid)
    for pid in (process.pid, *below):
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    process.wait()


def descendants(pid: int) -> list[int]:
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        parents.setdefault(parent, []).append(int(entry.parent.name))
    found = parents.get(pid, [])
    return [*found, *(below for child in found for below in descendants(child))]


def content(folder: Path) -> dict[str, bytes]:
    """Every file but the manifest, which has the time of the run: of that, that it is JSON."""
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    if "manifest.json" in files:
        json.loads(files["manifest.json"])
        files["manifest.json"] = b"JSON"
    return files


def seconds_of_last_step(workspace: Path, report: str, said: Path) -> tuple[float, float]:
    """An undisturbed run: seconds in all, and of its last step."""
    begin = time.perf_counter()
    process = start(workspace, report, said)
    last = begin
    while process.poll() is None:
        if last == begin and LAST in said.read_text("utf-8"):
            last = time.perf_counter()
        time.sleep(0.005)
    if process.returncode not in (0, 1):
        raise SystemExit(said.read_text("utf-8"))
    end = time.perf_counter()
    return end - begin, end - last


def wait_for(moment: float, process: subprocess.Popen[bytes], said: Path, last: bool) -> None:
    """Until so many seconds have gone, of the run or of its last step, or it has ended."""
    while last and process.poll() is None and LAST not in said.read_text("utf-8"):
        time.sleep(0.002)
    try:
        process.wait(moment)
    except subprocess.TimeoutExpired:
        return


def main() -> None:
    ask = argparse.ArgumentParser()
    ask.add_argument("--kills", type=int, default=200)
    ask.add_argument("--report", default="maanedsrapport")
    ask.add_argument("--placements", type=int, default=60)
    ask.add_argument("--seed", type=int, default=1)
    given = ask.parse_args()
    chance = random.Random(given.seed)
    with tempfile.TemporaryDirectory() as own:
        workspace, said = Path(own) / "kommune", Path(own) / "sagt.txt"
        eksempel.write(
            workspace, seed=1, placements=given.placements, year=2026, drops=("2026-02", PERIOD)
        )
        run = (workspace, given.report, said)
        whole_run, last_step = seconds_of_last_step(*run)
        whole_run, last_step = seconds_of_last_step(*run)
        target = workspace / "reports" / PERIOD / given.report
        aside = target.with_name(f".{target.name}.gammel")
        kept = shutil.copytree(target, Path(own) / "hel")
        whole = content(kept)
        print(f"an undisturbed run: {whole_run:.1f} s, its last step {last_step:.2f} s", flush=True)
        steps: Counter[str] = Counter()
        faults: list[str] = []
        for number in range(given.kills):
            had_old = number % 2 == 0
            shutil.rmtree(target, ignore_errors=True)
            if had_old:
                shutil.copytree(kept, target)
            last = number % 3 == 2
            process = start(*run)
            wait_for(chance.uniform(0, last_step if last else whole_run), process, said, last)
            done = process.poll() is not None
            kill(process)
            lines = [line for line in said.read_text("utf-8").splitlines() if "/" in line[:4]]
            steps["ended" if done else lines[-1].partition(" ")[0] if lines else "start"] += 1
            found = content(target) if target.exists() else None
            if found not in (None, whole):
                faults.append(f"{number}: a half report")
            if had_old and found is None and not (aside.exists() and content(aside) == whole):
                faults.append(f"{number}: the old report is lost")
            with working(open_workspace(workspace), NOW):
                pass
            left = {p.name for p in target.parent.iterdir()} - {target.name}
            if left:
                faults.append(f"{number}: left beside: {sorted(left)}")
            if (had_old and not target.exists()) or (target.exists() and content(target) != whole):
                faults.append(f"{number}: not whole after the repair")
            if number % 20 == 19:
                seconds_of_last_step(*run)
                if content(target) != whole:
                    faults.append(f"{number}: the next run made something else")
                print(f"{number + 1} kills, {len(faults)} faults", flush=True)
        print(
            f"{given.kills} kills; where they hit (step of the run): {dict(sorted(steps.items()))}"
        )
        print(f"half reports, lost reports, locks or files left behind: {len(faults)}")
        if faults:
            raise SystemExit("\n".join(faults))


if __name__ == "__main__":
    main()
