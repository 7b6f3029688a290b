"""A tilbud is lost: its vacant places are gone, and those who live there must go elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from okonomi.cost import days_in_year
from okonomi.errors import UserError
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules

COLUMNS = [
    "tilbud", "paragraf", "residents", "vacant", "own_kr_per_day", "elsewhere_kr_per_day", "n",
    "extra_oere",
]  # fmt: skip


def closing(
    reading: Reading, priced: pd.DataFrame, closed: Sequence[str], rules: Rules
) -> pd.DataFrame:
    """What it costs a year to close own tilbud. Row: one closed tilbud under one paragraf.

    ``residents``: running placements there. ``own_kr_per_day``: the full cost of a place in the
    capacity file, which is what closing saves at most; of several target groups weighed by their
    places. ``elsewhere_kr_per_day``: the median price
    (with tillæg, net of moms) of the ``n`` running placements that are bought under the same
    paragraf. ``extra_oere``: residents × the difference × the days of the year, gross of refusion;
    missing where a price is. ``UserError`` for a tilbud that is not in the capacity file.
    """
    capacity = reading["capacity"]
    unknown = sorted(set(closed) - set(capacity["tilbud"]))
    if unknown:
        known = ", ".join(sorted(set(capacity["tilbud"]))) or "ingen"
        raise UserError(
            f"lukkede_tilbud: {', '.join(f'“{name}”' for name in unknown)} er ikke blandt "
            f"kommunens egne tilbud. Brug et af navnene i filen med pladser: {known}."
        )
    bought = priced[~priced["own"]].groupby("paragraf")["total_kr_per_day"].agg(["median", "size"])
    days = days_in_year(reading.period.year)
    rows = []
    for row in _by_paragraf(capacity, closed, rules, reading).itertuples():
        here = priced["own"] & (priced["tilbud"] == row.tilbud)
        residents = int((here & (priced["paragraf"] == row.paragraf)).sum())
        price, n = bought.loc[row.paragraf] if row.paragraf in bought.index else (np.nan, 0)
        extra = residents * (price - row.full_cost_kr) * days * 100
        rows.append(
            (row.tilbud, row.paragraf, residents, 0 if pd.isna(row.vacant) else int(row.vacant),
             row.full_cost_kr, price, int(n), pd.NA if pd.isna(extra) else round(extra))
        )  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    return frame.astype({"extra_oere": "Int64"})


def _by_paragraf(
    capacity: pd.DataFrame, closed: Sequence[str], rules: Rules, reading: Reading
) -> pd.DataFrame:
    """The closed rows of the capacity file, one per tilbud and paragraf: whose target group a
    resident is of is not known there."""
    rows = capacity[capacity["tilbud"].isin(list(closed))]
    day = last_day(reading.period).date()
    rows = rows.assign(paragraf=rules.paragraffer.canonical(rows["paragraf"], day))
    found = []
    for (tilbud, paragraf), own in rows.groupby(["tilbud", "paragraf"], dropna=False, sort=False):
        places, cost = own["places"].fillna(1).clip(lower=1), own["full_cost_kr"]
        found.append(
            {
                "tilbud": tilbud,
                "paragraf": paragraf,
                "vacant": own["vacant"].sum(),
                "full_cost_kr": (places * cost).sum(skipna=False) / places.sum(),
            }
        )
    return pd.DataFrame(found, columns=["tilbud", "paragraf", "vacant", "full_cost_kr"])
