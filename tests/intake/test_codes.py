"""Text, codes, CPR and CVR. CPR-like numbers have day + 60 or a birth date yet to come."""

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest

from okonomi.intake.coded import Coded
from okonomi.intake.codes import read_code, read_cpr, read_cvr, read_text
from okonomi.intake.parsed import (
    CODE_IS_DATE,
    CODE_LOST_DIGITS,
    CODE_TOO_LONG,
    CPR_IMPOSSIBLE_DATE,
    CPR_REPLACEMENT,
    NOT_A_CPR,
    NOT_A_CVR,
)


def texts(parsed):
    return parsed.values.texts().to_pylist()


def births(parsed):
    return [None if np.isnat(v) else str(v)[:10] for v in parsed.extra["birth_date"]]


def test_text():
    parsed = read_text(
        Coded.of([" Botilbud\u00a0Nord ", "", "\u00a0 ", 101.0, 0.5, True, dt.date(2025, 12, 31)])
    )
    assert texts(parsed) == ["Botilbud Nord", None, None, "101", "0,5", "SAND", "31-12-2025"]
    assert not parsed.fault.any()
    assert parsed.values.missing().tolist() == [False, True, True, False, False, False, False]


def test_codes_keep_their_zeros():
    parsed = read_code(Coded.of(["0101", " 5.28.20 ", "1.10", 101.0, 101, "", "A-1"]))
    assert texts(parsed) == ["0101", "5.28.20", "1.10", "101", "101", None, "A-1"]
    assert not parsed.fault.any()
    assert parsed.notes == ()


def test_codes_that_a_workbook_spoilt():
    parsed = read_code(
        Coded.of([dt.date(2020, 5, 28), 1234567890123456.0, 5.28, "ok", dt.time(1)], "Funktion")
    )
    assert texts(parsed) == [None, None, "5.28", "ok", None]
    assert parsed.fault.tolist() == [CODE_IS_DATE, CODE_LOST_DIGITS, 0, 0, CODE_IS_DATE]
    (note,) = parsed.notes
    assert (note.code, note.rows.tolist()) == ("kode-decimaltal", [2])
    assert "»Funktion«" in note.text


def test_codes_of_a_known_width():
    parsed = read_code(Coded.of(["0101", 101.0, "7", "12345", "A1", "", "ABCDEF"], "Nr."), 4)
    assert texts(parsed) == ["0101", "0101", "0007", None, "A1", None, "ABCDEF"]
    assert parsed.fault.tolist() == [0, 0, 0, CODE_TOO_LONG, 0, 0, 0]
    (note,) = parsed.notes
    assert (note.code, note.rows.tolist()) == ("kode-nuller", [1, 2])
    assert read_code(Coded.of(["0101"]), 4).notes == ()


def test_cvr():
    cells = ["12345678", "DK12345678", "dk-12345678", "12 34 56 78", 12345678.0, "", "0", -1.0]
    parsed = read_cvr(Coded.of(cells))
    assert texts(parsed) == ["12345678"] * 5 + [None] * 3
    assert not parsed.fault.any()
    bad = read_cvr(Coded.of(["1234567", "123456789", "A2345678", dt.date(2025, 1, 1)]))
    assert bad.fault.tolist() == [NOT_A_CVR, NOT_A_CVR, NOT_A_CVR, CODE_IS_DATE]
    assert texts(bad) == [None] * 4


def test_cpr_forms():
    cells = ["610190-0000", "6101900000", "610190 0000", " 610190-0000\u00a0", 6101900000.0]
    parsed = read_cpr(Coded.of(cells, "CPR"))
    assert texts(parsed) == ["6101900000"] * 5
    assert births(parsed) == ["1990-01-01"] * 5
    assert parsed.extra["birth_date"].dtype == np.dtype("datetime64[s]")
    assert not parsed.fault.any()
    assert parsed.notes == ()


