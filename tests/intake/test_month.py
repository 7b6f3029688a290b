"""Bad input to a month: what stops, what is told and passed over, and the exit codes."""

import io
import zipfile

import pandas as pd
import pytest

from okonomi.errors import UserError
from okonomi.intake import exit_code, read_file, read_previous

BUDGET = "År;Funktion;Oprindeligt budget\n2026;5.28.20;1.000,00\n"
SENSUM = (
    "IndsatsId;SagId;Indsats;IndsatsStatus;IndsatsStartDato;IndsatsSlutDato;IndsatskontoNummer\n"
    "17;900;Botilbud;Igangsat;01-01-2026;;5.38.50\n"
)


def test_a_month_without_a_folder_and_an_empty_folder(desk):
    with pytest.raises(UserError, match="Der er ingen mappe med udtræk for 2026-03"):
        desk.read()
    (desk.root / "2026-03").mkdir()
    for name in (
        "~$Budget.xlsx",
        "desktop.ini",
        "README.md",
        "afviste_raekker.xlsx",
        ".skjult.csv",
    ):
        desk.put(name, "x")
    with pytest.raises(UserError, match="er tom. Læg månedens udtræk i den"):
        desk.read()


def test_an_unknown_file_is_named_and_the_rest_goes_on(desk, codes):
    desk.put("Budget.csv", BUDGET)
    desk.put("Frokost.csv", "Dag;Ret\nMandag;Suppe\n")
    desk.put("billede.png", b"\x89PNG")
    reading = desk.read()
    assert len(reading["budget"]) == 1
    unknown = reading.files[reading.files["profile"].isna()]
    assert unknown["file"].tolist() == ["2026-03/billede.png", "2026-03/Frokost.csv"]
    assert unknown["sha256"].str.len().tolist() == [64, 64]
    assert exit_code(reading) == 1
    assert not any("Suppe" in finding.text for finding in reading.findings)


def test_an_unknown_file_that_is_nearly_known_says_what_it_lacks(desk):
    desk.put("Budget.csv", BUDGET.replace("Oprindeligt budget", "Beløb 2026"))
    (told,) = [f for f in desk.read().findings if f.code == "ukendt-fil"]
    assert "ligner Budget" in told.text and "“oprindeligt budget”" in told.text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("laast.xlsx", "EncryptedPackage".encode("utf-16-le")),
        ("oedelagt.xlsx", b"PK\x03\x04 ikke et regneark"),
        ("tom.csv", b""),
        ("kun_overskrift.csv", b"Uge;Ret\n"),
        ("rapport nr. 2. udgave.csv", b"%PDF-1.7 xx"),
    ],
)
def test_a_file_that_cannot_be_read_is_told_and_the_rest_goes_on(desk, name, content):
    if name == "laast.xlsx":
        content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + content + bytes(2048)
    desk.put("Budget.csv", BUDGET)
    desk.put(name, content)
    reading = desk.read()
    unread = ("fil-ulaeselig", "fil-kun-overskrifter")
    (told,) = [f for f in reading.findings if f.code in unread]
    assert told.severity == "fejl" and name in told.text
    assert told.text.endswith(".") and told.remedy.endswith(".") and name not in told.remedy
    assert len(reading["budget"]) == 1
    assert exit_code(reading) == 1


def test_sheets_beside_a_known_one_do_not_make_the_file_unknown(desk, codes):
    import openpyxl

    book = openpyxl.Workbook()
    book.active.append(["Forside"])
    known = book.create_sheet("Budget")
    for row in (["År", "Funktion", "Oprindeligt budget"], [2026, "5.28.20", 1000]):
        known.append(row)
    other = book.create_sheet("Vejledning")
    for row in (["Felt", "Betydning"], ["År", "Budgetår"]):
        other.append(row)
    (desk.root / "2026-03").mkdir()
    book.save(desk.root / "2026-03" / "Budget.xlsx")
    reading = desk.read()
    assert len(reading["budget"]) == 1
    assert "ukendt-ark" in codes(reading) and "ukendt-fil" not in codes(reading)
    assert exit_code(reading) == 0


def test_a_sheet_that_is_nearly_known_is_told_louder(desk):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (["År", "Funktion", "Oprindeligt budget"], [2026, "5.28.20", 1000]):
        book.active.append(row)
    other = book.create_sheet("Voksne")
    for row in (["År", "Funktion", "Ramme"], [2026, "5.38.50", 2000]):
        other.append(row)
    (desk.root / "2026-03").mkdir()
    book.save(desk.root / "2026-03" / "Budget.xlsx")
    (finding,) = [f for f in desk.read().findings if f.code == "ukendt-ark"]
    assert finding.severity == "advarsel"
    assert "Det ligner Budget, men mangler “oprindeligt budget”." in finding.text


