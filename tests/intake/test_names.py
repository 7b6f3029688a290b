"""Provider names: the same, nearly the same, and the alias table."""

import pytest

from okonomi.errors import UserError
from okonomi.intake.names import (
    is_company,
    looks_personal,
    near_misses,
    normalise_name,
    read_aliases,
    spellings,
)


def test_what_makes_two_spellings_the_same():
    forms = {normalise_name(name) for name in ("Birken ApS", " birken  aps.", "BIRKEN APS;")}
    assert forms == {"birken aps"}


@pytest.mark.parametrize("name", ["Birken ApS", "Hus A/S", "Prøve Kommune", "Fonden Egen"])
def test_companies_say_so(name):
    assert is_company(normalise_name(name))


@pytest.mark.parametrize("name", ["Ida Prøve", "Plejefamilien Ida og Bo", "Familien Kommunesen"])
def test_persons_do_not(name):
    assert not is_company(normalise_name(name))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Opholdsstedet Birken ApS", "Opholdsstedet Birken"),
        ("Opholdsstedet Birkely", "Opholdsstedet Birkelye"),
        ("Fonden Havtornehuset", "Fonden Havtornhuset"),
    ],
)
def test_near_misses_are_found(first, second):
    (pair,) = near_misses([first, second])
    assert {pair.first, pair.second} == {first, second}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Opholdsstedet Birken", "Opholdsstedet Egen"),  # only the first word in common
        ("Afdeling 1", "Afdeling 2"),
        ("Birken", "Egen"),
    ],
)
def test_others_are_not(first, second):
    assert near_misses([first, second]) == []


def test_the_most_used_spelling_comes_first():
    assert spellings({"Birken": 3, "BIRKEN": 5, "Egen": 1}) == {
        "birken": ["BIRKEN", "Birken"],
        "egen": ["Egen"],
    }


@pytest.fixture
def aliases(tmp_path):
    def read(text, encoding="utf-8-sig"):
        path = tmp_path / "leverandoer_alias.csv"
        path.write_bytes(text.encode(encoding))
        return read_aliases(path)

    return read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_the_alias_table(aliases, encoding):
    text = 'navn;samles_under\r\n"Ålyst; afd. A";Ålyst\r\nGl. Ålyst ;Ålyst\r\n;\r\n'
    assert aliases(text, encoding) == {"ålyst; afd. a": "Ålyst", "gl. ålyst": "Ålyst"}


def test_an_alias_of_an_alias_is_followed(aliases):
    assert aliases("navn;samles_under\nA;B\nB;C\n") == {"a": "C", "b": "C"}


def test_no_table_and_only_a_heading(aliases, tmp_path):
    assert read_aliases(tmp_path / "findes_ikke.csv") == {}
    assert aliases("navn;samles_under\n") == {}
    assert aliases("") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("leverandør;alias\nA;B\n", "første linje skal være"),
        ("navn;samles_under\nA;\n", "linje 2: skriv både"),
        ("navn;samles_under\nA;B\nB;A\n", "samles i ring"),
    ],
)
def test_faults(aliases, text, message):
    with pytest.raises(UserError, match=message):
        aliases(text)


@pytest.mark.parametrize(
    ("name", "personal"),
    [
        ("Aflastning Mia Holst", True),
        ("Aflastning: Mia Holst", True),
        ("Kontaktperson Mia Holst", True),
        ("Bakkely v/ Mia Holst", True),
        ("Psykolog v/Mia Holst", True),
        ("Bakkely ApS v/ Mia Holst", False),
        ("Engen v/ Prøve Kommune", False),
        ("Aflastning Solsikken", False),
        ("Aflastningstilbuddet Odder Vest", False),
        ("Kontaktperson", False),
    ],
)
def test_a_name_behind_what_the_person_does_or_owns(name, personal):
    assert looks_personal(name) is personal
