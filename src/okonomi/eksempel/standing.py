"""Places at a provider, and what the socialtilsyn thought of it: independent of its prices."""

from __future__ import annotations

from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import Provider, World


def places(world: World) -> dict[int, int]:
    """Provider key → places: the middle house size of its stays, for those with places to live.

    The size that a price rests on is drawn per stay; a provider's own number is only typical.
    """
    sizes: dict[int, list[int]] = {}
    for stay in world.stays:
        if BY_KEY[stay.kind].residential and stay.provider.kind != "plejefamilie":
            sizes.setdefault(stay.provider.key, []).append(stay.size)
    return {key: sorted(found)[len(found) // 2] for key, found in sizes.items()}


def inspected(seed: int, provider: Provider, day: date) -> tuple[int, date] | None:
    """Score in tenths (10–50) and day of the latest visit before ``day``; a few were never seen."""
    draw = Draw(seed, "tilsyn", provider.key)
    if draw.chance(0.05):
        return None
    level = 37 + 5 * draw.bell()
    visit = date(day.year - 2, 1, 10) + timedelta(days=draw.whole(0, 300))
    step = timedelta(days=365)
    while visit + step <= day:
        visit += step
    yearly = Draw(seed, "tilsyn", provider.key, visit.year)
    return round(max(10.0, min(50.0, level + 1.5 * yearly.bell()))), visit
