"""Citizens with CPR-like numbers that are nobody's, their households, and the rådgivere."""

from __future__ import annotations

from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.model import Person
from okonomi.eksempel.names import Names

TEAMS = {
    "boern": ("Familie og Børn Øst", "Familie og Børn Vest", "Børnehandicap"),
    "voksne": ("Handicap", "Psykiatri", "Støtte i eget hjem"),
}
CASES_PER_RAADGIVER = 32
_LETTERS = "ABCDEFGHIJKLMNOPRSTUVÆØÅ"


def fictional_cpr(draw: Draw, birth: date, taken: set[str]) -> str:
    """Ten digits with the day + 60, so that it is nobody's; the birth date can be read from it.

    The seventh digit gives the century: 0–3 the 1900s; 4 and 9 the 2000s when the year is at most
    36, else the 1900s; 5–8 the 2000s when the year is at most 57. Modulus 11 is not kept.
    """
    short = birth.year % 100
    if birth.year < 2000:
        seventh = "0123" + ("49" if short >= 37 else "")
    elif short <= 36:
        seventh = "456789"
    else:
        seventh = "5678"
    head = f"{birth.day + 60:02d}{birth.month:02d}{short:02d}"
    while True:
        number = head + draw.pick(seventh) + f"{draw.whole(0, 999):03d}"
        if number not in taken:
            taken.add(number)
            return number


class People:
    """Draws citizens; children may share a household."""

    def __init__(self, draw: Draw, names: Names) -> None:
        self._draw = draw
        self._names = names
        self._cpr: set[str] = set()
        self._case_numbers = {"dubu": 204500, "sensum": 30100, "generisk": 1}
        self.all: list[Person] = []

    def new(self, area: str, birth: date, sibling_of: Person | None = None) -> Person:
        """A new citizen; a sibling shares household and surname."""
        first, last = self._names.person()
        person = Person(
            key=len(self.all) + 1,
            cpr=fictional_cpr(self._draw, birth, self._cpr),
            birth=birth,
            first_name=first,
            last_name=sibling_of.last_name if sibling_of else last,
            area=area,
            household=sibling_of.household if sibling_of else f"H{len(self.all) + 1:05d}",
            followup_offset=self._draw.whole(0, 179),
            overdue=self._draw.chance(0.10),
        )
        self.all.append(person)
        return person

    def case(self, person: Person, system: str) -> str:
        """The citizen's case number in a system; the same every time."""
        if system not in person.cases:
            number = self._case_numbers[system] = self._case_numbers[system] + 1
            # Children's case numbers begin with a zero that a careless reader loses.
            text = {
                "dubu": f"0{number}",
                "sensum": str(number),
                "generisk": f"27.45.04-G00-{number}-24",
            }[system]
            person.cases[system] = text
        return person.cases[system]


def hire(draw: Draw, served: dict[str, list[Person]]) -> dict[str, str]:
    """Rådgivere enough for the citizens of each area: initials → team; everyone gets one.

    A household's children have the same rådgiver.
    """
    staff: dict[str, str] = {}
    for area, teams in TEAMS.items():
        mine = []
        for number in range(max(len(teams), len(served[area]) // CASES_PER_RAADGIVER)):
            initials = "".join(draw.pick(_LETTERS) for _ in range(3))
            while initials in staff:
                initials = "".join(draw.pick(_LETTERS) for _ in range(3))
            staff[initials] = teams[number % len(teams)]
            mine.append(initials)
        by_household: dict[str, str] = {}
        for person in served[area]:
            person.staff[area] = by_household.setdefault(person.household, draw.pick(mine))
    return staff
