"""The portfolio's interval covers what is truly won, where the truth is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from price_market import everyone, market

from okonomi.analysis.hjemtagelse.bases import Bases
from okonomi.analysis.servicetjek.pricemodel import price_model
from okonomi.analysis.targets.effect import FULL_YEAR, THIS_YEAR, Payers
from okonomi.analysis.targets.portfolio import portfolio, won_per_day

WORLDS, SUCCESS = 80, 0.5


def nobody() -> Payers:
    """No payer gets any refund."""
    none = Bases(of_line=pd.Series(dtype=object), payers={}, missing=(), values=())
    return Payers(
        year=2026,
        of_line=dict.fromkeys((FULL_YEAR, THIS_YEAR), pd.Series(dtype="str")),
        of_year=dict.fromkeys((FULL_YEAR, THIS_YEAR), none),
        percent=pd.Series(dtype="int64"),
    )


def rows_of(frame: pd.DataFrame) -> pd.DataFrame:
    """The market's rows as the portfolio takes them, the model fitted on them."""
    model = price_model(frame, everyone(frame))
    facts = model.providers.loc[frame["provider"]]
    paid, expected = frame["base_kr_per_day"], model.expected_kr
    rows = frame.assign(
        line_id=[f"L{n}" for n in range(len(frame))],
        deal=[f"D{n}" for n in range(len(frame))],
        group="g",
        paid_kr=paid,
        expected_kr=expected,
        target_kr=np.minimum(expected * 0.97, paid),
        days_full=365,
        days_year=0,
        **{name: facts[name].to_numpy() for name in ("premium", "low", "high", "above")},
    )
    # As with targets: only what is worth asking about, at least 25.000 kr. a year.
    return rows[(paid - expected) * 365 >= 25_000].reset_index(drop=True)


def test_the_interval_covers_what_is_truly_won():
    inside, n, mean, true = 0, 0, 0.0, 0.0
    for seed in range(WORLDS):
        chance = np.random.default_rng(1000 + seed)
        premiums = np.where(chance.random(16) < 0.25, chance.uniform(0.08, 0.25, 16), 0.0)
        frame = market(premiums.tolist(), each=5, seed=seed, spread=0.08)
        fair = market([0.0] * 16, each=5, seed=seed)["base_kr_per_day"].to_numpy()
        frame["fair_kr"], frame["true"] = fair, np.repeat(premiums, 5)
        rows = rows_of(frame)
        if rows.empty:
            continue
        found = portfolio(rows, nobody(), SUCCESS, draws=500)
        lucky = {name: chance.random() < SUCCESS for name in rows["provider"].unique()}
        room = rows["paid_kr"] - rows["target_kr"]
        won = np.clip(rows["paid_kr"] - rows["fair_kr"], 0, room) * (rows["true"] > 0.05)
        truly = (won * rows["provider"].map(lucky)).sum() * 365 * 100
        middle, low, high = found.of("service_full")
        inside += low <= truly <= high
        n, mean, true = n + 1, mean + middle, true + truly
    assert n >= 75
    # Binomial: 90 % of 80 is 72, and less than 66 or more than 79 is one chance in forty.
    assert 66 <= inside <= 80, inside
    assert mean == pytest.approx(true, rel=0.15)


def one(**facts: float) -> pd.DataFrame:
    base = {
        "line_id": "L1", "deal": "D1", "provider": "A", "group": "g", "paid_kr": 1250.0,
        "expected_kr": 1000.0, "target_kr": 950.0, "premium": 0.25, "low": 0.24, "high": 0.26,
        "above": 1.0, "days_full": 365, "days_year": 100,
    }  # fmt: skip
    return pd.DataFrame([base | facts])


def test_a_sure_premium_gives_the_saving_and_a_sure_fair_price_nothing():
    found = portfolio(one(), nobody(), success=1.0)
    mean, low, high = found.of("service_full")
    assert mean == pytest.approx(250 * 365 * 100, rel=0.01) and low <= mean <= high
    assert found.of("net_full") == found.of("service_full")
    assert found.of("service_year")[0] == pytest.approx(250 * 100 * 100, rel=0.01)
    assert portfolio(one(above=0.0), nobody(), success=1.0).of("service_full") == (0, 0, 0)
    assert portfolio(one(), nobody(), success=0.0).of("service_full")[2] == 0


def test_never_more_than_is_asked_and_never_less_than_nought():
    won = won_per_day(one(low=-0.2, high=0.9), 1.0, 1000, np.random.default_rng(1))
    assert won.min() >= 0 and won.max() <= 300 + 1e-9


def test_the_same_seed_gives_the_same_sum_and_nothing_gives_nought():
    first, second = (portfolio(one(), nobody(), 0.5) for _ in range(2))
    assert first.frame.equals(second.frame)
    assert portfolio(one().iloc[:0], nobody(), 0.5).of("service_full") == (0, 0, 0)


def test_a_share_of_successes_is_a_share():
    with pytest.raises(ValueError, match="0–1"):
        portfolio(one(), nobody(), 1.2)
