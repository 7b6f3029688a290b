"""Danish municipalities and regions by name: payees that are no persons, whatever they are paid.

Only the exact name counts: "Karen Olsen (Aarhus Kommune)" is a person.
"""

from __future__ import annotations

_MUNICIPALITIES = frozenset(
    """Albertslund, Allerød, Assens, Ballerup, Billund, Bornholms Regions, Bornholms, Brøndby,
    Brønderslev, Dragør, Egedal, Esbjerg, Fanø, Favrskov, Faxe, Fredensborg, Fredericia,
    Frederiksberg, Frederikshavn, Frederikssund, Furesø, Faaborg-Midtfyn, Gentofte, Gladsaxe,
    Glostrup, Greve, Gribskov, Guldborgsund, Haderslev, Halsnæs, Hedensted, Helsingør, Herlev,
    Herning, Hillerød, Hjørring, Holbæk, Holstebro, Horsens, Hvidovre, Høje-Taastrup,
    Høje Taastrup, Hørsholm, Ikast-Brande, Ishøj, Jammerbugt, Kalundborg, Kerteminde, Kolding,
    København, Københavns, Køge, Langeland, Lejre, Lemvig, Lolland, Lyngby-Taarbæk, Læsø,
    Mariagerfjord, Middelfart, Morsø, Norddjurs, Nordfyns, Nyborg, Næstved, Odder, Odense,
    Odsherred, Randers, Rebild, Ringkøbing-Skjern, Ringsted, Roskilde, Rudersdal, Rødovre,
    Samsø, Silkeborg, Skanderborg, Skive, Slagelse, Solrød, Sorø, Stevns, Struer, Svendborg,
    Syddjurs, Sønderborg, Thisted, Tønder, Tårnby, Vallensbæk, Varde, Vejen, Vejle,
    Vesthimmerlands, Viborg, Vordingborg, Ærø, Aabenraa, Aalborg, Ålborg, Aarhus,
    Århus""".casefold()
    .replace("\n", " ")
    .split(",")
)
_NAMES = frozenset(
    {f"{' '.join(name.split())} kommune" for name in _MUNICIPALITIES}
    | {f"region {name}" for name in ("hovedstaden", "sjælland", "syddanmark", "midtjylland",
                                     "nordjylland", "østdanmark")}
)  # fmt: skip


def is_authority(normalised: str) -> bool:
    """Whether a normalised name is exactly a municipality's or a region's."""
    return normalised in _NAMES
