"""What holds for every grouping, whatever the rows."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from okonomi.analysis.reconciliation.match import ALONE, BALANCED, EXACT, PARTLY, REVERSED, Groups

AMOUNTS = st.sampled_from([100, 100, 200, 300, -100, -300, 57, 1])
POSTED = st.tuples(
    st.integers(0, 2), st.sampled_from([None, None, "A", "B"]), st.booleans(), AMOUNTS
)
GRANTED = st.tuples(st.integers(0, 2), st.sampled_from(["A", "B", "C"]), AMOUNTS)


def frames(posted, granted):
    p = pd.DataFrame(posted, columns=["cell", "line", "unassigned", "oere"]).assign(wide=0)
    g = pd.DataFrame(granted, columns=["cell", "line", "oere"]).assign(wide=0)
    p["unassigned"] = p["unassigned"].astype(bool) & p["line"].isna()
    kinds = {"cell": "int64", "oere": "int64", "line": "str"}
    return p.astype(kinds), g.astype(kinds)


@settings(max_examples=25, deadline=None)
@given(st.lists(POSTED, max_size=12), st.lists(GRANTED, max_size=8))
def test_every_row_is_in_one_group_and_every_group_is_what_it_says(posted, granted):
    p, g = frames(posted, granted)
    found = Groups(p, g)
    assert (found.posted >= 0).all() and (found.granted >= 0).all()
    for number, how in enumerate(found.how):
        paid = p["oere"][found.posted == number]
        cost = g["oere"][found.granted == number]
        if not len(paid) and not len(cost):  # taken apart again
            continue
        match = {
            EXACT: len(paid) > 0 and len(cost) == 1 and paid.sum() == cost.sum(),
            REVERSED: len(paid) == 2 and paid.sum() == 0 and not len(cost),
            BALANCED: len(paid) > 0 and len(cost) > 0 and paid.sum() == cost.sum(),
            PARTLY: np.sign(paid.sum()) * np.sign(cost.sum()) > 0 and paid.sum() != cost.sum(),
            ALONE: len(paid) + len(cost) == 1,
        }
        assert match[how], (how, paid.tolist(), cost.tolist())


def test_at_most_two_rows_are_left_out_to_make_a_cell_balance():
    p, g = frames(
        [(0, None, False, 6000), (0, None, False, 77)],
        [(0, line, amount) for line, amount in zip("ABCD", (1000, 2000, 3000, 450), strict=True)],
    )
    found = Groups(p, g)
    # 6077 against 6450: without the posting of 77 and the line of 450 both are 6000.
    assert [found.how[n] for n in found.posted] == [BALANCED, ALONE]
    assert [found.how[n] for n in found.granted] == [BALANCED, BALANCED, BALANCED, ALONE]
