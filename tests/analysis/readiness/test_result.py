"""What an analysis needs and has."""

from __future__ import annotations

import pandas as pd
from frames import placements, table
from readings import reading

from okonomi.analysis.readiness.result import readiness
from okonomi.rules import load

MONTHS = pd.period_range("2025-10", "2026-04", freq="M")


def states(made, months=()):
    needs = readiness(made, load(), months).needs
    return needs.set_index(["analysis", "need"])["state"]


def test_an_empty_month_lacks_everything_and_still_answers():
    result = readiness(reading("2026-03"), load())
    assert set(result.needs["state"]) == {"mangler"}
    assert (result.needs["consequence"] != "").all()
    assert result.summary().startswith("0 af 11 analyser har alt")
    assert result.bundle().tables[0].frame.shape[0] == len(result.needs)
    assert result.tables()[0].paper_rows == len(result.needs) > 40


def test_a_share_is_of_the_running_main_services():
    line = {"start": "2026-01-01", "price_kr": 1.0, "case_id": "1"}
    made = reading(
        "2026-03",
        placement=placements(
            line | {"hours_per_week": 5.0},
            line | {"case_id": "2"},
            line | {"case_id": "3"},
            line | {"line_kind": "foelgeydelse"},
            line | {"end": "2026-03-30"},
            line | {"status": "forventet"},
        ),
        contract=table("contract", {"contract_id": "k", "provider": "x", "case_id": "2",
                                    "hours_per_week": 3.0}),
    )  # fmt: skip
    needs = readiness(made, load()).needs.set_index("need")
    row = needs.loc["Aftalte støttetimer"]
    assert (row["state"], round(row["share"], 4), row["n"]) == ("delvist", 0.6667, 3)
    assert "sammenlignes" in row["consequence"]
    assert needs.loc["Kontrakter", ["state", "consequence"]].tolist() == ["til stede", ""]
    assert needs.loc[["Støttebehov (VUM)"], "state"].eq("mangler").all()


def test_history_drops_and_thresholds():
    old = {"start": "2019-01-01", "price_kr": 1.0}
    ended = [old | {"end": f"{year}-06-30"} for year in (2023, 2024, 2025)]
    long = states(reading("2026-03", placement=placements(*ended)), MONTHS)
    key = "Mindst 24 måneders historik med sluttede bevillinger (antal måneder)"
    drops = "Mindst 6 måneders udtræk i arbejdsområdet (antal mapper)"
    assert long["Prognose", key] == "til stede"
    assert long["Prognose", drops] == "til stede"
    short = states(reading("2026-03", placement=placements(ended[-1])), MONTHS[1:])
    assert short["Prognose", key] == "delvist"
    assert short["Prognose", drops] == "delvist"
    assert long["Statsrefusion", "Beløbsgrænser i 2026, Voksne"] == "mangler"
    then = states(reading("2022-03"))
    assert then["Statsrefusion", "Beløbsgrænser i 2022, Voksne"] == "til stede"


def test_a_momsfaktor_is_known_without_the_kind():
    firms = table(
        "provider", {"provider": "A", "momsfaktor": 0.96}, {"provider": "B", "kind": "privat"}
    )
    made = states(reading("2026-03", provider=firms))
    assert made["Statsrefusion", "Leverandørens momsfaktor eller ejerforhold"] == "til stede"


def test_a_move_home_needs_the_service_level_and_a_gain_its_day_and_whom():
    houses = table(
        "capacity",
        {"tilbud": "A", "night_cover": "vaagen"}, {"tilbud": "B", "age_to": 40.0},
    )  # fmt: skip
    told = {"initiative": "x", "effective_from": "2026-02-01", "planned_kr": 1.0}
    plan = table(
        "action", told | {"provider": "P"}, told, told | {"action_status": "opgivet"}
    )  # fmt: skip
    made = readiness(reading("2026-03", capacity=houses, action=plan), load()).needs
    row = made.set_index(["analysis", "need"])
    support = "Egne pladsers støtte: timer, natdækning eller højeste støttebehov"
    level = row.loc["Hjemtagelse", support]
    ages = row.loc["Hjemtagelse", "Egne pladsers alder: fra eller til"]
    gain = row.loc["Gevinster", "Indsatsens dag, gevinst og sag eller leverandør"]
    assert [(r["state"], r["share"], r["n"]) for r in (level, ages, gain)] == [
        ("delvist", 0.5, 2)
    ] * 3
