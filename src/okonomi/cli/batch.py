"""``okonomi batch``: municipalities × reports × months from a plan, over the machine's cores."""

from __future__ import annotations

import csv
import os
import re
import sys
import time
from argparse import Namespace
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from okonomi.analysis.words import count
from okonomi.cli.clock import now
from okonomi.cli.faults import told
from okonomi.cli.progress import progress
from okonomi.cli.workers import Outcome, cluster, outcomes, pool
from okonomi.errors import Faults, UserError
from okonomi.period import is_period
from okonomi.present import numbers
from okonomi.reports.basis import edition_of
from okonomi.reports.jobs import Job
from okonomi.workspace import SETTINGS_FILE, open_workspace

NEWEST = "nyeste"
MOST_WORKERS = 60
"""Windows waits for no more processes than about as many."""
KEYS = {
    "arbejdsomraader": "mapper med okonomi.toml; * står for hvad som helst",
    "rapporter": "rapporternes navne",
    "perioder": "måneder som 2026-03, eller nyeste",
}
HEAD = ("kommune", "rapport", "måned", "kode", "status", "sekunder", "mappe", "besked")
STATES = {0: "udgivet", 1: "udgivet med fejl sat til side", 2: "ikke lavet"}


def batch(arguments: Namespace) -> int:
    """Make every report of the plan; the exit code is that of the worst."""
    made_at = now()
    jobs, hopeless = _jobs(arguments.plan, made_at)
    usual = min(os.cpu_count() or 1, MOST_WORKERS)
    workers = usual if arguments.workers is None else arguments.workers
    if not 1 <= workers <= MOST_WORKERS:
        raise UserError(f"--workers {workers}: vælg mellem 1 og {MOST_WORKERS}.")
    opener = cluster(arguments.scheduler) if arguments.scheduler else pool(workers)
    total = len(jobs) + len(hopeless)
    step = progress(sys.stderr)
    done: list[Outcome] = []
    begin = time.perf_counter()
    summary = arguments.plan.with_name(f"{arguments.plan.stem}-resultat.csv")
    with _summary(summary) as write:
        for outcome in _all(hopeless, outcomes(jobs, opener)):
            done.append(outcome)
            write(outcome)
            step(len(done), total, _line(outcome))
            if outcome.code == 2:
                print(f"{_line(outcome)}: {' '.join(outcome.faults)}", file=sys.stderr)
    _tell(done, time.perf_counter() - begin, summary)
    return max(outcome.code for outcome in done)


def _all(first: Iterable[Outcome], then: Iterable[Outcome]) -> Iterator[Outcome]:
    yield from first
    yield from then


def _jobs(plan: Path, made_at: datetime) -> tuple[list[Job], list[Outcome]]:
    """The plan's jobs, a municipality at a time, and those that cannot even be begun."""
    given = _read(plan)
    jobs: list[Job] = []
    hopeless: list[Outcome] = []
    for root in _folders(plan, given["arbejdsomraader"]):
        try:
            months = [str(month) for month in open_workspace(root).months()]
            problem: tuple[str, ...] = ()
            if NEWEST in given["perioder"] and not months:
                problem = (f"Der er ingen måneder i {root}. Lav en mappe, der hedder f.eks. "
                           "2026-03, og læg månedens udtræk i den.",)  # fmt: skip
        except UserError as error:
            months, problem = [], tuple(told(error))
        newest = months[-1] if months else NEWEST
        periods = dict.fromkeys(newest if p == NEWEST else p for p in given["perioder"])
        for period in periods:
            for name in dict.fromkeys(given["rapporter"]):
                report, edition = edition_of(name)
                job = Job(
                    workspace=root, report=report, period=period, made_at=made_at, edition=edition
                )
                if problem:
                    hopeless.append(Outcome(job=job, code=2, faults=problem))
                else:
                    jobs.append(job)
    return jobs, hopeless


