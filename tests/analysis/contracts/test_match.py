"""Which contract a line is bought under, and which lines should have one."""

from __future__ import annotations

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.contracts.match import matched, running
from okonomi.analysis.contracts.stays import stays
from okonomi.rules import load

HOME = {
    "case_id": "S1", "person_id": "P1", "placement_id": "A1", "provider": "Bostedet Å ApS",
    "service": "Opholdssted", "start": "2020-05-01", "price_kr": 2000.0, "frequency": "dag",
    "unit": "doegn",
}  # fmt: skip
EXTRA = HOME | {
    "line_kind": "foelgeydelse", "service": "Ekstra støttetimer", "unit": "time",
    "frequency": "uge", "quantity": 10.0, "price_kr": 400.0,
}  # fmt: skip
CONTRACT = {
    "contract_id": "K1", "provider": "Bostedet Å ApS", "case_id": "S1", "service": "Opholdssted",
    "agreed_price_kr": 2000.0, "unit": "doegn", "frequency": "dag", "start": "2020-05-01",
}  # fmt: skip


def held(lines, agreed, rules=None, **tables):
    given = reading(
        "2022-03", placement=placements(*lines), contract=table("contract", *agreed), **tables
    )
    frame = matched(given, rules)
    ids = given["contract"]["contract_id"]
    frame["contract"] = frame["contract"].map(ids, na_action="ignore")
    return frame


def names(frame):
    return dict(zip(frame.index, zip(frame["contract"], frame["how"], strict=True), strict=True))


def test_by_case_provider_and_service():
    agreed = [CONTRACT, CONTRACT | {"contract_id": "K2", "service": "Ekstra støttetimer"}]
    assert names(held([HOME, EXTRA], agreed)) == {0: ("K1", "sag"), 1: ("K2", "sag")}


def test_another_case_number_of_the_same_citizen():
    cases = table("case", {"case_id": "DUBU-9", "person_id": "P1"})
    frame = held([HOME], [CONTRACT | {"case_id": "DUBU-9"}], case=cases)
    assert names(frame) == {0: ("K1", "sag")}


def test_a_hovedydelse_takes_the_only_contract_whatever_it_calls_the_service():
    assert names(held([HOME], [CONTRACT | {"service": "Anbringelse §66"}])) == {0: ("K1", "sag")}
    other = held([HOME, EXTRA], [CONTRACT | {"service": "Ekstra støttetimer"}])
    assert names(other)[1] == ("K1", "sag")
    assert pd.isna(other["contract"][0]) and other["needed"][0]


@pytest.mark.parametrize(
    ("first", "second", "chosen"),
    [
        # The latest begun, whether it begins with the line or with none.
        ({"start": "2020-05-01"}, {"start": "2022-02-01"}, "K2"),
        # A renewal, when the first has run out.
        ({"start": "2020-05-01", "expiry": "2021-12-31"}, {"start": "2022-01-01"}, "K2"),
        ({"start": "2019-01-01"}, {"start": "2021-01-01"}, "K2"),
        # Not one that has yet to begin.
        ({"start": "2020-05-01"}, {"start": "2022-04-01"}, "K1"),
        ({"start": "2020-05-01", "expiry": "2022-02-28"}, {"start": "2022-04-01"}, "K1"),
    ],
)
def test_of_several_contracts(first, second, chosen):
    agreed = [CONTRACT | first, CONTRACT | {"contract_id": "K2"} | second]
    assert names(held([HOME], agreed)) == {0: (chosen, "sag")}


def test_a_contract_that_begins_with_another_line_is_that_lines():
    later = HOME | {"start": "2022-02-01"}
    agreed = [CONTRACT, CONTRACT | {"contract_id": "K2", "start": "2022-02-01"}]
    assert names(held([HOME, later], agreed)) == {0: ("K1", "sag"), 1: ("K2", "sag")}
    # A new interval of the same line is the same line.
    same = [HOME | {"line_id": "L", "end": "2022-01-31"}, later | {"line_id": "L"}]
    assert names(held(same, agreed)) == {1: ("K2", "sag")}


