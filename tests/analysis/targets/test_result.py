"""Targets, walk-away prices and their worth, against hand-worked sums."""

import numpy as np
import pandas as pd
import pytest
from price_market import market
from ruleset import own_rules
from targets_world import DEAR, KONTOPLAN, RULES, THRESHOLDS, dear_market, found, month

from okonomi.analysis.contracts.result import contracts
from okonomi.analysis.servicetjek.pricemodel.verdict import TOO_FEW
from okonomi.analysis.servicetjek.result import servicetjek
from okonomi.analysis.targets.effect import days_left
from okonomi.analysis.targets.result import targets
from okonomi.analysis.targets.rule import BY_MODEL, BY_QUARTILES, NO_TARGET
from okonomi.errors import UserError
from okonomi.present import numbers


@pytest.fixture(scope="module")
def usual():
    return found(month(dear_market()))


def test_the_rule_is_the_expected_price_and_the_lower_quartile_for_the_same_service(usual):
    tjek, _, result = usual
    rows = result.rows[result.rows["provider"] == DEAR]
    assert (rows["basis"] == BY_MODEL).all() and len(rows) == 4
    placements = tjek.placements
    ratio = np.quantile(placements["base_kr_per_day"] / placements["expected_kr"], 0.25)
    assert rows["walk_kr"].to_numpy() == pytest.approx(
        np.minimum(rows["expected_kr"], rows["paid_kr"]).to_numpy()
    )
    assert rows["target_kr"].to_numpy() == pytest.approx(
        np.minimum(rows["expected_kr"] * min(ratio, 1), rows["walk_kr"]).to_numpy()
    )


def test_prices_asked_for_are_never_above_what_is_paid(usual):
    rows = usual[2].rows.dropna(subset=["walk_kr"])
    assert (rows["target_kr"] <= rows["walk_kr"] + 1e-9).all()
    assert (rows["walk_kr"] <= rows["paid_kr"] + 1e-9).all()
    assert (rows["service_full_oere"] >= 0).all()
    assert (rows["low_full_oere"] <= rows["service_full_oere"] + 1).all()
    assert (rows["service_full_oere"] <= rows["high_full_oere"] + 1).all()
    assert (rows["service_full_oere"] <= rows["most_full_oere"]).all()


def test_a_saving_by_hand(usual):
    row = usual[2].rows.iloc[0]
    assert row["provider"] == DEAR and row["counted"]
    day = row["paid_kr"] - row["expected_kr"]
    assert row["service_full_oere"] == round(day * 365 * 100)
    # Given on 31-03-2026, 30 days bind until 30-04: 245 days of the year are left from 01-05.
    assert row["first_day"] == pd.Timestamp(2026, 5, 1) and row["days_year"] == 245
    assert row["service_year_oere"] == round(day * 245 * 100)
    assert row["outlook"] == "god" and "ny pris tidligst 01-05-2026" in row["achievable"]


def test_days_left_stop_at_the_lines_end():
    first = pd.Series(pd.to_datetime(["2026-05-01", "2026-05-01", None, "2027-02-01"]))
    end = pd.Series(pd.to_datetime(["2026-05-31", None, None, None]))
    assert days_left(first, end, 2026).tolist()[:2] == [31, 245]
    assert np.isnan(days_left(first, end, 2026)[2]) and days_left(first, end, 2026)[3] == 0


def test_an_unknown_notice_gives_no_sum_for_this_year():
    _, _, result = found(month(dear_market(), notice="efter aftale"))
    row = result.rows.iloc[0]
    assert pd.isna(row["first_day"]) and pd.isna(row["service_year_oere"])
    assert row["service_full_oere"] > 0 and pd.isna(row["net_year_oere"])
    assert row["note"] == "frist ikke kendt – se kontrakten" and row["outlook"] == "mulig"
    assert {"frist-ukendt"} <= {finding.code for finding in result.findings}
    assert result.together.of("service_year")[0] == 0


def test_without_a_contract_the_placement_is_the_deal():
    _, _, result = found(month(dear_market(), contract=month(dear_market())["contract"].iloc[:0]))
    row = result.rows.iloc[0]
    assert pd.isna(row["contract"]) and row["deal"] == f"linje {row['line_id']}"
    assert row["note"].startswith("ingen kontrakt")


def test_small_deals_are_left_out_and_counted():
    _, _, result = found(month(dear_market()), mindste_besparelse_kr=10_000_000)
    assert not result.rows["counted"].any()
    deals = result.rows[result.rows["service_full_oere"] > 0]
    assert result.left_out == (deals["deal"].nunique(), deals["service_full_oere"].sum())
    assert "Ingen aftaler" in result.summary() and result.bases.iloc[-1]["deals"] == 0
    assert result.providers.empty


