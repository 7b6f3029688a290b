"""Does every number of a published report agree with its bundles, in all three forms?

For tests: reads the workbook with openpyxl and the PDF with pypdf, which only tests need.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from okonomi.present.fragments import MAX_FINDING_ROWS, MAX_ROWS
from okonomi.present.table import Bundle, Table, finding_rows
from okonomi.present.tables import cells, first_rows, on_paper
from okonomi.present.workbook import cell_value, sheets
from okonomi.reports import HTML, NOTEBOOK, PDF, WORKBOOK
from okonomi.reports.collect import collect
from okonomi.reports.runner import read_notebook

_NUMBER = re.compile(r"[+−]?\d[\d.,:-]*\d|[+−]?\d")
_HEAD_ROWS = 4
"""Rows above the first row of a sheet's table."""


def same_numbers(folder: Path) -> list[str]:
    """What disagrees, one line each; empty where html, pdf, xlsx and the bundles are one."""
    bundles = collect(read_notebook(folder / NOTEBOOK)).bundles
    return [
        *_html_faults(folder / HTML, bundles),
        *_workbook_faults(folder / WORKBOOK, bundles),
        *_pdf_faults(folder / PDF, bundles),
    ]


def _html_faults(path: Path, bundles: tuple[Bundle, ...]) -> list[str]:
    page = _Tables()
    page.feed(path.read_text(encoding="utf-8"))
    wanted: list[Table] = []
    for bundle in bundles:
        wanted += [first_rows(table, MAX_ROWS) for table in bundle.tables]
        rows = [finding_rows(f) for f in sorted(bundle.findings, key=_gravity)]
        wanted += [first_rows(table, MAX_FINDING_ROWS) for table in rows if table is not None]
    if len(page.tables) != len(wanted):
        return [f"html: {len(page.tables)} tables, {len(wanted)} in the bundles"]
    return [
        f"html: table {table.name!r} differs"
        for table, shown in zip(wanted, page.tables, strict=True)
        if (shown or []) != cells(table)
    ] + [
        f"html: summary missing: {bundle.summary!r}"
        for bundle in bundles
        if page.text.count(" ".join(bundle.summary.split())) < 2
    ]


def _gravity(finding: Any) -> int:
    return ("fejl", "advarsel", "oplysning").index(finding.severity)


class _Tables(HTMLParser):
    """The body cells of every table, and the page's whole text."""

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self._words: list[str] = []
        self._body = self._cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tbody":
            self._body = True
        elif tag == "tr" and self._body:
            self.tables[-1].append([])
        elif tag in ("td", "th") and self._body and ("class", "tom") not in attrs:
            self.tables[-1][-1].append("")
            self._cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self._cell = False
        elif tag == "tbody":
            self._body = False
            self.tables[-1] = [row for row in self.tables[-1] if row]

    def handle_data(self, data: str) -> None:
        self._words.append(data)
        if self._cell:
            self.tables[-1][-1][-1] += data

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._words).split())


def _workbook_faults(path: Path, bundles: tuple[Bundle, ...]) -> list[str]:
    from openpyxl import load_workbook

    book = load_workbook(path)
    faults = []
    for sheet in sheets(bundles):
        page = book[sheet.name]
        for row in range(len(sheet.table.frame)):
            for n, column in enumerate(sheet.table.columns):
                wanted = cell_value(sheet.table.frame[column.key].iloc[row], column)
                found = page.cell(_HEAD_ROWS + 1 + row, n + 1).value
                if not _same(found, wanted):
                    faults.append(f"xlsx: {sheet.name} row {row + 1}: {found!r}, not {wanted!r}")
    return faults


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, float) and isinstance(found, (int, float)):
        # Excel holds 15 digits of a number.
        return math.isclose(found, wanted, rel_tol=1e-14)
    return found == wanted or (wanted == "" and found is None)


def _pdf_faults(path: Path, bundles: tuple[Bundle, ...]) -> list[str]:
    from pypdf import PdfReader

    text = "\n".join(page.extract_text() for page in PdfReader(path).pages)
    found = Counter(_numbers(text))
    wanted: Counter[str] = Counter()
    for bundle in bundles:
        wanted.update(_numbers(bundle.summary))
        wanted.update(_numbers(bundle.summary))
        for table in bundle.tables:
            shown = on_paper(table)
            if shown is None:
                continue
            for row in cells(shown):
                for column, cell in zip(shown.columns, row, strict=True):
                    # A long text may be broken over lines in the middle of a code.
                    if column.kind != "text":
                        wanted.update(_numbers(cell))
    return [
        f"pdf: {number!r} stands {found[number]} times, not {count}"
        for number, count in wanted.items()
        if found[number] < count
    ]


def _numbers(text: str) -> list[str]:
    return _NUMBER.findall(text.replace("\u200b", ""))
