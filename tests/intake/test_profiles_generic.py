"""The generic lists, as Excel and CSV: lines, contracts, budget, postings, capacity, prices."""

import datetime as dt

import pandas as pd
import pytest

LINES = (
    "Linje-id;Hovedlinje;Sagsnummer;CPR-nummer;Navn;Paragraf;Område;Ydelse;Linjetype;Status;"
    "Afløser;Leverandør;CVR;Tilbud;Startdato;Slutdato;Antal;Enhed;Frekvens;Pris;Funktion;"
    "Støttebehov;Husstand"
)
LINE = {
    "Linje-id": "G-1",
    "Sagsnummer": "27.45.04-G00-2-24",
    "CPR-nummer": "711012-4321",
    "Navn": "Ingen Findes",
    "Paragraf": "SEL § 85",
    "Område": "Voksne",
    "Ydelse": "Bostøtte",
    "Linjetype": "Hovedydelse",
    "Status": "Bevilget",
    "Leverandør": "Støttekorpset",
    "CVR": "12345678",
    "Startdato": "01-01-2026",
    "Antal": "5,50",
    "Enhed": "Time",
    "Frekvens": "Ugentlig",
    "Pris": "395,00",
    "Funktion": "5.38.38",
}


@pytest.fixture
def listed(desk, csv):
    """Read one list of lines."""

    def read(*rows, **more):
        desk.put("Liste.csv", csv(LINES, *rows, base=LINE), **more)
        return desk.read()

    return read


def test_a_line_by_hand(listed):
    reading = listed({"CPR-nummer": "711012-4321"})
    (row,) = reading["placement"].to_dict("records")
    assert (row["quantity"], row["unit"], row["frequency"]) == (5.5, "time", "uge")
    assert (row["price_kr"], row["paragraf"], row["area"]) == (395.0, "SEL-85", "voksne")
    assert row["placement_id"] == row["line_id"] == "G-1"
    assert row["case_id"] == "27.45.04-G00-2-24"


def test_cpr_written_three_ways_is_one_person(listed):
    # Only a day below 10 can lose its zero; born in 2036, this is nobody's number.
    reading = listed(
        {"CPR-nummer": "010136-4321", "Linje-id": "1"},
        {"CPR-nummer": "0101364321", "Linje-id": "2"},
        {"CPR-nummer": "101364321", "Linje-id": "3"},
    )
    assert reading["placement"]["person_id"].nunique() == 1
    assert len(reading["person"]) == 1


def test_a_bad_cpr_costs_no_kroner_and_is_never_shown(listed, codes):
    reading = listed({"CPR-nummer": "999999-9999"})
    assert len(reading["placement"]) == 1
    assert reading["placement"]["person_id"].notna().all()
    told = "".join(f.text + f.remedy + f.rows.to_csv() for f in reading.findings)
    assert {"vaerdi-tvivlsom", "uden-cpr"} <= set(codes(reading))
    assert "9999" not in told


def test_a_correction_is_a_later_row_with_the_same_line_and_start(listed, codes):
    reading = listed({"Pris": "999,00"}, {}, {"Startdato": "01-07-2026", "Pris": "400,00"})
    assert reading["placement"]["price_kr"].tolist() == [395.0, 400.0]
    assert reading.set_aside["row_class"].tolist() == ["superseded"]
    assert "samme-noegle" in codes(reading)


def test_a_later_row_with_a_fault_does_not_take_the_place_of_one_without(listed):
    reading = listed({"Pris": "999,00"}, {}, {"Pris": "ved ikke"})
    assert reading["placement"]["price_kr"].tolist() == [395.0]
    assert reading.set_aside["row_class"].tolist() == ["superseded", "error"]
    (told,) = [f for f in reading.findings if f.code == "nyere-raekke-fejl"]
    assert told.rows.to_numpy().tolist() == [[4, 3]]


def test_a_row_with_a_fault_counts_for_nothing_where_a_later_one_has_none(listed, codes):
    reading = listed({"Pris": "ved ikke"}, {})
    assert reading["placement"]["price_kr"].tolist() == [395.0]
    assert reading.set_aside["row_class"].tolist() == ["superseded"]
    assert "nyere-raekke-fejl" not in codes(reading)
    reading = listed({"Pris": "ved ikke"}, {"Pris": "?"})
    assert len(reading["placement"]) == 0
    assert reading.set_aside["row_class"].tolist() == ["superseded", "error"]


