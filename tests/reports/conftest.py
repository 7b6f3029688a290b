"""A demo notebook built here, run once for real, and its published report."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from nbformat import NotebookNode, v4

from okonomi import reports
from okonomi.present import Bundle

DEMO = Path(__file__).parent / "demo_bundles.py"
MADE_AT = datetime(2026, 4, 7, 8, 30, tzinfo=UTC)
MUNICIPALITY = "Eksempel Kommune"


@pytest.fixture(scope="session")
def demo() -> dict[str, Any]:
    """The functions and names of demo_bundles.py."""
    return runpy.run_path(str(DEMO))


@pytest.fixture(scope="session")
def bundles(demo: dict[str, Any]) -> tuple[Bundle, ...]:
    period = pd.Period("2026-03", "M")
    return demo["followup"](period), demo["providers"](period)


@pytest.fixture(scope="session")
def notebook() -> Callable[..., NotebookNode]:
    """``notebook("# Titel", "code", …)``: text beginning with # is markdown, else code."""

    def build(*cells: str, parameters: str = 'period = "2026-03"') -> NotebookNode:
        made = [v4.new_code_cell(parameters, metadata={"tags": ["parameters"]})]
        for cell in cells:
            new = v4.new_markdown_cell if cell.startswith("# ") else None
            new = new or (v4.new_markdown_cell if cell.startswith("## ") else v4.new_code_cell)
            made.append(new(cell))
        return v4.new_notebook(cells=made)

    return build


@pytest.fixture(scope="session")
def demo_notebook(notebook: Callable[..., NotebookNode]) -> NotebookNode:
    return notebook(
        "# Månedsrapport",
        DEMO.read_text(encoding="utf-8"),
        "## Holder vi budgettet?\n\nForventet regnskab er sammenholdt med budgettet.",
        "followup(pd.Period(period))",
        "## Hvem betaler vi?",
        "import os, sys\nprint(os.getcwd(), sys.prefix)\nproviders(pd.Period(period))",
        parameters='workspace = "../andetsteds"\nperiod = "2026-01"',
    )


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A space, a Danish letter and braces: all of them have broken something in such tools.
    folder = tmp_path_factory.mktemp("arbejde") / "Børn {og} unge"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def steps() -> list[tuple[int, int, str]]:
    return []


@pytest.fixture(scope="session")
def published(
    demo_notebook: NotebookNode, workspace: Path, steps: list[tuple[int, int, str]]
) -> reports.Published:
    path = workspace / "maanedsrapport.ipynb"
    nbformat.write(demo_notebook, path)
    return reports.make(
        path,
        workspace,
        workspace / "reports" / "2026-03" / "maanedsrapport",
        {"period": "2026-03"},
        made_at=MADE_AT,
        municipality=MUNICIPALITY,
        progress=lambda *step: steps.append(step),
    )
