"""What the provider list says of a line's provider: one way of finding it, for every analysis."""

from __future__ import annotations

import pandas as pd


def provider_fact(lines: pd.DataFrame, provider: pd.DataFrame, fact: str) -> pd.Series:
    """The column ``fact`` of ``provider`` for each of ``lines``, missing where it is not known.

    A provider is found by its number (``provider_id``, the CVR), else by its name: names are
    spelled in many ways, and two firms may share one. Of several with one number, as a region's
    tilbud, it is the one with the line's name, where there is one.
    """
    known = provider.dropna(subset=[fact])
    found = None
    for key in (["provider_id", "provider"], ["provider_id"], ["provider"]):
        values = known.dropna(subset=key).drop_duplicates(key).set_index(key)[fact]
        asked = pd.MultiIndex.from_frame(lines[key]) if len(key) > 1 else lines[key[0]]
        of_key = pd.Series(values.reindex(asked).array, index=lines.index)
        found = of_key if found is None else found.fillna(of_key)
    return found


def is_own(lines: pd.DataFrame, provider: pd.DataFrame) -> pd.Series:
    """Whether each line's provider is the municipality's own; no where nothing says so."""
    return provider_fact(lines, provider, "own").astype("boolean").fillna(False).astype(bool)
