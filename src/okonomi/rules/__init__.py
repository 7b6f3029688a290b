"""Dated and sourced facts: reviewed data, never constants in code.

``load(workspace)`` gives every rule as it holds for a municipality; ``Rules.at`` looks a value up
on a day, as it was known on a day. What counts as a source, and how a municipality adds its own
figures, stands in docs/metode/refusion.md.
"""

from okonomi.rules.kontoplan import (
    AREA_NAMES,
    NO_FUNCTION,
    function_area,
    function_name,
    load_kontoplan,
    main_area,
)
from okonomi.rules.ledelsestilsyn import Indicator, Milestone, load_indicators
from okonomi.rules.load import load
from okonomi.rules.lookup import Rules
from okonomi.rules.paragraf import Counts, Paragraffer
from okonomi.rules.refusion import Missing, Scheme, Tiers, hjemmel_text
from okonomi.rules.value import Value, is_estimate

__all__ = [
    "AREA_NAMES",
    "NO_FUNCTION",
    "Counts",
    "Indicator",
    "Milestone",
    "Missing",
    "Paragraffer",
    "Rules",
    "Scheme",
    "Tiers",
    "Value",
    "function_area",
    "function_name",
    "hjemmel_text",
    "is_estimate",
    "load",
    "load_indicators",
    "load_kontoplan",
    "main_area",
]
