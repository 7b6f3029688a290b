"""The truth: what a reader of the exports should find, written outside the workspace.

Computed line by line with ``exact``, never with the kit's own code. Files are UTF-8, with commas,
a header and amounts in whole øre; ``README.md`` there explains them.
"""

from __future__ import annotations

from pathlib import Path

from okonomi.eksempel.drop_folder import Drop
from okonomi.eksempel.model import World
from okonomi.eksempel.truth import (
    accounts,
    casework,
    deadlines,
    files,
    gaps,
    known,
    ledger,
    moves,
    plan,
    price_law,
    reviews,
    services,
    world_tables,
)
from okonomi.eksempel.truth.table import write_table

MAY_BE_EMPTY = {
    "ikke_bogfoert": accounts.MISSING,
    "bevaegelser": moves.COLUMNS,
    "kontraktmangler": gaps.COLUMNS,
    "leverancer": services.DELIVERED,
    "fravaer": services.ABSENT,
    "maal": services.SCORED,
    "priser": price_law.COLUMNS,
    "handleplan": plan.COLUMNS,
    "frister": deadlines.COLUMNS,
    "klager": casework.COMPLAINTS,
    "stillinger": casework.VACANCIES,
    "ledelsestilsyn": reviews.COLUMNS,
}
README = Path(__file__).with_name("README.md")


def write(folder: Path, world: World, drops: list[Drop]) -> None:
    """Write every table of the truth, and what each is."""
    (folder / "README.md").write_bytes(README.read_bytes())
    for name, rows in world_tables.tables(world).items():
        write_table(folder / f"{name}.csv", rows)
    write_table(folder / "raadgivere.csv", services.staff(world))
    for drop in drops:
        tables = {
            "kendt": known.rows(world, drop),
            **ledger.tables(world, drop.view),
            "raekker": files.counts(drop),
            "plantet": files.set_aside(drop),
            "kontrakter": gaps.register(drop),
            "kontraktmangler": gaps.gaps(world, drop),
            "bevaegelser": moves.since_last_month(world, drop),
            **accounts.tables(drop),
            **services.tables(world, drop),
            "priser": price_law.rows(world, drop),
            "handleplan": plan.rows(drop),
            "frister": deadlines.rows(drop),
            **casework.tables(drop),
            "ledelsestilsyn": reviews.rows(drop),
        }
        for name, rows in tables.items():
            write_table(folder / f"{name}_{drop.label}.csv", rows, MAY_BE_EMPTY.get(name, ()))
