"""What a service costs at a fair provider, and how far each provider is from it.

Pure functions on frames of placements; they read no files and know no month. The method, its
assumptions and how often it is right: ``docs/metode/servicetjek.md``.
"""

from okonomi.analysis.servicetjek.pricemodel.group import GroupModel, price_model, too_thin
from okonomi.analysis.servicetjek.pricemodel.likeforlike import (
    check_groups,
    group_names,
    out_of_model,
)
from okonomi.analysis.servicetjek.pricemodel.verdict import (
    AS_EXPECTED,
    CHEAPER,
    DEARER,
    TOO_FEW,
    false_alarms,
    verdicts,
)

__all__ = [
    "AS_EXPECTED",
    "CHEAPER",
    "DEARER",
    "TOO_FEW",
    "GroupModel",
    "check_groups",
    "false_alarms",
    "group_names",
    "out_of_model",
    "price_model",
    "too_thin",
    "verdicts",
]