def test_exit_codes(desk):
    desk.put("Budget.csv", BUDGET)
    assert exit_code(desk.read()) == 0
    desk.put("Budget.csv", BUDGET + "2026;5.28.21;mange\n")
    assert exit_code(desk.read()) == 1
    desk.put("Budget.csv", "Noget;Andet\nx;y\n")
    assert exit_code(desk.read()) == 2


def test_a_missing_or_other_key_stops_with_one_sentence(desk):
    desk.put("Budget.csv", BUDGET)
    desk.settings('[personer]\nnoegle_fingeraftryk = "0123456789ab"\n')
    with pytest.raises(UserError, match="Nøglen er en anden end før") as stopped:
        desk.read()
    assert len(stopped.value.faults) == 1
    (desk.root / "noegle.txt").unlink()
    with pytest.raises(UserError, match="okonomi init"):
        desk.read()


def test_every_fault_of_the_alias_table_and_a_wrong_setting(desk):
    desk.put("Budget.csv", BUDGET)
    alias = desk.root / "leverandoer_alias.csv"
    alias.write_text("navn;samles_under\nA;B\nA;C\n;D\n", encoding="utf-8-sig")
    with pytest.raises(UserError) as stopped:
        desk.read()
    assert [fault.split(":")[0] for fault in stopped.value.faults] == [
        "leverandoer_alias.csv, linje 3",
        "leverandoer_alias.csv, linje 4",
    ]
    alias.unlink()
    desk.settings('[filer]\ntidligere_maaneder = ["sensum_indsats"]\n')
    with pytest.raises(UserError, match="profilen “sensum_indsats”"):
        desk.read()


def test_a_users_own_profile_needs_no_python_and_wins_by_name(desk):
    desk.profile(
        "min.yaml",
        "name: generisk_budget\ntitle: Vores budget\nrecognise: {headers: [Konto, Kroner]}\n"
        "tables:\n  budget:\n    columns: {function: Konto, original_oere: Kroner}\n"
        "    constants: {year: '2026'}\n",
    )
    desk.put("b.csv", "Konto;Kroner\n5.28.20;1.000,50\n")
    reading = desk.read()
    assert reading["budget"][["year", "function", "original_oere"]].values.tolist() == [
        [2026, "5.28.20", 100_050]
    ]
    assert reading.files["profile"].tolist() == ["generisk_budget"]


def test_two_profiles_that_fit_equally_well_read_nothing_and_say_so(desk, codes):
    for name in ("a", "b"):
        desk.profile(
            f"{name}.yaml",
            f"name: {name}\ntitle: Profil {name}\nrecognise: {{headers: [Konto, Kroner]}}\n"
            "tables: {budget: {columns: {function: Konto, original_oere: Kroner, year: Konto}}}\n",
        )
    desk.put("b.csv", "Konto;Kroner\n5.28.20;1\n")
    reading = desk.read()
    (told,) = [f for f in reading.findings if f.code == "profil-uafgjort"]
    assert "a og b" in told.text
    assert exit_code(reading) == 2


def test_a_contract_list_that_tells_of_its_providers_is_a_contract_list(desk, codes):
    desk.put(
        "Kontrakter.csv",
        "Kontraktnr;Leverandør;CVR;Ejerforhold;Aftalt pris;Start\n"
        "K1;Birken;99000001;Privat;2500,00;01-01-2026\n",
    )
    reading = desk.read()
    assert reading.files["profile"].tolist() == ["generisk_kontrakter"]
    assert reading["contract"]["agreed_price_kr"].tolist() == [2500.0]


def test_a_name_without_a_place_lies_where_its_cvr_number_does(desk):
    desk.put(
        "Leverandører.csv",
        "Leverandør;CVR;Ejerforhold;Beliggenhedskommune\n"
        "Skovgården;33000011;Selvejende;Langby\nDen selvejende Skovgården;33000011;Selvejende;\n"
        "Birken;33000022;Privat;Langby\nBirken Nord;33000022;Privat;Nordby\n"
        "Birken Syd;33000022;;\n",
    )
    desk.put("Placeringer.csv", "".join([
        "Linje-id;Sagsnummer;Leverandør;Linjetype;Startdato;Pris;Enhed;Frekvens;Antal;Status\n",
        *(f"L{n};S{n};{name};Hovedydelse;01-01-2026;1000,00;døgn;dag;1;Bevilget\n"
          for n, name in enumerate(["Den selvejende Skovgården", "Birken Syd", "Skovgården"])),
    ]))  # fmt: skip
    lines = desk.read()["placement"].set_index("case_id")["location_municipality"]
    assert lines.fillna("?").to_dict() == {"S0": "Langby", "S1": "?", "S2": "Langby"}


