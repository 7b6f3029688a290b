"""Notice: when does an agreement end, when notice is given on a day?

The text stands as it does in the contract, in words. The forms that are understood are a length
(``30 dage``, ``3 måneder``, ``1 år``), *løbende måned* before it (the length counts from the end of
the month), and *til udgangen af en måned* (kvartal, år) or *til den 1. i en måned* after it.
Anything else is not guessed: it has no day, and the reader is sent to the contract.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import pandas as pd

UNKNOWN = "frist ikke kendt – se kontrakten"
_NUMBERS = {
    "en": 1, "én": 1, "et": 1, "to": 2, "tre": 3, "fire": 4, "fem": 5, "seks": 6, "ni": 9,
    "tolv": 12, "fjorten": 14, "tredive": 30,
}  # fmt: skip
_FORM = re.compile(
    r"(?P<running>(?:løbende|indeværende) måned)?\s*(?:\+|plus|og)?\s*"
    rf"(?:(?P<number>\d{{1,3}}|{'|'.join(_NUMBERS)}) "
    r"?(?P<unit>dages?|døgns?|ugers?|uges?|måneders?|måneds?|mdr|års?))?\s*"
    r"(?:(?:varsel|skriftligt varsel)\s*)?"
    r"(?:til (?P<until>udgangen af|ophør ved udgangen af|den 1 i|den første i|d 1 i) "
    r"(?:en |et |den |det )?(?P<span>kalendermåned|måneden|måned|kvartalet|kvartal|kalenderåret|"
    r"kalenderår|året|år))?"
)
_MONTHS = {"m": 1, "k": 3, "å": 12}
_LONGEST = 3 * 366


@dataclass(frozen=True)
class Notice:
    """``day``: the first day that is no longer bound; None where the text is not understood."""

    day: date | None
    understood: bool


def first_day(notice_text: str | None, given_on: date) -> Notice:
    """The first day a new price can bite, when notice is given on ``given_on``.

    Løbende måned + 30 dage, given on 31-03, binds until 30-04: the first free day is 01-05.
    """
    last = _last_day(_text(notice_text), given_on)
    return Notice(None, False) if last is None else Notice(last + timedelta(days=1), True)


def last_day_to_give(notice_text: str | None, expiry: date) -> Notice:
    """The last day notice can be given on, if the agreement shall not bind beyond ``expiry``."""
    text = _text(notice_text)
    if _last_day(text, expiry) is None:
        return Notice(None, False)
    earliest = expiry - timedelta(days=_LONGEST)
    # A later notice never binds for a shorter time, so the last that is in time can be halved to.
    at = bisect_right(
        range(_LONGEST + 1),
        expiry,
        key=lambda days: _last_day(text, earliest + timedelta(days=days)) or date.max,
    )
    return Notice(earliest + timedelta(days=at - 1) if at else None, True)


def _text(notice: str | None) -> str:
    return "" if notice is None or pd.isna(notice) else notice


@cache
def _form(text: str) -> re.Match[str] | None:
    plain = " ".join(re.sub(r"[.,;()]", " ", text.casefold()).split())
    found = _FORM.fullmatch(plain)
    return found if found and any(found[name] for name in ("running", "number")) else None


@cache
def _last_day(text: str, given: date) -> date | None:
    """The last day that is bound."""
    form = _form(text)
    if form is None:
        return None
    day = pd.Timestamp(given)
    if form["running"]:
        day += pd.offsets.MonthEnd(0)
    if form["number"]:
        number = _NUMBERS.get(form["number"]) or int(form["number"])
        unit = form["unit"]
        if unit.startswith(("d", "u")):
            day += pd.Timedelta(days=number * (7 if unit.startswith("u") else 1))
        else:
            months = number * (12 if unit.startswith("å") else 1)
            # From the end of a month, months are counted to the end of a month.
            ends = bool(form["running"])
            day += pd.DateOffset(months=months)
            day += pd.offsets.MonthEnd(0) if ends else pd.Timedelta(0)
    if form["until"]:
        months = _MONTHS[form["span"].removeprefix("kalender")[0]]
        if "udgang" not in form["until"]:
            # To the first of a month binds through the day before it.
            day -= pd.Timedelta(days=1)
        day = _end_of(day, months)
    return day.date()


def _end_of(day: pd.Timestamp, months: int) -> pd.Timestamp:
    """The last day of the month, quarter or year that ``day`` lies in."""
    month = (day.month - 1) // months * months + months
    return pd.Timestamp(day.year, month, 1) + pd.offsets.MonthEnd(0)
