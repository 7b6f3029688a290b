"""What each command does: read the arguments, call the rooms, print, return the exit code."""

from __future__ import annotations

import json
import re
import sys
from argparse import Namespace
from dataclasses import replace

import pandas as pd

from okonomi.cli.clock import now
from okonomi.cli.faults import told
from okonomi.cli.program import said
from okonomi.errors import UserError
from okonomi.period import parse_period
from okonomi.workspace import Workspace, open_workspace


def init(arguments: Namespace) -> int:
    from okonomi.new_workspace import create

    if not re.fullmatch(r"\d{3,4}", arguments.kode):
        raise UserError(f"--kode {arguments.kode}: kommunens kode er 3-4 cifre, f.eks. 0101.")
    period = parse_period(arguments.period) if arguments.period else pd.Period(now(), "M")
    folder = create(arguments.folder, name=arguments.navn, code=arguments.kode, period=period)
    print(f"Arbejdsområdet er lavet: {folder.resolve()}")
    print(f"1. Læg månedens udtræk i mappen {folder / str(period)}")
    print(said(f'2. Se efter, om de kan læses:  okonomi check --workspace "{folder}"'))
    print(said(f'3. Lav rapporten:  okonomi report maanedsrapport --workspace "{folder}"'))
    return 0


def check(arguments: Namespace) -> int:
    try:
        return _check(arguments)
    except UserError as error:
        if arguments.json:
            print(json.dumps({"exit_code": 2, "faults": [said(f) for f in error.faults]}, indent=1))
        raise


def _check(arguments: Namespace) -> int:
    from okonomi import intake, rules
    from okonomi.analysis.dataquality.since import emptied_columns, missing_exports
    from okonomi.analysis.readiness.result import readiness
    from okonomi.cli import listing
    from okonomi.intake.files import QUARANTINE

    workspace, period = choose(arguments)
    values = rules.load(workspace)  # says every fault in the municipality's own values
    reading = intake.read(workspace, period)
    before = intake.read_previous(workspace, period)
    missing = missing_exports(reading, before)
    emptied = emptied_columns(reading, before)
    reading = replace(reading, findings=(*missing, *emptied, *reading.findings))
    lacking = readiness(reading, values, workspace.months()).lacking()
    target = workspace.month_folder(period) / QUARANTINE
    # The rows are told whether or not their workbook can be written.
    try:
        if len(reading.set_aside):
            intake.write_quarantine(reading, target)
            written = [f"Rækkerne, der ikke er brugt, står i {target}"]
        else:
            target.unlink(missing_ok=True)
            written = []
        code = intake.exit_code(reading)
    except (UserError, OSError) as error:
        written = told(error)
        code = max(intake.exit_code(reading), 1)
    if arguments.json:
        # ASCII: what is redirected to a file on Windows is not UTF-8.
        print(json.dumps(listing.as_json(reading, lacking, code), indent=1), flush=True)
        if getattr(sys.stdout, "full", False):  # what is said is the work, and it is cut off
            code = 2
    else:
        listing.print_overview(reading, lacking)
    for sentence in written:
        print(sentence, file=sys.stderr)
    return code


def export(arguments: Namespace) -> int:
    from okonomi import intake, rules
    from okonomi.reports.export import write_tables

    workspace, period = choose(arguments)
    out = arguments.out.resolve()
    months = [(workspace.root / str(month)).resolve() for month in workspace.months()]
    if any(out.is_relative_to(month) for month in months):
        raise UserError(
            f"{arguments.out} ligger i en måneds mappe, og alt, hvad der ligger i den, læses som "
            "udtræk. Vælg en anden mappe til tabellerne."
        )
    reading = intake.read(workspace, period)
    files = write_tables(reading, rules.load(workspace), arguments.out, arguments.format)
    print(f"{len(files)} filer er skrevet i {arguments.out.resolve()}")
    print("Kolonnerne er forklaret i kolonner.csv.")
    return intake.exit_code(reading)


def example(arguments: Namespace) -> int:
    from okonomi import eksempel

    drops = arguments.drops or f"{arguments.year}-01..{arguments.year}-03"
    first, _, last = drops.partition("..")
    months = pd.period_range(parse_period(first), parse_period(last or first), freq="M")
    if months.empty:
        raise UserError(f"--drops {drops}: den sidste måned ligger før den første.")
    if months[0].year < arguments.year - 1 or months[-1].year > arguments.year:
        raise UserError(
            f"--drops {drops}: vælg måneder i rapportåret {arguments.year} eller året før."
        )
    if arguments.placements < 1:
        raise UserError("--placements skal være mindst 1.")
    if arguments.seed < 0:
        raise UserError("--seed skal være mindst 0.")
    if arguments.folder.is_file() or (
        arguments.folder.is_dir() and any(arguments.folder.iterdir())
    ):
        raise UserError(f"{arguments.folder} er ikke en tom mappe. Vælg en ny; intet er ændret.")
    eksempel.write(
        arguments.folder,
        seed=arguments.seed,
        placements=arguments.placements,
        year=arguments.year,
        drops=tuple(str(month) for month in months),
        truth=arguments.truth,
    )
    print(f"Eksempel Kommune er lavet: {arguments.folder.resolve()}")
    print(
        said(f'Lav dens rapport:  okonomi report maanedsrapport --workspace "{arguments.folder}"')
    )
    return 0


def choose(arguments: Namespace) -> tuple[Workspace, pd.Period]:
    """The workspace, and the month asked for or else the newest that has a folder."""
    workspace = open_workspace(arguments.workspace)
    if arguments.period:
        return workspace, parse_period(arguments.period)
    months = workspace.months()
    if not months:
        raise UserError(
            f"Der er ingen måneder i {workspace.root}. Lav en mappe, der hedder f.eks. 2026-03, "
            "og læg månedens udtræk i den."
        )
    return workspace, months[-1]
