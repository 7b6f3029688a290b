"""A lower price where the citizen lives: the servicetjek's walk-away price, or the scenario's word.

One number in the whole kit: what a negotiation is worth is worked out in ``targets``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.hjemtagelse.follows import whole_from
from okonomi.analysis.servicetjek.pricemodel import DEARER
from okonomi.analysis.targets.result import Targets
from okonomi.analysis.targets.rule import BY_MODEL
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.present import numbers


@dataclass(frozen=True, eq=False, kw_only=True)
class LowerPrices:
    """``frame``: line_id → fall_kr (paid base price less the walk-away price, kr. per day net of
    moms), start (the first whole month a new price can bite), won (the probability of winning it),
    deal (what is won or lost as one: the provider). ``success``: the assumed share of negotiations
    that succeed. ``unknown``: rows (line_id) with a walk-away price and no known first day.
    ``counted``: line_id → øre a year of every saving that the servicetjek counts."""

    frame: pd.DataFrame
    success: float
    unknown: pd.Series
    counted: pd.Series


def lower_prices(found: Targets) -> LowerPrices:
    """The savings of ``found`` that count, at providers dearer than the service explains.

    They are won with the probability that its simulation uses: that the provider's prices are more
    than 5 % too high, times the share of negotiations that succeed. A price without a known first
    day is not counted. Where a provider is as expected, a single price above is mostly chance.
    """
    dear = found.rows["basis"].eq(BY_MODEL) & found.rows["verdict"].eq(DEARER)
    rows = found.rows[found.rows["counted"] & dear]
    known = rows[rows["first_day"].notna()]
    success = found.together.success
    frame = pd.DataFrame(
        {
            "fall_kr": known["paid_kr"] - known["walk_kr"],
            "start": [whole_from(day) for day in known["first_day"]],
            "won": known["above"].astype("float64") * success,
            "deal": known["provider"],
        }
    ).set_axis(known["line_id"])
    return LowerPrices(
        frame=frame[~frame.index.duplicated()],
        success=success,
        unknown=rows.loc[rows["first_day"].isna(), "line_id"],
        counted=found.rows[found.rows["counted"]].groupby("line_id")["service_full_oere"].max(),
    )


def without_notice(prices: LowerPrices | None, candidates: pd.DataFrame) -> list[Finding]:
    """The candidates whose lower price is left out because nobody knows when it can bite."""
    if prices is None:
        return []
    rows = candidates[candidates["line_id"].isin(prices.unknown)]
    if rows.empty:
        return []
    return [
        Finding(
            code="lavere-pris-uden-frist",
            severity="oplysning",
            text=f"{count(len(rows), 'sag', 'sager')} udenbys har en gå-fra-pris i servicetjekket, "
            "men ingen kendt frist, og er ikke regnet med lavere pris.",
            remedy="Find opsigelsesvarslet i kontrakten, og skriv det i kontraktlisten.",
            rows=rows[["case_id", "provider"]].reset_index(drop=True),
        )
    ]


def counted_there_too(prices: LowerPrices | None, moved: pd.DataFrame) -> list[Finding]:
    """The cases that move home and have a saving in the servicetjek: the same kroner."""
    if prices is None:
        return []
    rows = moved.assign(saved_oere=moved["line_id"].map(prices.counted).astype("Int64"))
    rows = rows[rows["saved_oere"].notna()]
    if rows.empty:
        return []
    return [
        Finding(
            code="ogsaa-i-servicetjekket",
            severity="oplysning",
            text=f"{count(len(rows), 'sag', 'sager')}, der flytter hjem i planen, har også en "
            f"besparelse i servicetjekket, i alt {numbers.kr(rows['saved_oere'].sum(), 0)} om "
            "året. Den falder bort, når borgeren flytter, og kan ikke lægges til planens gevinst.",
            rows=rows[["case_id", "provider", "saved_oere"]].reset_index(drop=True),
        )
    ]
