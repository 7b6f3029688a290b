"""What a reader of the servicetjek must know before using it."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.servicetjek.pricemodel import DEARER, false_alarms
from okonomi.analysis.servicetjek.pricemodel.likeforlike import (
    OUT_HOURS_ABSURD,
    OUT_HOURS_MISSING,
    OUT_PRICE,
    OUT_PROVIDER,
)
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.present import numbers

REMEDIES = {
    OUT_HOURS_MISSING: "Skriv de aftalte støttetimer på bevillingen eller i kontraktlisten.",
    OUT_HOURS_ABSURD: "Ret timerne på bevillingen eller i kontraktlisten.",
    OUT_PRICE: "Ret prisen på bevillingen, eller bekræft, at den er nul.",
    OUT_PROVIDER: "Skriv leverandøren på bevillingen.",
}
CODES = {
    OUT_HOURS_MISSING: "timer-mangler",
    OUT_HOURS_ABSURD: "timer-kan-ikke-passe",
    OUT_PRICE: "pris-nul",
    OUT_PROVIDER: "leverandoer-mangler",
}
SHOW = ["case_id", "provider", "service", "hours_per_week", "base_kr_per_day"]


def servicetjek_findings(
    placements: pd.DataFrame, providers: pd.DataFrame, groups: pd.DataFrame
) -> list[Finding]:
    """False alarms, placements out of the model by cause, and groups without a model."""
    return [
        *_alarms(providers),
        *_outside(placements),
        *_without_model(groups),
    ]


def _alarms(providers: pd.DataFrame) -> list[Finding]:
    dear = providers[providers["verdict"] == DEARER]
    if dear.empty:
        return []
    words = count(dear["provider"].nunique(), "leverandør", "leverandører")
    return [
        Finding(
            code="falske-alarmer",
            severity="oplysning",
            text=f"{words} er kaldt dyrere end ydelsen forklarer; af dem ventes "
            f"{numbers.number(false_alarms(providers))} at være falske alarmer.",
            remedy="Hold ydelsen op mod det leverede, før leverandøren spørges: noget, som ingen "
            "udtræk viser, kan forklare prisen.",
        )
    ]


def _outside(placements: pd.DataFrame) -> list[Finding]:
    found = []
    for reason, remedy in REMEDIES.items():
        rows = placements.loc[placements["reason"] == reason, SHOW]
        if len(rows):
            share = numbers.share(len(rows) / len(placements), 0)
            words = count(len(rows), "placering", "placeringer")
            found.append(
                Finding(
                    code=CODES[reason],
                    severity="advarsel",
                    text=f"{words} ({share}) er uden for prismodellen: {reason}.",
                    remedy=remedy,
                    rows=rows.reset_index(drop=True),
                )
            )
    return found


def _without_model(groups: pd.DataFrame) -> list[Finding]:
    thin = groups[groups["level_kr"].isna()]
    if thin.empty:
        return []
    return [
        Finding(
            code="for-faa-til-model",
            severity="oplysning",
            text=f"{count(len(thin), 'gruppe', 'grupper')} har for få eksterne leverandører eller "
            "placeringer til en prismodel; der vises median og kvartiler med antal.",
            remedy="Læg beslægtede grupper sammen i okonomi.toml under [servicetjek], grupper.",
            rows=thin[["group", "n", "providers"]].reset_index(drop=True),
        )
    ]