def refund(total_oere: int) -> float:
    """25 % above a million, 50 % above one and a half, 75 % above two."""
    kr = total_oere / 100
    return 100 * 0.25 * (max(kr - 1e6, 0) + max(kr - 1.5e6, 0) + max(kr - 2e6, 0))


def test_net_is_of_the_payers_total_with_all_changes_together(tmp_path):
    # Two of the dear provider's placements belong to one citizen.
    frame = dear_market(premium=0.35)
    placement = month(frame)["placement"].copy()
    dear = placement.index[placement["provider"] == DEAR]
    placement.loc[dear[1], "person_id"] = placement.loc[dear[0], "person_id"]
    given = month(frame, placement=placement)
    _, _, result = found(given, own_rules(tmp_path, THRESHOLDS))
    rows = result.rows[(result.rows["provider"] == DEAR) & result.rows["counted"]]
    people = rows.merge(placement[["line_id", "person_id", "price_kr"]], on="line_id")
    want = 0
    for person, own in people.groupby("person_id"):
        every = placement.loc[placement["person_id"] == person, "price_kr"]
        base = round(every.sum() * 365 * 100)
        saved = own["service_full_oere"].sum()
        want += saved - (refund(base) - refund(base - saved))
    together = result.providers.set_index("provider").loc[DEAR, "net_full_oere"]
    assert together == pytest.approx(want, abs=2 * len(people))
    assert together < rows["service_full_oere"].sum()
    assert rows["net_full_oere"].sum() != together
    assert result.together.of("net_full")[0] < result.together.of("service_full")[0]


def test_unknown_thresholds_give_no_net(usual):
    result = usual[2]
    assert result.rows.loc[result.rows["counted"], "net_full_oere"].isna().all() and result.missing
    assert "refusion-mangler" in {finding.code for finding in result.findings}
    assert "netto" not in result.summary() and pd.isna(result.together.of("net_full")[0])


def test_what_the_refund_does_not_count_is_kept_whole():
    placement = month(dear_market())["placement"].assign(paragraf="SEL-999")
    _, _, result = found(month(dear_market(), placement=placement))
    rows = result.rows[result.rows["counted"]]
    assert len(rows) and (rows["net_full_oere"] == rows["service_full_oere"]).all()


def test_too_few_for_a_model_falls_back_openly():
    _, _, result = found(month(market([0.0, 0.1, 0.3], each=3)))
    rows = result.rows
    assert (rows["basis"] == BY_QUARTILES).all()
    assert rows["walk_kr"].max() == pytest.approx(np.median(rows["paid_kr"]))
    assert rows["why"].str.contains("9 placeringer hos 3 leverandører, uden hensyn").all()
    assert (
        result.together.contracts == 0 and "intet af det bygger på en prismodel" in result.summary()
    )
    assert rows["low_full_oere"].isna().all()


def test_one_provider_alone_gets_no_target_and_the_reason():
    _, _, result = found(month(market([0.3], each=3)))
    assert (result.rows["basis"] == NO_TARGET).all() and result.rows["target_kr"].isna().all()
    assert "kun 3 placeringer hos 1 leverandør" in result.rows["why"].iloc[0]
    assert "kan få en målpris" in result.summary()
    result.bundle().to_json()


def test_hours_of_nought_own_tilbud_and_families_have_no_target():
    base = {
        "area": "voksne", "service": "Botilbud", "paragraf": "SEL-107", "start": "2025-06-01",
        "unit": "doegn", "frequency": "dag", "price_kr": 9000.0, "hours_per_week": 30.0,
    }  # fmt: skip
    more = [
        base | {"line_id": "X1", "provider": DEAR, "hours_per_week": 0.0},
        base | {"line_id": "X2", "provider": "Plejefamilie 014"},
        base | {"line_id": "X3", "provider": "Huset"},
    ]
    own = {"provider": "Huset", "kind": "kommunal", "own": True}
    _, _, result = found(month(dear_market(), *more, providers=(own,)))
    rows = result.rows.set_index("line_id")
    assert "X2" not in rows.index and "X3" not in rows.index
    assert rows.loc["X1", "basis"] == NO_TARGET and "timer er 0" in rows.loc["X1", "why"]


def test_the_cheap_are_asked_whether_they_deliver():
    _, _, result = found(month(market([0.0] * 9 + [-0.25], each=6, spread=0.03)))
    rows = result.rows[result.rows["provider"] == DEAR]
    assert (rows["basis"] == NO_TARGET).all() and (rows["service_full_oere"].isna()).all()
    assert rows["why"].str.contains("spørg, om ydelsen leveres").all()


