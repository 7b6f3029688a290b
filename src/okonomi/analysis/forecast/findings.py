"""What the reader should know before trusting the forecast, each as one Danish sentence."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from okonomi.analysis.forecast.inflow import FALSE_ALARM
from okonomi.analysis.forecast.predict import (
    ASSUMED_SPREAD,
    FULL_HISTORY,
    LEAST_HISTORY,
    Prediction,
)
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import numbers


def forecast_findings(
    reading: Reading,
    earlier: Sequence[Reading],
    prediction: Prediction,
    tests: pd.DataFrame,
    least_drops: int,
) -> tuple[Finding, ...]:
    """Everything that makes the forecast better or worse than it looks."""
    found = (
        _history(prediction),
        _break(prediction),
        _missing_months(reading, earlier),
        _delays(prediction),
        _prices(prediction),
        _tested(tests, least_drops),
    )
    return tuple(finding for finding in found if finding is not None)


def _history(prediction: Prediction) -> Finding | None:
    flow = prediction.learned.inflow
    months = len(flow.months)
    if months < LEAST_HISTORY:
        shown = f"kun {count(months, 'måneds', 'måneders')}" if months else "ingen"
        return Finding(
            code="prognose-uden-historik",
            severity="advarsel",
            text=f"Udtrækket viser {shown} historik med ophørte bevillinger: til- og "
            "afgang kan ikke anslås, så prognosen er de kendte bevillinger "
            f"med et skøn på ± {numbers.share(ASSUMED_SPREAD, 0)} af resten af året.",
            remedy="Udtræk også bevillinger, der er ophørt de sidste to-tre år.",
        )
    if months < FULL_HISTORY:
        return Finding(
            code="prognose-kort-historik",
            severity="advarsel",
            text=f"Historikken er kun {numbers.whole(months)} måneder: intervallet er gjort "
            f"{numbers.number(prediction.widened)} gange så bredt.",
            remedy="Udtræk også bevillinger, der er ophørt de sidste to-tre år.",
        )
    return None


def _break(prediction: Prediction) -> Finding | None:
    flow = prediction.learned.inflow
    if flow.break_month is None:
        return None
    way = "højere" if flow.break_ratio > 1 else "lavere"
    month = pd.Period(ordinal=flow.break_month, freq="M")
    return Finding(
        code="prognose-trendbrud",
        severity="advarsel",
        text=f"Tilgangen ser ud til at være {way} fra og med {numbers.month(month)} "
        f"({numbers.number(flow.break_ratio)} gange det tidligere niveau; p = "
        f"{numbers.number(flow.break_p, 2)}). Prognosen regner med det nye niveau.",
        remedy="Spørg, hvad der er ændret: visitation, organisering eller registrering. Prøven "
        f"slår falsk alarm i højst {numbers.share(FALSE_ALARM, 0)} af de rolige forløb.",
    )


def _missing_months(reading: Reading, earlier: Sequence[Reading]) -> Finding | None:
    have = {drop.period for drop in earlier} | {reading.period}
    gaps = [m for m in pd.period_range(min(have), reading.period, freq="M") if m not in have]
    if not gaps:
        return None
    names = ", ".join(numbers.month(m) for m in gaps)
    return Finding(
        code="prognose-maaned-mangler",
        severity="advarsel",
        text=f"Der er ingen mappe for {names}: prognosen mangler derfra, hvad der blev registreret "
        "fra måned til måned, og måneden er ikke efterprøvet.",
        remedy="Læg månedens udtræk i sin mappe, hvis det findes.",
    )


def _delays(prediction: Prediction) -> Finding | None:
    delays = prediction.learned.delays
    if delays.source == "drops":
        return None
    text = {
        "registered": "Der er ikke to måneders mapper i træk, så sen registrering er lært af "
        f"registreringsdatoerne ({count(delays.seen, 'iagttagelse', 'iagttagelser')}), og om en "
        "slutdato plejer at blive forlænget, af antallet der plejer at ophøre.",
        "none": "Der er hverken to måneders mapper i træk eller registreringsdatoer, så sen "
        "registrering er et skøn: det meste inden en måned, det sidste inden et halvt år.",
    }[delays.source]
    return Finding(
        code="prognose-sen-registrering",
        severity="oplysning",
        text=text,
        remedy="Gem hver måneds udtræk i sin egen mappe; så læres det af jeres egne måneder.",
    )


def _prices(prediction: Prediction) -> Finding | None:
    prices = prediction.learned.prices
    if not len(prices.late) or prices.chance < 0.05:
        return None
    return Finding(
        code="prognose-januarpris",
        severity="oplysning",
        text=f"{numbers.share(prices.so_far, 0)} af udgiften er prisreguleret fra januar mod "
        f"{numbers.share(prices.share, 0)} de foregående år: prognosen venter "
        f"{numbers.share(prices.rise)} på en del af resten.",
        remedy="Se efter leverandører uden ny januarpris.",
    )


def _tested(tests: pd.DataFrame, least_drops: int) -> Finding | None:
    true = tests[~tests["rebuilt"]]
    if len(true) < least_drops:
        return Finding(
            code="prognose-ikke-efterproevet",
            severity="oplysning",
            text="Intervallet er endnu ikke efterprøvet her: der er "
            f"{count(len(true), 'tidligere mappe', 'tidligere mapper')}, og der skal mindst "
            f"{numbers.whole(least_drops)} til. Rekonstruerede måneder tæller ikke med.",
            remedy="Gem hver måneds udtræk i sin egen mappe.",
        )
    held = int(true["held"].sum())
    return Finding(
        code="prognose-efterproevet",
        severity="oplysning",
        text=f"80 %-intervallet holdt i {numbers.whole(held)} af {numbers.whole(len(true))} "
        f"tidligere mapper ({numbers.share(held / len(true), 0)}). Mapperne overlapper hinanden, "
        "så de er ikke uafhængige prøver.",
        remedy="Holder det langt sjældnere end 80 %, så regn med et bredere interval.",
    )
