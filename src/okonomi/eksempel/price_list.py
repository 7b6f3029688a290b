"""List prices of own and other providers, some of which have no citizen of ours.

A list price is what the service explains times the provider's premium, without chance.
"""

from __future__ import annotations

from dataclasses import dataclass

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.kinds import BY_KEY, Kind, paragraf
from okonomi.eksempel.model import World
from okonomi.eksempel.names import Names
from okonomi.eksempel.prices import service_level
from okonomi.eksempel.standing import places

LISTED = 0.3
"""Share of the external providers that we use and have a list price of."""
HOSTILE = "=1+1 ApS"
"""A name that a careless workbook would calculate."""
UNUSED = (("p107", "Botilbuddet"), ("p108", "Bostedet"), ("opholdssted", "Opholdsstedet"))
LEVELS = ((1, "sovende", 0.25), (2, "sovende", 0.5), (3, "vaagen", 0.8))
"""Level, night cover, and how far into the kind's range of hours it lies."""
_NIGHT = {"sovende": "sovende nattevagt", "vaagen": "vågen nattevagt"}


@dataclass(frozen=True)
class ListPrice:
    """One row. ``price`` is ten-thousandths of a krone per day, ``hours`` hundredths a week."""

    provider: str
    own: bool
    tilbud: str
    service: str
    paragraf: str
    level: str
    price_year: int
    hours: int
    price: int
    source: str


def make(world: World, year: int) -> list[ListPrice]:
    """The list of a year: own tilbud first, then the others by name."""
    size = places(world)
    found: list[ListPrice] = []
    served: dict[int, Kind] = {}
    for stay in world.stays:
        if BY_KEY[stay.kind].residential and stay.hours and stay.kind != "vaerelse":
            served.setdefault(stay.provider.key, BY_KEY[stay.kind])
    for provider in world.providers:
        kind, draw = served.get(provider.key), Draw(world.seed, "takst", provider.key)
        if kind is None or not (provider.own or draw.chance(LISTED)):
            continue
        for tilbud in provider.tilbud[:2]:
            found += _levels(
                world, draw, kind, provider.name, tilbud, provider.own, provider.premium,
                size[provider.key], year,
            )  # fmt: skip
    names = Names(Draw(world.seed, "takstnavne"))
    for provider in world.providers:
        for tilbud in provider.tilbud:
            names.reserve(tilbud)
    for key, prefix in UNUSED:
        place = names.place()
        found += _unused(world, BY_KEY[key], f"{prefix} {place} ApS", place, year)
    found += _unused(world, BY_KEY["p107"], HOSTILE, "=1+1", year)
    return sorted(found, key=lambda p: (not p.own, p.provider, p.tilbud, p.level))


def _unused(world: World, kind: Kind, name: str, tilbud: str, year: int) -> list[ListPrice]:
    draw = Draw(world.seed, "takst", name)
    return _levels(
        world, draw, kind, name, tilbud, False, draw.between(-0.05, 0.1), draw.whole(4, 14), year
    )


def _levels(
    world: World,
    draw: Draw,
    kind: Kind,
    name: str,
    tilbud: str,
    own: bool,
    premium: float,
    size: int,
    year: int,
) -> list[ListPrice]:
    """Three levels of service; some lists are last year's."""
    price_year = year - (not own and draw.chance(0.2))
    low, high = kind.hours or (0, 0)
    rows = []
    for level, night, share in LEVELS:
        hours = 50 * round(2 * (low + (high - low) * share))
        fair = service_level(kind, hours, night, level, size) * (1 + premium)
        fair *= world.index[price_year] / world.index[world.year]
        rows.append(
            ListPrice(
                provider=name,
                own=own,
                tilbud=tilbud,
                service=kind.service,
                paragraf=paragraf(kind, price_year, True, False),
                level=f"Niveau {level}, {_NIGHT[night]}",
                price_year=price_year,
                hours=hours,
                price=round(fair) * PRICE_PARTS,
                source="Egen takstberegning" if own else "Takstblad (opdigtet)",
            )
        )
    return rows
