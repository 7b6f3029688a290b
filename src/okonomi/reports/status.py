"""``reports/index.html``: every month and report, what state it is in, and what is out of date.

Made of what lies in the folders, never of what a run remembers; it may be deleted at any time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pandas as pd

from okonomi.analysis import words
from okonomi.errors import UserError
from okonomi.period import is_period
from okonomi.present import numbers
from okonomi.reports.basis import Basis, edition_of, notebook_of
from okonomi.reports.due import QUARTERS, manifests, outdated, stale
from okonomi.reports.failed import said_in
from okonomi.reports.manifest import FEW_OF_ALL, FEW_OF_FILE, PUBLISHED, ROWS_ASIDE
from okonomi.workspace import Workspace

INDEX = "index.html"
FAILED = "-fejlet.ipynb"
PAGES = ("rapport.html", "index.html", "dossier.html")
"""What is opened of a report, the first there is."""
GOOD, DOUBTFUL, STALE, BROKEN = "god", "forbehold", "foraeldet", "fejlet"
MARKS = {GOOD: "✓", DOUBTFUL: "!", STALE: "▲", BROKEN: "✗"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A report of a month. ``state`` is the worst of what is ``said``; ``links`` are relative."""

    period: str
    title: str
    state: str
    said: tuple[str, ...]
    data_until: str
    made_at: str
    links: tuple[tuple[str, str], ...]

    @property
    def mark(self) -> str:
        return MARKS[self.state]


def write_status(workspace: Workspace, made_at: datetime) -> Path:
    """Write the page whole or not at all, and return its path."""
    folder = workspace.path("filer", "rapporter")
    path = folder / INDEX
    beside = folder / f".{INDEX}.ny"
    try:
        text = page(workspace, made_at)
    except OSError as error:
        raise UserError(
            f"Oversigten {path} er ikke skrevet, for {error.filename} kan ikke læses. Få adgang "
            "til den, og kør igen. Rapporterne er ikke berørt."
        ) from None
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8", newline="\n")
        beside.replace(path)
    except OSError:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise UserError(
            f"Oversigten {path} kan ikke skrives. Luk den, hvis den er åben, eller få "
            "skriveadgang og plads, og kør igen. Rapporterne er ikke berørt."
        ) from None
    return path


def page(workspace: Workspace, made_at: datetime) -> str:
    """The page as text: self-contained, links relative to the folder of reports."""
    from jinja2 import Environment, StrictUndefined

    shown = rows(workspace)
    months = workspace.months()
    template = files("okonomi.reports").joinpath("templates", "status.html.j2")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(template.read_text(encoding="utf-8")).render(
        municipality=workspace.municipality,
        newest=numbers.month(months[-1]) if months else "ingen",
        made_at=_moment(made_at.isoformat()),
        verdict=_verdict(shown),
        calm=all(row.state in (GOOD, DOUBTFUL) for row in shown),
        rows=shown,
        few=f"{numbers.share(FEW_OF_ALL, 0)} af rækkerne og {numbers.share(FEW_OF_FILE, 0)} af "
        "en fils",
    )


def rows(workspace: Workspace) -> list[Row]:
    """Every report that is made, missing or failed, newest month first."""
    folder = workspace.path("filer", "rapporter")
    wanted: dict[tuple[str, str], str] = {}
    gone: dict[tuple[str, str], list[str]] = {}
    for one in stale(workspace):
        if one.gone:
            gone.setdefault((one.period, one.report), []).append(one.gone)
        else:
            wanted.setdefault((one.period, one.report), one.cause)
    old = {(one.period, one.report): one.cause for one in outdated(workspace)}
    found = {*wanted, *gone}
    for month in folder.iterdir() if folder.is_dir() else ():
        if month.is_dir() and is_period(month.name):
            names = [path.name for path in month.iterdir() if path.name[0] != "."]
            found |= {(month.name, name.removesuffix(FAILED)) for name in names}
    parts = {key: manifests(folder / key[0] / key[1]) for key in found}
    titles = {key[1]: _title(of[0][1]) for key, of in sorted(parts.items()) if of}
    last = {name: period for period, name in sorted(key for key, of in parts.items() if of)}
    newest = _newest(workspace)
    made = []
    by_name = sorted(found, key=lambda key: key[1])
    for key in sorted(by_name, key=lambda key: key[0], reverse=True):
        period, name = key
        limit = newest[name in workspace["drift", "kvartalsrapporter"]]
        newer = limit if period == last.get(name) and period < limit else ""
        title = titles.get(name) or _heading(workspace, name)
        lost = gone.get(key, [])
        causes = (wanted.get(key, ""), old.get(key, ""))
        if row := _row(folder, key, title, parts[key], causes, lost, newer):
            made.append(row)
    return made


def _title(manifest: dict[str, Any]) -> str:
    """Without whom it is about, and with the edition where it is not the internal one."""
    edition = str(manifest.get("edition", "intern"))
    title = str(manifest.get("title", "")).partition(" – ")[0]
    return title if edition == "intern" else f"{title} ({edition})"


def _heading(workspace: Workspace, name: str) -> str:
    """What a report that was never made is called: the first heading of its notebook."""
    report, edition = edition_of(name)
    try:
        cells = json.loads(notebook_of(workspace, report).read_text(encoding="utf-8"))["cells"]
        prose = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
        lines = "\n".join(prose).splitlines()
        title = next(line[2:].strip() for line in lines if line.startswith("# "))
    except (UserError, OSError, ValueError, KeyError, TypeError, StopIteration):
        return name
    return title if edition == "intern" else f"{title} ({edition})"


