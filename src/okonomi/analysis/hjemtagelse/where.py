"""Is a place our own municipality? However it is written: Prøve, Prøve Kommune, 0999 Prøve."""

from __future__ import annotations

import re

import pandas as pd

_NO_NAME = re.compile(r"\b(?:regions)?kommune\b|[\d().,/–-]+")


def is_ours(place: pd.Series, municipality: str) -> pd.Series:
    """Whether each text names ``municipality``; False where there is none.

    *Kommune*, numbers, capitals, hyphens and the s of the genitive are no part of a name, and aa
    is å: ``Københavns Kommune`` is ``København``.
    """
    ours = plain(municipality)
    texts = place.dropna().unique()
    return place.isin([text for text in texts if plain(text) == ours])


def plain(name: str) -> str:
    """A municipality's name without what it may be written with or without."""
    given = " ".join(name.casefold().split())
    bare = " ".join(_NO_NAME.sub(" ", given).split()).replace("aa", "å").removesuffix("s")
    return bare or given
