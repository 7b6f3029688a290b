"""One name per provider and per citizen, for tables that do not spell or number them alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from itertools import chain, combinations, product
from typing import TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from okonomi.analysis.private import PRIVATE
from okonomi.intake import Reading
from okonomi.intake.names import near_misses

_LETTERS = {ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"}
_FORM = re.compile(r"\s+(?:aps|a/?s|i/?s|k/?s|p/?s|s/?i|[as]mba)\.?$")
"""At the end of a name, with the stroke or without."""
T = TypeVar("T")


def once(make: Callable[[Reading], T]) -> Callable[[Reading], T]:
    """Asked for again and again by one analysis: made once for each reading, while it lives.

    What is made must not be changed by who gets it.
    """
    made: WeakKeyDictionary[Reading, T] = WeakKeyDictionary()

    @wraps(make)
    def known(reading: Reading) -> T:
        if reading not in made:
            made[reading] = make(reading)
        return made[reading]

    return known


def numbered(reading: Reading) -> dict[str, str]:
    """Name → one name per provider: names with the same number are the same provider."""
    tables = [reading[name] for name in ("provider", "contract", "placement")]
    pairs = pd.concat([t[["provider", "provider_id"]] for t in tables]).dropna().drop_duplicates()
    shown = pairs.drop_duplicates("provider_id").set_index("provider_id")["provider"]
    pairs = pairs.drop_duplicates("provider")
    return dict(zip(pairs["provider"], pairs["provider_id"].map(shown), strict=True))


@once
def provider_keys(reading: Reading) -> dict[str, str]:
    """As ``numbered``; names that look alike are one, too, when a citizen has had both.

    That is, with the same service or the same tilbud, in the grants or the contracts, and unless
    both have a number. Only this analysis takes them as one: a finding asks for the alias.
    """
    keys = numbered(reading)
    pairs = _alike(keys, reading)
    evidence = _evidence(reading, keys, {name for pair in pairs for name in pair})
    merged: dict[str, str] = {}

    def root(name: str) -> str:
        while name in merged:
            name = merged[name]
        return name

    with_number = set(keys.values())
    for one, other in pairs:
        a, b = root(one), root(other)
        if a == b or not evidence[one] & evidence[other] or {a, b} <= with_number:
            continue
        kept, lost = (b, a) if b in with_number else (a, b)
        merged[lost] = kept
    names = {name: root(key) for name, key in keys.items()}
    return names | {name: root(name) for name in merged if name not in names}


@once
def case_keys(reading: Reading) -> dict[str, str]:
    """Case → the citizen it is about, or the case itself where it has none or several."""
    tables = [reading[name][["case_id", "person_id"]] for name in ("case", "placement")]
    pairs = pd.concat(tables).dropna().drop_duplicates()
    once = pairs.drop_duplicates("case_id", keep=False)
    return dict(zip(once["case_id"], once["person_id"], strict=True))


@once
def line_keys(reading: Reading) -> pd.DataFrame:
    """What each placement row is compared by: who, supplier, service_key, tilbud_key; by position.

    ``who`` and ``supplier``: one name per citizen and per provider.
    """
    lines = reading["placement"].reset_index(drop=True)
    return pd.DataFrame(
        {
            "who": keyed(lines["case_id"], case_keys(reading)).fillna(lines["person_id"]),
            "supplier": keyed(lines["provider"], provider_keys(reading)),
            "service_key": plain(lines["service"]),
            "tilbud_key": plain(lines["tilbud"]),
        }
    )


def keyed(names: pd.Series, known: dict[str, str]) -> pd.Series:
    """Names by ``provider_keys`` or ``case_keys``; what is not known there keeps its own."""
    found = [known.get(name, name) for name in names.tolist()]
    return pd.Series(found, index=names.index, name=names.name, dtype="str")


def as_paid(names: pd.Series, reading: Reading) -> pd.Series:
    """Contracts' providers by the name that the grants have for them, where that is one alone."""
    keys, paid = provider_keys(reading), reading["placement"]["provider"].dropna().unique()
    shown: dict[str, set[str]] = defaultdict(set)
    for name in paid:
        shown[keys.get(name, name)].add(name)
    alone = {key: next(iter(those)) for key, those in shown.items() if len(those) == 1}
    other = names.where(~names.isin(paid))
    return keyed(keyed(other, keys), alone).where(other.notna(), names)


def plain(text: pd.Series) -> pd.Series:
    """Text as it is compared: lower case, single spaces."""
    at, distinct = pd.factorize(text.astype("str"))
    said = [" ".join(one.casefold().split()) for one in distinct.tolist()]
    shown = pd.array([*said, None], dtype="str").take(at)
    return pd.Series(shown, index=text.index, name=text.name)


def _evidence(
    reading: Reading, keys: dict[str, str], asked: set[str]
) -> dict[str, set[tuple[str, str, str]]]:
    """Per provider asked for, what each citizen has had: (citizen, ydelse or tilbud, its name)."""
    people = case_keys(reading)
    seen: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for table in ("placement", "contract"):
        frame = reading[table]
        frame = frame.assign(supplier=keyed(frame["provider"], keys))
        frame = frame[frame["supplier"].isin(asked)]
        frame = frame.assign(who=keyed(frame["case_id"], people))
        for what in ("service", "tilbud"):
            found = frame[["supplier", "who", what]].dropna().drop_duplicates()
            for supplier, who, said in zip(
                found["supplier"], found["who"], plain(found[what]), strict=True
            ):
                seen[supplier].add((who, what, said))
    return seen


def _alike(keys: dict[str, str], reading: Reading) -> list[tuple[str, str]]:
    """Pairs of names that look alike when æ, ø and å are written out and company forms left out."""
    shown: dict[str, list[str]] = defaultdict(list)
    used = [reading[table]["provider"].dropna().unique() for table in ("placement", "contract")]
    names = pd.Series(sorted({keys.get(name, name) for name in chain(*used)}), dtype="str")
    for name in names[~names.str.match(PRIVATE)]:
        shown[_FORM.sub("", name.casefold().translate(_LETTERS))].append(name)
    near = [product(shown[pair.first], shown[pair.second]) for pair in near_misses(shown)]
    return [*chain.from_iterable(combinations(group, 2) for group in shown.values()),
            *chain.from_iterable(near)]  # fmt: skip
