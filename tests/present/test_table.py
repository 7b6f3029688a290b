import json
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from okonomi.findings import Finding
from okonomi.present import MIME, Bundle, Column, Figure, Table
from okonomi.present.table import finding_rows

PERIOD = pd.Period("2026-03", "M")


def a_table(**changes: object) -> Table:
    frame = pd.DataFrame(
        {
            "area": ["Børn", None, "I alt"],
            "cost_oere": pd.Series([2**60 + 1, None, -5], dtype=object),
            "price_kr": [0.1, np.nan, 1e15],
            "persons": [3, 4, 7],
            "start": pd.to_datetime(["2026-01-31", None, "2099-12-31"]),
            "month": pd.PeriodIndex(["2026-03", None, "2025-12"], freq="M"),
            "kind": ["detail", "subtotal", "total"],
            "unused": [object(), object(), object()],
        }
    )
    columns = (
        Column("area", "Område", "text"),
        Column("cost_oere", "Udgift", "oere", 0),
        Column("price_kr", "Pris", "kr"),
        Column("persons", "Personer", "int"),
        Column("start", "Start", "date"),
        Column("month", "Måned", "month"),
    )
    given = {"name": "t", "title": "Tabel", "frame": frame, "columns": columns, "row_kind": "kind"}
    return Table(**{**given, **changes})  # type: ignore[arg-type]


def test_a_bundle_survives_json_exactly() -> None:
    bundle = Bundle(
        name="b",
        title="Prøve",
        period=PERIOD,
        summary="Det koster 1 kr.",
        tables=(
            a_table(note="Afrundet.", internal=True, paper_rows=3, front=True),
            a_table(name="u", columns=(Column("area", "Område", "text", paper=False),)),
        ),
        figures=(Figure(name="f", title="F", alt="En linje.", svg="<svg/>", paper=False),),
        findings=(
            Finding(code="a", severity="fejl", text="Ét.", remedy="Ret.", rows=a_table().frame),
            Finding(code="b", severity="oplysning", text="To."),
        ),
        sources=("Kilde.",),
        definitions=(("Ord", "Mening."),),
        data_until=date(2026, 2, 28),
        inputs=({"file": "a.csv", "rows": np.int64(4), "sheet": None, "moms": np.True_},),
        fingerprint="ab12",
    )
    text = json.dumps(bundle.to_json(), allow_nan=False)
    again = Bundle.from_json(json.loads(text))
    assert json.dumps(again.to_json()) == text
    assert again.period == PERIOD and again.data_until == date(2026, 2, 28)
    pd.testing.assert_frame_equal(again.tables[0].frame, bundle.tables[0].frame)
    data = bundle.to_json()["tables"][0]["data"]
    assert data["cost_oere"] == [2**60 + 1, None, -5]
    assert data["start"] == ["2026-01-31", None, "2099-12-31"]
    assert data["month"] == ["2026-03", None, "2025-12"]
    assert "unused" not in data
    assert bundle.to_json()["inputs"][0] == {
        "file": "a.csv",
        "rows": 4,
        "sheet": None,
        "moms": True,
    }


@given(
    st.lists(
        st.tuples(
            st.one_of(st.none(), st.integers(-(2**62), 2**62)),
            st.one_of(st.none(), st.floats(allow_nan=False, allow_infinity=False)),
            st.one_of(st.none(), st.text(st.characters(exclude_categories=["Cs"]))),
            st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2200, 1, 1))),
        ),
        max_size=5,
    )
)
def test_any_table_survives_json(rows: list[tuple[object, ...]]) -> None:
    frame = pd.DataFrame(
        {
            "oere": pd.array([row[0] for row in rows], dtype="Int64"),
            "number": pd.Series([row[1] for row in rows], dtype="float64"),
            "text": pd.Series([row[2] for row in rows], dtype="str"),
            "date": pd.Series([row[3] for row in rows], dtype="datetime64[s]"),
        }
    )
    table = Table(
        name="t",
        title="T",
        frame=frame,
        columns=[Column(key, key, key) for key in frame],  # type: ignore[arg-type]
    )
    assert table.frame["text"].isna().tolist() == [row[2] is None for row in rows]
    again = Table.from_json(json.loads(json.dumps(table.to_json(), allow_nan=False)))
    assert again.to_json() == table.to_json()
    pd.testing.assert_frame_equal(again.frame, table.frame)


