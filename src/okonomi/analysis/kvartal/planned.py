"""What the plans save in the scenarios' own measure: gross with moms, line by line.

The plan of hjemtagelse and the negotiations are worked out net of moms; a placement that ends, or
gets cheaper, takes its moms with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.move import Move
from okonomi.analysis.hjemtagelse.payer import Payer, yearly
from okonomi.analysis.hjemtagelse.plan import Choice
from okonomi.analysis.hjemtagelse.result import Hjemtagelse
from okonomi.analysis.targets.result import Targets
from okonomi.cost.moms import moms_refusion
from okonomi.intake import Reading
from okonomi.rules import Rules

UNIT = 10**10
"""Øre that a line's momsfaktor is read off: ten digits of it."""


def saved(
    reading: Reading, rules: Rules, plan: Hjemtagelse, targets: Targets, years: Sequence[int]
) -> list[int]:
    """The plan's saving of each year, and the negotiations' on lines it leaves alone: whole øre
    with moms, before refund, positive is saved."""
    factor = momsfaktor(reading, rules)
    frame = plan.candidates
    line = {str(at): line_id for at, line_id in frame["line_id"].items()}
    in_plan = {line[choice.candidate] for choice in plan.plan.choices}
    rows = targets.rows
    others = rows[rows["counted"] & ~rows["line_id"].isin(in_plan)]
    gross = others["service_full_oere"].astype("Float64") / factor_of(others["line_id"], factor)
    negotiated = round(float(gross.sum()) * targets.together.success)
    by_year = plan.years.set_index("year")["service_oere"].reindex(years).fillna(0).astype("int64")
    for choice in plan.plan.choices:
        share = float(factor.get(line[choice.candidate], 1.0))
        moms = yearly(Payer(), [_moms_of(choice, 1 / share - 1)], plan.given.horizon)
        by_year += moms.set_index("year")["service_oere"].reindex(years).fillna(0).astype("int64")
    return [int(service) + negotiated for service in by_year]


def momsfaktor(reading: Reading, rules: Rules) -> pd.Series:
    """line_id → the share of the price that is left after the refund of moms, by the rules of the
    period's year."""
    lines = reading["placement"].reset_index(drop=True)
    known = lines[lines["line_id"].notna()].drop_duplicates("line_id")
    rows = pd.DataFrame(
        {"line": known.index.to_numpy(), "month": reading.period.to_timestamp(), "gross_oere": UNIT}
    )
    found = moms_refusion(rows, lines, reading["provider"], rules)
    return pd.Series(1 - found.refund_oere / UNIT, index=known["line_id"].to_numpy())


def factor_of(line_id: pd.Series, factor: pd.Series) -> np.ndarray:
    """The momsfaktor of each line; 1 where the line is not known."""
    return line_id.map(factor).astype("float64").fillna(1.0).to_numpy()


def _moms_of(choice: Choice, share: float) -> Move:
    """The moms that a choice saves: ``share`` of the net price that falls away. A place at home
    has none, a lower price keeps its part."""
    move, locally = choice.move, share if choice.home is None else 0.0
    return replace(
        move,
        present_kr_per_day=move.present_kr_per_day * share,
        local_kr_per_day=move.local_kr_per_day * locally,
        fixed_kr_per_day=0.0,
        occupancy=(1.0,),
        forgone_kr_per_day=0.0,
        egenbetaling_kr_per_month=0.0,
        transition_kr=0.0,
        anlaeg_kr=0.0,
        return_kr=0.0,
        parts=tuple(
            replace(
                part,
                present_kr_per_day=part.present_kr_per_day * share,
                local_kr_per_day=part.local_kr_per_day * locally,
            )
            for part in move.parts
        ),
    )
