"""Numbers in every form that occurs, and the columns that must stay undecided."""

import datetime as dt
import math

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake.amounts import (
    MISSING,
    NumberHabit,
    decide_habit,
    decide_habits,
    read_amounts,
    to_oere,
)
from okonomi.intake.coded import Coded
from okonomi.intake.parsed import (
    FAULTS,
    NOT_A_NUMBER,
    NUMBER_IS_DATE,
    NUMBER_IS_PERCENT,
    NUMBER_MIXED,
    NUMBER_OTHER_HABIT,
    NUMBER_TOO_FINE,
    NUMBER_TOO_LARGE,
    NUMBER_UNDECIDED,
)

COMMA = NumberHabit(",", "profil")
DOT = NumberHabit(".", "profil")


def read(cells, stated=None, **options):
    column = Coded.of(cells, "Beløb")
    return read_amounts(column, decide_habit([column], stated), **options)


def values(parsed):
    return [None if math.isnan(value) else value for value in parsed.values.tolist()]


@pytest.mark.parametrize(
    ("text", "kroner"),
    [
        ("1.234,56", 1234.56),
        ("1.234.567", 1234567.0),
        ("1.234.567,8", 1234567.8),
        ("1234,56", 1234.56),
        ("1234", 1234.0),
        ("0", 0.0),
        ("007", 7.0),
        ("1.234", 1234.0),
        ("12,5", 12.5),
        (",50", 0.5),
        ("0,500", 0.5),
        ("1.234,567", 1234.567),
        ("1.234,50-", -1234.5),
        ("1.234,50 -", -1234.5),
        ("-1.234,50", -1234.5),
        ("- 1.234,50", -1234.5),
        ("−1.234,50", -1234.5),  # U+2212
        ("–5,00", -5.0),  # en dash
        ("+5,00", 5.0),
        ("(500,00)", -500.0),
        ("( 1.500 )", -1500.0),
        ("1 234,50", 1234.5),
        ("1 234 567", 1234567.0),
        ("1\u00a0234,50", 1234.5),
        ("1\u2009234,50", 1234.5),
        ("1\u202f234,50", 1234.5),
        ("1'234,50", 1234.5),
        ("1’234,50", 1234.5),
        ("kr. 500,00", 500.0),
        ("kr 500", 500.0),
        ("500,00 kr.", 500.0),
        ("500\u00a0kr", 500.0),
        ("-kr. 500,00", -500.0),
        ("kr. -500,00", -500.0),
        ("(500,00) kr.", -500.0),
        ("(kr. 1.234,50)", -1234.5),
        ("(1.234,50 kr.)", -1234.5),
        ("DKK 1.234,50", 1234.5),
        ("1.234,50 dkk", 1234.5),
        ("500,-", 500.0),
        ("1.234,- kr.", 1234.0),
        ("  12,50\t", 12.5),
        ("\ufeff12,50", 12.5),
        ("999.999.999,99", 999999999.99),
        ("0,00005", 0.0001),  # half away from zero
        ("-0,00005", -0.0001),
        ("0,00004999", 0.0),
        ("12,123456789012345678", 12.1235),
    ],
)
def test_danish_forms(text, kroner):
    parsed = read_amounts(Coded.of([text]), COMMA)
    assert parsed.fault.tolist() == [0]
    assert parsed.values.tolist() == [kroner]
    assert parsed.values.dtype == np.float64


@pytest.mark.parametrize(
    ("text", "kroner"),
    [
        ("1,234.56", 1234.56),
        ("1,234,567", 1234567.0),
        ("1234.56", 1234.56),
        ("1,234", 1234.0),
        ("1.234", 1.234),
        ("0.500", 0.5),
        (".5", 0.5),
        ("1 234.50", 1234.5),
        ("(1,234.50)", -1234.5),
        ("1,234.50-", -1234.5),
    ],
)
def test_english_forms(text, kroner):
    parsed = read_amounts(Coded.of([text]), DOT)
    assert (parsed.values.tolist(), parsed.fault.tolist()) == ([kroner], [0])


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("abc", NOT_A_NUMBER),
        ("5.28.20", NOT_A_NUMBER),
        ("1.2345.678", NOT_A_NUMBER),
        ("1234.567,00", NOT_A_NUMBER),
        ("1.234,56,7", NOT_A_NUMBER),
        ("1,234.567,8", NOT_A_NUMBER),
        ("12 34", NOT_A_NUMBER),
        ("1 234.567,00", NOT_A_NUMBER),
        ("1,5E+05", NOT_A_NUMBER),
        ("--5", NOT_A_NUMBER),
        ("-5-", NOT_A_NUMBER),
        ("(-5)", NOT_A_NUMBER),
        ("(5", NOT_A_NUMBER),
        ("5,", NOT_A_NUMBER),
        (",", NOT_A_NUMBER),
        ("5 EUR", NOT_A_NUMBER),
        ("٣", NOT_A_NUMBER),
        ("1" * 60, NOT_A_NUMBER),
        ("12,5 %", NUMBER_IS_PERCENT),
        ("12.5", NUMBER_OTHER_HABIT),
        ("1,234.56", NUMBER_OTHER_HABIT),
        ("1.000.000.000,01", NUMBER_TOO_LARGE),
        ("-20250131123456", NUMBER_TOO_LARGE),
        ("9" * 30, NUMBER_TOO_LARGE),
    ],
)
def test_what_is_no_danish_number_is_a_fault(text, fault):
    parsed = read_amounts(Coded.of([text, "1,00"]), COMMA)
    assert parsed.fault.tolist() == [fault, 0]
    assert values(parsed) == [None, 1.0]
    assert FAULTS[fault].reason.endswith(".")
    assert list(parsed.reasons()) == [(0, FAULTS[fault])]


