"""The bevilling lines behind a figure: who, where, what it is for, and what it costs in the year.

Worked out when somebody asks in JupyterLab, never in a report.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import pandas as pd

from okonomi.analysis.budget_rows import TOTAL, with_areas_of, with_row_keys
from okonomi.cost import ledger
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Column, Table
from okonomi.rules import load_kontoplan

COLUMNS = (
    Column("area_label", "Område", "text"),
    Column("function_label", "Funktion", "text"),
    Column("case_id", "Sag", "text"),
    Column("service", "Ydelse", "text"),
    Column("provider", "Leverandør", "text"),
    Column("raadgiver", "Rådgiver", "text"),
    Column("status", "Status", "text"),
    Column("start", "Fra", "date"),
    Column("end", "Til", "date"),
    Column("to_date_oere", "Udgift til dato", "oere", 0),
    Column("year_oere", "Udgift i året", "oere", 0),
)
KEYS = ("case_id", "service", "provider", "raadgiver")
NOTE = (
    "Bevilgede og forventede linjer med dage i året; udgiften er den beregnede, brutto. Det, der "
    "kun er bogført, er ikke med."
)


def later(reading: Reading, kontoplan: pd.DataFrame | None = None) -> Callable[[], pd.DataFrame]:
    """``lines_of_year`` when it is called, once; without a chart of accounts, the kit's own."""
    return cache(partial(lines_of_year, reading, kontoplan))


def lines_of_year(reading: Reading, kontoplan: pd.DataFrame | None) -> pd.DataFrame:
    """One row per line with a day in the year of the reading's period, the dearest first.

    The columns of ``COLUMNS``; ``to_date_oere`` runs to the end of the period. Gross, and a line
    that an expected one takes over from stops there, as in the follow-up.
    """
    period = reading.period
    kontoplan = load_kontoplan() if kontoplan is None else kontoplan
    placement = reading["placement"].reset_index(drop=True)
    cells = ledger(placement, first_month_of_year(period), last_month_of_year(period))
    cells["to_date_oere"] = cells["gross_oere"].where(cells["month"] <= period.to_timestamp(), 0)
    cost = cells.groupby("line")[["to_date_oere", "gross_oere"]].sum()
    keyed = with_row_keys(placement, with_areas_of(kontoplan, placement, reading["budget"]))
    rows = keyed.loc[cost.index].assign(
        to_date_oere=cost["to_date_oere"], year_oere=cost["gross_oere"]
    )
    rows = rows.sort_values("year_oere", ascending=False, kind="stable", ignore_index=True)
    return rows[[column.key for column in COLUMNS]]


def lines_table(rows: pd.DataFrame, title: str) -> Table:
    """The lines as a table for internal use: it shows case numbers.

    Område and funktion are left out where all the lines have the same.
    """
    same = [key for key in ("area_label", "function_label") if rows[key].nunique() < 2]
    return Table(
        name="bevillingslinjer",
        title=title,
        frame=rows,
        columns=tuple(column for column in COLUMNS if column.key not in same),
        internal=True,
        note=NOTE,
    )


def lines_behind(lines: pd.DataFrame, row: Mapping[str, Any]) -> tuple[pd.DataFrame, str] | None:
    """The lines a row stands on and what to call them; None for a row that is not made of lines.

    A row with ``label`` is a function, an area or the total; a row with a case, a service, a
    provider or a rådgiver is the lines that share all those it has.
    """
    label = row.get("label")
    if isinstance(label, str):
        if label == TOTAL:
            return lines, label
        for key in ("function_label", "area_label"):
            found = lines[lines[key] == label.removesuffix(" i alt")]
            if len(found):
                return found, label
    given = {key: row[key] for key in KEYS if key in row and pd.notna(row[key])}
    if not given:
        return None
    found = lines[(lines[list(given)] == pd.Series(given)).all(axis=1)]
    return found, ", ".join(str(value) for value in given.values())
