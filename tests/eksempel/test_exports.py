"""The files, read back as they stand: encodings, habits, and every planted row in its place."""

from __future__ import annotations

import csv
import io
from collections import Counter, defaultdict

import openpyxl
import pytest

from okonomi.eksempel.exports import (
    caselist,
    casework,
    dubu,
    finance,
    generic,
    pricelist,
    prices,
    sensum,
)
from okonomi.eksempel.exports.danish import law_text, number_text, trailing_minus

MARCH = "2026-03"
DUBU = f"{MARCH}/DUBU_økonomiudtræk_{MARCH}.csv"
POSTINGS = f"{MARCH}/Posteringer_{MARCH}.csv"


def cells(written, file: str, encoding: str, separator: str = ";") -> list[list[str]]:
    text = (written.folder / file).read_bytes().decode(encoding)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def sheet(written, file: str) -> list[tuple]:
    book = openpyxl.load_workbook(written.folder / MARCH / file, data_only=True)
    return list(book.active.iter_rows(values_only=True))


def oere(text: str) -> int:
    minus = text.endswith("-") or text.startswith("-")
    number = int(text.strip("-").replace(".", "").replace(",", ""))
    return -number if minus else number


def test_numbers_are_written_as_danes_write_them():
    assert number_text(12345670, 10_000, 2) == "1.234,567"
    assert number_text(24340000, 10_000, 2) == "2.434,00"
    assert number_text(-50000, 100, 2) == "-500,00"
    assert trailing_minus("-500,00") == "500,00-"
    assert law_text("SEL-52-3.7") == "Serviceloven § 52, stk. 3, nr. 7"
    assert law_text("BL-46", short=True) == "BL § 46"


def test_the_childrens_extract_is_messy_as_in_the_field(written):
    rows = cells(written, DUBU, "cp1252")
    assert rows[0][0] == "DUBU økonomiudtræk (BSDUBU)"
    assert rows[1][0] == "Udskrevet: 31-03-2026 06:42"
    assert tuple(rows[3]) == dubu.COLUMNS
    assert rows[-1][0] == "I alt"
    assert not any(rows[-2])
    text = (written.folder / DUBU).read_bytes().decode("cp1252")
    assert ';="02' in text
    assert "31-12-9999" in text
    assert ",00-;" in text  # a credit with trailing minus
    starts = [row[dubu.AT["Ydelse startdato"]] for row in rows[4:-2] if any(row)]
    assert any(start[-4:] < "2024" for start in starts)
    laws = {row[dubu.AT["Lovhjemmel"]].split(" §")[0] for row in rows[4:-2] if len(row) > 20}
    assert {"Serviceloven", "Barnets Lov"} <= laws


def test_the_total_line_is_the_sum_of_the_lines(written):
    rows = cells(written, DUBU, "cp1252")
    classes = {
        int(row["line"]): row["row_class"]
        for row in written.table(f"plantet_{MARCH}")
        if row["file"] == DUBU
    }
    column = dubu.AT["Beregnet total"]
    counted = sum(
        oere(row[column])
        for line, row in enumerate(rows, start=1)
        if line > 4 and classes.get(line, "used") in ("used", "draft")
    )
    assert oere(rows[-1][column]) == counted


def test_adults_are_overlapping_deltas(written):
    files = sorted((written.folder / MARCH).glob("Indsatser_*.csv"))
    assert [file.name[10:18] for file in files] == ["20260131", "20260303", "20260331"]
    marks = [file.read_bytes().startswith(b"\xef\xbb\xbf") for file in files]
    assert marks == [True, False, False]
    seen = Counter()
    for file in files:
        rows = cells(written, f"{MARCH}/{file.name}", "utf-8-sig")
        assert tuple(rows[0]) == sensum.INDSATSER
        seen.update(row[0] for row in rows[1:])
    assert max(seen.values()) > 1


def test_citizens_names_and_numbers_stand_only_where_real_exports_have_them(written, world):
    borger = cells(written, f"{MARCH}/Borger_20260331.csv", "utf-8-sig")
    assert tuple(borger[0]) == sensum.BORGERE
    cases = cells(written, f"{MARCH}/DUBU_sagsliste_{MARCH}.csv", "cp1252")
    assert tuple(cases[0]) == caselist.COLUMNS
    names = {f"{person.first_name} {person.last_name}" for person in world.persons}
    for file in (DUBU, POSTINGS):
        text = (written.folder / file).read_bytes().decode("cp1252")
        assert not any(name in text for name in names)


@pytest.mark.parametrize(
    ("month", "encoding", "separator"),
    [("2026-02", "utf-8-sig", ";"), ("2026-03", "utf-16", "\t")],
)
def test_the_support_list_is_saved_by_two_colleagues(written, month, encoding, separator):
    rows = cells(written, f"{month}/Støtte og aflastning {month}.csv", encoding, separator)
    assert tuple(rows[0]) == generic.COLUMNS
    assert rows[-1][0] == "I alt"


def test_the_price_file_has_typed_dates_and_day_numbers(written):
    rows = sheet(written, "Priser_20260331.xlsx")
    assert rows[3] == prices.COLUMNS
    data = rows[4:-2]
    assert all(hasattr(row[prices.AT["Gyldig fra"]], "year") for row in data)
    untils = {type(row[prices.AT["Gyldig til"]]) for row in data}
    assert untils <= {int, type(None)}
    assert any(row[prices.AT["Pris"]] == "#N/A" for row in data)
    assert rows[-1][0] == "I alt"


