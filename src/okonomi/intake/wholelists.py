"""What the lines of a delivery tell of it: a whole list, changes to one, or no copy at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.block import Block
from okonomi.intake.parsed import number_of
from okonomi.intake.repeats import place_of
from okonomi.intake.rowrules import is_missing
from okonomi.intake.text import Frame, Values, concat, take

LINE = ("line_id", "case_id", "service", "start")
"""What names a line in every delivery of it."""
SHARED = 0.5
"""Two files are deliveries of one list when this share of the smaller one's lines is in both."""


def days_of_rows(
    blocks: Sequence[Block], ages: list[np.ndarray], file_of: Callable[[int], str]
) -> Iterator[Finding]:
    """Files with several days of which none repeats another's lines: no old copies, but a day of
    each row. Then the whole file is as old as its newest row, in place."""
    for place, (block, age) in enumerate(zip(blocks, ages, strict=True)):
        rows = np.flatnonzero(block.has_class("used") & ~np.isnan(age))
        days = np.unique(age[rows])
        number = line_numbers(block.frame, rows) if len(days) > 1 else None
        if number is None:
            continue
        new = age[rows] == days[-1]
        late, early = np.unique(number[new]), np.unique(number[~new])
        both = np.intersect1d(late, early, assume_unique=True)
        if len(both) >= SHARED * min(len(late), len(early)):
            continue
        ages[place] = np.where(np.isnan(age), np.nan, days[-1])
        column = block.profile.newest.header
        yield Finding(
            code="dag-pr-raekke",
            severity="advarsel",
            text=f"Kolonnen “{column}” i {place_of(block, file_of)} har {len(days)} forskellige "
            "dage, men linjerne er ikke gentaget fra dag til dag. Rækkerne er altså ikke gamle "
            "udgaver af hinanden, og alle er regnet med.",
            remedy="Er nogle af rækkerne fra et gammelt udtræk, så udtræk filen igen.",
        )


def only_changes(
    blocks: Sequence[Block],
    ages: Sequence[np.ndarray],
    older: list[np.ndarray],
    file_of: Callable[[int], str],
) -> Iterator[Finding]:
    """Where the newest delivery is far shorter than an older one, it is no whole list: of the
    ``older`` rows only those whose case a newer delivery tells of are left to set aside; the
    citizen stands for a case that is lacking."""
    if not any(some.any() for some in older):
        return
    rows = [np.flatnonzero(block.has_class("used") & ~block.skipped) for block in blocks]
    frame = concat([take(block.frame, some) for block, some in zip(blocks, rows, strict=True)])
    every = np.arange(sum(len(some) for some in rows))
    number = line_numbers(frame, every)
    if number is None or "case_id" not in frame:
        return
    age = np.concatenate([of[some] for of, some in zip(ages, rows, strict=True)])
    lines = {day: len(np.unique(number[age == day])) for day in np.unique(age[~np.isnan(age)])}
    top = max(lines)
    most = max((count for day, count in lines.items() if day < top), default=0)
    if lines[top] >= SHARED * most:
        return
    lacking = is_missing(frame["case_id"])
    newest = np.where(lacking, -np.inf, _newest(frame["case_id"], age))
    if "person_id" in frame:  # where the case is lacking on either side
        known = ~is_missing(frame["person_id"])
        of_all = _newest(frame["person_id"], age)
        of_lacking = _newest(frame["person_id"], np.where(lacking, age, np.nan))
        newest = np.fmax(newest, np.where(known, np.where(lacking, of_all, of_lacking), -np.inf))
    stays = age >= newest
    at, kept = 0, 0
    for place, some in enumerate(rows):
        here = some[stays[at : at + len(some)]]
        kept += int(older[place][here].sum())
        older[place][here] = False
        at += len(some)
    files = [
        " og ".join(
            dict.fromkeys(
                place_of(block, file_of)
                for block, of in zip(blocks, ages, strict=True)
                if (of == top).any() == is_new and len(block)
            )
        )
        for is_new in (True, False)
    ]
    yield Finding(
        code="nyt-udtraek-kun-aendringer",
        severity="fejl",
        text=f"{files[0]} har langt færre linjer ({lines[top]}) end det ældre udtræk "
        f"{files[1] or files[0]} ({most}) og er læst som ændringer: sagerne i det nye udtræk er "
        f"afløst, og {number_of(kept, 'række', 'rækker')} på andre sager er stadig regnet med.",
        remedy="Udtræk hele listen i én fil. Er den nye fil hele listen, så fjern den gamle.",
    )


def _newest(column: Values, age: np.ndarray) -> np.ndarray:
    """Per row the highest age of those with the same text."""
    number = rowhash.groups([column], np.arange(len(age)))
    newest = np.full(number.max() + 1, -np.inf)
    np.maximum.at(newest, number, np.nan_to_num(age, nan=-np.inf))
    return newest[number]


def named(frame: Frame, rows: int) -> np.ndarray:
    """True per row that says something that names its line."""
    named = np.zeros(rows, dtype=bool)
    for name in ("line_id", "case_id"):
        if name in frame:
            named |= ~is_missing(frame[name])
    return named


def line_numbers(frame: Frame, rows: np.ndarray) -> np.ndarray | None:
    """A number per row (positions) for its line; None where nothing names the lines."""
    if not len(rows) or not named(take(frame, rows), len(rows)).any():
        return None
    return rowhash.groups([frame[name] for name in LINE if name in frame], rows)
