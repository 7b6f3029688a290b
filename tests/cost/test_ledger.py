"""The shape of the ledger: rows, order, types, windows. The amounts: tests/cases."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from okonomi.cost import ledger

from .slow import Line, frame

MARCH, APRIL = pd.Period("2026-03", "M"), pd.Period("2026-04", "M")


def line(line_id="A", start=dt.date(2026, 3, 30), end=None, frequency="dag", **given):
    return Line(
        line_id=line_id, start=start, end=end, price=Decimal(100), frequency=frequency, **given
    )


def test_one_row_per_line_and_month_in_order():
    placement = frame(
        [
            line("B"),
            line("A", frequency="engang"),
            line("C", status="kladde"),
            line("D", start=dt.date(2026, 5, 1)),
            line("E", start=dt.date(2026, 4, 30), status="forventet"),
        ]
    ).set_index(pd.Index([7, 7, 3, 2, 1]))  # positions count, labels do not
    untouched = placement.copy()
    expected = pd.DataFrame(
        {
            "line": [0, 0, 1, 4],
            "line_id": pd.Series(["B", "B", "A", "E"], dtype="str"),
            "month": pd.to_datetime(
                ["2026-03-01", "2026-04-01", "2026-03-01", "2026-04-01"]
            ).astype("datetime64[s]"),
            "gross_oere": [200_00, 3000_00, 100_00, 100_00],
            "days": [2, 30, 0, 1],
            "status": pd.Series(["bevilget", "bevilget", "bevilget", "forventet"], dtype="str"),
        }
    )
    pd.testing.assert_frame_equal(ledger(placement, MARCH, APRIL), expected)
    pd.testing.assert_frame_equal(placement, untouched)


def test_no_lines_give_an_empty_ledger_of_the_same_types():
    empty = ledger(frame([]), MARCH, APRIL)
    full = ledger(frame([line()]), MARCH, APRIL)
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == full.dtypes.to_dict()


def test_a_window_is_made_of_months_in_order():
    placement = frame([line()])
    with pytest.raises(ValueError, match="before it begins"):
        ledger(placement, APRIL, MARCH)
    for wrong in ("2026-03", pd.Timestamp("2026-03-01"), pd.Period("2026", "Y")):
        with pytest.raises(ValueError, match="a month"):
            ledger(placement, wrong, APRIL)
