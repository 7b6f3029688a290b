"""Which sign stands before the decimals of a price."""

import pytest

from okonomi.intake.amounts import decide_habits, read_amounts
from okonomi.intake.coded import Coded


@pytest.mark.parametrize("more", ["", "37,5"])
def test_three_decimals_after_a_comma_are_a_price(more):
    cells = ["412,125", "398,375", *([more] if more else [])]
    columns = {"Pris": Coded.of(cells, "Pris")}
    if not more:
        columns["Timer"] = Coded.of(["37,5"], "Timer")
    habit = decide_habits(columns, money=["Pris"])["Pris"]
    assert habit.decimal == ","
    assert read_amounts(columns["Pris"], habit).values[:2].tolist() == [412.125, 398.375]
    # A profile that says the opposite of the rest of the file is not believed, nor is the file.
    if not more:
        assert decide_habits(columns, ".", money=["Pris"])["Pris"].decimal is None
