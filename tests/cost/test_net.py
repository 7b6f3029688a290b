"""From gross to net: what is missing, what is an estimate, and the rules a municipality sets."""

import pandas as pd
import pytest
from frames import placements, table
from ruleset import own_rules

from okonomi import rules
from okonomi.cost.ledger import ledger
from okonomi.cost.net import net

SHIPPED = rules.load()
NOBODY = table("person")
NO_PROVIDER = table("provider")
ADULT = {"person_id": "A", "area": "voksne", "paragraf": "SEL-108"}
BORN_1980 = table("person", {"person_id": "A", "birth_date": "1980-01-01"})
GRAENSER_2026 = """
[refusion]
graenser = [
    { aar = 2026, hjemmel = "SEL § 176", p25 = 1000000, p50 = 2000000, p75 = 3000000, kilde = "%s" }
]
"""
MONTHLY = """
ordninger:
  - gruppe: voksne
    fra: 2022-01-01
    hjemmel: SEL § 176
    satser: [25, 50, 75]
    under_alder: 67
    fortsaetter_fra: 2021-01-01
    husstand: false
    grundlag: {base}
    opgoerelse: {period}
    kilde: BEK 1485 af 6-12-2023, § 3
"""


def of_year(
    lines, year, person=BORN_1980, provider=NO_PROVIDER, known_rules=SHIPPED, month=12, known=None
):
    months = ledger(lines, pd.Period(f"{year}-01", "M"), pd.Period(f"{year}-12", "M"))
    period = pd.Period(f"{year}-{month:02d}", "M")
    return net(months, lines, person, provider, known_rules, period, known)


def test_a_year_without_thresholds_has_no_net_figure_and_says_what_is_missing():
    lines = placements(
        ADULT | {"start": "2026-01-01", "price_kr": 200_000.0},
        {"person_id": "B", "area": "boern", "paragraf": "BL-46", "start": "2026-01-01",
         "price_kr": 10_000.0},
    )  # fmt: skip
    result = of_year(lines, 2026)
    assert not result.complete
    assert [(m.group, m.hjemmel) for m in result.missing] == [
        ("boern", "BL-198"), ("voksne", "SEL-176"),
    ]  # fmt: skip
    assert "2026" in result.missing[0].text
    assert "okonomi.toml" in result.missing[0].remedy
    assert result.rows[["refusion_oere", "net_oere"]].isna().all(axis=None)
    assert result.payers[["refusion_oere", "rate", "kept_share"]].isna().all(axis=None)
    assert result.total()["net_oere"] is None
    assert result.total()["service_oere"] == 252_000_000
    assert not result.skoen


def test_a_sum_over_a_row_without_net_has_no_net(tmp_path):
    entered = own_rules(tmp_path, GRAENSER_2026 % "brev fra ministeriet")
    lines = placements(
        ADULT | {"start": "2026-01-01", "price_kr": 100_000.0},
        {"person_id": "B", "area": "boern", "paragraf": "BL-46", "start": "2026-01-01",
         "price_kr": 10_000.0},
    )  # fmt: skip
    result = of_year(lines, 2026, known_rules=entered)
    assert [m.group for m in result.missing] == ["boern"]
    areas = result.by(lines["area"], months=False).set_index("area")
    assert pd.isna(areas.at["boern", "net_oere"])
    assert areas.at["voksne", "net_oere"] == 120_000_000 - 5_000_000
    assert result.total()["net_oere"] is None
    both = result.by(pd.DataFrame(index=lines.index), months=False)
    assert both["net_oere"].isna().tolist() == [True]
    monthly = result.by(lines[["area"]])
    assert len(monthly) == 24


def test_an_estimate_follows_every_figure_built_on_it(tmp_path):
    entered = own_rules(tmp_path, GRAENSER_2026 % "skøn: 2022 fremskrevet")
    lines = placements(ADULT | {"start": "2026-01-01", "price_kr": 100_000.0})
    result = of_year(lines, 2026, known_rules=entered)
    assert result.skoen
    assert result.skoen_because == ("beløbsgrænser 2026, skøn: 2022 fremskrevet",)
    assert result.rows["skoen"].all()
    assert result.payers["skoen"].all()
    assert result.by(lines["area"], months=False)["skoen"].all()
    assert result.payers.at[0, "refusion_oere"] == 5_000_000


def test_only_rows_behind_an_estimate_are_marked():
    lines = placements(
        ADULT | {"start": "2022-01-01", "price_kr": 100_000.0},
        ADULT | {"person_id": "B", "paragraf": None, "start": "2022-01-01", "price_kr": 90_000.0},
    )
    result = of_year(lines, 2022)
    assert result.payers.set_index("payer")["skoen"].to_dict() == {
        "borger A": False, "borger B": True,
    }  # fmt: skip
    assert result.rows.groupby("line")["skoen"].all().tolist() == [False, True]
    assert "skøn" in result.skoen_because[0]
    assert {f.code for f in result.findings} == {
        "refusion-alder-ukendt", "refusion-paragraf-mangler",
    }  # fmt: skip


