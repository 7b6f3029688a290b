"""Handleplan, pipeline and contract review, worked by hand: 31 days in March 2026, 28 before."""

from types import SimpleNamespace

import pandas as pd
import pytest
from frames import placements, table
from readings import reading

from okonomi.analysis.gains.result import gains
from okonomi.analysis.kvartal.pipeline import (
    CONSIDERED,
    NO_HOME,
    NOT_KNOWN,
    PLANNED,
    pipeline,
)
from okonomi.analysis.kvartal.plan import (
    AHEAD,
    BEHIND,
    COSTLIER,
    DROPPED,
    IDEA,
    PARTLY,
    REACHED,
    TWICE,
    action_plan,
)
from okonomi.analysis.kvartal.review import POTENTIAL, contract_review
from okonomi.findings import Finding
from okonomi.rules import load

RULES = load()
FIRM = "Botilbuddet Prøve ApS"
MARCH = pd.Period("2026-03", "M")


def line(case, price, start, end=None, **more):
    return {
        "case_id": case, "placement_id": case, "line_id": f"{case}/{start}", "provider": FIRM,
        "price_kr": price, "start": start, "end": end, "frequency": "dag", "unit": "doegn",
        "function": "5.38.52", "area": "voksne", "paragraf": "SEL-107",
    } | more  # fmt: skip


def action(case, kind="genforhandling", **more):
    return {
        "initiative": f"{kind} {case}", "owner": "ABC", "action_kind": kind, "case_id": case,
        "provider": FIRM, "agreed": "2026-01-10", "effective_from": "2026-02-01",
        "planned_kr": 36_500.0, "action_status": "aftalt",
    } | more  # fmt: skip


def cheaper(case, by):
    return [line(case, 1_000.0, "2025-01-01", "2026-01-31"),
            line(case, 1_000.0 - by, "2026-02-01")]  # fmt: skip


def followed(*actions, lines=()):
    month = reading("2026-03", action=table("action", *actions), placement=placements(*lines))
    return month, gains(month, RULES)


def test_every_status_has_a_shape_and_a_word():
    month, gained = followed(
        action("S1"), action("S2"), action("S3"),
        action("S4", effective_from="2026-07-01"), action("S5", action_status="forslag"),
        action("S6", action_status="opgivet", owner=None),
        lines=[*cheaper("S1", 100.0), *cheaper("S2", 60.0), line("S3", 1_000.0, "2025-01-01"),
               line("S4", 1_000.0, "2025-01-01"), line("S5", 1_000.0, "2025-01-01")],
    )  # fmt: skip
    found = action_plan(month, gained)
    status = found.rows.set_index("initiative")["status"]
    assert status.to_dict() == {
        "genforhandling S1": REACHED, "genforhandling S2": PARTLY, "genforhandling S3": BEHIND,
        "genforhandling S4": AHEAD, "genforhandling S5": IDEA, "genforhandling S6": DROPPED,
    }  # fmt: skip
    assert len(set(status.str[0])) == 6  # readable without colour
    rows = found.rows.set_index("initiative")
    assert rows.loc["genforhandling S1", "due_oere"] == 59 * 100_00  # 36.500 a year
    assert rows.loc["genforhandling S1", "granted_oere"] == 59 * 100_00
    assert rows.loc["genforhandling S2", "granted_oere"] == 59 * 60_00
    assert rows.loc["genforhandling S1", "milestone"] == "virker fra 01-02-2026"
    total = found.statuses.iloc[-1]
    assert total["n"] == 6
    assert total["planned_oere"] == 5 * 36_500_00  # not the abandoned
    assert not [f for f in found.findings if f.code == "indsats-uden-ejer"]
    assert "1 nået, 1 delvist nået og 1 bagud" in found.summary()


