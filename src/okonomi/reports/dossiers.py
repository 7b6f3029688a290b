"""Dossiers → a folder: one A4 page per provider (html and pdf), an index, and one workbook.

The html and the pdf of a dossier are made of the very same texts; the workbook holds the rows
behind, with case numbers, for those who stay at home.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from okonomi.analysis.dataquality.result import dataquality
from okonomi.analysis.dossier.result import Dossier, Grid, Material, dossiers
from okonomi.analysis.dossier.result import providers as providers_of
from okonomi.analysis.targets.tables import RED_LINE
from okonomi.analysis.words import count
from okonomi.present import Bundle, Column, Table, numbers
from okonomi.present.values import showable_json
from okonomi.reports import Published
from okonomi.reports.collect import Document, Section
from okonomi.reports.each import key_of
from okonomi.reports.layout import broken, font_folder
from okonomi.reports.manifest import has_errors, manifest, write_manifest
from okonomi.reports.pdf import STANDARDS
from okonomi.reports.publish import publishing

if TYPE_CHECKING:
    import typst

TITLE = "Leverandørdossier"
NAME = "servicetjek-leverandoerer"
"""The folder beside the report ``servicetjek``: a report's own folder is replaced as a whole."""
PAGE, PAPER, INDEX, WORKBOOK = "dossier.html", "dossier.pdf", "index.html", "tabeller.xlsx"
HEADS = (
    "Vores pladser",
    "Udgift pr. år uden moms",
    "Over gå-fra-pris/median pr. år",
    "For meget betalt i år",
)


def keys(names: Iterable[str]) -> dict[str, str]:
    """Provider → a folder name that any system takes; those that would share one get a mark."""
    plain = {name: key_of(name) for name in names}
    many = Counter(plain.values())
    return {
        name: key if many[key] == 1 else f"{key}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
        for name, key in plain.items()
    }


def publish(
    material: Material,
    folder: Path,
    *,
    municipality: str,
    made_at: datetime,
    only: str | None = None,
    basis: Mapping[str, Any] | None = None,
    progress: Callable[[int, int, str], None] | None = None,
) -> Published:
    """Write every dossier to ``folder``, whole or not at all; ``only`` one provider's to its key.
    ``basis``: what they are made of (``basis.py``), for the manifest.

    Raises ``UserError`` where nothing can be published, as ``reports.make`` does. The exit code is
    1 where rows of the reading were set aside as errors.
    """
    key = keys(providers_of(material))
    made = dossiers(material, only)
    bundles = _bundles(material, made)
    title = TITLE if only else f"{TITLE}er"
    document = Document(
        title=title, sections=(Section(heading="", paragraphs=(), bundles=tuple(bundles)),)
    )
    write = Writer(municipality)
    with publishing(folder if only is None else folder / key[only]) as work:
        for number, dossier in enumerate(made):
            if progress:
                progress(number, len(made), dossier.provider)
            here = work if only else work / key[dossier.provider]
            here.mkdir(exist_ok=True)
            write(dossier, here)
        if only is None:
            index = _index(made, key, bundles[0].summary, title, municipality)
            (work / INDEX).write_text(index, encoding="utf-8", newline="\n")
        _workbook(work / WORKBOOK, document, municipality)
        write_manifest(
            work / "manifest.json",
            manifest(
                document,
                report=NAME,
                municipality=municipality,
                parameters={"period": str(document.period), "leverandoer": only or ""},
                made_at=made_at,
                basis=basis,
            ),
        )
    if progress:
        progress(len(made), len(made), "Færdig")
    return Published(
        folder=folder if only is None else folder / key[only],
        exit_code=int(has_errors(document)),
        findings=document.findings,
    )


class Writer:
    """Writes dossiers; what they share, the fonts and the templates, is read once."""

    def __init__(self, municipality: str) -> None:
        self.municipality = municipality
        self._page = _template("dossier.html.j2")
        self._style = _text("dossier.css")
        self._compiler = _compiler()
        self._paper = _text("dossier.typ").encode()

    def __call__(self, dossier: Dossier, folder: Path) -> None:
        """``dossier.html`` and ``dossier.pdf`` in ``folder``."""
        (folder / PAGE).write_text(self.html(dossier), encoding="utf-8", newline="\n")
        (folder / PAPER).write_bytes(self.pdf(dossier))

    def html(self, dossier: Dossier) -> str:
        """The page as text. Every value from the data is escaped."""
        data = dossier_data(dossier, self.municipality)
        for figure in data["figures"]:
            figure["data"] = base64.b64encode(figure["svg"].encode()).decode("ascii")
        return str(self._page.render(d=data, style=self._style))

    def pdf(self, dossier: Dossier) -> bytes:
        """One A4 page. A warning of typst's raises ``ValueError``."""
        content = json.dumps(
            _softened(dossier_data(dossier, self.municipality)), ensure_ascii=False
        )
        pdf, warnings = self._compiler.compile_with_warnings(
            self._paper, format="pdf", sys_inputs={"data": content}, pdf_standards=STANDARDS
        )
        if warnings:
            raise ValueError(f"typst warned: {[warning.message for warning in warnings]}")
        return bytes(pdf)


