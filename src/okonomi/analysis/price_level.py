"""Prices of other years brought to the price level of one year."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from okonomi.cost import PriceInYear, to_price_year
from okonomi.errors import UserError
from okonomi.rules import Rules, Value

_YEARS = range(1900, 2200)


@dataclass(frozen=True, eq=False, kw_only=True)
class PriceLevel:
    """``factor``: what each price is multiplied by; 1 where it names no year, for it is taken as
    it is paid; missing where the series has no figure for the year, or there is no series.
    ``values``: the figures used. ``because``: in Danish why the last one is missing, or empty.
    """

    factor: pd.Series
    values: tuple[Value, ...]
    because: str


def usual_series(contract: pd.DataFrame) -> str | None:
    """The price series that most contracts name; None where none does."""
    usual = contract["index_series"].mode()
    return usual.iloc[0] if len(usual) else None


def one_krone(from_year: int, to_year: int, series: str, rules: Rules) -> PriceInYear:
    """One krone of ``from_year`` in ``to_year``; ``UserError`` where it cannot be said.

    A year that a slip of the keyboard made (0, 20226) is in no series.
    """
    for year in (from_year, to_year):
        if year not in _YEARS:
            raise UserError(f"Prisåret {year} er ikke et årstal.")
    return to_price_year(1, from_year, to_year, series, rules)


def price_level(
    years: pd.Series, series: pd.Series | str | None, to_year: int, rules: Rules
) -> PriceLevel:
    """The factors that bring prices of ``years`` to ``to_year``, each along its ``series``."""
    named = pd.Series(series, index=years.index, dtype="str")
    moving = years.notna() & (years != to_year)
    keys = list(zip(years[moving].astype(int), named[moving], strict=True))
    factors: dict[tuple[int, str], Decimal | None] = {}
    values: dict[Value, None] = {}
    because = ""
    for key in dict.fromkeys(keys):
        try:
            if pd.isna(key[1]):
                raise UserError("Ingen kontrakt nævner en prisserie.")
            moved = one_krone(key[0], to_year, key[1], rules)
            factors[key] = moved.factor
            values |= dict.fromkeys(moved.values)
        except UserError as lack:
            factors[key], because = None, str(lack)
    found = pd.Series([factors[key] for key in keys], index=years.index[moving], dtype=object)
    factor = pd.Series(1.0, index=years.index)
    factor[moving] = found.astype("float64")
    return PriceLevel(factor=factor, values=tuple(values), because=because)
