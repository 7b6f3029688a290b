"""How much of a gain the postings show: the provider's bills against what they would have been."""

from __future__ import annotations

import numpy as np
import pandas as pd

from okonomi.analysis.cells import posted_until
from okonomi.cost import ledger
from okonomi.cost.moms import moms_refusion
from okonomi.cost.spread import spread
from okonomi.intake import Reading
from okonomi.rules import Rules


def seen(effect: pd.DataFrame, reading: Reading, rules: Rules, with_moms: bool) -> np.ndarray:
    """Per row of ``effects`` the part of its gain that the provider's postings show (øre).

    What the provider would have billed for a service month is the granted ledger and all changes
    there; what is posted less than that is seen, at most the drops and never below nothing, and is
    shared among them. A month counts where the provider has postings for it or, when nothing is
    left to be billed, where a later month has postings. What a citizen costs more elsewhere is
    taken off what is seen, and a month that costs more in all counts at once: a loss needs no bill
    to be believed. So no more is seen than is granted.
    """
    if effect.empty:
        return np.zeros(0, dtype=np.int64)
    keys = ["provider", "month"]
    granted = _granted(reading, rules, with_moms).groupby(keys)["amount_oere"].sum()
    postings = posted_until(reading)
    booked = postings.groupby(keys)["amount_oere"].sum()
    newest = postings["month"].max()
    result = np.zeros(len(effect), dtype=np.int64)
    for (provider, month), rows in effect.groupby(keys).indices.items():
        changes = effect["drop_oere"].to_numpy()[rows]
        drops = changes.clip(min=0)
        ledger_oere = int(granted.get((provider, month), 0))
        is_booked = (provider, month) in booked.index
        gone = ledger_oere == 0 and pd.notna(newest) and month < newest
        if not (is_booked or gone) or not drops.any():
            continue
        less = ledger_oere + int(changes.sum()) - int(booked.get((provider, month), 0))
        shown = min(max(less, 0), int(drops.sum()))
        result[rows] = spread(shown, drops.tolist())
    gain = (effect["drop_oere"] - effect["rise_oere"]).to_numpy()
    rise = effect["rise_oere"].to_numpy()
    shown = np.where(result > 0, np.clip(result - rise, 0, gain.clip(min=0)), 0)
    return np.where(gain < 0, gain, shown).astype(np.int64)


def _granted(reading: Reading, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """The granted ledger of the year to date: provider, month and amount_oere."""
    lines, period = reading["placement"], reading.period
    rows = ledger(lines, pd.Period(f"{period.year}-01", "M"), period, basis="bevilget")
    amount = rows["gross_oere"].to_numpy()
    if not with_moms:
        amount = amount - moms_refusion(rows, lines, reading["provider"], rules).refund_oere
    provider = lines["provider"].iloc[rows["line"].to_numpy()].to_numpy()
    return pd.DataFrame({"provider": provider, "month": rows["month"], "amount_oere": amount})
