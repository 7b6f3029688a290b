"""Paid during agreed absence."""

from __future__ import annotations

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.contracts.absence import Rule, absence_rule, overpaid

LINE = {
    "line_id": "L1", "case_id": "S1", "person_id": "P1", "provider": "X", "service": "Opholdssted",
    "start": "2021-01-01", "price_kr": 1000.0, "frequency": "dag",
}  # fmt: skip
AWAY = {"case_id": "S1", "provider": "X", "start": "2022-01-11", "end": "2022-02-09"}  # 30 days
AWAY_FROM = pd.Timestamp("2022-01-11")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Fuld betaling i 30 dage", Rule(30, 0.0)),
        ("fuld betaling  i 7 døgn.", Rule(7, 0.0)),
        ("75 % efter 14 dage", Rule(14, 0.75)),
        ("62,5 pct. efter 1 dage", Rule(1, 0.625)),
        ("Ingen betaling ved fravær", Rule(0, 0.0)),
        ("150 % efter 14 dage", None),
        ("Efter aftale", None),
        ("75 % efter 14 dage, dog fuld pris i juli", None),
        ("", None),
    ],
)
def test_rules_in_words(text, rule):
    assert absence_rule(text) == rule


def found(rule, *away, lines=(LINE,), postings=(), stops=None):
    given = reading(
        "2022-03",
        placement=placements(*lines),
        contract=table("contract", {"contract_id": "K", "provider": "X", "absence_rule": rule}),
        absence=table("absence", *away),
        posting=table("posting", *postings),
    )
    matches = pd.DataFrame({"row": [0], "contract": [0]})
    return overpaid(given, matches, pd.Series(stops or {}, dtype="datetime64[s]"))


@pytest.mark.parametrize(
    ("rule", "kr", "days"),
    [
        ("Ingen betaling ved fravær", 30_000, 30),
        ("Fuld betaling i 20 dage", 10_000, 10),
        ("75 % efter 14 dage", 4_000, 16),
        ("Fuld betaling i 30 dage", None, None),
    ],
)
def test_what_the_rule_takes_off(rule, kr, days):
    frame = found(rule, AWAY)
    if kr is None:
        assert frame.empty
        return
    [row] = frame.to_dict("records")
    assert (row["claim_gross_oere"], row["days"]) == (kr * 100, days)
    assert row["to_date"] == pd.Timestamp("2022-02-09")


def test_absence_is_claimed_through_the_day_before_nothing_should_be_paid():
    frame = found("Ingen betaling ved fravær", AWAY, stops={0: pd.Timestamp("2022-02-01")})
    # 11–31 January of the 30 days.
    assert frame[["days", "claim_gross_oere"]].to_numpy().tolist() == [[21, 2_100_000]]
    assert frame["to_date"].tolist() == [pd.Timestamp("2022-01-31")]
    assert found("Ingen betaling ved fravær", AWAY, stops={0: AWAY_FROM}).empty


def test_absences_that_follow_each_other_are_one():
    parts = (AWAY | {"end": "2022-01-24"}, AWAY | {"start": "2022-01-25"})
    assert found("75 % efter 14 dage", *parts)["claim_gross_oere"].tolist() == [400_000]
    apart = (AWAY | {"end": "2022-01-24"}, AWAY | {"start": "2022-01-26"})
    # 14 days and 15: only the last one is reduced.
    assert found("75 % efter 14 dage", *apart)["claim_gross_oere"].tolist() == [25_000]


def test_absence_that_began_last_year_or_goes_on():
    begun = AWAY | {"start": "2021-12-01", "end": "2022-01-05"}
    assert found("Fuld betaling i 10 dage", begun)["claim_gross_oere"].tolist() == [500_000]
    on = AWAY | {"start": "2022-03-25", "end": None}
    assert found("Ingen betaling ved fravær", on)["days"].tolist() == [7]


def test_what_is_credited_is_taken_off():
    credit = LINE | {
        "line_id": "L2", "line_kind": "foelgeydelse", "service": "Kreditering",
        "frequency": "engang", "start": "2022-03-03", "price_kr": -3000.0,
    }  # fmt: skip
    assert found("75 % efter 14 dage", AWAY, lines=(LINE, credit))["claim_gross_oere"].tolist() == [
        100_000
    ]
    full = credit | {"price_kr": -4000.0}
    assert found("75 % efter 14 dage", AWAY, lines=(LINE, full)).empty
    early = full | {"start": "2021-12-31"}
    assert len(found("75 % efter 14 dage", AWAY, lines=(LINE, early))) == 1


def test_a_discount_that_ran_before_the_absence_is_none_for_it():
    discount = LINE | {
        "line_id": "L2", "line_kind": "foelgeydelse", "service": "Rabat",
        "frequency": "maaned", "start": "2021-06-01", "price_kr": -1000.0,
    }  # fmt: skip
    assert found("75 % efter 14 dage", AWAY, lines=(LINE, discount))[
        "claim_gross_oere"
    ].tolist() == [400_000]
    renewed = (discount | {"end": "2021-12-31"}, discount | {"start": "2022-01-01"})
    assert len(found("75 % efter 14 dage", AWAY, lines=(LINE, *renewed))) == 1
    given = discount | {"start": "2022-01-11"}
    # 1.000 × 21/31 in January and 1.000 in each of the two months after.
    assert found("75 % efter 14 dage", AWAY, lines=(LINE, given))["claim_gross_oere"].tolist() == [
        400_000 - 67_742 - 200_000
    ]


def test_a_negative_posting_counts_unless_it_reverses_another():
    post = {"date": "2022-03-01", "period": "2022-02-01", "line_ref": "L1", "function": "5.28.20"}
    credit = post | {"amount_oere": -400_000}
    assert found("75 % efter 14 dage", AWAY, postings=[credit]).empty
    both = [credit, post | {"amount_oere": 400_000}]
    assert len(found("75 % efter 14 dage", AWAY, postings=both)) == 1


def test_a_rule_that_is_not_understood_has_dates_and_no_amount():
    [row] = found("Efter aftale", AWAY).to_dict("records")
    assert not row["known"] and pd.isna(row["claim_gross_oere"])
    assert row["from_date"] == pd.Timestamp("2022-01-11")


def test_absence_of_a_named_line_or_of_nobody_known():
    assert len(found("Ingen betaling ved fravær", AWAY | {"line_id": "L1", "provider": None})) == 1
    assert found("Ingen betaling ved fravær", AWAY | {"case_id": "S9"}).empty
    assert found("Ingen betaling ved fravær").empty
