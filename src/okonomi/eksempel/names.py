"""Names of people, providers and municipalities: all of them invented."""

from __future__ import annotations

from okonomi.eksempel.draw import Draw

MUNICIPALITY = "Eksempel Kommune"
CODE = "999"
NEIGHBOURS = {
    "Nordlund Kommune": "991",
    "Fjordby Kommune": "992",
    "Åkærholm Kommune": "993",
    "Østermose Kommune": "994",
    "Vesterdige Kommune": "995",
}
"""Invented neighbouring municipalities and their invented codes."""

MUNICIPALITY_CODES = {MUNICIPALITY: CODE, **NEIGHBOURS}

FIRST_NAMES = (
    "Alba", "Asmus", "Bertil", "Birk", "Bodil", "Carla", "Dagny", "Ebbe", "Elva", "Esben",
    "Frøya", "Gorm", "Gry", "Halfdan", "Ingrid", "Jeppe", "Karla", "Kåre", "Liv", "Mads",
    "Milla", "Noor", "Oskar", "Pelle", "Ragna", "Rasmus", "Saga", "Sigurd", "Sonja", "Tage",
    "Thora", "Ulla", "Vagn", "Villy", "Yrsa", "Zakarias", "Ærland", "Øyvind", "Åse", "Åge",
)  # fmt: skip
# Citizens and foster families have no surname in common, so that a leak can be told apart.
_CITIZEN_STARTS = (
    "Opdigt", "Tænke", "Prøve", "Eksempel", "Rørsanger", "Trippe", "Sværmer", "Snurre",
)  # fmt: skip
_FOSTER_STARTS = (
    "Mosegren", "Lyngknold", "Tågelys", "Kogle", "Pilekvist", "Ravne", "Havgus", "Ørnespor",
    "Fyrre", "Blæsten", "Klint", "Marehalms",
)  # fmt: skip
_SURNAME_ENDS = ("gaard", "strup", "holt", "mark", "skov", "dal", "bæk", "ås", "borg", "sø")

_FIRST_PARTS = (
    "Måne", "Trolde", "Æblevinds", "Ugle", "Rørhatte", "Sommerfugle", "Pindsvine", "Tåge",
    "Drage", "Glimmer", "Havtorne", "Odder", "Rav", "Snefnugs", "Tusmørke", "Ørreds",
    "Blåhvals", "Kompas", "Lanterne", "Mosekone", "Nordstjerne", "Pilefløjte", "Solsorte",
    "Birke", "Kastanje", "Ålekiste", "Viben", "Guldsmede",
)  # fmt: skip
_SECOND_PARTS = (
    "gården", "højen", "huset", "bakken", "kilden", "skoven", "engen", "borgen", "haven",
    "reden", "lunden", "bugten", "brinken", "vangen",
)  # fmt: skip


class Names:
    """Hands out invented names; no provider gets a name that is taken."""

    def __init__(self, draw: Draw) -> None:
        self._draw = draw
        self._taken: set[str] = set()

    def person(self) -> tuple[str, str]:
        """First name and surname."""
        surname = self._draw.pick(_CITIZEN_STARTS) + self._draw.pick(_SURNAME_ENDS)
        return self._draw.pick(FIRST_NAMES), surname

    def foster_family(self) -> str:
        """The name of a foster family, which the reader must hide."""
        surname = self._draw.pick(_FOSTER_STARTS) + self._draw.pick(_SURNAME_ENDS)
        first, second = self._draw.sample(FIRST_NAMES, 2)
        return self._free(f"Plejefamilien {first} og {second} {surname}")

    def place(self) -> str:
        """A place's name, such as ``Birkegården``."""
        for _ in range(30):
            name = self._draw.pick(_FIRST_PARTS) + self._draw.pick(_SECOND_PARTS)
            if name not in self._taken:
                break
        return self._free(name)

    def reserve(self, name: str) -> None:
        """Keep a name that is given elsewhere."""
        self._taken.add(name)

    def _free(self, name: str) -> str:
        candidate, number = name, 1
        while candidate in self._taken:
            number += 1
            candidate = f"{name} {number}"
        self._taken.add(candidate)
        return candidate
