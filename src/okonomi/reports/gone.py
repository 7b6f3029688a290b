"""Why a report that was once made can be made no more: what it was made for is not there."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pandas as pd

from okonomi.errors import UserError
from okonomi.workspace import Workspace, open_workspace

Choice = tuple[tuple[str, str], ...]
"""The parameters (``each.CHOICES``, ``each.VERSIONS``) that a report was made for, by value."""


def why_gone(workspace: Workspace, period: pd.Period, choice: Choice, made_of: str) -> str:
    """Danish: why a report cannot be made for ``choice``; empty where it can.

    A file that is there but no good is no reason: the run tells what is wrong with it. The month
    is read where a rådgiver or a team is to be known, once for each ``made_of`` (its ``Basis``).
    """
    from okonomi.reports.each import VERSIONS, WORDS

    for name, value in choice:
        if name in VERSIONS:
            if not (workspace.root / value).is_file():
                return f"filen “{value}” findes ikke"
            continue
        known = _known(workspace.root, period, made_of)
        if known is not None and value not in known[name]:
            return f"{WORDS[name]} “{value}” er ikke i månedens udtræk"
    return ""


@lru_cache(maxsize=64)
def _known(root: Path, period: pd.Period, made_of: str) -> Mapping[str, list[str]] | None:
    """The month's values of each choice; None where it cannot be read, which the run tells."""
    from okonomi import intake
    from okonomi.reports.each import CHOICES

    try:
        reading = intake.read(open_workspace(root), period)
    except UserError:
        return None
    return {name: values(reading) for name, values in CHOICES.items()}
