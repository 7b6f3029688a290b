"""Worlds that the servicetjek was not made for, with known premiums: one group of placements each.

Kroner are added, never logs: the hours to a tariff with a step, nights, need, small houses. Six to
fourteen providers have 2–7 placements each, residuals of 7 % and a deviation of 2.5 % for no reason
that anybody recorded; a quarter of them have a premium of 8–25 %. Each world breaks one of these.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

NIGHTS = np.array(["ingen", "sovende", "vaagen"], dtype=object)
NIGHT_KR = np.array([0.0, 280.0, 690.0])
NEEDS = np.array(["Intet", "Let", "Moderat", "Højt", "Fuldstændigt"], dtype=object)
WORLDS = {
    "skewed": "noise skewed to the right, 10 %",
    "both ways": "premiums both ways",
    "heavy tails": "heavy tails (t with 2.5 degrees)",
    "many": "15–39 providers",
    "ten": "every real premium is 10 %",
    "owners": "owners of several providers share a premium",
    "apart": "providers differ by 5 %",
    "departments": "three departments in each, 6 % apart",
}


def world(name: str, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Placements as the price model wants them, and per provider the truth, as shares.

    ``premium``: as it was drawn. ``charged``: with the provider's own deviation and that of its
    departments, weighed by placements. ``common``: the premium over the level that most providers
    have.
    """
    draw = np.random.default_rng([sorted(WORLDS).index(name), seed])
    many = int(draw.integers(15, 40) if name == "many" else draw.integers(6, 15))
    premium = _premiums(name, draw, many)
    deviation = draw.normal(0, 0.05 if name == "apart" else 0.025, many)
    who = np.repeat(np.arange(many), draw.integers(2, 8, many))
    n = len(who)
    hours = np.clip(draw.normal(draw.uniform(10, 38, many)[who], 7), 3, 60).round(1)
    night = draw.choice(3, n, p=[0.4, 0.4, 0.2])
    need = np.clip(np.rint(hours / 14 + draw.normal(0, 0.9, n)), 0, 4).astype(int)
    places = np.rint(draw.lognormal(2.3, 0.7, many)).clip(2, 60)
    level = draw.uniform(500, 1400) + draw.uniform(38, 55) * np.where(
        hours > 18, 18 + 0.7 * (hours - 18), hours
    )
    level += NIGHT_KR[night] + 40 * need + 100 * (places <= 5)[who]
    spread = 0.06 if name == "departments" else 0.0
    department = (spread * draw.normal(size=(many, 3)))[who, draw.integers(0, 3, n)]
    charged = ((1 + premium) * (1 + deviation))[who] * (1 + department)
    noise = np.clip(1 + _noise(name, draw, n), 0.3, None)
    label = np.array([f"Leverandør {w:02d}" for w in range(many)], dtype=object)
    frame = pd.DataFrame(
        {
            "provider": label[who],
            "base_kr_per_day": (level * charged * noise).round(2),
            "hours_per_week": hours,
            "night_cover": NIGHTS[night],
            "stoettebehov": np.where(draw.random(n) < 0.7, NEEDS[need], None),
            "paragraf": "SEL-107",
            "days_per_week": 7.0,
            "places": places[who],
        }
    )
    values, counts = np.unique(premium, return_counts=True)
    truth = {
        "premium": premium,
        "charged": np.expm1(pd.Series(np.log(charged)).groupby(who).mean().to_numpy()),
        "common": (1 + premium) / (1 + values[counts.argmax()]) - 1,
    }
    return frame, pd.DataFrame(truth, index=pd.Index(label, name="provider"))


def _premiums(name: str, draw: np.random.Generator, many: int) -> np.ndarray:
    if name == "owners":
        # Three providers to an owner in the mean; three owners in ten are dear, so any number are.
        owner = draw.integers(0, max(3, many // 3), many)
        return np.where(draw.random(many) < 0.3, draw.uniform(0.08, 0.25, many), 0.0)[owner]
    premium = np.zeros(many)
    real = draw.permutation(many)[: round(many / 4)]
    premium[real] = 0.10 if name == "ten" else draw.uniform(0.08, 0.25, len(real))
    if name == "both ways":
        down = real[: len(real) // 2]
        premium[down] = -draw.uniform(0.08, 0.18, len(down))
    return premium


def _noise(name: str, draw: np.random.Generator, n: int) -> np.ndarray:
    if name == "skewed":
        return 0.10 * (draw.gamma(1.5, 1, n) - 1.5) / np.sqrt(1.5)
    if name == "heavy tails":
        return 0.055 * draw.standard_t(2.5, n)
    return 0.07 * draw.normal(size=n)
