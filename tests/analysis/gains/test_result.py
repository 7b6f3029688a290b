"""Planned, granted and posted gains, worked by hand: 28 days in February, 31 in March 2026."""

import pandas as pd
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.gains.result import (
    AGREED,
    DEARER,
    DOUBLE,
    EFFECTIVE,
    LATE,
    PROPOSED,
    SEEN,
    gains,
)
from okonomi.rules import load

RULES = load()
FIRM, OWN = "Botilbuddet Prøve ApS", "Kommunens Hus"


def line(case, price, start, end=None, provider=FIRM, **more):
    return {
        "case_id": case, "placement_id": case, "provider": provider, "price_kr": price,
        "start": start, "end": end, "frequency": "dag", "unit": "doegn", "function": "5.38.52",
        "area": "voksne", "paragraf": "SEL-107",
    } | more  # fmt: skip


def action(case=None, kind="genforhandling", effective="2026-02-01", **more):
    return {
        "initiative": f"{kind} {case}", "action_kind": kind, "case_id": case, "provider": FIRM,
        "agreed": "2026-01-10", "effective_from": effective, "planned_kr": 36_500.0,
        "action_status": "aftalt",
    } | more  # fmt: skip


def posting(month, kr, provider=FIRM):
    return {
        "date": f"{month}-25", "period": f"{month}-01", "function": "5.38.52",
        "provider": provider, "amount_oere": round(kr * 100),
    }  # fmt: skip


def followed(actions, lines, postings=(), period="2026-03", **more):
    tables = {
        "action": table("action", *actions),
        "placement": placements(*lines),
        "posting": table("posting", *postings),
    }
    return gains(reading(period, **tables), RULES, **more)


LOWER = [line("S1", 1000.0, "2025-01-01", "2026-01-31"), line("S1", 900.0, "2026-02-01")]
WHOLE = 59 * 100 * 100


def test_a_lower_price_is_there_from_its_day_and_seen_when_it_is_billed():
    (row,) = followed([action("S1")], LOWER).rows.itertuples()
    assert (row.granted_oere, row.seen_oere, row.stage) == (WHOLE, 0, EFFECTIVE)
    assert (row.planned_oere, row.due_oere) == (3_650_000, 590_000)
    billed = [posting("2026-02", 28 * 900.0), posting("2026-03", 31 * 1000.0)]
    (row,) = followed([action("S1")], LOWER, billed).rows.itertuples()
    # March is billed at the old price: nothing is seen of it.
    assert (row.granted_oere, row.seen_oere, row.stage) == (WHOLE, 28 * 100 * 100, SEEN)


def test_before_its_day_and_as_a_proposal_there_is_no_gain():
    later = action("S1", effective="2026-04-01")
    idea = action("S1", action_status="forslag")
    given_up = action("S1", action_status="opgivet")
    some = followed([action("S1"), given_up], LOWER)
    assert "1 indsats (af handleplanens 2: 1 er opgivet) er planlagt" in some.summary()
    found = followed([later, idea, given_up], LOWER)
    assert found.rows["stage"].tolist() == [AGREED, PROPOSED]
    assert found.rows[["due_oere", "granted_oere", "seen_oere"]].sum().tolist() == [0, 0, 0]


def test_a_citizen_who_leaves_is_no_gain():
    left = [LOWER[0], line("S1", 900.0, "2026-02-01", "2026-02-10")]
    assert followed([action("S1")], left).rows["granted_oere"].tolist() == [10 * 100 * 100]
    gone = [line("S1", 1000.0, "2025-01-01", "2026-01-31")]
    assert followed([action("S1")], gone).rows["granted_oere"].tolist() == [0]


HOME = [
    line("S2", 2000.0, "2025-01-01", "2026-01-31"),
    line("S2", 1200.0, "2026-02-01", provider=OWN),
    line("S2", 100.0, "2025-01-01", provider="Bussen", line_kind="foelgeydelse"),
]


def test_a_move_home_saves_the_difference_and_is_seen_when_the_bills_stop():
    postings = [posting("2026-01", 62_000.0), posting("2026-03", 1.0, "Bussen")]
    (row,) = followed([action("S2", "hjemtagelse")], HOME, postings).rows.itertuples()
    # February has no bill although later months are posted; March may still be billed.
    assert (row.granted_oere, row.seen_oere) == (59 * 800 * 100, 28 * 800 * 100)


