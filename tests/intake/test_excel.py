"""Workbooks written as real files and read back, cell by cell."""

import datetime as dt
import importlib.util
import io
import struct
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from okonomi.errors import UserError
from okonomi.intake.coded import ErrorCell
from okonomi.intake.dialect import read_raw
from okonomi.intake.layout import NoRows
from okonomi.intake.sheetxml import Mark, marks_of


def workbook(folder, fill, name="bog.xlsx"):
    path = folder / name
    with xlsxwriter.Workbook(path) as book:
        fill(book)
    return path


def cells(table):
    return [table.row(position) for position in range(len(table))]


def simple(sheet, rows):
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)


def test_cells_keep_their_type(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Data")
        date = book.add_format({"num_format": "dd-mm-yyyy"})
        time = book.add_format({"num_format": "hh:mm"})
        simple(sheet, [["Tekst", "Kode", "CPR", "Dato", "Med tid", "Ja", "Tid", "Serie"]])
        sheet.write_string(1, 0, "Ærø")
        sheet.write_string(1, 1, "0001")
        sheet.write_number(1, 2, 101701234)
        sheet.write_datetime(1, 3, dt.datetime(2025, 12, 31), date)
        sheet.write_datetime(1, 4, dt.datetime(2025, 12, 31, 13, 30), date)
        sheet.write_boolean(1, 5, True)
        sheet.write_datetime(1, 6, dt.time(8, 30), time)
        sheet.write_number(1, 7, 46022)

    (table,) = read_raw(workbook(tmp_path, fill))
    assert cells(table) == [
        [
            "Ærø",
            "0001",
            101701234.0,
            dt.date(2025, 12, 31),
            dt.datetime(2025, 12, 31, 13, 30),
            True,
            dt.time(8, 30),
            46022.0,
        ]
    ]
    assert (table.sheet, table.encoding, table.separator) == ("Data", None, None)
    assert table.error_cells == []
    assert table.notes == ()


def test_titles_empty_columns_and_row_numbers(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range(0, 1, 0, 4, "Budgetopfølgning 2026")
        sheet.write(1, 1, "Udskrevet")
        sheet.write(1, 2, "31-12-2025")
        sheet.write_row(3, 1, ["Konto", "Beløb", "", "Beløb"])
        sheet.write_row(4, 1, ["5.28.20", 1.5, "", 2])
        sheet.write_row(6, 1, ["5.28.21", 2.5, "", 3])
        sheet.write_row(7, 1, ["I alt", 4.0, "", 5])

    (table,) = read_raw(workbook(tmp_path, fill))
    assert table.header == ("Konto", "Beløb", "Beløb (2)")
    assert table.heading_lines == 4
    assert table.line.tolist() == [5, 6, 7, 8]
    assert table.physical_rows == 8
    assert table.blank_rows().tolist() == [False, True, False, False]
    assert cells(table)[3] == ["I alt", 4.0, 5.0]


def test_a_known_header_wins_over_looks(tmp_path):
    def fill(book):
        simple(book.add_worksheet(), [["A", "B", "C"], ["x", "y", "z"], ["Konto", 2026.0, "d"]])
        simple(book.add_worksheet("To"), [["Konto", 2026], ["a", 1]])

    path = workbook(tmp_path, fill)
    tables = read_raw(path, lambda row: row[:2] == ["Konto", "2026"])
    assert [table.header for table in tables] == [("Konto", "2026", "d"), ("Konto", "2026")]
    assert [table.heading_lines for table in tables] == [3, 1]
    assert read_raw(path)[0].heading_lines == 1


def test_error_cells_and_uncalculated_formulas_are_listed(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Tal & pris")
        simple(sheet, [["Navn", "Beløb", "Pris"]])
        sheet.write(1, 0, 't="e" <f>')
        sheet.write_formula(1, 1, "=1+1", None, 2)
        sheet.write_formula(1, 2, "=NA()", None, "#N/A")
        sheet.write(2, 0, "b")
        sheet.write_formula(2, 1, "=1/0", None, "#DIV/0!")
        sheet.write_formula(2, 2, "=SUM(A1:A2)", None, "")
        sheet.write_formula(3, 2, "=SUM(C2:C3)", None, "")

    (table,) = read_raw(workbook(tmp_path, fill))
    assert table.error_cells == [
        ErrorCell(2, "Pris", "#N/A"),
        ErrorCell(3, "Beløb", "#DIV/0!"),
        ErrorCell(3, "Pris", "formel uden værdi"),
        ErrorCell(4, "Pris", "formel uden værdi"),
    ]
    # A last row of formulas nobody calculated is still a row of the sheet.
    assert table.line.tolist() == [2, 3, 4]
    assert table.blank_rows().tolist() == [False, False, False]
    assert cells(table)[0] == ['t="e" <f>', 2.0, ""]


def test_formulas_from_a_program_that_does_not_calculate(tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "b"], ["=1+1", 3], ["x", "=B2"]):
        book.active.append(row)
    book.save(tmp_path / "o.xlsx")
    (table,) = read_raw(tmp_path / "o.xlsx")
    assert [(cell.row, cell.column) for cell in table.error_cells] == [(2, "a"), (3, "b")]


@pytest.mark.parametrize(
    ("xml", "marks"),
    [
        # Another prefix, single quotes, a shared formula, an empty text as result.
        (
            b"<x:sheetData><x:row r='2'><x:c r='AB2' t='e'><x:v>#REF!</x:v></x:c>"
            b"<x:c r='AC2'><x:f t='shared' si='0'/><x:v/></x:c>"
            b"<x:c r='AD2' t='str'><x:f>A1</x:f><x:v></x:v></x:c></x:row></x:sheetData>",
            (Mark(2, 27, "#REF!"), Mark(2, 28, "formel uden værdi")),
        ),
        # References left out: the row says where, or is counted.
        (
            b'<sheetData><row><c><v>1</v></c></row><row><c t="e"><v>#N/A</v></c></row></sheetData>',
            (Mark(2, None, "#N/A"),),
        ),
        (
            b'<sheetData><row r="7"><c><f>1</f></c></row></sheetData>',
            (Mark(7, None, "formel uden værdi"),),
        ),
        (b'<sheetData><row r="1"><c r="A1" t="e"/></row></sheetData>', (Mark(1, 0, "fejl"),)),
        # Words that only look like marks.
        (b'<sheetData><row r="1"><c r="A1"><is><t> t="e"</t></is></c></row></sheetData>', ()),
    ],
)
def test_sheet_xml_of_other_programs(xml, marks):
    assert marks_of(xml).marks == marks


def test_merged_data_cells_are_filled_down_and_noted(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        simple(sheet, [["Sted", "Navn", "Beløb"]])
        sheet.merge_range(1, 0, 3, 0, "Nord")
        sheet.write_column(1, 1, ["a", "b", "c"])
        sheet.merge_range(1, 2, 2, 2, 100)
        sheet.write(3, 2, 7)
        sheet.merge_range(4, 0, 4, 2, "En note på tværs")

    (table,) = read_raw(workbook(tmp_path, fill))
    assert cells(table) == [
        ["Nord", "a", 100.0],
        ["Nord", "b", 100.0],
        ["Nord", "c", 7.0],
        ["En note på tværs", "", ""],
    ]
    assert [(note.code, note.severity, note.rows.tolist()) for note in table.notes] == [
        ("flettede-celler", "oplysning", [1, 2]),
        ("flettede-tal", "advarsel", [1]),
    ]


def test_a_header_merged_over_two_rows_fills_no_data(tmp_path):
    def fill(book):
        sheet = book.add_worksheet()
        simple(sheet, [["Navn", "Beløb"]])
        sheet.merge_range(0, 0, 1, 0, "Navn")
        sheet.write(1, 1, "kr.")
        sheet.write_row(2, 0, ["a", 1])

    (table,) = read_raw(workbook(tmp_path, fill))
    assert cells(table) == [["", "kr."], ["a", 1.0]]
    assert table.notes == ()


def test_hidden_sheets_are_named_not_read_and_hidden_rows_are_read(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Åben")
        simple(sheet, [["a", "b"], ["1", "2"], ["3", "4"]])
        sheet.set_row(2, None, None, {"hidden": True})
        for name, hide in (("Gemt", "hide"), ("Helt gemt", "very_hidden")):
            other = book.add_worksheet(name)
            simple(other, [["a", "b"], ["9", "9"]])
            getattr(other, hide)()
        book.add_worksheet("Tom")
        book.add_chartsheet("Figur")

    (table,) = read_raw(workbook(tmp_path, fill))
    assert table.sheet == "Åben"
    assert table.hidden_sheets == ("Gemt", "Helt gemt")
    assert cells(table) == [["1", "2"], ["3", "4"]]
    notes = {note.code: note for note in table.notes}
    assert set(notes) == {"skjulte-ark", "skjulte-raekker"}
    assert "»Gemt«, »Helt gemt«" in notes["skjulte-ark"].text
    assert notes["skjulte-raekker"].rows.tolist() == [1]


def test_a_front_page_has_no_table(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Forside")
        sheet.write_column(0, 0, ["Vejledning", "Læs dette først"])
        simple(book.add_worksheet("Data"), [["a", "b"], ["1", "2"]])

    front, data = read_raw(workbook(tmp_path, fill))
    assert (front.header, len(front), front.heading_lines, front.physical_rows) == ((), 0, 2, 2)
    assert front.blank_rows().tolist() == []
    assert len(data) == 1


def test_text_that_was_pasted_from_csv_is_unwrapped(tmp_path):
    path = tmp_path / "bog.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["Konto", "Navn"])
    book.active.append(["", "x"])
    book.active["A2"].value = '="0101"'
    book.active["A2"].data_type = "s"
    book.save(path)
    (table,) = read_raw(path)
    assert cells(table) == [["0101", "x"]]


def ods(path, rows):
    """A small OpenDocument sheet, written by hand."""
    body = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="float" office:value="{cell}"/>'
            if isinstance(cell, float)
            else '<table:table-cell office:value-type="string">'
            f"<text:p>{cell}</text:p></table:table-cell>"
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    names = "urn:oasis:names:tc:opendocument:xmlns:"
    content = (
        f'<office:document-content xmlns:office="{names}office:1.0" '
        f'xmlns:table="{names}table:1.0" xmlns:text="{names}text:1.0"><office:body>'
        f'<office:spreadsheet><table:table table:name="Ark">{body}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<manifest:manifest xmlns:manifest="{names}manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return path


def test_opendocument(tmp_path):
    path = ods(tmp_path / "bog.ods", [["Kode", "Beløb"], ["0001", 1234.5], ["Ærø", 2.0]])
    (table,) = read_raw(path)
    assert cells(table) == [["0001", 1234.5], ["Ærø", 2.0]]
    assert [note.code for note in table.notes] == ["fejlceller-ukendte"]


def xlsb(path, rows, hidden=()):
    """A binary workbook, written by hand: the records that a sheet of texts and numbers needs."""

    def record(kind, content=b""):
        size = len(content)
        head = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
        more = bytes([size]) if size < 128 else bytes([size & 127 | 128, size >> 7])
        return head + more + content

    def wide(text):
        return struct.pack("<I", len(text)) + text.encode("utf-16-le")

    def cell(column, value):
        place = struct.pack("<II", column, 0)
        if isinstance(value, str):
            return record(6, place + wide(value))
        return record(5, place + struct.pack("<d", value))

    body = record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1)) + record(145)
    for number, row in enumerate(rows):
        body += record(0, struct.pack("<I", number) + bytes(13))
        body += b"".join(cell(column, value) for column, value in enumerate(row))
    sheet = record(148 - 19) + body + record(146) + record(130)
    names = ["Ark", *hidden]
    book = record(131) + record(143)
    for number, name in enumerate(names, 1):
        state = 0 if number == 1 else 1
        book += record(156, struct.pack("<II", state, number) + wide(f"rId{number}") + wide(name))
    book += record(144) + record(132)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="{kind}" Target="worksheets/s{number}.bin"/>'
        for number in range(1, len(names) + 1)
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>"
        )
        for number in range(1, len(names) + 1):
            archive.writestr(f"xl/worksheets/s{number}.bin", sheet)
    return path


def test_binary_excel(tmp_path):
    rows = [["Linje-id", "Startdato", "Pris"], ["0001", 46082.0, 1234.5], ["Ærø", 46083.0, 2.0]]
    (table,) = read_raw(xlsb(tmp_path / "bog.xlsb", rows, hidden=["Skjult"]))
    assert table.header == ("Linje-id", "Startdato", "Pris")
    assert cells(table) == [["0001", 46082.0, 1234.5], ["Ærø", 46083.0, 2.0]]
    assert table.hidden_sheets == ("Skjult",)
    assert "fejlceller-ukendte" in [note.code for note in table.notes]


def test_old_excel():
    found = importlib.util.find_spec("statsmodels")
    folder = Path(found.origin).parent / "datasets" / "macrodata" / "src"
    books = [path for path in folder.rglob("*.xls") if path.is_file()]
    if not books:
        pytest.skip("this statsmodels brings no .xls file")
    tables = {table.sheet: table for table in read_raw(books[0])}
    assert tables["README"].header == ()
    quarterly = tables["Quarterly"]
    assert quarterly.header[:3] == ("DATE", "DPIC96", "FGCEC96")
    assert quarterly.row(0)[:3] == [dt.date(1947, 1, 1), 1218.6, 223.682]
    assert quarterly.line[0] == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"PK\x03\x04" + b"\x00" * 60, "ødelagt"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "ødelagt"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "adgangskode",
        ),
    ],
)
def test_what_cannot_be_opened_is_refused_in_danish(tmp_path, content, sentence):
    path = tmp_path / "bog.xlsx"
    path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_raw(path, name="2026-03/bog.xlsx")
    (fault,) = caught.value.faults
    assert fault.startswith("2026-03/bog.xlsx er ")
    assert sentence in fault