def _read(plan: Path) -> dict[str, list[str]]:
    import yaml

    try:
        given = yaml.safe_load(plan.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise UserError(f"Planen {plan} findes ikke. Kontrollér navnet.") from None
    except (UnicodeDecodeError, yaml.YAMLError):
        raise UserError(f"Planen {plan} kan ikke læses. Ret den til gyldig YAML i UTF-8.") from None
    if not isinstance(given, dict):
        raise UserError(f"Planen {plan} er tom. Skriv {', '.join(KEYS)} i den.")
    faults = Faults()
    for key in sorted(given.keys() - KEYS.keys(), key=str):
        faults.add(f"{plan.name}: “{key}” kendes ikke. Brug: {', '.join(KEYS)}.")
    given = {"perioder": [NEWEST], **given}
    for key, meaning in KEYS.items():
        if not _is_texts(given.get(key)):
            faults.add(f"{plan.name}: “{key}” skal være en liste med mindst én tekst: {meaning}.")
        elif key == "perioder":
            for period in given[key]:
                if period != NEWEST and not is_period(period):
                    faults.add(f"{plan.name}: perioden “{period}” skal skrives som 2026-03.")
    faults.raise_if_any()
    return given


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)


def _folders(plan: Path, patterns: list[str]) -> list[Path]:
    """The workspaces, each once; a pattern is taken from the plan's folder."""
    found: dict[Path, None] = {}
    faults = Faults()
    for pattern in patterns:
        path = plan.resolve().parent / pattern
        if "*" in pattern:
            # From the last folder whose name stands there in full: in that, too, no sign but * is
            # anything but itself.
            first = next(n for n, part in enumerate(path.parts) if "*" in part)
            rest = "/".join(re.sub(r"[\[?]", r"[\g<0>]", part) for part in path.parts[first:])
            base = Path(*path.parts[:first])
            here = [p.parent for p in sorted(base.glob(f"{rest}/{SETTINGS_FILE}"))]
        else:
            here = [path]
        if not here:
            faults.add(f"{plan.name}: “{pattern}” er ingen mapper med en {SETTINGS_FILE}.")
        found.update(dict.fromkeys(folder.resolve() for folder in here))
    faults.raise_if_any()
    return list(found)


@contextmanager
def _summary(path: Path) -> Iterator[Any]:
    """Write the summary row by row, so that a run cut off has said what it made."""
    try:
        # Excel opens a CSV file with æøå correctly only when it begins with a byte-order mark.
        # A folder's name that is no text to this system is written as the bytes it has.
        file = path.open("w", encoding="utf-8-sig", errors="surrogateescape", newline="")
    except OSError:
        raise UserError(
            f"{path} kan ikke skrives. Luk den, hvis den er åben i Excel, og kør igen."
        ) from None
    with file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(HEAD)

        def write(one: Outcome) -> None:
            job = one.job
            row = [job.workspace.name, _name(job), job.period, one.code, STATES[one.code]]
            seconds = numbers.number(one.seconds, 1)
            writer.writerow([*row, seconds, one.folder or "", " ".join(one.faults)])
            file.flush()

        yield write


def _line(one: Outcome) -> str:
    return f"{one.job.workspace.name} {one.job.period} {_name(one.job)}"


def _name(job: Job) -> str:
    return job.report if job.edition == "intern" else f"{job.report}-{job.edition}"


def _tell(done: list[Outcome], seconds: float, summary: Path) -> None:
    codes = [one.code for one in done]
    print(f"{count(len(done), 'rapport', 'rapporter').capitalize()}:")
    for code, state in STATES.items():
        print(f"  {numbers.whole(codes.count(code)):>6}  {state}")
    for one in done:
        if one.code == 2:
            print(f"  {_line(one)}: {one.faults[0] if one.faults else 'ukendt fejl'}")
    each = numbers.number(seconds / len(done), 1)
    print(f"Det tog {numbers.number(seconds, 0)} sekunder, {each} for hver rapport.")
    print(f"Listen over dem alle: {summary}")
