"""How far back can an export be trusted? Only as far as it still holds what has ended."""

from __future__ import annotations

import pandas as pd

from okonomi.intake import Reading


def known_from(reading: Reading) -> pd.Timestamp:
    """The first month of which every system's export holds lines that have ended; NaT where one of
    them holds none.

    An export of what runs today shows the past without those who left. The month after a system's
    oldest ended line is the first that nobody is known to be missing from; the latest of the
    systems decides. A price interval that is followed by another is no end. The systems are the
    profiles the files were read by; one with less than ``LEAST`` of the lines decides nothing.
    """
    lines = reading["placement"]
    lines = lines[lines["status"].eq("bevilget")]
    profile = lines["source"].map(reading.files["profile"])
    last = lines["end"].isna().groupby([profile, lines["line_id"]]).any()
    ends = lines.groupby([profile, lines["line_id"]])["end"].max().where(~last)
    until = reading.period.to_timestamp(how="end")
    by_system = ends.where(ends <= until).groupby(level=0)
    oldest = by_system.min()[by_system.size() >= LEAST * len(ends)]
    if oldest.empty or oldest.isna().any():
        return pd.NaT
    return (oldest.max() + pd.offsets.MonthBegin(1)).normalize()


LEAST = 0.05
"""The share of all lines below which a system is too small to tell how far back it is read."""


def whole_word(whole: pd.Series) -> pd.Series:
    """``ja`` or ``nej`` for a table."""
    return whole.map({True: "ja", False: "nej"}).astype("str")
