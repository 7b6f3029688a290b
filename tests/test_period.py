"""The reporting period is a month."""

from __future__ import annotations

import pandas as pd
import pytest

from okonomi.period import last_day, parse_period


@pytest.mark.parametrize(
    ("month", "day"),
    [("2026-03", "2026-03-31"), ("2028-02", "2028-02-29"), ("2026-12", "2026-12-31")],
)
def test_a_months_last_day_is_a_date_as_in_a_reading(month, day):
    found = last_day(parse_period(month))
    assert found == pd.Timestamp(day)
    assert found.unit == "s"
