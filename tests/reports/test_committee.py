"""The committee version of a document: what is shown, what is hidden, what is left out."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from committee_world import (
    COLUMNS,
    FIVE,
    GROUP,
    MARCH,
    MIO,
    PUBLIC,
    bundle,
    document,
    edition,
    rows,
    shown,
    table,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from okonomi.errors import UserError
from okonomi.findings import Finding
from okonomi.present import Column, Figure, Group, Public
from okonomi.present.disclosure import Policy, protect
from okonomi.present.tables import cells
from okonomi.reports.collect import Section
from okonomi.reports.committee.cells import cells_of
from okonomi.reports.committee.edition import LEFT_OUT, committee_edition
from okonomi.reports.committee.kept import Earlier


def test_a_small_row_is_hidden_with_another_and_all_their_columns_go_together():
    made = edition(bundle(table(FIVE)))
    names, body = shown(made)
    assert names == ["label", "budget_oere", "expected_oere", "deviation_oere", "word", "share"]
    hidden = [row[0] for row in body if row[2:] == [".."] * 4]
    assert "b" in hidden
    assert len(hidden) == 2
    assert all(".." not in row for row in body if row[0] not in hidden)
    assert [row[1] for row in body] == ["10.000"] * 5 + ["50.000"]
    assert body[0][2:] == ["20.000", "10.000", "merforbrug", "100,0\xa0%"]
    note = made.document.bundles[0].tables[0].note
    assert note == (
        "Budgettet er vedtaget. “..” betyder, at tallet er udeladt af hensyn til diskretion: "
        "8 af 24 tal."
    )


def test_amounts_and_budgets_are_rounded_alike_and_the_deviation_is_worked_from_them():
    frame = rows([30, 9], [123_456_789, 223_456_789], [100_049_900, 200_149_900])
    body = shown(edition(bundle(table(frame))))[1]
    # 30 persons: to 1.000 kr.; 9: to 0,1 mio. kr.
    assert body[0][1:4] == ["1.000", "1.235", "235"]
    assert body[1][1:4] == ["2.000", "2.200", "200"]


def test_a_measure_that_no_row_tells_of_is_blank():
    unknown = pd.array([pd.NA] * len(FIVE), dtype="Int64")
    frame = FIVE.assign(year_oere=unknown, price_oere=unknown, persons=1.0)
    sums, price = ("expected_oere", "year_oere", "persons"), ("price_oere", "year_oere", "persons")
    more = [Column(name, name, "oere", -3) for name in ("year_oere", "price_oere")]
    public = replace(PUBLIC, groups=(replace(GROUP, sums=sums, price=price),))
    made = edition(bundle(table(frame, public=public, columns=(*COLUMNS, *more))))
    names, body = shown(made)
    assert names[-2:] == ["year_oere", "price_oere"]
    assert {tuple(row[-2:]) for row in body if ".." not in row} == {("–", "–")}


def test_a_deviation_that_rounds_to_nothing_has_no_word():
    body = shown(edition(bundle(table(rows([9, 9], [10 * MIO + 100, 11 * MIO])))))[1]
    assert body[0][2:5] == ["10.000", "0", ""]


def test_undeclared_and_internal_tables_columns_figures_and_findings_are_not_there():
    plain = Figure(name="f", title="Navne", alt="Borger 4", svg="<svg/>")
    made = edition(
        bundle(
            table(FIVE),
            table(FIVE, name="sager", public=None),
            table(FIVE, name="intern", internal=True),
            figures=(plain,),
            findings=(Finding(code="x", severity="advarsel", text="Sag 12 mangler."),),
            inputs=({"file": "Anders.xlsx"},),
            fingerprint="abc",
        ),
        bundle(table(FIVE, name="liste", public=None), name="liste", title="Hvad skal vi se på?"),
    )
    (left,) = made.document.bundles
    assert [t.name for t in left.tables] == ["tal"]
    assert (left.figures, left.findings, left.inputs, left.fingerprint) == ((), (), (), None)
    first, section, last = made.document.sections
    assert made.document.title == "Månedsrapport – udvalgsudgave"
    assert first.paragraphs[0].startswith("Udvalgsudgave, som kan offentliggøres.")
    assert section.heading == "Holder vi budgettet?"
    assert last.heading == LEFT_OUT
    assert last.paragraphs == (
        "I “Holder vi budgettet?” er 2 tabeller og 1 figur ikke med.",
        "Afsnittet “Hvad skal vi se på?” er ikke med: det er kun til intern brug.",
    )
    assert made.document.doubts == "Der er forbehold om data; de står i den interne rapport."


def test_nothing_declared_or_nothing_left_is_refused():
    with pytest.raises(UserError, match="ingen af dens tabeller"):
        edition(bundle(table(FIVE, public=None)))
    with pytest.raises(UserError, match="om så få"):
        edition(bundle(table(rows([2, 1], [MIO, MIO]))))


def test_the_same_group_is_hidden_in_every_table_and_totals_of_another_table_count():
    """``b`` is small; the other table shows the total alone, so two rows must go."""
    details = table(FIVE.iloc[:5])
    total = table(FIVE.iloc[5:], name="total")
    made = edition(bundle(details), bundle(total, name="andet"))
    assert [row[2] for row in shown(made)[1]].count("..") == 2
    assert shown(made, 1)[1][0][2] == "61.000"
    both = edition(bundle(table(FIVE)), bundle(table(FIVE, name="igen"), name="andet"))
    assert shown(both)[1] == shown(both, 1)[1]


def test_a_group_with_two_numbers_is_a_mistake():
    other = FIVE.assign(n=FIVE["n"] + 1)
    with pytest.raises(ValueError, match="another n"):
        cells_of([bundle(table(FIVE)), bundle(table(other, name="b"), name="b")], MARCH)


def test_rows_that_do_not_add_up_are_a_mistake_but_persons_may_overlap():
    wrong = FIVE.assign(expected_oere=FIVE["expected_oere"].where(FIVE["label"] != "I alt", MIO))
    with pytest.raises(ValueError, match="not the sum"):
        cells_of([bundle(table(wrong))], MARCH)
    overlap = FIVE.assign(n=FIVE["n"].where(FIVE["label"] != "I alt", 90))
    assert cells_of([bundle(table(overlap))], MARCH).frame["n"].max() == 90
    unknown = FIVE.assign(n=FIVE["n"].where(FIVE["label"] != "I alt", 99))
    assert not all(s.whole for s in cells_of([bundle(table(unknown))], MARCH).sums)


def test_one_who_has_most_of_an_amount_hides_it():
    group = replace(GROUP, top_share="top")
    frame = FIVE.assign(top=[0.1, 0.1, 0.1, 0.76, 0.1, 0.1], n=30)
    made = edition(bundle(table(frame, public=replace(PUBLIC, groups=(group,)))))
    assert shown(made)[1][3][2] == ".."


def test_a_count_or_a_share_is_never_published_as_it_is():
    for name, kind in (("n2", "int"), ("part", "share")):
        group = replace(GROUP, other=(name,))
        columns = (*COLUMNS, Column(name, "X", kind))
        frame = FIVE.assign(n2=1, part=0.5)
        with pytest.raises(ValueError, match="never published as it is"):
            edition(bundle(table(frame, columns=columns, public=replace(PUBLIC, groups=(group,)))))


def test_a_small_count_of_many_persons_hides_its_row_and_may_have_any_name():
    group = Group(key="group", n="persons", sums=("n",), worked=(("share", "share", "n", "n"),))
    frame = FIVE.assign(persons=50, n=[9, 0, 4, 20, 12, 45])
    columns = (COLUMNS[0], Column("n", "Antal", "int"), COLUMNS[-1])
    public = Public(groups=(group,), facts=("label",))
    body = shown(edition(bundle(table(frame, columns=columns, public=public))))[1]
    assert [row[1] for row in body] == ["9", "0", "..", "20", "12", "45"]


def test_prices_and_what_does_not_add_up_are_rounded():
    group = Group(
        key="group",
        n="n",
        sums=("expected_oere", "persons"),
        price=("price_oere", "expected_oere", "persons"),
        other=("low_oere", "kr", "mean"),
    )
    frame = FIVE.assign(persons=8.04, price_oere=1, low_oere=123_456_789, kr=1_499.0, mean=2.26)
    columns = (
        Column("persons", "Helårspersoner", "number", 2),
        Column("price_oere", "Enhedspris", "oere", -3),
        Column("low_oere", "Fra", "oere", -3),
        Column("kr", "Pris", "kr", 0),
        Column("mean", "Snit", "number", 2),
    )
    made = edition(bundle(table(frame, columns=columns, public=Public(groups=(group,)))))
    body = shown(made)[1]
    assert body[0] == ["8,00", "2.488", "1.235", "1.000", "2,30"]
    assert body[2][2] == "1.200"
    assert body[1] == [".."] * 5


def test_a_table_about_no_person_is_shown_as_it_is():
    facts = Public(facts=("label", "budget_oere"))
    frame = FIVE.assign(budget_oere=12_345_678)
    made = edition(bundle(table(frame, public=facts)))
    assert made.protected is None
    assert [row[1] for row in shown(made)[1]] == ["123"] * 6
    assert made.document.bundles[0].tables[0].frame["budget_oere"].eq(12_345_678).all()
    assert made.document.bundles[0].tables[0].note is None


def other(frame, **more):
    """Another table of the same groups' complaints, whose row is hidden with the group's."""
    group = Group(key="own", n="behind", sums=("many",), part_of=("own_of",), needs="group", **more)
    frame = frame.assign(
        own="klager " + frame["label"], own_of="klager " + frame["of"], only=1, behind=9
    )
    columns = (COLUMNS[0], Column("many", "Klager", "int"))
    public = Public(groups=(group,), facts=("label",), only="only")
    return table(frame, name="klager", columns=columns, public=public)


def test_a_row_goes_with_the_group_it_needs_and_its_own_total_does_not_tell_it():
    frame = FIVE.assign(many=[9, 9, 9, 9, 9, 45])
    made = edition(bundle(table(FIVE)), bundle(other(frame), name="andet"))
    gone = [row[0] for row in shown(made)[1] if row[2] == ".."]
    too = [row[0] for row in shown(made, 1)[1] if row[1] == ".."]
    assert len(gone) == 2
    assert set(gone) <= set(too)
    one = FIVE.iloc[[0, 2, 3, 4, 1, 5]].assign(many=9)  # only the needed one is small
    alone = edition(
        bundle(table(one.assign(of=None))), bundle(other(one.assign(many=[9] * 5 + [45])))
    )
    assert sum(row[1] == ".." for row in cells(alone.document.bundles[1].tables[0])) >= 2


def test_a_row_that_is_never_published_is_not_there_and_protects_nothing():
    frame = FIVE.assign(many=9)
    given = other(frame)
    given = replace(given, frame=given.frame.assign(only=[1, 0, 1, 1, 1, 1]))
    made = edition(bundle(given))
    assert [row[0] for row in shown(made)[1]] == ["a", "c", "d", "e", "I alt"]
    assert not any("klager b" in key for key in made.protected.cells.frame.index)


def test_a_small_count_behind_a_row_hides_it_though_the_row_is_about_more():
    group = replace(GROUP, counts=("placed",))
    frame = FIVE.assign(n=30, placed=[20, 20, 4, 0, 20, 20])
    made = edition(bundle(table(frame, public=replace(PUBLIC, groups=(group,)))))
    assert shown(made)[1][2][2] == ".."
    assert shown(made)[1][3][2] != ".."


def test_a_difference_is_rounded_once_and_of_hidden_noughts_is_nought():
    frame = rows([9, 9], [12_34_000_000, 10 * MIO], [12_04_000_000, 10 * MIO])
    more = Column("rest_oere", "Med overførsler", "oere", -6)
    worked = (*GROUP.worked, ("rest_oere", "minus", "deviation_oere", "carried_oere"))
    public = replace(
        PUBLIC,
        groups=(replace(GROUP, worked=worked),),
        facts=("label", "budget_oere", "carried_oere"),
    )
    columns = (*COLUMNS, Column("carried_oere", "Overført", "oere", -6), more)
    given = table(frame.assign(carried_oere=4_000_000, rest_oere=0), columns=columns, public=public)
    first = shown(edition(bundle(given)))[1][0]
    # 12,34 − 12,04 − 0,04 = 0,26; of what is published, 12,3 − 12,04 − 0,04 = 0,22.
    assert first[1:4] == ["12.000", "12.300", "300"]
    assert first[-1] == "0,2"
    moms = replace(GROUP, worked=(("word", "minus", "expected_oere", "net_oere"),))
    moms = replace(moms, sums=("expected_oere", "net_oere"))
    nets = FIVE.assign(net_oere=FIVE["expected_oere"] - [MIO, 0, 0, 0, 0, MIO], word=0)
    columns = (COLUMNS[0], COLUMNS[3], Column("word", "Momsrefusion", "oere", -3))
    public = Public(groups=(moms,), facts=("label",))
    body = shown(edition(bundle(table(nets, columns=columns, public=public))))[1]
    assert [row[2] for row in body] == ["1.000", "0", "0", "0", "0", "1.000"]
    assert [row[1] for row in body].count("..") == 2


def test_the_text_of_a_notebook_is_not_published_only_its_headings():
    given = document(bundle(table(FIVE)))
    said = replace(given.sections[0], paragraphs=("Borger 4 er flyttet.",))
    loose = Section(heading="Om os", paragraphs=("Skriv til Ane.",), bundles=())
    made = committee_edition(
        replace(given, sections=(loose, said)), Policy(), lambda cells: Earlier()
    )
    first, section, last = made.document.sections
    assert (section.heading, section.paragraphs) == ("Holder vi budgettet?", ())
    assert last.paragraphs == ("Notebookens egen tekst er ikke med, kun dens overskrifter.",)
    assert "flyttet" not in " ".join(first.paragraphs)


def test_who_publishes_is_warned_of_what_nothing_can_protect():
    earlier = rows([30, 9], [20 * MIO, 3 * MIO])
    before = protect(cells_of([bundle(table(earlier))], MARCH))
    part = table(earlier.iloc[:1].assign(group="x", of="a", n=3), name="del", public=PUBLIC)
    made = committee_edition(
        document(bundle(table(earlier)), bundle(part, name="del")),
        Policy(),
        lambda cells: Earlier(protected=before),
    )
    (warning,) = made.warnings
    assert warning.startswith("Advarsel: 1 skjult gruppe kan regnes ud")
    assert "“x” (2026-03)" in warning
    assert edition(bundle(table(FIVE))).warnings == ()


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=2, max_size=6),
    st.integers(1, 10**6),
)
def test_every_small_row_is_hidden_and_a_shown_row_is_shown_in_all_columns(persons, price):
    amounts = [n * price * 1000 for n in persons]
    try:
        made = edition(bundle(table(rows(persons, amounts))))
    except UserError:
        assert 0 < sum(persons) < 5 or any(0 < n < 5 for n in persons)
        return
    for n, row in zip([*persons, sum(persons)], shown(made)[1], strict=True):
        if 0 < n < 5:
            assert row[2:] == [".."] * 4
        assert ".." not in row or row[2:] == [".."] * 4


def test_a_committee_version_is_public_and_the_internal_one_is_marked():
    given = document(bundle(table(rows([40, 30], [MIO, MIO]))))
    assert given.mark == "Til intern brug"
    assert committee_edition(given, Policy(), lambda cells: Earlier()).document.mark == ""
