"""Dated and sourced facts: reviewed data, never constants in code."""

from okonomi.rules.kontoplan import (
    AREA_NAMES,
    NO_FUNCTION,
    function_area,
    function_name,
    load_kontoplan,
)

__all__ = ["AREA_NAMES", "NO_FUNCTION", "function_area", "function_name", "load_kontoplan"]
