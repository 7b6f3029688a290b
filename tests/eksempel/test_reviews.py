"""The filled forms of ledelsestilsynet: what is written is what was drawn."""

from __future__ import annotations

import openpyxl

from okonomi.eksempel.exports.reviews import COLUMNS

MARCH = "2026-03"


def rows(written, month: str = MARCH) -> list[tuple]:
    path = written.folder / month / f"Ledelsestilsyn_{month}.xlsx"
    return list(openpyxl.load_workbook(path).active.iter_rows(values_only=True))


def test_the_form_holds_the_drawn_cases_of_the_truth(written):
    heading, *filled = rows(written)
    assert heading == COLUMNS
    truth = written.table(f"ledelsestilsyn_{MARCH}")
    assert len(filled) == sum(int(row["drawn"]) for row in truth)
    sizes = {row["team"]: int(row["running"]) for row in truth}
    assert {(row[1], row[7]) for row in filled} <= set(sizes.items())
    for row in truth:
        outcomes = sum(int(row[name]) for name in ("fully", "partly", "broken", "irrelevant"))
        assert outcomes == int(row["running"])


def test_no_case_is_drawn_twice_in_a_year(written):
    months = [{row[0] for row in rows(written, f"2026-0{n}")[1:]} for n in (1, 2, 3)]
    assert sum(map(len, months)) == len(set.union(*months))


def test_an_answer_has_a_day_and_a_blank_has_none(written):
    for row in rows(written)[1:]:
        assert (row[4] is None) == (row[5] is None)


def test_the_milestones_are_the_municipalitys_own(written):
    text = (written.folder / "regler" / "ledelsestilsyn.yaml").read_text("utf-8")
    assert "{ pct: 75, dato: 2026-01 }, { pct: 95, dato: 2026-12 }" in text