def test_nothing_is_bought_under_a_contract_that_has_yet_to_begin():
    later = CONTRACT | {"start": "2022-04-01"}
    for agreed in (later, later | {"case_id": None}, later | {"service": "Anbringelse §66"}):
        frame = held([HOME], [agreed])
        assert pd.isna(frame["contract"][0]) and frame["needed"][0]
    assert names(held([HOME], [later | {"start": "2022-03-31"}])) == {0: ("K1", "sag")}


def test_a_contract_on_hours_is_none_on_the_place():
    hours = CONTRACT | {"service": "Ekstra støttetimer", "unit": "time", "agreed_price_kr": 400.0}
    frame = held([HOME], [hours])
    assert pd.isna(frame["contract"][0]) and frame["needed"][0]
    by_hour = HOME | {"unit": "time", "frequency": "uge", "quantity": 10.0, "price_kr": 400.0}
    assert names(held([by_hour], [hours])) == {0: ("K1", "sag")}


def test_columns_without_a_single_text():
    agreed = [CONTRACT | {"tilbud": None, "service": None, "case_id": None}]
    frame = held([HOME | {"tilbud": None, "service": None, "case_id": None}], agreed)
    assert names(frame) == {0: ("K1", "leverandør")}
    lines = placements(HOME).assign(tilbud=float("nan"))
    given = reading("2022-03", placement=lines, contract=table("contract", CONTRACT))
    assert matched(given)["how"].tolist() == ["sag"]


def test_a_tillaeg_is_covered_unless_the_register_has_contracts_on_its_kind():
    assert names(held([HOME, EXTRA], [CONTRACT]))[1] == ("K1", "hovedydelse")
    elsewhere = CONTRACT | {"contract_id": "K9", "case_id": "S9", "service": "Ekstra støttetimer"}
    frame = held([HOME, EXTRA], [CONTRACT, elsewhere])
    assert pd.isna(frame["contract"][1]) and frame["needed"][1]


def test_tilbud_and_frame_contracts():
    tilbud = CONTRACT | {"case_id": None, "tilbud": "Hus 1", "service": None, "paragraf": "BL-46"}
    line = HOME | {"tilbud": "hus 1", "paragraf": "SEL-52-3.7"}
    assert pd.isna(held([line], [tilbud])["contract"][0])
    # The old paragraf has become the new one by then.
    given = reading("2024-03", placement=placements(line), contract=table("contract", tilbud))
    assert matched(given, load())["how"].tolist() == ["tilbud"]

    drive = EXTRA | {"provider": "Kør A/S", "service": "Befordring", "unit": "km"}
    frame = CONTRACT | {"contract_id": "R1", "case_id": None, "provider": "Kør A/S",
                        "service": "Befordring og kørsel til dagtilbud", "unit": "km"}  # fmt: skip
    assert names(held([drive], [frame])) == {0: ("R1", "leverandør")}
    assert pd.isna(held([drive], [frame | {"service": "Tolk", "unit": "time"}])["contract"][0])


def test_a_place_under_its_tilbuds_contract_takes_its_tillaeg_with_it():
    for said in ({"tilbud": "Hus 1"}, {}):
        agreed = CONTRACT | {"case_id": None, "tilbud": None} | said
        lines = [HOME | said, EXTRA | said]
        assert names(held(lines, [agreed]))[1] == ("K1", "hovedydelse")
        elsewhere = CONTRACT | {"contract_id": "K9", "case_id": "S9", "service": EXTRA["service"]}
        frame = held(lines, [agreed, elsewhere])
        assert pd.isna(frame["contract"][1]) and frame["needed"][1]


