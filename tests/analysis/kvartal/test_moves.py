"""The forecast then and now: the month report's figures, and steps that sum to the øre."""

import pandas as pd
import pytest

from okonomi import intake, rules
from okonomi.analysis.bridge.result import bridge
from okonomi.analysis.followup.result import followup
from okonomi.analysis.forecast.result import forecast
from okonomi.analysis.kvartal.ahead import line_sum, scenario_findings
from okonomi.analysis.kvartal.committee import SERVICE, committee_table
from okonomi.analysis.kvartal.moves import forecast_moves
from okonomi.analysis.kvartal.scenarios import (
    FLOW,
    STAY,
    THIS_YEAR,
    TREND,
    UNKNOWN,
    scenarios,
)
from okonomi.analysis.kvartal.trends import trends
from okonomi.analysis.refusion.result import refusion
from okonomi.analysis.volume import volume
from okonomi.eksempel import write
from okonomi.errors import UserError
from okonomi.period import parse_quarter
from okonomi.rules import load_kontoplan
from okonomi.workspace import open_workspace

JUNE = pd.Period("2026-06", "M")


@pytest.fixture(scope="module")
def quarter(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kommune")
    drops = ("2026-03", "2026-04", "2026-06")  # May is missing
    write(folder, seed=4, placements=40, year=2026, drops=drops)
    workspace = open_workspace(folder)
    given = (load_kontoplan(folder), rules.load(workspace))
    now, before = intake.read(workspace, JUNE), intake.read_quarter(workspace, JUNE)
    earlier = intake.read_earlier(workspace, JUNE, *before)
    outlook = forecast(now, *given, earlier=earlier, draws=60, with_backtest=False)
    return workspace, now, before, earlier, given, outlook


def test_the_quarters_folders_are_read_whole_and_used_again(quarter):
    _, _, before, earlier, *_ = quarter
    assert [str(r.period) for r in before] == ["2026-03", "2026-04"]
    assert earlier[0] is before[0]
    assert len(before[0]["posting"]) > 0


def test_each_month_is_forecast_as_it_was_and_the_steps_sum_to_the_oere(quarter):
    _, now, before, earlier, (kontoplan, found_rules), outlook = quarter
    found = forecast_moves(
        now, before, kontoplan, found_rules, True, outlook, earlier=earlier, months=3
    )
    march = forecast(
        before[0], kontoplan, found_rules, earlier=earlier, draws=60, with_backtest=False
    )
    rows = found.rows
    assert rows["expected_oere"].iloc[0] == march.expected_with_inflow_oere
    assert rows["expected_oere"].iloc[-1] == outlook.expected_with_inflow_oere
    assert rows["moved_oere"].sum() == found.moved_oere
    parts = rows["moved_known_oere"] + rows["moved_change_oere"]
    assert (parts.dropna() == rows["moved_oere"].dropna()).all()
    assert [str(m) for m in found.missing] == ["2026-05"]
    assert "maj 2026" in found.findings[0].text
    assert "siden marts 2026" in found.summary()
    assert len(found.figures()) == 1


def test_the_bridge_of_the_month_is_not_worked_out_twice(quarter, monkeypatch):
    _, _, (march, april), earlier, given, _ = quarter
    outlook = forecast(april, *given, earlier=earlier, draws=60, with_backtest=False)
    alone = forecast_moves(april, [march], *given, True, outlook, earlier=earlier)
    bridged = bridge(april, march, *given, True, outlook)
    monkeypatch.setattr("okonomi.analysis.kvartal.moves.bridge", None)
    found = forecast_moves(april, [march], *given, True, outlook, earlier=earlier, bridged=bridged)
    pd.testing.assert_frame_equal(found.rows, alone.rows)
    assert found.why == alone.why != ""


def test_without_an_earlier_folder_there_is_nothing_to_compare_with(quarter):
    _, now, _, earlier, given, outlook = quarter
    alone = forecast_moves(now, [None], *given, True, outlook, earlier=earlier)
    assert len(alone.rows) == 1
    assert "ingen tidligere prognose" in alone.summary()
    assert alone.figures() == []
    assert alone.tables()[0].frame["why"].isna().all()


def test_the_quarter_says_the_same_as_the_month_report(quarter):
    workspace, now, _, _, given, outlook = quarter
    known = followup(now, *given, outlook=outlook)
    table = committee_table(now, given[0], known, refusion(now, given[1], given[0], known))
    service = table.rows.set_index("label").loc[SERVICE]
    assert service["expected_oere"] == outlook.expected_with_inflow_oere
    assert service["deviation_oere"] == known.rows.iloc[-1]["deviation_oere"]
    found = trends(now, *given, workspace.municipality)
    months = volume(now, given[0]).rows.iloc[-1]
    halves = found.quarters.tail(2)
    # January–June is the mean of its two quarters, weighted by their 90 and 91 days.
    assert halves["person_days"].sum() / 181 == pytest.approx(months["average"])
    totals = found.functions[found.functions["row_kind"] == "total"]
    assert totals["cost_oere"].tolist() == found.quarters["cost_oere"].tolist()


def test_scenarios_hold_what_they_say(quarter):
    workspace, now, _, earlier, given, _ = quarter
    trend = trends(now, *given, workspace.municipality)
    found = made(now, given[0], trend, earlier)
    rows = found.rows.set_index(["scenario", "year"])
    lines = now["placement"]
    assert rows.loc[(STAY, "2027"), "range"] == UNKNOWN
    assert rows.loc[(STAY, "2027"), "cost_oere"] > 0
    later = rows.loc[(FLOW, "2027")]
    if pd.notna(later["low_oere"]):
        assert later["low_oere"] <= later["cost_oere"] <= later["high_oere"]
    assert (rows["change_oere"].dropna() == (rows["cost_oere"] - found.base_oere).dropna()).all()
    grown = made(now, given[0], trend, earlier, price=0.1).rows
    assert grown["cost_oere"].iloc[1] == pytest.approx(found.rows["cost_oere"].iloc[1] * 1.21)
    assert len(lines) == len(now["placement"])
    shown = found.tables()[0].frame
    assert shown["scenario"].iloc[0] == THIS_YEAR and shown["cost_oere"].iloc[0] == found.base_oere
    assert shown["planless"].iloc[0] == 0  # never in a committee version
    assert rows.loc[(FLOW, "2028"), "why"].startswith("Ført videre ud over")
    with pytest.raises(UserError, match="fra 2 til 4"):
        made(now, given[0], trend, earlier, years=9)


def made(now, kontoplan, trend, earlier, **more):
    from types import SimpleNamespace

    plan = SimpleNamespace(
        plan=SimpleNamespace(choices=()),
        candidates=pd.DataFrame({"line_id": []}),
        years=pd.DataFrame({"year": [2027], "service_oere": [0]}),
    )
    rows = pd.DataFrame(
        {"counted": pd.array([], dtype=bool), "line_id": [],
         "service_full_oere": pd.array([], dtype="Int64")}
    )  # fmt: skip
    targets = SimpleNamespace(rows=rows, together=SimpleNamespace(success=0.5))
    found = scenarios(
        now, kontoplan, rules.load(), trend, plan, targets, earlier=earlier, draws=40,
        **({"years": 2} | more),
    )  # fmt: skip
    assert found.summary()
    assert found.tables()
    assert TREND in set(found.rows["scenario"])
    return found


def test_a_scenario_far_from_this_year_is_told_of():
    rows = pd.DataFrame(
        {"scenario": ["A", "B", "C"], "year": "2029",
         "change_oere": pd.array([41, 19, None], dtype="Int64")}
    )  # fmt: skip
    [found] = scenario_findings(rows, 100)
    assert "“A” (+41\xa0%)" in found.text and "“B”" not in found.text
    assert scenario_findings(rows.tail(2), 100) == []


def test_a_straight_line_goes_on_and_scatter_makes_it_wide():
    import numpy as np

    at = np.arange(8.0)
    total, low, high = line_sum(at, 100 + 10 * at, [8, 9, 10, 11])
    assert (total, low, high) == (180 + 190 + 200 + 210,) * 3
    total, low, high = line_sum(at, 100 + np.array([1.0, -1] * 4), [8, 9, 10, 11])
    assert low < total < high


@pytest.mark.parametrize("month", ["2026-01", "2026-02", "2026-11"])
def test_another_month_than_a_quarters_last_is_refused(month):
    with pytest.raises(UserError, match="2026-03, 2026-06, 2026-09, 2026-12"):
        parse_quarter(month)


def test_a_quarters_last_month_is_taken():
    assert parse_quarter("2026-09") == pd.Period("2026-09", "M")
