"""Lines become services that begin and end once."""

import numpy as np
from analysis.forecast.worlds import drop, line, spells

from okonomi.analysis.forecast.spells import OPEN


def day(text):
    return int(np.datetime64(text).astype(np.int64))


def test_price_intervals_and_a_renewed_grant_are_one_service():
    (found,) = spells(
        drop(
            "2026-03",
            line(1, "2025-01-01", "2025-12-31"),
            line(1, "2026-01-01", "2026-02-28", price_kr=1_100.0),
            line(2, "2026-03-01", case_id="S1", price_kr=1_200.0),
            line(3, "2026-03-01", "2026-03-31"),
        )
    )
    assert found.start.tolist() == [day("2025-01-01"), day("2026-03-01")]
    assert found.end.tolist() == [OPEN, day("2026-03-31")]
    assert found.rate.tolist() == [120_000.0, 100_000.0]
    assert len(found.line) == 3 and found.line.nunique() == 2


def test_a_gap_longer_than_three_days_is_a_new_service():
    (found,) = spells(
        drop(
            "2026-03",
            line(1, "2025-01-01", "2025-12-27"),
            line(2, "2026-01-01", case_id="S1"),
        )
    )
    assert len(found.start) == 2


def test_an_expected_change_continues_what_it_replaces_and_a_draft_is_nothing():
    (found,) = spells(
        drop(
            "2026-03",
            line(1, "2025-01-01"),
            line(2, "2026-06-01", case_id="S1", status="forventet", replaces="L1"),
            line(3, "2026-01-01", status="kladde"),
        )
    )
    assert found.start.tolist() == [day("2025-01-01")]
    assert found.end.tolist() == [OPEN]


def test_what_is_paid_once_is_an_amount_on_its_day():
    (found,) = spells(drop("2026-03", line(1, "2026-02-10", frequency="engang")))
    assert found.once.tolist() == [True]
    assert found.rate.tolist() == [100_000.0]
    assert found.end.tolist() == [day("2026-02-10")]


def test_history_opens_with_the_first_known_end_and_not_at_all_without_one():
    ended, none = spells(
        drop("2026-03", line(1, "2020-01-01", "2024-02-05"), line(2, "2020-01-01")),
        drop("2026-03", line(2, "2020-01-01")),
    )
    assert ended.opens == day("2024-02-05")
    assert none.opens == none.today == day("2026-03-31")
