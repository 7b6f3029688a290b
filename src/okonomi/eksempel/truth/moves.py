"""What changed between two months' drops: new, ended, price, status, withdrawn or back-dated."""

from __future__ import annotations

from datetime import date
from typing import Any

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row, known
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.model import World
from okonomi.eksempel.months import first_day, last_day
from okonomi.eksempel.truth.table import Rows, decimal

COLUMNS = (
    "line_id", "row_id", "change", "before", "now", "from_date", "back_dated", "function",
    "line_kind", "provider",
)  # fmt: skip


def since_last_month(world: World, drop: Drop) -> Rows:
    """One row per change of a line since the drop of the month before (written or not)."""
    opens = first_day(drop.month)
    before = known(world, last_day(drop.month - 1)).by_line()
    now = drop.view.by_line()
    found: Rows = []
    for line_id, rows in now.items():
        if line_id not in before:
            start = rows[0].start
            found.append(_change(rows[-1], "ny", None, rows[0].status, start, start < opens))
            continue
        found += _changes(before[line_id], rows, opens)
    for line_id in before.keys() - now.keys():
        row = before[line_id][-1]
        found.append(_change(row, "udgaaet", None, None, row.start, True))
    return sorted(found, key=lambda r: (r["line_id"], r["change"], r["from_date"]))


def _changes(before: list[Row], now: list[Row], opens: date) -> Rows:
    found: Rows = []
    old, new = before[-1], now[-1]
    if old.status != new.status:
        found.append(_change(new, "status", old.status, new.status, new.line.start, False))
    if old.end != new.end and old.line.frequency != "engang":
        ends = [d for d in (old.end, new.end) if d]
        kind = "afgang" if old.end is None or (new.end and new.end < old.end) else "forlaenget"
        found.append(_change(new, kind, old.end, new.end, min(ends), min(ends) < opens))
    had = {(row.start, row.price.price) for row in before}
    for row in now:
        if (row.start, row.price.price) in had:
            continue
        old_price = _price_on(before, row.start)
        if old_price is None:
            continue
        was, price = decimal(old_price, PRICE_PARTS), decimal(row.price.price, PRICE_PARTS)
        change = _change(row, f"pris:{row.price.cause}", was, price, row.start, row.start < opens)
        found.append(change)
    return found


def _price_on(rows: list[Row], day: date) -> int | None:
    """The price that was known for a day before it changed."""
    started = [row for row in rows if row.start <= day]
    return started[-1].price.price if started else None


def _change(
    row: Row, kind: str, old: Any, new: Any, from_date: date, back_dated: bool
) -> dict[str, Any]:
    return {
        "line_id": row.line.line_id,
        "row_id": row.row_id,
        "change": kind,
        "before": old,
        "now": new,
        "from_date": from_date,
        "back_dated": back_dated,
        "function": row.line.function,
        "line_kind": row.line.line_kind,
        "provider": row.line.provider.name,
    }
