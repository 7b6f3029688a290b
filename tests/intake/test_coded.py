"""Factorised columns: each distinct cell once, whatever its kind."""

import datetime as dt
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from okonomi.intake.coded import Coded, ErrorCell, RawTable, TextValues, cell_text, clean_header


def test_values_stand_once_and_a_number_is_not_its_text():
    column = Coded.of(["a", "", "a", 1.0, 1, True, "1", None, float("nan")], "Kolonne")
    assert column.values == ["a", "", 1.0, 1, True, "1"]
    assert [type(value) for value in column.values] == [str, str, float, int, bool, str]
    assert column.codes.tolist() == [0, 1, 0, 2, 3, 4, 5, 1, 1]
    assert column.codes.dtype == np.int32
    assert len(column) == 9


def test_arrow_chunks_share_one_dictionary_and_null_is_the_empty_cell():
    plain = pa.chunked_array([["a", "b"], ["b", None, ""]], pa.string())
    encoded = pa.chunked_array([["a", "b"], ["b", "", ""]], pa.string()).dictionary_encode()
    for chunks in (plain, encoded):
        column = Coded.of_arrow(chunks, "x")
        assert list(column.values) == ["a", "b", ""]
        assert column.codes.tolist() == [0, 1, 1, 2, 2]
    assert list(Coded.of_arrow(pa.chunked_array([], pa.string())).values) == []


def test_text_values_are_a_sequence_over_many_pages():
    values = TextValues(pa.array([str(number) for number in range(70_000)]))
    assert len(values) == 70_000
    assert values[69_999] == "69999"
    assert values[-1] == "69999"
    assert values[1:3] == ["1", "2"]
    assert list(values) == [str(number) for number in range(70_000)]
    assert repr(values) == "TextValues(70000 distinct)"


def test_per_value_work_reaches_every_row():
    column = Coded.of(["Total", "a", " ", "Total 2", "a"], "Tekst")
    assert column.match("(?i)^total").tolist() == [True, False, False, True, False]
    assert column.blank().tolist() == [False, False, True, False, False]
    assert column.map(len, int).tolist() == [5, 1, 1, 7, 1]
    assert column.counts().tolist() == [1, 2, 1, 1]
    assert column.text_of(3) == "Total 2"
    assert column.spread(np.array([1, 2, 3, 4])).tolist() == [1, 2, 3, 4, 2]
    part = column.take(np.array([False, True, False, False, True]))
    assert part.codes.tolist() == [1, 1]
    assert column.take(np.array([3])).text_of(0) == "Total 2"


def test_few_rows_keep_only_their_own_values():
    for column in (
        Coded.of(["a", 1.0, "b", "a"], "x"),
        Coded.of_arrow(pa.array(["a", "1", "b", "a"]), "x"),
    ):
        part = column.only(np.array([3, 1]))
        assert (list(part.texts().to_pylist()), part.codes.tolist()) == (["a", "1"], [0, 1])
        assert len(column.only(np.array([], dtype=np.int64)).values) == 0


def test_series_has_missing_for_blank_cells():
    series = Coded.of(["a", "\u00a0", 2.0], "Navn").to_series()
    assert series.name == "Navn"
    assert series.dtype == "str"
    assert series[[0, 2]].tolist() == ["a", "2"]
    assert series.isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("0101", "0101"),
        (101.0, "101"),
        (0.5, "0,5"),
        (7, "7"),
        (True, "SAND"),
        (False, "FALSK"),
        (dt.datetime(2025, 12, 31), "31-12-2025"),
        (dt.datetime(2025, 12, 31, 13, 5), "31-12-2025 13:05:00"),
        (dt.date(2025, 12, 31), "31-12-2025"),
        (dt.time(8, 30), "08:30:00"),
    ],
)
def test_cells_are_shown_as_a_danish_reader_sees_them(cell, text):
    assert cell_text(cell) == text


def test_header_names_are_clean_and_unique():
    assert clean_header(["\ufeff Beløb ", "Pris\npr.\u00a0dag", "Beløb", "", "Beløb", 2025.0]) == (
        "Beløb",
        "Pris pr. dag",
        "Beløb (2)",
        "Kolonne 4",
        "Beløb (3)",
        "2025",
    )


def test_a_row_with_only_an_error_cell_is_not_blank():
    table = RawTable(
        path=Path("a.xlsx"),
        sheet="Ark",
        encoding=None,
        separator=None,
        header=("a", "b"),
        columns={"a": Coded.of(["1", "", " "]), "b": Coded.of(["", "", ""])},
        line=np.array([2, 3, 4]),
        error_cells=[ErrorCell(4, "b", "#N/A")],
    )
    assert table.blank_rows().tolist() == [False, True, False]
    assert table.row(0) == ["1", ""]
    assert len(table) == 3
