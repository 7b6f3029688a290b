"""What a plan lacks, said before anybody acts on it."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.hjemtagelse.candidates import Found
from okonomi.analysis.hjemtagelse.local import not_known
from okonomi.analysis.hjemtagelse.scenario import Scenario
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import numbers


def inputs_findings(
    reading: Reading,
    found: Found,
    usable: pd.DataFrame,
    local: pd.DataFrame,
    left_out: list[str],
    scenario: Scenario,
) -> list[Finding]:
    """Doubts about capacity, prices, places and locations. ``usable``: those that can move."""
    said: list[Finding] = []
    if reading["capacity"].empty:
        said.append(
            Finding(
                code="ingen-pladser",
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
    for sentence in left_out:
        said.append(
            Finding(
                code="tilbud-uden-pris",
                severity="advarsel",
                text=sentence,
                remedy="Ret prisen i filen med egen kapacitet.",
            )
        )
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
                f"Hos {count(doubtful, 'sag', 'sager')}, der passer til et af dem, er støtten "
                "ikke holdt op mod den nuværende. Se efter, at den ikke bliver mindre.",
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
