"""Histories for the forecast's tests: places that come and go by a known rule, and their drops."""

from __future__ import annotations

import pandas as pd
from frames import placements
from readings import reading

from okonomi.analysis.forecast.learn import drops_of
from okonomi.analysis.forecast.spells import Spells
from okonomi.rules import load_kontoplan


def line(number: int, start: str, end: str | None = None, **more: object) -> dict[str, object]:
    """A place at 1.000 kr. a day on 5.38.50."""
    return {
        "line_id": f"L{number}",
        "case_id": f"S{number}",
        "start": start,
        "end": end,
        "price_kr": 1_000.0,
        "frequency": "dag",
        "function": "5.38.50",
        "area": "voksne",
        "service": "Botilbud",
        "provider": f"Hus {number % 3}",
    } | more


def steady(until: str, per_month: int = 3, months: int = 30, stay: int = 10) -> list[dict]:
    """``per_month`` begin on the first of every month before ``until`` and stay ``stay`` months."""
    last = pd.Period(until, "M")
    lines = []
    for back in range(months + stay, -1, -1):
        begins = last - back
        ends = (begins + stay - 1).to_timestamp(how="end").normalize()
        if ends < (last - months).to_timestamp():
            continue
        known = ends <= last.to_timestamp(how="end")
        for n in range(per_month):
            end = ends.date().isoformat() if known else None
            lines.append(line(100 * back + n, begins.to_timestamp().date().isoformat(), end))
    return lines


def drop(period: str, *lines: dict[str, object], **tables: pd.DataFrame):
    """The reading of a month with these lines."""
    return reading(period, placement=placements(*lines), **tables)


def spells(*readings) -> list[Spells]:
    """The spells of the readings."""
    return drops_of(readings, load_kontoplan())
