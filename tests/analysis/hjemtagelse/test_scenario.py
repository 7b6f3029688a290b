"""Scenario files: what is assumed, and every fault at once."""

from pathlib import Path

import pandas as pd
import pytest

from okonomi.analysis.hjemtagelse.scenario import default_scenario, read_scenario, scenario_of
from okonomi.errors import UserError

PERIOD = pd.Period("2026-03", "M")
SAMPLE = Path(__file__).parents[3] / "docs" / "metode" / "hjemtagelse-scenario.yaml"
WHOLE = """
navn: Hjem til Rørhatten
start: 2026-09
horisont_maaneder: 48
diskontering: 0.02
hoejst: 5
antagelser:
  flytning_kr: {lav: 20000, sandsynlig: 40000, hoej: 100000, kilde: Erfaring fra 2024}
  risiko_for_tilbageflytning: 0.2
nye_tilbud:
  - {navn: Hus 9, paragraf: SEL-107, maalgruppe: Autismespektrum, pladser: 4, fra: 2027-01,
     mindst: 3, fuld_kr_pr_doegn: 2100, marginal_kr_pr_doegn: 900, etablering_kr: 500000}
lukkede_tilbud: [Stuehuset]
genforhandling:
  - {leverandoer: Fonden Birken, fald_procent: 5, fra: 2026-10}
"""


def read(tmp_path, text):
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    return read_scenario(path, PERIOD)


def test_a_whole_scenario(tmp_path):
    scenario = read(tmp_path, WHOLE)
    assert (scenario.name, str(scenario.start), scenario.months) == (
        "Hjem til Rørhatten", "2026-09", 48,
    )  # fmt: skip
    assert (scenario.discount, scenario.most_moves, scenario.closed) == (0.02, 5, ("Stuehuset",))
    moving = scenario.assumptions["flytning_kr"]
    assert (moving.low, moving.likely, moving.high) == (20_000, 40_000, 100_000)
    assert moving.source == "Erfaring fra 2024"
    risk = scenario.assumptions["risiko_for_tilbageflytning"]
    assert risk.is_sure and risk.source == "skøn"
    (new,) = scenario.new
    assert (new.name, new.places, new.min_to_open, str(new.opens)) == ("Hus 9", 4, 3, "2027-01")
    (lower,) = scenario.lower
    assert (lower.provider, lower.share, str(lower.start)) == ("Fonden Birken", 0.05, "2026-10")
    doubts = scenario.doubts()
    assert (doubts.moving.low, doubts.moving.high) == (0.5, 2.5)
    assert doubts.failure.is_sure


def test_without_a_file_every_assumption_is_a_skoen():
    scenario = default_scenario(PERIOD)
    assert str(scenario.start) == "2026-07"
    assert {value.source for value in scenario.assumptions.values()} == {"skøn"}


def test_every_fault_is_told_at_once(tmp_path):
    text = """
start: 2026-02
horisont_maaneder: 6
antagelser:
  flytning_kr: -5
  flyttekasser: 3
  risiko_for_tilbageflytning: 1.5
nye_tilbud:
  - {navn: Hus 9, pladser: 0, fra: snart, mindst: 3, fuld_kr_pr_doegn: -1}
genforhandling:
  - {leverandoer: A, fald_procent: 0}
"""
    with pytest.raises(UserError) as told:
        read(tmp_path, text)
    said = "\n".join(told.value.faults)
    for place in (
        "plan.yaml: start: ", "horisont_maaneder: ", "antagelser.flytning_kr: ",
        "antagelser.flyttekasser: kendes ikke", "antagelser.risiko_for_tilbageflytning: ",
        "nye_tilbud[1].pladser: ", "nye_tilbud[1].fra: “snart”", "nye_tilbud[1].mindst: ",
        "nye_tilbud[1].fuld_kr_pr_doegn: -1 er negativt", "genforhandling[1].fald_procent: ",
    ):  # fmt: skip
        assert place in said


def test_the_documented_sample_is_read():
    scenario = read_scenario(SAMPLE, PERIOD)
    assert (scenario.name, scenario.most_moves) == ("Et nyt hus til seks", 12)
    assert scenario.assumptions["lokal_pris"].source == "Budget 2027, bilag 4"
    (new,) = scenario.new
    assert (new.places, new.min_to_open, new.opening_kr) == (6, 4, 1_200_000.0)
    (lower,) = scenario.lower
    assert lower.share == 0.05


def test_the_plan_holds_the_likely_values_and_the_draws_their_doubt(tmp_path):
    scenario = read(
        tmp_path,
        """
antagelser:
  lokal_pris: {lav: 0.9, sandsynlig: 1.2, hoej: 1.5}
  forsinkelse_maaneder: {lav: 0, sandsynlig: 2, hoej: 6}
""",
    )
    doubts = scenario.doubts()
    assert (doubts.local.low, doubts.local.likely, doubts.local.high) == (0.75, 1.0, 1.25)
    assert (doubts.delay_months.likely, doubts.delay_months.high) == (0.0, 4.0)


def test_a_workspace_without_a_scenario_has_the_default(tmp_path):
    workspace = type("Workspace", (), {"root": tmp_path})
    assert scenario_of(workspace, "", PERIOD) == default_scenario(PERIOD)
    (tmp_path / "plan.yaml").write_text("navn: Min", encoding="utf-8")
    assert scenario_of(workspace, "plan.yaml", PERIOD).name == "Min"
