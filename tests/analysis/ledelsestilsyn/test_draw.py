"""The draw: the same for everyone, fair between cases, and never the same case twice."""

from collections import Counter

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given
from hypothesis import strategies as st
from readings import reading

from okonomi.analysis.ledelsestilsyn.draw import allocate, draw, open_cases

MARCH = pd.Period("2026-03", "M")


def cases(**teams: int) -> pd.DataFrame:
    rows = [
        {"case_id": f"{team}{n:03}", "team": team, "raadgiver": "ABC", "area": "boern"}
        for team, size in teams.items()
        for n in range(size)
    ]
    return pd.DataFrame(rows, columns=["case_id", "team", "raadgiver", "area"])


def test_proportional_with_at_least_one_of_each():
    assert allocate({"Nord": 60, "Syd": 30, "Ø": 2}, 10) == {"Nord": 6, "Syd": 3, "Ø": 1}
    assert allocate({"Nord": 60, "Syd": 30, "Ø": 2}, 2) == {"Nord": 1, "Syd": 1, "Ø": 1}
    assert allocate({"Nord": 3, "Syd": 1}, 10) == {"Nord": 3, "Syd": 1}
    assert allocate({}, 10) == {}


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 60), min_size=1),
    st.integers(1, 40),
)
def test_an_allocation_never_takes_more_than_there_is(sizes, size):
    given_ = allocate(sizes, size)
    assert all(1 <= given_[name] <= sizes[name] for name in sizes)
    assert sum(given_.values()) == max(len(sizes), min(size, sum(sizes.values())))


def test_the_same_draw_whatever_the_order_of_the_rows():
    pool = cases(Nord=60, Syd=30)
    one = draw(pool, period=MARCH, size=9, seed=1)
    other = draw(pool.sample(frac=1, random_state=3), period=MARCH, size=9, seed=1)
    pd.testing.assert_frame_equal(one, other)
    assert Counter(one["stratum"]) == {"Nord": 6, "Syd": 3}
    assert set(zip(one["stratum"], one["population"], strict=True)) == {("Nord", 60), ("Syd", 30)}


def test_another_month_or_seed_is_another_draw():
    pool = cases(Nord=60)
    drawn = [
        set(draw(pool, period=period, size=6, seed=seed)["case_id"])
        for period, seed in ((MARCH, 1), (MARCH + 1, 1), (MARCH, 2))
    ]
    assert drawn[0] != drawn[1]
    assert drawn[0] != drawn[2]


def test_what_was_drawn_before_is_not_drawn_again_until_all_have_been():
    pool, taken = cases(Nord=20), set()
    for n in range(4):
        drawn = draw(pool, period=MARCH + n, size=5, seed=1, taken=taken)
        assert not taken & set(drawn["case_id"])
        assert set(drawn["population"]) == {20 - 5 * n}
        taken |= set(drawn["case_id"])
    assert len(taken) == 20
    assert draw(pool, period=MARCH, size=5, seed=1, taken=taken).empty


def test_every_case_has_the_same_chance():
    # 4 of 8 over 100 seeds: 50 times each, standard deviation 5.
    pool = cases(Nord=8)
    times = Counter(
        case
        for seed in range(100)
        for case in draw(pool, period=MARCH, size=4, seed=seed)["case_id"]
    )
    assert len(times) == 8
    assert all(abs(n - 50) < 4 * 5 for n in times.values())


def test_by_area():
    pool = cases(Nord=10).assign(area=["boern"] * 6 + ["voksne"] * 3 + [None])
    drawn = draw(pool, period=MARCH, size=3, seed=1, by="område")
    assert set(drawn["stratum"]) == {"Børn og unge", "Voksne", "Uden område"}


def test_less_than_one_case_is_a_mistake():
    with pytest.raises(ValueError, match="at least one"):
        draw(cases(Nord=3), period=MARCH, size=0, seed=1)


def test_the_cases_that_are_open():
    month = reading(
        "2026-03",
        placement=placements(
            {"case_id": "S1", "start": "2026-01-01", "area": "boern", "team": "Øst",
             "registered": "2025-12-03"},
            {"case_id": "S2", "start": "2025-01-01", "end": "2026-02-28", "area": "boern",
             "team": "Øst"},
            {"case_id": "S3", "start": "2026-01-01", "area": "voksne", "team": "Vest",
             "registered": "2026-03-03"},
        ),
        case=table(
            "case",
            {"case_id": "S4", "team": "Øst", "registered": "2026-03-20"},
            {"case_id": "S5", "team": "Øst", "registered": "2026-03-02", "status": "Lukket"},
            {"case_id": "S6", "team": "Nyt", "registered": "2026-01-02"},
        ),
    )  # fmt: skip
    assert list(open_cases(month)["case_id"]) == ["S1", "S3", "S4", "S6"]
    # S4 has no line: most of its team's lines are children's.
    assert list(open_cases(month, area="boern")["case_id"]) == ["S1", "S4"]
    assert list(open_cases(month, which="nye")["case_id"]) == ["S3", "S4"]
    assert open_cases(reading("2026-03")).empty
