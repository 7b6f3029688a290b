"""Columns that nothing was read from: what may be lost with them is told."""

import datetime as dt

import pytest

HEAD = "Linje-id;Sagsnummer;Linjetype;Status;Startdato;Slutdato;Antal;Enhed;Frekvens;Pris"
ROW = "1;S1;Hovedydelse;Bevilget;01-01-2026;31-01-2026;30;Døgn;Måned;1.500,00"


@pytest.fixture
def listed(desk):
    """Read one list; ``told(code)`` gives its findings."""

    def read(head, *rows):
        desk.put("a.csv", "\n".join([head, *rows]) + "\n")
        reading = desk.read()
        return reading, lambda code: [f for f in reading.findings if f.code == code]

    return read


@pytest.mark.parametrize(
    ("head", "cell"),
    [
        (HEAD + ";Pris pr. enhed", "1.500,00"),
        (HEAD + ";Enhedspris", "1.500,00"),
        (HEAD.replace("Pris", "Beløb") + ";Takst", "1.500,00"),
        (HEAD.replace("Pris", "Beløb") + ";Pris", "1.500,00"),
    ],
)
def test_the_price_of_a_unit_is_read_before_a_sum(listed, head, cell):
    reading, told = listed(head, ROW.replace("1.500,00", "45.000,00") + ";" + cell)
    assert reading["placement"]["price_kr"].tolist() == [1500.0]
    (finding,) = told("kolonne-valgt")
    assert f"“{head.rpartition(';')[2]}” er brugt." in finding.text


def test_a_heading_that_stands_twice_is_told_where_the_columns_differ(listed):
    _, told = listed(HEAD + ";Pris", ROW + ";45.000,00")
    assert "“Pris” og “Pris (2)”" in told("kolonne-valgt")[0].text
    for same in ("1.500,00", "1500", "1500,0", "-", ""):
        _, told = listed(HEAD + ";Pris", ROW + ";" + same)
        assert not told("kolonne-valgt"), same
    _, told = listed(HEAD + ";Pris", ROW + ";ukendt")
    assert told("kolonne-valgt")


@pytest.mark.parametrize(
    ("header", "cell", "count"),
    [
        ("Startdato", "2026-01-02", 1),
        ("Startdato", "2026-01-01", 0),
        ("Fra dato", "02-01-2026", 1),
        ("Fra dato", "1.1.2026", 0),
        ("Startdato (visiteret)", "15-12-2025", 0),
        ("Til dato", "31-12-9999", 1),
    ],
)
def test_another_date_is_told_where_it_is_another_day_of_the_same_thing(
    listed, header, cell, count
):
    _, told = listed(f"{HEAD};{header}", f"{ROW};{cell}")
    assert len(told("kolonne-valgt")) == count


def test_the_granted_price_is_read_before_the_published_one(listed):
    row = "1;S1;Hovedydelse;Bevilget;01-01-2026;;2.100,00;1.500,00;Daglig"
    reading, told = listed(
        "Linje-id;Sagsnummer;Linjetype;Status;Startdato;Slutdato;Takst;Pris;Frekvens", row
    )
    assert reading["placement"]["price_kr"].tolist() == [1500.0]
    assert "“Pris” er brugt." in told("kolonne-valgt")[0].text


def test_the_agreed_price_of_a_contract_is_read_before_the_published_one(listed):
    head = "Kontrakt-id;Leverandør;Ydelse;Takst;Pris;Enhed;Frekvens;Startdato;Udløb"
    reading, _ = listed(
        head.replace("-id", " id"), "K1;A ApS;Ophold;2,00;1,00;Døgn;Dag;01-01-2026;"
    )
    assert reading["contract"]["agreed_price_kr"].tolist() == [1.0]


