"""Cells of the rule files, which are edited in Excel and by hand: Danish numbers and dates."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

from okonomi.errors import Faults

_NUMBER = re.compile(r"-?(?:\d+|[1-9]\d{0,2}(?:\.\d{3})+)(?:,\d+)?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_DANISH = re.compile(r"(\d{1,2})[-./](\d{1,2})[-./](\d{4})")


def read_number(text: str) -> Decimal | None:
    """``1.090.000`` and ``0,954`` exactly; None for anything else (``0.954`` is not Danish)."""
    if not _NUMBER.fullmatch(text):
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


def read_date(text: str) -> date | None:
    """``2024-01-01`` or ``01-01-2024`` (Excel rewrites the first as the second); else None."""
    if iso := _ISO.fullmatch(text):
        year, month, day = iso.groups()
    elif danish := _DANISH.fullmatch(text):
        day, month, year = danish.groups()
    else:
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def where_is(path: Path) -> str:
    """Folder and file, ``regler/refusion.yaml``: enough to find it, and no machine's path."""
    return f"{path.parent.name}/{path.name}"


def read_rows(
    path: Path, required: tuple[str, ...], faults: Faults
) -> Iterator[tuple[str, dict[str, str]]]:
    """The rows of a ``;`` file as (where it stands, column → stripped text); blank rows skipped.

    Cells beyond the header, missing columns and a file that is not UTF-8 become faults.
    """
    place = where_is(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        faults.add(f"{place} er ikke gemt som UTF-8. Gem den som “CSV UTF-8 (semikolonsepareret)”.")
        return
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";")
    header = [name.strip() for name in next(reader, [])]
    missing = [name for name in required if name not in header]
    if missing:
        faults.add(f"{place}: kolonnerne {', '.join(missing)} mangler. Tilføj dem.")
        return
    for cells in reader:
        stripped = [cell.strip() for cell in cells]
        if not any(stripped):
            continue
        where = f"{place}, linje {reader.line_num}"
        if any(stripped[len(header) :]):
            faults.add(f"{where}: der er flere felter end kolonner. Sæt tekst med ; i “…”.")
            continue
        stripped += [""] * (len(header) - len(stripped))
        yield where, dict(zip(header, stripped, strict=False))
