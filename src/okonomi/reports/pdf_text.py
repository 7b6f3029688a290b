"""The text of a PDF that typst wrote: what is printed, and every text of its structure.

It reads what the kit's own reports hold, not any PDF: text it cannot read raises ``ValueError``,
so that nothing passes a check unread.
"""

from __future__ import annotations

import re
import zlib

_OBJECT = re.compile(rb"(?s)(?<!\d)(\d+) 0 obj\b(.*?)\bendobj")
_STREAM = re.compile(rb"(?s)^(.*?)\bstream\r?\n(.*?)\r?\n?endstream")
_STRING = rb"\((?:[^()\\]|\\.)*\)|<[0-9A-Fa-f\s]*>"
_SHOWN = re.compile(
    rb"(?s)/(\w+)\s+[\d.]+\s+Tf|\[((?:%s|[^\]()<>])*)\]\s*TJ|(%s)\s*Tj" % (_STRING, _STRING)
)
_TEXT = re.compile(_STRING, re.DOTALL)
_CHARS = re.compile(rb"(?s)beginbfchar(.*?)endbfchar")
_RANGES = re.compile(rb"(?s)beginbfrange(.*?)endbfrange")
_HEX = re.compile(rb"<([0-9A-Fa-f]+)>")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}

Font = dict[int, str]
"""Glyph → its characters."""


def pdf_texts(pdf: bytes) -> list[tuple[str, str]]:
    """Pairs of place and text: the printed text, then what stands in structure and metadata."""
    objects = {int(found[1]): found[2] for found in _OBJECT.finditer(pdf)}
    if not objects or b"/ObjStm" in pdf or b"/Encrypt" in pdf:
        raise ValueError("a PDF whose text cannot be read")
    texts: list[tuple[str, str]] = []
    rest: list[str] = []
    fonts = _fonts(objects)
    for body in objects.values():
        found = _STREAM.search(body)
        if found is None:
            rest += [_plain(text) for text in _TEXT.findall(body)]
            continue
        data = _unpacked(found[1], found[2])
        if b"/Metadata" in found[1]:
            texts.append(("metadata", data.decode("utf-8", "replace")))
        elif b"begincmap" not in data and re.search(rb"\sTf\b", data):
            texts.append(("tekst", _printed(data, fonts)))
    return [*texts, ("struktur og alternative tekster", "\n".join(rest))]


def _unpacked(head: bytes, data: bytes) -> bytes:
    if b"/FlateDecode" not in head:
        return data
    try:
        return zlib.decompressobj().decompress(data)
    except zlib.error:
        raise ValueError("a PDF with a stream that cannot be read") from None


def _fonts(objects: dict[int, bytes]) -> dict[str, Font]:
    """By resource name, which means one font in all of the document."""
    fonts: dict[str, int] = {}
    for body in objects.values():
        for block in re.findall(rb"/Font\s*<<(.*?)>>", body):
            for name, number in re.findall(rb"/(\w+)\s+(\d+) 0 R", block):
                if fonts.setdefault(name.decode(), int(number)) != int(number):
                    raise ValueError("a PDF where a name means two fonts")
    return {name: _glyphs(objects, objects[number]) for name, number in fonts.items()}


def _glyphs(objects: dict[int, bytes], font: bytes) -> Font:
    table = re.search(rb"/ToUnicode\s+(\d+) 0 R", font)
    found = _STREAM.search(objects[int(table[1])]) if table else None
    if found is None:
        raise ValueError("a PDF with a font without a table of its characters")
    data = _unpacked(found[1], found[2])
    glyphs: Font = {}
    for block in _CHARS.findall(data):
        codes = _HEX.findall(block)
        for code, text in zip(codes[::2], codes[1::2], strict=True):
            glyphs[int(code, 16)] = bytes.fromhex(text.decode()).decode("utf-16-be")
    if _RANGES.search(data):
        raise ValueError("a PDF with a font table of ranges")
    return glyphs


def _printed(data: bytes, fonts: dict[str, Font]) -> str:
    """The text of one page, a line for each piece that is set; a hyphenated word is whole."""
    font: Font = {}
    lines = []
    for name, many, one in _SHOWN.findall(data):
        if name:
            font = fonts[name.decode()]
            continue
        codes = b"".join(_bytes(text) for text in _TEXT.findall(many or one))
        pairs = zip(codes[::2], codes[1::2], strict=True)
        lines.append("".join(font.get(256 * a + b, "\ufffd") for a, b in pairs))
    # typst sets the hyphen of a word it breaks as a piece of its own.
    return "\n".join(lines).replace("\n-\n", "")


def _plain(text: bytes) -> str:
    data = _bytes(text)
    if data.startswith(b"\xfe\xff"):
        return data[2:].decode("utf-16-be", "replace")
    return data.decode("latin-1")


def _bytes(text: bytes) -> bytes:
    if text.startswith(b"<"):
        digits = b"".join(text[1:-1].split())
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
    return re.sub(rb"(?s)\\([0-7]{1,3}|\r?\n|.)", _unescaped, text[1:-1])


def _unescaped(found: re.Match[bytes]) -> bytes:
    text = found[1]
    if text[:1].isdigit():
        return bytes([int(text, 8) & 255])
    return b"" if text.endswith(b"\n") else _ESCAPES.get(text, text)
