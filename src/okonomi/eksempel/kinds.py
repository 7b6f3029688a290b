"""The kinds of placement: where each is booked, how long it lasts, and what its price is made of.

Levels are kroner in the reporting year's prices, after published Danish price lists; durations
are mixtures of short, medium and very long stays, not exponential.
"""

from __future__ import annotations

from dataclasses import dataclass

LAW_CHANGE_YEAR = 2024
"""Barnets Lov replaced Serviceloven for children on 1 January of this year."""

Basis = tuple[float, str, str]  # weight, unit, frequency
Span = tuple[float, int, int]  # weight, shortest, longest (days)


@dataclass(frozen=True)
class Kind:
    """One kind of main service. Prices are per day unless ``basis`` is hourly or daily work."""

    key: str
    area: str
    function: str
    service: str
    tilbudstype: str
    system: str
    share: int
    """Per thousand of the placements running at the start of the reporting year."""
    ages: tuple[int, int]
    durations: tuple[Span, ...]
    base: float
    per_hour: float
    hours: tuple[int, int] | None
    nights: tuple[float, float, float] | None
    """Weights of ingen, sovende, vaagen."""
    basis: tuple[Basis, ...]
    providers: float
    """External providers per placement."""
    own_share: float = 0.0
    provider_kinds: tuple[tuple[float, str], ...] = ((1.0, "privat"),)
    prefixes: tuple[str, ...] = ("",)
    moms: bool = False
    """Private providers' price contains VAT that is refunded."""
    residential: bool = True
    target_groups: tuple[str, ...] = ()


_CHILD = ("Socialt udsatte børn og unge", "Børn og unge med handicap")
_ADULT = ("Udviklingshæmning", "Autismespektrum", "Sindslidelse", "Erhvervet hjerneskade")
_LONG = ((0.15, 60, 240), (0.35, 240, 1100), (0.50, 1100, 4600))
_MIX = ((0.30, 25, 180), (0.45, 180, 900), (0.25, 900, 3300))

