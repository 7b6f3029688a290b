"""Rows of different lists with the same key: are they the same thing, or do lists share ids?

Two lists made by hand both number their lines 1, 2, 3. A row of one may take the place of a row
of the other only when it is about the same case or citizen (or neither says which). Deliveries of
one list – the same file name but for its date – share their ids rightly: there the newest counts.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from okonomi.intake import rowhash
from okonomi.intake.block import Block
from okonomi.intake.rowrules import is_missing
from okonomi.intake.text import Frame, Text

IDENTITY = ("case_id", "person_id")
"""What a line is about; two rows are the same thing when they agree in one of these."""


def lists(blocks: Sequence[Block]) -> np.ndarray:
    """Per row of the blocks a number for the list that it was delivered in."""
    numbers: dict[tuple[str, str], int] = {}
    of_block = [numbers.setdefault(block.origin, len(numbers)) for block in blocks]
    return np.repeat(of_block, [len(block) for block in blocks])


def list_name(block: Block, blocks: Sequence[Block]) -> str:
    """What the list is called: the file, and the sheet where the file has several of them."""
    file, sheet = block.origin
    several = {other.origin[1] for other in blocks if other.origin[0] == file}
    if sheet and len(several) > 1:
        return f"{file} {sheet}".strip()
    return file or sheet or "liste"


def same_things(
    frame: Frame, rows: np.ndarray, number: np.ndarray, of_list: np.ndarray
) -> np.ndarray | None:
    """A number per entry of ``rows``, equal where key (``number``) and thing are the same.

    None where every key names one thing. Rows of one list with the same key are one thing; so
    are rows that agree on case or citizen, or that both say neither.
    """
    first_list = np.empty(number.max() + 1, dtype=of_list.dtype)
    first_list[number] = of_list
    mixed = np.zeros(number.max() + 1, dtype=bool)
    mixed[number[of_list != first_list[number]]] = True
    at = np.flatnonzero(mixed[number])
    if not len(at):
        return None
    links = [rowhash.groups([number[at], of_list[at]], np.arange(len(at)))]
    said = np.zeros(len(at), dtype=bool)
    for name in IDENTITY:
        values = frame.get(name)
        if isinstance(values, Text):
            values = values.take(rows[at])
            known = ~is_missing(values)
            said |= known
            links.append(_link([number[at], values], known))
    links.append(_link([number[at]], ~said))
    label = _joined(links)
    if len(np.unique(label)) == int(mixed.sum()):
        return None
    things = number.astype(np.int64)
    things[at] = number.max() + 1 + label
    return rowhash.groups([things], np.arange(len(things)))


def _link(columns: list[np.ndarray | Text], known: np.ndarray) -> np.ndarray:
    """Group numbers of the rows where something is known; every other row is its own group."""
    link = np.arange(len(known)) + len(known)
    some = np.flatnonzero(known)
    if len(some):
        link[some] = rowhash.groups(columns, some)
    return link


def _joined(links: Sequence[np.ndarray]) -> np.ndarray:
    """A label per row, equal for rows that a chain of links joins."""
    label = np.arange(len(links[0]))
    while True:
        before = label
        for link in links:
            lowest = np.full(link.max() + 1, len(label))
            np.minimum.at(lowest, link, label)
            label = lowest[link]
        if (label == before).all():
            return label
