"""Files without keys that are deliveries of one list: there only the newest one counts.

An extract may keep its old copies (a column says which), and a folder may hold last month's
extract beside this month's. Two departments' extracts are two lists, made on different days or
not: both count.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.block import Block
from okonomi.intake.parsed import number_of
from okonomi.intake.rowrules import is_missing
from okonomi.intake.text import Frame, concat, take

_LINE = ("line_id", "case_id", "service", "start")
"""What names a line in every delivery of it."""
_SHARED = 0.5
"""Two files are deliveries of one list when this share of the smaller one's lines is in both."""
_SNAPSHOTS = ("placement", "payment")
"""Tables of which a file is the state of a day, and not what has happened since the last one."""


def supersede_older(blocks: Sequence[Block], file_of: Callable[[int], str]) -> Iterator[Finding]:
    """Set the rows of older deliveries aside, in place. ``blocks`` are of one profile without key.

    The age is the profile's column, or the date in the file's name.
    """
    profile = blocks[0].profile
    by_column = profile.newest.header is not None
    if not by_column and profile.primary.name not in _SNAPSHOTS:
        return
    filled = [block for block in blocks if len(block)]
    tops = {}
    for some in _lists(filled, by_column):
        ages = [block.newest if by_column else _stamped(block) for block in some]
        known = np.concatenate(ages)
        known = known[~np.isnan(known)]
        if not len(known):
            continue
        top = known.max()
        tops[top] = some[0]
        for block, age in zip(some, ages, strict=True):
            older = (age < top) & block.has_class("used") & ~block.skipped
            block.explain(
                np.flatnonzero(older), "superseded",
                "Et nyere udtræk af samme liste er brugt.", "Intet.",
            )  # fmt: skip
        if by_column and (len(some) > 1 or (known < top).any()):
            yield from _ageless(some, ages)
    if by_column and len(tops) > 1:
        names = " og ".join(dict.fromkeys(file_of(block.source) for block in tops.values()))
        yield Finding(
            code="udtraek-fra-flere-dage",
            severity="advarsel",
            text=f"{names} er ikke trukket samme dag (“{profile.newest.header}”) og har næsten "
            "ingen linjer til fælles. De er regnet som hver sin liste, og alle er med.",
            remedy="Er det den samme liste, så fjern den gamle fil.",
        )


def _lists(blocks: Sequence[Block], by_column: bool) -> list[list[Block]]:
    """The blocks by the list they are deliveries of."""
    label = list(range(len(blocks)))
    shared = _shared_lines(blocks) if len(blocks) > 1 else None
    for late, block in enumerate(blocks):
        for early in range(late):
            other = blocks[early]
            if not by_column and other.month != block.month:
                continue
            same = other.origin == block.origin or shared is None or shared[early, late] >= _SHARED
            if same:
                label = [label[early] if mark == label[late] else mark for mark in label]
    groups: dict[int, list[Block]] = {}
    for mark, block in zip(label, blocks, strict=True):
        groups.setdefault(mark, []).append(block)
    return list(groups.values())


def _shared_lines(blocks: Sequence[Block]) -> np.ndarray | None:
    """Per pair of blocks the share of the smaller one's lines that both have; None where the
    files say nothing that names a line."""
    frames = [take(block.frame, block.has_class("used")) for block in blocks]
    lengths = [int(block.has_class("used").sum()) for block in blocks]
    frame = concat(frames)
    names = [name for name in _LINE if name in frame]
    if "case_id" not in names and "line_id" not in names:
        return None
    number = rowhash.groups([frame[name] for name in names], np.arange(sum(lengths)))
    sets = [frozenset(part.tolist()) for part in np.split(number, np.cumsum(lengths)[:-1])]
    share = np.zeros((len(blocks), len(blocks)))
    for late, lines in enumerate(sets):
        for early in range(late):
            smaller = min(len(lines), len(sets[early]))
            share[early, late] = len(lines & sets[early]) / smaller if smaller else 0.0
    return share


def _stamped(block: Block) -> np.ndarray:
    """The age of every row by the date and time in the file's name."""
    age = float(block.stamp.ljust(14, "0")) if block.stamp else np.nan
    return np.full(len(block), age)


def _ageless(blocks: Sequence[Block], ages: Sequence[np.ndarray]) -> Iterator[Finding]:
    count = sum(
        int((np.isnan(age) & block.has_class("used")).sum())
        for block, age in zip(blocks, ages, strict=True)
    )
    if count:
        profile = blocks[0].profile
        yield Finding(
            code="raekker-uden-udtraeksdato",
            severity="advarsel",
            text=f"{number_of(count, 'række', 'rækker')} i {profile.title} har ingen læsbar "
            f"“{profile.newest.header}”, så det ikke kan ses, om de er ældre end de andre. De er "
            "regnet med.",
            remedy=f"Udtræk filen igen med “{profile.newest.header}” udfyldt, eller fjern den "
            "gamle fil.",
        )


