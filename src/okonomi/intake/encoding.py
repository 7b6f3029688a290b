"""From the bytes of a text file to UTF-8: BOM → UTF-16 by its zero bytes → UTF-8 → cp1252.

Detection libraries guess wrong on short Danish files; this ladder does not guess. UTF-8 is
checked strictly over the whole file, so that the first æ may come on the last line.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from okonomi.errors import UserError
from okonomi.intake.parsed import Note

_BOMS = (  # UTF-32 first: its little-endian mark begins as that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_NOTHING = b"\x00 \t\r\n\x1a\xef\xbb\xbf\xff\xfe"
_HEAD = 65_536
_PIECE = 4 << 20

# æ, ø, å as DOS (cp865) and old Macintosh write them, inside a word, where cp1252 would have
# quotation marks, daggers and fractions.
_DOS = re.compile(rb"[A-Za-z][\x86\x91\x9b][a-z]|[\x8f\x92\x9d][a-z]{2}")
_MAC = re.compile(rb"[A-Za-z][\x8c\xbe\xbf][a-z]|[\x81\xae\xaf][a-z]{2}")
_WINDOWS = re.compile(rb"[\xe5\xe6\xf8\xc5\xc6\xd8]")
_TWICE = re.compile("Ã[¦¸¥˜†…]".encode("cp1252"))  # æøå of UTF-8 within a cp1252 file
_UNDEFINED = bytes([0x81, 0x8D, 0x8F, 0x90, 0x9D])  # not in cp1252


@dataclass(frozen=True, eq=False)
class Text:
    """A text file as UTF-8 without a byte order mark, and what it was written in."""

    data: bytes
    encoding: str
    notes: tuple[Note, ...] = ()


def open_bytes(path: Path, name: str) -> bytes:
    """All bytes of a file; a ``UserError`` when it is missing, empty or locked."""
    try:
        data = path.read_bytes()
    except PermissionError as error:
        raise UserError(
            f"{name} kan ikke læses: filen er åben i et andet program, eller adgangen mangler. "
            "Luk filen i Excel, og prøv igen."
        ) from error
    except FileNotFoundError as error:
        raise UserError(f"{name} findes ikke. Læg filen i månedens mappe.") from error
    except OSError as error:
        raise UserError(
            f"{name} kan ikke læses ({error.strerror or 'ukendt fejl'}). "
            "Kopiér filen til en lokal mappe, og prøv igen."
        ) from error
    if not (data[:_HEAD].strip(_NOTHING) or data.strip(_NOTHING)):
        raise UserError(f"{name} er tom. Udtræk filen igen fra kildesystemet.")
    return data


def to_utf8(data: bytes, name: str) -> Text:
    """Decode by the ladder. Raises ``UserError`` for what is not text."""
    encoding, start = _mark(data[:4]) or (_by_zeros(data[:_HEAD]), 0)
    if encoding is None:
        if b"\0" in data:
            raise _binary(name)
        if _is_utf8(data):
            encoding = "utf-8"
        else:
            _refuse_cut_off(data, name)
            return _from_bytes(data, name)
    if encoding == "utf-8":
        if start and not _is_utf8(data[start:]):
            _refuse_cut_off(data[start:], name)
            return _from_bytes(data[start:], name)
        text = data[start:] if start else data
        label = "utf-8-sig" if start else "utf-8"
    else:
        text = _transcode(data[start:], encoding, name)
        label = encoding
    if b"\0" in text:
        raise _binary(name)
    return Text(text.rstrip(b"\x1a"), label, _control_note(text, name))


def _mark(head: bytes) -> tuple[str, int] | None:
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding, len(mark)
    return None


def _by_zeros(head: bytes) -> str | None:
    """UTF-16 without a mark: Latin text then has a zero in every second byte."""
    zero = np.frombuffer(head, dtype=np.uint8) == 0
    if len(zero) < 2 or not zero.any():
        return None
    even, odd = zero[::2].mean(), zero[1::2].mean()
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    if even > 0.4 and odd < 0.05:
        return "utf-16-be"
    return None


def _is_utf8(data: bytes) -> bool:
    ends = pa.py_buffer(np.array([0, len(data)], dtype=np.int64))
    whole = pa.LargeStringArray.from_buffers(1, ends, pa.py_buffer(data))
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _refuse_cut_off(data: bytes, name: str) -> None:
    """UTF-8 that ends in the middle of a letter: the file was not written to its end."""
    for missing in (1, 2, 3):
        rest = data[:-missing]
        # One æ may end a file of cp1252: only where other letters are whole, it is UTF-8.
        if 0xC2 <= data[-missing] <= 0xF4 and not rest.isascii() and _is_utf8(rest):
            raise UserError(
                f"{name} slutter midt i et bogstav og er ikke gemt færdig. "
                "Udtræk filen igen fra kildesystemet."
            )


def _from_bytes(data: bytes, name: str) -> Text:
    """cp1252, or DOS or Macintosh where the letters leave no doubt."""
    head = np.frombuffer(data[:_HEAD], dtype=np.uint8)
    if np.count_nonzero((head < 9) | ((head > 13) & (head < 32))) > len(head) // 100:
        raise _binary(name)
    encoding, label = "cp1252", ""
    if not _WINDOWS.search(data):
        dos, mac = (len(pattern.findall(data)) for pattern in (_DOS, _MAC))
        if dos > mac:
            encoding, label = "cp865", "DOS"
        elif mac > dos:
            encoding, label = "mac_roman", "Macintosh"
    notes = list(_control_note(data, name))
    if label:
        notes.append(
            Note(
                "tegnsaet-gammelt",
                f"{name} er læst i et gammelt tegnsæt ({label}).",
                "Kontrollér æ, ø og å i navnene, eller udtræk filen som UTF-8.",
            )
        )
    elif any(byte in data for byte in _UNDEFINED):
        notes.append(
            Note(
                "tegnsaet-ukendt",
                f"{name} har tegn, som ikke findes i Windows-tegnsættet; de er vist som �.",
                "Kontrollér æ, ø og å i navnene, eller udtræk filen som UTF-8.",
            )
        )
    elif _TWICE.search(data):
        notes.append(
            Note(
                "tegnsaet-blandet",
                f"{name} blander to tegnsæt (UTF-8 og Windows), så nogle æ, ø og å er forkerte.",
                "Udtræk filen igen, i stedet for at sætte udtræk sammen i hånden.",
            )
        )
    text = _transcode(data, encoding, name, errors="replace")
    return Text(text.rstrip(b"\x1a"), encoding, tuple(notes))


def _transcode(data: bytes, encoding: str, name: str, errors: str = "strict") -> bytes:
    """To UTF-8 piece by piece, so that the text never stands in memory as Python ``str``."""
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
    out = bytearray()
    try:
        for start in range(0, len(data), _PIECE):
            piece = data[start : start + _PIECE]
            out += decoder.decode(piece, start + _PIECE >= len(data)).encode()
    except (UnicodeDecodeError, UnicodeEncodeError) as error:
        raise UserError(
            f"{name} er afkortet eller ødelagt ({encoding}). "
            "Udtræk filen igen fra kildesystemet, helst som UTF-8."
        ) from error
    return bytes(out)


def _control_note(data: bytes, name: str) -> tuple[Note, ...]:
    low = np.frombuffer(data, dtype=np.uint8)
    count = sum(
        int(np.count_nonzero(low[start : start + _PIECE] < 9))
        for start in range(0, len(low), _PIECE)
    )
    if not count:
        return ()
    return (
        Note(
            "styretegn",
            f"{name} har {count} styretegn, som ikke hører til i en tekst.",
            "Kontrollér de rækker, hvor teksten ser forkert ud, eller udtræk filen igen.",
        ),
    )


def _binary(name: str) -> UserError:
    return UserError(
        f"{name} er ikke en tekstfil og heller ikke et regneark, som kan læses. "
        "Udtræk filen igen som CSV eller .xlsx."
    )
