"""The servicetjek from tables to words; the model itself is tested in tests/analysis/pricemodel."""

import numpy as np
import pandas as pd
import pytest
from frames import placements, table
from price_market import market
from readings import reading

from okonomi.analysis.servicetjek.result import servicetjek
from okonomi.errors import UserError
from okonomi.rules import load

RULES = load()
DEAR = "dyrere end ydelsen forklarer"


def month(frame, *more, own=()):
    """A reading with the market's rows as placements of one service, and more rows."""
    rows = [
        {
            "placement_id": f"P{n}", "case_id": f"S{n}", "person_id": f"B{n}", "area": "voksne",
            "service": "Botilbud", "paragraf": "SEL-107", "provider": row.provider,
            "tilbud": "Hus", "start": "2025-06-01", "unit": "doegn", "frequency": "dag",
            "price_kr": row.base_kr_per_day, "price_year": 2026, "night_cover": row.night_cover,
            "hours_per_week": row.hours_per_week,
        }
        for n, row in enumerate(frame.itertuples())
    ]  # fmt: skip
    firms = [
        {"provider": name, "kind": "privat", "own": name in own}
        for name in frame["provider"].unique()
    ]
    base = {key: value for key, value in rows[0].items() if key != "provider"} if rows else {}
    rows += [base | extra for extra in more]
    return reading("2026-03", placement=placements(*rows), provider=table("provider", *firms))


@pytest.fixture(scope="module")
def result():
    frame = market([0.0] * 9 + [0.25, 0.0], each=5, spread=0.03)
    odd = [
        {"provider": "A00", "case_id": "uden", "hours_per_week": None},
        {"provider": "A00", "case_id": "nul", "hours_per_week": 0.0},
        {"provider": "Plejefamilie 014", "case_id": "pleje"},
        {"provider": "Alene $x$ <b>", "case_id": "alene", "service": "Sikret"},
    ]
    return servicetjek(month(frame, *odd, own=("A10",)), RULES)


def test_the_dear_one_stands_first_and_is_called_so(result):
    first = result.providers.iloc[0]
    assert (first["provider"], first["verdict"], first["n"]) == ("A09", DEAR, 5)
    assert first["premium"] == pytest.approx(0.25, abs=0.06)
    assert first["low"] < 0.25 < first["high"]
    gap = (first["paid_kr"] - first["expected_kr"]) * 5 * 365 * 100
    assert first["excess_oere"] == pytest.approx(gap, abs=1)
    assert first["spend_oere"] == pytest.approx(first["paid_kr"] * 5 * 365 * 100, abs=1)
    assert (result.providers["verdict"] == DEAR).sum() == 1
    assert "1 af 11 leverandører" in result.summary() and "marts 2026" in result.summary()


def test_false_alarms_are_told(result):
    group = result.groups.set_index("group").loc["Voksne: Botilbud"]
    assert group["called"] == 1 and 0 <= group["false_alarms"] <= 0.1
    assert group["method"] == "model"
    [finding] = [f for f in result.findings if f.code == "falske-alarmer"]
    assert "falske alarmer" in finding.text


def test_own_tilbud_are_shown_and_set_no_level(result):
    own = result.providers.set_index("provider").loc["A10"]
    assert own["own"] and own["label"] == "A10 (eget tilbud)" and own["verdict"] == "som forventet"
    group = result.groups.set_index("group").loc["Voksne: Botilbud"]
    assert (group["n"], group["providers"], group["own_n"]) == (50, 10, 5)


def test_rows_out_of_the_model_stay_on_the_list_with_a_reason(result):
    reasons = result.placements.set_index("case_id")["reason"]
    assert reasons["uden"] == "timer mangler"
    assert reasons["nul"] == "timer er 0 eller over 168 om ugen"
    assert "plejefamilie" in reasons["pleje"]
    assert pd.isna(reasons["S0"]) and pd.isna(reasons["alene"])
    first = result.providers.set_index("provider").loc["A00"]
    assert (first["placements"], first["n"]) == (7, 5)
    codes = {f.code for f in result.findings}
    assert {"timer-mangler", "timer-kan-ikke-passe", "for-faa-til-model"} <= codes


def test_a_plejefamilie_has_no_row_of_its_own(result):
    assert not result.providers["provider"].str.startswith("Plejefamilie").any()


def test_a_provider_alone_has_no_model_but_a_row(result):
    alone = result.providers.set_index("provider").loc["Alene $x$ <b>"]
    assert alone["verdict"] == "for få til at sige noget" and pd.isna(alone["premium"])
    group = result.groups.set_index("group").loc["Voksne: Sikret"]
    assert group["method"] == "kun én leverandør" and group["n"] == 1
    assert group["median_kr"] == alone["median_kr"] == alone["paid_kr"]


def test_tables_and_figure(result):
    bundle = result.bundle()
    bundle.to_json()
    assert [(t.name, t.internal) for t in bundle.tables] == [
        ("leverandoerer", True), ("grupper", False), ("placeringer", True),
    ]  # fmt: skip
    assert "case_id" not in bundle.tables[0].frame
    [figure] = bundle.figures
    assert figure.svg.startswith("<?xml") and DEAR in figure.alt


