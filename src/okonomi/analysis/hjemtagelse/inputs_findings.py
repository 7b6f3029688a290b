"""What a plan lacks, said before anybody acts on it."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.hjemtagelse.candidates import Found
from okonomi.analysis.hjemtagelse.local import Local, not_known
from okonomi.analysis.hjemtagelse.scenario import Scenario
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import numbers
from okonomi.rules import Rules
from okonomi.rules.paragraf import chain

NO_PLACES = "ingen-pladser"
"""The code of there being no list of own places."""


def inputs_findings(
    reading: Reading,
    found: Found,
    usable: pd.DataFrame,
    local: pd.DataFrame,
    own: Local,
    scenario: Scenario,
    rules: Rules,
) -> list[Finding]:
    """Doubts about capacity, prices, places and locations. ``usable``: those that can move;
    ``local``: own and planned tilbud, ``own`` what the capacity file said of them."""
    said: list[Finding] = []
    if reading["capacity"].empty:
        said.append(
            Finding(
                code=NO_PLACES,
                severity="advarsel",
                text="Der er ingen fil med kommunens egne pladser i mappen, så "
                + (
                    f"planen kender kun {count(len(scenario.new), 'nyt tilbud', 'nye tilbud')} "
                    "fra scenariet."
                    if scenario.new
                    else "ingen kan tages hjem i planen."
                ),
                remedy="Læg en fil med egen kapacitet i månedens mappe; én sag kan regnes uden.",
            )
        )
    said += _of_capacity(local, own, rules)
    if undivided := sorted(local.loc[local["undivided"].astype(bool), "name"]):
        said.append(
            Finding(
                code="ny-plads-uden-delt-pris",
                severity="oplysning",
                text=f"{', '.join(undivided)}: marginal og fuld omkostning er ens, så hele "
                "prisen er regnet også for tomme pladser.",
                remedy="Skriv marginalomkostningen.",
            )
        )
    doubtful = int(usable["unknown"].map(len).gt(0).sum())
    if unseen := not_known(local):
        said.append(
            Finding(
                code="serviceniveau-ukendt",
                severity="advarsel",
                text=f"{count(len(unseen), 'lokalt tilbud', 'lokale tilbud')} har ikke oplyst "
                "både støttetimer, natdækning og støttebehov, og ingen er valgt fra af den grund. "
                + (
                    f"Hos {count(doubtful, 'sag', 'sager')}, der passer til et af dem, er støtten "
                    "ikke holdt op mod den nuværende. Se efter, at den ikke bliver mindre."
                    if doubtful
                    else "Ingen sag, der passer, hviler på det."
                ),
                remedy="Udfyld kolonnerne i filen med egen kapacitet.",
                rows=pd.DataFrame({"tilbud": unseen}),
            )
        )
    suited = int(usable["homes"].map(len).gt(0).sum())
    places = int(local["vacant"].sum())
    if suited > places:
        said.append(
            Finding(
                code="flere-sager-end-pladser",
                severity="oplysning",
                text=f"{count(suited, 'sag passer', 'sager passer')} til et lokalt tilbud, men "
                f"der er kun {count(places, 'plads', 'pladser')}.",
            )
        )
    said += _of_prices(found, scenario)
    if found.unknown_place:
        said.append(
            Finding(
                code="beliggenhed-ukendt",
                severity="oplysning",
                text=f"{count(found.unknown_place, 'placering', 'placeringer')} har ukendt "
                "beliggenhed og er ikke med.",
                remedy="Skriv kommunen i leverandørlisten.",
            )
        )
    return said


def _of_capacity(local: pd.DataFrame, own: Local, rules: Rules) -> list[Finding]:
    """The tilbud that nobody can move into, or that no case suits, for what the file says."""
    said = [
        Finding(
            code="tilbud-uden-pris",
            severity="advarsel",
            text=f"{name} har ingen brugbar pris (marginal og fuld omkostning, ikke negativ, den "
            "fulde mindst så stor som den marginale) og er ikke regnet med.",
            remedy="Ret prisen i filen med egen kapacitet.",
        )
        for name in own.no_price
    ]
    if own.no_places:
        said.append(
            Finding(
                code="tilbud-uden-pladstal",
                severity="advarsel",
                text=f"Det er ikke oplyst, hvor mange pladser der er ledige i "
                f"{', '.join(own.no_places)}, så ingen kan flytte dertil i planen.",
                remedy="Skriv de ledige pladser i filen med egen kapacitet; i et tilbud, der ikke "
                "er åbnet, er de alle ledige, til nogen har fået dem.",
            )
        )
    never = local[local["created"].astype(bool) & (local["min_to_open"] > local["vacant"])]
    if len(never):
        said.append(
            Finding(
                code="tilbud-kan-ikke-aabne",
                severity="advarsel",
                text=f"{', '.join(never['name'])} kan ikke åbne i planen: det mindste antal er "
                "større end de pladser, der er ledige.",
                remedy="Ret det mindste antal eller pladserne i filen med egen kapacitet.",
            )
        )
    laws = local["paragraf"].dropna().map(lambda code: chain(code)[-1])
    # A law alone is no section.
    known = laws.isin(list(rules.paragraffer.rows)) & local["paragraf"].dropna().ne(laws)
    if len(odd := local.loc[laws.index[~known]]):
        named = ", ".join(f"{row.name} (“{row.paragraf}”)" for row in odd.itertuples(index=False))
        said.append(
            Finding(
                code="tilbud-ukendt-paragraf",
                severity="advarsel",
                text="Paragraffen kan ikke læses eller er kun en lov, så ingen sag passer til "
                f"{named}.",
                remedy="Skriv lov og paragraf, for eksempel SEL § 107 eller BL § 46.",
            )
        )
    return said


def _of_prices(found: Found, scenario: Scenario) -> list[Finding]:
    said: list[Finding] = []
    wrong = found.frame[~(found.frame["total_kr_per_day"] > 0)]
    if len(wrong):
        said.append(
            Finding(
                code="pris-ikke-over-nul",
                severity="advarsel",
                text=f"{count(len(wrong), 'placering', 'placeringer')} udenbys koster i alt nul "
                "eller mindre om dagen og kan ikke regnes hjem.",
                remedy="Se efter negative linjer (kreditter) på bevillingen.",
                rows=wrong[["case_id", "provider", "total_kr_per_day"]],
            )
        )
    known = set(found.frame["provider"].dropna().str.casefold())
    for lower in scenario.lower:
        if lower.provider.casefold() not in known:
            said.append(
                Finding(
                    code="genforhandling-uden-sager",
                    severity="advarsel",
                    text=f"Scenariet regner med {numbers.share(lower.share)} lavere pris hos "
                    f"“{lower.provider}”, men ingen sag udenbys er der.",
                    remedy="Skriv leverandørens navn, som det står på bevillingerne.",
                )
            )
    return said
