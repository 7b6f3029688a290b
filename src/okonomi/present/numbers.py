"""Numbers, dates and months as a Danish reader writes them; never the system's locale.

1.234.567,89 kr. · −12,5 % · 31-03-2026 · marts 2026. The minus is U+2212, a unit is tied to its
number by a no-break space, a missing value is “–”, and rounding is half away from zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date as Date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

import pandas as pd

from okonomi.present.table import Column

MISSING = "–"
HIDDEN = ".."
"""Stands for a number left out of a committee version, whatever the reason."""
MINUS = "\u2212"
NBSP = "\u00a0"
MONTHS = (
    "januar",
    "februar",
    "marts",
    "april",
    "maj",
    "juni",
    "juli",
    "august",
    "september",
    "oktober",
    "november",
    "december",
)
_DANISH = str.maketrans({",": ".", ".": ",", "-": MINUS})


def number(value: Any, decimals: int = 1, *, sign: bool = False) -> str:
    """``1234.56`` → ``1.234,6``. What rounds to zero has no minus; ``sign`` shows a plus too.

    A float is rounded by the digits of its shortest ``repr``: 2.675 with two decimals is 2,68.
    """
    if pd.isna(value):
        return MISSING
    exact = Decimal(int(value)) if _is_whole(value) else Decimal(repr(float(value)))
    return _decimal(exact, decimals, sign)


def _is_whole(value: Any) -> bool:
    return hasattr(value, "__index__")


def _decimal(exact: Decimal, decimals: int, sign: bool = False) -> str:
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    if rounded == 0:
        rounded = abs(rounded)
    plus = "+" if sign and rounded > 0 else ""
    return plus + f"{rounded:,f}".translate(_DANISH)


def whole(value: Any) -> str:
    """A whole number: ``12345`` → ``12.345``."""
    return number(value, 0)


def kroner(oere: Any, decimals: int = 2, *, sign: bool = False) -> str:
    """Whole øre as kroner without the unit: ``123456789`` → ``1.234.567,89``.

    ``decimals`` −3 gives whole thousands of kroner, −6 millions with one decimal.
    """
    if pd.isna(oere):
        return MISSING
    power, places = {-3: (5, 0), -6: (8, 1)}.get(decimals, (2, decimals))
    return _decimal(Decimal(int(oere)).scaleb(-power), places, sign)


def kr(oere: Any, decimals: int = 2, *, sign: bool = False) -> str:
    """Whole øre with the unit: ``123456789`` → ``1.234.567,89 kr.``"""
    return _with_unit(kroner(oere, decimals, sign=sign), unit_of_amounts(decimals))


def tkr(oere: Any, *, sign: bool = False) -> str:
    """Whole øre in thousands: ``123456789`` → ``1.235 tkr.``"""
    return _with_unit(kroner(oere, -3, sign=sign), "tkr.")


def mio(oere: Any, decimals: int = 1, *, sign: bool = False) -> str:
    """Whole øre in millions: ``123456789`` → ``1,2 mio. kr.``"""
    if pd.isna(oere):
        return MISSING
    return _with_unit(_decimal(Decimal(int(oere)).scaleb(-8), decimals, sign), "mio. kr.")


def price(kr_value: Any, decimals: int = 2) -> str:
    """A price in kroner: ``1234.5`` → ``1.234,50 kr.``"""
    return _with_unit(number(kr_value, decimals), "kr.")


def share(value: Any, decimals: int = 1, *, sign: bool = False) -> str:
    """``0.1234`` → ``12,3 %``."""
    if pd.isna(value):
        return MISSING
    percent = Decimal(repr(float(value))).scaleb(2)
    return _with_unit(_decimal(percent, decimals, sign), "%")


def date(value: Any) -> str:
    """``31-03-2026``."""
    return MISSING if pd.isna(value) else f"{value.day:02d}-{value.month:02d}-{value.year:04d}"


def month(value: Any) -> str:
    """A date, timestamp or ``pd.Period``: ``marts 2026``."""
    return MISSING if pd.isna(value) else f"{MONTHS[value.month - 1]} {value.year}"


def short_month(value: Date | pd.Timestamp | pd.Period) -> str:
    """``mar. 26``, for an axis; ``maj`` has no full stop."""
    name = MONTHS[value.month - 1]
    return f"{name if len(name) == 3 else name[:3] + '.'} {value.year % 100:02d}"


def _with_unit(text: str, unit: str) -> str:
    return text if text == MISSING else f"{text}{NBSP}{unit.replace(' ', NBSP)}"


def unit_of_amounts(decimals: int) -> str:
    """``kr.``, ``1.000 kr.`` or ``mio. kr.``"""
    return {-3: "1.000 kr.", -6: "mio. kr."}.get(decimals, "kr.")


def cell(value: Any, column: Column) -> str:
    """A table cell. The unit of amounts and prices stands above it, see ``headings``."""
    if column.kind == "oere":
        return kroner(value, column.places)
    if column.kind == "share":
        return share(value, column.places)
    if column.kind == "date":
        return date(value)
    if column.kind == "month":
        return month(value)
    if column.kind == "text":
        return MISSING if pd.isna(value) else str(value)
    return number(value, column.places)


def headings(columns: Sequence[Column]) -> tuple[list[str], str | None]:
    """The labels of a table's columns, and the unit that all its amounts share, if any.

    Where two or more columns are amounts in one unit, the unit is named once, beside the title;
    otherwise each amount's label gets its own, unless it says ``kr`` itself.
    """
    units = [_money_unit(c) for c in columns]
    named = [unit for unit in units if unit]
    shared = named[0] if len(named) > 1 and len(set(named)) == 1 else None
    labels = [
        f"{c.label} ({unit})" if unit and not shared and "kr" not in c.label.casefold() else c.label
        for c, unit in zip(columns, units, strict=True)
    ]
    return labels, shared


def _money_unit(column: Column) -> str | None:
    if column.kind not in ("oere", "kr"):
        return None
    unit = unit_of_amounts(column.places) if column.kind == "oere" else "kr."
    return unit.replace(" ", NBSP)


class AmountScale(NamedTuple):
    """How an axis shows amounts: øre are divided by ``divisor`` and named by ``unit``."""

    divisor: int
    unit: str


def amount_scale(largest_oere: float) -> AmountScale:
    """The unit that keeps an axis short: kr., 1.000 kr. or mio. kr."""
    if largest_oere >= 5 * 10**8:
        return AmountScale(10**8, "mio. kr.")
    if largest_oere >= 5 * 10**6:
        return AmountScale(10**5, "1.000 kr.")
    return AmountScale(100, "kr.")


def axis_labels(values: Sequence[float]) -> list[str]:
    """The marks of an axis, all with the fewest decimals (0–3) that tell them exactly."""
    decimals = next((d for d in range(3) if all(abs(v - round(v, d)) < 1e-9 for v in values)), 3)
    return [number(round(v, 9), decimals) for v in values]
