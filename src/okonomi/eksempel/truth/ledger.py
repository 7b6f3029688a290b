"""The month ledger, and paid days and persons per function, of what a drop knows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from okonomi.eksempel.drops import Row, View, expected_end
from okonomi.eksempel.exact import month_costs
from okonomi.eksempel.model import World
from okonomi.eksempel.months import ONE_DAY, first_day, label, last_day, month_number
from okonomi.eksempel.truth.table import Rows

Span = tuple[date, date]


def tables(world: World, view: View) -> dict[str, Rows]:
    """``ledger`` per row and month, ``maaned`` per function and month."""
    window = (month_number(world.year - 2, 1), month_number(world.year, 12))
    cuts = expected_end(view)
    ledger: Rows = []
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    spans: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for row in view.rows:
        if row.status == "kladde":
            continue
        end = counted_until(row, cuts)
        granted = _months(row, row.end, window) if row.status == "bevilget" else {}
        gone = end is not None and end < row.start
        expected = {} if gone else _months(row, end, window)
        for month in sorted(granted.keys() | expected.keys()):
            oere, days = expected.get(month, (0, 0))
            granted_oere, granted_days = granted.get(month, (0, 0))
            ledger.append(
                {
                    "row_id": row.row_id,
                    "line_id": row.line.line_id,
                    "month": label(month),
                    "status": row.status,
                    "gross_oere": oere,
                    "days": days,
                    "granted_oere": granted_oere,
                    "granted_days": granted_days,
                }
            )
            total = sums[row.line.function, month]
            total[0] += oere
            total[1] += granted_oere
            if row.line.line_kind == "hovedydelse":
                total[2] += days
                total[3] += granted_days
        if row.line.line_kind == "hovedydelse" and not gone:
            last = last_day(window[1]) if end is None else end
            spans[row.line.function, row.line.stay.person.cpr].append((row.start, last))
    persons = _person_days(spans, window)
    months: Rows = [
        {
            "function": function,
            "month": label(month),
            "gross_oere": sums[function, month][0],
            "granted_oere": sums[function, month][1],
            "main_days": sums[function, month][2],
            "granted_main_days": sums[function, month][3],
            "person_days": persons.get((function, month), 0),
        }
        for function, month in sorted(sums)
    ]
    return {"ledger": ledger, "maaned": months}


def counted_until(row: Row, cuts: dict[str, date]) -> date | None:
    """The last day a row counts when an expected line has taken its place."""
    cut = cuts.get(row.line.line_id)
    if cut is None:
        return row.end
    return cut if row.end is None else min(cut, row.end)


def _months(row: Row, end: date | None, window: tuple[int, int]) -> dict[int, tuple[int, int]]:
    costs = month_costs(row.exact_price, row.start, end, window)
    return {month: (oere, days) for month, oere, days in costs}


def _person_days(
    spans: dict[tuple[str, str], list[Span]], window: tuple[int, int]
) -> dict[tuple[str, int], int]:
    """Days per function and month on which a person had a main service, each day once."""
    found: dict[tuple[str, int], int] = defaultdict(int)
    opens, closes = first_day(window[0]), last_day(window[1])
    for (function, _), intervals in spans.items():
        counted = opens - ONE_DAY
        for first, last in sorted(intervals):
            first, last = max(first, counted + ONE_DAY, opens), min(last, closes)
            if last < first:
                continue
            counted = last
            for month in range(first.year * 12 + first.month - 1, last.year * 12 + last.month):
                a, b = max(first, first_day(month)), min(last, last_day(month))
                found[function, month] += (b - a).days + 1
    return found
