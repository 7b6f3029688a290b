"""Executed notebook → document: headings, plain paragraphs and the bundles, nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pandas as pd

from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.present.table import MIME, Bundle

if TYPE_CHECKING:
    from nbformat import NotebookNode

INTERNAL = "Til intern brug"
"""Stands on every page of a report that has not been made into a committee version."""
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*")
_MARKUP = re.compile(r"\*\*|__|`|\]\(|</?\w|^\s*([-*+>|]|\d+\.)\s|^#{3,}", re.MULTILINE)


@dataclass(frozen=True, eq=False, kw_only=True)
class Section:
    """A heading phrased as the reader's question, the text below it, and the answers."""

    heading: str
    paragraphs: tuple[str, ...]
    bundles: tuple[Bundle, ...]


@dataclass(frozen=True, eq=False, kw_only=True)
class Document:
    """A report before it has a form. Section order is the notebook's.

    ``doubts`` stands for the sentence on findings where they are not in the report themselves.
    ``public``: it was made so that anyone may read it.
    """

    title: str
    sections: tuple[Section, ...]
    doubts: str = ""
    public: bool = False

    @property
    def mark(self) -> str:
        """What every page says of who may read it; "" where anyone may."""
        return "" if self.public else INTERNAL

    @property
    def bundles(self) -> tuple[Bundle, ...]:
        return tuple(bundle for section in self.sections for bundle in section.bundles)

    @property
    def period(self) -> pd.Period:
        return self.bundles[0].period

    @property
    def data_until(self) -> date:
        """The last day that *all* the data cover: the earliest that a bundle states."""
        stated = [b.data_until for b in self.bundles if b.data_until is not None]
        return min(stated) if stated else self.period.end_time.date()

    @property
    def findings(self) -> tuple[Finding, ...]:
        return tuple(finding for bundle in self.bundles for finding in bundle.findings)

    @property
    def definitions(self) -> tuple[tuple[str, str], ...]:
        """Every term once, in the order they first appear."""
        return tuple(dict.fromkeys(pair for b in self.bundles for pair in b.definitions))

    @property
    def sources(self) -> tuple[str, ...]:
        """Every source once, in the order they first appear."""
        return tuple(dict.fromkeys(source for b in self.bundles for source in b.sources))


def collect(notebook: NotebookNode) -> Document:
    """The document of an executed notebook.

    The first ``#`` heading is the title, each ``##`` heading begins a section, and other markdown
    is plain paragraphs; markup that would be shown raw raises ``UserError`` and names the text. A
    section without text and without bundles (a heading over a cell that reads) is left out.
    Raises ``UserError`` where there is no title, no bundle, or bundles of different periods.
    """
    title = ""
    sections: list[dict[str, Any]] = [{"heading": "", "paragraphs": [], "bundles": []}]
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for level, text in _blocks(cell.source):
                if level == 1 and not title:
                    title = text
                elif level:
                    sections.append({"heading": text, "paragraphs": [], "bundles": []})
                else:
                    sections[-1]["paragraphs"].append(text)
        elif cell.cell_type == "code":
            sections[-1]["bundles"].extend(_bundles(cell.outputs))
    document = Document(
        title=title,
        sections=tuple(
            Section(
                heading=s["heading"], paragraphs=tuple(s["paragraphs"]), bundles=tuple(s["bundles"])
            )
            for s in sections
            if s["paragraphs"] or s["bundles"]
        ),
    )
    _check(document)
    return document


def _check(document: Document) -> None:
    if not document.title:
        raise UserError(
            "Notebooken har ingen titel. Skriv en linje som “# Månedsrapport” i dens første celle."
        )
    if not document.bundles:
        raise UserError(
            "Notebooken viser ingen resultater, så der er intet at skrive en rapport af. "
            "Lad hvert afsnit ende med et resultat som sidste linje i en celle."
        )
    periods = sorted({str(bundle.period) for bundle in document.bundles})
    if len(periods) > 1:
        raise UserError(
            f"Notebookens resultater er fra forskellige perioder ({', '.join(periods)}). "
            "Brug den samme periode i alle afsnit."
        )


def _blocks(source: str) -> Iterable[tuple[int, str]]:
    """Heading level (0 for a paragraph) and text of each block of a markdown cell."""
    for block in re.split(r"\n\s*\n|\n(?=#)", source.strip()):
        lines = block.strip().splitlines()
        while lines and (found := _HEADING.fullmatch(lines[0])) and len(found[1]) <= 2:
            yield len(found[1]), found[2]
            lines = lines[1:]
        text = " ".join(line.strip() for line in lines)
        if not text:
            continue
        if _MARKUP.search("\n".join(lines)):
            raise UserError(
                f"Teksten “{text[:60]}” i notebooken bruger opmærkning (fed, punkter, links eller "
                "flere niveauer overskrifter), som rapporten ikke kan vise. Skriv den som "
                "almindelig tekst under en overskrift med ##."
            )
        yield 0, text


def _bundles(outputs: Iterable[Any]) -> list[Bundle]:
    data = [output.get("data", {}) for output in outputs]
    return [Bundle.from_json(each[MIME]) for each in data if MIME in each]
