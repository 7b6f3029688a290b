"""Contract gaps planted on purpose: which stays have one, and what that does to their lines.

Gaps between a contract and a line (no contract, expired, another price) are only marked here and
made when the contract register is written. Gaps that lie in the lines themselves (regulated too
much or twice, paid after the citizen left, paid twice) are made here.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.exact import PRICE_PARTS, half_away
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.lines import LineMaker
from okonomi.eksempel.model import EndKnown, Line, PriceFrom, StatusKnown, Stay

NEED_PLAIN_PRICE = ("dagtal", "indeks_over_aftalt", "reguleret_to_gange")
OTHERS = (
    "uden_kontrakt",
    "udloebet",
    "pris_over_aftalt",
    "pris_under_aftalt",
    "ikke_gennemgaaet",
    "samme_ydelse_to_gange",
)
"""One of these for each chosen stay; ``betalt_efter_fraflytning`` is for stays that have ended."""


def plant(draw: Draw, maker: LineMaker, stays: list[Stay], placements: int, year: int) -> None:
    """Plant a few gaps of every kind, more of them in a larger municipality."""
    each = number(placements)
    steady = [s for s in stays if is_steady(s, year)]
    plain = [s for s in steady if _plain_price(s, year)]
    for gap in (*NEED_PLAIN_PRICE, *OTHERS):
        pool = plain if gap in NEED_PLAIN_PRICE else steady
        for stay in draw.sample([s for s in pool if not s.gaps], each):
            stay.gaps.add(gap)
            if gap == "dagtal":
                _make_monthly_contract(stay)
            elif gap == "indeks_over_aftalt":
                _regulate_too_much(draw, stay.main, year)
            elif gap == "reguleret_to_gange":
                _regulate_twice(draw, stay.main, year)
            elif gap == "samme_ydelse_to_gange":
                _grant_twice(draw, maker, stay, year)
    left = [s for s in stays if _left_last_autumn(s, year) and not _moves_on_within(s, stays)]
    for stay in draw.sample(left, each):
        stay.gaps.add("betalt_efter_fraflytning")
        _forget_to_close(draw, maker, stay)


def number(placements: int) -> int:
    """How many of each kind of gap are planted."""
    return max(2, placements // 130)


def is_steady(stay: Stay, year: int) -> bool:
    """External, all through the year and registered before it, with nothing else planted."""
    main = stay.main
    return (
        BY_KEY[stay.kind].residential
        and not stay.provider.own
        and stay.provider.kind != "plejefamilie"
        and main.start < date(year - 1, 1, 1)
        and main.end > date(year, 12, 31)
        and main.registered < date(year - 1, 1, 1)
        and len(main.statuses) == 1
        and main.ends[0].end is None  # a fixed grant may run out and be renewed late
        and not any(line.replaces for line in stay.lines)
    )


def is_quiet(stay: Stay, first: date, last: date) -> bool:
    """External, well under way on ``first``, with no end, change or gap in sight until ``last``."""
    main, kind = stay.main, BY_KEY[stay.kind]
    return (
        kind.residential
        and not stay.provider.own
        and kind.key != "pleje"
        and not stay.gaps
        and max(main.start, main.registered) < first - timedelta(days=60)
        and all(known.end is None or known.end > last for known in main.ends)
        and len(main.statuses) == 1
        and not any(line.replaces for line in stay.lines)
    )


def _plain_price(stay: Stay, year: int) -> bool:
    """Paid per day, and regulated every January on time and at no other time."""
    return (
        stay.main.unit == "doegn"
        and year not in stay.provider.late_years
        and (year - 1) not in stay.provider.late_years
        and all(p.cause != "genforhandlet" for p in stay.main.prices)
    )


def _left_last_autumn(stay: Stay, year: int) -> bool:
    return (
        BY_KEY[stay.kind].residential
        and not stay.provider.own
        and stay.provider.kind != "plejefamilie"
        and date(year - 1, 8, 1) <= stay.end <= date(year - 1, 12, 20)
        and stay.main.ends[-1].registered < date(year, 1, 15)
        and stay.main.ends[-1].end == stay.end
    )


def _moves_on_within(stay: Stay, stays: list[Stay]) -> bool:
    """A citizen who stays on with the provider has not left it."""
    return any(
        other.person is stay.person and other.provider is stay.provider and other.end > stay.end
        for other in stays
    )


def _make_monthly_contract(stay: Stay) -> None:
    """Paid per day, agreed per month: the day price is the agreed one over its own day-count."""
    main = stay.main
    days = 3042 if stay.key % 2 else 3050
    main.prices = [
        replace(p, price=half_away(agreed_month(p.price, days) * 100, days * 100) * 100)
        for p in main.prices
    ]


def agreed_month(day_price: int, days_in_hundredths: int) -> int:
    """The agreed price per month, in whole kroner, that lies nearest to a day price."""
    return half_away(day_price * days_in_hundredths, 100 * PRICE_PARTS) * PRICE_PARTS


def day_count(stay: Stay) -> int:
    """The contract's days per month, in hundredths."""
    return 3042 if stay.key % 2 else 3050


