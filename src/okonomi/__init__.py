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
    "read_earlier": "okonomi.intake",
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
    "forecast": "okonomi.analysis.forecast",
    "reconciliation": "okonomi.analysis.reconciliation",
    "watchlist": "okonomi.analysis.watchlist",
    "volume": "okonomi.analysis.volume",
    "refusion": "okonomi.analysis.refusion",
    "bridge": "okonomi.analysis.bridge",
    "movements": "okonomi.analysis.movements",
    "delivered": "okonomi.analysis.delivered",
    "buildup": "okonomi.analysis.buildup",
    "match": "okonomi.analysis.match",
    "catalogue": "okonomi.analysis.catalogue",
    "list_prices": "okonomi.analysis.list_prices",
    "dataquality": "okonomi.analysis.dataquality",
    "contracts": "okonomi.analysis.contracts",
    "priced": "okonomi.analysis.priced",
    "servicetjek": "okonomi.analysis.servicetjek",
    "targets": "okonomi.analysis.targets",
    "readiness": "okonomi.analysis.readiness",
    "raadgiver_list": "okonomi.analysis.raadgiver",
    "raadgiver_goals": "okonomi.analysis.raadgiver_goals",
    "raadgiver_load": "okonomi.analysis.raadgiver_load",
    "hjemtagelse": "okonomi.analysis.hjemtagelse.result",
    "read_scenario": "okonomi.analysis.hjemtagelse.scenario:scenario_of",
    "one_case": "okonomi.analysis.hjemtagelse.one_case",
    "gains": "okonomi.analysis.gains",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'okonomi' has no attribute {name!r}")
    module, _, attribute = _HOME[name].partition(":")
    return getattr(import_module(module), attribute or name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
