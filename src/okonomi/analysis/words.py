"""Small words the summaries share."""

from __future__ import annotations

import pandas as pd

from okonomi.present import numbers


def none_of(n: int, one: str, many: str) -> str:
    """``Ingen af 2 filer``, ``0 af 1 fil``: the subject of a sentence about none of ``n``."""
    return f"{'0' if n == 1 else 'Ingen'} af {count(n, one, many)}"


def count(n: int, one: str, many: str) -> str:
    """``1 fil``, ``2 filer``, ``ingen filer``."""
    if n == 0:
        return f"ingen {many}"
    return f"{numbers.whole(n)} {one if n == 1 else many}"


def deviation_word(deviation: int) -> str:
    """merforbrug, mindreforbrug, or nothing where there is no deviation or no budget."""
    if pd.isna(deviation) or deviation == 0:
        return ""
    return "merforbrug" if deviation > 0 else "mindreforbrug"
