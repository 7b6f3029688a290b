"""The day-exact month ledger: every line × month, in whole øre and paid days."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.cost.effective import Basis
from okonomi.cost.lines import Lines, by_month, lines_within
from okonomi.cost.window import Window

_AT_A_TIME = 2000
"""Lines worked on at a time: few enough that the arithmetic stays in the cache."""


def ledger(
    placement: pd.DataFrame,
    first: pd.Period,
    last: pd.Period,
    basis: Basis = "forventet",
) -> pd.DataFrame:
    """What every line costs in every month from ``first`` to ``last``, both included.

    One row per line × month that the line has a day in (a line paid once: the month of its
    start), ordered by line, then month. Columns:

    - ``line``: position of the row in ``placement`` (0 is the first), int64;
    - ``line_id``, ``status``: as in ``placement``;
    - ``month``: the first of the month, ``datetime64[s]``;
    - ``gross_oere``: whole øre, int64; cost positive, credit negative;
    - ``days``: paid days in the month, int64; 0 for a line paid once.

    Start and end are both paid, an open end runs to the window's end. Under ``basis="forventet"``
    an expected line takes over from the line it replaces; under ``"bevilget"`` only granted lines
    count, uncut. Amounts are 0 where ``is_priced(placement)`` is false. Raises ``ValueError`` for
    rows that intake should have set aside (see ``lines_within``).
    """
    window = Window(first, last)
    lines = lines_within(placement, window, basis)
    row, month, gross_oere, days = _parts(window, lines)
    line = lines.position[row]
    return pd.DataFrame(
        {
            "line": line,
            "line_id": placement["line_id"].array.take(line),
            "month": window.months.astype("datetime64[s]")[month],
            "gross_oere": gross_oere,
            "days": days,
            "status": placement["status"].array.take(line),
        }
    )


def _parts(window: Window, lines: Lines) -> list[np.ndarray]:
    """Row among the lines, month, øre and days of every line × month."""
    parts = []
    for begin in range(0, max(len(lines.a), 1), _AT_A_TIME):  # no lines: one empty part
        part = by_month(window, lines.take(slice(begin, begin + _AT_A_TIME)))
        parts.append((part.row + begin, part.month, part.gross_oere, part.days))
    return [np.concatenate(column) for column in zip(*parts, strict=True)]
