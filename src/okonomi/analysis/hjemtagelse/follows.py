"""What follows a placement: how long each følgeydelse runs, and what a local place must hold too.

School, dagtilbud and transport are needed wherever the citizen lives; a tillæg on the price of a
place goes with the place. Each counts in the whole months of its own dates.
"""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.hjemtagelse.move import Part
from okonomi.analysis.hjemtagelse.scenario import Scenario

NEEDED_FUNCTIONS = ("5.28.25", "5.38.58", "5.38.59")
"""Særlige dagtilbud, beskyttet beskæftigelse, aktivitets- og samværstilbud."""
NEEDED_WORDS = (
    "skole|undervisning|dagtilbud|dagbehandling|aktivitets- og samvær|beskyttet beskæftigelse"
    "|befordring|kørsel|transport"
)


def with_local_share(follows: pd.DataFrame, scenario: Scenario) -> pd.DataFrame:
    """``Priced.follows`` with ``needed`` (school, dagtilbud or transport, by function, name or
    unit) and ``locally``: what it costs locally for each krone it costs today."""
    named = follows["service"].str.casefold().str.contains(NEEDED_WORDS, na=False)
    needed = named | follows["function"].isin(NEEDED_FUNCTIONS) | (follows["unit"] == "km")
    inside = needed * scenario.likely("skole_og_dagtilbud_lokalt")
    theirs = scenario.likely("foelgeudgifter_fortsaetter")
    return follows.assign(needed=needed, locally=inside.where(follows["same"], theirs))


def parts_of(
    follows: pd.DataFrame, day: pd.Timestamp, until: pd.Period | None, factor: float
) -> list[Part]:
    """One part per følgeydelse of a placement (rows of ``with_local_share``).

    ``day``: the day of the prices; ``until``: the placement's last month; ``factor``: on the
    present price. The month a følgeydelse begins or ends in counts only if it is whole; that of a
    new price in the middle counts at the new one.
    """
    goes_on = {(row.line_id, row.end + pd.Timedelta(days=1)) for row in follows.itertuples()}
    return [
        Part(
            present_kr_per_day=row.net_kr_per_day * factor,
            local_kr_per_day=row.net_kr_per_day * factor * row.locally,
            first=None
            if row.start <= day
            else row.start.to_period("M")
            if (row.line_id, row.start) in goes_on
            else whole_from(row.start),
            last=_last(row.end, until),
        )
        for row in follows.itertuples(index=False)
    ]


def lasting(parts: list[Part]) -> tuple[float, float, tuple[Part, ...]]:
    """(present, local, the others): kr. per day of the parts that run all through, summed."""
    always = [part for part in parts if part.first is None and part.last is None]
    return (
        sum(part.present_kr_per_day for part in always),
        sum(part.local_kr_per_day for part in always),
        tuple(part for part in parts if part not in always),
    )


def whole_from(day: pd.Timestamp) -> pd.Period:
    """The first whole month from ``day``."""
    return (day - pd.Timedelta(days=1)).to_period("M") + 1


def _last(end: pd.Timestamp, until: pd.Period | None) -> pd.Period | None:
    """The last whole month, or None where the placement ends no later."""
    if pd.isna(end):
        return None
    last = (end + pd.Timedelta(days=1)).to_period("M") - 1
    return None if until is not None and last >= until else last
