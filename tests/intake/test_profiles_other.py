"""DUBU's other extracts, OS2bos payments, and the two profiles written as users would."""

import pandas as pd
import pytest

from okonomi.intake import read_file

MARCH = pd.Period("2026-03", "M")


def test_dubu_ydelsesbeloeb_with_and_without_cpr(desk, codes):
    head = (
        "Sagsnummer;{}Startdato;Slutdato;Ydelsesbeløb;Antal;Enheds angivelse;Beregningsfrekvens;"
        "Sagstype;Type;Ydelsestype;Tilbud;Afgørelsesparagraf;Foranstaltningsparagraf;Leverandør;"
        "Status;Afdeling\n"
    )
    row = (
        "{};{}01-01-2026;;12.500,00;1,00;Måned;Månedlig;Barn/ung;Opholdssted;Anbringelse;Hus 1;"
        "BL § 47;BL § 43;Fonden Birken;Bevilget;Øst\n"
    )
    desk.put("p30.csv", head.format("CPR-nr.;") + row.format("A1", "711012-4321;"))
    desk.put("p32.csv", head.format("") + row.format("A2", ""))
    reading = desk.read()
    lines = reading["placement"]
    assert lines["price_kr"].tolist() == [12500.0, 12500.0]
    assert lines["frequency"].tolist() == ["maaned", "maaned"]
    assert lines["paragraf"].tolist() == ["BL-43", "BL-43"]
    assert len(reading["person"]) == 1
    assert lines["person_id"].nunique() == 2
    assert "uden-cpr" in codes(reading)


def test_dubu_payments(desk):
    desk.put(
        "BSBetaling.csv",
        "Dato;Ydelse startdato;Ydelse slutdato;Indeværende år;Næste år;Sum;Funktion;Sag rækkeID;"
        "Sag status\n"
        "31-03-2026;01-01-2026;31-12-2027;100.000,00;120.000,50;220.000,50;5.28.20;0204501;Aktiv\n",
    )
    (row,) = desk.read()["payment"].to_dict("records")
    assert row["this_year_oere"] == 10_000_000
    assert row["next_year_oere"] == 12_000_050
    assert row["amount_oere"] == 22_000_050
    assert row["case_id"] == "0204501"


OS2BOS = (
    "id,amount,paid_amount,date,paid_date,account_string,account_alias,"
    "payment_schedule__payment_id,payment_schedule__payment_amount,"
    "payment_schedule__payment_frequency,recipient_type,recipient_id,recipient_name,"
    "payment_method,payment_cost_type,price_per_unit,units,fictive,"
    "activity__details__activity_id,activity__details__name,activity_start_date,"
    "activity_end_date,activity_status,activity_type,section,section_text,sbsys_id,"
    "main_activity_id,main_activity_name,cpr_number,name,target_group,case_worker,team,leader"
)
PAYMENT = {
    "id": "1",
    "amount": "36500.00",
    "date": "2026-01-01",
    "account_string": "528201004-015031",
    "payment_schedule__payment_id": "7001",
    "payment_schedule__payment_amount": "36500.00",
    "payment_schedule__payment_frequency": "MONTHLY",
    "recipient_type": "COMPANY",
    "recipient_id": "12345678",
    "recipient_name": "Fonden Birken",
    "payment_cost_type": "FIXED",
    "fictive": "False",
    "activity__details__activity_id": "015031",
    "activity__details__name": "Soc.pæd. opholdssteder",
    "activity_start_date": "2026-01-01",
    "activity_end_date": "2026-12-31",
    "activity_status": "GRANTED",
    "activity_type": "MAIN_ACTIVITY",
    "section": "SEL-52-3.7",
    "sbsys_id": "27.27.42-G01-1-26",
    "cpr_number": "7110124321",
    "name": "Ingen Findes",
    "target_group": "FAMILY_DEPT",
    "case_worker": "abc",
    "team": "Øst",
    "leader": "Leder Ledersen",
}


def _quoted(text):
    return f'"{text}"' if "," in text else text


@pytest.fixture
def os2bos(desk):
    """Write rows as OS2bos does: comma, ISO dates, decimal point."""

    def put(name, *rows):
        names = OS2BOS.split(",")
        lines = [",".join(_quoted({**PAYMENT, **row}.get(n, "")) for n in names) for row in rows]
        desk.put(name, OS2BOS + "\n" + "\n".join(lines) + "\n")

    return put