def dossier_data(dossier: Dossier, municipality: str) -> dict[str, Any]:
    """All that the templates show, as JSON values."""
    last_day = dossier.period.end_time
    content = {
        "title": TITLE,
        "municipality": municipality,
        "period": numbers.month(dossier.period),
        # Not the clock: equal inputs give equal bytes.
        "date": [last_day.year, last_day.month, last_day.day],
        "provider": dossier.provider,
        "who": dossier.who,
        "verdict": dossier.verdict,
        "boxes": [list(box) for box in dossier.boxes],
        "position": _grid(dossier.position),
        "figures": [{"title": f.title, "alt": f.alt, "svg": f.svg} for f in dossier.figures],
        "facts": [asdict(part) for part in dossier.facts],
        "gaps": _grid(dossier.gaps),
        "effect": asdict(dossier.effect),
        "questions": list(dossier.questions),
        "foot": f"{RED_LINE} Data til og med {numbers.date(last_day)}. Rækkerne står i "
        f"{WORKBOOK}; her er ingen sager og ingen borgere.",
    }
    # Through JSON, so that html and pdf are given the very same plain values.
    plain: dict[str, Any] = showable_json(json.loads(json.dumps(content)))
    return plain


def _grid(grid: Grid) -> dict[str, Any]:
    return {
        "heading": grid.heading,
        "heads": list(grid.heads),
        "right": list(grid.right),
        "rows": [list(row) for row in grid.rows],
        "note": grid.note,
    }


def _softened(value: Any) -> Any:
    """The same with long names and words allowed to break; pictures as they are."""
    if isinstance(value, str):
        return value if value.startswith("<svg") else broken(value)
    if isinstance(value, dict):
        return {key: _softened(each) for key, each in value.items()}
    return [_softened(each) for each in value] if isinstance(value, list | tuple) else value


def _text(name: str) -> str:
    return files("okonomi.reports").joinpath("templates", name).read_text(encoding="utf-8")


def _template(name: str) -> Any:
    from jinja2 import Environment, StrictUndefined

    return Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    ).from_string(_text(name))


def _compiler() -> typst.Compiler:
    import typst

    return typst.Compiler(font_paths=[str(font_folder())], ignore_system_fonts=True)


def _bundles(material: Material, made: Sequence[Dossier]) -> list[Bundle]:
    """The overview first, then the results the dossiers were cut from."""
    results = (
        material.targets,
        material.contracts,
        material.tjek,
        material.delivered,
        dataquality(material.reading),
    )
    bundles = [_overview(material, made), *(result.bundle() for result in results)]
    # As a report's: through the form in which every text can be shown.
    return [Bundle.from_json(bundle.to_json()) for bundle in bundles]


def _overview(material: Material, made: Sequence[Dossier]) -> Bundle:
    import pandas as pd

    period = material.reading.period
    rows = [
        {"provider": one.provider, "verdict": one.verdict}
        | {f"box_{n}": value for n, (_, value) in enumerate(one.boxes)}
        | {f"question_{n}": text for n, text in enumerate(one.questions)}
        for one in made
    ]
    columns = (
        Column("provider", "Leverandør", "text"),
        *(Column(f"box_{n}", head, "text") for n, head in enumerate(HEADS)),
        Column("verdict", "Vurdering", "text"),
        *(Column(f"question_{n}", f"Spørgsmål {n + 1}", "text") for n in range(3)),
    )
    frame = pd.DataFrame(rows, columns=[column.key for column in columns]).astype("str")
    return Bundle(
        name="dossierer",
        title="Leverandørerne",
        period=period,
        summary=f"{count(len(made), 'leverandør', 'leverandører')} har et dossier for "
        f"{numbers.month(period)}.".capitalize(),
        tables=(
            Table(
                name="dossierer",
                title="Leverandørerne, en linje hver",
                frame=frame,
                columns=columns,
                internal=True,
                note="Der er intet dossier for plejefamilier, privatpersoner og egne tilbud, og "
                "kun for leverandører med en løbende hovedydelse.",
            ),
        ),
    )


def _index(
    made: Sequence[Dossier], key: dict[str, str], summary: str, title: str, municipality: str
) -> str:
    rows = [
        {
            "key": key[one.provider],
            "provider": one.provider,
            "cells": [*(value for _, value in one.boxes), one.verdict],
        }
        for one in made
    ]
    period = numbers.month(made[0].period) if made else ""
    return str(
        _template("dossier_index.html.j2").render(
            title=title,
            municipality=municipality,
            period=period,
            summary=summary,
            foot=RED_LINE,
            style=_text("dossier.css"),
            heads=[*HEADS, "Vurdering"],
            rows=rows,
        )
    )


def _workbook(path: Path, document: Document, municipality: str) -> None:
    from okonomi.present.workbook import write_workbook

    write_workbook(
        path,
        document.bundles,
        title=document.title,
        municipality=municipality,
        data_until=document.data_until,
        mark=document.mark,
    )
