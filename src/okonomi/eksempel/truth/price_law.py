"""What a fair price is: how each running price of a place to live came about."""

from __future__ import annotations

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import World
from okonomi.eksempel.truth.table import Rows

COLUMNS = (
    "line_id", "placement_id", "case_id", "kind", "provider", "own", "momsfaktor", "price_year",
    "fair_kr_per_day", "premium_share", "noise_share", "later_share", "paid_kr_per_day",
    "hours_per_week", "night_cover", "need", "house_size",
)  # fmt: skip
_DAYS = {"doegn": 1.0, "fast": 365 / 12, "maaned": 365 / 12, "aar": 365.0}


def rows(world: World, drop: Drop) -> Rows:
    """One row per granted main line of a place to live that runs on the drop's day.

    Kroner per day as invoiced, in the prices of the drop's year. paid = fair × (1 + premium) ×
    (1 + noise) × (1 + later); ``later`` is what renegotiation, decided changes, planted rises and
    rounding did since.
    """
    day, year = drop.view.day, drop.month // 12
    found: Rows = []
    for row in drop.view.rows:
        stay = row.line.stay
        running = row.start <= day and (row.end is None or row.end >= day)
        main = row.line.line_kind == "hovedydelse" and row.status == "bevilget"
        if running and main and stay.law and BY_KEY[stay.kind].residential:
            found.append(_row(world, row, year))
    return found


def _row(world: World, row: Row, year: int) -> dict[str, object]:
    line, stay = row.line, row.line.stay
    law, provider = stay.law, stay.provider
    assert law is not None
    fair = law.fair * world.index[year] / world.index[world.year]
    paid = row.price.price / PRICE_PARTS / _DAYS[line.unit]
    paid *= world.index[year] / world.index[row.price.price_year]
    later = paid / (fair * (1 + provider.premium) * (1 + law.noise)) - 1
    return {
        "line_id": line.line_id,
        "placement_id": stay.placement_id,
        "case_id": stay.case,
        "kind": stay.kind,
        "provider": provider.name,
        "own": provider.own,
        "momsfaktor": provider.momsfaktor,
        "price_year": year,
        "fair_kr_per_day": f"{fair:.2f}",
        "premium_share": f"{provider.premium:.3f}",
        "noise_share": f"{law.noise:.4f}",
        "later_share": f"{later:.4f}",
        "paid_kr_per_day": f"{paid:.2f}",
        "hours_per_week": stay.hours / 100 if stay.hours else None,
        "night_cover": stay.night,
        "need": stay.need,
        "house_size": stay.size,
    }
