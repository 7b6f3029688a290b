"""Each kind of movement alone, worked by hand, and the sum over them."""

import pandas as pd
import pytest
from frames import placements
from readings import reading

from okonomi.analysis.movements.result import movements
from okonomi.cost import monthly
from okonomi.rules import load_kontoplan

KR = 100
YEAR = (pd.Period("2026-01", "M"), pd.Period("2026-12", "M"))


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


def line(line_id="A", start="2025-01-01", end=None, price=40_000.0, **more):
    return {
        "line_id": line_id,
        "start": start,
        "end": end,
        "price_kr": price,
        "function": "5.38.50",
        "area": "voksne",
        "case_id": f"S-{line_id}",
    } | more


def compare(before, now, kontoplan):
    old = reading("2026-02", placement=placements(*before))
    new = reading("2026-03", placement=placements(*now))
    result = movements(new, old, kontoplan)
    change = sum(
        sign * monthly(r["placement"], *YEAR, by=())["gross_oere"].sum()
        for sign, r in ((1, new), (-1, old))
    )
    assert result.moves["effect_oere"].sum() == change
    return result


@pytest.mark.parametrize(
    ("before", "now", "kind", "effect"),
    [
        ([], [line(start="2026-03-01")], "tilgang", 10 * 40_000),
        ([], [line(start="2026-01-01")], "sent_registreret", 12 * 40_000),
        ([line()], [], "udgaaet", -12 * 40_000),
        ([line()], [line(end="2026-03-31")], "afgang", -9 * 40_000),
        ([line(end="2026-03-31")], [line(end="2026-03-31")], "afgang", 0),
        ([line()], [line(end="2026-01-31")], "afgang", -11 * 40_000),
        ([line(end="2026-06-30")], [line(end="2026-09-30")], "slutdato", 3 * 40_000),
        ([line()], [line(start="2026-02-01")], "startdato", -40_000),
        ([line()], [line(price=41_000.0)], "pris_op", 12 * 1_000),
        ([line(quantity=1.0)], [line(quantity=2.0)], "pris_op", 12 * 40_000),
        ([line()], [line(price=39_000.0)], "pris_ned", -12 * 1_000),
        ([line()], [line(price=20_000.0, quantity=2.0)], "pris", 0),
        ([line()], [line(price=90_000.0, frequency="kvartal")], "pris_ned", -120_000),
        ([line(start="2026-03-01")], [line(start="2026-03-01")], "tilgang", 0),
    ],
)
def test_one_movement_has_one_kind_and_its_effect(before, now, kind, effect, kontoplan):
    result = compare(before, now, kontoplan)
    assert result.moves["kind"].tolist() == [kind]
    assert result.moves["effect_oere"].tolist() == [effect * KR]
    assert result.kinds["effect_oere"].tolist() == [effect * KR] * 2


def test_an_expected_line_becomes_granted(kontoplan):
    expected = line("B", start="2026-05-01", status="forventet")
    result = compare([expected], [expected | {"status": "bevilget"}], kontoplan)
    assert result.moves["kind"].tolist() == ["status"]
    assert result.moves["effect_oere"].tolist() == [0]


def test_an_expected_change_and_the_line_it_replaces_are_both_shown(kontoplan):
    change = line("B", start="2026-07-01", price=45_000.0, status="forventet", replaces="A")
    moves = compare([line()], [line(), change], kontoplan).moves.set_index("line_id")
    assert moves.loc["A", "kind"] == "afloest"
    assert moves.loc["A", "effect_oere"] == -6 * 40_000 * KR
    assert moves.loc["B", "kind"] == "tilgang"
    assert moves.loc["B", "effect_oere"] == 6 * 45_000 * KR


def test_price_intervals_of_one_line_count_as_one(kontoplan):
    old = [line(end="2025-12-31", price=39_000.0), line(start="2026-01-01")]
    new = [line(end="2025-12-31", price=39_000.0), line(start="2026-01-01", price=40_500.0)]
    [move] = compare(old, new, kontoplan).moves.to_dict("records")
    assert move["kind"] == "pris_op"
    assert move["effect_oere"] == 12 * 500 * KR
    assert "40.000,00" in move["before"] and "40.500,00" in move["now"]


def test_nothing_changed_is_said(kontoplan):
    result = compare([line()], [line()], kontoplan)
    assert result.moves.empty and result.kinds.empty
    assert result.summary() == "Ingen bevillinger er ændret siden februar 2026."
    assert len(result.bundle().tables[0].frame) == 0


def test_no_earlier_month_is_said_in_its_place(kontoplan):
    result = movements(reading("2026-03", placement=placements(line())), None, kontoplan)
    assert "ingen mappe for februar 2026" in result.summary()
    assert [f.code for f in result.findings] == ["ingen-forrige-maaned"]
    assert len(result.bundle().tables) == 3


