"""The price model of a group: what it finds, and what it must not depend on."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from price_market import everyone, market
from scipy.stats import t

from okonomi.analysis.servicetjek.pricemodel import price_model, too_thin
from okonomi.analysis.servicetjek.pricemodel.design import design
from okonomi.analysis.servicetjek.pricemodel.mixture import fit
from okonomi.analysis.servicetjek.pricemodel.premium import premiums

FAIR = [0.0] * 9


def providers(frame):
    return price_model(frame, everyone(frame)).providers


def test_one_dear_provider_among_equals_is_found_exactly():
    found = providers(market([*FAIR, 0.20]))
    assert found.loc["A09", "premium"] == pytest.approx(0.20, abs=0.02)
    assert found.loc["A09", "above"] > 0.99
    assert (found["above"].drop("A09") < 0.05).all()
    assert found["premium"].drop("A09").abs().max() < 0.02


def test_one_cheap_provider_is_found_too():
    found = providers(market([*FAIR, -0.15]))
    assert found.loc["A09", "premium"] == pytest.approx(-0.15, abs=0.02)
    assert found.loc["A09", "below"] > 0.99


@pytest.mark.parametrize("seed", range(4))
def test_the_zero_point_is_the_fair_provider_and_not_the_mean(seed):
    # A third are dear and none cheap: the mean lies 7 % up, the fair ones at 0.
    found = providers(market([0.0] * 8 + [0.20] * 4, each=6, seed=seed, spread=0.04))
    assert found["premium"].iloc[:8].mean() == pytest.approx(0.0, abs=0.03)
    assert found["premium"].iloc[8:].mean() == pytest.approx(0.20, abs=0.05)


def test_when_all_but_a_few_are_dear_the_many_are_the_level():
    # Stated on the method page: a level that most have cannot be told from a fair one.
    found = providers(market([0.20] * 9 + [0.0] * 2))
    assert found["premium"].iloc[:9].abs().max() < 0.02
    assert found["premium"].iloc[9:].mean() == pytest.approx(1 / 1.2 - 1, abs=0.02)


def test_one_odd_price_does_not_make_a_provider_dear():
    frame = market([*FAIR, 0.0], each=6, spread=0.03)
    frame.loc[frame.index[-1], "base_kr_per_day"] *= 1.6
    found = providers(frame)
    assert found.loc["A09", "above"] < 0.5
    assert found.loc["A09", "premium"] < 0.05


def test_few_placements_give_a_wide_interval():
    frame = market([*FAIR, 0.0], each=8, spread=0.06)
    few = frame.drop(frame.index[frame["provider"] == "A09"][1:])
    wide, narrow = providers(few).loc["A09"], providers(frame).loc["A09"]
    assert wide["n"] == 1 and narrow["n"] == 8
    assert wide["high"] - wide["low"] > 1.4 * (narrow["high"] - narrow["low"])
    assert wide["low"] <= wide["premium"] <= wide["high"]


def test_expected_price_and_the_price_of_an_hour():
    frame = market(FAIR, each=8)
    model = price_model(frame, everyone(frame))
    true = 1200 + 40 * frame["hours_per_week"] + 300 * (frame["night_cover"] == "vaagen")
    assert (model.expected_kr / true - 1).abs().max() < 0.04
    # One hour more a week costs 40 kr. a day: 280 kr.
    assert model.hour_kr == pytest.approx(280, rel=0.15)
    assert model.level_kr == pytest.approx(true.median(), rel=0.05)


@settings(max_examples=8, deadline=None)
@given(factor=st.floats(0.01, 100), seed=st.integers(0, 50))
def test_the_unit_of_prices_does_not_matter(factor, seed):
    frame = market([*FAIR, 0.15], seed=seed, spread=0.05)
    scaled = frame.assign(base_kr_per_day=frame["base_kr_per_day"] * factor)
    pd.testing.assert_frame_equal(providers(scaled), providers(frame), rtol=1e-6, atol=1e-8)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 50))
def test_the_order_of_rows_and_the_names_do_not_matter(seed):
    frame = market([*FAIR, 0.15], seed=seed, spread=0.05)
    mixed = frame.sample(frac=1, random_state=seed)
    whole, other = price_model(frame, everyone(frame)), price_model(mixed, everyone(mixed))
    pd.testing.assert_frame_equal(other.providers, whole.providers, rtol=1e-5, atol=1e-6)
    pd.testing.assert_series_equal(
        other.expected_kr.sort_index(), whole.expected_kr, rtol=1e-5, check_names=False
    )
    renamed = frame.assign(provider="Z" + frame["provider"].str[::-1])
    again = providers(renamed)
    again.index = again.index.str[1:].str[::-1]
    pd.testing.assert_frame_equal(
        again.sort_index(), whole.providers, rtol=1e-5, atol=1e-6, check_names=False
    )


def test_the_callers_frame_is_left_alone():
    frame = market(FAIR)
    before = frame.copy(deep=True)
    price_model(frame, everyone(frame))
    pd.testing.assert_frame_equal(frame, before)


def test_who_is_outside_the_market_sets_no_level():
    frame = market([*FAIR, 0.30], each=10, spread=0.03)
    inside = frame["provider"] != "A09"
    alone = price_model(frame[inside], everyone(frame[inside]))
    both = price_model(frame, inside)
    pd.testing.assert_frame_equal(both.providers.drop("A09"), alone.providers, rtol=1e-8)
    assert both.providers.loc["A09", "premium"] == pytest.approx(0.30, abs=0.05)


def test_missing_covariates_are_their_own_level():
    frame = market(FAIR, each=6, spread=0.03)
    frame["stoettebehov"] = pd.array(["Let", None, "Højt"] * 18, dtype="str")
    frame["places"] = np.where(frame.index % 2, 8.0, np.nan)
    frame.loc[frame.index % 5 == 0, "night_cover"] = None
    found = price_model(frame, everyone(frame))
    assert found.providers.notna().all().all()
    assert (found.providers["above"] < 0.5).all()


def test_without_hours_there_is_no_price_of_an_hour():
    frame = market(FAIR, each=6).assign(hours_per_week=np.nan)
    found = price_model(frame, everyone(frame))
    assert np.isnan(found.hour_kr) and found.providers.notna().all().all()


def test_a_thin_market():
    frame = market([0.0] * 4, each=10)
    assert too_thin(frame, everyone(frame))  # four providers
    frame = market([0.0] * 6, each=2)
    assert too_thin(frame, everyone(frame))  # 12 placements, 4 coefficients
    frame = market([0.0] * 6, each=3)
    assert not too_thin(frame, everyone(frame))
    assert too_thin(frame, frame["provider"] < "A04")
    assert too_thin(frame, ~everyone(frame))


def test_intervals_cover_alike_with_and_without_a_premium():
    true = np.array([0.0] * 9 + [0.10, 0.18, 0.25])
    hits = []
    for seed in range(30):
        found = providers(market(list(true), each=5, seed=seed, spread=0.08))
        hits.append((found["low"] <= true) & (true <= found["high"]))
    covered = np.mean(hits, axis=0)
    assert 0.83 <= covered[:9].mean() <= 0.98
    assert 0.83 <= covered[9:].mean() <= 0.98


def test_hours_that_are_not_known_for_all_are_no_covariate():
    frame = market([0.0] * 8, each=6)
    frame["hours_per_week"] = frame["hours_per_week"].where(frame.index % 3 == 0)
    model = price_model(frame, everyone(frame))
    assert np.isnan(model.hour_kr)  # and not 0 kr. for an hour more


@pytest.mark.parametrize("each", [41, 80, 400])
def test_providers_with_very_many_placements_are_judged_as_surely(each):
    """A provider known to less than a step of the grid lies between its points."""
    premiums = [0.0, 0.004, -0.006, 0.003, 0.0, 0.005, -0.003, 0.0, 0.15, -0.12]
    rows = market(premiums, each=each, seed=each, spread=0.07)
    rows = price_model(rows, everyone(rows)).providers
    assert rows.loc["A08", "premium"] == pytest.approx(0.15, abs=0.04)
    assert rows.loc["A08", "above"] > 0.9
    assert rows.loc["A09", "below"] > 0.9
    fair = rows.iloc[:8]
    assert (fair["premium"].abs() < 0.04).all()
    assert ((fair["low"] < 0) & (fair["high"] > 0)).all()
    assert (fair["above"] < 0.1).all()


@pytest.mark.parametrize(
    ("providers", "each", "df"), [(5, 30, 4), (12, 30, 11), (6, 3, 5), (6, 2, 3)]
)
def test_the_interval_follows_the_number_of_providers_and_not_of_placements(providers, each, df):
    # What is not known of the level comes of few providers, however many placements each has.
    frame = market([0.0] * providers, each=each, spread=0.07)
    x = design(frame).matrix(frame)
    assert x.shape[1] == 4
    starts = np.arange(providers) * each
    y = np.log(frame["base_kr_per_day"].to_numpy())
    inside = np.ones(providers, dtype=bool)
    found = premiums(y, x, starts, inside, fit(y, x, starts))
    np.testing.assert_allclose((found.estimate - found.low) / found.error, t.ppf(0.95, df))


def test_where_many_look_cheap_the_interval_holds_both_levels():
    true = np.array([0.0] * 4 + [0.20] * 6)
    model = price_model(frame := market(list(true), each=6, seed=1, spread=0.04), everyone(frame))
    found = model.providers
    assert model.level_kr / model.second_kr == pytest.approx(1.20, abs=0.03)
    # Held against the six that cost the same the four are cheap, but they may be the fair ones.
    assert found["premium"].iloc[:4].max() < -0.12
    assert ((found["low"] <= true) & (true <= found["high"])).all()
    against_six = (1 + true) / 1.2 - 1
    assert ((found["low"] <= against_six) & (against_six <= found["high"])).all()
    assert found["below"].max() < 0.6 and found["above"].max() < 0.6


def test_who_is_dear_at_both_levels_is_dear():
    frame = market([0.0] * 4 + [0.20] * 6 + [0.60], each=6, seed=1, spread=0.04)
    found = price_model(frame, everyone(frame)).providers
    assert found.loc["A10", "above"] > 0.99


@pytest.mark.parametrize("true", [[*FAIR, -0.20], [0.0] * 8 + [0.20] * 4, FAIR])
def test_one_cheap_provider_or_many_dear_ones_leave_no_doubt_of_the_level(true):
    frame = market(true, each=6, seed=2, spread=0.04)
    assert np.isnan(price_model(frame, everyone(frame)).second_kr)
