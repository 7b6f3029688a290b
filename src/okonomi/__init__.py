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
    "parse_quarter": "okonomi.period",
    # faults and doubts
    "UserError": "okonomi.errors",
    "Finding": "okonomi.findings",
    # dated and sourced facts
    "load_kontoplan": "okonomi.rules",
    "load_indicators": "okonomi.rules",
    "load_rules": "okonomi.rules:load",
    # exports → typed tables
    "read": "okonomi.intake",
    "read_previous": "okonomi.intake",
    "read_earlier": "okonomi.intake",
    "read_quarter": "okonomi.intake",
    "read_file": "okonomi.intake",
    "Reading": "okonomi.intake",
    # typed tables → kroner and days per month
    "ledger": "okonomi.cost",
    "monthly": "okonomi.cost",
    "net": "okonomi.cost",
    "person_days": "okonomi.cost",
    "stock": "okonomi.cost",
    # a Result at hand in JupyterLab
    "explore": "okonomi.present.explore",
    # one question, one Result
    "followup": "okonomi.analysis.followup.result",
    "forecast": "okonomi.analysis.forecast.result",
    "reconciliation": "okonomi.analysis.reconciliation.result",
    "watchlist": "okonomi.analysis.watchlist.result",
    "volume": "okonomi.analysis.volume",
    "refusion": "okonomi.analysis.refusion.result",
    "bridge": "okonomi.analysis.bridge.result",
    "movements": "okonomi.analysis.movements.result",
    "delivered": "okonomi.analysis.delivered.result",
    "buildup": "okonomi.analysis.buildup",
    "match": "okonomi.analysis.match.result",
    "catalogue": "okonomi.analysis.catalogue.result",
    "list_prices": "okonomi.analysis.list_prices.result",
    "dataquality": "okonomi.analysis.dataquality.result",
    "contracts": "okonomi.analysis.contracts.result",
    "priced": "okonomi.analysis.priced",
    "servicetjek": "okonomi.analysis.servicetjek.result",
    "targets": "okonomi.analysis.targets.result",
    "readiness": "okonomi.analysis.readiness.result",
    "raadgiver_list": "okonomi.analysis.raadgiver.result",
    "raadgiver_goals": "okonomi.analysis.raadgiver.goals",
    "raadgiver_load": "okonomi.analysis.raadgiver.load",
    "deadlines": "okonomi.analysis.deadlines.result",
    "caseload": "okonomi.analysis.caseload.result",
    "hjemtagelse": "okonomi.analysis.hjemtagelse.result",
    "read_scenario": "okonomi.analysis.hjemtagelse.scenario:scenario_of",
    "one_case": "okonomi.analysis.hjemtagelse.one_case",
    "gains": "okonomi.analysis.gains.result",
    # the quarter's own questions
    "committee_table": "okonomi.analysis.kvartal.committee",
    "forecast_moves": "okonomi.analysis.kvartal.moves",
    "trends": "okonomi.analysis.kvartal.trends",
    "top_providers": "okonomi.analysis.kvartal.providers",
    "pipeline": "okonomi.analysis.kvartal.pipeline",
    "contract_review": "okonomi.analysis.kvartal.review",
    "action_plan": "okonomi.analysis.kvartal.plan",
    "scenarios": "okonomi.analysis.kvartal.scenarios",
    "ledelsestilsyn": "okonomi.analysis.ledelsestilsyn.result",
}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'okonomi' has no attribute {name!r}")
    module, _, attribute = _HOME[name].partition(":")
    return getattr(import_module(module), attribute or name)


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
