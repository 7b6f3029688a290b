"""EG Sensum: overlapping deltas joined by id, prices from a file of their own."""

import pandas as pd
import pytest

INDSATSER = (
    "IndsatsId;SagId;Indsats;IndsatsParagraf;Tilbud;LeverandørId;LeverandørIndsatsId;"
    "LeverandørNavn;IndsatsStatus;IndsatsGodkendelsesDato;IndsatsStartDato;IndsatsSlutDato;"
    "Primær målgruppe;Sekundær målgruppe;IndsatskontoNummer"
)
INDSATS = {
    "IndsatsId": "700101",
    "SagId": "S1",
    "Indsats": "Midlertidigt botilbud",
    "IndsatsParagraf": "SEL § 107",
    "Tilbud": "Hus 2",
    "LeverandørId": "00007",
    "LeverandørIndsatsId": "7-MID",
    "LeverandørNavn": "Fonden Birken",
    "IndsatsStatus": "Igangsat",
    "IndsatsGodkendelsesDato": "10-12-2025 00-00",
    "IndsatsStartDato": "01-01-2026 00-00",
    "Primær målgruppe": "Autismespektrum",
    "IndsatskontoNummer": "5.38.52",
}
PRISER = ["IndsatsId", "Hovedindsats", "Linjetype", "Pris", "Enhed", "Antal", "Frekvens",
          "Gyldig fra", "Gyldig til", "Støttebehov", "Afløser", "Registreret"]  # fmt: skip
SAGER = "SagId;BorgerId;HandleKommune;BetalingsKommune;AfdelingNavn;PrimærAnsvarlig\n"
BORGER = "BorgerId;CPR;Fornavn;Efternavn;OpholdsKommuneNr\n"
LEVERANDOER = "LeverandørId;LeverandørNavn;LeverandørCVR;LeverandørEjerskab\n"


def price(line="700101", kr=1500.5, start="2026-01-01", end=None, **cells):
    row = dict.fromkeys(PRISER)
    row |= {"IndsatsId": line, "Linjetype": "Hovedydelse", "Pris": kr, "Enhed": "Døgn",
            "Antal": 1, "Frekvens": "Daglig", "Gyldig fra": pd.Timestamp(start).to_pydatetime(),
            "Gyldig til": pd.Timestamp(end).to_pydatetime() if end else None}  # fmt: skip
    return [row[name] if name not in cells else cells[name] for name in PRISER]


@pytest.fixture
def sensum(desk, csv):
    """Write Indsatser files (name → rows) and prices, and read the month."""

    def read(files, prices=None):
        for name, rows in files.items():
            desk.put(name, csv(INDSATSER, *rows, base=INDSATS))
        if prices is not None:
            desk.sheet("Priser.xlsx", [["Priser, voksne"], PRISER, *prices])
        return desk.read()

    return read


def test_the_newest_delta_counts(sensum):
    reading = sensum(
        {
            "Indsatser_20260301.csv": [{}, {"IndsatsId": "700102"}],
            "Indsatser_20260331.csv": [
                {"IndsatsSlutDato": "30-06-2026 00-00"}, {"IndsatsId": "700102"},
            ],
            "Indsatser_20260131.csv": [{"Indsats": "Noget ældre"}],
        },
        [price(), price("700102", 100)],
    )  # fmt: skip
    lines = reading["placement"]
    assert lines["line_id"].tolist() == ["700101", "700102"]
    assert lines["end"].tolist() == [pd.Timestamp("2026-06-30"), pd.NaT]
    assert lines["paragraf"].tolist() == ["SEL-107", "SEL-107"]
    assert reading.files["file"].tolist() == [
        "2026-03/Priser.xlsx",
        "2026-03/Indsatser_20260131.csv",
        "2026-03/Indsatser_20260301.csv",
        "2026-03/Indsatser_20260331.csv",
    ]
    assert reading.files["superseded"].tolist() == [0, 1, 1, 0]
    assert reading.files["duplicate"].tolist() == [0, 0, 1, 0]


def test_a_price_file_gives_one_row_per_interval_cut_to_the_lines_days(sensum):
    reading = sensum(
        {"Indsatser_1.csv": [{"IndsatsStartDato": "15-01-2026", "IndsatsSlutDato": "31-12-2026"}]},
        [price(kr=1000), price(kr=1100, start="2026-04-01", end="2027-12-31")],
    )
    lines = reading["placement"].sort_values("start")
    assert lines["line_id"].tolist() == ["700101", "700101"]
    assert lines["start"].tolist() == [pd.Timestamp("2026-01-15"), pd.Timestamp("2026-04-01")]
    assert lines["end"].tolist() == [pd.Timestamp("2026-03-31"), pd.Timestamp("2026-12-31")]
    assert lines["price_kr"].tolist() == [1000.0, 1100.0]
    assert lines["line_kind"].tolist() == ["hovedydelse", "hovedydelse"]
    assert reading.files.set_index("profile").loc["sensum_priser", "used_oere"] == 210_000


