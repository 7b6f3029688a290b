"""The generic lists of what is delivered, absence, goals and rådgivere."""

import datetime as dt

import pandas as pd


def test_delivered_support_per_case_and_month(desk):
    desk.settings()
    desk.root.joinpath("leverandoer_alias.csv").write_text(
        "navn;samles_under\nBirken;Fonden Birken\n", encoding="utf-8"
    )
    desk.put(
        "Leverancer.csv",
        "Sagsnummer;Leverandør;CVR;Ydelse;Måned;Leverede timer;Leverede nætter;"
        "Aftalte aktiviteter;Leverede aktiviteter\n"
        "S-1;Birken;12345678;Botilbud;2026-02;82,5;28;4;3\n"
        "S-1;Birken;12345678;Botilbud;marts 2026;;31;;\n"
        "S-2;Birken;12345678;Botilbud;2026-02;mange;28;;\n",
    )
    reading = desk.read()
    table = reading["delivery"]
    assert table["provider"].tolist() == ["Fonden Birken"] * 2
    assert table["month"].tolist() == [pd.Timestamp("2026-02-01"), pd.Timestamp("2026-03-01")]
    first, second = table.to_dict("records")
    assert (first["hours"], first["nights"]) == (82.5, 28.0)
    assert (first["agreed_activities"], first["activities"]) == (4.0, 3.0)
    assert pd.isna(second["hours"])  # not documented, never 0
    assert reading.set_aside["row_class"].tolist() == ["error"]  # hours that cannot be read


def test_a_later_delivery_list_replaces_the_month_it_repeats(desk):
    head = "Sagsnummer;Leverandør;Måned;Leverede timer\n"
    desk.put("Leverancer_2026-03-01.csv", head + "S-1;Birken;2026-02;80\n")
    desk.put("Leverancer_2026-03-31.csv", head + "S-1;Birken;2026-02;85\n")
    assert desk.read()["delivery"]["hours"].tolist() == [85.0]


def test_absence_with_an_open_end(desk, codes):
    desk.put(
        "Fravær.csv",
        "Linje id;Sagsnummer;Leverandør;Første fraværsdag;Sidste fraværsdag;Fraværsart\n"
        "L1;S-1;Birken;01-02-2026;20-02-2026;Indlagt\n"
        "L2;S-2;Birken;05-03-2026;;Ferie hos familien Findes\n"
        "L3;S-3;Birken;31-02-2026;;\n"
        "L4;S-4;Birken;01-03-2026;måske;\n",
    )
    reading = desk.read()
    table = reading["absence"]
    assert table["line_id"].tolist() == ["L1", "L2"]
    assert table["start"].tolist() == [pd.Timestamp("2026-02-01"), pd.Timestamp("2026-03-05")]
    assert table["end"].isna().tolist() == [False, True]
    assert reading.set_aside["line"].tolist() == [4, 5]  # a day that is not, an end nobody can read


def test_goals_are_numbers_and_never_texts(desk):
    desk.sheet(
        "Mål.xlsx",
        [
            ["Sagsnummer", "Målnr", "Mål", "Tema", "Vurderet", "Udvikling"],
            ["S-1", "1", "At bo hos moster Ane", "Bolig", dt.datetime(2026, 1, 5), "Fremgang"],
            ["S-1", "1", "At bo hos moster Ane", "Bolig", dt.datetime(2026, 3, 5), "Mål nået"],
            ["S-1", "2", "x", "Skole", dt.datetime(2026, 3, 5), "Tilbagegang"],
            ["S-1", "3", "x", "Skole", dt.datetime(2026, 3, 5), "Ved ikke"],
        ],
    )
    reading = desk.read()
    assert reading["goal"]["progress"].tolist() == ["fremgang", "nået", "tilbagegang"]
    assert reading.set_aside["line"].tolist() == [5]
    assert "moster" not in reading["goal"].to_csv()


def test_raadgivere_are_initials_and_teams(desk):
    desk.put(
        "Rådgivere.csv",
        "Rådgiver;Navn;Team;Område;Årsværk;Ansat siden;Norm\n"
        "ABC;Ingen Findes;Handicap;Voksne;0,8;01-11-2025;35\n",
    )
    (row,) = desk.read()["raadgiver"].to_dict("records")
    assert (row["raadgiver"], row["area"], row["fte"], row["norm"]) == ("ABC", "voksne", 0.8, 35.0)
    assert "Findes" not in str(row)