@pytest.mark.parametrize(
    ("names", "cells", "count"),
    [
        ("Korrigeret budget;Korrigeret budget ekskl. overførsler", "1.100.000;1.050.000", 0),
        ("Korrigeret budget;Korrigeret budget inkl. overførsler", "1.100.000;1.150.000", 0),
        ("Korrigeret budget;Vedtaget budget", "1.100.000;1000000,00", 0),
        ("Korrigeret budget;Vedtaget budget", "1.100.000;1.000.001,00", 1),
    ],
)
def test_two_budgets_are_one_only_where_they_are_called_the_same(desk, names, cells, count):
    head = "År;Funktion;Oprindeligt budget;"
    desk.put("Budget.csv", f"{head}{names}\n2026;5.28.20;1.000.000;{cells}\n")
    found = [f for f in desk.read().findings if f.code == "kolonne-valgt"]
    assert len(found) == count


def test_what_a_profile_ignores_is_no_rival(desk, codes):
    desk.profile(
        "p.yaml",
        "name: p\ntitle: P\nrecognise: {headers: [Id, Fra, Beløb, Udløb]}\nkey: [line_id]\n"
        "ignore: [Beløb (*, Udløb]\n"
        "tables: {placement: {columns: {line_id: Id, start: Fra, end: Til, price_kr: Beløb}, "
        "constants: {frequency: dag, line_kind: hovedydelse, status: bevilget}}}\n",
    )
    head = "Id;Fra;Beløb;Beløb;Udløb\n"
    desk.put("P.csv", head + "1;01-03-2026;1.000,00;800,00;31-03-2026\n")
    reading = desk.read()
    assert len(reading["placement"]) == 1
    assert "kolonne-valgt" not in codes(reading)
    ends = [f.severity for f in reading.findings if f.code == "slutdato-mangler"]
    assert ends == ["advarsel"]


def test_a_last_day_under_a_name_nobody_knows_is_a_fault(listed):
    reading, told = listed(HEAD.replace("Slutdato", "Udløber"), ROW)
    assert reading["placement"]["end"].isna().all()
    (finding,) = told("slutdato-mangler")
    assert finding.severity == "fejl" and "“Udløber”" in finding.text
    _, told = listed(HEAD.replace("Slutdato", "Kontonr"), ROW.replace("31-01-2026", "46112"))
    (finding,) = told("slutdato-mangler")
    assert finding.severity == "advarsel" and "Kontonr" not in finding.text
    born = ROW.replace("31-01-2026", "31-01-1999")
    _, told = listed(HEAD.replace("Slutdato", "Fødselsdato"), born)
    assert [finding.severity for finding in told("slutdato-mangler")] == ["advarsel"]
    _, told = listed(HEAD, ROW)
    assert not told("slutdato-mangler")


def test_debit_and_credit_under_a_name_nobody_knows_are_a_fault(listed):
    head = "Bilag;Bogføringsdato;Funktion;Beløb;{}"
    rows = ("1;01-03-2026;5.28.20;100,00;{}", "2;01-03-2026;5.28.20;40,00;{}")
    reading, told = listed(head.format("S/H"), rows[0].format("S"), rows[1].format("H"))
    assert [finding.severity for finding in told("debet-kredit-ulaest")] == ["fejl"]
    _, told = listed(head.format("Note"), rows[0].format("-"), rows[1].format("-"))
    assert not told("debet-kredit-ulaest")
    _, told = listed(head.format("Momskode"), rows[0].format("K"), rows[1].format(""))
    assert not told("debet-kredit-ulaest")
    signed = rows[1].replace("40,00", "-40,00")
    _, told = listed(head.format("S/H"), rows[0].format("S"), signed.format("H"))
    assert not told("debet-kredit-ulaest")  # the amounts bear their sign themselves
    reading, told = listed(head.format("DK-kode"), rows[0].format("D"), rows[1].format("K"))
    assert reading["posting"]["amount_oere"].tolist() == [10_000, -4_000]


