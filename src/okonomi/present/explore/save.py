"""Rows chosen in a panel, as a workbook."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from okonomi.errors import UserError
from okonomi.present import numbers
from okonomi.present.table import Bundle, Table
from okonomi.workspace import find_workspace, open_workspace

FOLDER = "udtraek"


@dataclass(frozen=True)
class Home:
    """Where workbooks are written, and whose they are."""

    folder: Path
    municipality: str


def home(start: Path) -> Home:
    """``udtraek`` among the reports of the workspace around ``start``, or else in ``start``."""
    try:
        workspace = open_workspace(find_workspace(start))
    except UserError:
        return Home(start / FOLDER, "")
    return Home(workspace.path("filer", "rapporter") / FOLDER, workspace.municipality)


def file_name(table: Table, period: pd.Period) -> str:
    """A name for the table's file that every system can have."""
    name = re.sub(r"[^\w ,.–-]", " ", f"{period} {table.title}")
    return f"{' '.join(name.split())[:80].rstrip(' .,–-')}.xlsx"


def save(table: Table, name: str, at: Home, period: pd.Period, about: str) -> Path:
    """Write the table to a new file and return its path; a file that is there is never replaced.

    ``name`` is a file name in ``at``'s folder, or a path of its own. Raises ``UserError``.
    """
    from okonomi.present.workbook import write_workbook

    if not name.strip():
        raise UserError("Filen mangler et navn. Skriv et, f.eks. udtræk.xlsx.")
    wanted = at.folder / Path(name.strip()).expanduser()
    wanted = wanted.with_name(wanted.name.removesuffix(".xlsx") + ".xlsx")
    path, n = wanted, 1
    while path.exists():
        n += 1
        path = wanted.with_name(f"{wanted.stem} ({n}).xlsx")
    bundle = Bundle(
        name=table.name,
        title=table.title,
        period=period,
        summary=f"{about} {INTERNAL}" if table.internal else about,
        tables=(table,),
    )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_workbook(
            path,
            [bundle],
            title=table.title,
            municipality=at.municipality or numbers.MISSING,
            data_until=period.end_time.date(),
        )
    except (OSError, _file_error()) as error:
        raise UserError(
            f"Filen {path} kan ikke skrives. Vælg et andet navn eller en anden mappe."
        ) from error
    return path


INTERNAL = "Til intern brug: rækkerne viser enkelte sager eller små leverandører."


def _file_error() -> type[Exception]:
    from xlsxwriter.exceptions import FileCreateError

    return FileCreateError