def same_line_in_two_files(
    blocks: Sequence[Block], file_of: Callable[[int], str]
) -> Iterator[Finding]:
    """After the rows are judged: lines that two files of one kind tell of differently."""
    table = blocks[0].profile.table("placement")
    if table is None or blocks[0].profile.primary is not table or len(blocks) < 2:
        return
    rows = [np.flatnonzero(block.has_class("used")) for block in blocks]
    frame = concat([take(block.frame, some) for block, some in zip(blocks, rows, strict=True)])
    names = [name for name in _LINE if name in frame]
    if "case_id" not in names:
        return
    source = np.concatenate(
        [np.full(len(some), block.source) for block, some in zip(blocks, rows, strict=True)]
    )
    known = np.flatnonzero(~is_missing(frame["case_id"]))
    if not len(known):
        return
    number = rowhash.groups([frame[name] for name in names], known)
    first = np.empty(number.max() + 1, dtype=source.dtype)
    first[number[::-1]] = source[known][::-1]
    other = source[known] != first[number]
    if not other.any():
        return
    involved = sorted({*source[known][other].tolist(), *first[number[other]].tolist()})
    files = " og ".join(dict.fromkeys(file_of(place) for place in involved))
    count = len(np.unique(number[other]))
    yield Finding(
        code="linje-i-flere-filer",
        severity="fejl",
        text=f"{number_of(count, 'linje', 'linjer')} i {blocks[0].profile.title} står i flere "
        f"filer med samme sag, ydelse og startdag, men med forskelligt indhold, og er regnet med "
        f"fra dem alle: {files}.",
        remedy="Er det to udtræk af den samme liste, så fjern det gamle, eller skriv datoen i "
        "filernes navne, f.eks. 20260331.",
    )


def replaced_by_chance(
    blocks: Sequence[Block], losing: np.ndarray, winning: np.ndarray, file_of: Callable[[int], str]
) -> Iterator[Finding]:
    """Rows (positions over all blocks) replaced by another file's, of which nothing says that it
    is the newer one: the order of names or sheets has decided."""
    ends = np.cumsum([len(block) for block in blocks])
    old, new = (np.searchsorted(ends, rows, "right") for rows in (losing, winning))
    for pair, count in zip(*np.unique(old * len(blocks) + new, return_counts=True), strict=True):
        before, after = (blocks[place] for place in divmod(int(pair), len(blocks)))
        if before is after or (before.month, before.stamp) != (after.month, after.stamp):
            continue
        yield Finding(
            code="nyeste-uvis",
            severity="advarsel",
            text=f"{number_of(int(count), 'række', 'rækker')} i {_place(before, file_of)} er "
            f"afløst af rækker med samme nøgle og andet indhold i {_place(after, file_of)}. "
            "Filernes navne siger ikke, hvilken der er nyest; den, der blev læst sidst, er brugt.",
            remedy="Fjern den gamle fil (eller skjul det gamle ark), eller skriv datoen i filernes "
            "navne, f.eks. 20260331.",
        )


def gone_since(blocks: Sequence[Block], file_of: Callable[[int], str]) -> Iterator[Finding]:
    """After the rows are judged: lines of an older list that the newer one, which repeats most of
    it, has no more. A later file is read as changes, so they still count."""
    profile = blocks[0].profile
    if profile.primary.name != "placement" or profile.prices != "own":
        return
    newest: dict[tuple[tuple[str, str], object], Block] = {}
    for block in blocks:
        if block.stamp:
            newest[block.origin, block.month] = block
    for block in blocks:
        later = newest.get((block.origin, block.month))
        if not block.stamp or later is None or later.stamp == block.stamp:
            continue
        left = int(block.has_class("used").sum())
        again = int((block.has_class("superseded") | block.has_class("duplicate")).sum())
        if left and again >= _SHARED * (left + again):
            yield Finding(
                code="linjer-kun-i-gammel-fil",
                severity="advarsel",
                text=f"{number_of(left, 'række', 'rækker')} i {file_of(block.source)} står ikke i "
                f"{file_of(later.source)} og er regnet med, for en nyere fil læses som ændringer.",
                remedy="Er den nye fil hele listen, så fjern den gamle fra mappen.",
            )


def _place(block: Block, file_of: Callable[[int], str]) -> str:
    sheet = block.origin[1]
    return f"{file_of(block.source)} (arket {sheet})" if sheet else file_of(block.source)


def said_with_less(blocks: Sequence[Block], frame: Frame, rows: np.ndarray) -> np.ndarray:
    """Of the rows (positions over all blocks) those that a file with more columns says too.

    An extract with CPR numbers and the same one without hold the same lines. Only the columns
    that every file has are compared, and a row of the one takes the place of one of the other.
    """
    names = [frozenset(block.frame) for block in blocks if len(block)]
    common = frozenset.intersection(*names) if names else frozenset()
    if all(some == common for some in names):
        return rows[:0]
    width = np.repeat([len(block.frame) for block in blocks], [len(block) for block in blocks])
    source = np.repeat([block.source for block in blocks], [len(block) for block in blocks])
    rows = rows[np.lexsort((rows, -width[rows]))]
    number = rowhash.groups([frame[name] for name in frame if name in common], rows)
    nth = rowhash.occurrence(rowhash.groups([source[rows], number], np.arange(len(rows))))
    return rows[rowhash.repeats(rowhash.groups([number, nth], np.arange(len(rows))))]
