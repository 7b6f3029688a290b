"""Run a notebook through papermill, in a kernel of this very Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okonomi.errors import UserError
from okonomi.intake.cprlike import hide_in_text
from okonomi.reports.parameters import Value
from okonomi.reports.quiet import quiet_jupyter

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from okonomi.reports.kernel import Kernel

Step = Callable[[int, str], None]
"""Called before each code cell: its number, and the heading it stands under."""

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
CELL_SECONDS = 1800


class ReportFailed(UserError):
    """The notebook did not run to its end; no report is published."""


def read_notebook(path: Path) -> NotebookNode:
    """The notebook as a node, for a Python kernel; ``UserError`` where it cannot be read."""
    quiet_jupyter()
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)
    except FileNotFoundError:
        raise UserError(f"Notebooken {path} findes ikke. Kontrollér navnet.") from None
    except (OSError, ValueError, nbformat.ValidationError):
        raise UserError(
            f"Notebooken {path} kan ikke læses. Åbn den i JupyterLab og gem den igen, "
            "eller hent den på ny."
        ) from None
    # papermill asks for it, although the kernel is always this Python (see kernel.py).
    notebook.metadata["kernelspec"] = KERNEL
    return notebook


def run_notebook(
    notebook: NotebookNode,
    parameters: Mapping[str, Value],
    *,
    folder: Path,
    failed: Path,
    progress: Step | None = None,
    kernel: Kernel | None = None,
) -> NotebookNode:
    """Run every cell with ``folder`` as the working folder and return the executed notebook.

    It runs in ``kernel``, whose process may have run others before, or else in one of its own.
    A cell that fails, a kernel that dies or a cell that takes too long raises ``ReportFailed``
    with what to do first; the notebook, without what its cells showed, is then in ``failed``.
    """
    quiet_jupyter()
    from nbclient.exceptions import CellTimeoutError, DeadKernelError
    from papermill import PapermillExecutionError, execute_notebook
    from papermill.engines import NBClientEngine, papermill_engines

    from okonomi.reports.kernel import Kernel

    run: dict[str, Any] = {"cell": 0}

    def starts(cell: NotebookNode, cell_index: int) -> None:
        run["cell"] = cell_index
        if progress and is_code(cell):
            number = sum(map(is_code, run["notebook"].cells[: cell_index + 1]))
            progress(number, heading_above(run["notebook"], cell_index))

    class Engine(NBClientEngine):
        @classmethod
        def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **settings: Any) -> Any:
            run["notebook"] = nb_man.nb
            return own.execute(nb_man, folder=folder, timeout=CELL_SECONDS, on_cell_start=starts)

    papermill_engines.register("okonomi", Engine)
    with nullcontext(kernel) if kernel else Kernel() as own:
        try:
            # Without an output path papermill writes nothing itself: its paths are templates, in
            # which a brace in a folder's name is a fault, and it would save after every cell.
            return execute_notebook(
                notebook,
                None,
                dict(parameters),
                engine_name="okonomi",
                kernel_name="python3",
                language="python",
                progress_bar=False,
            )
        except PapermillExecutionError as error:
            faults = _faults_of_cell(error, heading_above(run["notebook"], run["cell"]))
        except CellTimeoutError:
            place = heading_above(run["notebook"], run["cell"])
            faults = (
                f"Rapporten blev standset: afsnittet “{place}” tog mere end "
                f"{CELL_SECONDS // 60} minutter. Kør den igen, når maskinen har mindre at lave, "
                "eller læg færre filer i mappen.",
            )
        except (DeadKernelError, RuntimeError) as error:
            place = heading_above(run["notebook"], run["cell"]) if "notebook" in run else "start"
            faults = (
                f"Rapporten blev standset: beregningen gik ned under “{place}” "
                f"({type(error).__name__}). Det sker oftest, fordi maskinen løb tør for "
                "hukommelse. Luk andre programmer og kør rapporten igen.",
            )
        own.close()
    kept = _keep(run.get("notebook"), failed, folder, run["cell"], faults)
    raise ReportFailed(*faults, *kept) from None


def said_to_users(name: str, said: str) -> list[str]:
    """The Danish sentences of an error of ours. What other errors say may be anything, a
    citizen's name among it, and is not repeated."""
    if name not in ("UserError", "ReportFailed"):
        return []
    return [hide_in_text(line) for line in said.split("\n") if line.strip()]


def _faults_of_cell(error: Any, place: str) -> tuple[str, ...]:
    """A ``UserError`` in the cell speaks for itself; anything else is named with its place."""
    from okonomi.reports.failed import places

    if said := said_to_users(error.ename, str(error.evalue)):
        return tuple(said)
    where = "".join(f" ({found})" for found in places(error.traceback)[-1:])
    return (
        f"Rapporten blev standset af en fejl i afsnittet “{place}”: {error.ename}{where}. "
        "Det er en fejl i programmet eller i notebooken, ikke i jeres filer; "
        "send notebooken til den, der passer programmet.",
    )


def _keep(
    notebook: NotebookNode | None, failed: Path, folder: Path, cell: int, faults: tuple[str, ...]
) -> tuple[str, ...]:
    if notebook is None:
        return ()
    import nbformat

    from okonomi.reports.failed import failed_copy

    try:
        failed.parent.mkdir(parents=True, exist_ok=True)
        copy = failed_copy(notebook, folder, heading_above(notebook, cell), faults)
        nbformat.write(copy, failed)
    except OSError:
        return ()
    return (f"Notebooken, så langt den nåede, ligger i {failed}.",)


def number_of_steps(notebook: NotebookNode) -> int:
    """How many cells a run executes."""
    return sum(map(is_code, notebook.cells))


def is_code(cell: NotebookNode) -> bool:
    """Whether it is a cell somebody wrote to be run (papermill puts in one of its own)."""
    own = "injected-parameters" in cell.metadata.get("tags", [])
    return cell.cell_type == "code" and bool(cell.source.strip()) and not own


def heading_above(notebook: NotebookNode, index: int) -> str:
    """The text of the nearest heading at or above a cell; ``indledning`` where there is none."""
    for cell in reversed(notebook.cells[: index + 1]):
        if cell.cell_type == "markdown":
            for line in reversed(cell.source.splitlines()):
                if re.match(r"#{1,6}\s", line):
                    return line.lstrip("#").strip()
    return "indledning"
