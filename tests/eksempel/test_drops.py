"""What a month's exports can know."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from types import SimpleNamespace

from okonomi.eksempel.drops import expected_end, known, line_rows
from okonomi.eksempel.model import EndKnown, Line, PriceFrom, StatusKnown

KRONE = 10_000


def line(**given) -> Line:
    """A line from 1 May 2025 at 2.000 kr. a day, registered 10 May."""
    fields = {
        "line_id": "1",
        "stay": SimpleNamespace(kind="p107"),
        "system": "sensum",
        "line_kind": "hovedydelse",
        "service": "Midlertidigt botilbud",
        "function": "5.38.52",
        "provider": None,
        "tilbud": "",
        "start": date(2025, 5, 1),
        "end": date(2026, 2, 15),
        "unit": "doegn",
        "frequency": "dag",
        "quantity": 100,
        "bevilling_id": "B",
        "statuses": [StatusKnown("bevilget", date(2025, 5, 10))],
        "prices": [PriceFrom(date(2025, 5, 1), 2000 * KRONE, 2025, date(2025, 5, 10), "ny")],
        "ends": [EndKnown(None, date(2025, 5, 10))],
    }
    return Line(**{**fields, **given})


def test_a_line_is_unseen_before_it_is_registered():
    assert line_rows(line(), date(2025, 5, 9)) == []
    assert len(line_rows(line(), date(2025, 5, 10))) == 1


def test_an_older_drop_shows_the_old_open_end():
    ended = line(
        ends=[EndKnown(None, date(2025, 5, 10)), EndKnown(date(2026, 2, 15), date(2026, 3, 20))]
    )
    assert line_rows(ended, date(2026, 2, 28))[-1].end is None
    assert line_rows(ended, date(2026, 3, 31))[-1].end == date(2026, 2, 15)


def test_a_back_dated_price_splits_the_line_only_once_it_is_registered():
    first = PriceFrom(date(2025, 5, 1), 2000 * KRONE, 2025, date(2025, 5, 10), "ny")
    late = PriceFrom(date(2026, 1, 1), 2060 * KRONE, 2026, date(2026, 3, 5), "prisregulering")
    both = line(prices=[first, late])
    assert [(r.start, r.end) for r in line_rows(both, date(2026, 2, 28))] == [
        (date(2025, 5, 1), None)
    ]
    rows = line_rows(both, date(2026, 3, 31))
    assert [(r.start, r.end) for r in rows] == [
        (date(2025, 5, 1), date(2025, 12, 31)),
        (date(2026, 1, 1), None),
    ]
    assert [r.registered for r in rows] == [date(2025, 5, 10), date(2026, 3, 5)]


def test_a_price_after_a_back_dated_end_is_no_row():
    first = PriceFrom(date(2025, 5, 1), 2000 * KRONE, 2025, date(2025, 5, 10), "ny")
    new_year = PriceFrom(date(2026, 1, 1), 2060 * KRONE, 2026, date(2025, 12, 15), "prisregulering")
    gone = line(
        prices=[first, new_year],
        ends=[EndKnown(None, date(2025, 5, 10)), EndKnown(date(2025, 12, 1), date(2026, 1, 10))],
    )
    assert [r.end for r in line_rows(gone, date(2026, 1, 31))] == [date(2025, 12, 1)]


def test_status_is_the_latest_registered():
    expected = line(
        statuses=[
            StatusKnown("forventet", date(2025, 4, 1)),
            StatusKnown("bevilget", date(2025, 6, 1)),
        ],
        prices=[PriceFrom(date(2025, 5, 1), KRONE, 2025, date(2025, 4, 1), "ny")],
        ends=[EndKnown(None, date(2025, 4, 1))],
    )
    assert line_rows(expected, date(2025, 5, 31))[0].status == "forventet"
    assert line_rows(expected, date(2025, 6, 30))[0].status == "bevilget"


def test_an_expected_line_cuts_the_one_it_replaces_until_it_is_decided(world):
    replacing = [one for one in world.lines if one.replaces]
    assert replacing
    for one in replacing:
        view = known(world, one.registered)
        assert expected_end(view)[one.replaces] < one.start
        if len(one.statuses) == 2:
            later = known(world, one.statuses[1].registered)
            assert one.replaces not in expected_end(later)
            old = later.by_line()[one.replaces][-1]
            assert old.end is not None and old.end < one.start


def test_nothing_registered_after_the_day_is_shown(world):
    for day in (date(2025, 6, 30), date(2026, 1, 31), date(2026, 3, 31)):
        rows = known(world, day).rows
        assert rows
        assert all(row.registered <= day and row.price.registered <= day for row in rows)


def test_rows_of_a_line_adjoin_and_never_overlap(world):
    for rows in known(world, date(2026, 3, 31)).by_line().values():
        for first, second in pairwise(rows):
            assert first.end is not None
            assert (second.start - first.end).days == 1
