"""Text files: encoding, separator, header, physical lines, and rows that do not fit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.errors import UserError
from okonomi.intake.delimited import read_rows
from okonomi.intake.dialect import read_raw

SIMPLE = "Navn;Beløb;Kode\nÆrø;1,50;0101\nLæsø;2,00;0102\n"


def write(folder, content, name="fil.csv", encoding="utf-8"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def one(folder, content, is_header=None, encoding="utf-8"):
    (table,) = read_raw(write(folder, content, encoding=encoding), is_header)
    assert table.physical_rows == table.heading_lines + len(table) + len(table.broken)
    return table


def cells(table):
    return [table.row(position) for position in range(len(table))]


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("cp1252", "cp1252"),
        ("utf-16", "utf-16-le"),  # with its byte order mark
        ("utf-16-le", "utf-16-le"),  # without
        ("utf-16-be", "utf-16-be"),
        ("utf-32", "utf-32-le"),
    ],
)
def test_encodings(tmp_path, encoding, found):
    table = one(tmp_path, SIMPLE, encoding=encoding)
    assert table.encoding == found
    assert table.header == ("Navn", "Beløb", "Kode")
    assert cells(table) == [["Ærø", "1,50", "0101"], ["Læsø", "2,00", "0102"]]
    assert table.line.tolist() == [2, 3]
    assert table.notes == ()
    assert table.separator == ";"
    assert table.sheet is None


def test_utf8_is_checked_to_the_last_line(tmp_path):
    rows = "".join(f"Navn {number};1\n" for number in range(30_000))
    table = one(tmp_path, ("Navn;Antal\n" + rows + "Æblegård;2\n").encode("cp1252"))
    assert table.encoding == "cp1252"
    assert table.row(30_000) == ["Æblegård", "2"]


@pytest.mark.parametrize(("encoding", "word"), [("cp865", "DOS"), ("mac_roman", "Macintosh")])
def test_old_encodings_are_read_and_noted(tmp_path, encoding, word):
    table = one(tmp_path, "Navn;Sted\nSøren;Rønne på Bornholm\n", encoding=encoding)
    assert cells(table) == [["Søren", "Rønne på Bornholm"]]
    assert [note.code for note in table.notes] == ["tegnsaet-gammelt"]
    assert word in table.notes[0].text


def test_mixed_and_unknown_bytes_are_noted(tmp_path):
    mixed = "Navn;Sted\nSøren;x\n".encode() + "Åse;y\n".encode("cp1252")
    assert [note.code for note in one(tmp_path, mixed).notes] == ["tegnsaet-blandet"]
    unknown = "Navn;Sted\nÅse;x".encode("cp1252") + b"\x81\n"
    assert [note.code for note in one(tmp_path, unknown).notes] == ["tegnsaet-ukendt"]
    control = one(tmp_path, "Navn;Sted\nÅse;x\x02\n")
    assert [note.code for note in control.notes] == ["styretegn"]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators(tmp_path, separator):
    text = "Navn;Beløb;Kode\nA;1.50;0101\nB;2.00;0102\n".replace(";", separator)
    table = one(tmp_path, text)
    assert table.separator == separator
    assert table.header == ("Navn", "Beløb", "Kode")
    assert cells(table)[0] == ["A", "1.50", "0101"]


def test_decimal_commas_do_not_make_a_comma_file(tmp_path):
    table = one(tmp_path, "Navn;Takst;Pris\nA, afd. 1;1,50;2,50\nB, afd. 2;2,00;3,00\n")
    assert table.separator == ";"
    assert cells(table)[1] == ["B, afd. 2", "2,00", "3,00"]


def test_separator_stated_as_excel_does(tmp_path):
    table = one(tmp_path, "sep=|\nNavn|Antal\nA;B|1\n")
    assert (table.separator, table.heading_lines, table.line.tolist()) == ("|", 2, [3])
    assert cells(table) == [["A;B", "1"]]


def test_title_rows_are_heading(tmp_path):
    text = (
        "Økonomirapport\n\nUdskrevet;31-12-2025\nPeriode;2025\n"
        "Konto;Tekst;Beløb;Art\n5.28.20;a;1,00;x\n5.28.21;b;2,00;y\n"
    )
    table = one(tmp_path, text)
    assert table.header == ("Konto", "Tekst", "Beløb", "Art")
    assert table.heading_lines == 5
    assert table.line.tolist() == [6, 7]
    assert table.physical_rows == 7


def test_a_known_header_is_found_below_rows_that_look_like_one(tmp_path):
    text = "Kommune;Afdeling;Leder\nEksempel;Børn;NN\nKonto;Beløb;Tekst\n1;2,00;a\n"
    assert one(tmp_path, text).heading_lines == 1
    seen = []

    def is_header(row):
        seen.append(row)
        return row[:2] == ["Konto", "Beløb"]

    table = one(tmp_path, text, is_header)
    assert table.heading_lines == 3
    assert table.header == ("Konto", "Beløb", "Tekst")
    assert ["Eksempel", "Børn", "NN"] in seen


def test_a_known_header_decides_the_separator(tmp_path):
    text = "a,b;c\n1,2;3\n4,5;6\n"
    assert one(tmp_path, text).separator == ";"
    table = one(tmp_path, text, lambda row: row == ["a", "b;c"])
    assert table.separator == ","
    assert cells(table) == [["1", "2;3"], ["4", "5;6"]]


def test_years_may_be_headings(tmp_path):
    table = one(tmp_path, "Konto;2024;2025\n5.28.20;1;2\n5.28.21;3;4\n")
    assert table.header == ("Konto", "2024", "2025")


def test_a_separator_too_many_is_no_column(tmp_path):
    assert one(tmp_path, "a;b;\n1;2\n3;4\n").header == ("a", "b")
    table = one(tmp_path, "a;b\n1;2;\n3;4;\n")
    assert table.header == ("a", "b", "Kolonne 3")
    assert cells(table) == [["1", "2", ""], ["3", "4", ""]]


def test_cells_that_keep_excel_quiet_are_unwrapped(tmp_path):
    text = '="Konto";="Navn";Antal\n="0101";"=""0102""";=123\n0101;=A1+B1;=-1.234,50\n'
    table = one(tmp_path, text)
    assert table.header == ("Konto", "Navn", "Antal")
    assert cells(table) == [["0101", "0102", "123"], ["0101", "=A1+B1", "-1.234,50"]]
    assert list(table.columns["Konto"].values) == ["0101"]


