"""The service level of a placement as numbers: what a price is expected from.

Every covariate is centred and scaled, so one weak prior holds for all. What is missing is its own
level beside the known ones ("Ikke vurderet" is not 0); a covariate that does not vary is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

NEEDS = {"Intet": 0, "Let": 1, "Moderat": 2, "Højt": 3, "Fuldstændigt": 4}
NIGHTS = ("sovende", "vaagen")
FEW = 5
"""A paragraf with fewer placements is joined with the most common one."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Design:
    """How rows become a matrix: column 0 is 1, the others are centred and scaled."""

    names: tuple[str, ...]
    middle: np.ndarray
    scale: np.ndarray
    paragraffer: tuple[str, ...]

    def matrix(self, frame: pd.DataFrame) -> np.ndarray:
        """The covariates of ``frame`` (n × p)."""
        raw = _raw(frame, self.paragraffer).reindex(columns=list(self.names), fill_value=np.nan)
        scaled = (raw.to_numpy(dtype=float) - self.middle) / self.scale
        # A value missing where the market's never is, counts as the market's average.
        return np.column_stack([np.ones(len(frame)), np.nan_to_num(scaled)])


def design(frame: pd.DataFrame) -> Design:
    """The covariates that vary among the rows of ``frame``.

    ``frame`` has hours_per_week, night_cover, stoettebehov, paragraf, days_per_week and places;
    all but hours may be missing. Hours are left out where any of them is.
    """
    common = frame["paragraf"].value_counts()
    paragraffer = tuple(sorted(common.index[1:][common.iloc[1:] >= FEW]))
    raw = _raw(frame, paragraffer)
    spread = raw.std(ddof=0)
    # Hours that are not known for all of them are no covariate: a missing hour is not the mean.
    raw = raw.loc[:, (spread > 1e-9) & raw.notna().all()]
    return Design(
        names=tuple(raw.columns),
        middle=raw.mean().to_numpy(dtype=float),
        scale=raw.std(ddof=0).to_numpy(dtype=float),
        paragraffer=paragraffer,
    )


def _raw(frame: pd.DataFrame, paragraffer: tuple[str, ...]) -> pd.DataFrame:
    hours = frame["hours_per_week"].astype(float)
    night = frame["night_cover"]
    columns = {
        # Together they bend: an hour adds less, in per cent, the more hours there are.
        "log timer": np.log1p(hours),
        "timer": hours,
        **{f"nat {level}": (night == level).astype(float) for level in NIGHTS},
        "nat ukendt": night.isna().astype(float),
        **_known("støttebehov", frame["stoettebehov"].map(NEEDS).astype(float)),
        **_known("log dage", np.log(frame["days_per_week"].where(frame["days_per_week"] > 0))),
        **_known("log pladser", np.log(frame["places"].where(frame["places"] > 0))),
        **{code: (frame["paragraf"] == code).astype(float) for code in paragraffer},
    }
    return pd.DataFrame(columns, index=frame.index)


def _known(name: str, values: pd.Series) -> dict[str, pd.Series]:
    """The values around their mean, 0 where missing, and whether they are."""
    centred = (values - values.mean()).fillna(0.0) if values.notna().any() else values.fillna(0.0)
    return {name: centred, f"{name} ukendt": values.isna().astype(float)}
