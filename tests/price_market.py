"""Small markets with known premiums, for the tests of the price model."""

from __future__ import annotations

import numpy as np
import pandas as pd


def market(premiums: list[float], each: int = 4, seed: int = 0, spread: float = 0.0):
    """``each`` placements with every provider: 1.200 kr. + 40 kr. an hour + 300 kr. for a night.

    Provider number n is called A00, A01, … and asks the price plus its premium; ``spread`` is the
    chance on top.
    """
    draw = np.random.default_rng(seed)
    who = np.repeat(np.arange(len(premiums)), each)
    hours = draw.uniform(10, 40, len(who)).round(1)
    night = draw.random(len(who)) < 0.5
    price = 1200 + 40 * hours + 300 * night
    price = price * (1 + np.array(premiums)[who]) * (1 + spread * draw.normal(size=len(who)))
    return pd.DataFrame(
        {
            "provider": [f"A{n:02d}" for n in who],
            "base_kr_per_day": price,
            "hours_per_week": hours,
            "night_cover": np.where(night, "vaagen", "ingen"),
            "stoettebehov": pd.array([None] * len(who), dtype="str"),
            "paragraf": "SEL-107",
            "days_per_week": 7.0,
            "places": np.nan,
        }
    )


def everyone(frame: pd.DataFrame) -> pd.Series:
    """Every row takes part in setting the level."""
    return pd.Series(True, index=frame.index)
