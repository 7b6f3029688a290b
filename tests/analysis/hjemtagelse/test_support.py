"""Støtte that is not known is never passed in silence."""

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.candidates import AGAINST, UNKNOWN_HOME
from okonomi.analysis.hjemtagelse.facts import lettered
from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.rules import load

from .small import HERE, house, small, stay, sure

NEEDS = {"hours_per_week": 40.0, "night_cover": "vaagen"}


def planned(capacity, **needs):
    seen = small(stay("S1", 3000.0, **needs), capacity=[capacity])
    return hjemtagelse(seen, load(), HERE, sure())


@pytest.mark.parametrize("lacking", ["hours_per_week", "night_cover"])
def test_a_level_the_citizen_has_and_the_home_does_not_tell_speaks_against(lacking):
    found = planned(house(hours_per_week=60.0) | {lacking: None}, **NEEDS)
    assert len(found.moves) == 1  # hidden it is not
    assert UNKNOWN_HOME in found.candidates["against"].iloc[0]
    assert UNKNOWN_HOME in found.moves["against"].iloc[0]
    note = next(t.note for t in found.tables() if t.name == "flytninger")
    assert "1 af 1 flytning hviler på" in note
    (said,) = [f for f in found.findings if f.code == "serviceniveau-ukendt"]
    assert "Hos 1 sag" in said.text


def test_a_level_the_citizen_does_not_have_is_not_asked_for():
    found = planned(house(hours_per_week=None, night_cover=None))
    assert UNKNOWN_HOME not in found.candidates["against"].iloc[0]
    assert not found.moves["unknown"].any()
    note = next(t.note for t in found.tables() if t.name == "flytninger")
    assert "hviler på" not in note


def test_a_tilbud_without_a_level_that_no_case_rests_on_is_said_without_a_case():
    known = house(hours_per_week=60.0)
    unknown = house(tilbud="Ukendt", paragraf="SEL-108", night_cover=None)
    seen = small(stay("S1", 3000.0, **NEEDS), capacity=[known, unknown])
    found = hjemtagelse(seen, load(), HERE, sure())
    (said,) = [f for f in found.findings if f.code == "serviceniveau-ukendt"]
    assert said.text.endswith("Ingen sag, der passer, hviler på det.")


def test_a_home_that_tells_nothing_speaks_against_always():
    nothing = house(hours_per_week=None, night_cover=None, stoettebehov=None)
    assert planned(nothing).moves["unknown"].all()


def test_of_two_homes_only_the_chosen_ones_support_is_doubted():
    known = house(tilbud="Kendt", marginal_cost_kr=100.0, hours_per_week=60.0)
    unknown = house(tilbud="Ukendt", hours_per_week=60.0, night_cover=None)
    seen = small(stay("S1", 3000.0, **NEEDS), capacity=[known, unknown])
    found = hjemtagelse(seen, load(), HERE, sure())
    assert found.moves["target"].tolist() == ["Kendt"]
    assert UNKNOWN_HOME in found.candidates["against"].iloc[0]
    assert UNKNOWN_HOME not in found.moves["against"].iloc[0]


def test_everything_that_speaks_against_has_a_letter():
    _, key = lettered(pd.Series(["; ".join(AGAINST)]))
    assert all(what in key for what in AGAINST)
