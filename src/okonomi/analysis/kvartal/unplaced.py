"""Functions that the committee's table has no row for."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.present import numbers


def unplaced(rows: pd.DataFrame) -> list[Finding]:
    """A finding where ``rows``, the functions that stand as *Øvrige*, have kroner: somebody must
    look whether they belong to the service expenses that they are summed into.

    ``rows``: indexed by area_label and function_label, with corrected_oere and expected_oere.
    """
    known = rows[["corrected_oere", "expected_oere"]]
    known = known[known.fillna(0).ne(0).any(axis=1)]
    if known.empty:
        return []
    return [
        Finding(
            code="udvalgstabel-oevrige",
            severity="advarsel",
            text=f"{count(len(known), 'funktion', 'funktioner')} har ingen række i udvalgets tabel "
            f"og står som Øvrige; {numbers.mio(known['expected_oere'].sum(), 2)} forventet forbrug "
            "er talt med i serviceudgifterne.",
            remedy="Se efter, om det hører til der; ret kontoen, eller tag funktionen ud af "
            "udtrækket.",
            rows=known.reset_index(),
        )
    ]
