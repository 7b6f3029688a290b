"""Providers: own and external, their premiums, habits and spellings, and who gets the next stay."""

from __future__ import annotations

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.kinds import KINDS, Kind, quotas
from okonomi.eksempel.model import Provider
from okonomi.eksempel.names import MUNICIPALITY, NEIGHBOURS, Names

LEGAL_FORMS = {"privat": ("ApS", "A/S", "I/S"), "selvejende": ("S/I", "F.M.B.A.")}
MOMS_PRIVATE = "0.954"

# Own tilbud: the kinds they serve, name, and where they lie (one of them in a neighbour's town).
OWN = (
    (("doegn",), "Børnehuset Ålykkereden", ("Ålykkereden",), "Fjordby Kommune"),
    (("doegn",), "Døgnhuset Pilefløjten", ("Stuehuset", "Længen"), MUNICIPALITY),
    (("p108", "p107"), "Botilbuddet Kompasbakken", ("Hus 1", "Hus 2", "Hus 3"), MUNICIPALITY),
    (("abl105",), "Bofællesskabet Lanternehaven", ("Lanternehaven",), MUNICIPALITY),
    (("p85",), "Eksempel Støttekorps", ("Støttekorpset",), MUNICIPALITY),
    (("p104", "p103"), "Aktivitetscentret Rørhatten", ("Værkstedet", "Caféen"), MUNICIPALITY),
    (("forebyg", "aflastning"), "Familiecenter Eksempel", ("Familiecentret",), MUNICIPALITY),
)


class Market:
    """All providers, and the choice of one for a new stay."""

    def __init__(self, draw: Draw, names: Names, placements: int, years: tuple[int, ...]) -> None:
        self._draw, self._names, self._years = draw, names, years
        self._number = 0
        self.all: list[Provider] = []
        self._own: dict[str, list[Provider]] = {}
        self._external: dict[str, list[Provider]] = {}
        for kinds, name, tilbud, place in OWN:
            names.reserve(name)
            provider = self._add(name, "kommunal", True, place, "1", tilbud, 0.0)
            for key in kinds:
                self._own.setdefault(key, []).append(provider)
        for kind in KINDS:
            self._external[kind.key] = self._externals(kind, quotas(placements)[kind.key])
        # A house for young adults often has places under both sections: one market.
        shared = self._external["p108"][::3]
        self._external["p107"] = self._external["p107"] + shared
        # A place with a rented room for an older child is run by an ordinary opholdssted.
        self._external["vaerelse"] += self._external["opholdssted"][1::4]
        self.transport = [self._service_company(f"{n} Kørsel") for n in ("Kompas", "Åfart")]
        self.schools = [self._service_company(f"Dagskolen {names.place()}") for _ in range(4)]

    def foster_family(self) -> Provider:
        """A new foster family."""
        place = self._place(0.55)
        return self._add(
            self._names.foster_family(), "plejefamilie", False, place, "1", ("Hjemmet",), 0.0
        )

    def choose(self, kind: Kind) -> tuple[Provider, str]:
        """A provider and one of its tilbud; a few providers get most of the stays."""
        own = self._own.get(kind.key, [])
        if own and self._draw.chance(kind.own_share):
            provider = self._draw.pick(own)
        else:
            pool = self._external[kind.key]
            provider = self._draw.weighted(pool, [1 / (rank + 1.2) for rank in range(len(pool))])
        return provider, self._draw.pick(provider.tilbud)

    def _externals(self, kind: Kind, placements: int) -> list[Provider]:
        if not kind.providers:
            return []
        number = max(2, round(placements * kind.providers))
        # Premiums: three in four have none; of the rest most are dearer, some cheaper.
        dear = {rank for rank in range(number) if rank % 4 == 1}
        cheap = {rank for rank in dear if rank % 12 == 9}
        made = []
        for rank in range(number):
            premium = 0.0
            if rank in cheap:
                premium = -round(self._draw.between(0.08, 0.18), 3)
            elif rank in dear:
                premium = round(self._draw.between(0.08, 0.25), 3)
            made.append(self._external_provider(kind, rank, premium))
        return made

    def _external_provider(self, kind: Kind, rank: int, premium: float) -> Provider:
        draw = self._draw
        ownership = draw.weighted(
            [name for _, name in kind.provider_kinds], [w for w, _ in kind.provider_kinds]
        )
        place = self._names.place()
        name = f"{draw.pick(kind.prefixes)} {place}"
        if ownership in LEGAL_FORMS:
            name = f"{name} {draw.pick(LEGAL_FORMS[ownership])}"
        awkward = {
            3: f'Fonden "{place}" & Venner',
            5: f"{place}'s {kind.tilbudstype} I/S",
            6: f"Den selvejende institution {place} – {kind.service.lower()} for børn, unge og "
            "voksne med særlige behov",
        }
        name = awkward.get(rank, name) if kind.key in ("opholdssted", "p108") else name
        municipality: str | None = self._place(0.35)
        if ownership == "kommunal":
            municipality = draw.pick(tuple(NEIGHBOURS))
        elif draw.chance(0.06):
            municipality = None
        houses = ("",) if draw.chance(0.75) else (" Nord", " Syd")
        momsfaktor = MOMS_PRIVATE if kind.moms and ownership == "privat" else "1"
        tilbud = tuple(place + house for house in houses)
        return self._add(name, ownership, False, municipality, momsfaktor, tilbud, premium)

    def _service_company(self, name: str) -> Provider:
        self._names.reserve(name)
        return self._add(f"{name} ApS", "privat", False, self._place(0.6), "1", ("",), 0.0)

    def _place(self, own_share: float) -> str:
        if self._draw.chance(own_share):
            return MUNICIPALITY
        return self._draw.pick(tuple(NEIGHBOURS))

    def _add(
        self,
        name: str,
        kind: str,
        own: bool,
        municipality: str | None,
        momsfaktor: str,
        tilbud: tuple[str, ...],
        premium: float,
    ) -> Provider:
        draw = self._draw
        self._number += 1
        foster = kind == "plejefamilie"
        provider = Provider(
            key=self._number,
            name=name,
            # Eight digits from 99 on: in the form of a CVR number, and nobody's.
            cvr=None if foster else f"99{self._number * 137 + 1000:06d}",
            kind=kind,
            own=own,
            municipality=municipality,
            momsfaktor=momsfaktor,
            tilbud=tilbud,
            premium=premium,
            lag=0 if foster or own else draw.weighted((1, 2), (0.7, 0.3)),
            collects=not foster and not own and draw.chance(0.25),
            late_years=tuple(y for y in self._years if draw.chance(0 if foster else 0.2)),
            variants=() if foster or not draw.chance(0.3) else _variants(name),
        )
        self.all.append(provider)
        return provider


def _variants(name: str) -> tuple[str, ...]:
    """Other ways the same name is typed: in capitals, with two spaces, without endings or å."""
    first, _, rest = name.partition(" ")
    typed = (
        name.upper(),
        f"{first}  {rest}".replace("ApS", "Aps"),
        f"{first.removesuffix('et').removesuffix('en')} {rest}".replace("A/S", "AS"),
        name.replace("&", "og").replace("å", "aa").replace("Å", "Aa"),
    )
    return tuple(dict.fromkeys(v for v in typed if v != name))
