"""Where a figure lies among its equals: below, within or above what is ordinary, robustly."""

from __future__ import annotations

import pandas as pd


def place(
    values: pd.Series, groups: pd.DataFrame, *, least: int, reach: float, small: float | pd.Series
) -> pd.DataFrame:
    """Each value's place in its group: ``n``, ``low``, ``middle``, ``high`` and ``side``.

    The rows of ``groups`` are the groups' keys; a row with a missing key is in no group. ``n`` are
    the known values, ``low``…``high`` their quartiles (linear between the nearest). ``side`` is −1
    or 1 where the value lies more than ``reach`` quartile distances outside the quartiles *and*
    more than ``small`` from the median, else 0. All but ``n`` are missing where n < ``least``, and
    ``side`` where the value is.
    """
    keyed = groups.notna().all(axis=1)
    keys = [groups[name] for name in groups.columns]
    parts = values.where(keyed).groupby(keys, dropna=False)
    n = parts.transform("count").where(keyed, 0).astype("int64")
    enough = n >= least
    quartiles = {
        name: parts.transform("quantile", q=q).where(enough)
        for name, q in (("low", 0.25), ("middle", 0.5), ("high", 0.75))
    }
    out = pd.DataFrame(quartiles, index=values.index, dtype="float64")
    room = reach * (out["high"] - out["low"])
    apart = (values - out["middle"]).abs() > small
    side = (values > out["high"] + room).astype("float64") - (values < out["low"] - room)
    side = side.where(apart, 0.0).where(enough & values.notna())
    return out.assign(n=n, side=side)
