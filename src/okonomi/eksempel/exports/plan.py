"""The plan of action (handleplan), kept by the finance office in a workbook."""

from __future__ import annotations

from datetime import date
from typing import Any

from okonomi.eksempel.actions import Action
from okonomi.eksempel.exports.sheet import Fault, Physical, Sheet, blank, heading

PLAN = (
    "Initiativ", "Ejer", "Type", "Linje id", "Sagsnummer", "Leverandør", "CVR", "Aftalt",
    "Virkning fra", "Planlagt gevinst pr. år", "Status",
)  # fmt: skip


def build(rows: list[Action], day: date) -> Sheet:
    """The plan as it stands on ``day``: its sum at the end, and a row whose name is an error."""
    data = [_physical(number, row, day) for number, row in enumerate(rows, start=1)]
    total = sum(row.amount_oere or 0 for row in data)
    for model in data[:1]:
        cells = [Fault("#N/A"), *model.cells[1:]]
        data.append(
            Physical(
                cells, "error", column="Initiativ", reason="fejlværdi i cellen",
                amount_oere=model.amount_oere,
            )
        )  # fmt: skip
    return Sheet(
        f"Handleplan_{day:%Y-%m}.xlsx",
        [
            heading(f"Handleplan {day.year}: indsatser, der skal give en gevinst"),
            heading(*PLAN),
            *data,
            blank(),
            Physical(["I alt", *[None] * 8, total / 100], "total", amount_oere=total),
        ],
        sheet="Handleplan",
        amount_column="Planlagt gevinst pr. år",
        widths=(46, 8, 16, 12, 24, 40, 11, 12, 12, 14, 12),
        merged=(1,),
    )


def _physical(number: int, row: Action, day: date) -> Physical:
    line = row.line
    cells: list[Any] = [
        row.initiative, row.owner, row.kind.capitalize(), line.line_id if line.own_id else None,
        line.stay.case, line.provider.name, line.provider.cvr,
        row.agreed if row.is_agreed(day) else None, row.effective, row.planned / 100,
        row.status(day),
    ]  # fmt: skip
    return Physical(cells, refers=str(number), amount_oere=row.planned)
