"""What a review of every running case would show, beside the few that were drawn."""

from __future__ import annotations

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.reviews import BROKEN, INDICATORS, IRRELEVANT, KEPT, PARTLY
from okonomi.eksempel.truth.table import Rows

COLUMNS = (
    "indicator", "team", "running", "drawn", "fully", "partly", "broken", "irrelevant",
)  # fmt: skip


def rows(drop: Drop) -> Rows:
    """Per indicator and team: the running cases, how many were drawn, and their true outcomes."""
    made = drop.reviews
    drawn: dict[tuple[str, str], int] = {}
    for review in made.reviews:
        key = (review.indicator, review.team)
        drawn[key] = drawn.get(key, 0) + 1
    return [
        {
            "indicator": asked.id,
            "team": team,
            "running": running,
            "drawn": drawn.get((asked.id, team), 0),
            **{
                name: made.shown.get((asked.id, team, outcome), 0)
                for name, outcome in (
                    ("fully", KEPT),
                    ("partly", PARTLY),
                    ("broken", BROKEN),
                    ("irrelevant", IRRELEVANT),
                )
            },
        }
        for asked in INDICATORS
        for team, running in sorted(made.running.items())
    ]
