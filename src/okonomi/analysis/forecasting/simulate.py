"""Draw the rest of the year many times: who leaves, who comes, what was registered late, prices.

Everything is a *change to the known*: øre per function row on top of what the drop's ledger has
for the year. The causes (``DRIVERS``) are drawn apart and add up to the change draw by draw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecasting.delays import AHEAD, LAGS, Delays
from okonomi.analysis.forecasting.inflow import Inflow
from okonomi.analysis.forecasting.lifetimes import Lifetimes
from okonomi.analysis.forecasting.prices import Prices
from okonomi.analysis.forecasting.spells import OPEN, Spells, first_day, month_of

DRIVERS = ("afgang", "forlaenget", "tilgang", "sent", "pris")
"""Ends to come, grants that will be renewed, starts to come, late registration, prices."""
_CELLS = 400_000  # draws × spells at a time: stays in the cache
_VARIANTS = 12
_BLOCK = 2  # months of history that are drawn together
_PRIOR_FINAL = 8.0
_USUALLY_FINAL = 0.9  # of last days that have been brought forward


@dataclass(frozen=True, eq=False, kw_only=True)
class Learned:
    """What history says, and the spells it says it of."""

    spells: Spells
    delays: Delays
    lifetimes: Lifetimes
    inflow: Inflow
    prices: Prices


def simulate(learned: Learned, until: int, draws: int, seed: int) -> dict[str, np.ndarray]:
    """Changes to the known cost of the year up to and including the month ``until``.

    Per driver an array draws × function rows, øre. The year is that of ``until``; deterministic by
    ``seed``.
    """
    random = np.random.default_rng([seed, 2])
    stop = int(first_day(until + 1)) - 1
    opens = int(first_day(until // 12 * 12))
    ends = _ends(learned, opens, stop, draws, random)
    starts = _starts(learned, opens, stop, draws, random)
    price = _prices(learned, opens, stop, draws, random)
    return {
        "afgang": ends["afgang"],
        "forlaenget": ends["forlaenget"],
        "tilgang": starts["tilgang"],
        "sent": ends["sent"] + starts["sent"],
        "pris": price,
    }


def _ends(
    learned: Learned, opens: int, stop: int, draws: int, random: np.random.Generator
) -> dict[str, np.ndarray]:
    """Days won and lost against the known last days, times the rate."""
    spells, now = learned.spells, learned.spells.month
    recent = int(first_day(now + AHEAD[0]))
    alive = ~spells.once & (spells.end >= recent)
    at = np.flatnonzero(alive)
    rows = len(spells.rows)
    months = np.arange(now + LAGS[0], month_of(stop) + 1)
    edges = np.append(first_day(months), stop + 1)
    hazard = _hazards(learned, at, edges)
    fixed = (spells.end[at] != OPEN) & (spells.end[at] <= stop)
    final = _chance_final(learned, at)
    known = np.minimum(spells.end[at], stop)
    effect = {name: np.zeros((draws, rows)) for name in ("afgang", "forlaenget", "sent")}
    exits = learned.lifetimes.exits + 3.0
    # One uncertain level for all, and one per group: the table is learned from few exits.
    level = random.gamma(exits.sum(), 1 / exits.sum(), (draws, 1))
    level = level * random.gamma(exits, 1 / exits, (draws, len(exits)))
    # Services of one placement end together: they share the draw.
    order = np.argsort(spells.place[at], kind="stable")
    step = max(_CELLS // draws, 1)
    for begin in range(0, len(at), step):
        part = order[begin : begin + step]
        place = np.unique(spells.place[at[part]], return_inverse=True)[1]
        luck = random.standard_exponential((draws, place.max() + 1), dtype=np.float32)[:, place]
        luck /= level[:, spells.group[at[part]]].astype(np.float32)
        until = _last_days(luck, hazard[part], edges)
        stays = random.random((draws, len(part)), dtype=np.float32) < final[part]
        until = np.where(stays, known[part], until)
        change = np.maximum(until, opens - 1) - np.maximum(known[part], opens - 1)
        kroner = np.zeros((len(part), rows))
        kroner[np.arange(len(part)), spells.row[at[part]]] = spells.rate[at[part]]
        past = until <= spells.today
        longer = fixed[part] & (change > 0)
        effect["sent"] += np.where(past, change, 0) @ kroner
        effect["forlaenget"] += np.where(longer & ~past, change, 0) @ kroner
        effect["afgang"] += np.where(~past & ~longer, change, 0) @ kroner
    return effect


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


def _last_days(luck: np.ndarray, hazard: np.ndarray, edges: np.ndarray) -> np.ndarray:
    """Last day of each draw × spell: where the running hazard reaches its luck, or the end."""
    upto = np.cumsum(hazard, axis=1)
    days = np.zeros_like(luck)
    for month, length in enumerate(np.diff(edges)):
        here = np.maximum(hazard[:, month], 1e-9).astype(np.float32)
        before = (upto[:, month] - hazard[:, month]).astype(np.float32)
        days += length * np.clip((luck - before) / here, 0, 1)
    return np.rint(edges[0] - 1 + days.astype(np.float64))


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


def _starts(
    learned: Learned, opens: int, stop: int, draws: int, random: np.random.Generator
) -> dict[str, np.ndarray]:
    """Months of history begin again in the months to come, and in part in those just passed."""
    spells, flow = learned.spells, learned.inflow
    rows, history = len(spells.rows), flow.months
    targets = np.arange(spells.month - LAGS[-1] + 1, month_of(stop) + 1)
    none = np.zeros((draws, rows))
    if len(history) == 0 or len(targets) == 0:
        return {"tilgang": none, "sent": none.copy()}
    worth = _worth(learned, targets, opens, stop, random)
    coef = random.multivariate_normal(flow.coef, flow.covariance, draws, method="cholesky")
    coef[:, 0] = 0.0  # the level is in the months that are drawn
    faster = flow.log_rate(coef, targets)
    # Each draw has its own sample of the history, so that the level is uncertain too.
    size = len(history)
    sample = random.integers(0, size, (draws, size))
    blocks = -(-len(targets) // _BLOCK)
    begin = random.integers(0, size, (draws, blocks))
    place = (begin[:, :, None] + np.arange(_BLOCK)).reshape(draws, -1)[:, : len(targets)] % size
    month = np.take_along_axis(sample, place, axis=1)
    of_history = np.take_along_axis(flow.log_rate(coef, history), month, axis=1)
    ratio = np.exp(np.clip(faster - of_history, -2, 2))
    known = learned.delays.starts_known(spells.month - history)
    ratio = ratio / known[month]
    variant = random.integers(0, _VARIANTS, ratio.shape)
    each = worth[variant, month, np.arange(len(targets))] * ratio[:, :, None]
    past = targets <= spells.month
    return {"tilgang": each[:, ~past].sum(axis=1), "sent": each[:, past].sum(axis=1)}


def _worth(
    learned: Learned, targets: np.ndarray, opens: int, stop: int, random: np.random.Generator
) -> np.ndarray:
    """Variant × history month × target month × row: øre in the year of what began in the first,
    had it begun in the second and not been registered yet."""
    spells, history = learned.spells, learned.inflow.months
    begun = month_of(spells.start) - history[0]
    at = np.flatnonzero((begun >= 0) & (begun < len(history)))
    years = np.maximum(spells.month // 12 - month_of(spells.rate_day[at]) // 12, 0)
    price = np.where(spells.once[at], 1.0, (1 + learned.prices.rise) ** years)
    rate = spells.rate[at] * price
    into = spells.start[at] - first_day(month_of(spells.start[at]))
    length = np.diff(first_day(np.append(targets, targets[-1] + 1)))
    first = first_day(targets) + np.minimum(into[:, None], length - 1)
    unknown = 1 - learned.delays.starts_known(spells.month - targets)
    shape = (_VARIANTS, len(at), len(targets))
    luck = random.standard_exponential(shape[:2])
    lasts = learned.lifetimes.age_at(np.broadcast_to(spells.group[at], shape[:2]), luck)
    lasts = np.where(spells.once[at], 1.0, np.ceil(np.minimum(lasts, 1e6)))
    last = np.minimum(first + lasts[:, :, None] - 1, stop)
    days = np.maximum(last - np.maximum(first, opens) + 1, 0)
    counts = random.random(shape) < unknown
    oere = np.where(counts, days * rate[:, None], 0.0)
    rows = len(spells.rows)
    flat = (begun[at][:, None] * len(targets) + np.arange(len(targets))) * rows
    flat = (flat + spells.row[at][:, None]).ravel()
    cells = len(history) * len(targets) * rows
    worth = [np.bincount(flat, some.ravel(), minlength=cells) for some in oere]
    return np.array(worth).reshape(_VARIANTS, len(history), len(targets), rows)


def _prices(
    learned: Learned, opens: int, stop: int, draws: int, random: np.random.Generator
) -> np.ndarray:
    """January prices still to be registered, provider by provider, and other moves."""
    spells, learnt = learned.spells, learned.prices
    lines, rows = spells.intervals, len(spells.rows)
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
    return effect
