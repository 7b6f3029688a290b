"""The children's case list: what ties a case number to a citizen, a household and a rådgiver.

The economics extract has no CPR; without this list nobody can tell who turns 18, which children
share a household, or whose case it is.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from okonomi.eksempel.drops import Row, View, next_followup
from okonomi.eksempel.exports.danish import day_text
from okonomi.eksempel.exports.sheet import Physical, Sheet, heading, write_csv
from okonomi.eksempel.model import World

COLUMNS = (
    "Sag rækkeID", "CPR-nr.", "Barnets navn", "Husstand", "Afdeling", "Rådgiver", "Sag status",
    "Oprettet", "Næste opfølgning",
)  # fmt: skip


def build(world: World, view: View) -> Sheet:
    """One row per case with a line in the children's system."""
    by_case: dict[str, list[Row]] = {}
    for row in view.rows:
        if row.line.system == "dubu":
            by_case.setdefault(row.line.stay.person.cases["dubu"], []).append(row)
    data = []
    for case in sorted(by_case):
        rows = by_case[case]
        person = rows[0].line.stay.person
        active = any(r.end is None or r.end >= view.day for r in rows)
        opened: date = min(r.line.registered for r in rows)
        cells = [
            case,
            f"{person.cpr[:6]}-{person.cpr[6:]}",
            f"{person.first_name} {person.last_name}",
            person.household,
            world.raadgivere[person.staff["boern"]],
            person.staff["boern"],
            "Aktiv" if active else "Afsluttet",
            day_text(opened),
            day_text(next_followup(person, view.day)) if active else "",
        ]
        data.append(Physical(cells, refers=case))
    return Sheet(f"DUBU_sagsliste_{view.day:%Y-%m}.csv", [heading(*COLUMNS), *data])


def write(folder: Path, sheet: Sheet) -> None:
    """cp1252 with semicolons, as the economics extract."""
    write_csv(folder, sheet, "cp1252", ";", len(COLUMNS))
