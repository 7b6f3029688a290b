"""What the accounts show: invoices that lag, are late, doubled, reversed or have no grant.

Each month of the year the accounts catch up with what the systems know: a service month is posted
none to two months later, and when a line is changed afterwards the difference is posted in the
month it was registered. Irregularities are drawn per line, so what a month shows does not depend
on which months are exported.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, known
from okonomi.eksempel.exact import month_costs
from okonomi.eksempel.model import Line, Provider, World
from okonomi.eksempel.months import label, last_day, month_number, month_of

CATEGORIES = {
    "faktura": "afregnet til tiden",
    "sen": "regningen kom måneder for sent",
    "sent_registreret": "linjen var ikke registreret, da måneden skulle afregnes",
    "regulering": "forskellen, efter at linjen blev ændret med tilbagevirkende kraft",
    "dobbelt": "samme regning bogført en gang til",
    "tilbagefoert": "bogført og ført tilbage igen (hvert par giver nul)",
    "ikke_bevilget": "betalt til en leverandør uden nogen bevilling",
    "efter_fraflytning": "betalt for en måned, efter at borgeren er flyttet",
    "sidste_aar": "vedrører december året før",
    "fravaerskredit": "leverandøren gav penge tilbage for et fravær",
}
"""Why a posting is there. A granted month without posting is listed apart (``Missing``)."""

_ODD = ("sen", "dobbelt", "tilbagefoert", "ikke_bogfoert")
_ODD_SHARE = 0.03


@dataclass(frozen=True)
class Posting:
    """One posting; ``refers`` are the ids of the lines behind it, ``oere`` cost positive."""

    booked: date
    month: int
    function: str
    provider: Provider
    oere: int
    category: str
    refers: tuple[str, ...]
    line_ref: str = ""


@dataclass(frozen=True)
class Missing:
    """A service month that was granted and never posted."""

    line: Line
    month: int
    oere: int


@dataclass
class Accounts:
    """A year's postings up to a month, in the order they were made."""

    world: World
    first: int
    """January of the year."""
    postings: list[Posting] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    _billed: dict[tuple[str, int], int] = field(default_factory=dict)
    _made: int = field(init=False)
    """The first month that is not made yet."""

    def __post_init__(self) -> None:
        self._made = self.first

    def run(self, until: int) -> None:
        """Make the postings up to the month ``until``, from where the last call stopped."""
        for month in range(self._made, until + 1):
            made = list(self._month(month))
            made += _without_grant(self.world, self.first, month)
            made += _given_back(self.world, month)
            self.postings += _collected(made)
            self._made = month + 1
        self.missing.sort(key=lambda m: (m.line.line_id, m.month))

    @property
    def billed(self) -> dict[tuple[str, int], int]:
        """Øre per line id and service month as the newest bill has it; reversals leave it."""
        return dict(self._billed)

    def _month(self, month: int) -> Iterator[Posting]:
        view = known(self.world, last_day(month))
        self.missing.clear()
        for rows in view.by_line().values():
            line = rows[0].line
            if rows[0].status != "bevilget":
                continue
            odd, odd_month, delay = irregular(self.world.seed, line, self.first)
            lag = line.provider.lag
            for service, oere in self._costs(rows, month - lag):
                kind = odd if service == odd_month else ""
                if kind == "ikke_bogfoert":
                    self.missing.append(Missing(line, service, oere))
                elif kind != "sen" or month >= service + lag + delay:
                    yield from self._bill(line, service, month, oere, kind)

    def _costs(self, rows: list[Row], until: int) -> list[tuple[int, int]]:
        """Øre per due service month, and 0 for months that were billed and are no longer there."""
        costs: dict[int, int] = {}
        line_id = rows[0].line.line_id
        for service in range(self.first, until + 1):
            if (line_id, service) in self._billed:
                costs[service] = 0
        for row in rows:
            for service, oere, _ in month_costs(
                row.exact_price, row.start, row.end, (self.first, until)
            ):
                costs[service] = costs.get(service, 0) + oere
        return sorted(costs.items())

    def _bill(self, line: Line, service: int, month: int, oere: int, odd: str) -> Iterator[Posting]:
        key = (line.line_id, service)
        before = self._billed.get(key)
        due = service + line.provider.lag
        booked = _day(self.world, line, month)
        base = Posting(booked, service, line.function, line.provider, oere, "", (line.line_id,))
        base = replace(base, line_ref=_reference(self.world, line))
        if odd == "dobbelt" and month == due + 1 and before:
            yield replace(base, oere=before, category="dobbelt")
        if before == oere or (before is None and oere == 0):
            return
        self._billed[key] = oere
        if before is not None:
            yield replace(base, oere=oere - before, category="regulering")
            return
        if odd == "tilbagefoert":
            yield replace(base, category="tilbagefoert")
            yield replace(base, oere=-oere, category="tilbagefoert")
        late = "sen" if odd == "sen" else "sent_registreret"
        yield replace(base, category="faktura" if month == due else late)


