"""What the provider list says of a line's provider: by number, else by name."""

import pandas as pd
from frames import table

from okonomi.analysis.provider_facts import is_own, provider_fact

PROVIDERS = table(
    "provider",
    {"provider": "Egehuset", "provider_id": "99000001", "own": 1.0, "places": 8.0},
    {"provider": "Birken", "provider_id": "99000002", "own": 0.0, "places": None},
    {"provider": "Lærken", "provider_id": None, "own": None, "places": 5.0},
)
LINES = pd.DataFrame(
    {
        "provider": ["Egehuset", "Egehuset", "Ege Huset", "Lærken", None, "Ukendt"],
        "provider_id": [None, "99000002", "99000001", None, None, "99000009"],
    },
    index=[7, 5, 3, 2, 1, 0],
    dtype="str",
)


def test_the_number_comes_before_the_name_and_nothing_said_is_no():
    assert is_own(LINES, PROVIDERS).tolist() == [True, False, True, False, False, False]
    assert is_own(LINES, PROVIDERS).index.tolist() == LINES.index.tolist()
    assert not is_own(LINES, PROVIDERS.iloc[:0]).any()


def test_of_several_with_one_number_it_is_the_one_with_the_name():
    region = table(
        "provider",
        {"provider": "Region Nord, Søhus", "provider_id": "99000003", "places": 6.0},
        {"provider": "Region Nord, Fjordhus", "provider_id": "99000003", "places": 60.0},
    )
    lines = pd.DataFrame(
        {"provider": ["Region Nord, Fjordhus", "Region Nord, Søhus", "Region Nord"],
         "provider_id": "99000003"},
        dtype="str",
    )  # fmt: skip
    assert provider_fact(lines, region, "places").tolist() == [60, 6, 6]


def test_a_fact_that_is_not_known_by_number_is_taken_by_name():
    found = provider_fact(LINES, PROVIDERS, "places")
    assert found.fillna(-1).tolist() == [8, 8, 8, 5, -1, -1]
