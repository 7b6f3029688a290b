"""CPR-like numbers that are nobody's, and households."""

from __future__ import annotations

from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.persons import fictional_cpr


def read_birth(cpr: str) -> date:
    """The birth date of a number with day + 60, by the rule of the seventh digit."""
    day, month, year, seventh = int(cpr[:2]) - 60, int(cpr[2:4]), int(cpr[4:6]), int(cpr[6])
    if seventh <= 3:
        century = 1900
    elif seventh in (4, 9):
        century = 2000 if year <= 36 else 1900
    else:
        century = 2000 if year <= 57 else 1800
    return date(century + year, month, day)


def test_the_birth_date_can_be_read_and_the_day_is_moved_by_60():
    draw, taken = Draw(1, "test"), set()
    for birth in (date(1937, 5, 3), date(1999, 12, 31), date(2000, 1, 1), date(2036, 2, 29)):
        for _ in range(50):
            cpr = fictional_cpr(draw, birth, taken)
            assert len(cpr) == 10
            assert 61 <= int(cpr[:2]) <= 91
            assert read_birth(cpr) == birth
    assert len(taken) == 200


def test_every_citizen_has_a_number_of_their_own(world):
    numbers = [person.cpr for person in world.persons]
    assert len(set(numbers)) == len(numbers)
    assert all(read_birth(person.cpr) == person.birth for person in world.persons)


def test_siblings_share_household_surname_and_raadgiver(world):
    households: dict[str, list] = {}
    for person in world.persons:
        households.setdefault(person.household, []).append(person)
    siblings = [people for people in households.values() if len(people) > 1]
    assert siblings
    for people in siblings:
        assert len({p.last_name for p in people}) == 1
        assert len({p.staff["boern"] for p in people if "boern" in p.staff}) <= 1


def test_everyone_has_a_raadgiver_in_a_team_of_the_area(world):
    for stay in world.stays:
        assert world.raadgivere[stay.raadgiver]
