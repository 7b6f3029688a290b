"""Small words the summaries share."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from okonomi.present import numbers

_THRESHOLDS = re.compile(r"\brefusion\.([A-ZÆØÅ]+)-([\w-]+)(?:\.p\d+)?\b")


def none_of(n: int, one: str, many: str) -> str:
    """``Ingen af 2 filer``, ``0 af 1 fil``: the subject of a sentence about none of ``n``."""
    return f"{'0' if n == 1 else 'Ingen'} af {count(n, one, many)}"


def count(n: int, one: str, many: str) -> str:
    """``1 fil``, ``2 filer``, ``ingen filer``."""
    if n == 0:
        return f"ingen {many}"
    return f"{numbers.whole(n)} {one if n == 1 else many}"


def amount(oere: int) -> str:
    """An amount in a sentence: millions, or whole kroner where that would be 0,0 mio. kr."""
    mio = numbers.mio(oere)
    return numbers.kr(oere, 0) if oere and mio == numbers.mio(0) else mio


def spelt_sources(sources: Iterable[str]) -> tuple[str, ...]:
    """The sources with the names of dated values in words, each said once.

    ``refusion.SEL-176.p25: kilde`` and its two sisters are one: ``Beløbsgrænser for statsrefusion
    (SEL § 176): kilde``.
    """
    said = (_THRESHOLDS.sub(r"beløbsgrænser for statsrefusion (\1 § \2)", one) for one in sources)
    return tuple(dict.fromkeys(f"{one[:1].upper()}{one[1:]}" for one in said))


def drivers(causes: pd.Series, change: int) -> str:
    """What moved a figure by ``change`` øre, in Danish: the two largest of ``causes`` (øre by
    label) that go its way, and after them the largest counterweight.

    ``nye bevillinger (+3,1 mio. kr.) og …, modvirket af ophørte bevillinger (−2,0 mio. kr.)``.
    What is nothing in millions with one decimal is no cause; "" where none goes that way.
    """
    way = 1 if change >= 0 else -1
    shown = (causes * way)[causes.abs().map(numbers.mio) != numbers.mio(0)]
    shown = shown.sort_values(ascending=False, kind="stable")
    said = [
        [f"{label[0].lower()}{label[1:]} ({numbers.mio(oere * way, sign=True)})"
         for label, oere in some.items()]
        for some in (shown[shown > 0].head(2), shown[shown < 0].tail(1))
    ]  # fmt: skip
    with_it, against = (" og ".join(some) for some in said)
    return f"{with_it}, modvirket af {against}" if with_it and against else with_it


def deviation_word(deviation: int) -> str:
    """merforbrug, mindreforbrug, or nothing where there is no deviation or no budget."""
    if pd.isna(deviation) or deviation == 0:
        return ""
    return "merforbrug" if deviation > 0 else "mindreforbrug"