def test_a_line_that_has_ended_nobody_knows_when_does_not_run_on(listed):
    reading = listed({}, {"Status": "Afsluttet"})
    assert len(reading["placement"]) == 0
    assert reading.set_aside["row_class"].tolist() == ["superseded", "error"]


def test_two_lists_that_use_the_same_ids_are_told(desk, csv, codes):
    desk.put("Nord.csv", csv(LINES, {}, base=LINE))
    desk.put("Syd.csv", csv(LINES, {"Sagsnummer": "En anden sag"}, base=LINE))
    reading = desk.read()
    assert reading.set_aside["row_class"].tolist() == ["superseded"]
    (told,) = [f for f in reading.findings if f.code == "noegle-deles"]
    assert told.severity == "fejl"
    desk.put("Syd.csv", csv(LINES, {"Pris": "400,00"}, base=LINE))
    assert "noegle-deles" not in codes(desk.read())


def test_overlapping_intervals_of_one_line_are_told(listed, codes):
    rows = ({"Slutdato": "31-07-2026"}, {"Startdato": "01-07-2026"})
    assert "linje-overlapper" in codes(listed(*rows))
    rows = ({"Slutdato": "30-06-2026"}, {"Startdato": "01-07-2026"})
    assert "linje-overlapper" not in codes(listed(*rows))


def test_stoettebehov_ikke_vurderet_is_missing_and_unknown_words_are_told(listed, codes):
    reading = listed({"Støttebehov": "Ikke vurderet"})
    assert reading["placement"]["stoettebehov"].isna().all()
    assert "vaerdi-tvivlsom" not in codes(reading)
    reading = listed({"Støttebehov": "Middel"})
    assert len(reading["placement"]) == 1
    assert "vaerdi-tvivlsom" in codes(reading)


def test_a_foelgeydelse_points_at_its_main_line(listed):
    follower = {"Linje-id": "G-2", "Hovedlinje": "G-1", "Linjetype": "Følgeydelse"}
    lines = listed({}, follower)["placement"]
    assert lines["placement_id"].tolist() == ["G-1", "G-1"]


def test_a_line_that_replaces_an_unknown_one_is_told(listed, codes):
    assert "afloeser-ukendt" in codes(listed({"Afløser": "G-99", "Status": "Forventet"}))


def test_a_citizens_name_is_never_read(listed):
    reading = listed({})
    everything = "".join(table.to_csv() for table in reading.tables.values())
    assert "Findes" not in everything + "".join(f.text for f in reading.findings)


def test_a_cpr_number_as_case_number_becomes_a_code_that_ties(listed, desk, codes):
    reading = listed(
        {"Sagsnummer": "711012-4321", "Linje-id": "1"},
        {"Sagsnummer": "7110124321", "Linje-id": "2"},
        {"Sagsnummer": "202603-0012", "Linje-id": "3"},
    )
    cases = reading["placement"]["case_id"].tolist()
    assert cases[0] == cases[1] and cases[0].startswith("K")
    assert cases[2] == "202603-0012"  # no date: a case number, kept as it is
    assert "cpr-i-kode" in codes(reading)


def test_contracts_from_a_workbook(desk):
    desk.sheet(
        "Kontrakter.xlsx",
        [
            ["Kontraktregister"],
            ["Kontraktnr", "Leverandør", "CVR", "Aftalt pris", "Enhed", "Frekvens",
             "Dage pr. måned", "Startdato", "Udløb", "Opsigelsesvarsel"],
            ["K-1", "Fonden Birken", 12345678, 2434.5, "Døgn", "Daglig", 30.42,
             dt.datetime(2025, 1, 1), dt.datetime(2026, 12, 31), "30 dage"],
            ["K-2", "Fonden Birken", 12345678, 395, "Time", "Ugentlig", None,
             dt.datetime(2025, 1, 1), dt.datetime(2024, 12, 31), None],
            ["K-2", "Fonden Birken", 12345678, 120, "Km", "Ugentlig", None,
             dt.datetime(2025, 1, 1), None, None],
        ],
    )  # fmt: skip
    reading = desk.read()
    table = reading["contract"]
    assert table["contract_id"].tolist() == ["K-1", "K-2", "K-2"]  # two prices of one contract
    assert table["agreed_price_kr"].tolist() == [2434.5, 395.0, 120.0]
    assert table["provider_id"].tolist() == ["12345678"] * 3
    assert table["day_count"].tolist()[0] == 30.42
    told = [f for f in reading.findings if f.code == "vaerdi-tvivlsom"]
    assert told[0].rows["linje"].tolist() == [4]  # ends before it starts


