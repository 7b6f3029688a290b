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
from okonomi.intake.repeats import left_out, place_of, unnumbered_twice
from okonomi.intake.rowrules import is_missing
from okonomi.intake.text import concat, take
from okonomi.intake.wholelists import LINE, SHARED, days_of_rows, named, only_changes
from okonomi.period import last_day

_FULL = 20
"""A file with fewer lines is not taken for a full list."""
_AS_LARGE = 0.8
"""A full list has at least this share of the number of lines an older one had."""
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
    tops: dict[object, dict[float, Block]] = {}
    for some in _lists(filled, by_column):
        ages = [block.newest if by_column else _stamped(block) for block in some]
        known = np.concatenate(ages)
        known = known[~np.isnan(known)]
        if not len(known):
            continue
        if by_column:
            yield from days_of_rows(some, ages, file_of)
        top = known.max()
        series = "" if by_column else (some[0].origin, some[0].month)
        tops.setdefault(series, {})[top] = some[0]
        older = [
            (age < top) & block.has_class("used") & ~block.skipped
            for block, age in zip(some, ages, strict=True)
        ]
        yield from only_changes(some, ages, older, file_of)
        newest = [bool((age == top).any()) for age in ages]
        yield from _replaced(some, older, newest, file_of)
        for block, rows in zip(some, older, strict=True):
            block.explain(
                np.flatnonzero(rows), "superseded",
                "Et nyere udtræk af samme liste er brugt.", "Intet.",
            )  # fmt: skip
        if by_column and (len(some) > 1 or (known < top).any()):
            yield from _ageless(some, ages)
    apart = [block for lists in tops.values() if len(lists) > 1 for block in lists.values()]
    if apart:
        names = " og ".join(dict.fromkeys(file_of(block.source) for block in apart))
        day = f"“{profile.newest.header}”" if by_column else "datoen i filernes navne"
        yield Finding(
            code="udtraek-fra-flere-dage",
            severity="advarsel",
            text=f"{names} er ikke trukket samme dag ({day}), og det ses ikke af linjerne, at de "
            "er den samme liste. De er regnet som hver sin liste, og alle er med.",
            remedy="Er det den samme liste, så fjern den gamle fil.",
        )


def _replaced(
    blocks: Sequence[Block],
    older: Sequence[np.ndarray],
    newest: Sequence[bool],
    file_of: Callable[[int], str],
) -> Iterator[Finding]:
    """Before the rows are set aside: files of one list whose ``older`` rows another file
    replaces. A file that is among the ``newest`` only replaces its own old copies."""
    into = [block for block, new in zip(blocks, newest, strict=True) if new]
    gone = [
        (block, rows)
        for block, rows, new in zip(blocks, older, newest, strict=True)
        if rows.any() and not new
    ]
    if not gone:
        return
    whole = any((rows == block.has_class("used") & ~block.skipped).all() for block, rows in gone)
    count = sum(int(rows.sum()) for _, rows in gone)
    old, new = (
        " og ".join(dict.fromkeys(place_of(block, file_of) for block in some))
        for some in ([block for block, _ in gone], into)
    )
    yield Finding(
        code="aeldre-udtraek-afloest",
        severity="advarsel" if whole else "oplysning",
        text=f"{number_of(count, 'række', 'rækker')} i {old} er afløst af {new}.",
        remedy="Er det udtræk af den samme liste, så fjern det gamle fra mappen. Er den nye fil "
        "kun ændringer eller en anden liste, så udtræk hele listen i én fil.",
    )


def _lists(blocks: Sequence[Block], by_column: bool) -> list[list[Block]]:
    """The blocks by the list they are deliveries of."""
    label = list(range(len(blocks)))
    shared = _shared_lines(blocks) if len(blocks) > 1 else np.empty((0, 0))
    for late, block in enumerate(blocks):
        for early in range(late):
            other = blocks[early]
            if not by_column and other.month != block.month:
                continue
            share = shared[early, late]
            if other.origin == block.origin if np.isnan(share) else share >= SHARED:
                label = [label[early] if mark == label[late] else mark for mark in label]
    groups: dict[int, list[Block]] = {}
    for mark, block in zip(label, blocks, strict=True):
        groups.setdefault(mark, []).append(block)
    return list(groups.values())