def test_a_lost_zero_is_put_back_and_noted():
    yet_to_come = "".join(["01", "01", "36", "4000"])  # 1 January 2036
    cells = [yet_to_come[1:], float(yet_to_come), yet_to_come, "6101900000"]
    parsed = read_cpr(Coded.of(cells, "CPR"))
    assert texts(parsed) == [yet_to_come] * 3 + ["6101900000"]
    assert births(parsed) == ["2036-01-01"] * 3 + ["1990-01-01"]
    (note,) = parsed.notes
    assert (note.code, note.rows.tolist()) == ("cpr-nul", [0, 1])
    assert yet_to_come[1:] not in note.text + note.remedy


@pytest.mark.parametrize(
    ("cpr", "birth"),
    [
        ("6101000000", "1900-01-01"),
        ("9112993999", "1999-12-31"),
        ("6101364000", "2036-01-01"),
        ("6101374000", "1937-01-01"),
        ("6101369000", "2036-01-01"),
        ("6101379000", "1937-01-01"),
        ("6101575000", "2057-01-01"),
        ("6101585000", "1858-01-01"),
        ("6101578000", "2057-01-01"),
        ("6101588000", "1858-01-01"),
        ("8902044000", "2004-02-29"),
    ],
)
def test_the_seventh_digit_gives_the_century(cpr, birth):
    assert births(read_cpr(Coded.of([cpr]))) == [birth]


def test_days_without_sixty_are_days():
    yet_to_come = "".join(["31", "12", "36", "4000"])
    assert births(read_cpr(Coded.of([yet_to_come]))) == ["2036-12-31"]


@pytest.mark.parametrize(
    ("cell", "fault"),
    [
        ("9202900000", CPR_IMPOSSIBLE_DATE),  # day 32
        ("9002900000", CPR_IMPOSSIBLE_DATE),  # 30 February
        ("8902050000", CPR_IMPOSSIBLE_DATE),  # 1905 had no 29 February
        ("6113900000", CPR_IMPOSSIBLE_DATE),
        ("6000900000", CPR_IMPOSSIBLE_DATE),
        ("4001900000", CPR_IMPOSSIBLE_DATE),
        ("0001900000", CPR_IMPOSSIBLE_DATE),
        ("61019000", NOT_A_CPR),
        ("610190-00000", NOT_A_CPR),
        ("61-01-90-0000", NOT_A_CPR),
        ("hest", NOT_A_CPR),
        ("6101900000,0", NOT_A_CPR),
        (61019000.5, NOT_A_CPR),
        (dt.date(2025, 1, 1), NOT_A_CPR),
        ("610190-1AB2", CPR_REPLACEMENT),
        ("6101901AB2", CPR_REPLACEMENT),
    ],
)
def test_cpr_faults_carry_no_value(cell, fault):
    parsed = read_cpr(Coded.of([cell, "6101900000"], "CPR"))
    assert parsed.fault.tolist() == [fault, 0]
    assert texts(parsed) == [None, "6101900000"]
    assert births(parsed) == [None, "1990-01-01"]
    assert not any(str(cell) in note.text for note in parsed.notes)


def test_no_cpr_is_missing():
    parsed = read_cpr(Coded.of(["", " ", "0", 0.0, "-1", "000000-0000", "0000000000", "NULL"]))
    assert texts(parsed) == [None] * 8
    assert not parsed.fault.any()


def test_many_numbers_from_arrow():
    cprs = [f"610190{number:04d}" for number in range(4000)]
    column = Coded.of_arrow(pa.array(["x", *cprs, "", cprs[0]]), "CPR")
    parsed = read_cpr(column)
    assert texts(parsed) == [None, *cprs, None, cprs[0]]
    assert births(parsed) == [None, *["1990-01-01"] * 4000, None, "1990-01-01"]


@pytest.mark.parametrize("read", [read_text, read_code, read_cvr, read_cpr])
def test_an_empty_column(read):
    for column in (Coded.of([]), Coded.of_arrow(pa.chunked_array([], pa.string()))):
        parsed = read(column)
        assert len(parsed.values) == 0
        assert len(parsed.fault) == 0
