from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from okonomi.findings import Finding
from okonomi.present import Bundle, Column, Table
from okonomi.present.workbook import sheets, write_workbook
from okonomi.present.workbook_format import height

HOSTILE = ["=1+1", "http://eksempel.dk", "@SUM(A1)", "-2", "0101", "x" * 40_000, "\x07æøå", ""]


def a_table(name: str, title: str) -> Table:
    frame = pd.DataFrame(
        {
            "name": HOSTILE,
            "cost_oere": pd.array([123456789, None, -5, 0, 1, 2, 3, 4], dtype="Int64"),
            "share": [0.125] * 8,
            "start": pd.to_datetime(["2026-03-31", None] * 4),
            "month": pd.PeriodIndex(["2026-03"] * 8, freq="M"),
            "kind": ["detail"] * 6 + ["subtotal", "total"],
        }
    )
    columns = (
        Column("name", "Navn", "text"),
        Column("cost_oere", "Udgift", "oere", -3),
        Column("share", "Andel", "share"),
        Column("start", "Start", "date"),
        Column("month", "Måned", "month"),
    )
    return Table(name=name, title=title, frame=frame, columns=columns, row_kind="kind")


def bundles() -> tuple[Bundle, ...]:
    long = "Forventet regnskab: pr. område/funktion [alle]"
    finding = Finding(
        code="raekke-afvist",
        severity="fejl",
        text="=2+2",
        remedy="Ret.",
        rows=pd.DataFrame({"file": ["=cmd|x"], "line": [3]}),
    )
    empty = a_table("tom", "læs MIG")
    empty = Table(name="tom", title="læs MIG", frame=empty.frame.iloc[:0], columns=empty.columns)
    return (
        Bundle(
            name="a",
            title="Opfølgning",
            period=pd.Period("2026-03", "M"),
            summary="=Én sætning.",
            tables=(a_table("t", long), a_table("u", long), empty),
            findings=(finding,),
            sources=("Kilde.",),
            definitions=(("Ord", "Mening."),),
        ),
    )


def write(path: Path) -> None:
    write_workbook(
        path,
        bundles(),
        title="Månedsrapport",
        municipality="Eksempel Kommune",
        data_until=date(2026, 3, 31),
    )


def test_sheet_names_are_legal_and_unique() -> None:
    assert [sheet.name for sheet in sheets(bundles())] == [
        "Forventet regnskab pr. område",
        "Forventet regnskab pr. områ (2)",
        "læs MIG (2)",
        "Forbehold og fejl",
        "Rækker række-afvist",
    ]


