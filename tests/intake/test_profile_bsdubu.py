"""The children's economics extract: prices, ids, row classes and every trap of the format."""

import numpy as np
import pandas as pd
import pytest

HEADER = (
    "Dato;Ydelse startdato;Ydelse slutdato;Antal;Takst;Pris pr stk;Pris pr dag;Pris pr måned;"
    "Beregnet pris pr dag;Beregnet total;M0;Status;Ydelsesvariant;Ydelsestype;Tilbudstype;"
    "Lovhjemmel;Funktion;Leverandør;Leverandør beliggenhedskommune;Tilbudsbeskrivelse;Frekvens;"
    "Sag rækkeID;Sag status;Sagstype;Tvang;Afdeling"
)
LINE = {
    "Dato": "31-03-2026",
    "Ydelse startdato": "01-01-2026",
    "Ydelse slutdato": "31-12-2026",
    "Antal": "1,00",
    "Takst": "2.434,50",
    "Beregnet pris pr dag": "2.434,50",
    "Beregnet total": "888.592,50",
    "Status": "Bevilget",
    "Ydelsesvariant": "Opholdssted",
    "Ydelsestype": "Anbringelse",
    "Tilbudstype": "Opholdssted",
    "Lovhjemmel": "Barnets Lov § 46, stk. 1",
    "Funktion": "5.28.20",
    "Leverandør": "Fonden Birken",
    "Leverandør beliggenhedskommune": "Nordlund Kommune",
    "Tilbudsbeskrivelse": "Hus 1",
    "Frekvens": "Daglig",
    "Sag rækkeID": "0204501",
    "Sagstype": "Barn/ung",
    "Afdeling": "Øst",
}


@pytest.fixture
def extract(desk, csv):
    """Put one BSDUBU file with these rows and read it."""

    def read(*rows, encoding="utf-8", name="DUBU.csv", before="", after="", month="2026-03"):
        text = before + csv(HEADER, *rows, base=LINE) + after
        desk.put(name, text.encode(encoding), month)
        return desk.read(month)

    return read


def test_a_line_by_hand(extract):
    reading = extract({})
    (row,) = reading["placement"].to_dict("records")
    assert row["line_id"] == "0204501/Opholdssted/20260101"
    assert row["placement_id"] == row["line_id"]
    assert row["case_id"] == "0204501"
    assert row["start"] == pd.Timestamp("2026-01-01")
    assert row["end"] == pd.Timestamp("2026-12-31")
    assert (row["price_kr"], row["quantity"], row["frequency"]) == (2434.5, 1.0, "dag")
    assert (row["status"], row["line_kind"], row["area"]) == ("bevilget", "hovedydelse", "boern")
    assert (row["paragraf"], row["function"]) == ("BL-46-1", "5.28.20")
    assert (row["provider"], row["tilbud"]) == ("Fonden Birken", "Hus 1")
    assert row["location_municipality"] == "Nordlund Kommune"
    assert (row["source"], row["line"]) == (0, 2)
    assert row["person_id"].startswith("P") and len(row["person_id"]) == 13
    assert reading.files.loc[0, "used_oere"] == 88_859_250
    assert "uden-cpr" in [finding.code for finding in reading.findings]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_and_titles_above_the_header(extract, encoding):
    before = "DUBU økonomiudtræk (BSDUBU)\nUdskrevet: 31-03-2026 06:42;;Prøve Kommune\n\n"
    reading = extract({}, encoding=encoding, before=before)
    assert reading["placement"]["line"].tolist() == [5]
    assert reading.files.loc[0, ["rows", "heading", "used"]].tolist() == [5, 4, 1]


def test_thousands_without_decimals_trailing_minus_and_wrapped_cells(extract):
    reading = extract(
        {"Takst": "2.434", "Beregnet pris pr dag": ""},
        {"Takst": "500,00-", "Ydelsesvariant": "Kreditering", "Beregnet pris pr dag": ""},
        {"Sag rækkeID": '="0000012"', "Takst": "1.000,25", "Beregnet pris pr dag": ""},
    )
    assert reading["placement"]["price_kr"].tolist() == [2434.0, -500.0, 1000.25]
    assert reading["placement"]["case_id"].tolist()[2] == "0000012"


@pytest.mark.parametrize("open_end", ["", "31-12-9999", "9999-12-31", "01-01-1900", "-1"])
def test_sentinels_are_an_open_end(extract, open_end):
    assert extract({"Ydelse slutdato": open_end})["placement"]["end"].isna().all()