def test_a_sheet_with_all_columns_in_one_is_refused(tmp_path):
    def fill(book):
        simple(book.add_worksheet("God"), [["a", "b"], ["1", "2"]])
        simple(book.add_worksheet("Limet"), [["Linje;Start;Pris"], ["1;2;3"], ["4;5;6"]])

    with pytest.raises(UserError, match="arket »Limet« har alle kolonner i én celle"):
        read_raw(workbook(tmp_path, fill))


def test_a_front_page_of_texts_is_no_sheet_of_one_column(tmp_path):
    def fill(book):
        simple(book.add_worksheet("Forside"), [["Bevillinger; marts"], ["Kilde: DUBU; Sensum; x"]])
        simple(book.add_worksheet("God"), [["a", "b"], ["1", "2"]])

    assert [table.header for table in read_raw(workbook(tmp_path, fill))] == [(), ("a", "b")]


def test_an_opendocument_with_a_password_says_so(tmp_path):
    path = ods(tmp_path / "bog.ods", [["Kode", "Navn"], ["1", "x"]])
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", bytes(range(200)))
        archive.writestr("META-INF/manifest.xml", "<manifest:encryption-data/>")
    with pytest.raises(UserError, match="adgangskode"):
        read_raw(path)


@pytest.mark.parametrize(
    ("part", "sentence"),
    [
        ("udtræk/børn.csv", "er en pakket fil (zip) med 1 fil og ikke et regneark"),
        ("word/document.xml", "er et dokument og ikke et regneark"),
    ],
)
def test_a_packed_file_that_is_no_workbook_says_what_it_is(tmp_path, part, sentence):
    path = tmp_path / "marts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "a;b")
    with pytest.raises(UserError) as caught:
        read_raw(path)
    assert sentence in str(caught.value)