@pytest.mark.parametrize(("ids", "told"), [(("1", "1", "2"), ["1"]), (("1", "2", "3"), [])])
def test_line_ids_that_begin_anew_in_every_case_are_told(desk, ids, told):
    head = "Linje-id;Sagsnummer;Leverandør;Linjetype;Startdato;Pris;Enhed;Frekvens;Antal;Status\n"
    rows = [
        f"{one};S{n};Birken;Hovedydelse;0{n + 1}-01-2026;1000,00;døgn;dag;1;Bevilget\n"
        for n, one in enumerate(ids)
    ]
    desk.put("Placeringer.csv", head + "".join(rows))
    found = [f for f in desk.read().findings if f.code == "linje-id-paa-flere-sager"]
    assert [f.text[:1] for f in found] == told


def test_the_most_specific_profile_wins(desk):
    for name, more in (("a", ""), ("b", ", file_name: 'sær*'")):
        desk.profile(
            f"{name}.yaml",
            f"name: {name}\ntitle: Profil {name}\nrecognise: {{headers: [Konto, Kroner]{more}}}\n"
            "tables: {budget: {columns: {function: Konto, original_oere: Kroner, year: Konto}}}\n",
        )
    desk.put("særlig.csv", "Konto;Kroner\n5;1\n")
    desk.put("anden.csv", "Konto;Kroner\n5;1\n")
    assert desk.read().files.set_index("file")["profile"].to_dict() == {
        "2026-03/særlig.csv": "b",
        "2026-03/anden.csv": "a",
    }


def test_a_column_that_is_gone_is_a_fault_of_every_row(desk):
    desk.profile(
        "min.yaml",
        "name: min\ntitle: Min\nrecognise: {headers: [Konto, År]}\ntables:\n  budget:\n"
        "    columns: {function: Konto, year: År, original_oere: [Kroner, Beløb]}\n",
    )
    desk.put("b.csv", "Konto;År;Sum i alt\n5.28.20;2026;5\n5.28.21;2026;6\n")
    reading = desk.read()
    assert reading.set_aside["reason"].tolist() == ["Kolonnen “Kroner” mangler i filen."] * 2


def test_a_column_may_change_its_name_from_a_month(desk):
    text = (
        "name: min\ntitle: Min\nrecognise: {headers: [Konto, År]}\ntables:\n  budget:\n"
        "    columns:\n      function: Konto\n      year: År\n"
        "      original_oere: [{header: Ny, from: 2026-03-01}, {header: Gammel, until: 2026-02}]\n"
    )
    desk.profile("min.yaml", text)
    content = "Konto;År;Gammel;Ny\n5.28.20;2026;1;2\n"
    desk.put("b.csv", content)
    desk.put("b.csv", content, month="2026-02")
    assert desk.read()["budget"]["original_oere"].tolist() == [200]
    assert desk.read("2026-02")["budget"]["original_oere"].tolist() == [100]


def test_unread_columns_are_named(desk):
    desk.put("Budget.csv", BUDGET.replace("budget\n", "budget;Nyt felt\n").replace(",00", ",00;x"))
    (told,) = [f for f in desk.read().findings if f.code == "kolonner-ikke-laest"]
    assert "“Nyt felt”" in told.text


def test_a_files_name_never_shows_a_cpr_number(desk):
    desk.put("Budget 711012-4321.csv", BUDGET)
    reading = desk.read()
    assert reading.files["file"].tolist() == ["2026-03/Budget [cpr skjult].csv"]