def irregular(seed: int, line: Line, first: int) -> tuple[str, int, int]:
    """What goes wrong with a line in a year: kind ("" for nothing), service month and delay."""
    draw = Draw(seed, "bilag", line.line_id, first)
    if line.frequency == "engang" or not draw.chance(_ODD_SHARE * len(_ODD)):
        return "", 0, 0
    return draw.pick(_ODD), first + draw.whole(0, 11), draw.whole(1, 3)


def _day(world: World, line: Line, month: int) -> date:
    draw = Draw(world.seed, "bilagsdag", line.line_id, month)
    return last_day(month).replace(day=draw.whole(3, 26))


def _reference(world: World, line: Line) -> str:
    """The line's number, when the invoice carries it: never for lines without a number."""
    if not line.own_id or not Draw(world.seed, "reference", line.line_id).chance(0.7):
        return ""
    return line.line_id


def _collected(made: list[Posting]) -> list[Posting]:
    """Providers that send one invoice a month: their ordinary postings on a function as one."""
    single: list[Posting] = []
    together: dict[tuple[int, str, int], Posting] = {}
    for posting in made:
        if not posting.provider.collects or posting.category != "faktura":
            single.append(posting)
            continue
        key = (posting.provider.key, posting.function, posting.month)
        so_far = together.get(key)
        if so_far is None:
            together[key] = posting
        else:
            together[key] = replace(
                so_far,
                oere=so_far.oere + posting.oere,
                refers=so_far.refers + posting.refers,
                line_ref="",
            )
    return single + list(together.values())


def _without_grant(world: World, first: int, month: int) -> Iterator[Posting]:
    """Paid without a grant: to a known provider, after the citizen left, or for last year."""
    draw = Draw(world.seed, "uden bevilling", month)
    functions = {line.provider.key: line.function for line in world.lines}
    external = [p for p in world.providers if not p.own and p.cvr and p.key in functions]
    for _ in range(max(1, len(world.stays) // 400) if external else 0):
        provider = draw.pick(external)
        oere = draw.whole(12, 180) * 50000
        day = last_day(month).replace(day=draw.whole(3, 26))
        service = max(first, month - 1)
        yield Posting(day, service, functions[provider.key], provider, oere, "ikke_bevilget", ())
    for stay in world.stays:
        if "betalt_efter_fraflytning" in stay.gaps and first == month_number(world.year, 1):
            yield from _after_leaving(world, stay.main, first, month)
    if month <= first + 1:
        yield from _last_year(world, first, month)


def _after_leaving(world: World, main: Line, first: int, month: int) -> Iterator[Posting]:
    if month != first + main.provider.lag:
        return
    price = [p for p in main.prices if p.start <= main.end][-1]
    row = Row(main, 1, main.start, None, price, "bevilget", main.registered)
    for service, oere, _ in month_costs(row.exact_price, main.start, None, (first, first)):
        yield Posting(
            _day(world, main, month), service, main.function, main.provider, oere,
            "efter_fraflytning", (main.line_id,), _reference(world, main),
        )  # fmt: skip


def _given_back(world: World, month: int) -> Iterator[Posting]:
    """Credit notes for absences, for the month in which the absence ended."""
    for absence in world.absences:
        if absence.credit and absence.credited_on and month_of(absence.credited_on) == month:
            main = absence.stay.main
            yield Posting(
                absence.credited_on, month_of(absence.end), main.function, main.provider,
                -absence.credit, "fravaerskredit", (main.line_id,), main.line_id,
            )  # fmt: skip


def _last_year(world: World, first: int, month: int) -> Iterator[Posting]:
    draw = Draw(world.seed, "sidste år", month)
    december = first - 1
    view = known(world, last_day(december))
    rows = [r for r in view.rows if r.status == "bevilget" and not r.line.provider.own]
    for row in draw.sample(rows, 3):
        for service, oere, _ in month_costs(
            row.exact_price, row.start, row.end, (december, december)
        ):
            line = row.line
            yield Posting(
                _day(world, line, month), service, line.function, line.provider, oere,
                "sidste_aar", (line.line_id,), _reference(world, line),
            )  # fmt: skip


def describe(posting: Posting) -> str:
    """The posting's text as the accounts have it."""
    service = label(posting.month)
    if posting.provider.kind == "plejefamilie":
        return f"Plejevederlag {service}"
    if posting.oere < 0:
        return f"Kreditnota {service}"
    return f"Faktura {service}"