def test_a_foelgeydelse_without_paragraf_has_its_hovedydelses():
    lines = placements(
        ADULT | {"start": "2022-01-01", "price_kr": 100_000.0, "placement_id": "S1"},
        ADULT | {"start": "2022-01-01", "price_kr": 1_000.0, "placement_id": "S1",
                 "paragraf": None, "line_kind": "foelgeydelse"},
    )  # fmt: skip
    result = of_year(lines, 2022)
    assert not result.skoen
    assert result.findings == ()
    assert result.payers.at[0, "total_oere"] == 121_200_000


def test_thresholds_are_taken_as_they_were_published(tmp_path):
    entered = own_rules(
        tmp_path,
        """
[refusion]
graenser = [
    { aar = 2026, hjemmel = "SEL § 176", p25 = 900000, p50 = 2000000, p75 = 3000000, kilde = "a", offentliggjort = 2025-12-01 },
    { aar = 2026, hjemmel = "SEL § 176", p25 = 1000000, p50 = 2000000, p75 = 3000000, kilde = "b", offentliggjort = 2026-05-01 }
]
""",  # noqa: E501
    )
    lines = placements(ADULT | {"start": "2026-01-01", "price_kr": 100_000.0})
    refunds = [
        of_year(lines, 2026, known_rules=entered, known=known).payers.at[0, "refusion_oere"]
        for known in (pd.Timestamp("2026-03-31").date(), pd.Timestamp("2026-12-31").date(), None)
    ]
    assert refunds == [7_500_000, 5_000_000, 5_000_000]
    early = of_year(lines, 2026, known_rules=entered, known=pd.Timestamp("2025-11-30").date())
    assert not early.complete


def test_the_refund_is_spread_in_proportion_to_what_counts():
    lines = placements(
        ADULT | {"start": "2022-01-01", "end": "2022-06-30", "price_kr": 200_000.0},
        ADULT | {"start": "2022-12-01", "price_kr": -140_000.0, "frequency": "engang"},
    )
    rows = of_year(lines, 2022).rows
    # 6 × 200.000 − 140.000 = 1.060.000; 25 % of 200.000 = 50.000 kr. A month has 200/1060 of it,
    # 9.433,96226, and December gives −140/1060 back, −6.603,77358. Rounded down they lack 2 øre:
    # one to December's remainder (0,642 øre), one to the first of the six months (0,226).
    assert rows["refusion_oere"].tolist() == [943_397] + [943_396] * 5 + [-660_377]
    assert rows["refusion_oere"].sum() == 5_000_000
    assert (rows["net_oere"] + rows["refusion_oere"] == rows["service_oere"]).all()


def test_a_ledger_of_two_years_has_two_thresholds():
    lines = placements(ADULT | {"start": "2021-01-01", "price_kr": 100_000.0})
    months = ledger(lines, pd.Period("2021-01", "M"), pd.Period("2022-12", "M"))
    result = net(months, lines, BORN_1980, NO_PROVIDER, SHIPPED, pd.Period("2022-09", "M"))
    assert result.payers["refusion_oere"].tolist() == [8_750_000, 8_500_000]
    assert result.payers["refusion_to_date_oere"].tolist() == [8_750_000, 1_000_000]
    assert result.total(2021)["refusion_oere"] == 8_750_000
    assert result.total()["refusion_oere"] == 8_500_000