def test_os2bos_payments_give_payments_and_one_line_per_plan_and_price(os2bos, desk):
    hourly = {
        "payment_schedule__payment_id": "7002",
        "payment_schedule__payment_frequency": "WEEKLY",
        "payment_cost_type": "PER_UNIT",
        "price_per_unit": "400.00",
        "units": "5.50",
        "amount": "2200.00",
        "activity_type": "SUPPL_ACTIVITY",
        "activity__details__name": "Støttetimer",
    }
    os2bos(
        "granted_payments_3.csv",
        {},
        {"id": "2", "date": "2026-02-01"},
        {"id": "3", **hourly},
        {"id": "4", **hourly, "date": "2026-02-05", "price_per_unit": "410.00",
         "amount": "2255.00"},
        {"id": "5", **hourly, "date": "2026-02-12", "price_per_unit": "410.00",
         "amount": "2255.00"},
        {"id": "6", "fictive": "True"},
        {"id": "7", "payment_schedule__payment_id": "7003", "date": "2026-02-03",
         "payment_schedule__payment_frequency": "", "activity_type": "SUPPL_ACTIVITY",
         "activity_start_date": "2026-02-01", "activity_end_date": ""},
    )  # fmt: skip
    reading = desk.read()
    assert reading["payment"]["amount_oere"].tolist() == [
        3_650_000, 3_650_000, 220_000, 225_500, 225_500, 3_650_000,
    ]  # fmt: skip
    assert reading["payment"]["function"].tolist()[0] == "5.28.20"
    assert reading.set_aside["row_class"].tolist() == ["draft"]
    lines = reading["placement"]
    assert lines["line_id"].tolist() == ["7001", "7002", "7002", "7003"]
    assert lines["price_kr"].tolist() == [36500.0, 400.0, 410.0, 36500.0]
    assert lines["quantity"].tolist() == [1.0, 5.5, 5.5, 1.0]
    assert lines["frequency"].tolist() == ["maaned", "uge", "uge", "engang"]
    assert lines["start"].dt.strftime("%m-%d").tolist() == ["01-01", "01-01", "02-05", "02-03"]
    assert lines["end"].dt.strftime("%m-%d").tolist() == ["12-31", "02-04", "12-31", "02-03"]
    assert lines["placement_id"].nunique() == 1
    everything = "".join(table.to_csv() for table in reading.tables.values())
    assert "4321" not in everything and "Findes" not in everything and "Ledersen" not in everything


def test_os2bos_the_same_payment_in_both_files_counts_once(os2bos, desk):
    os2bos("granted_payments_3.csv", {})
    change = {"activity_status": "EXPECTED", "payment_schedule__payment_id": "7009",
              "activity_start_date": "2026-06-01", "date": "2026-06-01",
              "payment_schedule__payment_amount": "40000.00"}  # fmt: skip
    os2bos("expected_payments_3.csv", {}, {"id": "9", "amount": "40000.00", **change})
    reading = desk.read()
    assert len(reading["payment"]) == 2
    lines = reading["placement"].set_index("line_id")
    assert lines["status"].to_dict() == {"7001": "bevilget", "7009": "forventet"}
    assert lines.loc["7009", "replaces"] == "7001"


def test_os2bos_a_private_payee_has_no_name_and_no_number(os2bos, desk):
    private = {"recipient_type": "PERSON", "recipient_id": "7110124321",
               "recipient_name": "Ingen Findes"}  # fmt: skip
    family = {**private, "recipient_name": "Ida Prøve",
              "activity__details__name": "Plejefamilier, vederlag",
              "account_string": "528221004-015025"}  # fmt: skip
    os2bos("granted_payments_3.csv", {**private, "id": "1"},
           {**family, "id": "2", "payment_schedule__payment_id": "7002"})  # fmt: skip
    reading = desk.read()
    names = reading["placement"]["provider"].tolist()
    assert names[0].startswith("Privatperson ") and names[1].startswith("Plejefamilie ")
    assert reading["placement"]["provider_id"].isna().all()
    everything = "".join(table.to_csv() for table in reading.tables.values())
    assert "Findes" not in everything and "Ida" not in everything and "4321" not in everything


def test_the_documented_profile_for_english_episodes(repository, tmp_path):
    path = tmp_path / "episodes.csv"
    path.write_text(
        "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,"
        "PL_POST,URN,LA,YEAR\n"
        "11,2017-04-09,S,C2,N1,U4,PR1,,X1,,AA1 1AA,BB2 2BB,SC1,Sted,2018\n"
        "11,2017-04-09,S,C2,N1,U4,PR1,2019-05-02,E4,,AA1 1AA,BB2 2BB,SC1,Sted,2019\n"
        "11,2019-05-02,S,C2,N1,U5,PR1,,X1,,AA1 1AA,BB2 2BB,SC1,Sted,2019\n"
        "12,2018-01-01,S,C2,N1,U4,PR1,2018-01-02,E4,,AA1 1AA,BB2 2BB,SC1,Sted,2018\n",
        encoding="utf-8",
    )
    reading = read_file(path, repository / "docs" / "profiler" / "ssda903.yaml", MARCH)
    lines = reading["placement"]
    assert lines["case_id"].tolist() == ["11", "11", "12"]
    assert lines["end"].dt.strftime("%Y-%m-%d").tolist()[0] == "2019-05-01"
    assert lines["end"].isna().tolist() == [False, True, False]
    assert lines["end"].tolist()[2] == lines["start"].tolist()[2]
    assert lines["price_kr"].isna().all()
    assert reading.files[["used", "superseded", "error"]].values.tolist() == [[3, 1, 0]]
    assert lines["person_id"].nunique() == 2
    assert "AA1 1AA" not in "".join(table.to_csv() for table in reading.tables.values())


