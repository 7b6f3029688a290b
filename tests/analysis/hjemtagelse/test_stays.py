"""A stay in several rows is one stay: how long it runs, what it costs, and who is dearest."""

import pandas as pd
import pytest
from frames import placements

from okonomi.analysis.hjemtagelse.compare import DEAREST
from okonomi.analysis.hjemtagelse.follows import parts_of, with_local_share
from okonomi.analysis.hjemtagelse.result import hjemtagelse
from okonomi.analysis.hjemtagelse.scenario import default_scenario
from okonomi.rules import load

from .small import HERE, PERIOD, house, small, stay, sure
from .test_one_case import case

RULES = load()
S2 = stay("S2", 3000.0)
NEW_YEAR = {"end": "2022-12-31"}, {"start": "2023-01-01"}
HALF_YEAR = {"end": "2022-06-30"}, {"start": "2022-07-01", "line_id": "L9", "placement_id": "S9"}
DAILY = {"line_kind": "foelgeydelse", "service": "Dagtilbud", "provider": "Værkstedet ApS"}


def plan(*stays, **more):
    return hjemtagelse(small(*stays, **more), RULES, HERE, sure())


def same(one, other):
    assert one.gain_oere == other.gain_oere > 0
    for name in ("years", "moves", "comparison"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert one.candidates["against"].tolist() == other.candidates["against"].tolist()


@pytest.mark.parametrize(("before", "after"), [NEW_YEAR, HALF_YEAR])
def test_a_known_next_price_or_renewed_grant_does_not_end_the_stay(before, after):
    """The year from July saves 2.100 kr. a day whether the row ends or not."""
    whole, split = plan(S2), plan(S2 | before, S2 | after)
    same(whole, split)
    assert split.years["service_oere"].sum() == 365 * 2_100 * 100


def test_what_ends_has_ended():
    ends = plan(S2 | {"end": "2022-12-31"})
    assert ends.years["service_oere"].sum() == 184 * 2_100 * 100
    assert ends.candidates["against"].tolist()[0].startswith("bevillingen ender inden for et år")
    # A day between, another provider, and what is only expected are no continuation.
    for after in ({"start": "2023-01-02"}, {"start": "2023-01-01", "provider": "Andre"},
                  {"start": "2023-01-01", "status": "forventet"}):  # fmt: skip
        later = S2 | {"line_id": "L9", "placement_id": "S9"} | after
        found = plan(S2 | {"end": "2022-12-31"}, later)
        assert found.candidates["end"].tolist() == [pd.Timestamp(2022, 12, 31)]
    # Nor is another provider under the same line id.
    moved = plan(S2 | {"end": "2022-12-31"}, S2 | {"start": "2023-01-01", "provider": "Andre"})
    assert moved.candidates["end"].tolist() == [pd.Timestamp(2022, 12, 31)]
    assert moved.years["service_oere"].sum() == 184 * 2_100 * 100
    # Nor is one line of two prolonged by the other, which runs beside it.
    twins = [S2 | {"end": "2022-12-31"}, stay("S2", 3000.0, line_id="L9", placement_id="S9")]
    assert plan(*twins).candidates["end"].isna().sum() == 1


def test_of_two_grants_that_go_on_with_a_stay_the_longest_counts_in_any_order():
    before, after = HALF_YEAR
    short = S2 | after | {"end": "2022-12-31"}
    open_end = S2 | after | {"line_id": "L8", "placement_id": "S8"}
    for going_on in ([short, open_end], [open_end, short]):
        assert plan(S2 | before, *going_on).candidates["end"].isna().all()


def test_a_foelgeydelse_in_two_rows_is_as_dear_and_as_local_as_in_one():
    """S1 costs 2.900 + 200 and is dearer than S2's 3.000, however its rows lie."""
    s1 = stay("S1", 2900.0)
    day = stay("S1", 200.0, line_id="D", **DAILY)
    whole = plan(s1, S2, day, capacity=[house(vacant=1.0)])
    split = plan(s1, S2, day | {"end": "2022-09-14"}, day | {"start": "2022-09-15"},
                 capacity=[house(vacant=1.0)])  # fmt: skip
    assert whole.gain_oere == split.gain_oere
    for name in ("gain_oere", "moves"):
        one, other = (found.comparison.set_index("label").loc[DEAREST, name]
                      for found in (whole, split))  # fmt: skip
        assert one == other
    columns = ["case_id", "present_kr_per_day", "local_kr_per_day", "net_oere"]
    pd.testing.assert_frame_equal(whole.moves[columns], split.moves[columns])
    assert whole.moves["highest_kr"].to_numpy() == pytest.approx(
        split.moves["highest_kr"].to_numpy(), abs=0.01
    )


def test_dearest_first_takes_the_dearest_with_what_has_dates_of_its_own():
    """S1 costs 2.950 + 100 to November, and more than S2 in the first month."""
    extra = stay("S1", 100.0, line_id="D", end="2022-11-30", **DAILY)
    found = plan(stay("S1", 2950.0), S2, extra)
    s1, s2 = plan(stay("S1", 2950.0), extra).gain_oere, plan(S2).gain_oere
    assert s1 != s2
    dearest = found.comparison.set_index("label").loc[DEAREST, "gain_oere"]
    assert dearest == s1


def test_the_month_of_a_new_price_counts_at_the_new_one():
    rows = placements(
        {"line_id": "D", "service": "Skole", "start": "2022-01-01", "end": "2022-09-14"},
        {"line_id": "D", "service": "Skole", "start": "2022-09-15"},
    ).assign(same=True, net_kr_per_day=[100.0, 120.0])
    rows = with_local_share(rows, default_scenario(PERIOD))
    before, after = parts_of(rows, pd.Timestamp(2022, 3, 31), None, factor=1.0)
    assert (before.first, before.last) == (None, pd.Period("2022-08", "M"))
    assert (after.first, after.last) == (pd.Period("2022-09", "M"), None)


def test_double_payment_ends_with_the_placement():
    """Three months are paid twice, but it would have run two: 31 + 28 days at 8.000 kr."""
    found = case(double_months=3, until="2022-02", transition_kr=0)
    assert found.case.one_off_oere == 59 * 8_000 * 100