def test_too_few_for_a_model_gives_median_and_quartiles():
    frame = market([0.0, 0.1, 0.2], each=3)
    found = servicetjek(month(frame), RULES)
    [group] = found.groups.to_dict("records")
    assert group["method"] == "median og kvartiler"
    prices = frame["base_kr_per_day"]
    assert group["median_kr"] == pytest.approx(prices.median())
    assert group["lower_kr"] == pytest.approx(np.quantile(prices, 0.25))
    assert found.providers["verdict"].eq("for få til at sige noget").all()
    assert found.providers["excess_oere"].isna().all()
    assert "gruppens median" in found.summary()
    assert found.figures() == []
    found.bundle().to_json()


def test_a_single_placement_gets_no_verdict_and_the_limit_can_be_moved():
    frame = market([0.0] * 8 + [0.6], each=6, spread=0.02)
    one = frame.drop(frame.index[frame["provider"] == "A08"][1:])
    strict, loose = (servicetjek(month(one), RULES, min_vurdering=n) for n in (2, 1))
    for found, verdict in ((strict, "for få til at sige noget"), (loose, DEAR)):
        assert found.providers.set_index("provider").loc["A08", "verdict"] == verdict


def test_groups_of_ones_own():
    frame = market([0.0] * 6, each=4)
    mine = [{"navn": "Alle botilbud", "ydelser": ["Botilbud"]}]
    assert list(servicetjek(month(frame), RULES, groups=mine).groups["group"]) == ["Alle botilbud"]
    with pytest.raises(UserError, match="servicetjek"):
        servicetjek(month(frame), RULES, groups=[{"navn": "Uden lister"}])


def test_a_month_with_no_placements_or_only_families():
    empty = servicetjek(month(market([])), RULES)
    assert "ingen løbende placeringer" in empty.summary()
    empty.bundle().to_json()
    family = {
        "provider": "Plejefamilie 1", "area": "boern", "service": "Plejefamilie", "tilbud": "Hjem",
        "start": "2026-01-01", "price_kr": 900.0, "frequency": "dag",
    }  # fmt: skip
    only = servicetjek(month(market([]), family), RULES)
    assert only.providers.empty and len(only.placements) == 1
    only.bundle().to_json()


def test_what_the_example_calls_dear_is_dear(tmp_path):
    from okonomi import eksempel, intake
    from okonomi.period import parse_period
    from okonomi.workspace import open_workspace

    eksempel.write(
        tmp_path / "w", seed=5, placements=300, year=2026, drops=("2026-03",),
        truth=tmp_path / "t",
    )  # fmt: skip
    workspace = open_workspace(tmp_path / "w")
    found = servicetjek(intake.read(workspace, parse_period("2026-03")), load(workspace))
    truth = pd.read_csv(tmp_path / "t" / "leverandoerer.csv").set_index("provider")["premium"]
    external = found.providers[~found.providers["own"]]
    premium = external["provider"].map(truth)
    assert (premium[external["verdict"] == DEAR] > 0.05).all()
    judged = external["above"].notna() & premium.notna()
    inside = external["low"].le(premium) & premium.le(external["high"])
    assert inside[judged].mean() > 0.8


def test_a_provider_in_two_groups_is_one_provider():
    frame = market([0.0] * 8, each=6)
    rows = month(frame)["placement"]
    both = pd.concat([rows, rows.assign(service="Aflastning", line_id=rows["line_id"] + "b")])
    firms = month(frame)["provider"]
    result = servicetjek(
        reading("2026-03", placement=both.reset_index(drop=True), provider=firms), RULES
    )
    assert len(result.providers) == 16
    assert result.summary().startswith("Ingen af 8 leverandører i en prismodel")


def test_one_provider_without_a_model_in_words():
    frame = market([0.0], each=1)
    assert "; 1 leverandør vises ved siden af" in servicetjek(month(frame), RULES).summary()


def test_the_note_says_that_kroner_and_premium_are_two_fits(result):
    note = result.tables()[0].note
    assert "hvor leverandøren selv er med" in note and "holder den op mod de andre" in note


def test_a_price_that_looks_like_a_slip_of_the_keyboard_is_named_and_counted_as_it_stands():
    frame = market([0.0] * 3, each=3)
    frame.loc[0, "base_kr_per_day"] *= 10
    found = servicetjek(month(frame), RULES)
    [finding] = [f for f in found.findings if f.code == "pris-langt-fra-gruppen"]
    assert finding.rows["case_id"].tolist() == ["S0"] and finding.severity == "advarsel"
    paid = frame.groupby("provider")["base_kr_per_day"].mean()["A00"]
    assert found.providers.set_index("provider").loc["A00", "paid_kr"] == pytest.approx(paid)
    calm = servicetjek(month(market([0.0] * 3, each=3)), RULES)
    assert "pris-langt-fra-gruppen" not in {f.code for f in calm.findings}


def test_a_level_in_doubt_is_told_and_nobody_is_called_cheap_for_it():
    frame = market([0.0] * 4 + [0.20] * 6, each=6, seed=1, spread=0.01)
    found = servicetjek(month(frame), RULES)
    [finding] = [f for f in found.findings if f.code == "prisniveau-usikkert"]
    assert finding.severity == "advarsel"
    assert finding.text.startswith("Voksne: Botilbud: mindst hver femte leverandør ser billig ud.")
    assert "omkring 20\xa0%" in finding.text
    assert found.providers["verdict"].eq("for få til at sige noget").all()
    calm = servicetjek(month(market([0.0] * 9 + [0.2], each=6, spread=0.04)), RULES)
    assert "prisniveau-usikkert" not in {f.code for f in calm.findings}
    assert calm.groups["second_kr"].isna().all()