def test_an_empty_status_is_told_with_what_it_was_read_as(listed):
    reading, told = listed(HEAD, ROW, ROW.replace("1;S1", "2;S2").replace("Bevilget", ""))
    assert reading["placement"]["status"].tolist() == ["bevilget", "bevilget"]
    (finding,) = told("tom-regnet-som")
    assert finding.text.endswith("1 række har ingen “Status” og er regnet som bevilget.")
    assert finding.severity == "advarsel"
    assert finding.rows["linje"].tolist() == [3]
    _, told = listed(HEAD, ROW)
    assert not told("tom-regnet-som")
    _, told = listed(HEAD, ROW.replace("Hovedydelse", ""))
    assert [finding.severity for finding in told("tom-regnet-som")] == ["oplysning"]


def test_what_ones_own_profile_says_of_an_empty_cell_is_not_told(desk, codes):
    desk.profile(
        "p.yaml",
        "name: p\ntitle: P\nrecognise: {headers: [Id, Fra, Beløb, Stade]}\nkey: [line_id]\n"
        "tables: {placement: {columns: {line_id: Id, start: Fra, price_kr: Beløb, status: Stade}, "
        'codes: {status: {"": bevilget}}, '
        "constants: {frequency: dag, line_kind: hovedydelse}}}\n",
    )
    desk.put("P.csv", "Id;Fra;Beløb;Stade\n1;01-03-2026;1.000,00;\n")
    reading = desk.read()
    assert reading["placement"]["status"].tolist() == ["bevilget"]
    assert "tom-regnet-som" not in codes(reading)


@pytest.mark.parametrize(
    ("title", "count"),
    [
        ("Beløb i 1.000 kr.", 1),
        ("alle tal i t.kr.", 1),
        ("(1.000 kr.)", 1),
        ("Angivet i hele tusinde kr.", 1),
        ("Alle beløb i 1.000 kr. og ikke i hele kr.", 1),
        ("Ikke korrigeret. Beløb i 1.000 kr.", 1),
        ("Alle beløb i hele kr. og ikke i 1.000 kr.", 0),
        ("Beløb i hele kr., ikke angivet i tusinde kr.", 0),
        ("I kroner (ikke t.kr.)", 0),
        ("Mio. kr.", 0),
        ("Poster over 1.000 kr.", 0),
        ("Budget 2026", 0),
    ],
)
def test_amounts_in_thousands_above_the_table(desk, title, count):
    rows = [["Budget"], [title], ["År", "Funktion", "Budget"], [2026, "5.28.20", 12500]]
    desk.sheet("Budget.xlsx", rows)
    found = [f for f in desk.read().findings if f.code == "beloeb-i-tusinder"]
    assert [finding.severity for finding in found] == ["fejl"] * count


def test_a_profile_that_multiplies_knows_of_the_thousands(desk):
    desk.profile(
        "b.yaml",
        "name: b\ntitle: B\nrecognise: {headers: [År, Funktion, Budget]}\nkey: [year, function]\n"
        "tables: {budget: {columns: {year: År, function: Funktion, "
        "original_oere: {headers: Budget, times: 1000}}}}\n",
    )
    desk.put("Budget.csv", "Beløb i 1.000 kr.;;\nÅr;Funktion;Budget\n2026;5.28.20;12500\n")
    reading = desk.read()
    assert reading["budget"]["original_oere"].tolist() == [1_250_000_000]
    assert "beloeb-i-tusinder" not in [finding.code for finding in reading.findings]


def test_the_number_of_a_period_without_its_year_sets_no_posting_aside(desk, codes):
    head = "Bilag;Bogføringsdato;Periode;Funktion;Beløb\n"
    desk.put("p.csv", head + "1;25-04-2026;4;5.38.50;10,00\n2;25-04-2026;004;5.38.50;5,00\n")
    reading = desk.read()
    assert reading["posting"]["amount_oere"].tolist() == [1000, 500]
    assert reading["posting"]["period"].isna().all()
    assert "periode-uden-aar" in codes(reading)


