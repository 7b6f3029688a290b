"""The world as it truly is, whatever any month shows."""

from __future__ import annotations

from okonomi.eksempel.exact import PRICE_PARTS, QUANTITY_PARTS
from okonomi.eksempel.exports.workspace import unlisted
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import World
from okonomi.eksempel.truth.table import Rows, decimal


def tables(world: World) -> dict[str, Rows]:
    """``borgere``, ``leverandoerer``, ``linjer`` and ``registreringer``."""
    return {
        "borgere": _persons(world),
        "leverandoerer": _providers(world),
        "linjer": _lines(world),
        "registreringer": _registrations(world),
    }


def _persons(world: World) -> Rows:
    return [
        {
            "cpr": person.cpr,
            "birth_date": person.birth,
            "first_name": person.first_name,
            "last_name": person.last_name,
            "household": person.household,
            "case_dubu": person.cases.get("dubu"),
            "case_sensum": person.cases.get("sensum"),
            "case_generisk": person.cases.get("generisk"),
            "raadgiver_boern": person.staff.get("boern"),
            "raadgiver_voksne": person.staff.get("voksne"),
        }
        for person in world.persons
    ]


def _providers(world: World) -> Rows:
    missing = {p.key for p in unlisted(world)}
    return [
        {
            "provider": p.name,
            "cvr": p.cvr,
            "kind": p.kind,
            "own": p.own,
            "location_municipality": p.municipality,
            "momsfaktor": p.momsfaktor,
            "premium": p.premium,
            "collects_invoices": p.collects,
            "months_to_posting": p.lag,
            "late_price_years": " ".join(str(y) for y in p.late_years),
            "variants": "|".join(p.variants),
            "variants_without_alias": p.key in missing,
        }
        for p in world.providers
    ]


def _lines(world: World) -> Rows:
    return [
        {
            "line_id": line.line_id,
            "system": line.system,
            "placement_id": line.stay.placement_id,
            "kind": line.stay.kind,
            "line_kind": line.line_kind,
            "service": line.service,
            "function": line.function,
            "cpr": line.stay.person.cpr,
            "provider": line.provider.name,
            "tilbud": line.tilbud,
            "own": line.provider.own,
            "location_municipality": line.provider.municipality,
            "true_start": line.start,
            "true_end": line.end,
            "unit": line.unit,
            "frequency": line.frequency,
            "quantity": decimal(line.quantity, QUANTITY_PARTS),
            "need": line.stay.need,
            "need_recorded": line.stay.assessed,
            "hours_per_week": decimal(line.stay.hours, 100) if line.stay.hours else None,
            "night_cover": line.stay.night,
            "houses_places": line.stay.size,
            "residential": BY_KEY[line.stay.kind].residential,
            "tillaeg": line.tillaeg,
            "replaces": line.replaces,
            "planted_gaps": " ".join(sorted(line.stay.gaps)),
        }
        for line in world.lines
    ]


def _registrations(world: World) -> Rows:
    """Everything ever registered: status, end and price, with the day it was."""
    rows: Rows = []
    for line in world.lines:
        for status in line.statuses:
            rows.append(_registration(line.line_id, status.registered, "status", status.status))
        for end in line.ends:
            rows.append(_registration(line.line_id, end.registered, "end", end.end))
        for price in line.prices:
            value = decimal(price.price, PRICE_PARTS)
            rows.append(
                _registration(line.line_id, price.registered, "price", value)
                | {"from_date": price.start, "cause": price.cause}
            )
    return rows


def _registration(line_id: str, registered: object, what: str, value: object) -> dict[str, object]:
    return {
        "line_id": line_id,
        "registered": registered,
        "what": what,
        "value": value,
        "from_date": None,
        "cause": None,
    }
