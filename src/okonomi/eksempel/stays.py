"""Who stays where, from when to when.

Stays begin in bursts, last for mixtures of lengths, end at 18 for most children, and are followed
by another stay for some: a move, efterværn, or the adult system.
"""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.kinds import BY_KEY, KINDS, NIGHTS, Kind, quotas
from okonomi.eksempel.model import Person, Provider, Stay
from okonomi.eksempel.months import ONE_DAY, first_day, last_day, month_number, month_of
from okonomi.eksempel.persons import People
from okonomi.eksempel.providers import Market

Start = tuple[str, Person | None, date | None, "Stay | None"]


class Stays:
    """Draws stays until every kind has its number running on 1 January of the reporting year.

    More stays than that touch the exported years: those that ended before and begin later.
    """

    def __init__(
        self, draw: Draw, people: People, market: Market, placements: int, year: int
    ) -> None:
        self._draw, self._people, self._market = draw, people, market
        self._placements = placements
        self._wanted = quotas(placements)
        self._running = dict.fromkeys(self._wanted, 0)
        self._counted = date(year, 1, 1)
        self._opens = date(year - 2, 1, 1)
        self._closes = last_day(month_number(year, 12))
        # A stay may begin as long before the years shown as the longest stay of its kind lasts:
        # with less, the number of placements would seem to grow.
        self._months = {
            kind.key: range(
                month_of(self._opens - timedelta(days=max(d[2] for d in kind.durations))),
                month_number(year, 12) + 1,
            )
            for kind in KINDS
        }
        # Inflow comes in bursts: a month may have next to none, or three times the usual.
        self._inflow = {
            key: [draw.weighted((0.25, 0.7, 1.0, 1.5, 3.2), (20, 25, 30, 17, 8)) for _ in months]
            for key, months in self._months.items()
        }
        self._queue: deque[Start] = deque()
        self._children: list[Person] = []
        # Household → the foster family that its last child came to.
        self._foster_of: dict[str, Provider] = {}
        self.all: list[Stay] = []

    def draw_all(self) -> list[Stay]:
        """Every stay, in the order they were drawn."""
        for kind in KINDS:
            while self._running[kind.key] < self._wanted[kind.key] * 7 // 8:
                self._queue.append((kind.key, None, None, None))
                while self._queue:
                    self._one(*self._queue.popleft(), full=False)
        # Moves may have filled some kinds: the rest is drawn where most are missing.
        while sum(self._running.values()) < self._placements:
            key = max(self._wanted, key=lambda k: self._wanted[k] - self._running[k])
            self._queue.append((key, None, None, None))
            while self._queue:
                self._one(*self._queue.popleft(), full=True)
        return self.all

    def _one(
        self, key: str, person: Person | None, start: date | None, before: Stay | None, full: bool
    ) -> None:
        kind = BY_KEY[key]
        aftercare = before is not None and person is not None and start == person.birthday(18)
        aftercare = aftercare and kind.area == "boern"
        start, last = self._span(kind, start)
        if person is None:
            person = self._person(kind, start)
        end = self._cut_by_age(kind, person, start, last, aftercare)
        if end is None or end < self._opens or start > self._closes:
            return
        counts = start <= self._counted <= end
        if counts and full and before is not None:
            return
        provider, tilbud = self._provider(kind, person, before, aftercare)
        stay = self._stay(kind, person, provider, tilbud, start, end, aftercare)
        self._running[key] += counts
        self.all.append(stay)
        self._follow_on(kind, stay)

    def _span(self, kind: Kind, start: date | None) -> tuple[date, date]:
        """First and last day; without a given start, a stay that touches the window."""
        draw = self._draw
        while True:
            begin = start
            if begin is None:
                month = draw.weighted(self._months[kind.key], self._inflow[kind.key])
                begin = first_day(month)
                if draw.chance(0.5):
                    begin = draw.day(begin, last_day(month))
            _, shortest, longest = draw.weighted(kind.durations, [d[0] for d in kind.durations])
            end = begin + timedelta(days=draw.whole(shortest, longest) - 1)
            if start is not None or end >= self._opens:
                return begin, end

    def _person(self, kind: Kind, start: date) -> Person:
        draw = self._draw
        low, high = kind.ages
        sibling = None
        birth = start - timedelta(days=draw.whole(low * 365 + 10, high * 365 + 300))
        if kind.area == "boern" and draw.chance(0.2):
            latest = self._children[-40:]
            near = [p for p in latest if 300 < abs((p.birth - birth).days) < 5 * 365]
            sibling = draw.pick(near) if near else None
        person = self._people.new(kind.area, birth, sibling)
        if kind.area == "boern":
            self._children.append(person)
        return person

    def _cut_by_age(
        self, kind: Kind, person: Person, start: date, end: date, aftercare: bool
    ) -> date | None:
        """The last day after the age limits; None when nothing is left."""
        if kind.area == "boern":
            limit = person.birthday(23 if aftercare else 18) - ONE_DAY
        else:
            limit = person.birthday(90)
        return min(end, limit) if start < limit else None

    def _provider(
        self, kind: Kind, person: Person, before: Stay | None, aftercare: bool
    ) -> tuple[Provider, str]:
        """Efterværn stays where the child was; who moves goes to another provider."""
        if before is not None and aftercare:
            return before.provider, before.tilbud
        if kind.key != "pleje":
            chosen = self._market.choose(kind)
            while before is not None and chosen[0] is before.provider and self._draw.chance(0.9):
                chosen = self._market.choose(kind)
            return chosen
        if before is not None and before.kind == "pleje":
            provider = self._foster_of[person.household] = self._market.foster_family()
            return provider, provider.tilbud[0]
        siblings = self._foster_of.get(person.household)
        if siblings and self._draw.chance(0.6):
            provider = siblings
        elif self._foster_of and self._draw.chance(0.12):
            provider = self._draw.pick(list(self._foster_of.values()))
        else:
            provider = self._market.foster_family()
        self._foster_of[person.household] = provider
        return provider, provider.tilbud[0]

    def _stay(
        self,
        kind: Kind,
        person: Person,
        provider: Provider,
        tilbud: str,
        start: date,
        end: date,
        aftercare: bool,
    ) -> Stay:
        draw = self._draw
        need = draw.weighted((0, 1, 2, 3, 4), (2, 18, 38, 30, 12))
        hours = None
        if kind.hours:
            low, high = kind.hours
            middle = low + (high - low) * (need + 0.5) / 5 + 3 * draw.bell()
            hours = round(2 * min(high, max(low, middle))) * 50
        night = draw.weighted(NIGHTS, kind.nights) if kind.nights else None
        group = draw.pick(kind.target_groups)
        self._people.case(person, kind.system)
        pays = kind.key in ("p107", "p108", "abl105") and draw.chance(0.7)
        return Stay(
            key=len(self.all) + 1,
            kind=kind.key,
            person=person,
            provider=provider,
            tilbud=tilbud,
            start=start,
            end=end,
            target_group=group,
            need=need,
            assessed=draw.chance(0.62),
            hours=hours,
            night=night,
            size=draw.whole(3, 16),
            consent=draw.chance(0.85),
            aftercare=aftercare,
            egenbetaling=draw.whole(35, 62) * 10000 if pays else None,
        )

    def _follow_on(self, kind: Kind, stay: Stay) -> None:
        """Some stays are followed by another: queued with the day it begins."""
        draw, person = self._draw, stay.person
        next_day = stay.end + ONE_DAY
        if next_day > self._closes:
            return
        if kind.area == "boern" and next_day == person.birthday(18):
            if kind.residential and draw.chance(0.45) and kind.key != "sikret":
                self._queue.append((kind.key, person, next_day, stay))
            elif draw.chance(0.4):
                self._queue.append((draw.pick(("p107", "p107", "p85")), person, next_day, stay))
            return
        if next_day < self._opens or not kind.residential:
            return
        if draw.chance(0.25):
            choices = {
                "boern": ("pleje", "opholdssted", "opholdssted", "doegn", "sikret"),
                "voksne": ("p107", "p108", "abl105", "p85"),
            }[kind.area]
            gap = timedelta(days=draw.weighted((0, 0, draw.whole(1, 60)), (5, 2, 3)))
            self._queue.append((draw.pick(choices), person, next_day + gap, stay))
        elif draw.chance(0.06):
            # Two tilbud at once: the new one begins before the old one ends.
            early = max(stay.start + ONE_DAY, stay.end - timedelta(days=draw.whole(20, 90)))
            other = {"boern": "forebyg", "voksne": "p85"}[kind.area]
            self._queue.append((other, person, early, stay))