def test_a_posting_without_its_account_is_no_total_whatever_its_provider_is_called(desk):
    head = "Bilag;Bogføringsdato;Funktion;Leverandør;Beløb\n"
    desk.put("p.csv", head + "1;25-04-2026;;Total Omsorg ApS;10,00\n;;;Total marts;10,00\n")
    assert desk.read().set_aside["row_class"].tolist() == ["error", "total"]


def test_kilometres_need_a_number(listed):
    reading, _ = listed(HEAD, ROW.replace("30;Døgn;Måned", ";Km;Uge"))
    assert reading.set_aside["reason"].tolist() == ["Antallet mangler: hvor mange km pr. uge?"]


def test_the_time_of_day_that_a_workbook_holds_is_read(desk):
    desk.sheet(
        "Hændelser.xlsx",
        [["Sagsnummer", "Hændelse", "Modtaget", "Modtaget kl.", "Udført"],
         ["S1", "Underretning", dt.datetime(2026, 3, 1), dt.time(14, 30), None]],
    )  # fmt: skip
    assert desk.read()["case_event"]["received_time"].tolist() == ["14:30"]


def test_a_list_without_kind_and_status_is_read_as_its_empty_cells_would_be(listed):
    head = "Linje-id;Hovedlinje;Sagsnummer;Startdato;Frekvens;Pris"
    reading, told = listed(head, "1;;S1;01-01-2026;Måned;1.500,00", "2;1;S1;01-01-2026;Måned;90,00")
    assert reading["placement"]["line_kind"].tolist() == ["hovedydelse", "foelgeydelse"]
    assert reading["placement"]["status"].tolist() == ["bevilget", "bevilget"]
    assert [finding.severity for finding in told("kolonne-antaget")] == ["advarsel"] * 2
    assert "“Ydelsesart”" in told("kolonne-antaget")[0].text
    assert "“Status”" in told("kolonne-antaget")[1].text


def test_a_list_of_no_ones_lines_is_not_taken_for_bevillinger(listed):
    head = "Id;Leverandør;Startdato;Frekvens;Pris"
    reading, told = listed(head, "1;Fonden Birken;01-01-2026;Måned;1.500,00")
    assert reading["placement"].empty and not told("kolonne-antaget")
    (row,) = reading.set_aside.to_dict("records")
    assert "Kolonnen “Ydelsesart” mangler i filen." in row["reason"]
    assert "“Linjetype”" in row["remedy"]


def test_headers_as_databases_write_them_are_known(listed):
    head = (
        "LINJE_ID;SAGS_NR.;Linje type;status;START_DATO;Slut-dato;LEVERANDOER;Frekvens:;Pris (kr.)"
    )
    row = "1;S1;Hovedydelse;Bevilget;2026-01-01;2026-03-31;Fonden Birken;Måned;1500,50"
    reading, told = listed(head, row)
    (line,) = reading["placement"].to_dict("records")
    assert (line["case_id"], line["provider"], line["price_kr"]) == ("S1", "Fonden Birken", 1500.5)
    assert line["end"] == dt.datetime(2026, 3, 31)
    assert not told("kolonner-ikke-laest")


def test_of_two_headers_alike_the_first_is_read_and_the_other_told(listed):
    reading, told = listed(HEAD + ";PRIS", ROW + ";1,00")
    assert reading["placement"]["price_kr"].tolist() == [1500.0]
    assert "“Pris” og “PRIS”" in told("kolonne-valgt")[0].text


def test_a_databases_null_is_nothing_in_every_column(listed):
    head = HEAD + ";Husstand;Hovedlinje;CPR-nr.;Team;Støttebehov;Leverandør"
    nulls = ";NULL;NULL;{};NULL;NULL;-"
    rows = [ROW, ROW.replace("1;S1;", "2;NULL;")]
    cprs = ("7110124321", "7112124321")
    reading, told = listed(head, *(r + nulls.format(c) for r, c in zip(rows, cprs, strict=True)))
    lines = reading["placement"]
    assert lines["household_id"].isna().all()  # two citizens are not one household
    assert lines["placement_id"].tolist() == ["1", "2"]
    assert lines["case_id"].tolist()[0] == "S1" and lines["case_id"].isna().tolist()[1]
    assert lines[["team", "stoettebehov", "provider"]].isna().all(axis=None)
    assert not told("vaerdi-tvivlsom")