def test_budget_rows_of_one_function_add_up_and_sums_are_no_budget(desk):
    desk.put(
        "Budget.csv",
        "Budget 2026;;;;\n\nÅr;Funktion;Område;Oprindeligt budget;Korrigeret budget\n"
        "2026;5.28.20;Børn og unge;1.000.000,00;1.100.000,00\n"
        "2026;05.28.20;Børn og unge;500.000,00;\n"
        "2026;5.38.50;;-200.000;\n"
        ";;Børn og unge i alt;1.500.000,00;\n;;;1.300.000,00;\n",
    )
    table = desk.read()["budget"]
    assert table["function"].tolist() == ["5.28.20", "5.28.20", "5.38.50"]
    assert table["original_oere"].tolist() == [100_000_000, 50_000_000, -20_000_000]
    assert table["corrected_oere"].tolist() == [110_000_000, pd.NA, pd.NA]
    assert table["area"].tolist() == ["boern", "boern", "voksne"]


def test_a_later_budget_file_replaces_the_rows_it_repeats(desk):
    head = "År;Funktion;Oprindeligt budget\n"
    desk.put("Budget_2026-01-01.csv", head + "2026;5.28.20;1,00\n2026;5.28.21;2,00\n")
    desk.put("Budget_2026-03-01.csv", head + "2026;5.28.20;3,00\n2026;5.28.20;4,00\n")
    reading = desk.read()
    table = reading["budget"].sort_values("original_oere")
    assert table["original_oere"].tolist() == [200, 300, 400]
    assert reading.set_aside["row_class"].tolist() == ["superseded"]


POSTINGS = "Bilagsnr;Bogføringsdato;Periode;Funktion;Leverandør;CVR;Art;Tekst;Beløb\n"


def test_postings(desk, codes):
    desk.put(
        "Posteringer.csv",
        "Posteringsliste;;;;;;;;\n" + POSTINGS
        + "5100000001;15-03-2026;2026-02;5.28.20;Fonden Birken;12345678;4.0;Faktura 12;1.234,56\n"
        + "5100000002;16-03-2026;003.2026;5.28.20;Fonden Birken;;4.0;Kreditnota;500,00-\n"
        + "5100000003;17-03-2026;marts 2026;5.38.50;Hus A;;4.0;vedr. 711012-4321;1.000,00\n"
        + "5100000003;17-03-2026;marts 2026;5.38.50;Hus A;;4.0;vedr. 711012-4321;1.000,00\n"
        + "5100000004;18-03-2026;03-2026;5.38.50;Hus A;;4.0;;1.2345,6\n"
        + "Total;;;;;;;;2.734,56\n",
    )  # fmt: skip
    reading = desk.read()
    table = reading["posting"]
    assert table["amount_oere"].tolist() == [123_456, -50_000, 100_000, 100_000]
    assert table["period"].dt.strftime("%Y-%m-%d").tolist() == [
        "2026-02-01", "2026-03-01", "2026-03-01", "2026-03-01",
    ]  # fmt: skip
    assert "text" not in table
    assert {"cpr-i-tekst", "ens-raekker"} <= set(codes(reading))
    assert reading.files.loc[0, ["used", "total", "error", "no_amount"]].tolist() == [4, 1, 1, 1]


def test_the_same_postings_in_two_files_count_once(desk):
    row = "1;15-03-2026;2026-03;5.28.20;A;;4.0;;10,00\n"
    desk.put("Posteringer_1.csv", POSTINGS + row + row)
    desk.put("Posteringer_2.csv", POSTINGS + row + "2;16-03-2026;2026-03;5.28.20;A;;4.0;;5,00\n")
    reading = desk.read()
    assert reading["posting"]["amount_oere"].tolist() == [1000, 1000, 500]
    assert reading.set_aside[["file", "row_class"]].values.tolist() == [
        ["2026-03/Posteringer_2.csv", "duplicate"]
    ]


def test_credit_postings_with_a_flag(desk):
    desk.put("p.csv", "Bilag;Dato;Konto;D/K;Beløb\n1;01-03-2026;052820;D;10,00\n"
                      "2;01-03-2026;052820;K;4,00\n")  # fmt: skip
    table = desk.read()["posting"]
    assert table["amount_oere"].tolist() == [1000, -400]
    assert table["function"].tolist() == ["5.28.20", "5.28.20"]


