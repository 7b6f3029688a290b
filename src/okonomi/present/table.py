"""What an analysis hands over: columns, tables, figures, and the bundle that carries them.

A ``Bundle`` is the only thing that reaches a report. In a notebook it travels as one output of
MIME type ``MIME``; html, pdf and xlsx are all built from it, so that they cannot disagree.
Its JSON form is exact: amounts stay whole øre, dates are ISO text, a missing value is ``null``,
and ``Bundle.from_json(b.to_json()).to_json() == b.to_json()``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from okonomi.findings import Finding
from okonomi.present import codes, values
from okonomi.present.column import Column
from okonomi.present.public import Drawn, Public

MIME = "application/vnd.okonomi.result+json"
VERSION = 1

ROW_KINDS = ("detail", "subtotal", "total")


@dataclass(frozen=True, eq=False, kw_only=True)
class Table:
    """A table as a reader sees it: the frame's rows in their order, the columns in theirs.

    ``frame`` is copied and reduced to the shown columns (and ``row_kind``), each in one dtype per
    kind (``values.canonical``); a value that does not fit its kind raises ``ValueError``.
    ``row_kind`` names a frame column with ``detail``, ``subtotal`` or ``total`` for each row.
    ``internal`` tables never reach a committee version. ``note`` is a Danish line below it.
    On paper at most ``paper_rows`` rows are shown (None: the usual number; 0: the table is only
    named), and a ``front`` table stands on the first pages, right after the verdicts. ``public``
    says how it stands in a committee version (None: not at all); its frame columns are kept too.
    ``hidden`` maps columns to the rows whose value is left out there and shown as a mark.
    """

    name: str
    title: str
    frame: pd.DataFrame
    columns: tuple[Column, ...]
    row_kind: str | None = None
    internal: bool = False
    note: str | None = None
    paper_rows: int | None = None
    front: bool = False
    public: Public | None = None
    hidden: Mapping[str, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        columns = tuple(self.columns)
        keys = [c.key for c in columns]
        if self.front and self.paper_rows == 0:
            raise ValueError(f"table {self.name!r}: what is first on paper has rows on paper")
        if not columns or len(set(keys)) < len(keys):
            raise ValueError(f"table {self.name!r}: needs columns, each with its own key")
        unseen = {} if self.public is None else self.public.unseen
        wanted = list(dict.fromkeys([*keys, *filter(None, [self.row_kind]), *unseen]))
        missing = [key for key in wanted if key not in self.frame.columns]
        if missing:
            raise ValueError(f"table {self.name!r}: the frame has no column {missing}")
        kinds = self._kinds()
        try:
            data = {
                key: values.canonical(self.frame[key], kinds.get(key, "text")) for key in wanted
            }
        except ValueError as fault:
            raise ValueError(f"table {self.name!r}: {fault}") from None
        if self.row_kind and not data[self.row_kind].isin(ROW_KINDS).all():
            raise ValueError(f"table {self.name!r}: row kinds must be among {ROW_KINDS}")
        object.__setattr__(self, "columns", columns)
        object.__setattr__(self, "frame", pd.DataFrame(data))

    def _kinds(self) -> dict[str, str]:
        unseen = {} if self.public is None else self.public.unseen
        return unseen | {c.key: c.kind for c in self.columns}

    def row_kinds(self) -> list[str]:
        """``detail``, ``subtotal`` or ``total`` for each row."""
        if self.row_kind is None:
            return ["detail"] * len(self.frame)
        return self.frame[self.row_kind].tolist()

    def to_json(self) -> dict[str, Any]:
        kinds = self._kinds()
        content = {
            "name": self.name,
            "title": self.title,
            "columns": [asdict(c) for c in self.columns],
            "row_kind": self.row_kind,
            "internal": self.internal,
            "note": self.note,
            "paper_rows": self.paper_rows,
            "front": self.front,
            "data": {
                key: values.to_json(self.frame[key], kinds.get(key, "text"))
                for key in self.frame.columns
            },
        }
        if self.public is not None:
            content["public"] = self.public.to_json()
        if self.hidden:
            content["hidden"] = {key: list(rows) for key, rows in self.hidden.items()}
        return content

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Table:
        columns = tuple(Column(**c) for c in given["columns"])
        public = Public.from_json(given["public"]) if "public" in given else None
        kinds = (public.unseen if public else {}) | {c.key: c.kind for c in columns}
        frame = pd.DataFrame(
            {
                key: values.from_json(cells, kinds.get(key, "text"))
                for key, cells in given["data"].items()
            }
        )
        known = ("columns", "data", "public", "hidden")
        rest = {key: value for key, value in given.items() if key not in known}
        hidden = {key: tuple(rows) for key, rows in given.get("hidden", {}).items()}
        return cls(frame=frame, columns=columns, public=public, hidden=hidden, **rest)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawn figure: the svg text, and ``alt``, the Danish sentence that says what it shows.

    A figure with ``paper`` False is only on screen. ``drawn`` says how a committee version draws
    it; without it the figure is left out there.
    """

    name: str
    title: str
    alt: str
    svg: str
    paper: bool = True
    drawn: Drawn | None = None

    def __post_init__(self) -> None:
        if not self.alt.strip():
            raise ValueError(f"figure {self.name!r} needs an alternative text")

    def to_json(self) -> dict[str, Any]:
        content = {key: getattr(self, key) for key in ("name", "title", "alt", "svg", "paper")}
        return content if self.drawn is None else content | {"drawn": self.drawn.to_json()}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Figure:
        drawn = Drawn.from_json(given["drawn"]) if "drawn" in given else None
        return cls(**{**given, "drawn": drawn})


