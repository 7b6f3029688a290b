"""The stages an initiative can be in (``gains``), as the quarter's tables take them up."""

from __future__ import annotations

from collections.abc import Collection

import pandas as pd


def all_known(stages: pd.Series, steps: Collection[str]) -> None:
    """Raise ``ValueError`` where a stage has no step: its kroner would vanish from the table."""
    if lacking := sorted(set(stages) - set(steps)):
        raise ValueError(f"stages without a step: {lacking}")
