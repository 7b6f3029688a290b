"""Which payees are private persons: never among the providers, and never held against firms."""

from __future__ import annotations

import pandas as pd

PRIVATE = r"(Plejefamilie|Privatperson)\b"
"""How the intake shows private persons: their names are not read, so no spelling can be mended."""
FAMILY = "plejefamilie"
"""The kind of provider that is a private person, whatever its name."""


def is_private(rows: pd.DataFrame, provider: pd.DataFrame | None = None) -> pd.Series:
    """Whether each row's payee is a plejefamilie or another private person, True or False.

    By its name, by ``provider_kind`` where ``rows`` has it, and by the kind that the table
    ``provider`` gives its number or its name. ``rows`` has ``provider`` and perhaps
    ``provider_id``.
    """
    private = rows["provider"].str.match(PRIVATE).eq(True)
    if "provider_kind" in rows:
        private |= rows["provider_kind"].eq(FAMILY).eq(True)
    if provider is not None:
        families = provider[provider["kind"].eq(FAMILY).eq(True)]
        private |= rows["provider"].isin(families["provider"].dropna())
        if "provider_id" in rows:
            private |= rows["provider_id"].isin(families["provider_id"].dropna())
    return private.fillna(False).astype(bool)
