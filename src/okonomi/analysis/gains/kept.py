"""What the municipality keeps of the gains seen: without moms, and after the state's refund."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.bases import Bases, bases
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.payer import kept
from okonomi.cost.spread import spread
from okonomi.intake import Reading
from okonomi.rules import Rules

MONTHS = 12


def known_payers(reading: Reading, rules: Rules) -> Bases:
    """Every payer's total of the period's calendar year, as the known lines have it."""
    return bases(reading, rules, Horizon(pd.Period(f"{reading.period.year}-01", "M"), MONTHS))


def seen_service(effect: pd.DataFrame) -> np.ndarray:
    """Per row of ``effects`` with ``seen_oere``: the same part of the gain without moms (øre)."""
    gain = (effect["drop_oere"] - effect["rise_oere"]).to_numpy(dtype="float64")
    part = np.divide(effect["seen_oere"], gain, out=np.zeros(len(effect)), where=gain != 0)
    return np.rint(effect["service_oere"].to_numpy() * part).astype(np.int64)


def net_of(effect: pd.DataFrame, reading: Reading, rules: Rules, known: Bases) -> pd.Series:
    """Per row of ``effects`` with ``seen_service_oere``: that less the lost refund (Int64 øre).

    All that a payer is seen to save in the year is held together against the thresholds, since
    the refund is a share of the payer's yearly total, and spread over the rows; missing where the
    thresholds are. A cost that the refund does not count in full is without refund.
    """
    payer = _payers(effect, reading, rules, known)
    saved = effect["seen_service_oere"].to_numpy()
    found = pd.array(saved.copy(), dtype="Int64")
    year = np.array([reading.period.year])
    for name, rows in payer.groupby(payer).indices.items():
        total = saved[rows].sum(keepdims=True)
        of_payer = known.payers[name]
        if not total[0]:
            continue
        if of_payer.steps is None:
            found[rows] = pd.NA
        else:
            # The year's total is what it is now: it was higher by what is saved.
            left = -kept(of_payer, year, -total)[0]
            found[rows] = spread(int(left), saved[rows].tolist())
    return pd.Series(found, index=effect.index)


def _payers(effect: pd.DataFrame, reading: Reading, rules: Rules, known: Bases) -> pd.Series:
    """Per row the payer of the case's hovedydelse at the provider, else of what it delivers there;
    missing where it has none."""
    lines = reading["placement"].reset_index(drop=True)
    counts = rules.paragraffer.counts
    whole = {code: counts(code).percent == 100 for code in lines["paragraf"].dropna().unique()}
    lines = lines.assign(payer=known.of_line.reindex(lines.index))
    paid = lines[lines["payer"].notna() & lines["paragraf"].map(whole).fillna(True).astype(bool)]
    paid = paid.sort_values("line_kind", ascending=False, kind="stable")  # hovedydelse first
    by_pair = paid.drop_duplicates(["case_id", "provider"]).set_index(["case_id", "provider"])
    pairs = pd.MultiIndex.from_frame(effect[["case_id", "provider"]])
    return pd.Series(by_pair["payer"].reindex(pairs).to_numpy(), index=effect.index)
