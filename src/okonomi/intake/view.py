"""One raw table while it is read with its profile: what every step needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from okonomi.intake.block import Block
from okonomi.intake.coded import RawTable
from okonomi.intake.convert import NUMBER_KINDS, Converter
from okonomi.intake.fields import field_of
from okonomi.intake.parsed import Note
from okonomi.intake.profile import Column, Profile
from okonomi.intake.pseudonym import PersonKey


@dataclass(eq=False, kw_only=True)
class View:
    """``names`` maps normalised header to header; ``numbers`` are the headers of number columns.

    ``open_rows`` is true for rows that carry data: no total, blank or heading.
    """

    raw: RawTable
    profile: Profile
    month: pd.Period
    key: PersonKey
    names: Mapping[str, str]
    numbers: Mapping[str, Column]
    converter: Converter
    block: Block
    open_rows: np.ndarray
    notes: list[Note] = field(default_factory=list)

    def header(self, column: Column) -> str | None:
        """What the file calls the column; None where it has none."""
        return column.header_in(self.names, self.month)

    def mapped(self) -> dict[str, tuple[str, str]]:
        """Header → the table and column of ours it is read as."""
        return {
            header: (table.name, target)
            for table in self.profile.tables
            for target, column in table.columns.items()
            if (header := self.header(column)) is not None
        }


def date_columns(profile: Profile, names: Mapping[str, str], month: pd.Period) -> tuple[str, ...]:
    """The headers of date columns whose order no one has stated for the column alone."""
    found: dict[str, None] = {}
    for table in profile.tables:
        for target, column in table.columns.items():
            known = field_of(table.name, target)
            header = column.header_in(names, month)
            dated = known is not None and known.kind == "date" and column.date_order is None
            if header is not None and dated:
                found[header] = None
    return tuple(found)


def number_columns(
    profile: Profile, names: Mapping[str, str], month: pd.Period
) -> dict[str, Column]:
    """The headers of number columns in a file, the amount column among them."""
    found: dict[str, Column] = {}
    for table in profile.tables:
        for target, column in table.columns.items():
            known = field_of(table.name, target)
            header = column.header_in(names, month)
            if header is not None and known is not None and known.kind in NUMBER_KINDS:
                found.setdefault(header, column)
    if profile.amount is not None:
        header = profile.amount.header_in(names, month)
        if header is not None:
            found.setdefault(header, profile.amount)
    return found
