"""What a changed price or a move has saved so far, by the bevillinger: as it was against as it is.

The lines that ran the day before an action took effect are carried on at their own price, by the
calendar of the ledger, and held against what really runs: like with like, month by month. A case
that has ended saves nothing more. Actions on the same case and provider are chained: each is
measured from where the one before it left the price. What another action on the citizen is about
is that one's, and no rise of a move home. Together they never count a krone twice.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from okonomi.analysis.gains.elsewhere import Pairs, home_together, rises, shared
from okonomi.analysis.gains.spans import HOME, Key, carried, here, left_to, until
from okonomi.cost import ledger
from okonomi.cost.moms import moms_refusion
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules

KEYS = ["action", "case_id", "provider", "month"]
AMOUNTS = ["drop_oere", "rise_oere", "service_oere"]
_PARTS = ["drop_oere", "rise_oere", "drop_service_oere", "rise_service_oere"]


def effects(actions: pd.DataFrame, reading: Reading, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """Row: one action × case × month of the year to date.

    ``actions``: action (its number), case_id, provider, action_kind, effective_from; one row per
    case and provider it concerns. ``drop_oere``: what the case's lines at the provider cost less.
    ``rise_oere``: what the citizen costs more elsewhere (under another case number too), for a
    hjemtagelse only; from several places on one day it is shared by what each drops. The gain is
    drop − rise, with moms or without as ``with_moms`` says, gross of the state's refund;
    ``service_oere`` is the gain without moms.
    """
    lines = reading["placement"].reset_index(drop=True)
    lines = lines[(lines["status"] == "bevilget") & (lines["frequency"] != "engang")]
    pairs = {
        key: own.sort_values("effective_from", kind="stable")
        for key, own in actions.groupby(["case_id", "provider"], sort=False)
    }
    parts = []
    for key in pairs:
        of_case = lines["case_id"] == key[0]
        people = lines.loc[of_case, "person_id"].dropna().unique()
        citizen = lines[of_case | lines["person_id"].isin(people)]
        parts += _of_pair(key, pairs, citizen, last_day(reading.period))
    if not parts:
        return pd.DataFrame(columns=[*KEYS, *AMOUNTS])
    rows = _priced(pd.concat(parts, ignore_index=True), reading, rules, with_moms)
    sums = dict.fromkeys(_PARTS, "sum") | {"together": "first"}
    rows = shared(rows.groupby(KEYS, as_index=False, sort=False).agg(sums))
    service = rows["drop_service_oere"] - rows["rise_service_oere"]
    return rows.assign(service_oere=service)[[*KEYS, *AMOUNTS]]


def _of_pair(key: Key, pairs: Pairs, lines: pd.DataFrame, last: pd.Timestamp) -> list[pd.DataFrame]:
    """The lines of every action on one case at one provider, with how they count.

    ``lines``: all of the citizen's.
    """
    own = pairs[key]
    ours = lines[here(lines, key)]
    spans = [
        (row.effective_from, until(lines, key, row.action_kind, row.effective_from, last))
        for row in own.itertuples()
    ]
    found = []
    for n, (row, span) in enumerate(zip(own.itertuples(), spans, strict=True)):
        pieces = [(carried(ours, span[0], span), 1, "drop")]
        # While another is about the lines, and no longer, this one is not.
        pieces += [(frame, -1, "drop") for frame in left_to(ours, span, spans[n + 1 :])]
        together = None
        if row.action_kind == HOME:
            first = home_together(span[0], lines, pairs)[0]
            together = f"{first} {span[0]}"
            if key == first:
                pieces += [(frame, sign, "rise")
                           for frame, sign in rises(key, span, lines, pairs, last)]  # fmt: skip
        for frame, sign, side in pieces:
            found.append(
                frame.assign(
                    action=row.action, case=key[0], at=key[1], sign=sign, side=side,
                    together=together,
                )
            )  # fmt: skip
    return found


def _priced(parts: pd.DataFrame, reading: Reading, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """Every part in kroner per month of the year to date."""
    columns = reading["placement"].columns
    placement = parts[columns].assign(replaces=None).astype(reading["placement"].dtypes)
    period = reading.period
    rows = ledger(placement, pd.Period(f"{period.year}-01", "M"), period, basis="bevilget")
    part = parts.iloc[rows["line"].to_numpy()].reset_index(drop=True)
    refund = moms_refusion(rows, placement, reading["provider"], rules).refund_oere
    service = (rows["gross_oere"] - refund) * part["sign"]
    amount = rows["gross_oere"] * part["sign"] if with_moms else service
    falls = (part["side"] == "drop").to_numpy()
    return pd.DataFrame(
        {
            "action": part["action"],
            "case_id": part["case"],
            "provider": part["at"],
            "month": rows["month"],
            "together": part["together"],
            "drop_oere": np.where(falls, amount, 0),
            "rise_oere": np.where(falls, 0, amount),
            "drop_service_oere": np.where(falls, service, 0),
            "rise_service_oere": np.where(falls, 0, service),
        }
    )


def overlaps(actions: pd.DataFrame) -> pd.DataFrame:
    """Rows that name a gain another row already names: same case and provider, same kind or day.

    The rows of ``actions`` (as in ``effects``) but the first of each, with ``first``: the action
    that counts.
    """
    found = []
    for _, own in actions.groupby(["case_id", "provider"], sort=False):
        own = own.sort_values(["effective_from", "action"], kind="stable")
        for before, row in pairwise(own.itertuples()):
            if before.action != row.action and (
                before.effective_from == row.effective_from or before.action_kind == row.action_kind
            ):
                found.append((row.Index, before.action))
    index = [place for place, _ in found]
    return actions.loc[index].assign(first=[first for _, first in found])
