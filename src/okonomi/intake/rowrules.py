"""What must hold for a row of a typed table; vectorised, every fault of every row at once."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from okonomi.intake.block import Block, Doubt
from okonomi.intake.fields import ALL
from okonomi.intake.needs import is_vital, needs_value
from okonomi.intake.text import Frame, Text, Values

_LENGTH = {"time": 0, "doegn": 1, "dag": 1, "uge": 2, "14 dage": 3, "maaned": 4, "kvartal": 5,
           "aar": 6}  # fmt: skip
"""Units and frequencies in order of length."""
_COUNTED = ("stk", "km", "fast")
"""Units that are no time: they go with every frequency."""
_UNIT_NAMES = {"doegn": "døgn", "maaned": "måned", "aar": "år"}
_MANY = {
    "doegn": "døgn", "dag": "dage", "time": "timer", "uge": "uger", "maaned": "måneder",
    "aar": "år", "km": "km",
}  # fmt: skip
"""Units of which a frequency period holds many, as they are written to people."""
MOST_KR, MOST_PRICE_KR, MOST_UNITS = 10**12, 10**11, 10**15
"""Above these (price × quantity, price, quantity) the ledger would no longer be exact."""
SAME = {("doegn", "dag"), ("dag", "dag"), ("uge", "uge"), ("maaned", "maaned"), ("aar", "aar")}
"""Unit and frequency that mean the same: the quantity is 1 where none is given."""


def check_rows(block: Block, table: str, open_rows: np.ndarray) -> None:
    """Note what is wrong with the rows of ``table`` that are open (no total, blank, heading)."""
    frame, schema = block.frames[table], ALL[table]
    faulty = _faulty_cells(block)
    for column in schema.fields:
        if column not in frame or not needs_value(block.profile, table, column):
            continue
        rows = np.flatnonzero(open_rows & is_missing(frame[column]))
        rows = np.setdiff1d(rows, faulty.get(block.header(column), ()))
        block.fault(rows, block.header(column), "Værdien mangler.", "Udfyld feltet i kilden.")
    for first, last in schema.ordered:
        begins, ends = frame.get(first), frame.get(last)
        if isinstance(begins, np.ndarray) and isinstance(ends, np.ndarray):
            wrong = np.flatnonzero(open_rows & (ends < begins))  # NaT is never before
            reason, remedy = "Slutdatoen ligger før startdatoen.", "Ret datoerne i kilden."
            if is_vital(table, first):
                block.fault(wrong, block.header(last), reason, remedy, _as_text(ends[wrong]))
            elif len(wrong):
                block.doubts.append(Doubt(wrong, block.header(last), reason, remedy))
    if table == "line_price" or (table == "placement" and block.profile.prices == "own"):
        for rows, column, reason, remedy in price_faults(frame):
            rows = rows[open_rows[rows]]
            rows = np.setdiff1d(rows, faulty.get(block.header(column), ()))
            block.fault(rows, block.header(column), reason, remedy)


def price_faults(frame: Frame) -> Iterable[tuple[np.ndarray, str, str, str]]:
    """Rows whose quantity, unit and frequency do not make a price per day: never guessed."""
    frequency, unit, quantity = frame.get("frequency"), frame.get("unit"), frame.get("quantity")
    rows = len(next(iter(frame.values()))) if frame else 0
    if isinstance(quantity, np.ndarray):
        yield (
            np.flatnonzero(quantity <= 0), "quantity",
            "Antallet er ikke større end nul.",
            "Ret antallet; en kreditering skrives med negativ pris.",
        )  # fmt: skip
    price = frame.get("price_kr")
    if isinstance(price, np.ndarray):
        times = np.nan_to_num(quantity, nan=1.0) if isinstance(quantity, np.ndarray) else 1.0
        too_much = (np.abs(price * times) > MOST_KR) | (np.abs(price) > MOST_PRICE_KR)
        yield (
            np.flatnonzero(too_much | (np.abs(times) > MOST_UNITS)), "price_kr",
            "Prisen, antallet eller pris gange antal er for stort til at være rigtigt.",
            "Ret prisen eller antallet i kilden.",
        )  # fmt: skip
    if not isinstance(frequency, Text) or not isinstance(unit, Text):
        return
    missing = np.isnan(quantity) if isinstance(quantity, np.ndarray) else np.ones(rows, dtype=bool)
    for kind in unit.distinct():
        of_kind = unit.equals(kind)
        for often in frequency.take(of_kind).distinct():
            here = of_kind & frequency.equals(often)
            if not fits(kind, often):
                yield (
                    np.flatnonzero(here), "unit",
                    f"En pris pr. {_name(kind)}, der betales pr. {_name(often)}, kan ikke regnes "
                    "om til dage.",
                    "Ret enhed eller frekvens, så enheden ikke er længere end frekvensen.",
                )  # fmt: skip
            elif (kind, often) not in SAME and kind in _MANY and often != "engang":
                yield (
                    np.flatnonzero(here & missing), "quantity",
                    f"Antallet mangler: hvor mange {_MANY[kind]} pr. {_name(often)}?",
                    "Udfyld antallet af enheder i en frekvensperiode.",
                )  # fmt: skip


def _name(code: str) -> str:
    return _UNIT_NAMES.get(code, code)


def fits(unit: str, frequency: str) -> bool:
    """Whether a price per ``unit`` can be paid per ``frequency``: the unit is not the longer."""
    if frequency == "engang" or unit in _COUNTED:
        return True
    return _LENGTH[unit] <= _LENGTH[frequency]


def is_missing(values: Values) -> np.ndarray:
    """True per row where nothing is known."""
    if isinstance(values, Text):
        return values.missing()
    return np.isnat(values) if values.dtype.kind == "M" else np.isnan(values)


def _faulty_cells(block: Block) -> dict[str, np.ndarray]:
    """Rows per header that have a fault already: a value that cannot be read is not missing."""
    found: dict[str, list[np.ndarray]] = {}
    for fault in block.faults:
        found.setdefault(fault.column, []).append(fault.rows)
    return {header: np.concatenate(rows) for header, rows in found.items()}


def _as_text(dates: np.ndarray) -> Text:
    return Text.of([f"{date.day:02d}-{date.month:02d}-{date.year}" for date in dates.tolist()])