def _regulate_too_much(draw: Draw, line: Line, year: int) -> None:
    percent = draw.whole(2, 4)
    line.prices = [
        replace(p, price=half_away(p.price * (100 + percent), 10000) * 100, cause="over_indeks")
        if p.price_year >= year
        else p
        for p in line.prices
    ]


def _regulate_twice(draw: Draw, line: Line, year: int) -> None:
    """A second rise on 1 July of the year before, beside the one in January."""
    percent = draw.whole(2, 4)
    start = date(year - 1, 7, 1)

    def raised(price: int) -> int:
        return half_away(price * (100 + percent), 10000) * 100

    before = [p for p in line.prices if p.start < start]
    after = [p for p in line.prices if p.start >= start]
    second = PriceFrom(start, raised(before[-1].price), year - 1, start, "reguleret_igen")
    line.prices = [*before, second, *(replace(p, price=raised(p.price)) for p in after)]


def _grant_twice(draw: Draw, maker: LineMaker, stay: Stay, year: int) -> None:
    """The same extra service under two grants, a few weeks apart and an hour from each other.

    With the same hours, their rows of a later year would be alike to the letter in an export
    without line ids, and nobody could tell them from a row written twice.
    """
    start = draw.day(date(year - 1, 9, 1), date(year - 1, 11, 15))
    price = draw.whole(730, 880) * PRICE_PARTS // 2
    quantity = 100 * draw.whole(4, 12)
    for delay, more in ((0, 0), (draw.whole(7, 35), 100)):
        first = start + timedelta(days=delay)
        _extra(maker, stay, "Individuel ledsagelse", first, price, quantity + more)


def _forget_to_close(draw: Draw, maker: LineMaker, stay: Stay) -> None:
    """A service that runs on after the citizen has left, because nobody closed it."""
    start = max(stay.start, stay.end - timedelta(days=300))
    price = draw.whole(730, 880) * PRICE_PARTS // 2
    line = _extra(maker, stay, "Ekstra støttetimer", start, price, 100 * draw.whole(3, 9))
    line.ends = [EndKnown(None, line.registered)]


def _extra(
    maker: LineMaker, stay: Stay, service: str, start: date, price: int, quantity: int
) -> Line:
    line = maker.new_line(stay, stay.main.system, "foelgeydelse", service, "time", "uge")
    line.start, line.quantity, line.tillaeg = start, quantity, True
    line.statuses = [StatusKnown("bevilget", max(start, stay.main.registered))]
    line.prices = [PriceFrom(start, price, start.year, line.registered, "ny")]
    maker.regulate(line, start.year + 2)
    last = start + timedelta(days=729)
    line.end = min(stay.end, last)
    line.ends = [EndKnown(last, line.registered)]
    return line
