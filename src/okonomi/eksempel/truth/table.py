"""Rows as dicts → a plain CSV file."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

Rows = list[dict[str, Any]]


def write_table(path: Path, rows: Rows, columns: tuple[str, ...] = ()) -> None:
    """UTF-8, commas, line feeds; dates as ISO, missing as nothing.

    ``columns`` is for a table that may have no rows: it keeps its header.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(rows[0] if rows else columns)
    writer.writerows(map(_text, row.values()) for row in rows)
    path.write_bytes(buffer.getvalue().encode("utf-8"))


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    return value.isoformat() if isinstance(value, date) else str(value)


def decimal(value: int, parts: int) -> str:
    """A whole number of ``1/parts`` (a power of ten) with a decimal point."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), parts)
    return f"{sign}{whole}.{rest:0{len(str(parts)) - 1}d}"