KINDS: tuple[Kind, ...] = (
    Kind(
        "pleje", "boern", "5.28.22", "Plejefamilie", "Plejefamilie", "dubu", 260, (0, 16), _LONG,
        base=620, per_hour=0, hours=None, nights=None, basis=((1, "fast", "maaned"),),
        providers=0.0, provider_kinds=((1, "plejefamilie"),), target_groups=_CHILD,
    ),
    Kind(
        "opholdssted", "boern", "5.28.20", "Opholdssted", "Opholdssted", "dubu", 140, (9, 17),
        _MIX, base=1450, per_hour=46, hours=(8, 48), nights=(0.1, 0.5, 0.4),
        basis=((0.7, "doegn", "dag"), (0.3, "maaned", "maaned")), providers=0.34,
        provider_kinds=((0.7, "privat"), (0.3, "selvejende")),
        prefixes=("Opholdsstedet", "Fonden", "Bostedet"), moms=True, target_groups=_CHILD,
    ),
    Kind(
        "vaerelse", "boern", "5.28.20", "Eget værelse", "Eget værelse mv.", "dubu", 30, (15, 17),
        ((0.4, 60, 200), (0.6, 200, 700)), base=470, per_hour=30, hours=(3, 12), nights=None,
        basis=((1, "maaned", "maaned"),), providers=0.4, prefixes=("Ungekollegiet", "Kollegiet"),
        moms=True, target_groups=_CHILD,
    ),
    Kind(
        "doegn", "boern", "5.28.23", "Døgninstitution", "Døgninstitution", "dubu", 75, (4, 17),
        _MIX, base=1600, per_hour=44, hours=(15, 55), nights=(0, 0.3, 0.7),
        basis=((1, "doegn", "dag"),), providers=0.22, own_share=0.35,
        provider_kinds=((0.5, "kommunal"), (0.3, "regional"), (0.2, "selvejende")),
        prefixes=("Børnecentret", "Døgncentret"), target_groups=_CHILD,
    ),
    Kind(
        "sikret", "boern", "5.28.24", "Sikret døgninstitution", "Sikret døgninstitution", "dubu",
        6, (13, 17), ((0.6, 20, 90), (0.4, 90, 240)), base=8100, per_hour=0, hours=None,
        nights=(0, 0, 1), basis=((1, "doegn", "dag"),), providers=0.3,
        provider_kinds=((1, "regional"),), prefixes=("Sikret afdeling",),
        target_groups=_CHILD[:1],
    ),
    Kind(
        "forebyg", "boern", "5.28.21", "Familiebehandling", "Forebyggende", "dubu", 70, (1, 17),
        ((0.5, 60, 240), (0.4, 240, 540), (0.1, 540, 1200)), base=430, per_hour=0,
        hours=(2, 10), nights=None, basis=((0.7, "time", "uge"), (0.3, "time", "maaned")),
        providers=0.2, own_share=0.4, prefixes=("Familiehuset", "Praksis for Familier"),
        residential=False, target_groups=_CHILD,
    ),
    Kind(
        "aflastning", "boern", "5.28.21", "Aflastning", "Aflastning", "generisk", 40, (2, 17),
        ((0.3, 120, 365), (0.7, 365, 1800)), base=1650, per_hour=0, hours=None, nights=None,
        basis=((1, "doegn", "maaned"),), providers=0.25, own_share=0.3,
        prefixes=("Aflastningstilbuddet",), residential=False, target_groups=_CHILD[1:],
    ),
    Kind(
        "p108", "voksne", "5.38.50", "Længerevarende botilbud", "Botilbud", "sensum", 105,
        (24, 63), ((0.1, 90, 700), (0.3, 700, 2500), (0.6, 2500, 9000)), base=1050, per_hour=43,
        hours=(10, 50), nights=(0.05, 0.35, 0.6),
        basis=((0.8, "doegn", "dag"), (0.1, "maaned", "maaned"), (0.1, "aar", "aar")),
        providers=0.24, own_share=0.3,
        provider_kinds=((0.5, "privat"), (0.25, "selvejende"), (0.15, "kommunal"),
                        (0.1, "regional")),
        prefixes=("Botilbuddet", "Bostedet", "Fonden"), target_groups=_ADULT,
    ),
    Kind(
        "abl105", "voksne", "5.38.51", "Botilbudslignende tilbud", "Botilbudslignende", "sensum",
        94, (22, 64), _LONG, base=640, per_hour=39, hours=(5, 35), nights=(0.2, 0.5, 0.3),
        basis=((0.8, "doegn", "dag"), (0.2, "maaned", "maaned")), providers=0.2, own_share=0.5,
        provider_kinds=((0.4, "privat"), (0.3, "selvejende"), (0.3, "kommunal")),
        prefixes=("Bofællesskabet", "Bo- og støttecentret"), target_groups=_ADULT,
    ),
    Kind(
        "p107", "voksne", "5.38.52", "Midlertidigt botilbud", "Botilbud", "sensum", 95, (18, 60),
        ((0.25, 60, 240), (0.5, 240, 1000), (0.25, 1000, 2600)), base=980, per_hour=42,
        hours=(6, 42), nights=(0.2, 0.5, 0.3),
        basis=((0.75, "doegn", "dag"), (0.25, "maaned", "maaned")), providers=0.3,
        own_share=0.22, provider_kinds=((0.65, "privat"), (0.35, "selvejende")),
        prefixes=("Botilbuddet", "Udslusningshuset"), target_groups=_ADULT,
    ),
    Kind(
        "p85", "voksne", "5.38.38", "Socialpædagogisk støtte", "Støtte i eget hjem", "generisk",
        50, (19, 70), ((0.4, 120, 500), (0.6, 500, 2200)), base=415, per_hour=0, hours=(2, 14),
        nights=None, basis=((0.8, "time", "uge"), (0.2, "time", "14 dage")), providers=0.2,
        own_share=0.5, prefixes=("Støttekompagniet", "Hjemmevejleder"), residential=False,
        target_groups=_ADULT,
    ),
    Kind(
        "p104", "voksne", "5.38.59", "Aktivitets- og samværstilbud", "Dagtilbud", "sensum", 20,
        (20, 64), _MIX, base=640, per_hour=0, hours=None, nights=None,
        basis=((0.7, "dag", "uge"), (0.3, "maaned", "maaned")), providers=0.3, own_share=0.6,
        prefixes=("Aktivitetshuset",), residential=False, target_groups=_ADULT,
    ),
    Kind(
        "p103", "voksne", "5.38.58", "Beskyttet beskæftigelse", "Dagtilbud", "sensum", 15,
        (20, 60), _MIX, base=310, per_hour=0, hours=None, nights=None,
        basis=((1, "maaned", "maaned"),), providers=0.3, own_share=0.5,
        prefixes=("Værkstedet",), residential=False, target_groups=_ADULT,
    ),
)  # fmt: skip

BY_KEY = {kind.key: kind for kind in KINDS}

NIGHTS = ("ingen", "sovende", "vaagen")
NIGHT_KR = {"ingen": 0, "sovende": 310, "vaagen": 720}
"""What night cover adds to the price of a day."""


def quotas(placements: int) -> dict[str, int]:
    """How many placements of each kind: shares by largest remainder, so they sum to the whole."""
    total = sum(kind.share for kind in KINDS)
    exact = {kind.key: placements * kind.share for kind in KINDS}
    floor = {key: value // total for key, value in exact.items()}
    left = placements - sum(floor.values())
    for key in sorted(exact, key=lambda k: -(exact[k] % total))[:left]:
        floor[key] += 1
    return floor


def paragraf(kind: Kind, year: int, consent: bool, aftercare: bool) -> str:
    """The section that a line starting in ``year`` is granted under."""
    new = year >= LAW_CHANGE_YEAR
    if kind.area == "voksne":
        return {
            "p108": "SEL-108", "abl105": "ABL-105", "p107": "SEL-107", "p85": "SEL-85",
            "p104": "SEL-104", "p103": "SEL-103",
        }[kind.key]  # fmt: skip
    if aftercare:
        return "BL-114" if new else "SEL-76"
    if kind.key == "forebyg":
        return "BL-32" if new else "SEL-52-3.3"
    if kind.key == "aflastning":
        return "BL-90" if new else "SEL-84"
    if consent:
        return "BL-46" if new else "SEL-52-3.7"
    return "BL-47" if new else "SEL-58"
