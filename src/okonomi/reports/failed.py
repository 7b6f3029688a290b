"""A notebook that did not run to its end, fit to be sent to whoever maintains the kit.

What a cell shows and the values in a traceback are citizens' data: kept are the cells as written,
the error's name, what it says where that is a Danish sentence of ours, and where it came from.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okonomi.intake.cprlike import hide_in_text
from okonomi.reports.clean import folder_hider
from okonomi.reports.runner import KERNEL, said_to_users

if TYPE_CHECKING:
    from nbformat import NotebookNode

_COLOURS = re.compile("\x1b\\[[0-9;]*[A-Za-z]")
_PLACE = re.compile(r"(okonomi/[\w/]+\.py):(\d+), in (\w+)")


def failed_copy(
    notebook: NotebookNode, folder: Path, heading: str, faults: Sequence[str]
) -> NotebookNode:
    """The notebook without outputs, but for the error, with the heading it stopped under.

    ``faults`` is what to do, in Danish: it stands first, and is what ``said_in`` reads.
    """
    from nbformat import v4

    hide = folder_hider(folder)
    told = [hide_in_text(hide(fault)) for fault in faults]
    first = "\n\n".join(["# Rapporten blev ikke lavet", *told])
    cells = [v4.new_markdown_cell(first, id="fejl")]
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            continue
        if cell.cell_type == "markdown" and "papermill-error-cell-tag" in tags:
            continue
        common = {"id": f"celle-{number}"}
        source = hide_in_text(hide(cell.source))
        if cell.cell_type == "markdown":
            cells.append(v4.new_markdown_cell(source, **common))
        elif cell.cell_type == "code":
            errors = [o for o in cell.outputs if o.output_type == "error"]
            outputs = [_error(error, heading) for error in errors]
            cells.append(v4.new_code_cell(source, outputs=outputs, **common))
    own = {"standset_under": hide_in_text(heading), "besked": told}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": KERNEL, "okonomi": own})


def said_in(path: Path) -> list[str]:
    """What a failed notebook says first; empty where it cannot be read."""
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["metadata"]["okonomi"]["besked"])
    except (OSError, ValueError, KeyError, TypeError):
        return []


def _error(error: Any, heading: str) -> NotebookNode:
    from nbformat import v4

    said = said_to_users(error.ename, error.evalue)
    lines = [f"Afsnit: {hide_in_text(heading)}", *places(error.traceback)]
    return v4.new_output("error", ename=error.ename, evalue="\n".join(said), traceback=lines)


def places(traceback: Sequence[str]) -> list[str]:
    """The places of our own code in a traceback, without a value: ``okonomi/x.py:12 f``."""
    text = _COLOURS.sub("", "\n".join(traceback)).replace("\\", "/")
    return [f"{file}:{line} {function}" for file, line, function in _PLACE.findall(text)]
