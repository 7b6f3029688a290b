"""Draw the rest of the year many times: who leaves, who comes, what was registered late, prices.

Everything is a *change to the known*: øre per function row on top of what the drop's ledger has
for the year. The causes (``DRIVERS``) are drawn apart and add up to the change draw by draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecast.delays import AHEAD, LAGS
from okonomi.analysis.forecast.learn import Learned
from okonomi.analysis.forecast.spells import OPEN, first_day, month_of
from okonomi.analysis.forecast.starts import starts_of

DRIVERS = ("afgang", "forlaenget", "tilgang", "sent", "pris")
"""Ends to come, grants that will be renewed, starts to come, late registration, prices."""
_CELLS = 400_000  # draws × spells at a time: stays in the cache
_PRIOR_FINAL = 8.0
_USUALLY_FINAL = 0.9  # of last days that have been brought forward
_EXITS_PER_EVENT = 2.0
"""Skøn: ends come in clusters (services, siblings, a tilbud that closes), so that this many exits
say as much about a rate as one would alone."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Changes:
    """``drivers``: per driver draws × function rows, øre in the year. ``paths``: draws × months
    from that of the drop to the last, all drivers and rows, cumulated from January."""

    drivers: dict[str, np.ndarray]
    paths: np.ndarray


def simulate(learned: Learned, until: int, draws: int, seed: int) -> Changes:
    """Changes to the known cost of the year up to and including the month ``until``.

    The year is that of ``until``; deterministic by ``seed``.
    """
    random = np.random.default_rng([seed, 2])
    opens = int(first_day(until // 12 * 12))
    first = max(learned.spells.month, until // 12 * 12)
    stops = first_day(np.arange(first, until + 1) + 1) - 1
    paths = np.zeros((draws, len(stops)))
    ends = _ends(learned, opens, stops, paths, random)
    starts = starts_of(learned, opens, stops, paths, random)
    drivers = {
        "afgang": ends["afgang"],
        "forlaenget": ends["forlaenget"],
        "tilgang": starts["tilgang"],
        "sent": ends["sent"] + starts["sent"],
        "pris": _prices(learned, opens, stops, paths, random),
    }
    return Changes(drivers=drivers, paths=paths)


def _ends(
    learned: Learned, opens: int, stops: np.ndarray, paths: np.ndarray, random: np.random.Generator
) -> dict[str, np.ndarray]:
    """Days won and lost against the known last days, times the rate; added to ``paths``.

    A grant that ends in the year runs the year out unless its end is real; an exit cuts it. Few of
    the draws have an exit in the year, so only those are looked at one by one.
    """
    spells, now, draws = learned.spells, learned.spells.month, len(paths)
    stop, rows = int(stops[-1]), len(spells.rows)
    recent = int(first_day(now + AHEAD[0]))
    at = np.flatnonzero(~spells.once & (spells.end >= recent))
    at = at[np.argsort(spells.place[at], kind="stable")]
    edges = np.append(first_day(np.arange(now + LAGS[0], month_of(stop) + 1)), stop + 1)
    upto = np.cumsum(np.maximum(_hazards(learned, at, edges), 1e-12), axis=1)
    share = np.concatenate([np.zeros((len(at), 1)), upto / upto[:, -1:]], axis=1)
    final = _chance_final(learned, at)
    known, rate, row = spells.end[at], spells.rate[at], spells.row[at]
    renewable = (known <= stop).astype(np.float64)
    effect = {name: np.zeros((draws, rows)) for name in ("afgang", "forlaenget", "sent")}
    exits = (learned.lifetimes.exits + 3.0) / _EXITS_PER_EVENT
    # One uncertain level for all, and one per group: the table is learned from few exits.
    level = random.gamma(exits.sum(), 1 / exits.sum(), (draws, 1))
    level = (level * random.gamma(exits, 1 / exits, (draws, len(exits)))).astype(np.float32)

    def won(last: np.ndarray, line: np.ndarray, stop: int) -> np.ndarray:
        """Øre up to ``stop`` if the line's last day is this one."""
        days = np.clip(last, opens - 1, stop) - np.clip(known[line], opens - 1, stop)
        return days * rate[line]

    step = max(_CELLS // draws, 1)
    for begin in range(0, len(at), step):
        part = np.arange(begin, min(begin + step, len(at)))
        # Services of one placement end together: they share the draw.
        place = np.unique(spells.place[at[part]], return_inverse=True)[1]
        luck = random.standard_exponential((draws, place.max() + 1), dtype=np.float32)[:, place]
        luck /= level[:, spells.group[at[part]]]
        luck /= upto[part, -1].astype(np.float32)
        goes_on = random.random((draws, len(part)), dtype=np.float32) >= final[part]
        dated = renewable[part] > 0
        line = part[dated]
        runs_out = goes_on[:, dated].astype(np.float64)
        full = np.zeros((len(line), rows))
        full[np.arange(len(line)), row[line]] = won(stop, line, stop)
        effect["forlaenget"] += runs_out @ full
        paths += runs_out @ np.array([won(s, line, s) for s in stops]).T
        draw, of_part = np.nonzero((luck < 1) & goes_on)
        line = part[of_part]
        last = _exit_days(luck[draw, of_part].astype(np.float64), of_part, share[part], edges)
        for n, s in enumerate(stops):
            change = won(last, line, s) - renewable[line] * won(s, line, s)
            paths[:, n] += np.bincount(draw, change, minlength=draws)
        change, past = won(last, line, stop), last <= spells.today
        longer = (renewable[line] > 0) & (change > 0) & ~past
        cell = draw * rows + row[line]
        for name, values in {
            "sent": change * past,
            "forlaenget": change * longer - renewable[line] * won(stop, line, stop),
            "afgang": change * (~past & ~longer),
        }.items():
            effect[name] += np.bincount(cell, values, draws * rows).reshape(draws, rows)
    return effect


def _exit_days(
    luck: np.ndarray, line: np.ndarray, share: np.ndarray, edges: np.ndarray
) -> np.ndarray:
    """Last day of each exit: where its line's running hazard reaches its luck.

    ``share`` is line × month edge, the hazard so far as a share of the line's whole (0 … 1).
    """
    flat = (share + np.arange(len(share))[:, None]).ravel()
    month = np.searchsorted(flat, luck + line, side="right") - 1 - line * share.shape[1]
    month = np.clip(month, 0, len(edges) - 2)
    low, high, length = share[line, month], share[line, month + 1], np.diff(edges)[month]
    days = length * (luck - low) / np.maximum(high - low, 1e-12)
    return np.rint(edges[month] - 1 + np.clip(days, 0, length))


def _hazards(learned: Learned, at: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Per spell and month: the hazard of an end that the drop does not show yet."""
    spells = learned.spells
    group = np.repeat(spells.group[at][:, None], len(edges), axis=1)
    cumulative = learned.lifetimes.cumulative(group, edges - spells.start[at][:, None])
    lag = spells.month - month_of(edges[:-1])
    unknown = 1 - learned.delays.ends_known(lag)
    hazard = np.diff(cumulative, axis=1)
    # After a grant that runs out before the drop, only what comes later is open.
    over = (spells.end[at] <= spells.today)[:, None] & (edges[:-1] <= spells.end[at][:, None])
    passed = np.where(spells.end[at] <= spells.today, 1.0, 0.0)[:, None]
    return np.where(over, 0.0, hazard * np.maximum(unknown, passed))


def _chance_final(learned: Learned, at: np.ndarray) -> np.ndarray:
    """Chance that the last day that stands there is the real one; 0 for an open end.

    Learned from the drops, for those that have been brought forward (most are notices of a real
    end) and for the others (most are grants to be renewed) by months ahead. Without drops the
    balance decides: as many real ends as history expects to be known, out of all that stand.
    """
    spells, delays = learned.spells, learned.delays
    end, early = spells.end[at], delays.brought_forward[at]
    dated = end != OPEN
    ahead = month_of(np.where(dated, end, spells.today)) - spells.month
    kind = np.clip(np.searchsorted(AHEAD, ahead, side="right") - 1, 0, len(AHEAD) - 1)
    stand = [np.bincount(kind[dated & (early == e)], minlength=len(AHEAD)) for e in (False, True)]
    age = np.clip(spells.today - spells.start[at], 0, None)
    one_month = learned.lifetimes.cumulative(spells.group[at], age + 30.4)
    monthly = (one_month - learned.lifetimes.cumulative(spells.group[at], age)).sum()
    months = np.append(np.diff(AHEAD), 12)
    expected = monthly * months * delays.ends_known(-AHEAD) - _USUALLY_FINAL * stand[1]
    balance = np.clip(expected / np.maximum(stand[0], 1), 0.0, 1.0)
    prior = np.array([balance, np.full(len(AHEAD), _USUALLY_FINAL)])
    chance = (delays.final + _PRIOR_FINAL * prior) / (delays.final_seen + _PRIOR_FINAL)
    return np.where(dated, chance[early.astype(np.int64), kind], 0.0)


def _prices(
    learned: Learned, opens: int, stops: np.ndarray, paths: np.ndarray, random: np.random.Generator
) -> np.ndarray:
    """January prices still to be registered, provider by provider, and other moves."""
    spells, learnt, draws = learned.spells, learned.prices, len(paths)
    lines, rows, stop = spells.intervals, len(spells.rows), int(stops[-1])
    effect = np.zeros((draws, rows))
    late = learnt.late
    if len(late):
        days = np.minimum(lines.end[late], stop) - np.maximum(lines.start[late], opens) + 1
        worth = np.maximum(days, 0) * lines.rate[late] * learnt.rise
        provider = np.unique(lines.provider[late], return_inverse=True)[1]
        table = np.zeros((provider.max() + 1, rows))
        np.add.at(table, (provider, lines.row[late]), worth)
        effect += (random.random((draws, len(table))) < learnt.chance) @ table
    ahead = np.arange(spells.month + 1, month_of(stop) + 1)
    if len(ahead) and len(learnt.moves):
        running = (~spells.once) & (spells.start <= spells.today) & (spells.end > spells.today)
        per_day = np.bincount(spells.row[running], spells.rate[running], minlength=rows)
        drawn = learnt.moves[random.integers(0, len(learnt.moves), (draws, len(ahead)))]
        effect += (drawn * (stop + 1 - first_day(ahead))).sum(axis=1)[:, None] * per_day
    # Spread evenly over the year: prices are a small part, and most begin in January.
    paths += effect.sum(axis=1)[:, None] * (stops + 1 - opens) / (stop + 1 - opens)
    return effect
