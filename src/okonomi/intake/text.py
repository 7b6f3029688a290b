"""A text column on its way to a typed table: each distinct value once, a number per row.

Pandas strings are made at the very end. Until then cleaning, looking up, hiding and renaming
happen once per distinct value, which is what makes a million rows cheap.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True, eq=False)
class Text:
    """``values[codes[i]]`` is row i's text, null where nothing is known.

    ``codes`` is int32. The same text may stand at two places of ``values`` (see ``compact``),
    unless ``unique`` says that it does not.
    """

    codes: np.ndarray
    values: pa.StringArray
    unique: bool = False

    @classmethod
    def constant(cls, value: str | None, rows: int) -> Text:
        """The same value (or nothing) in every row."""
        return cls(np.zeros(rows, dtype=np.int32), pa.array([value], pa.string()), True)

    @classmethod
    def of(cls, texts: Sequence[str | None] | pa.Array | np.ndarray) -> Text:
        """From one text per row (None or null = missing)."""
        array = pa.array(texts, pa.string(), from_pandas=True)
        if isinstance(array, pa.ChunkedArray):  # what a pandas series becomes
            array = pa.concat_arrays([*array.chunks, pa.array([], pa.string())])
        encoded = array.dictionary_encode(null_encoding="encode")
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return cls(codes, encoded.dictionary, True)

    @classmethod
    def concat(cls, parts: Sequence[Text]) -> Text:
        """One column after the other."""
        if len(parts) == 1:
            return parts[0]
        offsets = np.cumsum([0, *(len(part.values) for part in parts[:-1])])
        codes = [part.codes + np.int32(o) for part, o in zip(parts, offsets, strict=True)]
        return cls(np.concatenate(codes), pa.concat_arrays([part.values for part in parts]))

    def __len__(self) -> int:
        return len(self.codes)

    def take(self, rows: np.ndarray) -> Text:
        """Some rows: positions or a truth value per row."""
        return Text(self.codes[rows], self.values, self.unique)

    def compact(self) -> Text:
        """The same column with every distinct text once."""
        if self.unique or not len(self.values):
            return self
        encoded = self.values.dictionary_encode(null_encoding="encode")
        if len(encoded.dictionary) == len(self.values):
            return Text(self.codes, self.values, True)
        place = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
        return Text(place[self.codes], encoded.dictionary, True)

    def map(self, func: Callable[[str], str | None]) -> Text:
        """``func`` of each distinct text; missing stays missing."""
        old = self.values.to_pylist()
        new = [None if v is None else func(v) for v in old]
        return self if new == old else Text(self.codes, pa.array(new, pa.string()))

    def per_value(self, func: Callable[[pa.StringArray], pa.StringArray]) -> Text:
        """``func`` of all distinct texts at once (Arrow compute)."""
        return Text(self.codes, func(self.values))

    def where(self, keep: np.ndarray) -> Text:
        """Missing where ``keep`` (one per row) is false."""
        if keep.all():
            return self
        codes = np.where(keep, self.codes, np.int32(len(self.values)))
        nothing = pa.nulls(1, pa.string())
        unique = self.unique and not self.values.null_count
        return Text(codes, pa.concat_arrays([self.values, nothing]), unique)

    def fill(self, other: Text) -> Text:
        """``other``'s text where this one is missing."""
        missing = self.missing()
        if not missing.any():
            return self
        if missing.all():
            return other
        both = Text.concat([self, other])
        rows = len(self)
        return Text(np.where(missing, both.codes[rows:], both.codes[:rows]), both.values)

    def missing(self) -> np.ndarray:
        """True per row where nothing is known."""
        nulls = self.values.is_null().to_numpy(zero_copy_only=False).astype(bool)
        return nulls[self.codes]

    def equals(self, value: str) -> np.ndarray:
        """True per row where the text is exactly ``value``."""
        return self.flag(pc.equal(self.values, value))

    def contains(self, pattern: str) -> np.ndarray:
        """True per row where the RE2 pattern is found, regardless of case."""
        return self.flag(pc.match_substring_regex(self.values, pattern, ignore_case=True))

    def flag(self, per_value: pa.BooleanArray) -> np.ndarray:
        """A truth per distinct text → per row; unknown counts as false."""
        known = pc.fill_null(per_value, False).to_numpy(zero_copy_only=False).astype(bool)
        return known[self.codes]

    def distinct(self) -> list[str]:
        """The texts that some row has, in order of ``values``."""
        used = np.bincount(self.codes, minlength=len(self.values)) > 0
        texts = self.values.filter(pa.array(used)).drop_null().unique()
        return texts.to_pylist()

    def texts(self) -> pa.StringArray:
        """One text per row."""
        return self.values.take(pa.array(self.codes))

    def to_series(self) -> pd.Series:
        """One pandas ``str`` per row."""
        # Pandas holds large strings: to cast the few distinct values spares a copy of the rows.
        values = self.values.cast(pa.large_string())
        return pd.Series(values.take(pa.array(self.codes)), dtype="str")


Values = Text | np.ndarray
"""A column on its way: text, or a NumPy array of numbers, dates or truths."""
Frame = dict[str, Values]
"""A table on its way: columns of equal length by name."""


def take(frame: Frame, rows: np.ndarray) -> Frame:
    """Some rows of a table: positions or a truth value per row."""
    return {
        name: values.take(rows) if isinstance(values, Text) else values[rows]
        for name, values in frame.items()
    }


def concat(frames: Sequence[Frame]) -> Frame:
    """Tables one after the other; a column that one of them lacks is missing there.

    Of a single table the columns are handed on and not copied.
    """
    joined: Frame = {}
    for name in dict.fromkeys(name for frame in frames for name in frame):
        model = next(frame[name] for frame in frames if name in frame)
        parts = [frame[name] if name in frame else _nothing(model, rows_of(frame))
                 for frame in frames]  # fmt: skip
        if isinstance(model, Text):
            joined[name] = Text.concat([part for part in parts if isinstance(part, Text)])
        else:
            arrays = [np.asarray(part) for part in parts]
            joined[name] = arrays[0] if len(arrays) == 1 else np.concatenate(arrays)
    return joined


def _nothing(model: Values, rows: int) -> Values:
    if isinstance(model, Text):
        return Text.constant(None, rows)
    return np.full(rows, "NaT" if model.dtype.kind == "M" else np.nan, dtype=model.dtype)


def rows_of(frame: Frame) -> int:
    """Number of rows."""
    return len(next(iter(frame.values()))) if frame else 0
