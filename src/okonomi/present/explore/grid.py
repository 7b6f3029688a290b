"""A table that sorts by its headings, turns pages and lets a row be chosen, without internet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from okonomi.present import numbers
from okonomi.present.column import Column
from okonomi.present.explore.rows import Rows

if TYPE_CHECKING:
    from itables.widget import ITable

MOST_ROWS = 3000
"""More rows than so are not sent to the browser; a search or a choice brings the others."""

DANISH = {
    "emptyTable": "Ingen rækker.",
    "zeroRecords": "Ingen rækker.",
    "info": "Række _START_–_END_ af _TOTAL_",
    "infoEmpty": "",
    "infoFiltered": "",
    "lengthMenu": "Vis _MENU_ rækker",
    "thousands": ".",
    "decimal": ",",
    "paginate": {"first": "«", "previous": "‹", "next": "›", "last": "»"},
    "aria": {
        "orderable": "Sortér efter denne kolonne",
        "orderableReverse": "Sortér den anden vej",
        "orderableRemove": "Vis i den oprindelige rækkefølge",
        "paginate": {
            "first": "Første side",
            "previous": "Forrige side",
            "next": "Næste side",
            "last": "Sidste side",
        },
    },
    "select": {"rows": {"_": "", "0": "", "1": ""}},
}


def grid(rows: Rows) -> ITable:
    """The rows as a table widget; ``selected_rows`` is a list with the chosen row's number."""
    # itables would warn that a language has parts, which DataTables' own reference says it has.
    from itables import options
    from itables.widget import ITable

    options.warn_on_unexpected_option_type = False
    return ITable(**_given(rows))


def show(widget: ITable, rows: Rows) -> None:
    """Put other rows in the widget; no row is then chosen."""
    widget.update(**_given(rows), selected_rows=[])


def _given(rows: Rows) -> dict[str, Any]:
    return {
        "df": frame_of(rows),
        "columnDefs": [
            {"targets": n, **_look(rows, column)} for n, column in enumerate(rows.table.columns)
        ],
        "select": {"style": "single", "info": False},
        "order": [],
        "pageLength": 10,
        "lengthMenu": [10, 25, 100],
        "layout": {
            "topStart": None,
            "topEnd": None,
            "bottomStart": "info",
            "bottomEnd": "paging" if len(rows) > 10 else None,
        },
        "language": DANISH,
        "showIndex": False,
        "scrollX": True,
        "style": "width:100%;margin:0",
        "classes": "display compact",
        "maxBytes": 0,
        "maxRows": 0,
        "add_rank_to_categories": True,
    }


def _look(rows: Rows, column: Column) -> dict[str, str]:
    """Quantities to the right, dates in one piece, and texts as wide as they need up to a point."""
    if column.kind == "text":
        widest = rows.texts[column.key].str.len().max() if len(rows) else 0
        return {"className": "dt-left", "width": f"{min(widest * 0.55, 16):.0f}em"}
    return {"className": "dt-right" if column.numeric else "dt-left dt-nowrap"}


def frame_of(rows: Rows) -> pd.DataFrame:
    """The cells as texts in categories that are ordered as the values are, so that a click on a
    heading sorts 1.000 after 900 and Aabenraa after Ølstykke."""
    shown = rows.texts.head(MOST_ROWS)
    known = {}
    labels = numbers.headings(rows.table.columns)[0]
    for n, column in enumerate(rows.table.columns):
        categories = [v for v in rows.values(column.key) if v != numbers.MISSING]
        texts = shown[column.key].where(shown[column.key] != numbers.MISSING)
        known[n] = pd.Categorical(texts, categories=categories, ordered=True)
    frame = pd.DataFrame(known, index=pd.RangeIndex(len(shown)))
    return frame.set_axis(labels, axis="columns")
