"""Nothing in the folder, and one line: every question has a sentence and no warning."""

import pytest
from frames import placements
from readings import reading

import okonomi
from okonomi.analysis.hjemtagelse.scenario import default_scenario
from okonomi.rules import load, load_kontoplan

CHART, RULES = load_kontoplan(), load()
LINE = {
    "person_id": "P1", "case_id": "S1", "line_id": "L1", "placement_id": "L1",
    "function": "5.38.50", "area": "voksne", "paragraf": "SEL-108", "provider": "Firma",
    "start": "2025-01-01", "price_kr": 1_000.0, "frequency": "dag", "unit": "doegn",
}  # fmt: skip


@pytest.mark.parametrize("lines", [[], [LINE]])
def test_without_budget_plan_contracts_or_capacity(lines):
    march = reading("2026-03", placement=placements(*lines))
    outlook = okonomi.forecast(march, CHART, RULES, draws=50)
    known = okonomi.followup(march, CHART, RULES, outlook=outlook)
    refund = okonomi.refusion(march, RULES, CHART, known)
    gained = okonomi.gains(march, RULES)
    contracts = okonomi.contracts(march, CHART, RULES)
    targets = okonomi.targets(march, RULES, okonomi.servicetjek(march, RULES), contracts)
    scenario = default_scenario(march.period)
    plan = okonomi.hjemtagelse(march, RULES, "Prøve", scenario, targets)
    trend = okonomi.trends(march, CHART, RULES, "Prøve")
    results = [
        okonomi.committee_table(march, CHART, known, refund),
        okonomi.forecast_moves(march, (), CHART, RULES, True, outlook, months=3),
        trend,
        okonomi.top_providers(march, CHART),
        okonomi.pipeline(plan, gained),
        okonomi.contract_review(contracts, targets, gained),
        okonomi.action_plan(march, gained),
        okonomi.scenarios(march, CHART, RULES, trend, plan, targets, draws=50),
    ]
    for result in results:
        bundle = result.bundle()
        assert bundle.summary.endswith(".")
        assert "nan" not in bundle.summary
        assert bundle.to_json()