def test_capacity_and_price_list(desk):
    desk.sheet(
        "Kapacitet.xlsx",
        [["Tilbud", "Paragraf", "Pladser", "Ledige", "Marginalomkostning pr. døgn", "Åben fra"],
         ["Hus 1", "SEL § 108", 12, 2, 450.25, dt.datetime(2026, 9, 1)]],
    )  # fmt: skip
    desk.put(
        "Priser.csv",
        "Leverandør;Ydelse;Pris pr. måned;Pris pr. døgn\nMariehjem;Basis;74.034;2.434\n"
        "Mariehjem;Basis+1;84.993;2.794\nMariehjem;Lille;;987,50\n",
    )
    reading = desk.read()
    assert reading["capacity"][["places", "vacant", "marginal_cost_kr"]].values.tolist() == [
        [12.0, 2.0, 450.25]
    ]
    assert reading["capacity"]["open_from"].tolist() == [pd.Timestamp("2026-09-01")]
    prices = reading["price_list"]
    assert prices["price_per_day_kr"].tolist() == [2434.0, 2794.0, 987.5]
    assert prices["price_per_month_kr"].tolist()[:2] == [74034.0, 84993.0]


def test_a_provider_list_says_who_is_our_own(desk):
    desk.settings('[egne]\ncvr = ["12345678"]\nleverandoerer = ["Støttekorpset"]\n')
    desk.put(
        "Leverandører.csv",
        "Leverandør;CVR;Ejerforhold;Beliggenhedskommune;Momsfaktor\n"
        "Hus 1;12345678;Kommunal;Prøve Kommune;1\nStøttekorpset;;Kommunal;;\n"
        "Fonden Birken;87654321;Selvejende;0999;0,954\n",
    )
    table = desk.read()["provider"].set_index("provider")
    assert table["own"].tolist() == [True, True, False]
    assert table.loc["Fonden Birken", "momsfaktor"] == 0.954


def test_the_same_function_with_and_without_area_is_one_budget_row(desk):
    desk.put("Budget.csv", "År;Funktion;Område;Budget\n2026;5.38.50;Voksne;120000\n")
    desk.put("Budget_ny.csv", "År;Funktion;Budget\n2026;5.38.50;130000\n")
    reading = desk.read()
    assert reading["budget"]["original_oere"].tolist() == [130_000_00]
    assert reading["budget"]["area"].tolist() == ["voksne"]
    assert reading.set_aside["row_class"].tolist() == ["superseded"]


def test_a_budget_row_above_its_functions_is_a_sum(desk):
    head = "År;Funktion;Budget\n"
    above = "2026;5 Sociale opgaver;900\n2026;5.38 Tilbud til voksne;700\n2026;05.28;200\n"
    desk.put("Budget.csv", head + above + "2026;5.38.50;300\n2026;5.38.52;400\n2025;5.28.20;9\n")
    reading = desk.read()
    # 5.28 has no functions in 2026: it is a budget itself.
    assert reading["budget"]["original_oere"].tolist() == [200_00, 300_00, 400_00, 9_00]
    assert reading.set_aside["row_class"].tolist() == ["total", "total"]
    assert reading.set_aside["line"].tolist() == [2, 3]


def test_the_accounting_period_is_not_the_month_of_the_service(desk):
    head = "Bilag;Bogføringsdato;Regnskabsperiode;Funktion;Beløb\n"
    desk.put("Posteringer.csv", head + "1;25-04-2026;2026-04;5.38.50;10,00\n")
    assert desk.read()["posting"]["period"].isna().all()


def test_the_corrected_budget_is_the_one_that_says_it_is_without_transfers(desk):
    head = "År;Funktion;Budget;Korrigeret budget;Korrigeret budget ekskl. overførsler\n"
    desk.put("Budget.csv", head + "2026;5.38.50;100;150;120\n")
    assert desk.read()["budget"]["corrected_oere"].tolist() == [12_000]


def test_a_date_of_two_words_is_a_date(desk, codes):
    head = "Linje-id;Linjetype;Status;Start dato;Slut dato;Pris;Frekvens\n"
    desk.put("a.csv", head + "1;Hovedydelse;Bevilget;01-01-2026;31-01-2026;1,00;Daglig\n")
    reading = desk.read()
    assert reading["placement"]["end"].tolist() == [pd.Timestamp("2026-01-31")]
    assert "slutdato-mangler" not in codes(reading)
