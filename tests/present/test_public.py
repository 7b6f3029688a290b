"""What is declared of a table or figure for a committee version, and its way through JSON."""

from __future__ import annotations

import pandas as pd
import pytest

from okonomi.present import Bundle, Column, Drawn, Figure, Group, Public, Table
from okonomi.present.tables import cells, first_rows

PUBLIC = Public(
    groups=(
        Group(
            key="group",
            n="n",
            part_of=("of",),
            sums=("sum_oere", "persons"),
            top_share="top",
            worked=(("left_oere", "minus", "sum_oere", "budget_oere"),),
            price=("price_oere", "sum_oere", "persons"),
            moment="moment",
        ),
    ),
    facts=("label", "budget_oere"),
    note="Note.",
)
FRAME = pd.DataFrame(
    {
        "label": ["a", "b"],
        "budget_oere": [1, 2],
        "group": ["ga", "gb"],
        "n": [3, 4],
        "of": ["t", None],
        "sum_oere": pd.array([5, None], dtype="Int64"),
        "persons": [1.5, 2.5],
        "top": [0.5, float("nan")],
        "moment": "2026K1",
        "unused": 1,
    }
)
COLUMNS = (Column("label", "Navn", "text"), Column("budget_oere", "Budget", "oere", -3))


def table(**more) -> Table:
    return Table(name="t", title="T", frame=FRAME, columns=COLUMNS, **{"public": PUBLIC, **more})


def test_what_is_declared_rides_along_unshown_and_comes_back_from_json():
    found = table()
    assert list(found.frame.columns) == [
        "label", "budget_oere", "group", "of", "moment", "n", "sum_oere", "persons", "top",
    ]  # fmt: skip
    again = Table.from_json(found.to_json())
    assert again.to_json() == found.to_json()
    assert again.public == PUBLIC
    assert again.frame["sum_oere"].tolist() == [5, pd.NA]
    assert cells(found) == [["a", "0"], ["b", "0"]]


def test_a_table_that_declares_nothing_is_written_as_before():
    plain = table(public=None).to_json()
    assert not {"public", "hidden"} & set(plain)
    assert list(plain["data"]) == ["label", "budget_oere"]


def test_a_figure_and_a_bundle_carry_it_too():
    drawn = Drawn(kind="bars", table=table(), label="label", values={"budget_oere": "Budget"})
    figure = Figure(name="f", title="F", alt="F", svg="<svg/>", drawn=drawn)
    bundle = Bundle(
        name="b",
        title="B",
        period=pd.Period("2026-03", "M"),
        summary="S",
        figures=(figure,),
        public_summary="{t|ga|sum_oere}",
    )
    again = Bundle.from_json(bundle.to_json())
    assert again.to_json() == bundle.to_json()
    assert again.public_summary == bundle.public_summary
    assert again.figures[0].drawn.table.public == PUBLIC
    assert "drawn" not in Figure(name="f", title="F", alt="F", svg="<svg/>").to_json()


def test_mistakes_in_a_declaration_are_told():
    with pytest.raises(ValueError, match="several groups"):
        Public(groups=PUBLIC.groups, facts=("sum_oere",))
    with pytest.raises(ValueError, match="worked out by one of"):
        Group(key="k", n="n", worked=(("a", "times", "b", "c"),))
    with pytest.raises(ValueError, match="among the sums"):
        Group(key="k", n="n", price=("p", "a_oere", "b"))
    with pytest.raises(ValueError, match="no column"):
        Table(name="t", title="T", frame=FRAME[["label", "budget_oere"]], columns=COLUMNS,
              public=PUBLIC)  # fmt: skip


def test_a_hidden_cell_is_shown_as_its_mark_also_where_rows_are_left_out():
    found = table(public=None, hidden={"budget_oere": (1,)})
    assert cells(found) == [["a", "0"], ["b", ".."]]
    assert Table.from_json(found.to_json()).hidden == {"budget_oere": (1,)}
    assert cells(first_rows(found, 1)) == [["a", "0"]]
