"""``okonomi report``: one report, or one for each rådgiver or team in one process."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path

from okonomi import reports
from okonomi.analysis.words import count
from okonomi.cli.commands import choose
from okonomi.cli.faults import told
from okonomi.cli.progress import progress
from okonomi.errors import UserError
from okonomi.workspace import Workspace

IN_THE_REPORT = "Der er fejl i udtrækkene: de står i rapporten under “Forbehold og fejl i data”."


def report(arguments: Namespace) -> int:
    """Make one report and say where it lies, or one for each and a list at the end."""
    from okonomi.reports.each import CHOICES, folder_of
    from okonomi.reports.parameters import declared, from_text
    from okonomi.reports.runner import read_notebook

    workspace, period = choose(arguments)
    notebook = _notebook(workspace, arguments.name)
    workspace.month_folder(period)  # says at once what is missing, before a kernel is started
    folder = workspace.path("filer", "rapporter")
    reports.repair(folder)
    base = folder / str(period) / arguments.name
    defaults = declared(read_notebook(notebook))
    given = {"period": str(period), **from_text(defaults, _given(arguments))}
    make = partial(
        reports.make,
        notebook,
        workspace_root=workspace.root,
        made_at=datetime.now().astimezone(),
        municipality=workspace.municipality,
    )
    if arguments.each:
        if arguments.each not in defaults:
            raise UserError(
                f"Rapporten “{arguments.name}” kan ikke laves for hver “{arguments.each}”: "
                "notebooken har ingen parameter med det navn."
            )
        return _each(arguments.each, _values(workspace, period, arguments.each), base, given, make)
    choices = [name for name in CHOICES if name in defaults]
    chosen = [name for name in choices if given.get(name)]
    if len(chosen) > 1:
        raise UserError("Vælg enten en rådgiver eller et team, ikke begge.")
    subject = str(given[chosen[0]]) if chosen else ""
    out = folder_of(base, (chosen or choices)[0], subject) if choices else base
    published = make(
        out_folder=out, parameters=given, subject=subject, progress=progress(sys.stderr)
    )
    print(f"Rapporten ligger i {published.folder}")
    print(f"Åbn {published.folder / 'rapport.html'} i en browser.")
    if published.exit_code:
        print(IN_THE_REPORT, file=sys.stderr)
    return published.exit_code


def _each(
    name: str, values: list[str], base: Path, given: dict, make: Callable[..., reports.Published]
) -> int:
    """One report for each value; what fails is told, and the others go on."""
    from okonomi.reports.each import folder_of

    if not values:
        raise UserError(f"Der er ingen {name} i månedens udtræk, så der er ingen rapporter.")
    step = progress(sys.stderr)
    codes: list[int] = []
    with reports.shared_kernel() as kernel:
        for number, value in enumerate(values, 1):
            step(number - 1, len(values), value)
            out = folder_of(base, name, value)
            try:
                published = make(
                    out_folder=out,
                    parameters={**given, name: value},
                    subject=value,
                    kernel=kernel,
                )
            except Exception as error:
                codes.append(2)
                print(f"\n{value}: ingen rapport. {' '.join(told(error))}", file=sys.stderr)
            else:
                codes.append(published.exit_code)
                print(f"{value}: {published.folder}")
    step(len(values), len(values), "Færdig")
    failed = codes.count(2)
    made = count(len(codes) - failed, "rapport er lavet", "rapporter er lavet")
    print(f"{made.capitalize()} af {len(codes)}; de ligger i {base}")
    if failed:
        print(
            f"{count(failed, 'rapport', 'rapporter')} mangler; en ældre ligger urørt.",
            file=sys.stderr,
        )
    if 1 in codes:
        print(IN_THE_REPORT, file=sys.stderr)
    return max(codes)


def _values(workspace: Workspace, period: object, name: str) -> list[str]:
    from okonomi import intake
    from okonomi.reports.each import CHOICES

    return CHOICES[name](intake.read(workspace, period))  # type: ignore[arg-type]


def _given(arguments: Namespace) -> dict[str, str]:
    """What was typed: ``--parameter`` and the two with a name of their own."""
    given = {}
    for text in arguments.parameter:
        name, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"--parameter {text}: skriv navn=værdi, f.eks. team=Handicap.")
        given[name] = value
    for name in ("raadgiver", "team"):
        if getattr(arguments, name):
            given[name] = getattr(arguments, name)
    return given


def _notebook(workspace: Workspace, name: str) -> Path:
    """The workspace's own notebook of that name, else the kit's."""
    folders = (workspace.root / "notebooks", Path(__file__).parents[3] / "notebooks")
    for folder in folders:
        if (folder / f"{name}.ipynb").is_file():
            return folder / f"{name}.ipynb"
    known = sorted({path.stem for folder in folders for path in folder.glob("*.ipynb")})
    raise UserError(
        f"Rapporten “{name}” findes ikke. Vælg en af: {', '.join(known) or 'ingen fundet'}."
    )
