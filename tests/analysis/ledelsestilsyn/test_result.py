"""The result on small readings, by hand."""

from datetime import date

import pandas as pd
import pytest
from frames import table
from readings import reading
from reviewed import indicator, one, reviewed

from okonomi.analysis.ledelsestilsyn.result import ledelsestilsyn
from okonomi.present import Bundle
from okonomi.rules.ledelsestilsyn import Milestone

YES, HALF, NO, NOT_RELEVANT = (
    "Overholdt", "Delvist overholdt", "Ikke overholdt", "Ikke relevant",
)  # fmt: skip


def test_all_cases_are_a_fact_and_a_draw_is_not():
    seen = reviewed(("plan", "2026-02", YES, 13, None), ("plan", "2026-02", NO, 10, None))
    row = one(ledelsestilsyn(seen, [indicator()]))
    assert (row["n"], row["population"], row["basis"], row["interval"]) == (23, 23, "alle", "")
    assert row["verdict_word"] == "● nået"
    drawn = reviewed(("plan", "2026-02", YES, 13, 400), ("plan", "2026-02", NO, 10, 400))
    row = one(ledelsestilsyn(drawn, [indicator()]))
    assert (row["n"], row["population"], row["basis"]) == (23, 400, "stikprøve")
    # 23 of 400: as 23 · 399/377 = 24,3 of many.
    assert row["interval"] == "37–74\u00a0%"
    assert row["verdict_word"] == "◐ kan ikke afgøres med dette antal sager"
    assert row["goal_word"] == "○ ikke nået"


def test_without_an_earlier_measurement_there_are_no_empty_columns():
    seen = reviewed(("plan", "2026-02", YES, 5, 5))
    main, behind, *_ = ledelsestilsyn(seen, [indicator()]).tables()
    assert not next(c.paper for c in main.columns if c.label == "Siden sidst")
    labels = [c.label for c in behind.columns]
    assert "Overholdt" in labels and not {"Sidst", "p", "Sager i begge"} & set(labels)


def test_a_draw_of_everything_is_all():
    row = one(ledelsestilsyn(reviewed(("plan", "2026-02", YES, 5, 5)), [indicator()]))
    assert (row["basis"], row["low"], row["verdict_word"]) == ("alle", 1.0, "● nået")


@pytest.mark.parametrize(("counting", "share"), [("helt", 0.5), ("helt_eller_delvist", 0.8)])
def test_partly_counts_only_where_it_is_promised(counting, share):
    seen = reviewed(
        ("plan", "2026-02", YES, 5, None),
        ("plan", "2026-02", HALF, 3, None),
        ("plan", "2026-02", NO, 2, None),
    )
    row = one(ledelsestilsyn(seen, [indicator(taeller=counting)]))
    assert row["share"] == share
    assert ("helt eller delvist" in row["label"]) == (counting != "helt")
    assert (row["fully"], row["partly"], row["broken"]) == (5, 3, 2)


def test_the_relevant_are_a_denominator_of_their_own():
    seen = reviewed(
        ("plan", "2026-02", YES, 6, None),
        ("plan", "2026-02", NO, 2, None),
        ("plan", "2026-02", NOT_RELEVANT, 4, None),
    )
    relevant = indicator(naevner="relevant", ikke_relevant="Ingen plan krævet.")
    result = ledelsestilsyn(seen, [relevant])
    assert (one(result)["share"], one(result)["n"], one(result)["irrelevant"]) == (0.75, 8, 4)
    assert "hvor det er relevant" in one(result)["label"]
    assert result.findings[-1].code != "tilsyn-ikke-relevant"
    # Where every case is to be measured, it is a case nobody has answered yet.
    result = ledelsestilsyn(seen, [indicator()])
    assert "tilsyn-ikke-relevant" in {f.code for f in result.findings}
    assert (one(result)["n"], one(result)["basis"]) == (8, "alle, ikke færdig")


def test_before_its_day_a_milestone_is_not_missed():
    later = indicator(milepaele=(Milestone(0.5, date(2026, 6, 30)),))
    few = reviewed(("plan", "2026-02", NO, 10, None))
    many = reviewed(("plan", "2026-02", YES, 10, None))
    assert one(ledelsestilsyn(few, [later]))["verdict_word"] == "○ endnu ikke nået"
    assert one(ledelsestilsyn(many, [later]))["verdict_word"] == "● nået før tiden"
    due = indicator(milepaele=(Milestone(0.5, date(2026, 3, 31)),))
    assert one(ledelsestilsyn(few, [due]))["verdict_word"] == "○ ikke nået"


def test_judged_by_the_latest_milestone_that_is_due():
    steps = (Milestone(0.5, date(2025, 12, 31)), Milestone(0.8, date(2026, 12, 31)))
    row = one(
        ledelsestilsyn(reviewed(("plan", "2026-02", YES, 6, None)), [indicator(milepaele=steps)])
    )
    assert (row["promised"], row["next"]) == (0.5, "80\u00a0% senest 31-12-2026")


