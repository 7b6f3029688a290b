"""Simulated municipalities for the servicetjek, with known premiums. Not the model in disguise.

Kroner are added (base, hours, night, need, house), never logs; hours count less and less by one of
three laws that the model does not hold; the noise grows with the hours; one price in fifty is far
off; a need is recorded for seven in ten; and in half the cells a service that no export shows adds
6 % where it is given.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

NEEDS = np.array(["Intet", "Let", "Moderat", "Højt", "Fuldstændigt"], dtype=object)
NIGHTS = np.array(["ingen", "sovende", "vaagen"], dtype=object)
NIGHT_KR = np.array([0.0, 310.0, 720.0])
OFF = (0.72, 1.30, 1.45)
SPREAD = 0.08
HIDDEN = 0.06


def municipality(seed: int, groups: int, both_ways: bool, hidden: bool) -> pd.DataFrame:
    """One row per placement, as the model wants them, with ``premium``, the provider's true one.

    8–40 providers in each group, 1–15 placements each; a quarter of the providers have a premium:
    +8…25 %, or, when ``both_ways``, half of them −8…−18 %.
    """
    draw = np.random.default_rng(seed)
    return pd.concat(
        [_group(draw, f"G{g}", both_ways, hidden) for g in range(groups)], ignore_index=True
    )


def _group(draw: np.random.Generator, name: str, both_ways: bool, hidden: bool) -> pd.DataFrame:
    many = int(draw.integers(8, 41))
    premium = np.zeros(many)
    real = draw.permutation(many)[: round(many / 4)]
    premium[real] = draw.uniform(0.08, 0.25, len(real))
    if both_ways:
        down = real[: len(real) // 2]
        premium[down] = -draw.uniform(0.08, 0.18, len(down))
    who = np.repeat(np.arange(many), draw.integers(1, 16, many))
    n = len(who)
    hours = np.clip(draw.normal(draw.uniform(12, 40, many)[who], 7), 3, 60).round(1)
    night = (draw.random(n)[:, None] > np.cumsum(draw.dirichlet([1, 2, 2], many), 1)[who]).sum(1)
    need = np.clip(np.rint(hours / 14 + draw.normal(0, 0.9, n)), 0, 4).astype(int)
    places = np.rint(draw.lognormal(2.3, 0.7, many)).clip(2, 60)
    level = draw.uniform(600, 1700) + draw.uniform(36, 48) * _counted(draw, hours)
    level += NIGHT_KR[night.clip(max=2)] + 45 * need + 140 * (places <= 5)[who]
    if hidden:
        level *= 1 + HIDDEN * (draw.random(n) < draw.random(many)[who])
    spread = 0.6 + 0.8 * hours / hours.max()
    spread *= SPREAD / np.sqrt(np.mean(spread**2))
    level *= (1 + premium[who]) * (1 + spread * draw.normal(size=n))
    off = draw.random(n) < 0.02
    level[off] *= draw.choice(OFF, off.sum())
    return pd.DataFrame(
        {
            "group": name,
            "provider": [f"{name} leverandør {w:02d}" for w in who],
            "base_kr_per_day": level.round(2),
            "hours_per_week": hours,
            "night_cover": NIGHTS[night.clip(max=2)],
            "stoettebehov": np.where(draw.random(n) < 0.7, NEEDS[need], None),
            "paragraf": "SEL-107",
            "days_per_week": 7.0,
            "places": places[who],
            "premium": premium[who],
        }
    )  # fmt: skip


def _counted(draw: np.random.Generator, hours: np.ndarray) -> np.ndarray:
    """Hours as they count in the price: 30 in full and then less, a power, or to a ceiling."""
    law = draw.integers(3)
    if law == 0:
        return np.minimum(hours, 30) + draw.uniform(0.6, 0.9) * np.maximum(hours - 30, 0)
    if law == 1:
        return 30 * (hours / 30) ** draw.uniform(0.75, 1.0)
    return 70 * (1 - np.exp(-hours / 55))
