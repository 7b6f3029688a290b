"""Rows of a file that carry no data of their own: totals, captions and repeated headings."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake.coded import BLANKS, Coded, RawTable
from okonomi.intake.profile import wildcard

TOTAL_WORDS = (
    "i alt", "i alt:", "ialt", "total", "total:", "totalt", "sum", "sum:", "subtotal", "hovedtotal",
    "grand total", "samlet", "samlet sum",
)  # fmt: skip
"""A cell that says nothing else is the label of a total."""
TOTAL_PHRASES = ("i alt *", "* i alt", "ialt *", "total *", "* total", "sum *", "subtotal *")
"""Labels that also name what is summed; they count only where the row lacks what a row needs."""

_LETTER = r"\pL"
_DATED = r"^\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b"
_YEAR = r"^\s*(?:19|20)\d\d(?:[.,]0)?\s*$"
_LONGEST_LABEL = 60


def total_rows(
    raw: RawTable, needed: Sequence[str], numbers: Sequence[str], words: Sequence[str] = ()
) -> np.ndarray:
    """True per data row that is a total.

    ``needed`` are the columns every real row fills. A row that lacks one of them, or has the
    label of a total there, is a total when some cell is such a label; but where one of them holds
    a date, only when the label stands in one of them: a provider may be called Total Care. A row
    where only ``numbers`` columns are filled, and no year, is a total, too. ``words`` are further
    labels (``*`` allowed).
    """
    sure = [wildcard(word) for word in (*TOTAL_WORDS, *words)]
    either = [*sure, *(wildcard(phrase) for phrase in TOTAL_PHRASES)]
    labelled = np.zeros(len(raw), dtype=bool)
    lacking = np.zeros(len(raw), dtype=bool)
    dated, of_year = np.zeros(len(raw), dtype=bool), np.zeros(len(raw), dtype=bool)
    for header in needed:
        column = raw.columns[header]
        labelled |= _labels(column, either)
        # Among codes, such as functions, also "Børn og unge i alt" is no code.
        blank = column.blank()
        if header not in numbers:
            dated |= column.match(_DATED)
        elif (years := column.match(_YEAR)).sum() > 0.5 * (~blank).sum():
            of_year |= years
        coded = column.match(r"\d").sum() > 0.5 * (~blank).sum()
        lacking |= blank | _labels(column, either if coded else sure)
    rows = np.flatnonzero(lacking)
    if not len(rows):
        return lacking
    filled = np.zeros(len(rows), dtype=bool)
    only_numbers = ~of_year[rows]
    for header in raw.header:
        column = raw.columns[header].only(rows)
        labelled[rows] |= _labels(column, either) & ~dated[rows]
        blank = column.blank()
        if header in numbers:
            filled |= ~blank
        else:
            only_numbers &= blank
    total = np.zeros(len(raw), dtype=bool)
    total[rows] = labelled[rows] | (only_numbers & filled)
    return total


def repeated_headings(raw: RawTable, headers: Sequence[str]) -> np.ndarray:
    """True per data row that says the headings again (as a new page of a printed list does)."""
    same = np.zeros(len(raw), dtype=np.int64)
    for header in headers:
        words = r"\s+".join(r"\Q" + word + r"\E" for word in header.split())
        same += raw.columns[header].match(rf"(?i)^\s*{words}\s*$")
    return same >= 2


def captions(raw: RawTable, needed: Sequence[str]) -> np.ndarray:
    """True per data row whose only filled cell is a text: a line between groups, a footnote."""
    lacking = np.zeros(len(raw), dtype=bool)
    for header in needed:
        lacking |= raw.columns[header].blank()
    rows = np.flatnonzero(lacking)
    caption = np.zeros(len(raw), dtype=bool)
    if not len(rows) or len(raw.header) < 3:
        return caption
    filled = np.zeros(len(rows), dtype=np.int64)
    worded = np.zeros(len(rows), dtype=bool)
    for header in raw.header:
        column = raw.columns[header].only(rows)
        has = ~column.blank()
        filled += has
        worded |= has & column.match(_LETTER)
    caption[rows[(filled == 1) & worded]] = True
    return caption


def _labels(column: Coded, patterns: Sequence[re.Pattern[str]]) -> np.ndarray:
    """True per row whose cell is one of the labels. Long texts are none."""
    texts = pc.utf8_lower(pc.utf8_trim(column.texts(), characters=BLANKS))
    some = "|".join(f"(?:{pattern.pattern})" for pattern in patterns)
    likely: pa.BooleanArray = pc.and_(
        pc.match_substring_regex(texts, rf"^\s*(?:{some})\s*$"),
        pc.less(pc.utf8_length(texts), _LONGEST_LABEL),
    )
    return column.spread(likely.to_numpy(zero_copy_only=False).astype(bool))
