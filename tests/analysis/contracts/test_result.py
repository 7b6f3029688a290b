"""The contract register and its gaps, by hand and against the made-up municipality's truth."""

from __future__ import annotations

import csv

import pandas as pd
import pytest
from frames import placements, table
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import reading

from okonomi import eksempel
from okonomi.analysis.contracts.gaps_months import SIDES
from okonomi.analysis.contracts.result import contracts
from okonomi.intake import read
from okonomi.period import parse_period
from okonomi.rules import load, load_kontoplan
from okonomi.workspace import open_workspace

HOME = {
    "line_id": "L1", "placement_id": "A1", "case_id": "S1", "person_id": "P1",
    "provider": "Bostedet ApS", "service": "Botilbud", "paragraf": "SEL-107", "area": "voksne",
    "function": "5.38.52", "start": "2022-01-01", "price_kr": 2100.0, "frequency": "dag",
    "unit": "doegn", "price_year": 2022,
}  # fmt: skip
EXTRA = HOME | {
    "line_id": "L2", "line_kind": "foelgeydelse", "service": "Ekstra støttetimer", "unit": "time",
    "frequency": "uge", "quantity": 10.0, "price_kr": 400.0,
}  # fmt: skip
CONTRACT = {
    "contract_id": "K1", "provider": "Bostedet ApS", "case_id": "S1", "service": "Botilbud",
    "agreed_price_kr": 2000.0, "unit": "doegn", "frequency": "dag", "price_year": 2022,
    "start": "2022-01-01", "expiry": "2022-08-31", "notice": "30 dage",
}  # fmt: skip
KONTOPLAN, RULES = load_kontoplan(), load()
PROVIDER = {"provider": "Bostedet ApS", "kind": "privat", "own": False, "momsfaktor": 0.954}


def result(*lines, agreed=(CONTRACT,), provider=PROVIDER, period="2022-03", **tables):
    people = {row["person_id"] for row in lines}
    given = reading(
        period,
        placement=placements(*lines),
        contract=table("contract", *agreed),
        provider=table("provider", provider),
        person=table(
            "person", *({"person_id": p, "birth_date": "1980-05-05"} for p in sorted(people))
        ),
        **tables,
    )
    return contracts(given, KONTOPLAN, RULES)


def test_paid_over_the_agreed_price():
    found = result(HOME)
    [gap] = found.gaps.to_dict("records")
    assert (gap["kind"], gap["severity"]) == ("pris_over_aftalt", "fejl")
    assert gap["service_oere"] == 3_482_100
    assert gap["claim_oere"] == 858_600
    # 731.241 kr. service: below the threshold, so all of it is kept.
    assert gap["net_oere"] == 3_482_100
    assert (
        gap["text"] == "Betalt 2.100,00\u00a0kr. pr. døgn, aftalt 2.000,00\u00a0kr. (+5,0\u00a0%)."
    )
    [without_unit] = result(HOME | {"unit": None}).gaps.to_dict("records")
    assert without_unit["text"] == gap["text"]
    assert gap["deadline"] == "frist ikke kendt – se kontrakten"
    assert "1 af 1 bevilling" in found.summary()


def test_net_is_what_the_payer_keeps_and_does_not_add_up():
    dear = HOME | {"price_kr": 3100.0}
    other = HOME | {"line_id": "L3", "placement_id": "A3", "provider": "B", "price_kr": 100.0,
                    "service": "Støtte"}  # fmt: skip
    agreed = [
        CONTRACT | {"agreed_price_kr": 2200.0},
        CONTRACT | {"contract_id": "K2", "provider": "B", "service": "Støtte",
                    "agreed_price_kr": 50.0},
    ]  # fmt: skip
    found = result(dear, other, agreed=agreed, provider=PROVIDER | {"momsfaktor": 1.0})
    gaps = found.gaps.set_index("provider")
    # 1.168.000 kr. a year; the state pays 25 % above 860.000, that is 77.000.
    assert gaps["service_oere"]["Bostedet ApS"] == 32_850_000
    # Down to 839.500: the refusion of 77.000 is lost.
    assert gaps["net_oere"]["Bostedet ApS"] == 32_850_000 - 7_700_000
    assert gaps["service_oere"]["B"] == 1_825_000
    assert gaps["net_oere"]["B"] == round(1_825_000 * 0.75)
    total = found.kinds.iloc[-1]
    assert total["service_oere"] == 34_675_000
    assert total["net_oere"] == 34_675_000 - 7_700_000