def test_a_public_provider_is_hard_and_a_large_customer_is_told():
    firm = {"provider": DEAR, "kind": "kommunal", "tilsyn_score": 4.0}
    _, _, result = found(month(dear_market(), providers=(firm,)))
    row = result.rows.iloc[0]
    assert (
        row["provider"] == DEAR and row["outlook"] == "svær" and "rammeaftalen" in row["achievable"]
    )
    assert "stor kunde (50\u00a0% af pladserne)" in row["achievable"]
    assert "tilsynsscore 4,0 af 5" in row["achievable"]


def test_the_same_figures_whatever_the_order_of_rows(usual):
    given = month(dear_market())
    placement = given["placement"]
    turned = month(dear_market(), placement=placement.iloc[::-1].reset_index(drop=True))
    other = found(turned)[2]
    assert other.bases["service_full_oere"].tolist() == usual[2].bases["service_full_oere"].tolist()
    assert other.together.of("service_full")[0] == pytest.approx(
        usual[2].together.of("service_full")[0], rel=0.05
    )


def test_a_price_above_the_contract_is_said_to_be_the_same_kroner():
    made = month(dear_market())
    contract = made["contract"].copy()
    one, two = contract.index[contract["provider"] == DEAR][:2]
    # One is 10 kr. a day above its contract, the other so much that the saving is the smaller.
    contract.loc[one, "agreed_price_kr"] -= 10
    contract.loc[two, "agreed_price_kr"] = 1.0
    _, register, result = found(month(dear_market(), contract=contract))
    assert (register.gaps["kind"] == "pris_over_aftalt").sum() == 2
    rows = result.rows.set_index("contract_id")["service_full_oere"]
    both = 10 * 365 * 100 + rows[contract.loc[two, "contract_id"]]
    assert result.in_gaps == (2, both)
    note = result.tables()[0].note.replace("\u00a0", " ")
    assert "må ikke lægges til kontraktmanglerne: på 2 placeringer er" in note
    assert f"{numbers.kr(both, 0)} om året med begge steder." in result.tables()[0].note


def test_without_overlap_the_warning_still_stands(usual):
    assert usual[2].in_gaps == (0, 0)
    assert "må ikke lægges til kontraktmanglerne: en pris" in usual[2].tables()[0].note


def test_what_only_a_median_speaks_for_is_told_in_the_summary(usual):
    _, _, result = found(month(market([0.0, 0.1, 0.3], each=3)))
    total = numbers.tkr(result.bases.iloc[-1]["service_full_oere"])
    assert f"gå-fra-prisen (heraf {total} kun over en gruppes median)" in result.summary()
    assert "median" not in usual[2].summary()


def test_the_model_claims_nothing_where_it_cannot_judge():
    tjek, _, result = found(month(market([0.0] * 9 + [0.08], each=2, spread=0.12)))
    unsure = tjek.providers.loc[tjek.providers["verdict"] == TOO_FEW, "provider"]
    rows = result.rows[result.rows["provider"].isin(unsure)]
    assert len(rows) and (rows["basis"] == NO_TARGET).all()
    assert rows["service_full_oere"].isna().all() and not rows["counted"].any()


def test_no_placements_is_a_sentence():
    empty = month(market([0.0], each=1)).tables["placement"].iloc[:0]
    _, _, result = found(month(market([0.0], each=1), placement=empty))
    assert "ingen placeringer" in result.summary()
    result.bundle().to_json()


def test_settings_that_cannot_be_are_refused():
    given = month(dear_market())
    tjek, register = servicetjek(given, RULES), contracts(given, KONTOPLAN, RULES)
    for wrong in ({"maal": "halvdelen"}, {"lykkes_andel": 1.5}):
        with pytest.raises(UserError, match="maalpris"):
            targets(given, RULES, tjek, register, **wrong)


def test_the_target_may_be_the_expected_price():
    _, _, result = found(month(dear_market()), maal="forventet")
    rows = result.rows.dropna(subset=["walk_kr"])
    assert (rows["target_kr"] == rows["walk_kr"]).all()


def test_tables_say_the_red_line_and_keep_cases_inside(usual):
    bundle = usual[2].bundle()
    bundle.to_json()
    assert any("støtte bliver aldrig sat ned" in (t.note or "") for t in bundle.tables)
    for one in bundle.tables:
        assert one.internal or not {"case_id", "provider"} & set(one.frame.columns)
