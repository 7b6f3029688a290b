"""What happens to granted lines: expected changes, renegotiated prices, credits and drafts."""

from __future__ import annotations

from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import PRICE_PARTS, half_away
from okonomi.eksempel.lines import LineMaker
from okonomi.eksempel.model import EndKnown, Line, PriceFrom, StatusKnown, Stay
from okonomi.eksempel.months import ONE_DAY


def expected_changes(draw: Draw, maker: LineMaker, stays: list[Stay], year: int) -> None:
    """Forventet lines that replace a granted one from the first of a month in the year.

    Most are decided later: the old line then ends the day before and the new one is granted. The
    children's system does not say which line is replaced: it is the case's one line of the service.
    """
    for stay in stays:
        old = stay.main
        if not maker.only_stay_of_its_kind(stay):
            continue
        start = date(year, draw.whole(2, 12), 1)
        if not (old.start < date(year, 1, 1) and old.end > start + timedelta(days=60)):
            continue
        if not draw.chance(0.1) or old.registered > date(year, 1, 1):
            continue
        _replace(draw, maker, stay, old, start, year)


def _replace(draw: Draw, maker: LineMaker, stay: Stay, old: Line, start: date, year: int) -> None:
    registered = start - timedelta(days=draw.whole(15, 75))
    if registered <= old.registered:
        return
    new = maker.new_line(stay, old.system, "hovedydelse", old.service, old.unit, old.frequency)
    new.start, new.end, new.quantity, new.replaces = start, old.end, old.quantity, old.line_id
    new.function, new.provider, new.tilbud = old.function, old.provider, old.tilbud
    before = [p for p in old.prices if p.start < start][-1]
    steps = (75, 82, 88, 112, 120)
    price = half_away(before.price * draw.pick(steps), 100 * 100) * 100
    new.prices = [PriceFrom(start, price, year, registered, "forventet")]
    maker.regulate(new, year + 1)
    old.prices = [p for p in old.prices if p.start < start]
    new.statuses = [StatusKnown("forventet", registered)]
    known = [e for e in old.ends if e.registered <= registered]
    first = known[-1].end if known else None
    if first is not None and first < start:
        first = None
    later = [e for e in old.ends if e.registered > registered and (e.end is None or e.end >= start)]
    new.ends = [EndKnown(first, registered), *later]
    if draw.chance(0.7):
        decided = max(start + timedelta(days=draw.whole(-20, 50)), registered + ONE_DAY)
        new.statuses.append(StatusKnown("bevilget", decided))
        old.ends = [e for e in old.ends if e.registered < decided]
        old.ends.append(EndKnown(start - ONE_DAY, decided))
        old.end = start - ONE_DAY


def renegotiated(draw: Draw, stays: list[Stay], year: int) -> None:
    """A few prices fall in the middle of a year; some are registered months later, back-dated."""
    for stay in stays:
        line = stay.main
        if stay.provider.own or stay.kind == "pleje" or not draw.chance(0.05):
            continue
        change_year = draw.pick((year - 1, year))
        start = date(change_year, draw.whole(2, 9), 1)
        if not line.start < date(change_year, 1, 1) or line.end < start + timedelta(days=90):
            continue
        if any(other.replaces for other in stay.lines):
            continue
        fall = draw.whole(3, 9)
        delay = draw.whole(20, 100) if draw.chance(0.5) else draw.whole(-30, 0)
        _lower_from(line, start, start + timedelta(days=delay), fall)


def _lower_from(line: Line, start: date, registered: date, percent: int) -> None:
    earlier = [p for p in line.prices if p.start < start]
    later = [p for p in line.prices if p.start > start]

    def lowered(price: int) -> int:
        return half_away(price * (100 - percent), 100 * 100) * 100

    registered = max(registered, earlier[-1].registered)
    new = PriceFrom(
        start, lowered(earlier[-1].price), earlier[-1].price_year, registered, "genforhandlet"
    )
    line.prices = [
        *earlier,
        new,
        *(
            PriceFrom(
                p.start, lowered(p.price), p.price_year, max(p.registered, registered), p.cause
            )
            for p in later
        ),
    ]


def credits(draw: Draw, maker: LineMaker, stays: list[Stay], year: int) -> None:
    """Credit lines in the children's system: a one-off amount with a minus."""
    for stay in stays:
        if stay.main.system != "dubu" or stay.provider.own or not draw.chance(0.05):
            continue
        first, last = max(stay.start, date(year - 1, 3, 1)), min(stay.end, date(year, 10, 31))
        if last < first:
            continue
        day = draw.day(first, last)
        line = maker.new_line(stay, "dubu", "foelgeydelse", "Kreditering", "stk", "engang")
        line.start = line.end = day
        line.regulated = False
        registered = day + timedelta(days=draw.whole(0, 40))
        amount = draw.whole(8, 60) * 250 * PRICE_PARTS
        line.prices = [PriceFrom(day, -amount, day.year, registered, "ny")]
        line.statuses = [StatusKnown("bevilget", registered)]
        line.ends = [EndKnown(day, registered)]


def drafts(draw: Draw, maker: LineMaker, stays: list[Stay], year: int) -> None:
    """Kladde lines: an idea about more support that counts nowhere."""
    for stay in stays:
        if stay.end < date(year, 6, 1) or stay.start > date(year, 1, 1) or not draw.chance(0.06):
            continue
        line = maker.new_line(
            stay, stay.main.system, "foelgeydelse", "Ekstra støttetimer", "time", "uge"
        )
        line.start = draw.day(date(year, 1, 1), date(year, 12, 1))
        line.end = min(stay.end, line.start + timedelta(days=180))
        line.quantity = 100 * draw.whole(3, 10)
        line.tillaeg = True
        registered = line.start - timedelta(days=draw.whole(10, 60))
        price = draw.whole(700, 900) * PRICE_PARTS // 2
        line.prices = [PriceFrom(line.start, price, year, registered, "ny")]
        line.statuses = [StatusKnown("kladde", registered)]
        line.ends = [EndKnown(line.end, registered)]
