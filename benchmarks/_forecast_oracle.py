"""What one who knows the world's true rates, durations, delays and bursts – but not the future –
would expect of the year, given what the systems show: the benchmark's measure of the possible.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from _forecast_world import (
    BURST_WEIGHTS,
    BURSTS,
    CUT,
    KINDS,
    LATE_PROVIDER,
    MONTHS,
    NEVER_REGULATED,
    RENEGOTIATED,
    RISE,
    YEAR,
    World,
    day,
    end_delay,
    known_end,
    month_day,
    rates,
    start_delay,
)

_LONGEST = 5001
_BACK = 131
"""Days: nothing is registered later than this."""


@cache
def _shares() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Per kind: chance to last at least d days; chance that a start / an end d days ago (from
    −_BACK, the future) is not registered."""
    lasts = np.array(
        [
            1 - np.cumsum(np.bincount(k.lasts(np.random.default_rng(n), 400_000),
                                      minlength=_LONGEST + 1)) / 400_000
            for n, k in enumerate(KINDS)
        ]
    )  # fmt: skip
    at_least = np.concatenate([np.ones((len(KINDS), 1)), lasts], axis=1)  # P(lasts >= d)
    ago = np.arange(-_BACK, _BACK + 1)
    random = np.random.default_rng(1)
    unknown = [
        (draw(random, 400_000)[:, None] > ago[None, :]).mean(axis=0)
        for draw in (start_delay, end_delay)
    ]
    return at_least, unknown[0], unknown[1]


def expected(world: World, name: str, placements: int, on: int, known_oere: float) -> float:
    """The oracle's forecast of the year's cost, in øre, on the month-end ``on``."""
    stop = day(YEAR, 12, 31)
    price = _price_on(world, on)
    change = _ends(world, on, stop, price) + _starts(world, name, placements, on, stop)
    change += _regulation(world, on, stop, price) - _renegotiated(world, on, stop, price)
    return known_oere + 100 * change


def _price_on(world: World, on: int) -> np.ndarray:
    """Per line: the newest known price that has begun."""
    keep = (world.event_registered <= on) & (world.event_from <= max(on, day(YEAR)))
    order = np.lexsort((world.event_from[keep], world.event_line[keep]))
    price = np.zeros(len(world.start))
    price[world.event_line[keep][order]] = world.event_price[keep][order]
    return price


def _ends(world: World, on: int, stop: int, price: np.ndarray) -> float:
    at_least, _, unknown_end = _shares()
    at = np.flatnonzero((world.registered <= on) & (world.end_registered > on))
    stands = known_end(world, on)[at]
    # Days of a real end that nobody has registered yet.
    ends = np.arange(on - _BACK, stop + 1)
    age = np.clip(ends - world.start[at][:, None] + 1, 0, _LONGEST)
    kind = world.kind[at][:, None]
    chance = at_least[kind, age] - at_least[kind, np.minimum(age + 1, _LONGEST)]
    chance *= unknown_end[np.clip(on - ends + _BACK, 0, 2 * _BACK)]
    later = at_least[world.kind[at], np.clip(stop - world.start[at] + 2, 0, _LONGEST)]
    total = np.maximum(chance.sum(axis=1) + later, 1e-12)
    paid = np.maximum(ends, day(YEAR) - 1)
    mean = (chance @ paid + later * stop) / total
    known = np.clip(stands, day(YEAR) - 1, stop)
    return float(((mean - known) * price[at]).sum())


def _starts(world: World, name: str, placements: int, on: int, stop: int) -> float:
    at_least, unknown_start, _ = _shares()
    rate = rates(name, placements)
    seen = world.main & (world.registered <= on)
    per_day = np.array([k.price for k in KINDS]) * np.exp(0.3**2 / 2) * (1 + 0.4 * 0.15)
    total = 0.0
    target = np.flatnonzero((MONTHS >= (YEAR - 1970) * 12 - 5) & (MONTHS < (YEAR - 1969) * 12))
    for month in target:
        days = np.arange(month_day(MONTHS[month]), month_day(MONTHS[month] + 1))
        weight = np.append(0.5, np.zeros(len(days) - 1)) + 0.5 / 28 * (np.arange(len(days)) < 28)
        unknown = unknown_start[np.clip(on - days + _BACK, 0, 2 * _BACK)]
        missing = float(weight @ unknown)
        if missing <= 0:
            continue
        for kind in range(len(KINDS)):
            here = seen & (world.kind == kind)
            n = int(((world.start[here] >= days[0]) & (world.start[here] <= days[-1])).sum())
            burst = _burst(n, rate[kind, month] * (1 - missing))
            reach = np.array(
                [at_least[kind, max(day(YEAR) - d, 0) + 1 : stop - d + 2].sum() for d in days]
            )
            total += rate[kind, month] * burst * float((weight * unknown) @ reach) * per_day[kind]
    return total


def _burst(n: int, expected_seen: float) -> float:
    """Mean burst of a month where ``n`` starts are registered (siblings as if alone)."""
    size = np.array(BURSTS) / np.average(BURSTS, weights=BURST_WEIGHTS)
    log = n * np.log(size * expected_seen + 1e-12) - size * expected_seen
    weight = np.array(BURST_WEIGHTS) * np.exp(log - log.max())
    return float(weight @ size / weight.sum())


def _regulation(world: World, on: int, stop: int, price: np.ndarray) -> float:
    """January prices still to be registered, provider by provider."""
    new_year = day(YEAR)
    runs = (world.registered <= on) & (world.start < new_year) & (known_end(world, on) >= new_year)
    done = np.unique(
        world.provider[
            world.event_line[(world.event_from == new_year) & (world.event_registered <= on)]
        ]
    )
    waiting = runs & ~np.isin(world.provider, done)
    late = LATE_PROVIDER * np.clip(
        (day(YEAR, 5, 21) - on) / (day(YEAR, 5, 21) - day(YEAR, 2)), 0, 1
    )
    chance = late * (1 - NEVER_REGULATED) / (late * (1 - NEVER_REGULATED) + NEVER_REGULATED)
    days = np.minimum(known_end(world, on), stop) - new_year + 1
    return float((waiting * days * price).sum() * RISE * chance)


def _renegotiated(world: World, on: int, stop: int, price: np.ndarray) -> float:
    runs = world.main & (world.registered <= on) & (world.start < day(YEAR))
    runs &= known_end(world, on) > on
    value = float(price[runs].sum()) * RENEGOTIATED * float(np.mean(CUT)) / 8
    total = 0.0
    for month in range(2, 10):
        begins = day(YEAR, month)
        ago = on - begins
        unknown = 0.5 * np.clip((-ago) / 31, 0, 1) + 0.5 * np.clip((100 - ago) / 81, 0, 1)
        total += value * unknown * (stop - begins + 1)
    return total
