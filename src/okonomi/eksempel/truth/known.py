"""The lines as a month's exports show them, in the words of the typed tables."""

from __future__ import annotations

from typing import Any

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row, next_followup
from okonomi.eksempel.exact import PRICE_PARTS, QUANTITY_PARTS
from okonomi.eksempel.exports.danish import NEED_WORDS
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import World
from okonomi.eksempel.truth.table import Rows, decimal

Place = tuple[str, int]


def rows(world: World, drop: Drop) -> Rows:
    """One row per line and price interval, with the file and line where it stands."""
    at = _places(drop)
    return [_row(world, drop, row, at) for row in drop.view.rows]


def _places(drop: Drop) -> dict[str, Place]:
    """Row id or line id → file and physical line; the row that counts, not older ones."""
    found: dict[str, Place] = {}
    for sheet in drop.sheets:
        for number, row in enumerate(sheet.rows, start=1):
            if row.refers and row.row_class in ("used", "draft"):
                found.setdefault(f"{sheet.file.split('_')[0]}:{row.refers}", (sheet.file, number))
                found.setdefault(row.refers, (sheet.file, number))
    return found


def _row(world: World, drop: Drop, row: Row, at: dict[str, Place]) -> dict[str, Any]:
    line, stay, provider = row.line, row.line.stay, row.line.provider
    kind, person, main = BY_KEY[stay.kind], stay.person, row.line.line_kind == "hovedydelse"
    # Sensum: the Indsats stands in one file, its price in another.
    first = at.get(f"Indsatser:{line.line_id}") if line.system == "sensum" else at[row.row_id]
    price_at = at[row.row_id] if line.system == "sensum" else (None, None)
    case = person.cases.get("dubu") if kind.area == "boern" else None
    assessed = line.system != "dubu" and stay.assessed
    return {
        "row_id": row.row_id,
        "system": line.system,
        "file": first[0] if first else None,
        "line": first[1] if first else None,
        "price_file": price_at[0],
        "price_line": price_at[1],
        "line_id": line.line_id,
        "placement_id": stay.placement_id,
        "main_line_id": stay.main.line_id,
        "bevilling_id": line.bevilling_id,
        "case_id": case or person.cases[kind.system],
        "cpr": person.cpr,
        "household": person.household,
        "paragraf": row.paragraf,
        "area": kind.area,
        "service": line.service,
        "target_group": stay.target_group,
        "line_kind": line.line_kind,
        "status": row.status,
        "replaces": line.replaces,
        "registered": row.registered,
        "provider": provider.name,
        "provider_as_written": line.spelling if line.system == "dubu" else provider.name,
        "cvr": provider.cvr,
        "tilbud": line.tilbud,
        "location_municipality": provider.municipality,
        "own": provider.own,
        "start": row.start,
        "end": row.end,
        "quantity": decimal(line.quantity, QUANTITY_PARTS),
        "unit": line.unit,
        "frequency": line.frequency,
        "price_kr": decimal(row.price.price, PRICE_PARTS),
        "price_year": row.price.price_year,
        "egenbetaling_oere": stay.egenbetaling if main else None,
        "function": line.function,
        "team": world.raadgivere[stay.raadgiver],
        "raadgiver": stay.raadgiver,
        "stoettebehov": NEED_WORDS[stay.need] if assessed else None,
        "hours_per_week": decimal(stay.hours, 100) if main and stay.hours is not None else None,
        "night_cover": stay.night if main else None,
        "next_followup": next_followup(person, drop.view.day),
        "cause": row.price.cause,
    }
