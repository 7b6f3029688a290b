"""Lines over a stretch of days: as they are, and as they would have been without an action."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

HOME = "hjemtagelse"
DAY = pd.Timedelta(days=1)
Span = tuple[pd.Timestamp, pd.Timestamp]
"""First and last day, both counted; none where the last lies before the first."""
Key = tuple[str, str]
"""A case and a provider."""


def here(lines: pd.DataFrame, key: Key) -> pd.Series:
    """Whether each line is of the case at the provider."""
    return (lines["case_id"] == key[0]) & (lines["provider"] == key[1])


def until(
    lines: pd.DataFrame, key: Key, kind: str, since: pd.Timestamp, last: pd.Timestamp
) -> pd.Timestamp:
    """The last day an action of ``kind`` from ``since`` is about, at most ``last``.

    ``lines``: all of the citizen's. A price lives only where the citizen does; a move home, and
    the price of what is no place of its own (transport), only while there is a placement. One
    that had ended before the action's eve does not tell.
    """
    own = here(lines, key)
    main = (lines["line_kind"] == "hovedydelse") & (lines["start"] <= last)
    main &= ~(lines["end"] < since - DAY)
    scopes = [main, own] if kind == HOME else [main & own, main, own]
    ends = lines.loc[next(scope for scope in scopes if scope.any()), "end"]
    return ends.fillna(last).clip(upper=last).max()


def carried(lines: pd.DataFrame, since: pd.Timestamp, span: Span) -> pd.DataFrame:
    """The lines that ran the day before ``since``, as if they ran through ``span``."""
    before = since - DAY
    ran = lines[(lines["start"] <= before) & (lines["end"].isna() | (lines["end"] >= before))]
    return within(ran.assign(end=span[1]), span)


def left_to(lines: pd.DataFrame, span: Span, others: Iterable[Span]) -> list[pd.DataFrame]:
    """What an action leaves of the lines in ``span``: as they are, or, while another is about
    them, as they would have been without that one.

    ``others``: each one's day and the last it is about them. Of several the first is taken.
    """
    found, begin = [], span[0]
    for day, about in sorted(others):
        since, stop = max(day, begin), min(about, span[1])
        if since <= stop:
            found.append(within(lines, (begin, since - DAY)))
            found.append(carried(lines, day, (since, stop)))
            begin = stop + DAY
    return [*found, within(lines, (begin, span[1]))]


def within(lines: pd.DataFrame, span: Span) -> pd.DataFrame:
    """The part of the lines that lies in ``span``."""
    if span[1] < span[0]:
        return lines.iloc[:0]
    start = lines["start"].clip(lower=span[0])
    end = lines["end"].fillna(span[1]).clip(upper=span[1])
    return lines.assign(start=start, end=end)[start <= end]
