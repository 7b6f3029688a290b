"""Delimited text → Arrow text columns: a large text in parts side by side, one per core.

A part may only end where a row ends. Whether a line end lies inside quotation marks cannot be
seen from the middle of a text, so the cuts are guessed and then checked: a part whose last row
is complete has handed the next one a clean start, and the rows are those of one pass over the
whole. Where a guess was wrong the text is records again in one piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import pyarrow as pa
import pyarrow.csv

_BLOCK = 1 << 20  # Arrow's working size: what a core's cache holds
_MAX_BLOCK = 2**31 - 1
_PART = 8 << 20  # less is not worth a thread
_SEARCHED_LINES = 100
_BOM = b"\xef\xbb\xbf"


class BadRow(NamedTuple):
    """A row with another number of columns. ``record`` counts all rows, from 0."""

    record: int
    columns: int
    text: str


@dataclass(frozen=True, eq=False)
class Records:
    """The rows that fit, in order, and those that do not."""

    table: pa.Table
    bad: list[BadRow]

    @property
    def count(self) -> int:
        """All rows, good and bad."""
        return int(self.table.num_rows) + len(self.bad)


def parse(data: bytes, start: int, width: int, separator: str, part: int = _PART) -> Records:
    """Parse UTF-8 ``data`` from byte ``start`` to its end as ``width`` text columns.

    Line ends inside quotation marks belong to the cell; a quotation mark that is never closed
    makes the rest of the text one cell. Texts of several times ``part`` bytes are divided where
    there are several cores; the outcome is the same.
    """
    body = pa.py_buffer(data)
    cuts = _cuts(data, start, width, separator, part)
    if len(cuts) > 2:
        pieces = [body.slice(begin, end - begin) for begin, end in pairwise(cuts)]
        try:
            with ThreadPoolExecutor(max_workers=len(pieces)) as pool:
                done = list(pool.map(lambda piece: _read(piece, width, separator, _BLOCK), pieces))
        except pa.ArrowInvalid:  # a row longer than a block: see below
            done = []
        if done and all(_ends_with_a_row(records) for records in done[:-1]):
            return _joined(done)
    whole = body.slice(start)
    try:
        return _read(whole, width, separator, _BLOCK)
    except pa.ArrowInvalid as error:
        if "straddl" not in str(error) or whole.size < _BLOCK:
            raise
        # One row longer than a block: a quotation mark that is never closed.
        return _read(whole, width, separator, min(whole.size + 1, _MAX_BLOCK))


def _read(body: pa.Buffer, width: int, separator: str, block: int) -> Records:
    names = [str(position) for position in range(width)]
    bad: list[BadRow] = []

    def set_aside(row: pa.csv.InvalidRow) -> str:
        bad.append(BadRow(row.number - 1, row.actual_columns, row.text))
        return "skip"

    table = pa.csv.read_csv(
        pa.BufferReader(body),
        # Arrow's own threads would lose the rows' numbers.
        read_options=pa.csv.ReadOptions(column_names=names, block_size=block, use_threads=False),
        parse_options=pa.csv.ParseOptions(
            delimiter=separator,
            newlines_in_values=True,
            ignore_empty_lines=False,
            invalid_row_handler=set_aside,
        ),
        convert_options=pa.csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.string()),
            check_utf8=False,  # the whole file was checked before
            strings_can_be_null=False,
        ),
    )
    return Records(table, bad)


def _cuts(data: bytes, start: int, width: int, separator: str, part: int) -> list[int]:
    """Where the parts begin, and the end of the text."""
    size = len(data) - start
    count = min(pa.cpu_count(), size // part)
    guesses = (
        _cut(data, start + size * number // count, width, separator) for number in range(1, count)
    )
    return sorted({start, *(guess for guess in guesses if guess), len(data)})


def _cut(data: bytes, near: int, width: int, separator: str) -> int:
    """The end of a line near ``near`` that looks like a whole row: wide enough, and its
    quotation marks come in pairs. 0 where there is none."""
    mark = separator.encode()
    end = data.find(b"\n", near) + 1
    for _ in range(_SEARCHED_LINES):
        begin, end = end, data.find(b"\n", end) + 1
        if not begin or not end:
            return 0
        line = data[begin:end]
        whole = line.count(mark) >= width - 1 and line.count(b'"') % 2 == 0
        if whole and not data.startswith(_BOM, end):  # Arrow drops a mark that starts a text
            return end
    return 0


def _ends_with_a_row(records: Records) -> bool:
    """Whether the last row of a part is complete.

    Within an open quotation mark the part's final line end would be in the last cell.
    """
    if records.bad and records.bad[-1].record == records.count - 1:
        return '"' not in records.bad[-1].text
    return not records.table.columns[-1][-1].as_py().endswith(("\n", "\r"))


def _joined(done: Sequence[Records]) -> Records:
    bad: list[BadRow] = []
    before = 0
    for records in done:
        bad += [row._replace(record=row.record + before) for row in records.bad]
        before += records.count
    return Records(pa.concat_tables([records.table for records in done]), bad)
