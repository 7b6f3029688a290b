"""Readings for tests, made of typed tables and no files."""

from __future__ import annotations

import pandas as pd
from frames import table

from okonomi.intake import Reading
from okonomi.intake.reading import set_aside_frame
from okonomi.intake.schema import TABLES


def reading(period: str, **tables: pd.DataFrame) -> Reading:
    """A reading with these tables, the others empty, from one file of profile ``p``."""
    files = pd.DataFrame({"file": ["2026-03/a.csv"], "sheet": [None], "profile": ["p"]})
    return Reading(
        period=pd.Period(period, "M"),
        tables={name: tables.get(name, table(name)) for name in TABLES},
        files=files,
        set_aside=set_aside_frame([]),
        findings=(),
    )
