"""What a changed price or a move has saved so far, by the bevillinger: as it was against as it is.

The lines that ran the day before an action took effect are carried on at their own price, by the
calendar of the ledger, and held against what really runs: like with like, month by month. A case
that has ended saves nothing more. Actions on the same case and provider are chained: each is
measured from where the one before it left the price, so that together they never count a krone
twice.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd

from okonomi.cost import ledger
from okonomi.cost.moms import moms_refusion
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.rules import Rules

HOME = "hjemtagelse"
DAY = pd.Timedelta(days=1)
KEYS = ["action", "case_id", "provider", "month"]
AMOUNTS = ["drop_oere", "rise_oere", "service_oere"]


def effects(actions: pd.DataFrame, reading: Reading, rules: Rules, with_moms: bool) -> pd.DataFrame:
    """Row: one action × case × month of the year to date.

    ``actions``: action (its number), case_id, provider, action_kind, effective_from; one row per
    case and provider it concerns. ``drop_oere``: what the case's lines at the provider cost less.
    ``rise_oere``: what the citizen costs more elsewhere (under another case number too), for a
    hjemtagelse only. The gain is drop − rise, with moms or without as ``with_moms`` says, gross of
    the state's refund; ``service_oere`` is the gain without moms.
    """
    lines = reading["placement"].reset_index(drop=True)
    lines = lines[(lines["status"] == "bevilget") & (lines["frequency"] != "engang")]
    parts = []
    for (case, provider), own in actions.groupby(["case_id", "provider"], sort=False):
        own = own.sort_values("effective_from", kind="stable")
        of_case = lines["case_id"] == case
        people = lines.loc[of_case, "person_id"].dropna().unique()
        citizen = lines[of_case | lines["person_id"].isin(people)]
        parts += _of_pair(own, citizen, case, provider, reading.period)
    if not parts:
        return pd.DataFrame(columns=[*KEYS, *AMOUNTS])
    rows = _priced(pd.concat(parts, ignore_index=True), reading, rules, with_moms)
    return rows.groupby(KEYS, as_index=False, sort=False)[AMOUNTS].sum()


def _of_pair(
    own: pd.DataFrame, lines: pd.DataFrame, case: str, provider: str, period: pd.Period
) -> list[pd.DataFrame]:
    """The lines of every action on one case at one provider, with how they count.

    ``lines``: all of the citizen's.
    """
    here = (lines["provider"] == provider) & (lines["case_id"] == case)
    last = last_day(period)
    starts = list(own["effective_from"])
    found = []
    for n, row in enumerate(own.itertuples()):
        # A price lives only where the citizen does; a move home only while there is a placement.
        scope = lines if row.action_kind == HOME else lines[here]
        main = scope[(scope["line_kind"] == "hovedydelse") & (scope["start"] <= last)]
        ends = main["end"].fillna(last).clip(upper=last)
        until = ends.max() if len(main) else pd.NaT
        span = (row.effective_from, until)
        pieces = [(_carried(lines[here], span), 1, "drop_oere")]
        later = starts[n + 1] if n + 1 < len(starts) else None
        pieces.append((_actual(lines[here], span, later), -1, "drop_oere"))
        if later is not None:
            pieces.append((_carried(lines[here], (later, until)), -1, "drop_oere"))
        if row.action_kind == HOME:
            pieces.append((_actual(lines[~here], span, later), 1, "rise_oere"))
            pieces.append((_carried(lines[~here], span), -1, "rise_oere"))
        for frame, sign, column in pieces:
            found.append(
                frame.assign(action=row.action, case=case, at=provider, sign=sign, column=column)
            )
    return found


def _carried(lines: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    """The lines that ran the day before ``span`` began, as if they ran through it."""
    before = span[0] - DAY
    ran = lines[(lines["start"] <= before) & (lines["end"].isna() | (lines["end"] >= before))]
    return _within(ran.assign(end=span[1]), span)


def _actual(
    lines: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp], later: pd.Timestamp | None
) -> pd.DataFrame:
    """The lines as they are, until the next action takes over."""
    end = span[1] if later is None else min(span[1], later - DAY)
    return _within(lines, (span[0], end))


def _within(lines: pd.DataFrame, span: tuple[pd.Timestamp, pd.Timestamp]) -> pd.DataFrame:
    if pd.isna(span[1]) or span[1] < span[0]:
        return lines.iloc[:0]
    start = lines["start"].clip(lower=span[0])
    end = lines["end"].fillna(span[1]).clip(upper=span[1])
    return lines.assign(start=start, end=end)[start <= end]


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
    falls = (part["column"] == "drop_oere").to_numpy()
    return pd.DataFrame(
        {
            "action": part["action"],
            "case_id": part["case"],
            "provider": part["at"],
            "month": rows["month"],
            "drop_oere": np.where(falls, amount, 0),
            "rise_oere": np.where(falls, 0, amount),
            "service_oere": np.where(falls, service, -service),
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
