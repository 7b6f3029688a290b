"""An executed notebook without what belongs to the machine or to a citizen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okonomi.errors import UserError
from okonomi.intake.cprlike import NOT_PERSONS, hide_in_text, holds_in_cell, in_report
from okonomi.present.table import MIME
from okonomi.reports.runner import KERNEL

if TYPE_CHECKING:
    from nbformat import NotebookNode

_BARE = re.compile(r"(?<![\w'\".-])\d+(?![\w'\".-])")
KEPT = (MIME, "text/html", "text/plain")


def cleaned(notebook: NotebookNode, workspace_root: Path, *, way_back: str = ".") -> NotebookNode:
    """A copy fit to lie in a report folder, and to build the report from.

    Kept: the cells and their tags, the bundles and tables they show, and what cells tagged
    ``keep_output`` print. Dropped: times, paths and versions in the metadata, the cell papermill
    put in, warnings and other outputs. The cell of parameters shows the values of the run, with
    ``way_back`` as ``workspace``, so that the notebook opens on the same month where it lies.
    The machine's own folders are written as words. A CPR number anywhere raises ``UserError``
    (the last gate: the intake should have hidden it), naming table and column, not the number.
    """
    from nbformat import from_dict, v4

    hide = folder_hider(workspace_root)
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
    for cell in cells:
        _refuse_cpr(cell)
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


def folder_hider(workspace_root: Path) -> Callable[[Any], Any]:
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


def _refuse_cpr(cell: NotebookNode) -> None:
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    vouchers: set[str] = set()
    for bundle in (each[MIME] for each in data if MIME in each):
        vouchers |= _checked_tables(bundle)
    # A voucher stands in the table's HTML too, where nobody can see that it is one.
    known = re.compile("|".join(map(re.escape, sorted(vouchers, key=len, reverse=True))) or r"(?!)")
    # A whole number in the code is an amount or a count; a person's number would be a text.
    source = _BARE.sub("¦", cell.source) if cell.cell_type == "code" else cell.source
    shown = [source, data, [output.get("text", "") for output in cell.get("outputs", [])]]
    if any(in_report(known.sub("¦", text)) for text in _texts_in(shown)):
        raise _refused("en celle i notebooken")


def _checked_tables(bundle: Mapping[str, Any]) -> set[str]:
    """Look through a bundle's tables; returns the cells whose digits are the ledger's own."""
    found = [(f.get("text", ""), f["rows"]) for f in bundle.get("findings", []) if f.get("rows")]
    tables = [(table.get("title", ""), table) for table in bundle.get("tables", [])]
    vouchers: set[str] = set()
    for title, table in [*tables, *found]:
        for column, cells in table.get("data", {}).items():
            texts = list(_texts_in(cells))
            if any(holds_in_cell(text, column) for text in texts):
                raise _refused(f"tabellen “{hide_in_text(title)}”, kolonnen “{column}”,")
            if column in NOT_PERSONS:
                vouchers |= set(filter(in_report, texts))
    return vouchers


def _texts_in(value: Any) -> Iterator[str]:
    """Every text in a structure of JSON values."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts_in(inner)


def _refused(where: str) -> UserError:
    return UserError(
        f"Rapporten er ikke udgivet: {where} indeholder noget, der ligner et CPR-nummer. "
        "Find kolonnen i udtrækket, og angiv den som personens nummer i filens profil, så den "
        "bliver til et pseudonym, eller fjern nummeret i kildesystemet."
    )
