"""What can be asked for a placement: a target and a walk-away price, by a rule anyone can read.

The walk-away price is what a fair provider would take for the same service (the expected price);
the target is what a quarter of the comparable placements are bought at or below, service for
service. Neither is ever above what is paid. ``docs/metode/maalpris.md``.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.servicetjek.pricemodel import AS_EXPECTED, CHEAPER, DEARER
from okonomi.analysis.servicetjek.pricemodel.likeforlike import OUT_FAMILY, OUT_PROVIDER
from okonomi.analysis.servicetjek.result import MODEL as GROUP_MODEL
from okonomi.analysis.servicetjek.result import Servicetjek
from okonomi.analysis.words import count

BY_MODEL, BY_QUARTILES, NO_TARGET = "prismodel", "median og kvartiler", "intet mål"
BASES = (BY_MODEL, BY_QUARTILES, NO_TARGET)
LOWER_QUARTILE, EXPECTED = "nedre kvartil", "forventet"
RULES = (LOWER_QUARTILE, EXPECTED)
LEAST_PLACEMENTS, LEAST_PROVIDERS = 8, 3
"""Behind a median and quartiles that anything is asked from."""
IS_IT_DELIVERED = "billigere end ydelsen forklarer: spørg, om ydelsen leveres"
FACTS = ["verdict", "n", "premium", "low", "high", "above", "below"]
_KEPT = [
    "line_id", "placement_id", "case_id", "provider", "provider_id", "provider_kind", "group",
    "service", "paragraf", "places", "end", "expected_kr",
]  # fmt: skip


def price_targets(tjek: Servicetjek, rule: str = LOWER_QUARTILE) -> pd.DataFrame:
    """One row per running placement with another's firm (no own tilbud, no plejefamilier).

    Columns: line_id, placement_id, case_id, provider, provider_id, provider_kind, group, service,
    paragraf, places, end, expected_kr; verdict, n (the provider's compared placements), premium,
    low, high, above, below (of the provider in the group); compared and compared_providers (the
    group's external placements and providers); paid_kr, target_kr, walk_kr (base price, kr. per
    day net of moms; target and walk-away are missing without a basis), fair_low_kr and fair_high_kr
    (the ends of the 90 % interval of the fair price), basis (one of ``BASES``) and why. ``rule``
    (one of ``RULES``) is the target's.
    """
    if rule not in RULES:
        raise ValueError(f"the target's rule is one of {RULES}, not {rule!r}")
    rows = tjek.placements
    ask = ~rows["own"] & ~rows["reason"].isin([OUT_FAMILY, OUT_PROVIDER])
    rows = rows[ask].reset_index(drop=True)
    keys = ["group", "provider"]
    facts = tjek.providers.set_index(keys)[FACTS].reindex(pd.MultiIndex.from_frame(rows[keys]))
    groups = tjek.groups.set_index("group").reindex(rows["group"])
    found = rows[_KEPT].assign(
        **{name: facts[name].to_numpy() for name in FACTS},
        compared=groups["n"].fillna(0).to_numpy(dtype="int64"),
        compared_providers=groups["providers"].fillna(0).to_numpy(dtype="int64"),
        paid_kr=rows["base_kr_per_day"],
    )
    inside = rows["reason"].isna()
    verdict = found["verdict"]
    modelled = inside & rows["expected_kr"].notna() & verdict.isin([DEARER, AS_EXPECTED])
    has_model = groups["method"].eq(GROUP_MODEL).to_numpy()
    enough = (found["compared"] >= LEAST_PLACEMENTS) & (
        found["compared_providers"] >= LEAST_PROVIDERS
    )
    by_quartiles = inside & ~has_model & enough
    basis = np.select([modelled, by_quartiles], [BY_MODEL, BY_QUARTILES], NO_TARGET)
    walk = rows["expected_kr"].where(modelled, groups["median_kr"].to_numpy())
    lower = (
        rows["expected_kr"]
        * np.minimum(_lower_ratio(rows[inside]).reindex(rows["group"]), 1.0).to_numpy()
    )
    lower = lower.where(modelled, groups["lower_kr"].to_numpy())
    walk = np.fmin(walk, found["paid_kr"])
    target = np.fmin(lower, walk) if rule == LOWER_QUARTILE else walk
    some = pd.Series(basis != NO_TARGET, index=rows.index)
    level = (rows["expected_kr"] * (1 + found["premium"])).where(modelled)
    return found.assign(
        target_kr=target.where(some),
        walk_kr=walk.where(some),
        fair_low_kr=level / (1 + found["high"]),
        fair_high_kr=level / (1 + found["low"]),
        basis=pd.array(basis, dtype="str"),
        why=pd.array(
            [
                _why(*row)
                for row in zip(
                    basis, rows["reason"], has_model, verdict, found["compared"],
                    found["compared_providers"], strict=True,
                )
            ],
            dtype="str",
        ),
    )  # fmt: skip


def _lower_ratio(inside: pd.DataFrame) -> pd.Series:
    """Group → the lower quartile of paid over expected, among the placements in the model."""
    return (
        (inside["base_kr_per_day"] / inside["expected_kr"]).groupby(inside["group"]).quantile(0.25)
    )


def _why(
    basis: str, reason: str, has_model: bool, verdict: str, compared: int, providers: int
) -> str:
    among = (
        f"{count(compared, 'placering', 'placeringer')} hos "
        f"{count(providers, 'leverandør', 'leverandører')}"
    )
    if basis == BY_MODEL:
        return f"forventet pris, sammenlignet med {among}"
    if basis == BY_QUARTILES:
        return f"median og nedre kvartil af {among}, uden hensyn til ydelsen"
    if not pd.isna(reason):
        return f"uden for sammenligningen: {reason}"
    if has_model:
        return IS_IT_DELIVERED if verdict == CHEAPER else f"prismodellen har {verdict}"
    return f"kun {among} at sammenligne med"