def test_renegotiated_first_and_taken_home_after_never_counts_a_krone_twice():
    lines = [
        line("S2", 2000.0, "2025-01-01", "2026-01-31"),
        line("S2", 1900.0, "2026-02-01", "2026-02-28"),
        line("S2", 1200.0, "2026-03-01", provider=OWN),
    ]
    both = [action("S2"), action("S2", "hjemtagelse", "2026-03-01")]
    found = followed(both, lines)
    assert found.rows["granted_oere"].tolist() == [28 * 100 * 100, 31 * 700 * 100]
    assert found.findings == ()


def test_one_gain_on_two_rows_is_named_and_counted_once():
    found = followed([action("S1"), action("S1", initiative="Igen")], LOWER)
    assert found.rows["granted_oere"].tolist() == [WHOLE, 0]
    assert found.rows["stage"].tolist() == [EFFECTIVE, DOUBLE]
    assert found.summary().startswith(
        "1 indsats (af handleplanens 2: 1 er talt med i en anden) er planlagt til"
    )
    assert found.kinds["n"].tolist() == [1, 1]
    assert found.kinds["planned_oere"].tolist() == [3_650_000, 3_650_000]
    (said,) = found.findings
    assert said.code == "gevinst-to-gange" and "“genforhandling S1” og “Igen”" in said.text


def test_a_whole_provider_and_one_of_its_cases_are_the_same_gain():
    other = [line("S3", 500.0, "2025-01-01", "2026-01-31"), line("S3", 450.0, "2026-02-01")]
    whole = action(None, initiative="Hele leverandøren")
    found = followed([whole, action("S1")], [*LOWER, *other])
    assert found.rows["granted_oere"].tolist() == [59 * 150 * 100, 0]


def test_a_line_id_finds_the_case_and_an_unknown_one_is_said():
    lines = [LOWER[0] | {"line_id": "X"}, LOWER[1] | {"line_id": "X"}]
    by_line = action(None, provider=None, line_id="X")
    lost = action(None, provider=None, line_id="Y", initiative="Tabt")
    undated = action("S1", effective=None, initiative="Uden dag")
    found = followed([by_line, lost, undated], lines)
    assert found.rows["granted_oere"].tolist() == [WHOLE, 0, 0]
    assert [f.code for f in found.findings] == ["gevinst-uden-linje", "gevinst-uden-dag"]


def test_a_monthly_price_is_held_against_the_same_month():
    month = {"frequency": "maaned", "unit": "maaned"}
    lines = [
        line("S1", 31_000.0, "2025-01-01", "2026-01-31", **month),
        line("S1", 31_000.0, "2026-02-01", **month),
    ]
    assert followed([action("S1")], lines).rows["granted_oere"].tolist() == [0]


def test_no_plan_of_action_is_one_sentence():
    found = followed([], LOWER)
    assert found.summary().startswith("Der er ingen handleplan med gevinster")
    assert found.bundle().tables == ()


