"""Columns on their way → the typed tables of ``schema``, as pandas frames."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd

from okonomi.intake.fields import ALL
from okonomi.intake.schemafield import ROW_COLUMNS, TableSchema
from okonomi.intake.text import Frame, Text, concat
from okonomi.intake.used import Used


def gather(parts: Sequence[Used]) -> Frame:
    """The used rows of one table from every block, with ``source`` and ``line``."""
    frames = []
    for used in parts:
        frame = dict(used.frame)
        frame["source"] = np.full(len(used), used.block.source, dtype=np.int64)
        frame["line"] = used.block.line[used.row]
        frames.append(frame)
    return concat(frames)


def typed_frame(name: str, frame: Frame) -> pd.DataFrame:
    """The table as its schema says: every column, its dtype, missing where nothing is known."""
    schema = ALL[name]
    if not frame:
        return schema.empty()
    rows = len(np.asarray(frame["line"]))
    # Arrow lets go of the interpreter while it copies texts: two columns at a time.
    with ThreadPoolExecutor(max_workers=2) as pool:
        made = pool.map(lambda column: _series(schema, column, frame, rows), schema.fields)
        columns = dict(zip(schema.fields, made, strict=True))
    columns |= {column: pd.Series(np.asarray(frame[column]), dtype="int64") for column in
                ROW_COLUMNS}  # fmt: skip
    return pd.DataFrame(columns, copy=False)


def _series(schema: TableSchema, column: str, frame: Frame, rows: int) -> pd.Series:
    field, values = schema.fields[column], frame.get(column)
    if isinstance(values, Text):
        return values.to_series()
    if values is None:
        if field.kind in ("text", "code"):
            return Text.constant(None, rows).to_series()
        nothing = np.datetime64("NaT", "s") if field.kind == "date" else np.nan
        values = np.full(rows, nothing)
    if field.kind == "date":
        return pd.Series(values.astype("datetime64[s]"))
    if field.dtype == "int64":
        return pd.Series(np.rint(values).astype(np.int64))
    if field.dtype in ("Int64", "boolean"):
        missing = np.isnan(values)
        filled = np.where(missing, 0, np.rint(np.where(missing, 0, values)))
        if field.dtype == "boolean":
            return pd.Series(pd.arrays.BooleanArray(filled.astype(bool), missing))
        return pd.Series(pd.arrays.IntegerArray(filled.astype(np.int64), missing))
    return pd.Series(values.astype(np.float64))