def test_merged_cells_of_opendocument_are_told(tmp_path):
    path = ods(tmp_path / "bog.ods", [["Kode", "Navn"], ["1", "x"], ["2", "y"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    cell = '<table:table-cell office:value-type="string"><text:p>x'
    spanned = cell.replace("cell ", 'cell table:number-rows-spanned="2" ', 1)
    assert cell in parts["content.xml"]
    parts["content.xml"] = parts["content.xml"].replace(cell, spanned)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    (table,) = read_raw(path)
    assert [note.code for note in table.notes] == ["fejlceller-ukendte", "flettede-celler-ulaeste"]


def test_a_cut_off_workbook_is_refused(tmp_path):
    path = workbook(tmp_path, lambda book: simple(book.add_worksheet(), [["a", "b"], ["1", "2"]]))
    whole = path.read_bytes()
    for length in range(100, len(whole) - 30, 501):
        path.write_bytes(whole[:length])
        with pytest.raises(UserError, match="ødelagt"):
            read_raw(path)


def test_workbooks_without_rows_are_refused(tmp_path):
    empty = workbook(tmp_path, lambda book: book.add_worksheet())
    with pytest.raises(UserError, match="ingen rækker under en overskrift"):
        read_raw(empty)

    def hidden(book):
        simple(book.add_worksheet("Skjult"), [["a", "b"], ["1", "2"]])
        book.worksheets()[0].hide()
        book.add_worksheet("Synlig").activate()

    with pytest.raises(UserError, match="i de synlige ark"):
        read_raw(workbook(tmp_path, hidden))


def test_headings_alone_are_an_export_of_nothing_and_an_empty_book_may_be_anything(tmp_path):
    headings = workbook(tmp_path, lambda book: simple(book.add_worksheet(), [["Navn", "Antal"]]))
    with pytest.raises(NoRows):
        read_raw(headings)
    empty = workbook(tmp_path, lambda book: book.add_worksheet())
    with pytest.raises(UserError) as caught:
        read_raw(empty)
    assert not isinstance(caught.value, NoRows)


def test_a_cell_far_out_is_refused_before_memory_is(tmp_path):
    def fill(book):
        sheet = book.add_worksheet("Ark1")
        simple(sheet, [["a", "b"], ["1", "2"]])
        sheet.write(1_048_575, 16_383, "x")

    with pytest.raises(UserError, match="række 1048576 og kolonne 16384"):
        read_raw(workbook(tmp_path, fill))


@pytest.mark.parametrize(("old", "new"), [("/", "\\"), ("xl/", "XL/")])
def test_a_workbook_whose_parts_are_named_in_another_way_is_read(desk, old, new):
    head = ["Linje-id", "Sagsnummer", "Linjetype", "Status", "Startdato", "Pris", "Frekvens"]
    path = desk.sheet("a.xlsx", [head, ["1", "S1", "Hoved", "Bevilget", "01-01-2026", 5, "Måned"]])
    parts = io.BytesIO()
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(parts, "w") as other:
        for name in book.namelist():
            part = zipfile.ZipInfo("part")
            part.filename = name.replace(old, new)
            other.writestr(part, book.read(name))
    path.write_bytes(parts.getvalue())
    assert len(desk.read()["placement"]) == 1