def test_what_has_no_price_is_not_said_to_be_nothing():
    found = result(HOME, EXTRA, agreed=[])
    [gap] = found.gaps[found.gaps["kind"] == "uden_kontrakt"].to_dict("records")
    assert pd.isna(gap["service_oere"]) and gap["word"] == "ikke opgjort"
    assert gap["lines"] == 2 and gap["service"] == "Botilbud og 1 ydelse mere"
    # (365 × 2.100 + 10 × 400 × 365 ÷ 7) × 0,954
    assert gap["paid_oere"] == pytest.approx(93_022_560, abs=100_000)
    assert "ingen-kontrakter" in {f.code for f in found.findings}


def test_papers_and_calendar():
    agreed = CONTRACT | {"agreed_price_kr": 2100.0}
    found = result(HOME, agreed=[agreed | {"start": "2020-01-01", "expiry": "2022-03-30"}])
    assert set(found.gaps["kind"]) == {"udloebet", "ikke_gennemgaaet"}
    assert "har en den 31-03-2022 (1 af kontrakterne er udløbet)" in found.summary()
    said = found.gaps.set_index("kind")["text"]
    assert said["ikke_gennemgaaet"] == "Ikke gennemgået, siden den begyndte 01-01-2020."
    calm = result(HOME, agreed=[agreed])
    assert calm.gaps.empty
    [row] = calm.register.to_dict("records")
    assert row["ends_soon"] and not row["expired"]
    assert row["last_notice"] == pd.Timestamp("2022-08-01")
    assert row["new_price_from"] == pd.Timestamp("2022-05-01")
    strange = result(HOME, agreed=[agreed | {"notice": "efter aftale"}])
    assert strange.register["note"].tolist() == ["frist ikke kendt – se kontrakten"]


def test_after_leaving_twice_and_open_tillaeg():
    gone = HOME | {"end": "2022-01-31", "price_kr": 2000.0}
    after = result(gone, EXTRA | {"end": "2022-12-31"})
    [gap] = after.gaps[after.gaps["kind"] == "betalt_efter_fraflytning"].to_dict("records")
    assert gap["from_date"] == pd.Timestamp("2022-02-01")
    assert gap["claim_oere"] == pytest.approx(59 * 4000 / 7 * 95.4, abs=2)
    twice = result(HOME, EXTRA, EXTRA | {"line_id": "L3", "start": "2022-03-01"})
    rows = twice.gaps[twice.gaps["kind"] == "samme_ydelse_to_gange"]
    assert rows["claim_oere"].tolist() == [pytest.approx(31 * 4000 / 7 * 95.4, abs=2)]
    assert (twice.gaps["kind"] == "tillaeg_uden_slut").sum() == 2


def test_a_discount_may_run_and_is_not_paid_after_leaving():
    discount = EXTRA | {"price_kr": -50.0}
    assert "tillaeg_uden_slut" not in set(result(HOME, discount).gaps["kind"])
    gone = HOME | {"end": "2022-01-31", "price_kr": 2000.0}
    assert result(gone, discount).gaps.empty


