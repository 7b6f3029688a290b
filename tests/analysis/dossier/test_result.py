"""A provider's page: the right rows, the right words, nobody who should not be there."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

import pandas as pd
import pytest
from frames import table
from price_market import market
from targets_world import DEAR, all_of, dear_market, found, month

from okonomi.analysis.dossier.facts import by_day
from okonomi.analysis.dossier.result import Dossier, dossiers, providers
from okonomi.analysis.dossier.strip import strip
from okonomi.analysis.dossier.trend import trend
from okonomi.analysis.servicetjek.pricemodel.verdict import TOO_FEW
from okonomi.present import numbers
from okonomi.rules import load

BASE = {
    "area": "voksne", "service": "Botilbud", "paragraf": "SEL-107", "start": "2024-06-01",
    "unit": "doegn", "frequency": "dag", "price_kr": 2000.0, "hours_per_week": 30.0,
    "price_year": 2026, "function": "5.38.51",
}  # fmt: skip
NUMBERS = {f"A{n:02d}": f"990001{n:02d}" for n in range(10)}
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


def notices(*texts):
    """The dear market, whose contracts at DEAR have these notices in turn."""
    made = month(dear_market())
    contract = made["contract"].copy()
    dear = contract.index[contract["provider"] == DEAR]
    contract.loc[dear, "notice"] = [texts[n % len(texts)] for n in range(len(dear))]
    return month(dear_market(), contract=contract)


def effect_of(dossier: Dossier) -> dict[str, str]:
    return {label: text.replace("\u00a0", " ") for label, text in dossier.effect.rows}


def test_a_page_has_one_set_of_days_for_a_new_price():
    facts = all_of(notices("30 dage", "3 måneder til udgangen af en måned"))
    [one] = dossiers(facts, only=DEAR)
    # Given on 31-03: 30 days bind until 30-04, three months to a month's end until 30-06.
    assert facts_of(one)["Ny pris tidligst"] == (
        "01-05-2026 (2 kontrakter) · 01-07-2026 (2 kontrakter)"
    )
    assert effect_of(one)["Ny pris tidligst"] == "01-05-2026 (2 aftaler) · 01-07-2026 (2 aftaler)"
    said = [text for label, text in one.effect.rows if label.startswith("Er det opnåeligt")]
    assert "tidligst" not in said[0]


def test_an_unread_notice_is_counted_beside_the_days():
    [one] = dossiers(all_of(notices("30 dage", "efter aftale")), only=DEAR)
    assert facts_of(one)["Ny pris tidligst"] == "01-05-2026 (2 med ukendt frist)"
    assert effect_of(one)["Ny pris tidligst"] == "01-05-2026; frist ikke kendt for 2 aftaler"


@pytest.mark.parametrize(
    ("expiry", "notice", "said"),
    [
        (None, "30 dage", "ingen med udløb"),
        ("2026-12-31", "30 dage", "31-12-2026 · 01-12-2026"),
        ("2026-04-15", "30 dage", "15-04-2026 · for sent til udløbet"),
        ("2026-12-31", "efter aftale", "31-12-2026 · frist ikke kendt – se kontrakten"),
    ],
)
def test_the_next_expiry_and_when_notice_must_be_given(expiry, notice, said):
    made = month(dear_market(), notice=notice)
    contract = made["contract"].assign(expiry=pd.Timestamp(expiry) if expiry else pd.NaT)
    contract = contract.astype(made["contract"].dtypes)
    [one] = dossiers(all_of(replace(made, tables={**made.tables, "contract": contract})), only=DEAR)
    assert facts_of(one)["Næste udløb · opsiges senest"] == said


def test_a_contract_stands_with_the_places_bought_under_it():
    """Two names of the grants with one number: the contract is the one's, the place the other's."""
    made = month(dear_market())
    contract = made["contract"].assign(provider_id="99000901").astype({"provider_id": "str"})
    placement = made["placement"].copy()
    contract.loc[contract["provider"] == DEAR, "provider"] = "A00"
    both = placement["provider"].isin([DEAR, "A00"])
    placement["provider_id"] = (
        pd.Series("99000901", index=placement.index).where(both).astype("str")
    )
    contract["provider_id"] = contract["provider_id"].where(contract["provider"] == "A00")
    given = {**made.tables, "contract": contract, "placement": placement}
    [one] = dossiers(all_of(replace(made, tables=given)), only=DEAR)
    assert facts_of(one)["Pladser med kontrakt"] == "4 af 4 pladser"
    assert facts_of(one)["Ny pris tidligst"] == "01-05-2026"


def test_days_are_named_while_they_are_few():
    days = pd.Series(pd.to_datetime(["2026-07-01", "2026-05-01", "2026-05-01", None]))
    assert by_day(days, "aftale", "aftaler") == "01-05-2026 (2 aftaler) · 01-07-2026 (1 aftale)"
    assert by_day(days[3:], "aftale", "aftaler") == "frist ikke kendt – se kontrakten"
    many = pd.Series(pd.date_range("2026-05-01", periods=5, freq="D"))
    assert by_day(many, "aftale", "aftaler") == "01-05-2026 til 05-05-2026 (5 aftaler)"


def test_without_a_price_model_the_page_says_that_the_sum_is_over_the_median():
    [*_, one] = dossiers(all_of(month(market([0.0, 0.1, 0.3], each=3))))
    boxes = dict(one.boxes)
    assert "Over gå-fra-prisen pr. år" not in boxes
    assert boxes["Over gruppens median pr. år"].endswith("tkr. (median)")
    assert one.position.rows[0][-1] == "ingen prismodel"
    assert "gå-fra-prisen gruppens median" in one.position.note
    gross = effect_of(one)["Et helt år, brutto"]
    assert "gruppens median (9 placeringer hos 3 leverandører, heraf 3 her; ingen" in gross
    assert "gå-fra-prisen" not in gross
    asked = next(text for text in one.questions if "Hvad adskiller dem?" in text)
    assert "over medianen af de pladser, vi køber i samme gruppe" in asked


def test_a_provider_the_model_cannot_judge_gets_no_claim():
    facts = all_of(month(market([0.0] * 9 + [0.08], each=2, spread=0.12)))
    unsure = facts.tjek.providers[facts.tjek.providers["verdict"] == TOO_FEW]["provider"]
    assert len(unsure)
    pages = {one.provider: one for one in dossiers(facts)}
    for name in unsure:
        assert dict(pages[name].boxes)["Over gå-fra-prisen pr. år"] == "intet mål"
        assert "tkr." not in pages[name].effect.rows[0][1]


def test_both_bases_on_a_page_are_told_apart():
    other = market([0.0, 0.0, 0.3], each=3)
    names = {"A00": "B0", "A01": "B1", "A02": DEAR}
    more = [
        BASE | {"line_id": f"N{n}", "case_id": f"N{n}", "service": "Aflastning",
                "provider": names[row.provider], "price_kr": round(row.base_kr_per_day, 2),
                "hours_per_week": row.hours_per_week, "night_cover": row.night_cover}
        for n, row in enumerate(other.itertuples())
    ]  # fmt: skip
    facts = all_of(month(dear_market(), *more))
    [one] = dossiers(facts, only=DEAR)
    rows = facts.targets.rows
    rows = rows[rows["counted"] & rows["provider"].eq(DEAR)]
    parts = rows.groupby("basis")["service_full_oere"].sum()
    median, total = parts["median og kvartiler"], parts.sum()
    assert dict(one.boxes)["Over gå-fra-prisen pr. år"] == (
        f"{numbers.tkr(total)} (heraf {numbers.kroner(median, -3)} over median)"
    )
    gross = dict(one.effect.rows)["Et helt år, brutto"]
    assert gross.startswith(f"{numbers.tkr(total)} af servicerammen: ")
    assert f"ned til gå-fra-prisen og {numbers.tkr(median)} ned til gruppens median" in gross


def test_the_deals_left_out_for_being_small_are_told():
    facts = all_of(month(dear_market()))
    rows = facts.targets.rows
    rows = rows[rows["provider"] == DEAR]
    for least, left in ((10_000_000, 4), (1, 0)):
        own = found(month(dear_market()), mindste_besparelse_kr=least)[2]
        [one] = dossiers(replace(facts, targets=own), only=DEAR)
        said = effect_of(one).get("Små aftaler")
        if left:
            total = numbers.tkr(rows["service_full_oere"].sum()).replace("\u00a0", " ")
            assert (
                said == f"4 aftaler, i alt {total} om året, er ikke med: under 10.000.000 kr. hver"
            )
        else:
            assert said is None


def test_contracts_and_the_provider_list_may_spell_the_name_in_another_way():
    made = month(dear_market(), providers=FIRMS)
    number = made["placement"].assign(provider_id=made["placement"]["provider"].map(NUMBERS))
    frames = {"placement": number.astype({"provider_id": "str"})}
    frames["contract"] = made["contract"].assign(
        provider="Fonden " + made["contract"]["provider"], hourly_kr=300.0, hours_per_week=20.0,
        provider_id=made["contract"]["provider"].map(NUMBERS), index_series="PL-prøve",
    ).astype({"provider_id": "str"})  # fmt: skip
    frames["provider"] = made["provider"].assign(
        provider="Fonden " + made["provider"]["provider"],
        provider_id=made["provider"]["provider"].map(NUMBERS),
    ).astype({"provider_id": "str"})  # fmt: skip
    facts = all_of(replace(made, tables={**made.tables, **frames}))
    [dear] = dossiers(facts, only=DEAR)
    known = facts_of(dear)
    assert "privat" in dear.who
    # The number stands in the provider list alone.
    alone = frames["placement"].assign(provider_id=pd.Series(None, dtype="str"))
    names = {**frames, "placement": alone, "provider": frames["provider"].assign(
        provider=made["provider"]["provider"])}  # fmt: skip
    [other] = dossiers(all_of(replace(made, tables={**made.tables, **names})), only=DEAR)
    assert other.who.startswith(f"CVR {NUMBERS[DEAR]}")
    assert known["Socialtilsynet"] == "3,5 af 5 (04-05-2025)"
    assert known["Ny pris tidligst"] == "01-05-2026" and known["Regulering"] == "PL-prøve"
    assert known["Prisens dele i kontrakterne"].endswith("n = 4")
    rows = facts.targets.rows
    assert rows.loc[rows["provider"] == DEAR, "facts"].str.contains("tilsynsscore 3,5 af 5").all()


def test_a_slip_of_the_keyboard_is_told_beside_the_prices():
    frame = dear_market()
    frame.loc[frame.index[0], "base_kr_per_day"] *= 10
    made = {one.provider: one for one in dossiers(all_of(month(frame)))}
    assert "1 pris ligger meget langt fra gruppens median" in made["A00"].position.note
    assert "meget langt" not in made["A01"].position.note


def test_the_box_and_the_question_say_the_same_sum_owed():
    made = month(dear_market())
    contract = made["contract"].copy()
    mine = contract.index[contract["provider"] == DEAR]
    contract.loc[mine[0], "agreed_price_kr"] -= 100  # 100 kr. a day too much
    contract.loc[mine[1], "agreed_price_kr"] += 900  # and 900 too little, on another
    facts = all_of(replace(made, tables={**made.tables, "contract": contract}))
    [dear] = dossiers(facts, only=DEAR)
    # 31 + 28 + 31 days of 100 kr.; a bill for the other may come, but is no answer to this.
    assert dict(dear.boxes)["For meget betalt i år"] == "9.000\u00a0kr."
    [question] = [q for q in dear.questions if "kreditnotaen" in q]
    assert "9.000\u00a0kr. betalt for meget i år i 1 tilfælde" in question


def test_hours_lacking_are_asked_of_the_services_that_lack_them():
    made = month(dear_market(premium=0.0))
    placement = made["placement"]
    mine = placement[placement["provider"] == DEAR]
    rows = [
        {"case_id": row.case_id, "provider": DEAR, "month": f"2026-{n:02d}-01", "hours": hours}
        for row, hours in zip(mine.itertuples(), (0.0, 400.0, 400.0, 400.0), strict=True)
        for n in (1, 2, 3)
    ]
    given = {**made.tables, "delivery": table("delivery", *rows)}
    [dear] = dossiers(all_of(replace(made, tables=given)), only=DEAR)
    lacking = numbers.whole(mine["hours_per_week"].iloc[0] / 7 * 90)
    [question] = [q for q in dear.questions if "timer færre" in q]
    assert f"{lacking} timer færre end aftalt på 1 ydelse" in question


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
