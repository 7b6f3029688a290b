"""What a committee version may show of the quarter: declared groups, and no name or case."""

import pandas as pd
from frames import placements, table
from readings import reading

from okonomi.analysis.followup.result import followup
from okonomi.analysis.kvartal.committee import BOTH, committee_table
from okonomi.analysis.kvartal.public import behind, persons
from okonomi.analysis.refusion.result import refusion
from okonomi.rules import load, load_kontoplan

RULES, CHART = load(), load_kontoplan()


def line(person, function, price=100.0, **more):
    return {
        "person_id": person, "function": function, "area": "voksne", "provider": f"F{person}",
        "start": "2026-02-01", "price_kr": price, "frequency": "dag",
    } | more  # fmt: skip


def test_a_row_tells_how_many_persons_it_is_about_and_what_it_is_part_of():
    lines = [line("P1", "5.38.50", 300.0), line("P1", "5.38.51"), line("P2", "5.38.51"),
             line("P3", "5.38.59")]  # fmt: skip
    march = reading(
        "2026-03",
        placement=placements(*lines),
        budget=table("budget", {"year": 2026, "function": "5.38.50", "original_oere": 1}),
    )
    known = followup(march, CHART, RULES)
    rows = committee_table(march, CHART, known, refusion(march, RULES, CHART, known)).rows
    rows = rows.set_index("group")
    homes = rows.loc["Voksne · Botilbud"]
    assert homes["group_n"] == 2  # P1 has two of its functions
    assert homes["group_of"] == "Voksne"
    assert homes["top_share"] == 0.8  # P1: 400 of 500
    assert rows.loc["I alt", ["group_n", "group_of"]].tolist() == [3, BOTH]
    assert pd.isna(rows.loc[BOTH, "group_of"])
    part = rows[rows["group_of"].eq("Voksne")]["expected_oere"].sum()
    assert part == rows.loc["Voksne", "expected_oere"]


def test_a_group_is_the_sum_of_the_months_functions():
    march = reading(
        "2026-03",
        placement=placements(line("P1", "5.38.50"), line("P2", "5.38.51"), line("P3", "5.38.59")),
        budget=table("budget", {"year": 2026, "function": "5.38.50", "original_oere": 1}),
    )
    known = followup(march, CHART, RULES)
    rows = committee_table(march, CHART, known, refusion(march, RULES, CHART, known)).rows
    functions = rows.set_index("group")["functions"]
    groups = set(known.rows["group"])
    assert len(functions["Voksne · Botilbud"].split("\n")) == 2
    assert set(functions["Voksne · Botilbud"].split("\n")) <= groups
    assert pd.isna(functions["I alt"])


def test_the_months_are_shown_together_and_only_with_the_year():
    march = reading("2026-03", placement=placements(line("P1", "5.38.50")))
    months = followup(march, CHART, RULES).months
    assert months["needs"].nunique() == 1
    assert months["needs"].iloc[0].split("\n") == ["I alt", *months["group"]]


def test_a_step_is_about_the_fewest_cases_that_an_amount_of_it_is_of():
    rows = pd.DataFrame(
        {
            "step": ["a"] * 4 + ["b"] * 2,
            "own": ["S1", "S1", "S2", "S3", "S4", "S5"],
            "year_oere": pd.array([100, 200, 100, 100, None, None], dtype="Int64"),
            "seen_oere": pd.array([0, 0, 70, 30, None, None], dtype="Int64"),
        }
    )
    found = behind(rows, "step", "own", ["year_oere", "seen_oere"])
    # a: three cases planned, two seen, of which S2 has 70 of 100; b: nothing is told but its two.
    assert found["behind"].to_dict() == {"a": 2, "b": 2}
    assert found.loc["a", "top_share"] == 0.7
    assert pd.isna(found.loc["b", "top_share"])


def test_a_person_is_counted_in_the_months_with_kroner_or_days():
    lines = placements(line("P1", "5.38.50", end="2026-02-28"), line("P2", "5.38.50"))
    found = persons(lines, pd.Period("2026-01", "M"), pd.Period("2026-03", "M"))
    assert found.groupby(level=0).nunique().to_dict() == {
        pd.Timestamp(2026, 2, 1): 2, pd.Timestamp(2026, 3, 1): 1,
    }  # fmt: skip
