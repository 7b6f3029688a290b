"""Small workspaces with notebooks of their own, whose reports take a second or two."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import v4

BUNDLE = """
import pandas as pd
from okonomi.present import Bundle, Column, Table
table = Table(
    name="kort",
    title="Kort",
    frame=pd.DataFrame({"navn": ["Ærø", "Ålborg"], "antal": [1, 2]}),
    columns=(Column("navn", "Navn", "text"), Column("antal", "Antal", "int")),
)
Bundle(
    name="kort",
    title="Kort",
    period=pd.Period(period),
    summary="3 i alt.",
    tables=(table,),
)
"""
SETTINGS = '[kommune]\nnavn = "Fjordby"\nkode = "0999"\n'
Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path) -> Build:
    """``build("by", months=…, drift=…, kort="kode før bundtet", …)`` → a workspace's folder.

    Every further name is a notebook that runs those lines and then shows the same small bundle.
    """

    def go(
        name: str = "by", *, months: tuple[str, ...] = ("2026-03",), drift: str = "", **books: str
    ) -> Path:
        root = tmp_path / name
        (root / "notebooks").mkdir(parents=True)
        text = f"{SETTINGS}[drift]\nkvartalsrapporter = []\n{drift}"
        (root / "okonomi.toml").write_text(text, "utf-8")
        for month in months:
            (root / month).mkdir()
            (root / month / "a.csv").write_text("x;y\n1;2\n", "utf-8")
        for book, lines in ({"kort": ""} | books).items():
            cells = [
                v4.new_code_cell('period = "2026-01"', metadata={"tags": ["parameters"]}),
                v4.new_markdown_cell(f"# {book.capitalize()}"),
                v4.new_code_cell(f"{lines}\n{BUNDLE}"),
            ]
            nbformat.write(v4.new_notebook(cells=cells), root / "notebooks" / f"{book}.ipynb")
        return root

    return go
