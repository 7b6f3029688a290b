"""The rådgivermøde held against what is true in the made-up municipality."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from okonomi import eksempel
from okonomi.analysis.raadgiver.goals import raadgiver_goals
from okonomi.analysis.raadgiver.lines import raadgivere
from okonomi.analysis.raadgiver.load import raadgiver_load
from okonomi.analysis.raadgiver.result import raadgiver_list
from okonomi.intake import Reading, read
from okonomi.workspace import open_workspace


@pytest.fixture(scope="module", params=[7, 1, 12])
def made(request, tmp_path_factory) -> tuple[Reading, Path]:
    folder = tmp_path_factory.mktemp("sandhed")
    given = {"placements": 60, "year": 2026, "drops": ("2026-03",), "truth": folder / "facit"}
    eksempel.write(folder / "a", seed=request.param, **given)
    return read(open_workspace(folder / "a"), pd.Period("2026-03", "M")), folder / "facit"


def facit(made, name: str) -> pd.DataFrame:
    return pd.read_csv(made[1] / f"{name}.csv", dtype=str, keep_default_na=False)


def test_every_goal_and_every_scoring_stands_at_its_case(made):
    goals = raadgiver_goals(made[0]).goals.groupby("case_id")
    true = facit(made, "maal_2026-03").set_index("case_id")[["goals", "scores_shown"]]
    true = true.astype("int64")
    ours = pd.DataFrame({"goals": goals.size(), "scores_shown": goals["times"].sum()})
    pd.testing.assert_frame_equal(ours.reindex(true.index, fill_value=0), true, check_dtype=False)
    assert set(ours.index) <= set(true.index)


def test_each_raadgivers_year_is_what_the_lines_truly_cost(made):
    lines = facit(made, "kendt_2026-03").drop_duplicates("row_id").set_index("row_id")
    cost = facit(made, "ledger_2026-03")
    cost = cost[cost["month"].str.startswith("2026")]
    whose = cost["row_id"].map(lines["raadgiver"])
    true = cost["gross_oere"].astype("int64").groupby(whose.to_numpy()).sum()
    names = raadgivere(made[0])
    ours = {name: raadgiver_list(made[0], name).cases for name in names}
    ours = {name: int(c["year_oere"].iloc[-1]) for name, c in ours.items() if len(c)}
    assert {n: v for n, v in ours.items() if v} == {n: v for n, v in true.items() if v}


def test_the_staff_is_the_true_staff(made):
    true = facit(made, "raadgivere").set_index("raadgiver")[["fte", "norm"]].astype("float64")
    rows = raadgiver_load(made[0]).rows
    ours = rows[rows["row_kind"] == "detail"].set_index("label")[["fte", "norm"]].dropna()
    pd.testing.assert_frame_equal(ours.sort_index(), true.sort_index(), check_names=False)
