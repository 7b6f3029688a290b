"""What the starts to come are scaled by: bursts that can be seen, and breaks that cannot."""

import dataclasses

import numpy as np
import pytest
from analysis.forecast.worlds import drop, spells, steady

from okonomi.analysis.forecast.learn import learn
from okonomi.analysis.forecast.starts import BREAKS_PER_YEAR, _breaks, _burst


def test_a_break_changes_the_spread_and_not_the_mean():
    drawn = np.exp(_breaks(np.arange(-5, 10), 200_000, np.random.default_rng(1)))
    assert drawn[:, 0] == pytest.approx(1)  # too long ago to have gone unseen
    assert drawn[:, -1].mean() == pytest.approx(1, abs=0.01)
    assert (drawn[:, -1] != 1).mean() == pytest.approx(BREAKS_PER_YEAR, rel=0.05)  # 12 months


def test_a_month_with_twice_the_starts_is_believed_in_part():
    usual = steady("2026-05", per_month=3)
    many = [e | {"line_id": f"M{n}", "case_id": f"M{n}"} for n, e in enumerate(usual[-3:])]
    calm, lively = spells(drop("2026-05", *usual), drop("2026-05", *usual, *many))
    months = np.array([calm.month, calm.month + 7])
    as_before = learn(calm, [], 1)
    found = dataclasses.replace(as_before, spells=lively)
    assert _burst(as_before, months)[0] == pytest.approx(1, abs=0.15)
    assert 1.02 < _burst(found, months)[0] < 2
    assert _burst(found, months)[1] == pytest.approx(1, abs=0.02)
    spread = dataclasses.replace(found.inflow, dispersion=3.0)
    believed = dataclasses.replace(found, inflow=spread)
    assert _burst(believed, months)[0] > _burst(found, months)[0]  # bursts are usual here
