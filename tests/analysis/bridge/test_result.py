"""Planted single causes, each worked by hand: in its own row and nowhere else."""

import pandas as pd
import pytest
from bridges import holds
from frames import placements, table
from readings import reading
from ruleset import own_rules

from okonomi.analysis.bridge.causes import CAUSES
from okonomi.analysis.bridge.result import bridge
from okonomi.present import numbers
from okonomi.rules import load_kontoplan

KR = 100
INDEX = "series;valid_from;published;value;unit;source\nPL;01-01-{};;{};indeks;skøn\n"
BUDGET = {"year": 2026, "function": "5.38.50", "area": "voksne", "original_oere": 480_000 * KR}


@pytest.fixture(scope="module")
def rules(tmp_path_factory):
    index = INDEX.format(2025, "100,0") + INDEX.format(2026, "102,5").split("\n")[1] + "\n"
    return own_rules(tmp_path_factory.mktemp("regler"), price_index_csv=index)


@pytest.fixture(scope="module")
def kontoplan():
    return load_kontoplan()


def line(line_id="A", start="2025-01-01", end=None, price=40_000.0, **more):
    return {
        "line_id": line_id,
        "start": start,
        "end": end,
        "price_kr": price,
        "function": "5.38.50",
        "area": "voksne",
        "case_id": f"S-{line_id}",
        "person_id": f"P-{line_id}",
        "provider": "Huset",
    } | more


def made(now, before=None, *, rules, kontoplan, budget=(BUDGET,), posting=(), months=(2, 3)):
    """The bridge, after holding it to the øre, also against the follow-up."""
    old, new = (f"2026-{month:02d}" for month in months)
    tables = {"budget": table("budget", *budget), "posting": table("posting", *posting)}
    after = reading(new, placement=placements(*now), **tables)
    earlier = None if before is None else reading(old, placement=placements(*before), **tables)
    result = bridge(after, earlier, kontoplan, rules)
    holds(result, after, earlier, kontoplan, rules)
    return result


def moved(view, but=("aarsskifte",)):
    """The causes that are not nothing, in kroner, and how many lines each has."""
    rows = view.steps[(view.steps["row_kind"] == "detail") & (view.steps["oere"] != 0)]
    rows = rows[~rows["key"].isin(but)]
    return {r.key: r.oere / KR for r in rows.itertuples()}


FOLLOWER = {"line_kind": "foelgeydelse"}


SINCE_LAST_MONTH = [
    # New in March, from March: ten months.
    ([], [line("B", start="2026-03-01")], "ny", 10 * 40_000),
    # Ran the year out, now ends in March; and one that was to end later and has stopped.
    ([line()], [line(end="2026-03-31")], "ophoert", -9 * 40_000),
    ([line(end="2026-06-30")], [line(end="2026-03-31")], "ophoert", -3 * 40_000),
    # Withdrawn before it began.
    ([line(start="2026-06-01")], [], "ophoert", -7 * 40_000),
    # Longer, shorter, later start, half a month.
    ([line(end="2026-06-30")], [line(end="2026-09-30")], "dage", 3 * 40_000),
    ([line(end="2026-09-30")], [line(end="2026-06-30")], "dage", -3 * 40_000),
    ([line(start="2026-04-01")], [line(start="2026-05-01")], "dage", -40_000),
    ([line(end="2026-06-30")], [line(end="2026-07-31", quantity=1.0)], "dage", 40_000),
    ([line(start="2026-04-16")], [line(start="2026-04-01")], "dage", 20_000),
    # 2,5 % from March; 41.000 is 40.000 × 102,5 / 100.
    (
        [line()],
        [line(end="2026-02-28"), line(start="2026-03-01", price=41_000.0)],
        "prisregulering",
        10 * 1_000,
    ),
    # 2 % is another price; so is the same price twice over.
    (
        [line()],
        [line(end="2026-02-28"), line(start="2026-03-01", price=40_800.0)],
        "anden_pris",
        10 * 800,
    ),
    (
        [line()],
        [line(end="2026-02-28"), line(start="2026-03-01", quantity=2.0)],
        "anden_pris",
        10 * 40_000,
    ),
    # Months that had passed at February's drop.
    ([line()], [line(start="2026-02-01")], "tilbagevirkende", -40_000),
    (
        [],
        [line("B", start="2026-01-01", end="2026-02-28")],
        "tilbagevirkende",
        2 * 40_000,
    ),
    (
        [line(end="2026-02-28")],
        [line(end="2026-02-28", price=41_000.0)],
        "tilbagevirkende",
        2 * 1_000,
    ),
    # Paid once, whenever.
    ([], [line("B", start="2026-01-15", frequency="engang")], "engang", 40_000),
    ([], [line("B", start="2026-05-15", frequency="engang", **FOLLOWER)], "engang", 40_000),
]
SINCE_THE_BUDGET = [
    ([line("B", start="2026-03-01")], "ny", 10 * 40_000),
    ([line(end="2026-03-31")], "ophoert", -9 * 40_000),
    (
        [line(end="2026-02-28"), line(start="2026-04-01")],
        "dage",
        -40_000,
    ),
    (
        [line(end="2025-12-31"), line(start="2026-01-01", price=41_000.0)],
        "prisregulering",
        12 * 1_000,
    ),
    (
        [line(end="2025-12-31"), line(start="2026-01-01", price=41_001.0)],
        "anden_pris",
        12 * 1_001,
    ),
    ([line("B", start="2026-01-15", frequency="engang")], "engang", 40_000),
]


