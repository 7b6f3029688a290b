"""The council's budget: the autumn's rate of spending for a whole year – and a bit wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import View, expected_end, known
from okonomi.eksempel.exact import half_away, month_costs
from okonomi.eksempel.model import World
from okonomi.eksempel.months import month_number

THOUSAND = 100_000
"""A thousand kroner in øre: budgets are made in these."""

FUNCTIONS = (
    ("5.28.20", "boern"), ("5.28.21", "boern"), ("5.28.22", "boern"), ("5.28.23", "boern"),
    ("5.28.24", "boern"), ("5.28.25", "boern"), ("5.38.38", "voksne"), ("5.38.50", "voksne"),
    ("5.38.51", "voksne"), ("5.38.52", "voksne"), ("5.38.58", "voksne"), ("5.38.59", "voksne"),
)  # fmt: skip


@dataclass(frozen=True)
class BudgetLine:
    """One function's budget in øre, and the full-year persons it was reckoned with."""

    function: str
    area: str
    original: int
    corrected: int
    transfers: int
    applied: int
    persons: float

    @property
    def including(self) -> int:
        """Corrected budget with transfers and what has been applied for."""
        return self.corrected + self.transfers + self.applied


def make(world: World, year: int) -> list[BudgetLine]:
    """The budget of a year, from the quarter before the budget was made."""
    view = known(world, date(year - 1, 9, 30))
    costs, days = _in_third_quarter(view, year - 1)
    rise = (world.index[year], world.index[year - 1])
    lines = []
    for function, area in FUNCTIONS:
        draw = Draw(world.seed, "budget", year, function)
        percent = draw.whole(96, 106)
        cost = half_away(4 * costs.get(function, 0) * rise[0] * percent, rise[1] * 100)
        original = half_away(cost, 100 * THOUSAND) * 100 * THOUSAND
        moved = draw.weighted((0, 0, draw.whole(-8, 14)), (3, 2, 4))
        corrected = original + half_away(original * moved, 1000 * THOUSAND) * THOUSAND
        transfers = draw.weighted((0, draw.whole(-900, 1200)), (2, 1)) * THOUSAND
        applied = draw.weighted((0, draw.whole(200, 1500)), (3, 1)) * THOUSAND
        persons = round(days.get(function, 0) * percent / 100 / 92 * 2) / 2
        lines.append(BudgetLine(function, area, original, corrected, transfers, applied, persons))
    return lines


def _in_third_quarter(view: View, year: int) -> tuple[dict[str, int], dict[str, int]]:
    """Øre and paid days of main services per function in July–September, as known then."""
    window = (month_number(year, 7), month_number(year, 9))
    cuts = expected_end(view)
    costs: dict[str, int] = {}
    days: dict[str, int] = {}
    for row in view.rows:
        if row.status == "kladde":
            continue
        cut = cuts.get(row.line.line_id) if row.status == "bevilget" else None
        end = row.end if cut is None else cut if row.end is None else min(cut, row.end)
        if end is not None and end < row.start:
            continue
        function = row.line.function
        for _, oere, paid in month_costs(row.exact_price, row.start, end, window):
            costs[function] = costs.get(function, 0) + oere
            if row.line.line_kind == "hovedydelse":
                days[function] = days.get(function, 0) + paid
    return costs, days
