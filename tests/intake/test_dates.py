"""Dates in every form that occurs; day and month are never swapped."""

import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake.coded import Coded
from okonomi.intake.dates import SENTINELS, read_dates
from okonomi.intake.parsed import (
    DATE_BARE_NUMBER,
    DATE_IMPOSSIBLE,
    DATE_OUT_OF_RANGE,
    DATE_TIME_ZONE,
    DATE_TWO_DIGIT_YEAR,
    DATE_UNDECIDED,
    FAULTS,
    NOT_A_DATE,
)


def days(parsed):
    return [None if np.isnat(value) else str(value)[:10] for value in parsed.values]


@pytest.mark.parametrize(
    "cell",
    [
        "31-12-2025",
        "31.12.2025",
        "31/12/2025",
        "2025-12-31",
        "2025.12.31",
        "2025/12/31",
        "20251231",
        "2025-12-31T00:00:00",
        "2025-12-31 13:45:10.123",
        "31-12-2025 00-00",
        "31-12-2025 23-59",
        "31-12-2025 00:00",
        "31-12-2025 00:00:00",
        "31.12.2025 8.05",
        "2025-12-31T00:00:00Z",
        "2025-12-31T00:00:00+01:00",
        "  31-12-2025\u00a0",
        "46022",
        "46022,5",
        "46022.75",
        46022,
        46022.0,
        46022.99,
        20251231.0,
        dt.date(2025, 12, 31),
        dt.datetime(2025, 12, 31, 13, 30),
    ],
)
def test_forms(cell):
    parsed = read_dates(Coded.of([cell], "Start"))
    assert (days(parsed), parsed.fault.tolist()) == (["2025-12-31"], [0])
    assert parsed.values.dtype == np.dtype("datetime64[s]")
    assert parsed.values[0] == np.datetime64("2025-12-31T00:00:00")


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1-2-2025", "2025-02-01"),
        ("01-02-2025", "2025-02-01"),
        ("03/04/2024", "2024-04-03"),
        ("29-02-2024", "2024-02-29"),
        ("2025-02-01", "2025-02-01"),
        ("01-01-1901", "1901-01-01"),
        ("31-12-2100", "2100-12-31"),
        (20000.0, "1954-10-03"),
        (73415.0, "2100-12-31"),
    ],
)
def test_day_comes_first(cell, day):
    parsed = read_dates(Coded.of([cell]))
    assert (days(parsed), parsed.fault.tolist()) == ([day], [0])


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("31-02-2025", DATE_IMPOSSIBLE),
        ("29-02-2023", DATE_IMPOSSIBLE),
        ("00-01-2025", DATE_IMPOSSIBLE),
        ("32-01-2025", DATE_IMPOSSIBLE),
        ("2025-13-01", DATE_IMPOSSIBLE),
        ("20251301", DATE_IMPOSSIBLE),
        ("31122025", DATE_IMPOSSIBLE),  # 3112-20-25: eight digits start with the year
        ("31-12-25", DATE_TWO_DIGIT_YEAR),
        ("1/2/25", DATE_TWO_DIGIT_YEAR),
        ("31-12-1899", DATE_OUT_OF_RANGE),
        ("01-01-2101", DATE_OUT_OF_RANGE),
        ("31-12-0201", DATE_OUT_OF_RANGE),
        (80000.0, DATE_OUT_OF_RANGE),  # 2119
        (dt.date(2999, 1, 1), DATE_OUT_OF_RANGE),
        ("31-12.2025", NOT_A_DATE),
        ("31-12-2025 25:00", NOT_A_DATE),
        ("31. december 2025", NOT_A_DATE),
        ("hest", NOT_A_DATE),
        (True, NOT_A_DATE),
        (dt.timedelta(days=2), NOT_A_DATE),
        (dt.time(8, 0), NOT_A_DATE),
        ("5", DATE_BARE_NUMBER),
        (5.0, DATE_BARE_NUMBER),
        ("19999", DATE_BARE_NUMBER),
        (1e12, DATE_BARE_NUMBER),
        ("2025-12-30T23:00:00Z", DATE_TIME_ZONE),
        ("2025-12-30 23:00:00+02:00", DATE_TIME_ZONE),
    ],
)
def test_faults(cell, fault):
    parsed = read_dates(Coded.of([cell, "31-12-2025"]))
    assert parsed.fault.tolist() == [fault, 0]
    assert days(parsed) == [None, "2025-12-31"]
    assert FAULTS[fault].remedy.endswith(".")


@pytest.mark.parametrize(
    "cell",
    [
        "", " ", "1900-01-01", "01-01-1900", "01-01-1900 00-00", "9999-12-31", "31-12-9999",
        "31-12-2099", "31.12.9999 00:00:00", "-1", -1.0, "0", 0, 0.0, "NULL", "-", "00-00-0000",
        dt.date(1900, 1, 1), dt.datetime(9999, 12, 31), dt.date(1899, 12, 31), dt.time(0, 0),
    ],
)  # fmt: skip
def test_sentinels_are_open(cell):
    parsed = read_dates(Coded.of([cell]))
    assert (days(parsed), parsed.fault.tolist()) == ([None], [0])