def test_without_moms_the_gain_is_without_moms():
    known = table("provider", {"provider": FIRM, "momsfaktor": 0.9})
    tables = {
        "action": table("action", action("S1")), "placement": placements(*LOWER), "provider": known
    }  # fmt: skip
    made = [gains(reading("2026-03", **tables), RULES, moms) for moms in (True, False)]
    assert [g.rows["granted_oere"].iloc[0] for g in made] == [WHOLE, WHOLE * 9 // 10]


@settings(max_examples=15, deadline=None)
@given(
    prices=st.lists(st.integers(500, 3000), min_size=3, max_size=3),
    billed=st.integers(0, 200_000),
)
def test_the_chain_adds_up_and_no_more_is_seen_than_granted(prices, billed):
    first, second, third = map(float, prices)
    lines = [
        line("S1", first, "2025-01-01", "2026-01-31"),
        line("S1", second, "2026-02-01", "2026-02-28"),
        line("S1", third, "2026-03-01"),
    ]
    both = [action("S1"), action("S1", "andet", "2026-03-01", initiative="Mere")]
    found = followed(both, lines, [posting("2026-03", float(billed))])
    total = 28 * (first - second) + 31 * (first - third)
    assert found.rows["granted_oere"].sum() == round(total * 100)
    rows = found.rows
    assert (rows["seen_oere"] <= rows["granted_oere"]).all()
    # Only March is billed: what is seen of it is at most what is missing of the old price there.
    march = max(0, 31 * first - billed)
    assert rows["seen_oere"].clip(lower=0).sum() <= round(march * 100)


def test_the_result_shows_itself():
    found = followed([action("S1")], LOWER)
    assert found.summary().startswith("1 indsats er planlagt til")
    assert [t.internal for t in found.tables()] == [False, True]
    assert found._repr_html_()
    assert found.period == pd.Period("2026-03", "M")


def test_what_costs_more_counts_at_once():
    """The citizen is in both places in February: 28 × 1.200 kr. more, billed or not."""
    both = [
        line("S2", 2000.0, "2025-01-01", "2026-02-28"),
        line("S2", 1200.0, "2026-02-01", provider=OWN),
    ]
    (row,) = followed([action("S2", "hjemtagelse")], both, period="2026-02").rows.itertuples()
    assert (row.granted_oere, row.seen_oere) == (-28 * 1200 * 100, -28 * 1200 * 100)
    assert row.stage == DEARER
    found = followed([action("S2", "hjemtagelse")], both, period="2026-02")
    assert found.summary().endswith(
        "til nu blevet 34\u00a0tkr. dyrere, og i bogføringen er endnu intet hentet."
    )


def test_the_new_place_is_found_under_another_case_number():
    moved = [line("S2", 2000.0, "2025-01-01", "2026-01-31", person_id="p"),
             line("X9", 1200.0, "2026-02-01", provider=OWN, person_id="p")]  # fmt: skip
    (row,) = followed([action("S2", "hjemtagelse")], moved).rows.itertuples()
    assert row.granted_oere == 59 * 800 * 100


def test_an_agreed_gain_that_does_not_come_is_named():
    same = [line("S1", 1000.0, "2025-01-01")]
    found = followed([action("S1")], same)
    assert found.rows["stage"].tolist() == [LATE]
    (said,) = found.findings
    assert said.code == "gevinst-udebliver" and "1 indsats skulle virke nu" in said.text


YEAR_2022 = [
    line("S4", 10_000.0, "2021-01-01", "2022-01-31"), line("S4", 9_000.0, "2022-02-01")
]  # fmt: skip


def of_2022(case="S4", **more):
    return action(case, effective="2022-02-01", agreed="2022-01-10", **more)


def test_net_is_what_is_left_of_the_gain_after_the_lost_refund():
    """The case costs 31 × 10.000 + 334 × 9.000 = 3.316.000 kr.; 28.000 kr. of February is seen,
    and of what lies above 2.120.000 kr. the state bore three quarters."""
    lines = [x | {"person_id": "p"} for x in YEAR_2022]
    billed = [posting("2022-02", 28 * 9_000.0)]
    found = followed([of_2022()], lines, billed, period="2022-02")
    (row,) = found.rows.itertuples()
    assert (row.seen_oere, row.seen_service_oere, row.net_oere) == (2_800_000, 2_800_000, 700_000)
    assert found.kinds["net_oere"].tolist() == [700_000, 700_000]
    assert "7\u00a0tkr. netto efter refusion" in found.summary()


def test_two_gains_of_one_payer_are_held_against_the_thresholds_together():
    """Together they lie above 2.120.000 kr., where the state bore three quarters; alone not."""
    half = [line(case, 3_000.0, "2021-01-01", "2022-01-31", provider=f"{FIRM} {case}",
                 person_id="p") for case in ("A", "B")]  # fmt: skip
    rest = [line(case, 2_000.0, "2022-02-01", provider=f"{FIRM} {case}", person_id="p")
            for case in ("A", "B")]  # fmt: skip
    base = [line("C", 2_000.0, "2021-01-01", provider="Andre", person_id="p")]
    billed = [posting("2022-02", 56_000.0, f"{FIRM} {case}") for case in ("A", "B")]
    both = [of_2022(case, provider=f"{FIRM} {case}") for case in ("A", "B")]
    found = followed(both, [*half, *rest, *base], billed, period="2022-02")
    # 2 × (31 × 3.000 + 334 × 2.000) + 365 × 2.000 = 2.252.000 kr., all of the gain above it.
    assert found.rows["seen_service_oere"].tolist() == [2_800_000, 2_800_000]
    assert found.rows["net_oere"].tolist() == [700_000, 700_000]


def test_a_year_without_thresholds_has_no_net_and_says_so():
    billed = [posting("2026-02", 28 * 900.0)]
    found = followed([action("S1")], LOWER, billed)
    assert found.rows["seen_oere"].tolist() == [28 * 100 * 100]
    assert found.rows["net_oere"].isna().all() and found.kinds["net_oere"].isna().all()
    assert "netto kan ikke regnes" in found.summary()
    (said,) = found.findings
    assert said.code == "gevinst-uden-netto"
