"""``okonomi servicetjek``: a dossier of every provider, or of one."""

from __future__ import annotations

import sys
from argparse import Namespace
from difflib import get_close_matches

from okonomi.analysis.words import count
from okonomi.cli.clock import now
from okonomi.cli.commands import choose
from okonomi.cli.progress import progress
from okonomi.errors import UserError


def servicetjek(arguments: Namespace) -> int:
    """Make the dossiers and say where they lie; the exit codes are those of ``report``."""
    from okonomi import intake, rules
    from okonomi.analysis.dossier.material import material
    from okonomi.analysis.dossier.result import providers
    from okonomi.reports.basis import Basis
    from okonomi.reports.dossiers import INDEX, NAME, publish
    from okonomi.reports.jobs import working

    if arguments.all == bool(arguments.leverandoer):
        raise UserError("Vælg enten --all eller --leverandoer NAVN.")
    workspace, period = choose(arguments)
    reading = intake.read(workspace, period)
    facts = material(
        reading, rules.load_kontoplan(workspace.root), rules.load(workspace), workspace
    )
    names = providers(facts)
    if not names:
        raise UserError(
            f"Der er ingen leverandører med en løbende hovedydelse i {period}, så der er ingen "
            "dossierer. Egne tilbud, plejefamilier og privatpersoner får ingen."
        )
    only = _named(arguments.leverandoer, names) if arguments.leverandoer else None
    folder = workspace.path("filer", "rapporter")
    made_at, basis = now(), Basis(workspace).of(period, None)
    with working(workspace, made_at) as aside:
        published = publish(
            facts,
            folder / str(period) / NAME,
            municipality=workspace.municipality,
            made_at=made_at,
            only=only,
            basis=basis,
            progress=progress(sys.stderr),
        )
    for sentence in aside:
        print(sentence, file=sys.stderr)
    if only:
        print(f"Dossieret ligger i {published.folder}")
    else:
        print(f"{count(len(names), 'dossier', 'dossierer')} ligger i {published.folder}")
        print(f"Åbn {published.folder / INDEX} i en browser.")
    if published.exit_code:
        print("Der er fejl i udtrækkene: de står i tabeller.xlsx.", file=sys.stderr)
    return published.exit_code


def _named(wanted: str, names: list[str]) -> str:
    plain = {name.casefold(): name for name in names}
    if found := plain.get(wanted.strip().casefold()):
        return found
    asked_for = wanted.strip().casefold()
    within = [name for name in plain if asked_for and asked_for in name][:3]
    near = [plain[name] for name in within or get_close_matches(asked_for, plain, n=3, cutoff=0.7)]
    asked = f" Mente du: {'; '.join(near)}?" if near else ""
    raise UserError(
        f"“{wanted}” har intet dossier i måneden: skriv navnet, som det står i rapporten.{asked} "
        "Egne tilbud, plejefamilier og privatpersoner får ingen."
    )
