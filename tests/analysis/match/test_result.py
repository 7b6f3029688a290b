"""Need, service and price held up to placements with the same need."""

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.match.place import place
from okonomi.analysis.match.result import NOT_A_PROPOSAL, match
from okonomi.analysis.priced import Priced

MODERAT = [10, 11, 12, 12, 13, 14, 15, 30]
BASE = {
    "provider": "Bostedet A",
    "provider_kind": "privat",
    "service": "Botilbud",
    "function": "5.38.52",
    "paragraf": "SEL-107",
    "area": "voksne",
    "target_group": None,
    "stoettebehov": "Moderat",
    "night_cover": "sovende",
    "total_kr_per_day": 2000.0,
}


def priced_of(*rows):
    frame = pd.DataFrame([BASE | {"case_id": f"S{n}"} | row for n, row in enumerate(rows)])
    frame = frame.astype({"stoettebehov": "str", "night_cover": "str", "provider_kind": "str"})
    return Priced(day=dt.date(2026, 3, 31), frame=frame, findings=(), values=())


def result_of(*rows, **rule):
    return match(reading("2026-03"), priced_of(*rows), **rule)


def hours(values):
    return [{"hours_per_week": float(v)} for v in values]


def test_the_worked_example():
    result = result_of(*hours(MODERAT))
    rows = result.rows.set_index("case_id")
    assert rows.loc["S7", "verdict"] == "mere støtte end behovet svarer til"
    assert (rows.drop("S7")["verdict"] == "støtten svarer til behovet").all()
    assert rows.loc["S0", ["hours_low", "hours_middle", "hours_high"]].tolist() == [
        11.75, 12.5, 14.25,
    ]  # fmt: skip
    assert (rows["n"] == 8).all()
    assert result.summary() == (
        "Ved udgangen af marts 2026 kan 8 af 8 placeringer holdes op mod andre med samme "
        "vurderede behov: 7 passer, 0 får mindre og 1 mere støtte, end behovet svarer til. "
        + NOT_A_PROPOSAL
    )


def test_none_can_be_held_up():
    nobody = [{"stoettebehov": None, "hours_per_week": 10.0}] * 2
    begin = "Ingen af 2 placeringer ved udgangen af marts 2026 kan holdes op mod behovet: "
    assert result_of(*nobody).summary() == f"{begin}2 er ikke vurderet. {NOT_A_PROPOSAL}"
    assert result_of(nobody[0], *hours([10])).summary() == (
        f"{begin}1 er ikke vurderet, og for 1 er der færre end 8 med samme behov eller ingen "
        f"timer. {NOT_A_PROPOSAL}"
    )


def test_too_little_is_found_as_too_much_is():
    result = result_of(*hours([30, 31, 32, 32, 33, 34, 35, 8]))
    assert result.rows["verdict"].tolist()[0] == "mindre støtte end behovet svarer til"
    assert result.rows["case_id"].tolist()[0] == "S7"


def test_it_is_never_a_proposal_and_never_public():
    bundle = result_of(*hours(MODERAT)).bundle()
    assert all(table.internal for table in bundle.tables)
    assert NOT_A_PROPOSAL in bundle.summary
    assert all(NOT_A_PROPOSAL in table.note for table in bundle.tables)


def test_few_unknown_and_unassessed_are_said_to_be_so():
    rows = [*hours(MODERAT[:7]), {"hours_per_week": None}, {"hours_per_week": 90.0,
            "stoettebehov": None}]  # fmt: skip
    result = result_of(*rows)
    verdicts = result.rows.set_index("case_id")["verdict"]
    assert verdicts["S8"] == "behovet er ikke vurderet"
    assert (verdicts.drop("S8") == "kan ikke siges").all()
    assert result.rows["hours_middle"].isna().all()
    assert result.summary().startswith("Ingen af 9 placeringer")
    result.bundle()


def test_nobody_is_held_up_to_another_need_service_or_private_persons():
    many = hours([12] * 8)
    other = [
        {"hours_per_week": 30.0, "stoettebehov": "Højt"},
        {"hours_per_week": 30.0, "service": "Aflastning"},
        {"hours_per_week": 30.0, "provider": "Plejefamilie ABCD12"},
        {"hours_per_week": 30.0, "provider_kind": "plejefamilie"},
    ]
    rows = result_of(*many, *other).rows.set_index("case_id")
    assert (rows.loc[["S8", "S9", "S10", "S11"], "verdict"] == "kan ikke siges").all()


def test_a_small_difference_is_left_out_where_all_are_alike():
    rows = result_of(*hours([12] * 8 + [14, 14.5])).rows.set_index("case_id")
    assert rows.loc["S8", "verdict"] == "støtten svarer til behovet"
    assert rows.loc["S9", "verdict"] == "mere støtte end behovet svarer til"


def test_night_and_price_have_a_word_of_their_own():
    rows = [{"hours_per_week": 12.0} for _ in range(9)]
    rows[8] |= {"night_cover": "vaagen", "total_kr_per_day": 3000.0}
    found = result_of(*rows)
    last = found.rows.set_index("case_id").loc["S8"]
    assert last.verdict == "støtten svarer til behovet"
    assert (last.night_label, last.night_word) == ("vågen", "højere end de fleste")
    assert last.price_word == "højere end de fleste"
    assert found.tables()[1].frame["case_id"].tolist() == ["S8"]


def test_the_group_can_be_changed_and_the_rule_cannot_be_senseless():
    rows = [{"hours_per_week": 12.0, "service": f"Botilbud {n}"} for n in range(8)]
    assert (result_of(*rows).rows["verdict"] == "kan ikke siges").all()
    by = result_of(*rows, by=("paragraf",)).rows["verdict"]
    assert (by == "støtten svarer til behovet").all()
    with pytest.raises(ValueError, match="least"):
        result_of(*rows, least=2)


def test_no_placements_is_a_sentence():
    empty = Priced(day=dt.date(2026, 3, 31), frame=priced_of({}).frame.iloc[:0].assign(
        hours_per_week=pd.Series(dtype="float64")), findings=(), values=())  # fmt: skip
    result = match(reading("2026-03"), empty)
    assert result.summary().startswith("Der er ingen løbende placeringer")
    result.bundle()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(1, 60), min_size=8, max_size=30))
def test_place_does_not_depend_on_order_or_sign(values):
    series = pd.Series(values, dtype="float64")
    groups = pd.DataFrame({"need": ["Let"] * len(series)})
    rule = {"least": 8, "reach": 1.0}
    found = place(series, groups, small=0.0, **rule)["side"]
    turned = place(series[::-1].reset_index(drop=True), groups, small=0.0, **rule)["side"]
    assert turned[::-1].tolist() == found.tolist()
    mirrored = place(-series, groups, small=0.0, **rule)["side"]
    assert mirrored.tolist() == pytest.approx((-found).tolist())
    # Never more than a quarter on a side: the quartiles are among the ordinary.
    assert (found > 0).sum() <= len(series) / 4 and (found < 0).sum() <= len(series) / 4
