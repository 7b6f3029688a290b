"""Texts looked up in a short list, a whole column at a time."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


def position_in(known: Iterable[str], values: pd.Series) -> np.ndarray:
    """Where in ``known`` every value stands (int64); −1 where it does not or is missing."""
    texts = pa.array(values, type=pa.large_string(), from_pandas=True)
    found = pc.index_in(texts, value_set=pa.array(known, type=pa.large_string()))
    return found.fill_null(-1).to_numpy().astype(np.int64)
