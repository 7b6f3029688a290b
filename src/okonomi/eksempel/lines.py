"""Bevillingslinjer for a stay, with the day everything about them was registered."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import half_away
from okonomi.eksempel.followers import Follower, chosen, price_of
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import EndKnown, Line, PriceFrom, Provider, StatusKnown, Stay
from okonomi.eksempel.months import ONE_DAY
from okonomi.eksempel.prices import day_price, deflate, january, per_unit
from okonomi.eksempel.providers import Market

LATE_SHARE = 0.15
"""Lines that are registered weeks or months after they began."""


class LineMaker:
    """Makes the lines of stays, numbering them per source system."""

    def __init__(
        self, draw: Draw, market: Market, index: dict[int, int], year: int, stays: list[Stay]
    ) -> None:
        self._draw, self._market, self._index, self._year = draw, market, index, year
        self._stays_of_kind = Counter((stay.person.key, stay.kind) for stay in stays)
        self._numbers = {"dubu": 0, "sensum": 700100, "generisk": 0}
        self._bevilling = 0
        self._known_prices: dict[tuple[int, int], date] = {}
        self._km = {provider.key: 36500 + 375 * i for i, provider in enumerate(market.transport)}

    def only_stay_of_its_kind(self, stay: Stay) -> bool:
        """Whether the citizen has no other stay of the kind: no doubt what a change is about."""
        return self._stays_of_kind[stay.person.key, stay.kind] == 1

    def fill(self, stay: Stay) -> None:
        """Give the stay its main line and the services that come along."""
        draw, kind = self._draw, BY_KEY[stay.kind]
        _, unit, frequency = draw.weighted(kind.basis, [b[0] for b in kind.basis])
        level = day_price(draw, kind, stay)
        main = self.new_line(stay, kind.system, "hovedydelse", kind.service, unit, frequency)
        main.quantity = self._main_quantity(stay, unit, frequency)
        alone = self.only_stay_of_its_kind(stay)
        self._begin(main, registered_day(draw, main.start), may_be_expected=alone)
        self._price(main, per_unit(level, unit, frequency))
        main.ends = grant_periods(draw, main.start, main.end, main.registered)
        for item in chosen(draw, stay):
            self._follower(stay, item)

    def new_line(
        self, stay: Stay, system: str, line_kind: str, service: str, unit: str, frequency: str
    ) -> Line:
        """A line over the whole stay, without price, end or status; belongs to the stay."""
        self._numbers[system] += 1
        self._bevilling += 1
        number = self._numbers[system]
        provider = stay.provider
        line = Line(
            line_id={"dubu": f"D{number:06d}", "sensum": str(number)}.get(
                system, f"G-{number:05d}"
            ),
            stay=stay,
            system=system,
            line_kind=line_kind,
            service=service,
            function=BY_KEY[stay.kind].function,
            provider=provider,
            tilbud=stay.tilbud,
            start=stay.start,
            end=stay.end,
            unit=unit,
            frequency=frequency,
            quantity=100,
            bevilling_id=f"B-{self._bevilling:05d}",
        )
        self.spell(line)
        stay.lines.append(line)
        return line

    def spell(self, line: Line) -> None:
        """Choose how the children's system spells the provider on this line."""
        provider = line.provider
        varied = bool(provider.variants) and self._draw.chance(0.3)
        line.spelling = self._draw.pick(provider.variants) if varied else provider.name

    def regulate(self, line: Line, last: int) -> None:
        """Add the January prices of the window's years up to ``last``."""
        january(self._draw, line, self._index, range(self._year - 2, last + 1), self._known_prices)

    def _begin(self, line: Line, registered: date, may_be_expected: bool) -> None:
        draw, start = self._draw, line.start
        line.statuses = [StatusKnown("bevilget", registered)]
        if may_be_expected and start.year == self._year and registered < start and draw.chance(0.3):
            decided = start + timedelta(days=draw.whole(-10, 30))
            line.statuses = [
                StatusKnown("forventet", registered),
                StatusKnown("bevilget", max(decided, registered + ONE_DAY)),
            ]

    def _price(self, line: Line, price: int) -> None:
        """First price from the line's start, in its year's level, and then every January."""
        first_year = max(line.start.year, self._year - 3)
        if line.regulated:
            price = deflate(price, self._index, self._year, first_year)
        line.prices = [PriceFrom(line.start, price, first_year, line.registered, "ny")]
        if line.regulated:
            self.regulate(line, self._year + 1)

    def _main_quantity(self, stay: Stay, unit: str, frequency: str) -> int:
        if unit == "time":
            weeks = {"uge": 100, "14 dage": 200, "maaned": 433}[frequency]
            return half_away((stay.hours or 0) * weeks, 5000) * 50
        if unit == "dag":
            return 100 * self._draw.whole(2, 5)
        if (unit, frequency) == ("doegn", "maaned"):
            return 100 * self._draw.whole(2, 6)
        return 100

    def _follower(self, stay: Stay, item: Follower) -> None:
        draw = self._draw
        provider, tilbud = self._deliverer(stay, item)
        start, end = self._follower_span(stay, item)
        if end < date(self._year - 2, 1, 1) or start > date(self._year, 12, 31):
            return
        system = item.system or BY_KEY[stay.kind].system
        line = self.new_line(stay, system, "foelgeydelse", item.service, item.unit, item.frequency)
        line.provider, line.tilbud = provider, tilbud
        self.spell(line)
        line.function = item.function or line.function
        line.start, line.end = start, end
        line.quantity = 100 * draw.whole(*item.quantity)
        line.regulated, line.tillaeg = item.regulated, item.tillaeg
        self._begin(line, max(stay.main.registered, registered_day(draw, start)), False)
        if item.source == "transport":
            self._km_prices(line)
        else:
            self._price(line, price_of(draw, item))
        line.open_end = draw.chance(item.open_end)
        line.ends = self._follower_ends(stay, item, line)

    def _deliverer(self, stay: Stay, item: Follower) -> tuple[Provider, str]:
        if item.source == "same":
            return stay.provider, stay.tilbud
        if item.source == "transport":
            return self._draw.pick(self._market.transport), ""
        if item.source == "school":
            return self._draw.pick(self._market.schools), ""
        return self._market.choose(BY_KEY[item.source])

    def _follower_span(self, stay: Stay, item: Follower) -> tuple[date, date]:
        draw = self._draw
        length = (stay.end - stay.start).days
        if item.frequency == "engang":
            day = stay.start + timedelta(days=draw.whole(0, min(length, 900)))
            return day, day
        if not item.short:
            start = stay.start + timedelta(days=draw.weighted((0, min(14, length)), (4, 1)))
            return start, stay.end
        # Extra support comes and goes: somewhere in the years that are exported.
        first = max(stay.start, date(self._year - 2, 1, 1) - timedelta(days=200))
        start = draw.day(first, max(first, min(stay.end, date(self._year, 12, 1))))
        return start, min(stay.end, start + timedelta(days=draw.whole(60, 420)))

    def _follower_ends(self, stay: Stay, item: Follower, line: Line) -> list[EndKnown]:
        registered, last = line.registered, stay.main.ends[-1]
        if item.frequency == "engang":
            return [EndKnown(line.end, registered)]
        if line.open_end:
            ended = last.registered if line.end == stay.end else line.end + timedelta(days=10)
            return [
                EndKnown(None, registered),
                EndKnown(line.end, max(ended, registered + ONE_DAY)),
            ]
        if item.short or item.tillaeg:
            return grant_periods(self._draw, line.start, line.end, registered, open_share=0.0)
        known = [e for e in stay.main.ends if e.registered <= registered][-1:]
        first = known[0].end if known else stay.main.ends[0].end
        later = [e for e in stay.main.ends if e.registered > registered]
        return [EndKnown(first, registered), *later]

    def _km_prices(self, line: Line) -> None:
        """One price per kilometre for all of a company's lines, so that a frame contract holds."""
        base = self._km[line.provider.key]
        index, first_year = self._index, max(line.start.year, self._year - 3)
        by_year = {
            year: half_away(base * index[year], index[self._year - 3])
            for year in range(self._year - 3, self._year + 2)
        }
        line.prices = [
            PriceFrom(line.start, by_year[first_year], first_year, line.registered, "ny")
        ]
        self.regulate(line, self._year + 1)
        line.prices = [line.prices[0]] + [
            PriceFrom(p.start, by_year[p.price_year], p.price_year, p.registered, p.cause)
            for p in line.prices[1:]
        ]


