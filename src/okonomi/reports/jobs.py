"""One report to be made, and the one function that makes it.

``okonomi report``, ``run-due`` and ``batch`` all come here, whichever process they run it in.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from okonomi.errors import UserError
from okonomi.period import parse_period, parse_quarter
from okonomi.reports import Progress, Published, make
from okonomi.reports.basis import Basis, notebook_of, report_folder
from okonomi.reports.lock import locked
from okonomi.reports.publish import repair
from okonomi.reports.status import write_status
from okonomi.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from okonomi.reports.kernel import Kernel


QUARTERLY = "parse_quarter("
"""A notebook that reads its period so is for the last month of a quarter."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A report of one month in one workspace.

    ``workspace`` is its folder, ``period`` a month as ``2026-03``, ``made_at`` the time that
    stands in the manifest, ``texts`` the notebook's parameters as typed on a command line.
    ``edition`` is ``intern`` or ``udvalg`` (the version that may be published).
    """

    workspace: Path
    report: str
    period: str
    made_at: datetime
    texts: Mapping[str, str] = field(default_factory=dict)
    edition: str = "intern"


def make_one(
    job: Job, *, kernel: Kernel | None = None, progress: Progress | None = None
) -> Published:
    """Make a report and publish it in the workspace's folder of reports.

    The caller holds the workspace (``working``). A report with choices (``each.CHOICES``) or
    versions (``each.VERSIONS``) lies in a folder for what was chosen. Raises ``UserError`` where
    nothing is published; the report that was there is then untouched.
    """
    from okonomi.reports.committee import EDITION, SUFFIX, Committee
    from okonomi.reports.each import CHOICES, VERSIONS, folder_of
    from okonomi.reports.parameters import declared, from_text
    from okonomi.reports.runner import is_code, read_notebook

    workspace = open_workspace(job.workspace)
    period = parse_period(job.period)
    notebook = notebook_of(workspace, job.report)
    # What is wrong is said at once, before a kernel is started.
    workspace.month_folder(period)
    node = read_notebook(notebook)
    if any(QUARTERLY in cell.source for cell in node.cells if is_code(cell)):
        parse_quarter(job.period)
    defaults = declared(node)
    given = {"period": str(period), **from_text(defaults, job.texts)}
    base = report_folder(workspace, job.period, job.report)
    choices = [name for name in CHOICES if name in defaults]
    name, subject = chosen(defaults, given) or (choices[0] if choices else "", "")
    committee = None
    out = folder_of(base, name, subject) if choices else base
    if job.edition == EDITION:
        _refuse_choice(name, subject)
        committee = Committee(workspace=workspace, report=job.report)
        out = base.with_name(base.name + SUFFIX)
    for version in (name for name in VERSIONS if name in defaults):
        value = str(given.get(version, defaults[version]))
        called = VERSIONS[version](workspace, value, period)
        out, subject = folder_of(out, version, value, called), called if value else ""
    return make(
        notebook,
        workspace.root,
        out,
        given,
        made_at=job.made_at,
        municipality=workspace.municipality,
        progress=progress,
        subject=subject,
        kernel=kernel,
        basis=Basis(workspace).of(period, notebook),
        committee=committee,
    )


def _refuse_choice(name: str, subject: str) -> None:
    from okonomi.reports.each import WORDS

    if subject:
        raise UserError(
            f"En udvalgsudgave laves ikke for en enkelt {WORDS[name]}: tallene er om for få, og "
            "initialer må ikke stå i den. Lav den for hele kommunen, eller lav en intern rapport."
        )


def chosen(defaults: Mapping[str, object], given: Mapping[str, object]) -> tuple[str, str] | None:
    """The one choice of ``each.CHOICES`` that was made, and its value; ``UserError`` for two."""
    from okonomi.reports.each import CHOICES

    made = [(name, str(given[name])) for name in CHOICES if name in defaults and given.get(name)]
    if len(made) > 1:
        raise UserError("Vælg enten en rådgiver eller et team, ikke begge.")
    return made[0] if made else None


@contextmanager
def working(workspace: Workspace, made_at: datetime) -> Iterator[list[str]]:
    """Hold the workspace for one run: its lock, interrupted reports put right, and at the end,
    however it ends, the status page anew. ``lock.Busy`` where another run holds it.

    What is given is filled at the end with Danish sentences where the page could not be written,
    which takes nothing from the report that was published."""
    aside: list[str] = []
    with locked(workspace.root):
        repair(workspace.path("filer", "rapporter"))
        try:
            yield aside
        except BaseException:
            with suppress(Exception):
                write_status(workspace, made_at)
            raise
        try:
            write_status(workspace, made_at)
        except UserError as error:
            aside += error.faults
