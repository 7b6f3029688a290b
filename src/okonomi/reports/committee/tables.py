"""A table or a figure as it may be published: hidden cells marked, the others rounded."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from okonomi.analysis.words import deviation_word
from okonomi.present import Column, Drawn, Figure, Group, Table, figures, numbers
from okonomi.present.disclosure import Protected, price_of, rules
from okonomi.reports.committee.cells import keys_of, measure, public_rows

ROUNDED = ("oere", "kr", "number", "text")
"""Kinds a column may have that does not add up: no count, and no share of anything."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Shown:
    """A published table, the values behind it (those of columns that are not shown too), and the
    row of each group. ``empty``: it tells of groups, and every one of them is hidden."""

    table: Table
    values: pd.DataFrame
    hidden: dict[str, set[int]]
    row_of: dict[str, int]
    empty: bool


def shown_table(table: Table, protected: Protected | None, period: pd.Period) -> Shown:
    """The published form of a table with a ``public`` of its own; without groups no ``protected``
    is needed."""
    public, table = table.public, public_rows(table)
    if public is None:
        raise ValueError(f"table {table.name!r} says nothing of what may be published")
    kinds = {column.key: column.kind for column in table.columns}
    values: dict[str, list[Any]] = {}
    hidden: dict[str, set[int]] = {}
    row_of: dict[str, int] = {}
    # A budget is rounded as the row is, and not where the table is about no person.
    steps = np.full(len(table.frame), float(rules.FINE_OERE if public.groups else 1))
    for group in public.groups:
        if protected is None:
            raise ValueError(f"table {table.name!r} tells of groups that nothing protects")
        keys = keys_of(table, group, period)
        left_out = {at for at, key in enumerate(keys) if not key[1] or protected.hidden[key]}
        for at, key in enumerate(keys):
            if key[1]:
                row_of.setdefault(key[1], at)
        many = table.frame[group.n].fillna(0).to_numpy() >= rules.MANY
        fine = many & ~np.isin(np.arange(len(keys)), list(left_out)) & (not group.change)
        step = np.where(fine, rules.FINE_OERE, rules.COARSE_OERE).astype(float)
        steps = np.maximum(steps, step)
        for name, of in _values(table, group, kinds, protected).items():
            values[name] = [
                None if at in left_out else of(at, key, step[at]) for at, key in enumerate(keys)
            ]
            hidden[name] = {at for at in left_out if keys[at][1] or _told(table, name, at)}
    for name in public.facts:
        values[name] = [
            _rounded(value, kinds[name], steps[at]) if kinds[name] == "oere" else value
            for at, value in enumerate(table.frame[name])
        ]
    # A difference is of the published figure and the exact budget, which anyone may know, and
    # rounded once: of two rounded amounts it would be off by more than its own last digit.
    near = values | {n: table.frame[n].tolist() for n in public.facts if kinds[n] == "oere"}
    for group in public.groups:
        for name, how, a, b in group.worked:
            hidden[name] = hidden.get(a, set()) | hidden.get(b, set()) | hidden[group.n]
            given = near if how == "minus" else values
            near[name] = values[name] = [
                None if at in hidden[name] else _worked(how, *pair)
                for at, pair in enumerate(zip(given[a], given[b], strict=True))
            ]
            if how == "minus" and kinds.get(name) == "oere" and not {a, b} <= {*group.sums}:
                values[name] = [_rounded(v, "oere", steps[at]) for at, v in enumerate(near[name])]
            if how == "minus" and _nothing(table, group, hidden[name], a, b):
                values[name] = [0 if at in hidden[name] else v for at, v in enumerate(values[name])]
                hidden[name] = set()
    frame = pd.DataFrame({name: pd.Series(v, dtype=object) for name, v in values.items()})
    columns = tuple(column for column in table.columns if column.key in public.columns)
    told = [name for group in public.groups for name in group.tells if name in kinds]
    cells = sum(len(table.frame) for _ in told)
    gone = sum(len(hidden[name]) for name in told)
    row_kind = {} if table.row_kind is None else {table.row_kind: table.frame[table.row_kind]}
    return Shown(
        table=replace(
            table,
            frame=frame[[c.key for c in columns]].assign(**row_kind),
            columns=columns,
            note=" ".join(filter(None, [public.note, _foot(gone, cells)])) or None,
            public=None,
            hidden={c.key: tuple(sorted(hidden.get(c.key, ()))) for c in columns},
        ),
        values=frame,
        hidden=hidden,
        row_of=row_of,
        empty=bool(public.groups) and gone == cells and cells > 0,
    )


def _foot(gone: int, cells: int) -> str:
    if not gone:
        return ""
    return (
        f"“{numbers.HIDDEN}” betyder, at tallet er udeladt af hensyn til diskretion: "
        f"{numbers.whole(gone)} af {numbers.whole(cells)} tal."
    )


