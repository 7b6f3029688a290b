"""Typed tables for tests: a few given columns, the rest missing, every dtype as in the schema."""

from __future__ import annotations

import pandas as pd

from okonomi.intake.schema import TABLES

DEFAULTS = {
    "placement": {
        "line_kind": "hovedydelse",
        "status": "bevilget",
        "frequency": "maaned",
        "quantity": 1.0,
    },
}


def table(name: str, *rows: dict[str, object]) -> pd.DataFrame:
    """A typed table with these rows; dates are ISO text."""
    schema = TABLES[name]
    frame = schema.empty()
    given = [DEFAULTS.get(name, {}) | row for row in rows]
    columns = {
        column: pd.Series([row.get(column) for row in given], dtype=dtype)
        for column, dtype in frame.dtypes.items()
        if column not in ("source", "line")
    }
    places = pd.RangeIndex(len(rows))
    return pd.DataFrame(columns | {"source": 0, "line": places + 2}, index=places)


def placements(*rows: dict[str, object]) -> pd.DataFrame:
    """Placement lines; ``line_id`` is L1, L2, … where none is given."""
    return table("placement", *({"line_id": f"L{n}"} | row for n, row in enumerate(rows, 1)))