def test_budget_rows_sum_to_their_totals(written):
    rows = sheet(written, "Budget_2026.xlsx")
    assert rows[3] == finance.BUDGET
    sums: dict[str, list] = defaultdict(lambda: [0] * 5)
    for row in rows[4:]:
        if row[0] == 2026:
            for area in (row[2], "I alt"):
                sums[area] = [a + b for a, b in zip(sums[area], row[3:8], strict=True)]
        elif row[2]:
            area = row[2].removesuffix(" i alt")
            assert list(row[3:8]) == sums[area]
    truth = written.table(f"budget_{MARCH}")
    assert sums["I alt"][0] * 100 == sum(int(row["original"]) for row in truth)
    for row in truth:
        parts = (row["corrected"], row["transfers"], row["applied"])
        assert int(row["including"]) == sum(map(int, parts))


@pytest.mark.parametrize(
    ("file", "line", "columns"),
    [
        (f"Leverancer_{MARCH}.xlsx", 3, casework.DELIVERIES),
        (f"Mål_{MARCH}.xlsx", 2, casework.GOALS),
        ("Rådgivere.xlsx", 2, casework.STAFF),
        ("Takster_2026.xlsx", 2, pricelist.COLUMNS),
        ("Kontrakter.xlsx", 2, finance.CONTRACTS),
        ("Leverandører.xlsx", 1, finance.PROVIDERS),
    ],
)
def test_workbooks_have_their_headings(written, file, line, columns):
    assert sheet(written, file)[line - 1][: len(columns)] == columns


def test_delivered_hours_sum_to_the_total_line(written):
    rows = sheet(written, f"Leverancer_{MARCH}.xlsx")
    truth = written.table(f"leverancer_{MARCH}")
    assert rows[-1][0] == "I alt"
    assert rows[-1][6] == sum(float(row["delivered_hours"] or 0) for row in truth)
    assert any(row[6] is None for row in rows[3:-1]) == any(
        not row["delivered_hours"] for row in truth
    )


def test_the_absence_file_shows_what_is_known(written):
    rows = cells(written, f"{MARCH}/Fravær_{MARCH}.csv", "cp1252")
    assert tuple(rows[3]) == casework.ABSENCES
    truth = written.table(f"fravaer_{MARCH}")
    assert rows[-1][0] == "I alt" and rows[-1][-1] == f"{len(truth)} fravær"
    shown = {(row[1], row[4]) for row in rows[4:-3]}
    true = {(r["case_id"], "-".join(reversed(r["start"].split("-")))) for r in truth}
    assert shown == true and true


def test_a_name_that_looks_like_a_formula_is_text(written):
    path = written.folder / MARCH / "Takster_2026.xlsx"
    page = openpyxl.load_workbook(path).active
    found = [row[0] for row in page.iter_rows() if row[0].value == "=1+1 ApS"]
    assert found and all(cell.data_type == "s" for cell in found)


def test_posted_amounts_sum_to_the_total_line(written):
    rows = cells(written, POSTINGS, "cp1252")
    assert tuple(rows[3]) == finance.POSTINGS
    truth = written.table(f"posteringer_{MARCH}")
    assert oere(rows[-1][-1]) == sum(int(row["amount_oere"]) for row in truth)
    for row in truth:
        line = rows[int(row["line"]) - 1]
        assert (line[0], oere(line[-1])) == (row["voucher"], int(row["amount_oere"]))
    assert any(row[-1].endswith("-") for row in rows[4:])


def test_every_planted_row_stands_where_the_truth_says(written):
    encodings = {"DUBU": "cp1252", "Post": "cp1252", "Fravær": "cp1252", "Indsa": "utf-8-sig"}
    planted = [
        row
        for row in written.table(f"plantet_{MARCH}")
        if row["row_class"] == "error" and row["file"].endswith(".csv") and row["column"]
    ]
    assert len({row["reason"] for row in planted}) >= 7
    checked = 0
    for row in planted:
        name = row["file"].split("/")[1]
        encoding = next((v for k, v in encodings.items() if name.startswith(k)), None)
        if encoding is None:
            continue
        rows = cells(written, row["file"], encoding)
        header = next(r for r in rows if row["column"] in r)
        cell = rows[int(row["line"]) - 1][header.index(row["column"])]
        missing = row["reason"].endswith("mangler")
        assert (cell == "") == missing
        checked += 1
    assert checked >= 10


def test_counts_per_class_are_the_files_lines(written):
    physical = Counter()
    for row in written.table(f"raekker_{MARCH}"):
        physical[row["file"]] += int(row["rows"])
    for file, rows in physical.items():
        path = written.folder / file
        if path.suffix == ".xlsx":
            assert len(sheet(written, path.name)) == rows
        else:
            data = path.read_bytes()
            text = data.decode("utf-16") if data[:2] == b"\xff\xfe" else data.decode("latin-1")
            assert text.count("\r\n") == rows


def test_errors_are_few(written):
    used = error = 0
    for row in written.table(f"raekker_{MARCH}"):
        used += int(row["rows"]) * (row["row_class"] == "used")
        error += int(row["rows"]) * (row["row_class"] == "error")
    assert 0 < error / used < 0.03


def test_no_address_and_no_real_host_is_in_any_file(written):
    for path in written.folder.rglob("*"):
        if path.is_file() and path.suffix != ".xlsx":
            assert b"http" not in path.read_bytes()
    for row in written.table("leverandoerer"):
        assert not row["cvr"] or row["cvr"].startswith("99")