def test_nothing_is_missing_and_no_fault():
    parsed = read(["", "  ", "-", "–", "NULL", "\u00a0", None, "1,00"])
    assert values(parsed) == [None] * 7 + [1.0]
    assert not parsed.fault.any()
    assert "-" in MISSING


def test_typed_cells():
    cells = [1234.5600000001, 101.0, 5, -0.005, 0.00005, 1e9, 1e10, True, dt.date(2025, 1, 1)]
    parsed = read([*cells, "1.234,5", float("inf")])
    assert values(parsed) == [
        1234.56, 101.0, 5.0, -0.005, 0.0001, 1e9, None, None, None, 1234.5, None,
    ]  # fmt: skip
    assert parsed.fault.tolist() == [
        0, 0, 0, 0, 0, 0, NUMBER_TOO_LARGE, NOT_A_NUMBER, NUMBER_IS_DATE, 0, NUMBER_TOO_LARGE,
    ]  # fmt: skip


def test_typed_sentinels_can_be_missing():
    column = Coded.of([-1.0, 7.0], "Antal")
    parsed = read_amounts(column, decide_habit([column], None, {"-1"}), missing={"-1"})
    assert values(parsed) == [None, 7.0]


@pytest.mark.parametrize(
    ("cells", "decimal", "source", "comma", "dot"),
    [
        (["1.234,56", "1.234"], ",", "kolonne", 1, 0),
        (["1.234.567", "1.234"], ",", "kolonne", 1, 0),
        (["12,5"], ",", "kolonne", 1, 0),
        ([",500"], ",", "kolonne", 1, 0),
        (["1234,567"], ",", "kolonne", 1, 0),
        (["1,234.56"], ".", "kolonne", 0, 1),
        (["1,234,567"], ".", "kolonne", 0, 1),
        (["0.500"], ".", "kolonne", 0, 1),
        (["1.5", "1.234"], ".", "kolonne", 0, 1),
        (["1.234", "1,234", "5"], None, "uafgjort", 0, 0),
        (["1 234", "5"], None, "uafgjort", 0, 0),
        (["5.28.20", "abc", ""], None, "uafgjort", 0, 0),
        (["12,5", "12.5"], None, "blandet", 1, 1),
        ([12.5, 1234.0], None, "uafgjort", 0, 0),
        ([], None, "uafgjort", 0, 0),
    ],
)
def test_evidence_of_one_column(cells, decimal, source, comma, dot):
    habit = decide_habit([Coded.of(cells)])
    assert (habit.decimal, habit.source, habit.comma, habit.dot) == (decimal, source, comma, dot)
    assert habit.decided == (decimal is not None)


def test_nothing_is_read_that_nothing_decides():
    parsed = read(["1.234", "1.234", "500", "1.234,5x", "12 345"])
    assert values(parsed) == [None, None, 500.0, None, 12345.0]
    assert parsed.fault.tolist() == [
        NUMBER_UNDECIDED, NUMBER_UNDECIDED, 0, NOT_A_NUMBER, 0,
    ]  # fmt: skip
    (note,) = parsed.notes
    assert (note.code, note.severity, note.rows.tolist()) == ("kolonne-uafgjort", "fejl", [0, 1])
    assert "»Beløb«" in note.text


@pytest.mark.parametrize("stated", [",", "1.234,56"])
def test_the_profile_decides_where_the_file_is_silent(stated):
    parsed = read(["1.234", "500"], stated)
    assert values(parsed) == [1234.0, 500.0]
    assert parsed.notes == ()
    assert values(read(["1.234", "500"], "1,234.56")) == [1.234, 500.0]


def test_an_unknown_habit_is_a_mistake_in_the_call():
    with pytest.raises(ValueError, match="unknown number habit"):
        read(["1"], "dansk")


