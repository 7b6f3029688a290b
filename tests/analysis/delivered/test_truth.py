"""Deliveries and contracts of the synthetic municipality against its truth."""

import pandas as pd
import pytest

from okonomi import eksempel
from okonomi.analysis.buildup import buildup
from okonomi.analysis.delivered.result import delivered
from okonomi.intake import read
from okonomi.period import parse_period
from okonomi.rules import load
from okonomi.workspace import open_workspace

KEY = ["case_id", "provider"]


@pytest.fixture(scope="module", params=[3, 11])
def world(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"levering{request.param}")
    truth = folder / "truth"
    eksempel.write(folder / "ws", seed=request.param, placements=300, year=2026,
                   drops=("2026-03",), truth=truth)  # fmt: skip
    workspace = open_workspace(folder / "ws")
    reading = read(workspace, parse_period("2026-03"))
    return reading, load(workspace), truth


@pytest.fixture(scope="module")
def result(world):
    return delivered(world[0], world[1])


@pytest.fixture(scope="module")
def unplaced(result):
    """Cases with deliveries whose provider is spelt as in no line: named, and left out."""
    found = [f for f in result.findings if f.code == "levering-uden-bevilling"]
    return {case for finding in found for case in finding.rows["case_id"]}


@pytest.fixture(scope="module")
def true(world, unplaced):
    """The documented months of the truth, but for those that the export cannot tell apart."""
    frame = pd.read_csv(world[2] / "leverancer_2026-03.csv", dtype={"case_id": "str"})
    twice = frame[frame.duplicated([*KEY, "month"], keep=False)]["case_id"]
    return frame[frame["delivered_hours"].notna() & ~frame["case_id"].isin({*twice, *unplaced})]


def test_hours_are_those_of_the_truth(result, true, unplaced):
    assert len(unplaced) <= 6
    wanted = true.groupby(KEY).agg(
        months=("month", "size"), agreed=("agreed_hours", "sum"), got=("delivered_hours", "sum")
    )
    known = result.rows[result.rows["months"] > 0]
    found = known.groupby(KEY)[["months", "agreed_hours", "delivered_hours"]].sum()
    both = wanted.rename(columns={"months": "months_true"}).join(found, how="inner")
    assert len(both) >= 0.95 * len(wanted)  # a few lines have no contract that tells the hours
    assert (both["months"] == both["months_true"]).all()
    assert both["agreed_hours"].to_numpy() == pytest.approx(both["agreed"].to_numpy(), abs=0.05)
    assert both["delivered_hours"].to_numpy() == pytest.approx(both["got"].to_numpy())
    missing = wanted.index.difference(found.index)
    said = result.rows.groupby(KEY)["verdict"].agg(set)
    assert all("aftalte timer kendes ikke" in said[key] for key in missing)


def test_every_planted_under_delivery_with_three_months_is_found_and_none_invented(result, true):
    planted = true[true["planted"].eq("underleveret")].groupby(KEY).size()
    wanted = set(planted[planted >= 3].index)
    less = result.rows[result.rows["verdict"] == "mindre end aftalt"]
    assert set(less.set_index(KEY).index) == wanted
    assert not (result.rows["verdict"] == "mere end aftalt").any()
    assert {f.code for f in result.findings} <= {"underlevering", "levering-uden-bevilling"}
    assert (less["missing_oere"] > 0).all()


def test_the_marginal_hour_is_below_the_average_where_hours_are_not_the_price(result):
    rows = result.rows[result.rows["marginal_from"].isin(["kontrakt", "prisliste", "tillæg"])]
    rows = rows[rows["agreed_hour_kr"].notna() & (rows["hours_per_week"] > 3)]
    assert len(rows) > 50
    assert (rows["marginal_hour_kr"] < rows["agreed_hour_kr"]).mean() > 0.95


def test_the_parts_of_a_contract_add_up(world):
    built = buildup(world[0], world[1])
    assert len(built.rows) > 50 and built.findings == ()
    assert (built.rows["rest_day_kr"].abs() / built.rows["price_day_kr"]).max() < 0.005