def test_no_krone_is_claimed_twice():
    # L2 is the same service again, and above the agreed 2.000 kr. since 15 January.
    twice = HOME | {"line_id": "L2", "start": "2022-01-15"}
    rule = CONTRACT | {"absence_rule": "Ingen betaling ved fravær"}
    away = {"case_id": "S1", "provider": "Bostedet ApS", "start": "2022-02-01", "end": "2022-02-10"}
    found = result(HOME | {"price_kr": 2000.0}, twice, agreed=[rule],
                   absence=table("absence", away))  # fmt: skip
    claims = found.gaps.groupby("kind")["claim_oere"].sum()
    # All 76 days of the second line, and ten days away from the first.
    assert claims["samme_ydelse_to_gange"] == 76 * 2100 * 954 // 10
    assert claims["betalt_under_fravaer"] == 10 * 2000 * 954 // 10
    assert claims["pris_over_aftalt"] == 0
    assert found.kinds.iloc[-1]["claim_oere"] == claims.sum() == found.overpaid["claim_oere"].sum()
    assert found.months.empty
    # Where it was the only one until then, the price is claimed until then.
    alone = HOME | {"line_id": "L3", "line_kind": "foelgeydelse", "placement_id": "A9"}
    home = HOME | {"end": "2022-02-28", "price_kr": 2000.0, "placement_id": "A9", "service": "B"}
    left = result(home, alone | {"service": "Botilbud"})
    claims = left.gaps.set_index("kind")["claim_oere"]
    assert claims["betalt_efter_fraflytning"] == 31 * 2100 * 954 // 10
    assert claims["pris_over_aftalt"] == 59 * 100 * 954 // 10
    tie(left)
    # Granted twice, and running after the citizen has left: each line is claimed once.
    gone = HOME | {"end": "2022-01-31", "price_kr": 2000.0}
    extra = EXTRA | {"end": "2022-12-31"}
    both = result(gone, extra, extra | {"line_id": "L3", "start": "2022-03-01"})
    assert both.overpaid["claim_oere"].sum() == pytest.approx((59 + 31) * 4000 / 7 * 95.4, abs=3)


def test_absence_that_spans_the_leaving_day_is_claimed_until_it():
    rule = CONTRACT | {"agreed_price_kr": 1000.0, "absence_rule": "Ingen betaling ved fravær"}
    home = HOME | {"end": "2022-02-28", "price_kr": 1000.0}
    extra = home | {"line_id": "L2", "line_kind": "foelgeydelse", "service": "Ekstra", "end": None}
    away = {"case_id": "S1", "line_id": "L2", "start": "2022-02-20", "end": "2022-03-31"}
    agreed = [rule, rule | {"contract_id": "K2", "service": "Ekstra"}]
    provider = PROVIDER | {"momsfaktor": 1.0}
    found = result(home, extra, agreed=agreed, provider=provider, absence=table("absence", away))
    claims = found.overpaid.set_index("kind")["claim_oere"]
    # 40 days at 1.000 kr. were paid: 31 after leaving and the nine before.
    assert claims["betalt_efter_fraflytning"] == 3_100_000
    assert claims["betalt_under_fravaer"] == 900_000
    assert claims.sum() == found.kinds.iloc[-1]["claim_oere"] == 4_000_000


