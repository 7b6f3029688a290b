"""Files of one kind beside each other: two days of one list, or two lists."""

import datetime as dt

import pandas as pd
import pytest

DUBU = (
    "Dato;Ydelse startdato;Ydelse slutdato;Antal;Takst;Status;Ydelsesvariant;Ydelsestype;"
    "Funktion;Leverandør;Frekvens;Sag rækkeID"
)
LINE = {
    "Dato": "31-03-2026",
    "Ydelse startdato": "01-01-2026",
    "Antal": "1",
    "Takst": "1.000,00",
    "Status": "Bevilget",
    "Ydelsesvariant": "Opholdssted",
    "Ydelsestype": "Anbringelse",
    "Funktion": "5.28.20",
    "Leverandør": "Fonden Birken",
    "Frekvens": "Daglig",
    "Sag rækkeID": "1",
}
P30 = (
    "Sagsnummer;CPR-nr.;Startdato;Slutdato;Ydelsesbeløb;Antal;Enheds angivelse;"
    "Beregningsfrekvens;Type;Ydelsestype;Leverandør;Status"
)
PAID = {
    "Sagsnummer": "A1",
    "CPR-nr.": "711012-4321",
    "Startdato": "01-01-2026",
    "Ydelsesbeløb": "12.500,00",
    "Antal": "1,00",
    "Enheds angivelse": "Måned",
    "Beregningsfrekvens": "Månedlig",
    "Type": "Opholdssted",
    "Ydelsestype": "Anbringelse",
    "Leverandør": "Fonden Birken",
    "Status": "Bevilget",
}
LIST = "Linje-id;Sagsnummer;Linjetype;Status;Startdato;Slutdato;Pris;Frekvens"
LISTED = {
    "Linje-id": "1",
    "Sagsnummer": "S1",
    "Linjetype": "Hovedydelse",
    "Status": "Bevilget",
    "Startdato": "01-01-2026",
    "Pris": "1.000,00",
    "Frekvens": "Daglig",
}


@pytest.fixture
def put(desk, csv):
    """Put rows of a layout into a file of March."""

    def into(name, header, base, *rows):
        kept = {key: value for key, value in base.items() if key in header.split(";")}
        desk.put(name, csv(header, *rows, base=kept))

    return into


def told(reading, code):
    return [finding for finding in reading.findings if finding.code == code]


def test_two_departments_drawn_on_different_days_both_count(desk, put):
    put("øst.csv", DUBU, LINE, {"Dato": "30-03-2026"})
    put("vest.csv", DUBU, LINE, {"Sag rækkeID": "2", "Takst": "2.000,00"})
    reading = desk.read()
    assert sorted(reading["placement"]["price_kr"]) == [1000.0, 2000.0]
    (finding,) = told(reading, "udtraek-fra-flere-dage")
    assert "“Dato”" in finding.text


def test_an_older_extract_of_the_same_lines_does_not_count(desk, put):
    other = {"Sag rækkeID": "2"}
    put("a.csv", DUBU, LINE, {"Dato": "28-02-2026"}, {"Dato": "28-02-2026", **other})
    put("b.csv", DUBU, LINE, {"Takst": "1.100,00"}, other)
    reading = desk.read()
    assert reading["placement"]["price_kr"].tolist() == [1100.0, 1000.0]
    assert reading.set_aside["reason"].tolist() == ["Et nyere udtræk af samme liste er brugt."] * 2


def test_rows_without_a_day_beside_days_are_told(desk, put):
    two = {"Sag rækkeID": "2"}
    put("a.csv", DUBU, LINE, {"Dato": "28-02-2026", **two}, two, {"Dato": ""})
    reading = desk.read()
    assert reading.files.loc[0, ["used", "superseded"]].tolist() == [2, 1]
    assert told(reading, "raekker-uden-udtraeksdato")[0].text.startswith("1 række ")


def test_of_two_deliveries_of_an_extract_without_days_the_name_decides(desk, put):
    put("p30_20260228.csv", P30, PAID, {}, {"Sagsnummer": "A2"}, {"Sagsnummer": "A3"})
    put("p30_20260331.csv", P30, PAID, {"Slutdato": "28-02-2026"}, {"Sagsnummer": "A2"})
    reading = desk.read()
    lines = reading["placement"]
    assert lines["case_id"].tolist() == ["A1", "A2"]
    assert lines["end"].tolist() == [pd.Timestamp("2026-02-28"), pd.NaT]
    assert reading.files["superseded"].tolist() == [3, 0]


