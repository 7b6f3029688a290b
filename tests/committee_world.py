"""A made-up document of one economic table, and its committee version."""

from __future__ import annotations

import pandas as pd

from okonomi.present import Bundle, Column, Group, Public, Table
from okonomi.present.disclosure import Policy
from okonomi.present.tables import cells
from okonomi.reports.collect import Document, Section
from okonomi.reports.committee.edition import Edition, committee_edition
from okonomi.reports.committee.kept import Earlier

MARCH = pd.Period("2026-03", "M")
MIO = 100_000_000
GROUP = Group(
    key="group",
    n="n",
    part_of=("of",),
    sums=("expected_oere",),
    worked=(
        ("deviation_oere", "minus", "expected_oere", "budget_oere"),
        ("word", "word", "deviation_oere", "deviation_oere"),
        ("share", "share", "deviation_oere", "budget_oere"),
    ),
)
PUBLIC = Public(groups=(GROUP,), facts=("label", "budget_oere"), note="Budgettet er vedtaget.")
COLUMNS = (
    Column("label", "Funktion", "text"),
    Column("owner", "Rådgiver", "text"),
    Column("budget_oere", "Budget", "oere", -3),
    Column("expected_oere", "Forventet", "oere", -3),
    Column("deviation_oere", "Afvigelse", "oere", -3),
    Column("word", "", "text"),
    Column("share", "I pct.", "share"),
)


def rows(persons, amounts, budgets=None):
    """Functions a, b, … and their total; 10 mio. kr. of budget each where none is given."""
    names = [chr(ord("a") + i) for i in range(len(persons))]
    budgets = budgets or [10 * MIO] * len(persons)
    frame = pd.DataFrame(
        {
            "label": [*names, "I alt"],
            "group": [*names, "I alt"],
            "of": [*["I alt"] * len(names), None],
            "row_kind": [*["detail"] * len(names), "total"],
            "n": [*persons, sum(persons)],
            "expected_oere": [*amounts, sum(amounts)],
            "budget_oere": [*budgets, sum(budgets)],
            "owner": "ABC",
        }
    )
    away = frame["expected_oere"] - frame["budget_oere"]
    return frame.assign(deviation_oere=away, word="merforbrug", share=away / frame["budget_oere"])


def table(frame, name="tal", **more):
    given = {"public": PUBLIC, "row_kind": "row_kind", "columns": COLUMNS, "note": "3 sager"}
    return Table(name=name, title="Regnskab", frame=frame, **given | more)


def bundle(*tables, name="opfoelgning", **more):
    given = {"title": "Holder vi budgettet?", "summary": "Det er 4 kr."}
    return Bundle(name=name, period=MARCH, tables=tables, **given | more)


def document(*bundles):
    sections = [Section(heading=b.title, paragraphs=(), bundles=(b,)) for b in bundles]
    return Document(title="Månedsrapport", sections=tuple(sections))


def edition(*bundles) -> Edition:
    return committee_edition(document(*bundles), Policy(), lambda cells: Earlier())


def shown(made, at=0):
    found = made.document.bundles[at].tables[0]
    return [column.key for column in found.columns], cells(found)


FIVE = rows([30, 4, 9, 40, 12], [20 * MIO, 3 * MIO, 7 * MIO, 25 * MIO, 6 * MIO])
