"""One stay or one price in several rows: nothing changes, and a known next price ends nothing."""

import pandas as pd
import pytest
from frames import placements, table

from okonomi.analysis.contracts.runs import runs

from .test_result import CONTRACT, EXTRA, HOME, PROVIDER, result

WHOLE = PROVIDER | {"momsfaktor": 1.0}
AGREED = CONTRACT | {"last_review": "2022-01-15"}
MONTHLY = {"unit": "maaned", "frequency": "maaned"}
DAILY = EXTRA | {"unit": "doegn", "frequency": "dag", "quantity": 1.0, "price_kr": 100.0}


def in_two(line, day):
    """The line as two rows, the second from ``day``."""
    before = str((pd.Timestamp(day) - pd.Timedelta(days=1)).date())
    return [line | {"end": before}, line | {"start": day}]


def gaps(*lines, agreed=(AGREED,), **more):
    found = result(*lines, agreed=agreed, provider=WHOLE, **more)
    columns = ["kind", "service", "text", "lines", "from_date", "paid_oere", "service_oere",
               "claim_oere"]  # fmt: skip
    return found.gaps[columns].to_dict("records"), found.months


def test_a_run_is_rows_that_overlap_or_follow_on_the_next_day():
    rows = placements(
        {"line_id": "L", "start": "2022-01-01", "end": "2022-01-31"},
        {"line_id": "L", "start": "2022-02-01", "end": "2022-02-10"},
        {"line_id": "L", "start": "2022-02-12"},
        {"line_id": "M", "start": "2022-02-11", "end": "2022-02-20"},
    )
    found = runs(rows.iloc[[2, 0, 3, 1]], ["line_id"]).loc[[0, 1, 2, 3]]
    assert found["first"].dt.strftime("%m-%d").tolist() == ["01-01", "01-01", "02-12", "02-11"]
    assert found["last"].dt.strftime("%m-%d").tolist()[:2] == ["02-10", "02-10"]
    assert found["last"].isna().tolist() == [False, False, True, False]


@pytest.mark.parametrize("day", ["2021-06-01", "2022-01-01", "2022-02-11", "2022-03-31"])
def test_a_price_above_the_agreed_in_two_rows_is_claimed_from_its_first_day(day):
    # 90 days at 100 kr. too much; three months at 2.000 kr. too much.
    month = HOME | MONTHLY | {"price_kr": 62_000.0}
    agreed = AGREED | MONTHLY | {"agreed_price_kr": 60_000.0}
    for line, one, kr in ((HOME, AGREED, 9_000), (month, agreed, 6_000)):
        line = line | {"start": "2021-01-01"}
        one = one | {"start": "2021-01-01"}
        whole, months = gaps(line, agreed=[one])
        split, in_months = gaps(*in_two(line, day), agreed=[one])
        assert whole == split and whole[0]["claim_oere"] == kr * 100
        pd.testing.assert_frame_equal(months, in_months)


def test_another_price_before_is_not_judged():
    before, now = in_two(HOME, "2022-03-01")
    (gap,), _ = gaps(before | {"price_kr": 2_150.0}, now)
    assert gap["claim_oere"] == 31 * 10_000
    # Nor the same price before a break.
    (gap,), _ = gaps(before | {"end": "2022-02-20"}, now)
    assert gap["claim_oere"] == 31 * 10_000
    # Nor what another provider, or another service, cost under the line's id.
    for other in ({"provider": "Et andet sted"}, {"service": "Dagtilbud"}):
        (gap,), _ = gaps(before | other, now)
        assert gap["claim_oere"] == 31 * 10_000


def test_what_should_not_be_paid_is_claimed_in_all_its_rows():
    gone = HOME | {"end": "2022-01-31", "price_kr": 2_000.0}
    left = DAILY | {"end": "2022-12-31"}
    whole, _ = gaps(gone, left)
    split, _ = gaps(gone, left | {"end": "2022-02-28"}, left | {"start": "2022-03-01"})
    assert whole == split and whole[0]["claim_oere"] == 59 * 10_000
    again = HOME | {"line_id": "L3", "price_kr": 2_000.0, "start": "2022-02-01"}
    same = HOME | {"price_kr": 2_000.0}
    whole, _ = gaps(same, again)
    assert whole == gaps(same, *in_two(again, "2022-03-01"))[0]
    assert whole[0]["claim_oere"] == 59 * 200_000


def test_absence_over_two_rows_is_one_thing_to_do_with_all_its_days():
    rule = AGREED | {"absence_rule": "Fuld betaling i 14 dage"}
    away = table("absence", {"case_id": "S1", "provider": "Bostedet ApS", "start": "2022-01-10",
                             "end": "2022-03-10"})  # fmt: skip
    same = HOME | {"price_kr": 2_000.0}
    (whole,), _ = gaps(same, agreed=[rule], absence=away)
    (split,), _ = gaps(*in_two(same, "2022-02-11"), agreed=[rule], absence=away)
    (later,), _ = gaps(*in_two(same, "2022-03-21"), agreed=[rule], absence=away)
    assert whole == split == later
    # 60 days away, the first 14 in full.
    assert (split["claim_oere"], split["lines"]) == (46 * 200_000, 1)
    assert split["text"].startswith("46 dage med fravær") and split["service"] == "Botilbud"


def test_a_tillaeg_whose_next_price_is_known_still_has_no_end():
    now, later = EXTRA | {"end": "2022-12-31"}, EXTRA | {"start": "2023-01-01", "price_kr": 410.0}
    same = HOME | {"price_kr": 2_000.0}
    assert [gap["kind"] for gap in gaps(same, now, later)[0]] == ["tillaeg_uden_slut"]
    closed = later | {"end": "2023-06-30"}
    assert gaps(same, now, closed)[0] == []