def planted(rows, n):
    """The lines of case ``n`` on a function of their own."""
    return [row | {"line_id": f"{row['line_id']}{n}", "function": f"9.38.{n:02d}"} for row in rows]


@pytest.fixture(scope="module")
def together(rules, kontoplan):
    """Every case at once, each on its own function: month cases first, then budget cases."""
    before, now, budget = [], [], []
    for n, (old, new, *_) in enumerate(SINCE_LAST_MONTH):
        before += planted(old, n)
        now += planted(new, n)
    for n, (new, *_) in enumerate(SINCE_THE_BUDGET, len(SINCE_LAST_MONTH)):
        before += planted(new, n)
        now += planted(new, n)
        budget.append(BUDGET | {"function": f"9.38.{n:02d}"})
    return made(now, before, rules=rules, kontoplan=kontoplan, budget=budget)


def causes_of(view, n):
    """What stands on the function of case ``n``, in kroner."""
    row = view.functions[view.functions["label"].str.contains(f"9.38.{n:02d}", regex=False)]
    assert len(row) == 1
    return {key: row[key].iloc[0] / KR for key in CAUSES if row[key].iloc[0]}


@pytest.mark.parametrize("n", range(len(SINCE_LAST_MONTH)))
def test_a_single_cause_since_last_month_stands_in_its_own_row(n, together):
    _, _, cause, effect = SINCE_LAST_MONTH[n]
    assert causes_of(together.month, n) == {cause: effect}


@pytest.mark.parametrize("n", range(len(SINCE_THE_BUDGET)))
def test_a_single_cause_since_the_budget_stands_in_its_own_row(n, together):
    now, cause, effect = SINCE_THE_BUDGET[n]
    place = n + len(SINCE_LAST_MONTH)
    assert causes_of(together.budget, place) == {cause: effect}
    assert causes_of(together.month, place) == {}
    stock = 480_000 if any(row["start"] < "2026" for row in now) else 0
    view = together.budget.functions
    opening = view.loc[view["label"].str.contains(f"9.38.{place:02d}", regex=False), "aarsskifte"]
    assert opening.tolist() == [(stock - 480_000) * KR]


def test_every_line_is_counted_once(together):
    lines = together.month.steps.set_index("key")["lines"].dropna()
    found = pd.Series([cause for *_, cause, _ in SINCE_LAST_MONTH]).value_counts()
    assert lines[lines > 0].to_dict() == found.to_dict()