def test_the_same_extract_with_and_without_cpr_counts_once(desk, put):
    put("p32.csv", P30.replace("CPR-nr.;", ""), PAID, {}, {"Sagsnummer": "A2"})
    put("p99 med cpr.csv", P30, PAID, {}, {"Sagsnummer": "A2"})
    reading = desk.read()
    assert reading["placement"]["case_id"].tolist() == ["A1", "A2"]
    assert len(reading["person"]) == 1  # the rows that know the citizen are the ones used
    assert reading.files["duplicate"].tolist() == [2, 0]


def test_the_same_postings_with_and_without_texts_count_once(desk):
    head = "Bilag;Bogføringsdato;Funktion;{}Beløb\n"
    row = "1;15-03-2026;5.28.20;{}10,00\n"
    desk.put("p.csv", head.format("Tekst;") + row.format("a;") + row.format("b;"))
    desk.put("q.csv", head.format("") + row.format("") * 3)
    assert desk.read()["posting"]["amount_oere"].tolist() == [1000] * 3


def test_a_voucher_that_a_workbook_took_the_zeros_from_is_the_same_voucher(desk):
    head = ["Bilag", "Bogføringsdato", "Funktion", "Beløb"]
    desk.put("p.csv", ";".join(head) + "\n0001234;15-03-2026;5.28.20;10,00\n")
    desk.sheet("q.xlsx", [head, [1234, dt.datetime(2026, 3, 15), "5.28.20", 10]])
    reading = desk.read()
    assert reading["posting"]["voucher"].tolist() == ["0001234"]
    assert reading.files["duplicate"].tolist() == [0, 1]


def test_a_line_told_differently_in_two_undated_files_is_a_fault(desk, put):
    put("a.csv", P30, PAID, {})
    put("b.csv", P30, PAID, {"Slutdato": "28-02-2026"})
    reading = desk.read()
    assert len(reading["placement"]) == 2
    (finding,) = told(reading, "linje-i-flere-filer")
    assert finding.severity == "fejl" and finding.text.startswith("1 linje ")


def test_a_row_replaced_by_the_order_of_names_alone_is_told(desk, put):
    put("april.csv", LIST, LISTED, {})
    put("marts.csv", LIST, LISTED, {"Pris": "900,00"})
    (finding,) = told(desk.read(), "nyeste-uvis")
    assert "2026-03/april.csv er afløst" in finding.text
    assert "2026-03/marts.csv" in finding.text
    put("marts.csv", LIST, LISTED, {})
    assert not told(desk.read(), "nyeste-uvis")  # the same twice: nothing to choose


def test_a_row_replaced_by_the_order_of_sheets_is_told(desk):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, price in (("Marts", 1600), ("Februar", 1500)):
        sheet = book.create_sheet(name)
        sheet.append(list(LISTED))
        sheet.append([*list(LISTED.values())[:-2], price, "Daglig"])
    (desk.root / "2026-03").mkdir()
    book.save(desk.root / "2026-03" / "Liste.xlsx")
    (finding,) = told(desk.read(), "nyeste-uvis")
    assert "(arket Marts)" in finding.text and "(arket Februar)" in finding.text


def test_dated_files_are_not_doubted(desk, put):
    put("liste_20260228.csv", LIST, LISTED, {})
    put("liste_20260331.csv", LIST, LISTED, {"Pris": "900,00"})
    reading = desk.read()
    assert reading["placement"]["price_kr"].tolist() == [900.0]
    assert not told(reading, "nyeste-uvis") and not told(reading, "linjer-kun-i-gammel-fil")


def test_a_line_that_a_new_full_list_has_no_more_is_told(desk, put):
    rows = [{"Linje-id": str(number), "Sagsnummer": f"S{number}"} for number in range(1, 25)]
    put("liste_20260228.csv", LIST, LISTED, *rows)
    put("liste_20260331.csv", LIST, LISTED, *rows[1:])
    reading = desk.read()
    assert len(reading["placement"]) == 24
    (finding,) = told(reading, "linjer-kun-i-gammel-fil")
    assert finding.text.startswith("1 række i 2026-03/liste_20260228.csv")


