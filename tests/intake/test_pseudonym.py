"""Pseudonyms and what hides CPR-like numbers."""

import hashlib
import hmac

import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.intake.pseudonym import PersonKey, load_key
from okonomi.new_workspace import create
from okonomi.workspace import open_workspace

KEY = PersonKey(b"0123456789abcdef0123456789abcdef")


def test_a_person_is_a_keyed_digest_of_the_cpr():
    digest = hmac.new(KEY.secret, b"7110124321", hashlib.sha256).hexdigest()
    assert KEY.person("7110124321") == "P" + digest[:12]
    assert PersonKey(b"another key, of some length").person("7110124321") != KEY.person(
        "7110124321"
    )


def test_a_stand_in_is_not_the_person_and_differs_by_system():
    (a,), (b,) = KEY.stand_ins("dubu:case_id", ["7"]), KEY.stand_ins("sensum:case_id", ["7"])
    assert len({a, b, KEY.person("7")}) == 3
    assert KEY.stand_ins("x", [None]) == [None]


def test_a_household_and_a_name_are_stable():
    assert KEY.household(" h1 ") == KEY.household("H1")
    assert KEY.household("H1").startswith("H")
    assert len(KEY.name("ida prøve")) == 6
    assert KEY.name("ida prøve") == KEY.name("ida prøve")


def test_the_secret_is_never_shown():
    assert "0123456789abcdef" not in repr(KEY)


def test_a_new_workspaces_key_is_found_with_the_fingerprint_it_entered(tmp_path):
    workspace = open_workspace(
        create(tmp_path / "ny", name="X", code="0999", period=pd.Period("2026-03", "M"))
    )
    assert load_key(workspace).fingerprint == workspace["personer", "noegle_fingeraftryk"]


def test_a_key_that_is_too_short(desk):
    (desk.root / "noegle.txt").write_text("# kort\nabc\n", encoding="utf-8")
    with pytest.raises(UserError, match="for kort"):
        load_key(desk.open())


def test_what_stands_for_a_number_in_a_code_has_no_digit():
    made = KEY.code("6101021234")
    assert made == KEY.code("6101021234") and made != KEY.code("6101021235")
    assert len(made) == 13 and made.isalpha()
