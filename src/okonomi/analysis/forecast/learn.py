"""From readings to everything that history says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import with_areas_of, with_row_keys
from okonomi.analysis.forecast.delays import Delays, delays_of
from okonomi.analysis.forecast.inflow import Inflow, inflow
from okonomi.analysis.forecast.lifetimes import Lifetimes, lifetimes
from okonomi.analysis.forecast.prices import Prices, prices
from okonomi.analysis.forecast.spells import Spells, spells_of
from okonomi.intake import Reading

ROW = ["area_label", "function_label"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Learned:
    """What history says, and the spells it says it of."""

    spells: Spells
    delays: Delays
    lifetimes: Lifetimes
    inflow: Inflow
    prices: Prices


def drops_of(readings: Sequence[Reading], kontoplan: pd.DataFrame) -> list[Spells]:
    """The spells of every reading, oldest first, on the rows of the last one's follow-up."""
    tables = [reading["placement"] for reading in readings]
    # Neither an earlier month's area of a function nor its budget's level decides the rows.
    kontoplan = with_areas_of(kontoplan, tables[-1], readings[-1]["budget"])
    kontoplan = with_areas_of(kontoplan, *tables)
    labels = [with_row_keys(table[["function", "area"]], kontoplan)[ROW] for table in tables]
    rows = pd.concat([label.drop_duplicates() for label in labels]).drop_duplicates()
    index = pd.MultiIndex.from_frame(rows.sort_values(ROW))
    return [
        spells_of(reading, label, index) for reading, label in zip(readings, labels, strict=True)
    ]


def learn(now: Spells, earlier: Sequence[Spells], seed: int) -> Learned:
    """Learn from ``now`` and the drops of the months before it (``earlier``, any order)."""
    delays = delays_of(now, earlier)
    lasting = lifetimes(now)
    return Learned(
        spells=now,
        delays=delays,
        lifetimes=lasting,
        inflow=inflow(now, delays, lasting, seed),
        prices=prices(now),
    )
