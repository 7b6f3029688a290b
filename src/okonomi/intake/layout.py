"""Where the table starts in a text file: its separator, its title rows and its header."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from okonomi.errors import UserError
from okonomi.intake.coded import BLANKS, Cell, cell_text, clean_header
from okonomi.intake.parsed import Note

IsHeader = Callable[[list[str]], bool]
"""Says whether a row of cells (as text, stripped) is the header of a known export."""

SEPARATORS = (";", "\t", "|", ",")  # in this order where the rows do not decide
SEARCHED_ROWS = 60
_HEAD = 256 << 10
_NUMBER_LIKE = re.compile(r"[-+−(]?\s*\d[\d\s.,:/\-]*\)?\s*(kr\.?|%|DKK)?", re.IGNORECASE)
_WRAPPED = re.compile(r'\s*="(.*)"\s*', re.DOTALL)


_THOUSANDS = re.compile(
    r"\bi +(?:hele +)?(?:1[. ]?000|tusind\w*|mio\.?|mill\w*\.?|t\.?) ?(?:kr|dkk)"
    r"|^\(?1[. ]?000 ?kr\.?\)?$|\(1[. ]?000 ?kr\.?\)|\bt\.?kr\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\bikke +(?:(?:angivet|opgjort|vist) +)?\(?$", re.IGNORECASE)
IN_THOUSANDS = "beloeb-i-tusinder"


class NoRows(UserError):
    """A file of headings nobody knows and no rows: an export of nothing, not one that was lost."""


@dataclass(frozen=True)
class Layout:
    """``start`` is the byte of the first data row, ``first_line`` its physical line (1-based)."""

    separator: str
    header: tuple[str, ...]
    start: int
    first_line: int
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True)
class _Record:
    cells: list[str]
    end: int
    """Byte after the record's line end."""
    last_line: int


def find_layout(data: bytes, is_header: IsHeader | None, name: str) -> Layout:
    """Find separator and header in UTF-8 text; ``UserError`` where there is no table."""
    told = re.match(rb"sep=(.)\r?\n", data[:16], re.IGNORECASE)
    candidates = (told.group(1).decode(),) if told else SEPARATORS
    head = _head(data)
    samples = {separator: list(_records(head, separator)) for separator in candidates}
    if is_header is not None:
        for separator, records in samples.items():
            for position, record in enumerate(records):
                cells = texts(record.cells)
                if len(cells) > 1 and is_header(cells):
                    return _layout(separator, records, position)
    separator = max(candidates, key=lambda candidate: _regularity(samples[candidate]))
    records = samples[separator]
    found = header_row([record.cells for record in records])
    if found is None:
        refuse_one_column([record.cells for record in records], name)
        raise UserError(
            f"{name} har ingen kolonner, som kan genkendes. "
            "Udtræk filen som CSV med semikolon mellem kolonnerne og en række med overskrifter."
        )
    return _layout(separator, records, found)


def refuse_one_column(rows: Sequence[Sequence[Cell]], where: str) -> None:
    """``UserError`` where every row stands in one cell, separators and all: a CSV file that was
    pasted into a sheet, or saved with quotation marks around whole lines."""
    filled = [[cell for cell in texts(cells) if cell] for cells in rows[:SEARCHED_ROWS]]
    lines = [cells[0] for cells in filled if len(cells) == 1]
    for separator in (";", "\t", "|"):
        counts = Counter(line.count(separator) for line in lines)
        usual, rows_alike = max(counts.items(), key=lambda item: item[1], default=(0, 0))
        if usual > 1 and rows_alike > 1 and 2 * rows_alike > len(filled):
            raise UserError(
                f"{where} har alle kolonner i én celle. Åbn filen i Excel, del kolonnen med Data → "
                "Tekst til kolonner, og gem den som .xlsx, eller udtræk filen igen."
            )


def title_notes(rows: Iterable[Sequence[Cell]]) -> tuple[Note, ...]:
    """What titles and captions say of the amounts of the table."""
    for cells in rows:
        for text in texts(cells):
            if _says_thousands(text):
                return (
                    Note(
                        IN_THOUSANDS,
                        "Ved tabellen står, at beløbene er i tusinder eller millioner; de er læst "
                        "som hele kroner.",
                        "Udtræk filen i hele kroner, eller skriv times: 1000 ved kolonnen i en "
                        "profil.",
                        "fejl",
                    ),
                )
    return ()


