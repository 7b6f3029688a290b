"""The plan of action of the synthetic municipality against its truth, over several seeds."""

import pandas as pd
import pytest

from okonomi import eksempel
from okonomi.analysis.gains.result import DOUBLE, LATE, PROPOSED, SEEN, gains
from okonomi.intake import read
from okonomi.period import parse_period
from okonomi.rules import load
from okonomi.workspace import open_workspace

MONTH = "2026-09"


@pytest.fixture(scope="module", params=[1, 3, 5])
def both(request, tmp_path_factory):
    """The rows found beside the true ones, in the order of the file; and the result."""
    folder = tmp_path_factory.mktemp(f"handleplan{request.param}")
    eksempel.write(folder / "ws", seed=request.param, placements=220, year=2026, drops=(MONTH,),
                   truth=folder / "truth")  # fmt: skip
    workspace = open_workspace(folder / "ws")
    found = gains(read(workspace, parse_period(MONTH)), load(workspace))
    true = pd.read_csv(folder / "truth" / f"handleplan_{MONTH}.csv", dtype={"case_id": "str"})
    true = true[true["status"] != "Opgivet"].reset_index(drop=True)
    firms = pd.read_csv(folder / "truth" / "leverandoerer.csv").set_index("provider")
    misspelt = firms["variants_without_alias"].eq("ja")
    assert len(found.rows) == len(true) > 8
    rows = found.rows.join(true.add_prefix("true_"))
    return rows[~rows["true_provider"].map(misspelt)], found


def test_what_the_bevillinger_show_is_the_truth_to_the_oere(both):
    rows, _ = both
    assert rows["granted_oere"].tolist() == rows["true_granted_oere"].tolist()
    assert (rows["granted_oere"] > 0).sum() >= 2
    assert (rows["planned_oere"] == rows["true_planned_oere"]).all()


def test_what_is_seen_is_what_is_billed_where_nothing_else_disturbs_the_bills(both):
    rows, _ = both
    clean = rows[rows["true_provider_as_billed"] == "ja"]
    assert len(clean) >= 2
    assert clean["seen_oere"].tolist() == clean["true_billed_oere"].tolist()
    assert (rows["seen_oere"] <= rows["granted_oere"]).all()


def test_the_stage_of_what_was_planted(both):
    rows, _ = both
    stages = rows.groupby("true_planted")["stage"].agg(set)
    assert stages["uden virkning"] == {LATE}
    assert stages["samme gevinst"] == {DOUBLE}
    assert stages["forslag"] == {PROPOSED}
    assert SEEN in stages["virker"]


def test_the_double_and_the_late_are_named(both):
    rows, found = both
    said = {finding.code: finding for finding in found.findings}
    assert {"gevinst-to-gange", "gevinst-udebliver"} <= set(said)
    late = said["gevinst-udebliver"].rows["case_id"]
    assert set(rows.loc[rows["true_planted"] == "uden virkning", "case_id"]) <= set(late)


def test_a_krone_counts_once_in_the_totals(both):
    _, found = both
    once = found.rows[found.rows["stage"] != DOUBLE]
    total = found.kinds.iloc[-1]
    assert total["planned_oere"] == once["planned_oere"].sum()
    assert total["seen_oere"] == found.rows["seen_oere"].sum() <= total["granted_oere"]
    assert total["net_oere"] == once["net_oere"].sum()