def test_a_change_that_the_next_changes_do_not_repeat_is_not_doubted(desk, put):
    rows = [{"Linje-id": str(number), "Sagsnummer": f"S{number}"} for number in range(30)]
    more = {"Linje-id": "30", "Sagsnummer": "S30"}
    put("linjer_20260301.csv", LIST, LISTED, *rows)
    put("linjer_20260310.csv", LIST, LISTED, *[{**row, "Pris": "9,00"} for row in rows[:2]], more)
    put("linjer_20260320.csv", LIST, LISTED, *[{**row, "Pris": "8,00"} for row in rows[:2]])
    reading = desk.read()
    assert len(reading["placement"]) == 31
    assert not told(reading, "linjer-kun-i-gammel-fil")


def test_changes_after_a_new_full_list_do_not_hide_the_lines_it_has_no_more(desk, put):
    rows = [{"Linje-id": str(number), "Sagsnummer": f"S{number}"} for number in range(24)]
    put("liste_20260228.csv", LIST, LISTED, *rows)
    put("liste_20260315.csv", LIST, LISTED, *rows[2:])
    put("liste_20260331.csv", LIST, LISTED, {**rows[0], "Pris": "9,00"})
    (finding,) = told(desk.read(), "linjer-kun-i-gammel-fil")
    assert finding.text.startswith("1 række ") and "liste_20260315.csv" in finding.text


def test_two_departments_files_of_one_name_both_count(desk, put):
    put("boern/p30_20260328.csv", P30, PAID, *[{"Sagsnummer": f"B{n}"} for n in range(3)])
    put("voksne/p30_20260331.csv", P30, PAID, *[{"Sagsnummer": f"V{n}"} for n in range(2)])
    reading = desk.read()
    assert len(reading["placement"]) == 5
    (finding,) = told(reading, "udtraek-fra-flere-dage")
    assert "boern/p30_20260328.csv og " in finding.text
    assert not told(reading, "aeldre-udtraek-afloest")


def test_two_departments_files_of_one_name_with_days_inside_both_count(desk, put):
    put("voksne/DUBU.csv", DUBU, LINE, {"Sag rækkeID": "11"}, {"Sag rækkeID": "12"})
    put("boern/DUBU.csv", DUBU, LINE | {"Dato": "28-03-2026"}, {}, {"Sag rækkeID": "2"})
    reading = desk.read()
    assert len(reading["placement"]) == 4
    assert told(reading, "udtraek-fra-flere-dage")


def test_slices_of_a_list_per_month_all_count(desk, put):
    for month in (1, 2, 3):
        put(f"Ydelser 2026-0{month}.csv", P30, PAID, {"Sagsnummer": f"A{month}"})
    assert desk.read()["placement"]["case_id"].tolist() == ["A1", "A2", "A3"]


def test_a_list_without_cases_is_known_by_its_files_name(desk, put):
    put("p30_20260228.csv", P30, PAID | {"Sagsnummer": ""}, {}, {"Type": "Plejefamilie"})
    put("p30_20260331.csv", P30, PAID | {"Sagsnummer": ""}, {"Type": "Kontaktperson"})
    assert desk.read().files["superseded"].tolist() == [2, 0]


def test_a_whole_file_that_a_newer_one_replaces_is_told(desk, put):
    rows = [{"Sagsnummer": f"A{number}"} for number in range(4)]
    put("p30_20260228.csv", P30, PAID, *rows)
    put("p30_20260331.csv", P30, PAID, *rows[1:], {"Sagsnummer": "A9"})
    reading = desk.read()
    assert reading["placement"]["case_id"].tolist() == ["A1", "A2", "A3", "A9"]
    (finding,) = told(reading, "aeldre-udtraek-afloest")
    assert finding.severity == "advarsel"
    assert finding.text == (
        "4 rækker i 2026-03/p30_20260228.csv er afløst af 2026-03/p30_20260331.csv."
    )


def test_a_file_of_which_some_rows_are_older_is_told_without_a_warning(desk, put):
    old = {"Dato": "28-02-2026"}
    put("a.csv", DUBU, LINE, old, {**old, "Sag rækkeID": "2"}, {"Dato": "", "Sag rækkeID": "3"})
    put("b.csv", DUBU, LINE, {}, {"Sag rækkeID": "2"})
    (finding,) = told(desk.read(), "aeldre-udtraek-afloest")
    assert finding.severity == "oplysning" and finding.text.startswith("2 rækker i 2026-03/a.csv")


def test_a_files_own_old_copies_are_not_told(desk, put):
    other = {"Sag rækkeID": "2"}
    put("a.csv", DUBU, LINE, {"Dato": "28-02-2026"}, {"Dato": "28-02-2026", **other}, {}, other)
    assert not told(desk.read(), "aeldre-udtraek-afloest")


