"""What the synthetic municipality consists of.

A line carries its whole history: each price, end and status with the day it was *registered*.
What an export of a given month can show follows from that (see ``drops``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.months import years_later


@dataclass
class Person:
    """A citizen who does not exist."""

    key: int
    cpr: str
    birth: date
    first_name: str
    last_name: str
    area: str
    household: str
    staff: dict[str, str] = field(default_factory=dict)
    """Area → initials of the rådgiver there; a grown-up child has had one in each."""
    cases: dict[str, str] = field(default_factory=dict)
    """Case number per source system."""
    followup_offset: int = 0
    overdue: bool = False

    def birthday(self, age: int) -> date:
        """The first day of the age."""
        return years_later(self.birth, age)


@dataclass(frozen=True)
class Provider:
    """A provider. ``premium`` is the share that its price lies above what the service explains."""

    key: int
    name: str
    cvr: str | None
    kind: str
    own: bool
    municipality: str | None
    momsfaktor: str
    tilbud: tuple[str, ...]
    premium: float = 0.0
    lag: int = 1
    """Months from service to posting."""
    collects: bool = False
    """Sends one invoice a month for all its placements on a function."""
    late_years: tuple[int, ...] = ()
    """Years whose January price was registered late, back-dated to 1 January."""
    variants: tuple[str, ...] = ()
    """Other spellings in the children's system."""


@dataclass(frozen=True)
class PriceFrom:
    """From ``start`` the line costs ``price`` (ten-thousandths of a krone) per unit."""

    start: date
    price: int
    price_year: int
    registered: date
    cause: str


@dataclass(frozen=True)
class EndKnown:
    """From ``registered`` on, ``end`` is what the system has as the last day (None = open)."""

    end: date | None
    registered: date


@dataclass(frozen=True)
class StatusKnown:
    """From ``registered`` on, the line has this status."""

    status: str
    registered: date


@dataclass
class Line:
    """One granted service for one citizen, with everything ever registered about it."""

    line_id: str
    stay: Stay
    system: str
    line_kind: str
    service: str
    function: str
    provider: Provider
    tilbud: str
    start: date
    end: date
    """The last day the citizen truly received it."""
    unit: str
    frequency: str
    quantity: int
    """Hundredths of a unit per frequency period."""
    bevilling_id: str
    prices: list[PriceFrom] = field(default_factory=list)
    ends: list[EndKnown] = field(default_factory=list)
    statuses: list[StatusKnown] = field(default_factory=list)
    replaces: str | None = None
    regulated: bool = True
    tillaeg: bool = False
    spelling: str = ""
    """The provider's name as the children's system has it on this line."""
    open_end: bool = False
    """Never given an end date while it runs."""

    @property
    def registered(self) -> date:
        """The first day anything of the line was in the system."""
        return self.statuses[0].registered

    @property
    def own_id(self) -> bool:
        """Whether the source system itself gives the line a number."""
        return self.system != "dubu"


@dataclass(frozen=True)
class Law:
    """What the first price of a stay is made of: kroner per day in the reporting year's prices.

    The price is ``fair`` × (1 + the provider's premium) × (1 + ``noise``), before rounding.
    """

    fair: float
    noise: float


@dataclass
class Stay:
    """One citizen's stay with (or service from) one provider: a main line and its followers."""

    key: int
    kind: str
    person: Person
    provider: Provider
    tilbud: str
    start: date
    end: date
    target_group: str
    need: int
    """0–4, how much support the citizen truly needs."""
    assessed: bool
    """Whether the need was assessed and recorded."""
    hours: int | None
    """Agreed hours of support a week, in hundredths."""
    night: str | None
    size: int
    consent: bool
    aftercare: bool
    egenbetaling: int | None = None
    """Øre a month."""
    law: Law | None = None
    """What its first price was made of."""
    lines: list[Line] = field(default_factory=list)
    gaps: set[str] = field(default_factory=set)
    """Contract gaps planted in this stay."""

    @property
    def raadgiver(self) -> str:
        """The rådgiver's initials."""
        return self.person.staff["boern" if self.main.function.startswith("5.28") else "voksne"]

    @property
    def case(self) -> str:
        """The case number that the exports show; a child's is that of the children's system."""
        kind = BY_KEY[self.kind]
        child = self.person.cases.get("dubu") if kind.area == "boern" else None
        return child or self.person.cases[kind.system]

    @property
    def placement_id(self) -> str:
        return f"P{self.key:05d}"

    @property
    def main(self) -> Line:
        return self.lines[0]


@dataclass(frozen=True)
class Absence:
    """A citizen who is away from a tilbud, from ``start`` to ``end``, both included."""

    stay: Stay
    start: date
    end: date
    kind: str
    registered: date
    end_registered: date
    credit: int = 0
    """Øre that the provider gives back, when it does so by a posting."""
    credited_on: date | None = None
    """The day of the credit, whether a line or a posting."""
    credit_line: str | None = None
    """The id of the credit line, when it does so by a line."""


@dataclass(frozen=True)
class World:
    """The whole municipality, past and future; exports show a part of it."""

    seed: int
    year: int
    persons: list[Person]
    providers: list[Provider]
    stays: list[Stay]
    lines: list[Line]
    raadgivere: dict[str, str]
    """Initials → team."""
    index: dict[int, int]
    """Price index per year, in tenths."""
    absences: list[Absence]
