"""Totals, captions and repeated headings among the rows."""

import pandas as pd
import pytest

from okonomi.intake import read_file
from okonomi.intake.dialect import read_raw
from okonomi.intake.rowkinds import captions, repeated_headings, total_rows

HEAD = "Funktion;Navn;Beløb\n"


@pytest.fixture
def raw(tmp_path):
    def read(body):
        path = tmp_path / "a.csv"
        path.write_text(HEAD + "5.28.20;Et tilbud;1,00\n" + body, encoding="utf-8")
        (table,) = read_raw(path)
        return table

    return read


@pytest.mark.parametrize(
    "row",
    [
        "I alt;;1,00", "Total;;1,00", ";Sum;1,00", ";I alt 5.28;1,00", ";Børn og unge i alt;1,00",
        "SUM:;;1,00", ";;1,00", ";;-1.000,50",
    ],
)  # fmt: skip
def test_totals(raw, row):
    assert total_rows(raw(row), ["Funktion"], ["Beløb"]).tolist() == [False, True]


@pytest.mark.parametrize(
    "row",
    [
        "5.28.21;Total Omsorg;1,00", "5.28.21;Sum;1,00", "5.28.21;Huset i alt;1,00",
        ";Et tilbud;1,00", "Totalrenovering;;1,00", ";;",
    ],
)  # fmt: skip
def test_no_totals(raw, row):
    table = raw(row + "\n")
    assert total_rows(table, ["Funktion"], ["Beløb"]).tolist() == [False] * len(table)


def test_a_profile_may_name_other_labels(raw):
    table = raw(";Årsresultat 2026;1,00")
    assert total_rows(table, ["Funktion"], ["Beløb"], ["årsresultat*"]).tolist() == [False, True]


def test_headings_said_again(raw):
    table = raw("5.28.21;x;1,00\n funktion ;NAVN;Beløb\nFunktion;x;1,00\n")
    assert repeated_headings(table, ["Funktion", "Navn", "Beløb"]).tolist() == [
        False, False, True, False,
    ]  # fmt: skip


def test_a_line_between_groups_is_a_caption_but_a_lone_number_is_not(raw):
    table = raw(";Udtrukket af økonomi;\n;;5\n5.28.21;;\n")
    assert captions(table, ["Funktion"]).tolist() == [False, True, False, False]


def test_a_subtotal_named_in_the_column_of_functions_is_a_total(tmp_path):
    path = tmp_path / "Budget.csv"
    path.write_text(
        "År;Funktion;Oprindeligt budget\n2026;5.28.20;100,00\n2026;5.28.22;50,00\n"
        "2026;Børn og unge i alt;150,00\n",
        "utf-8",
    )
    files = read_file(path, "generisk_budget", pd.Period("2026-03", "M")).files.iloc[0]
    assert (files["used"], files["total"]) == (2, 1)
    assert files["used_oere"] == files["total_oere"] == 15_000


def test_a_line_without_its_id_is_no_total_for_its_providers_name(tmp_path):
    path = tmp_path / "Liste.csv"
    path.write_text(
        "Linje-id;Sagsnummer;Linjetype;Status;Startdato;Frekvens;Leverandør;Pris\n"
        "1;S1;Hoved;Bevilget;01-01-2026;Måned;Total Care ApS;1.000,00\n"
        ";S2;Hoved;Bevilget;01-01-2026;Måned;Total Care ApS;2.000,00\n"
        ";;;;;;Total Care ApS i alt;3.000,00\n",
        "utf-8",
    )
    files = read_file(path, "generisk_placeringer", pd.Period("2026-03", "M")).files.iloc[0]
    assert files[["used", "error", "total"]].tolist() == [1, 1, 1]


def test_a_budget_line_without_its_function_is_no_total_for_it(tmp_path):
    path = tmp_path / "Budget.csv"
    path.write_text(
        "År;Funktion;Oprindeligt budget;Overførsler\n2026;5.28.20;1.000,00;0\n2026;;500,00;0\n"
        ";;1.500,00;0\n2026;;I alt;1.500,00\n",
        "utf-8",
    )
    files = read_file(path, "generisk_budget", pd.Period("2026-03", "M")).files.iloc[0]
    assert files[["used", "error", "total"]].tolist() == [1, 1, 2]
