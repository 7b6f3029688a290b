"""The panel: a table chosen and narrowed, its bars, its rows, and the rows behind one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING, Any, Protocol

import pandas as pd

from okonomi.errors import UserError
from okonomi.present import figures, numbers
from okonomi.present.explore import grid
from okonomi.present.explore.rows import Rows, rows_of, sums
from okonomi.present.explore.save import Home, file_name, save
from okonomi.present.table import Table
from okonomi.present.tables import full_title

if TYPE_CHECKING:
    from ipywidgets import Widget

BARS = 12
ALL = "Alle"
HINT = "Klik på en søjle eller en række for at se rækkerne bag."


class Explorable(Protocol):
    """What a Result can answer to a panel."""

    title: Any
    period: pd.Period

    def tables(self) -> list[Table]: ...

    def detail(self) -> Table | None: ...

    def rows_behind(self, table: Table, row: Mapping[str, Any]) -> Table | None: ...


def panel(result: Explorable, home: Home) -> Widget:
    """The whole panel; ``_Panel`` keeps it together."""
    return _Panel(result, home).box


class _Shown:
    """A table's title, how many rows are shown, the rows, and the line that saves them."""

    def __init__(self, home: Home, period: pd.Period) -> None:
        import ipywidgets as w

        self._home, self._period = home, period
        self._rows: Rows | None = None
        self._about = ""
        self.grid: Any = None
        self.head = w.HTML()
        self._place = w.VBox(layout=w.Layout(width="100%", overflow="hidden"))
        self._name = w.Text(
            description="Fil",
            layout=w.Layout(width="34em"),
            style={"description_width": "2em"},
            continuous_update=False,
        )
        button = w.Button(description="Gem som Excel", icon="download")
        button.on_click(self._save)
        self._said = w.HTML()
        self.box = w.VBox([self.head, self._place, w.HBox([self._name, button]), self._said])

    def show(self, rows: Rows, of: int, about: str = "") -> None:
        """Show the rows, which are some ``of`` so many."""
        if self._rows is None or rows.table.title != self._rows.table.title:
            self._name.value = file_name(rows.table, self._period)
        fresh = self._rows is None or rows.table.columns != self._rows.table.columns
        self._rows, self._said.value = rows, ""
        self._about = _count(len(rows), of) + (f" {about}" if about else "")
        more = f" De første {numbers.whole(grid.MOST_ROWS)} vises; Excel får alle."
        self.head.value = f"<b>{escape(full_title(rows.table))}</b><br>{escape(self._about)}" + (
            more if len(rows) > grid.MOST_ROWS else ""
        )
        if fresh:
            self.grid = grid.grid(rows)
            self._place.children = (self.grid,)
        else:
            grid.show(self.grid, rows)

    def _save(self, _: object) -> None:
        assert self._rows is not None
        try:
            path = save(self._rows.table, self._name.value, self._home, self._period, self._about)
        except UserError as fault:
            self._said.value = f"<b>{escape(str(fault))}</b>"
        else:
            self._said.value = f"Gemt: {escape(str(path.resolve()))}"


