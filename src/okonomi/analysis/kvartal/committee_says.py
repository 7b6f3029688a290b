"""What the committee's table calls its budgets, its result and servicerammen, and its doubts."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.budget_rows import CORRECTED
from okonomi.analysis.followup.public import compared
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.present import Column


def budget_columns(basis: str) -> list[Column]:
    """What is budgeted; without any corrected budget none is called so."""
    corrected = basis == CORRECTED
    return [
        Column(
            "corrected_oere",
            "Korrigeret ekskl. overførsler" if corrected else compared(basis),
            "oere",
            -6,
        ),
        Column("applied_oere", "Bevillings- ansøgninger", "oere", -6),
        Column("corrected_incl_oere", f"{basis.capitalize()} inkl.", "oere", -6),
    ]


def result_heading(basis: str) -> str:
    """The heading of the deviation, by the budget it is from."""
    return "Resultat ekskl. overførsler" if basis == CORRECTED else "Resultat mod oprindeligt"


def ramme(with_moms: bool) -> str:
    """What the service row is beside servicerammen."""
    if not with_moms:
        return "Beløbene er uden moms, så serviceudgifterne er servicerammen."
    return (
        "Beløbene er med moms: servicerammen er serviceudgifterne minus momsrefusionen, som "
        "månedsrapporten viser under “Hvad koster det efter statsrefusion?”."
    )


def committee_findings(
    refund: pd.Series, rows: pd.DataFrame, budget: pd.DataFrame
) -> list[Finding]:
    """A budget whose columns do not add up, and a refund without one (``refund``: its row)."""
    found = []
    wrong = budget[budget["differs_oere"].ne(0)]
    if len(wrong):
        found.append(
            Finding(
                code="budget-inkl-stemmer-ikke",
                severity="advarsel",
                text=f"På {count(len(wrong), 'funktion', 'funktioner')} er korrigeret budget inkl. "
                "overførsler et andet end korrigeret budget, ansøgninger og overførsler lagt "
                "sammen; budgettets egen sum er vist.",
                remedy="Ret budgetfilen, så de fire kolonner stemmer.",
                rows=wrong.reset_index()[["function_label", "corrected_incl_oere", "differs_oere"]],
            )
        )
    if pd.isna(refund["corrected_oere"]) and rows["corrected_oere"].notna().any():
        found.append(
            Finding(
                code="refusion-uden-budget",
                severity="oplysning",
                text="Budgettet har ingen række for central refusion (funktion 5.22), så hverken "
                "den eller summen med den har en afvigelse.",
                remedy="Tag funktionen med i budgetfilen, hvis refusionen skal følges.",
            )
        )
    return found
