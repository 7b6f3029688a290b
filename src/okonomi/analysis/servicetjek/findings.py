"""What a reader of the servicetjek must know before using it."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.servicetjek.pricemodel import DEARER, false_alarms
from okonomi.analysis.servicetjek.pricemodel.likeforlike import (
    OUT_FAMILY,
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
FAR = 5
"""Times the group's median, or one part in so many of it, that a price is asked about."""
SHOW = ["case_id", "provider", "service", "hours_per_week", "base_kr_per_day"]


def far_off(prices: pd.Series, median: pd.Series | float) -> pd.Series:
    """Whether each price is as far from its group's median as a slip of the keyboard puts it."""
    times = prices / median
    return (times > FAR) | (times < 1 / FAR)


def servicetjek_findings(
    placements: pd.DataFrame, providers: pd.DataFrame, groups: pd.DataFrame
) -> list[Finding]:
    """False alarms, groups whose fair level is in doubt, placements out of the model by cause,
    prices that look like slips of the keyboard, and groups without a model."""
    return [
        *_alarms(providers),
        *_doubted(groups),
        *_outside(placements),
        *_slips(placements, groups),
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


def _doubted(groups: pd.DataFrame) -> list[Finding]:
    """Where many look cheap, it may as well be the others that are dear."""
    found = []
    for group in groups[groups["second_kr"].notna()].to_dict("records"):
        more = numbers.share(group["level_kr"] / group["second_kr"] - 1, 0)
        found.append(
            Finding(
                code="prisniveau-usikkert",
                severity="advarsel",
                text=f"{group['group']}: mindst hver femte leverandør ser billig ud. Det kan lige "
                f"så godt være de andre, der er dyre; så er de det med omkring {more}. Mindst og "
                "højst dækker begge muligheder, og kun den, der er dyr i begge, er kaldt dyrere.",
                remedy="Hold priserne op mod en takstliste eller andre kommuners, se efter, om "
                "forskellen følger ejeren eller ydelsen, og spørg de billige, om ydelsen leveres.",
            )
        )
    return found


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


def _slips(placements: pd.DataFrame, groups: pd.DataFrame) -> list[Finding]:
    """A comma too far, or a month's price per day: every sum built on it is as far off."""
    firms = placements[~placements["reason"].isin([OUT_FAMILY, OUT_PROVIDER, OUT_PRICE])]
    median = firms["group"].map(groups.set_index("group")["median_kr"]).astype("float64")
    far = firms[far_off(firms["base_kr_per_day"], median)]
    if far.empty:
        return []
    return [
        Finding(
            code="pris-langt-fra-gruppen",
            severity="advarsel",
            text=f"{count(len(far), 'placering', 'placeringer')} har en pris, der er mere end "
            f"{FAR} gange gruppens median eller under en {FAR}.-del af den. Prisen er regnet med, "
            "som den står, også i besparelser og krav.",
            remedy="Se efter, om pris, antal og frekvens er skrevet rigtigt, før tallene bruges.",
            rows=far[SHOW].assign(median_kr=median[far.index]).reset_index(drop=True),
        )
    ]


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