def registered_day(draw: Draw, start: date) -> date:
    """When a line that begins on ``start`` is registered: mostly before, some long after."""
    kind = draw.weighted(("before", "about", "late"), (0.6, 0.25, LATE_SHARE))
    if kind == "before":
        return start - timedelta(days=draw.whole(5, 40))
    if kind == "about":
        return start + timedelta(days=draw.whole(0, 14))
    return start + timedelta(days=draw.whole(15, 120))


def grant_periods(
    draw: Draw, start: date, end: date, registered: date, open_share: float = 0.7
) -> list[EndKnown]:
    """What the system knew about the end over time: open or renewed grants, then the true end."""
    known: list[EndKnown] = []
    if draw.chance(open_share):
        known.append(EndKnown(None, registered))
    else:
        planned = start + timedelta(days=draw.weighted((183, 365, 730), (3, 5, 2)) - 1)
        known.append(EndKnown(planned, registered))
        while planned < end:
            renewed = planned + timedelta(days=draw.whole(-30, 35))
            planned += timedelta(days=365)
            known.append(EndKnown(planned, max(renewed, known[-1].registered + ONE_DAY)))
    if known[-1].end != end:
        when = draw.weighted(("before", "about", "late"), (0.55, 0.2, 0.25))
        days = {"before": (-60, -5), "about": (0, 20), "late": (21, 130)}[when]
        ended = end + timedelta(days=draw.whole(*days))
        known.append(EndKnown(end, max(ended, known[-1].registered + ONE_DAY)))
    return known
