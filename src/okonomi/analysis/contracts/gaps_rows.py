"""What every kind of contract gap shares: its name, its advice, and the shape of its rows."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

KINDS = {
    "betalt_efter_fraflytning": "Betalt, efter at hovedydelsen er sluttet",
    "betalt_under_fravaer": "Betalt under fravær",
    "samme_ydelse_to_gange": "Samme ydelse bevilget to gange",
    "pris_over_aftalt": "Betalt over aftalt pris",
    "reguleret_to_gange": "Reguleret to gange på et år",
    "indeks_over_aftalt": "Reguleret over aftalt indeks",
    "uden_kontrakt": "Uden kontrakt",
    "udloebet": "Kontrakten er udløbet",
    "ikke_gennemgaaet": "Kontrakten er ikke gennemgået",
    "tillaeg_uden_slut": "Tillæg uden slutdato",
    "foelgeydelse_uden_slut": "Anden følgeydelse uden slutdato",
    "pris_under_aftalt": "Betalt under aftalt pris",
    "dagtal": "Dagtal",
}
"""Every kind of gap, in the order of the summary."""

OVERPAID = tuple(KINDS)[:6]
"""What should not have been paid."""

ADVICE = {
    "betalt_efter_fraflytning": "Find ud af, om ydelsen gives; ellers kræv det betalte tilbage.",
    "betalt_under_fravaer": "Kræv nedslaget efter kontraktens fraværsregel.",
    "samme_ydelse_to_gange": "Find ud af, hvilken bevilling der gælder, og luk den anden.",
    "pris_over_aftalt": "Bed om regning efter kontrakten, og kræv forskellen tilbage.",
    "reguleret_to_gange": "Afvis den anden regulering, og kræv forskellen tilbage.",
    "indeks_over_aftalt": "Afvis det, der ligger over indekset, og kræv forskellen tilbage.",
    "uden_kontrakt": "Indgå en skriftlig aftale om ydelse, pris, regulering og opsigelse.",
    "udloebet": "Genforhandl eller forlæng kontrakten.",
    "ikke_gennemgaaet": "Gennemgå kontrakten med leverandøren.",
    "tillaeg_uden_slut": "Aftal, hvornår tillægget ses efter, og skriv datoen på bevillingen.",
    "foelgeydelse_uden_slut": "Skriv en dato for opfølgning på bevillingen.",
    "pris_under_aftalt": "Ret prisen, eller få den lavere pris skrevet ind i kontrakten.",
    "dagtal": "Intet, hvis dagtallet er aftalt; ellers aftal kalenderens dage.",
}
COLUMNS = {
    "kind": "str", "row": "int64", "contract": "Int64", "group": "str", "text": "str",
    "from_date": "datetime64[s]", "to_date": "datetime64[s]", "agreed_price_kr": "float64",
    "agreed_quantity": "float64", "agreed_frequency": "str", "claim_from": "datetime64[s]",
    "claim_until": "datetime64[s]", "claim_gross_oere": "Int64",
}  # fmt: skip


def gap_rows(
    kind: str, lines: pd.DataFrame, group: Iterable[object], **columns: object
) -> pd.DataFrame:
    """One row per line of one kind; rows with the same ``group`` are one thing to do."""
    frame = pd.DataFrame({"row": lines.index, "kind": kind, "from_date": lines["first_start"]})
    frame["group"] = [str(one) for one in group]
    frame["agreed_quantity"] = lines["quantity"].fillna(1.0)
    frame["agreed_frequency"] = lines["frequency"]
    return frame.assign(**columns).reset_index(drop=True)
