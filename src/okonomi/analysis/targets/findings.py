"""What a reader of the targets must know before using them."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.targets.effect import Payers
from okonomi.analysis.words import count
from okonomi.findings import Finding


def targets_findings(rows: pd.DataFrame, who: Payers) -> tuple[Finding, ...]:
    """Unknown thresholds, and savings that nobody knows when can begin."""
    lacks = [
        Finding(code="refusion-mangler", severity="advarsel", text=m.text, remedy=m.remedy)
        for m in who.missing
    ]
    unknown = rows[rows["counted"] & rows["first_day"].isna()]
    if len(unknown):
        lacks.append(
            Finding(
                code="frist-ukendt",
                severity="advarsel",
                text=f"{count(len(unknown), 'placering', 'placeringer')} med en besparelse har "
                "ingen kendt frist, så beløbet for resten af året er uden dem.",
                remedy="Find opsigelsesvarslet i kontrakten, og skriv det i kontraktlisten.",
                rows=unknown[["case_id", "provider", "contract_id", "note"]].reset_index(drop=True),
            )
        )
    return tuple(lacks)
