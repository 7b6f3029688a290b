"""Every cell of a report's public tables and figures, and how they add up: one set, as a reader
sees all of the report at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import pandas as pd

from okonomi.present import Bundle, Group, Table
from okonomi.present.disclosure import Cells, Key, Sum
from okonomi.present.disclosure.cells import ABOUT, COUNT, INDEX

NOW = ""
"""The first part of the keys of what this report tells."""


def public_tables(bundles: Iterable[Bundle]) -> Iterator[Table]:
    """The tables that may be published, and those that figures are drawn from."""
    for bundle in bundles:
        for table in bundle.tables:
            if table.public and not table.internal:
                yield public_rows(table)
        for figure in bundle.figures:
            if figure.drawn is not None and figure.drawn.table.public:
                yield public_rows(figure.drawn.table)


def public_rows(table: Table) -> Table:
    """The table without the rows that are never published."""
    if table.public is None or table.public.only is None:
        return table
    kept = table.frame[table.public.only].fillna(0) > 0
    return replace(table, frame=table.frame[kept].reset_index(drop=True))


def keys_of(table: Table, group: Group, period: pd.Period, names: str | None = None) -> list[Key]:
    """The cell of each row; no group in the row: its name is empty.

    ``names`` is a column with other groups' names (those the rows add up to).
    """
    texts = table.frame[names or group.key].fillna("")
    moments = table.frame[group.moment].fillna("") if group.moment else [str(period)] * len(texts)
    return [(NOW, str(text), str(moment)) for text, moment in zip(texts, moments, strict=True)]


def measure(column: str) -> str:
    """What a column of sums is called among the cells' measures, where some names are taken."""
    return f"antal_{column}" if column in ABOUT else column


def small_counts(bundles: Iterable[Bundle], period: pd.Period, least: int) -> set[Key]:
    """Cells with a count of their own below ``least``: they are hidden as if of so few persons."""
    found: set[Key] = set()
    for table in public_tables(bundles):
        counts = {column.key for column in table.columns if column.kind == "int"}
        for group in table.public.groups if table.public else ():
            for name in {*counts.intersection(group.sums), *group.counts}:
                few = table.frame[name].between(1, least - 1).fillna(False)
                keys = keys_of(table, group, period)
                found |= {key for key, small in zip(keys, few, strict=True) if small}
    return found


def needed(bundles: Iterable[Bundle], period: pd.Period) -> dict[Key, set[Key]]:
    """Per cell: the cells of the period without which it is hidden too."""
    found: dict[Key, set[Key]] = defaultdict(set)
    for table in public_tables(bundles):
        for group in table.public.groups if table.public else ():
            if group.needs is None:
                continue
            keys = keys_of(table, group, period)
            for key, names in zip(keys, table.frame[group.needs].fillna(""), strict=True):
                found[key] |= {(NOW, name, str(period)) for name in names.split("\n") if name}
    return found


def cells_of(bundles: Iterable[Bundle], period: pd.Period) -> Cells:
    """The joint cells. A group that two tables tell different numbers of is a ``ValueError``."""
    rows: dict[Key, dict[str, Any]] = {}
    sums: list[tuple[Table, Group, dict[Key, list[Key]], bool]] = []
    prices: dict[tuple[str, str], None] = {}
    ties: list[Sum] = []
    for table in public_tables(bundles):
        for group in table.public.groups if table.public else ():
            keys = keys_of(table, group, period)
            _add(rows, table, group, keys)
            for column in (*group.part_of, *group.some_of):
                parts: dict[Key, list[Key]] = defaultdict(list)
                for total, key in zip(keys_of(table, group, period, column), keys, strict=True):
                    if total[1] and key[1] and key not in parts[total]:
                        parts[total].append(key)
                sums.append((table, group, parts, column in group.part_of))
            ties += _ties(table, group, keys)
            if group.price is not None:
                prices[measure(group.price[1]), measure(group.price[2])] = None
    if not rows:
        raise ValueError("no cells: no table tells of any group")
    index = pd.MultiIndex.from_tuples(list(rows), names=INDEX)
    frame = pd.DataFrame(list(rows.values()), index=index)
    tied = [
        one
        for _, group, parts, whole in sums
        for total, keys in parts.items()
        if total in rows
        for one in _sums(rows, total, tuple(keys), tuple(map(measure, group.sums)), whole)
    ]
    told = tuple(pair for pair in prices if {*pair} <= {*frame.columns})
    return Cells(frame, tuple(dict.fromkeys(tied)), told, tuple(ties)).joined()


def _ties(table: Table, group: Group, keys: list[Key]) -> Iterator[Sum]:
    """What other reports' groups the rows are sums of, at the same moment."""
    for key, names in zip(keys, table.frame[group.made_of] if group.made_of else (), strict=False):
        parts = tuple((NOW, name, key[2]) for name in ("" if pd.isna(names) else names).split("\n"))
        if key[1] and parts != ((NOW, "", key[2]),):
            yield Sum(key, parts)


def _add(rows: dict[Key, dict[str, Any]], table: Table, group: Group, keys: list[Key]) -> None:
    frame = table.frame
    number = frame[group.n].fillna(0)
    share = frame[group.top_share] if group.top_share else [None] * len(frame)
    for at, key in enumerate(keys):
        if not key[1]:
            continue
        told = {COUNT: int(number.iloc[at])} | {
            measure(name): float(frame[name].iloc[at])
            for name in group.sums
            if not pd.isna(frame[name].iloc[at])
        }
        row = rows.setdefault(key, {"change": group.change, "top_share": float("nan")})
        for name, value in told.items():
            if row.setdefault(name, value) != value:
                raise ValueError(
                    f"table {table.name!r}: {key[1]} has another {name} than in another table"
                )
        own = list(share)[at]
        if not pd.isna(own):
            row["top_share"] = max(own, row["top_share"]) if row["top_share"] >= 0 else own


def _sums(
    rows: dict[Key, dict[str, Any]],
    total: Key,
    parts: tuple[Key, ...],
    measures: tuple[str, ...],
    whole: bool,
) -> Iterator[Sum]:
    """Persons apart from the rest: there may be others in the total, who are in no part."""
    if measures:
        yield Sum(total, parts, whole, measures)
    every = sum(rows[part][COUNT] for part in parts) >= rows[total][COUNT]
    yield Sum(total, parts, whole and every, (COUNT,))