def test_the_price_file_fills_what_sensum_lacks(sensum):
    follower = price("700102", 400, Linjetype="Følgeydelse", Hovedindsats="700101",
                     Enhed="Time", Antal=7.5, Frekvens="Ugentlig")  # fmt: skip
    reading = sensum(
        {"Indsatser_1.csv": [{}, {"IndsatsId": "700102", "Indsats": "Ekstra støttetimer"}]},
        [price(Støttebehov="Ikke vurderet"), follower],
    )
    lines = reading["placement"].set_index("line_id")
    assert lines["placement_id"].tolist() == ["700101", "700101"]
    assert lines.loc["700102", ["line_kind", "unit", "frequency"]].tolist() == [
        "foelgeydelse", "time", "uge",
    ]  # fmt: skip
    assert lines.loc["700102", "quantity"] == 7.5
    assert lines["stoettebehov"].isna().all()


def test_without_a_price_in_the_file_a_line_is_an_error(sensum):
    reading = sensum({"Indsatser_1.csv": [{}, {"IndsatsId": "700102"}]}, [price()])
    (row,) = reading.set_aside.to_dict("records")
    assert (row["line"], row["row_class"]) == (3, "error")
    assert row["reason"] == "Indsatsen har ingen pris i prisfilen."
    assert reading["placement"]["line_id"].tolist() == ["700101"]


def test_without_a_price_file_the_lines_count_persons_but_no_kroner(sensum):
    reading = sensum({"Indsatser_1.csv": [{}]})
    assert reading["placement"]["price_kr"].isna().all()
    (told,) = [f for f in reading.findings if f.code == "prisfil-mangler"]
    assert told.severity == "fejl"
    assert reading.files["error"].sum() == 0


def test_a_price_of_an_unknown_line_is_an_error_and_of_a_kladde_a_draft(sensum):
    reading = sensum(
        {"Indsatser_1.csv": [{}, {"IndsatsId": "700102", "IndsatsStatus": "Kladde"}]},
        [price(), price("700102", 900), price("799999", 800)],
    )
    aside = reading.set_aside.set_index("line")
    assert aside.loc[4, "row_class"] == "draft"
    assert aside.loc[5, ["row_class", "found", "amount_oere"]].tolist() == [
        "error", "799999", 80_000,
    ]  # fmt: skip


def test_a_total_row_and_a_text_price(sensum):
    total = ["I alt", None, None, 2400.5, *[None] * 8]
    reading = sensum(
        {"Indsatser_1.csv": [{}]}, [price(), price(start="2027-01-01", kr="se kontrakt"), total]
    )
    aside = reading.set_aside.set_index("line")
    assert aside["row_class"].tolist() == ["error", "total"]
    assert aside.loc[4, "found"] == "se kontrakt"
    assert aside.loc[5, "amount_oere"] == 240_050


def test_a_unit_longer_than_its_frequency_is_never_guessed(sensum):
    reading = sensum(
        {"Indsatser_1.csv": [{}]},
        [price(), price(start="2027-01-01", Enhed="Måned", Frekvens="Daglig"),
         price(start="2028-01-01", Enhed="Time", Antal=None, Frekvens="Ugentlig")],
    )  # fmt: skip
    assert reading.set_aside["reason"].tolist() == [
        "En pris pr. måned, der betales pr. dag, kan ikke regnes om til dage.",
        "Antallet mangler: hvor mange timer pr. uge?",
    ]


def test_days_without_a_price_are_told_when_they_have_passed(sensum, codes):
    gap = [price(end="2026-01-31"), price(start="2026-03-01")]
    assert "pris-hul" in codes(sensum({"Indsatser_1.csv": [{}]}, gap))
    ahead = [price(end="2026-12-31")]  # next year's price is not known yet: no gap in March
    assert "pris-hul" not in codes(sensum({"Indsatser_1.csv": [{}]}, ahead))


def test_a_price_of_the_providers_service_holds_for_every_line_of_it(desk, csv):
    desk.put("Indsatser_1.csv", csv(INDSATSER, {}, {"IndsatsId": "700102"}, base=INDSATS))
    desk.put(
        "Priser.csv",
        "LeverandørIndsatsId;Pris;Enhed;Frekvens;Gyldig fra\n7-MID;1.234,50;Døgn;Daglig;\n",
    )
    assert desk.read()["placement"]["price_kr"].tolist() == [1234.5, 1234.5]


