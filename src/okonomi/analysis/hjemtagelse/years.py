"""A plan year by year: service, the state's refund, anlæg and net, all its moves together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.horizon import Horizon
from okonomi.analysis.hjemtagelse.payer import Payer, yearly
from okonomi.analysis.hjemtagelse.plan import Plan, given_back


def plan_years(
    plan: Plan, homes: Sequence[Home], payers: Mapping[str, Payer], horizon: Horizon
) -> pd.DataFrame:
    """Row: one calendar year. year, service_oere, refusion_oere, anlaeg_oere, net_oere, cumulative.

    A saving is positive, anlæg is what is spent, and net = service + refusion − anlæg, as in
    ``payer.yearly``. The empty places of a tilbud that opens are in service; what is paid once to
    open it is anlæg in the year it opens. The net of all years is ``plan.gain_oere``. Refusion, net
    and cumulative_oere are missing where the thresholds are.
    """
    by_name = {home.name: home for home in homes}
    service = np.zeros(len(horizon.years), dtype=np.int64)
    anlaeg, refusion = service.copy(), pd.array(service, dtype="Int64")
    for column in plan.columns:
        moves = [choice.move for choice in column.choices]
        mine = yearly(payers[column.payer], moves, horizon)
        service += mine["service_oere"].to_numpy()
        anlaeg += mine["anlaeg_oere"].to_numpy()
        refusion = refusion + mine["refusion_oere"].array
        service += sum(given_back(choice, by_name, horizon) for choice in column.choices)
    for name in plan.opened:
        home = by_name[name]
        service -= horizon.per_year(home.fixed_per_month(horizon))
        anlaeg += round(home.once_kr * 100) * (horizon.years == _year(home, horizon))
    net = refusion + service - anlaeg
    return pd.DataFrame(
        {
            "year": horizon.years,
            "service_oere": service,
            "refusion_oere": refusion,
            "anlaeg_oere": anlaeg,
            "net_oere": net,
            "cumulative_oere": pd.Series(net).cumsum(),
        }
    )


def _year(home: Home, horizon: Horizon) -> int:
    """The year the opening is paid in; what opens before the horizon counts in its first."""
    return max(home.first.year, int(horizon.years[0]))
