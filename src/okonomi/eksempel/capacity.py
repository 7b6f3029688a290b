"""Places in the municipality's own tilbud: taken, vacant, waited for, and two planned houses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import View
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.kinds import BY_KEY, NIGHTS, paragraf
from okonomi.eksempel.model import Provider, Stay, World


@dataclass(frozen=True)
class Level:
    """What a tilbud can give: nothing of it is stated of some."""

    need: int | None = None
    """The greatest need of support it takes, 0–4."""
    hours: int | None = None
    """Hours of support a week, whole."""
    night: str | None = None
    ages: tuple[int, int] | None = None


@dataclass(frozen=True)
class Place:
    """One own tilbud under one section. Costs per day, ten-thousandths of a krone."""

    tilbud: str
    provider: Provider
    paragraf: str
    target_group: str
    places: int
    vacant: int
    waiting: int
    marginal: int
    full: int
    open_from: date | None
    min_to_open: int | None
    level: Level = field(default_factory=Level)


def own_places(world: World, view: View) -> list[Place]:
    """Own residential tilbud as they stand on the view's day, and the planned ones."""
    taken: dict[tuple[int, str, str], int] = {}
    own = {p.key: p for p in world.providers if p.own}
    lived: dict[tuple[int, str, str], list[Stay]] = {}
    for row in view.rows:
        line = row.line
        main = line.line_kind == "hovedydelse" and row.status == "bevilget"
        running = row.start <= view.day and (row.end is None or row.end >= view.day)
        if not (main and line.provider.own and BY_KEY[line.stay.kind].residential):
            continue
        key = (line.provider.key, line.tilbud, line.stay.kind)
        lived.setdefault(key, []).append(line.stay)
        taken[key] = taken.get(key, 0) + running
    places = []
    for key in sorted(taken):
        provider, tilbud, kind = key
        draw = Draw(world.seed, "pladser", *key)
        vacant = draw.weighted((0, 1, 2, 3), (4, 3, 2, 1))
        waiting = draw.whole(0, 3) if vacant == 0 else 0
        places.append(
            _place(draw, own[provider], tilbud, kind, lived[key][0].target_group,
                   taken[key] + vacant, vacant, waiting, view.day.year,
                   _level(world, key, lived[key]))
        )  # fmt: skip
    return places + _planned(world, own)


def _place(
    draw: Draw,
    provider: Provider,
    tilbud: str,
    kind: str,
    group: str,
    number: int,
    vacant: int,
    waiting: int,
    year: int,
    level: Level,
) -> Place:
    full = round(BY_KEY[kind].base + draw.between(900, 1500))
    marginal = round(full * draw.between(0.3, 0.45))
    return Place(
        tilbud, provider, paragraf(BY_KEY[kind], year, True, False), group, number, vacant,
        waiting, marginal * PRICE_PARTS, full * PRICE_PARTS, None, None, level,
    )  # fmt: skip


STATED = 0.75
"""Share of the own tilbud whose level of support stands in the list."""


def _level(
    world: World, key: tuple[int | str, ...], lived: Iterable[Stay], whole: bool = False
) -> Level:
    """The level of a tilbud: enough for those who live there, and some more; ``whole``: the most
    of its kind."""
    kind = BY_KEY[str(key[-1])]
    draw = Draw(world.seed, "niveau", *key)
    stated, room = whole or draw.chance(STATED), 1.0 if whole else draw.between(0.6, 1.0)
    night = NIGHTS[-1] if whole else draw.pick(NIGHTS)
    need = 4 if whole else draw.whole(2, 4)
    if not stated:
        return Level()
    for stay in lived:
        need = max(need, stay.need)
        night = max(night, stay.night or night, key=NIGHTS.index)
    hours = [round((kind.hours or (0, 0))[1] * room)]
    hours += [-(-stay.hours // 100) for stay in lived if stay.hours]
    ages = (0, 22) if kind.area == "boern" else (18, 99)
    return Level(need, max(hours), night if kind.nights else None, ages)


def _planned(world: World, own: dict[int, Provider]) -> list[Place]:
    """Two houses that open if enough move in."""
    planned = []
    for tilbud, kind, group, places, minimum, month in (
        ("Kompasbakken, Hus 4", "p107", "Autismespektrum", 6, 4, 9),
        ("Ungehuset Rørhatten", "opholdssted", "Socialt udsatte børn og unge", 5, 3, 11),
    ):
        draw = Draw(world.seed, "nyt hus", tilbud)
        provider = next(p for p in own.values() if p.name.endswith("Kompasbakken"))
        full = round(BY_KEY[kind].base + draw.between(1000, 1500)) * PRICE_PARTS
        planned.append(
            Place(
                tilbud, provider, paragraf(BY_KEY[kind], world.year, True, False), group, places,
                places, 0, full, full, date(world.year, month, 1), minimum,
                _level(world, (tilbud, kind), (), whole=True),
            )
        )  # fmt: skip
    return planned
