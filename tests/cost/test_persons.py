"""Who counts as a person. The days themselves: tests/cases and the property tests."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from okonomi.cost import person_days, stock

from .slow import Line, frame

MARCH = pd.Period("2026-03", "M")
DAY = pd.Timestamp("2026-03-15")


def line(line_id, **given):
    given = {
        "start": dt.date(2026, 3, 11),
        "end": dt.date(2026, 3, 20),
        "price": Decimal(100),
        "frequency": "dag",
    } | given
    return Line(line_id=line_id, **given)


def counted(placement, **given):
    found = person_days(placement, MARCH, MARCH, **given)
    return found.drop(columns="month").astype(object).where(found.notna(), None).to_numpy().tolist()


def test_a_person_is_person_id_else_case_id_else_line_id():
    placement = frame([line(line_id) for line_id in "ABCDE5"])
    placement["person_id"] = pd.array(["P", "P", None, None, None, None], dtype="str")
    placement["case_id"] = pd.array(["1", "2", "5", "5", None, None], dtype="str")
    # P, case 5, line E and line 5 – which is not case 5.
    assert counted(placement) == [[40, 2]]
    assert stock(placement, DAY) == 4


def test_price_intervals_of_one_placement_are_one_hovedydelse():
    lines = [line(x, person_id="P", placement_id="S") for x in "AB"]
    assert counted(frame(lines)) == [[10, 0]]
    lines.append(line("C", person_id="P", placement_id="T"))
    assert counted(frame(lines)) == [[10, 1]]


def test_two_tilbud_one_after_the_other_are_not_several():
    lines = [
        line("A", person_id="P"),
        line("B", person_id="P", start=dt.date(2026, 3, 21), end=None),
    ]
    assert counted(frame(lines)) == [[21, 0]]


def test_a_day_of_moving_is_one_day_and_two_tilbud():
    lines = [
        line("A", person_id="P"),
        line("B", person_id="P", start=dt.date(2026, 3, 20), end=None),
    ]
    assert counted(frame(lines)) == [[21, 1]]


def test_a_person_in_several_twice_in_a_month_counts_once():
    lines = [line("A", person_id="P", start=dt.date(2026, 3, 1), end=dt.date(2026, 3, 31))]
    for line_id, day in (("B", 5), ("C", 15)):
        date = dt.date(2026, 3, day)
        lines.append(line(line_id, person_id="P", start=date, end=date))
    assert counted(frame(lines)) == [[31, 1]]


def test_credits_single_payments_and_drafts_make_no_person():
    lines = [
        line("A", price=Decimal(-100)),
        line("B", quantity=Decimal(-1)),
        line("C", frequency="engang"),
        line("D", status="kladde"),
        line("E", line_kind="foelgeydelse"),
        line("F", price=Decimal(0)),
        line("G", price=Decimal(-1), quantity=Decimal(-1)),
    ]
    assert counted(frame(lines), by=("line_id",)) == [["F", 10, 0], ["G", 10, 0]]
    assert stock(frame(lines), DAY) == 2


def test_stock_by_group_and_basis():
    lines = [
        line("A", person_id="P", function="5.28.22"),
        line("B", person_id="P", function="5.28.23"),
        line("C", person_id="Q", function=None),
        line("D", person_id="Q", function="5.28.23", status="forventet"),
    ]
    placement = frame(lines)
    assert stock(placement, DAY) == 2
    assert stock(placement, pd.Timestamp("2026-03-21")) == 0
    by_function = stock(placement, DAY, by=("function",))
    assert by_function["persons"].tolist() == [1, 2, 1]
    assert by_function["function"].tolist()[:2] == ["5.28.22", "5.28.23"]
    assert pd.isna(by_function["function"][2])
    granted = stock(placement, DAY, by=("function",), basis="bevilget")
    assert granted["persons"].tolist() == [1, 1, 1]
    nobody = stock(placement, pd.Timestamp("2026-04-01"), by=("function",))
    assert list(nobody) == ["function", "persons"]
    assert len(nobody) == 0


def test_a_missing_line_kind_is_no_hovedydelse():
    placement = frame([line("A")]).assign(line_kind=pd.array([None], dtype="str"))
    assert len(person_days(placement, MARCH, MARCH)) == 0
    with pytest.raises(ValueError, match="no column farve"):
        stock(placement, DAY, by=("farve",))