def test_only_the_last_months_count_and_those_before_are_last_time():
    parts = [
        ("plan", "2025-09", NO, 9, None),
        ("plan", "2025-10", NO, 20, None),
        ("plan", "2025-12", NO, 20, None),
        ("plan", "2026-01", YES, 20, None),
        ("plan", "2026-03", YES, 20, None),
        ("plan", "2026-04", NO, 7, None),
    ]
    row = one(ledelsestilsyn(reviewed(*parts), [indicator()]))
    assert (row["n"], row["before_n"], row["share"], row["before"]) == (40, 40, 1.0, 0.0)
    assert row["change_word"] == "▲ bedre"
    assert row["p"] < 1e-20
    row = one(ledelsestilsyn(reviewed(*parts), [indicator()], months=1))
    assert (row["n"], row["before_n"], row["change_word"]) == (20, 0, "ikke målt sidst")


def test_a_change_must_hold_for_all_that_are_tested():
    # 4 of 20 to 10 of 20: p = 0,054 / 2-sided mid-p 0,03 alone; of several it is not sure.
    parts = [("plan", "2025-11", YES, 4, None), ("plan", "2025-11", NO, 16, None)]
    parts += [("plan", "2026-02", YES, 11, None), ("plan", "2026-02", NO, 9, None)]
    alone = ledelsestilsyn(reviewed(*parts), [indicator()])
    assert one(alone)["p"] < 0.05
    assert one(alone)["change_word"] == "▲ bedre"
    still = [("ro", month, YES, 5, None) for month in ("2025-11", "2026-02")]
    both = ledelsestilsyn(reviewed(*parts, *still), [indicator(), indicator("ro")])
    assert one(both)["change_word"] == "ingen sikker ændring"
    assert "2 ændringer siden november 2025 er testet" in both.tables()[0].note


def test_nothing_measured_is_said_and_never_divided():
    nothing = ledelsestilsyn(reading("2026-03"), [indicator()])
    assert one(nothing)["verdict_word"] == "– ingen sager målt"
    assert nothing.findings == ()
    assert nothing.figures() == [] and nothing.tables() == []
    assert nothing.summary() == (
        "Der er ingen gennemgåede sager i ledelsestilsynet i januar–marts 2026, så ingen af de 1 "
        "indikatorer kan vises."
    )
    assert ledelsestilsyn(reading("2026-03"), []).summary().startswith("Der er ingen indikatorer")
    waiting = ledelsestilsyn(reviewed(("plan", "2026-03", "", 4, 90)), [indicator()])
    assert (one(waiting)["n"], one(waiting)["unreviewed"]) == (0, 4)
    with pytest.raises(ValueError, match="at least one month"):
        ledelsestilsyn(reading("2026-03"), [], months=0)


def test_the_sentence_counts_the_verdicts():
    seen = reviewed(
        *[("a", f"2026-0{m}", YES, 10, None) for m in (1, 2, 3)],
        ("b", "2026-03", NO, 8, None),
        ("c", "2026-03", YES, 3, 60),
        ("c", "2026-03", NO, 3, 60),
        ("e", "2026-03", NO, 1, None),
    )
    names = [indicator(name) for name in "abcd"] + [indicator("e", milepaele=())]
    assert ledelsestilsyn(seen, names).summary() == (
        "Af 5 indikatorer i ledelsestilsynet januar–marts 2026 (hver målt på 1–30 sager): 1 har "
        "nået milepælen, 1 har ikke, 1 kan ikke afgøres med det antal sager, der er set, 1 har "
        "ingen milepæl og 1 er ikke målt."
    )


def test_what_the_reader_must_know():
    seen = reviewed(
        ("plan", "2026-03", YES, 4, 3),
        ("plan", "2026-03", "", 2, 3),
        ("ukendt", "2026-03", YES, 1, None),
    )
    old = indicator(milepaele=(Milestone(0.5, date(2021, 8, 31)),))
    result = ledelsestilsyn(seen, [old])
    assert [f.code for f in result.findings] == [
        "tilsyn-maaned-mangler",
        "tilsyn-ukendt-indikator",
        "tilsyn-ikke-gennemgaaet",
        "tilsyn-for-faa-i-gruppen",
        "tilsyn-gammel-milepael",
    ]
    assert "januar 2026 og februar 2026" in result.findings[0].text
    assert (one(result)["population"], one(result)["n"]) == (4, 4)


def test_the_month_of_a_review_without_one():
    rows = [
        {"indicator": "Plan", "case_id": "S1", "outcome": YES, "reviewed": "2026-01-14"},
        {"indicator": "plan", "case_id": "S2", "outcome": YES},
    ]
    seen = reading("2026-04", indicator_sample=table("indicator_sample", *rows))
    # S1 in January; S2 in March, the folder of its file.
    assert one(ledelsestilsyn(seen, [indicator()], months=2))["n"] == 1
    assert one(ledelsestilsyn(seen, [indicator()], months=4))["n"] == 2


