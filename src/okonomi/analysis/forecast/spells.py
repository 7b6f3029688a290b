"""Bevilling lines as spells: one service for one citizen, from its first day to its last.

A line's price intervals are one spell, and so are lines that continue each other: a renewed grant,
an expected change and the line it replaces. What begins and ends is then the service itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.cost.effective import OPEN_END, effective
from okonomi.cost.rate import frequency_codes, rates_e4
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids
from okonomi.intake.schema import FREQUENCIES

OPEN = OPEN_END
"""The last day of a spell without an end."""
NO_DAY = np.iinfo(np.int64).min
"""A day that is not known."""
GAP_DAYS = 3
"""Lines of the same service this close together continue each other."""
_DAYS = {
    "dag": 1.0, "uge": 7.0, "14 dage": 14.0, "maaned": 365.25 / 12, "kvartal": 365.25 / 4,
    "aar": 365.25, "engang": 1.0,
}  # fmt: skip
_USED = [
    "line_id", "placement_id", "case_id", "person_id", "service", "line_kind", "function",
    "provider", "registered", "source",
]  # fmt: skip
_PERIOD_DAYS = np.array([_DAYS[name] for name in FREQUENCIES])
_ONCE = FREQUENCIES.index("engang")


@dataclass(frozen=True, eq=False, kw_only=True)
class Spells:
    """One entry per spell; lines paid once are spells of one day with ``once``.

    ``row`` is the index into ``rows`` (function rows), ``group`` what lasts alike (row × line
    kind), ``rate`` øre per day (the amount, for ``once``) at the last price known at ``today``,
    ``rate_day`` the first day of that price. ``registered`` and ``end_registered`` are when the
    start and the end were entered, ``NO_DAY`` where the export does not say. ``place`` is shared
    by the services of one placement. ``line`` maps every line key to its spell.
    """

    today: int
    rows: pd.MultiIndex
    start: np.ndarray
    end: np.ndarray
    row: np.ndarray
    group: np.ndarray
    groups: int
    rate: np.ndarray
    rate_day: np.ndarray
    once: np.ndarray
    place: np.ndarray
    registered: np.ndarray
    end_registered: np.ndarray
    line: pd.Series
    intervals: Intervals

    @property
    def month(self) -> int:
        """The month of ``today``."""
        return month_of(self.today)

    @property
    def opens(self) -> int:
        """The first day from which every spell is known: the export holds none that ended before.

        ``today`` where no spell has ended, so that there is no history at all.
        """
        ended = self.end[~self.once & (self.end < self.today)]
        return int(ended.min()) if len(ended) else self.today


@dataclass(frozen=True, eq=False, kw_only=True)
class Intervals:
    """Every price interval of every line, ordered by line and start; rates in øre per day."""

    line: np.ndarray
    start: np.ndarray
    end: np.ndarray
    rate: np.ndarray
    provider: np.ndarray
    row: np.ndarray


def month_of(day: int | np.ndarray) -> np.ndarray:
    """Month number of a day (or of many)."""
    return np.asarray(day).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def first_day(month: int | np.ndarray) -> np.ndarray:
    """The first day of a month (or of many)."""
    return np.asarray(month).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def spells_of(reading: Reading, labels: pd.DataFrame, rows: pd.MultiIndex) -> Spells:
    """The spells of a reading on the *forventet* basis.

    ``labels`` has ``area_label`` and ``function_label`` of every row of its placement table
    (``budget_rows.with_row_keys``); ``rows`` holds every such pair that occurs.
    """
    placement = reading["placement"]
    today = int(first_day(reading.period.ordinal + 1)) - 1
    counted = effective(placement, "forventet")
    at, start, end = counted.position, counted.start, counted.end
    frequency = frequency_codes(placement, at)
    rate = rates_e4(placement, at) / 100 / _PERIOD_DAYS[frequency]
    once = frequency == _ONCE
    end = np.where(once, start, end)
    taken = placement[_USED].iloc[at]
    profile = reading.files["profile"].reindex(taken["source"]).astype("str").to_numpy()
    keys = pd.Index(profile) + "|" + native_ids(taken["line_id"]).astype("str").to_numpy()
    line, names = pd.factorize(keys)
    row = rows.get_indexer(pd.MultiIndex.from_frame(labels))[at]
    registered = _days(taken["registered"])

    order = np.lexsort((start, line))
    line, start, end, rate, once, row, registered = (
        values[order] for values in (line, start, end, rate, once, row, registered)
    )
    intervals = Intervals(
        line=line, start=start, end=end, rate=np.where(once, 0.0, rate), row=row,
        provider=_codes(taken["provider"])[order],
    )  # fmt: skip
    first = np.flatnonzero(np.diff(line, prepend=-1))
    last = np.append(first, len(line))[1:] - 1
    now = _last_begun(first, last, start, today)
    until = np.maximum.reduceat(end, first) if len(first) else end
    who = taken["case_id"].fillna(taken["person_id"]).fillna(taken["line_id"])
    main = (taken["line_kind"] == "hovedydelse").to_numpy()[order]
    service = _codes(who, taken["service"], taken["line_kind"], taken["function"])[order]
    place = _codes(taken["placement_id"].fillna(taken["line_id"]), who)[order]
    lines = {
        "start": start[first], "end": until, "row": row[first],
        "group": 2 * row[first] + main[first], "rate": rate[now], "rate_day": start[now],
        "once": once[first], "place": place[first], "registered": registered[first],
        "end_registered": registered[last], "service": service[first],
    }  # fmt: skip
    return _chained(lines, names[line[first]], today, rows, intervals)


def _chained(
    lines: dict[str, np.ndarray],
    keys: pd.Index,
    today: int,
    rows: pd.MultiIndex,
    intervals: Intervals,
) -> Spells:
    """Join the lines that continue each other."""
    order = np.lexsort((lines["start"], lines["service"], lines["once"]))
    of = {name: values[order] for name, values in lines.items()}
    gap = of["start"][1:] - of["end"][:-1] - 1
    follows = np.zeros(len(order), dtype=bool)
    follows[1:] = (
        (of["service"][1:] == of["service"][:-1])
        & ~of["once"][1:]
        & ~of["once"][:-1]
        & (gap >= 0)
        & (gap <= GAP_DAYS)
    )
    spell = np.cumsum(~follows) - 1
    first = np.flatnonzero(~follows)
    last = np.append(first, len(order))[1:] - 1
    now = _last_begun(first, last, of["start"], today)
    head, tail = (lambda name: of[name][first]), (lambda name: of[name][last])
    return Spells(
        today=today, rows=rows, groups=2 * len(rows), start=head("start"), end=tail("end"),
        row=head("row"), group=head("group"), rate=of["rate"][now], rate_day=of["rate_day"][now],
        once=head("once"), place=head("place"), registered=head("registered"),
        end_registered=tail("end_registered"), line=pd.Series(spell, index=keys[order]),
        intervals=intervals,
    )  # fmt: skip


def _last_begun(first: np.ndarray, last: np.ndarray, start: np.ndarray, today: int) -> np.ndarray:
    """Of each run first…last of rising starts, the last that has begun today, else the first."""
    begun = np.append(0, np.cumsum(start <= today))
    return first + np.maximum(begun[last + 1] - begun[first], 1) - 1


def _codes(*columns: pd.Series) -> np.ndarray:
    """One number per distinct combination; missing is a value of its own."""
    codes = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        part, names = pd.factorize(column, use_na_sentinel=False)
        codes = codes * len(names) + part
        codes = np.unique(codes, return_inverse=True)[1] if len(codes) else codes
    return codes


def _days(dates: pd.Series) -> np.ndarray:
    return dates.to_numpy().astype("datetime64[D]").astype(np.int64)