def _shared_lines(blocks: Sequence[Block]) -> np.ndarray:
    """Per pair of blocks the share of the smaller one's lines that both have; NaN where one of
    them says nothing that names a line."""
    share = np.full((len(blocks), len(blocks)), np.nan)
    rows = [np.flatnonzero(block.has_class("used")) for block in blocks]
    frame = concat([take(block.frame, some) for block, some in zip(blocks, rows, strict=True)])
    which = np.repeat(np.arange(len(blocks)), [len(some) for some in rows])
    known = np.flatnonzero(named(frame, len(which)))
    if not len(known):
        return share
    number = rowhash.groups([frame[name] for name in LINE if name in frame], known)
    sets = [frozenset(number[which[known] == place].tolist()) for place in range(len(blocks))]
    for late, lines in enumerate(sets):
        for early in range(late):
            smaller = min(len(lines), len(sets[early]))
            if smaller:
                share[early, late] = len(lines & sets[early]) / smaller
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
    """After the rows are judged: rows left out because a file with more columns says them, and
    lines that two files of one kind tell of differently."""
    yield from left_out(blocks, file_of)
    yield from unnumbered_twice(blocks, file_of)
    table = blocks[0].profile.table("placement")
    if table is None or blocks[0].profile.primary is not table or len(blocks) < 2:
        return
    rows = [np.flatnonzero(block.has_class("used")) for block in blocks]
    frame = concat([take(block.frame, some) for block, some in zip(blocks, rows, strict=True)])
    names = [name for name in LINE if name in frame]
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
            text=f"{number_of(int(count), 'række', 'rækker')} i {place_of(before, file_of)} er "
            f"afløst af rækker med samme nøgle og andet indhold i {place_of(after, file_of)}. "
            "Filernes navne siger ikke, hvilken der er nyest; den, der blev læst sidst, er brugt.",
            remedy="Fjern den gamle fil (eller skjul det gamle ark), eller skriv datoen i filernes "
            "navne, f.eks. 20260331.",
        )


def gone_since(blocks: Sequence[Block], file_of: Callable[[int], str]) -> Iterator[Finding]:
    """After the rows are judged: lines of an older list that a newer full one, which repeats most
    of it, has no more. A later file is read as changes, so they still count."""
    profile = blocks[0].profile
    if profile.primary.name != "placement" or profile.prices != "own":
        return
    for place, block in enumerate(blocks):
        later = [
            other
            for other in blocks[place + 1 :]
            if other.month == block.month
            and _may_be_next(block, other)
            and len(other) >= max(_FULL, _AS_LARGE * len(block))
            and profile.key[0] in other.frame
        ]
        if not later:
            continue
        again = _keys_in(block, later[-1])
        left = int((block.has_class("used") & ~again & ~_ended(block)).sum())
        if left and again.sum() >= SHARED * (left + again.sum()):
            yield Finding(
                code="linjer-kun-i-gammel-fil",
                severity="advarsel",
                text=f"{number_of(left, 'række', 'rækker')} i {place_of(block, file_of)} står ikke "
                f"i {place_of(later[-1], file_of)} og er regnet med, for en nyere fil læses som "
                "ændringer.",
                remedy="Er den nye fil (eller det nye ark) hele listen, så fjern den gamle fra "
                "mappen (eller skjul det gamle ark).",
            )


def _ended(block: Block) -> np.ndarray:
    """True per row whose last day is not after the month: a new list may well do without it."""
    end = block.frame.get("end")
    if not isinstance(end, np.ndarray):
        return np.zeros(len(block), dtype=bool)
    return end <= np.datetime64(last_day(block.month), "s")


def _may_be_next(block: Block, other: Block) -> bool:
    """Whether a block read later may be the next delivery of the same list: by the day in its
    name, or one of several files or sheets without a day that use the same ids for the same."""
    if block.stamp or other.stamp:
        return other.origin == block.origin and "" < block.stamp < other.stamp
    return not block.id_prefix


def _keys_in(block: Block, other: Block) -> np.ndarray:
    """True per row of a block whose key the other block has too."""
    frame = concat([block.frame, other.frame])
    columns = [frame[name] for name in block.profile.key if name in frame]
    number = rowhash.groups(columns, np.arange(len(block) + len(other)))
    known = ~is_missing(columns[0])
    here, there = number[: len(block)], number[len(block) :][known[len(block) :]]
    return known[: len(block)] & np.isin(here, there)
