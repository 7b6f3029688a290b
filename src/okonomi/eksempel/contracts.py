"""The contract register of a month, with the planted gaps in it.

Every external stay that is running or ended less than a year ago has a contract of its own at
exactly the price that is paid, but for the planted gaps; so has each of its recurring services.
Transport has one frame contract per company, without case number. Own tilbud have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View
from okonomi.eksempel.exact import half_away
from okonomi.eksempel.gaps import agreed_month, day_count
from okonomi.eksempel.model import Line, Provider, World
from okonomi.eksempel.months import ONE_DAY, years_later
from okonomi.eksempel.price_parts import Parts, price_parts

INDEX_SERIES = "PL-eksempel"
NO_CONTRACT = ("Lommepenge", "Beklædning", "Kost og logi", "Kreditering", "Mentorordning")
"""Small payments that go without saying."""

NOTICES = ("Løbende måned + 30 dage", "3 måneder til udgangen af en måned", "30 dage")
ABSENCE = ("Fuld betaling i 30 dage", "75 % efter 14 dage", "Ingen betaling ved fravær")


@dataclass(frozen=True)
class Terms:
    """What is drawn for a line's contract, the same in every month."""

    over_percent: int
    """103–109: a price planted above or below the agreed one differs by this."""
    years: int
    """The term; 0 runs until it is given notice."""
    reviewed: tuple[int, int]
    """Month and day of the yearly review."""
    notice: str
    absence: str


def terms(seed: int, line_id: str) -> Terms:
    """The terms of the contract of a line, should it have one."""
    draw = Draw(seed, "kontrakt", line_id)
    return Terms(
        over_percent=draw.whole(103, 109),
        years=draw.whole(0, 2),
        reviewed=(draw.whole(1, 12), draw.whole(1, 28)),
        notice=draw.pick(NOTICES),
        absence=draw.pick(ABSENCE),
    )


@dataclass(frozen=True)
class Contract:
    """One row of the register. Prices are ten-thousandths of a krone, days hundredths."""

    number: str
    provider: Provider
    tilbud: str
    case: str | None
    paragraf: str
    service: str
    price: int
    unit: str
    frequency: str
    day_count: int | None
    hours: int | None
    night: str | None
    price_year: int
    start: date
    expiry: date | None
    notice: str
    absence: str
    reviewed: date
    line_id: str | None
    gap: str = ""
    parts: Parts | None = None


def register(world: World, view: View) -> list[Contract]:
    """Every contract in force or lately in force on the view's day."""
    contracts: list[Contract] = []
    frames: dict[int, tuple[Row, Line]] = {}
    for rows in view.by_line().values():
        line = rows[0].line
        if line.provider.own or rows[0].status == "kladde" or line.frequency == "engang":
            continue
        if not line.tilbud and line.unit == "km":
            row = _in_force(rows, view.day)
            frames.setdefault(line.provider.key, (row, line))
            if row.price.price_year > frames[line.provider.key][0].price.price_year:
                frames[line.provider.key] = (row, line)
            continue
        last = rows[-1].end
        lately = last is None or last >= years_later(view.day, -1)
        if not lately or line.service in NO_CONTRACT or _without(line):
            continue
        contracts.append(_contract(world, view.day, line, rows))
    contracts += [_frame(row, line) for row, line in frames.values()]
    return sorted(contracts, key=lambda c: c.number)


def _without(line: Line) -> bool:
    return "uden_kontrakt" in line.stay.gaps


def _in_force(rows: list[Row], day: date) -> Row:
    started = [r for r in rows if r.start <= day]
    return started[-1] if started else rows[0]


def _contract(world: World, day: date, line: Line, rows: list[Row]) -> Contract:
    stay = line.stay
    drawn = terms(world.seed, line.line_id)
    row = _in_force(rows, day)
    main = line is stay.main or line.replaces is not None
    gap = next(iter(sorted(stay.gaps)), "") if line is stay.main else ""
    price, unit, frequency, days = row.price.price, line.unit, line.frequency, None
    price_year = row.price.price_year
    factor = drawn.over_percent
    if gap == "pris_over_aftalt":
        price = half_away(price * 100, factor * 100) * 100
    elif gap == "pris_under_aftalt":
        price = half_away(price * factor, 10000) * 100
    elif gap == "dagtal":
        days = day_count(stay)
        price, unit, frequency = agreed_month(price, days), "maaned", "maaned"
    elif gap in ("indeks_over_aftalt", "reguleret_to_gange"):
        before = _of_year(rows, world.year - 1, gap)
        price, price_year = before.price.price, before.price.price_year
    expiry = None if drawn.years == 0 else _renewed(line.start, day, drawn.years)
    if gap == "udloebet":
        expiry = date(world.year - 1, 11, 30)
    review = date(day.year, *drawn.reviewed)
    reviewed = review if review <= day else years_later(review, -1)
    if gap == "ikke_gennemgaaet":
        reviewed = years_later(reviewed, -2)
    suffix = "" if line is stay.main else f"-{stay.lines.index(line)}"
    case = stay.person.cases.get("dubu") if stay.main.system == "dubu" else None
    return Contract(
        number=f"K-{stay.key:05d}{suffix}",
        provider=line.provider,
        tilbud=line.tilbud,
        case=case or stay.person.cases[stay.main.system],
        paragraf=row.paragraf,
        service=line.service,
        price=price,
        unit=unit,
        frequency=frequency,
        day_count=days,
        hours=stay.hours if main else None,
        night=stay.night if main else None,
        price_year=price_year,
        start=line.start,
        expiry=expiry,
        notice=drawn.notice,
        absence=drawn.absence,
        reviewed=max(reviewed, line.start),
        line_id=line.line_id,
        gap=gap,
        parts=price_parts(world.seed, line, price, unit) if main else None,
    )


def _of_year(rows: list[Row], year: int, gap: str) -> Row:
    """The interval a contract's price is from: before the rise that was too much."""
    causes = {"indeks_over_aftalt": "over_indeks", "reguleret_to_gange": "reguleret_igen"}
    first = next((i for i, r in enumerate(rows) if r.price.cause == causes[gap]), len(rows))
    return rows[max(0, first - 1)]


def _renewed(start: date, day: date, years: int) -> date:
    """The end of the running term of a contract that is renewed every so many years."""
    end = years_later(start, years)
    while end <= day + timedelta(days=20):
        end = years_later(end, years)
    return end - ONE_DAY


def _frame(row: Row, line: Line) -> Contract:
    return Contract(
        number=f"R-{line.provider.key:05d}",
        provider=line.provider,
        tilbud="",
        case=None,
        paragraf="",
        service="Befordring og kørsel til dagtilbud",
        price=row.price.price,
        unit="km",
        frequency="uge",
        day_count=None,
        hours=None,
        night=None,
        price_year=row.price.price_year,
        start=date(row.price.price_year - 1, 1, 1),
        expiry=None,
        notice=NOTICES[1],
        absence="",
        reviewed=date(row.price.price_year, 1, 1),
        line_id=None,
    )
