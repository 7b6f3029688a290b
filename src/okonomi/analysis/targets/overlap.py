"""The same kroner twice: a price above the contract is also above the walk-away price."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.contracts.result import Contracts


def also_in_gaps(counted: pd.DataFrame, kontrakter: Contracts) -> tuple[int, int]:
    """(lines, øre a year) of the counted savings that the contract gaps hold too.

    ``counted``: line_id, service_full_oere. Per line it is the smaller of the saving and the line's
    largest gap; a gap on several lines is on its first.
    """
    first = kontrakter.lines.dropna(subset=["gap"]).drop_duplicates("gap")
    gap = first.assign(
        oere=kontrakter.gaps["service_oere"].reindex(first["gap"]).astype("Int64").array
    )
    most = gap[gap["oere"].gt(0).fillna(False)].groupby("line_id")["oere"].max()
    saved = counted.set_index("line_id")["service_full_oere"].astype("Int64")
    both = pd.concat([saved, most], axis=1, join="inner").min(axis=1)
    return len(both), int(both.sum())
