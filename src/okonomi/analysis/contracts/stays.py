"""Which placement does each line belong to, in exports that say it and in exports that do not?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.names import keyed, once, provider_keys
from okonomi.intake import Reading

_OPEN = pd.Timestamp("2262-01-01")


@once
def stays_of(reading: Reading) -> pd.Series:
    """``stays`` of the reading's placement table, by position."""
    return stays(reading["placement"].reset_index(drop=True), provider_keys(reading))


def stays(placement: pd.DataFrame, names: dict[str, str] | None = None) -> pd.Series:
    """The placement each row belongs to, as a ``placement_id``; indexed as ``placement``.

    A hovedydelse that replaces another continues its placement. Where the export does not name
    the hovedydelse of a følgeydelse, intake has taken the only one active as the row begins. That
    of the line's first row is taken instead if there is none, or if only the first is of the
    følgeydelse's own provider. Were several active on the line's first day, that of its provider
    is taken, then the one that lasts longest. ``names``: ``contract_names.provider_keys``.
    """
    is_main = placement["line_kind"] == "hovedydelse"
    supplier = keyed(placement["provider"], names or {})
    first = placement.sort_values("start", kind="stable").drop_duplicates("line_id")
    first = first.set_index("line_id")["placement_id"]
    own, at_first = placement["placement_id"], placement["line_id"].map(first).astype("str")
    granted = is_main & placement["status"].isin(["bevilget", "forventet"])
    mains = _whole(placement.assign(supplier=supplier)[granted])
    of_main = mains.set_index("stay")["supplier"]
    elsewhere = own.map(of_main).ne(supplier) & at_first.map(of_main).eq(supplier)
    known = set(placement.loc[is_main, "placement_id"].dropna())
    own = own.where(_among(own, known) & ~elsewhere.fillna(False), at_first)
    lost = ~is_main & ~_among(own, known)
    chosen = _active(placement[lost].assign(supplier=supplier[lost]), mains)
    own = own.mask(lost, placement["line_id"].map(chosen).astype("str").fillna(own))
    changes = placement[is_main & placement[["replaces", "placement_id"]].notna().all(axis=1)]
    follows = dict(zip(changes["placement_id"], changes["replaces"].map(first), strict=True))
    return keyed(own, {name: _root(name, follows) for name in follows})


def _among(ids: pd.Series, known: set[str]) -> np.ndarray:
    return np.array([one in known for one in ids.tolist()], dtype=bool)


def _whole(mains: pd.DataFrame) -> pd.DataFrame:
    """One row per hovedydelse (``stay``): its first and last day over all its intervals."""
    mains = mains.rename(columns={"placement_id": "stay"}).assign(end=mains["end"].fillna(_OPEN))
    return mains.groupby("stay", sort=False, as_index=False).agg(
        case_id=("case_id", "first"), supplier=("supplier", "first"), start=("start", "min"),
        end=("end", "max"),
    )  # fmt: skip


def _active(lost: pd.DataFrame, mains: pd.DataFrame) -> pd.Series:
    """Line → the hovedydelse of its case that is active on the line's first day."""
    lines = lost.sort_values("start", kind="stable").drop_duplicates("line_id")
    pairs = (
        lines[["line_id", "case_id", "supplier", "start"]]
        .dropna(subset=["case_id"])
        .merge(mains, on="case_id", suffixes=("", "_main"))
    )
    pairs = pairs[pairs["start"].between(pairs["start_main"], pairs["end"])]
    pairs = pairs.assign(here=pairs["supplier"] == pairs["supplier_main"])
    best = pairs.sort_values(["here", "end"], ascending=[False, False], kind="stable")
    return best.drop_duplicates("line_id").set_index("line_id")["stay"]


def _root(name: str, follows: dict[str, str]) -> str:
    seen = {name}
    while (before := follows.get(name)) and not pd.isna(before) and before not in seen:
        name = before
        seen.add(name)
    return name
