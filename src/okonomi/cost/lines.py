"""The lines that cost something inside a window, clipped to it: what every sum starts from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.cost.effective import Basis, effective
from okonomi.cost.rate import frequency_codes, rates_e4, running_oere
from okonomi.cost.window import Window
from okonomi.intake.schema import FREQUENCIES

ENGANG = FREQUENCIES.index("engang")


@dataclass(frozen=True, eq=False, kw_only=True)
class Lines:
    """One entry per line with at least one day inside the window (``a`` to ``b``, both paid).

    ``position``: row in the placement frame. ``a``, ``b``: offsets in the window. ``rate_e4``:
    1/100 øre per frequency period. ``frequency``: index into ``FREQUENCIES``. A line paid once
    (engang) is here only when its start is inside, with ``b == a``, and has no paid days.
    """

    position: np.ndarray
    a: np.ndarray
    b: np.ndarray
    rate_e4: np.ndarray
    frequency: np.ndarray

    def take(self, rows: np.ndarray | slice) -> Lines:
        """The entries at ``rows``."""
        return Lines(
            position=self.position[rows],
            a=self.a[rows],
            b=self.b[rows],
            rate_e4=self.rate_e4[rows],
            frequency=self.frequency[rows],
        )


def lines_within(placement: pd.DataFrame, window: Window, basis: Basis) -> Lines:
    """The lines of ``placement`` that count under ``basis`` and touch ``window``.

    Raises ``ValueError`` for what intake should have set aside: an unknown frequency or status,
    a missing price, a start after the end. All lines that count are checked, not only those
    inside the window, so that the answer does not depend on the months asked for.
    """
    intervals = effective(placement, basis)
    rate_e4 = rates_e4(placement, intervals.position)
    frequency = frequency_codes(placement, intervals.position)
    end = np.where(frequency == ENGANG, intervals.start, intervals.end)
    rows, a, b = window.clip(intervals.start, end)
    return Lines(
        position=intervals.position[rows],
        a=a,
        b=b,
        rate_e4=rate_e4[rows],
        frequency=frequency[rows],
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class LineMonths:
    """One entry per line × month touched, in the order of the lines, then the months."""

    row: np.ndarray  # which of the lines
    month: np.ndarray  # index into Window.months
    gross_oere: np.ndarray
    days: np.ndarray


def by_month(window: Window, lines: Lines) -> LineMonths:
    """Every line spread over the months it touches, to the øre.

    A month's amount is the running amount at the line's last day in the month less the running
    amount before its first day there, so the months of a line sum to its whole.
    """
    first, last = window.month_of[lines.a], window.month_of[lines.b]
    touched = last - first + 1
    ends = np.cumsum(touched)
    begins = ends - touched
    row = np.repeat(np.arange(len(touched)), touched)
    month = np.arange(len(row)) + (first - begins)[row]
    until = np.minimum(window.month_end[month], lines.b[row])

    running = running_oere(window, lines.rate_e4[row], lines.frequency[row], until)
    before = np.empty_like(running)
    before[1:] = running[:-1]
    before[begins] = running_oere(window, lines.rate_e4, lines.frequency, lines.a - 1)

    days = until - np.maximum(window.month_start[month], lines.a[row]) + 1
    days[lines.frequency[row] == ENGANG] = 0
    return LineMonths(row=row, month=month, gross_oere=running - before, days=days)
