"""One month's folder of exports."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from okonomi.eksempel import (
    actions,
    budget,
    capacity,
    contracts,
    deliveries,
    goals,
    price_list,
    reviews,
    staff,
)
from okonomi.eksempel import casework_events as events
from okonomi.eksempel import casework_lists as lists
from okonomi.eksempel.absence_rules import known_absences
from okonomi.eksempel.drops import View, known
from okonomi.eksempel.exports import (
    caselist,
    casework,
    casework_lists,
    dubu,
    finance,
    generic,
    plan,
    pricelist,
    prices,
    sensum,
)
from okonomi.eksempel.exports import reviews as review_form
from okonomi.eksempel.exports.sheet import Sheet
from okonomi.eksempel.model import World
from okonomi.eksempel.months import label, last_day
from okonomi.eksempel.postings import Accounts, Missing, Posting


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
    plan: list[actions.Action]
    events: list[events.Event]
    vacancies: list[lists.Vacancy]
    complaints: list[lists.Complaint]
    postings: list[Posting]
    billed: dict[tuple[str, int], int]
    """What is posted so far per line id and service month of the year (øre), nothing twice."""
    reviews: reviews.Reviews

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
    initiatives = actions.plan(world, view)
    happened = events.shown(world, view.day)
    posts, objections = lists.vacancies(world, view.day), lists.complaints(world, view)
    written_down = [
        casework.deliveries(delivered, view),
        casework.absences(known_absences(world.absences, view), view),
        casework.goals(scored, view),
        casework.staff(staff.employed(world)),
        pricelist.build(price_list.make(world, year), year),
        plan.build(initiatives, view.day),
    ]
    kept = [
        casework_lists.events(happened, view),
        casework_lists.vacancies(posts),
        casework_lists.complaints(objections, view),
    ]
    dubu.write(target, children)
    caselist.write(target, cases)
    sensum.write(target, adults)
    prices.write(target, price_sheet)
    generic.write(target, support, view.day)
    finance.write(target, office)
    casework.write(target, written_down)
    casework_lists.write(target, kept)
    reviewed = reviews.make(world, view)
    form = review_form.build(reviewed, view)
    review_form.write(target, form)
    sheets = [children, cases, *adults, price_sheet, support, *office, *written_down, *kept, form]
    return Drop(
        month, view, sheets, register, budget_lines, list(accounts.missing), delivered, scored,
        initiatives, happened, posts, objections, list(accounts.postings), accounts.billed,
        reviewed,
    )  # fmt: skip