def test_a_case_seen_every_month_counts_once_as_it_was_seen_last():
    rows = [
        {"indicator": "plan", "case_id": f"S{n}", "drawn": f"2026-0{month}-01", "outcome": outcome}
        for month, outcome in ((3, YES), (1, NO), (2, NO))
        for n in range(4)
    ]
    seen = reading("2026-03", indicator_sample=table("indicator_sample", *rows))
    row = one(ledelsestilsyn(seen, [indicator()]))
    assert (row["n"], row["population"], row["share"], row["basis"]) == (4, 4, 1.0, "alle")
    # The same four in January alone and in February: a change of the same cases.
    row = one(ledelsestilsyn(seen, [indicator()], months=1))
    assert (row["before"], row["shared"], row["p"]) == (0.0, 4, 1 / 16)


def test_listed_again_and_not_answered_it_is_as_it_was_answered():
    rows = [
        {"indicator": "plan", "case_id": "S1", "drawn": "2026-01-01", "outcome": YES},
        {"indicator": "plan", "case_id": "S1", "drawn": "2026-03-01", "outcome": None},
        {"indicator": "plan", "case_id": "S2", "drawn": "2026-01-01", "outcome": None},
        {"indicator": "plan", "case_id": "S2", "drawn": "2026-03-01", "outcome": None},
    ]
    seen = reading("2026-03", indicator_sample=table("indicator_sample", *rows))
    row = one(ledelsestilsyn(seen, [indicator()]))
    assert (row["n"], row["population"], row["share"], row["unreviewed"]) == (1, 2, 1.0, 1)


def in_teams(*parts):
    """Reviews of (team, population, month, kept, counted) each, drawn."""
    rows = [
        {
            "indicator": "plan", "case_id": f"{team}{month}{n}", "drawn": f"{month}-01",
            "stratum": team, "population": size, "outcome": YES if n < kept else NO,
        }
        for team, size, month, kept, counted in parts
        for n in range(counted)
    ]  # fmt: skip
    return reading("2026-03", indicator_sample=table("indicator_sample", *rows))


def test_the_change_is_of_the_status_that_is_shown():
    mixed = in_teams(
        ("A", 100, "2025-12", 27, 30), ("B", 100, "2025-12", 3, 10),
        ("A", 100, "2026-03", 9, 10), ("B", 100, "2026-03", 9, 30),
    )  # fmt: skip
    row = one(ledelsestilsyn(mixed, [indicator()]))
    assert row["share"] == pytest.approx(row["before"]) == pytest.approx(0.6)
    assert row["change_word"] == "ingen sikker ændring"
    opposite = in_teams(
        ("A", 1000, "2025-12", 10, 20), ("B", 20, "2025-12", 20, 20),
        ("A", 1000, "2026-03", 11, 20), ("B", 20, "2026-03", 2, 20),
    )  # fmt: skip
    row = one(ledelsestilsyn(opposite, [indicator()]))
    assert row["share"] > row["before"]
    assert row["change_word"] == "kan ikke sammenlignes"
    apart = in_teams(("A", 50, "2025-12", 0, 20), ("B", 50, "2026-03", 20, 20))
    row = one(ledelsestilsyn(apart, [indicator()]))
    assert row["change_word"] == "kan ikke sammenlignes"


def test_case_numbers_only_on_internal_tables():
    seen = reviewed(("plan", "2026-03", YES, 5, 40), ("plan", "2026-03", NO, 5, 40))
    result = ledelsestilsyn(seen, [indicator(), indicator("ro")])
    main, outcomes, cases = result.tables()
    assert (main.internal, outcomes.internal, cases.internal) == (False, True, True)
    assert "case_id" not in main.frame
    assert set(cases.frame["outcome"]) == {NO}
    assert main.public is not None
    assert {c.key for c in main.columns} >= main.public.columns - {"behind"}
    bundle = result.bundle()
    assert Bundle.from_json(bundle.to_json()).to_json() == bundle.to_json()
    assert "rude ved målet" in bundle.figures[0].alt


def test_a_draw_in_strata_is_weighted():
    rows = [
        {
            "indicator": "plan", "case_id": f"{team}{n}", "drawn": "2026-03-01", "stratum": team,
            "population": size, "outcome": YES if n < kept else NO,
        }
        for team, size, drawn, kept in (("Øst", 100, 10, 5), ("Vest", 300, 10, 10))
        for n in range(drawn)
    ]  # fmt: skip
    seen = reading("2026-03", indicator_sample=table("indicator_sample", *rows))
    row = one(ledelsestilsyn(seen, [indicator()]))
    assert row["share"] == pytest.approx(0.875)
    assert (row["n"], row["population"]) == (20, 400)
    assert isinstance(row["due"], pd.Timestamp)


def test_a_row_is_about_no_more_than_its_smallest_count():
    seen = reviewed(("plan", "2026-03", YES, 17, 40), ("plan", "2026-03", NO, 3, 40))
    row = one(ledelsestilsyn(seen, [indicator()]))
    assert (row["n"], row["behind"]) == (20, 3)
    assert (
        one(ledelsestilsyn(reviewed(("plan", "2026-03", YES, 17, 40)), [indicator()]))["behind"]
        == 17
    )
