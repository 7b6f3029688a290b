"""Notebook → report folder: run it, build html, pdf and xlsx from its bundles, publish whole."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okonomi.findings import Finding
from okonomi.reports.publish import publishing, repair
from okonomi.reports.runner import ReportFailed

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from okonomi.reports.committee import Committee
    from okonomi.reports.kernel import Kernel

__all__ = ["Progress", "Published", "ReportFailed", "make", "repair", "shared_kernel"]

Progress = Callable[[int, int, str], None]
"""Called before each step of a run: its number, how many there are, what it does."""

HTML, PDF, WORKBOOK = "rapport.html", "rapport.pdf", "tabeller.xlsx"
NOTEBOOK, MANIFEST = "notebook.ipynb", "manifest.json"


@dataclass(frozen=True, eq=False, kw_only=True)
class Published:
    """A published report: its folder, the exit code (0, or 1 with errors set aside or a warning),
    findings, and ``warnings`` in Danish for who made it, which stand in no file of it."""

    folder: Path
    exit_code: int
    findings: tuple[Finding, ...]
    warnings: tuple[str, ...] = ()


def make(
    notebook: Path,
    workspace_root: Path,
    out_folder: Path,
    parameters: Mapping[str, Any],
    *,
    made_at: datetime,
    municipality: str,
    progress: Progress | None = None,
    subject: str = "",
    kernel: Kernel | None = None,
    basis: Mapping[str, Any] | None = None,
    committee: Committee | None = None,
) -> Published:
    """Run a notebook in the workspace's folder and publish its report in ``out_folder``.

    A parameter named ``workspace`` need not be given: the notebook runs in that folder, so it is
    ``.``, and in the published notebook the way there from the report folder. ``progress`` is
    called before every step as ``(step, steps, what)``; the last step writes the report.
    ``subject`` is whom or what the report is about, and is added to its title. Several reports may
    share one ``kernel``: none sees anything of the others, and each is as if made alone. ``basis``
    says what the report is made of (``basis.py``), for the manifest. With ``committee`` what is
    published is the version that anyone may read (``committee/``).

    Raises ``UserError`` where nothing is published (exit code 2): the folder then holds what it
    held before, and the notebook as far as it came lies beside it as ``<name>-fejlet.ipynb``.
    """
    from okonomi.reports.clean import cleaned
    from okonomi.reports.collect import collect
    from okonomi.reports.committee import EDITION
    from okonomi.reports.manifest import manifest, set_aside, without_counts, write_manifest
    from okonomi.reports.parameters import checked_parameters
    from okonomi.reports.runner import number_of_steps, read_notebook, run_notebook

    node = read_notebook(notebook)
    values = checked_parameters(node, parameters, workspace=".")
    steps = number_of_steps(node) + 1
    failed = out_folder.with_name(f"{out_folder.name}-fejlet.ipynb")
    with publishing(out_folder) as work:
        executed = run_notebook(
            node,
            values,
            folder=workspace_root,
            failed=failed,
            progress=_step(progress, steps),
            kernel=kernel,
        )
        clean = cleaned(executed, workspace_root, way_back=_way(out_folder, workspace_root))
        document = collect(clean)
        if subject:
            document = replace(document, title=f"{document.title} – {subject}")
        aside, findings = set_aside(document), document.findings
        edition = None
        if committee is not None:
            edition = committee.edition(document)
            document = edition.document
        _step(progress, steps)(steps, "Rapporten skrives")
        # What a notebook's author wrote in it is free text that no check of tables can vouch for.
        _write_all(work, clean if committee is None else None, document, municipality)
        write_manifest(
            work / MANIFEST,
            manifest(
                document,
                report=notebook.stem,
                municipality=municipality,
                parameters=values,
                made_at=made_at,
                basis=basis,
                edition=EDITION if committee else "intern",
                aside=without_counts(aside) if committee else aside,
            ),
        )
        if committee is not None and edition is not None:
            committee.check_and_keep(work, edition)
    with suppress(OSError):  # it is open somewhere; the report is published all the same
        failed.unlink(missing_ok=True)
    warnings = () if edition is None else edition.warnings
    code = int(aside["errors"] or bool(warnings))
    return Published(folder=out_folder, exit_code=code, findings=findings, warnings=warnings)


@contextmanager
def shared_kernel() -> Iterator[Kernel]:
    """One process for any number of ``make``, in which packages and files are read once."""
    from okonomi.reports.quiet import quiet_jupyter

    quiet_jupyter()
    from okonomi.reports.kernel import Kernel

    with Kernel(keeps=True) as kernel:
        yield kernel


def _step(progress: Progress | None, steps: int) -> Callable[[int, str], None]:
    def step(number: int, what: str) -> None:
        if progress is not None:
            progress(number, steps, what)

    return step


def _way(out_folder: Path, workspace_root: Path) -> str:
    """The relative way from the report folder to the workspace; ``.`` where there is none."""
    try:
        way = os.path.relpath(workspace_root.resolve(), out_folder.resolve())
    except ValueError:  # on another drive
        return "."
    return Path(way).as_posix()


def _write_all(work: Path, clean: NotebookNode | None, document: Any, municipality: str) -> None:
    import nbformat

    from okonomi.present.workbook import write_workbook
    from okonomi.reports.html import render_html
    from okonomi.reports.pdf import render_pdf

    html = render_html(document, municipality)
    (work / HTML).write_text(html, encoding="utf-8", newline="\n")
    (work / PDF).write_bytes(render_pdf(document, municipality))
    write_workbook(
        work / WORKBOOK,
        document.bundles,
        title=document.title,
        municipality=municipality,
        data_until=document.data_until,
        mark=document.mark,
    )
    if clean is not None:
        nbformat.write(clean, work / NOTEBOOK)
