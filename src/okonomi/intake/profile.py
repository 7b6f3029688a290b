"""A profile: how to recognise an export, and which of its columns are ours.

``docs/profiler/README.md`` explains every key for whoever writes one. This file holds what a
profile is; ``profile_file`` reads it from YAML and ``library`` finds the profiles there are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

import pandas as pd

from okonomi.intake.fields import ALL
from okonomi.intake.schemafield import TableSchema

EndDay = Literal["last_paid", "first_unpaid"]
DateOrder = Literal["dmy", "mdy"]
Prices = Literal["own", "joined", "none"]
"""A placement's price stands in its own row, in a price file of the same system, or nowhere."""


@dataclass(frozen=True)
class Header:
    """One name that a column has had, and the months it was used (None = no limit)."""

    name: str
    first: pd.Period | None = None
    last: pd.Period | None = None

    def used_in(self, month: pd.Period | None) -> bool:
        """Whether exports of ``month`` use the name; an undated file may use every name."""
        if month is None:
            return True
        return (self.first is None or month >= self.first) and (
            self.last is None or month <= self.last
        )


@dataclass(frozen=True)
class Column:
    """One of our columns: where it comes from and how it is read.

    ``headers`` are alternatives, the first one in the file is used; ``made_of`` names columns of
    ours that are joined to an id instead. ``pattern`` cuts the part in parentheses out of the
    cell (several parts are joined with ``join``). ``times`` multiplies (1000 for 1.000 kr.).
    """

    target: str
    headers: tuple[Header, ...] = ()
    made_of: tuple[str, ...] = ()
    pattern: str | None = None
    join: str = ""
    times: float = 1.0
    decimal: str | None = None
    date_order: DateOrder | None = None

    def header_in(self, names: Mapping[str, str], month: pd.Period | None) -> str | None:
        """The file's own name of the column; ``names`` maps normalised header to header."""
        for header in self.headers:
            found = names.get(normalise(header.name)) or _alike(plain(header.name), names)
            if found is not None and header.used_in(month):
                return found
        return None


@dataclass(frozen=True)
class CodeList:
    """Their values → ours, regardless of case; ``""`` stands for the empty cell and for missing.

    ``exact`` is looked up first, then ``patterns`` (with ``*``) in order. A value that neither
    knows is a fault of the row.
    """

    exact: Mapping[str, str]
    patterns: tuple[tuple[re.Pattern[str], str], ...] = ()

    @classmethod
    def of(cls, pairs: Mapping[str, str], defaults: CodeList | None = None) -> CodeList:
        """A code list from ``pairs``; what it does not say, ``defaults`` may."""
        exact = {normalise(k): v for k, v in pairs.items() if "*" not in k}
        patterns = tuple((wildcard(k), v) for k, v in pairs.items() if "*" in k)
        if defaults is not None:
            exact = {**defaults.exact, **exact}
            patterns = (*patterns, *defaults.patterns)
        return cls(MappingProxyType(exact), patterns)

    def get(self, text: str) -> str | None:
        """Our value (``""`` = missing), or None where the list does not know ``text``."""
        key = normalise(text)
        if key in self.exact:
            return self.exact[key]
        for pattern, value in self.patterns:
            if pattern.fullmatch(key):
                return value
        return None


@dataclass(frozen=True)
class TableMap:
    """How a file's rows become rows of one typed table.

    ``constants`` are text, as written in the profile. ``one_row_per`` collapses rows (payments)
    to one line per combination of these columns.
    """

    name: str
    columns: Mapping[str, Column]
    constants: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, CodeList] = field(default_factory=dict)
    one_row_per: tuple[str, ...] = ()

    @property
    def schema(self) -> TableSchema:
        return ALL[self.name]


@dataclass(frozen=True)
class Newest:
    """Which row of a key counts: the highest value of a column, then the latest file and line."""

    header: str | None = None
    kind: Literal["number", "date", "text"] = "number"


@dataclass(frozen=True, kw_only=True)
class Profile:
    """Everything that is known about one kind of export. See ``docs/profiler/README.md``."""

    name: str
    title: str
    headers: tuple[str, ...]
    tables: tuple[TableMap, ...]
    file_name: str | None = None
    description: str = ""
    system: str
    family: str
    decimal: str | None = None
    date_order: DateOrder | None = None
    sentinels: tuple[str, ...] = ()
    end_day: EndDay = "last_paid"
    total_row: tuple[str, ...] = ()
    amount: Column | None = None
    identifying: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    skip_rows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    newest: Newest = Newest()
    rows_per_key: Literal["one", "many"] = "one"
    repeated_rows: Literal["duplicate", "keep"] = "duplicate"
    prices: Prices = "own"
    person_from: str | None = None
    earlier_drops: Literal["ignore", "join"] = "ignore"
    replaces_by: tuple[str, ...] = ()
    shipped: bool = True

    @property
    def primary(self) -> TableMap:
        """The table whose rows are the file's rows: it decides key and row class."""
        return self.tables[0]

    @property
    def specificity(self) -> tuple[int, int]:
        """How much the profile asks of a file; the most specific profile wins."""
        return (len(self.headers), int(self.file_name is not None))

    def table(self, name: str) -> TableMap | None:
        """The profile's map to one table, if it has one."""
        return next((table for table in self.tables if table.name == name), None)


def normalise(text: Any) -> str:
    """Header names and code values are compared without case and with single spaces."""
    return " ".join(str(text).split()).casefold()


@lru_cache(maxsize=4096)
def wildcard(pattern: str) -> re.Pattern[str]:
    """``"Sum *"`` as a regular expression for normalised text; ``a|b`` are alternatives."""
    choices = (re.escape(normalise(part)).replace(r"\*", ".*") for part in pattern.split("|"))
    return re.compile("|".join(choices))


_FOLDED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
_MARKS = re.compile(r"[\s_\-.:,;()\[\]*'\"»«“”]+")


@lru_cache(maxsize=16384)
def plain(header: str) -> str:
    """A header without the marks and letters that systems write differently: ``SAGS_NR``,
    ``Sags-nr.`` and ``Sagsnr`` are one name, and so are ``leverandoer`` and ``Leverandør``; but
    ``Pris/enhed`` is no ``Prisenhed``."""
    return _MARKS.sub("", normalise(header).translate(_FOLDED))


@lru_cache(maxsize=4096)
def plain_wildcard(pattern: str) -> re.Pattern[str]:
    """As ``wildcard``, for headers that ``plain`` has folded."""
    choices = (
        ".*".join(re.escape(plain(part)) for part in choice.split("*"))
        for choice in pattern.split("|")
    )
    return re.compile("|".join(choices))


def _alike(wanted: str, names: Mapping[str, str]) -> str | None:
    return next((header for name, header in names.items() if plain(name) == wanted), None)


def matches(patterns: Iterable[str], name: str) -> bool:
    """Whether a header or a cell is among the patterns (``*`` allowed, regardless of case).

    Words are also compared as headers are: a CPR column is one however it is written.
    """
    text, folded = normalise(name), plain(name)
    return any(
        wildcard(pattern).fullmatch(text)
        or (re.search("[a-z]", plain(pattern)) and plain_wildcard(pattern).fullmatch(folded))
        for pattern in patterns
    )
