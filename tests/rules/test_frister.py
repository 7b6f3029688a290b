"""Deadlines as data: versions of the law, month arithmetic, local targets and their faults."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi import rules
from okonomi.errors import UserError
from okonomi.rules.frister import COLUMNS, FIRST, NEXT, VISITS, Frist
from okonomi.workspace import open_workspace

SETTINGS = '[kommune]\nnavn = "Prøve"\nkode = "999"\n'


def workspace(folder: Path, settings: str = "", *rows: str):
    folder.joinpath("okonomi.toml").write_text(SETTINGS + settings, encoding="utf-8")
    if rows:
        own = folder / "regler"
        own.mkdir()
        text = "\n".join([";".join(COLUMNS), *rows])
        own.joinpath("frister.csv").write_text(text, encoding="utf-8")
    return open_workspace(folder)


def days(*texts: str) -> pd.Series:
    return pd.Series(pd.to_datetime(list(texts))).astype("datetime64[s]")


def shipped(name: str, on: str) -> Frist:
    (found,) = [f for f in rules.load().frister if f.frist == name and f.in_force(days(on)).all()]
    return found


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        (FIRST, ("SEL § 70", "3 måneder"), ("BL § 95, stk. 2", "3 måneder")),
        (NEXT, ("SEL § 70", "6 måneder"), ("BL § 95, stk. 3", "som besluttet i sagen")),
        (VISITS, ("SEL § 148", "2 besøg pr. år"), ("BL § 156, stk. 5", "2 besøg pr. år")),
        ("undersoegelse", ("SEL § 50", "4 måneder"), ("BL § 20", "4 måneder")),
    ],
)
def test_the_law_changes_on_the_first_of_january_2024(name, before, after):
    old, new = shipped(name, "2023-12-31"), shipped(name, "2024-01-01")
    assert (old.paragraf, old.length_text) == before
    assert (new.paragraf, new.length_text) == after


def test_every_shipped_deadline_has_a_source_and_none_is_a_local_target():
    assert all(frist.source and not frist.local for frist in rules.load().frister)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-01-31", "2026-05-31"),
        ("2025-10-31", "2026-02-28"),
        ("2027-10-31", "2028-02-29"),
        ("2026-03-15", "2026-07-15"),
    ],
)
def test_months_end_on_the_same_day_or_the_months_last(start, due):
    assert shipped("undersoegelse", start).due(days(start)).tolist() == [pd.Timestamp(due)]


@given(st.dates(date(2024, 1, 1), date(2090, 1, 1)))
def test_a_deadline_of_months_never_jumps_a_month(start):
    (due,) = shipped("undersoegelse", "2026-01-01").due(days(start.isoformat()))
    assert (due.year * 12 + due.month) - (start.year * 12 + start.month) == 4
    assert due.day == min(start.day, due.days_in_month)


def test_what_a_paragraf_covers_and_what_an_investigation_moves():
    first = shipped(FIRST, "2026-01-01")
    codes = pd.Series(["BL-32", "BL-32-1", "BL-47", "BL-90", "SEL-107", None], dtype="str")
    assert first.covers(codes).tolist() == [True, True, True, False, False, False]
    assert first.moved(codes).tolist() == [True, True, False, False, False, False]
    old = shipped(FIRST, "2023-01-01")
    assert not old.moved(codes).any()


def test_a_local_target_stands_apart_and_is_off_unless_set(tmp_path):
    lokale = '[frister]\nlokale = [{ haendelse = "Partshøring", dage = 14 }, '
    lokale += '{ haendelse = "Faglig vurdering", uger = 4 }]\n'
    found = [f for f in rules.load(workspace(tmp_path, lokale)).frister if f.local]
    assert [(f.event, f.length_text, f.paragraf) for f in found] == [
        ("Faglig vurdering", "4 uger", ""),
        ("Partshøring", "14 dage", ""),
    ]
    assert found[1].due(days("2026-03-17")).tolist() == [pd.Timestamp("2026-03-31")]


@pytest.mark.parametrize(
    "entry",
    [
        "{ dage = 14 }",
        '{ haendelse = "Partshøring" }',
        '{ haendelse = "Partshøring", dage = 0 }',
        '{ haendelse = "Partshøring", dage = 14, uger = 2 }',
        '{ haendelse = "Partshøring", dage = 14, aar = 1 }',
        '{ haendelse = "Partshøring", dage = 14 }, { haendelse = "partshøring", dage = 7 }',
    ],
)
def test_a_local_target_that_cannot_be_meant_is_a_fault(tmp_path, entry):
    with pytest.raises(UserError, match=r"\[frister\] lokale nr\. \d"):
        rules.load(workspace(tmp_path, f"[frister]\nlokale = [{entry}]\n"))


def row(**given: str) -> str:
    usual = {"frist": "undersoegelse", "event": "Børnefaglig undersøgelse", "length": "3",
             "unit": "måneder", "from_date": "01-01-2027", "source": "Lov 1"}  # fmt: skip
    return ";".join((usual | given).get(name, "") for name in COLUMNS)


def test_a_new_version_of_the_law_ends_the_one_before(tmp_path):
    found = rules.load(workspace(tmp_path, "", row())).frister
    versions = [f for f in found if f.frist == "undersoegelse"]
    assert [(f.length, f.to_date) for f in versions] == [
        (4, date(2023, 12, 31)),
        (4, date(2026, 12, 31)),
        (3, None),
    ]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"frist": "paahit"}, "frist = “paahit”"),
        ({"unit": "år"}, "unit = “år”"),
        ({"unit": "timer"}, "length = “3” passer ikke til timer"),
        ({"length": "x"}, "length = “x”"),
        ({"from_date": "32-01-2027"}, "from_date = “32-01-2027”"),
        ({"source": ""}, "kilden mangler"),
        ({"to_date": "01-01-2020"}, "ligger før"),
    ],
)
def test_a_row_that_cannot_be_read_says_where_and_why(tmp_path, given, message):
    with pytest.raises(UserError, match=message):
        rules.load(workspace(tmp_path, "", row(**given)))


def test_two_own_versions_in_force_at_once_are_a_fault(tmp_path):
    own = workspace(tmp_path, "", row(), row(from_date="01-06-2027"))
    with pytest.raises(UserError, match="gælder samtidig med"):
        rules.load(own)
