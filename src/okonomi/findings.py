"""A finding: doubtful but computable data, printed in the report instead of logged."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

Severity = Literal["fejl", "advarsel", "oplysning"]
SEVERITIES: tuple[Severity, ...] = ("fejl", "advarsel", "oplysning")


@dataclass(frozen=True, eq=False, kw_only=True)
class Finding:
    """One doubt about the data, or one thing the reader should act on.

    ``code`` is stable and machine-readable (``"kolonne-uafgjort"``); ``text`` is one Danish
    sentence without any citizen's name or CPR number; ``remedy`` says what to do; ``rows`` are
    the rows it speaks of (for internal use: never in a committee version).
    """

    code: str
    severity: Severity
    text: str
    remedy: str = ""
    rows: pd.DataFrame = field(default_factory=pd.DataFrame)

    def __post_init__(self) -> None:
        if self.severity not in SEVERITIES:
            raise ValueError(f"unknown severity {self.severity!r}")
