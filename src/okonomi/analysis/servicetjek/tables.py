"""The tables of the servicetjek."""

from __future__ import annotations

import pandas as pd

from okonomi.present import Column, Table

NIGHT = {"ingen": "Ingen", "sovende": "Sovende", "vaagen": "Vågen"}


def servicetjek_tables(
    providers: pd.DataFrame, placements: pd.DataFrame, groups: pd.DataFrame
) -> list[Table]:
    """Providers (internal: few citizens stand behind a row), placements (internal), groups."""
    return [
        Table(
            name="leverandoerer",
            paper_rows=20,
            title="Leverandørernes pris mod den forventede, flest kroner over forventet først",
            frame=providers,
            internal=True,
            columns=(
                Column("label", "Leverandør", "text"),
                Column("group", "Gruppe", "text"),
                Column("placements", "Placeringer", "int", paper=False),
                Column("n", "Heraf sammenlignet", "int"),
                Column("paid_kr", "Betalt pr. dag", "kr", 0),
                Column("expected_kr", "Forventet pr. dag", "kr", 0),
                Column("premium", "Merpris", "share", 0),
                Column("low", "Mindst", "share", 0),
                Column("high", "Højst", "share", 0),
                Column("above", "Sandsynlighed for over 5 %", "share", 0, paper=False),
                Column("verdict", "Vurdering", "text"),
                Column("excess_oere", "Over forventet pr. år", "oere", -3, paper=False),
                Column("spend_oere", "Udgift pr. år", "oere", -3),
            ),
            note="Pris er grundpris uden tillæg og moms; udgift pr. år er med tillæg, uden moms. "
            "Mindst og højst er et 90 %-interval for merprisen i forhold til en fair ekstern "
            "leverandør. Fair er det niveau, de fleste i gruppen holder: er de fleste dyre, kan "
            "det ikke ses her. "
            "Forventet pris og kroner over den er én beregning, hvor leverandøren selv "
            "er med; merprisen er en anden, der holder den op mod de andre. De to kan derfor være "
            "uenige. "
            "Er prisen billigere end ydelsen forklarer, så spørg, om ydelsen leveres.",
        ),
        Table(
            name="grupper",
            title="Grupperne, der sammenlignes inden for",
            frame=groups,
            columns=(
                Column("group", "Gruppe", "text"),
                Column("method", "Metode", "text"),
                Column("n", "Eksterne placeringer", "int"),
                Column("providers", "Eksterne leverandører", "int"),
                Column("own_n", "Egne placeringer", "int", paper=False),
                Column("level_kr", "Fair pris pr. dag", "kr", 0),
                Column("lower_kr", "Nedre kvartil", "kr", 0, paper=False),
                Column("median_kr", "Median", "kr", 0),
                Column("upper_kr", "Øvre kvartil", "kr", 0, paper=False),
                Column("hour_kr", "En time mere", "kr", 0),
                Column("noise", "Spredning om modellen", "share", 0, paper=False),
                Column("called", "Dyrere end ydelsen forklarer", "int"),
                Column("false_alarms", "Heraf ventes falske", "number", 1),
            ),
            note="Fair pris er den forventede pris ved gruppens gennemsnitlige ydelse. Median og "
            "kvartiler er betalte priser uden hensyn til ydelsen.",
        ),
        Table(
            name="placeringer",
            paper_rows=0,
            title="Placeringerne med ydelse, pris og forventet pris",
            frame=placements.assign(night=placements["night_cover"].map(NIGHT)),
            internal=True,
            columns=(
                Column("group", "Gruppe", "text"),
                Column("provider", "Leverandør", "text"),
                Column("case_id", "Sag", "text"),
                Column("hours_per_week", "Timer pr. uge", "number", 1),
                Column("hours_from", "Timer fra", "text"),
                Column("night", "Natdækning", "text"),
                Column("stoettebehov", "Støttebehov", "text"),
                Column("base_kr_per_day", "Grundpris pr. dag", "kr", 0),
                Column("extra_kr_per_day", "Tillæg pr. dag", "kr", 0),
                Column("expected_kr", "Forventet pr. dag", "kr", 0),
                Column("deviation", "Afvigelse", "share", 0),
                Column("reason", "Uden for modellen", "text"),
            ),
            note="Støttebehov uden værdi er ikke vurderet. Listen er om priser: den siger intet "
            "om, hvad en borger skal have.",
        ),
    ]
