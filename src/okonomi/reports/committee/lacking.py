"""A committee version is not made of a month whose exports are not all there.

An internal report says at its top what it does without. A published one would show the same wrong
figures with no word of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from okonomi.analysis.dataquality.since import PRICES, WITHOUT
from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.intake.sources import UNDECIDED, UNKNOWN, UNREADABLE

MISSING = "udtraek-mangler"
WRONG = (WITHOUT["placement"], WITHOUT["posting"], WITHOUT["budget"], PRICES)
"""What makes the amounts themselves wrong; without other exports a section has nothing to show."""
NOT_READ = (UNREADABLE, UNKNOWN, UNDECIDED)
NO_ROWS = "har kun overskrifter og ingen rækker"
"""An export of nothing is no export that could not be read."""


def refuse_lacking(findings: Iterable[Finding]) -> None:
    """``UserError`` where an export of the amounts is missing, or a file was not read."""
    lacking = dict.fromkeys(
        finding.text
        for finding in findings
        if (finding.code == MISSING and any(wrong in finding.text for wrong in WRONG))
        or (finding.code in NOT_READ and finding.severity == "fejl" and NO_ROWS not in finding.text)
    )
    if lacking:
        raise UserError(
            f"Udvalgsudgaven er ikke udgivet, for dens tal ville være forkerte: {' '.join(lacking)}"
            " Hent udtrækkene igen, eller fjern de filer, der ikke hører til, og kør igen. Den "
            "interne rapport kan laves uden."
        )