def stay(line_id, tilbud, **more):
    return line(line_id, person_id="P1", tilbud=tilbud, provider="Huset", **more)


@pytest.mark.parametrize(
    ("before", "now", "kinds"),
    [
        # Both ends are news; the end was known before; overlapping by two days.
        (
            [stay("A", "Syd")],
            [stay("A", "Syd", end="2026-03-14"), stay("B", "Nord", start="2026-03-15")],
            {"A": "flyttet", "B": "flyttet"},
        ),
        (
            [stay("A", "Syd", end="2026-02-28")],
            [stay("A", "Syd", end="2026-02-28"), stay("B", "Nord", start="2026-03-10")],
            {"B": "flyttet"},
        ),
        (
            [stay("A", "Syd")],
            [stay("A", "Syd", end="2026-03-14"), stay("B", "Nord", start="2026-03-13")],
            {"A": "flyttet", "B": "flyttet"},
        ),
        # Too long between; the same tilbud again; a service beside the stay; another citizen.
        (
            [stay("A", "Syd")],
            [stay("A", "Syd", end="2026-03-01"), stay("B", "Nord", start="2026-03-17")],
            {"A": "afgang", "B": "tilgang"},
        ),
        (
            [stay("A", "Syd")],
            [stay("A", "Syd", end="2026-03-14"), stay("B", "Syd", start="2026-03-15")],
            {"A": "afgang", "B": "tilgang"},
        ),
        (
            [stay("A", "Syd")],
            [
                stay("A", "Syd", end="2026-03-14"),
                stay("B", "Nord", start="2026-03-15", line_kind="foelgeydelse"),
            ],
            {"A": "afgang", "B": "tilgang"},
        ),
        (
            [stay("A", "Syd")],
            [
                stay("A", "Syd", end="2026-03-14"),
                stay("B", "Nord", start="2026-03-15") | {"person_id": "P2"},
            ],
            {"A": "afgang", "B": "tilgang"},
        ),
    ],
)
def test_a_citizen_who_goes_to_another_tilbud_is_moved(before, now, kinds, kontoplan):
    moves = compare(before, now, kontoplan).moves.set_index("line_id")
    assert moves["kind"].to_dict() == kinds
    if kinds.get("A") == "flyttet":
        assert moves.loc["A", "from_date"] == pd.Timestamp("2026-03-14")


def test_the_part_in_months_that_had_passed_is_back_dated(kontoplan):
    [move] = compare([line()], [line(price=41_000.0)], kontoplan).moves.to_dict("records")
    assert (move["effect_oere"], move["past_effect_oere"]) == (12 * 1_000 * KR, 2 * 1_000 * KR)
    later = compare([line()], [line(end="2026-06-30")], kontoplan)
    assert later.kinds["past_effect_oere"].tolist() == [0, 0]


def test_the_ten_that_matter_most_come_before_the_long_list(kontoplan):
    now = [line(f"B{n}", start="2026-03-01", price=1_000.0 * n) for n in range(13)]
    kinds, top, every = compare([], now, kontoplan).tables()
    assert (top.name, len(top.frame), len(every.frame)) == ("stoerste_bevaegelser", 10, 13)
    assert top.frame["effect_oere"].tolist() == [10 * 1_000 * n * KR for n in range(12, 2, -1)]
    assert top.internal and every.internal and not kinds.internal


def test_a_movement_without_kroner_is_neither_higher_nor_lower(kontoplan):
    result = compare([line(end="2026-03-31")], [line(end="2026-03-31")], kontoplan)
    assert result.summary().endswith("lader årets bevilgede og forventede udgift være uændret.")


@pytest.mark.parametrize(
    ("quantity", "words"),
    [(37.0, "37 × "), (1.5, "1,5 × "), (0.25, "0,25 × "), (1_000.0, "1.000 × ")],
)
def test_a_quantity_is_written_with_the_decimals_it_has(quantity, words, kontoplan):
    [move] = compare([], [line(quantity=quantity)], kontoplan).moves.to_dict("records")
    assert f"; {words}40.000,00" in move["now"]


def test_a_new_price_is_from_its_own_first_day_and_not_the_lines(kontoplan):
    now = [line(end="2026-03-10"), line(start="2026-03-11", price=41_000.0)]
    [move] = compare([line()], now, kontoplan).moves.to_dict("records")
    assert (move["kind"], move["from_date"]) == ("pris_op", pd.Timestamp("2026-03-11"))


def test_what_is_paid_once_is_not_open(kontoplan):
    [move] = compare([], [line(start="2026-03-15", frequency="engang")], kontoplan).moves.to_dict(
        "records"
    )
    assert move["now"].replace("\xa0", " ") == "15-03-2026; 40.000,00 kr. én gang"
