"""A table as HTML: numbers right-aligned, headings with scope, every value escaped."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from okonomi.present import numbers
from okonomi.present.table import Column, Table

EMPTY = "Ingen rækker."
_ONE_WORD = re.compile(r"\b\d\d-\d\d-\d{4}\b|§§? \d+")
PAPER_ROWS, EXCERPT_ROWS = 40, 15
"""A table of so many rows is printed whole, of a longer one the first; the workbook holds all."""
LONG_ROWS = 30
"""A table with more is scrolled within, on a screen, under its headings."""
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
    paper = on_paper(table)
    kind = "tabel"
    if paper is None:
        kind += " skaerm"
    elif len(paper.columns) > MANY_COLUMNS:
        kind += " bred"
    rest = rest_sentence(table, shown)
    if len(table.frame) > LONG_ROWS:
        kind += " lang"
    rows = "".join(_rows(shown, paper_limit(table)))
    return (
        f'<div class="{kind}" role="region" tabindex="0" aria-label="{title}">'
        f'<table data-table="{escape(table.name)}"><caption>{title}</caption>'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        + (f'<p class="note">{escape(table.note)}</p>' if table.note else "")
        + (f'<p class="note skaerm">{escape(rest)}</p>' if rest else "")
        + "</div>"
        + _left_from_print(table, paper)
    )


def _left_from_print(table: Table, paper: Table | None) -> str:
    """What a print of the page says of the rows, columns or tables it leaves out."""
    said = (
        f"“{table.title}” står i tabeller.xlsx." if paper is None else rest_sentence(table, paper)
    )
    return f'<p class="note papir">{escape(said)}</p>' if said else ""


def full_title(table: Table) -> str:
    """The title, with the unit that all the table's amounts share."""
    unit = numbers.headings(table.columns)[1]
    return f"{table.title} (beløb i {unit})" if unit else table.title


def first_rows(table: Table, max_rows: int | None) -> Table:
    """The table's first ``max_rows`` rows, and the total rows among the others."""
    if max_rows is None or len(table.frame) <= max_rows:
        return table
    kept = [n for n, kind in enumerate(table.row_kinds()) if n < max_rows or kind == "total"]
    place = {row: n for n, row in enumerate(kept)}
    hidden = {
        key: tuple(place[row] for row in rows if row in place) for key, rows in table.hidden.items()
    }
    return replace(table, frame=table.frame.iloc[kept], hidden=hidden)


def on_paper(table: Table) -> Table | None:
    """The rows and columns that are printed, or None where the table is only named on paper."""
    limit = paper_limit(table)
    if limit == 0 and not table.frame.empty:
        return None
    shown = first_rows(table, limit)
    return replace(shown, columns=tuple(c for c in table.columns if c.paper))


def paper_limit(table: Table) -> int:
    """How many rows are printed: what the table says itself, all of a short one, or an excerpt."""
    if table.paper_rows is not None:
        return table.paper_rows
    return len(table.frame) if len(table.frame) <= PAPER_ROWS else EXCERPT_ROWS


def rest_sentence(table: Table, shown: Table) -> str | None:
    """What is said below a shortened table, or None where all of it is shown."""
    rows = len(table.frame) - len(shown.frame)
    # An empty table has nothing to tell in the columns that are left out.
    columns = 0 if table.frame.empty else len(table.columns) - len(shown.columns)
    parts = [
        f"{numbers.whole(left)} {one if left == 1 else many}"
        for left, one, many in ((rows, "række", "rækker"), (columns, "kolonne", "kolonner"))
        if left
    ]
    if not parts:
        return None
    return f"{' og '.join(parts)} er udeladt her; hele tabellen står i tabeller.xlsx."


def cells(table: Table) -> list[list[str]]:
    """The table's cells as a Danish reader sees them, row by row; a hidden one as its mark.

    A text that is missing on a line of totals is not unknown but without meaning, so it is blank.
    """
    columns = [[numbers.cell(v, c) for v in table.frame[c.key]] for c in table.columns]
    rows = [list(row) for row in zip(*columns, strict=True)]
    for row, kind in zip(rows, table.row_kinds(), strict=True):
        if kind != "detail":
            for n, column in enumerate(table.columns):
                if column.kind == "text" and row[n] == numbers.MISSING:
                    row[n] = ""
    for n, column in enumerate(table.columns):
        for at in table.hidden.get(column.key, ()):
            rows[at][n] = numbers.HIDDEN
    return rows


def _rows(table: Table, printed: int) -> list[str]:
    if table.frame.empty:
        return [f'<tr><td class="tom" colspan="{len(table.columns)}">{EMPTY}</td></tr>']
    heads_row = table.columns[0].kind == "text"
    return [
        f'<tr class="{kind}{" skaerm" if row_number >= printed and kind != "total" else ""}">'
        + "".join(
            f'<th scope="row">{_escaped(text, column)}</th>'
            if heads_row and n == 0
            else f"<td{_align(column)}>{_escaped(text, column)}</td>"
            for n, (column, text) in enumerate(zip(table.columns, row, strict=True))
        )
        + "</tr>"
        for row_number, (kind, row) in enumerate(zip(table.row_kinds(), cells(table), strict=True))
    ]


def _escaped(text: str, column: Column) -> str:
    """A cell's text; within a longer one a day and a section of the law stay on one line."""
    if column.kind != "text":
        return escape(text)
    return _ONE_WORD.sub(r'<span class="hel">\g<0></span>', escape(text))


def _align(column: Column) -> str:
    aligned = "tal" if column.numeric else "" if column.kind == "text" else "dato"
    classes = " ".join(name for name in (aligned, "" if column.paper else "skaerm") if name)
    return f' class="{classes}"' if classes else ""
