"""Helårspersoner, gennemsnitligt antal and enhedspris from kroner and days already counted."""

from __future__ import annotations

from typing import overload

import numpy as np
import pandas as pd


@overload
def helaarspersoner(person_days: int, days_in_year: int) -> float: ...
@overload
def helaarspersoner(person_days: pd.Series, days_in_year: int) -> pd.Series: ...
def helaarspersoner(person_days: int | pd.Series, days_in_year: int) -> float | pd.Series:
    """Paid days of a whole year ÷ the days of that year (365 or 366).

    >>> helaarspersoner(183, 366)
    0.5
    """
    if days_in_year not in (365, 366):
        raise ValueError(f"a year has 365 or 366 days, not {days_in_year}")
    return person_days / days_in_year


@overload
def gennemsnitligt_antal(person_days: int, days_in_period: int) -> float: ...
@overload
def gennemsnitligt_antal(person_days: pd.Series, days_in_period: int) -> pd.Series: ...
def gennemsnitligt_antal(person_days: int | pd.Series, days_in_period: int) -> float | pd.Series:
    """Paid days of a period ÷ the days of that period: how many there were on an average day.

    >>> gennemsnitligt_antal(45, 90)
    0.5
    """
    if days_in_period <= 0:
        raise ValueError(f"a period has at least one day, not {days_in_period}")
    return person_days / days_in_period


@overload
def unit_price(gross_oere: int, days: int, days_in_year: int) -> int | None: ...
@overload
def unit_price(gross_oere: pd.Series, days: pd.Series, days_in_year: int) -> pd.Series: ...
def unit_price(
    gross_oere: int | pd.Series, days: int | pd.Series, days_in_year: int
) -> int | pd.Series | None:
    """Enhedspris, what a whole year for one person costs: øre ÷ paid days × days in the year.

    Whole øre, half away from zero. Without days there is no price: ``None``, in a series ``NA``.
    Two series must be aligned; the answer is ``Int64`` with their index. Raises ``ValueError``
    for a year of other than 365 or 366 days and for negative days.

    >>> unit_price(3_100_00, 31, 365)
    3650000
    """
    if days_in_year not in (365, 366):
        raise ValueError(f"a year has 365 or 366 days, not {days_in_year}")
    if isinstance(gross_oere, pd.Series) != isinstance(days, pd.Series):
        raise ValueError("give two numbers or two series")
    if isinstance(gross_oere, pd.Series):
        return _unit_prices(gross_oere, days, days_in_year)
    if days < 0:
        raise ValueError(f"days must not be negative: {days}")
    if days == 0:
        return None
    size = (2 * abs(gross_oere) * days_in_year + days) // (2 * days)
    return int(size if gross_oere >= 0 else -size)


def _unit_prices(gross_oere: pd.Series, days: pd.Series, days_in_year: int) -> pd.Series:
    if not gross_oere.index.equals(days.index):
        raise ValueError("gross_oere and days are not aligned")
    missing = gross_oere.isna().to_numpy() | days.isna().to_numpy()
    gross = gross_oere.to_numpy(dtype=np.int64, na_value=0)
    count = days.to_numpy(dtype=np.int64, na_value=0)
    if (count < 0).any():
        raise ValueError("days must not be negative")
    divisor = np.where(count == 0, 1, count)
    # The whole øre per day first, then what is left of them: no product can leave int64.
    per_day, rest = np.divmod(np.abs(gross), divisor)
    size = per_day * days_in_year + (2 * rest * days_in_year + divisor) // (2 * divisor)
    values = pd.array(np.sign(gross) * size, dtype="Int64")
    values[missing | (count == 0)] = pd.NA
    return pd.Series(values, index=gross_oere.index)
