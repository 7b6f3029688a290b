"""What a contract's absence rule says of an absence, and what the exports know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okonomi.eksempel.contracts import ABSENCE
from okonomi.eksempel.drops import Row, View
from okonomi.eksempel.exact import half_away, month_costs
from okonomi.eksempel.model import Absence
from okonomi.eksempel.months import month_of

FULL_DAYS = dict(zip(ABSENCE, ((30, 0), (14, 75), (0, 0)), strict=True))
"""Rule → days of an absence that are paid in full, and per cent of the price after them."""


@dataclass(frozen=True)
class Reckoned:
    """What a rule says of an absence: ``excess`` are the øre that should not be paid."""

    full_days: int
    reduced_days: int
    share: int
    """Per cent of the price that is paid for the reduced days."""
    excess: int


def reckon(rows: list[Row], first: date, last: date, rule: str) -> Reckoned:
    """The days first…last of a line's price intervals under an absence rule ("" for none)."""
    days = (last - first).days + 1
    full, share = FULL_DAYS.get(rule, (days, 100))
    full = min(full, days)
    reduced = first + timedelta(days=full)
    window = (month_of(first), month_of(last))
    cost = 0
    for row in rows:
        a = max(row.start, reduced)
        b = last if row.end is None else min(row.end, last)
        if a <= b:
            cost += sum(oere for _, oere, _ in month_costs(row.exact_price, a, b, window))
    return Reckoned(full, days - full, share, half_away(cost * (100 - share), 100))


def known_absences(absences: list[Absence], view: View) -> list[Absence]:
    """Absences registered by the view's day that touch its year, on lines it shows."""
    shown = {row.line.line_id for row in view.rows if row.status == "bevilget"}
    found = [
        absence
        for absence in absences
        if max(absence.registered, absence.start) <= view.day
        and absence.end >= date(view.day.year, 1, 1)
        and absence.stay.main.line_id in shown
    ]
    return sorted(found, key=lambda a: (a.start, a.stay.key))


def known_end(absence: Absence, day: date) -> date | None:
    """The last day of absence as the system has it on ``day``; None while it goes on."""
    return absence.end if absence.end_registered <= day else None
