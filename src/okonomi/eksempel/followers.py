"""Følgeydelser: which services come along with a stay, in which units, at what price."""

from __future__ import annotations

from dataclasses import dataclass

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.model import Stay


@dataclass(frozen=True)
class Follower:
    """A service that comes along with a stay.

    ``price`` is a range of kroner per unit and ``step`` the kroner it is rounded to; ``quantity``
    a range of units per frequency period. ``source`` says who delivers it: the same provider, a
    school, a transport firm, or another provider of a kind.
    """

    service: str
    chance: float
    unit: str
    frequency: str
    price: tuple[float, float]
    step: float = 1.0
    quantity: tuple[int, int] = (1, 1)
    source: str = "same"
    function: str | None = None
    tillaeg: bool = False
    regulated: bool = True
    short: bool = False
    """Lasts a part of the stay only."""
    open_end: float = 0.1
    """Share that is never given an end date while it runs."""
    system: str | None = None


FOLLOWERS: dict[str, tuple[Follower, ...]] = {
    "pleje": (
        Follower("Kost og logi", 1.0, "doegn", "dag", (206, 232), open_end=1.0),
        Follower("Befordring", 0.15, "km", "uge", (3.5, 3.8), 0.0125, (60, 240), "transport"),
        Follower("Lommepenge", 0.3, "fast", "uge", (60, 140), 5, regulated=False),
        Follower("Ferie og konfirmation", 0.12, "stk", "engang", (2500, 14000), 100,
                 regulated=False),
    ),
    "opholdssted": (
        Follower("Intern skole", 0.3, "fast", "maaned", (14500, 27500), 50),
        Follower("Dagbehandling", 0.12, "dag", "uge", (1050, 1480), 1, (4, 5), "school",
                 "5.28.25"),
        Follower("Ekstra støttetimer", 0.25, "time", "uge", (365, 455), 0.5, (4, 18),
                 tillaeg=True, short=True, open_end=0.25),
        Follower("Beklædning", 0.25, "fast", "kvartal", (1500, 2400), 25, regulated=False),
        Follower("Befordring", 0.12, "km", "uge", (3.5, 3.8), 0.0125, (60, 300), "transport"),
        Follower("Etablering", 0.1, "stk", "engang", (3500, 12000), 100, regulated=False),
        Follower("Psykologsamtale", 0.08, "stk", "engang", (980, 1250), 5, (5, 12),
                 regulated=False),
    ),
    "doegn": (
        Follower("Intern skole", 0.35, "fast", "maaned", (15500, 28500), 50),
        Follower("Ekstra støttetimer", 0.2, "time", "uge", (365, 455), 0.5, (5, 20),
                 tillaeg=True, short=True, open_end=0.25),
        Follower("Dobbelt bemanding", 0.06, "doegn", "dag", (850, 1450), 5, tillaeg=True,
                 short=True),
        Follower("Beklædning", 0.2, "fast", "aar", (6000, 9600), 100, regulated=False),
    ),
    "vaerelse": (
        Follower("Kontaktperson", 0.6, "time", "uge", (360, 430), 0.5, (2, 6), tillaeg=True),
        Follower("Etablering", 0.3, "stk", "engang", (4000, 15000), 100, regulated=False),
    ),
    "p108": (
        Follower("Aktivitets- og samværstilbud", 0.45, "dag", "uge", (520, 880), 1, (2, 5),
                 "p104", "5.38.59"),
        Follower("Beskyttet beskæftigelse", 0.1, "fast", "maaned", (7400, 12900), 50,
                 source="p103", function="5.38.58"),
        Follower("Kørsel til dagtilbud", 0.2, "km", "uge", (3.5, 3.8), 0.0125, (40, 260),
                 "transport", "5.38.59", system="generisk"),
        Follower("Ekstra støttetimer", 0.22, "time", "uge", (350, 440), 0.5, (4, 22),
                 tillaeg=True, short=True, open_end=0.25),
        Follower("Ekstra nattevagt", 0.06, "doegn", "dag", (900, 1600), 5, tillaeg=True,
                 short=True),
        Follower("Ledsagelse til ferie", 0.06, "stk", "engang", (6500, 16500), 100,
                 regulated=False),
    ),
    "p107": (
        Follower("Aktivitets- og samværstilbud", 0.25, "dag", "uge", (520, 880), 1, (2, 4),
                 "p104", "5.38.59"),
        Follower("Ekstra støttetimer", 0.22, "time", "14 dage", (350, 440), 0.5, (6, 30),
                 tillaeg=True, short=True, open_end=0.25),
        Follower("Kørsel til dagtilbud", 0.1, "km", "uge", (3.5, 3.8), 0.0125, (40, 200),
                 "transport", "5.38.59", system="generisk"),
        Follower("Etablering", 0.15, "stk", "engang", (3500, 9500), 100, regulated=False),
    ),
    "abl105": (
        Follower("Aktivitets- og samværstilbud", 0.4, "dag", "uge", (520, 880), 1, (2, 5),
                 "p104", "5.38.59"),
        Follower("Ekstra støttetimer", 0.15, "time", "uge", (350, 440), 0.5, (3, 15),
                 tillaeg=True, short=True, open_end=0.25),
    ),
    "p85": (
        Follower("Kørselstillæg", 0.2, "fast", "maaned", (450, 1200), 25),
    ),
}  # fmt: skip


def chosen(draw: Draw, stay: Stay) -> list[Follower]:
    """The services that come along with this stay."""
    return [item for item in FOLLOWERS.get(stay.kind, ()) if draw.chance(item.chance)]


def price_of(draw: Draw, item: Follower) -> int:
    """A price per unit within the range, in ten-thousandths of a krone."""
    low, high = item.price
    steps = draw.whole(0, int((high - low) / item.step))
    return round((low + steps * item.step) * PRICE_PARTS)
