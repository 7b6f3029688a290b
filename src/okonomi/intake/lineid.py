"""Line ids for exports that have none: made of what the line is and when it began.

Rows that say the same service in the same case, whose intervals adjoin, are one line in several
price intervals: they get one id, so that an expected change replaces all of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.intake import rowhash
from okonomi.intake.text import Frame, Text

SAME_LINE = ("provider", "tilbud", "status", "line_kind")
"""What must also agree, beside what the profile names, for adjoining rows to be one line."""
_RANKED_BY = ("price_kr", "quantity")
_DAY = np.timedelta64(1, "D")


def made_ids(frame: Frame, made_of: Sequence[str]) -> Text:
    """One id per row: the values of ``made_of``, the line's first day, and a number if needed.

    The number orders lines that share all that by price and quantity, so that the ids do not
    depend on the order of the rows in the file.
    """
    start = np.asarray(frame["start"])
    rows = np.arange(len(start))
    same = [frame[name] for name in dict.fromkeys((*made_of, *SAME_LINE)) if name in frame]
    line = rowhash.groups(same, rows)
    first = _first_row(line, start, np.asarray(frame["end"]), _once(frame))
    heads = np.flatnonzero(first == rows)
    parts = [part.take(heads) for name in made_of if isinstance(part := frame[name], Text)]
    texts = _joined(parts, start[heads])
    place = np.empty(len(rows), dtype=np.int32)
    place[heads] = np.arange(len(heads), dtype=np.int32)
    number = _same_text(parts, start[heads], texts)
    if number.max(initial=-1) + 1 == len(texts):
        return Text(place[first], texts, unique=True)
    return Text(place[first], _numbered(texts, _ranks(frame, number, heads)), unique=True)


def _first_row(
    line: np.ndarray, start: np.ndarray, end: np.ndarray, once: np.ndarray
) -> np.ndarray:
    """For each row the first row of its chain of adjoining rows."""
    rows = np.arange(len(line))
    several = np.bincount(line)[line] > 1
    ends = rows[several & ~np.isnat(end) & ~once]
    starts = rows[several & ~once]
    # The n-th row that starts on a day follows the n-th row of the line that ends the day before.
    day = np.concatenate([start[starts], end[ends] + _DAY])
    meeting = rowhash.groups([np.concatenate([line[starts], line[ends]]), day], np.arange(len(day)))
    nth = np.concatenate(
        [rowhash.occurrence(meeting[: len(starts)]), rowhash.occurrence(meeting[len(starts) :])]
    )
    place = rowhash.groups([meeting, nth], np.arange(len(day)))
    ending = np.full(place.max() + 1 if len(place) else 0, -1)
    ending[place[len(starts) :]] = ends
    before = rows.copy()
    follows = ending[place[: len(starts)]]
    before[starts] = np.where(follows >= 0, follows, starts)
    while True:
        further = before[before]
        if (further == before).all():
            return before
        before = further


def _once(frame: Frame) -> np.ndarray:
    frequency = frame.get("frequency")
    if isinstance(frequency, Text):
        return frequency.equals("engang")
    return np.zeros(len(np.asarray(frame["start"])), dtype=bool)


def _joined(parts: Sequence[Text], begins: np.ndarray) -> pa.StringArray:
    days, distinct = pd.factorize(begins)
    written = pa.array(pd.DatetimeIndex(distinct).strftime("%Y%m%d").tolist(), pa.string())
    return pc.binary_join_element_wise(
        *(part.texts() for part in parts), written.take(pa.array(days)), "/",
        null_handling="replace", null_replacement="?",
    )  # fmt: skip


def _same_text(parts: Sequence[Text], begins: np.ndarray, texts: pa.StringArray) -> np.ndarray:
    """A number per joined text, equal where the texts are."""
    if any(pc.any(pc.match_substring(part.values, "/")).as_py() for part in parts):
        return Text.of(texts).codes  # a/b and c is not a and b/c, but joined they look the same
    return rowhash.groups([*parts, begins], np.arange(len(texts)))


def _ranks(frame: Frame, number: np.ndarray, heads: np.ndarray) -> np.ndarray:
    """0 for the first line of an id (``number``), 1 for the next …; one entry per line's head."""
    rank = np.zeros(len(heads), dtype=np.int64)
    shared = np.flatnonzero(np.bincount(number)[number] > 1)
    ranked = [np.asarray(frame[name])[heads[shared]] for name in _RANKED_BY if name in frame]
    order = shared[np.lexsort((shared, *reversed(ranked), number[shared]))]
    rank[order] = rowhash.occurrence(number[order])
    return rank


def _numbered(texts: pa.StringArray, rank: np.ndarray) -> pa.StringArray:
    """``…/2`` for the second line of an id, and so on; no text stands twice."""
    again = pa.array(rank > 0)
    numbers = pa.array(np.char.add("/", (rank[rank > 0] + 1).astype(str)), pa.string())
    more = pc.binary_join_element_wise(texts.filter(again), numbers, "")
    while pc.any(pc.is_in(texts, value_set=more)).as_py():  # a service may be called “…/2”
        more = pc.binary_join_element_wise(more, numbers, "")
    return pc.replace_with_mask(texts, again, more)
