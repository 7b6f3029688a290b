"""How the forecast reads: its sentences, tables and figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from okonomi.analysis.budget_rows import CORRECTED
from okonomi.analysis.public_rows import DEVIATION, group
from okonomi.analysis.words import amount, deviation_word
from okonomi.present import Column, Public, Table, figures, numbers

if TYPE_CHECKING:
    from matplotlib.axes import Axes

DRIVER_LABELS = {
    "afgang": "Afgang",
    "forlaenget": "Forlængelser",
    "tilgang": "Tilgang",
    "sent": "Sent registreret",
    "pris": "Pris",
}
PUBLIC = Public(
    groups=(
        group(
            sums=("expected_oere",),
            worked=DEVIATION,
            other=("low80_oere", "high80_oere"),
        ),
    ),
    facts=("label", "corrected_oere"),
    note="Hver rækkes interval er dens eget: rækkernes grænser kan ikke lægges sammen, fordi op og "
    "ned delvis går lige op.",
)
KNOWN, EXPECTED = "Kendte bevillinger", "Forventet"


def ends(total: pd.Series, year: int) -> str:
    """The expected result with its 80 % interval."""
    low, high = (numbers.kroner(total[name], -6) for name in ("low80_oere", "high80_oere"))
    return (
        f"Årets forventede regnskab {year} med forventet til- og afgang er "
        f"{numbers.mio(total['expected_oere'])} (80 %: {low}–{high}), heraf kendte bevillinger "
        f"{numbers.mio(total['known_oere'])}"
    )


def without_grants(total: pd.Series, year: int) -> str:
    """What there is to say of a year without a grant: a forecast of nothing is none."""
    return (
        f"Der er ingen bevillinger med en udgift i {year} i mappen, så der er ingen prognose: det "
        f"forventede regnskab på {amount(total['expected_oere'])} er kun det bogførte."
    )


def doubt(total: pd.Series) -> str:
    """The end of a sentence about the deviation: whether the 80 % interval can turn it round."""
    corrected, deviation = total["corrected_oere"], total["deviation_oere"]
    if pd.isna(corrected):
        return "."
    if not total["low80_oere"] <= corrected <= total["high80_oere"]:
        return ", også når prognosens usikkerhed regnes med."
    if deviation == 0:
        return ", men prognosen er usikker."
    return f", som prognosens usikkerhed kan vende til et {deviation_word(-deviation)}."


def verdict(total: pd.Series, basis: str) -> str:
    """The expected deviation from the budget, which the follow-up tells more of."""
    deviation = total["deviation_oere"]
    if pd.isna(deviation):
        return "Der er intet budget for året i mappen at holde det op mod."
    if deviation == 0:
        return f"Det er præcis det {_the(basis)} budget."
    against = "" if basis == CORRECTED else f" mod {basis} budget."
    return f"Det er et {deviation_word(deviation)} på {amount(abs(deviation))}{against}"


def _the(basis: str) -> str:
    return "korrigerede" if basis == CORRECTED else "oprindelige"


def functions_table(rows: pd.DataFrame, period: pd.Period, basis: str) -> Table:
    return Table(
        name="prognose",
        title=f"Forventet regnskab {period.year} med forventet til- og afgang",
        frame=rows,
        row_kind="row_kind",
        public=PUBLIC,
        columns=(
            Column("label", "Område og funktion", "text"),
            Column("known_oere", KNOWN, "oere", -3),
            Column("change_oere", "Forventet ændring", "oere", -3),
            Column("expected_oere", "Forventet regnskab", "oere", -3),
            Column("low80_oere", "80 % fra", "oere", -3),
            Column("high80_oere", "80 % til", "oere", -3),
            Column("low95_oere", "95 % fra", "oere", -3),
            Column("high95_oere", "95 % til", "oere", -3),
            Column("corrected_oere", f"{basis.capitalize()} budget", "oere", -3),
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


BOUNDS = {"95": ("low95_oere", "high95_oere"), "80": ("low80_oere", "high80_oere")}
"""Of each interval, the widest first."""
_GREYS = {"95": "#d9d9d9", "80": "#a6a6a6"}


def against_even(months: pd.DataFrame, budget: int) -> pd.DataFrame:
    """``months`` less a budget spread evenly over the year (without one: the expected year), so
    that the interval, which is small beside the year, can be seen."""
    whole = months["expected_oere"].iloc[-1] if pd.isna(budget) else budget
    amounts = months.drop(columns="month").astype("Float64")
    return amounts.sub(whole * (amounts.index + 1) / len(months), axis=0).assign(
        month=months["month"]
    )


def fan_plot(months: pd.DataFrame, budget: int, ax: Axes | None) -> Axes:
    """Known and expected cost less an even budget, with the fan of the two intervals."""
    tidy = against_even(months, budget)
    axes = figures.lines(
        tidy.rename(columns={"known_oere": KNOWN, "expected_oere": EXPECTED}).melt(
            "month", [KNOWN, EXPECTED], var_name="series", value_name="oere"
        ),
        "month",
        "oere",
        "series",
        ax=ax,
    )
    largest = float(tidy[["known_oere", "expected_oere"]].abs().max().max())
    scale = numbers.amount_scale(largest).divisor
    zero = EXPECTED if pd.isna(budget) else "Budget"
    axes.axhline(0, color="#262626", linewidth=1.2, zorder=1, label=f"{zero}, lagt jævnt ud")
    december = months.iloc[-1]
    for level, (low, high) in BOUNDS.items():
        ends = "–".join(numbers.kroner(december[side], -6) for side in (low, high))
        axes.fill_between(
            tidy.index,
            tidy[low].to_numpy(dtype=float, na_value=np.nan) / scale,
            tidy[high].to_numpy(dtype=float, na_value=np.nan) / scale,
            color=_GREYS[level],
            linewidth=0.8,
            edgecolor="#595959",
            zorder=0.5,
            label=f"{level} %: året ender på {ends} mio. kr.",
        )
    amounts = tidy.drop(columns="month").astype("float64") / scale
    low, high = min(amounts.min().min(), 0.0), max(amounts.max().max(), 0.0)
    margin = 0.05 * (high - low) or 1.0
    axes.set_ylim(low - margin, high + margin)
    axes.legend(
        loc="lower left", bbox_to_anchor=(0, 1.0), ncols=2, frameon=False, borderaxespad=0.2
    )
    return axes


def fan_title(budget: int, year: int, basis: str) -> str:
    """What the figure shows; without a budget it is held up against the expected year."""
    even = "forventede regnskab" if pd.isna(budget) else f"{_the(basis)} budget"
    return f"Udgiften lagt sammen fra januar {year}, mindre årets {even} lagt jævnt ud"


def fan_alt(months: pd.DataFrame, period: pd.Period) -> str:
    """The figure in words."""
    last = months.iloc[-1]
    return (
        f"Kurver fra januar til december {period.year}. Hele året: kendte bevillinger ender på "
        f"{numbers.mio(last['known_oere'])}, med forventet til- og afgang på "
        f"{numbers.mio(last['expected_oere'])}; viften udvider sig til "
        f"{numbers.kroner(last['low80_oere'], -6)}–{numbers.mio(last['high80_oere'])} (80 %) og "
        f"{numbers.kroner(last['low95_oere'], -6)}–{numbers.mio(last['high95_oere'])} (95 %)."
    )
