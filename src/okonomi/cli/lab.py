"""``okonomi lab``: JupyterLab on the notebooks, with a page that says what to click.

A workspace gets copies to explore in, one folder for each month: what is tried there never changes
the report that is made every month, and a copy that is there is never written over.
"""

from __future__ import annotations

import os
import subprocess
import sys
from argparse import Namespace
from pathlib import Path

import pandas as pd

from okonomi.cli.commands import choose
from okonomi.errors import UserError
from okonomi.workspace import Workspace, find_workspace

KIT = Path(__file__).parents[3]
SETTINGS = Path(__file__).parent / "lab_settings"
START = "start.md"
FOLDER = "udforsk"
SAMPLE = "Eksempel Kommune i marts 2026"
"""Whose figures the kit's own start page says it shows."""


def lab(arguments: Namespace) -> int:
    """Open JupyterLab and stay until it is closed."""
    if arguments.workspace is None and arguments.period is None and not _inside_workspace():
        root, folder = KIT, KIT / "notebooks"
        if not (folder / START).is_file():
            raise UserError(f"Mappen {folder} mangler. Angiv jeres egen mappe med --workspace.")
    else:
        workspace, period = choose(arguments)
        workspace.month_folder(period)
        root, folder = workspace.root, prepare(workspace, period)
    _trust(folder)
    print(f"Notesbøgerne ligger i {folder}. Luk med Ctrl-C her i vinduet, når du er færdig.")
    with subprocess.Popen(command(root, folder, arguments.jupyter)) as jupyter:
        while True:
            try:
                return 2 if jupyter.wait() else 0
            except KeyboardInterrupt:  # JupyterLab has heard it too, and ends its notebooks
                continue


def command(root: Path, folder: Path, more: list[str]) -> list[str]:
    """JupyterLab's command line: nothing is fetched from outside, and the start page is first."""
    start = (folder / START).relative_to(root).as_posix()
    told = [
        f"--ServerApp.root_dir={root}",
        f"--FileContentsManager.preferred_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{start}",
        f"--LabApp.app_settings_dir={SETTINGS}",
        "--LabApp.extension_manager=readonly",
        "--ServerApp.answer_yes=True",  # Ctrl-C asks nothing more, least of all in English
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        told.append("--allow-root")  # in a container everyone is root; Jupyter asks to be told
    return [sys.executable, "-m", "jupyterlab", *told, *more]


def prepare(workspace: Workspace, period: pd.Period) -> Path:
    """The month's folder of notebooks in the workspace, with those it did not have.

    Each is a copy of the workspace's own notebook of that name, or else of the kit's, set to the
    workspace and the month. Returns the folder; says which were there and are left as they are.
    """
    folder = workspace.root / FOLDER / str(period)
    folder.mkdir(parents=True, exist_ok=True)
    sources = {path.name: path for path in sorted((KIT / "notebooks").glob("*.ipynb"))}
    own = workspace.root / "notebooks"
    sources |= {path.name: path for path in sorted(own.glob("*.ipynb"))}
    kept = [name for name in sources if (folder / name).exists()]
    for name, source in sources.items():
        if name not in kept:
            _copy(source, folder / name, period)
    text = (KIT / "notebooks" / START).read_text(encoding="utf-8")
    shown = f"{workspace.municipality} i {_named(period)}"
    (folder / START).write_text(text.replace(SAMPLE, shown), encoding="utf-8")
    if kept:
        print(f"Disse var der i forvejen og er ikke ændret: {', '.join(kept)}")
    return folder


def _copy(source: Path, target: Path, period: pd.Period) -> None:
    """Write the notebook without what its cells showed, its parameters set."""
    import nbformat

    from okonomi.reports.runner import read_notebook

    notebook = read_notebook(source)
    given = {"workspace": "../..", "period": str(period)}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            if "parameters" in cell.metadata.get("tags", []):
                lines = cell.source.split("\n")
                cell.source = "\n".join(_set(line, given) for line in lines)
    nbformat.write(notebook, target)


def _set(line: str, given: dict[str, str]) -> str:
    name = line.partition("=")[0].strip()
    return f'{name} = "{given[name]}"' if name in given else line


def _trust(folder: Path) -> None:
    """Sign the notebooks, so that JupyterLab does not ask whether they are trusted."""
    import nbformat
    from nbformat.sign import NotebookNotary

    notary = NotebookNotary()
    for path in folder.glob("*.ipynb"):
        try:
            notary.sign(nbformat.read(path, as_version=4))
        except (OSError, ValueError, nbformat.ValidationError):
            continue  # JupyterLab says what is wrong with it when it is opened


def _named(period: pd.Period) -> str:
    from okonomi.present import numbers

    return numbers.month(period)


def _inside_workspace() -> bool:
    try:
        find_workspace()
    except UserError:
        return False
    return True
