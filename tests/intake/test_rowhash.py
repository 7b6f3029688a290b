"""Equal rows are found by hashes and verified exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake import rowhash
from okonomi.intake.text import Text

ROWS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", None]),
        st.sampled_from([0.0, -0.0, 1.5, float("nan")]),
        st.sampled_from(["2026-01-01", "NaT"]),
    ),
    min_size=1,
    max_size=25,
)


@given(ROWS)
def test_groups_are_those_of_the_values(rows):
    columns = [
        Text.of([row[0] for row in rows]),
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows], dtype="datetime64[s]"),
    ]
    number = rowhash.groups(columns, np.arange(len(rows)))
    seen: dict[tuple, int] = {}
    # −0.0 is 0.0, NaN is NaN, NaT is NaT
    expected = [seen.setdefault((a, repr(b + 0.0), c), len(seen)) for a, b, c in rows]
    assert number.tolist() == expected


def test_a_collision_does_not_make_two_rows_one(monkeypatch):
    good = rowhash._hash
    tried = []

    def colliding(columns, salt):
        tried.append(salt)
        return np.zeros(len(columns[0]), dtype=np.uint64) if salt == 1 else good(columns, salt)

    monkeypatch.setattr(rowhash, "_hash", colliding)
    number = rowhash.groups([np.array([1.0, 2.0, 1.0])], np.arange(3))
    assert number.tolist() == [0, 1, 0]
    assert tried == [1, 2]


def test_repeats_and_occurrence():
    number = np.array([0, 1, 0, 0, 1])
    assert rowhash.repeats(number).tolist() == [False, False, True, True, True]
    assert rowhash.occurrence(number).tolist() == [0, 0, 1, 2, 1]
