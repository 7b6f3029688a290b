"""Citizens who are away from their tilbud for a while.

Most absences are short and lie inside the days that are paid in full. A few are paid in full
although the contract says less (planted), and as many are as long but were credited to the øre, by
a line or by a posting. The credited ones lie in April and May: the months before have no credits
for absence.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from okonomi.eksempel import gaps
from okonomi.eksempel.absence_rules import FULL_DAYS, reckon
from okonomi.eksempel.contracts import ABSENCE, terms
from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import line_rows
from okonomi.eksempel.exact import PRICE_PARTS
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.lines import LineMaker
from okonomi.eksempel.model import Absence, EndKnown, PriceFrom, StatusKnown, Stay
from okonomi.eksempel.months import ONE_DAY, month_number
from okonomi.eksempel.postings import irregular

PAID_UNDER = "betalt_under_fravaer"
KINDS = ("Indlæggelse", "Ferie", "Hjemmebesøg", "Rømning", "Andet ophold")
_SHORT_SHARE = 0.4
_LONGEST_SHORT = 25


def make(
    seed: int, maker: LineMaker, stays: list[Stay], placements: int, year: int
) -> list[Absence]:
    """Every absence of the three years; the planted and the credited are in ``year``."""
    draw = Draw(seed, "fravær")
    each = gaps.number(placements)
    absences: list[Absence] = []
    free = [s for s in stays if _is_quiet(seed, s, date(year, 1, 1), date(year, 4, 1))]
    for stay in _with_each_rule(draw, seed, free, each):
        stay.gaps.add(PAID_UNDER)
        absences.append(_long(draw, seed, stay, date(year, 1, 2), date(year, 1, 16)))
    # The price of the days must be settled when they are credited.
    quiet = [
        stay
        for stay in stays
        if _is_quiet(seed, stay, date(year, 4, 1), date(year, 7, 1)) and _settled_price(stay, year)
    ]
    for has_number, credit in ((False, _credit_line), (True, _credit_posting)):
        pool = [stay for stay in quiet if stay.main.own_id == has_number]
        for stay in _with_each_rule(draw, seed, pool, each):
            absence = _long(draw, seed, stay, date(year, 4, 1), date(year, 4, 8))
            absences.append(credit(draw, seed, maker, absence))
    taken = {absence.stay.key for absence in absences}
    for stay in stays:
        for one in (year - 2, year - 1, year):
            if one != year or stay.key not in taken:
                absences += _short(seed, stay, one)
    return absences


def rule_of(seed: int, stay: Stay) -> str:
    """The absence rule of the stay's contract; "" for own tilbud, which have none."""
    return "" if stay.provider.own else terms(seed, stay.main.line_id).absence


def _is_quiet(seed: int, stay: Stay, first: date, last: date) -> bool:
    return (
        gaps.is_quiet(stay, first, last)
        and irregular(seed, stay.main, month_number(first.year, 1))[0] == ""
    )


def _settled_price(stay: Stay, year: int) -> bool:
    return year not in stay.provider.late_years and not any(
        price.cause == "genforhandlet" and price.start.year == year for price in stay.main.prices
    )


def _with_each_rule(draw: Draw, seed: int, pool: list[Stay], number: int) -> list[Stay]:
    """Stays drawn so that the rules take turns, as far as there are stays."""
    queue = draw.sample(pool, len(pool))
    chosen: list[Stay] = []
    for turn in range(number):
        rule = ABSENCE[turn % len(ABSENCE)]
        fits = [stay for stay in queue if rule_of(seed, stay) == rule] or queue
        if fits:
            chosen.append(fits[0])
            queue.remove(fits[0])
    return chosen


def _long(draw: Draw, seed: int, stay: Stay, earliest: date, latest: date) -> Absence:
    """An absence that goes 8–16 days beyond those that are paid in full."""
    full, _ = FULL_DAYS[rule_of(seed, stay)]
    start = draw.day(earliest, latest)
    return _absence(draw, stay, start, start + timedelta(days=full + draw.whole(8, 16) - 1))


def _absence(draw: Draw, stay: Stay, start: date, end: date) -> Absence:
    registered = max(start + timedelta(days=draw.whole(0, 6)), stay.main.registered)
    ended = max(end + timedelta(days=draw.whole(0, 6)), registered)
    return Absence(stay, start, end, draw.pick(KINDS), registered, ended)


def _short(seed: int, stay: Stay, year: int) -> list[Absence]:
    """At most one innocent absence a year: all its days are paid in full by the rule."""
    kind, draw = BY_KEY[stay.kind], Draw(seed, "fravær", stay.key, year)
    if not kind.residential or kind.key == "pleje" or not draw.chance(_SHORT_SHARE):
        return []
    full, _ = FULL_DAYS.get(rule_of(seed, stay), (_LONGEST_SHORT, 100))
    if not full:
        return []
    length = timedelta(days=draw.whole(1, min(full, _LONGEST_SHORT)))
    first = max(stay.main.start, date(year, 1, 2))
    last = min(stay.main.end, date(year, 12, 30)) - length
    if last < first:
        return []
    start = draw.day(first, last)
    return [_absence(draw, stay, start, start + length - ONE_DAY)]


def _credit(seed: int, absence: Absence, day: date) -> int:
    """Øre that bring the payment down to what the rule says."""
    rows = line_rows(absence.stay.main, day)
    return reckon(rows, absence.start, absence.end, rule_of(seed, absence.stay)).excess


def _credit_line(draw: Draw, seed: int, maker: LineMaker, absence: Absence) -> Absence:
    """A one-off line with a minus, as the children's system has credits."""
    day = absence.end_registered + timedelta(days=draw.whole(3, 12))
    line = maker.new_line(absence.stay, "dubu", "foelgeydelse", "Kreditering", "stk", "engang")
    line.start = line.end = day
    line.regulated = False
    amount = -_credit(seed, absence, day) * PRICE_PARTS // 100
    line.prices = [PriceFrom(day, amount, day.year, day, "ny")]
    line.statuses = [StatusKnown("bevilget", day)]
    line.ends = [EndKnown(day, day)]
    return replace(absence, credited_on=day, credit_line=line.line_id)


def _credit_posting(draw: Draw, seed: int, maker: LineMaker, absence: Absence) -> Absence:
    """A credit note that carries the line's number."""
    day = absence.end_registered + timedelta(days=draw.whole(3, 12))
    return replace(absence, credited_on=day, credit=_credit(seed, absence, day))
