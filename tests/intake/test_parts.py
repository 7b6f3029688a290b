"""A text parsed in parts gives the rows of a text parsed in one piece."""

from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.intake import parts

CORES = 4


def read(data: bytes, part: int, start: int = 0, width: int = 3):
    """Columns, bad rows, and the number of texts that Arrow was given."""
    with (
        mock.patch.object(parts.pa, "cpu_count", return_value=CORES),
        mock.patch.object(parts, "_read", wraps=parts._read) as given_to_arrow,
    ):
        records = parts.parse(data, start, width, ";", part)
    columns = [column.to_pylist() for column in records.table.columns]
    assert records.count == records.table.num_rows + len(records.bad)
    return columns, records.bad, given_to_arrow.call_count


def lines(first: int, last: int) -> bytes:
    return b"".join(b"%d;b;c\n" % number for number in range(first, last))


WHOLE = 1 << 30


def test_a_large_text_is_read_in_parts():
    columns, bad, texts = read(b"heading\n" + lines(0, 400), 100, start=8)
    assert columns == [[str(number) for number in range(400)], ["b"] * 400, ["c"] * 400]
    assert (bad, texts) == ([], CORES)


def test_bad_rows_are_numbered_through_all_parts():
    data = lines(0, 50) + b"1;2\n" + lines(51, 350) + b"1;2;3;4\n" + lines(351, 400)
    columns, bad, texts = read(data, 100)
    assert columns[0] == [str(number) for number in range(400) if number not in (50, 350)]
    assert bad == [(50, 2, "1;2"), (350, 4, "1;2;3;4")]
    assert texts == CORES


@pytest.mark.parametrize(
    "data",
    [
        # Whole rows to look at, but inside a cell from before the cut until after it.
        b'1;2;"' + lines(0, 400) + b'"\n' + lines(0, 10),
        # A cell that is never closed, and rows that are therefore too short.
        lines(0, 30) + b'1;"2;3\n' + lines(0, 400),
        lines(0, 30) + b'1;2;"3\n' + lines(0, 400),
        # A bad row whose last cell goes on over the cuts.
        b'1;"' + lines(0, 400) + b'"\n' + lines(0, 10),
    ],
)
def test_a_cut_inside_quotation_marks_is_undone(data):
    *one, texts = read(data, WHOLE)
    assert texts == 1
    *several, texts = read(data, 100)
    assert several == one
    assert texts == CORES + 1


def test_a_byte_order_mark_within_the_text_stays():
    data = b"".join(b"\xef\xbb\xbf%d;b;c\n" % number for number in range(200))
    columns, _, texts = read(data, 100)
    assert columns[0] == ["0", *(f"\ufeff{number}" for number in range(1, 200))]
    assert texts == 1


@pytest.mark.parametrize("end", [b"\r\n", b"\r"])
def test_other_line_ends(end):
    *found, texts = read(lines(0, 400).replace(b"\n", end), 100)
    *one, _ = read(lines(0, 400), WHOLE)
    assert found == one
    assert texts == (CORES if end == b"\r\n" else 1)


CELLS = st.text(alphabet='ab;"\n\r æ', max_size=4)
QUOTED = st.lists(CELLS, min_size=2, max_size=4).map(
    lambda cells: ";".join('"' + cell.replace('"', '""') + '"' for cell in cells)
)
ROWS = st.one_of(st.just("1;2;3"), st.just('"1";"2";"3"'), QUOTED, CELLS)


@given(st.lists(st.tuples(ROWS, st.sampled_from(["\n", "\r\n"])), min_size=1, max_size=25))
def test_parts_give_what_one_piece_gives(rows):
    data = "".join(row + end for row, end in rows).encode()
    *one, _ = read(data, WHOLE)
    *several, _ = read(data, 4)
    assert several == one
