"""A small municipality drawn in numpy, for the forecast's benchmark: what truly happens in three
years, and what the systems showed at the end of any month.

It is not the forecast's model in disguise. Stays last for mixtures of uniform and lognormal spans
(their hazard falls, then rises); a month's inflow per kind is multiplied by a burst of 0.2 to 3.4;
siblings come together; the season has a hole in July and a jump in August, which no sine wave has;
services that come along begin and end with the stay; starts, ends, renewals and January prices are
registered before, about and long after the day, each by its own mixture; a tenth of the prices are
not regulated at all; some are renegotiated in the middle of a year, back-dated.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.intake import Reading
from okonomi.intake.schema import TABLES

YEAR = 2026
WORLDS = ("flat", "seasonal", "+8 %", "−8 %", "break in July")
GROWTH = {"+8 %": 0.08, "−8 %": -0.08}
SEASON = np.array([0.8, 0.85, 1.1, 1.0, 0.85, 0.8, 0.3, 1.75, 1.5, 1.25, 1.0, 0.8])
BREAK = 1.8
"""In the world with a break the inflow is this many times as large from July of the year."""
BURSTS, BURST_WEIGHTS = (0.2, 0.6, 1.0, 1.5, 3.4), (0.18, 0.26, 0.32, 0.17, 0.07)
SIBLING = 0.15
RISE = 0.032
NEVER_REGULATED, LATE_PROVIDER = 0.1, 0.25
RENEGOTIATED, CUT = 0.05, (0.03, 0.09)
RENEWALS = 14
MONTHS = np.arange((YEAR - 15 - 1970) * 12, (YEAR + 1 - 1970) * 12)


def day(year: int, month: int = 1, of_month: int = 1) -> int:
    """Days since 1970-01-01."""
    return int(np.datetime64(f"{year:04d}-{month:02d}-{of_month:02d}").astype(np.int64))


def month_day(month: np.ndarray) -> np.ndarray:
    """First day of a month number."""
    return np.asarray(month).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


@dataclass(frozen=True)
class Kind:
    """Share of the stock, price per day in kroner, and spans: weight, shortest, longest (uniform),
    or weight, 0, median (lognormal)."""

    function: str
    service: str
    share: float
    price: float
    spans: tuple[tuple[float, int, int], ...]
    open_share: float

    def lasts(self, random: np.random.Generator, n: int) -> np.ndarray:
        """Days that ``n`` new stays will last."""
        weights = np.array([w for w, _, _ in self.spans])
        which = random.choice(len(weights), n, p=weights / weights.sum())
        low, high = np.array([(a, b) for _, a, b in self.spans]).T
        uniform = random.uniform(low[which], high[which])
        lognormal = high[which] * np.exp(random.normal(0, 0.7, n))
        return np.clip(np.where(low[which] > 0, uniform, lognormal), 10, 5000).astype(np.int64)


KINDS = (
    Kind("5.28.22", "Plejefamilie", 0.30, 1250, ((0.2, 60, 260), (0.8, 500, 4300)), 0.8),
    Kind("5.28.20", "Opholdssted", 0.17, 2900, ((0.3, 25, 200), (0.7, 0, 620)), 0.7),
    Kind("5.28.23", "Døgninstitution", 0.08, 3600, ((0.5, 40, 300), (0.5, 300, 1500)), 0.7),
    Kind("5.28.21", "Familiebehandling", 0.10, 380, ((0.6, 60, 260), (0.4, 0, 400)), 0.3),
    Kind("5.38.50", "Botilbud", 0.12, 2700, ((0.15, 90, 800), (0.85, 2000, 5000)), 0.8),
    Kind("5.38.52", "Midlertidigt botilbud", 0.13, 2500, ((0.3, 50, 300), (0.7, 0, 900)), 0.5),
    Kind("5.38.38", "Støtte", 0.10, 300, ((0.5, 100, 500), (0.5, 500, 2000)), 0.4),
)
_MEAN_DAYS = [k.lasts(np.random.default_rng(n), 20_000).mean() for n, k in enumerate(KINDS)]


def rates(world: str, placements: int) -> np.ndarray:
    """Kind × month of ``MONTHS``: expected new stays, siblings and all, before the burst."""
    years = (MONTHS - (YEAR - 1970) * 12) / 12
    level = np.exp(np.log1p(GROWTH.get(world, 0.0)) * years)
    if world == "seasonal":
        level = level * SEASON[MONTHS % 12] / SEASON.mean()
    if world == "break in July":
        level = level * np.where(MONTHS >= (YEAR - 1970) * 12 + 6, BREAK, 1.0)
    per_month = [placements * k.share / d * 30.44 for k, d in zip(KINDS, _MEAN_DAYS, strict=True)]
    return np.outer(per_month, level)


@dataclass(frozen=True, eq=False, kw_only=True)
class World:
    """Lines (a stay's main line first, then the services that come along), and price events."""

    kind: np.ndarray
    stay: np.ndarray
    main: np.ndarray
    start: np.ndarray
    end: np.ndarray
    registered: np.ndarray
    end_registered: np.ndarray
    planned: np.ndarray  # first planned last day; a large number where open
    renewed: np.ndarray  # line × renewal: day it is registered
    provider: np.ndarray
    lag: np.ndarray  # of the provider's invoices, in months
    event_line: np.ndarray
    event_from: np.ndarray
    event_price: np.ndarray
    event_registered: np.ndarray


FAR = 1 << 30


def build(world: str, seed: int, placements: int = 400) -> World:
    """Draw one municipality."""
    random = np.random.default_rng([seed, WORLDS.index(world)])
    expected = rates(world, placements)
    burst = random.choice(BURSTS, expected.shape, p=BURST_WEIGHTS)
    groups = random.poisson(expected * burst / np.average(BURSTS, weights=BURST_WEIGHTS)
                            / (1 + SIBLING))  # fmt: skip
    kind, month = (np.repeat(i.ravel(), groups.ravel()) for i in np.indices(groups.shape))
    first = month_day(MONTHS[month])
    start = np.where(
        random.random(len(kind)) < 0.5, first, first + random.integers(0, 28, len(kind))
    )
    again = np.repeat(np.arange(len(kind)), 1 + (random.random(len(kind)) < SIBLING))
    kind, start = kind[again], start[again]
    lasts = np.empty(len(kind), dtype=np.int64)
    for n, k in enumerate(KINDS):
        lasts[kind == n] = k.lasts(random, int((kind == n).sum()))
    end = start + lasts - 1
    keep = np.flatnonzero(end >= day(YEAR - 2))
    kind, start, end = kind[keep], start[keep], end[keep]
    return _registered(random, kind, start, end)


def _registered(
    random: np.random.Generator, kind: np.ndarray, start: np.ndarray, end: np.ndarray
) -> World:
    n = len(kind)
    planned, renewed = _grants(random, kind, start)
    registered = start + start_delay(random, n)
    end_registered = np.maximum(end + end_delay(random, n), registered + 1)
    provider = kind * 20 + (20 * random.random(n) ** 1.6).astype(np.int64)
    price = np.array([k.price for k in KINDS])[kind] * np.exp(random.normal(0, 0.3, n))
    extra = np.flatnonzero(random.random(n) < 0.4)
    of = np.append(np.arange(n), extra)
    main = np.arange(len(of)) < n
    price = price[of] * np.where(main, 1.0, random.uniform(0.05, 0.25, len(of)))
    events = _prices(random, start[of], end[of], registered[of], provider[of], main, price)
    return World(
        kind=kind[of], stay=of, main=main, start=start[of], end=end[of],
        registered=registered[of], end_registered=end_registered[of], planned=planned[of],
        renewed=renewed[of], provider=provider[of], lag=1 + provider[of] % 2,
        event_line=events[0], event_from=events[1], event_price=events[2],
        event_registered=events[3],
    )  # fmt: skip


def start_delay(random: np.random.Generator, n: int) -> np.ndarray:
    """Days from a start to its registration."""
    return _mixture(random, n, (0.55, 0.28, 0.17), (-45, 0, 15), (-3, 20, 131))


def end_delay(random: np.random.Generator, n: int) -> np.ndarray:
    """Days from a real end to its registration."""
    return _mixture(random, n, (0.5, 0.25, 0.25), (-60, 0, 21), (-5, 21, 131))


def _mixture(
    random: np.random.Generator, n: int, weights: tuple, low: tuple, high: tuple
) -> np.ndarray:
    which = random.choice(len(weights), n, p=weights)
    return random.integers(np.array(low)[which], np.array(high)[which])


def _grants(
    random: np.random.Generator, kind: np.ndarray, start: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    n = len(kind)
    is_open = random.random(n) < np.array([k.open_share for k in KINDS])[kind]
    planned = start + random.choice((183, 365, 730), n, p=(0.3, 0.5, 0.2)) - 1
    renewed = planned[:, None] + 365 * np.arange(RENEWALS) + random.integers(-30, 36, (n, RENEWALS))
    return np.where(is_open, FAR, planned), renewed


def _prices(
    random: np.random.Generator,
    start: np.ndarray,
    end: np.ndarray,
    registered: np.ndarray,
    provider: np.ndarray,
    main: np.ndarray,
    price: np.ndarray,
) -> list[np.ndarray]:
    """Line, first day, price and registration of every price; ``price`` is in 2026 level."""
    n, parts = len(start), []
    level = price / (1 + RISE) ** 3
    parts.append((np.arange(n), start, level.copy(), registered))
    for year in range(YEAR - 2, YEAR + 1):
        new_year = day(year)
        late = random.random(140) < LATE_PROVIDER
        when = np.where(
            late,
            random.integers(day(year, 2), day(year, 5, 21), 140),
            random.integers(day(year - 1, 12, 8), day(year, 1, 21), 140),
        )
        never = random.random(140) < NEVER_REGULATED
        level = level * np.where(never[provider], 1.0, 1 + RISE)
        runs = (start < new_year) & (end >= new_year) & ~never[provider]
        at = np.flatnonzero(runs)
        parts.append((at, np.full(len(at), new_year), level[at],
                      np.maximum(when[provider[at]], registered[at])))  # fmt: skip
        # A stay that begins after New Year begins at the year's level.
        later = np.flatnonzero(start >= new_year)
        parts[0][2][later] = level[later]
        month = month_day((year - 1970) * 12 + random.integers(1, 9, n))
        cut = main & (random.random(n) < RENEGOTIATED) & (start < new_year) & (end > month + 60)
        at = np.flatnonzero(cut)
        level[at] *= 1 - random.uniform(*CUT, len(at))
        delay = np.where(random.random(len(at)) < 0.5, random.integers(20, 101, len(at)),
                         random.integers(-30, 1, len(at)))  # fmt: skip
        parts.append((at, month[at], level[at], np.maximum(month[at] + delay, registered[at])))
    return [np.concatenate(column) for column in zip(*parts, strict=True)]


def known_end(world: World, on: int) -> np.ndarray:
    """The last day that stands in the systems on a day; ``FAR`` where open."""
    # A grant is renewed until it reaches the real end.
    needed = np.ceil(np.maximum(world.end - world.planned, 0) / 365).astype(np.int64)
    times = (world.renewed <= on) & (np.arange(RENEWALS) < needed[:, None])
    stands = np.where(world.planned == FAR, FAR, world.planned + 365 * times.sum(axis=1))
    return np.where(world.end_registered <= on, world.end, stands)


def placement(world: World, on: int) -> pd.DataFrame:
    """The placement table as exported on a day; ``on=FAR`` is the truth."""
    ends = known_end(world, on)
    shown = (world.registered <= on) & (ends >= day(YEAR - 2))
    keep = (world.event_registered <= on) & shown[world.event_line]
    line, begins = world.event_line[keep], world.event_from[keep]
    price, entered = world.event_price[keep], world.event_registered[keep]
    order = np.lexsort((entered, begins, line))
    line, begins, price, entered = line[order], begins[order], price[order], entered[order]
    follows = np.append(line[1:] == line[:-1], False)
    last = np.where(follows, np.append(begins[1:], 0) - 1, ends[line])
    last = np.minimum(last, ends[line])
    good = begins <= last
    line, begins, last, price, entered = (v[good] for v in (line, begins, last, price, entered))
    return _frame(world, line, begins, last, price, entered)


def _texts(values: list[str]) -> pd.api.extensions.ExtensionArray:
    return pd.array(values, dtype="str")


_FUNCTIONS = _texts([k.function for k in KINDS])
_AREAS = _texts(["boern" if k.function < "5.3" else "voksne" for k in KINDS])
_SERVICES = _texts([*(k.service for k in KINDS), "Tillæg"])
_LINE_KINDS = _texts(["foelgeydelse", "hovedydelse"])
_PROVIDERS = _texts([f"Leverandør {n}" for n in range(140)])
_NUMBERS = _texts([f"{n:05d}" for n in range(20_000)])
_ONE = _texts(["bevilget", "dag"])
_NOTHING = {name: schema.empty() for name, schema in TABLES.items()}
_MISSING = _NOTHING["placement"].reindex([0])


def _frame(
    world: World,
    line: np.ndarray,
    start: np.ndarray,
    end: np.ndarray,
    price: np.ndarray,
    registered: np.ndarray,
) -> pd.DataFrame:
    n = len(line)
    kind, main = world.kind[line], world.main[line]
    nowhere = np.zeros(n, dtype=np.int64)
    known = {
        "line_id": _NUMBERS.take(line),
        "placement_id": _NUMBERS.take(world.stay[line]),
        "case_id": _NUMBERS.take(world.stay[line]),
        "function": _FUNCTIONS.take(kind),
        "area": _AREAS.take(kind),
        "service": _SERVICES.take(np.where(main, kind, len(KINDS))),
        "line_kind": _LINE_KINDS.take(main.astype(np.int64)),
        "provider": _PROVIDERS.take(world.provider[line]),
        "status": _ONE.take(nowhere),
        "frequency": _ONE.take(nowhere + 1),
        "start": _dates(start),
        "end": np.where(end == FAR, np.datetime64("NaT", "s"), _dates(np.minimum(end, FAR // 4))),
        "registered": _dates(registered),
        "price_kr": np.round(price, 2),
        "quantity": np.ones(n),
        "source": nowhere,
        "line": np.arange(n) + 2,
    }
    missing = {
        name: _MISSING[name].array.take(nowhere) for name in _MISSING.columns if name not in known
    }
    return pd.DataFrame(known | missing)


def _dates(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[D]").astype("datetime64[s]")


_FILES = pd.DataFrame({"file": ["a.csv"], "sheet": [None], "profile": ["verden"]})


def reading(period: pd.Period, **tables: pd.DataFrame) -> Reading:
    """A reading of typed tables, the others empty."""
    every = _NOTHING | tables
    return Reading(period=period, tables=every, files=_FILES, set_aside=pd.DataFrame(), findings=())
