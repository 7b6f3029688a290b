"""Own and planned tilbud: their places, and whom they suit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.intake import Reading
from okonomi.intake.schema import NIGHT_COVER, STOETTEBEHOV
from okonomi.rules.paragraf import chain

COLUMNS = [
    "name", "tilbud", "paragraf", "target_group", "vacant", "opens", "created", "min_to_open",
    "marginal_kr_per_day", "full_kr_per_day", "opening_kr", "hours_per_week", "night_cover",
    "stoettebehov", "age_from", "age_to", "waiting", "undivided",
]  # fmt: skip
LEVELS = COLUMNS[COLUMNS.index("hours_per_week") : COLUMNS.index("undivided")]
WITH_AND_WITHOUT_CONSENT = frozenset({"BL-46", "BL-47"})
"""Placements of children with and without consent are in the same tilbud."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Local:
    """``frame``: the tilbud with a place to give, see ``local_tilbud``. ``no_price`` and
    ``no_places``: names of those left out, for want of a usable price, and because nobody has
    written whether there is a place."""

    frame: pd.DataFrame
    no_price: list[str]
    no_places: list[str]


def local_tilbud(reading: Reading, first: pd.Period) -> Local:
    """The capacity table's tilbud with a place to give.

    Row: one tilbud under one paragraf and target group, with a ``name`` of its own. ``created`` is
    a tilbud that is not open at the end of the reading's period, and can be moved into from its
    first whole month; the others' places are vacant from ``first``. A tilbud without costs, or with
    a negative one, cannot be reckoned with and is named. Those who wait come first, also to what
    is not open yet: only what is vacant beyond the waiting list counts, and who waits counts
    towards the least number that opens it. A created tilbud whose marginal
    and full cost are the same has not been divided: all of it is then taken to be paid for empty
    places too (``undivided``), so that no saving stands on places that cost nothing.
    """
    rows = reading["capacity"].reset_index(drop=True)
    created = rows["open_from"] > reading.period.end_time
    # As ``whole_from``.
    opens = (rows["open_from"] - pd.Timedelta(days=1)).dt.to_period("M") + 1
    undivided = created & (rows["marginal_cost_kr"] == rows["full_cost_kr"])
    free, waiting = rows["vacant"].fillna(rows["places"].where(created)), rows["waiting"].fillna(0)
    vacant = (free.fillna(0) - waiting).clip(lower=0)
    costs = rows[["marginal_cost_kr", "full_cost_kr"]]
    usable = costs.ge(0).all(axis=1) & (costs["full_cost_kr"] >= costs["marginal_cost_kr"])
    frame = pd.DataFrame(
        {
            "name": _names(rows),
            "tilbud": rows["tilbud"],
            "paragraf": rows["paragraf"],
            "target_group": rows["target_group"],
            "vacant": vacant.astype(int),
            "opens": opens.where(created, first).clip(lower=first),
            "created": created,
            "min_to_open": (rows["min_to_open"].fillna(0) - waiting).clip(lower=0).astype(int),
            "marginal_kr_per_day": rows["marginal_cost_kr"].mask(undivided, 0.0),
            "undivided": undivided,
            "full_kr_per_day": rows["full_cost_kr"],
            "opening_kr": 0.0,
            **{name: rows[name] for name in LEVELS},
        }
    )
    given = frame["vacant"].gt(0)
    # Of a planned tilbud nought is no answer: it has its places, or it is not planned.
    unsaid = free.isna() | (created & free.eq(0) & rows["places"].gt(0))
    return Local(
        frame=frame.loc[usable & given, COLUMNS].reset_index(drop=True),
        no_price=frame.loc[~usable & given, "name"].tolist(),
        no_places=frame.loc[unsaid, "name"].tolist(),
    )


def _names(rows: pd.DataFrame) -> pd.Series:
    """A name for each row: the tilbud's, with what tells its rows apart."""
    name = rows["tilbud"]
    for part in ("paragraf", "target_group"):
        several = rows.groupby("tilbud")[part].transform("nunique", dropna=False) > 1
        apart = name.duplicated(keep=False) & several & rows[part].notna()
        name = name.mask(apart, name + " (" + rows[part] + ")")
    return one_each(name)


def one_each(names: pd.Series) -> pd.Series:
    """The names with a number on those that are there already: a plan knows a tilbud by its name.

    A scenario may open a tilbud with the name of one in the capacity file.
    """
    number = names.groupby(names).cumcount()
    return names.mask(number > 0, names + ", nr. " + (number + 1).astype("str"))


