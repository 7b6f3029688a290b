"""What was delivered, what was paid during absence, how goals stand, and who the rådgivere are."""

from __future__ import annotations

from dataclasses import dataclass

from okonomi.eksempel.absence_rules import Reckoned, known_absences, known_end, reckon
from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.drops import Row
from okonomi.eksempel.exports.danish import NIGHT_WORDS
from okonomi.eksempel.model import Absence, World
from okonomi.eksempel.months import label
from okonomi.eksempel.staff import employed
from okonomi.eksempel.truth.table import Rows, decimal

DELIVERED = (
    "line_id", "case_id", "provider", "month", "days", "agreed_hours", "delivered_hours",
    "night_cover", "nights", "agreed_activities", "activities", "planted",
)  # fmt: skip
ABSENT = (
    "line_id", "case_id", "provider", "kind", "start", "end", "counted_until", "rule", "full_days",
    "reduced_days", "paid_percent", "excess_oere", "credited_oere", "remaining_oere",
    "credit_line_id", "planted",
)  # fmt: skip
SCORED = ("case_id", "area", "goals", "scores_shown", "first_shown", "last_scored", "forgotten")


@dataclass(frozen=True)
class Owed:
    """An absence as a drop shows it; ``remaining`` øre were paid against the rule."""

    absence: Absence
    row: Row
    """The line's last price interval."""
    rule: str
    reckoned: Reckoned
    credited: int

    @property
    def remaining(self) -> int:
        return self.reckoned.excess - self.credited


def owed(world: World, drop: Drop) -> list[Owed]:
    """Every absence that the drop shows, reckoned to its known end or to the drop's day."""
    rules = {c.line_id: c.absence for c in drop.contracts if c.line_id}
    by_line, day = drop.view.by_line(), drop.view.day
    found = []
    for absence in known_absences(world.absences, drop.view):
        main = absence.stay.main
        rows, rule = by_line[main.line_id], rules.get(main.line_id, "")
        reckoned = reckon(rows, absence.start, known_end(absence, day) or day, rule)
        given = absence.credited_on is not None and absence.credited_on <= day
        credit = absence.credit
        if absence.credit_line:
            line = next(x for x in absence.stay.lines if x.line_id == absence.credit_line)
            credit = -line.prices[0].price // 100
        found.append(Owed(absence, rows[-1], rule, reckoned, credit if given else 0))
    return found


def tables(world: World, drop: Drop) -> dict[str, Rows]:
    """``leverancer``, ``fravaer`` and ``maal``."""
    return {
        "leverancer": _deliveries(drop),
        "fravaer": _absences(world, drop),
        "maal": _goals(drop),
    }


def staff(world: World) -> Rows:
    """``raadgivere``."""
    return [
        {
            "raadgiver": r.initials,
            "team": r.team,
            "area": r.area,
            "fte": decimal(r.fte, 10),
            "employed_since": r.employed_since,
            "norm": r.norm,
        }
        for r in employed(world)
    ]


def _deliveries(drop: Drop) -> Rows:
    return [
        {
            "line_id": d.line.line_id,
            "case_id": d.line.stay.case,
            "provider": d.line.provider.name,
            "month": label(d.month),
            "days": d.days,
            "agreed_hours": decimal(d.agreed_hours, 100),
            "delivered_hours": None if d.hours is None else decimal(d.hours, 100),
            "night_cover": NIGHT_WORDS[d.line.stay.night] if d.line.stay.night else None,
            "nights": d.nights,
            "agreed_activities": d.agreed_activities,
            "activities": d.activities,
            "planted": " ".join(sorted(d.line.stay.gaps)),
        }
        for d in drop.deliveries
    ]


def _absences(world: World, drop: Drop) -> Rows:
    return [
        {
            "line_id": o.row.line.line_id,
            "case_id": o.absence.stay.case,
            "provider": o.row.line.provider.name,
            "kind": o.absence.kind,
            "start": o.absence.start,
            "end": known_end(o.absence, drop.view.day),
            "counted_until": known_end(o.absence, drop.view.day) or drop.view.day,
            "rule": o.rule,
            "full_days": o.reckoned.full_days,
            "reduced_days": o.reckoned.reduced_days,
            "paid_percent": o.reckoned.share,
            "excess_oere": o.reckoned.excess,
            "credited_oere": o.credited,
            "remaining_oere": o.remaining,
            "credit_line_id": o.absence.credit_line if o.credited else None,
            "planted": " ".join(sorted(o.absence.stay.gaps)),
        }
        for o in owed(world, drop)
    ]


def _goals(drop: Drop) -> Rows:
    return [
        {
            "case_id": case.case,
            "area": case.area,
            "goals": len({score.goal for score in case.scores}),
            "scores_shown": len(case.scores),
            "first_shown": case.scores[0].day if case.scores else None,
            "last_scored": case.scores[-1].day if case.scores else None,
            "forgotten": case.forgotten,
        }
        for case in drop.goals
    ]