def test_every_fault_of_a_row_at_once(extract):
    reading = extract({}, {"Ydelse startdato": "31-02-2026", "Takst": "aftales", "Frekvens": "Nu"})
    (row,) = reading.set_aside.to_dict("records")
    assert (row["line"], row["row_class"]) == (3, "error")
    assert set(row["column"].split("; ")) == {"Ydelse startdato", "Takst", "Frekvens"}
    assert set(row["found"].split("; ")) == {"31-02-2026", "aftales", "Nu"}
    assert "Datoen findes ikke i kalenderen." in row["reason"]
    assert row["amount_oere"] == 88_859_250
    assert len(reading["placement"]) == 1


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"Takst": ""}, "Værdien mangler."),
        ({"Status": ""}, "Værdien mangler."),
        ({"Status": "Måske"}, "Værdien findes ikke i profilens kodeliste."),
        ({"Ydelse slutdato": "31-12-2025"}, "Slutdatoen ligger før startdatoen."),
        ({"Antal": "0"}, "Antallet er ikke større end nul."),
        ({"Ydelse startdato": "31-02-2026"}, "Datoen findes ikke i kalenderen."),
    ],
)
def test_one_fault(extract, cells, reason):
    reading = extract({}, {"Sag rækkeID": "0204502"}, {"Sag rækkeID": "0204503", **cells})
    (row,) = reading.set_aside.to_dict("records")
    assert (row["line"], row["row_class"], row["reason"]) == (4, "error", reason)


def test_a_short_row_is_an_error_and_shows_nothing_of_it(extract):
    reading = extract({}, after="0204599;kun;tre\n")
    (row,) = reading.set_aside.to_dict("records")
    assert row["reason"] == "Rækken har 3 kolonner, men skulle have 26."
    assert pd.isna(row["found"]) and pd.isna(row["amount_oere"])
    assert reading.files.loc[0, ["error", "no_amount"]].tolist() == [1, 1]


def test_totals_blanks_and_repeated_headings(extract):
    cells = [""] * 26
    cells[0], cells[9] = "I alt", "1.777.185,00"
    tail = ";" * 25 + "\n" + HEADER + "\n" + ";".join(cells) + "\n"
    reading = extract({}, {"Sag rækkeID": "0204502"}, after=tail)
    found = reading.files.loc[0, ["used", "blank", "heading", "total", "used_oere", "total_oere"]]
    assert found.tolist() == [2, 1, 2, 1, 177_718_500, 177_718_500]


def test_a_provider_called_total_is_no_total(extract):
    reading = extract({"Leverandør": "Total Omsorg ApS"}, {"Leverandør": "Sum"})
    assert reading["placement"]["provider"].tolist() == ["Total Omsorg ApS", "Sum"]


def test_kladde_counts_nowhere_even_when_it_is_unfinished(extract):
    reading = extract({}, {"Status": "Kladde", "Takst": "", "Sag rækkeID": "0204502"})
    assert reading.set_aside["row_class"].tolist() == ["draft"]
    assert len(reading["placement"]) == 1


def test_the_first_of_equal_rows_is_used_and_ignored_columns_do_not_matter(extract):
    reading = extract({}, {"M0": "5,00"}, {"Takst": "2.434,51", "Beregnet pris pr dag": ""})
    assert reading["placement"]["line"].tolist() == [2, 4]
    assert reading.set_aside[["line", "row_class"]].values.tolist() == [[3, "duplicate"]]


def test_only_the_newest_of_several_extracts_in_one_file_counts(extract):
    reading = extract({"Dato": "28-02-2026", "Takst": "1,00", "Beregnet pris pr dag": ""}, {})
    assert reading["placement"]["price_kr"].tolist() == [2434.5]
    assert reading.set_aside["row_class"].tolist() == ["superseded"]


def test_adjoining_price_intervals_are_one_line(extract):
    reading = extract(
        {"Ydelse slutdato": "31-05-2026"},
        {"Ydelse startdato": "01-06-2026", "Takst": "2.500,00", "Beregnet pris pr dag": ""},
        {"Ydelse startdato": "02-06-2026", "Ydelse slutdato": "", "Leverandør": "En anden"},
    )
    ids = reading["placement"]["line_id"].tolist()
    assert ids[0] == ids[1] == "0204501/Opholdssted/20260101"
    assert ids[2] == "0204501/Opholdssted/20260602"


def test_ids_of_equal_lines_do_not_depend_on_the_order_of_the_rows(extract, desk):
    first = extract({"Takst": "300,00"}, {"Takst": "200,00"})["placement"]
    desk.root.joinpath("2026-03", "DUBU.csv").unlink()
    second = extract({"Takst": "200,00"}, {"Takst": "300,00"})["placement"]
    by_price = dict(zip(first["price_kr"], first["line_id"], strict=True))
    assert by_price == dict(zip(second["price_kr"], second["line_id"], strict=True))
    assert sorted(by_price.values()) == [
        "0204501/Opholdssted/20260101",
        "0204501/Opholdssted/20260101/2",
    ]


