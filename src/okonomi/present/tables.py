"""A table as HTML: numbers right-aligned, headings with scope, every value escaped."""

from __future__ import annotations

from html import escape

from okonomi.present import numbers
from okonomi.present.table import Column, Table

EMPTY = "Ingen rækker."
MANY_COLUMNS = 11
"""A table with more is printed from the browser on a page that lies down."""


def table_html(table: Table, max_rows: int | None = None) -> str:
    """One ``<div class="tabel">`` with the table; at most ``max_rows`` rows and the totals."""
    shown = first_rows(table, max_rows)
    heads = "".join(
        f'<th scope="col"{_align(column)}>{escape(label)}</th>'
        for column, label in zip(table.columns, numbers.headings(table.columns)[0], strict=True)
    )
    title = escape(full_title(table))
    wide = " bred" if len(table.columns) > MANY_COLUMNS else ""
    notes = [text for text in (table.note, rest_sentence(table, shown)) if text]
    return (
        f'<div class="tabel{wide}" role="region" tabindex="0" aria-label="{title}">'
        f'<table data-table="{escape(table.name)}"><caption>{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(_rows(shown))}</tbody></table>"
        + "".join(f'<p class="note">{escape(text)}</p>' for text in notes)
        + "</div>"
    )


def full_title(table: Table) -> str:
    """The title, with the unit that all the table's amounts share."""
    unit = numbers.headings(table.columns)[1]
    return f"{table.title} (beløb i {unit})" if unit else table.title


def first_rows(table: Table, max_rows: int | None) -> Table:
    """The table's first ``max_rows`` rows, and the total rows among the others."""
    if max_rows is None or len(table.frame) <= max_rows:
        return table
    kept = [n for n, kind in enumerate(table.row_kinds()) if n < max_rows or kind == "total"]
    return Table(
        name=table.name,
        title=table.title,
        frame=table.frame.iloc[kept],
        columns=table.columns,
        row_kind=table.row_kind,
        internal=table.internal,
        note=table.note,
    )


def rest_sentence(table: Table, shown: Table) -> str | None:
    """What is said below a shortened table, or None where all rows are shown."""
    left = len(table.frame) - len(shown.frame)
    if not left:
        return None
    verb = "1 række er" if left == 1 else f"{numbers.whole(left)} rækker er"
    return f"{verb} udeladt her; hele tabellen står i tabeller.xlsx."


def cells(table: Table) -> list[list[str]]:
    """The table's cells as a Danish reader sees them, row by row.

    A text that is missing on a line of totals is not unknown but without meaning, so it is blank.
    """
    columns = [[numbers.cell(v, c) for v in table.frame[c.key]] for c in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    for row, kind in zip(rows, table.row_kinds(), strict=True):
        if kind != "detail":
            for n, column in enumerate(table.columns):
                if column.kind == "text" and row[n] == numbers.MISSING:
                    row[n] = ""
    return rows


def _rows(table: Table) -> list[str]:
    if table.frame.empty:
        return [f'<tr><td class="tom" colspan="{len(table.columns)}">{EMPTY}</td></tr>']
    heads_row = table.columns[0].kind == "text"
    return [
        f'<tr class="{kind}">'
        + "".join(
            f'<th scope="row">{escape(text)}</th>'
            if heads_row and n == 0
            else f"<td{_align(column)}>{escape(text)}</td>"
            for n, (column, text) in enumerate(zip(table.columns, row, strict=True))
        )
        + "</tr>"
        for kind, row in zip(table.row_kinds(), cells(table), strict=True)
    ]


def _align(column: Column) -> str:
    if column.numeric:
        return ' class="tal"'
    return "" if column.kind == "text" else ' class="dato"'
