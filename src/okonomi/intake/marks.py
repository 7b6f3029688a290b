"""What is marked on the rows of a file before they are judged: kind, amount, age, drafts."""

from __future__ import annotations

import numpy as np

from okonomi.intake.block import CODE, Doubt
from okonomi.intake.dates import read_dates
from okonomi.intake.needs import is_vital, needs_value
from okonomi.intake.profile import matches, normalise
from okonomi.intake.rowkinds import captions, repeated_headings, total_rows
from okonomi.intake.text import Text
from okonomi.intake.view import View

CLOSED = r"(?i)^\s*(?:afsluttet|ophørt|udløbet|stoppet|lukket|closed|ended)\s*$"
"""RE2. A status that says the line has ended (what it was until then is the code list's)."""


_DATED = r"^\s*\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\s*$"


def mark_row_kinds(view: View) -> None:
    """Set the class of blank rows, totals and headings in the middle of the data."""
    raw, profile, block = view.raw, view.profile, view.block
    primary = profile.primary
    mapped = {t: view.header(c) for t, c in primary.columns.items()}
    needed = [
        header
        for target, header in mapped.items()
        if header is not None
        and target not in primary.codes
        and (target in profile.key or needs_value(profile, primary.name, target))
    ]
    blank = raw.blank_rows()
    total = total_rows(raw, needed, list(view.numbers), profile.total_row)
    booked = mapped.get("date") if primary.name == "posting" else None
    if booked is not None:  # a posting without its account is an error, whoever is paid
        total &= ~raw.columns[booked].match(_DATED)
    heading = repeated_headings(raw, [h for h in mapped.values() if h is not None])
    heading |= captions(raw, needed) & ~total
    block.row_class[heading] = CODE["heading"]
    block.row_class[total] = CODE["total"]
    block.row_class[blank] = CODE["blank"]


def mark_error_cells(view: View) -> None:
    """Cells of a workbook that show an error instead of a value: a fault of the row where it
    decides a figure, and otherwise told as a doubt."""
    block, mapped = view.block, view.mapped()
    cells: dict[tuple[str, str], list[int]] = {}
    for cell in view.raw.error_cells:
        place = int(np.searchsorted(block.line, cell.row))
        if place >= len(block) or block.line[place] != cell.row or cell.column not in mapped:
            continue
        if view.open_rows[place]:
            cells.setdefault((cell.column, cell.text), []).append(place)
    remedy = "Ret formlen i regnearket, og gem filen."
    for (column, text), places in cells.items():
        reason = f"Cellen viser {text} og ikke en værdi."
        if is_vital(*mapped[column]):
            block.fault(np.array(places), column, reason, remedy)
        else:
            block.doubts.append(Doubt(np.array(places), column, reason, remedy))


def mark_closed(view: View) -> None:
    """Lines said to be closed that have no last day: they would cost to the end of time."""
    table, block = view.profile.table("placement"), view.block
    status, last = (table.columns.get(name) if table else None for name in ("status", "end"))
    header = view.header(status) if status is not None else None
    end = block.frames["placement"].get("end") if table else None
    if header is None or last is None:
        return
    rows = view.open_rows & view.raw.columns[header].match(CLOSED)
    if isinstance(end, np.ndarray):
        rows &= np.isnat(end)
    frequency = block.frames["placement"].get("frequency")
    if isinstance(frequency, Text):
        rows &= ~frequency.equals("engang")
    block.closed = rows.copy()
    for fault in block.faults:
        if fault.column == block.header("end"):
            rows[fault.rows] = False
    block.fault(
        np.flatnonzero(rows), block.header("end"), "Slutdatoen mangler på en afsluttet linje.",
        "Skriv linjens sidste dag i kilden, eller ret dens status.",
    )  # fmt: skip


def mark_amounts(view: View) -> None:
    """The profile's amount column in whole øre, for every row that has one."""
    amount, block = view.profile.amount, view.block
    header = view.header(amount) if amount is not None else None
    if amount is None or header is None:
        return
    kroner = np.asarray(view.converter.number(header, amount.times).values, dtype=np.float64)
    block.amount_known = ~np.isnan(kroner)
    parts = np.rint(np.where(block.amount_known, kroner, 0.0) * 1e4).astype(np.int64)
    block.amount_oere = np.sign(parts) * ((np.abs(parts) + 50) // 100)


def mark_age(view: View) -> None:
    """What decides which row of a key is the newest, as a number."""
    newest, block = view.profile.newest, view.block
    header = view.names.get(normalise(newest.header)) if newest.header else None
    if header is None:
        return
    raw = view.raw.columns[header]
    if newest.kind == "date":
        dates = np.asarray(read_dates(raw, view.profile.date_order).values)
        block.newest = np.where(np.isnat(dates), np.nan, dates.astype(np.int64).astype(float))
        return
    texts = [text.strip() for text in raw.texts().to_pylist()]
    if newest.kind == "number":
        ages = [_number(text) for text in texts]
    else:
        order = {text: place for place, text in enumerate(sorted(set(texts)))}
        ages = [float(order[text]) if text else np.nan for text in texts]
    block.newest = raw.spread(np.array(ages, dtype=float))


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return float("nan")


def mark_skipped(view: View) -> None:
    """Kladder, and rows that the profile says to skip."""
    block = view.block
    status = block.frame.get("status")
    if isinstance(status, Text):
        block.skipped |= status.equals("kladde")
    for wanted, values in view.profile.skip_rows.items():
        header = view.names.get(normalise(wanted))
        if header is not None:
            column = view.raw.columns[header]
            skip = np.array([matches(values, text) for text in column.texts().to_pylist()])
            block.skipped |= column.spread(skip.astype(bool))
