"""The rows of a delimited text: parsed by Arrow as text, each with its physical line.

A row that does not fit the header is broken and counted, never padded. A quotation mark that is
never closed would swallow the rows below it: then only its own line is broken, and reading
resumes on the next. Columns are factorised when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from okonomi.errors import UserError
from okonomi.intake.coded import BLANKS, BrokenRow, Coded
from okonomi.intake.parts import BadRow, parse

_MAX_RESTARTS = 50
_FEED, _RETURN = b"\n\r"
_PIECE = 256 << 10

_QUOTED = r'^\s*="(?s:(.*))"\s*$'
_NUMBER = r"^\s*=([-+]?[0-9][0-9.,]*-?)\s*$"


@dataclass(frozen=True, eq=False)
class Rows:
    """Data rows as Arrow text columns, the line each starts on, and what could not be split."""

    columns: list[pa.ChunkedArray]
    line: np.ndarray
    broken: list[BrokenRow]
    continued_lines: int

    def blank(self) -> np.ndarray:
        """True per row where every cell is empty or holds only spaces."""
        rows = np.arange(len(self.line))
        for column in self.columns:
            if not len(rows):
                break
            cells = column if len(rows) == len(self.line) else column.take(pa.array(rows))
            empty = pc.equal(pc.utf8_trim(cells, characters=BLANKS), "")
            rows = rows[empty.to_numpy().astype(bool)]
        blank = np.zeros(len(self.line), dtype=bool)
        blank[rows] = True
        return blank


class LazyColumns(Mapping[str, Coded]):
    """Columns by name, factorised on first use; the raw text of a used column is let go."""

    def __init__(self, header: Sequence[str], columns: Sequence[pa.ChunkedArray]) -> None:
        self._raw = dict(zip(header, columns, strict=True))
        self._coded: dict[str, Coded] = {}
        self._order = tuple(header)

    def __getitem__(self, name: str) -> Coded:
        if name not in self._coded:
            self._coded[name] = unwrap(Coded.of_arrow(self._raw[name], name))
            del self._raw[name]
        return self._coded[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._order)

    def __len__(self) -> int:
        return len(self._order)


def unwrap(column: Coded) -> Coded:
    """``="0101"`` → ``0101`` and ``=123`` → ``123``: what exports write to keep Excel quiet."""
    texts = column.texts()
    if not pc.any(pc.match_substring_regex(texts, r"^\s*=")).as_py():
        return column
    plain = pc.replace_substring_regex(texts, _QUOTED, r"\1")
    plain = pc.replace_substring_regex(plain, _NUMBER, r"\1")
    again = plain.dictionary_encode()
    joined = again.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
    return Coded.of_arrow(
        pa.DictionaryArray.from_arrays(pa.array(joined[column.codes]), again.dictionary),
        column.name,
    )


@dataclass(eq=False)
class _Found:
    """What one or more passes over the text have given so far."""

    tables: list[pa.Table] = field(default_factory=list)
    lines: list[np.ndarray] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    continued: int = 0


def read_rows(
    data: bytes, start: int, first_line: int, width: int, separator: str, name: str
) -> Rows:
    """Parse UTF-8 ``data`` from byte ``start``, which is physical line ``first_line``."""
    found = _Found()
    for _ in range(_MAX_RESTARTS):
        if start >= len(data):
            break
        start, first_line = _pass(data, start, first_line, width, separator, found)
    else:
        raise UserError(
            f"{name} har over {_MAX_RESTARTS} linjer med et anførselstegn, der ikke lukkes. "
            "Udtræk filen igen med anførselstegn om tekster eller helt uden."
        )
    table = pa.concat_tables(found.tables) if found.tables else _blank_table(0, width)
    line = np.concatenate(found.lines) if found.lines else np.empty(0, dtype=np.int64)
    return Rows(table.columns, line, found.broken, found.continued)


def _pass(
    data: bytes, start: int, first_line: int, width: int, separator: str, found: _Found
) -> tuple[int, int]:
    """Parse as far as rows can be trusted; returns where and on which line to go on."""
    records = parse(data, start, width, separator)
    table, bad, total = records.table, records.bad, records.count
    numbers = np.array([row.record for row in bad], dtype=np.int64)
    good = np.ones(total, dtype=bool)
    good[numbers] = False

    spans = np.ones(total, dtype=np.int64)
    swallowed = np.zeros(total, dtype=bool)
    if data.find(b'"', start) >= 0 and _line_ends(data, start) != total - _unended(data):
        spans[good], swallowed[good] = _spans(table, separator)
        spans[numbers] = [1 + _line_breaks(row.text) for row in bad]
        swallowed[numbers] = spans[numbers] > 1
    lines = first_line + np.cumsum(spans) - spans

    stop = int(np.argmax(swallowed)) if swallowed.any() else total
    _collect(table, good, lines, bad, stop, width, found)
    found.continued += int((spans[:stop] - 1).sum())
    if stop == total:
        return len(data), int(first_line + spans.sum())
    resume = _after_line(data, start, int(lines[stop] - first_line))
    fields = data[resume[0] : resume[1]].count(separator.encode()) + 1
    found.broken.append(BrokenRow(int(lines[stop]), width, fields, unclosed_quote=True))
    return resume[1], int(lines[stop]) + 1


def _spans(table: pa.Table, separator: str) -> tuple[np.ndarray, np.ndarray]:
    """Physical lines each row covers, and whether one of its cells has swallowed whole rows."""
    spans = np.ones(table.num_rows, dtype=np.int64)
    swallowed = np.zeros(table.num_rows, dtype=bool)
    for column in table.columns:
        long = pc.match_substring_regex(column, "[\r\n]")
        rows = np.flatnonzero(long.to_numpy())
        for row, text in zip(rows, column.filter(long).to_pylist(), strict=True):
            spans[row] += _line_breaks(text)
            parts = [part for part in text.splitlines() if part.strip()]
            separators = text.count(separator)
            swallowed[row] |= 0 < separators == (table.num_columns - 1) * (len(parts) - 1)
    return spans, swallowed


def _collect(
    table: pa.Table,
    good: np.ndarray,
    lines: np.ndarray,
    bad: list[BadRow],
    stop: int,
    width: int,
    found: _Found,
) -> None:
    """Add the rows before ``stop``; a line of nothing but spaces becomes a blank row."""
    before = np.cumsum(good) - good  # rows of the table before each record
    cut = 0
    keep = good.copy()
    for record, columns, text in bad:
        if record >= stop:
            break
        if text.strip(BLANKS + '\x1a"'):
            found.broken.append(BrokenRow(int(lines[record]), width, columns))
            continue
        keep[record] = True
        found.tables += [table.slice(cut, before[record] - cut), _blank_table(1, width)]
        cut = int(before[record])
    end = int(before[stop]) if stop < len(good) else table.num_rows
    found.tables.append(table.slice(cut, end - cut))
    found.lines.append(lines[:stop][keep[:stop]])


def _blank_table(rows: int, width: int) -> pa.Table:
    blank = pa.array([""] * rows, pa.string())
    return pa.table({str(position): blank for position in range(width)})


def _line_breaks(text: str) -> int:
    """Line ends within a cell or a row, whether \\n, \\r\\n or \\r."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _line_ends(data: bytes, start: int) -> int:
    """The same for all of a large text from ``start`` on."""
    text = np.frombuffer(data, dtype=np.uint8)[start:]
    has_returns = data.find(b"\r", start) >= 0
    found = 0
    for begin in range(0, len(text), _PIECE):
        piece = text[begin : begin + _PIECE]
        found += int(np.count_nonzero(piece == _FEED))
        if has_returns:  # those that no \n follows
            after = np.flatnonzero(piece == _RETURN) + begin + 1
            followed = text[after[after < len(text)]] == _FEED
            found += len(after) - int(np.count_nonzero(followed))
    return found


def _unended(data: bytes) -> int:
    """1 when the last line lacks its line end."""
    return 0 if data.endswith((b"\n", b"\r")) else 1


def _after_line(data: bytes, start: int, skip: int) -> tuple[int, int]:
    """Where line number ``skip`` from ``start`` begins, and where the line after it begins."""
    begin = start
    for _ in range(skip):
        begin = _next_line(data, begin)
    return begin, _next_line(data, begin)


def _next_line(data: bytes, start: int) -> int:
    feed = data.find(b"\n", start)
    feed = len(data) if feed < 0 else feed
    turn = data.find(b"\r", start, feed)
    if turn < 0 or turn == feed - 1:
        return min(feed + 1, len(data))
    return turn + 1