def test_what_contracts_and_providers_say_of_price_size_and_tilsyn(desk):
    desk.sheet(
        "Kontrakter.xlsx",
        [
            ["Kontraktnr", "Leverandør", "Aftalt pris", "Enhed", "Frekvens", "Timepris",
             "Heraf natdækning", "Heraf bolig, kost og logi"],
            ["K-1", "Fonden Birken", 2434.5, "Døgn", "Daglig", 395, 400.5, 350],
        ],
    )  # fmt: skip
    desk.put(
        "Leverandører.csv",
        "Leverandør;CVR;Ejerforhold;Pladser;Tilsynsscore;Tilsynsdato\n"
        "Fonden Birken;87654321;Selvejende;12;4,3;15-09-2025\n",
    )
    reading = desk.read()
    (contract,) = reading["contract"].to_dict("records")
    assert (contract["hourly_kr"], contract["night_kr"], contract["housing_kr"]) == (
        395,
        400.5,
        350,
    )
    provider = reading["provider"].set_index("provider").loc["Fonden Birken"]
    assert (provider["places"], provider["tilsyn_score"]) == (12.0, 4.3)
    assert provider["tilsyn_date"] == pd.Timestamp("2025-09-15")


def test_two_lines_of_one_case_with_the_same_service_both_count(desk):
    desk.put(
        "Leverancer.csv",
        "Sagsnummer;Leverandør;Ydelse;Måned;Leverede timer\n"
        "S-1;Birken;Støtte;2026-02;80\nS-1;Birken;Støtte;2026-02;12\n",
    )
    assert desk.read()["delivery"]["hours"].tolist() == [80.0, 12.0]


def test_a_tilbud_with_a_saints_name_in_a_price_list_is_no_private_person(desk):
    desk.put("Priser.csv", "Leverandør;Ydelse;Pris pr. døgn\nMariehjem Caroline;Basis;2.434,50\n")
    assert desk.read()["price_list"]["provider"].tolist() == ["Mariehjem Caroline"]


def test_a_plan_of_action_with_planned_gains(desk):
    desk.put(
        "Handleplan.csv",
        "Initiativ;Ejer;Type;Linje id;Sagsnummer;Leverandør;Aftalt;Virkning fra;"
        "Planlagt gevinst pr. år;Status\n"
        "Lavere pris;ABC;Genforhandlet;L1;S-1;Birken;01-02-2026;01-03-2026;120.000,50;Gennemført\n"
        "Hjem;ABC;Hjemtagelse;;S-2;;;;;Foreslået\n"
        "Hjem;ABC;Hjemtagelse;;S-3;;;32-01-2026;;Aftalt\n",
    )
    reading = desk.read()
    first, second, third = reading["action"].to_dict("records")
    assert (first["action_kind"], first["action_status"]) == ("genforhandling", "aftalt")
    assert (first["line_id"], first["planned_kr"]) == ("L1", 120000.5)
    assert first["effective_from"] == pd.Timestamp("2026-03-01")
    assert (second["case_id"], second["action_status"]) == ("S-2", "forslag")
    assert pd.isna(second["effective_from"]) and pd.isna(second["planned_kr"])
    assert pd.isna(third["effective_from"])  # a day that is not: the gain is never counted


def test_events_in_the_cases_with_clock_times_and_visits(desk):
    desk.sheet(
        "Hændelser_2026-03.xlsx",
        [
            ["Hændelses id", "Sagsnummer", "Hændelse", "Modtaget", "Modtaget kl.", "Udført",
             "Udført kl.", "Næste skridt", "Paragraf", "Område", "Talt med barnet", "Rådgiver",
             "Team", "Tekst"],
            ["H1", "S-1", "Underretning", dt.datetime(2026, 3, 1), "14:30", "02-03-2026", "09:15",
             "", "BL § 135", "Børn", "", "ABC", "Øst", "moster Ane ringede"],
            ["H2", "S-1", "BFU", "01-11-2025", "", "", "", "10-04-2026", "", "Børn", "", "ABC",
             "Øst", ""],
            ["H3", "S-2", "Tilsyn", "", "", "15-02-2026", "", "", "", "Børn", "Ja", "DEF", "", ""],
            ["H4", "S-2", "Tilsynsbesøg", "", "", "20-02-2026", "", "", "", "", "nej", "", "", ""],
            ["H5", "S-2", "Frokost", "", "", "31-02-2026", "", "", "", "", "", "", "", ""],
            ["H6", "", "Opfølgning", "", "", "01-03-2026", "", "", "", "", "", "", "", ""],
        ],
    )  # fmt: skip
    reading = desk.read()
    table = reading["case_event"].set_index("event_id")
    assert table["event_kind"].tolist() == [
        "Underretning", "Børnefaglig undersøgelse", "Tilsynsbesøg", "Tilsynsbesøg",
    ]  # fmt: skip
    assert table.loc["H1", ["received_time", "done_time"]].tolist() == ["14:30", "09:15"]
    assert table.loc["H1", "paragraf"] == "BL-135"
    assert table.loc["H2", "next_date"] == pd.Timestamp("2026-04-10")
    assert pd.isna(table.loc["H2", "done"])  # not yet
    assert table["child_spoken_to"].tolist()[2:4] == [True, False]
    assert reading.set_aside["line"].tolist() == [6, 7]  # done on a day that is not; no case
    assert "moster" not in reading["case_event"].to_csv()


