"""One month with a market, contracts and payers, for the tests of targets and dossiers."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from frames import placements, table
from price_market import market
from readings import reading

from okonomi.analysis.contracts.result import contracts
from okonomi.analysis.dossier.material import material
from okonomi.analysis.dossier.result import Material
from okonomi.analysis.servicetjek.result import servicetjek
from okonomi.analysis.targets.result import targets
from okonomi.rules import load, load_kontoplan
from okonomi.settings import SETTINGS

RULES = load()
KONTOPLAN = load_kontoplan()
THRESHOLDS = (
    '[refusion]\ngraenser = [{ aar = 2026, hjemmel = "SEL § 176", p25 = 1000000, p50 = 1500000, '
    'p75 = 2000000, kilde = "skøn: til prøver" }]\n'
)
"""Kroner and per cent, as a municipality enters them."""
DEAR = "A09"


def month(
    frame: pd.DataFrame, *more: dict, notice: str = "30 dage", providers: tuple = (), **tables
):
    """The market's rows as placements of one service, each with a contract on its case."""
    rows = [
        {
            "line_id": f"M{n}", "placement_id": f"P{n}", "case_id": f"S{n}", "person_id": f"B{n}",
            "area": "voksne", "service": "Botilbud", "paragraf": "SEL-107", "function": "5.38.51",
            "provider": row.provider, "tilbud": "Hus", "start": "2024-06-01", "unit": "doegn",
            "frequency": "dag", "price_kr": round(row.base_kr_per_day, 2), "price_year": 2026,
            "night_cover": row.night_cover, "hours_per_week": row.hours_per_week,
        }
        for n, row in enumerate(frame.itertuples())
    ]  # fmt: skip
    agreed = [
        {
            "contract_id": f"K{n}", "provider": row["provider"], "case_id": row["case_id"],
            "service": "Botilbud", "agreed_price_kr": row["price_kr"], "unit": "doegn",
            "frequency": "dag", "price_year": 2026, "start": "2024-06-01", "notice": notice,
            "last_review": "2026-01-15",
        }
        for n, row in enumerate(rows)
    ]  # fmt: skip
    kinds = {one["provider"]: one for one in providers}
    names = dict.fromkeys([*(row["provider"] for row in rows), *kinds])
    usual = {"kind": "privat", "own": False, "places": 8.0}
    firms = [{"provider": name} | usual | kinds.get(name, {}) for name in names]
    given = {
        "placement": placements(*rows, *more),
        "contract": table("contract", *agreed),
        "provider": table("provider", *firms),
    }
    made = reading("2026-03", **given | tables)
    classes = ["used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error"]
    files = made.files.assign(sha256="0", rows=1, **dict.fromkeys(classes, 0)).assign(used=1)
    aside = ["file", "sheet", "line", "row_class", "column", "found", "reason", "remedy"]
    return replace(made, files=files, set_aside=pd.DataFrame(columns=[*aside, "amount_oere"]))


def dear_market(each: int = 4, premium: float = 0.25, spread: float = 0.03) -> pd.DataFrame:
    """Ten providers of which A09 is dear."""
    return market([0.0] * 9 + [premium], each=each, spread=spread)


def found(month_, rules=RULES, **settings):
    """(servicetjek, contracts, targets) of a month."""
    tjek = servicetjek(month_, rules)
    register = contracts(month_, KONTOPLAN, rules)
    return tjek, register, targets(month_, rules, tjek, register, **settings)


def all_of(month_, rules=RULES) -> Material:
    """What dossiers are made of, with every setting as it is left out."""
    defaults = {
        (section, name): setting.default
        for section, names in SETTINGS.items()
        for name, setting in names.items()
    }
    return material(month_, KONTOPLAN, rules, defaults)
