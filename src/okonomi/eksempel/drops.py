"""What the source systems know at the end of a day: lines as rows, one per price interval."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from okonomi.eksempel import exact
from okonomi.eksempel.kinds import BY_KEY, paragraf
from okonomi.eksempel.model import Line, Person, PriceFrom, World
from okonomi.eksempel.months import ONE_DAY

FOLLOWUP_DAYS = 180


@dataclass(frozen=True)
class Row:
    """One line in one price interval as it stands in the system on a day."""

    line: Line
    number: int
    """1 for the line's first interval."""
    start: date
    end: date | None
    price: PriceFrom
    status: str
    registered: date
    """The day of the newest registration that this row rests on."""

    @property
    def row_id(self) -> str:
        """The line's id and the interval's number: unique."""
        return f"{self.line.line_id}/{self.number}"

    @property
    def paragraf(self) -> str:
        stay = self.line.stay
        kind = BY_KEY[stay.kind]
        if self.line.function in ("5.38.59", "5.38.58") and kind.area == "voksne":
            return "SEL-104" if self.line.function == "5.38.59" else "SEL-103"
        return paragraf(kind, self.start.year, stay.consent, stay.aftercare)

    @property
    def exact_price(self) -> exact.Price:
        return exact.Price(self.price.price, self.line.quantity, self.line.frequency)


@dataclass(frozen=True)
class View:
    """Everything known at the end of ``day``, in the order of the lines."""

    day: date
    rows: list[Row]

    def by_line(self) -> dict[str, list[Row]]:
        """Rows per line id."""
        found: dict[str, list[Row]] = {}
        for row in self.rows:
            found.setdefault(row.line.line_id, []).append(row)
        return found


def known(world: World, day: date, system: str | None = None) -> View:
    """What was registered by the end of ``day``: lines that touch the exported years, whole.

    With ``system`` only that source system's lines.
    """
    opens = date(world.year - 2, 1, 1)
    rows: list[Row] = []
    for line in world.lines:
        if line.registered > day or (system is not None and line.system != system):
            continue
        of_line = line_rows(line, day)
        if of_line and (of_line[-1].end is None or of_line[-1].end >= opens):
            rows.extend(of_line)
    return View(day, rows)


def line_rows(line: Line, day: date) -> list[Row]:
    """One line's intervals as known on ``day``; none if it was not registered yet."""
    if line.registered > day:
        return []
    status = [s for s in line.statuses if s.registered <= day][-1]
    end = [e for e in line.ends if e.registered <= day][-1]
    prices = sorted(
        (p for p in line.prices if p.registered <= day), key=lambda p: (p.start, p.registered)
    )
    rows = []
    for number, price in enumerate(prices, start=1):
        last = prices[number].start - ONE_DAY if number < len(prices) else end.end
        if end.end is not None and last is not None:
            last = min(last, end.end)
        if last is not None and price.start > last:
            continue
        newest = max(status.registered, price.registered)
        if last == end.end:
            newest = max(newest, end.registered)
        rows.append(Row(line, number, price.start, last, price, status.status, newest))
    return rows


def next_followup(person: Person, day: date) -> date:
    """The citizen's next follow-up on ``day``; for some it is long overdue."""
    since = (day - date(2020, 1, 1)).days - person.followup_offset
    ahead = FOLLOWUP_DAYS - since % FOLLOWUP_DAYS
    if person.overdue:
        ahead -= FOLLOWUP_DAYS
    return day + timedelta(days=ahead)


def expected_end(view: View) -> dict[str, date]:
    """Line id → the last day it counts before a forventet line takes its place."""
    cuts: dict[str, date] = {}
    for row in view.rows:
        if row.status == "forventet" and row.line.replaces:
            last = row.line.start - ONE_DAY
            replaced = row.line.replaces
            cuts[replaced] = min(cuts.get(replaced, last), last)
    return cuts
