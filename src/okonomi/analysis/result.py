"""What every analysis returns: tidy frames that can show themselves.

A Result alone in a notebook's last line is already a section of a report: it emits the bundle
that html, pdf and xlsx are built from, and HTML for the reader of the notebook.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from okonomi.analysis.behind import lines_behind, lines_table
from okonomi.analysis.words import spelt_sources
from okonomi.findings import Finding
from okonomi.present import Bundle, Figure, Table
from okonomi.present.explore import folded, live

if TYPE_CHECKING:
    from matplotlib.axes import Axes


@dataclass(frozen=True, eq=False, kw_only=True)
class Result(ABC):
    """Base of the results: a period, findings, and how to say, tabulate and draw the frames."""

    name: ClassVar[str]
    title: ClassVar[str]

    period: pd.Period
    findings: tuple[Finding, ...] = ()
    year_lines: Callable[[], pd.DataFrame] | None = field(default=None, repr=False)
    """The year's bevilling lines, worked out when somebody explores (``behind.lines_of_year``)."""

    @abstractmethod
    def summary(self) -> str:
        """One Danish sentence with number, unit and period."""

    def public_summary(self) -> str:
        """The sentence of a committee version, with ``{table|group|column}`` for its numbers, so
        that it tells no number but those published; "" for none."""
        return ""

    @abstractmethod
    def tables(self) -> list[Table]:
        """The tables, the main one first."""

    def figures(self) -> list[Figure]:
        """The figures, the main one first; most results have none."""
        return []

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw the main figure on ``ax`` (a new one by default) and return the axes."""
        raise ValueError(f"{type(self).__name__} has no figure")

    @abstractmethod
    def sources(self) -> list[str]:
        """Danish sentences on the data and dated values the figures stand on."""

    def definitions(self) -> list[tuple[str, str]]:
        """Terms a reader may ask about, each with its meaning."""
        return []

    def data_until(self) -> date | None:
        """The last day the data cover; None for the period's last day."""
        return None

    def inputs(self) -> list[Mapping[str, Any]]:
        """The files read: only the result about the reading itself has any."""
        return []

    def fingerprint(self) -> str | None:
        """The pseudonym key's fingerprint: only the result about the reading has it."""
        return None

    def detail(self) -> Table | None:
        """All the year's lines behind the tables, to explore; never part of the bundle."""
        if self.year_lines is None:
            return None
        return lines_table(self.year_lines(), f"Bevillingslinjer {self.period.year}")

    def rows_behind(self, table: Table, row: Mapping[str, Any]) -> Table | None:
        """The rows that a row of one of ``tables()`` stands on, or None where they are not known.

        ``row`` maps the table's column keys to their values.
        """
        found = None if self.year_lines is None else lines_behind(self.year_lines(), row)
        return found and lines_table(found[0], f"Bevillingslinjerne bag {found[1]}")

    def bundle(self) -> Bundle:
        """Everything a report is built from."""
        return Bundle(
            name=self.name,
            title=self.title,
            period=self.period,
            summary=self.summary(),
            tables=tuple(self.tables()),
            figures=tuple(self.figures()),
            findings=self.findings,
            sources=spelt_sources(self.sources()),
            definitions=tuple(self.definitions()),
            data_until=self.data_until(),
            inputs=tuple(self.inputs()),
            fingerprint=self.fingerprint(),
            public_summary=self.public_summary(),
        )

    def _repr_html_(self) -> str:
        from okonomi.present.fragments import bundle_html

        return bundle_html(self.bundle())

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return self.bundle()._repr_mimebundle_(include, exclude)

    def _ipython_display_(self) -> None:
        """Where somebody sits at the notebook, a button below the section unfolds its tables."""
        if not live():
            raise NotImplementedError  # IPython then shows the section alone
        from IPython.display import display

        display(self._repr_mimebundle_(), raw=True)
        display(folded(self))
