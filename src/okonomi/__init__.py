"""okonomi: economic steering and contract review of the specialised social area.

The public names, in the order of the straight line. They are loaded when first used, so that
importing the package costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_HOME = {
    # where the files lie, and which month
    "open_workspace": "okonomi.workspace",
    "Workspace": "okonomi.workspace",
    "parse_period": "okonomi.period",
    # faults and doubts
    "UserError": "okonomi.errors",
    "Finding": "okonomi.findings",
    # dated and sourced facts
    "load_kontoplan": "okonomi.rules",
    "load_rules": "okonomi.rules:load",
    # exports → typed tables
    "read": "okonomi.intake",
    "read_previous": "okonomi.intake",
    "read_file": "okonomi.intake",
    "Reading": "okonomi.intake",
    # typed tables → kroner and days per month
    "ledger": "okonomi.cost",
    "monthly": "okonomi.cost",
    "net": "okonomi.cost",
    "person_days": "okonomi.cost",
    "stock": "okonomi.cost",
    # one question, one Result
    "followup": "okonomi.analysis.followup",
    "volume": "okonomi.analysis.volume",
    "refusion": "okonomi.analysis.refusion",
    "movements": "okonomi.analysis.movements",
    "dataquality": "okonomi.analysis.dataquality",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'okonomi' has no attribute {name!r}")
    module, _, attribute = _HOME[name].partition(":")
    return getattr(import_module(module), attribute or name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
