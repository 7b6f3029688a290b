"""Deliveries, absence, goals, rådgivere and the law behind prices: what is planted, and no more."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from types import SimpleNamespace

import pytest

from okonomi.eksempel import goals
from okonomi.eksempel.absence_rules import reckon
from okonomi.eksempel.absences import PAID_UNDER
from okonomi.eksempel.contracts import register
from okonomi.eksempel.deliveries import UNDER, documents, make
from okonomi.eksempel.drop_folder import Drop, write_drop
from okonomi.eksempel.drops import Row, known
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.model import PriceFrom, World
from okonomi.eksempel.months import last_day, month_number
from okonomi.eksempel.postings import Accounts
from okonomi.eksempel.price_list import HOSTILE
from okonomi.eksempel.price_list import make as list_prices
from okonomi.eksempel.staff import NORMS, employed
from okonomi.eksempel.truth import price_law
from okonomi.eksempel.truth.gaps import gaps
from okonomi.eksempel.truth.services import owed, tables
from okonomi.eksempel.world import build

JANUARY = month_number(2026, 1)


@pytest.fixture(scope="module", params=[1, 5])
def big(request) -> World:
    return build(request.param, 400, 2026)


@pytest.fixture(scope="module")
def drops(big, tmp_path_factory) -> dict[int, Drop]:
    """The drops of March and June."""
    accounts, folder = Accounts(big, JANUARY), tmp_path_factory.mktemp("stor")
    return {month: write_drop(folder, big, JANUARY + month - 1, accounts) for month in (3, 6)}


def row(start: date, end: date | None, price: int, frequency: str = "dag") -> Row:
    """A line's interval at a price in kroner."""
    line = SimpleNamespace(line_id="1", quantity=100, frequency=frequency)
    paid = PriceFrom(start, price * PRICE_PARTS, start.year, start, "ny")
    return Row(line, 1, start, end, paid, "bevilget", start)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        # 20 January–8 March are 48 days: 30 + 18, 14 + 34, 0 + 48.
        ("Fuld betaling i 30 dage", (30, 18, 0, 18 * 200_000)),
        ("75 % efter 14 dage", (14, 34, 75, 34 * 50_000)),
        ("Ingen betaling ved fravær", (0, 48, 0, 48 * 200_000)),
        ("", (48, 0, 100, 0)),
    ],
)
def test_a_rule_reckoned_by_hand(rule, expected):
    rows = [row(date(2025, 1, 1), None, 2000)]
    found = reckon(rows, date(2026, 1, 20), date(2026, 3, 8), rule)
    assert (found.full_days, found.reduced_days, found.share, found.excess) == expected


def test_reduced_days_are_paid_at_the_price_of_the_day_and_only_while_the_line_runs():
    """Monthly: 11–28 February are 18/28 of 28.000 kr., then 5 days of March at 31.000/31."""
    rows = [
        row(date(2025, 1, 1), date(2026, 2, 28), 28_000, "maaned"),
        row(date(2026, 3, 1), date(2026, 3, 5), 31_000, "maaned"),
    ]
    found = reckon(rows, date(2026, 1, 28), date(2026, 3, 20), "75 % efter 14 dage")
    assert found.excess == (18_000_00 + 5_000_00) // 4


def test_planted_deliveries_are_half_to_seven_tenths_and_all_others_near_what_is_agreed(drops):
    hours: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for delivery in drops[6].deliveries:
        if delivery.hours is None:
            continue
        share = delivery.hours / delivery.agreed_hours
        if UNDER in delivery.line.stay.gaps:
            assert 0.5 <= share <= 0.7
        else:
            sums = hours[delivery.line.line_id]
            sums[0] += delivery.hours
            sums[1] += delivery.agreed_hours
    assert len(hours) > 40
    assert all(0.9 <= given / agreed <= 1.1 for given, agreed in hours.values())


def test_two_providers_in_five_document(big):
    external = [p for p in big.providers if not p.own and p.kind != "plejefamilie"]
    share = sum(documents(big.seed, p) for p in external) / len(external)
    assert 0.25 < share < 0.55
    assert not any(documents(big.seed, p) for p in big.providers if p.own)


def test_months_of_absence_are_not_documented(big, drops):
    away = {(a.stay.key, a.start.year * 12 + a.start.month - 1) for a in big.absences}
    blank = {(d.line.stay.key, d.month) for d in drops[6].deliveries if d.hours is None}
    assert blank
    shown = {(d.line.stay.key, d.month) for d in drops[6].deliveries}
    assert away & shown <= blank


def test_a_delivery_is_the_same_in_every_drop(drops):
    later = {(d.line.line_id, d.month): d.hours for d in drops[6].deliveries}
    same = [d for d in drops[3].deliveries if (d.line.line_id, d.month) in later]
    whole = [d for d in same if d.days > 27]
    assert whole and all(later[d.line.line_id, d.month] == d.hours for d in whole)


def test_the_planted_gaps_are_found_in_both_drops(big, drops):
    for drop in drops.values():
        found = Counter(g["gap"] for g in gaps(big, drop) if g["gap"] in g["planted"].split())
        assert (found[UNDER], found[PAID_UNDER]) == (3, 3)


