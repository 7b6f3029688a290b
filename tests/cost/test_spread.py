"""Largest remainder: what is refused, and the ends of the scale. Worked cases: tests/cases."""

import numpy as np
import pandas as pd
import pytest

from okonomi.cost import spread


def test_ties_go_to_the_first_in_order():
    assert spread(2, [1, 1, 1]).tolist() == [1, 1, 0]


def test_weights_may_be_any_sequence_of_numbers():
    for weights in (pd.Series([1, 3]), np.array([0.25, 0.75]), (2, 6.0), iter([1, 3])):
        parts = spread(100, weights)
        assert parts.tolist() == [25, 75]
        assert parts.dtype == np.int64


def test_weights_below_zero_in_sum_keep_their_shares():
    assert spread(100, [-1, -3]).tolist() == [25, 75]
    assert spread(100, [-1, -2, -3]).tolist() == spread(100, [1, 2, 3]).tolist() == [17, 33, 50]


def test_nothing_to_spread():
    assert spread(0, []).tolist() == []
    assert spread(0, [0, 0]).tolist() == [0, 0]
    assert spread(0, [1, -1]).tolist() == [0, 0]


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1]])
def test_nothing_to_spread_by(weights):
    with pytest.raises(ValueError, match="sum to nothing"):
        spread(1, weights)


@pytest.mark.parametrize("weight", [np.nan, np.inf, -np.inf])
def test_weights_must_be_known(weight):
    with pytest.raises(ValueError, match="missing or infinite"):
        spread(1, [1.0, weight])


def test_large_amounts_are_exact():
    parts = spread(10**17 + 1, [10**12, 10**12 + 1])
    assert parts.sum() == 10**17 + 1
