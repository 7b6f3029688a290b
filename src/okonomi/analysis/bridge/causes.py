"""Why does a line cost something else in a run of days? One cause for each, in whole øre."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pandas as pd

from okonomi.analysis.bridge.days import LABELS, is_once
from okonomi.cost import days_in_year, ledger, to_price_year
from okonomi.errors import UserError
from okonomi.rules import Rules

CAUSES = {
    "ny": "Nye bevillinger",
    "ophoert": "Ophørte bevillinger",
    "dage": "Flere eller færre dage",
    "prisregulering": "Prisregulering (lig med indekset)",
    "anden_pris": "Anden ændring af pris eller antal",
    "tilbagevirkende": "Tilbagevirkende ændringer",
    "engang": "Engangsbeløb",
    "omkonteret": "Flyttet til en anden funktion",
}
"""Every cause, in the order they are shown."""
COLUMNS = ["line", *LABELS, "cause", "oere"]


def causes(
    runs: pd.DataFrame, old: str, new: str, period: pd.Period, factors: IndexFactors
) -> pd.DataFrame:
    """Every run's change from side ``old`` to side ``new``: line, labels, cause, oere.

    A run that only ``new`` has is *ny* where the line is not in ``old`` at all, else more days.
    One that only ``old`` has is *ophoert* where the line is gone, or where it now stops before it
    did and either ran the year out before or has stopped by the end of ``period``; else fewer days.
    One that both have differs in price alone.
    """
    had, has = runs[f"has_{old}"], runs[f"has_{new}"]
    day, last = runs["day"], runs[f"last_{new}"]
    year_end = days_in_year(period.year) - 1
    stopped = (runs[f"last_{old}"] == year_end) | (last < period.end_time.day_of_year)
    ended = ~runs[f"known_{new}"] | ((day > last) & stopped)
    regulated = pd.Series(False, index=runs.index)
    repriced = had & has & (runs[f"oere_{old}"] != runs[f"oere_{new}"])
    regulated[repriced] = factors.explain(runs[repriced], old, new)
    cause = np.select(
        [had & has & regulated, had & has, has & ~runs[f"known_{old}"], has, ended],
        ["prisregulering", "anden_pris", "ny", "dage", "ophoert"],
        "dage",
    )
    change = runs[f"oere_{new}"] - runs[f"oere_{old}"]
    moved = had & has & (_label(runs, old) != _label(runs, new))
    parts = [
        _entries(runs, new, cause, change, has),
        _entries(runs, old, cause, change, had & ~has),
        _entries(runs, old, "omkonteret", -runs[f"oere_{old}"], moved),
        _entries(runs, new, "omkonteret", runs[f"oere_{old}"], moved),
    ]
    return pd.concat(parts, ignore_index=True)


def backdated(runs: pd.DataFrame, old: str, new: str) -> pd.DataFrame:
    """Every run's change from ``old`` to ``new`` as *tilbagevirkende*."""
    parts = [
        _entries(runs, new, "tilbagevirkende", runs[f"oere_{new}"], runs[f"has_{new}"]),
        _entries(runs, old, "tilbagevirkende", -runs[f"oere_{old}"], runs[f"has_{old}"]),
    ]
    return pd.concat(parts, ignore_index=True)


def since_before(
    runs: pd.DataFrame, period: pd.Period, elapsed: int, factors: IndexFactors
) -> pd.DataFrame:
    """From the side ``before`` to ``now``; months 1–``elapsed`` had passed at the drop before."""
    past = runs["month"] <= elapsed
    return pd.concat(
        [
            backdated(runs[past], "before", "now"),
            causes(runs[~past], "before", "now", period, factors),
        ],
        ignore_index=True,
    )


def since_new_year(
    runs: pd.DataFrame, period: pd.Period, elapsed: int | None, factors: IndexFactors
) -> pd.DataFrame:
    """From the side ``stock`` to ``now``.

    In a month that had passed at the drop before, what changed since that drop is
    *tilbagevirkende* and the rest has the cause it had then. ``elapsed`` None: no drop before.
    """
    if elapsed is None:
        return causes(runs, "stock", "now", period, factors)
    changed = (runs["oere_now"] != runs["oere_before"]) & (runs["oere_now"] != runs["oere_stock"])
    late = (runs["month"] <= elapsed) & changed & (runs["has_before"] | ~runs["has_stock"])
    return pd.concat(
        [
            causes(runs[~late], "stock", "now", period, factors),
            causes(runs[late], "stock", "before", period, factors),
            backdated(runs[late], "before", "now"),
        ],
        ignore_index=True,
    )


