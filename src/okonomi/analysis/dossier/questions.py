"""Three questions to ask a provider, chosen by rule from what was found, with the figures in them.

The order is the order of the rules: price first, then what was paid and not delivered, then the
papers. The last ones fit any provider, so that there are always three.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

import pandas as pd

from okonomi.analysis.dossier.result import Own
from okonomi.analysis.servicetjek.pricemodel import CHEAPER, DEARER
from okonomi.analysis.targets.rule import BY_MODEL, BY_QUARTILES
from okonomi.analysis.words import count
from okonomi.present import numbers

ASKED = 3
OTHERS = {
    BY_MODEL: "det, vi ellers betaler for tilsvarende pladser",
    BY_QUARTILES: "medianen af de pladser, vi køber i samme gruppe, uden hensyn til ydelsen",
}
"""What a sum is above, by the basis of its target."""
ABOVE_INDEX = 0.01
"""A price rise so much above the index (a share) is asked about."""


def questions(own: Own) -> tuple[str, ...]:
    """The three questions."""
    return tuple(text[:1].upper() + text[1:] for text in islice(_every(own), ASKED))


def _every(own: Own) -> Iterator[str]:
    yield from _price(own)
    yield from _paid(own)
    yield from _delivery(own)
    yield from _rise(own)
    yield from _papers(own)
    yield from _single_prices(own)
    yield from _anyone(own)


def _price(own: Own) -> Iterator[str]:
    for row in own.tjek[own.tjek["verdict"] == DEARER].head(1).to_dict("records"):
        yield (
            f"Vi betaler i snit {numbers.price(row['paid_kr'], 0)} pr. dag; for den samme ydelse "
            f"venter vi {numbers.price(row['expected_kr'], 0)} "
            f"(n = {numbers.whole(own.groups.loc[row['group'], 'n'])}). Hvad i ydelsen, som vi "
            f"ikke kan se, svarer til de {numbers.price(row['paid_kr'] - row['expected_kr'], 0)}?"
        )
    for row in own.tjek[own.tjek["verdict"] == CHEAPER].head(1).to_dict("records"):
        yield (
            f"Prisen er {numbers.share(abs(row['premium']), 0)} under det, den aftalte ydelse "
            "plejer at koste. Bliver timer og natdækning leveret som aftalt, og kan I vise "
            "vagtplanen?"
        )


def _paid(own: Own) -> Iterator[str]:
    if len(own.overpaid):
        yield (
            f"Vi har fundet {numbers.kr(own.overpaid['claim_oere'].sum(), 0)} betalt for meget i "
            f"år i {count(len(own.overpaid), 'tilfælde', 'tilfælde')} (pris, regulering, fravær "
            "eller dobbelt betaling). Er I enige, og hvornår kommer kreditnotaen?"
        )


def _delivery(own: Own) -> Iterator[str]:
    if own.delivered.empty:
        return
    row = own.delivered.iloc[0]
    if row["less"]:
        # Of the services with less than agreed alone: more elsewhere is no hour for these citizens.
        lines = count(int(row["less"]), "ydelse", "ydelser")
        worth = (
            ""
            if pd.isna(row["missing_oere"])
            else f" (omkring {numbers.kr(row['missing_oere'], 0)})"
        )
        yield (
            f"Der er dokumenteret {numbers.whole(row['missing_hours'])} timer færre end aftalt på "
            f"{lines}{worth}. Er de givet og ikke skrevet ned, eller hvordan bliver de givet?"
        )
    elif not row["documented"]:
        yield (
            f"Der er ingen dokumentation for timerne på "
            f"{count(int(row['lines']), 'ydelse', 'ydelser')}. Kan vi få leverede timer pr. måned?"
        )


def _rise(own: Own) -> Iterator[str]:
    raised = own.trend["raised"]
    if not pd.isna(raised) and not pd.isna(own.index) and raised > own.index + ABOVE_INDEX:
        yield (
            f"Prisen på de samme {count(int(own.trend['same']), 'plads', 'pladser')} er steget "
            f"{numbers.share(raised, 1)} på et år; indekset steg {numbers.share(own.index, 1)}. "
            "Hvad er aftalt om resten?"
        )


def _papers(own: Own) -> Iterator[str]:
    kinds = own.gaps.groupby("kind").size()
    without = int(kinds.get("uden_kontrakt", 0))
    if without:
        yield (
            f"{count(without, 'plads', 'pladser')} har ingen kontrakt. Kan vi skrive ydelse, pris, "
            "regulering og opsigelse ned, før vi taler om mere?"
        )
    expired = int(kinds.get("udloebet", 0))
    if expired:
        yield (
            f"{count(expired, 'kontrakt', 'kontrakter')} er udløbet, og ydelsen fortsætter. På "
            "hvilke vilkår leverer I i dag?"
        )
    open_end = int(kinds.get("tillaeg_uden_slut", 0))
    if open_end:
        yield (
            f"{count(open_end, 'tillæg', 'tillæg')} løber uden slutdato. Hvad bliver der leveret "
            "for pengene i dag, og hvornår kan vi se på det igen?"
        )
    stale = int(kinds.get("ikke_gennemgaaet", 0))
    if stale:
        yield (
            f"{count(stale, 'kontrakt', 'kontrakter')} er ikke gennemgået i over et år. Svarer "
            "aftalens timer og natdækning stadig til det, I leverer?"
        )


def _single_prices(own: Own) -> Iterator[str]:
    for basis, others in OTHERS.items():
        above = own.targets[own.targets["counted"] & own.targets["basis"].eq(basis)]
        if len(above):
            yield (
                f"{count(above['deal'].nunique(), 'aftale', 'aftaler')} ligger i alt "
                f"{numbers.tkr(above['service_full_oere'].sum())} om året over {others}. Hvad "
                "adskiller dem?"
            )


def _anyone(own: Own) -> Iterator[str]:
    extra = own.placements["extra_kr_per_day"].sum()
    if extra > 0:
        yield (
            f"Tillæggene er {numbers.price(extra, 0)} pr. dag i alt. Hvilke timer står bag, og "
            "hvilke af dem kan ligge i grundprisen?"
        )
    if own.buildup.empty:
        yield (
            "Kontrakterne siger ikke, hvad prisen er bygget af. Hvor meget er timer, nat, bolig og "
            "kost, og hvad er resten?"
        )
    yield "Hvad koster en time mere eller mindre om ugen, når behovet ændrer sig?"
    yield "Hvilken pris kan I give, hvis aftalen gælder i to år, eller hvis vi køber en plads mere?"
    yield "Hvad betaler andre kommuner for den samme ydelse hos jer?"
