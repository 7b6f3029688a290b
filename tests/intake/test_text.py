"""Text columns with every distinct value once."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake.text import Text, concat, rows_of, take

TEXTS = st.lists(st.sampled_from(["a", "b", "æ", "a b", None]), max_size=20)


@given(TEXTS, TEXTS)
def test_columns_behave_as_lists(left, right):
    one, two = Text.of(left), Text.of(right)
    both = Text.concat([one, two])
    assert both.texts().to_pylist() == left + right
    assert both.compact().texts().to_pylist() == left + right
    distinct = both.compact().values.to_pylist()
    assert len(distinct) == len(set(distinct))
    assert both.missing().tolist() == [text is None for text in left + right]
    assert sorted(both.distinct()) == sorted({text for text in left + right if text})
    assert [None if pd.isna(v) else v for v in both.to_series()] == left + right


@given(TEXTS.flatmap(lambda a: st.tuples(st.just(a), st.permutations(a))))
def test_fill_takes_the_other_where_nothing_is_known(columns):
    left, right = columns
    filled = Text.of(left).fill(Text.of(right))
    expected = [b if a is None else a for a, b in zip(left, right, strict=True)]
    assert filled.texts().to_pylist() == expected


def test_looking_and_mapping():
    text = Text.of(["Birken", None, "Egen", "birken"])
    assert text.equals("Birken").tolist() == [True, False, False, False]
    assert text.contains("birk").tolist() == [True, False, False, True]
    assert text.map(str.upper).texts().to_pylist() == ["BIRKEN", None, "EGEN", "BIRKEN"]
    assert text.map(lambda v: None if v == "Egen" else v).missing().tolist()[2]
    assert text.per_value(pc.utf8_upper).texts().to_pylist()[3] == "BIRKEN"
    assert text.where(np.array([True, True, False, True])).texts().to_pylist()[2] is None
    assert text.take(np.array([3, 0])).texts().to_pylist() == ["birken", "Birken"]
    assert Text.constant("x", 2).texts().to_pylist() == ["x", "x"]
    assert Text.of(pd.Series(["a", None], dtype="str")).texts().to_pylist() == ["a", None]
    assert len(Text.of(pd.Series([], dtype="str"))) == 0


def test_tables_with_different_columns_are_joined():
    day = np.array(["2026-01-01"], dtype="datetime64[s]")
    left = {"a": Text.of(["x"]), "n": np.array([1.0])}
    right = {"a": Text.of(["y", "z"]), "d": day.repeat(2)}
    joined = concat([left, right])
    assert joined["a"].texts().to_pylist() == ["x", "y", "z"]
    assert np.isnan(joined["n"]).tolist() == [False, True, True]
    assert np.isnat(joined["d"]).tolist() == [True, False, False]
    some = take(joined, np.array([True, False, True]))
    assert some["a"].texts().to_pylist() == ["x", "z"]
    assert (rows_of(joined), rows_of({})) == (3, 0)
    assert isinstance(joined["a"].values, pa.StringArray)
