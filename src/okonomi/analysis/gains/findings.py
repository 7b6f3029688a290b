"""What is wrong with a plan of action, or has not come of it."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.rules import Missing

NAMED = ["initiative", "case_id", "provider", "effective_from"]


def of_plan(
    rows: pd.DataFrame, double: pd.DataFrame, homeless: pd.Series, late: pd.Series
) -> list[Finding]:
    """``rows``: the plan by the action's number. ``double``: see ``overlaps``. ``homeless`` and
    ``late``: masks of ``rows``, without any bevilling and without any gain."""
    found = _double(rows, double)
    if homeless.any():
        found.append(
            Finding(
                code="gevinst-uden-linje",
                severity="advarsel",
                text=f"{_initiatives(homeless)} skulle virke nu, men ingen "
                "bevilling på sagen eller hos leverandøren løb dagen før; gevinsten er sat til 0.",
                remedy="Skriv linje-id, sagsnummer eller leverandør, som de står på bevillingen.",
                rows=rows.loc[homeless, NAMED],
            )
        )
    if late.any():
        found.append(
            Finding(
                code="gevinst-udebliver",
                severity="advarsel",
                text=f"{_initiatives(late).capitalize()} skulle virke nu, men bevillingerne er "
                "ikke blevet mindre.",
                remedy="Spørg ejeren, om aftalen er gennemført og registreret, og ret dagen.",
                rows=rows.loc[late, NAMED],
            )
        )
    undated = rows["effective_from"].isna() & rows["action_status"].ne("forslag")
    if undated.any():
        found.append(
            Finding(
                code="gevinst-uden-dag",
                severity="oplysning",
                text=f"{_initiatives(undated)} er aftalt uden en dag, den "
                "virker fra, og er ikke regnet med.",
                remedy="Skriv den første dag med virkning i handleplanen.",
                rows=rows.loc[undated, ["initiative", "case_id", "provider"]],
            )
        )
    return found


def without_net(missing: tuple[Missing, ...]) -> list[Finding]:
    """Why there is no net effect."""
    return [
        Finding(
            code="gevinst-uden-netto",
            severity="advarsel",
            text=f"Gevinsterne er kun vist før refusion. {lack.text}",
            remedy=lack.remedy,
        )
        for lack in missing
    ]


def _initiatives(mask: pd.Series) -> str:
    return count(int(mask.sum()), "indsats", "indsatser")


def _double(rows: pd.DataFrame, double: pd.DataFrame) -> list[Finding]:
    if double.empty:
        return []
    names = rows["initiative"]
    said = [f"“{names[b]}” og “{names[a]}”" for a, b in double[["action", "first"]].to_numpy()]
    return [
        Finding(
            code="gevinst-to-gange",
            severity="advarsel",
            text=f"Den samme gevinst står to gange: {'; '.join(dict.fromkeys(said))}. Den er "
            "kun regnet med i den første.",
            remedy="Slet den ene, eller skriv, hvilken sag hver af dem gælder.",
            rows=double[["case_id", "provider", "action_kind", "effective_from"]],
        )
    ]
