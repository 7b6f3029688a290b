"""Persons and the days they are paid for: person days and stock.

Only lines of the kind hovedydelse make a person. A følgeydelse adds kroner, never persons; so
does a line paid once (engang), which has no days, and a credit (a negative price), which takes
money back and pays for nobody's day. A person counts once a day within the row shown, however
many lines that day has.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import overload

import numpy as np
import pandas as pd

from okonomi.cost.cells import Lasting, LastingDays, as_frame
from okonomi.cost.effective import Basis, Intervals, effective
from okonomi.cost.groups import blocks, combine, group_codes
from okonomi.cost.intervals import Spans, overlaps, union
from okonomi.cost.lines import ENGANG
from okonomi.cost.rate import frequency_codes, is_credit
from okonomi.cost.window import Window

PERSON = ("person_id", "case_id", "line_id")
"""Who a line is for: the first of these that is known."""

SERVICE = ("placement_id", "line_id")
"""Which hovedydelse a line belongs to: price intervals of one placement are the same one."""


def person_days(
    placement: pd.DataFrame,
    first: pd.Period,
    last: pd.Period,
    by: Sequence[str] = (),
    basis: Basis = "forventet",
) -> pd.DataFrame:
    """Days with a hovedydelse, each person counted once a day within the group.

    One row per group × month with at least one such day, sorted by the keys, then by month; a
    missing key is a group of its own and sorts last; ``by=()`` gives the total. Columns: ``by``,
    ``month`` (first of the month, ``datetime64[s]``), ``person_days`` and
    ``persons_in_several`` (both int64): the persons who on at least one day of the month have two
    or more distinct hovedydelser within the group – the reason why rows can exceed the total.

    A person is ``person_id``, where missing ``case_id``, where missing ``line_id``. Prices are
    not needed. Raises ``ValueError`` for rows that intake should have set aside.
    """
    window = Window(first, last)
    intervals = _main_services(placement, basis)
    rows, a, b = window.clip(intervals.start, intervals.end)
    position = intervals.position[rows]

    codes, keys = group_codes(placement, by, position)
    person, group_of = _within(codes, len(keys), _first_known(placement, PERSON, position))
    service, person_of = _within(person, len(group_of), _first_known(placement, SERVICE, position))
    services = union(Spans(service, a, b))
    services = Spans(person_of[services.key], services.a, services.b)
    present = union(services)
    double = overlaps(services)
    several = union(Spans(double.key, window.month_of[double.a], window.month_of[double.b]))

    months = len(window.months)
    parts = []
    for low, high, some in blocks(group_of[present.key], len(keys), months):
        days, both = present.take(some), _of_groups(several, group_of, low, high)
        present_days = LastingDays(window, high - low)
        present_days.add(group_of[days.key] - low, days.a, days.b, 1)
        persons = Lasting(high - low, months)
        persons.add(group_of[both.key] - low, both.a, both.b, 1)
        cells = present_days.sums()
        columns = {"person_days": cells, "persons_in_several": persons.sums()}
        parts.append(as_frame(keys.iloc[low:high], window, cells > 0, columns))
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


@overload
def stock(
    placement: pd.DataFrame, on: pd.Timestamp, by: tuple[()] = (), basis: Basis = "forventet"
) -> int: ...
@overload
def stock(
    placement: pd.DataFrame, on: pd.Timestamp, by: Sequence[str], basis: Basis = "forventet"
) -> pd.DataFrame: ...
def stock(
    placement: pd.DataFrame,
    on: pd.Timestamp,
    by: Sequence[str] = (),
    basis: Basis = "forventet",
) -> int | pd.DataFrame:
    """Persons with a hovedydelse on the day ``on``: a count, or per group with ``by``.

    With ``by``: one row per group that has anyone, columns ``by`` and ``persons`` (int64), sorted
    by the keys, a missing key last. A person in two groups counts in both and once in the total.
    The stock of every day of a month sums to the month's ``person_days``.
    """
    day = int(np.datetime64(on, "D").astype(np.int64))
    intervals = _main_services(placement, basis)
    position = intervals.position[(intervals.start <= day) & (day <= intervals.end)]
    codes, keys = group_codes(placement, by, position)
    _, group_of = _within(codes, len(keys), _first_known(placement, PERSON, position))
    if not by:
        return len(group_of)
    return keys.assign(persons=np.bincount(group_of, minlength=len(keys)).astype(np.int64))


def citizens(lines: pd.DataFrame) -> pd.Series:
    """Per line the citizen it is for, as text: the person's pseudonym, else the case, else the
    line, so that one nobody has named is a citizen of its own. Internal: never shown."""
    known, *others = (lines[column].astype(object) for column in PERSON)
    for other in others:
        known = known.where(known.notna(), other)
    return known.astype(str)


def _main_services(placement: pd.DataFrame, basis: Basis) -> Intervals:
    """The lines that make a person, with the days they count for."""
    intervals = effective(placement, basis)
    main = (placement["line_kind"] == "hovedydelse").to_numpy(dtype=bool, na_value=False)
    once = frequency_codes(placement, intervals.position) == ENGANG
    credit = is_credit(placement, intervals.position)
    rows = np.flatnonzero(main[intervals.position] & ~once & ~credit)
    return Intervals(intervals.position[rows], intervals.start[rows], intervals.end[rows])


def _first_known(
    placement: pd.DataFrame, columns: Sequence[str], position: np.ndarray
) -> np.ndarray:
    """A number per distinct first known value of ``columns`` (5 in one is not 5 in another)."""
    result = np.full(len(position), -1, dtype=np.int64)
    numbered = 0
    for column in columns:
        unknown = np.flatnonzero(result < 0)
        codes, values = pd.factorize(placement[column].array.take(position[unknown]))
        result[unknown] = np.where(codes < 0, -1, codes + numbered)
        numbered += len(values)
    return result


def _within(codes: np.ndarray, groups: int, added: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Number the pairs (group, added), sorted by group; also the group of every number."""
    numbered, group_of, _ = combine(codes, groups, added, int(added.max(initial=0)) + 1)
    return numbered, group_of


def _of_groups(spans: Spans, group_of: np.ndarray, low: int, high: int) -> Spans:
    """The spans of the groups from ``low`` up to ``high``; spans are sorted by group."""
    begin, end = np.searchsorted(group_of[spans.key], [low, high])
    return spans.take(slice(begin, end))
