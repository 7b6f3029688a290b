"""What the plan of action (handleplan) has given so far, worked out anew from the lines.

Row by row and month by month of the year to date, gross: what the citizen's lines at the provider
cost as they ran the day before the effective day, against what they cost now. A move home is
charged with what the citizen costs more elsewhere. Two rows on one case and provider follow upon
each other; the same gain named again gives nothing.
"""

from __future__ import annotations

from collections import Counter
from datetime import date

from okonomi.eksempel.actions import HOME, PROPOSED, TWICE, Action
from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row
from okonomi.eksempel.exact import month_costs
from okonomi.eksempel.model import Provider
from okonomi.eksempel.months import ONE_DAY, month_number
from okonomi.eksempel.truth.table import Rows

COLUMNS = (
    "number", "initiative", "kind", "line_id", "case_id", "provider", "agreed", "effective",
    "status", "planned_oere", "planted", "granted_oere", "billed_oere", "provider_as_billed",
)  # fmt: skip
Months = Counter[int]


def rows(drop: Drop) -> Rows:
    """``handleplan``: one row per initiative, in the order of the file."""
    return [_row(drop, number, row) for number, row in enumerate(drop.plan, start=1)]


def _row(drop: Drop, number: int, action: Action) -> dict[str, object]:
    day = drop.view.day
    working = action.status(day) == "Aftalt" and action.effective <= day
    counts = working and action.planted != TWICE
    drops, rises = _changes(drop, action) if counts else (Counter(), Counter())
    line = action.line
    return {
        "number": number,
        "initiative": action.initiative,
        "kind": action.kind,
        "line_id": line.line_id if line.own_id else None,
        "case_id": line.stay.case,
        "provider": line.provider.name,
        "agreed": action.agreed if action.planted != PROPOSED else None,
        "effective": action.effective,
        "status": action.status(day),
        "planned_oere": action.planned,
        "planted": action.planted,
        "granted_oere": sum(drops.values()) - sum(rises.values()),
        "billed_oere": _billed(drop, action, drops, rises),
        "provider_as_billed": _as_granted(drop, action) if counts else None,
    }


def _changes(drop: Drop, action: Action) -> tuple[Months, Months]:
    """Per month what costs less at the provider, and what a move home costs more elsewhere."""
    day, stay = drop.view.day, action.line.stay
    of_citizen = [
        row
        for row in drop.view.rows
        if row.line.stay.person is stay.person
        and row.status == "bevilget"
        and row.line.frequency != "engang"
    ]
    here = [
        row for row in of_citizen
        if row.line.provider is action.line.provider and row.line.stay.case == stay.case
    ]  # fmt: skip
    there = [row for row in of_citizen if row not in here]
    scope = of_citizen if action.kind == HOME else here
    until = [
        min(row.end or day, day)
        for row in scope
        if row.line.line_kind == "hovedydelse" and row.start <= day
    ]
    drops: Months = Counter()
    rises: Months = Counter()
    had = any(row.line.line_kind == "hovedydelse" for row in _running(here, action.effective))
    if had and max(until) >= action.effective:
        span = (action.effective, max(until))
        drops.update(_cost(_frozen(here, span), span))
        drops.subtract(_cost(here, span))
        if action.kind == HOME:
            rises.update(_cost(there, span))
            rises.subtract(_cost(_frozen(there, span), span))
    return drops, rises


def _running(rows: list[Row], day: date) -> list[Row]:
    """The rows that ran the day before ``day``."""
    before = day - ONE_DAY
    return [row for row in rows if row.start <= before and (row.end is None or row.end >= before)]


def _frozen(rows: list[Row], span: tuple[date, date]) -> list[Row]:
    """The rows that ran the day before the span, as if they ran through it."""
    return [
        Row(row.line, row.number, row.start, None, row.price, row.status, row.registered)
        for row in _running(rows, span[0])
    ]


def _cost(rows: list[Row], span: tuple[date, date]) -> Months:
    """Øre per month of the days of the span."""
    found: Months = Counter()
    window = (month_number(span[1].year, 1), month_number(span[1].year, 12))
    for row in rows:
        first, last = max(row.start, span[0]), min(row.end or span[1], span[1])
        if first <= last:
            for month, oere, _ in month_costs(row.exact_price, first, last, window):
                found[month] += oere
    return found


def _billed(drop: Drop, action: Action, drops: Months, rises: Months) -> int:
    """The gain of the months that are billed at the new cost, by the case's own bills; a month
    that costs more in all counts at once."""
    case, provider = action.line.stay.case, action.line.provider
    lines = {
        name: rows
        for name, rows in _granted_by(drop, provider).items()
        if rows[0].line.stay.case == case
    }
    seen = 0
    for month in drops.keys() | rises.keys():
        less = drops[month]
        if less < rises[month]:
            seen += less - rises[month]
        elif less > 0 and month <= drop.month - provider.lag:
            paid = sum(drop.billed.get((name, month), 0) for name in lines)
            shown = min(max(_in_month(lines, month) + less - paid, 0), less)
            seen += max(shown - rises[month], 0) if shown else 0
    return seen


def _as_granted(drop: Drop, action: Action) -> bool:
    """Whether the provider's postings for the months are what is granted, neither more nor less:
    then they show the gain, and nothing else."""
    provider = action.line.provider
    lines = _granted_by(drop, provider)
    posted: Months = Counter()
    for posting in drop.postings:
        if posting.provider is provider:
            posted[posting.month] += posting.oere
    due = range(month_number(drop.view.day.year, 1), drop.month - provider.lag + 1)
    return all(posted[month] == _in_month(lines, month) for month in due)


def _granted_by(drop: Drop, provider: Provider) -> dict[str, list[Row]]:
    return {
        name: rows
        for name, rows in drop.view.by_line().items()
        if rows[0].line.provider is provider and rows[0].status == "bevilget"
    }


def _in_month(lines: dict[str, list[Row]], month: int) -> int:
    return sum(
        oere
        for rows in lines.values()
        for row in rows
        for _, oere, _ in month_costs(row.exact_price, row.start, row.end, (month, month))
    )
