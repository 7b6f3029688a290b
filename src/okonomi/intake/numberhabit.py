"""Which sign a column uses for decimals: decided by evidence, never guessed.

The habit of a column is decided by all its distinct values; where they leave it open, by the
file's other number columns; then by the profile. ``1.234`` stays unread where all are silent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal

import numpy as np
import pyarrow as pa

from okonomi.intake.coded import Cell, Coded, TextValues, cell_text
from okonomi.intake.numberscan import COMMA, DOT, LARGEST, SCALE, Scan, scan
from okonomi.intake.parsed import (
    NOT_A_NUMBER,
    NUMBER_IS_DATE,
    NUMBER_MIXED,
    NUMBER_OTHER_HABIT,
    NUMBER_TOO_LARGE,
    NUMBER_UNDECIDED,
)

DecimalSign = Literal[",", "."]
Source = Literal["kolonne", "fil", "profil", "uafgjort", "blandet"]

MISSING = frozenset({"-", "–", "−", "NULL", "null"})
"""Texts that mean no number, beside the empty cell. Excel shows a dash for nothing."""

_AGREED = 0.9
"""Share of the telling values that must agree before the others are called faults."""

_MARK_OF: Mapping[DecimalSign, int] = {",": COMMA, ".": DOT}


@dataclass(frozen=True, eq=False)
class NumberHabit:
    """How a column writes numbers: the decimal sign, and how we know.

    ``decimal`` is None where it is not decided: ``uafgjort`` (no value tells) or ``blandet``
    (the values contradict each other). Values that can be read in one way only are read even
    then. ``comma`` and ``dot`` count the distinct values that speak for each decimal sign.
    """

    decimal: DecimalSign | None
    source: Source
    comma: int = 0
    dot: int = 0
    stated: DecimalSign | None = None
    read: Distinct | None = field(default=None, repr=False)

    @property
    def decided(self) -> bool:
        """Whether the decimal sign is known."""
        return self.decimal is not None


def decide_habits(
    columns: Mapping[str, Coded],
    stated: str | Mapping[str, str | None] | None = None,
    missing: Iterable[str] = MISSING,
    money: Collection[str] = (),
) -> dict[str, NumberHabit]:
    """The habit of every number column of one file, by name.

    ``stated`` is the profile's: ``","``, ``"."``, ``"1.234,56"`` or ``"1,234.56"``, or one per
    column. It is used only where neither the column nor the rest of the file tells. ``money``
    names the columns of kroner: ``1.234`` is one krone and a bit only where the column or the
    profile says so itself, and never because another column writes 37.5.
    """
    gone = frozenset(missing)
    read = {name: Distinct.of(column, gone) for name, column in columns.items()}
    speaks = {name: own.evidence() for name, own in read.items()}
    total = tuple(sum(counts) for counts in zip(*speaks.values(), strict=True))
    habits = {}
    for name, (comma, dot) in speaks.items():
        wish = stated.get(name) if isinstance(stated, Mapping) else stated
        others = (total[0] - comma, total[1] - dot)
        habits[name] = _decide(read[name], (comma, dot), others, _sign(wish), name in money)
    return habits


def decide_habit(
    columns: Sequence[Coded], stated: str | None = None, missing: Iterable[str] = MISSING
) -> NumberHabit:
    """The habit of the first column; the others are its file's other number columns."""
    numbered = {str(position): column for position, column in enumerate(columns)}
    return decide_habits(numbered, stated, missing)["0"]