POSTED = "Bilag;Bogføringsdato;Funktion;Leverandør;Beløb"


def test_postings_without_a_voucher_are_never_the_same(desk):
    row = ";31-03-2026;5.28.20;Birken ApS;25.000,00"
    desk.put("boern.csv", f"{POSTED};Tekst\n{row};a\n{row};b\n")
    desk.put("voksne.csv", f"{POSTED}\n{row}\n")
    assert desk.read()["posting"]["amount_oere"].tolist() == [2500000] * 3


def test_two_lists_of_other_columns_that_agree_on_few_rows_both_count(desk):
    row = "{};31-03-2026;5.28.20;Birken ApS;25.000,00"
    desk.put("boern.csv", f"{POSTED};Tekst\n{row.format(1)};a\n{row.format(2)};b\n")
    desk.put("voksne.csv", "\n".join([POSTED, *(row.format(n) for n in (1, 3, 4))]) + "\n")
    reading = desk.read()
    assert len(reading["posting"]) == 5
    assert not told(reading, "samme-udtraek-faerre-kolonner")


def test_rows_left_out_for_a_file_with_more_columns_are_told(desk, put):
    put("p32.csv", P30.replace("CPR-nr.;", ""), PAID, {}, {"Sagsnummer": "A2"})
    put("p99.csv", P30, PAID, {}, {"Sagsnummer": "A2"})
    reading = desk.read()
    (finding,) = told(reading, "samme-udtraek-faerre-kolonner")
    assert finding.severity == "oplysning"
    assert finding.text.startswith("2 rækker i 2026-03/p32.csv er ikke ")
    assert len(reading.set_aside) == 2


def test_a_cpr_number_in_a_files_name_is_in_no_line_id(desk, put):
    put("Sag 711012-4321.csv", LIST, LISTED, {})
    put("Sag 711012-4322.csv", LIST, LISTED, {"Sagsnummer": "S2"})
    reading = desk.read()
    everything = "".join(table.to_csv() for table in reading.tables.values())
    assert "432" not in everything + "".join(finding.text for finding in reading.findings)


def test_days_that_are_each_rows_own_make_no_row_an_old_copy(desk, put):
    days = [{"Dato": f"{day:02d}-03-2026", "Sag rækkeID": str(day)} for day in range(1, 7)]
    put("a.csv", DUBU, LINE, *days)
    reading = desk.read()
    assert reading.files.loc[0, ["used", "superseded"]].tolist() == [6, 0]
    (finding,) = told(reading, "dag-pr-raekke")
    assert "“Dato”" in finding.text and "6 forskellige dage" in finding.text


def test_copies_of_several_days_are_still_old_copies(desk, put):
    cases = [{"Sag rækkeID": str(case)} for case in range(3)]
    put("a.csv", DUBU, LINE, *({"Dato": "28-02-2026", **case} for case in cases), *cases[1:])
    reading = desk.read()
    assert reading.files.loc[0, ["used", "superseded"]].tolist() == [2, 3]
    assert not told(reading, "dag-pr-raekke")


def test_a_far_shorter_new_extract_is_read_as_changes(desk, put):
    put("p30_20260228.csv", P30, PAID, *({"Sagsnummer": f"A{case}"} for case in range(5)))
    changed = {"Sagsnummer": "A1", "Startdato": "01-03-2026", "Ydelsesbeløb": "13.000,00"}
    put("p30_20260331.csv", P30, PAID, {"Sagsnummer": "A1", "Slutdato": "28-02-2026"}, changed)
    reading = desk.read()
    lines = reading["placement"].sort_values(["case_id", "start"])
    assert lines["case_id"].tolist() == ["A0", "A1", "A1", "A2", "A3", "A4"]
    assert lines["price_kr"].tolist() == [12500.0, 12500.0, 13000.0, 12500.0, 12500.0, 12500.0]
    assert reading.files["superseded"].tolist() == [1, 0]
    (finding,) = told(reading, "nyt-udtraek-kun-aendringer")
    assert finding.severity == "fejl"
    assert "(2)" in finding.text and "(5)" in finding.text and "4 rækker" in finding.text


def test_changes_after_changes_replace_only_their_own_cases(desk, put):
    put("p30_20260228.csv", P30, PAID, *({"Sagsnummer": f"A{case}"} for case in range(6)))
    put("p30_20260315.csv", P30, PAID, {"Sagsnummer": "A1", "Ydelsesbeløb": "2,00"})
    put("p30_20260331.csv", P30, PAID, {"Sagsnummer": "A2", "Ydelsesbeløb": "3,00"})
    prices = desk.read()["placement"].set_index("case_id")["price_kr"].sort_index()
    assert prices.tolist() == [12500.0, 2.0, 3.0, 12500.0, 12500.0, 12500.0]


