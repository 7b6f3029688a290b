"""What of the follow-up may stand in a committee version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from okonomi.analysis.budget_rows import CORRECTED, TOTAL
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
)
PUBLIC_MONTHS = Public(
    groups=(Group(key="group", n="group_n", sums=tuple(LINES), needs="needs"),), facts=("month",)
)


def compared(basis: str) -> str:
    """The heading of the budget that the deviation is from."""
    return "Korrigeret budget" if basis == CORRECTED else "Oprindeligt (intet korrigeret)"


def deviation_note(basis: str) -> str:
    """What the deviation is, by the budget it is from."""
    said = f"Afvigelse = forventet regnskab − {basis} budget."
    if basis == CORRECTED:
        return f"Korrigeret budget er uden overførsler. {said}"
    return f"Budgettet i mappen har intet korrigeret budget. {said}"


def public_of(basis: str) -> Public:
    """What of the table may be published."""
    signs = "Minus angiver et mindreforbrug, plus et merforbrug."
    return replace(PUBLIC, note=f"{deviation_note(basis)} {signs}")


def public_sentence(rows: pd.DataFrame, year: int, basis: str = CORRECTED) -> str:
    """The summary, with places for the published numbers."""
    places = {
        name: f"{{opfoelgning|I alt|{name}}}"
        for name in ("expected_oere", "corrected_oere", "deviation_oere", "deviation_word")
    }
    expected = f"Forventet regnskab {year} er {places['expected_oere']}"
    if not rows["ledger_oere"].any():
        return f"{expected} Der er ingen bevillinger i {year}, så det er kun det bogførte."
    if pd.isna(rows.iloc[-1]["deviation_oere"]):
        return expected
    return (
        f"{expected} mod et {basis} budget på {places['corrected_oere']} "
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
    """A copy with the persons that each month is of: ``group`` and ``group_n``; and ``needs``: the
    months add up to the year, so they are shown all of them, and only where the year is."""
    persons = ledger[ledger["days"] > 0].groupby("month")["who"].nunique()
    group = months["month"].dt.strftime("måned %Y-%m")
    return months.assign(
        group=group,
        group_n=months["month"].map(persons).fillna(0).astype("int64"),
        needs="\n".join([TOTAL, *group]),
    )
