"""Kroner a day of running placements: which rows, which tillæg, moms, price year and hours."""

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.priced import COLUMNS, FOLLOWS, priced
from okonomi.rules import load

RULES = load()


def place(**more):
    return {
        "placement_id": "P1",
        "case_id": "S1",
        "provider": "Botilbuddet Prøve ApS",
        "tilbud": "Prøve",
        "service": "Midlertidigt botilbud",
        "paragraf": "SEL-107",
        "area": "voksne",
        "start": "2025-01-01",
        "price_kr": 1000.0,
        "frequency": "dag",
        "unit": "doegn",
    } | more


def prices(*rows, provider=(), contract=(), rules=RULES):
    frames = {
        "placement": placements(*rows),
        "provider": table("provider", *provider),
        "contract": table("contract", *contract),
    }
    return priced(reading("2026-03", **frames), rules)


def test_only_granted_recurring_main_services_in_force_count():
    found = prices(
        place(line_id="ja"),
        place(line_id="sidste-dag", end="2026-03-31"),
        place(line_id="slut", end="2026-03-30"),
        place(line_id="senere", start="2026-04-01"),
        place(line_id="forventet", status="forventet"),
        place(line_id="engang", frequency="engang"),
    )
    assert list(found.frame["line_id"]) == ["ja", "sidste-dag"]
    assert list(found.frame.columns) == COLUMNS


def test_a_line_whose_next_price_is_known_goes_on():
    found = prices(
        place(line_id="to-priser", end="2026-06-30"),
        place(line_id="to-priser", start="2026-07-01", price_kr=1030.0),
        place(line_id="slutter", end="2026-06-30"),
    )
    assert list(found.frame["line_id"]) == ["to-priser", "slutter"]
    assert found.frame["base_kr_per_day"].tolist() == [1000.0, 1000.0]
    assert list(found.frame["end"].isna()) == [True, False]


@pytest.mark.parametrize(
    ("frequency", "quantity", "per_day"),
    [
        ("dag", 1, 1000),
        ("uge", 7, 1000),
        ("14 dage", 7, 500),
        ("maaned", 1, 12000 / 365),
        ("kvartal", 1, 4000 / 365),
        ("aar", 1, 1000 / 365),
    ],
)
def test_a_price_is_brought_to_an_average_day(frequency, quantity, per_day):
    [row] = prices(place(frequency=frequency, quantity=quantity)).frame.to_dict("records")
    assert row["base_kr_per_day"] == pytest.approx(per_day)


def test_tillaeg_of_the_same_provider_are_added_once():
    extra = place(line_kind="foelgeydelse", price_kr=700.0, frequency="uge")
    found = prices(
        place(),
        place(line_id="to"),
        extra | {"line_id": "a"},
        extra | {"line_id": "kredit", "price_kr": -70.0},
        extra | {"line_id": "skole", "provider": "Dagskolen"},
        extra | {"line_id": "anden", "placement_id": "P2"},
    ).frame
    assert list(found["extra_kr_per_day"]) == pytest.approx([90, 0])
    assert list(found["total_kr_per_day"]) == pytest.approx([1090, 1000])


def test_moms_is_taken_out_by_the_providers_factor():
    firm = {"provider": "Botilbuddet Prøve ApS", "kind": "privat", "momsfaktor": 0.954}
    found = prices(place(), provider=[firm | {"places": 8, "own": False}]).frame.iloc[0]
    assert found["base_kr_per_day"] == pytest.approx(954)
    assert found["gross_kr_per_day"] == pytest.approx(1000)
    assert (found["provider_kind"], found["places"], found["own"]) == ("privat", 8, False)


def contract(**more):
    return {
        "contract_id": "K1",
        "tilbud": "Prøve",
        "case_id": "S1",
        "provider": "Botilbuddet Prøve ApS",
        "service": "Midlertidigt botilbud",
        "start": "2025-01-01",
        "index_series": "PL-prøve",
    } | more


def test_hours_and_nights_fall_back_to_the_contract():
    agreed = contract(hours_per_week=30.0, night_cover="vaagen")
    line, other = prices(place(), place(line_id="b", hours_per_week=0.0), contract=[agreed]).frame[
        ["hours_per_week", "hours_from", "night_cover"]
    ].to_numpy()  # fmt: skip
    assert list(line) == [30.0, "kontrakt", "vaagen"]
    assert list(other)[:2] == [0.0, "bevilling"]


def test_hours_paid_by_the_hour_are_the_hours():
    row = prices(place(unit="time", frequency="14 dage", quantity=6.0)).frame.iloc[0]
    assert (row["hours_per_week"], row["hours_from"]) == (3.0, "bevilling")
    assert prices(place()).frame["hours_from"].isna().all()


def test_days_a_week_are_known_where_the_price_is_per_day():
    found = prices(
        place(),
        place(line_id="b", unit="dag", frequency="uge", quantity=3),
        place(line_id="c", unit="maaned", frequency="maaned"),
    ).frame["days_per_week"]
    assert found.iloc[:2].tolist() == [7, 3]
    assert pd.isna(found.iloc[2])


@pytest.fixture
def indexed(tmp_path):
    (tmp_path / "regler").mkdir()
    (tmp_path / "regler" / "price_index.csv").write_text(
        "series;valid_from;published;value;unit;source\n"
        "PL-prøve;01-01-2025;01-07-2024;100,0;indeks;skøn\n"
        "PL-prøve;01-01-2026;01-07-2025;103,0;indeks;skøn\n",
        encoding="utf-8",
    )
    (tmp_path / "okonomi.toml").write_text(
        '[kommune]\nnavn = "Prøve"\nkode = "999"\n', encoding="utf-8"
    )
    from okonomi.workspace import open_workspace

    return load(open_workspace(tmp_path))