def test_one_file_with_one_profile_and_no_workspace(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(BUDGET, encoding="utf-8")
    reading = read_file(path, "generisk_budget", pd.Period("2026-03", "M"))
    assert reading["budget"]["original_oere"].tolist() == [100_000]
    with pytest.raises(UserError, match="Profilen findes_ikke findes ikke"):
        read_file(path, "findes_ikke", pd.Period("2026-03", "M"))


def test_an_error_cell_in_a_workbook_is_an_error_where_it_decides_a_figure(desk):
    rows = [["År", "Funktion", "Oprindeligt budget", "Helårspersoner"],
            [2026, "5.28.20", 1000, 5], [2026, "5.28.21", "=NA()", 5]]  # fmt: skip
    path = desk.sheet("Budget.xlsx", rows)
    path.write_bytes(_with_error(path.read_bytes()))
    reading = desk.read()
    (row,) = reading.set_aside.to_dict("records")
    assert (row["line"], row["column"]) == (3, "Oprindeligt budget")
    assert "#N/A" in row["reason"]


def test_an_error_cell_in_a_column_that_decides_no_figure_is_told(desk):
    rows = [["År", "Oprindeligt budget", "Helårspersoner", "Funktion"],
            [2026, 1000, 5, "5.28.20"], [2026, 1000, "=NA()", "5.28.21"]]  # fmt: skip
    path = desk.sheet("Budget.xlsx", rows)
    path.write_bytes(_with_error(path.read_bytes()))
    reading = desk.read()
    assert reading["budget"]["persons"].isna().tolist() == [False, True]
    (told,) = [f for f in reading.findings if f.code == "vaerdi-tvivlsom"]
    assert all(word in told.text for word in ("Budget.xlsx", "“Helårspersoner”", "#N/A"))
    assert told.rows["linje"].tolist() == [3]


def _with_error(workbook: bytes) -> bytes:
    """The workbook as Excel would have saved it: the formula with its value #N/A."""
    source, target = zipfile.ZipFile(io.BytesIO(workbook)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for item in source.infolist():
            data = source.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                data = data.replace(b'<c r="C3"><f>NA()</f><v /></c>',
                                    b'<c r="C3" t="e"><f>NA()</f><v>#N/A</v></c>')  # fmt: skip
                assert b"#N/A" in data
            out.writestr(item, data)
    return target.getvalue()


def test_a_known_file_without_rows_is_read_as_no_rows(desk):
    desk.put("Budget.csv", BUDGET)
    desk.put("Indsatser_20260331.csv", SENSUM.partition("\n")[0] + "\n")
    desk.sheet("Budget2.xlsx", [["År", "Funktion", "Oprindeligt budget"]])
    reading = desk.read()
    assert reading.files.set_index("profile").loc[
        "sensum_indsatser", ["rows", "used"]
    ].tolist() == [1, 0]
    told = [f for f in reading.findings if f.code == "fil-uden-raekker"]
    assert [f.severity for f in told] == ["oplysning", "oplysning"]
    assert exit_code(reading) == 0


def test_an_unknown_file_is_a_fault_as_check_says_it_is(desk):
    desk.put("Budget.csv", BUDGET)
    desk.put("Frokost.csv", "Dag;Ret\nMandag;Suppe\n")
    (told,) = [f for f in desk.read().findings if f.code == "ukendt-fil"]
    assert told.severity == "fejl"


def test_every_fault_makes_the_exit_code_one(desk):
    desk.put("Indsatser.csv", SENSUM)
    reading = desk.read()  # lines without prices: no row is set aside
    assert [f.code for f in reading.findings if f.severity == "fejl"] == ["prisfil-mangler"]
    assert exit_code(reading) == 1


def test_the_month_before_without_files_is_no_month(desk):
    desk.put("Budget.csv", BUDGET)
    (desk.root / "2026-02").mkdir()
    march = pd.Period("2026-03", "M")
    assert read_previous(desk.open(), march) is None
    desk.put("Budget.csv", BUDGET, "2026-02")
    assert len(read_previous(desk.open(), march)["budget"]) == 1


def test_an_earlier_delta_that_cannot_be_read_is_told(desk):
    desk.settings('[filer]\ntidligere_maaneder = ["sensum_indsatser"]\n')
    desk.put("Indsatser_20260228.xlsx", b"PK\x03\x04 itu", "2026-02")
    desk.put("Frokost.csv", "Dag;Ret\nMandag;Suppe\n", "2026-02")
    desk.put("Indsatser_20260331.csv", SENSUM)
    reading = desk.read()
    (told,) = [f for f in reading.findings if f.code in ("fil-ulaeselig", "ukendt-fil")]
    assert "2026-02/Indsatser_20260228.xlsx" in told.text


def test_deltas_are_put_in_order_by_dates_of_every_kind(desk):
    ended = SENSUM.replace("01-01-2026;;", "01-01-2026;31-01-2026;")
    desk.put("Indsatser_05032026.csv", ended)
    desk.put("Indsatser_28022026.csv", SENSUM)
    lines = desk.read()["placement"]
    assert lines["end"].tolist() == [pd.Timestamp("2026-01-31")]


def test_a_delta_without_a_date_beside_dated_ones_is_told(desk, codes):
    ended = SENSUM.replace("01-01-2026;;", "01-01-2026;31-01-2026;")
    desk.put("Indsatser_20260331.csv", ended)
    assert "fil-uden-dato" not in codes(desk.read())
    desk.put("Indsatser ny.csv", SENSUM)
    (told,) = [f for f in desk.read().findings if f.code == "fil-uden-dato"]
    assert "2026-03/Indsatser ny.csv" in told.text and told.severity == "advarsel"