def _newest(workspace: Workspace) -> dict[bool, str]:
    """The newest month with files in its folder, and (True) the newest that ends a quarter."""
    basis = Basis(workspace)
    months = [month for month in workspace.months() if basis.has_files(month)]
    quarters = [month for month in months if month.month in QUARTERS]
    return {
        quarterly: str(known[-1]) if known else ""
        for quarterly, known in ((False, months), (True, quarters))
    }


def _row(
    folder: Path,
    key: tuple[str, str],
    title: str,
    parts: list[tuple[Path, dict[str, Any]]],
    causes: tuple[str, str],
    gone: list[str],
    newer: str,
) -> Row | None:
    period, name = key
    cause, since = causes
    base = folder / period / name
    failed = [*base.parent.glob(f"{name}{FAILED}"), *sorted(base.glob(f"*{FAILED}"))]
    if not (parts or failed or cause):
        return None  # a folder of somebody else's
    said: list[tuple[str, str]] = []
    for path in failed:
        kept = "Den gamle rapport ligger urørt." if parts else "Der er ingen rapport."
        said.append((BROKEN, " ".join(["Fejlet.", *said_in(path)[:1], kept])))
    if newer:
        said.append((STALE, f"FORÆLDET: der er en nyere måned, {newer}."))
    if cause:
        said.append((STALE, f"SKAL LAVES: {cause}." if parts else "MANGLER."))
    if since:
        said.append((STALE, f"FORÆLDET: {since}, siden den blev lavet."))
    if gone:
        lost = "; ".join(gone)
        said.append(
            (STALE, f"FORÆLDET, kan ikke laves mere: {lost}. Slet det, der ikke skal bruges.")
        )
    if parts:
        said.append(min((_errors(manifest) for _, manifest in parts), key=_grade))
    return Row(
        period=period,
        title=title,
        state=min(said, key=_grade)[0],
        said=tuple(word for _, word in said),
        data_until=_span(manifest.get("data_until", "") for _, manifest in parts),
        made_at=_moment(min((str(m.get("made_at", "")) for _, m in parts), default="")),
        links=tuple((_label(path, base, m), _link(folder, path)) for path, m in parts),
    )


def _grade(one: tuple[str, str]) -> int:
    """The worst is the lowest."""
    return [BROKEN, STALE, DOUBTFUL, GOOD].index(one[0])


def _errors(manifest: dict[str, Any]) -> tuple[str, str]:
    """How a published report is graded, and what was set aside in it: a few rows are no cause for
    alarm, but are always told; a file that is missing or unknown is one, and is named."""
    if manifest.get("status") == PUBLISHED:
        return GOOD, "Udgivet."
    aside = manifest.get("set_aside", {})
    found = manifest.get("findings", ())
    files = [f["text"] for f in found if f["severity"] == "fejl" and f["code"] != ROWS_ASIDE]
    rows = ""
    if aside.get("rows"):
        known = f"{numbers.whole(aside['rows'])} af {words.count(aside['of'], 'række', 'rækker')}"
        rows = f"{known} er sat til side."
    if aside.get("few"):
        return GOOD, f"Udgivet. {rows or 'Få rækker er sat til side, se den interne rapport.'}"
    if not aside or not (files or rows):
        return DOUBTFUL, "Udgivet med fejl sat til side."
    more = words.count(len(files) - 1, "fejl", "fejl") if len(files) > 1 else ""
    parts = [*files[:1], f"Og {more} til." if more else "", rows]
    return DOUBTFUL, " ".join(["Udgivet med fejl:", *filter(None, parts)])


def _label(path: Path, base: Path, manifest: dict[str, Any]) -> str:
    return "Åbn" if path == base else str(manifest.get("title", path.name)).rpartition(" – ")[2]


def _link(folder: Path, report: Path) -> str:
    page = next((name for name in PAGES if (report / name).is_file()), "")
    return quote((report / page).relative_to(folder).as_posix())


def _span(days: Iterable[str]) -> str:
    """The oldest of the data dates: nothing shown is older."""
    oldest = min((day for day in days if day), default="")
    return numbers.date(pd.Timestamp(oldest)) if oldest else ""


def _moment(text: str) -> str:
    return f"{numbers.date(pd.Timestamp(text))} kl. {text[11:16]}" if text else ""


def _verdict(shown: list[Row]) -> str:
    count = {state: sum(row.state == state for row in shown) for state in MARKS}
    if not shown:
        return "Der er ingen rapporter endnu."
    if not count[STALE] and not count[BROKEN]:
        faults = words.count(count[DOUBTFUL], "rapport", "rapporter")
        seen = f" Se på {faults}, der er udgivet med fejl." if count[DOUBTFUL] else ""
        return f"Alle rapporter er lavet på de nyeste udtræk.{seen}"
    kinds = ((STALE, "forældet eller manglende", "forældede eller manglende"),
             (BROKEN, "fejlet", "fejlede"))  # fmt: skip
    parts = [words.count(count[state], *forms) for state, *forms in kinds if count[state]]
    return f"Rapporter, der skal ses på: {' og '.join(parts)}."
