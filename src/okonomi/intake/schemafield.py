"""What a typed table is made of: fields with their kinds, and how an empty table looks."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import pandas as pd

Kind = Literal["text", "code", "date", "price", "amount", "number", "integer", "flag"]

DTYPES: dict[Kind, str] = {
    "text": "str",
    "code": "str",
    "date": "datetime64[s]",
    "price": "float64",
    "amount": "int64",  # Int64 where the column may be missing: see Field.dtype
    "number": "float64",
    "integer": "Int64",
    "flag": "boolean",
}


@dataclass(frozen=True)
class Field:
    """One column: its kind, whether a row is set aside without it, its values and meaning."""

    kind: Kind
    meaning: str
    required: bool = False
    values: tuple[str, ...] | None = None
    unit: str = ""

    @property
    def dtype(self) -> str:
        """The pandas dtype of the column."""
        if self.kind == "amount" and not self.required:
            return "Int64"
        return DTYPES[self.kind]


@dataclass(frozen=True)
class TableSchema:
    """One typed table. ``ordered`` are pairs of dates where the second may not come first."""

    name: str
    row: str
    fields: MappingProxyType[str, Field]
    ordered: tuple[tuple[str, str], ...] = ()

    def empty(self) -> pd.DataFrame:
        """The table with no rows, every column with its dtype."""
        columns = {name: pd.Series(dtype=field.dtype) for name, field in self.fields.items()}
        return pd.DataFrame(columns | {name: pd.Series(dtype="int64") for name in ROW_COLUMNS})


ROW_COLUMNS = ("source", "line")


def table(
    name: str, row: str, ordered: tuple[tuple[str, str], ...] = (), **fields: Field
) -> TableSchema:
    """A table's schema, its columns given by name."""
    return TableSchema(name=name, row=row, ordered=ordered, fields=MappingProxyType(fields))


def text(meaning: str, required: bool = False, values: tuple[str, ...] | None = None) -> Field:
    """A column of words."""
    return Field("text", meaning, required, values)


def code(meaning: str, required: bool = False) -> Field:
    """A column of numbers and ids kept as they are written."""
    return Field("code", meaning, required)


def date(meaning: str, required: bool = False) -> Field:
    """A column of days."""
    return Field("date", meaning, required)


def price(meaning: str, required: bool = False, unit: str = "kr.") -> Field:
    """A column of prices in kroner."""
    return Field("price", meaning, required, unit=unit)


def amount(meaning: str, required: bool = False) -> Field:
    """A column of whole øre."""
    return Field("amount", meaning, required, unit="øre")


def number(meaning: str, unit: str = "") -> Field:
    """A column of figures."""
    return Field("number", meaning, unit=unit)


def integer(meaning: str, required: bool = False) -> Field:
    """A column of whole figures."""
    return Field("integer", meaning, required)
