"""The word *skøn* beside every figure that an estimate is behind."""

from __future__ import annotations

import pandas as pd

from okonomi.present import Column

SKOEN = "skøn"


def word_of(skoen: pd.Series) -> pd.Series:
    """``skøn`` where an estimate is behind the row, else an empty text."""
    return skoen.astype(bool).map({True: SKOEN, False: ""}).astype("str")


def estimate_column(frame: pd.DataFrame) -> Column:
    """The column ``word`` of a table, without a heading where the word stands nowhere."""
    return Column("word", SKOEN.capitalize() if frame["word"].ne("").any() else "", "text")
