"""Ids that two lists or two systems both use: nothing is lost, and nothing is mistaken."""

import pytest

from okonomi.analysis.movements.result import movements
from okonomi.intake.files import split_date
from okonomi.intake.ids import native_ids
from okonomi.rules import load_kontoplan

LINES = (
    "Linje-id;Hovedlinje;Sagsnummer;Ydelse;Linjetype;Status;Afløser;Startdato;Slutdato;Pris;"
    "Frekvens;Funktion"
)
LINE = {
    "Linje-id": "1",
    "Ydelse": "Opholdssted",
    "Linjetype": "Hovedydelse",
    "Status": "Bevilget",
    "Startdato": "01-01-2026",
    "Pris": "10000,00",
    "Frekvens": "måned",
    "Funktion": "5.28.20",
}
SENSUM = (
    "IndsatsId;SagId;Indsats;IndsatsStatus;IndsatsStartDato;IndsatsSlutDato;IndsatskontoNummer\n"
    "17;900;Botilbud;Igangsat;01-01-2026;;5.38.50\n"
)
PRICES = "IndsatsId;Pris;Enhed;Antal;Frekvens;Gyldig fra\n17;100000,00;måned;1;måned;01-01-2026\n"


@pytest.fixture
def put(desk, csv):
    """Put a list of lines into a month."""

    def into(name, *rows, month="2026-03"):
        desk.put(name, csv(LINES, *rows, base=LINE), month)

    return into


def told(reading, code):
    return [finding for finding in reading.findings if finding.code == code]


def test_lists_that_number_their_lines_alike_are_both_used(desk, put):
    follower = {"Linje-id": "2", "Hovedlinje": "1", "Linjetype": "Følgeydelse"}
    put("boern.csv", {"Sagsnummer": "S1"}, follower | {"Sagsnummer": "S1"})
    put("voksne.csv", {"Sagsnummer": "V1", "Pris": "40000,00", "Funktion": "5.38.50"})
    reading = desk.read()
    lines = reading["placement"]
    assert lines["line_id"].tolist() == ["boern:1", "boern:2", "voksne:1"]
    assert lines["placement_id"].tolist() == ["boern:1", "boern:1", "voksne:1"]
    assert lines["price_kr"].sum() == 60_000
    (finding,) = told(reading, "noegle-deles")
    assert finding.severity == "advarsel"
    assert "1 nøgle " in finding.text and "boern og voksne" in finding.text


def test_the_sheets_of_a_workbook_are_lists_too(desk):
    import openpyxl

    book = openpyxl.Workbook()
    header = ["Linje-id", "Sagsnummer", "Startdato", "Pris", "Frekvens", "Linjetype", "Status"]
    for name, case in (("Børn", "S1"), ("Voksne", "V1")):
        sheet = book.create_sheet(name)
        sheet.append(header)
        sheet.append(["1", case, "01-01-2026", 5, "måned", "Hovedydelse", "Bevilget"])
    (desk.root / "2026-03").mkdir()
    book.save(desk.root / "2026-03" / "Lister.xlsx")
    lines = desk.read()["placement"]
    assert lines["line_id"].tolist() == ["Lister Børn:1", "Lister Voksne:1"]


def test_the_same_case_in_two_lists_is_one_line(desk, put):
    put("a.csv", {"Sagsnummer": "S1"})
    put("b.csv", {"Sagsnummer": "S1", "Pris": "12000,00"})
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["1"]
    assert reading["placement"]["price_kr"].tolist() == [12_000.0]
    assert not told(reading, "noegle-deles")


def test_lists_that_name_no_case_are_about_the_same(desk, put):
    put("a.csv", {})
    put("b.csv", {"Pris": "12000,00"})
    assert desk.read()["placement"]["price_kr"].tolist() == [12_000.0]
    put("b.csv", {"Sagsnummer": "S1", "Pris": "12000,00"})
    assert desk.read()["placement"]["price_kr"].tolist() == [10_000.0, 12_000.0]


