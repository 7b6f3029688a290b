"""What must hold for every pair of bridges, whatever the readings."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.followup.result import followup


def holds(result, after, earlier, kontoplan, rules, with_moms=True):
    """Rows sum to the øre in all and per function, and both ends are the follow-up's."""
    expected = followup(after, kontoplan, rules, with_moms).rows
    for view in result.views():
        assert view.steps["oere"].iloc[:-1].sum() == view.steps["oere"].iloc[-1]
        assert view.steps["oere"].iloc[-1] == expected["expected_oere"].iloc[-1]
        between = view.functions.drop(columns=["label", "row_kind", "area_label", "end"])
        assert (between.sum(axis=1) == view.functions["end"]).all()
        same_rows(expected["expected_oere"], expected, view.functions, "end")
        change = (view.functions["end"] - view.functions["start"]).tolist()
        assert view.volume["change_oere"].tolist() == change
        steps = view.volume_steps()["oere"]
        assert steps.iloc[:-1].sum() == steps.iloc[-1] == view.steps["oere"].iloc[-1]
    if result.budget is not None:
        same_rows(expected["corrected_oere"], expected, result.budget.functions, "start")
    if result.month is not None:
        since = followup(earlier, kontoplan, rules, with_moms).rows
        same_rows(since["expected_oere"], since, result.month.functions, "start")


def same_rows(amounts, rows, functions, column):
    """``amounts`` of the follow-up's ``rows`` are the column's, row by row; missing is nothing."""
    ours = functions.set_index(["area_label", "label"])[column]
    theirs = amounts.set_axis(pd.MultiIndex.from_frame(rows[["area_label", "label"]]))
    both = pd.DataFrame({"ours": ours, "theirs": theirs}).astype("Int64").fillna(0)
    assert (both["ours"] == both["theirs"]).all()