def test_words_for_no_last_day(listed):
    rows = [
        ROW.replace("1;S1", f"{number};S1").replace("31-01-2026", word)
        for number, word in enumerate(("Løbende", "åben", "TIDSUBEGRÆNSET", "indtil videre"), 1)
    ]
    reading, _ = listed(HEAD, *rows)
    assert reading["placement"]["end"].isna().tolist() == [True] * 4


def test_what_a_failed_formula_left_in_a_text_file_is_no_name(listed):
    rows = [f"{row};#I/T;#NAVN?;#I/T" for row in (ROW, ROW.replace("1;S1", "2;S2"))]
    reading, told = listed(HEAD + ";Leverandør;Tilbud;Husstand", *rows)
    lines = reading["placement"]
    assert lines[["provider", "tilbud", "household_id"]].isna().all(axis=None)
    assert len(told("vaerdi-tvivlsom")) == 2


def test_what_a_profile_says_means_nothing_is_no_household(desk):
    desk.profile(
        "p.yaml",
        "name: p\ntitle: P\nrecognise: {headers: [Nr, Fra, Kr, Bor]}\nkey: [line_id]\n"
        "sentinels: [Ikke oplyst]\n"
        "tables: {placement: {columns: {line_id: Nr, start: Fra, price_kr: Kr, household: Bor}, "
        "constants: {frequency: dag, line_kind: hovedydelse, status: bevilget}}}\n",
    )
    desk.put("P.csv", "Nr;Fra;Kr;Bor\n1;01-03-2026;1,00;Ikke oplyst\n2;01-03-2026;1,00;H7\n")
    assert desk.read()["placement"]["household_id"].isna().tolist() == [True, False]


def test_a_table_beside_the_one_that_is_read_is_told(desk):
    day = dt.datetime(2026, 1, 1)
    head = ["Linje-id", "Sagsnummer", "Linjetype", "Status", "Startdato", "Pris", "Frekvens"]
    row = ["1", "S1", "Hoved", "Bevilget", day, 100, "Måned"]
    other = ["2", "S2", "Hoved", "Bevilget", day, 300, "Måned"]
    desk.sheet("a.xlsx", [[*head, None, *head], [*row, None, *other], row])
    reading = desk.read()
    (finding,) = [f for f in reading.findings if f.code == "to-tabeller"]
    assert finding.severity == "fejl" and "1 række i den anden" in finding.text


@pytest.mark.parametrize(
    ("footnote", "found"), [("Alle beløb er i 1.000 kr.", 1), ("Beløb i hele kr.", 0)]
)
def test_a_footnote_or_a_sheets_name_may_say_that_amounts_are_in_thousands(desk, footnote, found):
    head = "År;Funktion;Funktionsnavn;Budget\n"
    desk.put("Budget.csv", head + f"2026;5.28.20;Opholdssteder;12500\n;;;\n{footnote};;;\n")
    assert len([f for f in desk.read().findings if f.code == "beloeb-i-tusinder"]) == found


STATUS = "Linje-id;Sagsnummer;Linjetype;{};Startdato;Slutdato;Pris;Frekvens"


@pytest.mark.parametrize("header", ["Ydelsesstatus", "Tilstand"])
@pytest.mark.parametrize(("other", "assumed"), [("Kladde", False), ("Afslag", False),
                                                ("Forventet", False), ("Aktiv", True)])  # fmt: skip
def test_nothing_is_assumed_where_a_column_of_another_name_tells(listed, header, other, assumed):
    rows = [
        f"{line};S{line};Hovedydelse;{status};01-01-2026;;1.500,00;Daglig"
        for line, status in enumerate(("Bevilget", "Bevilget", other))
    ]
    reading, told = listed(STATUS.format(header), *rows)
    assert len(reading["placement"]) == (3 if assumed else 0)
    assert bool(told("kolonne-antaget")) is assumed
    assert reading.files["error"].tolist() == [0 if assumed else 3]


