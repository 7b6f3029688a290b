"""Ages that cannot be right are told: a wrong digit loses refusion and age limits in silence."""

import pandas as pd
import pytest
from frames import placements, table

from okonomi.intake.ages import unlikely_ages

MARCH = pd.Period("2026-03", "M")


def told(birth, **line):
    given = {"person_id": "p", "case_id": "S1", "area": "boern", "start": "2025-01-01"} | line
    persons = table("person", {"person_id": "p", "birth_date": birth})
    return unlikely_ages({"person": persons, "placement": placements(given, given)}, MARCH)


@pytest.mark.parametrize(
    ("birth", "line", "wrong"),
    [
        ("2010-05-01", {}, False),
        ("1907-05-01", {}, True),
        ("1915-03-31", {"area": "voksne"}, True),  # 111 on the last day of March
        ("1915-04-01", {"area": "voksne"}, False),
        ("2026-03-31", {}, False),
        ("2026-04-01", {}, True),
        ("2000-03-31", {}, "voksen-paa-boerneomraadet"),  # 26, a running line for children
        ("2000-03-31", {"end": "2025-12-31"}, False),
        ("2000-03-31", {"area": "voksne"}, False),
        ("2009-04-01", {"area": "voksne"}, "barn-paa-voksenomraadet"),  # 17 the day after
        ("2009-03-31", {"area": "voksne"}, False),
        ("2009-04-01", {"area": "voksne", "end": "2026-02-28"}, False),
        (None, {}, False),
    ],
)
def test_who_cannot_have_that_age(birth, line, wrong):
    found = told(birth, **line)
    codes = {True: ["alder-usandsynlig"], False: []}.get(wrong, [wrong])
    assert [one.code for one in found] == codes
    for one in found:
        assert one.text.startswith("1 borger ")
        assert one.rows["case_id"].tolist() == ["S1"]


def test_nobody():
    empty = {"person": table("person"), "placement": placements()}
    assert unlikely_ages(empty, MARCH) == []