def test_a_profiles_sentinels():
    column = Coded.of(["31-12-2099", "9999-12-31", "løbende", "1900-01-01", ""])
    parsed = read_dates(column, sentinels=("2099-12-31", "løbende"))
    assert days(parsed) == [None, None, None, "1900-01-01", None]
    assert parsed.fault.tolist() == [0, DATE_OUT_OF_RANGE, 0, 0, 0]
    both = read_dates(column, sentinels=(*SENTINELS, "2099-12-31", "løbende"))
    assert not both.fault.any()


def test_month_first_is_never_guessed():
    cells = ["12/31/2025", "01/02/2025", "05/05/2025", "2025-01-02", "13/13/2025", ""]
    parsed = read_dates(Coded.of(cells, "Slutdato"))
    assert days(parsed) == [None, None, "2025-05-05", "2025-01-02", None, None]
    assert parsed.fault.tolist() == [
        DATE_UNDECIDED, DATE_UNDECIDED, 0, 0, DATE_IMPOSSIBLE, 0,
    ]  # fmt: skip
    (note,) = parsed.notes
    assert (note.code, note.severity, note.rows.tolist()) == ("kolonne-uafgjort", "fejl", [0, 1])
    assert "»Slutdato«" in note.text


def test_month_first_is_read_where_the_profile_says_so():
    parsed = read_dates(Coded.of(["12/31/2025", "01/02/2025", "31/12/2025", "2025-02-01"]), "mdy")
    assert days(parsed) == ["2025-12-31", "2025-01-02", None, "2025-02-01"]
    assert parsed.fault.tolist() == [0, 0, DATE_IMPOSSIBLE, 0]
    assert parsed.notes == ()


def test_a_slip_does_not_make_the_column_undecided():
    cells = [f"{day}/01/2025" for day in range(13, 31)]
    parsed = read_dates(Coded.of([*cells, "12/31/2025", "01/02/2025"]))
    assert parsed.fault.tolist() == [0] * 18 + [DATE_IMPOSSIBLE, 0]
    assert days(parsed)[-1] == "2025-02-01"
    assert parsed.notes == ()
    # As many of one kind as of the other: only what can be read in one way is read.
    mixed = read_dates(Coded.of(["13/01/2025", "12/31/2025", "01/02/2025"]))
    assert mixed.fault.tolist() == [0, DATE_UNDECIDED, DATE_UNDECIDED]


def test_rows_that_are_not_there_do_not_count():
    column = Coded.of(["12/31/2025", "01/02/2025"]).take(np.array([1]))
    assert days(read_dates(column)) == ["2025-02-01"]


def test_timestamps_in_arrow_are_cut_to_days():
    minutes = [f"31-12-2025 {n // 60:02d}:{n % 60:02d}" for n in range(1440)]
    parsed = read_dates(Coded.of_arrow(pa.array([*minutes, "", "x"])))
    assert days(parsed) == ["2025-12-31"] * 1440 + [None, None]
    assert parsed.fault.tolist() == [0] * 1441 + [NOT_A_DATE]


def test_times_beside_typed_cells():
    parsed = read_dates(Coded.of(["31-12-2025 08:00", 46022.0, dt.date(2025, 12, 31), True]))
    assert parsed.fault.tolist() == [0, 0, 0, NOT_A_DATE]
    assert days(parsed)[:3] == ["2025-12-31"] * 3


def test_an_empty_column():
    parsed = read_dates(Coded.of([]))
    assert (len(parsed.values), parsed.values.dtype) == (0, np.dtype("datetime64[s]"))


WRITE = ("%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d", "%Y%m%d", "%d-%m-%Y %H-%M")


@given(
    st.lists(
        st.tuples(st.dates(dt.date(1900, 1, 2), dt.date(2100, 12, 31)), st.sampled_from(WRITE)),
        max_size=20,
    )
)
def test_every_day_comes_back(rows):
    parsed = read_dates(Coded.of([day.strftime(form) for day, form in rows]))
    assert pd.DatetimeIndex(parsed.values).date.tolist() == [day for day, _ in rows]
    assert not parsed.fault.any()


@pytest.mark.parametrize(
    ("order", "months"),
    [("dmy", [5, 12, None, 2]), (None, [None, 12, None, None])],
    ids=["stated: a slip is a slip", "unstated: who knows"],
)
def test_one_impossible_month_in_a_small_file(order, months):
    column = Coded.of(["01-05-2026", "31-12-2025", "05-14-2026", "03-02-2026"])
    parsed = read_dates(column, order)
    found = pd.Series(parsed.values).dt.month
    assert [None if pd.isna(month) else int(month) for month in found] == months


def test_more_month_first_than_day_first_is_undecided_whatever_is_stated():
    column = Coded.of(["01-05-2026", "31-12-2025", "05-14-2026", "03-22-2026"])
    assert pd.Series(read_dates(column, "dmy").values).notna().tolist() == [
        False,
        True,
        False,
        False,
    ]


