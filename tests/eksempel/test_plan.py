"""The plan of action: what is planted in it, what it shows when, and that nothing else moves."""

from __future__ import annotations

from datetime import date

import pytest

from okonomi.eksempel.actions import (
    GIVEN_UP,
    HOME,
    NOTHING,
    OTHER,
    PRICE,
    PROPOSED,
    TWICE,
    WORKS,
    plan,
)
from okonomi.eksempel.drops import known
from okonomi.eksempel.exports.plan import PLAN, build
from okonomi.eksempel.exports.sheet import Fault
from okonomi.eksempel.months import last_day, month_number
from okonomi.eksempel.world import build as build_world

DECEMBER = date(2026, 12, 31)


@pytest.fixture(scope="module", params=[1, 5])
def big(request):
    return build_world(request.param, 400, 2026)


def of_day(world, day):
    return plan(world, known(world, day))


def test_all_that_is_to_be_found_is_planted(big):
    rows = of_day(big, DECEMBER)
    found = {(row.kind, row.planted) for row in rows}
    assert {(HOME, WORKS), (PRICE, WORKS), (HOME, NOTHING), (PRICE, NOTHING), (HOME, PROPOSED),
            (PRICE, PROPOSED), (PRICE, GIVEN_UP), (OTHER, TWICE)} <= found  # fmt: skip
    assert sum(row.planted == TWICE for row in rows) == 1
    assert all(row.planned > 0 and row.planned % 100_000 == 0 for row in rows)


def test_a_row_is_proposed_then_agreed_then_effective(big):
    for row in of_day(big, DECEMBER):
        assert row.proposed < row.agreed < row.effective
        assert row.effective.year == 2026
        before = row.status(row.proposed)
        assert before == "Forslag" or row.planted == GIVEN_UP
        assert row.status(row.effective) == {
            PROPOSED: "Forslag", GIVEN_UP: "Opgivet"
        }.get(row.planted, "Aftalt")  # fmt: skip


def test_a_month_shows_what_was_proposed_by_its_last_day_and_no_row_goes(big):
    seen = set()
    for month in range(1, 13):
        rows = of_day(big, last_day(month_number(2026, month)))
        now = {(row.line.line_id, row.effective) for row in rows}
        assert seen <= now
        seen = now


def test_the_same_gain_again_is_a_later_row_of_the_same_line_and_day(big):
    rows = of_day(big, DECEMBER)
    again = rows[-1]
    first = next(
        row for row in rows if (row.line, row.effective) == (again.line, again.effective)
    )  # fmt: skip
    assert again.planted == TWICE and first is not again and first.kind == PRICE
    assert again.planned == first.planned


def test_nothing_happens_to_what_is_without_effect(big):
    for row in of_day(big, DECEMBER):
        if row.planted != WORKS and row.planted != TWICE:
            line = row.line
            assert line.start < date(2026, 1, 1) and line.end > DECEMBER
            assert not [p for p in line.prices if date(2026, 1, 1) < p.start <= DECEMBER]


def test_no_private_payee_is_in_the_plan(big):
    assert all(row.line.provider.cvr and not row.line.provider.own for row in of_day(big, DECEMBER))


def test_the_sheet_sums_its_rows_and_has_one_without_a_name(big):
    day = date(2026, 3, 31)
    rows = of_day(big, day)
    sheet = build(rows, day)
    assert [r.row_class for r in sheet.rows].count("used") == len(rows)
    (wrong,) = [r for r in sheet.rows if r.row_class == "error"]
    assert wrong.cells[0] == Fault("#N/A") and wrong.column == "Initiativ"
    (total,) = [r for r in sheet.rows if r.row_class == "total"]
    assert total.cells[PLAN.index("Planlagt gevinst pr. år")] == sum(r.planned for r in rows) / 100


def test_a_small_municipality_has_a_plan_or_an_empty_sheet():
    world = build_world(1, 1, 2026)
    day = date(2026, 3, 31)
    sheet = build(of_day(world, day), day)
    assert sheet.rows[1].cells == list(PLAN)
