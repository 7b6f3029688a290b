"""Grouping: keys, missing keys, order, types, and sums too many for one block of memory."""

import datetime as dt
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from okonomi.cost import groups, ledger, monthly, person_days
from okonomi.intake.schema import FREQUENCIES

from .slow import Line, frame

MARCH, APRIL = pd.Period("2026-03", "M"), pd.Period("2026-04", "M")


def line(function="5.28.20", provider="Bo", frequency="dag", **given):
    given = {"start": dt.date(2026, 3, 30), "end": dt.date(2026, 4, 1)} | given
    return Line(
        price=Decimal(100), frequency=frequency, function=function, provider=provider, **given
    )


def rows(result):
    shown = result.astype({"month": "str"}).astype("object")
    return shown.where(result.notna(), None).to_numpy().tolist()


def test_groups_are_sorted_and_missing_keys_are_groups_of_their_own():
    placement = frame(
        [
            line(None, "Bo"),
            line("5.38.50", None),
            line(None, None),
            line("5.28.20", "Aa"),
            line("5.38.50", None),
        ]
    )
    result = monthly(placement, APRIL, APRIL)
    assert rows(result) == [
        ["5.28.20", "Aa", "2026-04-01", 100_00, 1],
        ["5.38.50", None, "2026-04-01", 200_00, 2],
        [None, "Bo", "2026-04-01", 100_00, 1],
        [None, None, "2026-04-01", 100_00, 1],
    ]
    assert result["function"].dtype == placement["function"].dtype


def test_the_total_and_months_without_lines():
    placement = frame([line(), line(start=dt.date(2026, 6, 1), end=None)])
    june = pd.Period("2026-06", "M")
    assert rows(monthly(placement, MARCH, june, by=())) == [
        ["2026-03-01", 200_00, 2],
        ["2026-04-01", 100_00, 1],
        ["2026-06-01", 3000_00, 30],
    ]


def test_a_month_with_only_a_single_payment_is_there():
    placement = frame([line(frequency="engang"), line(frequency="dag")])
    placement["price_kr"] = [0.0, -5.0]
    assert rows(monthly(placement, MARCH, APRIL, by=("frequency",))) == [
        ["dag", "2026-03-01", -10_00, 2],
        ["dag", "2026-04-01", -5_00, 1],
        ["engang", "2026-03-01", 0, 0],
    ]


def test_keys_of_any_type():
    placement = frame([line(), line(), line()])
    placement["year"] = pd.array([2025, None, 2024], dtype="Int64")
    placement["own"] = pd.array([True, False, None], dtype="boolean")
    placement["kind"] = pd.Categorical(["b", "a", None], categories=["b", "a"], ordered=True)
    placement["number"] = np.array([3, 1, 2])
    for column in ("year", "own", "kind", "number", "start", "price_kr", "end"):
        result = monthly(placement, APRIL, APRIL, by=(column,))
        expected = placement.drop_duplicates(column).sort_values(column, na_position="last")
        pd.testing.assert_series_equal(
            result[column], expected[column].reset_index(drop=True), check_freq=False
        )


def test_by_names_columns_once():
    placement = frame([line()])
    with pytest.raises(ValueError, match="no column farve"):
        monthly(placement, MARCH, APRIL, by=("function", "farve"))
    with pytest.raises(ValueError, match="twice"):
        monthly(placement, MARCH, APRIL, by=("function", "function"))


@pytest.mark.parametrize("by", [(), ("function", "provider")])
def test_no_lines_give_an_empty_frame_of_the_same_types(by):
    for count in (monthly, person_days):
        empty = count(frame([]), MARCH, APRIL, by=by)
        assert len(empty) == 0
        assert (
            empty.dtypes.to_dict() == count(frame([line()]), MARCH, APRIL, by=by).dtypes.to_dict()
        )


@pytest.fixture(scope="module")
def many():
    """6,000 random lines of every frequency over 4 years, with credits and parts of an øre.

    More than the room works on at a time.
    """
    draw = np.random.default_rng(2026)
    n = 6000
    start = np.datetime64("2021-06-01") + draw.integers(0, 1500, n)
    end = (start + draw.integers(0, 700, n)).astype("datetime64[s]")
    end[draw.random(n) < 0.2] = np.datetime64("NaT")
    placement = frame([line()] * n)
    return placement.assign(
        line_id=pd.array([f"L{i}" for i in range(n)], dtype="str"),
        start=start.astype("datetime64[s]"),
        end=end,
        frequency=pd.array(draw.choice(FREQUENCIES, n), dtype="str"),
        price_kr=np.round(draw.normal(2000, 3000, n), draw.integers(0, 5)),
        quantity=draw.choice([np.nan, 1.0, 2.5, 0.333], n),
        function=pd.array(draw.choice(["5.28.20", "5.28.23", "5.38.50", None], n), dtype="str"),
        person_id=pd.array(draw.choice([f"P{i}" for i in range(400)], n), dtype="str"),
    )


WINDOW = (pd.Period("2022-01", "M"), pd.Period("2025-12", "M"))


@pytest.mark.parametrize("by", [("function",), ("line_id",), ("person_id", "function")])
def test_many_lines_equal_the_grouped_ledger(many, by):
    parts = ledger(many, *WINDOW)
    keys = many[list(by)].take(parts["line"]).reset_index(drop=True)
    expected = (
        pd.concat([keys, parts[["month", "gross_oere", "days"]]], axis=1)
        .groupby([*by, "month"], dropna=False, as_index=False)
        .sum()
    )
    pd.testing.assert_frame_equal(monthly(many, *WINDOW, by=by), expected)


@pytest.mark.parametrize("by", [(), ("function",), ("person_id", "function")])
def test_blocks_of_groups_change_nothing(many, by, monkeypatch):
    whole = [count(many, *WINDOW, by=by) for count in (monthly, person_days)]
    monkeypatch.setattr(groups, "MAX_CELLS", 700)  # 14 groups of 48 months at a time
    parts = [count(many, *WINDOW, by=by) for count in (monthly, person_days)]
    for found, expected in zip(parts, whole, strict=True):
        pd.testing.assert_frame_equal(found, expected)
