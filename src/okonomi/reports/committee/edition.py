"""A report's document as a committee version: what is left out is left out of everything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from okonomi.analysis.words import count
from okonomi.errors import UserError
from okonomi.present import Bundle, Figure, Table, numbers
from okonomi.present.disclosure import Cells, Key, Policy, Protected, protect, rules
from okonomi.present.tables import cells as texts
from okonomi.reports.collect import Document, Section
from okonomi.reports.committee.cells import cells_of, needed, small_counts
from okonomi.reports.committee.kept import Earlier
from okonomi.reports.committee.sources import public_sources
from okonomi.reports.committee.tables import Shown, phrase, shown_figure, shown_table

TITLE = "udvalgsudgave"
LEFT_OUT = "Hvad er udeladt?"
OWN_WORDS = "Notebookens egen tekst er ikke med, kun dens overskrifter."
_HIDDEN_SENTENCE = "Det tal, der plejer at stå her, er udeladt af hensyn til diskretion."
_PLACE = re.compile(r"\{([^{}|]+)\|([^{}|]+)\|([^{}|]+)\}")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, eq=False, kw_only=True)
class Edition:
    """What is published, and how it was protected (None: the report tells of no groups)."""

    document: Document
    protected: Protected | None

    @property
    def warnings(self) -> tuple[str, ...]:
        """In Danish, what no choice of hidden numbers could protect: for who publishes, not for
        the report."""
        keys = () if self.protected is None else self.protected.exposed
        if not keys:
            return ()
        names = dict.fromkeys(f"“{row}” ({moment})" if moment else f"“{row}”"
                              for _, row, moment in keys)  # fmt: skip
        return (
            f"Advarsel: {count(len(names), 'skjult gruppe', 'skjulte grupper')} kan regnes ud, "
            "helt eller næsten, af det, der er udgivet før, eller som enhver ved: "
            f"{', '.join(names)}. Udgiv ikke rapporten, før I har taget stilling til dem.",
        )


def committee_edition(
    document: Document, policy: Policy, published: Callable[[Cells], Earlier]
) -> Edition:
    """The committee version of an internal document. ``published``: what the report's cells must
    agree with.

    Only what is declared is in it: tables and figures with ``public``, headings of the
    notebook, sources and terms of the bundles that are left. Findings, files read and the key's
    fingerprint are not. ``UserError`` where nothing may be published.
    """
    bundles = document.bundles
    if not any(_parts(bundle) for bundle in bundles):
        raise UserError(
            f"“{document.title}” har intet, der kan offentliggøres: ingen af dens tabeller og "
            "figurer er gjort klar til en udvalgsudgave. Brug den interne rapport, eller vælg en "
            "rapport, der er gjort klar, f.eks. maanedsrapport."
        )
    protected = None
    if any(_groups(bundle) for bundle in bundles):
        cells = cells_of(bundles, document.period)
        before = published(cells)
        few = small_counts(bundles, document.period, policy.least)
        protected = _protected(
            cells, policy, before, few | before.hidden, needed(bundles, document.period)
        )
    left_out: list[str] = []
    sections = []
    words = False
    for section in document.sections:
        words = words or bool(section.paragraphs)
        section = replace(section, paragraphs=())
        made = [_bundle(bundle, protected, section, left_out) for bundle in section.bundles]
        kept = tuple(bundle for bundle in made if bundle is not None)
        if kept:
            sections.append(replace(section, bundles=kept))
    if not any(section.bundles for section in sections):
        raise UserError(
            f"“{document.title}” har intet, der kan offentliggøres: alle dens tal er om så få, at "
            "de må udelades. Brug den interne rapport."
        )
    first = Section(heading="", paragraphs=(_intro(policy),), bundles=())
    if words:
        left_out.append(OWN_WORDS)
    last = Section(heading=LEFT_OUT, paragraphs=tuple(left_out), bundles=())
    return Edition(
        document=replace(
            document,
            title=f"{document.title} – {TITLE}",
            sections=(first, *sections, *([last] if left_out else ())),
            doubts=_doubts(document),
            public=True,
        ),
        protected=protected,
    )


def _protected(
    cells: Cells,
    policy: Policy,
    before: Earlier,
    also: set[Key],
    needs: Mapping[Key, set[Key]],
) -> Protected:
    """Cells that need a hidden one are hidden as well, and nothing may tell them either."""
    nobody = {*cells.frame.index[rules.empty(cells)]}
    while True:
        made = protect(cells, policy, before.protected, also)
        hidden = {*made.hidden.index[made.hidden]}
        too = {key for key, wanted in needs.items() if wanted & hidden} - nobody
        if too <= also:
            return made
        also = also | too


def texts_of(document: Document) -> Iterator[str]:
    """Every text of the published tables, as it is written."""
    for bundle in document.bundles:
        for table in bundle.tables:
            for row in texts(table):
                yield from row
            for column in table.columns:
                if column.kind == "oere":
                    for value in table.frame[column.key].dropna():
                        yield from (f"{value / 100:.10g}", str(value))


def numbers_of(document: Document) -> Iterator[str]:
    """Every number of the published tables, as it is written and as the workbook holds it."""
    for bundle in document.bundles:
        for table in bundle.tables:
            for row in texts(table):
                for text, column in zip(row, table.columns, strict=True):
                    if column.numeric:
                        yield text
            for column in (column for column in table.columns if column.numeric):
                unit = 100 if column.kind == "oere" else 1
                for value in table.frame[column.key].dropna():
                    yield f"{abs(value) / unit:.10g}"


def words_of(document: Document) -> Iterator[str]:
    """Every text of the published document but the numbers in its tables and drawings."""
    yield from (document.title, document.doubts)
    for section in document.sections:
        yield from (section.heading, *section.paragraphs)
    for bundle in document.bundles:
        yield from (bundle.name, bundle.title, bundle.summary, *bundle.sources)
        yield from (text for pair in bundle.definitions for text in pair)
        for figure in bundle.figures:
            yield from (figure.name, figure.title, figure.alt)
        for table in bundle.tables:
            yield from (table.name, table.title, table.note or "")
            yield from (column.label for column in table.columns)
            for row in texts(table):
                for text, column in zip(row, table.columns, strict=True):
                    if not column.numeric:
                        yield text


def _intro(policy: Policy) -> str:
    return (
        "Udvalgsudgave, som kan offentliggøres. Tal om færre end "
        f"{policy.least} personer, og tal, de kunne regnes ud af, er udeladt og vist som "
        f"“{numbers.HIDDEN}”. Beløb er afrundet til 0,1 mio. kr., og til 1.000 kr., hvor der er "
        f"mindst {rules.MANY} personer bag; derfor kan summer afvige lidt."
    )


def _doubts(document: Document) -> str:
    grave = [f for f in document.findings if f.severity != "oplysning"]
    if not grave:
        return "Der er ingen forbehold om data."
    return "Der er forbehold om data; de står i den interne rapport."


def _parts(bundle: Bundle) -> list[Table | Figure]:
    tables = [table for table in bundle.tables if table.public and not table.internal]
    return [*tables, *(f for f in bundle.figures if f.drawn and f.drawn.table.public)]


def _groups(bundle: Bundle) -> bool:
    tables = [p.drawn.table if isinstance(p, Figure) and p.drawn else p for p in _parts(bundle)]
    return any(t.public and t.public.groups for t in tables if isinstance(t, Table))


def _bundle(
    bundle: Bundle, protected: Protected | None, section: Section, left_out: list[str]
) -> Bundle | None:
    """The bundle as it is published, or None; what is not is said in ``left_out``."""
    tables: list[Table] = []
    told: dict[str, Shown] = {}
    gone: list[str] = []
    for part in _parts(bundle):
        if isinstance(part, Table):
            shown = shown_table(part, protected, bundle.period)
            told[part.name] = shown
            if shown.empty:
                gone.append(f"Tabellen “{part.title}”: alle dens tal er udeladt.")
            else:
                tables.append(shown.table)
    figures = [made for f in bundle.figures if (made := _figure(f, protected, bundle.period))]
    place = bundle.title if len(section.bundles) > 1 else section.heading or bundle.title
    if not tables and not figures:
        why = "dets tal er om så få, at de er udeladt" if gone else "det er kun til intern brug"
        left_out.append(f"Afsnittet “{place}” er ikke med: {why}.")
        return None
    internal = count(len(bundle.tables) - len(told), "tabel", "tabeller")
    drawn = count(len(bundle.figures) - len(figures), "figur", "figurer")
    said = [
        text
        for text, n in (
            (internal, len(bundle.tables) - len(told)),
            (drawn, len(bundle.figures) - len(figures)),
        )
        if n
    ]
    if said:
        left_out.append(f"I “{place}” er {' og '.join(said)} ikke med.")
    left_out += gone
    return replace(
        bundle,
        summary=_summary(bundle.public_summary, told),
        tables=tuple(tables),
        figures=tuple(figures),
        findings=(),
        sources=public_sources(bundle.sources),
        inputs=(),
        fingerprint=None,
        public_summary="",
    )


def _figure(figure: Figure, protected: Protected | None, period: pd.Period) -> Figure | None:
    if figure.drawn is None or not figure.drawn.table.public:
        return None
    return shown_figure(figure, figure.drawn, protected, period)


def _summary(text: str, told: dict[str, Shown]) -> str:
    """The declared sentence with the published numbers, another where one is hidden; or none."""
    if not text:
        return ""
    if re.search(r"\d", _YEAR.sub("", _PLACE.sub("", text))):
        raise ValueError("a public summary holds a number of its own")
    found = {place: phrase(told[place[0]], *place[1:]) for place in _PLACE.findall(text)}
    if None in found.values():
        return _HIDDEN_SENTENCE
    return _PLACE.sub(lambda match: str(found[match.groups()]), text)
