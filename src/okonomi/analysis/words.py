"""Small words the summaries share."""

from __future__ import annotations

from okonomi.present import numbers


def count(n: int, one: str, many: str) -> str:
    """``1 fil``, ``2 filer``, ``ingen filer``."""
    if n == 0:
        return f"ingen {many}"
    return f"{numbers.whole(n)} {one if n == 1 else many}"
