"""A provider's page: the right rows, the right words, nobody who should not be there."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pandas as pd
import pytest
from price_market import market
from targets_world import DEAR, all_of, dear_market, found, month

from okonomi.analysis.dossier.result import Dossier, dossiers, providers
from okonomi.analysis.dossier.strip import strip
from okonomi.analysis.dossier.trend import trend
from okonomi.rules import load

BASE = {
    "area": "voksne", "service": "Botilbud", "paragraf": "SEL-107", "start": "2024-06-01",
    "unit": "doegn", "frequency": "dag", "price_kr": 2000.0, "hours_per_week": 30.0,
    "price_year": 2026, "function": "5.38.51",
}  # fmt: skip
MORE = [
    BASE | {"line_id": "X1", "provider": "Plejefamilie 014", "case_id": "pleje"},
    BASE | {"line_id": "X2", "provider": "Huset", "case_id": "egen"},
    BASE | {"line_id": "X3", "provider": "Uden Papir", "case_id": "S-uden", "service": "Sikret"},
    BASE | {"line_id": "X4", "provider": DEAR, "case_id": "gang", "frequency": "engang",
            "line_kind": "foelgeydelse", "start": "2025-12-01", "price_kr": 7000.0},
]  # fmt: skip
FIRMS = (
    {"provider": "Huset", "kind": "kommunal", "own": True},
    {"provider": DEAR, "tilsyn_score": 3.5, "tilsyn_date": "2025-05-04"},
)


@pytest.fixture(scope="module")
def facts():
    return all_of(month(dear_market(), *MORE, providers=FIRMS))


@pytest.fixture(scope="module")
def made(facts) -> dict[str, Dossier]:
    return {one.provider: one for one in dossiers(facts)}


def words(dossier: Dossier) -> str:
    return json.dumps(asdict(replace(dossier, period=None)), ensure_ascii=False)


def facts_of(dossier: Dossier) -> dict[str, str]:
    return {
        label: text.replace("\u00a0", " ") for part in dossier.facts for label, text in part.rows
    }


def test_every_other_firm_has_one_and_nobody_else(facts, made):
    assert list(made) == providers(facts) == [*(f"A{n:02d}" for n in range(10)), "Uden Papir"]


def test_one_alone_is_the_same_as_among_all(facts, made):
    [alone] = dossiers(facts, only=DEAR)
    assert words(alone) == words(made[DEAR])


def test_the_dear_one_is_told_what_is_expected(made):
    dear = made[DEAR]
    assert dear.verdict.startswith("Dyrere end ydelsen forklarer: +")
    assert len(dear.questions) == 3 and "Hvad i ydelsen" in dear.questions[0]
    [row] = dear.position.rows
    assert row[1] == "4 (4)" and row[-1] == "dyrere end ydelsen forklarer"
    boxes = dict(dear.boxes)
    assert boxes["Vores pladser"] == "4 af 8" and boxes["Over gå-fra-prisen pr. år"].endswith(
        "tkr."
    )
    effect = dict(dear.effect.rows)
    assert "90 %" in effect["Et helt år, brutto"]
    assert effect["Et helt år, netto"].startswith("kan ikke siges")


def test_facts_by_hand(made):
    known = facts_of(made[DEAR])
    assert known["Engangsydelser, 12 måneder"] == "7.000 kr. (n = 1)"
    assert known["Socialtilsynet"] == "3,5 af 5 (04-05-2025)"
    assert known["Pladser nu, for et og to år siden"] == "4 · 4 · 0"
    assert known["Pladser med kontrakt"] == "4 af 4 pladser"
    assert known["Ny pris tidligst"] == "01-05-2026"
    assert known["Støttebehov"] == "ikke vurderet 4"
    assert "0,0 % på et år (n = 4)" in known["Pris på de samme pladser"]


def test_no_case_and_no_citizen_stands_on_a_page(facts, made):
    cases = facts.reading["placement"][["case_id", "person_id"]].stack().dropna().unique()
    for dossier in made.values():
        text = words(dossier)
        assert not [case for case in cases if f'"{case}"' in text or f" {case} " in text]


def test_empty_states_are_sentences(made):
    bare = made["Uden Papir"]
    known = facts_of(bare)
    assert known["Pladser med kontrakt"] == "0 af 1 plads"
    assert known["Frist"] == "frist ikke kendt – se kontrakten"
    assert known["Listepriser uden moms"] == "ingen prisliste"
    assert bare.verdict.startswith("Ingen prismodel") and len(bare.questions) == 3
    assert bare.questions[0].startswith("Der er ingen dokumentation for timerne på 1 ydelse")
    assert bare.questions[1].startswith("1 plads har ingen kontrakt")
    assert "Der er ingen målpris" in bare.effect.rows[0][1]
    assert ("Uden kontrakt", "1", "–", "–") in bare.gaps.rows


def test_one_assessed_citizens_need_is_not_shown():
    placement = month(dear_market())["placement"].copy()
    dear = placement.index[placement["provider"] == DEAR]
    placement.loc[dear[0], "stoettebehov"] = "Højt"
    [one] = dossiers(all_of(month(dear_market(), placement=placement)), only=DEAR)
    assert facts_of(one)["Støttebehov"] == "for få vurderet til at vise (n = 1) · ikke vurderet 3"


def test_one_provider_only_has_lists_and_no_model():
    [one] = dossiers(all_of(month(market([0.2], each=2))))
    assert one.verdict.startswith("Ingen prismodel") and one.position.rows[0][3] == "–"


def test_no_placements_no_dossiers():
    given = month(market([0.0], each=1))
    empty = month(market([0.0], each=1), placement=given["placement"].iloc[:0])
    assert dossiers(all_of(empty)) == []


def test_a_rise_above_the_index_is_of_the_same_places_only():
    rows = [
        BASE | {"line_id": "L1", "case_id": "S1", "provider": "A", "price_kr": 1000.0,
                "end": "2025-12-31"},
        BASE | {"line_id": "L1", "case_id": "S1", "provider": "A", "price_kr": 1100.0,
                "start": "2026-01-01"},
        BASE | {"line_id": "L2", "case_id": "S2", "provider": "A", "start": "2026-01-01"},
    ]  # fmt: skip
    from frames import placements

    given = month(market([0.0], each=1), placement=placements(*rows))
    found_trend = trend(given, load())
    row = found_trend.of("A")
    assert (row["places_0"], row["places_1"], row["same"]) == (2, 1, 1)
    assert row["raised"] == pytest.approx(0.10)
    assert found_trend.of("Ingen")["places_0"] == 0


def test_the_strip_is_plain_svg_with_a_mark_for_each_of_ours():
    svg = strip([900.0, 1000.0, 1300.0], [1100.0, 1200.0], (950.0, 1000.0, 1250.0), 1050.0)
    assert svg.count('#000" stroke="#fff') == 2 and "<text" not in svg
    assert strip([], [1000.0], None, None).startswith("<svg")


def test_targets_are_those_of_the_result(facts):
    _, _, result = found(month(dear_market(), *MORE, providers=FIRMS))
    pd.testing.assert_frame_equal(
        result.rows, facts.targets.rows.assign(achievable=result.rows["achievable"])
    )
