"""``okonomi run-due``: make whatever is due and not yet made."""

from __future__ import annotations

import sys
from argparse import Namespace
from datetime import datetime

from okonomi import reports
from okonomi.analysis.words import count
from okonomi.cli import hooks
from okonomi.cli.clock import now
from okonomi.cli.faults import told
from okonomi.cli.progress import progress
from okonomi.cli.reporting import IN_THE_REPORT
from okonomi.reports.basis import edition_of
from okonomi.reports.due import Due, stale
from okonomi.reports.jobs import Job, make_one, working
from okonomi.reports.lock import Busy
from okonomi.reports.status import INDEX
from okonomi.workspace import Workspace, open_workspace

STATES = {0: "udgivet", 1: "udgivet med fejl sat til side", 2: "fejlet"}


def run_due(arguments: Namespace) -> int:
    """Make every report that is due, say why, and call the user's own command at the end.

    0: all is made, or there was nothing to make · 1: a report was published with errors set
    aside · 2: something failed, or another run is going on (then without ``ved_fejl``).
    """
    workspace = open_workspace(arguments.workspace)
    made_at = now()
    faults: list[str] = []
    wanted: list[Due] = []
    code = 0
    try:
        with working(workspace, made_at) as aside:
            found = stale(workspace)
            wanted = [one for one in found if not one.gone]
            for one in found:
                if one.gone:
                    print(f"{_called(one)} kan ikke laves mere: {one.gone}.")
            code = _make(workspace, wanted, made_at, faults)
        if aside:  # the page is one of the things to be made
            code = 2
            faults += aside
    except Busy as error:  # no fault of the user's to be called about: the other run makes it all
        print("\n".join(told(error)), file=sys.stderr)
        return 2
    except Exception as error:
        code = 2
        faults += told(error)
    index = workspace.path("filer", "rapporter") / INDEX
    if index.is_file():
        print(f"Oversigten ligger i {index}")
    if wanted or code:
        setting = "ved_fejl" if code == 2 else "ved_succes"
        environment = {
            "OKONOMI_KODE": str(code),
            "OKONOMI_STATUS": STATES[code],
            "OKONOMI_KOMMUNE": workspace.municipality,
            "OKONOMI_ARBEJDSOMRAADE": str(workspace.root),
            "OKONOMI_OVERSIGT": str(index),
            "OKONOMI_BESKED": faults[0] if faults else "",
        }
        failed = hooks.run(setting, workspace["drift", setting], workspace.root, environment)
        code = 2 if failed else code
        faults += failed
    for fault in faults:
        print(fault, file=sys.stderr)
    return code


def _make(workspace: Workspace, wanted: list[Due], made_at: datetime, faults: list[str]) -> int:
    if not wanted:
        print("Alt er lavet: ingen udtræk er nye eller ændrede.")
        return 0
    print(f"{count(len(wanted), 'rapport', 'rapporter').capitalize()} skal laves:")
    for one in wanted:
        print(f"  {_called(one)}: {one.cause}", flush=True)
    step = progress(sys.stderr)
    codes = []
    with reports.shared_kernel() as kernel:
        for number, one in enumerate(wanted):
            step(number, len(wanted), _called(one))
            report, edition = edition_of(one.report)
            job = Job(
                workspace=workspace.root,
                report=report,
                period=one.period,
                made_at=made_at,
                texts=one.texts,
                edition=edition,
            )
            try:
                published = make_one(job, kernel=kernel)
                codes.append(published.exit_code)
                faults += [f"{_called(one)}: {warning}" for warning in published.warnings]
            except Exception as error:
                codes.append(2)
                first, *more = told(error)
                faults += [f"{_called(one)} er ikke lavet: {first}", *more]
    step(len(wanted), len(wanted), "Færdig")
    made = len(codes) - codes.count(2)
    print(f"{count(made, 'rapport er lavet', 'rapporter er lavet').capitalize()} af {len(codes)}.")
    if 1 in codes:
        print(IN_THE_REPORT, file=sys.stderr)
    return max(codes)


def _called(one: Due) -> str:
    return " ".join([one.period, one.report, *one.texts.values()])
