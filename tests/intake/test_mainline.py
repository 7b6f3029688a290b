"""Which hovedydelse a line belongs to, and the persons in several tilbud that follow from it."""

import pandas as pd
import pytest

from okonomi.cost import person_days

HEADER = (
    "Sag rækkeID;Ydelse startdato;Ydelse slutdato;Antal;Takst;Frekvens;Status;Ydelsesvariant;"
    "Ydelsestype;Funktion;Leverandør"
)
LINE = {
    "Sag rækkeID": "1001",
    "Ydelse startdato": "01-01-2026",
    "Antal": "1",
    "Takst": "50000,00",
    "Frekvens": "Måned",
    "Status": "Bevilget",
    "Ydelsesvariant": "Opholdssted",
    "Ydelsestype": "Anbringelse",
    "Funktion": "5.28.20",
    "Leverandør": "Alfa",
}
DAY = {"Ydelsesvariant": "Dagbehandling", "Leverandør": "Beta", "Funktion": "5.28.25"}
FOLLOWS = {"Ydelsesvariant": "Kørsel", "Ydelsestype": "Følgeydelse", "Leverandør": "Taxa"}
MARCH = pd.Period("2026-03", "M")


@pytest.fixture
def lines(desk, csv):
    def read(*rows):
        desk.put("DUBU.csv", csv(HEADER, *rows, base=LINE))
        return desk.read()

    return read


def in_several(reading):
    return person_days(reading["placement"], MARCH, MARCH)["persons_in_several"].tolist()


def test_a_child_with_two_services_on_the_same_day_is_in_several(lines):
    assert in_several(lines({}, DAY)) == [1]
    moved = DAY | {"Ydelse startdato": "01-04-2026"}
    assert in_several(lines({"Ydelse slutdato": "31-03-2026"}, moved)) == [0]


def test_two_prices_of_one_service_at_one_provider_are_one_place(lines):
    reading = lines({}, {"Takst": "2000,00"})
    assert reading["placement"]["line_id"].nunique() == 2
    assert reading["placement"]["placement_id"].nunique() == 1
    assert in_several(reading) == [0]


def test_a_foelgeydelse_belongs_to_the_one_active_main_line(lines, codes):
    reading = lines(
        {"Ydelse slutdato": "31-01-2026"}, DAY, FOLLOWS | {"Ydelse startdato": "01-03-2026"}
    )
    main, day, follower = reading["placement"]["placement_id"]
    assert main == "1001/Opholdssted/20260101"
    assert follower == day == "1001/Dagbehandling/20260101"
    assert "foelgeydelse-alene" not in codes(reading)


def test_between_two_main_lines_a_foelgeydelse_belongs_to_the_case(lines, codes):
    reading = lines({}, DAY, FOLLOWS)
    assert reading["placement"]["placement_id"].tolist()[2] == "1001"
    assert "foelgeydelse-alene" not in codes(reading)
    reading = lines({}, FOLLOWS | {"Sag rækkeID": "1002"})
    assert "foelgeydelse-alene" in codes(reading)


def test_a_granted_main_line_comes_before_the_change_that_is_expected_of_it(lines):
    change = {"Status": "Forventet", "Ydelse startdato": "01-02-2026", "Leverandør": "Gamma"}
    reading = lines({}, change, FOLLOWS | {"Ydelse startdato": "01-03-2026"})
    owner = reading["placement"]["placement_id"].tolist()
    assert owner[2] == owner[0] != owner[1]
