"""How has a provider grown, in places, kroner and price, against the index?

Of this drop alone: the granted lines in force on the period's last day, and on the same day one and
two years before. Kroner are as granted, with the moms they have, for 365 days.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.contracts.match import running
from okonomi.cost import to_price_year
from okonomi.errors import UserError
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules

YEARS_BACK = (0, 1, 2)


@dataclass(frozen=True, eq=False, kw_only=True)
class Trend:
    """``frame``: indexed by provider: places_0, places_1, places_2 (running hovedydelser now, one
    and two years before), year_kr_0 … (what all running lines cost a year), same (hovedydelser
    that run now and did so a year ago at the same provider) and raised (the change of their price
    as a share). ``index``: the index' change in the same year, missing where it is not known."""

    frame: pd.DataFrame
    index: float

    def of(self, provider: str) -> pd.Series:
        """The provider's row, nil where it has none."""
        if provider in self.frame.index:
            return self.frame.loc[provider]
        return pd.Series(0.0, index=self.frame.columns)


def trend(reading: Reading, rules: Rules) -> Trend:
    """The trend of every provider."""
    day = last_day(reading.period)
    at = [running(reading, day - pd.DateOffset(years=back)) for back in YEARS_BACK]
    columns = {}
    for back, lines in zip(YEARS_BACK, at, strict=True):
        main = lines[lines["line_kind"] == "hovedydelse"]
        columns[f"places_{back}"] = main.groupby("provider").size()
        columns[f"year_kr_{back}"] = lines.groupby("provider")["year_kr"].sum()
    keys = ["line_id", "provider", "quantity", "frequency"]
    now, before = (
        lines[(lines["line_kind"] == "hovedydelse") & (lines["year_kr"] > 0)][[*keys, "year_kr"]]
        for lines in at[:2]
    )
    # The same amount of the same service: what is left is its price.
    both = now.merge(before, on=keys, suffixes=("", "_before"))
    sums = both.groupby("provider")[["year_kr", "year_kr_before"]].sum()
    columns["same"] = both.groupby("provider").size()
    columns["raised"] = sums["year_kr"] / sums["year_kr_before"] - 1
    frame = pd.DataFrame(columns).fillna(dict.fromkeys([c for c in columns if c != "raised"], 0))
    return Trend(frame=frame, index=_index(reading, rules))


def _index(reading: Reading, rules: Rules) -> float:
    usual = reading["contract"]["index_series"].mode()
    year = reading.period.year
    if usual.empty:
        return float("nan")
    try:
        return float(to_price_year(1, year - 1, year, usual.iloc[0], rules).factor) - 1
    except UserError:
        return float("nan")
