"""Postings catch up with what is known, and every irregularity adds up."""

from __future__ import annotations

from collections import Counter

import pytest

from okonomi.eksempel.drops import known
from okonomi.eksempel.exact import month_costs
from okonomi.eksempel.months import last_day, month_number
from okonomi.eksempel.postings import CATEGORIES, Accounts
from okonomi.eksempel.world import build

JANUARY = month_number(2026, 1)
BILLED = ("faktura", "sen", "sent_registreret", "regulering")


@pytest.fixture(scope="module")
def big():
    return build(5, 250, 2026)


def accounts(world, until: int) -> Accounts:
    made = Accounts(world, JANUARY)
    made.run(until)
    return made


def test_what_is_billed_is_the_granted_ledger_of_the_months_due(big):
    march = JANUARY + 2
    made = accounts(big, march)
    unpaid = {(m.line.line_id, m.month) for m in made.missing}
    billed: Counter = Counter()
    single = [p for p in made.postings if p.category in BILLED]
    for posting in single:
        billed[posting.provider.key, posting.function, posting.month] += posting.oere
    due: Counter = Counter()
    waiting = {
        (line_id, posting.month)
        for posting in accounts(big, march + 4).postings
        if posting.category == "sen" and posting.booked > last_day(march)
        for line_id in posting.refers
    }
    for rows in known(big, last_day(march)).by_line().values():
        line = rows[0].line
        if rows[0].status != "bevilget":
            continue
        for row in rows:
            for month, oere, _ in month_costs(
                row.exact_price, row.start, row.end, (JANUARY, march - line.provider.lag)
            ):
                if (line.line_id, month) not in unpaid | waiting:
                    due[line.provider.key, line.function, month] += oere
    assert +billed == +due


def test_reversed_postings_cancel(big):
    made = [p for p in accounts(big, JANUARY + 5).postings if p.category == "tilbagefoert"]
    assert made
    assert sum(p.oere for p in made) == 0


def test_a_doubled_posting_repeats_an_ordinary_one(big):
    made = accounts(big, JANUARY + 5).postings
    for double in [p for p in made if p.category == "dobbelt"]:
        assert any(
            p.category in BILLED and set(double.refers) <= set(p.refers) and p.month == double.month
            for p in made
        )


def test_every_category_is_named_and_occurs(big):
    made = accounts(big, JANUARY + 8)
    assert {p.category for p in made.postings} == set(CATEGORIES)
    assert made.missing


def test_postings_lie_in_the_months_they_were_made(big):
    made = accounts(big, JANUARY + 1).postings
    assert all(p.booked <= last_day(JANUARY + 1) for p in made)
    later = accounts(big, JANUARY + 2).postings
    assert later[: len(made)] == made


def test_running_month_by_month_is_the_same_as_at_once(big):
    stepwise = Accounts(big, JANUARY)
    for month in range(JANUARY, JANUARY + 4):
        stepwise.run(month)
    assert stepwise.postings == accounts(big, JANUARY + 3).postings