def test_nothing_that_is_given_is_changed():
    lines = placements(ADULT | {"start": "2022-01-01", "price_kr": 100_000.0})
    months = ledger(lines, pd.Period("2022-01", "M"), pd.Period("2022-12", "M"))
    frames = (months, lines, BORN_1980, NO_PROVIDER)
    before = [frame.copy(deep=True) for frame in frames]
    net(*frames, SHIPPED, pd.Period("2022-12", "M"))
    for frame, copy in zip(frames, before, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_no_lines_give_no_rows():
    result = of_year(placements(), 2022)
    assert result.rows.empty
    assert result.payers.empty
    assert result.complete
    assert result.total()["net_oere"] == 0


@pytest.mark.parametrize(
    ("period", "refund"),
    [
        # 6 × 150.000 = 900.000 against 860.000.
        ("aar", 1_000_000),
        # 150.000 − 71.666,67 = 78.333,33 at 25 % and 150.000 − 140.000 at 25 % more, six times:
        # 19.583,33 + 2.500 = 22.083,33 × 6 = 132.500.
        ("maaned", 13_250_000),
    ],
)
def test_a_municipality_may_hold_every_month_against_a_twelfth(tmp_path, period, refund):
    own = own_rules(tmp_path, refusion_yaml=MONTHLY.format(period=period, base="service"))
    lines = placements(ADULT | {"start": "2022-07-01", "end": "2022-12-31", "price_kr": 150_000.0})
    result = of_year(lines, 2022, known_rules=own, month=9)
    assert result.payers.at[0, "refusion_oere"] == refund
    assert result.rows["refusion_oere"].sum() == refund
    to_date = {"aar": 0, "maaned": refund // 2}  # 450.000 of 860.000; three months of six
    assert result.payers.at[0, "refusion_to_date_oere"] == to_date[period]
    assert result.payers.at[0, "kept_share"] == {"aar": 0.75, "maaned": 0.5}[period]


def test_monthly_what_is_paid_once_is_spread_over_the_years_months(tmp_path):
    own = own_rules(tmp_path, refusion_yaml=MONTHLY.format(period="maaned", base="service"))
    lines = placements(
        ADULT | {"start": "2022-01-01", "price_kr": 70_000.0},
        ADULT | {"start": "2022-05-10", "price_kr": 120_000.0, "frequency": "engang"},
    )
    # Every month 70.000 + 10.000 = 80.000; 25 % of 8.333,33 = 2.083,33, twelve times 25.000.
    result = of_year(lines, 2022, known_rules=own)
    assert result.payers.at[0, "refusion_oere"] == 2_500_000
    of_line = result.rows.groupby("line")["refusion_oere"].sum().tolist()
    assert of_line == [2_187_500, 312_500]  # 70/80 and 10/80


def test_a_municipality_may_take_the_share_of_gross(tmp_path):
    own = own_rules(tmp_path, refusion_yaml=MONTHLY.format(period="aar", base="brutto"))
    lines = placements(ADULT | {"start": "2022-01-01", "price_kr": 100_000.0, "provider": "X"})
    provider = table("provider", {"provider": "X", "momsfaktor": 0.9})
    result = of_year(lines, 2022, provider=provider, known_rules=own)
    assert result.payers.at[0, "refusion_oere"] == 8_500_000
    assert result.total()["net_oere"] == 120_000_000 - 12_000_000 - 8_500_000


def test_aftercare_may_be_kept_in_the_household(tmp_path):
    own = own_rules(
        tmp_path,
        paragraf_csv="paragraf;name;successor;successor_from;source;refusion_counts;"
        "refusion_source;household_until\nSEL-76;Efterværn;;;;1;SEL § 176, stk. 2;23\n",
    )
    person = table(
        "person",
        {"person_id": "A", "birth_date": "2003-05-01", "household_id": "h"},
        {"person_id": "B", "birth_date": "2010-05-01", "household_id": "h"},
    )
    lines = placements(
        {"person_id": "A", "paragraf": "SEL-76", "start": "2022-01-01", "price_kr": 50_000.0},
        {"person_id": "B", "paragraf": "SEL-58", "start": "2022-01-01", "price_kr": 50_000.0},
    )
    alone = of_year(lines, 2022, person=person).payers
    together = of_year(lines, 2022, person=person, known_rules=own).payers
    assert alone["refusion_oere"].tolist() == [0, 0]
    assert together[["payer", "refusion_oere"]].to_numpy().tolist() == [["husstand h", 8_500_000]]


def test_without_a_birth_date_the_area_decides():
    lines = placements(
        {"person_id": "A", "area": "boern", "start": "2022-01-01", "price_kr": 1.0,
         "household_id": "h", "paragraf": "SEL-58"},
        {"person_id": "B", "area": "voksne", "start": "2022-01-01", "price_kr": 1.0,
         "household_id": "h", "paragraf": "SEL-108"},
        {"case_id": "9", "area": "boern", "start": "2022-01-01", "price_kr": 1.0,
         "paragraf": "SEL-58"},
    )  # fmt: skip
    result = of_year(lines, 2022, person=NOBODY)
    assert result.payers["payer"].tolist() == ["barn 9", "husstand h", "borger B"]
    texts = {f.code: f.text for f in result.findings}
    assert texts["refusion-alder-ukendt"].startswith("3 ")
    assert texts["refusion-husstand-ukendt"].startswith("1 ")


def test_over_67_before_2021_is_outside_and_said():
    person = table("person", {"person_id": "A", "birth_date": "1950-01-01"})
    lines = placements(ADULT | {"start": "2010-01-01", "price_kr": 100_000.0})
    result = of_year(lines, 2022, person=person)
    assert result.payers.at[0, "refusion_oere"] == 0
    assert [f.code for f in result.findings] == ["refusion-over-67"]


def test_turned_67_in_a_year_without_thresholds_is_missing_only_if_it_matters(tmp_path):
    entered = own_rules(tmp_path, GRAENSER_2026 % "brev fra ministeriet")
    person = table("person", {"person_id": "A", "birth_date": "1958-05-01"})  # 67 on 1-5-2025
    dear, cheap = (
        placements(ADULT | {"start": "2025-01-01", "price_kr": price})
        for price in (100_000.0, 10_000.0)
    )
    result = of_year(dear, 2026, person=person, known_rules=entered)
    assert [m.year for m in result.missing] == [2025]
    assert result.total()["net_oere"] is None
    result = of_year(cheap, 2026, person=person, known_rules=entered)
    assert result.complete
    assert result.total()["net_oere"] == 12_000_000
