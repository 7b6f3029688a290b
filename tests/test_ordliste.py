from pathlib import Path

import pytest

from okonomi.ordliste import define, glossary
from okonomi.present.sorting import danish_key

ROOT = Path(__file__).parents[1]


def test_every_term_has_a_definition_and_a_page_that_exists():
    for term, row in glossary().items():
        assert row["label"] and row["definition"].endswith("."), term
        assert (ROOT / row["source"]).is_file(), term


def test_the_terms_stand_in_danish_order():
    assert list(glossary()) == sorted(glossary(), key=danish_key)


def test_an_unknown_term_is_a_mistake():
    assert define("kladde")[0][0] == "Kladde"
    with pytest.raises(KeyError):
        define("findes ikke")