def test_what_came_late_is_back_dated_in_the_bridge_from_the_budget_too(rules, kontoplan):
    """New since January, but only known in March: two months late, ten months new."""
    late = line("B", start="2026-01-01")
    result = made([line(), late], [line()], rules=rules, kontoplan=kontoplan)
    both = {"tilbagevirkende": 2 * 40_000, "ny": 10 * 40_000}
    assert moved(result.budget) == moved(result.month) == both


def test_an_earlier_change_keeps_its_cause_when_it_is_corrected_late(rules, kontoplan):
    old = [line("B", start="2026-01-01")]
    new = [line("B", start="2026-01-01", price=40_500.0)]
    result = made(new, old, rules=rules, kontoplan=kontoplan)
    assert moved(result.budget) == {
        "ny": 2 * 40_000 + 10 * 40_500,
        "tilbagevirkende": 2 * 500,
    }
    assert moved(result.month) == {"anden_pris": 10 * 500, "tilbagevirkende": 2 * 500}


def test_the_worked_example_of_the_method_page(rules, kontoplan):
    now = [line(end="2026-03-31"), line("B", start="2026-01-01")]
    month = made(now, [line()], rules=rules, kontoplan=kontoplan).month
    assert moved(month) == {"ny": 400_000, "ophoert": -360_000, "tilbagevirkende": 80_000}
    assert (month.steps["oere"].iloc[[0, -1]] == [480_000 * KR, 600_000 * KR]).all()


def test_days_and_price_at_once_are_told_apart_to_the_oere(rules, kontoplan):
    """31.000 a month to 20 June, then 33.000 to 15 July: ten June days and half July are new."""
    old = [line(end="2026-06-20", price=31_000.0)]
    new = [
        line(end="2026-05-31", price=31_000.0),
        line(start="2026-06-01", end="2026-07-15", price=33_000.0),
    ]
    month = made(new, old, rules=rules, kontoplan=kontoplan).month
    added = 33_000 - 22_000 + round(33_000 * 15 / 31, 2)
    repriced = 22_000 - round(31_000 * 20 / 30, 2)
    assert moved(month) == pytest.approx({"dage": added, "anden_pris": repriced}, abs=0.001)


def test_an_expected_change_is_a_price_and_not_one_gone_and_one_new(rules, kontoplan):
    change = line("B", start="2026-07-01", price=45_000.0, status="forventet", replaces="A")
    result = made([line(), change], [line()], rules=rules, kontoplan=kontoplan)
    assert moved(result.month) == moved(result.budget) == {"anden_pris": 6 * 5_000}


def test_a_line_on_another_function_is_moved_and_nothing_else(rules, kontoplan):
    new = line(function="5.38.52")
    month = made([new], [line()], rules=rules, kontoplan=kontoplan).month
    # January and February are back-dated; all of it is nothing in all.
    assert moved(month) == {}
    by_function = month.functions.set_index("label")
    from_, to = (
        next(label for label in by_function.index if label.startswith(code))
        for code in ("5.38.50", "5.38.52")
    )
    assert by_function.loc[from_, "omkonteret"] == -10 * 40_000 * KR
    assert by_function.loc[to, "omkonteret"] == 10 * 40_000 * KR
    assert by_function.loc[to, "tilbagevirkende"] == 2 * 40_000 * KR
    assert "omkonteret" in set(month.steps["key"])


def test_postings_beyond_the_grants_have_their_own_row(rules, kontoplan):
    paid = {
        "date": "2026-02-10",
        "period": "2026-01-01",
        "function": "5.38.50",
        "provider": "Huset",
        "amount_oere": 45_000 * KR,
    }
    stranger = paid | {"provider": "Ukendt ApS", "function": "5.38.52", "amount_oere": 7_000 * KR}
    result = made([line()], rules=rules, kontoplan=kontoplan, posting=[paid, stranger])
    assert moved(result.budget) == {"ud_over": 5_000 + 7_000}
    assert result.expected_oere == (480_000 + 12_000) * KR


def test_nothing_changed_is_nothing(rules, kontoplan):
    result = made([line()], [line()], rules=rules, kontoplan=kontoplan)
    assert moved(result.month) == moved(result.budget) == {}
    assert "uændret" in result.summary() and "det samme som oprindeligt budget" in result.summary()
    assert set(CAUSES) - set(result.month.steps["key"]) == {"omkonteret"}
    assert len(result.bundle().figures) == 2


