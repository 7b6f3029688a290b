"""What is learned of lifetimes, inflow and prices from histories with a known rule."""

import numpy as np
import pandas as pd
import pytest
from analysis.forecast.worlds import drop, line, spells, steady
from hypothesis import given
from hypothesis import strategies as st

from okonomi.analysis.forecast import inflow as flow
from okonomi.analysis.forecast.learn import learn
from okonomi.analysis.forecast.lifetimes import Lifetimes, lifetimes
from okonomi.analysis.forecast.prices import prices


def test_a_life_table_finds_that_nobody_leaves_early():
    (now,) = spells(drop("2026-06", *steady("2026-06", per_month=6, stay=10)))
    table = lifetimes(now)
    main = 1
    young = table.cumulative(np.array([main]), np.array([180.0]))[0]
    old = table.cumulative(np.array([main]), np.array([330.0]))[0] - young
    assert young < 0.25 and old > 1.0
    assert table.exits[main] > 100


@given(
    st.lists(st.floats(1e-5, 0.05), min_size=8, max_size=8),
    st.floats(0.001, 20.0),
)
def test_age_and_cumulative_hazard_are_each_others_inverse(per_day, hazard):
    table = Lifetimes(per_day=np.array([per_day]), exits=np.array([9.0]))
    age = table.age_at(np.array([0]), np.array([hazard]))
    assert table.cumulative(np.array([0]), age)[0] == pytest.approx(hazard, rel=1e-6)


def test_without_any_end_a_loose_guess_stands_in():
    (now,) = spells(drop("2026-03", line(1, "2020-01-01"), line(2, "2025-06-01")))
    table = lifetimes(now)
    assert (table.per_day > 0).all() and table.exits.sum() == 0


def test_a_doubled_inflow_is_said_to_be_a_break_and_its_month_is_found():
    old = steady("2026-06", per_month=3, months=30, stay=8)
    more = [
        entry | {"line_id": f"N{n}", "case_id": f"N{n}"}
        for n, entry in enumerate(steady("2026-06", per_month=6, months=30, stay=8))
        if entry["start"] >= "2025-04-01"
    ]
    (now,) = spells(drop("2026-06", *old, *more))
    found = learn(now, [], 1).inflow
    assert found.break_month == pd.Period("2025-04", "M").ordinal
    assert found.break_p <= flow.FALSE_ALARM and found.break_ratio > 1.5


def test_steady_histories_seldom_get_a_false_alarm():
    draw = np.random.default_rng(7)
    steady_months = np.full(30, 8.0)
    alarms = [
        flow._break(draw.poisson(8.0, 30).astype(float), steady_months, seed)[0] is not None
        for seed in range(200)
    ]
    assert np.mean(alarms) <= 0.09  # 5 %, three standard errors


def test_the_january_that_is_missing_is_found_by_provider():
    def priced(number, provider, years):
        return [
            line(
                number, f"{year}-01-01", None if year == years[-1] else f"{year}-12-31",
                price_kr=1_000 * 1.03 ** (year - 2024), provider=provider,
            )
            for year in years
        ]  # fmt: skip

    both, late = (2024, 2025, 2026), (2024, 2025)
    lines = [entry for n in range(12) for entry in priced(n, "Til tiden", both)]
    lines += [entry for n in range(12, 16) for entry in priced(n, "Sen", late)]
    (now,) = spells(drop("2026-02", line(99, "2020-01-01", "2024-02-01"), *lines))
    found = prices(now)
    assert found.share == pytest.approx(1.0) and found.so_far < 0.8
    assert found.rise == pytest.approx(0.03)
    assert len(found.late) == 4 and found.chance == pytest.approx(1.0)


def test_a_price_moved_in_the_year_is_a_share_of_what_ran():
    (now,) = spells(
        drop(
            "2026-03",
            line(1, "2024-01-01", "2025-05-31"),
            line(1, "2025-06-01", price_kr=960.0),
            line(2, "2024-01-01"),
            line(3, "2024-01-01", "2024-03-31"),
        )
    )
    found = prices(now)
    june = found.months == pd.Period("2025-06", "M").ordinal
    assert found.moves[june][0] == pytest.approx(-40 / 1_960)
    assert not found.moves[~june].any()
