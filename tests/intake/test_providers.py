"""Providers over a whole reading: one name each, and private persons without a name."""

import pytest

POSTINGS = "Bilagsnr;Bogføringsdato;Funktion;Leverandør;CVR;Tekst;Beløb\n"
CONTRACTS = "Kontraktnr;Leverandør;Tilbud;Ydelse;Aftalt pris\n"
PROVIDERS = "Leverandør;CVR;Ejerforhold;Eget tilbud\n"


@pytest.fixture
def told(desk):
    """The findings of the month by code."""
    return lambda: {finding.code: finding for finding in desk.read().findings}


def posting(number, provider, function="5.28.20", cvr="", text="Faktura"):
    return f"{number};01-03-2026;{function};{provider};{cvr};{text};100,00\n"


def test_spellings_are_gathered_and_told(desk, told):
    desk.put("p.csv", POSTINGS + posting(1, "Birken ApS") + posting(2, "BIRKEN APS.")
             + posting(3, " Birken  ApS"))  # fmt: skip
    assert desk.read()["posting"]["provider"].unique().tolist() == ["Birken ApS"]
    assert told()["navne-samlet"].rows.values.tolist() == [
        ["Birken ApS", "BIRKEN APS."],
    ]


def test_names_that_look_alike_are_suggested_and_the_alias_table_decides(desk, told):
    desk.put("p.csv", POSTINGS + posting(1, "Opholdsstedet Birkely")
             + posting(2, "Opholdsstedet Birkelye"))  # fmt: skip
    assert desk.read()["posting"]["provider"].nunique() == 2
    assert told()["navne-ligner"].rows["navn"].tolist() == ["Opholdsstedet Birkely"]
    (desk.root / "leverandoer_alias.csv").write_text(
        "navn;samles_under\nopholdsstedet birkelye;Opholdsstedet Birkely\n", encoding="utf-8"
    )
    assert desk.read()["posting"]["provider"].unique().tolist() == ["Opholdsstedet Birkely"]
    assert "navne-ligner" not in told()


def test_a_plejefamilie_is_hidden_everywhere_in_the_reading(desk):
    name = "Ida og Bo Prøve"
    desk.put("Leverandører.csv", PROVIDERS + f"{name};12345678;Almen plejefamilie;Nej\n")
    desk.put("Kontrakter.csv", CONTRACTS + f"K1;{name.upper()};Hos Ida;Døgnpleje;700,00\n")
    desk.put("Posteringer.csv", POSTINGS + posting(1, f"{name} ", cvr="12345678",
             text=f"Vederlag til {name}, marts") + posting(2, "Fonden Birken"))  # fmt: skip
    desk.put("Priser.csv", "Leverandør;Ydelse;Pris pr. måned\nHus 1;Vederlag ida & bo prøve;1,00\n")
    reading = desk.read()
    (shown,) = {t["provider"][0] for t in (reading["contract"], reading["posting"])}
    assert shown.startswith("Plejefamilie ")
    assert reading["posting"]["provider"][1] == "Fonden Birken"
    assert "text" not in reading["posting"]
    assert reading["price_list"]["service"].tolist() == [f"Vederlag {shown}"]
    assert reading["contract"]["tilbud"].isna().all()
    assert reading["posting"]["provider_id"].isna().all()
    row = reading["provider"].set_index("provider").loc[shown]
    assert row["kind"] == "plejefamilie" and row[["provider_id"]].isna().all()
    everything = "".join(table.to_csv() for table in reading.tables.values())
    everything += "".join(f.text + f.rows.to_csv() for f in reading.findings)
    assert "Ida" not in everything and "12345678" not in everything


@pytest.mark.parametrize(
    "name",
    ["Ida Prøve", "Ida Prøve (Eksempel Kommune)", "Ida Prøve, Aarhus Kommune", "Prøve Fonden",
     "Familiepleje Nord A/S", "Idas Center"],
)  # fmt: skip
def test_on_the_function_of_plejefamilier_every_payee_is_one(desk, name):
    desk.put("p.csv", POSTINGS + posting(1, f'"{name}"', "5.28.22")
             + posting(2, f'"{name}"', "5.28.20"))  # fmt: skip
    names = desk.read()["posting"]["provider"]
    assert names.str.fullmatch("Plejefamilie [A-Z2-7]{6}").all() and names.nunique() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [("Familiepleje Nord A/S", "Privat"), ("Birkens Center", "Selvejende"),
     ("Eksempel Kommune", "Kommunal")],
)  # fmt: skip
def test_but_the_provider_file_decides_for_an_institution(desk, name, kind):
    desk.put("Leverandører.csv", PROVIDERS + f"{name};;{kind};Nej\n")
    desk.put("p.csv", POSTINGS + posting(1, name, "5.28.22"))
    assert desk.read()["posting"]["provider"].tolist() == [name]


