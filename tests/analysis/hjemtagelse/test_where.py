"""Our own municipality is not udenbys because somebody wrote it in another way."""

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.analysis.hjemtagelse.where import is_ours
from okonomi.analysis.kvartal.place import placed
from okonomi.rules import load

from .small import HERE, small, stay, sure


@pytest.mark.parametrize(
    ("ours", "written"),
    [
        ("Slagelse Kommune", "Slagelse"),
        ("Slagelse", "SLAGELSE KOMMUNE "),
        ("Slagelse Kommune", "0330 Slagelse"),
        ("Slagelse Kommune", "Slagelse (330)"),
        ("Københavns Kommune", "København"),
        ("Bornholms Regionskommune", "Bornholm"),
        ("Aarhus Kommune", "Århus"),
        ("Høje-Taastrup Kommune", "Høje Taastrup"),
    ],
)
def test_the_same_municipality(ours, written):
    assert is_ours(pd.Series([written]), ours).tolist() == [True]


def test_others_are_others():
    others = pd.Series(
        ["Odense Kommune", "Odder", "Ringsted", "Ringkøbing-Skjern", "Kommune", None]
    )
    assert not is_ours(others, "Holstebro Kommune").any()
    assert not is_ours(pd.Series(["Odsherred"]), "Odense Kommune").any()


@pytest.mark.parametrize("written", [HERE, f"{HERE} Kommune", HERE.upper()])
def test_a_placement_at_home_is_no_candidate(written):
    found = small(stay("S1", 3000.0, location_municipality=written))
    assert hjemtagelse(found, load(), HERE, sure()).candidates.empty
    assert placed(found, HERE).tolist() == ["hjemme"]
