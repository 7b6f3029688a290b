"""What becomes of every physical row of a drop's files."""

from __future__ import annotations

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.exports.sheet import ROW_CLASSES
from okonomi.eksempel.truth.table import Rows


def counts(drop: Drop) -> Rows:
    """Rows, and the sum of the amount column, per file and class."""
    found: Rows = []
    for sheet in drop.sheets:
        for name in ROW_CLASSES:
            rows = [row for row in sheet.rows if row.row_class == name]
            if not rows:
                continue
            known = [row.amount_oere for row in rows if row.amount_oere is not None]
            found.append(
                {
                    "file": f"{drop.label}/{sheet.file}",
                    "sheet": sheet.sheet,
                    "row_class": name,
                    "rows": len(rows),
                    "amount_column": sheet.amount_column,
                    "amount_oere": sum(known) if known else None,
                }
            )
    return found


def set_aside(drop: Drop) -> Rows:
    """Every row that is neither used nor heading, with its line and why."""
    return [
        {
            "file": f"{drop.label}/{sheet.file}",
            "sheet": sheet.sheet,
            "line": number,
            "row_class": row.row_class,
            "column": row.column,
            "reason": row.reason,
            "refers": row.refers,
            "amount_oere": row.amount_oere,
        }
        for sheet in drop.sheets
        for number, row in enumerate(sheet.rows, start=1)
        if row.row_class not in ("used", "heading")
    ]
