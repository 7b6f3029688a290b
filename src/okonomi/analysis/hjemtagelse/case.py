"""One case: year by year, payback, net present value, and where it breaks even."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.move import Move, local_kr, one_off_oere
from okonomi.analysis.hjemtagelse.payer import Payer, net_gain, yearly

NPV_MONTHS = 60
STEPS_OF_BISECTION = 50


@dataclass(frozen=True, eq=False, kw_only=True)
class Case:
    """What a move does. ``years``: as ``payer.yearly``, with cumulative_oere (net, summed).

    Øre; net figures are None where the thresholds are unknown. ``yearly_net_oere`` is the net
    effect of the last whole calendar year in which the placement would have run and nothing is
    paid twice any more (``yearly_service_oere``: gross of refusion);
    ``payback_years`` = one-off costs ÷ that, None where it is not positive.
    ``break_even_occupancy``: the least share of the places that must be taken; None where there
    is no fixed cost to share or full houses do not pay. ``break_even_price_kr``: the highest
    local cost per day that pays over the horizon.
    """

    years: pd.DataFrame
    one_off_oere: int
    yearly_service_oere: int | None
    yearly_net_oere: int | None
    payback_years: float | None
    npv_oere: int | None
    break_even_occupancy: float | None
    break_even_price_kr: float | None


def judge(move: Move, payer: Payer, horizon: Horizon, discount: float) -> Case:
    """The whole of one case over ``horizon``; ``discount`` is a yearly rate (0.03 for 3 %).

    The net present value counts the first 60 months at most, each calendar year's net put at the
    distance of whole years from the first.
    """
    years = yearly(payer, [move], horizon)
    years["cumulative_oere"] = years["net_oere"].cumsum()
    once = one_off_oere(move, horizon)
    known = payer.steps is not None
    settled = _steady(years, horizon, move)
    steady = None if settled is None or not known else int(settled["net_oere"])
    return Case(
        years=years,
        one_off_oere=once,
        yearly_service_oere=None if settled is None else int(settled["service_oere"]),
        yearly_net_oere=steady,
        payback_years=once / steady if steady is not None and steady > 0 else None,
        npv_oere=present_value(yearly(payer, [move], horizon.until(NPV_MONTHS)), discount)
        if known
        else None,
        break_even_occupancy=_least_occupancy(move, payer, horizon) if known else None,
        break_even_price_kr=_highest_price(move, payer, horizon) if known else None,
    )


def present_value(years: pd.DataFrame, discount: float) -> int:
    """Net per calendar year brought to the first one. Øre."""
    away = years["year"] - years["year"].iloc[0]
    return round(float((years["net_oere"].astype(float) / (1 + discount) ** away).sum()))


def _steady(years: pd.DataFrame, horizon: Horizon, move: Move) -> pd.Series | None:
    settled = move.start + max(move.double_months, 1)
    whole = [
        y
        for y in horizon.whole_years()
        if pd.Period(f"{y}-01", "M") >= settled
        and (move.until is None or pd.Period(f"{y}-12", "M") <= move.until)
    ]
    if not whole:
        return None
    return years.set_index("year").loc[whole[-1]]


def _least_occupancy(move: Move, payer: Payer, horizon: Horizon) -> float | None:
    if not move.fixed_kr_per_day:
        return None

    def gain(taken: float) -> int:
        return net_gain(payer, [replace(move, occupancy=(taken,))], horizon)

    if gain(1.0) < 0:
        return None
    return _turning_point(gain, low=0.001, high=1.0)


def _highest_price(move: Move, payer: Payer, horizon: Horizon) -> float | None:
    bare = replace(move, fixed_kr_per_day=0.0)

    def loss(price: float) -> int:
        return -net_gain(payer, [replace(bare, local_kr_per_day=price)], horizon)

    if loss(0.0) > 0:
        return None
    high = max(move.present_kr_per_day, 1.0)
    while loss(high) <= 0 and high < 1e7:
        high *= 2
    # What has dates of its own is local cost, too: as in the first month.
    first = min(max(horizon.place(move.start), 0), horizon.count - 1)
    dated = float(local_kr(move, horizon)[first]) - move.local_kr_per_day
    return _turning_point(loss, low=0.0, high=high) + dated


def _turning_point(value: Callable[[float], int], low: float, high: float) -> float:
    """Where a rising function of øre goes from below zero to zero or above."""
    for _ in range(STEPS_OF_BISECTION):
        middle = (low + high) / 2
        low, high = (low, middle) if value(middle) >= 0 else (middle, high)
    return high
