"""What becomes of each row of one family of files: used, draft, superseded, duplicate or error.

A family is every file that says something about the same rows: one system's overlapping
deltas, or the same export twice. The rows of all its files are judged together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.block import CODE, Block
from okonomi.intake.deliveries import (
    gone_since,
    replaced_by_chance,
    same_line_in_two_files,
    supersede_older,
)
from okonomi.intake.parentrows import parent_rows
from okonomi.intake.parsed import number_of
from okonomi.intake.repeats import said_with_less
from okonomi.intake.rowrules import is_missing
from okonomi.intake.samekey import list_name, lists, same_things
from okonomi.intake.text import Frame, Text, concat


def classify(blocks: Sequence[Block], file_of: Callable[[int], str]) -> list[Finding]:
    """Set ``row_class`` of every row of the family's blocks (in reading order: oldest first).

    The newest row of a key counts: highest ``newest`` value, then latest file, then latest line.
    Older ones are superseded, or duplicates where they say the very same; in lines of another
    list only where they are the same thing (see ``samekey``). A row with a fault replaces none
    without: the older one still counts, with a Finding – but not where the newer says that the
    line has ended. Without a key a row equal to an earlier one is a duplicate, and only the newest
    delivery of a list counts (see ``deliveries``). A kladde is a draft whatever else is wrong with
    it. ``file_of`` names a source.
    """
    profile = blocks[0].profile
    findings: list[Finding] = []
    if not profile.key:
        findings += supersede_older(blocks, file_of)
    row_class = np.concatenate([block.row_class for block in blocks])
    faulty = np.concatenate([block.faulty() for block in blocks])
    skipped = np.concatenate([block.skipped for block in blocks])
    frame = concat([block.frame for block in blocks])
    if profile.primary.name == "budget":
        parents = parent_rows(frame, row_class == CODE["used"])
        row_class[parents] = CODE["total"]
    open_rows = np.flatnonzero(row_class == CODE["used"])
    if profile.key:
        useless = faulty & ~skipped & ~np.concatenate([block.closed for block in blocks])
        findings += _by_key(blocks, frame, row_class, open_rows, faulty, useless, file_of)
    left = open_rows[row_class[open_rows] == CODE["used"]]
    row_class[left[faulty[left]]] = CODE["error"]
    row_class[open_rows[skipped[open_rows]]] = CODE["draft"]
    if not profile.key or profile.rows_per_key == "many":
        fine = open_rows[~faulty[open_rows] & (row_class[open_rows] <= CODE["draft"])]
        findings += _repeated(blocks, frame, row_class, fine)
    _hand_back(blocks, row_class)
    after = gone_since if profile.key else same_line_in_two_files
    return [*findings, *after(blocks, file_of)]


def _by_key(
    blocks: Sequence[Block],
    frame: Frame,
    row_class: np.ndarray,
    open_rows: np.ndarray,
    faulty: np.ndarray,
    useless: np.ndarray,
    file_of: Callable[[int], str],
) -> list[Finding]:
    profile = blocks[0].profile
    key = [frame[name] for name in profile.key if name in frame]
    # The first column of the key must be there; where a later one is missing in both, it agrees.
    rows = open_rows[~is_missing(key[0])[open_rows]] if key else open_rows[:0]
    if not len(rows):
        return []
    number = rowhash.groups(key, rows)
    if number.max() + 1 == len(rows):
        return []
    findings: list[Finding] = []
    if profile.primary.name == "placement":
        things = same_things(frame, rows, number, lists(blocks)[rows])
        if things is not None:
            findings = [_apart(blocks, number, things, rows)]
            number = things
    newest = np.concatenate([block.newest for block in blocks])[rows]
    many = profile.rows_per_key == "many"
    rank = _rank(newest)
    # A row with a fault wins only where no other has the key.
    best = _highest(number, rank if many else rank - len(rank) * useless[rows])
    winner = rows[best]
    loses = rows != winner[number]
    if many:
        source = _sources(blocks)
        loses &= source[rows] != source[winner[number]]
    else:
        passed = useless[rows] & (rank > rank[best][number])
        loses &= ~passed
        findings += _passed(blocks, rows[passed], winner[number][passed])
    losing, winning = rows[loses], winner[number][loses]
    same = _equal(frame, losing, winning) & ~faulty[losing] & ~faulty[winning]
    row_class[losing] = np.where(same, CODE["duplicate"], CODE["superseded"])
    _first_said(row_class, losing[same], winning[same], _sources(blocks))
    if profile.newest.header is None:
        findings += replaced_by_chance(blocks, losing[~same], winning[~same], file_of)
    if profile.rows_per_key == "many":
        return findings
    losing, winning, age = losing[~same], winning[~same], newest[loses][~same]
    findings += _tied(blocks, losing, winning, age)
    return [*findings, *_shared(blocks, frame, losing, winning)]


def _rank(newest: np.ndarray) -> np.ndarray:
    """The place of every row from the oldest: unknown age first, then by age, then as read."""
    order = np.lexsort((np.arange(len(newest)), np.nan_to_num(newest, nan=-np.inf)))
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank


def _highest(number: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """Per group the position of its entry with the highest rank."""
    order = np.lexsort((rank, number))
    return order[np.r_[number[order][1:] != number[order][:-1], True]]


def _passed(blocks: Sequence[Block], faulty: np.ndarray, used: np.ndarray) -> list[Finding]:
    """Rows with a fault that are newer than the row with their key that counts."""
    if not len(faulty):
        return []
    line = np.concatenate([block.line for block in blocks])
    return [
        Finding(
            code="nyere-raekke-fejl",
            severity="advarsel",
            text=f"{number_of(len(faulty), 'række', 'rækker')} i {blocks[0].profile.title} har "
            "fejl og kan ikke bruges. En ældre række med samme nøgle er regnet med i stedet.",
            remedy="Ret den nyeste række i kilden; den står blandt de rækker, der er sat til side.",
            rows=pd.DataFrame({"linje": line[faulty], "linje_brugt": line[used]}),
        )
    ]


def _apart(
    blocks: Sequence[Block], number: np.ndarray, things: np.ndarray, rows: np.ndarray
) -> Finding:
    """Lists that use the same ids for different things: their blocks are to tell ids apart."""
    clashing = np.unique(number[_several(number, things)])
    hit = np.isin(number, clashing)
    of_list = lists(blocks)
    involved = np.unique(of_list[rows[hit]])
    start = 0
    for block in blocks:
        if len(block) and of_list[start] in involved:
            block.id_prefix = list_name(block, blocks)
        start += len(block)
    title = blocks[0].profile.title
    names = " og ".join(sorted({block.id_prefix for block in blocks if block.id_prefix}))
    return Finding(
        code="noegle-deles",
        severity="advarsel",
        text=f"{number_of(len(clashing), 'nøgle', 'nøgler')} i {title} bruges i flere lister "
        f"({names}) om forskellige sager eller borgere. Alle rækkerne er regnet med, og listens "
        "navn er sat foran linjernes id.",
        remedy="Er det samme linje på en ny sag, så fjern den gamle række; ellers giv listerne "
        "hver sine numre.",
        rows=pd.DataFrame({"linje": np.concatenate([b.line for b in blocks])[rows[hit]]}),
    )


def _several(number: np.ndarray, things: np.ndarray) -> np.ndarray:
    """True per row whose key (``number``) names more than one thing."""
    first = np.full(number.max() + 1, -1, dtype=np.int64)
    first[number[::-1]] = things[::-1]
    differs = np.zeros(number.max() + 1, dtype=bool)
    differs[number[things != first[number]]] = True
    return differs[number]


def _shared(
    blocks: Sequence[Block], frame: Frame, losing: np.ndarray, winning: np.ndarray
) -> list[Finding]:
    """Rows replaced, in one list, by a row of another case or citizen."""
    other = np.zeros(len(losing), dtype=bool)
    for column in ("case_id", "person_id"):
        if column in frame:
            other |= ~_equal({column: frame[column]}, losing, winning)
    if not other.any():
        return []
    return [
        Finding(
            code="noegle-deles",
            severity="fejl",
            text=f"{number_of(int(other.sum()), 'række', 'rækker')} i {blocks[0].profile.title} er "
            "afløst af en række med samme nøgle, men på en anden sag eller borger, og er ikke "
            "regnet med.",
            remedy="Er det to forskellige linjer, så giv dem hver sit nummer i kilden.",
        )
    ]


def _first_said(
    row_class: np.ndarray, losing: np.ndarray, winning: np.ndarray, source: np.ndarray
) -> None:
    """Of equal rows in the winner's own file the first one is used: the later ones repeat it."""
    here = source[losing] == source[winning]
    winners, place = np.unique(winning[here], return_index=True)
    row_class[winners] = CODE["duplicate"]
    row_class[losing[here][place]] = CODE["used"]  # rows ascend: the first place is the earliest


