"""How long do services last? Exits per day at risk, by group and age, from own history.

A life table (Nelson–Aalen in age bands): only days inside the history count, so services that
began before it are neither lost nor counted as young. Groups with few exits lean on all the
others: what they have in common by age, times their own level.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from okonomi.analysis.forecast.spells import OPEN, Spells

AGES = np.array([0, 30, 91, 182, 365, 730, 1461, 2922, 1 << 40], dtype=np.float64)
"""Age bands in days."""
RIPE_DAYS = 120
"""Ends so recent may be unregistered: the table stops this long before today."""
_WEIGHT = 5.0  # exits' worth of leaning on the others, band by band
_LEVEL_WEIGHT = 1.0  # the same for a group's level: some kinds last a tenth of others
_UNKNOWN_PER_DAY = 0.25 / 365.25
_UNKNOWN_EXITS = 1.0  # what is assumed where nothing is known: a quarter a year, very loosely


@dataclass(frozen=True, eq=False, kw_only=True)
class Lifetimes:
    """``per_day``: group × age band, exits per day. ``exits``: per group, seen in history."""

    per_day: np.ndarray
    exits: np.ndarray

    def cumulative(self, group: np.ndarray, age: np.ndarray) -> np.ndarray:
        """Cumulative hazard from age 0 to ``age`` (days; below 0 counts as 0)."""
        before = np.zeros_like(self.per_day)
        width = np.diff(AGES)
        before[:, 1:] = np.cumsum(self.per_day[:, :-1] * width[:-1], axis=1)
        age = np.maximum(age, 0.0)
        band = np.searchsorted(AGES, age, side="right") - 1
        return before[group, band] + self.per_day[group, band] * (age - AGES[band])

    def age_at(self, group: np.ndarray, hazard: np.ndarray) -> np.ndarray:
        """The age at which the cumulative hazard reaches ``hazard``."""
        width = np.diff(AGES)
        upto = np.cumsum(self.per_day * width, axis=1)
        band = (hazard[..., None] > upto[group][..., :-1]).sum(axis=-1)
        before = np.where(band > 0, upto[group, np.maximum(band - 1, 0)], 0.0)
        return AGES[band] + (hazard - before) / self.per_day[group, band]


def lifetimes(spells: Spells) -> Lifetimes:
    """Learn the life tables from the spells that touch the history up to ``RIPE_DAYS`` ago."""
    opens, closes = spells.opens, spells.today - RIPE_DAYS
    keep = ~spells.once & (spells.start <= closes) & (spells.end >= opens)
    start, end, group = spells.start[keep], spells.end[keep], spells.group[keep]
    bands = len(AGES) - 1
    exits, risk = (np.zeros((spells.groups, bands)) for _ in range(2))
    entry = np.maximum(start, opens) - start
    leave = np.minimum(end, closes) - start + 1
    if closes > opens:
        for band in range(bands):
            days = np.minimum(leave, AGES[band + 1]) - np.maximum(entry, AGES[band])
            risk[:, band] = np.bincount(group, np.maximum(days, 0), minlength=spells.groups)
        ended = (end != OPEN) & (end < closes)
        band = np.searchsorted(AGES, (end - start)[ended], side="right") - 1
        np.add.at(exits, (group[ended], band), 1)
    all_risk, all_exits = risk.sum(axis=0), exits.sum(axis=0)
    level = (all_exits.sum() + _UNKNOWN_EXITS) / (
        all_risk.sum() + _UNKNOWN_EXITS / _UNKNOWN_PER_DAY
    )
    shared = (all_exits + _WEIGHT) / (all_risk + _WEIGHT / level)
    own = (exits.sum(axis=1) + _LEVEL_WEIGHT) / (risk @ shared + _LEVEL_WEIGHT)
    expected = own[:, None] * shared
    return Lifetimes(
        per_day=(exits + _WEIGHT) / (risk + _WEIGHT / expected),
        exits=exits.sum(axis=1),
    )