def test_rows_that_do_not_fit_are_broken_never_padded(tmp_path):
    table = one(tmp_path, "a;b;c\n1;2;3\n4;5\n6;7;8;9\n1;1;1")
    assert cells(table) == [["1", "2", "3"], ["1", "1", "1"]]
    assert table.line.tolist() == [2, 5]
    assert [(row.line, row.expected, row.found) for row in table.broken] == [(3, 3, 2), (4, 3, 4)]
    assert not any(row.unclosed_quote for row in table.broken)


def test_blank_lines_are_rows(tmp_path):
    table = one(tmp_path, "a;b\r\n\r\n1;2\r\n \r\n;\r\n3;4\r\n\r\n\r\n")
    assert table.blank_rows().tolist() == [True, False, True, True, False, True, True]
    assert table.line.tolist() == [2, 3, 4, 5, 6, 7, 8]
    assert table.broken == []
    assert table.physical_rows == 8


def test_line_breaks_within_quotes_keep_physical_lines(tmp_path):
    text = 'a;b;c\r\n1;"x\r\ny;z";3\r\n4;5\r\n"7\n8";"9""";0\r\n1;1;1\r\n'
    table = one(tmp_path, text)
    assert cells(table) == [["1", "x\r\ny;z", "3"], ["7\n8", '9"', "0"], ["1", "1", "1"]]
    assert table.line.tolist() == [2, 5, 7]
    assert [row.line for row in table.broken] == [4]
    assert table.continued_lines == 2
    assert table.physical_rows + table.continued_lines == 7


def test_stray_quotation_marks_are_letters(tmp_path):
    table = one(tmp_path, 'a;b\n1;12" rør\n"Hus "Sol" Nord";2\n3;4\n')
    assert cells(table)[0] == ["1", '12" rør']
    assert cells(table)[2] == ["3", "4"]
    assert table.broken == []


@pytest.mark.parametrize(
    ("rows", "kept", "broken"),
    [
        # Never closed: everything below would vanish.
        (["1;2;3", '4;"5;6', "7;8;9", "1;2;3"], [1, 3, 4], [2]),
        # Closed by a mark two rows down: the rows between would vanish.
        (["1;2;3", '4;"5;6', "7;8;9", '1;"2";3', "4;5;6"], [1, 3, 4, 5], [2]),
        # In the last column.
        (['4;5;"6', "7;8;9", "1;2;3"], [2, 3], [1]),
        # Twice.
        (['4;"5;6', "7;8;9", '1;"2;3', "4;5;6"], [2, 4], [1, 3]),
        # A blank line within.
        (['4;5;"6', "", "7;8;9"], [2, 3], [1]),
    ],
)
def test_an_unclosed_quotation_mark_swallows_no_rows(tmp_path, rows, kept, broken):
    table = one(tmp_path, "\n".join(["a;b;c", *rows]) + "\n")
    assert table.line.tolist() == [line + 1 for line in kept]
    assert [row.line for row in table.broken] == [line + 1 for line in broken]
    assert all(row.unclosed_quote for row in table.broken)
    assert table.continued_lines == 0


def test_an_unclosed_quotation_mark_over_more_than_a_block():
    body = b'1;"2;3\n' + b"4;5;6\n" * 800_000
    rows = read_rows(body, 0, 1, 3, ";", "fil.csv")
    assert len(rows.line) == 800_000
    assert (rows.line[0], rows.line[-1]) == (2, 800_001)
    assert [row.line for row in rows.broken] == [1]


