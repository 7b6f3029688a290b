"""The rows of a table as a reader picks among them: by value, by words, and summed in groups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from okonomi.present import numbers
from okonomi.present.sorting import danish_key
from okonomi.present.table import Column, Table

MOST_VALUES = 400
"""A column with more values is searched, not chosen from a list."""


@dataclass(frozen=True, eq=False)
class Rows:
    """A table's detail rows, and the same rows as the reader sees them (``texts``, by key)."""

    table: Table
    texts: pd.DataFrame

    def __len__(self) -> int:
        return len(self.texts)

    def column(self, key: str) -> Column:
        return next(c for c in self.table.columns if c.key == key)

    def filters(self) -> list[Column]:
        """The columns worth choosing from: texts and months whose values repeat."""
        found = []
        for column in self.table.columns:
            if column.kind in ("text", "month") and column.label:
                n = self.texts[column.key].nunique()
                if 1 < n <= MOST_VALUES and n < len(self):
                    found.append(column)
        return found

    def labels(self) -> list[Column]:
        """The columns bars may be drawn for: texts and months with more than one value."""
        return [
            c
            for c in self.table.columns
            if c.kind in ("text", "month") and c.label and self.texts[c.key].nunique() > 1
        ]

    def values(self, key: str) -> list[str]:
        """A column's values in their order: Danish alphabet, time or size."""
        texts = self.texts[key]
        if self.column(key).kind == "text":
            return sorted(texts.unique(), key=danish_key)
        order = self.table.frame[key].reset_index(drop=True).sort_values(kind="stable").index
        return texts.iloc[order].unique().tolist()

    def where(self, picks: Mapping[str, str | None], words: str = "") -> Rows:
        """The rows with these values (None: any) that have every word somewhere."""
        kept = pd.Series(True, index=self.texts.index)
        for key, value in picks.items():
            if value is not None:
                kept &= self.texts[key] == value
        for word in words.casefold().split():
            hits = [self.texts[key].str.casefold().str.contains(word, regex=False)
                    for key in self.texts]  # fmt: skip
            kept &= pd.concat(hits, axis=1).any(axis=1)
        return self.take(kept)

    def take(self, kept: pd.Series) -> Rows:
        """The rows where ``kept`` is true."""
        frame = self.table.frame[kept.to_numpy()].reset_index(drop=True)
        return Rows(
            replace(self.table, frame=frame, row_kind=None),
            self.texts[kept.to_numpy()].reset_index(drop=True),
        )

    def groups(self, by: str, of: str) -> pd.DataFrame:
        """One row per value of ``by``, the largest first: label, n and value.

        Amounts and counts are summed; a price, a share or another measure is averaged over the
        rows that have it. A group without any is left out.
        """
        measure = self.table.frame[of].astype("Float64").reset_index(drop=True)
        grouped = measure.groupby(self.texts[by], sort=False)
        value = grouped.sum(min_count=1) if sums(self.column(of)) else grouped.mean()
        found = pd.DataFrame({"value": value, "n": grouped.size()}).dropna()
        found = found.rename_axis("label").reset_index()
        largest = found["value"].abs().sort_values(ascending=False, kind="stable").index
        return found.loc[largest].reset_index(drop=True)


def rows_of(table: Table) -> Rows:
    """A table's rows without its sums, which have no place among sorted rows."""
    kinds = pd.Series(table.row_kinds(), dtype="object")
    frame = table.frame[(kinds == "detail").to_numpy()].reset_index(drop=True)
    texts = pd.DataFrame(
        {c.key: [numbers.cell(v, c) for v in frame[c.key]] for c in table.columns}, dtype="str"
    )
    return Rows(replace(table, frame=frame), texts)


def sums(column: Column) -> bool:
    """Whether values of the column are added up in a group."""
    return column.kind in ("oere", "int")
