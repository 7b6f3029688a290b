"""The shape of the municipality: numbers, ages, skewness, premiums, what is planted."""

from __future__ import annotations

import statistics
from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from okonomi.eksempel.absences import PAID_UNDER
from okonomi.eksempel.deliveries import UNDER
from okonomi.eksempel.gaps import NEED_PLAIN_PRICE, OTHERS
from okonomi.eksempel.kinds import BY_KEY, KINDS, quotas
from okonomi.eksempel.names import MUNICIPALITY
from okonomi.eksempel.world import build

NEW_YEAR = date(2026, 1, 1)


def test_shares_are_per_thousand_and_quotas_sum():
    assert sum(kind.share for kind in KINDS) == 1000
    assert sum(quotas(401).values()) == 401
    assert quotas(1000) == {kind.key: kind.share for kind in KINDS}


@pytest.mark.parametrize("placements", [1, 17, 90])
def test_the_number_of_placements_run_on_1_january(placements):
    world = build(3, placements, 2026)
    assert sum(s.start <= NEW_YEAR <= s.end for s in world.stays) == placements


def test_every_stay_touches_the_three_years(world):
    assert all(s.end >= date(2024, 1, 1) and s.start <= date(2026, 12, 31) for s in world.stays)


def test_ages_fit_the_kind(world):
    for stay in world.stays:
        age = (stay.start - stay.person.birth).days / 365.25
        if BY_KEY[stay.kind].area == "boern":
            assert age < (23 if stay.aftercare else 18)
            assert stay.end < stay.person.birthday(23 if stay.aftercare else 18)
        else:
            assert age >= 18


def test_placements_per_provider_are_skewed():
    world = build(1, 400, 2026)
    stock = Counter(s.provider.key for s in world.stays if s.start <= NEW_YEAR <= s.end)
    assert statistics.median(stock.values()) <= 2
    assert sum(number > 10 for number in stock.values()) >= 3


def test_three_in_four_external_providers_have_no_premium():
    world = build(1, 400, 2026)
    external = [p for p in world.providers if not p.own and p.kind != "plejefamilie"]
    none = sum(p.premium == 0 for p in external)
    assert 0.65 < none / len(external) < 0.85
    assert all(-0.18 <= p.premium <= 0.25 for p in external)
    assert not any(0 < abs(p.premium) < 0.08 for p in external)


def test_some_own_tilbud_lie_in_another_municipality_and_some_places_are_unknown():
    world = build(1, 400, 2026)
    assert any(p.own and p.municipality != MUNICIPALITY for p in world.providers)
    assert any(p.municipality is None for p in world.providers)


def test_registrations_are_in_order_and_statuses_known(world):
    for line in world.lines:
        for events in (line.ends, line.statuses):
            days = [event.registered for event in events]
            assert days == sorted(days)
        assert {s.status for s in line.statuses} <= {"bevilget", "forventet", "kladde"}
        assert line.prices[0].start == line.start
        assert line.prices[0].registered <= line.registered


def test_every_contract_gap_is_planted():
    world = build(1, 400, 2026)
    planted = Counter(gap for stay in world.stays for gap in stay.gaps)
    assert set(planted) == {
        *NEED_PLAIN_PRICE,
        *OTHERS,
        "betalt_efter_fraflytning",
        UNDER,
        PAID_UNDER,
    }
    assert all(number == 3 for number in planted.values())


def test_january_prices_follow_the_index_to_the_oere(world):
    checked = 0
    for line in world.lines:
        for before, after in pairwise(line.prices):
            if after.cause == "prisregulering" and line.unit != "km" and not line.stay.gaps:
                year = after.price_year
                expected = before.price * world.index[year] / world.index[year - 1]
                assert abs(after.price - expected) <= 100  # one øre: a lowered price rounds twice
                checked += 1
    assert checked > 100
