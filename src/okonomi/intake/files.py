"""The files of a month's folder, in the order they were made, with their checksums."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from okonomi.errors import UserError
from okonomi.intake.pseudonym import hide_cpr
from okonomi.workspace import Workspace

QUARANTINE = "afviste_raekker.xlsx"
_IGNORED = ("desktop.ini", "thumbs.db", QUARANTINE)
_TIME = r"(?:[-_T ]?(?P<t>[0-2]\d[-_.]?[0-5]\d(?:[-_.]?[0-5]\d)?))?(?!\d)"
_DATES = (
    re.compile(r"(?P<y>20\d\d)[-_.]?(?P<m>[01]\d)[-_.]?(?P<d>[0-3]\d)" + _TIME),
    re.compile(r"(?<!\d)(?P<d>[0-3]\d)[-_.]?(?P<m>[01]\d)[-_.]?(?P<y>20\d\d)" + _TIME),
    re.compile(r"(?P<y>20\d\d)[-_.](?P<m>[01]\d)(?P<d>)(?P<t>)(?!\d)"),
)
"""Tried in this order: 28022026 is a day first only where it is no year first."""
_CHUNK = 1 << 20


@dataclass(frozen=True)
class DropFile:
    """One file of a month. ``name`` is how it is shown: its path in the workspace."""

    path: Path
    month: pd.Period
    name: str

    def sha256(self) -> str:
        """The file's checksum, read in pieces."""
        digest = hashlib.sha256()
        with self.path.open("rb") as file:
            while piece := file.read(_CHUNK):
                digest.update(piece)
        return digest.hexdigest()


def month_files(workspace: Workspace, month: pd.Period) -> list[DropFile]:
    """The readable files of a month, oldest first by the date in their name, else by name.

    Left out are hidden and temporary files, README files and what the kit itself wrote. Raises
    ``UserError`` where the month has no folder, or nothing in it.
    """
    folder = workspace.month_folder(month)
    files = [
        DropFile(path, month, _shown(path.relative_to(workspace.root)))
        for path in sorted(folder.rglob("*"), key=_age)
        if path.is_file() and not _is_ignored(path.relative_to(folder))
    ]
    if not files:
        raise UserError(
            f"Mappen {folder} er tom. Læg månedens udtræk i den (Excel eller CSV), og prøv igen."
        )
    return files


def _shown(path: Path) -> str:
    """The path as it is printed: without CPR numbers, and with a mark for bytes that are no text
    to this system, as a name packed on another one may hold."""
    return hide_cpr(os.fsencode(path.as_posix()).decode("utf-8", "replace"))


def _is_ignored(path: Path) -> bool:
    if any(part.startswith((".", "~$")) for part in path.parts):
        return True
    name = path.name.casefold()
    return name in _IGNORED or name.startswith("readme")


def _age(path: Path) -> tuple[str, list[tuple[int, int, str]], str]:
    """The date in the name, then the name with its numbers as numbers."""
    date, _ = split_date(path.name)
    parts = re.split(r"(\d+)", path.name.casefold())
    natural = [(0, int(p), "") if p.isdigit() else (1, 0, p) for p in parts if p]
    return date, natural, path.as_posix()


def split_date(name: str) -> tuple[str, str]:
    """The date in a file name as ``yyyymmdd`` (``yyyymm00`` for a month, ``""`` for none), and
    the name without it and without its ending: what files of one list have in common."""
    stamp, rest = split_stamp(name)
    return stamp[:8], rest


def split_stamp(name: str) -> tuple[str, str]:
    """As ``split_date``, with the time of day behind the date where the name has one."""
    stem = Path(name).stem
    for pattern in _DATES:
        for found in pattern.finditer(stem):
            year, month, day = found["y"], found["m"], found["d"] or "01"
            if _is_date(int(year), int(month), int(day)):
                rest = f"{stem[: found.start()]} {stem[found.end() :]}"
                time = re.sub(r"\D", "", found["t"] or "")
                rest = " ".join(rest.split()).strip(" -_.")
                return f"{year}{month}{found['d'] or '00'}{time}", rest
    return "", " ".join(stem.split())


def _is_date(year: int, month: int, day: int) -> bool:
    """Whether the calendar has that day."""
    try:
        dt.date(year, month, day)
    except ValueError:
        return False
    return True
