"""What a report is made of, as checksums: where they differ, it is due again, and why is known."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from okonomi import __version__
from okonomi.errors import UserError
from okonomi.intake.files import month_files
from okonomi.workspace import SETTINGS_FILE, Workspace

LENGTH = 16
"""Hex digits kept of a checksum: enough to see a change."""


def notebook_of(workspace: Workspace, report: str) -> Path:
    """The workspace's own notebook of that name, else the kit's; ``UserError`` for neither."""
    folders = (workspace.root / "notebooks", Path(__file__).parents[3] / "notebooks")
    for folder in folders:
        # A name and no way to somewhere else: it names the report's folder too.
        if re.fullmatch(r"[^/\\:]+", report) and (folder / f"{report}.ipynb").is_file():
            return folder / f"{report}.ipynb"
    known = sorted({path.stem for folder in folders for path in folder.glob("*.ipynb")})
    raise UserError(
        f"Rapporten “{report}” findes ikke. Vælg en af: {', '.join(known) or 'ingen fundet'}."
    )


def edition_of(name: str) -> tuple[str, str]:
    """A folder's name → the report and its edition: ``x-udvalg`` → ``x``, ``udvalg``."""
    from okonomi.reports.committee import EDITION, SUFFIX

    return (name.removesuffix(SUFFIX), EDITION) if name.endswith(SUFFIX) else (name, "intern")


def report_folder(workspace: Workspace, period: str, report: str) -> Path:
    """Where a report of a month lies, or those for each rådgiver or team in folders below."""
    return workspace.path("filer", "rapporter") / period / report


class Basis:
    """The checksums of a workspace's files; each is read once."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._months: dict[pd.Period, str] = {}
        self._settings = _settings(workspace.root / SETTINGS_FILE)
        self._own = _digest(_own_files(workspace))

    def of(self, period: pd.Period, notebook: Path | None) -> dict[str, Any]:
        """What a report of a month is made of, as JSON values.

        ``exports`` has that month and every earlier one: a report looks back. A month without
        files is left out. ``notebook`` is None for what is made without one.
        """
        months = [month for month in self._workspace.months() if month <= period]
        return {
            "exports": {str(month): digest for month in months if (digest := self._month(month))},
            "settings": self._settings,
            "own_rules": self._own,
            "notebook": _digest([notebook] if notebook else []),
            "okonomi": __version__,
        }

    def has_files(self, period: pd.Period) -> bool:
        """Whether anything was put in the month's folder."""
        return bool(self._month(period))

    def _month(self, month: pd.Period) -> str:
        if month not in self._months:
            try:
                files = month_files(self._workspace, month)
            except UserError:  # nothing in it
                self._months[month] = ""
            else:
                self._months[month] = _digest(file.path for file in files)
        return self._months[month]


def changes(before: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[str]:
    """Danish: what has changed since a report was made; empty where nothing has.

    ``before`` is the manifest's ``basis``; a report from before there was one counts as changed.
    """
    if not before:
        return ["rapporten er lavet, før grundlaget blev skrevet ned"]
    then, here = before.get("exports", {}), now["exports"]
    months = [month for month in sorted(then | here) if then.get(month) != here.get(month)]
    said = [f"udtrækkene for {', '.join(months)} er ændret"] if months else []
    words = {
        "settings": f"{SETTINGS_FILE} er ændret",
        "own_rules": "kommunens egne regler, profiler eller alias er ændret",
        "notebook": "notebooken er ændret",
        "okonomi": f"programmet er version {now['okonomi']}",
    }
    return said + [word for key, word in words.items() if before.get(key) != now[key]]


def _settings(path: Path) -> str:
    """The settings that a report may depend on, whatever the comments beside them."""
    given = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    given.pop("drift", None)
    text = json.dumps(given, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]


def _own_files(workspace: Workspace) -> list[Path]:
    """The municipality's own rules, profiles, aliases, accounts and scenarios; not the key."""
    folders = (workspace.root / "regler", workspace.path("filer", "profiler"))
    found = [path for folder in folders if folder.is_dir() for path in folder.rglob("*.*")]
    found += workspace.root.glob("*.yaml")
    return [*found, workspace.path("filer", "alias"), workspace.root / "kontoplan.csv"]


def _digest(paths: Iterable[Path]) -> str:
    """One checksum of the files' names and contents; files that are not there are left out.

    A file that cannot be read counts as one that has changed when it can: what is made of it must
    say what is wrong with it, and the other months are no worse for it.
    """
    parts = []
    for path in paths:
        if path.is_file() and not path.name.startswith((".", "~$")):
            try:
                with path.open("rb") as file:
                    parts.append(f"{path.name}|{hashlib.file_digest(file, 'sha256').hexdigest()}")
            except OSError:
                parts.append(f"{path.name}|kan ikke læses")
    # A name may be bytes that are no text to this system.
    listed = "\n".join(sorted(parts)).encode("utf-8", "surrogateescape")
    return hashlib.sha256(listed).hexdigest()[:LENGTH]
