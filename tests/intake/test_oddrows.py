"""Rows that contradict each other or themselves: counted, and told."""

import pandas as pd
import pytest
from frames import placements, table

from okonomi.intake.oddrows import unlikely_rows, where
from okonomi.intake.schema import TABLES

MARCH = pd.Period("2026-03", "M")
LINE = {
    "case_id": "S1",
    "service": "Botilbud",
    "provider": "Havblik A/S",
    "start": "2024-01-01",
    "price_kr": 2000.0,
}


def told(*lines, **tables):
    rows = {name: table(name, *tables.get(name, ())) for name in TABLES}
    ours = ("Testby Kommune", "0999")
    rows |= {"placement": placements(*lines)}
    return unlikely_rows(rows, MARCH, ["2026-03/fil.csv"], ours)


def codes(*lines, **tables):
    return [one.code for one in told(*lines, **tables)]


@pytest.mark.parametrize(
    ("second", "twice"),
    [
        ({}, True),
        ({"price_kr": 2001.0}, True),
        ({"start": "2026-02-01"}, True),
        ({"line_id": "L1", "start": "2025-01-01"}, False),  # an interval of the same line
        ({"case_id": "S2"}, False),
        ({"provider": "Engen"}, False),
        ({"service": "Bostøtte"}, False),
        ({"tilbud": "Hus 2"}, False),
        ({"status": "forventet"}, False),
        ({"line_kind": "foelgeydelse"}, False),
        ({"start": "2023-01-01", "end": "2023-12-31"}, False),
        ({"person_id": "P2"}, False),  # brothers and sisters in one case
        ({"person_id": None}, True),
    ],
)
def test_one_service_on_two_lines(second, twice):
    line = LINE | {"person_id": "P1"}
    assert codes(line, line | second) == (["samme-ydelse-to-linjer"] if twice else [])


def test_the_later_of_the_two_lines_is_shown():
    (found,) = told(LINE | {"start": "2026-02-01"}, LINE)
    assert found.rows["line_id"].tolist() == ["L1"]
    assert found.rows["linje"].tolist() == [2]


def test_a_line_that_ends_the_day_before_the_next_is_no_double():
    assert codes(LINE | {"end": "2026-02-28"}, LINE | {"start": "2026-03-01"}) == []
    assert codes(LINE | {"end": "2026-02-28"}, LINE | {"start": "2026-02-28"}) == [
        "samme-ydelse-to-linjer"
    ]


def test_a_line_without_a_provider():
    known = [LINE | {"case_id": f"S{n}"} for n in range(2, 5)]
    assert codes(*known, LINE | {"provider": None}) == ["uden-leverandoer"]
    assert codes(*known, LINE | {"provider": None, "line_kind": "foelgeydelse"}) == []
    assert codes(LINE | {"provider": None}) == []  # an export that names none


@pytest.mark.parametrize(
    ("paragraf", "function", "wrong"),
    [
        ("SEL-107", "5.38.50", True),
        ("SEL-107-1", "5.38.50", True),
        ("SEL-108", "5.38.52", True),
        ("SEL-107", "5.38.52", False),
        ("SEL-108", "5.38.50", False),
        ("SEL-108", "5.38.59", False),
        ("SEL-85", "5.38.50", False),
        (None, "5.38.50", False),
        ("SEL-107", None, False),
    ],
)
def test_a_paragraf_on_the_other_ones_function(paragraf, function, wrong):
    found = codes(LINE | {"paragraf": paragraf, "function": function})
    assert found == (["konto-anden-paragraf"] if wrong else [])


@pytest.mark.parametrize(
    ("area", "function", "wrong"),
    [
        ("voksne", "5.28.20", True),
        ("boern", "5.38.51", True),
        ("boern", "5.28.20", False),
        ("voksne", "6.45.51", False),
        (None, "5.28.20", False),
    ],
)
def test_an_area_that_is_not_the_functions(area, function, wrong):
    found = codes(LINE | {"area": area, "function": function})
    assert found == (["omraade-passer-ikke"] if wrong else [])


@pytest.mark.parametrize(
    ("paragraf", "wrong"),
    [
        ("§ 46", True),
        ("46", True),
        ("BL", True),
        ("Barnes lov § 46", True),
        ("Sundhedsloven § 140", False),  # a law, and none of those with deadlines
        ("Lov om dagtilbud § 4", False),
        ("SUL § 140", False),
        ("BL-46", False),
        ("SEL-76-a", False),
        ("ABL-105", False),
        (None, False),
    ],
)
def test_a_section_of_no_law(paragraf, wrong):
    assert codes(LINE | {"paragraf": paragraf}) == (["paragraf-uden-lov"] if wrong else [])


@pytest.mark.parametrize(
    ("payer", "wrong"),
    [
        ("999", False),
        ("0999", False),
        ("Testby", False),
        ("TESTBY KOMMUNE", False),
        ("0999 Testby Kommune", False),
        ("Testby Kommune (999)", False),
        ("Ny Testby Kommune", True),
        (None, False),
        ("0101", True),
        ("Naboby Kommune", True),
    ],
)
def test_a_case_that_another_municipality_pays(payer, wrong):
    found = codes(LINE, case=[{"case_id": "S1", "paying_municipality": payer}])
    assert found == (["anden-betalingskommune"] if wrong else [])
    assert codes(LINE, case=[{"case_id": "S2", "paying_municipality": payer}]) == []


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"places": 10.0, "vacant": 10.0}, False),
        ({"places": 10.0, "vacant": 11.0}, True),
        ({"places": 10.0, "vacant": -1.0}, True),
        ({"vacant": 3.0}, False),
        ({"marginal_cost_kr": -1.0}, True),
        ({"age_from": 18.0, "age_to": 17.0}, True),
        ({"age_from": 18.0, "age_to": 18.0}, False),
    ],
)
def test_capacity_that_cannot_be(given, wrong):
    found = codes(capacity=[{"tilbud": "Engen"} | given])
    assert found == (["kapacitet-umulig"] if wrong else [])


@pytest.mark.parametrize(("day", "wrong"), [("2026-06-30", False), ("2026-07-01", True)])
def test_what_has_happened_is_not_ahead(day, wrong):
    found = told(case_event=[{"case_id": "S1", "event_kind": "Opfølgning", "done": day}])
    assert [one.code for one in found] == (["dato-i-fremtiden"] if wrong else [])
    for one in found:
        assert one.text == (
            "2026-03/fil.csv: 1 række har en dato for “Udført”, der ligger mere end tre måneder "
            "efter måneden. Se 2026-03/fil.csv, linje 2."
        )
        assert one.rows["linje"].tolist() == [2]


def test_nothing():
    assert told() == []


@pytest.mark.parametrize(
    ("places", "told"),
    [
        ([(0, 4)], " Se a.csv, linje 4."),
        ([(0, 4), (0, 7)], " Se a.csv, linje 4 og 7."),
        ([(0, 4), (0, 7), (0, 9)], " Se a.csv, linje 4, 7 og 9."),
        ([(0, 4), (0, 7), (0, 9), (0, 11)], " Se a.csv, linje 4, 7, 9 m.fl."),
        ([(1, 4), (0, 7)], " Se b.csv, linje 4 m.fl."),
    ],
)
def test_where_the_first_rows_stand(places, told):
    rows = pd.DataFrame(places, columns=["kilde", "linje"])
    assert where(rows, ["a.csv", "b.csv"]) == told