@dataclass(frozen=True, eq=False, kw_only=True)
class Bundle:
    """All that one analysis hands to the reports.

    ``summary`` is one Danish sentence with number, unit and period. ``sources`` are Danish
    sentences on the dated values and data behind the figures; ``definitions`` pairs of term and
    meaning. ``data_until`` is the last day the data cover (None: the period's last day).
    ``inputs`` and ``fingerprint`` are given only by the reading of the files: one dict per file
    (file, sha256, rows, a count per row class, …) and the fingerprint of the pseudonym key.
    ``public_summary`` is the sentence of a committee version: ``{table|group|column}`` stands for
    the published number, and no other number from the data is in it ("": none).
    """

    name: str
    title: str
    period: pd.Period
    summary: str
    tables: tuple[Table, ...] = ()
    figures: tuple[Figure, ...] = ()
    findings: tuple[Finding, ...] = ()
    sources: tuple[str, ...] = ()
    definitions: tuple[tuple[str, str], ...] = ()
    data_until: date | None = None
    inputs: tuple[Mapping[str, Any], ...] = ()
    fingerprint: str | None = None
    public_summary: str = ""

    def __post_init__(self) -> None:
        if self.period.freqstr != "M":
            raise ValueError(f"bundle {self.name!r}: the period must be a month")
        for parts in ("tables", "figures"):
            names = [part.name for part in getattr(self, parts)]
            if len(set(names)) < len(names):
                raise ValueError(f"bundle {self.name!r}: two {parts} share a name")

    def to_json(self) -> dict[str, Any]:
        """The JSON form (of dict, list, str, int, float, bool, None), all texts showable."""
        content = {
            "version": VERSION,
            "name": self.name,
            "title": self.title,
            "period": str(self.period),
            "summary": self.summary,
            "tables": [t.to_json() for t in self.tables],
            "figures": [f.to_json() for f in self.figures],
            "findings": [_finding_to_json(f) for f in self.findings],
            "sources": list(self.sources),
            "definitions": [list(pair) for pair in self.definitions],
            "data_until": None if self.data_until is None else self.data_until.isoformat(),
            "inputs": [
                {key: values.plain(value) for key, value in given.items()} for given in self.inputs
            ],
            "fingerprint": self.fingerprint,
        }
        if self.public_summary:
            content["public_summary"] = self.public_summary
        return values.showable_json(content)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Bundle:
        """Read back what ``to_json`` wrote; another version raises ``ValueError``."""
        if given.get("version") != VERSION:
            raise ValueError(f"bundle of version {given.get('version')!r}; this kit reads 1")
        until = given["data_until"]
        return cls(
            name=given["name"],
            title=given["title"],
            period=pd.Period(given["period"], "M"),
            summary=given["summary"],
            tables=tuple(Table.from_json(t) for t in given["tables"]),
            figures=tuple(Figure.from_json(f) for f in given["figures"]),
            findings=tuple(_finding_from_json(f) for f in given["findings"]),
            sources=tuple(given["sources"]),
            definitions=tuple((term, meaning) for term, meaning in given["definitions"]),
            data_until=None if until is None else date.fromisoformat(until),
            inputs=tuple(given["inputs"]),
            fingerprint=given["fingerprint"],
            public_summary=given.get("public_summary", ""),
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        from okonomi.present.fragments import bundle_html

        return {
            MIME: self.to_json(),
            "text/html": bundle_html(self),
            "text/plain": self.summary,
        }


def finding_rows(finding: Finding) -> Table | None:
    """A finding's rows as an internal table, the kit's codes in words; None where it has none."""
    if finding.rows.empty:
        return None
    columns = tuple(
        Column(str(key), values.label(str(key)), values.guess_kind(str(key), finding.rows[key]))
        for key in finding.rows.columns
    )
    frame = pd.DataFrame(
        {str(key): codes.spelt(str(key), rows) for key, rows in finding.rows.items()}
    )
    return Table(
        name=finding.code,
        title=finding.text,
        frame=frame,
        columns=columns,
        internal=True,
    )


def _finding_to_json(finding: Finding) -> dict[str, Any]:
    rows = finding_rows(finding)
    return {
        "code": finding.code,
        "severity": finding.severity,
        "text": finding.text,
        "remedy": finding.remedy,
        "rows": None if rows is None else rows.to_json(),
    }


def _finding_from_json(given: Mapping[str, Any]) -> Finding:
    rest = {key: given[key] for key in ("code", "severity", "text", "remedy")}
    if given["rows"] is None:
        return Finding(**rest)
    table = Table.from_json(given["rows"])
    months = {
        c.key: table.frame[c.key].dt.to_period("M") for c in table.columns if c.kind == "month"
    }
    return Finding(**rest, rows=table.frame.assign(**months))
