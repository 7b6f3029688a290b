"""Where is the tilbud? In the municipality or our own, udenbys, or not known."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.where import is_ours
from okonomi.analysis.provider_facts import is_own
from okonomi.intake import Reading

HOME, AWAY, UNKNOWN = "hjemme", "udenbys", "ukendt"
PLACES = (HOME, AWAY, UNKNOWN)


def placed(reading: Reading, municipality: str) -> pd.Series:
    """``PLACES`` per placement line; aligned with ``reading["placement"]``.

    Udenbys: in another municipality and not our own. Home: our own wherever it lies, and others in
    the municipality itself. A line that names no place is a group of its own, never home.
    """
    lines = reading["placement"]
    place = lines["location_municipality"]
    home = is_ours(place, municipality)
    return pd.Series(
        np.select(
            [is_own(lines, reading["provider"]), place.isna(), home],
            [HOME, UNKNOWN, HOME],
            default=AWAY,
        ),
        index=lines.index,
        dtype="str",
    )
