"""One file or sheet after reading with a profile: its rows, their class and their faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
import pandas as pd

from okonomi.intake.citizens import Citizens
from okonomi.intake.coded import BrokenRow
from okonomi.intake.fields import field_of
from okonomi.intake.profile import Profile
from okonomi.intake.text import Frame, Text

RowClass = Literal["used", "draft", "superseded", "duplicate", "total", "blank", "heading", "error"]
ROW_CLASSES: tuple[RowClass, ...] = get_args(RowClass)
"""What became of a physical row. ``used`` stands in the typed tables; ``draft`` is a kladde;
``superseded`` has a newer row with its key; ``duplicate`` says what another row says; ``total``
is a sum; ``heading`` carries no data; ``error`` could not be used and says why."""

CODE: dict[str, int] = {name: code for code, name in enumerate(ROW_CLASSES)}


@dataclass(frozen=True, eq=False)
class RowFaults:
    """The same fault in some rows. ``found`` has one text per row, or is None (not shown)."""

    rows: np.ndarray
    column: str
    reason: str
    remedy: str
    found: Text | None = None


@dataclass(frozen=True, eq=False)
class Doubt:
    """Unreadable values in a column that decides no figure: missing, and told as a Finding."""

    rows: np.ndarray
    column: str
    reason: str
    remedy: str


@dataclass(eq=False, kw_only=True)
class Block:
    """One file or sheet. Arrays have one entry per data row.

    ``source`` is its position in ``Reading.files``; ``month`` the folder it lay in. ``frames``
    holds every row of every table of the profile, in the file's order. ``amount_oere`` is the
    profile's amount column in whole øre where ``amount_known``. ``skipped`` rows are drafts:
    kladder, and rows the profile says to skip. ``row_class`` holds codes into ``ROW_CLASSES``;
    until ``classify`` has run only total, blank and heading are set. ``headers`` says which of
    the file's columns each of ours came from. ``broken`` rows could not be split into columns
    and are errors; ``outside`` counts the physical rows around the data (titles, header).
    ``closed`` rows say that their line has ended, and not when.
    ``citizens`` are the names in the file, to take out of texts; they go no further.
    ``origin`` is the list it is a delivery of: the file's name without its date, and the sheet;
    ``stamp`` is that date, with the time of day where the name has one.
    ``id_prefix`` is set where another list uses the same ids for other lines (see ``ids``).
    ``explained`` says why rows that are no errors were set aside, where the class does not.
    """

    source: int
    month: pd.Period
    profile: Profile
    line: np.ndarray
    frames: dict[str, Frame]
    row_class: np.ndarray
    skipped: np.ndarray
    amount_oere: np.ndarray
    amount_known: np.ndarray
    newest: np.ndarray
    closed: np.ndarray
    headers: dict[str, str] = field(default_factory=dict)
    origin: tuple[str, str] = ("", "")
    stamp: str = ""
    faults: list[RowFaults] = field(default_factory=list)
    explained: list[RowFaults] = field(default_factory=list)
    id_prefix: str = ""
    doubts: list[Doubt] = field(default_factory=list)
    broken: list[BrokenRow] = field(default_factory=list)
    outside: int = 0
    citizens: Citizens = field(default_factory=Citizens)

    def __len__(self) -> int:
        return len(self.line)

    @property
    def frame(self) -> Frame:
        """The rows of the profile's first table."""
        return self.frames[self.profile.primary.name]

    def has_class(self, name: RowClass) -> np.ndarray:
        """True per row of that class."""
        return self.row_class == CODE[name]

    def header(self, column: str) -> str:
        """What the file calls one of our columns; what it means where the file has none."""
        if column in self.headers:
            return self.headers[column]
        known = (field_of(table, column) for table in self.frames)
        return next((field.meaning for field in known if field is not None), column)

    def fault(
        self, rows: np.ndarray, column: str, reason: str, remedy: str, found: Text | None = None
    ) -> None:
        """Note a fault of some rows (positions). ``classify`` makes them errors."""
        if len(rows):
            self.faults.append(RowFaults(rows, column, reason, remedy, found))

    def faulty(self) -> np.ndarray:
        """True per row with at least one fault."""
        result = np.zeros(len(self), dtype=bool)
        for fault in self.faults:
            result[fault.rows] = True
        return result

    def explain(self, rows: np.ndarray, name: RowClass, reason: str, remedy: str) -> None:
        """Give rows (positions) a class that is no error, with a reason of its own."""
        if len(rows):
            self.row_class[rows] = CODE[name]
            self.explained.append(RowFaults(rows, "", reason, remedy))

    def set_aside(
        self, rows: np.ndarray, column: str, reason: str, remedy: str, found: Text | None = None
    ) -> None:
        """After classification: rows in use (positions) turn out to be errors.

        ``found`` has one text per entry of ``rows``.
        """
        in_use = self.row_class[rows] == CODE["used"]
        rows = rows[in_use]
        self.fault(rows, column, reason, remedy, None if found is None else found.take(in_use))
        self.row_class[rows] = CODE["error"]
