"""Worked by hand, with rates that are given; the first is the one in docs/metode/forecast.md."""

import dataclasses

import numpy as np
import pandas as pd
import pytest
from analysis.forecast.worlds import drop, line, spells, steady

from okonomi.analysis.forecast import simulate as drawing
from okonomi.analysis.forecast.delays import AHEAD, LAGS, Delays
from okonomi.analysis.forecast.learn import learn
from okonomi.analysis.forecast.lifetimes import AGES, Lifetimes
from okonomi.analysis.forecast.simulate import DRIVERS

DECEMBER = pd.Period("2026-12", "M").ordinal
AT_ONCE = (LAGS >= 0).astype(np.float64)


def learned(now, per_day=0.0, starts=AT_ONCE, ends=AT_ONCE, final=0.0):
    """Everything as it is learned, but for a known hazard, delays, and chance of a real end."""
    seen = np.full((2, len(AHEAD)), 1e9)
    shape = (now.groups, len(AGES) - 1)
    return dataclasses.replace(
        learn(now, [], 1),
        lifetimes=Lifetimes(
            per_day=np.full(shape, max(per_day, 1e-12)), exits=np.full(now.groups, 1e9)
        ),
        delays=Delays(
            starts=starts, ends=ends, brought_forward=np.zeros(len(now.end), dtype=bool),
            final=seen * final, final_seen=seen, pairs=1, seen=1, source="drops",
        ),
    )  # fmt: skip


def simulate(*given):
    return drawing.simulate(*given).drivers


def kroner(changes, driver):
    return changes[driver].sum(axis=1).mean() / 100


def test_the_worked_example_of_an_open_place():
    (now,) = spells(drop("2026-09", *[line(n, "2025-01-01") for n in range(200)]))
    hazard = -np.log(0.9) / 92
    changes = simulate(learned(now, hazard), DECEMBER, 1_000, 1)
    by_hand = -(92 - 0.1 / hazard) * 1_000
    assert kroner(changes, "afgang") / 200 == pytest.approx(by_hand, rel=0.03)
    assert kroner(changes, "forlaenget") == 0
    # An end on the last evening of September counts as late: half a day of 92.
    assert abs(kroner(changes, "sent")) < 0.02 * abs(kroner(changes, "afgang"))


def test_a_grant_that_is_always_renewed_runs_the_year_out_and_a_real_end_stays():
    (now,) = spells(drop("2026-09", line(1, "2025-01-01", "2026-10-31")))
    renewed = simulate(learned(now, final=0.0), DECEMBER, 50, 1)
    assert kroner(renewed, "forlaenget") == pytest.approx(61 * 1_000)
    real = simulate(learned(now, final=1.0), DECEMBER, 50, 1)
    assert all(kroner(real, driver) == 0 for driver in DRIVERS)


def test_ends_nobody_has_registered_are_late_and_not_to_come():
    (now,) = spells(drop("2026-09", *[line(n, "2025-01-01") for n in range(50)]))
    late = np.where(LAGS >= 3, 1.0, 0.0)  # everything is registered in the third month after
    changes = simulate(learned(now, 0.001, ends=late), DECEMBER, 400, 1)
    on_time = simulate(learned(now, 0.001), DECEMBER, 400, 1)
    assert kroner(changes, "sent") < 10 * kroner(on_time, "sent")
    assert kroner(changes, "sent") < 0


def test_inflow_goes_on_as_history_did():
    lines = steady("2026-06", per_month=4, stay=10)
    (now,) = spells(drop("2026-06", *lines))
    found = learned(now)
    changes = simulate(found, DECEMBER, 2_000, 1)
    # Four on the first of each of six months, none of whom leaves: 184 + 153 + … + 31 days.
    days = sum(184 - begun for begun in (0, 31, 62, 92, 123, 153))
    assert kroner(changes, "tilgang") == pytest.approx(4 * days * 1_000, rel=0.1)


def test_starts_half_registered_come_once_more():
    lines = steady("2026-06", per_month=4, stay=10)
    (now,) = spells(drop("2026-06", *lines))
    half = np.where(LAGS >= 0, np.where(LAGS >= 1, 1.0, 0.5), 0.0)
    found = dataclasses.replace(learned(now), delays=learned(now, starts=half).delays)
    changes = simulate(found, DECEMBER, 2_000, 1)
    # Half of June's four are missing: 2 × 214 days. June itself is in the history, doubled, and
    # four of a half make it a lively month, which is believed in part: a little more.
    assert 1 < kroner(changes, "sent") / (2 * 214 * 1_000) < 1.3


def test_the_paths_end_where_the_drivers_do_and_grow_towards_it():
    lines = [*steady("2026-06"), line(9_000, "2025-01-01", "2026-10-31")]
    (now,) = spells(drop("2026-06", *lines))
    changes = drawing.simulate(learned(now, 0.001), DECEMBER, 200, 1)
    whole = sum(changes.drivers.values()).sum(axis=1)
    assert changes.paths.shape == (200, 7)  # June to December
    assert changes.paths[:, -1] == pytest.approx(whole)
    assert (np.diff(changes.paths.std(axis=0)) > 0).all()


def test_the_path_to_a_month_is_what_that_month_alone_would_give():
    (now,) = spells(drop("2026-06", *[line(n, "2025-01-01") for n in range(40)]))
    found = learned(now, 0.002)
    path = drawing.simulate(found, DECEMBER, 2_000, 1).paths[:, 3].mean()  # up to September
    alone = drawing.simulate(found, DECEMBER - 3, 2_000, 2).paths[:, -1].mean()
    assert path == pytest.approx(alone, rel=0.05)


def test_same_seed_same_draws_and_another_seed_others():
    (now,) = spells(drop("2026-06", *steady("2026-06")))
    found = learn(now, [], 1)
    one, again, other = (simulate(found, DECEMBER, 100, seed) for seed in (1, 1, 2))
    for driver in DRIVERS:
        assert (one[driver] == again[driver]).all()
    assert (one["afgang"] != other["afgang"]).any()


def test_in_december_nothing_is_left_but_what_is_late():
    (now,) = spells(drop("2026-12", *steady("2026-12")))
    changes = simulate(learn(now, [], 1), DECEMBER, 100, 1)
    assert kroner(changes, "tilgang") == kroner(changes, "afgang") == 0
    assert changes["sent"].any()
