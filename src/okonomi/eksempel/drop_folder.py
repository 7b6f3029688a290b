"""One month's folder of exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from okonomi.eksempel import budget, capacity, contracts, deliveries, goals, price_list, staff
from okonomi.eksempel.absence_rules import known_absences
from okonomi.eksempel.drops import View, known
from okonomi.eksempel.exports import (
    caselist,
    casework,
    dubu,
    finance,
    generic,
    pricelist,
    prices,
    sensum,
)
from okonomi.eksempel.exports.sheet import Sheet
from okonomi.eksempel.model import World
from okonomi.eksempel.months import label, last_day
from okonomi.eksempel.postings import Accounts, Missing


@dataclass(frozen=True)
class Drop:
    """What was written for a month, for the truth to account for."""

    month: int
    view: View
    sheets: list[Sheet]
    contracts: list[contracts.Contract]
    budget: list[budget.BudgetLine]
    missing: list[Missing]
    deliveries: list[deliveries.Delivery]
    goals: list[goals.CaseGoals]

    @property
    def label(self) -> str:
        """``2026-03``."""
        return label(self.month)


def write_drop(folder: Path, world: World, month: int, accounts: Accounts) -> Drop:
    """Write a month's exports to ``folder/YYYY-MM``; ``accounts`` are those of its year."""
    target = folder / label(month)
    target.mkdir(parents=True, exist_ok=True)
    view = known(world, last_day(month))
    year = month // 12
    accounts.run(month)
    register = contracts.register(world, view)
    budget_lines = budget.make(world, year)

    children, cases = dubu.build(world, view), caselist.build(world, view)
    adults, price_sheet = sensum.build(world, view), prices.build(world, view)
    support = generic.build(world, view)
    office = [
        finance.postings(world, accounts.postings, month),
        finance.budget(budget_lines, year),
        finance.contracts(register),
        finance.providers(world, view),
        finance.capacity(capacity.own_places(world, view)),
    ]
    delivered, scored = deliveries.make(world, view), goals.make(world, view)
    written_down = [
        casework.deliveries(delivered, view),
        casework.absences(known_absences(world.absences, view), view),
        casework.goals(scored, view),
        casework.staff(staff.employed(world)),
        pricelist.build(price_list.make(world, year), year),
    ]
    dubu.write(target, children)
    caselist.write(target, cases)
    sensum.write(target, adults)
    prices.write(target, price_sheet)
    generic.write(target, support, view.day)
    finance.write(target, office)
    casework.write(target, written_down)
    sheets = [children, cases, *adults, price_sheet, support, *office, *written_down]
    return Drop(
        month, view, sheets, register, budget_lines, list(accounts.missing), delivered, scored
    )
