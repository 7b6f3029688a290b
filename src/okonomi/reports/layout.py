"""How wide a table is on paper: the size of its text, the columns' widths, the way of the page.

Measured with the very font the PDF is set in, so that no number is broken or pushed off the page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from okonomi.present import numbers
from okonomi.present.table import Table
from okonomi.present.tables import cells

PORTRAIT_PT = 178 / 25.4 * 72
LANDSCAPE_PT = 265 / 25.4 * 72
SIZES = (7.8, 7.2, 6.7, 6.2)
GUTTER_PT = 18.0
"""Between two tables beside each other (as the template has it)."""
BESIDE_ROWS, _BESIDE_SIZES = 16, (7.8, 7.2)
"""Tables of so few rows stand two and two, where the text can be of one of these sizes."""
INSET_EM = 0.48
"""Empty space on each side of a cell, in units of the text size (as the template has it)."""
GAP_EM = 0.6
"""More of it before a column that begins where a number ends (likewise)."""
_ENOUGH = 0.6
"""The share of the text columns' wishes that makes a size good rather than just possible."""
_TEXT_EM = 26.0
"""A text column is given no more than this before its words wrap."""
_HEAD_EM = 8.0
_HYPHENATED_EM = 9.0
"""A longer word of letters is hyphenated by typst's Danish patterns."""
_UNBREAKABLE = re.compile(r"(?=\S*[^\W\d_]{41}|\S*[\W\d_])\S{19,}")
_PIECE = re.compile(r"[^_./\\-]*[_./\\-]+|[^_./\\-]+")
_LONGEST_PIECE = 18
_LONG_WORD = re.compile(r"[^\w\s]{0,3}[^\W\d_]{19,40}[^\w\s]{0,3}")
"""Letters only, whatever stands around them: typst breaks it between syllables, with a hyphen."""


class Fit(NamedTuple):
    """The text size in pt, each column's width in pt, and whether the page lies down."""

    size: float
    widths: tuple[float, ...]
    landscape: bool


def fit(table: Table, standing: float = PORTRAIT_PT, choices: tuple[float, ...] = SIZES) -> Fit:
    """The largest text, on a standing page if it can be, at which every number fits.

    ``standing`` is the room in pt on such a page, and ``choices`` the sizes to choose from.
    """
    texts = cells(table)
    least: list[float] = []
    wished: list[float] = []
    full: list[float] = []
    gaps = gap_before(table)
    for n, (column, head) in enumerate(
        zip(table.columns, numbers.headings(table.columns)[0], strict=True)
    ):
        body = [row[n] for row in texts]
        word = max(_em(broken(w), bold=True) for w in head.split(" "))
        if column.kind == "text":
            words = [w for text in body for w in broken(text).split(" ")]
            widest = max((_em(text, bold=True) for text in [head, *body]), default=0.0)
            least.append(max([word, *map(_least_em, words)]))
            wished.append(max(least[-1], min(widest, _TEXT_EM)))
            full.append(max(least[-1], widest))
        else:
            # A number never wraps (and totals are bold); a heading wraps at its spaces.
            widest = max((_em(text, bold=True) for text in body), default=0.0)
            least.append(max(word, widest))
            wished.append(max(least[-1], min(_em(head, bold=True), _HEAD_EM)))
            full.append(wished[-1])
        for widths in (least, wished, full):
            widths[-1] += GAP_EM * gaps[n]
    for landscape, room in ((False, standing), (True, LANDSCAPE_PT)):
        sizes = [size for size in choices if _total(least, size) <= room]
        good = [size for size in sizes if _met(least, wished, size, room) >= _ENOUGH]
        for size in good or sizes[-1:]:
            if _total(wished, size) <= room:
                # What room is left keeps texts on one line.
                return Fit(size, _widths(wished, full, size, room), landscape)
            return Fit(size, _widths(least, wished, size, room), landscape)
    size = SIZES[-1] * LANDSCAPE_PT / _total(least, SIZES[-1])
    return Fit(round(size, 2), _widths(least, wished, size, LANDSCAPE_PT), True)