def test_a_line_moved_to_another_case_in_a_later_delivery_is_the_same_line(desk, put):
    put("liste_20260228.csv", {"Sagsnummer": "S1"})
    put("liste_20260331.csv", {"Sagsnummer": "S2"})
    reading = desk.read()
    assert reading["placement"]["case_id"].tolist() == ["S2"]
    (finding,) = told(reading, "noegle-deles")
    assert finding.severity == "fejl" and finding.text.startswith("1 række ")


def test_a_line_never_replaces_a_line_of_another_system(desk, put):
    desk.put("Indsatser.csv", SENSUM)
    desk.put("Priser.csv", PRICES)
    change = {"Linje-id": "18", "Status": "Forventet", "Afløser": "17", "Startdato": "01-06-2026"}
    put("liste.csv", {"Linje-id": "17"}, change)
    lines = desk.read()["placement"]
    mine = "17 (generisk_placeringer)"
    assert lines["line_id"].tolist() == ["17 (sensum)", mine, "18"]
    assert lines["placement_id"].tolist() == ["17 (sensum)", mine, "18"]
    assert lines["replaces"].tolist()[2] == mine
    assert native_ids(lines["line_id"]).tolist() == ["17", "17", "18"]


def test_a_line_is_the_same_line_when_another_system_begins_to_use_its_id(desk, put):
    put("liste.csv", {"Linje-id": "17"}, month="2026-02")
    put("liste.csv", {"Linje-id": "17"})
    desk.put("Indsatser.csv", SENSUM)
    desk.put("Priser.csv", PRICES)
    before, now = desk.read("2026-02"), desk.read()
    moves = movements(now, before, load_kontoplan()).moves
    assert moves["line_id"].tolist() == ["17"]
    assert moves["function_label"].str[:7].tolist() == ["5.38.50"]


@pytest.mark.parametrize(
    ("name", "date", "rest"),
    [
        ("Indsatser_20260331.csv", "20260331", "Indsatser"),
        ("Indsatser_28022026.csv", "20260228", "Indsatser"),
        ("Indsatser 03-12-2025.csv", "20251203", "Indsatser"),
        ("20260331_p32.csv", "20260331", "p32"),
        ("Indsatser_20260301060000.csv", "20260301", "Indsatser"),
        ("Indsatser 2026-03-01T06-00-00.csv", "20260301", "Indsatser"),
        ("Indsatser_20260301_0600.csv", "20260301", "Indsatser"),
        ("Sager 2026-03.xlsx", "20260300", "Sager"),
        ("nr 99132026.csv", "", "nr 99132026"),
        ("boern.csv", "", "boern"),
    ],
)
def test_the_date_in_a_files_name(name, date, rest):
    assert split_date(name) == (date, rest)


def test_two_extracts_of_one_system_never_count_twice(desk):
    desk.put(
        "BSDUBU.csv",
        "Sag rækkeID;Ydelse startdato;Ydelse slutdato;Antal;Takst;Frekvens;Status;Ydelsesvariant;"
        "Ydelsestype;Lovhjemmel;Funktion;Leverandør\n"
        "1001;01-01-2026;;1;50000,00;Måned;Bevilget;Opholdssted;Anbringelse;BL § 46;5.28.20;Alfa\n"
        "1002;01-01-2026;;1;60000,00;Måned;Bevilget;Opholdssted;Anbringelse;BL § 46;5.28.20;Alfa\n",
    )
    head = (
        "Startdato;Slutdato;Ydelsesbeløb;Antal;Enheds angivelse;Beregningsfrekvens;Sagsnummer;"
        "Type;Ydelsestype;Leverandør;Status;Funktion\n"
    )
    row = "01-01-2026;;{};1;Måned;Måned;{};Opholdssted;Anbringelse;Alfa;Bevilget;5.28.20\n"
    desk.put("BSDUBU2.csv", head + row.format("50000,00", 1001))
    reading = desk.read()
    assert reading["placement"]["price_kr"].tolist() == [50_000.0, 60_000.0]
    (aside,) = reading.set_aside.to_dict("records")
    assert (aside["file"], aside["row_class"]) == ("2026-03/BSDUBU2.csv", "duplicate")
    assert "et andet udtræk" in aside["reason"]
    (finding,) = told(reading, "system-dobbelt")
    assert finding.severity == "fejl"
    assert "BSDUBU.csv" in finding.text and "BSDUBU2.csv" in finding.text
    # A case that only the smaller extract has is kept.
    desk.put("BSDUBU2.csv", head + row.format("50000,00", 1001) + row.format("70000,00", 1003))
    assert desk.read()["placement"]["price_kr"].sum() == 180_000
    desk.put("BSDUBU2.csv", head + row.format("70000,00", 1003))
    reading = desk.read()
    assert reading["placement"]["price_kr"].sum() == 180_000
    assert [f.severity for f in told(reading, "system-to-udtraek")] == ["advarsel"]