def test_the_callers_frame_is_not_touched() -> None:
    frame = pd.DataFrame({"a": [1]}, index=[7])
    table = Table(name="t", title="T", frame=frame, columns=(Column("a", "A", "int"),))
    frame.loc[7, "a"] = 2
    assert table.frame["a"].tolist() == [1]
    assert table.row_kinds() == ["detail"]


@pytest.mark.parametrize(
    ("kind", "cells", "message"),
    [
        ("oere", [1.5], "whole numbers"),
        ("int", ["x"], "whole numbers"),
        ("oere", [2.0**60], "too large to be exact"),
        ("kr", [np.inf], "infinite"),
        ("number", ["1,5"], "numbers"),
        ("date", ["2026-01-01"], "dates"),
        ("date", [pd.Timestamp("2026-01-01 12:00")], "times of day"),
        ("month", [pd.Timestamp("2026-01-02")], "first day"),
    ],
)
def test_a_value_that_does_not_fit_its_kind(kind: str, cells: list[object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Table(
            name="t",
            title="T",
            frame=pd.DataFrame({"a": cells}),
            columns=(Column("a", "A", kind),),  # type: ignore[arg-type]
        )


def test_mistakes_in_the_making_are_told() -> None:
    with pytest.raises(ValueError, match="no column"):
        a_table(columns=(Column("nowhere", "X", "int"),))
    with pytest.raises(ValueError, match="its own key"):
        a_table(columns=())
    with pytest.raises(ValueError, match="row kinds"):
        a_table(row_kind="area")
    with pytest.raises(ValueError, match="unknown kind"):
        Column("a", "A", "money")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="has no decimals"):
        Column("a", "A", "int", 2)
    with pytest.raises(ValueError, match="make no sense"):
        Column("a", "A", "oere", 1)
    with pytest.raises(ValueError, match="alternative text"):
        Figure(name="f", title="F", alt=" ", svg="<svg/>")
    with pytest.raises(ValueError, match="share a name"):
        Bundle(name="b", title="B", period=PERIOD, summary="S.", tables=(a_table(), a_table()))
    with pytest.raises(ValueError, match="month"):
        Bundle(name="b", title="B", period=pd.Period("2026", "Y"), summary="S.")
    with pytest.raises(ValueError, match="version 9"):
        Bundle.from_json({"version": 9})


def test_a_findings_rows_become_an_internal_table() -> None:
    rows = pd.DataFrame(
        {"file": ["a.csv"], "line": [7], "amount_oere": [-5], "draft": [True], "x_share": [0.5]}
    )
    table = finding_rows(Finding(code="c", severity="fejl", text="T.", rows=rows))
    assert table is not None and table.internal
    assert [(c.label, c.kind) for c in table.columns] == [
        ("Fil", "text"),
        ("Linje", "int"),
        ("Beløb", "oere"),
        ("Draft", "text"),
        ("X share", "share"),
    ]
    assert table.frame["draft"].tolist() == ["ja"]
    assert finding_rows(Finding(code="c", severity="fejl", text="T.")) is None


def test_a_bundle_shows_itself_in_a_notebook() -> None:
    bundle = Bundle(name="b", title="B", period=PERIOD, summary="Én sætning.", tables=(a_table(),))
    shown = bundle._repr_mimebundle_()
    assert shown[MIME] == bundle.to_json()
    assert shown["text/plain"] == "Én sætning."
    assert "Én sætning." in shown["text/html"] and "<table" in shown["text/html"]


def test_what_nobody_sees_is_replaced_before_it_can_stop_a_report() -> None:
    odd = "a\x00b\ufeffc\ue000d\x9fe"
    bundle = Bundle(
        name="b",
        title=odd,
        period=PERIOD,
        summary=odd + "\tæøå 漢 😀",
        tables=(
            Table(
                name="t",
                title=odd,
                frame=pd.DataFrame({"a": [odd]}),
                columns=(Column("a", odd, "text"),),
            ),
        ),
        findings=(Finding(code="c", severity="fejl", text=odd),),
    )
    given = bundle.to_json()
    shown = "a\ufffdb\ufffdc\ufffdd\ufffde"
    assert given["title"] == given["findings"][0]["text"] == given["tables"][0]["title"] == shown
    assert given["tables"][0]["data"] == {"a": [shown]}
    assert given["summary"] == shown + "\tæøå 漢 😀"
