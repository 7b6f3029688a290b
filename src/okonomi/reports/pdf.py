"""Document → rapport.pdf with typst: A4, tagged (PDF/UA-1, PDF/A-2a), equal for equal inputs."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from okonomi.findings import Finding
from okonomi.present import numbers
from okonomi.present.fragments import SEVERITY, gravest_first
from okonomi.present.table import Bundle, Table
from okonomi.present.tables import cells, first_rows, full_title, rest_sentence
from okonomi.reports.collect import Document
from okonomi.reports.html import doubts_sentence
from okonomi.reports.layout import broken, fit, font_folder, gap_before

MAX_ROWS = 40
"""Rows of a table on paper; the workbook holds all."""
MAX_WHOLE = 14
"""A table of so few rows is not split over two pages."""
STANDARDS = ["ua-1", "a-2a"]
_BARS = {"fejl": 3.0, "advarsel": 1.6, "oplysning": 0.6}


def render_pdf(document: Document, municipality: str) -> bytes:
    """The PDF. A warning of typst's, such as a missing font, raises ``ValueError``."""
    import typst

    template = files("okonomi.reports").joinpath("templates", "report.typ").read_bytes()
    content = json.dumps(pdf_data(document, municipality), ensure_ascii=False, allow_nan=False)
    # Its types want the template and the font folders to be of one type; it takes both.
    pdf, warnings = typst.compile_with_warnings(  # type: ignore[call-overload]
        template,
        format="pdf",
        font_paths=[str(font_folder())],
        ignore_system_fonts=True,
        sys_inputs={"data": content},
        pdf_standards=STANDARDS,
    )
    if warnings:
        raise ValueError(f"typst warned: {[warning.message for warning in warnings]}")
    return pdf


def pdf_data(document: Document, municipality: str) -> dict[str, Any]:
    """All that the template shows, as JSON values."""
    last_day = document.period.end_time
    return {
        "title": document.title,
        "municipality": municipality,
        "period": numbers.month(document.period),
        "data_until": numbers.date(document.data_until),
        # Not the clock: equal inputs give equal bytes.
        "date": [last_day.year, last_day.month, last_day.day],
        "verdicts": [{"title": b.title, "summary": broken(b.summary)} for b in document.bundles],
        "doubts": doubts_sentence(document),
        "sections": [
            {
                "heading": section.heading,
                "paragraphs": list(section.paragraphs),
                "bundles": [_bundle(bundle) for bundle in section.bundles],
            }
            for section in document.sections
        ],
        "definitions": [[term, meaning] for term, meaning in document.definitions],
        "sources": [broken(source) for source in document.sources],
    }


def _bundle(bundle: Bundle) -> dict[str, Any]:
    return {
        "title": bundle.title,
        "summary": broken(bundle.summary),
        "figures": [{"title": f.title, "alt": f.alt, "svg": f.svg} for f in bundle.figures],
        "tables": [_table(table) for table in bundle.tables],
        "findings": [_finding(finding) for finding in gravest_first(bundle.findings)],
    }


def _table(table: Table) -> dict[str, Any]:
    shown = first_rows(table, MAX_ROWS)
    size, widths, landscape = fit(shown)
    return {
        "title": full_title(table),
        "heads": [broken(label) for label in numbers.headings(table.columns)[0]],
        "align": ["right" if c.numeric else "left" for c in table.columns],
        "gap": gap_before(table),
        "widths": list(widths),
        "size": size,
        "landscape": landscape,
        "whole": len(shown.frame) <= MAX_WHOLE,
        "rows": [
            {"kind": kind, "cells": [broken(cell) for cell in row]}
            for kind, row in zip(shown.row_kinds(), cells(shown), strict=True)
        ],
        "notes": [text for text in (table.note, rest_sentence(table, shown)) if text],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    count = len(finding.rows)
    noun = "række" if count == 1 else "rækker"
    return {
        "word": SEVERITY[finding.severity],
        "text": broken(finding.text),
        "remedy": broken(finding.remedy),
        "rows": f"({numbers.whole(count)} {noun}, se tabeller.xlsx.)" if count else "",
        "bar": _BARS[finding.severity],
    }
