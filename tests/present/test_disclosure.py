"""What may be published: small cells, rounding, and that hidden cells cannot be worked out."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from okonomi.errors import UserError
from okonomi.present.disclosure import Cells, Policy, Sum, grid, protect, rules
from okonomi.settings import SETTINGS

MIO = 100_000_000
"""1 mio. kr. in øre."""


def table(n, kr=None, name="t", top=None):
    """A table of numbers with a total row and a total column; each person costs 1 mio. kr."""
    n = np.array(n)
    kr = n * MIO if kr is None else np.array(kr)
    rows, columns = [f"r{i}" for i in range(len(n))], [f"k{j}" for j in range(n.shape[1])]
    frame = pd.DataFrame(
        {
            (r, c): {"n": a, "udgift_oere": b}
            for numbers, amounts, r in zip(margins(n), margins(kr), [*rows, "i alt"], strict=True)
            for a, b, c in zip(numbers, amounts, [*columns, "i alt"], strict=True)
        }
    ).T
    if top:
        frame["top_share"] = pd.Series({key: top.get(key, 0.1) for key in frame.index})
    return grid(name, frame, {"i alt": rows}, {"i alt": columns})


def margins(a):
    a = np.vstack([a, a.sum(axis=0)])
    return np.hstack([a, a.sum(axis=1, keepdims=True)])


def hidden_keys(report, table="t"):
    return {key[1:] for key in report.hidden.index[report.hidden] if key[0] == table}


def one_column(values, parts, name="t", **extra):
    """A table of one column: {row: (n, øre)}; parts: {total: rows}."""
    frame = pd.DataFrame(values, index=["n", "udgift_oere"]).T.assign(**extra)
    frame.index = pd.MultiIndex.from_tuples([(row, "") for row in frame.index])
    return grid(name, frame, parts)


# -- the rules of one cell -------------------------------------------------------------------------


@pytest.mark.parametrize("least", [2, 1, 0, -1])
def test_a_threshold_below_3_is_refused_with_the_reason(least):
    with pytest.raises(UserError, match="den ene regne den anden ud"):
        Policy(least=least)


@pytest.mark.parametrize("share", [0.3, 1.1, 75])
def test_a_dominance_that_makes_no_sense_is_refused(share):
    with pytest.raises(UserError, match="fra 0.5 til 1"):
        Policy(dominance=share)


def test_the_settings_defaults_are_the_policys():
    least, dominance = (SETTINGS["diskretion"][n].default for n in ("min_offentlig", "dominans"))
    assert Policy(least, dominance) == Policy()
    settings_ = {("diskretion", "min_offentlig"): 7, ("diskretion", "dominans"): 0.6}
    assert Policy.of(settings_) == Policy(7, 0.6)


def test_cells_below_the_threshold_or_with_one_large_contributor_are_small():
    cells = one_column(
        {"a": (4, MIO), "b": (5, MIO), "c": (9, MIO), "d": (9, MIO), "e": (0, 0), "f": (0, 5)},
        {},
        top_share=[0.3, 0.75, 0.76, np.nan, np.nan, 1.0],
    )
    assert rules.small(cells, Policy()).tolist() == [True, False, True, False, False, True]
    assert rules.small(cells, Policy(least=3)).tolist() == [False, False, True, False, False, True]


def test_a_true_zero_is_published_and_never_hidden_for_anothers_sake():
    report = protect(table([[0, 3, 9], [0, 8, 9], [0, 0, 9]]))
    shown = report.shown.loc[("t", "r0", "k0")]
    assert shown.tolist() == [0, 0]
    assert not {("r0", "k0"), ("r2", "k1"), ("i alt", "k0")} & hidden_keys(report)
    assert ("r0", "k1") in hidden_keys(report)


def test_amounts_are_rounded_to_hundred_thousands_and_finer_from_20_persons():
    cells = one_column(
        {"a": (19, 1_234_567_89), "b": (20, 1_234_567_89), "c": (9, 1_250_000_00), "d": (9, -5)}, {}
    )
    assert rules.rounded(cells)["udgift_oere"].tolist() == [
        1_200_000_00, 1_235_000_00, 1_300_000_00, 0,
    ]  # fmt: skip
    low, high = rules.known(cells)["udgift_oere"]
    assert (low[0], high[0]) == (1_150_000_00, 1_250_000_00)
    assert (low[1], high[1]) == (1_234_500_00, 1_235_500_00)


def test_a_shown_price_tells_more_of_the_amount_than_its_rounding():
    frame = pd.DataFrame(
        {"n": [9], "helaarspersoner": [2.0], "udgift_oere": [1_040_000_00]},
        index=pd.MultiIndex.from_tuples([("a", "")]),
    )
    with_price = grid("t", frame, {}, price=True)
    assert rules.rounded(with_price)["udgift_pr_helaarspersoner_kr"].tolist() == [520_000]
    low, high = rules.known(with_price)["udgift_oere"]
    assert low[0] == pytest.approx(519_500_00 * 1.95)
    assert high[0] == 1_050_000_00
    with pytest.raises(ValueError, match="unit price"):
        one = one_column({"a": (9, MIO)}, {})
        Cells(one.frame, prices=(("udgift_oere", "helaarspersoner"),))


# -- the cells and their sums ----------------------------------------------------------------------


def test_faulty_cells_are_refused():
    with pytest.raises(ValueError, match="not the sum"):
        one_column({"a": (5, MIO), "b": (5, MIO), "i alt": (11, 2 * MIO)}, {"i alt": ["a", "b"]})
    with pytest.raises(ValueError, match="not there"):
        one_column({"a": (5, MIO)}, {"i alt": ["a"]})
    one = one_column({"a": (5, MIO)}, {})
    with pytest.raises(ValueError, match="twice"):
        Cells(pd.concat([one.frame, one.frame]))
    with pytest.raises(ValueError, match="two values"):
        one.joined(one_column({"a": (6, MIO)}, {}))
    with pytest.raises(ValueError, match="a number of persons"):
        one_column({"a": (None, MIO)}, {})


# -- what is hidden --------------------------------------------------------------------------------


def test_nothing_small_hides_nothing():
    report = protect(table([[5, 9], [8, 20]]))
    assert not report.hidden.any()
    assert report.exact
    assert report.summary() == "Intet er udeladt."
    assert report.shown.loc[("t", "i alt", "i alt")].tolist() == [42, 42 * MIO]


def test_one_small_cell_takes_a_rectangle_of_four():
    report = protect(table([[2, 9, 30], [8, 6, 40], [30, 40, 50]]))
    assert hidden_keys(report) == {("r0", "k0"), ("r0", "k1"), ("r1", "k0"), ("r1", "k1")}
    assert report.primary.sum() == 1
    assert report.exact
    assert report.summary() == "4 af 16 tal er udeladt af hensyn til diskretion."


def test_a_cell_hidden_in_one_measure_is_hidden_in_all():
    report = protect(table([[2, 9, 30], [8, 6, 40], [30, 40, 50]]))
    assert report.shown[report.hidden].isna().all(axis=None)
    assert report.shown[~report.hidden].notna().all(axis=None)


def test_partners_too_cheap_to_hide_behind_are_not_enough():
    # Numbers alone would do with four cells; 30 mio. kr. is not hidden behind 0,2 mio. kr.
    n = [[2, 9, 30], [8, 6, 40], [30, 40, 50]]
    kr = np.array([[30, 0.1, 30], [0.1, 0.1, 40], [30, 40, 50]]) * MIO
    report = protect(table(n, kr.astype(int)))
    four = {("r0", "k0"), ("r0", "k1"), ("r1", "k0"), ("r1", "k1")}
    assert hidden_keys(report) != four
    assert hidden_keys(protect(table(n))) == four
    assert pinned_numbers(table(n, kr.astype(int)), report.hidden) == []


def test_a_list_of_one_column_hides_a_second_cell_or_the_total():
    values = {"a": (3, MIO), "b": (50, 50 * MIO), "c": (9, 4 * MIO), "i alt": (62, 55 * MIO)}
    report = protect(one_column(values, {"i alt": ["a", "b", "c"]}))
    assert hidden_keys(report) == {("a", ""), ("c", "")}
    alone = {"a": (3, MIO), "i alt": (3, MIO)}
    report = protect(one_column(alone, {"i alt": ["a"]}))
    assert hidden_keys(report) == {("a", ""), ("i alt", "")}
    assert report.whole == ("t",)
    assert report.summary().endswith("Hele tabellen er udeladt: t.")


def test_sub_totals_are_no_way_round():
    values = {
        "f1": (3, 3 * MIO), "f2": (9, 9 * MIO), "f3": (8, 8 * MIO), "f4": (20, 20 * MIO),
        "børn": (12, 12 * MIO), "voksne": (28, 28 * MIO), "i alt": (40, 40 * MIO),
    }  # fmt: skip
    parts = {"børn": ["f1", "f2"], "voksne": ["f3", "f4"], "i alt": ["børn", "voksne"]}
    assert hidden_keys(protect(one_column(values, parts))) == {("f1", ""), ("f2", "")}
    few = values | {"f2": (0, 0), "børn": (3, 3 * MIO), "i alt": (31, 31 * MIO)}
    assert hidden_keys(protect(one_column(few, parts))) >= {("f1", ""), ("børn", "")}
    assert pinned_numbers(one_column(few, parts), protect(one_column(few, parts)).hidden) == []


def test_the_same_group_in_another_table_is_hidden_there_too():
    first = table([[2, 9, 30], [8, 6, 40], [30, 40, 50]])
    second = one_column({"x": (2, 2 * MIO), "y": (70, 70 * MIO)}, {}, name="u")
    linked = first.joined(second).linked(Sum(("u", "x", ""), (("t", "r0", "k0"),)))
    assert ("x", "") in hidden_keys(protect(linked), "u")
    # Not small by itself: the row total, given in another table, of a table that hides its own.
    other = one_column({"z": (41, 41 * MIO)}, {}, name="u")
    again = first.joined(other).linked(Sum(("u", "z", ""), (("t", "r0", "i alt"),)))
    assert not hidden_keys(protect(again), "u")
    assert protect(again).hidden.sum() == 4


def test_a_list_of_some_of_a_total_is_known_to_be_at_most_the_total():
    cells = one_column({"a": (4, 4 * MIO), "i alt": (5, 5 * MIO)}, {})
    cells = cells.linked(Sum(("t", "i alt", ""), (("t", "a", ""),), whole=False))
    assert hidden_keys(protect(cells)) == {("a", "")}
    top = one_column({"a": (4, 4 * MIO), "i alt": (6, 4 * MIO + 1)}, {}).linked(
        Sum(("t", "i alt", ""), (("t", "a", ""),), whole=False)
    )
    assert hidden_keys(protect(top)) == {("a", ""), ("i alt", "")}


def test_the_same_cells_give_the_same_answer():
    cells = table(np.random.default_rng(3).poisson(7, (5, 4)))
    one, two = protect(cells), protect(cells)
    assert one.hidden.equals(two.hidden)
    assert one.shown.equals(two.shown)


# -- the report before -----------------------------------------------------------------------------


def changes(before, after):
    """The second report: the new figures, the old ones and the changes."""
    frame = after.frame[["n", "udgift_oere"]].to_numpy() - before.frame[["n", "udgift_oere"]]
    frame.index = pd.MultiIndex.from_tuples([("ændring", *key[1:]) for key in frame.index])
    return before.joined(after, Cells(frame.assign(change=True))).linked(
        *(
            Sum(("nu", *key[1:]), (("før", *key[1:]), ("ændring", *key[1:])))
            for key in before.frame.index
        )
    )


def test_last_periods_hidden_cell_is_not_told_by_the_change():
    before = table([[2, 9, 30], [8, 6, 40], [30, 40, 50]], name="før")
    after = table([[6, 9, 30], [8, 7, 40], [30, 40, 50]], name="nu")
    first = protect(before)
    alone = protect(after, earlier=first)
    assert not alone.hidden.any()
    second = protect(changes(before, after), earlier=first)
    assert hidden_keys(second, "før") == hidden_keys(first, "før")
    # 6 now less the change of 4 would be the hidden 2: one of the two must go.
    gone = hidden_keys(second, "nu") | hidden_keys(second, "ændring")
    assert hidden_keys(first, "før") <= gone
    assert second.unprotected == ()


def test_what_was_published_stays_published():
    before = one_column({"a": (5, MIO), "i alt": (5, MIO)}, {"i alt": ["a"]}, name="før")
    first = protect(before)
    assert not first.hidden.any()
    strict = protect(before, Policy(least=8), earlier=first)
    assert not strict.hidden.any()
    assert strict.primary.all()


def test_what_the_last_report_told_too_much_of_is_said():
    # The year to date, and now one case has nearly all of it; but 9 mio. kr. were published.
    before = one_column({"a": (9, 9 * MIO)}, {}, name="før")
    after = one_column({"a": (9, 10 * MIO)}, {}, name="nu", top_share=0.9)
    second = after.joined(before).linked(Sum(("nu", "a", ""), (("før", "a", ""),), whole=False))
    report = protect(second, earlier=protect(before))
    assert hidden_keys(report, "nu") == {("a", "")}
    assert report.unprotected == (("nu", "a", ""),)


# -- an attacker who tries every whole number ------------------------------------------------------


def pinned_numbers(cells, hidden):
    """Hidden numbers of which a reader cannot think one lower and one higher, by trying them all.

    Only for few hidden cells: numbers up to one more than the true are tried.
    """
    frame = cells.frame["n"]
    free = list(hidden.index[hidden])
    seen = {key: set() for key in free}
    sums = [s for s in cells.sums if {s.total, *s.parts} & set(free)]
    ranges = [sorted({max(frame[k] - 1, 0), frame[k], frame[k] + 1}) for k in free]
    for guess in itertools.product(*ranges):
        world = dict(zip(free, guess, strict=True))
        if all(
            world.get(s.total, frame[s.total]) == sum(world.get(p, frame[p]) for p in s.parts)
            for s in sums
        ):
            for key, value in world.items():
                seen[key].add(value)
    return [key for key in free if not min(seen[key]) < frame[key] < max(seen[key])]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(st.integers(0, 25), min_size=2, max_size=2), min_size=2, max_size=3))
def test_no_hidden_number_can_be_worked_out(n):
    cells = table(n)
    report = protect(cells)
    assert report.unprotected == ()
    assert report.hidden[report.primary].all()
    if report.hidden.sum() <= 7:
        assert pinned_numbers(cells, report.hidden) == []


@pytest.mark.parametrize("n", [[[2, 9], [8, 6]], [[4, 12], [7, 5]], [[3, 6], [6, 4]]])
def test_no_choice_hides_fewer_cells(n):
    """Every choice of fewer cells is tried, and each leaves a number a reader can work out."""
    cells = table(n)
    report = protect(cells)
    assert report.exact
    others = report.hidden.index[~report.primary]
    for size in range(int(report.hidden.sum() - report.primary.sum())):
        for extra in itertools.combinations(others, size):
            guess = report.primary.copy()
            guess[list(extra)] = True
            assert pinned_numbers(cells, guess) != []
