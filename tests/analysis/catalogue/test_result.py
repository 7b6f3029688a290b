"""The ydelseskatalog: placements, own capacity and price lists in one table."""

import datetime as dt

import pandas as pd
import pytest
from frames import table
from readings import reading

from okonomi.analysis.catalogue.result import catalogue
from okonomi.analysis.priced import Priced
from okonomi.rules import load

RULES = load()
BASE = {
    "provider": "Bostedet A",
    "tilbud": "Hus 1",
    "service": "Botilbud",
    "paragraf": "SEL-107",
    "own": False,
    "total_kr_per_day": 2000.0,
}
HOME = {
    "tilbud": "Hus 1",
    "provider": "Bostedet A",
    "paragraf": "SEL-107",
    "places": 5,
    "vacant": 1,
    "waiting": 2,
    "full_cost_kr": 1800,
    "marginal_cost_kr": 600,
}
LIST = {
    "provider": "Bostedet A",
    "service": "Botilbud",
    "paragraf": "SEL-107",
    "price_year": "2026",
    "price_per_day_kr": 2100,
}


def result_of(*placed, **tables):
    frame = pd.DataFrame([BASE | row for row in placed], columns=list(BASE))
    frame = frame.astype(dict.fromkeys(["provider", "tilbud", "service", "paragraf"], "str"))
    prices = Priced(day=dt.date(2026, 3, 31), frame=frame, findings=(), values=())
    known = table("provider", {"provider": "Bostedet A", "momsfaktor": 0.9, "places": 12})
    return catalogue(reading("2026-03", provider=known, **tables), RULES, prices=prices)


def test_one_row_has_price_places_and_list_price():
    result = result_of(
        {},
        {"total_kr_per_day": 3000.0},
        capacity=table("capacity", HOME, HOME | {"target_group": "Autisme", "full_cost_kr": 2400}),
        price_list=table("price_list", LIST, LIST | {"level": "2", "price_per_day_kr": 3000}),
    )
    (row,) = result.rows.itertuples()
    assert (row.placements, row.paid_day_kr, row.owner) == (2, 2500, "egen")
    assert (row.places, row.vacant, row.waiting, row.provider_places) == (10, 2, 4, 12)
    assert (row.full_cost_kr, row.marginal_cost_kr) == (2100, 600)
    assert (row.list_low_kr, row.list_high_kr) == (pytest.approx(1890), pytest.approx(2700))
    assert result.summary() == (
        "Ved udgangen af marts 2026 har kataloget 1 ydelse hos 1 leverandør, heraf 1 egne; egne "
        "tilbud har 2 ledige af 10 pladser og 4 på venteliste."
    )
    result.bundle()


def test_places_stand_once_on_the_largest_service():
    rows = result_of(
        {}, {}, {"service": "Aflastning"}, capacity=table("capacity", HOME)
    ).rows.set_index("service")
    assert rows["places"].sum() == 5 and rows.loc["Botilbud", "places"] == 5


def test_what_nobody_uses_is_shown_too():
    result = result_of(
        {},
        capacity=table("capacity", HOME | {"tilbud": "Hus 4", "open_from": "2026-09-01"}),
        price_list=table("price_list", LIST | {"provider": "Bostedet Z"}),
    )
    rows = result.rows.set_index("provider")
    assert len(result.rows) == 3 and result.rows["placements"].sum() == 1
    planned = result.rows[result.rows["tilbud"] == "Hus 4"].iloc[0]
    assert planned.own and planned.vacant == 1 and planned.placements == 0
    # A place in a house that is not open yet is not vacant today.
    assert "0 ledige af 0 pladser" in result.summary()
    other = rows.loc["Bostedet Z"]
    assert other.list_prices == 1 and pd.isna(other.list_low_kr)  # its moms is unknown
    result.bundle()


def test_a_list_price_is_for_its_own_paragraf_and_tilbud():
    lists = table(
        "price_list", LIST | {"tilbud": "Hus 2"}, LIST | {"paragraf": "SEL-108"},
        LIST | {"paragraf": None},
    )  # fmt: skip
    rows = result_of({}, price_list=lists).rows
    assert rows.loc[rows["placements"] == 1, "list_prices"].tolist() == [1]
    assert len(rows) == 3


def test_private_persons_are_one_row_without_names():
    rows = result_of(
        {"provider": "Plejefamilie ABCD12"}, {"provider": "Plejefamilie EFGH34", "tilbud": None}
    ).rows
    assert rows[["provider", "placements"]].to_numpy().tolist() == [["Plejefamilier", 2]]


def test_old_and_new_law_are_one_paragraf():
    rows = result_of(
        {"paragraf": "BL-46"}, capacity=table("capacity", HOME | {"paragraf": "SEL-52-3.7"})
    ).rows
    assert rows[["paragraf", "places"]].to_numpy().tolist() == [["BL-46", 5]]


def test_a_tilbud_without_provider_stands_under_its_own_name():
    result = result_of({}, capacity=table("capacity", HOME | {"provider": None}))
    assert [f.code for f in result.findings] == ["kapacitet-uden-leverandoer"]
    assert set(result.rows["provider"]) == {"Bostedet A", "Hus 1"}


def test_nothing_at_all_is_a_sentence():
    result = catalogue(reading("2026-03"), RULES, prices=result_of_empty())
    assert result.summary().startswith("Der er ingen løbende ydelser")
    result.bundle()


def result_of_empty():
    frame = pd.DataFrame([BASE]).iloc[:0]
    frame = frame.astype(dict.fromkeys(["provider", "tilbud", "service", "paragraf"], "str"))
    return Priced(day=dt.date(2026, 3, 31), frame=frame, findings=(), values=())


def test_placements_are_neither_lost_nor_doubled():
    many = [{"tilbud": f"Hus {n % 3}", "service": ("Botilbud", "Aflastning")[n % 2]}
            for n in range(12)]  # fmt: skip
    result = result_of(
        *many,
        capacity=table("capacity", HOME, HOME | {"tilbud": "Hus 2"}),
        price_list=table("price_list", LIST, LIST | {"service": "Aflastning", "paragraf": None}),
    )
    assert result.rows["placements"].sum() == 12 and result.rows["places"].sum() == 10
    assert not result.rows.duplicated(["paragraf", "service", "provider", "tilbud"]).any()


def test_a_tilbud_that_has_opened_has_room_and_one_to_come_has_not():
    homes = (
        HOME | {"open_from": "2026-03-31"},
        HOME | {"tilbud": "Hus 2", "open_from": "2026-04-01"},
    )
    result = catalogue(reading("2026-03", capacity=table("capacity", *homes)), RULES)
    assert "egne tilbud har 1 ledige af 5 pladser og 2 på venteliste" in result.summary()
