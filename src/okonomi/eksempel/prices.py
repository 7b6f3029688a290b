"""What a stay costs: service explains most of it, the provider's premium and chance the rest.

The law is not a textbook model: hours count less beyond thirty a week, large houses are cheaper,
noise grows with the level of service, and one price in fifty is far off.
"""

from __future__ import annotations

from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import PRICE_PARTS, half_away
from okonomi.eksempel.kinds import NIGHT_KR, Kind
from okonomi.eksempel.model import Law, Line, PriceFrom, Provider, Stay

OERE = PRICE_PARTS // 100

_STEPS = (24, 31, 28, 36, 42, 27, 33)
"""Yearly rise of the invented index, in thousandths, repeated every seven years."""


def price_index(first: int, last: int) -> dict[int, int]:
    """The invented price index, in tenths; 2015 is 100,0."""
    level, index = 1000, {}
    for year in range(2015, last + 1):
        index[year] = level
        level = half_away(level * (1000 + _STEPS[(year + 1) % 7]), 1000)
    return {year: index[year] for year in range(first, last + 1)}


def service_level(kind: Kind, hours: int | None, night: str | None, need: int, size: int) -> float:
    """Kroner per day (per hour for hourly services) that the service explains.

    ``hours`` are hundredths of an hour a week. A foster family is paid by need alone.
    """
    weekly = (hours or 0) / 100
    if kind.key == "pleje":
        return 695 + 165 * need
    level = kind.base
    if kind.per_hour:
        level += kind.per_hour * (min(weekly, 30) + 0.8 * max(0.0, weekly - 30))
    if night and kind.residential and kind.key != "sikret":
        level += NIGHT_KR[night]
    if kind.residential:
        # Work with need that hours do not show, and the running cost of a small house.
        level += 45 * need + (140 if size <= 5 else 0)
    return level


def day_price(draw: Draw, kind: Kind, stay: Stay) -> float:
    """Kroner per day (per hour for hourly services) in the reporting year's prices."""
    hours = (stay.hours or 0) / 100
    fair = level = service_level(kind, stay.hours, stay.night, stay.need, stay.size)
    if kind.key == "pleje":
        level = 620 + 165 * stay.need + draw.between(0, 150)
    spread = 0.035 + 0.0009 * hours
    level *= (1 + stay.provider.premium) * (1 + spread * max(-2.5, min(2.5, draw.bell())))
    if draw.chance(0.02):
        level *= draw.pick((0.72, 1.3, 1.45))
    stay.law = Law(fair, level / (fair * (1 + stay.provider.premium)) - 1)
    return level


def per_unit(level: float, unit: str, frequency: str) -> int:
    """The price of one unit, in ten-thousandths, from kroner per day (or hour)."""
    if unit in ("maaned", "fast"):
        level *= 365 / 12
        return round(level / 10) * 10 * PRICE_PARTS
    if unit == "aar":
        return round(level * 365 / 100) * 100 * PRICE_PARTS
    if unit == "time":
        return round(level * 2) * PRICE_PARTS // 2
    return round(level) * PRICE_PARTS


def regulate(price: int, index: dict[int, int], year: int, parts: int = OERE) -> int:
    """The price of the year before brought to ``year``, rounded to whole øre."""
    return half_away(price * index[year], index[year - 1] * parts) * parts


def deflate(price: int, index: dict[int, int], from_year: int, to_year: int) -> int:
    """A price of one year in another year's level, rounded to whole øre."""
    return half_away(price * index[to_year], index[from_year] * OERE) * OERE


def january(
    draw: Draw, line: Line, index: dict[int, int], years: range, known: dict[tuple[int, int], date]
) -> None:
    """Add the yearly regulation of the line's price from 1 January of each year.

    ``known`` holds the day a provider's new prices are registered, one day per provider and year:
    late ones are back-dated.
    """
    provider = line.provider
    for year in years:
        new_year = date(year, 1, 1)
        latest = line.prices[-1]
        if latest.start >= new_year or line.start >= new_year:
            continue
        key = (provider.key, year)
        if key not in known:
            known[key] = registered_in(draw, provider, year)
        registered = max(known[key], latest.registered)
        price = regulate(latest.price, index, year)
        if price != latest.price:
            line.prices.append(PriceFrom(new_year, price, year, registered, "prisregulering"))


def registered_in(draw: Draw, provider: Provider, year: int) -> date:
    """When a provider's prices for the year are registered: before the year, or late."""
    if year in provider.late_years:
        return draw.day(date(year, 2, 1), date(year, 5, 20))
    return draw.day(date(year - 1, 12, 8), date(year, 1, 20))