def _values(
    table: Table, group: Group, kinds: Mapping[str, str], protected: Protected
) -> dict[str, Callable[[int, Any, float], Any]]:
    """How the published value of each column of a group is found, by row, cell and rounding."""
    shown = protected.shown

    def of_cell(measure: str) -> Callable[[int, Any, float], Any]:
        if measure not in shown:  # no row of the report tells of it
            return lambda at, key, step: None
        return lambda at, key, step: _plain(shown.loc[key, measure])

    def of_row(name: str) -> Callable[[int, Any, float], Any]:
        kind = kinds.get(name, "number")
        if kind not in ROUNDED:
            raise ValueError(
                f"table {table.name!r}, column {name!r}: a {kind} is never published as it is; "
                "make a count a group of its own, and a share or a difference worked"
            )
        return lambda at, key, step: _rounded(table.frame[name].iloc[at], kind, step)

    found = {group.n: of_cell("n"), **{name: of_cell(measure(name)) for name in group.sums}}
    found |= {name: of_row(name) for name in group.other}
    if group.price is not None:
        name, amount, persons = group.price
        unit = 100 if kinds.get(name) == "oere" else 1
        price = of_cell(price_of(measure(amount), measure(persons)))
        found[name] = lambda at, key, step: _times(price(at, key, step), unit)
    return found


def _nothing(table: Table, group: Group, hidden: set[int], a: str, b: str) -> bool:
    """Whether a difference of two hidden amounts is 0 in every hidden row: then the total, which is
    what the shown rows add up to, says so, and the marks would only look like secrets."""
    if not {a, b} <= {*group.sums} or not hidden:
        return False
    rows = table.frame.iloc[sorted(hidden)]
    return bool((rows[a] == rows[b]).fillna(False).all())


def _told(table: Table, name: str, at: int) -> bool:
    return name in table.frame and not pd.isna(table.frame[name].iloc[at])


def _plain(value: Any) -> Any:
    return None if pd.isna(value) else value


def _times(value: Any, unit: int) -> Any:
    return None if value is None else round(value * unit)


def _rounded(value: Any, kind: str, step: float) -> Any:
    if pd.isna(value) or kind == "text":
        return _plain(value)
    places = {"oere": step, "kr": float(rules.PRICE_STEP_KR), "number": rules.PERSONS_STEP}[kind]
    near = float(rules.near(pd.Series([value]), np.array([places])).iloc[0])
    return round(near) if kind == "oere" else round(near, 1)


def _worked(how: str, a: Any, b: Any) -> Any:
    if pd.isna(a) or pd.isna(b):
        return None
    if how == "minus":
        return a - b
    if how == "word":
        return deviation_word(a) if a else ""
    return None if b == 0 else a / b


def shown_figure(
    figure: Figure, drawn: Drawn, protected: Protected | None, period: pd.Period
) -> Figure | None:
    """The figure drawn anew, with a gap where a number is hidden; None where none is left."""
    shown = shown_table(drawn.table, protected, period)
    frame = shown.table.frame
    series = {name: label for name, label in drawn.values.items() if name in frame}
    if frame[list(series)].isna().all(axis=None):
        return None
    height = 3.2
    if drawn.kind == "bars":
        height = figures.bars_height(len(frame), len(series))
        alt = figures.alt_text(frame, drawn.label, series, drawn.unit)
        alt = alt.replace(numbers.MISSING, "udeladt")
    else:
        alt = f"Kurver: {', '.join(series.values())}. Et hul er et tal, der er udeladt."

    def draw(ax: Any) -> object:
        if drawn.kind == "bars":
            figures.bars(frame, drawn.label, series, kind=drawn.unit, ax=ax)
            for at in set().union(*(shown.hidden.get(name, ()) for name in series)):
                ax.annotate(numbers.HIDDEN, (0, at), xytext=(3, 0), textcoords="offset points")
            return ax
        tidy = frame.rename(columns=series).melt(
            drawn.label, list(series.values()), var_name="series", value_name="value"
        )
        return figures.lines(tidy, drawn.label, "value", "series", kind=drawn.unit, ax=ax)

    made = figures.figure(draw, name=figure.name, title=figure.title, alt=alt, height=height)
    return replace(made, paper=figure.paper)


def phrase(shown: Shown, group: str, column: str) -> str | None:
    """A published value in a sentence; None where it is hidden or missing."""
    kinds: dict[str, Column] = {c.key: c for c in shown.table.columns}
    at = shown.row_of.get(group)
    if at is None or column not in kinds:
        raise ValueError(f"table {shown.table.name!r}: no {column!r} of {group!r} to tell")
    value = shown.table.frame[column].iloc[at]
    if pd.isna(value) or at in shown.hidden.get(column, ()):
        return None
    if kinds[column].kind != "oere":
        return numbers.cell(value, kinds[column])
    return numbers.mio(value) if abs(value) >= 10 * rules.COARSE_OERE else numbers.tkr(value)