def test_expected_lines_that_replace_each_other_in_a_ring_are_errors(desk, put):
    future = {"Status": "Forventet", "Startdato": "01-06-2026"}
    put(
        "liste.csv",
        {"Linje-id": "G"},
        future | {"Linje-id": "A", "Afløser": "B"},
        future | {"Linje-id": "B", "Afløser": "A"},
        future | {"Linje-id": "C", "Afløser": "A"},
        future | {"Linje-id": "D", "Afløser": "G"},
    )
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["G", "C", "D"]
    assert reading.set_aside["line"].tolist() == [3, 4]
    assert reading.set_aside["reason"].str.contains("ring").all()


def test_a_closed_line_without_an_end_is_an_error(desk, put):
    put(
        "liste.csv",
        {"Linje-id": "1", "Status": "Afsluttet"},
        {"Linje-id": "2", "Status": "Ophørt", "Slutdato": "31-03-2026"},
        {"Linje-id": "3", "Status": "Stoppet", "Frekvens": "engang"},
    )
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["2", "3"]
    (aside,) = reading.set_aside.to_dict("records")
    assert (aside["line"], aside["column"]) == (2, "Slutdato")
    assert aside["reason"] == "Slutdatoen mangler på en afsluttet linje."


def test_a_price_too_large_to_be_one_is_an_error(desk, put):
    put("liste.csv", {"Pris": "200000000000,00"}, {"Linje-id": "2"})
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["2"]
    assert reading.set_aside["row_class"].tolist() == ["error"]


def test_our_own_tilbud_is_known_by_every_spelling_of_its_cvr(desk):
    desk.settings('[egne]\ncvr = ["DK 12345678"]\n')
    rows = "".join(
        f"{n};Nr {n};{cvr};01-01-2026;5,00;måned;Bevilget;\n"
        for n, cvr in enumerate(("DK12345678", "12 34 56 78", "12345678", "87654321"))
    )
    desk.put("l.csv", "Linje-id;Leverandør;CVR;Startdato;Pris;Frekvens;Status;Linjetype\n" + rows)
    providers = desk.read()["provider"].set_index("provider")["own"]
    assert providers.astype(bool).to_dict() == {
        "Nr 0": True, "Nr 1": True, "Nr 2": True, "Nr 3": False,
    }  # fmt: skip


def test_a_foelgeydelse_may_name_its_main_line_in_another_system(desk, put, codes):
    desk.put("Indsatser.csv", SENSUM)
    desk.put("Priser.csv", PRICES)
    put("liste.csv", {"Linje-id": "18", "Hovedlinje": "17", "Linjetype": "Følgeydelse"})
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["17", "18"]
    assert reading["placement"]["placement_id"].tolist() == ["17", "17"]
    assert "foelgeydelse-alene" not in codes(reading)


def test_no_line_replaces_another_systems_line(desk, put, codes):
    desk.put("Indsatser.csv", SENSUM)
    desk.put("Priser.csv", PRICES)
    put("liste.csv", {"Linje-id": "18", "Status": "Forventet", "Afløser": "17"})
    reading = desk.read()
    assert reading["placement"]["replaces"].tolist()[1] == "17 (generisk_placeringer)"
    assert "afloeser-ukendt" in codes(reading)
