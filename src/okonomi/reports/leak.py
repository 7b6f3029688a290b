"""Does a finished report folder hold what it must not? The check runs on the files themselves.

What is found is never shown: only the file, the place in it, and the kind.
"""

from __future__ import annotations

import base64
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Set
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from okonomi.errors import UserError
from okonomi.reports.pdf_text import pdf_texts

CPR = "CPR-nummer"
# A made-up number has 60 added to its day. A longer number or an amount is none.
_CPR = re.compile(
    r"(?<![\w.,])(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])(?:0[1-9]|1[0-2])\d{2}"
    r"[ \u2010-\u2015-]?\d{4}(?![\w]|[.,]\d)"
)
_DASHES = re.compile(r"(?<=\d{6})[ \u2010-\u2015-](?=\d{4}(?!\d))")
_SPACE = re.compile(r"\s+")
_FORMAT = re.compile(r"<(?:a:\w+|workbookPr|workbookView|calcPr)\b[^>]*>")
"""What an empty workbook has too: colours and windows, whose numbers are the format's own."""
_CELL = re.compile(r"<v>-?(?=\d+(?:\.\d+)?(?:E[+-]?\d+)?</v>)")  # as in _number


class Leak(NamedTuple):
    """Something that must not be there, by file, place and kind, never by its value."""

    file: str
    place: str
    kind: str