def paid_once(lines: pd.DataFrame, months: tuple[pd.Period, pd.Period], sign: int) -> pd.DataFrame:
    """The one-off amounts of the lines that count, as *engang*; ``sign`` −1 for the side before."""
    once = lines[is_once(lines)].reset_index(drop=True)
    cost = ledger(once, *months, basis="bevilget")
    paid = once.iloc[cost["line"]]
    return pd.DataFrame(
        {
            "line": "engang " + paid["root"].to_numpy(dtype=object),
            **{name: paid[name].array for name in LABELS},
            "cause": "engang",
            "oere": sign * cost["gross_oere"].to_numpy(),
        }
    )


def _label(runs: pd.DataFrame, side: str) -> pd.Series:
    return runs[f"area_label_{side}"] + runs[f"function_label_{side}"]


def _entries(
    runs: pd.DataFrame, side: str, cause: str | np.ndarray, oere: pd.Series, where: pd.Series
) -> pd.DataFrame:
    """The runs ``where``, on the function they have on ``side``."""
    entries = pd.DataFrame(
        {
            "line": runs["line"],
            **{name: runs[f"{name}_{side}"] for name in LABELS},
            "cause": cause,
            "oere": oere,
        }
    )
    entries = entries[where & (oere != 0)]
    return entries.assign(line=entries["line"].astype("str"))


class IndexFactors:
    """Which price changes are equal to an index of the municipality's own list.

    A new price is the index's when it is the old one times the factor, rounded to four decimals,
    to whole øre or to whole kroner. The factor is from the old price year to the new one where the
    lines say them and they differ, else from the year before to the year.
    """

    def __init__(self, rules: Rules, year: int) -> None:
        self._rules, self._year = rules, year
        taken = ("refusion", "momsfaktor")
        self._series = [name for name in rules.values if name.split(".")[0] not in taken]
        self._known: dict[tuple[int, int], list[Decimal]] = {}

    @property
    def has_year(self) -> bool:
        """Whether any index says how prices rise from the year before to the year."""
        return bool(self._factors(self._year - 1, self._year))

    def explain(self, runs: pd.DataFrame, old: str, new: str) -> np.ndarray:
        """Per run with both sides: whether the index explains the change (bool)."""
        same = (runs[f"rows_{old}"] == 1) & (runs[f"rows_{new}"] == 1)
        same &= runs[f"frequency_{old}"] == runs[f"frequency_{new}"]
        same &= runs[f"quantity_{old}"].fillna(1) == runs[f"quantity_{new}"].fillna(1)
        columns = [f"{name}_{side}" for name in ("price_kr", "price_year") for side in (old, new)]
        terms = runs[columns].astype("Float64")
        number, distinct = pd.factorize(pd.MultiIndex.from_frame(terms))
        equal = np.array([self._equal(*terms) for terms in distinct], dtype=bool)
        return equal[number] & same.to_numpy(dtype=bool) if len(runs) else equal

    def _equal(self, before: float, now: float, from_year: Any, to_year: Any) -> bool:
        years = (self._year - 1, self._year)
        if not (pd.isna(from_year) or pd.isna(to_year)) and from_year < to_year:
            years = (int(from_year), int(to_year))
        price, wanted = Decimal(repr(float(before))), Decimal(repr(float(now)))
        return any(wanted in _rounded(price * factor) for factor in self._factors(*years))

    def _factors(self, from_year: int, to_year: int) -> list[Decimal]:
        years = (from_year, to_year)
        if years not in self._known:
            self._known[years] = []
            for series in self._series:
                try:
                    rise = to_price_year(1.0, from_year, to_year, series, self._rules)
                except UserError:
                    continue  # a series that does not reach these years says nothing
                self._known[years].append(rise.factor)
        return self._known[years]


def _rounded(price: Decimal) -> Sequence[Decimal]:
    return [price.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) for places in (4, 2, 0)]
