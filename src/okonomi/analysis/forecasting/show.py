"""How the forecast reads: its sentences, tables and figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from okonomi.present import Column, Table, figures, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRIVER_LABELS = {
    "afgang": "Afgang",
    "forlaenget": "Forlængelser",
    "tilgang": "Tilgang",
    "sent": "Sent registreret",
    "pris": "Pris",
}
KNOWN, EXPECTED = "Kendte bevillinger", "Forventet"


def deviation_word(deviation: int) -> str:
    """merforbrug, mindreforbrug, or nothing where there is no deviation or no budget."""
    if pd.isna(deviation) or deviation == 0:
        return ""
    return "merforbrug" if deviation > 0 else "mindreforbrug"


def ends(total: pd.Series, year: int) -> str:
    """The expected result with its 80 % interval."""
    low, high = (numbers.kroner(total[name], -6) for name in ("low80_oere", "high80_oere"))
    return (
        f"Årets forventede regnskab {year} med forventet til- og afgang er "
        f"{numbers.mio(total['expected_oere'])} (80 %: {low}–{high}), heraf kendte bevillinger "
        f"{numbers.mio(total['known_oere'])}"
    )


def doubt(total: pd.Series) -> str:
    """The end of a sentence about the expected result: its interval, and whether that matters."""
    low, high = (numbers.kroner(total[name], -6) for name in ("low80_oere", "high80_oere"))
    text = f". Med 80 % sikkerhed ender året mellem {low} og {high} mio. kr."
    if pd.isna(total["corrected_oere"]):
        return text
    if total["low80_oere"] <= total["corrected_oere"] <= total["high80_oere"]:
        return f"{text}, så budgettet kan også holde."
    return f"{text}; budgettet ligger uden for."


def verdict(total: pd.Series) -> str:
    """The deviation from the budget, and whether the interval leaves any doubt of its sign."""
    corrected, deviation = total["corrected_oere"], total["deviation_oere"]
    if pd.isna(corrected):
        return "Der er intet budget i mappen at holde det op mod."
    if deviation == 0:
        return f"Det er præcis det korrigerede budget på {numbers.mio(corrected)}"
    word = deviation_word(deviation)
    text = (
        f"Mod et korrigeret budget på {numbers.mio(corrected)} er det et {word} på "
        f"{numbers.mio(abs(deviation))}"
    )
    if total["low80_oere"] <= corrected <= total["high80_oere"]:
        return f"{text} – men budgettet ligger inden for intervallet, så det kan også holde."
    return f"{text}, og budgettet ligger uden for intervallet."


def functions_table(rows: pd.DataFrame, period: pd.Period) -> Table:
    return Table(
        name="prognose",
        title=f"Forventet regnskab {period.year} med forventet til- og afgang",
        frame=rows,
        row_kind="row_kind",
        columns=(
            Column("label", "Område og funktion", "text"),
            Column("known_oere", KNOWN, "oere", -3),
            Column("change_oere", "Forventet ændring", "oere", -3),
            Column("expected_oere", "Forventet regnskab", "oere", -3),
            Column("low80_oere", "80 % fra", "oere", -3),
            Column("high80_oere", "80 % til", "oere", -3),
            Column("low95_oere", "95 % fra", "oere", -3),
            Column("high95_oere", "95 % til", "oere", -3),
            Column("corrected_oere", "Korrigeret budget", "oere", -3),
            Column("deviation_oere", "Afvigelse", "oere", -3),
            Column("deviation_word", "", "text"),
        ),
        note="Kendte bevillinger er opfølgningens forventede regnskab: bogført + ydet, ikke "
        "bogført + disponeret. Hver rækkes interval er dens eget: rækkernes grænser kan ikke "
        "lægges sammen, fordi op og ned delvis går lige op.",
    )


def drivers_table(rows: pd.DataFrame, period: pd.Period) -> Table:
    columns = [Column(f"{name}_oere", label, "oere", -3) for name, label in DRIVER_LABELS.items()]
    return Table(
        name="prognose_aarsager",
        title=f"Hvad der flytter årets udgift efter {numbers.month(period)}",
        frame=rows,
        row_kind="row_kind",
        columns=(
            Column("label", "Område og funktion", "text"),
            *columns,
            Column("change_oere", "Forventet ændring", "oere", -3),
        ),
        note="Middelvirkning på årets udgift. Afgang: pladser, der ophører, uden at det er "
        "registreret. Forlængelser: bevillinger med slutdato i år, som plejer at blive forlænget. "
        "Tilgang: nye fra næste måned. Sent registreret: begyndt eller ophørt, men ikke i "
        "udtrækket endnu. Pris: januarpriser, der mangler, og andre prisændringer.",
    )


def tests_table(tests: pd.DataFrame) -> Table:
    shown = tests.assign(
        kind=tests["rebuilt"].map(
            {True: "rekonstrueret (kender senere registreringer)", False: "månedens mappe"}
        ),
        held_word=tests["held"]
        .map({True: "ja", False: "nej"})
        .mask(tests["rebuilt"], "tæller ikke"),
    )
    return Table(
        name="prognose_efterproevning",
        title="Prognosen efterprøvet på måneder, der er gået",
        frame=shown.astype({"kind": "str", "held_word": "str"}),
        columns=(
            Column("drop", "Set fra", "month"),
            Column("until", "Til og med", "month"),
            Column("kind", "Grundlag", "text"),
            Column("actual_oere", "Blev (som kendt nu)", "oere", -3),
            Column("forecast_oere", "Prognose", "oere", -3),
            Column("low80_oere", "80 % fra", "oere", -3),
            Column("high80_oere", "80 % til", "oere", -3),
            Column("held_word", "Holdt 80 %", "text"),
            Column("straight_oere", "Ret linje", "oere", -3),
            Column("last_year_oere", "Sidste års mønster", "oere", -3),
        ),
        note="Udgift i alt efter bevillingerne fra januar til og med måneden. Ret linje: udgiften "
        "til dato delt med antal måneder. Sidste års mønster: samme andel af året som sidste år. "
        "De seneste måneder mangler endnu det, der registreres sent.",
    )


def fan_plot(months: pd.DataFrame, budget: int, ax: Axes | None) -> Axes:
    """Known and expected cost cumulated over the year, with the fan of the two intervals."""
    tidy = months.rename(columns={"known_oere": KNOWN, "expected_oere": EXPECTED})
    shown = [KNOWN, EXPECTED]
    if not pd.isna(budget):
        at_end = months["month"] == months["month"].max()
        tidy["Korrigeret budget"] = pd.Series(budget, index=months.index, dtype="Int64").where(
            at_end
        )
        shown.append("Korrigeret budget")
    axes = figures.lines(
        tidy.melt("month", shown, var_name="series", value_name="oere"),
        "month",
        "oere",
        "series",
        ax=ax,
    )
    ahead = months[months["expected_oere"].notna()]
    largest = tidy[shown].astype("Float64").max().max()
    scale = numbers.amount_scale(float(largest)).divisor
    for level, grey in (("95", "#d9d9d9"), ("80", "#a6a6a6")):
        low, high = (
            ahead[f"{side}{level}_oere"].to_numpy(dtype=float) / scale for side in ("low", "high")
        )
        axes.fill_between(
            ahead.index, low, high, color=grey, linewidth=0.8, edgecolor="#595959", zorder=0.5,
            label=f"{level} %",
        )  # fmt: skip
    axes.set_ylim(top=1.04 * max(axes.get_ylim()[1], axes.dataLim.ymax))
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, frameon=False, borderaxespad=0.2
    )
    return axes


def fan_alt(months: pd.DataFrame, period: pd.Period) -> str:
    """The figure in words."""
    last = months.iloc[-1]
    return (
        f"Kurver fra januar til december {period.year}: kendte bevillinger ender på "
        f"{numbers.mio(last['known_oere'])}, med forventet til- og afgang på "
        f"{numbers.mio(last['expected_oere'])}; viften udvider sig til "
        f"{numbers.mio(last['low80_oere'])}–{numbers.mio(last['high80_oere'])} (80 %) og "
        f"{numbers.mio(last['low95_oere'])}–{numbers.mio(last['high95_oere'])} (95 %)."
    )
