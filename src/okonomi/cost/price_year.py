"""A price brought from one price year to another along a named series."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from okonomi.rules import Rules, Value

_FOUR_DECIMALS = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class PriceInYear:
    """A price in another year's level. ``values`` are the figures of the series it stands on."""

    price_kr: float
    from_year: int
    to_year: int
    series: str
    factor: Decimal
    values: tuple[Value, ...]

    @property
    def skoen(self) -> bool:
        """Whether a figure on the way is an estimate."""
        return any(value.skoen for value in self.values)


def to_price_year(
    price_kr: float,
    from_year: int,
    to_year: int,
    series: str,
    rules: Rules,
    known: date | None = None,
) -> PriceInYear:
    """``price_kr`` of ``from_year`` in the price level of ``to_year``, to four decimals.

    A series with the unit ``indeks`` is a level: the price is multiplied by the ratio of the two
    years. One with ``pct`` is each year's change from the year before: the years between are
    multiplied together (or divided, going back). Raises ``UserError``, naming the file to edit,
    for a year the series does not have.
    """
    factor, values = Decimal(1), list[Value]()
    if from_year != to_year:
        low, high = sorted((from_year, to_year))
        if rules.at(series, date(high, 1, 1), known).unit == "pct":
            values = [rules.at(series, date(y, 1, 1), known) for y in range(low + 1, high + 1)]
            for value in values:
                factor *= 1 + value.value / 100
        else:
            values = [rules.at(series, date(y, 1, 1), known) for y in (low, high)]
            factor = values[1].value / values[0].value
        if to_year < from_year:
            factor = 1 / factor
    price = Decimal(repr(float(price_kr))) * factor
    return PriceInYear(
        price_kr=float(price.quantize(_FOUR_DECIMALS, ROUND_HALF_UP)),
        from_year=from_year,
        to_year=to_year,
        series=series,
        factor=factor,
        values=tuple(values),
    )
