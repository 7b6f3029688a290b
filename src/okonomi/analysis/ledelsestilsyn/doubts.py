"""What the reader of ledelsestilsynet must know of its data before trusting the figures."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from okonomi.analysis.ledelsestilsyn.reviews import IRRELEVANT
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.present import numbers
from okonomi.rules.ledelsestilsyn import EVERY, Indicator

OLD_MILESTONE_MONTHS = 12
_SHOWN = ["indicator", "case_id", "outcome", "stratum"]


def doubts(
    frame: pd.DataFrame,
    rows: pd.DataFrame,
    indicators: tuple[Indicator, ...],
    now: pd.PeriodIndex,
) -> tuple[Finding, ...]:
    """Findings of ``reviews`` and of the rows made of them, in the months measured."""
    return tuple(_doubts(frame[frame["month"].isin(now)], rows, indicators, now))


def _doubts(
    recent: pd.DataFrame,
    rows: pd.DataFrame,
    indicators: tuple[Indicator, ...],
    now: pd.PeriodIndex,
) -> Iterator[Finding]:
    if recent.empty:
        return
    without = [month for month in now if not (recent["month"] == month).any()]
    if without:
        yield Finding(
            code="tilsyn-maaned-mangler",
            severity="advarsel",
            text=f"Der er ingen gennemgåede sager for {' og '.join(map(numbers.month, without))}: "
            f"tallene bygger på {count(len(now) - len(without), 'måned', 'måneder')} af "
            f"{len(now)}.",
            remedy="Læg det udfyldte skema i en måneds mappe, eller lav et udtræk for måneden.",
        )
    unknown = recent[recent["id"].isna()]
    if len(unknown):
        yield Finding(
            code="tilsyn-ukendt-indikator",
            severity="fejl",
            text=f"{count(len(unknown), 'vurdering hører', 'vurderinger hører')} til en indikator, "
            "der ikke er i brug, og er ikke talt med.",
            remedy="Ret indikatorens id i skemaet, eller tilføj den i regler/ledelsestilsyn.yaml.",
            rows=unknown[_SHOWN],
        )
    every = [one.id for one in indicators if one.naevner == EVERY]
    no_answer = recent[recent["id"].isin(every) & (recent["outcome"] == IRRELEVANT)]
    if len(no_answer):
        yield Finding(
            code="tilsyn-ikke-relevant",
            severity="advarsel",
            text=f"{count(len(no_answer), 'vurdering', 'vurderinger')} er “Ikke relevant” ved en "
            "indikator, hvor alle sager skal måles; de er regnet som ikke gennemgået.",
            remedy="Vurdér sagerne, eller skriv naevner: relevant ved indikatoren.",
            rows=no_answer[_SHOWN],
        )
    waiting = recent[recent["id"].notna() & recent["outcome"].isna()]
    if len(waiting):
        yield Finding(
            code="tilsyn-ikke-gennemgaaet",
            severity="advarsel",
            text=f"{count(len(waiting), 'vurdering', 'vurderinger')} mangler i skemaerne. De "
            "sager, der er vurderet, taler for resten; er det de lette, der er taget først, er "
            "tallene for pæne.",
            remedy="Udfyld resten af skemaet, og læg det i mappen igen.",
            rows=waiting[_SHOWN],
        )
    wrong = rows[rows["impossible"] > 0]
    if len(wrong):
        yield Finding(
            code="tilsyn-for-faa-i-gruppen",
            severity="advarsel",
            text="Der er gennemgået flere sager, end skemaet siger, der er at udtrække af: "
            "gruppen er regnet som gennemgået helt (gælder "
            f"{count(len(wrong), 'indikator', 'indikatorer')}).",
            remedy="Ret tallet i kolonnen “Udtrukket af”.",
            rows=wrong[["name", "impossible"]],
        )
    oldest = now[-1].end_time - pd.DateOffset(months=OLD_MILESTONE_MONTHS)
    old = rows[rows["due"].notna() & (rows["due"] < oldest) & (rows["next"] == "")]
    if len(old):
        yield Finding(
            code="tilsyn-gammel-milepael",
            severity="oplysning",
            text=f"{count(len(old), 'indikator har', 'indikatorer har')} en milepæl, der er mere "
            "end et år gammel.",
            remedy="Sæt nye milepæle i regler/ledelsestilsyn.yaml i arbejdsområdet.",
            rows=old[["name", "promised", "due"]],
        )
