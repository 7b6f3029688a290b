"""The year cumulated month by month, with the interval opening from the period to December."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.followup.result import Followup
from okonomi.analysis.forecast.predict import LEVELS, Prediction

BOUNDS = ("low80_oere", "high80_oere", "low95_oere", "high95_oere")


def fan(known: Followup, prediction: Prediction, total: pd.Series, scale: float) -> pd.DataFrame:
    """One row per month of the year: known, expected and bounds, cumulated in øre.

    Expected and bounds are missing before the period. December's are the total row's own. What is
    posted beyond the ledger is put on the elapsed months, evenly.
    """
    period = known.period
    months = pd.period_range(f"{period.year}-01", periods=12, freq="M")
    of_month = known.months.set_index("month")["ledger_oere"]
    ledger = of_month.reindex(months.to_timestamp().astype("datetime64[s]"), fill_value=0)
    beyond = int(total["known_oere"]) - int(ledger.sum())
    share = np.clip(months.month / period.month, 0, 1)
    cumulated = np.rint(ledger.cumsum().to_numpy() + beyond * share).astype("int64")
    frame = pd.DataFrame({"month": months, "known_oere": cumulated})
    for name in ("expected_oere", *BOUNDS):
        frame[name] = pd.array([pd.NA] * 12, dtype="Int64")
    for n, drawn in enumerate(prediction.paths[:, :-1].T * scale, start=period.month - 1):
        values = np.append(drawn.mean(), np.quantile(drawn, LEVELS))
        frame.loc[n, ["expected_oere", *BOUNDS]] = np.rint(cumulated[n] + values).astype("int64")
    frame.loc[11, ["expected_oere", *BOUNDS]] = total[["expected_oere", *BOUNDS]].astype("int64")
    return frame