def test_two_rows_for_one_gain_are_a_finding_and_count_once():
    month, gained = followed(
        action("S1", initiative="Ny pris"), action("S1", initiative="Den samme igen"),
        lines=cheaper("S1", 100.0),
    )  # fmt: skip
    found = action_plan(month, gained)
    assert sorted(found.rows["status"]) == sorted([REACHED, TWICE])
    assert found.statuses.iloc[-1]["planned_oere"] == 36_500_00
    assert "gevinst-to-gange" in [f.code for f in found.findings]
    review = contract_review(*nothing_dear(), gained)
    assert review.steps["n"].tolist() == [0, 0, 0, 0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize("kind", ["genforhandling", "hjemtagelse"])
def test_what_has_cost_more_is_shown_and_the_sums_are_those_of_the_gains(plan, kind):
    month, gained = followed(
        action("S1", kind), action("S2", kind), action("S3", kind),
        lines=[*cheaper("S1", 100.0), *cheaper("S2", -50.0), line("S3", 1_000.0, "2025-01-01")],
    )  # fmt: skip
    total = gained.kinds.iloc[-1]
    assert total["granted_oere"] == 59 * 50_00
    found = action_plan(month, gained)
    dearer = found.statuses.set_index("status").loc[COSTLIER]
    assert (dearer["n"], dearer["granted_oere"]) == (1, -59 * 50_00)
    assert "1 har til nu kostet mere" in found.summary()
    names = ["n", "planned_oere", "granted_oere", "seen_oere"]
    parts = found.statuses[found.statuses["row_kind"] == "detail"]
    assert parts[names].sum().tolist() == total[names].tolist()
    assert found.statuses.iloc[-1][names].tolist() == total[names].tolist()
    if kind == "hjemtagelse":
        moved = pipeline(replace_frames(plan), gained)
        steps = moved.steps
        assert "1 har til nu kostet mere" in moved.summary()
    else:
        steps = contract_review(*nothing_dear(), gained).steps.iloc[3:]
    steps = steps.rename(columns={"year_oere": "planned_oere"})
    assert steps[names].sum().tolist() == total[names].tolist()
    assert "▼ koster mere" in steps.loc[steps["granted_oere"] < 0, "label"].item()


def test_a_stage_that_no_step_has_is_refused(plan):
    month, gained = followed(
        action("S1"), action("S2", "hjemtagelse"),
        lines=[*cheaper("S1", 1.0), *cheaper("S2", 1.0)],
    )  # fmt: skip
    odd = SimpleNamespace(rows=gained.rows.assign(stage="noget nyt"), findings=())
    for made in (
        lambda: action_plan(month, odd),
        lambda: pipeline(plan, odd),
        lambda: contract_review(*nothing_dear(), odd),
    ):
        with pytest.raises(ValueError, match="noget nyt"):
            made()


def test_no_plan_is_a_sentence():
    month, gained = followed()
    found = action_plan(month, gained)
    assert found.summary() == "Der er ingen handleplan i mappen for marts 2026."
    assert found.tables() == []


def test_an_initiative_without_an_owner_is_a_finding():
    month, gained = followed(action("S1", owner=None, action_status="forslag"))
    codes = [f.code for f in action_plan(month, gained).findings]
    assert "indsats-uden-ejer" in codes


def nothing_dear():
    """Contracts and targets without anything to win."""
    register = pd.DataFrame(
        {"expired": [False, False, True], "lines": [1, 2, 1], "provider": [FIRM, FIRM, FIRM],
         "paid_oere": [600_00, 400_00, 900_00],
         "last_review": pd.to_datetime(["2025-06-01", "2024-01-01", "2026-01-01"])}
    )  # fmt: skip
    gaps = pd.DataFrame(
        {"case_id": [], "provider": [], "service_oere": pd.array([], dtype="Int64")}
    )
    lines = pd.DataFrame({"gap": [], "line_id": []})
    contracts = SimpleNamespace(period=MARCH, gaps=gaps, lines=lines, register=register)
    rows = pd.DataFrame(
        {"counted": pd.array([], dtype=bool), "line_id": [], "case_id": [], "provider": [],
         "service_full_oere": pd.array([], dtype="Int64")}
    )  # fmt: skip
    return contracts, SimpleNamespace(rows=rows)


def test_a_line_that_is_too_dear_in_two_ways_counts_its_largest():
    contracts, targets = nothing_dear()
    contracts.gaps = pd.DataFrame(
        {"case_id": ["A", "A", "B", "C"], "provider": [FIRM] * 4,
         "service_oere": pd.array([500, 900, 300, -50], dtype="Int64")}
    )  # fmt: skip
    contracts.lines = pd.DataFrame({"gap": [0, 1, 2, 3], "line_id": ["a", "a", "b", "c"]})
    targets.rows = pd.DataFrame(
        {"counted": [True, True, False], "line_id": ["a", "d", "e"], "case_id": ["A", "D", "E"],
         "provider": [FIRM] * 3, "service_full_oere": pd.array([700, 100, 999], dtype="Int64")}
    )  # fmt: skip
    _month, gained = followed(
        action("D", effective_from="2026-07-01"), lines=[line("D", 1.0, "2025-01-01")]
    )
    found = contract_review(contracts, targets, gained)
    steps = found.steps.set_index("label")
    # a: 700 and 200 more by its contract (900); d: 100; b: 300.
    assert steps["year_oere"].iloc[:3].tolist() == [800, 500, 1_300]
    assert steps["n"].iloc[:3].tolist() == [2, 1, 3]
    assert steps.loc[POTENTIAL, "granted_oere"] is pd.NA
    assert found.again == (1, 100)  # agreed and still in the potential
    assert (found.reviewed, found.contracts) == (1, 2)
    assert (found.reviewed_oere, found.paid_oere) == (600_00, 1_000_00)
    assert "1 linje i potentialet" in found.tables()[0].note


def test_a_contract_looked_at_twelve_months_ago_to_the_day_is_reviewed():
    """As in the contracts' own list, where it is not yet too long ago."""
    contracts, targets = nothing_dear()
    day = contracts.period.to_timestamp(how="end").normalize() - pd.DateOffset(months=12)
    _month, gained = followed(lines=[line("D", 1.0, "2025-01-01")])
    for back, reviewed in ((0, 3), (1, 0)):
        looked_at = [day - pd.Timedelta(days=back)] * len(contracts.register)
        contracts.register = contracts.register.assign(
            expired=False, last_review=pd.to_datetime(looked_at)
        )
        assert contract_review(contracts, targets, gained).reviewed == reviewed


def test_no_contracts_is_a_sentence():
    contracts, targets = nothing_dear()
    contracts.register = contracts.register.iloc[:0]
    found = contract_review(contracts, targets, followed()[1])
    assert "ikke læst en kontrakt" in found.summary()
    assert found.tables()


@pytest.fixture
def plan():
    """Four placements udenbys: one without a home, one with, two in the computed plan."""
    candidates = pd.DataFrame(
        {"case_id": ["A", "B", "C", "D"], "provider": [FIRM] * 4,
         "homes": [(), ("Huset",), ("Huset",), ("Huset",)]}
    )  # fmt: skip
    moves = pd.DataFrame(
        {"case_id": ["C", "D", "B"], "provider": [FIRM] * 3,
         "target": ["Huset", "Huset", "lavere pris"],
         "start": pd.to_datetime(["2026-07-01"] * 3),
         "service_oere": pd.array([100, 200, 400], dtype="Int64")}
    )  # fmt: skip
    return SimpleNamespace(
        period=MARCH, moves=moves, candidates=candidates, findings=(),
        given=SimpleNamespace(homes=("Huset",)),
    )  # fmt: skip


def test_a_case_stands_in_the_furthest_step_once(plan):
    _, gained = followed(
        action("D", "hjemtagelse", effective_from="2026-07-01"),
        lines=[line("D", 1_000.0, "2025-01-01")],
    )
    found = pipeline(plan, gained)
    steps = found.steps.set_index("step")
    assert steps.loc[[NO_HOME, CONSIDERED, PLANNED], "n"].tolist() == [1, 1, 1]
    assert steps.loc["aftalt", "n"] == 1
    assert steps["n"].sum() == 4  # every placement udenbys, each once
    assert steps.loc[PLANNED, "year_oere"] == 100
    assert steps.loc["aftalt", "year_oere"] == 36_500_00
    assert "1 hjemtagelse, hvoraf 0 er flyttet" in found.summary()


def test_a_move_that_is_done_is_moved_and_its_kroner_are_there(plan):
    home = line("E", 400.0, "2026-02-01", provider="Huset", placement_id="E2")
    _, gained = followed(
        action("E", "hjemtagelse"),
        lines=[line("E", 1_000.0, "2025-01-01", "2026-01-31"), home],
    )
    steps = pipeline(plan, gained).steps.set_index("step")
    assert steps.loc["virker i bevillingerne", "n"] == 1
    assert steps.loc["virker i bevillingerne", "granted_oere"] == 59 * 600_00


def test_nothing_udenbys_and_no_plan_is_a_sentence(plan):
    empty = replace_frames(plan)
    found = pipeline(empty, followed()[1])
    assert "Ingen placeringer udenbys" in found.summary()
    assert found.steps["n"].sum() == 0
    assert found.tables()


def replace_frames(plan):
    return SimpleNamespace(
        **vars(plan) | {"moves": plan.moves.iloc[:0], "candidates": plan.candidates.iloc[:0]}
    )


def test_without_a_list_of_places_nothing_is_said_of_homes(plan):
    said = Finding(code="ingen-pladser", severity="advarsel", text="Ingen fil.")
    changed = {"moves": plan.moves.iloc[:0], "findings": (said,)}
    changed["candidates"] = plan.candidates.assign(homes=[()] * 4)
    changed["given"] = SimpleNamespace(homes=())
    found = pipeline(SimpleNamespace(**vars(plan) | changed), followed()[1])
    assert found.summary() == (
        "Det kan ikke siges, hvem der kunne komme hjem: mappen for marts 2026 har ingen fil med "
        "kommunens egne pladser; handleplanen har ingen hjemtagelser."
    )
    assert found.public_summary() == ""  # and not that nobody has a home
    assert found.steps.loc[0, ["label", "n"]].tolist() == [NOT_KNOWN, 4]
