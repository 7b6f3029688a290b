"""Draw the whole municipality: everything that is true, past and future."""

from __future__ import annotations

from okonomi.eksempel import absences, changes, deliveries, gaps
from okonomi.eksempel.draw import Draw
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.lines import LineMaker
from okonomi.eksempel.model import Person, World
from okonomi.eksempel.names import Names
from okonomi.eksempel.persons import People, hire
from okonomi.eksempel.prices import price_index
from okonomi.eksempel.providers import Market
from okonomi.eksempel.stays import Stays


def build(seed: int, placements: int, year: int) -> World:
    """The municipality of a seed: ``placements`` stays run on 1 January of ``year``.

    The world does not depend on which months are exported.
    """
    names = Names(Draw(seed, "navne"))
    people = People(Draw(seed, "borgere"), names)
    window = (year - 2, year - 1, year, year + 1)
    market = Market(Draw(seed, "leverandører"), names, placements, window)
    stays = Stays(Draw(seed, "forløb"), people, market, placements, year).draw_all()
    index = price_index(min(year - 3, 2015), year + 3)
    maker = LineMaker(Draw(seed, "linjer"), market, index, year, stays)
    for stay in stays:
        maker.fill(stay)
    changes.expected_changes(Draw(seed, "forventet"), maker, stays, year)
    changes.renegotiated(Draw(seed, "genforhandlet"), stays, year)
    changes.credits(Draw(seed, "krediteret"), maker, stays, year)
    changes.drafts(Draw(seed, "kladde"), maker, stays, year)
    gaps.plant(Draw(seed, "mangler"), maker, stays, placements, year)
    deliveries.plant(seed, stays, placements, year)
    away = absences.make(seed, maker, stays, placements, year)
    served: dict[str, dict[int, Person]] = {"boern": {}, "voksne": {}}
    for stay in stays:
        served[BY_KEY[stay.kind].area][stay.person.key] = stay.person
    staff = hire(Draw(seed, "rådgivere"), {a: list(p.values()) for a, p in served.items()})
    used = {line.provider.key for stay in stays for line in stay.lines}
    return World(
        seed=seed,
        year=year,
        persons=[p for p in people.all if p.cases],
        providers=[p for p in market.all if p.own or p.key in used],
        stays=stays,
        lines=[line for stay in stays for line in stay.lines],
        raadgivere=staff,
        index=index,
        absences=away,
    )