def test_the_files_other_columns_decide_before_the_profile():
    columns = {
        "Pris": Coded.of(["1.234", "2.345"], "Pris"),
        "Sum": Coded.of(["1.234,56"], "Sum"),
        "Antal": Coded.of(["1", "2"], "Antal"),
    }
    habits = decide_habits(columns, ".")
    assert {name: (habit.decimal, habit.source) for name, habit in habits.items()} == {
        "Pris": (",", "fil"),
        "Sum": (",", "kolonne"),
        "Antal": (",", "fil"),
    }
    parsed = read_amounts(columns["Pris"], habits["Pris"])
    assert values(parsed) == [1234.0, 2345.0]
    assert [note.code for note in parsed.notes] == ["profil-talvane"]


def test_a_habit_can_be_stated_per_column():
    columns = {"a": Coded.of(["1.234"], "a"), "b": Coded.of(["1.234"], "b")}
    habits = decide_habits(columns, {"a": ",", "b": "."})
    assert [values(read_amounts(columns[name], habits[name])) for name in columns] == [
        [1234.0],
        [1.234],
    ]


def test_a_few_others_are_faults_and_many_leave_it_undecided():
    danish = [f"{number},5" for number in range(18)]
    few = read([*danish, "3.25", "7.5", "1.234"])
    assert few.fault.tolist() == [0] * 18 + [NUMBER_OTHER_HABIT, NUMBER_OTHER_HABIT, 0]
    assert few.values[-1] == 1234.0

    many = read([*danish, "3.25", "7.5", "8.5", "1.234"], ",")
    assert many.fault.tolist() == [0] * 21 + [NUMBER_MIXED]
    assert values(many)[17:] == [17.5, 3.25, 7.5, 8.5, None]
    assert [note.code for note in many.notes] == ["kolonne-uafgjort"]
    assert "blander" in many.notes[0].text


def test_a_stray_value_does_not_turn_thousands_into_decimals():
    prices = [f"{number}.500" for number in range(1, 21)]
    columns = [Coded.of([*prices, "12.5"], "Pris"), Coded.of(["1.234,56"], "Sum")]
    habit = decide_habit(columns)
    assert (habit.decimal, habit.source) == (",", "fil")
    parsed = read_amounts(columns[0], habit)
    assert values(parsed) == [number * 1000.0 + 500 for number in range(1, 21)] + [None]
    assert parsed.fault[-1] == NUMBER_OTHER_HABIT

    # A fifth of the column: neither reading is safe.
    columns[0] = Coded.of([*prices, "1.5", "2.5", "3.5", "4.5"], "Pris")
    assert decide_habit(columns).source == "blandet"

    # Most of the column: this one calculated column is written with a dot.
    columns[0] = Coded.of(["1.5", "2.25", "3.125"], "Pris")
    habit = decide_habit(columns)
    assert (habit.decimal, habit.source) == (".", "kolonne")
    assert values(read_amounts(columns[0], habit)) == [1.5, 2.25, 3.125]


def test_a_missing_thousands_mark_is_noted():
    parsed = read(["2.420", "609", "2.394", "4.505", "1000"], ",")
    assert values(parsed) == [2420.0, 609.0, 2394.0, 4505.0, 1000.0]
    (note,) = parsed.notes
    assert (note.code, note.rows.tolist()) == ("tusindtalsprik-mangler", [4])
    assert "»Beløb«" in note.text and "1 række;" in note.text
    with_decimals = read(["2.420,50", "2.394,00", "4.505,25", "1000,00", "1000,00"])
    assert with_decimals.notes[0].rows.tolist() == [3, 4]
    assert "2 rækker;" in with_decimals.notes[0].text
    # Without a habit of marking thousands there is nothing to miss.
    assert read(["2420,00", "2394,00", "4.505,25", "1000"]).notes == ()
    assert read(["2.420,50", "4.505,25", 1000.0]).notes == ()


def test_rounded_prices_are_noted_only_where_they_are_the_price():
    cells = ["12,34567", "1,5", 2.123456]
    assert read(cells).notes == ()
    parsed = read(cells, priced=True)
    assert values(parsed) == [12.3457, 1.5, 2.1235]
    assert [(note.code, note.rows.tolist()) for note in parsed.notes] == [("pris-afrundet", [0, 2])]


def test_prices_are_exact_multiples():
    parsed = read(["0,1", "0,2", "1.234,5678"])
    assert (np.rint(parsed.values * 1e4) / 1e4 == parsed.values).all()


