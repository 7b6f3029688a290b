"""The verdict on a provider's price, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

DEARER = "dyrere end ydelsen forklarer"
AS_EXPECTED = "som forventet"
CHEAPER = "billigere end ydelsen forklarer"
TOO_FEW = "for få til at sige noget"

SURE = 0.9
"""The least probability behind *dyrere* and *billigere*."""
LIKELY = 0.75
"""The least probability of a premium within ±5 % behind *som forventet*: about what a provider has
before its prices are seen, so that they must speak for it."""


def verdicts(providers: pd.DataFrame, least: int) -> pd.Series:
    """One of the four verdicts per row of ``providers`` (n, above, below; missing: no model).

    Fewer than ``least`` placements, no model, and evidence that points nowhere are all *for få til
    at sige noget*.
    """
    inside = 1 - providers["above"] - providers["below"]
    words = np.select(
        [
            providers["above"].isna() | (providers["n"] < least),
            providers["above"] >= SURE,
            providers["below"] >= SURE,
            inside >= LIKELY,
        ],
        [TOO_FEW, DEARER, CHEAPER, AS_EXPECTED],
        TOO_FEW,
    )
    return pd.Series(words, index=providers.index, dtype="str")


def false_alarms(providers: pd.DataFrame) -> float:
    """The expected number of providers called *dyrere* without a premium above 5 %."""
    return float((1 - providers.loc[providers["verdict"] == DEARER, "above"]).sum())