@pytest.mark.parametrize("name", ["Bosted Birkehaven AS", "Bostedet Birkehaven A/S"])
def test_a_company_form_without_its_stroke(name):
    agreed = CONTRACT | {"provider": "Bostedet Birkehaven A/S"}
    assert names(held([HOME | {"provider": name}], [agreed])) == {0: ("K1", "sag")}


def test_two_numbers_are_two_providers():
    line = HOME | {"provider": "Bostedet Maanehøj", "provider_id": "1"}
    agreed = CONTRACT | {"provider": "Bostedet Månehøj", "provider_id": "2"}
    assert pd.isna(held([line], [agreed])["contract"][0])


def test_a_name_that_looks_alike_needs_the_same_case_and_service():
    line = HOME | {"provider": "Døgncentr Månehøj"}
    agreed = CONTRACT | {"provider": "Døgncentret Maanehøj"}
    assert names(held([line], [agreed])) == {0: ("K1", "sag")}
    assert pd.isna(held([line], [agreed | {"service": "Skole"}])["contract"][0])
    assert pd.isna(held([line], [agreed | {"provider": "Skovhuset"}])["contract"][0])


def test_who_needs_a_contract():
    lines = [
        HOME | {"placement_id": "A"},
        HOME | {"placement_id": "B", "provider": "Eget Hus"},
        HOME | {"placement_id": "C", "provider": "Plejefamilie 2ABC"},
        HOME | {"placement_id": "D", "frequency": "engang", "unit": "stk"},
        HOME | {"placement_id": "E", "price_kr": -100.0},
        HOME | {"placement_id": "F", "status": "forventet"},
        HOME | {"placement_id": "G", "end": "2022-03-30"},
        HOME | {"placement_id": "H", "end": "2022-03-31"},
        EXTRA | {"placement_id": "A", "service": "Lommepenge", "price_kr": 8.0},
        EXTRA | {"placement_id": "A"},
    ]
    own = table("provider", {"provider": "Eget Hus", "own": True})
    frame = held(lines, [], provider=own)
    assert frame.index.tolist() == [0, 7, 9]
    assert frame["needed"].all()


def test_a_line_keeps_its_placement_and_a_replacement_continues_it():
    frame = placements(
        HOME | {"line_id": "1", "placement_id": "1", "end": "2021-12-31"},
        HOME | {"line_id": "2", "placement_id": "2", "start": "2022-01-01", "replaces": "1"},
        EXTRA | {"line_id": "3", "placement_id": "1", "end": "2021-12-31"},
        EXTRA | {"line_id": "3", "placement_id": "S1", "start": "2022-01-01"},
    )
    assert stays(frame).tolist() == ["1", "1", "1", "1"]
    day = pd.Timestamp("2022-03-31")
    assert running(reading("2022-03", placement=frame), day).index.tolist() == [1, 3]


def test_a_line_that_names_no_hovedydelse_is_its_providers():
    other = {"line_id": "4", "placement_id": "4", "provider": "Huset", "service": "Behandling"}
    frame = placements(
        HOME | {"line_id": "1", "placement_id": "1", "end": "2022-01-31"},
        HOME | other | {"start": "2021-06-01"},
        # Two were active on its first day: intake has the case.
        EXTRA | {"line_id": "3", "placement_id": "S1", "start": "2021-12-01"},
        # Its first interval had one, its second that of another provider.
        EXTRA | {"line_id": "5", "placement_id": "1", "end": "2021-12-31"},
        EXTRA | {"line_id": "5", "placement_id": "4", "start": "2022-01-01"},
        EXTRA | {"line_id": "6", "placement_id": "S1", "start": "2021-12-01", "provider": "Kør"},
        # None was active.
        EXTRA | {"line_id": "7", "placement_id": "S1", "start": "2019-01-01"},
    )
    assert stays(frame).tolist() == ["1", "4", "1", "1", "1", "4", "S1"]


def test_no_tables_at_all():
    assert matched(reading("2022-03")).empty
