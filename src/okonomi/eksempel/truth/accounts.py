"""Budget and postings of a drop, and what was granted and never posted."""

from __future__ import annotations

from dataclasses import asdict

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.months import label
from okonomi.eksempel.truth.table import Rows

MISSING = ("line_id", "month", "function", "provider", "amount_oere")


def tables(drop: Drop) -> dict[str, Rows]:
    """``posteringer``, ``ikke_bogfoert`` and ``budget``."""
    sheet = next(s for s in drop.sheets if s.file.startswith("Posteringer_"))
    posted: Rows = [
        {
            "file": f"{drop.label}/{sheet.file}",
            "line": number,
            "voucher": row.cells[0],
            "booked": row.cells[1],
            "month": row.cells[2],
            "function": row.cells[3],
            "provider": row.cells[4],
            "line_ref": row.cells[8],
            "lines": row.refers,
            "category": row.reason,
            "amount_oere": row.amount_oere,
        }
        for number, row in enumerate(sheet.rows, start=1)
        if row.row_class == "used"
    ]
    missing: Rows = [
        {
            "line_id": item.line.line_id,
            "month": label(item.month),
            "function": item.line.function,
            "provider": item.line.provider.name,
            "amount_oere": item.oere,
        }
        for item in drop.missing
    ]
    budget: Rows = [
        {"year": drop.month // 12, **asdict(line), "including": line.including}
        for line in drop.budget
    ]
    return {"posteringer": posted, "ikke_bogfoert": missing, "budget": budget}
