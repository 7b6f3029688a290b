"""Document → rapport.html: one file, no code, no outside address, for phone, screen and print."""

from __future__ import annotations

from importlib.resources import files

from okonomi.analysis.dataquality.since import AMOUNTS_MISSING, MISSING
from okonomi.present import fragments, numbers
from okonomi.reports.collect import Document

SEVERITY_PLURAL = {
    "fejl": ("fejl", "fejl"),
    "advarsel": ("advarsel", "advarsler"),
    "oplysning": ("oplysning", "oplysninger"),
}


def render_html(document: Document, municipality: str) -> str:
    """The page as text. Every value from the data is escaped."""
    from jinja2 import Environment, StrictUndefined

    templates = files("okonomi.reports").joinpath("templates")
    page = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(templates.joinpath("report.html.j2").read_text(encoding="utf-8"))
    return page.render(
        document=document,
        municipality=municipality,
        period=numbers.month(document.period),
        data_until=numbers.date(document.data_until),
        doubts=doubts_sentence(document),
        fragment_style=fragments.style(),
        page_style=templates.joinpath("report.css").read_text(encoding="utf-8"),
        body=fragments.bundle_body,
    )


SAID_FIRST = (MISSING, AMOUNTS_MISSING)
"""Findings that make the figures of the whole report wrong: said on the first page."""


def doubts_sentence(document: Document) -> str:
    """How many findings the reader must know of: ``1 fejl og 2 advarsler …``."""
    if document.doubts:
        return document.doubts
    parts = []
    for severity, (one, many) in SEVERITY_PLURAL.items():
        count = sum(finding.severity == severity for finding in document.findings)
        if count:
            parts.append(f"{count} {one if count == 1 else many}")
    if not parts:
        return "Der er ingen forbehold om data."
    listed = ", ".join(parts[:-1]) + (" og " if len(parts) > 1 else "") + parts[-1]
    grave = "".join(f" {f.text}" for f in document.findings if f.code in SAID_FIRST)
    return f"Forbehold om data: {listed}. De står i afsnittet, de hører til.{grave}"
