"""Against the synthetic municipality, whose every case has a true outcome."""

from __future__ import annotations

import pandas as pd
import pytest
from frames import table
from readings import reading

from okonomi.analysis.ledelsestilsyn.result import Ledelsestilsyn, ledelsestilsyn
from okonomi.eksempel.drops import known
from okonomi.eksempel.months import label, last_day
from okonomi.eksempel.reviews import INDICATORS, Reviews, make
from okonomi.eksempel.world import build
from okonomi.rules import load_indicators

MONTHS = [2025 * 12 + 9 + n for n in range(6)]
"""October 2025 – March 2026."""


def measured(months: list[Reviews]) -> Ledelsestilsyn:
    rows = [
        {
            "indicator": review.indicator,
            "case_id": review.case,
            "outcome": review.outcome or None,
            "drawn": f"{label(month)}-01",
            "stratum": review.team,
            "population": review.population,
        }
        for month, made in zip(MONTHS, months, strict=True)
        for review in made.reviews
    ]
    sample = table("indicator_sample", *rows)
    return ledelsestilsyn(reading("2026-03", indicator_sample=sample), load_indicators())


def truth(months: list[Reviews], partly: dict[str, bool]) -> pd.Series:
    """The share of all running cases of the three last months that keep each indicator."""
    shares = {}
    for asked in INDICATORS:
        kept = counted = 0
        for made in months[3:]:
            for (name, _, outcome), cases in made.shown.items():
                if name != asked.id or outcome == "Ikke relevant":
                    continue
                counted += cases
                good = {"Overholdt"} | ({"Delvist overholdt"} if partly[name] else set())
                kept += cases if outcome in good else 0
        shares[asked.id] = kept / counted
    return pd.Series(shares)


@pytest.fixture(scope="module")
def seeds() -> list[tuple[Ledelsestilsyn, pd.Series]]:
    partly = {one.id: one.taeller == "helt_eller_delvist" for one in load_indicators()}
    found = []
    for seed in (1, 2):
        world = build(seed, 150, 2026)
        months = [make(world, known(world, last_day(month))) for month in MONTHS]
        found.append((measured(months), truth(months, partly)))
    return found


def test_the_intervals_hold_the_true_shares(seeds):
    inside = [
        row.low <= shares[row.id] <= row.high
        for result, shares in seeds
        for row in result.rows.itertuples()
    ]
    assert len(inside) == 40
    assert sum(inside) >= 36  # 95 % of 40 is 38


def test_the_two_that_changed_and_no_others_are_found(seeds):
    called = [set(r.rows.loc[r.rows["change_word"].str.match("[▲▼]"), "id"]) for r, _ in seeds]
    assert set.union(*called) <= {"boernesamtale", "opfoelgning_til_tiden"}
    assert sum("opfoelgning_til_tiden" in found for found in called) >= 1


def test_no_verdict_says_the_opposite_of_the_truth(seeds):
    wrong = 0
    for result, shares in seeds:
        rows = result.rows.set_index("id")
        kept = shares >= rows["promised"]
        wrong += int(((rows["verdict"] == "nået") & ~kept).sum())
        wrong += int(((rows["verdict"] == "ikke nået") & kept).sum())
    assert wrong <= 1


def test_nobody_is_drawn_twice_in_a_year():
    world = build(5, 60, 2026)
    year = [make(world, known(world, last_day(month))) for month in MONTHS[3:]]
    drawn = [{review.case for review in made.reviews} for made in year]
    assert sum(map(len, drawn)) == len(set().union(*drawn))