def test_the_documented_profile_for_a_price_list(repository, tmp_path, codes):
    path = tmp_path / "takster.csv"
    path.write_text(
        "kilde_url;tilbud;gyldig_aar;ydelse;paragraf;niveau;stoette_timer_uge;normering;pris_aar;"
        "pris_maaned;pris_doegn;pris_time;note\n"
        ";Huset;2022;Basis;;Basis;5;;888.408;74.034;2.434;;\n"
        ";Huset;2018a;Dagtilbud;SEL-104;særlig;;;;29.727;975;;\n"
        ";Huset;2018b;Døgn;SEL-108;;;;;63.569;2.085;;\n"
        ";Huset;2020;Dagtilbud;SEL-104;særlig;;;;30.530;1000;;\n"
        ";Huset;2020;Døgn;SEL-108;;;;;66.174;2.170;;\n",
        encoding="utf-8",
    )
    reading = read_file(path, repository / "docs" / "profiler" / "takstliste.yaml", MARCH)
    table = reading["price_list"]
    assert table["price_per_day_kr"].tolist() == [2434.0, 975.0, 2085.0, 1000.0, 2170.0]
    assert table["price_per_year_kr"].tolist()[0] == 888408.0
    assert table["price_year"].tolist()[1:3] == ["2018a", "2018b"]
    (told,) = [f for f in reading.findings if f.code == "tusindtalsprik-mangler"]
    assert told.rows["linje"].tolist() == [5]


def test_os2bos_a_price_that_comes_back_holds_from_its_own_day(os2bos, desk):
    unit = {"payment_cost_type": "PER_UNIT", "price_per_unit": "100.00"}
    os2bos(
        "granted_payments.csv",
        *({"id": str(month), "date": f"2026-{month:02d}-01", "units": units, **unit}
          for month, units in ((1, "3.00"), (2, "5.00"), (3, "3.00"), (4, "3.00"))),
    )  # fmt: skip
    lines = desk.read()["placement"]
    assert lines["quantity"].tolist() == [3.0, 5.0, 3.0]
    assert lines["start"].dt.strftime("%m-%d").tolist() == ["01-01", "02-01", "03-01"]
    assert lines["end"].dt.strftime("%m-%d").tolist() == ["01-31", "02-28", "12-31"]


def test_os2bos_two_prices_of_one_day_make_no_line_that_ends_before_it_begins(os2bos, desk):
    two = {"id": "2", "payment_schedule__payment_amount": "40000.00"}
    os2bos("granted_payments.csv", {}, two, {**two, "id": "3", "date": "2026-02-01"})
    reading = desk.read()
    (line,) = reading["placement"].to_dict("records")
    assert line["price_kr"] == 40000.0
    assert (line["start"], line["end"]) == (pd.Timestamp("2026-01-01"), pd.Timestamp("2026-12-31"))
    (row,) = reading.set_aside.to_dict("records")
    assert row["row_class"] == "error" and "samme dag" in row["reason"]


def test_os2bos_a_price_holds_on_no_day_outside_its_line(os2bos, desk):
    line = {"activity_start_date": "2026-01-10", "activity_end_date": "2026-03-15"}
    late = {**line, "payment_schedule__payment_amount": "1.00"}
    os2bos(
        "granted_payments.csv",
        {**line, "date": "2025-12-31"},
        {**late, "id": "2", "date": "2026-01-01"},  # paid in advance, the line begins later
        {**line, "id": "3", "date": "2026-02-28"},
        {**late, "id": "4", "date": "2026-03-31"},  # paid after the line's end
    )
    reading = desk.read()
    lines = reading["placement"]
    assert lines["price_kr"].tolist() == [1.0, 36500.0]
    assert lines["start"].dt.strftime("%m-%d").tolist() == ["01-10", "02-28"]
    assert lines["end"].dt.strftime("%m-%d").tolist() == ["02-27", "03-15"]
    assert reading.files["error"].tolist() == [2]


def test_os2bos_like_payments_paid_once_each_all_count(os2bos, desk):
    once = {"payment_schedule__payment_frequency": "", "payment_schedule__payment_amount": "500.00"}
    os2bos(
        "granted_payments.csv",
        *({"id": str(month), "date": f"2026-{month:02d}-05", **once} for month in (1, 2, 3)),
    )
    lines = desk.read()["placement"]
    assert lines["price_kr"].tolist() == [500.0] * 3
    assert lines["start"].dt.strftime("%m-%d").tolist() == ["01-05", "02-05", "03-05"]


def test_os2bos_a_payment_that_is_never_paid_is_none_in_a_workbook_either(desk):
    head = OS2BOS.split(",")
    rows = [{**PAYMENT, "fictive": False}, {**PAYMENT, "id": "2", "fictive": True}]
    desk.sheet("granted.xlsx", [head, *([row.get(name) for name in head] for row in rows)])
    reading = desk.read()
    assert reading.set_aside["row_class"].tolist() == ["draft"]
    assert reading["payment"]["payment_id"].tolist() == ["1"]
