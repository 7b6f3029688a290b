"""Each payer's year: total, tier, refund and what the next krone saved keeps.

A payer is a household's children, a child alone, or an adult. The refund is rounded once on the
payer's total and spread over the payer's line-months by largest remainder, in proportion to what
each line-month counts (a credit takes its share back).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import pandas as pd

from okonomi.cost.refusion import (
    MONTHS,
    kept_share,
    monthly_refund_exact,
    rate_at,
    refund_exact,
    round_half_away,
)
from okonomi.cost.spread import spread
from okonomi.rules import Missing, Tiers

COLUMNS = {
    "year": "int64",
    "group": "str",
    "hjemmel": "str",
    "payer": "str",
    "household": "bool",
    "persons": "int64",
    "total_oere": "int64",
    "rate": "Float64",
    "refusion_oere": "Int64",
    "kept_share": "Float64",
    "total_to_date_oere": "int64",
    "refusion_to_date_oere": "Int64",
    "skoen": "bool",
    "lines": "object",
}


@dataclass(frozen=True, eq=False)
class _Costs:
    """A payer's parts: month index in the year, what they count (1/100 øre), paid once or not."""

    month: np.ndarray
    counted: np.ndarray
    once: np.ndarray

    def take(self, rows: np.ndarray) -> _Costs:
        return _Costs(self.month[rows], self.counted[rows], self.once[rows])

    def total(self, last: int = MONTHS - 1) -> Fraction:
        """Øre up to and including the month with the index ``last``."""
        counted = self.counted if last == MONTHS - 1 else self.counted[self.month <= last]
        return Fraction(int(counted.sum()), 100)

    def by_month(self) -> list[Fraction]:
        """Øre per month, with what is paid once spread evenly over the year's twelve months."""
        sums = np.zeros(MONTHS, dtype=np.int64)
        np.add.at(sums, self.month[~self.once], self.counted[~self.once])
        evenly = Fraction(int(self.counted[self.once].sum()), MONTHS)
        return [(int(one) + evenly) / 100 for one in sums]

    def refund(self, tiers: Tiers, last: int = MONTHS - 1) -> Fraction:
        """The state's share in øre, unrounded, of the months up to and including ``last``."""
        if tiers.scheme.period == "maaned":
            return monthly_refund_exact(self.by_month()[: last + 1], tiers.steps)
        return refund_exact(self.total(last), tiers.steps)

    def last_krone(self, tiers: Tiers, last: int) -> Fraction:
        """The total whose last krone decides tier and share: the year's, or twelve of a month."""
        if tiers.scheme.period == "maaned":
            return self.by_month()[last] * MONTHS
        return self.total()

    def weights(self, tiers: Tiers) -> list[int]:
        """How the refund is spread over the parts: by what they count, in their months' refund."""
        if tiers.scheme.period != "maaned":
            return self.counted.tolist()
        totals = self.by_month()
        shares = [
            refund_exact(total * MONTHS, tiers.steps) / total if total else Fraction(0)
            for total in totals
        ]
        of_once = sum(shares, Fraction(0)) / MONTHS
        exact = [
            int(counted) * (of_once if once else shares[month])
            for month, counted, once in zip(self.month, self.counted, self.once, strict=True)
        ]
        common = math.lcm(*(share.denominator for share in exact))
        return [int(share * common) for share in exact]


@dataclass(frozen=True, eq=False, kw_only=True)
class Payers:
    """``frame``: one row per payer and year (``COLUMNS``). Per part: ``refund_oere`` (int64),
    ``missing`` (no refund can be said) and ``skoen``. ``lacking``: what is missing."""

    frame: pd.DataFrame
    refund_oere: np.ndarray
    missing: np.ndarray
    skoen: np.ndarray
    lacking: tuple[Missing, ...]


def payers_of(
    parts: pd.DataFrame,
    undecided: np.ndarray,
    undecided_by: dict[str, Missing],
    tiers_of: dict[tuple[str, int], Tiers | Missing],
    period: pd.Period,
) -> Payers:
    """The payers of counted parts (see ``counted.CountedParts``) and the refund of every part.

    ``undecided``: parts of which it is not known whether they count (``undecided_by``: person →
    what is missing to decide it); the payer's refund is missing when it makes a difference.
    ``tiers_of``: (group, year) → thresholds. ``period``: the last month of "to date".
    """
    count = len(parts)
    refund, missing = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=bool)
    skoen = np.zeros(count, dtype=bool)
    lacking: dict[Missing, None] = {}
    costs = _Costs(
        parts["month"].dt.month.to_numpy() - 1,
        parts["counted_e2"].to_numpy(),
        parts["once"].to_numpy(),
    )
    persons = parts["person"].to_numpy()
    line = parts["line"].to_numpy()
    estimates = (parts["skoen"] | parts["moms_skoen"]).to_numpy()
    found = []
    keys = ["year", "group", "payer"]
    for (year, group, payer), rows in parts.groupby(keys).indices.items():
        tiers = tiers_of[group, year]
        mine = costs.take(rows)
        row = {
            "year": year,
            "group": group,
            "hjemmel": tiers.hjemmel if isinstance(tiers, Missing) else tiers.scheme.hjemmel,
            "payer": payer,
            "household": str(payer).startswith("husstand "),
            "persons": len(set(persons[rows])),
            "total_oere": round_half_away(mine.total()),
            "skoen": bool(estimates[rows].any()),
            "lines": tuple(np.unique(line[rows[mine.counted != 0]]).tolist()),
        }
        last = _last_month(year, period)
        row["total_to_date_oere"] = round_half_away(mine.total(last))
        if isinstance(tiers, Tiers) and undecided[rows].any():
            sure = costs.take(rows[~undecided[rows]])
            if mine.refund(tiers) != sure.refund(tiers):
                tiers = next(undecided_by[who] for who in persons[rows] if who in undecided_by)
        if isinstance(tiers, Missing):
            missing[rows] = True
            lacking[tiers] = None
        else:
            row["skoen"] |= tiers.skoen
            skoen[rows] = row["skoen"]
            row |= _figures(mine, tiers, last)
            if row["refusion_oere"]:
                refund[rows] = spread(row["refusion_oere"], mine.weights(tiers))
        found.append(row)
    frame = pd.DataFrame(found, columns=list(COLUMNS)).astype(COLUMNS)
    return Payers(
        frame=frame, refund_oere=refund, missing=missing, skoen=skoen, lacking=tuple(lacking)
    )


def _figures(costs: _Costs, tiers: Tiers, last: int) -> dict[str, object]:
    deciding = costs.last_krone(tiers, max(last, 0))
    return {
        "rate": rate_at(deciding, tiers.steps) / 100,
        "refusion_oere": round_half_away(costs.refund(tiers)),
        "kept_share": kept_share(deciding, tiers.steps),
        "refusion_to_date_oere": round_half_away(costs.refund(tiers, last)),
    }


def _last_month(year: int, period: pd.Period) -> int:
    """Index of the last month to date: 11 for years before the period's, −1 for later years."""
    if year == period.year:
        return period.month - 1
    return MONTHS - 1 if year < period.year else -1
