"""Price, volume and mix, worked by hand, and that their parts always sum."""

from fractions import Fraction

import pandas as pd
import pytest
from bridges import holds
from frames import placements, table
from hypothesis import given
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.bridge.result import bridge
from okonomi.analysis.bridge.volume import PARTS, price_volume_mix, rounded_together
from okonomi.rules import load, load_kontoplan

KR = 100


def functions(*rows):
    columns = ["old_oere", "new_oere", "old_persons", "new_persons"]
    frame = pd.DataFrame(rows, columns=columns).astype("object")
    frame.index = [f"F{n}" for n in range(len(rows))]
    return frame


def test_volume_mix_price_and_interplay_of_two_functions():
    """A: 2 persons at 100, then 3 at 110. B: 2 at 300, then 2 at 300. Average before: 200."""
    frame = functions(
        (200, 330, Fraction(2), Fraction(3)),
        (600, 600, Fraction(2), Fraction(2)),
    )
    found = price_volume_mix(frame)
    # (3 − 2)·100 = 100 of which 1·200 at the average price and 1·(100 − 200) mix.
    assert found.loc["F0"].tolist() == [200, -100, 20, 10, 0]
    assert found.loc["F1"].tolist() == [0, 0, 0, 0, 0]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # Nobody before: at the price now. Nobody now: at the price before.
        ((0, 300, Fraction(0), Fraction(2)), {"volume_oere": 300}),
        ((300, 0, Fraction(2), Fraction(0)), {"volume_oere": -300}),
        # Kroner and no persons on one side, or nobody says how many.
        ((300, 50, Fraction(2), Fraction(0)), {"unmeasured_oere": -250}),
        ((300, 500, None, Fraction(2)), {"unmeasured_oere": 200}),
        ((0, 70, Fraction(0), Fraction(0)), {"unmeasured_oere": 70}),
        ((0, 0, Fraction(0), Fraction(0)), {}),
    ],
)
def test_a_function_with_nobody_on_one_side(row, expected):
    found = price_volume_mix(functions(row)).iloc[0]
    assert found[found != 0].to_dict() == expected


amounts = st.integers(-(10**9), 10**9)
persons = st.none() | st.fractions(0, 50, max_denominator=366)


@given(st.lists(st.tuples(amounts, amounts, persons, persons), min_size=1, max_size=6))
def test_the_parts_sum_to_each_functions_change(rows):
    frame = functions(*rows)
    found = price_volume_mix(frame)
    change = (frame["new_oere"] - frame["old_oere"]).tolist()
    assert found[list(PARTS)].sum(axis=1).tolist() == change


@given(st.lists(st.fractions(-1000, 1000, max_denominator=50), max_size=5), st.integers(-9, 9))
def test_rounding_together_moves_no_part_by_a_whole(parts, whole):
    exact = [*parts, whole - sum(parts, Fraction(0))]
    rounded = rounded_together(exact)
    assert sum(rounded) == whole
    assert all(abs(r - e) < 1 for r, e in zip(rounded, exact, strict=True))


def test_parts_without_a_whole_sum_are_a_mistake():
    with pytest.raises(ValueError):
        rounded_together([Fraction(1, 2)])


@pytest.fixture(scope="module")
def result():
    """One place at 1.000 a day all year; from July a second; a service beside; 2 budgeted."""
    place = {"function": "5.38.50", "area": "voksne", "frequency": "dag", "price_kr": 1_000.0}
    old = [place | {"start": "2025-01-01", "person_id": "P1"}]
    new = [*old, place | {"start": "2026-07-01", "person_id": "P2"}]
    beside = {"function": "5.38.50", "area": "voksne", "line_kind": "foelgeydelse"}
    new.append(beside | {"start": "2026-03-01", "price_kr": 100.0, "person_id": "P1"})
    budget = {"year": 2026, "function": "5.38.50", "original_oere": 730_000 * KR, "persons": 2.0}
    before = reading("2026-02", placement=placements(*old))
    now = reading("2026-03", placement=placements(*new), budget=table("budget", budget))
    found = bridge(now, before, load_kontoplan(), load())
    holds(found, now, before, load_kontoplan(), load())
    return found


def test_from_last_month_services_beside_have_their_own_row(result):
    row = result.month.volume.iloc[-1]
    assert row["old_persons"] == 1 and row["new_persons"] == pytest.approx(1 + 184 / 365)
    assert row["quantity_oere"] == 184 * 1_000 * KR  # (Q₁ − Q₀)·P₀
    assert row["price_oere"] == row["joint_oere"] == row["mix_oere"] == 0
    assert row["other_oere"] == 10 * 100 * KR


def test_from_the_budget_the_unit_price_holds_all_kroner(result):
    """Budget: 2 at 365.000. Now 549/365 persons and 550.000 kr."""
    row = result.budget.volume.iloc[-1]
    assert (row["old_persons"], row["new_persons"]) == (2, pytest.approx(549 / 365))
    assert row["quantity_oere"] == -181 * 1_000 * KR
    price = Fraction(550_000 * KR * 365, 549) - 365_000 * KR
    assert row["price_oere"] == pytest.approx(float(price * 2), abs=1)
    assert row["joint_oere"] == pytest.approx(float(price * Fraction(-181, 365)), abs=1)
    assert row["change_oere"] == (550_000 - 730_000) * KR


def test_a_budget_without_persons_says_so():
    place = {"function": "5.38.50", "area": "voksne", "start": "2025-01-01", "price_kr": 10.0}
    budget = {"year": 2026, "function": "5.38.50", "original_oere": 500_00}
    now = reading("2026-03", placement=placements(place), budget=table("budget", budget))
    found = bridge(now, None, load_kontoplan(), load())
    assert found.budget.volume["unmeasured_oere"].iloc[-1] == 120_00 - 500_00
    assert "maengde-kan-ikke-opgoeres" in [f.code for f in found.findings]
