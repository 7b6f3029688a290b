"""Eight quarters carried on: the straight line through the whole ones, and what it stands on."""

from __future__ import annotations

from collections.abc import Sequence

from okonomi.analysis.kvartal.ahead import Amounts, line_sum
from okonomi.analysis.kvartal.trends import Trends

LEAST_QUARTERS = 6
"""Whole quarters behind a trend line."""


def trend_ahead(trend: Trends, years: Sequence[int]) -> list[Amounts]:
    """The straight line through whole quarters' cost in fixed prices, four quarters a year."""
    known = trend.quarters[trend.quarters["whole"]].dropna(subset=["fixed_oere"])
    if len(known) < LEAST_QUARTERS:
        return [(None, None, None)] * len(years)
    quarters = known["quarter"].dt.year * 4 + known["quarter"].dt.quarter - 1
    ahead = [[4 * year + n for n in range(4)] for year in years]
    cost = known["fixed_oere"].to_numpy(dtype=float)
    return [line_sum(quarters.to_numpy(dtype=float), cost, four) for four in ahead]


def trend_words(trend: Trends) -> str:
    """What the trend stands on, or what it lacks."""
    whole = int((trend.quarters["whole"] & trend.quarters["fixed_oere"].notna()).sum())
    if whole < LEAST_QUARTERS:
        return f"Der skal {LEAST_QUARTERS} hele kvartaler i faste priser til; her er {whole}."
    return f"Ret linje gennem {whole} hele kvartaler i faste priser."
