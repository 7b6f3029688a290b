"""Serviceloven and Barnets Lov as one series, and what counts in the refusion."""

from datetime import date

import pandas as pd
import pytest
from ruleset import own_rules

from okonomi.intake.accounts import clean_paragraf
from okonomi.rules import load

CHANGE = date(2024, 1, 1)
PARAGRAFFER = load().paragraffer


def codes(*texts):
    return pd.Series(texts, dtype="str")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("SEL-52-3.7", "BL-46"), ("SEL-52-3.3", "BL-32"), ("SEL-52", "BL-32"),
        ("SEL-58", "BL-47"), ("SEL-50", "BL-20"), ("SEL-66-1.2", "BL-43"), ("SEL-54", "BL-75"),
        ("SEL-70", "BL-95"), ("SEL-148", "BL-156"), ("SEL-140", "BL-91"), ("SEL-76", "BL-114"),
        ("SEL-76-a", "BL-120"), ("SEL-32", "BL-82-1"), ("SEL-36", "BL-82-2"),
        ("SEL-32-a", "BL-82-3"), ("SEL-41", "BL-86"), ("SEL-42", "BL-87"), ("SEL-11-3", "BL-30"),
        ("SEL-108", "SEL-108"), ("SEL-85", "SEL-85"), ("ABL-105", "ABL-105"), ("BL-47", "BL-47"),
    ],
)  # fmt: skip
def test_one_child_with_both_codes_is_one_series(old, new):
    assert PARAGRAFFER.canonical(codes(old, new), CHANGE).tolist() == [new, new]
    assert PARAGRAFFER.canonical(codes(old), date(2023, 12, 31)).tolist() == [old]


def test_a_missing_and_an_unreadable_code_stay():
    found = PARAGRAFFER.canonical(codes("servicelov 52", None), CHANGE)
    assert found[0] == "servicelov 52"
    assert pd.isna(found[1])
    assert found.dtype == "str"


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("Serviceloven § 108", 100), ("SEL § 52, stk. 3, nr. 7", 100), ("BL § 46", 100),
        ("SEL § 100", 50), ("SEL § 41, stk. 1", 50), ("SEL § 110", 50), ("BL § 86", 50),
        ("ABL § 105", 100), ("ABL § 54", 0), ("STU-loven § 1", 0), ("noget andet", 100),
    ],
)  # fmt: skip
def test_what_counts_in_the_refusion(text, percent):
    assert PARAGRAFFER.counts(clean_paragraf(text)).percent == percent


def test_what_is_not_known_counts_as_an_estimate():
    assert PARAGRAFFER.counts(None).skoen
    assert PARAGRAFFER.counts(float("nan")).skoen
    assert PARAGRAFFER.counts("SEL-52-3.7").skoen is False


def test_a_letter_is_another_section():
    assert PARAGRAFFER.counts("SEL-110").percent == 50
    assert PARAGRAFFER.counts("SEL-110-a").percent == 100
    assert PARAGRAFFER.name("SEL-32-a") == "Hjemmetræning"
    assert PARAGRAFFER.name("SEL-52-3.7") == "Anbringelse med samtykke"
    assert PARAGRAFFER.name("SEL-999") == ""


def test_a_workspaces_row_replaces_the_shipped_one(tmp_path):
    own = own_rules(
        tmp_path,
        paragraf_csv="paragraf;name;successor;successor_from;source;refusion_counts;"
        "refusion_source;household_until\nSEL-100;Merudgifter;;;;0;vores revisor;\n",
    ).paragraffer
    assert own.counts("SEL-100").percent == 0
    assert own.counts("SEL-41").percent == 50
