"""The detector of CPR numbers, on numbers with 60 added to their day."""

import pyarrow as pa
import pytest

from okonomi.intake.cprlike import hide, hide_in_text, holds, holds_in_cell, in_report

FORMS = [
    "7110124321",
    "711012-4321",
    "711012 4321",
    "711012\u00a04321",
    "711012\u20134321",
    "711012 - 4321",
    "71.10.12-4321",
    "71-10-12-4321",
    "71 10 12 4321",
    "711012.4321",
]
EMBEDDED = ["S-{}", "L{}", "{}-1", "sag {} b", "({})"]


@pytest.mark.parametrize("place", ["text", "code"])
@pytest.mark.parametrize("written", [*FORMS, "101234321", "10123-4321", "10123 4321"])
def test_every_way_of_writing_is_found_wherever_it_stands(place, written):
    texts = pa.array([written, *(frame.format(written) for frame in EMBEDDED)])
    assert holds(texts, place).all()


@pytest.mark.parametrize("written", ["71101243210", "17110124321", "7110124321001", "711012/4321"])
def test_in_a_code_also_with_digits_glued_to_it(written):
    assert holds(pa.array([f"S{written}"]), "code").all()


@pytest.mark.parametrize("written", FORMS)
def test_one_number_has_one_stand_in(written):
    said: list[str] = []
    hidden = hide(pa.array([f"S-{written}"]), "code", lambda number: said.append(number) or "K")
    assert (hidden.to_pylist(), said) == (["S-K"], ["7110124321"])


def test_the_lost_zero_is_put_back():
    # Only a day below 10 can lose its zero; born in 2036, this is nobody's number.
    written = pa.array(["101364321", "10136-4321", "010136-4321", None])
    said: list[str] = []
    hide(written, "code", lambda number: said.append(number) or "K")
    assert said == ["0101364321"] * 3


@pytest.mark.parametrize(
    "code",
    [
        "27.45.04-G00-2-24", "202603-0012", "12345678", "5100000547", "9950124321", "0204966",
        "0204966/Døgninstitution/20231001", "210126//20230910", "G-00002", "B-01110", "700308",
        "2026-03-31", "31-12-2026", "320126-1234", "011326-1234", "123456789", "5790000123456",
    ],
)  # fmt: skip
def test_other_codes_stay(code):
    assert not holds(pa.array([code]), "code").any()


def test_a_voucher_is_no_person_but_a_number_with_a_hyphen_is():
    texts = pa.array(["1012345678", "101234567", "5100000547", "711012-4321"])
    assert holds(texts, "number").tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("vedr. 711012-4321.", "vedr. [cpr skjult]."),
        ("CPR7110124321", "CPR[cpr skjult]"),
        ("711012-4321 711012-4322", "[cpr skjult] [cpr skjult]"),
        ("995012-4321", "[cpr skjult]"),
        ("9950124321", "9950124321"),
        ("bilag 5100000001", "bilag 5100000001"),
        ("20260331-1200", "20260331-1200"),
        ("kr. 1.234.567,89", "kr. 1.234.567,89"),
        ("1.012.345.678,90 kr.", "1.012.345.678,90 kr."),
        ("tlf. 12345678", "tlf. 12345678"),
        ("tlf. 12 34 56 78", "tlf. 12 34 56 78"),
        ("17110124321", "17110124321"),
        ("den 31-12-2026, 1234 kr.", "den 31-12-2026, 1234 kr."),
    ],
)
def test_hiding_in_text(text, hidden):
    assert hide_in_text(text) == hidden


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<td>711012-4321</td>", True),
        ("S-7110124321", True),
        ("<!-- 711012 4321 -->", True),
        ('<path d="M 711012 4321 7110124321"/>', False),
        ("7110124321.0", False),
        ("1.711.012.432,10", False),
        ("P7110124321ab", False),
        ("c7110124321e" + "0" * 52, False),
    ],
)
def test_the_gate_of_a_finished_text(text, shown):
    assert in_report(text) is shown


def test_the_gate_of_a_column_knows_what_the_column_holds():
    assert holds_in_cell("101234321", "case_id")
    assert not holds_in_cell("101234321", "label")
    assert not holds_in_cell("7110124321", "voucher")
    assert holds_in_cell("7110124321", "label")
    assert not holds_in_cell("P7110124321ab", "person_id")
