"""A small municipality: three adults bought elsewhere, one own house with one vacant place."""

from dataclasses import replace
from types import MappingProxyType

import pandas as pd
from frames import placements, table
from readings import reading

from okonomi.analysis.hjemtagelse.ranges import Range
from okonomi.analysis.hjemtagelse.scenario import default_scenario

PERIOD = pd.Period("2022-03", "M")  # the last year whose thresholds are shipped
HERE, AWAY = "Prøve", "Fjernby"
FIRM = "Botilbuddet Fjern ApS"


def stay(case, price, **more):
    return {
        "line_id": f"L{case}", "placement_id": case, "case_id": case, "person_id": f"P{case}",
        "provider": FIRM, "location_municipality": AWAY, "service": "Botilbud", "area": "voksne",
        "paragraf": "SEL-107", "target_group": "Autismespektrum", "start": "2020-01-01",
        "price_kr": price, "frequency": "dag", "unit": "doegn", "stoettebehov": "Moderat",
        "price_year": 2022,
    } | more  # fmt: skip


def house(**more):
    return {
        "tilbud": "Huset", "paragraf": "SEL-107", "target_group": "Autismespektrum",
        "places": 8.0, "vacant": 1.0, "marginal_cost_kr": 900.0, "full_cost_kr": 2300.0,
        "hours_per_week": 30.0, "night_cover": "vaagen", "stoettebehov": "Højt",
    } | more  # fmt: skip


STAYS = [stay("S1", 2000.0), stay("S2", 3000.0), stay("S3", 2500.0, stoettebehov="Fuldstændigt")]


def small(*stays, capacity=None, provider=(), period=PERIOD):
    rows = stays or STAYS
    born = [{"person_id": r["person_id"], "birth_date": "1990-05-01"} for r in rows]
    return reading(
        str(period),
        placement=placements(*rows),
        person=table("person", *born),
        capacity=table("capacity", *([house()] if capacity is None else capacity)),
        provider=table("provider", {"provider": "Huset Prøve", "own": True}, *provider),
    )


def sure(**more):
    """A scenario with nothing uncertain: no cost of moving, no risk, no delay."""
    plain = default_scenario(PERIOD)
    known = {name: Range.sure(value.likely) for name, value in plain.assumptions.items()}
    known |= {
        name: Range.sure(0.0)
        for name in ("flytning_kr", "risiko_for_tilbageflytning", "forsinkelse_maaneder",
                     "dobbelt_betaling_maaneder")
    }  # fmt: skip
    known |= {name: Range.sure(value) for name, value in more.pop("assume", {}).items()}
    return replace(plain, months=12, assumptions=MappingProxyType(known), **more)
