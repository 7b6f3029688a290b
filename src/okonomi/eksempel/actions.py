"""The plan of action (handleplan): what should save money, from when, and how much a year.

Most rows are about what the example already holds: a price that falls, or a citizen who moves from
a provider to one of the municipality's own. Some work as planned, some are registered months late.
Others are planted on placements where nothing happens: agreed and never carried out, proposed or
given up. One gain stands on two rows. No line is changed by being in the plan.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View
from okonomi.eksempel.exact import half_away, month_costs
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import Line, PriceFrom, Stay, World
from okonomi.eksempel.months import month_number

HOME, PRICE, OTHER = "hjemtagelse", "genforhandling", "andet"
WORKS, NOTHING, TWICE, PROPOSED, GIVEN_UP = (
    "virker", "uden virkning", "samme gevinst", "forslag", "opgivet",
)  # fmt: skip
LONGEST_GAP, LONGEST_OVERLAP = timedelta(days=2), timedelta(days=90)


@dataclass(frozen=True)
class Action:
    """One row of the plan. ``planned``: øre a year."""

    initiative: str
    owner: str
    kind: str
    line: Line
    proposed: date
    agreed: date
    effective: date
    planned: int
    planted: str
    """What becomes of it: ``virker`` (it truly happens, if not always on the day), ``uden
    virkning``, ``samme gevinst`` (as an earlier row), ``forslag`` or ``opgivet``."""

    def status(self, day: date) -> str:
        """As the plan has it on ``day``."""
        if self.planted == GIVEN_UP and day >= self.effective:
            return "Opgivet"
        return "Aftalt" if self.is_agreed(day) else "Forslag"

    def is_agreed(self, day: date) -> bool:
        """Whether it is agreed on ``day``; a proposal never is."""
        return self.planted != PROPOSED and self.agreed <= day


def plan(world: World, view: View) -> list[Action]:
    """The rows known on the view's day that should work in its year, as they were proposed."""
    year = view.day.year
    happen = [*_lower_prices(world, year), *_moved_home(world, year)]
    rows = [_row(world, line, kind, day, oere, WORKS) for line, kind, day, oere in happen]
    rows += _planted(world, year, {row.line.stay.key for row in rows})
    known = sorted(
        (row for row in rows if row.proposed <= view.day), key=lambda r: (r.proposed, r.initiative)
    )
    prices = [row for row in known if row.kind == PRICE and row.planted in (WORKS, NOTHING)]
    if prices:
        first = min(prices, key=lambda r: (r.planted != WORKS, r.effective, r.line.line_id))
        name = f"Leverandørgennemgang: {first.line.provider.name}"
        known.append(replace(first, initiative=name, kind=OTHER, planted=TWICE))
    return known


def _lower_prices(world: World, year: int) -> list[tuple[Line, str, date, int]]:
    """Main lines renegotiated, or replaced by one at a lower price, in the year."""
    found = []
    by_id = {line.line_id: line for line in world.lines}
    for line in world.lines:
        if line.line_kind != "hovedydelse" or not _is_firm(line):
            continue
        steps = [
            (before, after)
            for before, after in pairwise(line.prices)
            if after.cause == "genforhandlet"
        ]
        if line.replaces:
            before = [p for p in by_id[line.replaces].prices if p.start < line.start][-1]
            steps.append((before, line.prices[0]))
        for before, after in steps:
            less = _yearly(line, before, year) - _yearly(line, after, year)
            if after.start.year == year and less > 0:
                found.append((line, PRICE, after.start, less))
    return found


def _moved_home(world: World, year: int) -> list[tuple[Line, str, date, int]]:
    """Stays in a bought place that one of the municipality's own takes over from in the year."""
    stays: dict[int, list[Stay]] = {}
    for stay in world.stays:
        stays.setdefault(stay.person.key, []).append(stay)
    found = []
    for own in stays.values():
        own.sort(key=lambda s: (s.start, s.key))
        for left, home in pairwise(own):
            begins = left.end - LONGEST_OVERLAP <= home.start <= left.end + LONGEST_GAP
            bought = BY_KEY[left.kind].residential and _is_firm(left.main)
            if not (begins and bought and home.provider.own and home.start.year == year):
                continue
            paid = _yearly(left.main, left.main.prices[-1], year)
            saved = paid - _yearly(home.main, home.main.prices[-1], year)
            found.append((left.main, HOME, home.start, max(saved, paid // 10)))
    return found


def _planted(world: World, year: int, taken: set[int]) -> list[Action]:
    """Initiatives on placements where nothing happens in the year."""
    draw = Draw(world.seed, "handleplan", year)
    calm = [stay for stay in world.stays if stay.key not in taken and _is_calm(stay, year)]
    more = len(world.stays) // 500
    wanted = [
        *[(HOME, NOTHING)] * (1 + more), *[(PRICE, NOTHING)] * (1 + more),
        (HOME, PROPOSED), (PRICE, PROPOSED), (PRICE, GIVEN_UP),
    ]  # fmt: skip
    rows = []
    for number, stay in enumerate(draw.sample(calm, len(wanted))):
        kind, planted = wanted[number]
        share = draw.whole(15, 35) if kind == HOME else draw.whole(4, 10)
        planned = _yearly(stay.main, stay.main.prices[-1], year) * share // 100
        effective = date(year, draw.whole(2, 3) if planted == NOTHING else draw.whole(2, 11), 1)
        rows.append(_row(world, stay.main, kind, effective, planned, planted))
    return rows


def _is_calm(stay: Stay, year: int) -> bool:
    """A bought place that runs through the year, with no line there that changes in it."""
    opens, closes = date(year, 1, 1), date(year, 12, 31)
    if not (BY_KEY[stay.kind].residential and _is_firm(stay.main)):
        return False
    return all(
        line.start < opens and line.end > closes and line.frequency != "engang"
        and not any(opens < price.start <= closes for price in line.prices)
        and all(end.end is None or end.end > closes for end in line.ends)
        for line in stay.lines
    )  # fmt: skip


def _row(world: World, line: Line, kind: str, effective: date, yearly: int, planted: str) -> Action:
    draw = Draw(world.seed, "handleplan", line.line_id, effective.isoformat())
    proposed = effective - timedelta(days=draw.whole(70, 150))
    return Action(
        initiative=f"{'Hjemtagelse fra' if kind == HOME else 'Ny pris hos'} {line.provider.name}",
        owner=line.stay.raadgiver,
        kind=kind,
        line=line,
        proposed=proposed,
        agreed=proposed + timedelta(days=draw.whole(10, 60)),
        effective=effective,
        planned=half_away(yearly * draw.whole(85, 120), 100 * 100_000) * 100_000,
        planted=planted,
    )


def _is_firm(line: Line) -> bool:
    return not line.provider.own and line.provider.cvr is not None


def _yearly(line: Line, price: PriceFrom, year: int) -> int:
    """Øre of a whole year at the price."""
    row = Row(line, 1, date(year, 1, 1), date(year, 12, 31), price, "bevilget", line.registered)
    window = (month_number(year, 1), month_number(year, 12))
    return sum(oere for _, oere, _ in month_costs(row.exact_price, row.start, row.end, window))
