"""An executed notebook without what belongs to the machine or to a citizen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okonomi.errors import UserError
from okonomi.present.table import MIME
from okonomi.reports.runner import KERNEL

if TYPE_CHECKING:
    from nbformat import NotebookNode

KEPT = (MIME, "text/html", "text/plain")
_CPR = re.compile(r"(?<![\w.-])(?:[0-2]\d|3[01]|[6-8]\d|9[01])(?:0\d|1[0-2])\d\d-\d{4}(?![\w-])")


def cleaned(notebook: NotebookNode, workspace_root: Path, *, way_back: str = ".") -> NotebookNode:
    """A copy fit to lie in a report folder, and to build the report from.

    Kept: the cells and their tags, the bundles and tables they show, and what cells tagged
    ``keep_output`` print. Dropped: times, paths and versions in the metadata, the cell papermill
    put in, warnings and other outputs. The cell of parameters shows the values of the run, with
    ``way_back`` as ``workspace``, so that the notebook opens on the same month where it lies.
    The machine's own folders are written as words. A CPR number in any output raises
    ``UserError``: the intake should have made it a pseudonym.
    """
    from nbformat import from_dict, v4

    hide = _hider(workspace_root)
    values = _injected(notebook, way_back)
    cells = []
    for number, cell in enumerate(notebook.cells):
        if "injected-parameters" in cell.metadata.get("tags", []):
            continue
        tags = [tag for tag in cell.metadata.get("tags", []) if tag != "papermill-error-cell-tag"]
        metadata: dict[str, Any] = {"tags": tags} if tags else {}
        # Its own number as id: papermill's are random, and equal runs should give equal files.
        common = {"id": f"celle-{number}", "metadata": metadata}
        if cell.cell_type == "markdown":
            cells.append(v4.new_markdown_cell(hide(cell.source), **common))
        elif cell.cell_type == "code":
            source = values if values and "parameters" in tags else cell.source
            outputs = [from_dict(hide(o)) for o in map(_kept, _outputs(cell, tags)) if o]
            cells.append(v4.new_code_cell(source, outputs=outputs, **common))
    _refuse_cpr([cell.get("outputs", []) for cell in cells])
    metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    return v4.new_notebook(cells=cells, metadata=metadata)


def _injected(notebook: NotebookNode, way_back: str) -> str | None:
    for cell in notebook.cells:
        if "injected-parameters" in cell.metadata.get("tags", []):
            source = str(cell.source).removeprefix("# Parameters\n").rstrip()
            return re.sub(r"(?m)^workspace = .*$", lambda _: f"workspace = {way_back!r}", source)
    return None


def _outputs(cell: NotebookNode, tags: list[str]) -> list[Any]:
    return [
        output
        for output in cell.outputs
        if output.output_type in ("display_data", "execute_result")
        or (output.output_type == "stream" and output.name == "stdout" and "keep_output" in tags)
    ]


def _kept(output: Any) -> dict[str, Any] | None:
    if output.output_type == "stream":
        return {"output_type": "stream", "name": "stdout", "text": output.text}
    data = {mime: output.data[mime] for mime in KEPT if mime in output.data}
    if not (MIME in data or "text/html" in data):
        return None
    return {"output_type": "display_data", "data": data, "metadata": {}}


def _hider(workspace_root: Path) -> Callable[[Any], Any]:
    """A function that writes the machine's folders as words in every text of a structure."""
    words = {
        str(workspace_root): "[arbejdsområdet]",
        str(workspace_root.resolve()): "[arbejdsområdet]",
        sys.prefix: "[python]",
        str(Path.home()): "[hjemmemappen]",
    }
    # The longest first, since one may lie in another; a root folder is in every path.
    folders = sorted((f for f in words if len(f) > 3), key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(f) + r"(?![\w-])" for f in folders))

    def hide(value: Any) -> Any:
        if isinstance(value, str):
            return pattern.sub(lambda found: words[found[0]], value)
        if isinstance(value, Mapping):
            return {key: hide(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [hide(inner) for inner in value]
        return value

    return hide


def _refuse_cpr(value: Any) -> None:
    if isinstance(value, str) and _CPR.search(value):
        raise UserError(
            "Rapporten er ikke udgivet: et resultat indeholder noget, der ligner et CPR-nummer. "
            "Find kolonnen i udtrækket med numre på formen 123456-1234, og angiv den som personens "
            "nummer i filens profil, så den bliver til et pseudonym."
        )
    if isinstance(value, Mapping):
        for inner in value.values():
            _refuse_cpr(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_cpr(inner)
