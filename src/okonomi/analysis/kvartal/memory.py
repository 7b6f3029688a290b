"""How far back can an export be trusted? Only as far as it still holds what has ended."""

from __future__ import annotations

import pandas as pd

from okonomi.intake import Reading

LEAST = 0.05
"""The share of all lines below which a system is too small to tell how far back it is read."""
FLOOR = 0.25
"""The ends of a quarter against the later quarters' usual: fewer are strays, no memory."""


def known_from(reading: Reading) -> pd.Timestamp:
    """The first month of which every system's export holds lines that have ended; NaT where one of
    them holds none, or only strays.

    An export of what runs today shows the past without those who left. Of every system the oldest
    quarter is found (three months back at a time from the period) whose ended lines are at least
    one, and at least ``FLOOR`` of the later quarters' median: of ended lines, where any ended, and
    of new ones, for where many begin and none end, the ends are lacking. The month after that
    quarter's oldest end is the first that nobody is known to be missing from; the latest of the
    systems decides. A price interval that is followed by another is no end. The systems are the
    profiles the files were read by; one with less than ``LEAST`` of the lines decides nothing.
    """
    lines = reading["placement"]
    lines = lines[lines["status"].eq("bevilget")]
    profile = lines["source"].map(reading.files["profile"])
    by_line = lines.groupby([profile, lines["line_id"]])
    goes_on = lines["end"].isna().groupby([profile, lines["line_id"]]).any()
    spans = pd.DataFrame({"start": by_line["start"].min(), "end": by_line["end"].max()})
    spans["end"] = spans["end"].mask(goes_on)
    oldest = [
        _oldest(own, reading.period)
        for _, own in spans.groupby(level=0)
        if len(own) >= LEAST * len(spans)
    ]
    if not oldest or any(pd.isna(end) for end in oldest):
        return pd.NaT
    return (max(oldest) + pd.offsets.MonthBegin(1)).normalize()


def _oldest(spans: pd.DataFrame, period: pd.Period) -> pd.Timestamp:
    """The oldest end in the oldest quarter of a system that has enough of them, else NaT."""
    ends = spans["end"].dropna()
    ago = _quarters_ago(ends, period)
    ends, ago = ends[ago >= 0], ago[ago >= 0]
    begun = _quarters_ago(spans["start"], period)
    for quarter in sorted(ago.unique(), reverse=True):
        later = range(max(quarter, 1))
        new = begun.value_counts().reindex(later, fill_value=0).median()
        ended = ago[ago < quarter].value_counts()
        usual = max(ended.median(), new) if len(ended) else new
        if (ago == quarter).sum() >= max(1, FLOOR * usual):
            return ends[ago == quarter].min()
    return pd.NaT


def _quarters_ago(days: pd.Series, period: pd.Period) -> pd.Series:
    """0 for the three months that end with ``period``; negative after them."""
    months = 12 * (period.year - days.dt.year) + period.month - days.dt.month
    return months // 3


def whole_word(whole: pd.Series) -> pd.Series:
    """``ja`` or ``nej`` for a table."""
    return whole.map({True: "ja", False: "nej"}).astype("str")