def test_a_kind_under_another_name_is_not_assumed_either(listed):
    head = STATUS.format("Status").replace("Linjetype", "Type")
    row = "{};S1;{};Bevilget;01-01-2026;;1.500,00;Daglig"
    reading, told = listed(head, row.format(1, "Hovedydelse"), row.format(2, "Tillæg"))
    assert reading.files["error"].tolist() == [2] and not told("kolonne-antaget")


@pytest.mark.parametrize("none", ["0", "-1", "-", ""])
def test_a_main_line_that_is_none_makes_no_foelgeydelse(listed, none):
    head = STATUS.format("Status").replace("Linjetype", "Hovedlinje")
    row = "{};S1;{};Bevilget;01-01-2026;;1.500,00;Daglig"
    reading, _ = listed(head, row.format(1, none), row.format(2, "1"))
    assert reading["placement"]["line_kind"].tolist() == ["hovedydelse", "foelgeydelse"]


def test_of_two_headings_that_are_written_almost_alike_the_first_is_read(listed):
    head = HEAD.replace("Startdato", "Start-dato;Start dato")
    reading, told = listed(head, ROW.replace("01-01-2026", "01-01-2026;01-02-2026", 1))
    assert reading["placement"]["start"].dt.month.tolist() == [1]
    assert "“Start-dato” er brugt" in told("kolonne-valgt")[0].text


@pytest.mark.parametrize(
    ("names", "tables"),
    [
        ({"Linje-id": "{}", "Sagsnummer": "S1"}, False),  # two tables of a database, put together
        ({"Linje-id": "8{}", "Sagsnummer": "S1"}, True),  # two lines of a case, side by side
        ({"Linje-id": "8{}", "Sagsnummer": "S9"}, True),
        ({"Sagsnummer": "S1"}, False),
        ({"Sagsnummer": "S9"}, True),
    ],
)
def test_headings_that_stand_twice_for_the_same_lines_are_one_table(listed, names, tables):
    again = names | {"Status": "Bevilget", "Startdato": "01-01-2026", "Pris": "1.500,00"}
    row = ";".join(["{}" + ROW[1:], *again.values()])
    _, told = listed(";".join([HEAD, *again]), row.format(1, 1), row.format(2, 2))
    assert bool(told("to-tabeller")) is tables


def test_a_running_number_is_no_id_where_there_is_one(desk):
    head = "Løbenr;Id;Sagsnummer;Linjetype;Status;Startdato;Slutdato;Pris;Frekvens"
    row = "{};{};S{};Hovedydelse;Bevilget;01-01-2026;{};1.500,00;Daglig"
    first = [row.format(line, 100 + line, line, "") for line in range(1, 6)]
    desk.put("l_20260228.csv", "\n".join([head, *first]) + "\n")
    desk.put("l_20260331.csv", "\n".join([head, row.format(1, 104, 4, "31-03-2026")]) + "\n")
    lines = desk.read()["placement"].set_index("case_id")["end"]
    assert sorted(lines.index) == ["S1", "S2", "S3", "S4", "S5"]
    assert lines["S4"] == dt.datetime(2026, 3, 31)


def test_whether_it_is_booked_is_no_date(desk):
    desk.put("p.csv", "Bilag;Posteringsdato;Bogført;Funktion;Beløb\n1;28-02-2026;Ja;5.28.20;1,00\n")
    assert desk.read()["posting"]["date"].tolist() == [dt.datetime(2026, 2, 28)]


def test_the_price_per_unit_is_no_unit(listed):
    head = HEAD.replace("Enhed;", "Pris/enhed;")
    reading, _ = listed(head, ROW.replace("Døgn", "50,00"))
    assert reading["placement"][["price_kr", "quantity"]].values.tolist() == [[50.0, 30.0]]
    assert reading["placement"]["unit"].isna().all()
