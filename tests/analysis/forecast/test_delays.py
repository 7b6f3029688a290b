"""Late registration, counted by hand in two or three drops."""

import numpy as np
from analysis.forecast.worlds import drop, line, spells

from okonomi.analysis.forecast.delays import AHEAD, LAGS, delays_of


def lag(number):
    return int(LAGS.tolist().index(number))


def test_starts_known_a_month_later_lower_the_link_and_only_that():
    on_time = [line(n, "2026-01-01") for n in range(1, 31)]
    late = [line(n, "2026-01-01") for n in range(31, 61)]
    before, now = spells(drop("2026-01", *on_time), drop("2026-02", *on_time, *late))
    found = delays_of(now, [before])
    # 30 of 60 were known at the end of their own month; six usual observations lean on it.
    usual = 0.78 / 0.90
    assert np.isclose(found.starts[lag(0)] / found.starts[lag(1)], (30 + 6 * usual) / 66)
    assert np.isclose(found.starts[lag(1)] / found.starts[lag(2)], 0.90 / 0.95)
    assert found.pairs == 1 and found.source == "drops"


def test_shares_rise_to_all_and_stay_between_nothing_and_all():
    lines = [line(n, "2025-11-01") for n in range(1, 9)]
    before, now = spells(drop("2026-01", *lines[:5]), drop("2026-02", *lines))
    found = delays_of(now, [before])
    for curve in (found.starts, found.ends):
        assert (np.diff(curve) >= 0).all() and curve[-1] == 1 and curve[0] > 0


def test_an_end_brought_forward_is_told_from_a_grant_that_was_renewed():
    first = drop("2026-01", line(1, "2025-01-01"), line(2, "2025-01-01", "2026-02-28"))
    second = drop(
        "2026-02",
        line(1, "2025-01-01", "2026-03-31"),
        line(2, "2025-01-01", "2026-02-28"),
    )
    third = drop(
        "2026-06",
        line(1, "2025-01-01", "2026-03-31"),
        line(2, "2025-01-01", "2027-02-28"),
    )
    *before, now = spells(first, second, third)
    found = delays_of(now, before)
    assert found.brought_forward.tolist() == [True, False]
    one_ahead, same = list(AHEAD).index(1), list(AHEAD).index(0)
    assert found.final_seen[1, one_ahead] == 1 and found.final[1, one_ahead] == 1
    assert found.final_seen[0, one_ahead] == 1 and found.final[0, one_ahead] == 0
    assert found.final_seen[0, same] == 1 and found.final[0, same] == 0


def test_without_two_drops_in_a_row_the_registration_dates_are_used():
    lines = [line(n, "2025-06-01", registered="2025-06-20") for n in range(1, 30)]
    (now,) = spells(drop("2026-03", line(99, "2024-01-01", "2024-06-30"), *lines))
    found = delays_of(now, [])
    assert found.source == "registered" and found.seen > 0
    (bare,) = spells(drop("2026-03", line(1, "2025-06-01")))
    assert delays_of(bare, []).source == "none"