def test_the_files_other_columns_speak_for_a_column_that_says_nothing(desk):
    head = "Linje-id;Linjetype;Status;Startdato;Slutdato;Pris;Frekvens\n"
    line = "{};Hovedydelse;Bevilget;{};{};1,00;Daglig\n"
    rows = [("1", "03/01/2026", ""), ("2", "02/01/2026", "12/31/2026"),
            ("3", "02/01/2026", "11/30/2026"), ("4", "2026-02-01", "")]  # fmt: skip
    desk.put("a.csv", head + "".join(line.format(*row) for row in rows))
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["4"]  # 3 January or 1 March: nobody knows
    assert reading.set_aside["line"].tolist() == [2, 3, 4]
    danish = [("1", "03/01/2026", ""), ("2", "02/01/2026", "31/12/2026")]
    desk.put("a.csv", head + "".join(line.format(*row) for row in danish))
    starts = desk.read()["placement"]["start"]
    assert starts.tolist() == [pd.Timestamp("2026-01-03"), pd.Timestamp("2026-01-02")]


def test_one_slip_in_another_column_does_not_make_a_column_undecided(desk):
    head = "Linje-id;Linjetype;Status;Startdato;Slutdato;Pris;Frekvens;Næste opfølgning\n"
    line = "{};Hovedydelse;Bevilget;0{}-02-2026;;1,00;Daglig;{}\n"

    def read(*followups):
        rows = (line.format(n, n, day) for n, day in enumerate(followups, start=1))
        desk.put("a.csv", head + "".join(rows))
        return desk.read()["placement"]["start"].dt.strftime("%d-%m").tolist()

    assert read("05-14-2026", "01-06-2026", "") == ["01-02", "02-02", "03-02"]
    # Two are no slip, unless as many say the opposite.
    assert read("05-14-2026", "06-30-2026", "") == ["02-02"]
    assert read("05-14-2026", "06-30-2026", "14-05-2026", "30-06-2026")[0] == "01-02"


def test_what_excel_made_of_month_first_texts_is_as_undecided_as_the_texts():
    cells = ["01/13/2026", "01/31/2026", dt.datetime(2026, 3, 1), dt.datetime(2026, 5, 5)]
    parsed = read_dates(Coded.of(cells))
    assert days(parsed) == [None, None, None, "2026-05-05"]
    assert parsed.fault.tolist() == [DATE_UNDECIDED] * 3 + [0]
    # A date after the 12th shows that the workbook's own dates are right.
    own = read_dates(Coded.of([*cells, dt.datetime(2026, 3, 31)]))
    assert days(own)[2:] == ["2026-03-01", "2026-05-05", "2026-03-31"]


def test_texts_after_the_12th_beside_dates_that_never_are_tell_of_a_swap():
    cells = ["13-01-2026", "31-01-2026", *(dt.datetime(2026, month, 3) for month in (4, 5, 3))]
    parsed = read_dates(Coded.of(cells, "Startdato"))
    assert not parsed.fault.any()
    (note,) = parsed.notes
    assert (note.code, note.rows.tolist()) == ("datoer-maaske-byttet", [2, 3, 4])
    assert read_dates(Coded.of(cells[1:])).notes == ()  # one text is too little to tell
    for more in ("01-02-2026", dt.datetime(2026, 3, 31)):
        assert read_dates(Coded.of([*cells, more])).notes == ()
    firsts = [dt.datetime(2026, month, 1) for month in range(1, 13)]
    assert read_dates(Coded.of([*cells[:2], *firsts])).notes == ()
    assert read_dates(Coded.of([*cells[:3], *firsts])).notes == ()  # one date is too little, too


def test_a_swap_of_days_that_were_all_of_january_is_told():
    swapped = [dt.datetime(2026, month, 1) for month in (3, 5, 7, 12)]
    texts = ["13-01-2026", "20-01-2026", "31-01-2026"]
    (note,) = read_dates(Coded.of([*texts, *swapped], "Dato")).notes
    assert (note.code, note.rows.tolist()) == ("datoer-maaske-byttet", [3, 4, 5, 6])
    other = read_dates(Coded.of(["13-01-2026", "20-02-2026", "31-03-2026", *swapped]))
    assert other.notes == ()  # lines that begin on the 1st, and texts of several months


@pytest.mark.parametrize("cell", ["00.00.0000", "00000000", "0000/00/00", 2958465, 2958465.0])
def test_no_date_as_sap_and_excel_write_it(cell):
    parsed = read_dates(Coded.of([cell]))
    assert (days(parsed), parsed.fault.tolist()) == ([None], [0])


@pytest.mark.parametrize("text", ["1/3-2026", "01/03-2026", "1/3 2026", "1/3 - 2026"])
def test_a_slash_and_a_dash_are_danish_whatever_the_order_of_the_column(text):
    parsed = read_dates(Coded.of([text, "13/5-2026"]), "mdy")
    assert days(parsed) == ["2026-03-01", "2026-05-13"]
    assert read_dates(Coded.of(["31/2-2026"])).fault.tolist() == [DATE_IMPOSSIBLE]
