"""Document → rapport.pdf with typst: A4, tagged (PDF/UA-1, PDF/A-2a), equal for equal inputs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from okonomi.findings import Finding
from okonomi.present import numbers
from okonomi.present.fragments import SEVERITY, gravest_first
from okonomi.present.table import Bundle, Table
from okonomi.present.tables import cells, full_title, on_paper, rest_sentence
from okonomi.reports.collect import Document, Section
from okonomi.reports.html import doubts_sentence
from okonomi.reports.layout import Fit, arranged, broken, font_folder, gap_before

MAX_WHOLE = 20
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
    first = document.sections[0]
    # What stands before the first heading is said below the title.
    intro = first.paragraphs if not first.heading and not first.bundles else ()
    return {
        "title": document.title,
        "municipality": municipality,
        "period": numbers.month(document.period),
        "data_until": numbers.date(document.data_until),
        "mark": document.mark,
        # Not the clock: equal inputs give equal bytes.
        "date": [last_day.year, last_day.month, last_day.day],
        "verdicts": [
            {"title": broken(b.title), "summary": broken(b.summary)}
            for b in document.bundles
            if b.summary
        ],
        "doubts": doubts_sentence(document),
        "paragraphs": [broken(text) for text in intro],
        "front": _groups(_front(document), first_place=0),
        "sections": [
            {
                "heading": broken(section.heading),
                "paragraphs": [broken(text) for text in section.paragraphs],
                "bundles": [_bundle(bundle, document) for bundle in section.bundles],
            }
            for section in document.sections[1 if intro else 0 :]
            if not _stands_first(section)
        ],
        "definitions": [[term, meaning] for term, meaning in document.definitions],
        "sources": [broken(source) for source in document.sources],
    }


def _bundle(bundle: Bundle, document: Document) -> dict[str, Any]:
    here = [table for table in bundle.tables if not _is_front(table)]
    # The main table, then the figures, then the rest.
    main = here[:1] if bundle.figures and bundle.tables[:1] == tuple(here[:1]) else []
    return {
        "title": broken(bundle.title),
        "summary": broken(bundle.summary),
        "figures": [
            {"title": broken(f.title), "alt": f.alt, "svg": f.svg}
            for f in bundle.figures
            if f.paper
        ],
        "main": _groups(main),
        "tables": _groups(here[len(main) :]),
        "front": [
            {"title": broken(table.title), "place": n}
            for n, table in enumerate(_front(document))
            if any(table is own for own in bundle.tables)
        ],
        "left_out": _left_out(here),
        "findings": [_finding(finding) for finding in gravest_first(bundle.findings)],
    }


def _stands_first(section: Section) -> bool:
    """Whether all that the section holds is a table that stands on the first pages."""
    return not section.paragraphs and all(
        bundle.tables
        and all(_is_front(table) for table in bundle.tables)
        and not (bundle.summary or bundle.findings)
        and not any(figure.paper for figure in bundle.figures)
        for bundle in section.bundles
    )


def _front(document: Document) -> list[Table]:
    """The tables of the first pages, that stand there and not in their sections."""
    return [table for bundle in document.bundles for table in bundle.tables if _is_front(table)]


def _is_front(table: Table) -> bool:
    return table.front and not table.frame.empty


def _groups(tables: Sequence[Table], first_place: int | None = None) -> list[dict[str, Any]]:
    """What is printed of the tables, in the groups that are set together."""
    shown = [(table, on_paper(table)) for table in tables]
    printed = [(table, paper) for table, paper in shown if paper is not None]
    groups = arranged([paper for _, paper in printed])
    numbered = iter(enumerate(table for table, _ in printed))
    return [
        {
            "landscape": group[0][1].landscape,
            "tables": [
                _table(table, paper, found) | {"place": None if first_place is None else n}
                for (paper, found), (n, table) in zip(group, numbered, strict=False)
            ],
        }
        for group in groups
    ]


def _left_out(tables: Sequence[Table]) -> str:
    """A sentence that names the tables that are not printed, or nothing."""
    named = [
        f"“{table.title}” ({numbers.whole(len(table.frame))} "
        f"{'række' if len(table.frame) == 1 else 'rækker'})"
        for table in tables
        if on_paper(table) is None
    ]
    return f"Kun i rapport.html og tabeller.xlsx: {', '.join(named)}." if named else ""


def _table(table: Table, shown: Table, found: Fit) -> dict[str, Any]:
    size, widths, _ = found
    return {
        "title": broken(full_title(shown)),
        "heads": [broken(label) for label in numbers.headings(shown.columns)[0]],
        "align": ["right" if c.numeric else "left" for c in shown.columns],
        "gap": gap_before(shown),
        "widths": list(widths),
        "size": size,
        "whole": len(shown.frame) <= MAX_WHOLE,
        "rows": [
            {"kind": kind, "cells": [broken(cell) for cell in row]}
            for kind, row in zip(shown.row_kinds(), cells(shown), strict=True)
        ],
        "notes": [broken(text) for text in (table.note, rest_sentence(table, shown)) if text],
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
