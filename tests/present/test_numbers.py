from datetime import date

import numpy as np
import pandas as pd
import pytest

from okonomi.present import Column, numbers

KR = "\u00a0kr."


@pytest.mark.parametrize(
    ("oere", "decimals", "shown"),
    [
        (123456789, 2, "1.234.567,89"),
        (123456789, 0, "1.234.568"),
        (123456789, -3, "1.235"),
        (123456789, -6, "1,2"),
        (-5, 2, "−0,05"),
        (-49, 0, "0"),
        (-50, 0, "−1"),
        (50, 0, "1"),
        (0, 2, "0,00"),
        (150_000, -3, "2"),
        (np.int64(99), 2, "0,99"),
        (9_007_199_254_740_993, 2, "90.071.992.547.409,93"),
        (None, 2, "–"),
        (pd.NA, 2, "–"),
    ],
)
def test_kroner_from_whole_oere(oere: object, decimals: int, shown: str) -> None:
    assert numbers.kroner(oere, decimals) == shown


def test_a_unit_is_tied_by_a_no_break_space() -> None:
    assert numbers.kr(123456789) == "1.234.567,89" + KR
    assert numbers.kr(-5) == "−0,05" + KR
    assert numbers.kr(150_000, -3) == "2\u00a01.000\u00a0kr."
    assert numbers.tkr(123456789) == "1.235\u00a0tkr."
    assert numbers.mio(-123456789) == "−1,2\u00a0mio.\u00a0kr."
    assert numbers.mio(123456789, 2) == "1,23\u00a0mio.\u00a0kr."
    assert numbers.price(1234.5) == "1.234,50" + KR
    assert numbers.kr(None) == numbers.mio(None) == numbers.price(np.nan) == "–"


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (2.675, 2, "2,68"),
        (-2.675, 2, "−2,68"),
        (0.125, 2, "0,13"),
        (-0.04, 1, "0,0"),
        (1234567.0, 0, "1.234.567"),
        (np.float64(12.25), 1, "12,3"),
        (7, 1, "7,0"),
        (1e-12, 2, "0,00"),
        (np.nan, 1, "–"),
    ],
)
def test_number_rounds_half_away_from_zero(value: float, decimals: int, shown: str) -> None:
    assert numbers.number(value, decimals) == shown


def test_share_sign_and_whole() -> None:
    assert numbers.share(0.1234) == "12,3\u00a0%"
    assert numbers.share(-0.1235, 1) == "−12,4\u00a0%"
    assert numbers.share(None) == "–"
    assert numbers.kr(100, sign=True) == "+1,00" + KR
    assert numbers.kr(-100, sign=True) == "−1,00" + KR
    assert numbers.number(0, 0, sign=True) == "0"
    assert numbers.whole(12345) == "12.345"


def test_dates_and_months() -> None:
    assert numbers.date(date(2026, 3, 1)) == "01-03-2026"
    assert numbers.date(pd.NaT) == "–"
    assert numbers.month(pd.Period("2026-03", "M")) == "marts 2026"
    assert numbers.month(pd.Timestamp("2026-12-01")) == "december 2026"
    assert numbers.month(pd.NaT) == "–"
    assert numbers.short_month(pd.Period("2026-01", "M")) == "jan. 26"
    assert numbers.short_month(pd.Period("2026-05", "M")) == "maj 26"


def test_cells_by_kind() -> None:
    shown = {
        ("oere", 123456, None): "1.234,56",
        ("oere", 123456, 0): "1.235",
        ("kr", 12.3456, 4): "12,3456",
        ("int", 1234, None): "1.234",
        ("number", 2.5, 2): "2,50",
        ("days", 31.0, None): "31",
        ("share", 0.5, 0): "50\u00a0%",
        ("text", "0101", None): "0101",
        ("text", None, None): "–",
    }
    for (kind, value, decimals), text in shown.items():
        assert numbers.cell(value, Column("k", "L", kind, decimals)) == text  # type: ignore[arg-type]


def test_a_shared_unit_is_named_once() -> None:
    budget, booked = Column("b", "Budget", "oere"), Column("c", "Bogført", "oere")
    price, name = Column("p", "Pris", "kr"), Column("n", "Navn", "text")
    thousands = Column("t", "Rest", "oere", -3)
    assert numbers.headings([name, budget, booked]) == (["Navn", "Budget", "Bogført"], "kr.")
    assert numbers.headings([name, budget]) == (["Navn", "Budget (kr.)"], None)
    assert numbers.headings([budget, thousands]) == (
        ["Budget (kr.)", "Rest (1.000\u00a0kr.)"],
        None,
    )
    assert numbers.headings([Column("p", "Kr. pr. døgn", "kr")]) == (["Kr. pr. døgn"], None)
    assert numbers.headings([name, price, budget]) == (["Navn", "Pris", "Budget"], "kr.")


def test_axis() -> None:
    assert numbers.axis_labels([0, 2.5, 5]) == ["0,0", "2,5", "5,0"]
    assert numbers.axis_labels([0, 1000, -2000]) == ["0", "1.000", "−2.000"]
    assert numbers.axis_labels([0.1 + 0.2]) == ["0,3"]
    assert numbers.amount_scale(4_999_999) == (100, "kr.")
    assert numbers.amount_scale(5_000_000) == (100_000, "1.000 kr.")
    assert numbers.amount_scale(500_000_000) == (100_000_000, "mio. kr.")
