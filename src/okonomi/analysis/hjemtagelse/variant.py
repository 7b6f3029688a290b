"""The best plan again with a few things changed: what the sliders and the what-ifs ask."""

from __future__ import annotations

from dataclasses import dataclass, replace

from okonomi.analysis.hjemtagelse.homes import Home
from okonomi.analysis.hjemtagelse.inputs import Inputs
from okonomi.analysis.hjemtagelse.plan import Plan, best_plan

THIRD = 1 / 3


@dataclass(frozen=True, kw_only=True)
class Change:
    """What is changed; None leaves it as it is.

    ``home``: the tilbud that ``places`` and ``price_kr`` (per day, of a place that is taken)
    concern. ``occupancy``: the share of the time that a place in a created tilbud is taken.
    ``risk``: the probability that a move fails. ``months``: a shorter horizon.
    """

    home: str | None = None
    places: int | None = None
    price_kr: float | None = None
    occupancy: float = 1.0
    risk: float | None = None
    months: int | None = None


def variant(given: Inputs, change: Change) -> tuple[Inputs, Plan]:
    """The inputs with ``change``, and the best plan under them."""
    homes = [_home(home, change) for home in given.homes]
    chosen = given.candidates
    if change.risk is not None:
        chosen = tuple(
            replace(c, move=replace(c.move, fail_probability=change.risk)) for c in chosen
        )
    changed = replace(
        given,
        homes=tuple(homes),
        candidates=chosen,
        horizon=given.horizon.until(change.months or given.horizon.count),
    )
    at = (changed.candidates, changed.homes, changed.payers, changed.horizon)
    return changed, best_plan(*at, most_moves=given.scenario.most_moves)


def _home(home: Home, change: Change) -> Home:
    if home.name == change.home and change.places is not None:
        # Places of a tilbud that open in several months are all counted in the first.
        least = min(home.min_to_open, change.places)
        home = replace(home, opens={home.first: change.places}, min_to_open=least)
    if home.name == change.home and change.price_kr is not None:
        home = _priced(home, change.price_kr)
    if home.created and change.occupancy < 1:
        fixed = home.fixed_kr_per_day / change.occupancy
        home = replace(home, full_kr_per_day=home.marginal_kr_per_day + fixed)
    return home


def _priced(home: Home, price_kr: float) -> Home:
    """The price of a taken place; in a created tilbud the fixed part keeps its share of it."""
    if not home.created:
        return replace(
            home, marginal_kr_per_day=price_kr, full_kr_per_day=max(home.full_kr_per_day, price_kr)
        )
    share = home.marginal_kr_per_day / home.full_kr_per_day if home.full_kr_per_day else 0.0
    return replace(home, marginal_kr_per_day=price_kr * share, full_kr_per_day=price_kr)
