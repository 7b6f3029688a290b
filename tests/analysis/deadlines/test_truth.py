"""Every planted deadline is found, and none is invented, over several municipalities."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from okonomi import eksempel, intake, rules
from okonomi.analysis.caseload.result import caseload
from okonomi.analysis.deadlines.cases import cases_of
from okonomi.analysis.deadlines.judge import AGREED, judge
from okonomi.period import last_day, parse_period
from okonomi.workspace import open_workspace

MONTH = "2026-03"
STATES = {"løber": "loeber"}


@pytest.fixture(scope="module", params=[11, 12])
def found(request, tmp_path_factory):
    root = tmp_path_factory.mktemp("frister")
    eksempel.write(
        root / "w", seed=request.param, placements=90, year=2026, drops=(MONTH,), truth=root / "t"
    )
    workspace = open_workspace(root / "w")
    return intake.read(workspace, parse_period(MONTH)), rules.load(workspace), root / "t"


def truth(folder, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}_{MONTH}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_deadline_stands_as_the_truth_has_it(found):
    reading, own, folder = found
    last = last_day(reading.period)
    names = {frist.name: frist.frist for frist in own.frister} | {AGREED: "aftalt_opfoelgning"}
    judged = judge(reading["case_event"], cases_of(reading), own.frister, last)
    told = Counter(
        (names[row.name], row.case_id, f"{row.due:%Y-%m-%d}", STATES.get(row.state, row.state),
         "ja" if row.counted else "nej")
        for frame in judged.rows
        for row in frame.itertuples(index=False)
    )  # fmt: skip
    true = Counter(
        (row["deadline"], row["case_id"], row["due"], row["state"], row["counted"])
        for row in truth(folder, "frister")
    )
    assert told == true
    assert {"overskredet", "for sent", "rettidig"} <= {key[3] for key in true}


def test_complaints_and_vacant_posts_as_the_truth_has_them(found):
    reading, _, folder = found
    result = caseload(reading)
    posts = truth(folder, "stillinger")
    vacant = [post for post in posts if not post["filled_on"]]
    assert result.vacancies.iloc[-1]["open_posts"] == len(vacant)
    longest = max((int(post["open_days"]) for post in vacant), default=0)
    assert result.vacancies["longest_days"].fillna(0).iloc[-1] == longest
    complaints = truth(folder, "klager")
    total = result.complaints.iloc[-1]
    assert total["received"] == sum(row["received"] > "2025-03-31" for row in complaints)
    judged = [
        row["outcome"]
        for row in complaints
        if row["decided"] > "2025-03-31" and row["outcome"] != "Trukket tilbage"
    ]
    assert total["judged"] == len(judged)
    assert total["changed"] == sum(outcome in ("Ændret", "Hjemvist") for outcome in judged)