def homes_from(
    local: pd.DataFrame, *, price: float = 1.0, opening: float = 1.0, sold: float = 0.0
) -> list[Home]:
    """The tilbud as places to move into.

    ``price`` and ``opening`` are factors on what a place and an opening cost; ``sold`` is the
    probability that a vacant place would else be sold at its full cost.
    """
    return [
        Home(
            name=row.name,
            opens={row.opens: int(row.vacant)},
            marginal_kr_per_day=row.marginal_kr_per_day * price,
            full_kr_per_day=row.full_kr_per_day * price,
            created=bool(row.created),
            min_to_open=int(row.min_to_open) if row.created else 0,
            opening_kr=row.opening_kr * opening,
            forgone_kr_per_day=0.0 if row.created else row.full_kr_per_day * sold,
        )
        for row in local.itertuples(index=False)
    ]


def suitable(citizen, local: pd.DataFrame) -> tuple[tuple[str, ...], str]:
    """Names of the tilbud that suit a row of ``Priced.frame`` (with age), or why none does.

    Paragraf, target group, age, and never less støtte: the tilbud's hours, night cover and highest
    støttebehov must reach the citizen's. What is not known on either side rules nothing out, and
    neither does a target group that no tilbud is for: it is another system's word.
    """
    why = "intet eget tilbud efter samme paragraf har en ledig eller planlagt plads med en pris"
    found = []
    groups = set(local["target_group"].dropna().str.casefold())
    for row in local.itertuples(index=False):
        lacks = _lacks(citizen, row, groups)
        if lacks is None:
            found.append(row.name)
        elif lacks:
            why = lacks
    return tuple(found), "" if found else why


SUPPORT = ["hours_per_week", "night_cover", "stoettebehov"]
"""The levels of støtte that must never become less."""


def not_known(local: pd.DataFrame) -> list[str]:
    """Tilbud with a level of støtte that is not in the capacity file."""
    return sorted(local.loc[local[SUPPORT].isna().any(axis=1), "name"])


def not_known_for(citizen, local: pd.DataFrame) -> tuple[str, ...]:
    """Those of the citizen's ``homes`` whose støtte nobody can hold up against what the citizen has
    today: a level that the citizen has is not known of the tilbud, or none is. Somebody must look
    before a move."""
    homes = local[local["name"].isin(list(citizen.homes))]
    has = [level for level in SUPPORT if _known(getattr(citizen, level))]
    lacks = homes[SUPPORT].isna()
    unseen = lacks[has].any(axis=1) | lacks.all(axis=1)
    return tuple(homes.loc[unseen, "name"])


def not_compared_for(citizen, local: pd.DataFrame) -> tuple[str, ...]:
    """Those of the citizen's ``homes`` whose paragraf or target group nobody can hold up against
    the citizen's: one of the two is not written, or the group is another system's word."""
    homes = local[local["name"].isin(list(citizen.homes))]
    groups = homes["target_group"].astype("str").str.casefold()
    unseen = homes["paragraf"].isna() | groups.isna()
    if not _known(citizen.paragraf, citizen.target_group):
        unseen |= True
    else:
        unseen |= groups.ne(citizen.target_group.casefold())
    return tuple(homes.loc[unseen.astype(bool), "name"])


def _lacks(citizen, home, groups: set[str]) -> str | None:
    """Why a tilbud does not suit: None if it does, "" for another paragraf (said of none)."""
    if not _same_paragraf(citizen.paragraf, home.paragraf):
        return ""
    group = citizen.target_group
    if _known(group, home.target_group) and (
        group.casefold() in groups and group.casefold() != home.target_group.casefold()
    ):
        return "intet tilbud efter samme paragraf er til målgruppen"
    if _known(citizen.age, home.age_from) and citizen.age < home.age_from:
        return "borgeren er yngre end tilbuddets aldersgrænse"
    if _known(citizen.age, home.age_to) and citizen.age > home.age_to:
        return "borgeren er ældre end tilbuddets aldersgrænse"
    if _less(citizen.stoettebehov, home.stoettebehov, STOETTEBEHOV):
        return "støttebehovet er større, end tilbuddet kan dække"
    if _known(citizen.hours_per_week, home.hours_per_week) and (
        home.hours_per_week < citizen.hours_per_week
    ):
        return "tilbuddet giver færre støttetimer end i dag"
    if _less(citizen.night_cover, home.night_cover, NIGHT_COVER):
        return "tilbuddet har mindre natdækning end i dag"
    return None


def _same_paragraf(one: str, other: str) -> bool:
    """Whether the two are one section, or one lies below the other (``SEL-108-1``, ``SEL-108``)."""
    if not _known(one, other):
        return True
    # The last of a chain is the law alone, which is no section.
    above, others = {*chain(one)[:-1]}, {*chain(other)[:-1]}
    consent = above & WITH_AND_WITHOUT_CONSENT and others & WITH_AND_WITHOUT_CONSENT
    return one == other or one in others or other in above or bool(consent)


def _less(needed: str, given: str, order: Iterable[str]) -> bool:
    """Whether what is given is known to be less than what is needed."""
    rank = {name: n for n, name in enumerate(order)}
    return _known(needed, given) and rank[given] < rank[needed]


def _known(*values: object) -> bool:
    return not any(pd.isna(value) for value in values)
