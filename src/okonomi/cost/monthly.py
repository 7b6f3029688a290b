"""The ledger summed to groups × months, without laying out the lines month by month.

Most lines cost the same in every whole month (monthly prices) or on every day (day prices in
whole øre). Such a line is two marks: its rate comes in at its first month and leaves after its
last. A running sum over the months gives all whole months at once, and the two ends are mended
directly. Only the other lines – week, quarter, year, day prices with parts of an øre – are laid
out by month. All of it is the same integer arithmetic as the ledger: equal to the øre.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from okonomi.cost.cells import Lasting, LastingDays, add, as_frame
from okonomi.cost.effective import Basis
from okonomi.cost.groups import blocks, group_codes
from okonomi.cost.lines import ENGANG, Lines, by_month, lines_within
from okonomi.cost.rate import elapsed_oere, period_oere
from okonomi.cost.window import Window
from okonomi.intake.schema import FREQUENCIES

_MAANED = FREQUENCIES.index("maaned")
_DAG = FREQUENCIES.index("dag")
_AT_A_TIME = 5_000
"""Lines worked on at a time: few enough that the arithmetic stays in the cache."""

_LARGEST_SUM_OERE = 9.0e18  # below 2^63, with room for the rounding of the check itself


def monthly(
    placement: pd.DataFrame,
    first: pd.Period,
    last: pd.Period,
    by: Sequence[str] = ("function", "provider"),
    basis: Basis = "forventet",
) -> pd.DataFrame:
    """The ledger of ``first`` to ``last`` summed by any columns of ``placement`` and by month.

    One row per group × month in which the group has a line, sorted by the keys in the order of
    ``by``, then by month; a missing key is a group of its own and sorts last; ``by=()`` gives the
    total. Columns: ``by`` (as in ``placement``), ``month`` (first of the month,
    ``datetime64[s]``), ``gross_oere`` (whole øre, int64, credit negative) and ``days`` (paid days
    of all the lines, int64: for persons see ``person_days``).

    Equal to grouping ``ledger``, to the øre. Raises ``ValueError`` as ``ledger`` does, for a
    column that is not there, and when a sum could leave int64.
    """
    window = Window(first, last)
    lines = lines_within(placement, window, basis)
    _refuse_overflow(lines)
    codes, keys = group_codes(placement, by, lines.position)
    months = len(window.months)
    parts = [
        _block(window, lines.take(rows), codes[rows] - low, high - low, keys.iloc[low:high])
        for low, high, rows in blocks(codes, len(keys), months)
    ]
    return parts[0] if len(parts) == 1 else pd.concat(parts, ignore_index=True)


def _block(
    window: Window, lines: Lines, group: np.ndarray, groups: int, keys: pd.DataFrame
) -> pd.DataFrame:
    """The result for some of the groups, numbered from 0."""
    months = len(window.months)
    rest, single = (np.zeros((groups, months), dtype=np.int64) for _ in range(2))
    per_month, per_day = Lasting(groups, months), LastingDays(window, groups)
    days = LastingDays(window, groups)
    for begin in range(0, len(group), _AT_A_TIME):
        some = slice(begin, begin + _AT_A_TIME)
        part, of = lines.take(some), group[some]

        rows = np.flatnonzero(part.frequency == _MAANED)
        _monthly_prices(window, part.take(rows), of[rows], per_month, rest)

        whole_oere = (part.frequency == _DAG) & (part.rate_e4 % 100 == 0)
        rows = np.flatnonzero(whole_oere)
        per_day.add(of[rows], part.a[rows], part.b[rows], part.rate_e4[rows] // 100)

        rows = np.flatnonzero(~whole_oere & (part.frequency != _MAANED))
        spread_out = by_month(window, part.take(rows))
        add(rest, of[rows[spread_out.row]], spread_out.month, spread_out.gross_oere)

        once = part.frequency == ENGANG
        rows = np.flatnonzero(~once)
        days.add(of[rows], part.a[rows], part.b[rows], 1)
        add(single, of[once], window.month_of[part.a[once]], 1)
    gross, paid = per_month.sums() + per_day.sums() + rest, days.sums()
    touched = (paid > 0) | (single > 0)
    return as_frame(keys, window, touched, {"gross_oere": gross, "days": paid})


def _monthly_prices(
    window: Window, lines: Lines, group: np.ndarray, per_month: Lasting, rest: np.ndarray
) -> None:
    """Add lines with a monthly price: whole months, less what lies outside at both ends."""
    first, last = window.month_of[lines.a], window.month_of[lines.b]
    whole = period_oere(lines.rate_e4)
    per_month.add(group, first, last, whole)
    before = lines.a - window.month_start[first]
    add(rest, group, first, -elapsed_oere(lines.rate_e4, before, window.month_length[first]))
    until = lines.b - window.month_start[last] + 1
    inside = elapsed_oere(lines.rate_e4, until, window.month_length[last])
    add(rest, group, last, inside - whole)


def _refuse_overflow(lines: Lines) -> None:
    # No month of a line costs more than 31 days at a whole period's price per day.
    largest = 31 * np.abs(lines.rate_e4.astype(np.float64)).sum() / 100
    if largest > _LARGEST_SUM_OERE:
        raise ValueError("the lines cost too much to be added exactly: look for a wrong price")