def _tied(
    blocks: Sequence[Block], losing: np.ndarray, winning: np.ndarray, age: np.ndarray
) -> list[Finding]:
    """Two different rows of one file with the same key and age: the later line was chosen."""
    source = _sources(blocks)
    newest = np.concatenate([block.newest for block in blocks])
    equal_age = (newest[winning] == age) | (np.isnan(newest[winning]) & np.isnan(age))
    tied = (source[losing] == source[winning]) & equal_age
    if not tied.any():
        return []
    names = ", ".join(dict.fromkeys(blocks[0].header(name) for name in blocks[0].profile.key))
    return [
        Finding(
            code="samme-noegle",
            severity="advarsel",
            text=f"{number_of(int(tied.sum()), 'række', 'rækker')} i {blocks[0].profile.title} har "
            f"samme nøgle ({names}) som en senere linje i samme fil, men siger noget andet. Den "
            "seneste linje er brugt.",
            remedy="Se efter i kildesystemet, hvilken af rækkerne der gælder.",
        )
    ]


def _repeated(
    blocks: Sequence[Block], frame: Frame, row_class: np.ndarray, rows: np.ndarray
) -> list[Finding]:
    if not len(rows):
        return []
    profile = blocks[0].profile
    voucher = frame.get("voucher")
    if isinstance(voucher, Text):  # a workbook takes the zeros that a text file keeps
        frame = {**frame, "voucher": voucher.map(lambda text: text.lstrip("0") or text)}
    number = rowhash.groups(frame.values(), rows)
    if profile.repeated_rows == "duplicate":
        again = rowhash.repeats(number)
        row_class[rows[again]] = CODE["duplicate"]
        if not profile.key:
            row_class[said_with_less(blocks, frame, rows[~again])] = CODE["duplicate"]
        return []
    if not profile.key:
        less = said_with_less(blocks, frame, rows)
        row_class[less] = CODE["duplicate"]
        rows, number = (some[~np.isin(rows, less)] for some in (rows, number))
    if number.max(initial=-1) + 1 == len(rows):
        return []
    # Equal rows of one file all count; the same rows in a second file count once.
    source = _sources(blocks)[rows]
    within = rowhash.groups([source, number], np.arange(len(rows)))
    nth = rowhash.occurrence(within)
    pair = rowhash.groups([number, nth], np.arange(len(rows)))
    again = rowhash.repeats(pair)
    row_class[rows[again]] = CODE["duplicate"]
    kept = int(((nth > 0) & ~again).sum())
    if not kept:
        return []
    return [
        Finding(
            code="ens-raekker",
            severity="oplysning",
            text=f"{number_of(kept, 'række', 'rækker')} i {profile.title} er helt ens med en anden "
            "række i samme fil og er regnet med.",
            remedy="Se efter, om nogle af dem er bogført to gange.",
        )
    ]


def _sources(blocks: Sequence[Block]) -> np.ndarray:
    return np.concatenate([np.full(len(block), block.source) for block in blocks])


def _equal(frame: Frame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """True where two rows say the same in every column."""
    same = np.ones(len(left), dtype=bool)
    if not len(left):
        return same
    both = np.concatenate([left, right])
    for column in frame.values():
        number = rowhash.groups([column], both)
        same &= number[: len(left)] == number[len(left) :]
    return same


def _hand_back(blocks: Sequence[Block], row_class: np.ndarray) -> None:
    start = 0
    for block in blocks:
        block.row_class = row_class[start : start + len(block)]
        start += len(block)