def test_only_planted_absences_are_paid_against_the_rule_once_they_have_ended(big, drops):
    for absence in owed(big, drops[6]):
        ended = absence.absence.end_registered <= drops[6].view.day
        planted = PAID_UNDER in absence.absence.stay.gaps
        if ended:
            assert (absence.remaining > 0) == planted
            assert absence.remaining >= 0
    credited = [o for o in owed(big, drops[6]) if o.credited]
    assert {bool(o.absence.credit_line) for o in credited} == {True, False}
    assert len(credited) >= 4
    assert all(o.credited == o.reckoned.excess for o in credited)


def test_credits_are_in_the_files_to_the_oere(big, drops):
    posted = {(p.line_ref, p.oere) for p in _postings(big) if p.category == "fravaerskredit"}
    lines = {line.line_id: line for line in big.lines}
    for item in owed(big, drops[6]):
        if not item.credited:
            continue
        if item.absence.credit_line:
            credit = lines[item.absence.credit_line]
            assert credit.prices[0].price == -item.credited * 100
            assert any(r.line is credit for r in drops[6].view.rows)
        else:
            assert (item.row.line.line_id, -item.credited) in posted


def _postings(world: World):
    accounts = Accounts(world, JANUARY)
    accounts.run(JANUARY + 5)
    return accounts.postings


def test_the_first_quarter_has_no_credit_for_absence(big, drops):
    assert not any(o.credited for o in owed(big, drops[3]))


def test_the_absence_rule_is_the_contracts(big, drops):
    rules = {c.line_id: c.absence for c in drops[3].contracts}
    for item in owed(big, drops[3]):
        assert item.rule == rules.get(item.row.line.line_id, "")


def test_about_half_of_the_cases_have_goals_and_a_few_are_forgotten(big, drops):
    cases = drops[3].goals
    with_goals = [c for c in cases if c.scores]
    assert 0.4 < len(with_goals) / len(cases) < 0.6
    forgotten = [c for c in with_goals if c.forgotten]
    assert 0 < len(forgotten) < len(with_goals) / 6
    for case in with_goals:
        days = [score.day for score in case.scores]
        assert days == sorted(days) and days[-1] <= drops[3].view.day
        if case.forgotten:
            assert days[-1] < date(2025, 1, 1)
    assert len({s.progress for c in with_goals for s in c.scores} - set(goals.PROGRESS)) == 0


def test_every_raadgiver_of_a_case_is_employed(big):
    staff = employed(big)
    assert {r.initials for r in staff} >= {i for p in big.persons for i in p.staff.values()}
    assert all(6 <= r.fte <= 10 and r.norm == NORMS[r.team] for r in staff)
    new_year = date(2026, 1, 1)
    years = [(new_year - r.employed_since).days / 365 for r in staff]
    assert any(y < 1 for y in years) and any(1 <= y < 2 for y in years)


def test_a_first_price_is_the_law_times_premium_and_noise(big, drops):
    rows = price_law.rows(big, drops[3])
    assert len(rows) > 250
    plain = [r for r in rows if abs(float(r["later_share"])) < 0.001]
    assert len(plain) > 0.9 * len(rows)
    for found in rows:
        parts = [float(found[c]) for c in ("premium_share", "noise_share", "later_share")]
        product = float(found["fair_kr_per_day"])
        for part in parts:
            product *= 1 + part
        assert product == pytest.approx(float(found["paid_kr_per_day"]), rel=2e-4)


def test_a_contracts_parts_add_up_to_its_price(big, drops):
    split = [c for c in drops[3].contracts if c.parts]
    living = [c for c in drops[3].contracts if c.hours and c.unit in ("doegn", "maaned", "aar")]
    assert 0.35 < len(split) / len(living) < 0.65
    days = {"doegn": 1, "maaned": 365 / 12, "aar": 365}
    for contract in split:
        hours = contract.hours / 100 * days[contract.unit] / 7
        total = contract.parts.hourly * hours + contract.parts.night + contract.parts.housing
        # Each part is rounded to whole øre; the hourly one counts once an hour.
        assert abs(total - contract.price) <= 100 * (hours / 2 + 1)
        assert contract.parts.hourly > 0


def test_list_prices_are_of_own_used_and_unused_providers(big):
    rows = list_prices(big, 2026)
    names = {p.name: p for p in big.providers}
    assert {r.own for r in rows} == {True, False}
    used = {r.provider for r in rows if r.provider in names and not names[r.provider].own}
    unused = {r.provider for r in rows} - set(names)
    assert len(used) >= 5 and HOSTILE in unused and len(unused) == 4
    assert all(r.price > 0 and r.hours for r in rows)
    assert {r.price_year for r in rows} == {2025, 2026}


@pytest.mark.parametrize("year", [2024, 2025])
def test_earlier_years_have_deliveries_absences_and_goals_too(big, year):
    view = known(big, last_day(month_number(year, 12)))
    assert make(big, view) and goals.make(big, view) and register(big, view)
    assert any(a.start.year == year for a in big.absences)


def test_tables_have_their_columns(big, drops):
    from okonomi.eksempel.truth import MAY_BE_EMPTY

    found = {**tables(big, drops[3]), "priser": price_law.rows(big, drops[3])}
    for name, rows in found.items():
        assert tuple(rows[0]) == MAY_BE_EMPTY[name]


def test_a_small_municipality_has_both_kinds_too(world):
    planted = Counter(gap for stay in world.stays for gap in stay.gaps)
    assert (planted[UNDER], planted[PAID_UNDER]) == (2, 2)