def test_case_citizen_and_provider_are_joined(desk, sensum):
    desk.put("Sager_1.csv", SAGER + "S1;B1;0999;0999;Voksen Øst;ABC\n")
    desk.put("Borger_1.csv", BORGER + "B1;711012-4321;Ingen;Findes;0999\n")
    desk.put("Leverandør_1.csv", LEVERANDOER + "00007;Fonden Birken;12345678;Selvejende\n")
    reading = sensum({"Indsatser_1.csv": [{}]}, [price()])
    (line,) = reading["placement"].to_dict("records")
    assert (line["team"], line["raadgiver"]) == ("Voksen Øst", "ABC")
    assert line["provider_id"] == "12345678"
    assert line["location_municipality"] == "Prøve Kommune"  # the citizen's, as nothing is better
    assert reading["person"]["person_id"].tolist() == [line["person_id"]]
    assert reading["case"]["person_id"].tolist() == [line["person_id"]]
    assert reading["provider"]["kind"].tolist() == ["selvejende"]
    everything = "".join(table.to_csv() for table in reading.tables.values())
    assert "4321" not in everything and "Findes" not in everything


def test_references_that_lead_nowhere_are_told_and_no_row_is_lost(desk, sensum, codes):
    desk.put("Sager_1.csv", SAGER + "S9;B1;0999;0999;Voksen Øst;ABC\n")
    desk.put("Leverandør_1.csv", LEVERANDOER + "00009;En anden;12345678;Privat\n")
    reading = sensum({"Indsatser_1.csv": [{}]}, [price()])
    assert len(reading["placement"]) == 1
    assert reading["placement"]["person_id"].notna().all()
    assert {"ukendt-sag", "ukendt-leverandoer", "uden-cpr"} <= set(codes(reading))


def test_an_expected_change_names_what_it_replaces(sensum):
    reading = sensum(
        {"Indsatser_1.csv": [{}, {"IndsatsId": "700102", "IndsatsStatus": "Forventet",
                                  "IndsatsStartDato": "01-05-2026"}]},
        [price(), price("700102", 1700, Afløser="700101"),
         price("700102", 1800, start="2027-01-01", Afløser="700101")],
    )  # fmt: skip
    lines = reading["placement"].sort_values(["line_id", "start"])
    assert lines["replaces"].tolist()[1:] == ["700101", "700101"]
    assert lines["start"].tolist()[1:] == [pd.Timestamp("2026-05-01"), pd.Timestamp("2027-01-01")]


def test_a_months_deltas_go_on_from_earlier_months_where_asked_for(desk, sensum, csv):
    earlier = csv(INDSATSER, {"IndsatsId": "700100"}, base=INDSATS)
    desk.put("Indsatser_20260228.csv", earlier, month="2026-02")
    desk.put("noget andet.csv", "a;b\nx;y\n", month="2026-02")
    prices = [price("700100"), price()]
    assert len(sensum({"Indsatser_1.csv": [{}]}, prices)["placement"]) == 1
    desk.settings('[filer]\ntidligere_maaneder = ["sensum_indsatser"]\n')
    reading = desk.read()
    assert reading["placement"]["line_id"].tolist() == ["700100", "700101"]
    assert reading.files["file"][0] == "2026-02/Indsatser_20260228.csv"
    assert not any("noget andet" in finding.text for finding in reading.findings)


def test_what_is_paid_once_ends_no_price_and_is_paid_on_its_own_day(sensum, codes):
    once = price(kr=9000, start="2026-03-15", Enhed="Fast", Frekvens="Engang")
    reading = sensum({"Indsatser_1.csv": [{}]}, [price(kr=1000), once])
    lines = reading["placement"].sort_values("start")
    assert lines["frequency"].tolist() == ["dag", "engang"]
    assert lines["start"].tolist() == [pd.Timestamp("2026-01-01"), pd.Timestamp("2026-03-15")]
    assert lines["end"].tolist() == [pd.NaT, pd.Timestamp("2026-03-15")]
    assert not {"pris-hul", "linje-overlapper"} & set(codes(reading))


def test_a_price_that_is_only_paid_once_is_paid_on_the_lines_first_day(sensum):
    reading = sensum(
        {"Indsatser_1.csv": [{"IndsatsStartDato": "15-01-2026"}]},
        [price(kr=9000, Enhed="Fast", Frekvens="Engang")],
    )
    assert reading["placement"]["start"].tolist() == [pd.Timestamp("2026-01-15")]


def test_a_foelgeydelses_price_does_not_end_the_hovedydelses(sensum, codes):
    follower = price(kr=90, start="2026-03-15", end="2026-03-20", Linjetype="Følgeydelse")
    reading = sensum({"Indsatser_1.csv": [{}]}, [price(kr=1000), follower])
    lines = reading["placement"].sort_values("start")
    assert lines["price_kr"].tolist() == [1000.0, 90.0]
    assert lines["end"].tolist() == [pd.NaT, pd.Timestamp("2026-03-20")]
    assert "linje-overlapper" not in codes(reading)


def test_deltas_with_the_time_of_day_in_their_names_are_one_list(sensum):
    reading = sensum(
        {
            "Indsatser_20260301060000.csv": [{"SagId": "S9"}],
            "Indsatser_20260301180000.csv": [{}],
        },
        [price()],
    )
    assert reading["placement"]["case_id"].tolist() == ["S1"]
    assert "nyeste-uvis" not in [finding.code for finding in reading.findings]
