"""What a lower price saves: service cost by days, and net with all changes of a payer together.

The state's share of a krone depends on the payer's total of the year, so net is always worked out
on that total with and without all the changes asked about, never case by case.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.match import running
from okonomi.analysis.hjemtagelse.bases import Bases, bases
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.payer import Payer, kept
from okonomi.cost import days_in_year
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Missing, Rules, Value

THIS_YEAR, FULL_YEAR = "year", "full"


@dataclass(frozen=True, eq=False, kw_only=True)
class Payers:
    """Who bears each line, for this year as granted and for a whole year of what runs now.

    ``of_line``: line_id → payer (internal: holds a pseudonym), by year. ``of_year``: the payers'
    totals, likewise. ``percent``: line_id → how much of a saving counts in the refund (0–100).
    """

    year: int
    of_line: dict[str, pd.Series]
    of_year: dict[str, Bases]
    percent: pd.Series

    @property
    def missing(self) -> tuple[Missing, ...]:
        """Why there is no net, once each."""
        return tuple(dict.fromkeys(m for one in self.of_year.values() for m in one.missing))

    @property
    def values(self) -> tuple[Value, ...]:
        """The thresholds used."""
        return tuple(dict.fromkeys(v for one in self.of_year.values() for v in one.values))

    def payer_of(self, lines: pd.Series, which: str) -> pd.Series:
        """The payer of each line_id; a line without one is its own."""
        return lines.map(self.of_line[which]).astype("str").fillna(lines)

    def kept(self, payer: str, which: str, saved_oere: np.ndarray) -> np.ndarray | None:
        """What is kept of savings that count (øre); None where the thresholds are unknown."""
        who = self.of_year[which].payers.get(payer, Payer())
        if who.steps is None:
            return None
        return kept(who, np.full(len(saved_oere), self.year), saved_oere)


def payers(reading: Reading, rules: Rules) -> Payers:
    """The payers of the lines that run on the period's last day."""
    lines = running(reading, last_day(reading.period))
    year = reading.period.year
    horizon = Horizon(pd.Period(f"{year}-01", "M"), 12)
    whole = lines[reading["placement"].columns].assign(
        start=pd.Timestamp(year, 1, 1), end=pd.Timestamp(year, 12, 31), replaces=None
    )
    whole = whole.astype(reading["placement"].dtypes).reset_index(drop=True)
    full = replace(reading, tables={**reading.tables, "placement": whole})
    found = {THIS_YEAR: bases(reading, rules, horizon), FULL_YEAR: bases(full, rules, horizon)}
    ids = {THIS_YEAR: lines["line_id"], FULL_YEAR: whole["line_id"]}
    counts = {
        code: rules.paragraffer.counts(code).percent for code in lines["paragraf"].dropna().unique()
    }
    return Payers(
        year=year,
        of_line={
            which: pd.Series(
                one.of_line.reindex(ids[which].index).to_numpy(),
                index=ids[which].to_numpy(),
                dtype="str",
            )
            for which, one in found.items()
        },
        of_year=found,
        percent=pd.Series(
            lines["paragraf"].map(counts).fillna(0).to_numpy(dtype="int64"),
            index=lines["line_id"].to_numpy(),
        ),
    )


def days_left(first: pd.Series, end: pd.Series, year: int) -> pd.Series:
    """Paid days of the year from ``first`` (NaT: unknown) to the line's end. Float, NaN unknown."""
    last = end.fillna(pd.Timestamp(year, 12, 31)).clip(upper=pd.Timestamp(year, 12, 31))
    begin = first.clip(lower=pd.Timestamp(year, 1, 1))
    return ((last - begin).dt.days + 1).clip(lower=0).astype("Float64").astype("float64")


def oere(kr_per_day: pd.Series, days: pd.Series | int) -> pd.Series:
    """Kroner a day over days as whole øre; missing where either is."""
    return (kr_per_day * days * 100).round().astype("Float64").astype("Int64")


def per_year(kr_per_day: pd.Series, year: int) -> pd.Series:
    """Øre in a whole calendar year."""
    return oere(kr_per_day, days_in_year(year))


def net_of(
    saved_oere: pd.Series, lines: pd.Series, keys: pd.Series, who: Payers, which: str
) -> pd.Series:
    """Net øre per key of ``keys``, all its savings at once (Int64; missing: no thresholds).

    ``saved_oere``: service øre per row (missing counts nothing), ``lines``: the rows' line_id.
    """
    saved = saved_oere.astype("Float64").fillna(0).round().astype("int64")
    counted = saved * lines.map(who.percent).fillna(0).astype("int64") // 100
    table = pd.DataFrame(
        {"key": keys, "payer": who.payer_of(lines, which), "saved": saved, "counted": counted}
    )
    sums = table.groupby(["payer", "key"], sort=False)[["saved", "counted"]].sum()
    net = pd.array([pd.NA] * len(sums), dtype="Int64")
    for payer, at in sums.groupby("payer", sort=False).indices.items():
        share = sums["counted"].to_numpy()[at]
        kept_oere = who.kept(str(payer), which, share)
        if kept_oere is not None or not share.any():
            net[at] = (
                sums["saved"].to_numpy()[at] - share + (share if kept_oere is None else kept_oere)
            )
    return pd.Series(net, index=sums.index).groupby("key", sort=False).agg(_all_or_none)


def _all_or_none(parts: pd.Series) -> object:
    return pd.NA if parts.isna().any() else int(parts.sum())
