"""Price → kroner per frequency period → whole øre up to and including a day, R(d).

A *rate* is what one frequency period costs, in 1/100 øre (``int64``): price × quantity, rounded
half away from zero. Everything after it is integer arithmetic, so equal input gives equal øre on
every machine, and a line with the price −p cancels a line with the price p exactly.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.cost.known import position_in
from okonomi.cost.window import Window
from okonomi.intake.schema import FREQUENCIES

MAX_RATE_KR = 10**12
"""Largest |price × quantity| in kroner per frequency period; far above any real line."""

_MAX_PRICE_KR = 10**11  # with four decimals still exact in a float64
_MAX_QUANTITY = 10**15
_NANO = 10**9  # a quantity is taken to nine decimals


def is_priced(placement: pd.DataFrame) -> bool:
    """Whether the table has prices: ``False`` only when it has rows and none has a price.

    Such a table (an export without prices) still gives days and persons; its ``gross_oere`` is 0
    throughout, and whoever shows it must say that the price is unknown, not that it is nil.
    """
    return bool(len(placement) == 0 or placement["price_kr"].notna().any())


def rates_e4(placement: pd.DataFrame, position: np.ndarray) -> np.ndarray:
    """Rate in 1/100 øre per frequency period, for the rows at ``position``.

    The price has four decimals, the quantity nine; a missing quantity is 1. ``hours_per_week``
    describes the service and never enters. 0 throughout if ``is_priced`` is false. Raises
    ``ValueError`` for a missing price in a table with prices, an infinite or a too large one.
    """
    if not is_priced(placement):
        return np.zeros(len(position), dtype=np.int64)
    price = _floats(placement["price_kr"])[position]
    quantity = _floats(placement["quantity"])[position]
    _refuse(np.isnan(price), position, "no price_kr")
    _refuse(np.abs(price) > _MAX_PRICE_KR, position, f"price_kr above {_MAX_PRICE_KR:.0e} kr.")
    rate = np.rint(price * 1e4).astype(np.int64)
    many = np.flatnonzero(~(np.isnan(quantity) | (quantity == 1)))
    if len(many):
        rate[many] = _times(rate[many], quantity[many], position[many])
    return rate


def is_credit(placement: pd.DataFrame, position: np.ndarray) -> np.ndarray:
    """Whether price × quantity of the rows at ``position`` is negative (unknown: no)."""
    price = _floats(placement["price_kr"])[position]
    quantity = _floats(placement["quantity"])[position]
    return np.where(quantity < 0, -price, price) < 0


def frequency_codes(placement: pd.DataFrame, position: np.ndarray) -> np.ndarray:
    """Index into ``FREQUENCIES`` for the rows at ``position``; unknown → ``ValueError``."""
    codes = position_in(FREQUENCIES, placement["frequency"])[position]
    _refuse(codes < 0, position, "an unknown frequency")
    return codes


def running_oere(
    window: Window, rate_e4: np.ndarray, frequency: np.ndarray, offset: np.ndarray
) -> np.ndarray:
    """Øre from a fixed day before the window up to and including ``offset`` (whole øre, int64).

    The cost of the days a…b is ``running(b) − running(a − 1)``. Within a price period it is
    R(d); finished periods count their whole amount. Only differences mean anything.
    """
    tables, row = window.positions, window.row_of(frequency, offset)
    parts = elapsed_oere(rate_e4, tables.elapsed[row], tables.length[row])
    return parts + tables.whole[row] * period_oere(rate_e4)


def elapsed_oere(rate_e4: np.ndarray, elapsed: np.ndarray, length: np.ndarray) -> np.ndarray:
    """R(d) = rate × elapsed days ÷ days of the period, in whole øre, half away from zero."""
    size, share = np.abs(rate_e4), 100 * length
    # The whole øre per day are taken out first: no product can overflow.
    per_day = size // share
    rest = (2 * (size - per_day * share) * np.abs(elapsed) + share) // (2 * share)
    return np.sign(rate_e4) * (per_day * elapsed + np.sign(elapsed) * rest)


def period_oere(rate_e4: np.ndarray) -> np.ndarray:
    """What a whole price period costs, in whole øre, half away from zero."""
    return np.sign(rate_e4) * ((np.abs(rate_e4) + 50) // 100)


def _times(price_e4: np.ndarray, quantity: np.ndarray, position: np.ndarray) -> np.ndarray:
    """price × quantity in 1/100 øre, half away from zero, without leaving int64."""
    size, many = np.abs(price_e4), np.abs(quantity)
    too_large = many > np.minimum(MAX_RATE_KR * 1e4 / np.maximum(size, 1), _MAX_QUANTITY)
    _refuse(too_large, position, f"price × quantity above {MAX_RATE_KR:.0e} kr. per period")
    units = np.floor(many)
    nano = np.rint((many - units) * _NANO).astype(np.int64)
    high, low = np.divmod(size, _NANO)
    product = size * units.astype(np.int64) + high * nano + (2 * low * nano + _NANO) // (2 * _NANO)
    return np.sign(price_e4) * np.sign(quantity).astype(np.int64) * product


def _floats(column: pd.Series) -> np.ndarray:
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _refuse(bad: np.ndarray, position: np.ndarray, what: str) -> None:
    if bad.any():
        rows = position[np.flatnonzero(bad)[:5]].tolist()
        raise ValueError(f"{int(bad.sum())} placement row(s) with {what}, at position {rows}")
