"""The complaints, the vacant posts and the agreed next steps, as a drop shows them."""

from __future__ import annotations

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.months import ONE_DAY
from okonomi.eksempel.truth.table import Rows, decimal

COMPLAINTS = ("complaint_id", "case_id", "received", "decided", "theme", "outcome", "team")
VACANCIES = ("team", "position", "fte", "vacant_from", "filled_on", "open_days")


def tables(drop: Drop) -> dict[str, Rows]:
    """``klager``, ``stillinger`` (with the days vacant so far)."""
    day = drop.view.day
    return {
        "klager": [
            {
                "complaint_id": c.number,
                "case_id": c.case,
                "received": c.received,
                "decided": c.decided,
                "theme": c.theme,
                "outcome": c.outcome,
                "team": c.team,
            }
            for c in drop.complaints
        ],
        "stillinger": [
            {
                "team": v.team,
                "position": v.position,
                "fte": decimal(v.fte, 100),
                "vacant_from": v.vacant_from,
                "filled_on": v.filled_on,
                "open_days": ((v.filled_on or day + ONE_DAY) - v.vacant_from).days,
            }
            for v in drop.vacancies
        ],
    }