def test_without_a_month_before_and_without_a_budget_it_is_said(rules, kontoplan):
    alone = made([line()], rules=rules, kontoplan=kontoplan, budget=())
    assert alone.views() == [] and alone.tables() == [] and alone.figures() == []
    assert [f.code for f in alone.findings] == ["bro-uden-budget", "bro-uden-forrige"]
    assert alone.summary() == f"Forventet regnskab 2026 er {numbers.mio(480_000 * KR)}"
    assert alone.bundle().to_json()
    empty = made([], [], rules=rules, kontoplan=kontoplan, budget=())
    assert empty.month.change == 0


def test_without_an_index_every_price_is_another_price(kontoplan, tmp_path):
    bare = own_rules(tmp_path)
    now = [line(end="2025-12-31"), line(start="2026-01-01", price=41_000.0)]
    result = made(now, rules=bare, kontoplan=kontoplan)
    assert moved(result.budget) == {"anden_pris": 12_000}
    assert "bro-uden-indeks" in [f.code for f in result.findings]


def test_a_drop_of_the_year_before_is_asked_about_this_year(rules, kontoplan):
    """In January nothing of the year had passed at December's drop."""
    old = reading("2025-12", placement=placements(line()))
    new = reading("2026-01", placement=placements(line(), line("B", start="2026-01-01")))
    month = bridge(new, old, kontoplan, rules).month
    assert moved(month) == {"ny": 12 * 40_000}
    assert month.steps["oere"].iloc[0] == 12 * 40_000 * KR
    assert month.start_label == "Forventet regnskab 2026 efter december"


def test_postings_without_moms_give_moms_a_row(rules, kontoplan):
    provider = table("provider", {"provider": "Huset", "kind": "privat", "momsfaktor": 0.9})
    old = reading("2026-02", placement=placements(line()), provider=provider)
    lines = placements(line(), line("B", start="2026-03-01"))
    budget = table("budget", BUDGET)
    new = reading("2026-03", placement=lines, provider=provider, budget=budget)
    result = bridge(new, old, kontoplan, rules, posted_with_moms=False)
    holds(result, new, old, kontoplan, rules, with_moms=False)
    month = moved(result.month)
    assert month["ny"] == 400_000 and month["moms"] < 0


def test_the_frames_given_are_not_touched(rules, kontoplan):
    new, old = (reading(m, placement=placements(line())) for m in ("2026-03", "2026-02"))
    copies = [new["placement"].copy(), old["placement"].copy(), kontoplan.copy()]
    bridge(new, old, kontoplan, rules)
    for frame, copy in zip([new["placement"], old["placement"], kontoplan], copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_a_ledger_of_two_rows(rules, kontoplan):
    # As many rows as there are labels to sum by.
    stays = line(start="2026-02-01", end="2026-03-31")
    result = made([stays], [stays], rules=rules, kontoplan=kontoplan)
    assert result.expected_oere == 80_000 * KR


def test_a_reason_that_rounds_to_nothing_is_not_named(rules, kontoplan):
    now = [line(), line("B", start="2026-03-01", price=4_000.0)]
    month = made(now, [line()], rules=rules, kontoplan=kontoplan).month
    assert month.change == 40_000 * KR and month.main_reasons() == ""
    now = [line(), line("B", start="2026-03-01", price=5_000.0)]
    month = made(now, [line()], rules=rules, kontoplan=kontoplan).month
    assert month.main_reasons() == f"nye bevillinger ({numbers.mio(50_000 * KR, sign=True)})"


def test_without_a_grant_no_cause_is_named(rules, kontoplan):
    posting = {"date": "2026-01-20", "function": "5.38.50", "amount_oere": 300_000 * KR}
    result = made([], rules=rules, kontoplan=kontoplan, posting=[posting])
    assert result.summary() == (
        "Der er ingen bevillinger med en udgift i 2026 i mappen, så det kan ikke siges, hvorfor "
        "tallet er ændret."
    )
