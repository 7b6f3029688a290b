"""Every chosen case by itself: what it saves a year, when it is paid back, where it breaks even."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_lowercase

import pandas as pd

from okonomi.analysis.hjemtagelse.candidates import (
    AGAINST,
    CONSENT,
    NOT_COMPARED,
    UNKNOWN_HOME,
)
from okonomi.analysis.hjemtagelse.case import judge
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.inputs import Inputs
from okonomi.analysis.hjemtagelse.move import local_kr, present_kr
from okonomi.analysis.hjemtagelse.payer import net_gain
from okonomi.analysis.hjemtagelse.plan import Choice, Plan, options

LOWER_PRICE = "lavere pris"
COLUMNS = [
    "case_id", "provider", "target", "start", "present_kr_per_day", "local_kr_per_day",
    "service_oere", "net_oere", "payback_years", "npv_oere", "least_occupancy", "highest_kr",
    "home_oere", "lower_oere", "unknown", "against",
]  # fmt: skip


def facts(plan: Plan, given: Inputs) -> pd.DataFrame:
    """Row: one chosen case, as if it were the only one of its payer.

    target (a tilbud or "lavere pris"), start, the two full prices (kr. per day, in the first
    month), service_oere and net_oere (expected, a year, when settled), payback_years, npv_oere
    (five years), least_occupancy (of a new tilbud), highest_kr (local cost per day that still
    pays); home_oere and lower_oere: what the best home and the lower price are expected to give
    over the horizon, missing where there is no such choice; unknown: whether the støtte of the
    target is not known; against. Net figures are missing without thresholds. In a new tilbud the
    whole price of the place is counted, and no other place.
    """
    homes = {home.name: home for home in given.homes}
    by_key = {candidate.key: candidate for candidate in given.candidates}
    rows = []
    for column in plan.columns:
        payer = given.payers[column.payer]
        for choice in column.choices:
            row = given.found.frame.loc[int(choice.candidate)]
            fixed = homes[choice.home].fixed_kr_per_day if choice.home else 0.0
            move = replace(choice.move, fixed_kr_per_day=fixed)
            case = judge(move, payer, given.horizon, given.scenario.discount)
            ways = options(by_key[choice.candidate], homes, given.horizon)
            gains = [(w.home is None, net_gain(payer, [w.move], given.horizon)) for w in ways]
            rows.append(
                (row["case_id"], row["provider"], choice.home or LOWER_PRICE,
                 choice.start.to_timestamp(), *_prices(choice, given.horizon),
                 case.yearly_service_oere, case.yearly_net_oere, case.payback_years,
                 case.npv_oere, case.break_even_occupancy, case.break_even_price_kr,
                 max((g for lower, g in gains if not lower), default=None),
                 max((g for lower, g in gains if lower), default=None),
                 choice.home in row["unknown"], _against(row, choice))
            )  # fmt: skip
    frame = pd.DataFrame(rows, columns=COLUMNS)
    amounts = [name for name in COLUMNS if name.endswith("_oere")]
    numbers = ["payback_years", "least_occupancy", "highest_kr"]
    frame = frame.astype(dict.fromkeys(amounts, "Int64") | dict.fromkeys(numbers, "float64"))
    return frame.sort_values(
        ["start", "target", "present_kr_per_day"],
        ascending=[True, True, False],
        ignore_index=True,
    )


def _prices(choice: Choice, horizon: Horizon) -> tuple[float, float]:
    """What is paid a day in the first month that counts, where the citizen lives and locally."""
    at = max(horizon.place(choice.start), 0)
    move = choice.move
    return float(present_kr(move, horizon)[at]), float(local_kr(move, horizon)[at])


def _against(row: pd.Series, choice: Choice) -> str:
    """What speaks against a move; a lower price where one lives needs nobody's consent."""
    if not choice.home:
        return ""
    against = row["against"]
    for homes, what in (("unknown", UNKNOWN_HOME), ("uncompared", NOT_COMPARED)):
        if choice.home not in row[homes]:
            against = against.replace(f"{what}; ", "")
    return against


def briefly(against: pd.Series) -> pd.Series:
    """Without what holds for every case and stands in the note."""
    return against.str.removesuffix(CONSENT).str.removesuffix("; ")


def lettered(against: pd.Series) -> tuple[pd.Series, str]:
    """A letter for each thing that speaks against, and the key to the letters."""
    said = briefly(against).str.split("; ").explode()
    known = [what for what in AGAINST if (said == what).any()]
    letters = dict(zip(known, ascii_lowercase, strict=False))
    short = said.map(letters).astype("str").dropna().groupby(level=0).agg(", ".join)
    key = ", ".join(f"{letter}: {what}" for what, letter in letters.items())
    return short.astype("str").reindex(against.index).fillna(""), key
