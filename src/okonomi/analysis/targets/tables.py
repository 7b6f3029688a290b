"""The tables of the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.targets.rule import EXPECTED, NO_TARGET
from okonomi.analysis.words import count
from okonomi.present import Column, Table, numbers

if TYPE_CHECKING:
    from okonomi.analysis.targets.result import Targets

RED_LINE = (
    "Det er kontrakter og priser, der forhandles: en borgers støtte bliver aldrig sat ned herfra, "
    "og den, der er billigere end ydelsen forklarer, bliver spurgt, om ydelsen leveres."
)
MEASURES = {
    "service_full": "Servicerammen, et helt år",
    "net_full": "Netto, et helt år",
    "service_year": "Servicerammen, resten af året",
    "net_year": "Netto, resten af året",
}


def targets_tables(found: Targets) -> list[Table]:
    """By basis, the portfolio, the deals that count (internal), what has no target (internal)."""
    net = not found.missing
    return [
        _bases(found, net),
        _together(found),
        *_rows(found, net),
    ]


def _bases(found: Targets, net: bool) -> Table:
    smallest = numbers.price(found.smallest_kr, 0)
    deals, sum_oere = found.left_out
    net_columns = (Column("net_full_oere", "Netto, helt år", "oere", -3),) if net else ()
    net_year = (Column("net_year_oere", "Netto, resten af året", "oere", -3),) if net else ()
    return Table(
        name="maalpris_grundlag",
        title="Besparelser efter grundlag, hvis alle forhandlinger lykkes",
        frame=found.bases,
        row_kind="row_kind",
        columns=(
            Column("basis", "Grundlag", "text"),
            Column("placements", "Placeringer", "int"),
            Column("deals", "Aftaler med besparelse", "int"),
            Column("service_full_oere", "Ned til gå-fra-prisen, helt år", "oere", -3),
            Column("most_full_oere", "Ned til målet, helt år", "oere", -3),
            *net_columns,
            Column("service_year_oere", "Resten af året", "oere", -3),
            *net_year,
        ),
        note=f"{RED_LINE} {rule_text(found.rule)} Besparelsen er det, der betales over "
        f"gå-fra-prisen, aldrig under 0. {count(deals, 'aftale', 'aftaler').capitalize()} med "
        f"mindre end {smallest} om året er udeladt, i alt {numbers.kr(sum_oere, 0)} Netto er alle "
        "ændringer på én gang på hver betalers samlede udgift og kan ikke lægges sammen. Resten af "
        "året er fra den første dag, en ny pris kan gælde, og uden dem, hvis frist ikke kendes. "
        f"{_in_gaps(found)}",
    )


def _in_gaps(found: Targets) -> str:
    """That the savings and the contract gaps must not be added, and what is in both."""
    lines, oere = found.in_gaps
    both = (
        f"på {count(lines, 'placering', 'placeringer')} er {numbers.kr(oere, 0)} om året med "
        "begge steder."
        if lines
        else "en pris over kontrakten ligger som regel også over gå-fra-prisen."
    )
    return f"Besparelserne må ikke lægges til kontraktmanglerne: {both}"


def rule_text(rule: str) -> str:
    """The rule in words."""
    goal = (
        "Målet er det samme."
        if rule == EXPECTED
        else "Målet er den pris, som en fjerdedel af de sammenlignelige placeringer købes til "
        "eller under, ydelse for ydelse."
    )
    return (
        "Gå-fra-prisen er den forventede pris for ydelsen, eller gruppens median, hvor der ingen "
        f"prismodel er, dog højst den betalte. {goal}"
    )


def _together(found: Targets) -> Table:
    portfolio = found.together
    frame = portfolio.frame.assign(label=portfolio.frame["measure"].map(MEASURES))
    return Table(
        name="maalpris_portefoelje",
        title="Det, forhandlingerne ventes at give tilsammen",
        frame=frame,
        columns=(
            Column("label", "Besparelse", "text"),
            Column("mean_oere", "Ventet", "oere", -3),
            Column("low_oere", "Mindst", "oere", -3),
            Column("high_oere", "Højst", "oere", -3),
        ),
        note=f"{count(portfolio.contracts, 'aftale', 'aftaler')} hos "
        f"{count(portfolio.providers, 'leverandør', 'leverandører')} med prismodel, simuleret "
        f"{numbers.whole(portfolio.draws)} gange: hver leverandørs merpris er trukket fra sit "
        "estimat, og en merpris på højst 5 % giver intet. Skøn: "
        f"{numbers.share(portfolio.success, 0)} af forhandlingerne lykkes. Mindst og højst er et "
        "90 %-interval. Det, der bygger på median og kvartiler, er ikke med.",
    )


def _rows(found: Targets, net: bool) -> list[Table]:
    counted = found.rows[found.rows["counted"]]
    rest = found.rows[found.rows["basis"].eq(NO_TARGET)]
    net_column = (Column("net_full_oere", "Netto, helt år", "oere", -3),) if net else ()
    return [
        Table(
            name="maalpris_opnaaeligt",
            paper_rows=12,
            title="Er det opnåeligt? Besparelser efter leverandør og gruppe",
            frame=_by_provider(counted),
            internal=True,
            columns=(
                Column("provider", "Leverandør", "text"),
                Column("group", "Gruppe", "text"),
                Column("deals", "Aftaler", "int"),
                Column("service_full_oere", "Besparelse, helt år", "oere", -3),
                Column("low_full_oere", "Mindst", "oere", -3),
                Column("high_full_oere", "Højst", "oere", -3),
                Column("outlook", "Udsigt", "text"),
                Column("achievable", "Er det opnåeligt?", "text", paper=False),
            ),
            note="Mindst og højst er et 90 %-interval for leverandørens merpris; uden prismodel er "
            "der intet interval. Datoen er den største aftales.",
        ),
        Table(
            name="maalpris_aftaler",
            paper_rows=15,
            title="Placeringerne med en besparelse, de største beløb først",
            frame=counted,
            internal=True,
            columns=(
                Column("provider", "Leverandør", "text"),
                Column("case_id", "Sag", "text"),
                Column("contract_id", "Kontrakt", "text", paper=False),
                Column("paid_kr", "Betalt pr. dag", "kr", 0),
                Column("walk_kr", "Gå-fra-pris", "kr", 0),
                Column("target_kr", "Mål", "kr", 0),
                Column("service_full_oere", "Besparelse, helt år", "oere", -3),
                *net_column,
                Column("first_day", "Ny pris tidligst", "date"),
                Column("service_year_oere", "Resten af året", "oere", -3),
                Column("note", "Frist", "text", paper=False),
                Column("basis", "Grundlag", "text", paper=False),
            ),
            note=f"{RED_LINE} Priser er grundpriser uden tillæg og moms. Netto er for linjen "
            "alene.",
        ),
        Table(
            name="maalpris_ingen",
            paper_rows=0,
            title="Leverandører uden mål, og hvorfor",
            frame=_without(rest),
            internal=True,
            columns=(
                Column("provider", "Leverandør", "text"),
                Column("group", "Gruppe", "text"),
                Column("placements", "Placeringer", "int"),
                Column("why", "Hvorfor", "text"),
            ),
        ),
    ]


def _by_provider(counted: pd.DataFrame) -> pd.DataFrame:
    """The counted savings per provider and group, with the words of the largest."""
    groups = counted.groupby(["provider", "group"], sort=False)
    amounts = ["service_full_oere", "low_full_oere", "high_full_oere"]
    table = groups[amounts].sum(min_count=1).astype("Int64")
    table = table.join(groups[["outlook", "achievable"]].first()).assign(
        deals=groups["deal"].nunique()
    )
    return table.sort_values("service_full_oere", ascending=False, kind="stable").reset_index()


def _without(rest: pd.DataFrame) -> pd.DataFrame:
    keys = ["provider", "group", "why"]
    sizes = rest.groupby(keys, sort=True).size().rename("placements")
    return sizes.reset_index()
