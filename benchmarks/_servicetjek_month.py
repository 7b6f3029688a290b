"""A month of any size as typed tables, made directly and without files: nothing is timed here."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.intake import Reading
from okonomi.intake.schema import TABLES

SERVICES = (
    ("Længerevarende botilbud", "SEL-108", "5.38.50", "voksne"),
    ("Midlertidigt botilbud", "SEL-107", "5.38.52", "voksne"),
    ("Botilbudslignende tilbud", "SEL-85", "5.38.51", "voksne"),
    ("Opholdssted", "BL-46", "5.28.20", "boern"),
    ("Døgninstitution", "BL-46", "5.28.23", "boern"),
    ("Socialpædagogisk støtte", "SEL-85", "5.38.51", "voksne"),
)
NEEDS = np.array(["Let", "Moderat", "Højt", "Fuldstændigt", None], dtype=object)


def month(placements: int, running: int, contracts: int, providers: int, seed: int = 1) -> Reading:
    """``placements`` lines with ``providers`` firms, of which about ``running`` still run.

    The first ``contracts`` running ones have a contract of their own, the others one per provider.
    """
    draw = np.random.default_rng(seed)
    firm = draw.integers(0, providers, placements)
    service = firm % len(SERVICES)
    hours = draw.uniform(8, 60, placements).round(1)
    night = draw.choice(["ingen", "sovende", "vaagen"], placements)
    premium = np.where(draw.random(providers) < 0.25, draw.uniform(0.08, 0.25, providers), 0.0)
    price = (900 + 45 * hours + 400 * (night == "vaagen")) * (1 + premium[firm])
    price = (price * (1 + 0.08 * draw.normal(size=placements))).round(2)
    start = pd.Timestamp("2020-01-01") + pd.to_timedelta(draw.integers(0, 2000, placements), "D")
    ended = draw.random(placements) >= running / placements
    ids = np.arange(placements)
    lines = pd.DataFrame(
        {
            "line_id": [f"L{n}" for n in ids],
            "placement_id": [f"P{n}" for n in ids],
            "case_id": [f"S{n}" for n in ids],
            "person_id": [f"B{n}" for n in ids],
            "provider": [f"Firma {n:03d} ApS" for n in firm],
            "provider_id": [f"{90000000 + n}" for n in firm],
            "tilbud": [f"Hus {n:03d}" for n in firm],
            "service": [SERVICES[n][0] for n in service],
            "paragraf": [SERVICES[n][1] for n in service],
            "function": [SERVICES[n][2] for n in service],
            "area": [SERVICES[n][3] for n in service],
            "line_kind": "hovedydelse",
            "status": "bevilget",
            "start": start,
            "end": pd.Series(start + pd.Timedelta(days=60)).where(ended),
            "quantity": 1.0,
            "unit": "doegn",
            "frequency": "dag",
            "price_kr": price,
            "price_year": 2026,
            "hours_per_week": hours,
            "night_cover": night,
            "stoettebehov": draw.choice(NEEDS, placements),
        }
    )
    held = lines[~ended].head(contracts)
    agreed = held[["case_id", "provider", "provider_id", "service", "unit", "frequency", "start"]]
    agreed = agreed.assign(
        contract_id=[f"K{n}" for n in range(len(held))],
        agreed_price_kr=held["price_kr"],
        price_year=2026,
        notice="løbende måned + 30 dage",
        last_review=pd.Timestamp("2026-01-15"),
        hourly_kr=400.0,
        hours_per_week=held["hours_per_week"],
    )
    firms = pd.DataFrame({"n": np.arange(providers)})
    frames = firms.assign(
        contract_id="R" + firms["n"].astype("str"),
        provider=[f"Firma {n:03d} ApS" for n in range(providers)],
        provider_id=[f"{90000000 + n}" for n in range(providers)],
        start=pd.Timestamp("2019-01-01"),
        notice="3 måneder",
        last_review=pd.Timestamp("2025-11-15"),
    )
    table = frames[["provider", "provider_id"]].assign(
        kind="privat", own=False, places=20.0, tilsyn_score=4.0,
        tilsyn_date=pd.Timestamp("2025-06-01"),
    )  # fmt: skip
    adults = pd.DataFrame(
        {"person_id": lines["person_id"], "birth_date": pd.Timestamp("1985-06-01")}
    )
    given = {
        "placement": lines,
        "contract": pd.concat([agreed, frames.drop(columns="n")], ignore_index=True),
        "provider": table,
        "person": adults,
    }
    files = pd.DataFrame(
        {"file": ["lavet.csv"], "sheet": [None], "profile": ["p"], "sha256": ["0"]}
    )
    classes = ["used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error"]
    return Reading(
        period=pd.Period("2026-03", "M"),
        tables={name: _typed(name, given.get(name)) for name in TABLES},
        files=files.assign(rows=1, **dict.fromkeys(classes, 0)).assign(used=1),
        set_aside=pd.DataFrame(
            columns=["file", "sheet", "line", "row_class", "column", "found", "reason", "remedy",
                     "amount_oere"]
        ),
        findings=(),
    )  # fmt: skip


def _typed(name: str, given: pd.DataFrame | None) -> pd.DataFrame:
    """The table with every column of its schema, in its type."""
    empty = TABLES[name].empty()
    if given is None:
        return empty
    rows = given.reindex(columns=empty.columns).assign(source=0, line=np.arange(len(given)) + 2)
    return rows.astype(empty.dtypes.to_dict()).reset_index(drop=True)