def test_and_a_kommune_is_no_person(desk):
    desk.put("p.csv", POSTINGS + posting(1, "Aarhus Kommune", "5.28.22"))
    assert desk.read()["posting"]["provider"].tolist() == ["Aarhus Kommune"]


@pytest.mark.parametrize(
    ("name", "cvr", "shown"),
    [
        ("Ida Prøve", "", False),
        ("Prøve, Ida", "", False),
        ("PRØVE IDA OG BO", "", False),
        ("Ida Prøve, Nygade 4", "", False),
        ("Mormor Ida Prøve", "", False),
        ("Ida Prøve (Eksempel Kommune)", "", False),
        ("Ida Prøve", "12345678", True),
        ("Ida Prøve ApS", "", True),
        ("Idas Bofællesskab", "", True),
        ("Birken", "", True),
        ("Hus 1", "", True),
        ("Lanternegården Nord", "", True),
    ],
)
def test_elsewhere_a_name_like_a_persons_is_hidden(desk, name, cvr, shown):
    desk.put("p.csv", POSTINGS + posting(1, f'"{name}"', cvr=cvr))
    (given,) = desk.read()["posting"]["provider"]
    assert (given == name) if shown else given.startswith("Privatperson ")


def test_one_row_per_provider_with_what_the_files_know(desk, told):
    desk.settings('[egne]\nleverandoerer = ["hus 1"]\n')
    desk.put("Leverandører.csv", PROVIDERS + "Birken;12345678;Selvejende;\n"
             "Hus 1;;Kommunal;\nEgen;;Privat;Ja\n")  # fmt: skip
    desk.put("p.csv", POSTINGS + posting(1, "Birken") + posting(2, "Ny", cvr="11111111")
             + posting(3, "Ny", cvr="22222222"))  # fmt: skip
    table = desk.read()["provider"].set_index("provider")
    assert table["kind"].fillna("").to_dict() == {
        "Birken": "selvejende", "Hus 1": "kommunal", "Egen": "privat", "Ny": "",
    }  # fmt: skip
    assert table["own"].to_dict() == {"Birken": False, "Hus 1": True, "Egen": True, "Ny": False}
    assert table.loc["Birken", "provider_id"] == "12345678"
    assert told()["flere-cvr"].rows["navn"].tolist() == ["Ny"]


LINES = "Linje-id;Sagsnummer;Leverandør;CVR;Ejerforhold;Startdato;Pris;Frekvens;Funktion\n"


def granted(number, provider, cvr, kind="Privat"):
    return f"{number};S{number};{provider};{cvr};{kind};01-01-2026;100;Dag;5.28.20\n"


@pytest.mark.parametrize(
    ("lines", "booked", "pairs"),
    [
        (["Havkanten ApS", "Birken ApS"], ["Birken ApS"], [["Havkanten ApS", "Birken ApS"]]),
        (["Havkanten ApS"], ["Birken ApS"], [["Havkanten ApS", "Birken ApS"]]),
        (["Birken ApS"], ["Birken ApS", "Havkanten ApS"], [["Birken ApS", "Havkanten ApS"]]),
        (["Birken ApS", "Havkanten ApS"], ["Birken ApS", "Havkanten ApS"], []),
        (["Birken ApS"], ["Birken ApS"], []),
    ],
)
def test_one_firm_granted_under_one_name_and_booked_under_another(desk, told, lines, booked, pairs):
    desk.put("l.csv", LINES + "".join(granted(n, p, "12345678") for n, p in enumerate(lines)))
    postings = (posting(n, p, cvr="12345678") for n, p in enumerate(booked))
    desk.put("p.csv", POSTINGS + "".join(postings))
    found = told().get("samme-cvr-flere-navne")
    assert (found is None) == (not pairs)
    if found is not None:
        assert found.rows[["bevilget_hos", "bogfoert_hos"]].values.tolist() == pairs
        assert found.text.startswith("1 CVR-nummer står under ét navn")


def test_a_municipalitys_own_places_share_its_number(desk, told):
    desk.put("l.csv", LINES + granted(1, "Solgården", "12345678", "Kommunal"))
    desk.put("p.csv", POSTINGS + posting(1, "Engen", cvr="12345678"))
    assert "samme-cvr-flere-navne" not in told()
