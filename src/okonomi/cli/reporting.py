"""``okonomi report``: one report, or one for each rådgiver or team in one process."""

from __future__ import annotations

import sys
from argparse import Namespace
from dataclasses import replace

from okonomi import reports
from okonomi.analysis.words import count
from okonomi.cli.clock import now
from okonomi.cli.commands import choose
from okonomi.cli.faults import told
from okonomi.cli.progress import progress
from okonomi.errors import UserError
from okonomi.reports.basis import notebook_of, report_folder
from okonomi.reports.jobs import Job, chosen, make_one, working
from okonomi.workspace import Workspace

IN_THE_REPORT = "Der er fejl i udtrækkene: de står i rapporten under “Forbehold og fejl i data”."
OWN = ("period", "workspace")
"""Parameters with an option of their own, which says more than what the notebook is given."""
NOT_IN_THE_REPORT = "Der er fejl i udtrækkene: de står i den interne rapport, ikke i udvalgets."


def report(arguments: Namespace) -> int:
    """Make one report and say where it lies, or one for each and a list at the end."""
    workspace, period = choose(arguments)
    workspace.month_folder(period)
    job = Job(
        workspace=workspace.root,
        report=arguments.name,
        period=str(period),
        made_at=now(),
        texts=_given(arguments),
        edition=arguments.udgave,
    )
    if job.edition != "intern" and (arguments.each or arguments.raadgiver or arguments.team):
        raise UserError(
            "En udvalgsudgave laves ikke for én rådgiver eller ét team: tallene er om for få, og "
            "initialer må ikke stå i den. Udelad --raadgiver, --team og --each."
        )
    values = _checked(workspace, job, arguments.each)
    with working(workspace, job.made_at) as aside:
        if arguments.each:
            code = _each(workspace, job, arguments.each, values)
        else:
            published = make_one(job, progress=progress(sys.stderr))
    for sentence in aside:
        print(sentence, file=sys.stderr)
    if arguments.each:
        return code
    print(f"Rapporten ligger i {published.folder}")
    print(f"Åbn {published.folder / 'rapport.html'} i en browser.")
    for warning in published.warnings:
        print(warning, file=sys.stderr)
    if any(finding.severity == "fejl" for finding in published.findings):
        said = IN_THE_REPORT if job.edition == "intern" else NOT_IN_THE_REPORT
        print(said, file=sys.stderr)
    return published.exit_code


def _each(workspace: Workspace, job: Job, name: str, values: list[str]) -> int:
    """One report for each value; what fails is told, and the others go on."""
    step = progress(sys.stderr)
    codes: list[int] = []
    with reports.shared_kernel() as kernel:
        for number, value in enumerate(values, 1):
            step(number - 1, len(values), value)
            try:
                one = replace(job, texts={**job.texts, name: value})
                published = make_one(one, kernel=kernel)
            except Exception as error:
                codes.append(2)
                print(f"\n{value}: ingen rapport. {' '.join(told(error))}", file=sys.stderr)
            else:
                codes.append(published.exit_code)
                print(f"{value}: {published.folder}")
    step(len(values), len(values), "Færdig")
    failed = codes.count(2)
    made = count(len(codes) - failed, "rapport er lavet", "rapporter er lavet")
    base = report_folder(workspace, job.period, job.report)
    print(f"{made.capitalize()} af {len(codes)}; de ligger i {base}")
    if failed:
        print(
            f"{count(failed, 'rapport', 'rapporter')} mangler; en ældre ligger urørt.",
            file=sys.stderr,
        )
    if 1 in codes:
        print(IN_THE_REPORT, file=sys.stderr)
    return max(codes)


def _checked(workspace: Workspace, job: Job, each: str | None) -> list[str]:
    """The values to make a report for each of. Faults are told before anything is started: a
    choice the notebook does not have, or a value that no line of the month has."""
    from okonomi import intake
    from okonomi.period import parse_period
    from okonomi.reports.each import CHOICES, WORDS
    from okonomi.reports.parameters import checked_parameters, declared, from_text
    from okonomi.reports.runner import read_notebook

    node = read_notebook(notebook_of(workspace, job.report))
    defaults = declared(node)
    if each and each not in defaults:
        raise UserError(
            f"Rapporten “{job.report}” kan ikke laves for hver “{each}”: "
            "notebooken har ingen parameter med det navn."
        )
    given = {"period": job.period, **from_text(defaults, job.texts)}
    checked_parameters(node, given, workspace=".")
    choice = chosen(defaults, given)
    if not (each or choice):
        return []
    reading = intake.read(workspace, parse_period(job.period))
    if choice:
        name, value = choice
        known = CHOICES[name](reading)
        if value not in known:
            raise UserError(
                f"Der er ingen {WORDS[name]} “{value}” i udtrækkene for {job.period}. "
                f"Vælg en af: {', '.join(known) or 'ingen fundet'}."
            )
    values = CHOICES[each](reading) if each else []
    if each and not values:
        raise UserError(f"Der er ingen {WORDS[each]} i månedens udtræk, så der er ingen rapporter.")
    return values


def _given(arguments: Namespace) -> dict[str, str]:
    """What was typed: ``--parameter`` and the two with a name of their own."""
    given = {}
    for text in arguments.parameter:
        name, equals, value = text.partition("=")
        if not equals:
            raise UserError(f"--parameter {text}: skriv navn=værdi, f.eks. team=Handicap.")
        if name in OWN:
            # The report's folder is that of the month: its figures must be of no other.
            raise UserError(f"--parameter {text}: brug --{name} i stedet.")
        given[name] = value
    for name in ("raadgiver", "team"):
        if getattr(arguments, name):
            given[name] = getattr(arguments, name)
    return given
