"""The truth: a ledger by hand, and tables that agree with each other and with the exports."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from okonomi.eksempel.drop_folder import write_drop
from okonomi.eksempel.drops import View, known, line_rows
from okonomi.eksempel.model import EndKnown, Line, PriceFrom, StatusKnown
from okonomi.eksempel.months import month_number
from okonomi.eksempel.postings import Accounts
from okonomi.eksempel.truth.gaps import gaps
from okonomi.eksempel.truth.ledger import tables
from okonomi.eksempel.world import build

KRONE = 10_000
MARCH = "2026-03"


def granted(line_id: str, start: date, price: int, **given) -> Line:
    stay = SimpleNamespace(kind="p107", person=SimpleNamespace(cpr=given.pop("cpr", "1")))
    fields = {
        "line_id": line_id,
        "stay": stay,
        "system": "sensum",
        "line_kind": "hovedydelse",
        "service": "Midlertidigt botilbud",
        "function": "5.38.52",
        "provider": None,
        "tilbud": "",
        "start": start,
        "end": date(2027, 1, 1),
        "unit": "doegn",
        "frequency": "dag",
        "quantity": 100,
        "bevilling_id": "B",
        "statuses": [StatusKnown("bevilget", start)],
        "prices": [PriceFrom(start, price * KRONE, 2025, start, "ny")],
        "ends": [EndKnown(None, start)],
    }
    return Line(**{**fields, **given})


def test_a_ledger_by_hand():
    """2.000 kr. a day from 17 February 2026; from 11 March an expected line at 1.500 kr."""
    old = granted("gammel", date(2026, 2, 17), 2000)
    new = granted(
        "ny",
        date(2026, 3, 11),
        1500,
        replaces="gammel",
        statuses=[StatusKnown("forventet", date(2026, 2, 20))],
        prices=[PriceFrom(date(2026, 3, 11), 1500 * KRONE, 2026, date(2026, 2, 20), "forventet")],
        ends=[EndKnown(date(2026, 3, 31), date(2026, 2, 20))],
    )
    draft = granted(
        "kladde", date(2026, 2, 1), 9, statuses=[StatusKnown("kladde", date(2026, 2, 1))]
    )
    day = date(2026, 3, 31)
    view = View(day, [row for line in (old, new, draft) for row in line_rows(line, day)])
    found = tables(SimpleNamespace(year=2026), view)
    ledger = {(r["line_id"], r["month"]): r for r in found["ledger"]}

    assert ("kladde", "2026-02") not in ledger
    february = ledger["gammel", "2026-02"]
    assert (february["gross_oere"], february["days"]) == (12 * 200_000, 12)
    march = ledger["gammel", "2026-03"]
    assert (march["gross_oere"], march["days"]) == (10 * 200_000, 10)
    assert (march["granted_oere"], march["granted_days"]) == (31 * 200_000, 31)
    expected = ledger["ny", "2026-03"]
    assert (expected["gross_oere"], expected["days"]) == (21 * 150_000, 21)
    assert (expected["granted_oere"], expected["granted_days"]) == (0, 0)
    assert ledger["gammel", "2026-04"]["gross_oere"] == 0
    months = {row["month"]: row for row in found["maaned"]}
    assert months["2026-03"]["gross_oere"] == 10 * 200_000 + 21 * 150_000
    assert months["2026-03"]["person_days"] == 31


def test_a_person_in_two_tilbud_counts_once_a_day():
    day = date(2026, 3, 31)
    first = granted("a", date(2026, 3, 1), 1000, ends=[EndKnown(date(2026, 3, 20), day)])
    first.statuses = [StatusKnown("bevilget", date(2026, 3, 1))]
    second = granted("b", date(2026, 3, 11), 1000)
    other = granted("c", date(2026, 3, 31), 1000, cpr="2")
    rows = [row for line in (first, second, other) for row in line_rows(line, day)]
    months = {r["month"]: r for r in tables(SimpleNamespace(year=2026), View(day, rows))["maaned"]}
    assert months["2026-03"]["main_days"] == 20 + 21 + 1
    assert months["2026-03"]["person_days"] == 31 + 1


def test_person_days_equal_a_count_day_by_day(world, written):
    people: dict[str, set] = defaultdict(set)
    rows = known(world, date(2026, 3, 31)).rows
    replaced = {
        row.line.replaces: row.start
        for row in rows
        if row.status == "forventet" and row.line.replaces
    }
    for row in rows:
        if row.line.line_kind != "hovedydelse" or row.status == "kladde":
            continue
        last = min(row.end or date(2026, 12, 31), date(2026, 12, 31))
        if row.status == "bevilget" and row.line.line_id in replaced:
            last = min(last, replaced[row.line.line_id] - timedelta(days=1))
        day = max(row.start, date(2026, 1, 1))
        while day <= last:
            people[f"{row.line.function} {day:%Y-%m}"].add((row.line.stay.person.cpr, day))
            day += timedelta(days=1)
    truth = {
        f"{row['function']} {row['month']}": int(row["person_days"])
        for row in written.table(f"maaned_{MARCH}")
        if row["month"].startswith("2026")
    }
    assert {k: v for k, v in truth.items() if v} == {k: len(v) for k, v in people.items()}


def test_the_ledger_sums_to_the_months(written):
    function = {row["row_id"]: row["function"] for row in written.table(f"kendt_{MARCH}")}
    sums: Counter = Counter()
    for row in written.table(f"ledger_{MARCH}"):
        sums[function[row["row_id"]], row["month"]] += int(row["gross_oere"])
    for row in written.table(f"maaned_{MARCH}"):
        assert int(row["gross_oere"]) == sums[row["function"], row["month"]]


def test_every_known_row_has_its_file_and_line(written):
    rows = written.table(f"kendt_{MARCH}")
    assert rows
    for row in rows:
        assert row["file"] and int(row["line"]) > 1
        assert bool(row["price_file"]) == (row["system"] == "sensum")
    places = Counter((row["price_file"] or row["file"], row["price_line"] or row["line"])
                     for row in rows)  # fmt: skip
    assert max(places.values()) == 1


def test_movements_are_what_differs_between_two_months(written):
    before = {row["line_id"] for row in written.table("kendt_2026-02")}
    now = {row["line_id"] for row in written.table(f"kendt_{MARCH}")}
    new = {row["line_id"] for row in written.table(f"bevaegelser_{MARCH}") if row["change"] == "ny"}
    assert new == now - before
    assert new


BY_CONTRACT = (
    "uden_kontrakt", "udloebet", "pris_over_aftalt", "pris_under_aftalt", "dagtal",
    "ikke_gennemgaaet", "indeks_over_aftalt", "reguleret_to_gange",
)  # fmt: skip


@pytest.fixture(scope="module")
def found_gaps(tmp_path_factory):
    """The gaps of a municipality large enough for every kind."""
    world = build(1, 400, 2026)
    january = month_number(2026, 1)
    accounts = Accounts(world, january)
    drop = write_drop(tmp_path_factory.mktemp("stor"), world, january + 2, accounts)
    return gaps(world, drop)


def test_gaps_between_contract_and_line_are_the_planted_and_no_others(found_gaps):
    found = Counter()
    for row in found_gaps:
        if row["gap"] in BY_CONTRACT:
            assert row["planted"] == row["gap"]
            found[row["gap"]] += row["line_kind"] == "hovedydelse"
    assert found == dict.fromkeys(BY_CONTRACT, 3)


def test_gaps_in_the_lines_hold_every_planted_one(found_gaps):
    for gap in ("samme_ydelse_to_gange", "betalt_efter_fraflytning"):
        assert sum(row["gap"] == gap and row["planted"] == gap for row in found_gaps) == 3
    assert any(row["gap"] == "tillaeg_uden_slut" for row in found_gaps)
