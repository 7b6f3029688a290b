"""Rows that two files of one kind both say, the one with more columns than the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.block import Block
from okonomi.intake.parsed import number_of
from okonomi.intake.rowrules import is_missing
from okonomi.intake.text import Frame, concat, take

_MOST = 0.5
"""Two files are one extract when this share of the one's rows stands in the other."""
_CHANCE = 2
"""So many postings of two files may be of the same day, account and amount by chance."""
_FEWER_COLUMNS = "Står også i en fil med flere kolonner, som er samme udtræk."


def place_of(block: Block, file_of: Callable[[int], str]) -> str:
    """The file, and the sheet where it has several, for messages."""
    sheet = block.origin[1]
    return f"{file_of(block.source)} (arket {sheet})" if sheet else file_of(block.source)


def left_out(blocks: Sequence[Block], file_of: Callable[[int], str]) -> Iterator[Finding]:
    """Rows that ``said_with_less`` has left out, told per file."""
    for block in blocks:
        count = sum(len(some.rows) for some in block.explained if some.reason == _FEWER_COLUMNS)
        if count:
            yield Finding(
                code="samme-udtraek-faerre-kolonner",
                severity="oplysning",
                text=f"{number_of(count, 'række', 'rækker')} i {place_of(block, file_of)} er ikke "
                "regnet med, for de står også i en fil med flere kolonner, som er samme udtræk.",
                remedy="Er det to forskellige udtræk, så udtræk begge med de samme kolonner.",
            )


def unnumbered_twice(blocks: Sequence[Block], file_of: Callable[[int], str]) -> Iterator[Finding]:
    """After the rows are judged: postings without a voucher that another file seems to hold too.

    Two of them may be of the same day and amount, so both count; but not where it is most of a
    file, and nobody is told.
    """
    if blocks[0].profile.primary.name != "posting":
        return
    for late, block in enumerate(blocks):
        for other in blocks[:late]:
            count, fewest = _alike(block, other)
            if count > _CHANCE and count >= _MOST * fewest:
                yield Finding(
                    code="posteringer-maaske-dobbelt",
                    severity="fejl",
                    text=f"{number_of(count, 'række', 'rækker')} i {place_of(block, file_of)} "
                    f"siger det samme som rækker i {place_of(other, file_of)}, men uden "
                    "bilagsnummer kan det ikke ses, om det er de samme posteringer. De er regnet "
                    "med fra begge.",
                    remedy="Er det to udtræk af de samme posteringer, så fjern det ene; udtræk "
                    "ellers begge med bilagsnummer.",
                )


def _alike(block: Block, other: Block) -> tuple[int, int]:
    """How many rows in use both files say, of those that a voucher does not tell apart, and how
    many the file with fewest has."""
    pair = [block, other]
    names = [n for n in block.frame if n in other.frame and n not in ("voucher", "text")]
    if not {"date", "amount_oere"}.issubset(names):
        return 0, 0
    rows = [np.flatnonzero(some.has_class("used")) for some in pair]
    unnumbered = [
        is_missing(some.frame["voucher"])[here] if "voucher" in some.frame else here >= 0
        for some, here in zip(pair, rows, strict=True)
    ]
    if not any(some.any() for some in unnumbered):
        return 0, 0
    frames = [take(some.frame, here) for some, here in zip(pair, rows, strict=True)]
    frame = concat([{name: one[name] for name in names} for one in frames])
    which = np.repeat([0, 1], [len(some) for some in rows])
    number = rowhash.groups(list(frame.values()), np.arange(len(which)))
    nth = rowhash.occurrence(rowhash.groups([which, number], np.arange(len(which))))
    both = rowhash.groups([number, nth], np.arange(len(which)))
    loose = np.zeros(both.max(initial=-1) + 1, dtype=bool)
    loose[both[np.concatenate(unnumbered)]] = True
    count = int((rowhash.repeats(both) & loose[both]).sum())
    return count, min(len(some) for some in rows)


def said_with_less(blocks: Sequence[Block], frame: Frame, rows: np.ndarray) -> np.ndarray:
    """Of the rows (positions over all blocks) those that a file with more columns says too.

    An extract with CPR numbers and the same one without hold the same lines. Only the columns
    that every file has are compared, and a row of the one takes the place of one of the other –
    where most of a file's rows are repeats: two lists may well agree on a few. A posting without
    a voucher is never compared, for two of them may be of the same day and amount.
    """
    names = [frozenset(block.frame) for block in blocks if len(block)]
    common = frozenset.intersection(*names) if names else frozenset()
    if all(some == common for some in names):
        return rows[:0]
    if blocks[0].profile.primary.name == "posting":
        if "voucher" not in common:
            return rows[:0]
        rows = rows[~is_missing(frame["voucher"])[rows]]
    lengths = [len(block) for block in blocks]
    width = np.repeat([len(block.frame) for block in blocks], lengths)
    which = np.repeat(np.arange(len(blocks)), lengths)
    source = np.repeat([block.source for block in blocks], lengths)
    rows = rows[np.lexsort((rows, -width[rows]))]
    number = rowhash.groups([frame[name] for name in frame if name in common], rows)
    nth = rowhash.occurrence(rowhash.groups([source[rows], number], np.arange(len(rows))))
    again = rows[rowhash.repeats(rowhash.groups([number, nth], np.arange(len(rows))))]
    less = [rows[:0]]
    for place, block in enumerate(blocks):
        gone = again[which[again] == place]
        if len(gone) and len(gone) >= _MOST * (which[rows] == place).sum():
            block.explain(gone - sum(lengths[:place]), "duplicate", _FEWER_COLUMNS, "Intet.")
            less.append(gone)
    return np.concatenate(less)
