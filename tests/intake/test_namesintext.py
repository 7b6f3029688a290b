"""Names in texts: found by their words, and as one pattern of all names would find them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake.names import normalise_name
from okonomi.intake.namesintext import NamesInText

NAMES = {"anne og bo hansen": "P1", "bo hansen": "P2", "o'neil-friis": "P3", "ib": "P4"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Vederlag Anne & Bo Hansen, marts", "Vederlag P1, marts"),
        ("ANNE  OG\u00a0BO HANSEN", "P1"),
        ("Anne + Bo Hansens hus", "Anne + Bo Hansens hus"),
        ("(bo hansen)/Bo Hansen", "(P2)/P2"),
        ("Hos O'Neil-Friis.", "Hos P3."),
        ("Ib og andre", "Ib og andre"),
        ("Bo, Hansen", "Bo, Hansen"),
        ("", ""),
    ],
)
def test_a_name_is_replaced_however_cased_and_spaced(text, shown):
    assert NamesInText(NAMES).hide(text) == shown


def test_the_longest_of_many_names_is_taken():
    label = {f"familie{n} hansen": f"P{n}" for n in range(1000)} | {"familie7 hansen holm": "Q"}
    names = NamesInText(label)
    assert names.hide("Familie7 Hansen Holm og familie999 hansen") == "Q og P999"


WORDS = st.sampled_from(
    ["anne", "Bo", "og", "&", "+", "hansen", "Ås", "d'arc", "(x)", "1", "hansen,"]
)
TEXTS = st.lists(WORDS, min_size=1, max_size=8).map(" ".join)


@given(st.lists(TEXTS, max_size=8), TEXTS)
def test_as_one_pattern_of_all_names_would(names, text):
    label = {form: f"<{n}>" for n, form in enumerate(map(normalise_name, names)) if len(form) > 3}

    def joined(name):
        return re.sub(r"(?<!\S)(og|&|\+)(?!\S)", "og", normalise_name(name))

    shown = {joined(form): seen for form, seen in label.items()}
    patterns = [
        r"\s+".join(
            r"(?:og|&|\+)" if word in ("og", "&", "+") else re.escape(word) for word in form.split()
        )
        for form in sorted(label, key=len, reverse=True)
    ]
    finder = re.compile(rf"(?<!\w)(?:{'|'.join(patterns) or '(?!)'})(?!\w)", re.IGNORECASE)
    expected = finder.sub(lambda match: shown[joined(match.group())], text)
    assert NamesInText(label).hide(text) == expected