class _Panel:
    """The widgets and what happens when one is used. ``rows`` are all, ``chosen`` the narrowed."""

    def __init__(self, result: Explorable, home: Home) -> None:
        import ipywidgets as w

        self._result = result
        self._tables = [t for t in result.tables() if not t.frame.empty]
        if (lines := result.detail()) is not None:
            self._tables.append(lines)
        self._quiet = False
        if not self._tables:
            self.box: Widget = w.HTML("Der er ingen rækker at udforske.")
            return
        self._which = w.Dropdown(
            options=[(t.title, n) for n, t in enumerate(self._tables)],
            description="Tabel", **_wide("44em"),
        )  # fmt: skip
        self._words = w.Text(description="Søg", placeholder="ord i en hvilken som helst kolonne",
                             **_wide("26em"))  # fmt: skip
        self._clear = w.Button(description="Vis alle igen", icon="undo")
        self._filters: dict[str, Any] = {}
        self._picks = w.HBox(layout=w.Layout(flex_flow="row wrap"))
        self._by = w.Dropdown(description="Søjler for", **_wide("26em"))
        self._of = w.Dropdown(description="viser", **_wide("26em"))
        self._ask = w.HBox([self._by, self._of])
        self._bars = w.VBox()
        self._upper = _Shown(home, result.period)
        self._below_bars = _Shown(home, result.period)
        self._below_rows = _Shown(home, result.period)
        self.box = w.VBox(
            [
                self._which,
                self._picks,
                w.HBox([self._words, self._clear]),
                self._ask,
                self._bars,
                w.HTML(f"<i>{HINT}</i>"),
                self._below_bars.box,
                self._upper.box,
                self._below_rows.box,
            ],
            layout=w.Layout(border_left="3px solid #d9d9d9", padding="0 0 0 1em"),
        )
        self._another()
        self._which.observe(self._another, names="value")
        self._words.observe(self._narrow, names="value")
        self._clear.on_click(self._all)
        self._by.observe(self._draw, names="value")
        self._of.observe(self._draw, names="value")

    def _another(self, _: object = None) -> None:
        """Another table: new choices, bars and rows."""
        import ipywidgets as w

        self.rows = rows_of(self._tables[self._which.value])
        self._quiet = True
        self._words.value = ""
        self._filters = {
            column.key: w.Dropdown(
                options=[(ALL, None), *((v, v) for v in self.rows.values(column.key))],
                description=column.label, **_wide("26em"),
            )
            for column in self.rows.filters()
        }  # fmt: skip
        for each in self._filters.values():
            each.observe(self._narrow, names="value")
        self._picks.children = tuple(self._filters.values())
        measures = [column for column in self.rows.table.columns if column.numeric]
        _offer(self._by, [(c.label, c.key) for c in self.rows.labels()], 0)
        # The amount that a table is about usually stands last.
        money = [n for n, column in enumerate(measures) if column.kind == "oere"]
        _offer(self._of, [(_measure(c), c.key) for c in measures], money[-1] if money else 0)
        drawn = bool(self._by.options and self._of.options)
        self._ask.layout.display = None if drawn else "none"
        self._quiet = False
        self._narrow()

    def _all(self, _: object) -> None:
        self._quiet = True
        self._words.value = ""
        for each in self._filters.values():
            each.value = None
        self._quiet = False
        self._narrow()

    def _narrow(self, _: object = None) -> None:
        """Other rows of the same table."""
        if self._quiet:
            return
        picks = {key: each.value for key, each in self._filters.items()}
        self.chosen = self.rows.where(picks, self._words.value)
        before = self._upper.grid
        self._upper.show(self.chosen, len(self.rows), self._said(picks))
        if self._upper.grid is not before:
            self._upper.grid.observe(self._row, names="selected_rows")
        self._open(None)
        self._draw()

    def _open(self, place: _Shown | None) -> None:
        """The rows behind stand where they were asked for: below the bars or below the table."""
        for each in (self._below_bars, self._below_rows):
            each.box.layout.display = None if each is place else "none"

    def _said(self, picks: Mapping[str, str | None]) -> str:
        """What the rows are narrowed to, for whoever opens the workbook."""
        parts = [
            f"{self.rows.column(key).label}: {value}"
            for key, value in picks.items()
            if value is not None
        ]
        parts += [f"søgt på “{self._words.value.strip()}”"] if self._words.value.strip() else []
        return f"Valgt: {'; '.join(parts)}." if parts else ""

    def _draw(self, _: object = None) -> None:
        """The bars of the chosen rows."""
        import ipywidgets as w

        if self._quiet or self._by.value is None or self._of.value is None or not len(self.chosen):
            self._bars.children = ()
            return
        groups = self.chosen.groups(self._by.value, self._of.value)
        column = self.chosen.column(self._of.value)
        lines = [self._bar(row, groups["value"].abs().max(), column)
                 for row in groups.head(BARS).itertuples()]  # fmt: skip
        left = len(groups) - len(lines)
        if left > 0:
            lines.append(w.HTML(f"{numbers.whole(left)} mindre er ikke tegnet."))
        self._bars.children = tuple(lines)

    def _bar(self, row: Any, longest: float, column: Any) -> Widget:
        """A label, a bar that can be clicked, and its value; a negative one is hollow."""
        import ipywidgets as w

        share = abs(row.value) / longest if longest else 0
        value = int(row.value) if sums(column) else float(row.value)
        shown = numbers.cell(value, column)
        label = w.HTML(
            "<div style='width:24em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap' "
            f"title='{escape(row.label, quote=True)}'>{escape(row.label)}</div>",
            layout=w.Layout(width="25em"),
        )
        bar = w.Button(
            tooltip=f"{row.label}: {shown} ({_rows(row.n)}). Klik for rækkerne.",
            layout=w.Layout(
                width=f"{max(share * 24, 0.4):.1f}em",
                height="1.5em",
                padding="0",
                border=f"1px solid {figures.COLOURS[0]}",
            ),
            style={"button_color": figures.COLOURS[0] if row.value >= 0 else "transparent"},
        )
        bar.on_click(lambda _: self._group(row.label))
        return w.HBox([label, bar, w.HTML(f"&nbsp;{escape(shown)}")])

    def _group(self, label: str) -> None:
        """A bar was clicked: the rows behind its one row, or its several rows."""
        own = self.chosen.take(self.chosen.texts[self._by.value] == label)
        behind = self._behind(own, 0) if len(own) == 1 else None
        self._open(self._below_bars)
        if behind is None:
            self._below_bars.show(own, len(self.chosen), f"Bag søjlen “{label}”.")
        else:
            rows = rows_of(behind)
            self._below_bars.show(rows, len(rows))

    def _row(self, change: Mapping[str, Sequence[int]]) -> None:
        """A row was chosen, or let go."""
        behind = self._behind(self.chosen, change["new"][0]) if change["new"] else None
        self._open(None if behind is None else self._below_rows)
        if behind is not None:
            rows = rows_of(behind)
            self._below_rows.show(rows, len(rows))

    def _behind(self, rows: Rows, at: int) -> Table | None:
        return self._result.rows_behind(rows.table, dict(rows.table.frame.iloc[at]))


def _offer(dropdown: Any, options: list[tuple[str, str]], chosen: int) -> None:
    dropdown.options = options
    dropdown.index = chosen if options else None


def _measure(column: Any) -> str:
    return column.label if sums(column) else f"{column.label} (gennemsnit)"


def _count(n: int, of: int) -> str:
    total = _rows(of)
    return f"{total}." if n == of else f"{numbers.whole(n)} af {total}."


def _wide(width: str) -> dict[str, Any]:
    return {"layout": {"width": width}, "style": {"description_width": "9em"}}


def _rows(n: int) -> str:
    return f"{numbers.whole(n)} {'række' if n == 1 else 'rækker'}"