def test_oere():
    oere = to_oere(read(["1.234,56", "1,005", "", "x", "2,00004", "-0,01", 3.1400000001, 0.125]))
    assert isinstance(oere.values, pd.arrays.IntegerArray)
    assert oere.values.tolist() == [123456, pd.NA, pd.NA, pd.NA, pd.NA, -1, 314, pd.NA]
    assert oere.fault.tolist() == [
        0, NUMBER_TOO_FINE, 0, NOT_A_NUMBER, NUMBER_TOO_FINE, 0, 0, NUMBER_TOO_FINE,
    ]  # fmt: skip


def test_notes_speak_of_rows_that_are_there():
    column = Coded.of(["1.234", "500", "600"], "Beløb")
    part = column.take(np.array([1, 2]))
    parsed = read_amounts(part, decide_habit([part]))
    assert parsed.notes == ()
    assert values(parsed) == [500.0, 600.0]


def test_a_habit_is_used_on_another_file_too():
    habit = decide_habit([Coded.of(["1.234,50"])])
    assert values(read_amounts(Coded.of(["1.234", "2,5"]), habit)) == [1234.0, 2.5]


def test_many_values_and_arrow_text():
    texts = pa.array([f"{number // 100},{number % 100:02d}" for number in range(70_000)])
    column = Coded.of_arrow(texts, "Beløb")
    oere = to_oere(read_amounts(column, decide_habit([column])))
    assert oere.values.tolist() == list(range(70_000))
    assert not oere.fault.any()


def danish(oere, grouped, minus):
    whole, rest = divmod(abs(oere), 100)
    text = f"{whole:,}".replace(",", ".") if grouped else str(whole)
    text = f"{text},{rest:02d}"
    if oere >= 0:
        return text
    return {"front": f"-{text}", "back": f"{text}-", "brackets": f"({text})"}[minus]


@given(
    st.lists(
        st.tuples(
            st.integers(-(10**11), 10**11),
            st.booleans(),
            st.sampled_from(["front", "back", "brackets"]),
        ),
        min_size=1,
    )
)
def test_every_oere_comes_back(rows):
    column = Coded.of([danish(*row) for row in rows])
    found = to_oere(read_amounts(column, decide_habit([column])))
    assert found.values.tolist() == [oere for oere, _, _ in rows]


@given(st.lists(st.text(alphabet="0123456789.,-' ()kr%\u00a0−", max_size=12), max_size=8))
def test_a_value_is_read_missing_or_faulty(texts):
    parsed = read(texts)
    known = ~np.isnan(parsed.values)
    assert not (known & (parsed.fault > 0)).any()
    assert all(
        known[row] or parsed.fault[row] or not text.strip(" \u00a0") or text.strip() in MISSING
        for row, text in enumerate(texts)
    )


def test_another_column_never_makes_a_krone_and_a_bit_of_a_thousand():
    columns = {
        "Pris": Coded.of(["1.234", "2.345"], "Pris"),
        "Timer": Coded.of(["37.5", "1.125"], "Timer"),
    }
    habits = decide_habits(columns, money=["Pris"])
    assert (habits["Pris"].decimal, habits["Pris"].source) == (None, "uafgjort")
    assert values(read_amounts(columns["Pris"], habits["Pris"])) == [None, None]
    assert values(read_amounts(columns["Timer"], habits["Timer"])) == [37.5, 1.125]
    # The profile says the opposite of the stray number: neither is believed.
    assert decide_habits(columns, ",", money=["Pris"])["Pris"].decimal is None
    assert decide_habits(columns, ".", money=["Pris"])["Pris"].decimal == "."
    danish = {"Pris": columns["Pris"], "Timer": Coded.of(["37,5"], "Timer")}
    habit = decide_habits(danish, money=["Pris"])["Pris"]
    assert values(read_amounts(columns["Pris"], habit)) == [1234.0, 2345.0]


def test_one_stray_number_does_not_turn_a_column_of_kroner():
    column = Coded.of(["1.234", "2.350", "12.5"], "Pris")
    habit = decide_habits({"Pris": column}, money=["Pris"])["Pris"]
    assert habit.source == "blandet"
    assert values(read_amounts(column, habit)) == [None, None, 12.5]
    # As many of one kind as of the other, against the rest of the file.
    pair = {"Pris": Coded.of(["1.234", "12.5"], "Pris"), "Sum": Coded.of(["1,50"], "Sum")}
    assert decide_habits(pair)["Pris"].source == "blandet"


@pytest.mark.parametrize("text", ["kr. -", " -   kr. ", "- kr.", "kr -", "DKK –"])
def test_a_dash_with_a_currency_is_an_amount_of_nothing(text):
    parsed = read_amounts(Coded.of([text, "1.234,50"]), COMMA)
    assert parsed.fault.tolist() == [0, 0]
    assert np.isnan(parsed.values[0]) and parsed.values[1] == 1234.5