def test_a_forventet_line_replaces_the_one_line_it_agrees_with(extract):
    change = {
        "Status": "Forventet",
        "Ydelse startdato": "01-07-2026",
        "Takst": "3.000,00",
        "Beregnet pris pr dag": "",
    }
    later = {"Ydelse startdato": "01-09-2026", "Takst": "2.600,00", "Beregnet pris pr dag": ""}
    reading = extract({"Ydelse slutdato": "31-08-2026"}, later, change)
    lines = reading["placement"]
    assert lines["line_id"][0] == lines["line_id"][1]
    assert lines["replaces"].tolist()[2] == lines["line_id"][0]
    assert lines["replaces"].isna().tolist() == [True, True, False]


def test_lines_without_a_case_have_nothing_in_common(extract):
    expected = {"Status": "Forventet", "Ydelse startdato": "01-06-2026"}
    reading = extract({"Sag rækkeID": ""}, {"Sag rækkeID": "", **expected})
    assert reading["placement"]["replaces"].isna().all()


def test_a_forventet_line_that_could_replace_two_replaces_none(extract, codes):
    change = {"Status": "Forventet", "Ydelse startdato": "01-07-2026"}
    reading = extract({}, {"Leverandør": "En anden"}, change)
    assert reading["placement"]["replaces"].isna().all()
    assert "afloeser-uklar" in codes(reading)


def test_a_price_per_day_that_disagrees_is_told_and_takst_is_used(extract, codes):
    reading = extract({"Antal": "2,00"}, {"Takst": "14.000,00", "Frekvens": "Månedlig",
                                          "Beregnet pris pr dag": "460,22"})  # fmt: skip
    assert reading["placement"]["price_kr"].tolist() == [2434.5, 14000.0]
    (told,) = [f for f in reading.findings if f.code == "beregnet-pris-afviger"]
    assert told.rows["linje"].tolist() == [2]


def test_a_foelgeydelse_without_a_main_line_is_told(extract, codes):
    follower = {"Ydelsestype": "Følgeydelse", "Ydelsesvariant": "Befordring"}
    assert "foelgeydelse-alene" not in codes(extract({}, follower))
    assert "foelgeydelse-alene" in codes(extract({**follower, "Sag rækkeID": "1"}, name="b.csv"))


def test_lines_without_function_are_counted(extract, codes):
    reading = extract({"Funktion": ""})
    assert "uden-funktion" in codes(reading)
    assert reading["placement"]["area"].isna().all()


def test_a_plejefamilie_is_nameless_and_the_same_every_month(extract, desk):
    family = {
        "Leverandør": "Plejefamilien Ida og Bo Prøve",
        "Tilbudsbeskrivelse": "Hos Ida og Bo",
        "Ydelsesvariant": "Plejefamilie",
        "Funktion": "5.28.22",
    }
    march = extract(family, {**family, "Sag rækkeID": "7"})
    april = extract({**family, "Leverandør": "plejefamilien  Ida og Bo Prøve."}, month="2026-04")
    (name,) = march["placement"]["provider"].unique()
    assert name.startswith("Plejefamilie ") and len(name) == 19
    assert april["placement"]["provider"].tolist() == [name]
    assert march["placement"]["tilbud"].isna().all()
    assert march["provider"][["provider", "kind"]].values.tolist() == [[name, "plejefamilie"]]


def test_the_case_list_ties_the_case_to_the_citizen(extract, desk):
    desk.put(
        "DUBU_sagsliste.csv",
        "Sag rækkeID;CPR-nr.;Barnets navn;Husstand;Afdeling;Rådgiver;Sag status;Oprettet;"
        "Næste opfølgning\n"
        "0204501;711012-4321;Ingen Findes;H1;Øst;ABC;Aktiv;01-01-2020;01-06-2026\n"
        "0204502;711012-4321;Ingen Findes;H1;Øst;ABC;Aktiv;01-01-2020;\n",
    )
    reading = extract({}, {"Sag rækkeID": "0204502"})
    lines, persons = reading["placement"], reading["person"]
    assert lines["person_id"].nunique() == 1
    assert lines["raadgiver"].tolist() == ["ABC", "ABC"]
    assert lines["next_followup"].tolist() == [pd.Timestamp("2026-06-01"), pd.NaT]
    assert persons["birth_date"].tolist() == [pd.Timestamp("2012-10-11")]
    assert persons["household_id"].tolist() == [lines["household_id"][0]]
    everything = "".join(table.to_csv() for table in reading.tables.values())
    assert "4321" not in everything and "Findes" not in everything and "H1," not in everything


def test_types_are_those_of_the_schema(extract):
    lines = extract({})["placement"]
    assert lines["start"].dtype == np.dtype("datetime64[s]")
    assert lines["price_kr"].dtype == np.float64
    assert str(lines["provider"].dtype) == "str"
    assert str(lines["price_year"].dtype) == "Int64"