def test_last_years_price_is_brought_to_this_year(indexed):
    found = prices(place(price_year=2025), contract=[contract()], rules=indexed)
    assert found.frame["base_kr_per_day"].iloc[0] == pytest.approx(1030)
    assert [v.name for v in found.values].count("PL-prøve") == 2
    assert found.findings == ()


def test_the_contract_tells_the_price_year_when_the_line_does_not(indexed):
    found = prices(place(), contract=[contract(price_year=2025)], rules=indexed)
    assert found.frame["base_kr_per_day"].iloc[0] == pytest.approx(1030)


def test_a_price_that_began_this_year_is_not_of_the_contracts_year(indexed):
    """The contract is of 2025, the price of 2026: it has been regulated, and is not once more."""
    old = contract(price_year=2025)
    found = prices(place(start="2026-01-01"), contract=[old], rules=indexed)
    assert found.frame["base_kr_per_day"].iloc[0] == pytest.approx(1000)
    stated = prices(place(start="2026-01-01", price_year=2025), contract=[old], rules=indexed)
    assert stated.frame["base_kr_per_day"].iloc[0] == pytest.approx(1030)


def test_the_contracts_own_price_is_of_the_contracts_year_whenever_the_line_began(indexed):
    """Who moves in later at the agreed price pays what the others pay."""
    old = contract(price_year=2025, agreed_price_kr=1000.0)
    rows = place(line_id="a", start="2025-12-31"), place(line_id="b", start="2026-01-01")
    found = prices(*rows, contract=[old], rules=indexed)
    assert found.frame["base_kr_per_day"].tolist() == pytest.approx([1030, 1030])


def test_a_year_without_index_is_used_as_paid_and_said():
    found = prices(place(price_year=2025), contract=[contract()])
    assert found.frame["base_kr_per_day"].iloc[0] == pytest.approx(1000)
    [finding] = found.findings
    assert finding.code == "pris-uden-indeks" and "price_index.csv" in finding.remedy
    [unknown] = prices(place()).findings
    assert unknown.code == "prisaar-ukendt"


def test_an_old_paragraf_has_its_new_name():
    assert prices(place(paragraf="SEL-58")).frame["paragraf"].iloc[0] == "BL-47"


def test_no_placements_give_no_rows():
    found = prices()
    assert found.frame.empty and list(found.frame.columns) == COLUMNS and found.findings == ()


def test_own_tilbud_are_known_by_number_or_name():
    own = {"provider": "Botilbuddet Prøve ApS", "own": True, "kind": "kommunal"}
    by_name = prices(place(), provider=[own]).frame.iloc[0]
    by_number = prices(
        place(provider="Prøve", provider_id="99001000"),
        provider=[own | {"provider_id": "99001000"}],
    ).frame.iloc[0]
    assert by_name["own"] and by_number["own"]


def test_what_other_providers_send_bills_for_stands_apart():
    frame = prices(
        place(),
        place(line_kind="foelgeydelse", service="Tillæg", price_kr=50.0),
        place(line_kind="foelgeydelse", service="Dagtilbud", provider="Værkstedet", price_kr=300.0),
        place(placement_id="P2", case_id="S2"),
        place(placement_id="P2", case_id="S2", provider="Andet ApS", price_kr=900.0),
    ).frame
    assert frame["other_kr_per_day"].tolist() == [300.0, 0.0, 0.0]
    assert frame["total_kr_per_day"].tolist() == [1050.0, 1000.0, 900.0]


def test_of_two_overlapping_intervals_of_a_line_the_last_begun_is_the_price():
    found = prices(
        place(line_id="a", end="2026-12-31"),
        place(line_id="a", start="2026-01-01", price_kr=1200.0),
        place(line_id="a", case_id="S2"),
    )
    assert found.frame[["case_id", "base_kr_per_day"]].values.tolist() == [
        ["S1", 1200], ["S2", 1000],
    ]  # fmt: skip


def test_an_overlapping_supplement_is_added_once():
    extra = place(line_id="t", line_kind="foelgeydelse", price_kr=100.0)
    found = prices(place(line_id="a"), extra | {"start": "2025-06-01"}, extra)
    assert found.frame["extra_kr_per_day"].tolist() == [100]


def test_every_foelgeydelse_has_its_own_row_and_dates():
    extra = place(line_kind="foelgeydelse", frequency="uge", price_kr=70.0)
    found = prices(
        place(line_id="hus"),
        extra | {"line_id": "nu", "end": "2026-06-30", "service": "Dobbelt bemanding"},
        extra | {"line_id": "senere", "start": "2026-05-01"},
        extra | {"line_id": "ny pris"},
        extra | {"line_id": "ny pris", "start": "2026-07-01", "price_kr": 140.0},
        extra | {"line_id": "skole", "provider": "Dagskolen"},
        extra | {"line_id": "andens", "placement_id": "P2"},
        extra | {"line_id": "forbi", "end": "2026-03-30"},
    )
    rows = found.follows
    assert list(rows.columns) == FOLLOWS
    assert rows["line_id"].tolist() == ["nu", "senere", "ny pris", "ny pris", "skole"]
    assert rows["net_kr_per_day"].tolist() == pytest.approx([10, 10, 10, 20, 10])
    assert rows["same"].tolist() == [True, True, True, True, False]
    assert set(rows["main"]) == {found.frame.index[0]}
    ends = ["2026-06-30", None, "2026-06-30", None, None]
    assert rows["end"].tolist() == [pd.Timestamp(end) for end in ends]
    # What begins later is in no price of today.
    (main,) = found.frame.itertuples()
    assert main.extra_kr_per_day == pytest.approx(20)
    assert main.other_kr_per_day == pytest.approx(10)