@dataclass(frozen=True, eq=False)
class Distinct:
    """The distinct cells of a column, read in every way they can be read."""

    values: Sequence[Cell]
    scan: Scan
    missing: np.ndarray
    typed: np.ndarray
    """True for a cell that Excel holds as a number."""
    typed_value: np.ndarray
    typed_finer: np.ndarray
    typed_fault: np.ndarray

    @classmethod
    def of(cls, column: Coded, missing: frozenset[str]) -> Distinct:
        count = len(column.values)
        typed = np.zeros(count, dtype=bool)
        value = np.zeros(count, dtype=np.int64)
        finer = np.zeros(count, dtype=bool)
        fault = np.zeros(count, dtype=np.int8)
        if isinstance(column.values, TextValues):
            texts = column.values.arrow
        else:
            cells = list(column.values)
            texts = pa.array([c if isinstance(c, str) else "" for c in cells], pa.string())
            for position, cell in enumerate(cells):
                if isinstance(cell, str):
                    continue
                typed[position] = True
                if cell_text(cell) in missing:
                    continue
                value[position], finer[position], fault[position] = _from_cell(cell)
        found = scan(texts, missing)
        gone = found.missing & ~typed
        if typed.any():
            named = [c if isinstance(c, str) else cell_text(c) for c in column.values]
            gone |= typed & np.array([name in missing for name in named])
        return cls(column.values, found, gone, typed, value, finer, fault)

    def telling(self, sign: DecimalSign) -> np.ndarray:
        """True for values that can only be read with this decimal sign."""
        own, other = _MARK_OF[sign], _MARK_OF["." if sign == "," else ","]
        found = self.scan
        one_way = (found.fault == 0) & (found.whole_ok ^ found.decimal_ok)
        return one_way & (
            (found.decimal_ok & (found.mark == own)) | (found.whole_ok & (found.mark == other))
        )

    def evidence(self) -> tuple[int, int]:
        """How many values can only be read with a comma, and how many only with a dot."""
        return int(self.telling(",").sum()), int(self.telling(".").sum())

    def ambiguous(self) -> np.ndarray:
        """True for values that read differently with each decimal sign."""
        return (self.scan.fault == 0) & self.scan.whole_ok & self.scan.decimal_ok

    def thirds(self, sign: DecimalSign) -> int:
        """How many of them would have three decimals with this decimal sign."""
        return int((self.ambiguous() & (self.scan.mark == _MARK_OF[sign])).sum())

    def reads_decimal(self, habit: NumberHabit) -> np.ndarray:
        """True for values read with their last mark as the decimal sign."""
        found = self.scan
        if habit.decimal is None:
            return found.decimal_ok & ~found.whole_ok
        return found.decimal_ok & (found.mark == _MARK_OF[habit.decimal])

    def reads_whole(self, habit: NumberHabit) -> np.ndarray:
        found = self.scan
        if habit.decimal is None:
            return found.whole_ok & ~found.decimal_ok
        return found.whole_ok & (found.mark != _MARK_OF[habit.decimal])

    def interpret(self, habit: NumberHabit) -> tuple[np.ndarray, np.ndarray]:
        """Ten-thousandths of a krone and a fault code per distinct value."""
        found = self.scan
        decimal, whole = self.reads_decimal(habit), self.reads_whole(habit)
        value = np.where(decimal, found.as_decimal, found.as_whole)
        fault = found.fault.copy()
        unread = (fault == 0) & ~found.missing & ~decimal & ~whole
        fault[unread] = {
            "uafgjort": NUMBER_UNDECIDED,
            "blandet": NUMBER_MIXED,
        }.get(habit.source, NUMBER_OTHER_HABIT)
        fault[(fault == 0) & (np.abs(value) > LARGEST) & (decimal | whole)] = NUMBER_TOO_LARGE
        return (
            np.where(self.typed, self.typed_value, value),
            np.where(self.typed, self.typed_fault, fault).astype(np.int8),
        )

    def finer(self, habit: NumberHabit) -> np.ndarray:
        """True for values that had more decimals than are kept (beyond float noise)."""
        return np.where(self.typed, self.typed_finer, self.scan.finer & self.reads_decimal(habit))


def _from_cell(cell: Cell) -> tuple[int, bool, int]:
    """Ten-thousandths, whether decimals were lost, and the fault of a cell that is not text."""
    if isinstance(cell, dt.date | dt.time | dt.timedelta):
        return 0, False, NUMBER_IS_DATE
    if isinstance(cell, bool) or not isinstance(cell, int | float):
        return 0, False, NOT_A_NUMBER
    if not abs(cell) <= LARGEST / SCALE:  # also what is not finite
        return 0, False, NUMBER_TOO_LARGE
    exact = Decimal(repr(cell)) * SCALE
    rounded = exact.quantize(Decimal(1), ROUND_HALF_UP)
    return int(rounded), abs(exact - rounded) > Decimal("0.01"), 0


def _decide(
    own: Distinct,
    evidence: tuple[int, int],
    others: tuple[int, int],
    stated: DecimalSign | None,
    is_money: bool,
) -> NumberHabit:
    comma, dot = evidence
    sign, mixed = _majority(comma, dot)
    file_sign, _ = _majority(*others)
    outside = file_sign or stated
    if sign and outside and sign != outside:
        # A stray 12.5 must not turn a column of 1.234 into decimals, nor the other way round.
        telling, ambiguous = comma + dot, int(own.ambiguous().sum())
        if telling <= (1 - _AGREED) * ambiguous:
            sign = None
        elif telling <= ambiguous:
            sign, mixed = None, True
    elif sign == "." and not outside and is_money and own.thirds(sign) >= comma + dot:
        sign, mixed = None, True
    if sign or mixed:
        return NumberHabit(sign, "kolonne" if sign else "blandet", comma, dot, stated, own)
    # 412,125 beside 37,5 is a price with three decimals; 1.234 beside 37.5 may be a thousand.
    doubted = stated != file_sign if stated else is_money and file_sign == "."
    if file_sign and doubted and own.thirds(file_sign):
        return NumberHabit(None, "uafgjort", comma, dot, stated, own)
    if file_sign:
        return NumberHabit(file_sign, "fil", comma, dot, stated, own)
    return NumberHabit(stated, "profil" if stated else "uafgjort", comma, dot, stated, own)


def _majority(comma: int, dot: int) -> tuple[DecimalSign | None, bool]:
    """The decimal sign nearly all telling values agree on, and whether they contradict."""
    total = comma + dot
    if not total:
        return None, False
    if comma >= _AGREED * total:
        return ",", False
    if dot >= _AGREED * total:
        return ".", False
    return None, True


def _sign(stated: str | None) -> DecimalSign | None:
    if stated is None or stated == "":
        return None
    if stated in (",", "1.234,56"):
        return ","
    if stated in (".", "1,234.56"):
        return "."
    raise ValueError(f"unknown number habit {stated!r}")
