"""The panel in JupyterLab: what is chosen, what is drawn, what lies behind, what is saved."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from okonomi.errors import UserError
from okonomi.present import Column, Table
from okonomi.present.explore import explore, folded, live
from okonomi.present.explore.grid import MOST_ROWS, frame_of
from okonomi.present.explore.rows import rows_of
from okonomi.present.explore.save import Home, file_name, home, save

MARCH = pd.Period("2026-03", "M")
COLUMNS = (
    Column("provider", "Leverandør", "text"),
    Column("kind", "Ydelse", "text"),
    Column("oere", "Udgift", "oere", 0),
    Column("rate", "Pris", "kr"),
    Column("month", "Måned", "month"),
)


def table(title: str = "Leverandører", **more: object) -> Table:
    frame = pd.DataFrame(
        {
            "provider": ["Østerbo", "Aabyhus", "Birk", "Østerbo", "I alt"],
            "kind": ["Botilbud", "Botilbud", None, "Støtte", None],
            "oere": [100_000, 90_000, -5_000, 2_000_000, 2_185_000],
            "rate": [10.0, None, 5.0, 20.0, None],
            "month": pd.to_datetime(["2026-02-01", "2026-01-01", "2026-03-01", "2026-01-01", None]),
            "row_kind": ["detail", "detail", "detail", "detail", "total"],
        }
    )
    return Table(name="t", title=title, frame=frame, columns=COLUMNS, row_kind="row_kind", **more)


class Answer:
    """A Result as the panel sees it."""

    title = "Hvad?"
    period = MARCH

    def __init__(self, *tables: Table) -> None:
        self._tables = list(tables)

    def tables(self) -> list[Table]:
        return self._tables

    def detail(self) -> Table | None:
        return None

    def rows_behind(self, table: Table, row: dict) -> Table | None:
        if row["provider"] != "Birk":
            return None
        frame = pd.DataFrame({"case": ["S1", "S2"]})
        columns = (Column("case", "Sag", "text"),)
        return Table(name="b", title="Bag Birk", frame=frame, columns=columns, internal=True)


# ---- rows --------------------------------------------------------------------------------------


def test_the_sums_have_no_place_among_sorted_rows():
    rows = rows_of(table())
    assert len(rows) == 4
    assert rows.texts["oere"].tolist() == ["1.000", "900", "−50", "20.000"]


def test_columns_to_choose_from_and_their_values_in_order():
    rows = rows_of(table())
    assert [c.key for c in rows.filters()] == ["provider", "kind", "month"]
    assert rows.values("provider") == ["Birk", "Østerbo", "Aabyhus"]
    assert rows.values("month") == ["januar 2026", "februar 2026", "marts 2026"]


def test_rows_are_narrowed_by_choice_and_by_every_word():
    rows = rows_of(table())
    assert rows.where({"provider": "Østerbo", "kind": None}).texts["kind"].tolist() == [
        "Botilbud",
        "Støtte",
    ]
    assert rows.where({}, "øster støt").table.frame["oere"].tolist() == [2_000_000]
    assert len(rows.where({}, "findes ikke")) == 0
    assert rows.where({}, "1.000").texts["provider"].tolist() == ["Østerbo"]


def test_amounts_are_summed_in_a_bar_and_prices_averaged():
    rows = rows_of(table())
    found = rows.groups("provider", "oere")
    assert found["label"].tolist() == ["Østerbo", "Aabyhus", "Birk"]
    assert found["value"].tolist() == [2_100_000, 90_000, -5_000]
    assert found["n"].tolist() == [2, 1, 1]
    # Aabyhus has no price: it has no bar.
    prices = rows.groups("provider", "rate")
    assert dict(zip(prices["label"], prices["value"], strict=True)) == {"Østerbo": 15, "Birk": 5}


# ---- the table widget --------------------------------------------------------------------------


def test_a_heading_sorts_by_value_and_by_the_danish_alphabet():
    frame = frame_of(rows_of(table()))
    labels = [label.replace("\u00a0", " ") for label in frame.columns]
    assert labels == ["Leverandør", "Ydelse", "Udgift", "Pris", "Måned"]
    by_column = [frame.iloc[:, n].cat.categories.tolist() for n in range(5)]
    assert by_column[0] == ["Birk", "Østerbo", "Aabyhus"]
    assert by_column[2] == ["−50", "900", "1.000", "20.000"]
    assert by_column[3] == ["5,00", "10,00", "20,00"]
    assert frame.iloc[:, 1].isna().tolist() == [False, False, True, False]


def test_not_more_rows_than_a_browser_can_hold():
    many = pd.DataFrame({"n": range(MOST_ROWS + 5)})
    long = Table(name="l", title="L", frame=many, columns=(Column("n", "Nr.", "int"),))
    assert len(frame_of(rows_of(long))) == MOST_ROWS


def test_nothing_in_a_cell_is_html():
    from okonomi.present.explore.grid import grid

    frame = pd.DataFrame({"a": ["<img src=x onerror=alert(1)>", "b"]})
    told = Table(name="h", title="H", frame=frame, columns=(Column("a", "A", "text"),))
    sent = str(grid(rows_of(told))._dt_args)
    assert "<img" not in sent and "&lt;img" in sent


# ---- the panel ---------------------------------------------------------------------------------


def test_choose_draw_drill_and_save(tmp_path: Path):
    box = explore(Answer(table()), tmp_path)
    which, picks, line, ask, bars, _, below_bars, upper, below_rows = box.children
    assert which.options == (("Leverandører", 0),)
    assert [pick.description for pick in picks.children] == ["Leverandør", "Ydelse", "Måned"]
    assert [choice.value for choice in ask.children] == ["provider", "oere"]
    drawn = [bar.children[1] for bar in bars.children]
    assert [bar.tooltip.partition(" (")[0] for bar in drawn] == [
        "Østerbo: 21.000",
        "Aabyhus: 900",
        "Birk: −50",
    ]
    assert drawn[2].style.button_color == "transparent"  # a negative bar is hollow
    assert below_bars.layout.display == below_rows.layout.display == "none"

    drawn[0].click()  # two rows: they are shown
    assert below_bars.layout.display is None
    assert "2 af 4 rækker. Bag søjlen “Østerbo”." in below_bars.children[0].value
    drawn[2].click()  # one row, and it is known what lies behind
    assert "Bag Birk" in below_bars.children[0].value

    upper.children[1].children[0].selected_rows = [2]
    assert "Bag Birk" in below_rows.children[0].value and below_rows.layout.display is None
    assert below_bars.layout.display == "none"
    upper.children[1].children[0].selected_rows = [0]
    assert below_rows.layout.display == "none"

    picks.children[0].value = "Østerbo"
    line.children[0].value = "støtte"
    said = "1 af 4 rækker. Valgt: Leverandør: Østerbo; søgt på “støtte”."
    assert said in upper.children[0].value
    name, button = upper.children[2].children
    name.value = "mine rækker"
    button.click()
    assert str(tmp_path / "mine rækker.xlsx") in upper.children[3].value
    book = load_workbook(tmp_path / "mine rækker.xlsx")
    assert [c.value for c in book["Leverandører"][5]][:3] == ["Østerbo", "Støtte", 20_000]
    first = " ".join(str(c.value) for row in book["Læs mig"].iter_rows() for c in row)
    assert said in first

    line.children[1].click()
    assert "4 rækker." in upper.children[0].value and len(bars.children) == 3


def test_a_result_with_nothing_to_explore_says_so(tmp_path: Path):
    empty = Table(name="t", title="T", frame=table().frame.iloc[:0], columns=COLUMNS)
    assert explore(Answer(empty), tmp_path).value == "Der er ingen rækker at udforske."


def test_a_search_without_hits_is_an_empty_table(tmp_path: Path):
    box = explore(Answer(table()), tmp_path)
    box.children[2].children[0].value = "findes ikke"
    assert "0 af 4 rækker." in box.children[7].children[0].value
    assert box.children[4].children == ()


def test_the_panel_is_made_when_it_is_asked_for():
    class Untouched(Answer):
        def tables(self) -> list[Table]:
            raise AssertionError

    assert [w.description for w in folded(Untouched()).children] == ["Udforsk tabellerne"]
    box = folded(Answer(table()))
    box.children[0].value = True
    assert len(box.children) == 2
    box.children[0].value = False
    assert box.children[1].layout.display == "none"
    box.children[0].value = True
    assert len(box.children) == 2 and box.children[1].layout.display is None


def test_only_jupyters_server_makes_a_notebook_live(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert not live()
    monkeypatch.setenv("JPY_SESSION_NAME", "x.ipynb")
    assert live()


# ---- the file ----------------------------------------------------------------------------------


def test_a_file_is_never_replaced_and_may_be_named_anywhere(tmp_path: Path):
    at = Home(tmp_path / "udtraek", "Ærø")
    first = save(table(), "a.xlsx", at, MARCH, "4 rækker.")
    second = save(table(), "a", at, MARCH, "4 rækker.")
    assert [first.name, second.name] == ["a.xlsx", "a (2).xlsx"]
    elsewhere = save(table(internal=True), str(tmp_path / "b" / "c.xlsx"), at, MARCH, "4 rækker.")
    assert elsewhere == tmp_path / "b" / "c.xlsx"
    text = " ".join(
        str(c.value) for row in load_workbook(elsewhere)["Læs mig"].iter_rows() for c in row
    )
    assert "Til intern brug" in text and "Ærø" in text


def test_what_cannot_be_written_is_said(tmp_path: Path):
    (tmp_path / "fil").write_text("")
    for name, said in (
        ("  ", "mangler et navn"),
        (str(tmp_path / "fil" / "x"), "kan ikke skrives"),
    ):
        with pytest.raises(UserError, match=said):
            save(table(), name, Home(tmp_path, ""), MARCH, "")


def test_a_file_name_that_every_system_can_have():
    assert file_name(table('A/B: "c"?'), MARCH) == "2026-03 A B c.xlsx"
    assert len(file_name(table("lang " * 50), MARCH)) <= 85


def test_files_go_to_the_workspaces_reports(tmp_path: Path):
    (tmp_path / "okonomi.toml").write_text('[kommune]\nnavn = "Ærø"\nkode = "0492"\n', "utf-8")
    inside = tmp_path / "udforsk" / "2026-03"
    inside.mkdir(parents=True)
    assert home(inside) == Home(tmp_path / "reports" / "udtraek", "Ærø")
