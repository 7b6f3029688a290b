"""A committee version is not made of a month whose exports are not all there.

An internal report says at its top what it does without. A published one would show the same wrong
figures with no word of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from okonomi.analysis.dataquality.since import AMOUNTS_MISSING
from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.intake.sources import UNDECIDED, UNKNOWN, UNREADABLE

NOT_READ = (UNREADABLE, UNKNOWN, UNDECIDED)


def refuse_lacking(findings: Iterable[Finding]) -> None:
    """``UserError`` where an export of the amounts is missing, or a file was not read."""
    lacking = dict.fromkeys(
        finding.text
        for finding in findings
        if finding.code == AMOUNTS_MISSING
        or (finding.code in NOT_READ and finding.severity == "fejl")
    )
    if lacking:
        raise UserError(
            f"Udvalgsudgaven er ikke udgivet, for dens tal ville være forkerte: {' '.join(lacking)}"
            " Hent udtrækkene igen, eller fjern de filer, der ikke hører til, og kør igen. Den "
            "interne rapport kan laves uden."
        )
