"""Which reports are due: no clock says so, only what lies in the workspace."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from okonomi.errors import UserError
from okonomi.period import parse_period
from okonomi.reports.basis import Basis, changes, edition_of, notebook_of, report_folder
from okonomi.reports.gone import Choice, why_gone
from okonomi.workspace import Workspace

MISSING = "rapporten mangler"
INTERNAL = "intern"
MISSING_USUAL = "den almindelige rapport mangler"
NO_NOTEBOOK = "notebooken findes ikke mere"
QUARTERS = (3, 6, 9, 12)
"""The months in which a quarterly report is made."""


@dataclass(frozen=True, kw_only=True)
class Due:
    """A report to be made: the month as ``2026-03``, its name, and in Danish why.

    The name is that of its folder: ``x-udvalg`` is the committee's edition of ``x``. ``texts`` are
    the parameters of one made for a rådgiver, a team or a scenario; none for the usual one.
    ``gone`` says in Danish why it can be made no more; empty where it can.
    """

    period: str
    report: str
    cause: str
    texts: Mapping[str, str] = field(default_factory=dict)
    gone: str = ""


def due(workspace: Workspace) -> list[Due]:
    """What is due and can be made, newest month first, in the order of the settings."""
    return [one for one in stale(workspace) if not one.gone]


def stale(workspace: Workspace) -> list[Due]:
    """What is due, also what can be made no more (``gone``), newest month first; committee
    editions last and oldest first, for each is protected against the one before, and a quarter's
    before the month's, which has the smaller rows.

    A month is due when it has a folder with files, from ``[drift] fra`` on. A report is due when
    there is none, or when what it was made of (``Basis``) has changed since; of a report that was
    made for several rådgivere, teams or scenarios, each of them and always the usual one.
    """
    first = workspace["drift", "fra"]
    if first:
        parse_period(first)
    basis = Basis(workspace)
    found = []
    for period in reversed(workspace.months()):
        if str(period) < first or not basis.has_files(period):
            continue
        for report in wanted(workspace, period):
            found += _due(workspace, basis, period, report)
    internal = [one for one in found if edition_of(one.report)[1] == INTERNAL]
    committee = [one for one in found if edition_of(one.report)[1] != INTERNAL]
    quarterly = workspace["drift", "kvartalsrapporter"]
    return internal + sorted(committee, key=lambda one: (one.period, one.report not in quarterly))


def outdated(workspace: Workspace) -> list[Due]:
    """What was made of what has since changed, and no setting asks for: a report made by hand.

    Nobody makes it anew, so it must be seen that its figures are old. A new version of the kit is
    no such change, and months before ``[drift] fra`` are closed.
    """
    basis, found = Basis(workspace), []
    for period in workspace.months():
        if str(period) < workspace["drift", "fra"]:
            continue
        month = workspace.path("filer", "rapporter") / str(period)
        asked = wanted(workspace, period)
        names = [path.name for path in month.iterdir()] if month.is_dir() else []
        for report in sorted({name for name in names if name[0] != "."} - set(asked)):
            try:
                notebook = notebook_of(workspace, edition_of(report)[0])
            except UserError:  # the dossiers have none
                notebook = None
            now = basis.of(period, notebook)
            found += [
                Due(period=str(period), report=report, cause=", ".join(why))
                for _, made_of in manifests(month / report)
                if (then := made_of.get("basis"))
                and (why := changes(then | {"okonomi": now["okonomi"]}, now))
            ]
    return found


def wanted(workspace: Workspace, period: pd.Period) -> list[str]:
    """The reports that the settings ask for in a month, each once."""
    quarterly = workspace["drift", "kvartalsrapporter"]
    every = [name for name in workspace["drift", "rapporter"] if name not in quarterly]
    return list(dict.fromkeys([*every, *(quarterly if period.month in QUARTERS else ())]))


def _due(workspace: Workspace, basis: Basis, period: pd.Period, report: str) -> list[Due]:
    made = manifests(report_folder(workspace, str(period), report))
    usual = Due(period=str(period), report=report, cause=MISSING)
    try:
        notebook = notebook_of(workspace, edition_of(report)[0])
    except UserError:  # a name that no notebook has: the run says so
        return [replace(usual, cause=NO_NOTEBOOK) if made else usual]
    if not made:
        return [usual]
    now = basis.of(period, notebook)
    causes: dict[Choice, list[str]] = {}
    for _, made_of in made:
        choice, why = _choices(made_of.get("parameters")), changes(made_of.get("basis"), now)
        # An old one may lie elsewhere than the same report does now: the newest counts.
        causes[choice] = min(causes.get(choice, why), why, key=len)
    found = [
        Due(
            period=str(period),
            report=report,
            cause=", ".join(why),
            texts=dict(choice),
            gone=why_gone(workspace, period, choice, json.dumps(now, sort_keys=True)),
        )
        for choice, why in causes.items()
        if why
    ]
    if () not in causes and _usual(notebook) not in causes:
        found.insert(0, replace(usual, cause=MISSING_USUAL))
    return found


def _usual(notebook: Path) -> Choice:
    """What a report is made for when nothing is chosen: the notebook's own defaults."""
    from okonomi.reports.parameters import declared
    from okonomi.reports.runner import read_notebook

    try:
        return _choices(declared(read_notebook(notebook)))
    except (UserError, ValueError):  # the run says what is wrong with it
        return ()


def _choices(parameters: Any) -> Choice:
    """What one of several reports of the same name was made for."""
    from okonomi.reports.each import CHOICES, VERSIONS

    given = parameters if isinstance(parameters, dict) else {}
    return tuple((name, str(given[name])) for name in (*CHOICES, *VERSIONS) if given.get(name))


def manifests(folder: Path) -> list[tuple[Path, dict[str, Any]]]:
    """The manifest of a report, or of each report in the folders below it, by folder."""
    found = []
    for path in (folder / "manifest.json", *sorted(folder.glob("[!.]*/manifest.json"))):
        try:
            given = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):  # none, or not one of ours
            continue
        if isinstance(given, dict):
            found.append((path.parent, given))
    return found
