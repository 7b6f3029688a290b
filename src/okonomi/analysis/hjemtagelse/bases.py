"""Each payer's total without any move, per calendar year of the horizon, and its thresholds."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.payer import Payer
from okonomi.cost import ledger
from okonomi.cost.counted import counted_parts
from okonomi.intake import Reading
from okonomi.rules import Missing, Rules, Value


@dataclass(frozen=True, eq=False, kw_only=True)
class Bases:
    """``of_line``: position in ``reading["placement"]`` → payer (internal: holds a pseudonym).

    ``payers``: every payer's yearly totals and thresholds. ``missing``: why there are no
    thresholds, once each; ``values``: the thresholds used; ``skoen``: whether any is an estimate.
    """

    of_line: pd.Series
    payers: dict[str, Payer]
    missing: tuple[Missing, ...]
    values: tuple[Value, ...]

    @property
    def skoen(self) -> bool:
        """Whether a threshold is an estimate."""
        return any(value.skoen for value in self.values)


def bases(reading: Reading, rules: Rules, horizon: Horizon) -> Bases:
    """The known lines rolled forward by their dates, at today's prices, over the whole years.

    Nobody knows the thresholds of years to come: those of the period's year are used for all of
    them, since the whole reckoning is in that year's prices. A line belongs to the payer it has in
    the first year it costs anything; a child that turns 18 on the way is not followed to its new
    payer.
    """
    first, last = int(horizon.years[0]), int(horizon.years[-1])
    lines = ledger(
        reading["placement"], pd.Period(f"{first}-01", "M"), pd.Period(f"{last}-12", "M")
    )
    parts = counted_parts(
        lines, reading["placement"], reading["person"], reading["provider"], rules
    ).frame
    year = reading.period.year
    tiers = {group: rules.tiers(group, year) for group in parts["group"].unique()}
    steps = {g: None if isinstance(t, Missing) else t.steps for g, t in tiers.items()}
    payers = {}
    for payer, mine in parts.groupby("payer"):
        totals = mine.groupby("year")["counted_e2"].sum()
        payers[str(payer)] = Payer(
            base_oere={int(y): round(total / 100) for y, total in totals.items()},
            steps=steps[mine.sort_values("month")["group"].iloc[0]],
        )
    of_line = parts.sort_values("month").drop_duplicates("line").set_index("line")["payer"]
    known = [t for t in tiers.values() if not isinstance(t, Missing)]
    return Bases(
        of_line=of_line,
        payers=payers,
        missing=tuple(t for t in tiers.values() if isinstance(t, Missing)),
        values=tuple(dict.fromkeys(value for t in known for value in t.values)),
    )