def arranged(tables: Sequence[Table]) -> list[list[tuple[Table, Fit]]]:
    """The tables in their order, in groups to be set together.

    Two that are short and narrow stand beside each other, in one size of text; those that need a
    page that lies down share it; every other is a group of its own.
    """
    groups: list[list[tuple[Table, Fit]]] = []
    left = list(tables)
    while left:
        pair = _beside(left[:2])
        taken = pair or [(left[0], fit(left[0]))]
        if taken[0][1].landscape and groups and groups[-1][0][1].landscape:
            groups[-1] += taken
        else:
            groups.append(taken)
        left = left[len(taken) :]
    return groups


def _beside(two: Sequence[Table]) -> list[tuple[Table, Fit]]:
    """Both with their half of the page, or nothing where they are not fit for it."""
    if len(two) < 2 or max(len(table.frame) for table in two) > BESIDE_ROWS:
        return []
    half = (PORTRAIT_PT - GUTTER_PT) / 2
    for size in _BESIDE_SIZES:
        fits = [fit(table, half, (size,)) for table in two]
        if not any(found.landscape for found in fits):
            return list(zip(two, fits, strict=True))
    return []


def gap_before(table: Table) -> list[bool]:
    """Whether each column is left-aligned right after a right-aligned one."""
    right = [column.numeric for column in table.columns]
    return [before and not here for before, here in zip([False, *right], right, strict=False)]


def _total(ems: list[float], size: float) -> float:
    return sum(em + 2 * INSET_EM for em in ems) * size


def _met(least: list[float], wished: list[float], size: float, room: float) -> float:
    """The share of what the columns wish above their least that the room allows."""
    wanted = _total(wished, size) - _total(least, size)
    return min(1.0, (room - _total(least, size)) / wanted) if wanted else 1.0


def _widths(least: list[float], wished: list[float], size: float, room: float) -> tuple[float, ...]:
    met = max(0.0, _met(least, wished, size, room))
    return tuple(
        round((low + (high - low) * met + 2 * INSET_EM) * size + 0.1, 2)
        for low, high in zip(least, wished, strict=True)
    )


def broken(text: str) -> str:
    """The text with zero-width spaces in what is long and has no syllables to break at.

    A file's name is broken at its dots, strokes and slashes. Of a piece that is itself too long, a
    word keeps its syllables, and only another is cut anywhere.
    """
    return _UNBREAKABLE.sub(
        lambda found: (
            found[0] if _LONG_WORD.fullmatch(found[0]) else "\u200b".join(_pieces(found[0]))
        ),
        text,
    )


def _pieces(word: str) -> list[str]:
    return [
        part
        for piece in _PIECE.findall(word)
        for part in ([piece] if _is_whole(piece) else re.findall(".{1,12}", piece))
    ]


def _is_whole(piece: str) -> bool:
    letters = piece.strip("".join(c for c in piece if not c.isalnum()))
    return len(letters) <= _LONGEST_PIECE or bool(_LONG_WORD.fullmatch(piece))


def _least_em(word: str) -> float:
    """The least room for a word: that of its longest piece, or of a syllable or two of it."""
    pieces = [(piece, _em(piece, bold=True)) for piece in word.split("\u200b")]
    return max(min(w, _HYPHENATED_EM) if _LONG_WORD.fullmatch(p) else w for p, w in pieces)


def _em(text: str, bold: bool = False) -> float:
    """Width in units of the text size; of a breakable word only its longest piece."""
    pieces = text.split("\u200b")
    return max(sum(_advance(char, bold) for char in piece) for piece in pieces)


@cache
def _advance(char: str, bold: bool) -> float:
    font = _font(bold)
    if not font.get_char_index(ord(char)):
        return 1.0
    return float(font.load_char(ord(char)).linearHoriAdvance) / 65536 / 100


@cache
def _font(bold: bool) -> Any:
    from matplotlib.ft2font import FT2Font

    font = FT2Font(str(font_folder() / ("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf")))
    font.set_size(100, 72)
    return font


def font_folder() -> Path:
    """The fonts that come with matplotlib: the same on every machine."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"
