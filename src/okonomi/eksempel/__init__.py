"""Eksempel Kommune: a synthetic municipality, written as messy exports, and the truth about it.

It imports none of the kit's rooms: what it says a reader should find is computed by its own slow,
exact code. Everything in it is invented; CPR-like numbers have the day + 60.
"""

from __future__ import annotations

from pathlib import Path

from okonomi.eksempel import truth as facit
from okonomi.eksempel.drop_folder import write_drop
from okonomi.eksempel.exports import workspace
from okonomi.eksempel.months import parse
from okonomi.eksempel.postings import Accounts
from okonomi.eksempel.world import build

__all__ = ["write"]


def write(
    folder: Path,
    *,
    seed: int = 1,
    placements: int = 400,
    year: int = 2026,
    drops: tuple[str, ...],
    truth: Path | None = None,
    reports: str = "reports",
) -> None:
    """Write a workspace with one folder of exports per month in ``drops`` (``"2026-03"``).

    ``placements`` stays run on 1 January of ``year``; history goes back to ``year`` − 2. A month's
    folder shows what was registered by the month's last day, whatever other months are written.
    ``truth`` is a folder outside the workspace for what a reader should find. The same arguments
    give the same bytes on every platform. Raises ``ValueError`` for a month outside the three
    years.
    """
    months = sorted({parse(drop) for drop in drops})
    if not months or not all(year - 2 <= month // 12 <= year for month in months):
        raise ValueError(f"drops must be months of {year - 2}–{year}, not {drops}")
    world = build(seed, placements, year)
    folder.mkdir(parents=True, exist_ok=True)
    workspace.write(folder, world, reports)
    accounts = {month // 12: Accounts(world, month // 12 * 12) for month in months}
    written = [write_drop(folder, world, month, accounts[month // 12]) for month in months]
    if truth is not None:
        truth.mkdir(parents=True, exist_ok=True)
        facit.write(truth, world, written)