def test_two_visits_without_an_id_are_two_and_a_finished_event_replaces_the_open_one(desk):
    head = "Sagsnummer;Hændelse;Modtaget;Udført\n"
    visit = "S-1;Tilsynsbesøg;;{}\n"
    desk.put(
        "Hændelser_2026-03-01.csv", head + visit.format("05-01-2026") + "S-2;BFU;01-02-2026;\n"
    )
    desk.put(
        "Hændelser_2026-03-31.csv",
        head
        + visit.format("05-01-2026")
        + visit.format("20-03-2026")
        + "S-2;BFU;01-02-2026;30-03-2026\n",
    )
    table = desk.read()["case_event"]
    assert table["case_id"].tolist() == ["S-1", "S-1", "S-2"]
    assert table["done"].notna().all()


def test_vacancies_two_alike_are_two(desk):
    desk.put(
        "Ledige stillinger.csv",
        "Team;Stilling;Årsværk;Ledig fra;Besat;Tidligere medarbejder\n"
        "Øst;Rådgiver;1,0;01-02-2026;;Ingen Findes\n"
        "Øst;Rådgiver;1,0;01-02-2026;;Ingen Findes\n"
        "Vest;Teamleder;0,8;01-12-2025;15-02-2026;\n"
        "Vest;Rådgiver;1;;;\n",
    )
    reading = desk.read()
    table = reading["vacancy"]
    assert table["fte"].tolist() == [1.0, 1.0, 0.8]
    assert table["filled_on"].isna().tolist() == [True, True, False]
    assert reading.set_aside["line"].tolist() == [5]  # from when?
    assert "Findes" not in table.to_csv()


def test_complaints_and_their_outcomes(desk):
    head = "Klagenr;Sagsnummer;Modtaget;Afgjort;Tema;Udfald;Paragraf;Team;Begrundelse\n"
    desk.put("Klager_2026-02.csv", head + "K-1;S-1;05-01-2026;;Merudgifter;;SEL § 100;Øst;x\n")
    desk.put(
        "Klager_2026-03.csv",
        head
        + "K-1;S-1;05-01-2026;10-03-2026;Merudgifter;Omgjort;SEL § 100;Øst;x\n"
        + "K-2;;06-01-2026;11-03-2026;Anbringelse;Stadfæstelse;BL § 46;Vest;x\n"
        + "K-3;S-3;07-01-2026;;;Ved ikke;;;x\n",
    )
    table = desk.read()["complaint"].set_index("complaint_id")
    assert table.loc[["K-1", "K-2"], "outcome"].tolist() == ["Ændret", "Stadfæstet"]
    assert pd.isna(table.loc["K-3", "outcome"])
    assert table.loc["K-1", "decided"] == pd.Timestamp("2026-03-10")


def test_reviewed_cases_of_the_ledelsestilsyn(desk):
    desk.put(
        "Ledelsestilsyn.csv",
        "Indikator id;Sagsnummer;Udtrukket;Gennemgået;Vurdering;Gruppe;Udtrukket af;Begrundelse\n"
        "frister;S-1;2026-03;20-03-2026;Delvist;Børn;53;fordi\n"
        "frister;S-2;marts 2026;20-03-2026;Vurderes ikke relevant;Børn;53;fordi\n"
        "frister;S-3;2026-03;;;Børn;;\n"
        "frister;S-4;2026-03;20-03-2026;Måske;Børn;;\n",
    )
    reading = desk.read()
    table = reading["indicator_sample"].set_index("case_id")
    assert table.loc[["S-1", "S-2"], "outcome"].tolist() == ["Delvist overholdt", "Ikke relevant"]
    assert (table["drawn"] == pd.Timestamp("2026-03-01")).all()
    assert table.loc["S-1", "population"] == 53.0
    assert pd.isna(table.loc["S-3", "population"])  # every case is seen
    assert table.loc[["S-3", "S-4"], "outcome"].isna().all()
    assert "fordi" not in table.to_csv()
