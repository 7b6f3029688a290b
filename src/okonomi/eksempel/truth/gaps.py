"""Contract gaps that a reader of a drop should find: planted ones, and what follows by itself.

A list is made from what the drop shows, so that nothing is missing from it: an open tillæg is on
it whether it was planted or not.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

from okonomi.eksempel.absences import PAID_UNDER
from okonomi.eksempel.contracts import NO_CONTRACT, Contract
from okonomi.eksempel.deliveries import UNDER, is_under
from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.model import Line, World
from okonomi.eksempel.months import years_later
from okonomi.eksempel.truth.services import owed
from okonomi.eksempel.truth.table import Rows, decimal

EXPIRES_SOON = timedelta(days=180)
COLUMNS = (
    "gap", "line_id", "row_id", "placement_id", "line_kind", "service", "provider", "planted",
    "contract_id", "paid_price_kr", "agreed_price_kr", "expiry", "other_line_id",
)  # fmt: skip


def register(drop: Drop) -> Rows:
    """Which line each contract is for."""
    return [
        {
            "contract_id": c.number,
            "line_id": c.line_id,
            "agreed_price_kr": decimal(c.price, PRICE_PARTS),
            "unit": c.unit,
            "frequency": c.frequency,
            "price_year": c.price_year,
            "expiry": c.expiry,
            "planted": c.gap,
        }
        for c in drop.contracts
    ]


def gaps(world: World, drop: Drop) -> Rows:
    """One row per gap and line on the drop's day."""
    day = drop.view.day
    current = {
        line_id: row
        for line_id, rows in drop.view.by_line().items()
        if (row := _running(rows, day)) is not None and row.status != "kladde"
    }
    running = {line_id: row for line_id, row in current.items() if row.status == "bevilget"}
    homes = {_home(row.line) for row in current.values() if row.line.line_kind == "hovedydelse"}
    by_line = {c.line_id: c for c in drop.contracts if c.line_id}
    frames = {c.provider.key: c for c in drop.contracts if not c.line_id}
    found: Rows = []
    for line_id, row in running.items():
        contract = by_line.get(line_id)
        frame = frames.get(row.line.provider.key)
        if contract is not None:
            found += _contract_gaps(row, contract, day)
        elif _needs_contract(row):
            found.append(_gap("uden_kontrakt", row))
        elif frame is not None and row.line.unit == "km" and _is_old(frame, day):
            found.append(_gap("ikke_gennemgaaet", row, frame))
        found += _line_gaps(row, day, homes)
    found += _twice(running)
    under = is_under(world, drop.deliveries)
    found += [_gap(UNDER, running[i], by_line.get(i)) for i in sorted(under & running.keys())]
    found += [
        _gap(PAID_UNDER, o.row, by_line.get(o.row.line.line_id))
        for o in owed(world, drop)
        if o.remaining > 0
    ]
    return sorted(found, key=lambda g: (g["gap"], g["line_id"]))


def _running(rows: list[Row], day: date) -> Row | None:
    for row in rows:
        if row.start <= day and (row.end is None or row.end >= day):
            return row
    return None


def _needs_contract(row: Row) -> bool:
    line = row.line
    return not (
        line.provider.own
        or line.frequency == "engang"
        or line.unit == "km"
        or line.service in NO_CONTRACT
    )


def _is_old(contract: Contract, day: date) -> bool:
    return contract.reviewed < years_later(day, -1)


def _contract_gaps(row: Row, contract: Contract, day: date) -> Rows:
    found = []
    if contract.expiry is not None and contract.expiry < day:
        found.append(_gap("udloebet", row, contract))
    elif contract.expiry is not None and contract.expiry <= day + EXPIRES_SOON:
        found.append(_gap("udloeber_snart", row, contract))
    if _is_old(contract, day):
        found.append(_gap("ikke_gennemgaaet", row, contract))
    if contract.gap == "dagtal":
        found.append(_gap("dagtal", row, contract))
    elif contract.gap in ("indeks_over_aftalt", "reguleret_to_gange"):
        found.append(_gap(contract.gap, row, contract))
    elif contract.price != row.price.price:
        over = row.price.price > contract.price
        found.append(_gap("pris_over_aftalt" if over else "pris_under_aftalt", row, contract))
    return found


def _home(line: Line) -> tuple[str, int]:
    return line.stay.person.cpr, line.provider.key


def _line_gaps(row: Row, day: date, homes: set[tuple[str, int]]) -> Rows:
    """``homes``: citizen and provider of every hovedydelse of the day, also of the expected ones.

    Whoever has one with the provider has not left it.
    """
    line = row.line
    found = []
    if line.line_kind == "foelgeydelse" and row.end is None:
        found.append(_gap("tillaeg_uden_slut" if line.tillaeg else "foelgeydelse_uden_slut", row))
    mains = [m for m in line.stay.lines if m.line_kind == "hovedydelse"]
    if line.line_kind == "foelgeydelse" and not any(_home(m) in homes for m in mains):
        started = [m for m in mains if m.start <= day and m.registered <= day]
        if started:
            found.append(_gap("betalt_efter_fraflytning", row))
    return found


def _twice(running: dict[str, Row]) -> Rows:
    """The same service from the same provider to the same citizen, on two lines at once."""
    groups: dict[tuple[str, str, int], list[Row]] = {}
    for row in running.values():
        line = row.line
        key = (line.stay.person.cpr, line.service, line.provider.key)
        groups.setdefault(key, []).append(row)
    found = []
    for rows in groups.values():
        for first, second in pairwise(rows):
            found.append(
                _gap("samme_ydelse_to_gange", second) | {"other_line_id": first.line.line_id}
            )
    return found


def _gap(kind: str, row: Row, contract: Contract | None = None) -> dict[str, Any]:
    line = row.line
    return {
        "gap": kind,
        "line_id": line.line_id,
        "row_id": row.row_id,
        "placement_id": line.stay.placement_id,
        "line_kind": line.line_kind,
        "service": line.service,
        "provider": line.provider.name,
        "planted": " ".join(sorted(line.stay.gaps)),
        "contract_id": contract.number if contract else None,
        "paid_price_kr": decimal(row.price.price, PRICE_PARTS),
        "agreed_price_kr": decimal(contract.price, PRICE_PARTS) if contract else None,
        "expiry": contract.expiry if contract else None,
        "other_line_id": None,
    }
