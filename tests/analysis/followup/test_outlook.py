"""One right number: with a forecast, every section ends in the same forventet regnskab."""

import pandas as pd
import pytest

from okonomi import intake, rules
from okonomi.analysis.bridge.result import bridge
from okonomi.analysis.followup.result import followup
from okonomi.analysis.forecast.result import forecast
from okonomi.analysis.refusion.result import refusion
from okonomi.eksempel import write
from okonomi.rules import load_kontoplan
from okonomi.workspace import open_workspace


@pytest.fixture(scope="module")
def month(tmp_path_factory):
    folder = tmp_path_factory.mktemp("kommune")
    write(folder, seed=3, placements=60, year=2026, drops=("2026-01", "2026-02", "2026-03"))
    workspace = open_workspace(folder)
    period = pd.Period("2026-03", "M")
    now, before = intake.read(workspace, period), intake.read_previous(workspace, period)
    earlier = intake.read_earlier(workspace, period, before)
    given = (load_kontoplan(folder), rules.load(workspace))
    outlook = forecast(now, *given, earlier=earlier, draws=200)
    return now, before, earlier, given, outlook


def test_earlier_months_are_read_for_their_grants_alone(month):
    now, before, earlier, _, _ = month
    assert [str(reading.period) for reading in earlier] == ["2026-01", "2026-02"]
    assert earlier[1] is before
    assert earlier[0]["posting"].empty
    assert len(earlier[0]["placement"]) > 0
    assert len(now["posting"]) > 0


def test_followup_bridge_forecast_and_refusion_end_in_the_same_number(month):
    now, before, _, given, outlook = month
    known = followup(now, *given)
    whole = followup(now, *given, outlook=outlook)
    total = whole.rows.iloc[-1]
    assert total["expected_oere"] == outlook.expected_with_inflow_oere
    assert total["expected_oere"] - total["inflow_oere"] == known.rows.iloc[-1]["expected_oere"]
    assert (whole.rows["deviation_oere"] == outlook.rows["deviation_oere"]).all()
    assert outlook.doubt() in whole.summary()

    joined = bridge(now, before, *given, outlook=outlook)
    assert joined.expected_oere == total["expected_oere"]
    steps = joined.budget.steps.set_index("key")["oere"]
    assert steps["prognose"] == total["inflow_oere"]
    assert steps.iloc[0] + steps.iloc[1:-1].sum() == steps.iloc[-1] == total["expected_oere"]
    assert joined.budget.volume.iloc[-1]["change_oere"] == joined.budget.change
    assert joined.month.steps["oere"].iloc[-1] == known.rows.iloc[-1]["expected_oere"]

    led = refusion(now, given[1], given[0], whole).steps
    service = led.index[led["label"] == "Servicerammen"][0]
    above = led.loc[:service].iloc[:-1]
    assert above.loc[above["row_kind"] == "detail", "oere"].sum() == led.loc[service, "oere"]
    assert led["oere"].iloc[0] == total["expected_oere"]
