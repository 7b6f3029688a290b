"""What a payer's savings are worth after the state's refund: never case by case, always together.

The refund is a share of the payer's total of the calendar year (an adult, or all children of a
household), so what one move saves net depends on what else is moved.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move, service_saving
from okonomi.cost.refusion import Steps


@dataclass(frozen=True, kw_only=True)
class Payer:
    """A payer as it would be without any move.

    ``base_oere``: calendar year → the service total that counts in the refund, whole øre.
    ``steps``: the thresholds (øre) and percents, used for every year of the horizon in the plan's
    price level; None where they are not known, and then there is no net.
    """

    base_oere: Mapping[int, int] = field(default_factory=dict)
    steps: Steps | None = ()


def yearly(payer: Payer, moves: Sequence[Move], horizon: Horizon) -> pd.DataFrame:
    """Expected effect of all the payer's moves together, one row per calendar year.

    Columns: year, service_oere (saved, gross of refusion), refusion_oere (the change in the
    state's refund: negative when refund is lost), net_oere = service + refusion − anlæg,
    anlaeg_oere (spent; outside servicerammen, no refund). Refusion and net are ``NA`` where the
    thresholds are unknown. Every outcome of which moves fail is worked out by itself and weighed
    with its probability; amounts are rounded once, at the end. In a year that the horizon only
    touches, the months outside it are as they would be without a move.
    """
    service, kept_oere = _expected(payer, moves, horizon)
    saved, net = np.rint(service).astype(np.int64), np.rint(kept_oere).astype(np.int64)
    anlaeg = _anlaeg(moves, horizon)
    known = pd.array(net, dtype="Int64")
    if payer.steps is None:
        known[:] = pd.NA
    return pd.DataFrame(
        {
            "year": horizon.years,
            "service_oere": saved,
            "refusion_oere": known - saved,
            "anlaeg_oere": anlaeg,
            "net_oere": known - anlaeg,
        }
    )


def net_gain(payer: Payer, moves: Sequence[Move], horizon: Horizon) -> int:
    """The sum of ``yearly``'s net_oere, quickly; of a payer without thresholds its saving gross of
    the refund, less anlæg."""
    _, kept_oere = _expected(payer, moves, horizon)
    return int(np.rint(kept_oere).sum()) - int(_anlaeg(moves, horizon).sum())


def kept(payer: Payer, years: np.ndarray, saved_oere: np.ndarray) -> np.ndarray:
    """What the municipality keeps of each year's saving (øre, int64; negative of a loss)."""
    base = np.array([payer.base_oere.get(int(year), 0) for year in years], dtype=np.int64)
    steps = payer.steps or ()
    return saved_oere - (refunds(base, steps) - refunds(base - saved_oere, steps))


def refunds(totals_oere: np.ndarray, steps: Steps) -> np.ndarray:
    """As ``cost.refusion.refund_oere``, for many totals at once."""
    hundredths, before = np.zeros(len(totals_oere), dtype=np.int64), 0
    for threshold, percent in steps:
        hundredths += (percent - before) * np.maximum(totals_oere - threshold, 0)
        before = percent
    return (hundredths + 50) // 100


def _expected(
    payer: Payer, moves: Sequence[Move], horizon: Horizon
) -> tuple[np.ndarray, np.ndarray]:
    """Saved and kept per calendar year (øre, float), over every outcome of which moves fail."""
    service, keeps = np.zeros(len(horizon.years)), np.zeros(len(horizon.years))
    for share, saved in _outcomes(moves, horizon):
        service += share * saved
        keeps += share * kept(payer, horizon.years, saved)
    return service, keeps


def _outcomes(moves: Sequence[Move], horizon: Horizon) -> list[tuple[float, np.ndarray]]:
    """(probability, saved per year) of every combination of moves that hold and that fail."""
    ways = []
    for move in moves:
        holds = [(1 - move.fail_probability, service_saving(move, horizon))]
        fails = [(move.fail_probability, service_saving(move, horizon, failed=True))]
        ways.append(holds + (fails if move.fail_probability else []))
    nothing = np.zeros(horizon.count, dtype=np.int64)
    return [
        (math.prod(share for share, _ in way), horizon.per_year(sum((s for _, s in way), nothing)))
        for way in product(*ways)
    ]


def _anlaeg(moves: Sequence[Move], horizon: Horizon) -> np.ndarray:
    """Spent in the year of the move (øre); before the horizon counts as its first year."""
    spent = np.zeros(len(horizon.years), dtype=np.int64)
    for move in moves:
        year = max(move.start.year, int(horizon.years[0]))
        spent[horizon.years == year] += round(move.anlaeg_kr * 100)
    return spent