def leaks(
    folder: Path,
    secrets: Mapping[str, Set[str]],
    exactly: Mapping[str, Set[str]] = MappingProxyType({}),
) -> list[Leak]:
    """Every place in the folder's files with a CPR pattern or one of the secrets.

    ``secrets``: kind ("navn", "sagsnummer", "skjult tal" …) → the values that must not appear, as
    they are written; each is sought as a whole word, whatever its case and spaces. CPR numbers
    are sought by their pattern in any case. ``exactly``: likewise, but with capitals as given
    (initials). Files: html, pdf, xlsx (every part of them), ipynb,
    json, and text; ``ValueError`` for one that cannot be read, and for any other kind.
    """
    folded = {kind: {v.casefold() for v in values} for kind, values in secrets.items()}
    kinds = {kind: _pattern(values) for kind, values in folded.items() if values}
    strict = {kind: _pattern(values) for kind, values in exactly.items() if values}
    found: dict[Leak, None] = {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        data = path.read_bytes()
        texts = _texts(path.suffix.lower(), data) if data else ()
        here = [
            (place, kind)
            for place, text in (("filnavn", name), *texts)
            for kind in _kinds_in(text, kinds, strict)
        ]
        if any(place == "filnavn" for place, _ in here):
            name = f"en fil med endelsen {path.suffix.lower()}"  # its name must not be shown either
        found |= dict.fromkeys(Leak(name, place, kind) for place, kind in here)
    return list(found)


def _kinds_in(
    text: str, kinds: Mapping[str, re.Pattern[str]], strict: Mapping[str, re.Pattern[str]]
) -> Iterator[str]:
    given = _SPACE.sub(" ", text)
    plain = given.casefold()
    joined = _DASHES.sub("", plain)
    if _CPR.search(text):
        yield CPR
    for kind, pattern in kinds.items():
        if pattern.search(plain) or pattern.search(joined):
            yield kind
    for kind, pattern in strict.items():
        if pattern.search(given):
            yield kind


def sought_in(values: Set[str], texts: Iterable[str]) -> set[str]:
    """Those of the values that stand in one of the texts, sought as in a finished file."""
    given = [_SPACE.sub(" ", text).casefold() for text in texts]
    plain = [*dict.fromkeys((*given, *(_DASHES.sub("", text) for text in given)))]
    patterns = {value: _pattern({value.casefold()}) for value in values}
    return {v for v, pattern in patterns.items() if any(pattern.search(t) for t in plain)}


def refuse_leaks(
    folder: Path,
    secrets: Mapping[str, Set[str]],
    exactly: Mapping[str, Set[str]] = MappingProxyType({}),
) -> None:
    """A ``UserError`` with every leak in the folder; nothing may be published then."""
    found = leaks(folder, secrets, exactly)
    if found:
        places = "\n".join(f"– {leak.file}, {leak.place}: {leak.kind}" for leak in found)
        raise UserError(
            "Rapporten er ikke udgivet, for den indeholder noget, der ikke må offentliggøres "
            f"(værdierne vises ikke her):\n{places}\n"
            "Fjern det fra notesbogen eller fra de data, rapporten er lavet af, og kør den igen."
        )


def _pattern(values: Set[str]) -> re.Pattern[str]:
    words = sorted({_SPACE.sub(" ", v).strip().lstrip("-−") for v in values} - {""})
    either = "|".join(re.escape(word) for word in words)
    # Neither inside a word nor inside a number: 1,2 is not in 11,25 nor in 1,2.3.
    return re.compile(rf"(?<!\w)(?<!\d[.,])(?:{either})(?!\w)(?![.,]\d)")


def _texts(suffix: str, data: bytes) -> Iterator[tuple[str, str]]:
    if suffix == ".pdf":
        yield from pdf_texts(data)
    elif suffix in (".html", ".htm"):
        yield from _html(data.decode("utf-8"))
    elif suffix in (".json", ".ipynb"):
        yield from _json(json.loads(data.decode("utf-8-sig")), "")
    elif suffix == ".xlsx":
        with zipfile.ZipFile(BytesIO(data)) as book:
            for part in book.namelist():
                if part.endswith((".xml", ".rels", ".vml")):
                    xml = _CELL.sub("<v>,", book.read(part).decode("utf-8"))
                    if part == "xl/workbook.xml" or part.startswith("xl/theme/"):
                        xml = _FORMAT.sub(_without_numbers, xml)
                    for _, text in _html(xml):
                        yield part, text
                elif not part.endswith("/"):
                    raise ValueError(f"a workbook with a part that cannot be read: {part}")
    elif suffix in (".txt", ".csv", ".md", ".log", ".svg", ".css"):
        yield "tekst", data.decode("utf-8-sig")
    else:
        raise ValueError(f"a file whose content cannot be checked: {suffix or 'no suffix'}")


def _without_numbers(element: re.Match[str]) -> str:
    return re.sub(r'="-?\d+"', '=""', element[0])


def _json(value: Any, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inside in value.items():
            yield place or "nøgle", str(key)
            # A key may itself be a leak, so only the outermost are shown as the place.
            yield from _json(inside, place or _known(str(key)))
    elif isinstance(value, list):
        if value and all(isinstance(line, str) for line in value):
            yield place, "".join(value)
        for inside in value:
            yield from _json(inside, place)
    elif isinstance(value, str):
        yield place, value
        if "<" in value:
            yield from ((place, text) for _, text in _html(value))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield from _number(value, place)


def _number(value: float, place: str) -> Iterator[tuple[str, str]]:
    """A number without its sign, as it stands and as a Dane writes it.

    Ten digits of øre are no CPR number: the comma before keeps the pattern, not a secret, away.
    """
    text = f",{abs(value):.10g}"
    yield place, text
    yield place, text.replace(".", ",")


def _known(key: str) -> str:
    return key if key in ("cells", "metadata", "inputs", "parameters", "findings") else "indhold"


_PICTURE = "data:image/svg+xml;base64,"
_DRAWING = {"d", "transform", "points", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy"}
"""Attributes of coordinates, where 1.235 is no amount."""
_INLINE = {"a", "b", "code", "em", "font", "i", "r", "rpr", "small", "span", "strong", "t", "tspan"}


class _Reader(HTMLParser):
    """Every text of a page, its attributes and comments, by the element it stands in."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, str]] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._apart(tag)
        for name, value in attrs:
            if value and value.startswith(_PICTURE):
                # As text its letters are noise, in which any short word turns up.
                svg = base64.b64decode(value.removeprefix(_PICTURE)).decode("utf-8")
                self.found += [(f"billede, {place}", text) for place, text in _html(svg)]
            elif value and name not in _DRAWING:
                self.found.append((f"{name} i <{tag}>", value))

    def handle_endtag(self, tag: str) -> None:
        self._apart(tag)

    def _apart(self, tag: str) -> None:
        if tag not in _INLINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self.found.append(("tekst", data))
        self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(("kommentar", data))


def _html(text: str) -> list[tuple[str, str]]:
    reader = _Reader()
    reader.feed(text)
    reader.close()
    # A name may be cut by an element: the same text once more in one piece.
    return [*reader.found, ("tekst", "".join(reader.words))]
