"""What calamine cannot tell of a workbook: error cells, uncalculated formulas, hidden rows.

calamine gives ``""`` for ``#N/A`` and for a formula that no program has calculated, just as for
an empty cell. Only cells with an error or a formula are looked at, so this costs little.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from xml.etree import ElementTree

from okonomi.errors import UserError
from okonomi.intake.parsed import Note, number_of

NOT_CALCULATED = "formel uden værdi"

_PREFIX = re.compile(rb"<(\w+:)?sheetData\b")
_TAG_ENDS = (b" ", b">", b"\n", b"\t", b"\r")
_ERROR = re.compile(rb"t=[\"']e[\"']")
_VALUE = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")
_TYPE = re.compile(rb"\bt=[\"'](\w+)[\"']")
_REFERENCE = re.compile(rb"\br=[\"']([A-Z]+)(\d+)[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_ROW_NUMBER = re.compile(rb"\br=[\"'](\d+)[\"']")
_FAR_COLUMN = re.compile(rb"r=[\"']([A-Z]{2,3})\d")
_SPANNED = re.compile(rb"number-rows-spanned=[\"'](?!1[\"'])")
_MANIFEST = "META-INF/manifest.xml"
_HIDDEN = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")


@dataclass(frozen=True)
class Mark:
    """An error cell: 1-based row, 0-based column (None where the file leaves it out)."""

    row: int
    column: int | None
    text: str


@dataclass(frozen=True)
class SheetMarks:
    """What one sheet's XML shows."""

    marks: tuple[Mark, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    rows: int = 0
    columns: int = 0
    """The last row and column with a cell: what a reader must make room for."""


def sheet_marks(data: bytes) -> dict[str, SheetMarks]:
    """Marks per sheet name of an .xlsx file. Raises what ``zipfile`` and the XML parser raise."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = set(archive.namelist())
        return {
            name: marks_of(archive.read(part))
            for name, part in _sheet_parts(archive).items()
            if part in parts
        }


def is_xlsx(data: bytes) -> bool:
    """Whether the bytes are a zip archive with an .xlsx workbook's main part."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return "xl/workbook.xml" in archive.namelist()


def locked(name: str) -> UserError:
    """What there is to say of a workbook with a password."""
    return UserError(
        f"{name} er beskyttet med adgangskode. "
        "Åbn filen i Excel, fjern adgangskoden, og gem den igen."
    )


def refuse_archive(data: bytes, name: str) -> None:
    """A workbook is a zip file, but not every zip file is a workbook."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            names = archive.namelist()
            manifest = _MANIFEST in names and archive.read(_MANIFEST)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError):
        return
    if manifest and b"encryption-data" in manifest:
        raise locked(name)
    parts = [part.replace("\\", "/").lower() for part in names]  # as some programs write them
    if any(part.startswith(("word/", "ppt/")) for part in parts):
        raise UserError(
            f"{name} er et dokument og ikke et regneark. Udtræk oplysningerne som CSV eller .xlsx."
        )
    if parts and not any(part.startswith("xl/") or part == "content.xml" for part in parts):
        raise UserError(
            f"{name} er en pakket fil (zip) med {number_of(len(parts), 'fil', 'filer')} og ikke et "
            "regneark. Pak den ud, og læg filerne i månedens mappe i stedet."
        )


def merged_unread(data: bytes, name: str) -> tuple[Note, ...]:
    """A note where an OpenDocument workbook has cells merged over rows: calamine does not say
    which, so only the upper row has the value."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            merged = _SPANNED.search(archive.read("content.xml"))
    except (zipfile.BadZipFile, zlib.error, KeyError, OSError, ValueError, NotImplementedError):
        return ()
    if merged is None:
        return ()
    return (
        Note(
            "flettede-celler-ulaeste",
            f"{name} har celler, som er flettet over flere rækker; værdien er kun læst i den "
            "øverste.",
            "Gem filen som .xlsx, eller ophæv fletningen.",
        ),
    )


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part's name in the archive."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {element.get("Id"): element.get("Target", "") for element in relations}
    found = {}
    workbook = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    for element in workbook.iter():
        if element.tag.rpartition("}")[2] != "sheet":
            continue
        ids = [value for key, value in element.items() if key.rpartition("}")[2] == "id"]
        target = targets.get(ids[0] if ids else None, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found[element.get("name", "")] = part
    return found


def marks_of(xml: bytes) -> SheetMarks:
    """Read one sheet's XML."""
    prefix = _PREFIX.search(xml)
    space = (prefix.group(1) or b"") if prefix else b""
    opening, closing = b"<" + space + b"c", b"</" + space + b"c>"
    marks: list[Mark] = []
    done = 0
    formulas = re.finditer(rb"<" + space + rb"f[\s/>]", xml)
    faults = re.finditer(rb"\st=[\"']e[\"']", xml) if _ERROR.search(xml) else ()
    for hit in sorted((*formulas, *faults), key=re.Match.start):
        if hit.start() < done:
            continue
        begin = max(xml.rfind(opening + end, done, hit.start() + 1) for end in _TAG_ENDS)
        in_tag = xml.rfind(b"<", done, hit.start()) == begin
        if begin < 0 or not (in_tag or xml[hit.start() : hit.start() + 1] == b"<"):
            continue
        done = xml.find(b">", begin) + 1
        if xml[done - 2 : done - 1] != b"/":
            end = xml.find(closing, done)
            done = end + len(closing) if end >= 0 else len(xml)
        mark = _mark(xml, begin, done)
        if mark is not None:
            marks.append(mark)
    rows, columns = _extent(xml)
    return SheetMarks(tuple(marks), _hidden_rows(xml), rows, columns)


def _extent(xml: bytes) -> tuple[int, int]:
    last = xml.rfind(b"row ")
    number = _ROW_NUMBER.search(xml, last, xml.find(b">", last)) if last >= 0 else None
    letters = set(_FAR_COLUMN.findall(xml))
    return int(number.group(1)) if number else 0, 1 + max(map(_column, letters), default=25)


def _mark(xml: bytes, begin: int, end: int) -> Mark | None:
    cell = xml[begin:end]
    head = cell[: cell.find(b">") + 1]
    kind = _TYPE.search(head)
    value = _VALUE.search(cell)
    text = unescape(value.group(1).decode("utf-8", "replace")).strip() if value else ""
    if kind and kind.group(1) == b"e":
        text = text or "fejl"
    elif text or (kind and kind.group(1) == b"str"):  # a formula may well give an empty text
        return None
    else:
        text = NOT_CALCULATED
    place = _REFERENCE.search(head)
    if place:
        return Mark(int(place.group(2)), _column(place.group(1)), text)
    # Some programs leave the cell's reference out; the row then says where, or it is counted.
    rows = [match.group() for match in _ROW.finditer(xml, 0, begin)]
    number = _ROW_NUMBER.search(rows[-1]) if rows else None
    return Mark(int(number.group(1)) if number else len(rows), None, text)


def _hidden_rows(xml: bytes) -> tuple[int, ...]:
    if b"hidden=" not in xml:
        return ()
    hidden = []
    for match in _ROW.finditer(xml):
        number = _ROW_NUMBER.search(match.group())
        if number and _HIDDEN.search(match.group()):
            hidden.append(int(number.group(1)))
    return tuple(hidden)


def _column(letters: bytes) -> int:
    position = 0
    for letter in letters:
        position = position * 26 + letter - 64
    return position - 1
