"""Is a saving achievable? The facts that speak for and against, in words, beside each sum."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.contracts.notice import UNKNOWN
from okonomi.analysis.servicetjek.pricemodel import DEARER
from okonomi.analysis.targets.rule import BY_MODEL, NO_TARGET
from okonomi.analysis.words import count
from okonomi.present import numbers

LIKELY, POSSIBLE, HARD = "god", "mulig", "svær"
LARGE_CUSTOMER = 0.25
"""The share of a provider's places that makes the municipality a customer it would miss."""
PUBLIC = ("kommunal", "regional")


def outlooks(rows: pd.DataFrame) -> pd.DataFrame:
    """``outlook``, ``facts`` and ``achievable`` (the facts, and when) for each row of a target.

    ``rows``: basis, verdict, above, compared, compared_providers, provider_kind, first_day, note,
    framed (a frame contract), ours (our share of the places), delivered_share, tilsyn_score.
    """
    said = [_one(row) for row in rows.itertuples()]
    return pd.DataFrame(said, index=rows.index, columns=["outlook", "facts", "achievable"]).astype(
        "str"
    )


def _one(row: object) -> tuple[str, str, str]:
    if row.basis == NO_TARGET:  # type: ignore[attr-defined]
        return "", "", ""
    public = row.provider_kind in PUBLIC  # type: ignore[attr-defined]
    dear = row.verdict == DEARER and row.basis == BY_MODEL  # type: ignore[attr-defined]
    known = not pd.isna(row.first_day)  # type: ignore[attr-defined]
    outlook = HARD if public else LIKELY if dear and known else POSSIBLE
    facts = _facts(row, dear, public)
    return outlook, "; ".join(facts), "; ".join([*facts, _when(row)])


def _when(row: object) -> str:
    """The first day of a new price, or why it is not known."""
    if pd.isna(row.first_day):  # type: ignore[attr-defined]
        return str(row.note) or UNKNOWN  # type: ignore[attr-defined]
    return f"ny pris tidligst {numbers.date(row.first_day)}"  # type: ignore[attr-defined]


def _facts(row: object, dear: bool, public: bool) -> list[str]:
    given: dict[str, object] = row._asdict()  # type: ignore[attr-defined]
    facts = []
    if dear:
        facts.append(
            f"dyrere end ydelsen forklarer (sandsynlighed {numbers.share(given['above'], 0)})"
        )
    elif given["basis"] == BY_MODEL:
        facts.append("leverandøren er samlet som forventet; det er denne pris, der ligger over")
    else:
        facts.append("prisen er holdt op mod median og kvartil uden hensyn til ydelsen")
    facts.append(
        f"{count(given['compared'], 'placering', 'placeringer')} hos "  # type: ignore[arg-type]
        f"{count(given['compared_providers'], 'leverandør', 'leverandører')} at sammenligne med"  # type: ignore[arg-type]
    )
    if public:
        facts.append(
            "offentlig leverandør: en vejledende takst i rammeaftalen forhandles ikke som en pris"
        )
    if given["framed"]:
        facts.append("rammekontrakt: prisen gælder flere pladser")
    ours = given["ours"]
    if not pd.isna(ours):
        weight = "vi er en stor kunde" if ours >= LARGE_CUSTOMER else "vi er en lille kunde"  # type: ignore[operator]
        facts.append(f"{weight} ({numbers.share(min(ours, 1.0), 0)} af pladserne)")  # type: ignore[call-overload]
    share = given["delivered_share"]
    if not pd.isna(share) and share < 1:  # type: ignore[operator]
        facts.append(f"{numbers.share(share, 0)} af de aftalte timer er dokumenteret leveret")
    if not pd.isna(given["tilsyn_score"]):
        facts.append(f"tilsynsscore {numbers.number(given['tilsyn_score'], 1)} af 5")
    return facts