def test_what_is_cheaper_than_agreed_takes_nothing_off_what_is_owed():
    cheap = HOME | {"line_id": "L2", "case_id": "S2", "person_id": "P2", "placement_id": "A2",
                    "price_kr": 1800.0}  # fmt: skip
    agreed = [CONTRACT, CONTRACT | {"contract_id": "K2", "case_id": "S2"}]
    found = result(HOME, cheap, agreed=agreed)
    assert found.overpaid["claim_oere"].sum() == 90 * 100 * 954 // 10
    assert "der er betalt 9\u00a0tkr. for meget i år" in found.summary()
    # The table's last row is the summary's sum, not 9 − 18 tkr.
    assert found.kinds.iloc[-1]["claim_oere"] == 90 * 100 * 954 // 10
    alone = result(HOME | {"price_kr": 1800.0})
    assert alone.kinds["claim_oere"].tolist() == [-90 * 200 * 954 // 10, 0]
    assert "for meget i år" not in alone.summary()


def test_whoever_is_still_with_the_provider_has_not_left():
    gone = HOME | {"end": "2022-01-31", "price_kr": 2000.0}
    extra = EXTRA | {"end": "2022-12-31"}
    next_one = HOME | {"line_id": "L3", "placement_id": "A2", "start": "2022-02-01",
                       "price_kr": 2000.0}  # fmt: skip
    expected = gone | {"line_id": "L4", "status": "forventet", "end": None}
    for more in (next_one, next_one | {"provider": "Bostedett ApS", "tilbud": "T"}, expected):
        given = (gone | {"tilbud": "T"}, extra | {"tilbud": "T"}, more)
        assert "betalt_efter_fraflytning" not in set(result(*given).gaps["kind"])
    away = next_one | {"provider": "Huset"}
    assert "betalt_efter_fraflytning" in set(result(gone, extra, away).gaps["kind"])


def test_postings_after_the_last_day():
    gone = HOME | {"end": "2022-01-31", "price_kr": 2000.0}
    post = {"date": "2022-03-10", "line_ref": "L1", "function": "5.38.52", "provider": "X"}
    posted = table(
        "posting",
        post | {"period": "2022-01-01", "amount_oere": 6_200_000},
        post | {"period": "2022-02-01", "amount_oere": 5_600_000},
    )
    found = result(gone, posting=posted)
    assert found.gaps["kind"].tolist() == ["betalt_efter_fraflytning"]
    # Net of moms, although the line no longer runs: 5.600.000 × 0,954 øre.
    assert found.gaps["claim_oere"].tolist() == [5_342_400]


def test_absence_from_a_line_that_ended_within_the_month():
    rule = CONTRACT | {"agreed_price_kr": 2100.0, "absence_rule": "Ingen betaling ved fravær"}
    away = {"case_id": "S1", "provider": "Bostedet ApS", "start": "2022-01-11"}
    gone = HOME | {"end": "2022-01-20"}
    for about in (away, away | {"end": "2022-01-25"}, {"line_id": "L1", "start": "2022-01-11"}):
        found = result(gone, agreed=[rule], absence=table("absence", about))
        [gap] = found.gaps.to_dict("records")
        # 11–20 January: 10 × 2.100 kr. × 0,954.
        assert (gap["kind"], gap["claim_oere"]) == ("betalt_under_fravaer", 2_003_400)
        assert gap["to_date"] == pd.Timestamp("2022-01-20")
    later = away | {"start": "2022-01-21"}
    assert result(gone, agreed=[rule], absence=table("absence", later)).gaps.empty


def test_paid_and_agreed_month_by_month():
    months = result(HOME).months
    # 100 kr. a day too much × 0,954, in 31, 28 and 31 days.
    assert months["over_oere"].tolist() == [295_740, 267_120, 295_740, 858_600]
    assert months["paid_oere"].tolist()[0] == 31 * 210_000 * 954 // 1000
    assert months["lines"].tolist() == [1, 1, 1, 1]
    later = HOME | {"start": "2022-02-15", "price_kr": 1900.0}
    under = result(later, agreed=[CONTRACT | {"start": "2022-02-15"}]).months
    assert under["under_oere"].tolist() == [0, -14 * 9540, -31 * 9540, -45 * 9540]
    agreed = CONTRACT | {"agreed_price_kr": 60_840.0, "unit": "maaned", "frequency": "maaned",
                         "day_count": 30.42}  # fmt: skip
    days = result(HOME | {"price_kr": 2000.0}, agreed=[agreed]).months
    # 62.000 − 60.840, 56.000 − 60.840 and 62.000 − 60.840 kr., net of moms.
    assert days["dagtal_oere"].tolist() == [110_664, -461_736, 110_664, -240_408]
    assert days[["over_oere", "under_oere"]].eq(0).all(axis=None)
    calm = result(HOME | {"price_kr": 2000.0})
    assert calm.months.empty and len(calm.tables()) == 3


def tie(found):
    """Paid − agreed is the three differences, and they are the claims of their gaps."""
    months, gaps = found.months, found.gaps
    sides = ["over_oere", "under_oere", "dagtal_oere"]
    assert (months["paid_oere"] - months["agreed_oere"] == months[sides].sum(axis=1)).all()
    for side in sides[:2]:
        kinds = [kind for kind, of in SIDES.items() if of == side]
        claimed = gaps.loc[gaps["kind"].isin(kinds), "claim_oere"].sum()
        assert months[side].iloc[:-1].sum() == months[side].iloc[-1] == claimed


def test_the_twelve_months_are_only_between_municipalities():
    municipal = PROVIDER | {"kind": "kommunal", "momsfaktor": 1.0}
    [gap] = result(HOME, provider=municipal).gaps.to_dict("records")
    assert gap["deadline"] == "12 måneder efter ydelsen: det ældste senest 01-01-2023"


def test_a_contract_with_a_provider_nobody_knows_asks_for_an_alias():
    found = result(HOME, agreed=[CONTRACT | {"provider": "Fonden Bo Stedet", "service": "Andet"}])
    [finding] = [f for f in found.findings if f.code == "kontrakt-uden-leverandoer"]
    assert finding.rows["ligner"].tolist() == ["Bostedet ApS"]


def test_a_contract_on_a_case_nobody_has_is_told():
    typo = CONTRACT | {"case_id": "S11"}
    found = result(HOME, agreed=[typo, typo | {"contract_id": "K2", "expiry": "2022-02-28"}])
    [finding] = [f for f in found.findings if f.code == "kontrakt-ukendt-sag"]
    assert finding.rows["contract_id"].tolist() == ["K1"]
    assert found.gaps["kind"].tolist() == ["uden_kontrakt"]
    cases = table("case", {"case_id": "S11", "person_id": "P9"})
    known = result(HOME, agreed=[typo], case=cases).findings
    assert "kontrakt-ukendt-sag" not in {f.code for f in known}


def test_empty_and_without_thresholds():
    empty = result()
    assert "skal have en kontrakt" in empty.summary()
    assert empty.bundle().to_json()["tables"]
    later = result(HOME | {"start": "2024-01-01", "price_year": 2024}, period="2024-03",
                   agreed=[CONTRACT | {"price_year": 2024}])  # fmt: skip
    assert not later.complete
    assert pd.isna(later.gaps["net_oere"][0]) and later.gaps["service_oere"][0] > 0
    assert "refusion-mangler" in {f.code for f in later.findings}
    assert all("net_oere" not in t.frame for t in later.tables())


@settings(max_examples=6)
@given(st.lists(st.integers(1900, 2300), min_size=1, max_size=4))
def test_the_total_is_the_service_of_every_line_and_never_more_net_than_service(prices):
    lines = [HOME | {"line_id": f"L{n}", "placement_id": f"A{n}", "case_id": f"S{n}",
                     "price_kr": float(p), "service": f"Botilbud {n}"}
             for n, p in enumerate(prices)]  # fmt: skip
    agreed = [CONTRACT | {"contract_id": f"K{n}", "case_id": f"S{n}", "service": f"Botilbud {n}"}
              for n in range(len(prices))]  # fmt: skip
    found = result(*lines, agreed=agreed)
    total = found.kinds.iloc[-1]
    assert total["service_oere"] == found.gaps["service_oere"].sum()
    assert abs(total["net_oere"]) <= abs(found.gaps["service_oere"]).sum()
    # One citizen in all: alone each gap saves at least what it saves beside the others.
    assert len(found.gaps) == sum(abs(p / 2000 - 1) > 0.0005 for p in prices)
    if len(found.gaps):
        tie(found)


NOT_OURS = {"udloeber_snart", "underleveret"}
"""The calendar's, and another analysis's."""


@pytest.mark.parametrize("seed", [1, 7])
def test_every_planted_gap_is_found_and_none_invented(tmp_path, seed):
    home, truth = tmp_path / "arbejde", tmp_path / "facit"
    eksempel.write(home, seed=seed, placements=130, year=2026, drops=("2026-03",), truth=truth)
    workspace = open_workspace(home)
    here = read(workspace, parse_period("2026-03"))
    found = contracts(here, KONTOPLAN, load(workspace))

    def rows(name):
        with (truth / f"{name}_2026-03.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    known = rows("kendt")
    ids = {(r[f], r[n]): r["line_id"] for r in known for f, n in
           (("file", "line"), ("price_file", "price_line"))}  # fmt: skip
    placement = here["placement"]
    files = here.files["file"].reindex(placement["source"]).str.split("/").str[-1]
    line = [ids.get((f, str(n))) for f, n in zip(files, placement["line"], strict=True)]
    named = found.lines.assign(line=[line[row] for row in found.lines["row"]])
    mine = set(zip(named["kind"], named["line"], strict=True))
    true = {(r["gap"], r["line_id"]) for r in rows("kontraktmangler") if r["gap"] not in NOT_OURS}
    posted = {r["lines"] for r in rows("posteringer")
              if r["category"] == "efter_fraflytning" and r["line_ref"]}  # fmt: skip
    true |= {("betalt_efter_fraflytning", one) for one in posted}
    assert mine == true
    tie(found)
    assert {key[0] for key in true} >= {"uden_kontrakt", "udloebet", "dagtal", "pris_over_aftalt"}
    soon = {r["contract_id"] for r in rows("kontraktmangler") if r["gap"] == "udloeber_snart"}
    assert set(found.register.loc[found.register["ends_soon"], "contract_id"]) == soon
