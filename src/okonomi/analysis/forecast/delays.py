"""How late is it known? The share of starts and of ends that are registered by a given month.

Learned from successive drops: of the events that a drop knows, the share that the drop before
already knew (the *link* of two lags), multiplied from the oldest lag towards the newest, as claims
reserves are. So the events not yet registered are never counted as on time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from okonomi.analysis.forecast.spells import NO_DAY, OPEN, Spells, month_of

LAGS = np.arange(-6, 7)
"""Months from the month of the event to the drop; at the last everything is known."""
_USUAL_STARTS = (0.002, 0.004, 0.008, 0.02, 0.08, 0.42, 0.78, 0.90, 0.95, 0.98, 0.99, 1.0, 1.0)
_USUAL_ENDS = (0.002, 0.004, 0.008, 0.03, 0.12, 0.42, 0.68, 0.80, 0.88, 0.93, 0.97, 0.99, 1.0)
"""What is assumed, as ``_WEIGHT`` observations per lag, where the municipality's own drops say
little: most is registered within a month, the last within half a year."""
_WEIGHT = 6.0


@dataclass(frozen=True, eq=False, kw_only=True)
class Delays:
    """``starts`` and ``ends``: share known at each of ``LAGS``. ``brought_forward``: per spell of
    the drop, whether an earlier drop had it open or with a later last day. ``final`` and
    ``final_seen``: last days standing in earlier drops that were the real ones, and all of them,
    by brought forward (no, yes) and months ahead (``AHEAD``). ``pairs``: months compared with the
    month before; ``seen``: events behind the shares; ``source``: drops, registered or none.
    """

    starts: np.ndarray
    ends: np.ndarray
    brought_forward: np.ndarray
    final: np.ndarray
    final_seen: np.ndarray
    pairs: int
    seen: int
    source: str

    def starts_known(self, lag: np.ndarray) -> np.ndarray:
        """Share of starts registered ``lag`` months after their month."""
        return self.starts[np.clip(lag, LAGS[0], LAGS[-1]) - LAGS[0]]

    def ends_known(self, lag: np.ndarray) -> np.ndarray:
        """Share of real ends registered ``lag`` months after their month."""
        return self.ends[np.clip(lag, LAGS[0], LAGS[-1]) - LAGS[0]]


SETTLED_DAYS = 45
"""A last day is settled this long after it: a renewal would have been registered."""
AHEAD = np.array([-1, 0, 1, 2, 3, 6, 12])
"""Months from the drop to a last day that stands in it, each up to the next; earlier is final."""


def delays_of(now: Spells, earlier: Sequence[Spells]) -> Delays:
    """Learn from the drops; from the registration dates where there are no two drops in a row."""
    drops = sorted([*earlier, now], key=lambda spells: spells.month)
    pairs = [(a, b) for a, b in pairwise(drops) if b.month == a.month + 1]
    counts = np.zeros((2, 2, len(LAGS)))  # starts/ends × known before/known after × lag before
    final = np.zeros((2, 2, len(AHEAD)))
    for before, after in pairs:
        counts[0] += _starts_linked(before, after)
        counts[1] += _ends_linked(before, after, now)
    moved = [_brought_forward(drop, drops[:n]) for n, drop in enumerate(drops)]
    for before, early in zip(drops[:-1], moved, strict=False):
        final += _final(before, early, now)
    source = "drops" if pairs else "none"
    if not pairs:
        counts = _by_registration(now)
        source = "registered" if counts.any() else "none"
    return Delays(
        starts=_curve(counts[0], np.array(_USUAL_STARTS)),
        ends=_curve(counts[1], np.array(_USUAL_ENDS)),
        brought_forward=moved[-1],
        final=final[0],
        final_seen=final[1],
        pairs=len(pairs),
        seen=int(counts[:, 1].sum()),
        source=source,
    )


def _curve(linked: np.ndarray, usual: np.ndarray) -> np.ndarray:
    """Links multiplied from the last lag back; ``linked``: known before, known after, per lag."""
    usual_link = np.ones(len(LAGS))
    usual_link[:-1] = usual[:-1] / usual[1:]
    known, out_of = linked
    link = (known + _WEIGHT * usual_link) / (out_of + _WEIGHT)
    return np.cumprod(link[::-1])[::-1]


def _per_lag(lag: np.ndarray, weight: np.ndarray) -> np.ndarray:
    inside = (lag >= LAGS[0]) & (lag < LAGS[-1])
    return np.bincount(lag[inside] - LAGS[0], weight[inside], minlength=len(LAGS))


def _starts_linked(before: Spells, after: Spells) -> np.ndarray:
    """Spells of ``after`` by the months from their start to ``before``; known there or not."""
    first = after.line.drop_duplicates()  # a spell's first line
    spell = first.to_numpy()
    known = before.line.index.get_indexer(first.index) >= 0
    lag = before.month - month_of(after.start[spell])
    counts = ~after.once[spell]
    return np.array([_per_lag(lag, known & counts), _per_lag(lag, counts)])


def _line_ends(drop: Spells, keys: np.ndarray) -> np.ndarray:
    """The last day of the spell each line key is in; ``NO_DAY`` for a line not in the drop."""
    if not len(drop.line):
        return np.full(len(keys), NO_DAY)
    place = drop.line.index.get_indexer(keys)
    ends = drop.end[drop.line.to_numpy()[place]]
    return np.where(place >= 0, ends, NO_DAY)


def _ends_linked(before: Spells, after: Spells, now: Spells) -> np.ndarray:
    """Spells that have ended by now, by the months from the end to ``before``."""
    first = now.line.drop_duplicates()
    spell = first.to_numpy()
    keep = (now.end[spell] <= now.today) & ~now.once[spell] & (now.start[spell] <= before.today)
    first, real = first[keep], now.end[spell[keep]]
    ends_before, ends_after = (_line_ends(drop, first.index) for drop in (before, after))
    there = ends_before != NO_DAY
    known_after = there & (ends_after == real)
    known = known_after & (ends_before == real)
    lag = before.month - month_of(real)
    return np.array([_per_lag(lag, known), _per_lag(lag, known_after)])


def _brought_forward(drop: Spells, earlier: Sequence[Spells]) -> np.ndarray:
    """Per spell of the drop: whether one of the earlier drops had a later last day, or none."""
    first = drop.line.drop_duplicates()
    spell = first.to_numpy()
    early = np.zeros(len(drop.end), dtype=bool)
    for before in earlier:
        early[spell] |= drop.end[spell] < _line_ends(before, first.index)
    return early


def _final(before: Spells, early: np.ndarray, now: Spells) -> np.ndarray:
    """Last days standing in an earlier drop that should have passed: real ones, and all.

    By brought forward and months ahead.
    """
    first = before.line.drop_duplicates()
    spell = first.to_numpy()
    stood = before.end[spell]
    ahead = month_of(np.minimum(stood, now.today + 400)) - before.month
    keep = ~before.once[spell] & (ahead >= AHEAD[0]) & (stood < now.today - SETTLED_DAYS)
    ends_now = _line_ends(now, first.index[keep])
    kind = np.searchsorted(AHEAD, ahead[keep], side="right") - 1
    kind = kind + len(AHEAD) * early[spell[keep]]
    there = ends_now != NO_DAY
    real = there & (ends_now == stood[keep])
    counts = [np.bincount(kind, w, minlength=2 * len(AHEAD)) for w in (real, there)]
    return np.array(counts).reshape(2, 2, len(AHEAD))


def _by_registration(now: Spells) -> np.ndarray:
    """The same links from the days of registration, as if every month had had its drop.

    Some systems show the newest registration of a line, not the first: starts are learned from
    lines with an open end alone, which nobody has touched since.
    """
    counts = np.zeros((2, 2, len(LAGS)))
    kinds = (
        (now.start, now.registered, (now.start > now.opens) & (now.end == OPEN)),
        (now.end, now.end_registered, (now.end > now.opens) & (now.end != OPEN)),
    )
    for kind, (day, registered, keep) in enumerate(kinds):
        keep = keep & (registered != NO_DAY) & (day <= now.today) & ~now.once
        event, lag = month_of(day[keep]), month_of(registered[keep]) - month_of(day[keep])
        for n, month in enumerate(LAGS[:-1]):
            possible = (lag <= month + 1) & (event + month + 1 <= now.month)
            counts[kind, :, n] = (lag[possible] <= month).sum(), possible.sum()
    return counts
