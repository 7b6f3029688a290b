"""A small workspace of messy files, written by hand in each test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from okonomi.intake import Reading, read
from okonomi.workspace import Workspace, open_workspace

KEY = "0123456789abcdef0123456789abcdef"


class Desk:
    """A workspace under ``root``: put files into months, then read one of them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "noegle.txt").write_text(KEY + "\n", encoding="ascii")
        self.settings()

    def settings(self, more: str = "") -> None:
        self.root.joinpath("okonomi.toml").write_text(
            f'[kommune]\nnavn = "Prøve Kommune"\nkode = "0999"\n{more}', encoding="utf-8"
        )

    def put(self, name: str, content: str | bytes, month: str = "2026-03") -> Path:
        path = self.root / month / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def sheet(self, name: str, rows: list[list[object]], month: str = "2026-03") -> Path:
        path = self.root / month / name
        path.parent.mkdir(parents=True, exist_ok=True)
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(path)
        return path

    def profile(self, name: str, text: str) -> Path:
        path = self.root / "profiler" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def open(self) -> Workspace:
        return open_workspace(self.root)

    def read(self, month: str = "2026-03") -> Reading:
        return checked(read(self.open(), pd.Period(month, "M")))


def checked(reading: Reading) -> Reading:
    """Every reading in these tests: rows in = rows out, and amounts that add up."""
    classes = ["used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error"]
    files = reading.files[reading.files["profile"].notna()]
    assert (files[classes].sum(axis=1) == files["rows"]).all()
    aside = reading.set_aside
    for name in ("draft", "superseded", "duplicate", "total", "error"):
        rows = aside[aside["row_class"] == name]
        assert len(rows) == files[name].sum()
        assert rows["amount_oere"].sum() == files[f"{name}_oere"].sum()
    assert aside["reason"].notna().all()
    assert aside["remedy"].notna().all()
    return reading


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """An empty workspace with a key."""
    return Desk(tmp_path)


@pytest.fixture(scope="session")
def new_desk(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Desk]:
    """A fresh workspace for every example of a property test."""
    return lambda: Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture
def csv() -> Callable[..., str]:
    """Rows of a CSV file from keyword columns: ``csv(header, {"Takst": "5,00"}, …)``."""

    def make(header: str, *rows: Mapping[str, str], base: Mapping[str, str] | None = None) -> str:
        names = header.split(";")
        lines = [header]
        for row in rows:
            full = {**(base or {}), **row}
            assert full.keys() <= set(names), full.keys() - set(names)
            lines.append(";".join(full.get(name, "") for name in names))
        return "\n".join(lines) + "\n"

    return make


@pytest.fixture
def codes() -> Callable[[Reading], list[str]]:
    """The codes of a reading's findings."""
    return lambda reading: [finding.code for finding in reading.findings]