def _says_thousands(text: str) -> bool:
    """Whether a title says so, and not that the amounts are *not* in thousands."""
    return any(not _NOT.search(text[: found.start()]) for found in _THOUSANDS.finditer(text))


def texts(cells: Sequence[Cell]) -> list[str]:
    """Cells as stripped text, ``="…"`` unwrapped: the form in which headers are compared."""
    return [_WRAPPED.sub(r"\1", cell_text(cell)).strip(BLANKS) for cell in cells]


def header_row(rows: Sequence[Sequence[Cell]]) -> int | None:
    """The first row that looks like headings: texts without numbers, as wide as the rows below.

    Where none does, headings may be numbers (years): the first row as wide as most with a text.
    """
    filled = [[cell for cell in cells if is_filled(cell)] for cells in rows]
    widths = Counter(len(cells) for cells in filled if len(cells) > 1)
    if not widths:
        return None
    usual = max(widths, key=lambda width: (widths[width], width))
    for needs_text_only in (True, False):
        for position, cells in enumerate(filled):
            if len(cells) < 2 or 2 * len(cells) < usual:
                continue
            words = [not _is_number(cell) for cell in cells]
            if all(words) if needs_text_only else any(words):
                return position
    return None


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds anything but spaces."""
    return not isinstance(cell, str) or bool(cell.strip(BLANKS))


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, str):
        return bool(_NUMBER_LIKE.fullmatch(_WRAPPED.sub(r"\1", cell).strip(BLANKS)))
    return isinstance(cell, int | float | dt.date | dt.time | dt.timedelta)


def _head(data: bytes) -> str:
    """The first part of the file, cut after a whole line."""
    if len(data) <= _HEAD:
        return data.decode()
    cut = max(data.rfind(b"\n", 0, _HEAD), data.rfind(b"\r", 0, _HEAD - 1)) + 1
    return data[: cut or _HEAD].decode(errors="ignore")


def _records(head: str, separator: str) -> Iterator[_Record]:
    """The first rows of the file with the byte and the line each ends on."""
    end = 0

    def physical_lines() -> Iterator[str]:
        nonlocal end
        for line in io.StringIO(head, newline=""):
            end += len(line.encode())
            yield line

    reader = csv.reader(physical_lines(), delimiter=separator)
    try:
        for count, cells in enumerate(reader):
            if count >= SEARCHED_ROWS:
                return
            yield _Record(cells, end, reader.line_num)
    except csv.Error:  # a quotation mark that is never closed: no more rows to look at
        return


def _regularity(records: Sequence[_Record]) -> tuple[float, int]:
    """How alike the rows are in number of columns, from the first row of the usual width on."""
    widths = [len(record.cells) for record in records]
    counts = Counter(width for width in widths if width > 1)
    if not counts:
        return 0.0, 0
    usual = max(counts, key=lambda width: (counts[width], width))
    rows = [width for record, width in zip(records, widths, strict=True) if any(record.cells)]
    below = rows[rows.index(usual) :] if usual in rows else rows
    # Rounded, so that a stray comma more or less leaves the choice to the order of SEPARATORS.
    return round(below.count(usual) / len(below), 1), 0


def _layout(separator: str, records: Sequence[_Record], position: int) -> Layout:
    record = records[position]
    header = list(record.cells)
    below = [other.cells for other in records[position + 1 :] if any(other.cells)]
    widths = Counter(len(cells) for cells in below)
    if widths:
        # A separator too many at the end of the header, or of every row, is no column.
        width = max(widths, key=lambda count: (widths[count], count))
        if width < len(header) and not any(cell.strip(BLANKS) for cell in header[width:]):
            header = header[:width]
        elif width > len(header) and not any(
            cell.strip(BLANKS) for cells in below for cell in cells[len(header) :]
        ):
            header += [""] * (width - len(header))
    notes = title_notes(above.cells for above in records[:position])
    return Layout(separator, clean_header(texts(header)), record.end, record.last_line + 1, notes)