def test_too_many_unclosed_marks_are_refused(tmp_path):
    body = "a;b;c\n" + '1;"2;3\n4;5;6\n' * 60
    with pytest.raises(UserError, match="anførselstegn, der ikke lukkes"):
        one(tmp_path, body)


@given(
    st.lists(
        st.lists(st.text(alphabet='ab;"\n\r æ', max_size=6), min_size=3, max_size=3),
        min_size=1,
        max_size=12,
    )
)
def test_quoted_cells_come_back_with_their_lines(rows):
    body = b""
    lines = []
    line = 1
    for row in rows:
        text = ";".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) + "\n"
        lines.append(line)
        line += text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
        body += text.encode()
    found = read_rows(body, 0, 1, 3, ";", "fil.csv")
    total = len(found.line) + len(found.broken) + found.continued_lines
    assert total == line - 1
    if not found.broken:
        assert found.line.tolist() == lines
        back = [list(row) for row in zip(*(c.to_pylist() for c in found.columns), strict=True)]
        assert back == rows


@given(st.binary(max_size=60))
def test_every_line_is_accounted_for_whatever_it_holds(content):
    body = content.decode("latin-1").replace("\0", "").encode()
    found = read_rows(body, 0, 1, 3, ";", "fil.csv")
    text = body.decode().replace("\r\n", "\n").replace("\r", "\n")
    physical = text.count("\n") + (not text.endswith("\n") and text != "")
    assert len(found.line) + len(found.broken) + found.continued_lines == physical
    assert (np.diff(found.line) > 0).all()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "er tom"),
        (b"\xef\xbb\xbf\r\n", "er tom"),
        (b"a;b\r\n", "kun overskrifter"),
        (b"a;b\n\n;\n", "kun overskrifter"),
        (b"bare en tekst\nuden kolonner\n", "ingen kolonner"),
        (b"a;b\n1;\x002\n", "ikke en tekstfil"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "ikke en tekstfil"),
        (bytes(range(128, 256)) + bytes(range(1, 32)) * 8, "ikke en tekstfil"),
        (b"\xff\xfea\x00;\x00b", "afkortet eller ødelagt"),
        (b"%PDF-1.7\n1 0 obj", "er en PDF"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "webside"),
        (b'<?xml version="1.0"?><Workbook/>', "webside"),
        (b"<!-- Excel --><table><tr><td>a</td></tr></table>", "webside"),
        (b'<meta http-equiv="content-type"><table></table>', "webside"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n<html>", "webside"),
        (b'{"a": 1}', "JSON"),
        (b'"a;b;c"\n"1;2;3"\n"4;5;6"\n', "alle kolonner i én celle"),
    ],
)
def test_what_is_no_table_is_refused_in_danish(tmp_path, content, sentence):
    path = write(tmp_path, content)
    with pytest.raises(UserError) as caught:
        read_raw(path, name="2026-03/fil.csv")
    (fault,) = caught.value.faults
    assert fault.startswith("2026-03/fil.csv ")
    assert sentence in fault
    assert str(tmp_path) not in fault
    assert fault.count(". ") >= 1  # the remedy


def test_missing_and_locked_files(tmp_path, monkeypatch):
    with pytest.raises(UserError, match=r"^væk\.csv findes ikke"):
        read_raw(tmp_path / "væk.csv")
    path = write(tmp_path, SIMPLE)

    def locked(self):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(type(path), "read_bytes", locked)
    with pytest.raises(UserError, match="Luk filen i Excel"):
        read_raw(path)


def test_columns_are_lazy_and_let_go_of_their_text(tmp_path):
    table = one(tmp_path, SIMPLE)
    assert len(table.columns) == 3
    assert list(table.columns) == ["Navn", "Beløb", "Kode"]
    assert table.columns["Kode"] is table.columns["Kode"]
    with pytest.raises(KeyError):
        table.columns["Andet"]


def test_a_dos_end_of_file_mark_is_no_row(tmp_path):
    assert one(tmp_path, "a;b\r\n1;2\r\n\x1a").physical_rows == 2


def test_a_file_that_ends_in_the_middle_of_a_letter_is_refused(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("Navn;Beløb\næø;1,00\nå".encode()[:-1])
    with pytest.raises(UserError, match="ikke gemt færdig"):
        read_raw(path)
    # One æ at the end of a file of cp1252 is no half letter.
    path.write_bytes("Navn;Sum\na;1,00\nb;æ".encode("cp1252"))
    (table,) = read_raw(path)
    assert table.encoding == "cp1252"


def test_a_file_that_is_still_being_fetched_is_refused(tmp_path):
    path = tmp_path / "a.csv.crdownload"
    path.write_text("Navn;Sum\na;1,00\n", encoding="utf-8")
    with pytest.raises(UserError, match="ikke hentet færdig"):
        read_raw(path)
