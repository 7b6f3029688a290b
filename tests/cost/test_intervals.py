"""Unions and overlaps against sets of whole numbers, with spans that touch on purpose."""

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from okonomi.cost.intervals import Spans, overlaps, union

spans = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 12), st.integers(0, 4)).map(
        lambda span: (span[0], span[1], span[1] + span[2])
    ),
    max_size=10,
)


def arrays(drawn):
    return Spans(*np.array(drawn, dtype=np.int64).reshape(-1, 3).T)


def covered(found):
    """(key, number) → how many spans cover it."""
    triples = zip(found.key.tolist(), found.a.tolist(), found.b.tolist(), strict=True)
    return Counter((key, number) for key, a, b in triples for number in range(a, b + 1))


@given(spans)
def test_a_union_covers_the_same_numbers_once(drawn):
    found = union(arrays(drawn))
    assert covered(found) == dict.fromkeys(covered(arrays(drawn)), 1)
    order = list(zip(found.key.tolist(), found.a.tolist(), strict=True))
    assert order == sorted(order)


@given(spans)
def test_overlaps_cover_the_numbers_of_two_or_more_once(drawn):
    twice = [cell for cell, count in covered(arrays(drawn)).items() if count >= 2]
    assert covered(overlaps(arrays(drawn))) == dict.fromkeys(twice, 1)
