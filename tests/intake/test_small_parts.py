"""Accounts and paragraphs, service months, the order of a month's files, line ids."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake.accounts import clean_cvr, clean_function, clean_paragraf
from okonomi.intake.coded import Coded
from okonomi.intake.files import month_files
from okonomi.intake.lineid import made_ids
from okonomi.intake.rowrules import fits
from okonomi.intake.servicemonth import months_as_dates
from okonomi.intake.text import Text
from okonomi.rules import main_area


@pytest.mark.parametrize(
    ("text", "function"),
    [
        ("5.28.20", "5.28.20"), ("05.28.20", "5.28.20"), ("052820", "5.28.20"),
        ("52820", "5.28.20"), ("5.28.20.001", "5.28.20"), ("5.28.20 Opholdssteder", "5.28.20"),
        ("5.28", "5.28"), ("0528200001", "0528200001"), ("XG-0000528220", "XG-0000528220"),
    ],
)  # fmt: skip
def test_functions(text, function):
    assert clean_function(text) == function


@pytest.mark.parametrize(
    ("text", "paragraf"),
    [
        ("SEL § 107", "SEL-107"), ("Serviceloven §107", "SEL-107"), ("§ 46 BL", "BL-46"),
        ("Barnets Lov § 32, stk. 1, nr. 3", "BL-32-1.3"), ("SEL-52-3.7", "SEL-52-3.7"),
        ("SEL § 76 a", "SEL-76-a"), ("Lov om social service § 85", "SEL-85"),
        ("ABL § 105", "ABL-105"), ("§ 107", "§ 107"), ("Efter regning", "Efter regning"),
    ],
)  # fmt: skip
def test_paragraphs(text, paragraf):
    assert clean_paragraf(text) == paragraf


@pytest.mark.parametrize(
    ("text", "cvr"),
    [
        ("12345678", "12345678"), ("DK12345678", "12345678"), ("dk 12 34 56 78", "12345678"),
        ("L-0007", "L-0007"), ("1003456789", "1003456789"),
    ],
)  # fmt: skip
def test_cvr_numbers(text, cvr):
    assert clean_cvr(text) == cvr


def test_areas():
    assert [main_area(f) for f in ("5.28.20", "5.38.50", "5.30.26")] == ["boern", "voksne", None]


def test_months_as_accounting_systems_write_them():
    cells = ["2026-03", "202603", "03-2026", "3/2026", "003.2026", "marts 2026", "mar. 2026",
             202603.0, "15-03-2026", "13-2026", ""]  # fmt: skip
    found = months_as_dates(Coded.of(cells))
    assert [found.values[code] for code in found.codes] == [
        *["2026-03-01"] * 8, "15-03-2026", "13-2026", "",
    ]  # fmt: skip


def test_a_unit_is_never_longer_than_its_frequency():
    assert fits("doegn", "dag") and fits("time", "uge") and fits("maaned", "kvartal")
    assert fits("aar", "engang") and fits("km", "dag") and fits("fast", "14 dage")
    assert not fits("maaned", "dag") and not fits("uge", "dag") and not fits("aar", "kvartal")


def test_files_are_read_oldest_first(desk):
    names = ["Indsatser_20260131.csv", "Indsatser_01-03-2026.csv", "Indsatser_2026-02-28.csv",
             "b10.csv", "b9.csv"]  # fmt: skip
    for name in names:
        desk.put(name, "x")
    found = month_files(desk.open(), pd.Period("2026-03", "M"))
    assert [file.path.name for file in found] == [
        "b9.csv", "b10.csv", "Indsatser_20260131.csv", "Indsatser_2026-02-28.csv",
        "Indsatser_01-03-2026.csv",
    ]  # fmt: skip


DAYS = st.integers(0, 12)


@given(st.lists(st.tuples(st.sampled_from("ab"), DAYS, DAYS | st.none()), min_size=1, max_size=12))
def test_chains_of_adjoining_rows_are_found_as_by_hand(drawn):
    rows = [(case, a, None if b is None else a + b) for case, a, b in drawn]
    day = np.datetime64("2026-01-01", "s")
    start = np.array([day + np.timedelta64(a, "D") for _, a, _ in rows])
    end = np.array(
        [np.datetime64("NaT", "s") if b is None else day + np.timedelta64(b, "D")
         for _, _, b in rows]
    )  # fmt: skip
    frame = {
        "case_id": Text.of([case for case, _, _ in rows]),
        "start": start,
        "end": end,
        "frequency": Text.constant("dag", len(rows)),
    }
    ids = made_ids(frame, ["case_id"]).texts().to_pylist()
    # by hand: the n-th row that starts on a day follows the n-th that ended the day before
    head = list(range(len(rows)))
    for row in sorted(range(len(rows)), key=lambda r: (rows[r][1], r)):
        case, a, _ = rows[row]
        starters = [r for r in range(len(rows)) if rows[r][:2] == (case, a)]
        enders = [r for r in range(len(rows)) if rows[r][0] == case and rows[r][2] == a - 1]
        nth = starters.index(row)
        if nth < len(enders):
            head[row] = head[enders[nth]]
    for i in range(len(rows)):
        assert ids[i].startswith(rows[i][0] + "/")
        for j in range(len(rows)):
            assert (ids[i] == ids[j]) == (head[i] == head[j])


def test_a_made_id_says_case_service_and_first_day():
    frame = {
        "case_id": Text.of(["1", "1", None]),
        "service": Text.of(["Bo", "Bo", "Bo"]),
        "start": np.array(["2026-01-05"] * 3, dtype="datetime64[s]"),
        "end": np.full(3, np.datetime64("NaT", "s")),
        "price_kr": np.array([20.0, 10.0, 5.0]),
    }
    assert made_ids(frame, ["case_id", "service"]).texts().to_pylist() == [
        "1/Bo/20260105/2", "1/Bo/20260105", "?/Bo/20260105",
    ]  # fmt: skip


def test_dates_in_messages_are_danish():
    from okonomi.intake.rowrules import _as_text

    days = np.array([dt.datetime(2026, 3, 1)], dtype="datetime64[s]")
    assert _as_text(days).texts().to_pylist() == ["01-03-2026"]
