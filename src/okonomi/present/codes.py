"""The kit's own code values as a Danish reader spells them."""

from __future__ import annotations

import pandas as pd

WORDS = {
    "doegn": "døgn",
    "maaned": "måned",
    "aar": "år",
    "boern": "børn og unge",
    "foelgeydelse": "følgeydelse",
    "vaagen": "vågen",
}
"""Codes that mean the same in whatever column they stand."""

CODED = frozenset(
    {"area", "frequency", "unit", "line_kind", "night_cover"}
    | {f"{name}_{side}" for name in ("frequency", "unit") for side in ("old", "new")}
)
"""The columns of a finding's rows that hold the kit's codes; others hold what a source said."""


def spelt(key: str, series: pd.Series) -> pd.Series:
    """A column of a finding's rows with its codes in words; every other value as it is."""
    return series.replace(WORDS) if key in CODED else series
