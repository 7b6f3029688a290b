"""Which lines count and for which days: status, replacement, chains, and what is refused."""

import datetime as dt
from decimal import Decimal

import pandas as pd
import pytest

from okonomi.cost.effective import OPEN_END, effective

from .slow import Line, frame

DAY = {"price": Decimal(100), "frequency": "dag"}


def line(line_id, start, end=None, **given):
    given = {"end": end and dt.date(2026, *end), **DAY} | given
    return Line(line_id=line_id, start=dt.date(2026, *start), **given)


def expected(line_id, replaces, start, end=None):
    return line(line_id, start, end, status="forventet", replaces=replaces)


def intervals(lines, basis="forventet"):
    """(position, first day, last day) of the lines that count."""
    found = effective(frame(lines), basis)
    spans = zip(found.position.tolist(), found.start.tolist(), found.end.tolist(), strict=True)
    return [(position, iso(start), iso(end)) for position, start, end in spans]


def iso(day):
    return None if day == OPEN_END else str(dt.date(1970, 1, 1) + dt.timedelta(day))[5:]


def test_a_replaced_line_ends_the_day_before():
    lines = [line("A", (1, 1)), expected("F", "A", (3, 11), (3, 20))]
    assert intervals(lines) == [(0, "01-01", "03-10"), (1, "03-11", "03-20")]
    assert intervals(lines, "bevilget") == [(0, "01-01", None)]


def test_a_line_that_ended_before_keeps_its_end():
    lines = [line("A", (1, 1), (2, 5)), expected("F", "A", (3, 11))]
    assert intervals(lines)[0] == (0, "01-01", "02-05")


def test_two_replacements_of_one_line_both_count_from_their_own_start():
    lines = [line("A", (1, 1)), expected("F", "A", (3, 11)), expected("G", "A", (2, 1))]
    assert intervals(lines) == [(0, "01-01", "01-31"), (1, "03-11", None), (2, "02-01", None)]


def test_a_long_chain():
    lines = [line("A", (1, 1))]
    lines += [expected(f"F{m}", f"F{m - 1}" if m > 2 else "A", (m, 1)) for m in range(2, 13)]
    assert intervals(lines) == [
        (m - 1, f"{m:02}-01", str(dt.date(2026, m + 1, 1) - dt.timedelta(1))[5:])
        for m in range(1, 12)
    ] + [(11, "12-01", None)]


def test_a_replacement_of_a_replacement_that_starts_first_reaches_the_original():
    lines = [line("A", (1, 1)), expected("F", "A", (3, 21)), expected("G", "F", (3, 11))]
    assert intervals(lines) == [(0, "01-01", "03-10"), (2, "03-11", None)]


def test_all_price_intervals_of_a_line_are_cut():
    lines = [line("A", (1, 1), (3, 15)), line("A", (3, 16)), expected("F", "A", (3, 10))]
    assert intervals(lines) == [(0, "01-01", "03-09"), (2, "03-10", None)]


def test_the_first_price_interval_of_an_expected_line_decides():
    lines = [
        line("A", (1, 1)),
        expected("F", "A", (3, 1), (3, 31)),
        expected("F", "A", (4, 1)),
    ]
    assert intervals(lines) == [(0, "01-01", "02-28"), (1, "03-01", "03-31"), (2, "04-01", None)]


def test_an_expected_row_with_the_id_it_replaces_does_not_replace_itself():
    lines = [line("A", (1, 1)), expected("A", "A", (3, 11))]
    assert intervals(lines) == [(0, "01-01", "03-10"), (1, "03-11", None)]


def test_a_line_it_replaces_may_be_unknown():
    assert intervals([expected("F", "X", (3, 11))]) == [(0, "03-11", None)]


def test_only_expected_lines_replace():
    lines = [
        line("A", (1, 1)),
        line("B", (2, 1), replaces="A"),
        line("K", (2, 1), replaces="A", status="kladde"),
    ]
    assert intervals(lines) == [(0, "01-01", None), (1, "02-01", None)]


def test_an_expected_line_may_name_a_draft():
    lines = [line("K", (1, 1), status="kladde"), expected("F", "K", (3, 11))]
    assert intervals(lines) == [(1, "03-11", None)]


@pytest.mark.parametrize("ids", ["FG", "FGH"])
def test_a_ring_is_refused(ids):
    ring = [
        expected(a, b, (3, day))
        for day, (a, b) in enumerate(zip(ids, ids[1:] + ids[0], strict=True), 1)
    ]
    with pytest.raises(ValueError, match="ring"):
        effective(frame([line("A", (1, 1)), *ring]), "forventet")
    assert intervals([line("A", (1, 1)), *ring], "bevilget") == [(0, "01-01", None)]


def test_faulty_rows_are_refused():
    good = frame([line("A", (1, 1))])
    for change, message in (
        ({"status": "godkendt"}, "godkendt"),
        ({"status": None}, "found"),
        ({"start": pd.NaT}, "without a start"),
        ({"end": pd.Timestamp("2025-12-31")}, "start after their end"),
    ):
        with pytest.raises(ValueError, match=message):
            effective(good.assign(**change), "forventet")
    with pytest.raises(ValueError, match="basis"):
        effective(good, "budget")
    with pytest.raises(ValueError, match="no column status, end"):
        effective(good.drop(columns=["status", "end"]), "forventet")


def test_a_faulty_draft_does_not_matter():
    lines = [line("A", (1, 1)), line("K", (3, 1), (2, 1), status="kladde")]
    assert intervals(lines) == [(0, "01-01", None)]
