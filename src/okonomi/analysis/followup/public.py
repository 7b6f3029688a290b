"""What of the follow-up may stand in a committee version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from okonomi.analysis.public_rows import DEVIATION, group
from okonomi.present import Column, Drawn, Group, Public, Table

LINES = {"ledger_oere": "Bevilget og forventet", "booked_oere": "Bogført"}
PUBLIC = Public(
    groups=(
        group(
            sums=("booked_oere", "expected_oere"),
            worked=DEVIATION,
        ),
    ),
    facts=("label", "original_oere", "corrected_oere"),
    note="Korrigeret budget er uden overførsler. Afvigelse = forventet regnskab − korrigeret "
    "budget. Minus angiver et mindreforbrug, plus et merforbrug.",
)
PUBLIC_MONTHS = Public(
    groups=(Group(key="group", n="group_n", sums=tuple(LINES)),), facts=("month",)
)


def public_sentence(rows: pd.DataFrame, year: int) -> str:
    """The summary, with places for the published numbers."""
    places = {
        name: f"{{opfoelgning|I alt|{name}}}"
        for name in ("expected_oere", "corrected_oere", "deviation_oere", "deviation_word")
    }
    expected = f"Forventet regnskab {year} er {places['expected_oere']}"
    if pd.isna(rows.iloc[-1]["deviation_oere"]):
        return expected
    return (
        f"{expected} mod et korrigeret budget på {places['corrected_oere']} "
        f"Afvigelsen er {places['deviation_oere']} ({places['deviation_word']})."
    )


def drawn_functions(table: Table, functions: pd.DataFrame, bars: Mapping[str, str]) -> Drawn:
    """Bars of the table's functions alone."""
    return Drawn(kind="bars", table=replace(table, frame=functions), label="label", values=bars)


def drawn_months(months: pd.DataFrame) -> Drawn:
    """Lines over ``months`` with their groups."""
    table = Table(
        name="maaneder",
        title="Udgift pr. ydelsesmåned",
        frame=months,
        columns=(
            Column("month", "Måned", "month"),
            *(Column(name, label, "oere", -3) for name, label in LINES.items()),
        ),
        public=PUBLIC_MONTHS,
    )
    return Drawn(kind="lines", table=table, label="month", values=LINES)


def month_groups(months: pd.DataFrame, ledger: pd.DataFrame) -> pd.DataFrame:
    """A copy with the persons that each month is of: ``group`` and ``group_n``."""
    persons = ledger[ledger["days"] > 0].groupby("month")["who"].nunique()
    return months.assign(
        group=months["month"].dt.strftime("måned %Y-%m"),
        group_n=months["month"].map(persons).fillna(0).astype("int64"),
    )
