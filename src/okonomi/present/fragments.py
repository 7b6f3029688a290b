"""A bundle as a piece of HTML: the same in a notebook cell and in the report."""

from __future__ import annotations

import base64
from functools import cache
from html import escape
from importlib.resources import files

from okonomi.findings import Finding
from okonomi.present.table import Bundle, Figure, finding_rows
from okonomi.present.tables import table_html

MAX_ROWS = 200
"""Rows of a table shown in html; the workbook holds all."""
MAX_FINDING_ROWS = 10
SEVERITY = {"fejl": "Fejl", "advarsel": "Advarsel", "oplysning": "Oplysning"}


def bundle_html(bundle: Bundle) -> str:
    """A section of its own, with its style, for a notebook cell."""
    return (
        f'<section class="okonomi"><style>{style()}</style><h3>{escape(bundle.title)}</h3>'
        f"{bundle_body(bundle)}{_definitions(bundle)}{_sources(bundle)}</section>"
    )


def bundle_body(bundle: Bundle, heading: int = 4) -> str:
    """Summary, main table, figures, other tables, findings; to stand in ``class="okonomi"``.

    ``heading`` is the level of the findings' heading: one below the heading it stands under.
    """
    return "".join(
        [
            f'<p class="resume">{escape(bundle.summary)}</p>' if bundle.summary else "",
            *(table_html(table, MAX_ROWS) for table in bundle.tables[:1]),
            *(figure_html(figure) for figure in bundle.figures),
            *(table_html(table, MAX_ROWS) for table in bundle.tables[1:]),
            findings_html(bundle.findings, heading),
        ]
    )


def figure_html(figure: Figure) -> str:
    """The figure as an image in the page itself, so that nothing in it can run."""
    kept_from_print = "" if figure.paper else ' class="skaerm"'
    data = base64.b64encode(figure.svg.encode()).decode("ascii")
    return (
        f'<figure data-figure="{escape(figure.name)}"{kept_from_print}>'
        f"<figcaption>{escape(figure.title)}</figcaption>"
        f'<div class="billede"><img alt="{escape(figure.alt)}" '
        f'src="data:image/svg+xml;base64,{data}"></div></figure>'
    )


def findings_html(findings: tuple[Finding, ...], heading: int = 4) -> str:
    """The findings, the gravest first, severity in words; their first rows folded in."""
    if not findings:
        return ""
    return (
        f'<div class="fund"><h{heading}>Forbehold og fejl i data</h{heading}>'
        + "".join(_finding(finding) for finding in gravest_first(findings))
        + "</div>"
    )


def gravest_first(findings: tuple[Finding, ...]) -> list[Finding]:
    """Errors, then warnings, then information; otherwise in the order given."""
    return sorted(findings, key=lambda finding: list(SEVERITY).index(finding.severity))


def said_once(findings: list[Finding]) -> list[Finding]:
    """Without those that say the same of the same rows as one before: sections share doubts."""
    kept: list[Finding] = []
    for finding in findings:
        same = (other for other in kept if (other.code, other.text) == (finding.code, finding.text))
        if not any(other.rows.equals(finding.rows) for other in same):
            kept.append(finding)
    return kept


def _finding(finding: Finding) -> str:
    rows = finding_rows(finding)
    remedy = f" <em>{escape(finding.remedy)}</em>" if finding.remedy else ""
    folded = (
        ""
        if rows is None
        else f"<details><summary>Vis rækkerne</summary>{table_html(rows, MAX_FINDING_ROWS)}"
        "</details>"
    )
    return (
        f'<div class="{finding.severity}" data-code="{escape(finding.code)}">'
        f"<p><strong>{SEVERITY[finding.severity]}:</strong> {escape(finding.text)}{remedy}</p>"
        f"{folded}</div>"
    )


def _definitions(bundle: Bundle) -> str:
    if not bundle.definitions:
        return ""
    pairs = "".join(
        f"<dt>{escape(term)}</dt><dd>{escape(meaning)}</dd>" for term, meaning in bundle.definitions
    )
    return f'<div class="ord"><h4>Sådan er tallene opgjort</h4><dl>{pairs}</dl></div>'


def _sources(bundle: Bundle) -> str:
    if not bundle.sources:
        return ""
    items = "".join(f"<li>{escape(source)}</li>" for source in bundle.sources)
    return f'<div class="kilder"><h4>Kilder</h4><ul>{items}</ul></div>'


@cache
def style() -> str:
    """The style sheet of everything inside ``class="okonomi"``."""
    return files("okonomi.present").joinpath("style.css").read_text(encoding="utf-8")