def test_numbers_are_numbers_and_text_is_text(tmp_path: Path) -> None:
    write(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    page = book.worksheets[1]
    assert page["A1"].value == "Forventet regnskab: pr. område/funktion [alle]"
    assert [cell.value for cell in page[4]] == ["Navn", "Udgift", "Andel", "Start", "Måned"]
    assert page.freeze_panes == "B5" and page.auto_filter.ref == "A4:E12"
    first = page[5]
    assert (first[0].value, first[0].data_type) == ("=1+1", "s")
    # Kroner to the øre, although a reader of the report sees whole 1.000 kr.
    assert (first[1].value, first[1].number_format) == (1234567.89, '#,##0 "kr."')
    assert (first[2].value, first[2].number_format) == (0.125, "0.0%")
    assert (first[3].value, first[3].number_format) == (datetime(2026, 3, 31), "dd\\-mm\\-yyyy")
    assert (first[4].value, first[4].number_format) == (datetime(2026, 3, 1), "mmmm yyyy")
    assert [page.cell(row, 2).value for row in (6, 7)] == [None, -0.05]
    names = [page.cell(row, 1) for row in range(5, 13)]
    assert {cell.data_type for cell in names[:-1]} == {"s"}
    assert [cell.value for cell in names[1:5]] == HOSTILE[1:5]
    assert names[5].value == "x" * 32_767
    assert names[6].value == "\ufffdæøå"
    assert not any(cell.hyperlink for cell in names)
    assert page["A12"].font.bold and page["B12"].border.top.style == "medium"


def test_the_first_sheet_explains_the_workbook(tmp_path: Path) -> None:
    write(tmp_path / "t.xlsx")
    book = load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames[0] == "Læs mig"
    rows = [(a, b) for a, b in book["Læs mig"].values if a or b]
    assert rows[:4] == [
        ("Månedsrapport", None),
        ("Kommune", "Eksempel Kommune"),
        ("Periode", "marts 2026"),
        ("Data til og med", "31-03-2026"),
    ]
    assert ("Opfølgning", "=Én sætning.") in rows
    assert ("Ord", "Mening.") in rows and ("Opfølgning", "Kilde.") in rows
    assert ("Forbehold og fejl", "Forbehold og fejl") in rows
    assert book["Forbehold og fejl"]["B5"].value == "=2+2"
    assert book["læs MIG (2)"]["A5"].value == "Ingen rækker."


def test_no_row_is_higher_than_excel_takes() -> None:
    assert height(("ord " * 10, 40.0), ("", 10.0)) == 15.0
    assert height(("ord " * 25, 40.0)) == 45.0
    assert height(("ord " * 1000, 40.0)) == 409.0


def test_equal_bundles_give_equal_bytes(tmp_path: Path) -> None:
    write(tmp_path / "a.xlsx")
    write(tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_what_two_sections_say_alike_stands_once_and_a_code_is_spelt() -> None:
    rows = pd.DataFrame({"provider": ["A"]})
    said = Finding(code="prisaar-ukendt", severity="oplysning", text="1 er uden prisår.", rows=rows)
    other = Finding(code="prisaar-ukendt", severity="oplysning", text="1 er uden prisår.",
                    rows=rows.assign(provider="B"))  # fmt: skip
    (bundle, *_) = bundles()
    both = [replace(bundle, tables=(), findings=f) for f in ((said,), (said, other))]
    made = sheets(both)
    assert [sheet.name for sheet in made] == [
        "Forbehold og fejl", "Rækker prisår-ukendt", "Rækker prisår-ukendt (2)"
    ]  # fmt: skip
    assert len(made[0].table.frame) == 2


def as_excel_shows(value: object, number_format: str) -> str:
    """A number or date in its format, worked out from the workbook alone."""
    if isinstance(value, datetime):
        return "september 2026" if "mmmm" in number_format else "31-03-2026"
    places = number_format.partition(".")[2].partition(" ")[0].count("0")
    if number_format.endswith("%"):
        return f"{value * 100:.{places}f}%"
    return f"{value:,.{places}f}" + (" kr." if "kr." in number_format else "")


def test_no_number_is_wider_than_its_column(tmp_path: Path) -> None:
    kinds = ["detail"] * 1500 + ["subtotal", "total"]
    n = len(kinds)
    large = [-123_456_789_012] * (n - 1) + [98_765_432_109_876]
    columns = (
        Column("area", "Område", "text"),
        Column("a", "Mio.", "oere", -6),
        Column("b", "Tusind", "oere", -3),
        Column("c", "Kr.", "oere", 0),
        Column("d", "Øre", "oere"),
        Column("e", "Pris", "kr"),
        Column("f", "Antal", "int"),
        Column("g", "Tal", "number", 4),
        Column("h", "Andel", "share"),
        Column("i", "Dage", "days"),
        Column("j", "Dato", "date"),
        Column("k", "Måned", "month"),
    )
    frame = pd.DataFrame({column.key: large for column in columns})
    frame["kind"] = kinds
    frame = frame.assign(area="x", j=pd.Timestamp("2026-03-31"), k=pd.Timestamp("2026-09-01"))
    table = Table(name="t", title="Store tal", frame=frame, columns=columns, row_kind="kind")
    (bundle, *_) = bundles()
    write_workbook(
        tmp_path / "t.xlsx",
        [replace(bundle, tables=(table,), findings=())],
        title="T",
        municipality="M",
        data_until=date(2026, 3, 31),
    )
    page = load_workbook(tmp_path / "t.xlsx")["Store tal"]
    # The reader puts neighbours of one width together.
    widths = {
        n: each.width
        for each in page.column_dimensions.values()
        for n in range(each.min, each.max + 1)
    }
    seen = 0
    for row in page.iter_rows(min_row=5):
        for cell in row[1:]:
            shown = as_excel_shows(cell.value, cell.number_format)
            # A bold digit may take a tenth more, and the cell has some air at its sides.
            assert len(shown) * (1.1 if cell.font.bold else 1.0) + 1 <= widths[cell.column]
            seen += 1
    assert seen == n * 11


@pytest.mark.parametrize("mark", ["", "Til intern brug"])
def test_who_may_read_it_stands_on_the_first_sheet_and_every_page(
    tmp_path: Path, mark: str
) -> None:
    write_workbook(
        tmp_path / "t.xlsx",
        bundles(),
        title="T",
        municipality="M",
        data_until=date(2026, 3, 31),
        mark=mark,
    )
    book = load_workbook(tmp_path / "t.xlsx")
    assert (book["Læs mig"]["A2"].value or "") == mark
    assert {page.oddHeader.right.text or "" for page in book.worksheets} == {mark}


def test_the_sheet_of_a_finding_with_a_long_name_keeps_some_of_it() -> None:
    rows = pd.DataFrame({"provider": ["A"]})
    said = Finding(code="leverandoer-uden-momsfaktor", severity="oplysning", text="T.", rows=rows)
    (bundle, *_) = bundles()
    assert (
        sheets([replace(bundle, tables=(), findings=(said,))])[1].name == "Rækker leverandør-uden"
    )