def test_postings_without_a_voucher_in_two_extracts_are_told(desk):
    head = "Bilag;Bogføringsdato;Funktion;{}Beløb\n"
    days = [f";{day:02d}-03-2026;5.28.20;{{}}{day}0,00\n" for day in range(1, 5)]
    desk.put("p.csv", head.format("Tekst;") + "".join(day.format("x;") for day in days))
    desk.put("q.csv", head.format("") + "".join(day.format("") for day in days))
    reading = desk.read()
    assert reading.files["used"].tolist() == [4, 4]  # both count: nothing says they are the same
    (finding,) = told(reading, "posteringer-maaske-dobbelt")
    assert finding.severity == "fejl"
    assert finding.text.startswith("4 rækker i 2026-03/q.csv siger det samme")


def test_a_few_like_postings_without_a_voucher_are_no_doubt(desk):
    head = "Bilag;Bogføringsdato;Funktion;{}Beløb\n"
    row = ";{:02d}-03-2026;5.28.20;{}{},00\n"
    desk.put("p.csv", head.format("Tekst;") + "".join(row.format(d, "x;", d) for d in range(1, 9)))
    desk.put("q.csv", head.format("") + "".join(row.format(d, "", d) for d in range(6, 20)))
    assert not told(desk.read(), "posteringer-maaske-dobbelt")


def test_a_line_that_the_next_months_sheet_has_no_more_is_told(desk):
    import openpyxl

    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, lines in (("Jan", range(25)), ("Feb", range(1, 25))):
        sheet = book.create_sheet(name)
        sheet.append(LIST.split(";"))
        for line in lines:
            of_line = {**LISTED, "Linje-id": str(line), "Sagsnummer": f"S{line}"}
            sheet.append([of_line.get(header) for header in LIST.split(";")])
    (desk.root / "2026-03").mkdir()
    book.save(desk.root / "2026-03" / "Liste.xlsx")
    reading = desk.read()
    assert len(reading["placement"]) == 25
    (finding,) = told(reading, "linjer-kun-i-gammel-fil")
    assert "1 række i 2026-03/Liste.xlsx (arket Jan) står ikke i" in finding.text


def test_two_departments_own_lists_are_no_deliveries_of_one(desk, put):
    rows = [{"Linje-id": str(line), "Sagsnummer": f"A{line}"} for line in range(25)]
    put("øst.csv", LIST, LISTED, *rows)
    put("vest.csv", LIST, LISTED, *({**row, "Sagsnummer": "B" + row["Linje-id"]} for row in rows))
    reading = desk.read()
    assert len(reading["placement"]) == 50 and not told(reading, "linjer-kun-i-gammel-fil")


@pytest.mark.parametrize(("then", "now"), [("", ""), ("A0", ""), ("", "A0")])
def test_a_line_without_a_case_is_not_counted_from_both_extracts(desk, put, then, now):
    one = {"CPR-nr.": "711013-4321"}
    others = ({"Sagsnummer": f"A{case}"} for case in range(1, 7))
    put("p30_20260228.csv", P30, PAID, {"Sagsnummer": then, **one}, *others)
    changed = {"Sagsnummer": now, "Ydelsesbeløb": "13.000,00", **one}
    put("p30_20260331.csv", P30, PAID, changed, {"Sagsnummer": "A1"})
    reading = desk.read()
    assert told(reading, "nyt-udtraek-kun-aendringer")
    assert sorted(reading["placement"]["price_kr"]) == [12500.0] * 6 + [13000.0]


@pytest.mark.parametrize(("end", "count"), [("31-01-2026", 0), ("31-03-2026", 0),
                                            ("01-04-2026", 1), ("", 1)])  # fmt: skip
def test_a_line_that_had_ended_is_not_missed_in_the_next_list(desk, put, end, count):
    rows = [{"Linje-id": str(line), "Sagsnummer": f"S{line}"} for line in range(25)]
    put("jan.csv", LIST, LISTED, {**rows[0], "Slutdato": end}, *rows[1:])
    put("mar.csv", LIST, LISTED, *rows[1:])
    assert len(told(desk.read(), "linjer-kun-i-gammel-fil")) == count
