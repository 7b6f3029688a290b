"""One name per provider and per citizen, for tables that do not spell or number them alike."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from itertools import chain, combinations, product
from weakref import WeakKeyDictionary

import pandas as pd

from okonomi.analysis.cells import PRIVATE
from okonomi.intake import Reading
from okonomi.intake.names import near_misses

_LETTERS = {ord("æ"): "ae", ord("ø"): "oe", ord("å"): "aa"}
_FORM = re.compile(r"\s+(?:aps|a/?s|i/?s|k/?s|p/?s|s/?i|[as]mba)\.?$")
"""At the end of a name, with the stroke or without."""


def _once(keys: Callable[[Reading], dict[str, str]]) -> Callable[[Reading], dict[str, str]]:
    """Asked for again and again by one analysis: made once for each reading, while it lives."""
    made: WeakKeyDictionary[Reading, dict[str, str]] = WeakKeyDictionary()

    @wraps(keys)
    def known(reading: Reading) -> dict[str, str]:
        if reading not in made:
            made[reading] = keys(reading)
        return made[reading]

    return known


def numbered(reading: Reading) -> dict[str, str]:
    """Name → one name per provider: names with the same number are the same provider."""
    tables = [reading[name] for name in ("provider", "contract", "placement")]
    pairs = pd.concat([t[["provider", "provider_id"]] for t in tables]).dropna().drop_duplicates()
    shown = pairs.drop_duplicates("provider_id").set_index("provider_id")["provider"]
    pairs = pairs.drop_duplicates("provider")
    return dict(zip(pairs["provider"], pairs["provider_id"].map(shown), strict=True))


@_once
def provider_keys(reading: Reading) -> dict[str, str]:
    """As ``numbered``; names that look alike are one, too, when a citizen has had both.

    That is, with the same service or the same tilbud, in the grants or the contracts, and unless
    both have a number. Only this analysis takes them as one: a finding asks for the alias.
    """
    keys = numbered(reading)
    evidence = _evidence(reading, keys)
    merged: dict[str, str] = {}

    def root(name: str) -> str:
        while name in merged:
            name = merged[name]
        return name

    with_number = set(keys.values())
    for one, other in _alike(evidence):
        a, b = root(one), root(other)
        if a == b or not evidence[one] & evidence[other] or {a, b} <= with_number:
            continue
        kept, lost = (b, a) if b in with_number else (a, b)
        merged[lost] = kept
    names = {name: root(key) for name, key in keys.items()}
    return names | {name: root(name) for name in merged if name not in names}


@_once
def case_keys(reading: Reading) -> dict[str, str]:
    """Case → the citizen it is about, or the case itself where it has none or several."""
    tables = [reading[name][["case_id", "person_id"]] for name in ("case", "placement")]
    pairs = pd.concat(tables).dropna().drop_duplicates()
    once = pairs.drop_duplicates("case_id", keep=False)
    return dict(zip(once["case_id"], once["person_id"], strict=True))


def keyed(names: pd.Series, known: dict[str, str]) -> pd.Series:
    """Names by ``provider_keys`` or ``case_keys``; what is not known there keeps its own."""
    return names.map(known, na_action="ignore").astype("str").fillna(names)


def plain(text: pd.Series) -> pd.Series:
    """Text as it is compared: lower case, single spaces."""
    return text.astype("str").str.casefold().str.strip().str.replace(r"\s+", " ", regex=True)


def _evidence(reading: Reading, keys: dict[str, str]) -> dict[str, set[tuple[str, str, str]]]:
    """Per provider, what each citizen has had there: (citizen, ydelse or tilbud, its name)."""
    people = case_keys(reading)
    seen: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for table in ("placement", "contract"):
        frame = reading[table]
        frame = frame.assign(
            who=keyed(frame["case_id"], people), supplier=keyed(frame["provider"], keys)
        )
        frame = frame[~frame["supplier"].str.match(PRIVATE).eq(True)]
        for what in ("service", "tilbud"):
            found = frame[["supplier", "who", what]].dropna().drop_duplicates()
            for supplier, who, said in zip(
                found["supplier"], found["who"], plain(found[what]), strict=True
            ):
                seen[supplier].add((who, what, said))
    return seen


def _alike(names: dict[str, set[tuple[str, str, str]]]) -> list[tuple[str, str]]:
    """Pairs of names that look alike when æ, ø and å are written out and company forms left out."""
    shown: dict[str, list[str]] = defaultdict(list)
    ordered = sorted(names)
    for name in ordered:
        shown[_FORM.sub("", name.casefold().translate(_LETTERS))].append(name)
    near = [product(shown[pair.first], shown[pair.second]) for pair in near_misses(shown)]
    return [*chain.from_iterable(combinations(group, 2) for group in shown.values()),
            *chain.from_iterable(near)]  # fmt: skip
