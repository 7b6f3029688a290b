"""How many are placed, and what does a year of one place cost? Per function.

Row: one function, an area's subtotal or the total. A person counts once a day within the row
shown, so rows may sum to more than their total. Measures: ``docs/metode/helaarsperson.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.behind import later
from okonomi.analysis.budget_rows import (
    TOTAL,
    budget_of_year,
    stack_rows,
    with_areas_of,
    with_row_keys,
)
from okonomi.analysis.public_rows import group, with_groups, year_ledger
from okonomi.analysis.result import Result
from okonomi.cost import (
    days_in_period,
    days_in_year,
    gennemsnitligt_antal,
    helaarspersoner,
    monthly,
    person_days,
    unit_price,
)
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Column, Public, Table, numbers

LEVELS = (("area_label", "function_label"), ("area_label",), ("total_label",))
PUBLIC = Public(
    groups=(
        group(
            sums=("gross_oere", "average", "full_year"),
            price=("unit_price_oere", "gross_oere", "full_year"),
        ),
    ),
    facts=("label", "budgeted"),
    note="En person tæller én gang om dagen i den række, der vises; derfor kan rækkerne give mere "
    "end summen.",
)
NOTHING = {"gross_oere": 0, "average": 0.0, "in_several": 0, "full_year": 0.0}


@dataclass(frozen=True, eq=False, kw_only=True)
class Volume(Result):
    """Persons and unit price of the year of ``period``.

    ``rows``: label, row_kind, area_label, average (gennemsnitligt antal January–period),
    in_several (persons in more than one tilbud on the same day in ``period``), full_year
    (expected helårspersoner of the whole year), budgeted (helårspersoner; missing where the budget
    gives no persons on a row, also in the sums that the row's function has persons in), gross_oere
    (the year's ledger), unit_price_oere (kroner ÷ paid days × days in the year, expected for the
    whole year), and the row's group (``public_rows``).
    """

    name = "maengde"
    title = "Hvor mange har en plads, og hvad koster den?"

    rows: pd.DataFrame

    def summary(self) -> str:
        total = self.rows.iloc[-1]
        if total.full_year == 0:
            return f"Der er ingen hovedydelser med dage i {self.period.year}."
        return (
            f"Gennemsnitligt antal i {self.period.year} til og med "
            f"{numbers.month(self.period)} er {numbers.number(total.average, 1)}; hele året "
            f"giver de kendte bevillinger {numbers.number(total.full_year, 1)} helårspersoner til "
            f"{numbers.tkr(total.unit_price_oere)} pr. helårsperson."
        )

    def public_summary(self) -> str:
        if self.rows.iloc[-1]["full_year"] == 0:
            return ""
        return (
            f"De kendte bevillinger giver i {self.period.year} {{maengde|I alt|full_year}} "
            "helårspersoner til {maengde|I alt|unit_price_oere} pr. helårsperson."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="maengde",
                title=f"Antal og enhedspris {self.period.year}",
                frame=self.rows,
                row_kind="row_kind",
                public=PUBLIC,
                columns=(
                    Column("label", "Område og funktion", "text"),
                    Column("average", "Gennemsnitligt antal til dato", "number", 1),
                    Column("in_several", "Heraf i flere tilbud", "int"),
                    Column("full_year", "Forventede helårspersoner", "number", 1),
                    Column("budgeted", "Budgetterede helårspersoner", "number", 1),
                    Column("unit_price_oere", "Enhedspris pr. år", "oere", -3),
                ),
                note="En person tæller én gang om dagen i den række, der vises; derfor kan "
                "rækkerne give mere end summen. Følgeydelser lægger kroner til, aldrig personer. "
                "Budgetterede helårspersoner mangler, hvor budgettet ikke har personer på alle "
                "rækker, og i de summer, det ville gøre for små.",
            )
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "helårsperson",
            "gennemsnitligt antal",
            "enhedspris",
            "hovedydelse",
            "følgeydelse",
        )

    def sources(self) -> list[str]:
        return ["Bevillinger i månedens udtræk.", "Metode: docs/metode/helaarsperson.md."]


def volume(reading: Reading, kontoplan: pd.DataFrame) -> Volume:
    """Persons, helårspersoner and unit price per row for the year of the reading's period."""
    period = reading.period
    first, last = first_month_of_year(period), last_month_of_year(period)
    budget, _ = budget_of_year(reading["budget"], period.year)
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    lines = _with_total(with_row_keys(reading["placement"], kontoplan))
    budget = _with_total(with_row_keys(budget, kontoplan))
    levels, counted = [], budget
    for by in LEVELS:
        persons = person_days(lines, first, last, by=by)
        cost = monthly(lines, first, last, by=by)
        budgeted = _budgeted(counted, list(by)).reindex(_budgeted(budget, list(by)).index)
        levels.append(_measures(persons, cost, budgeted, list(by), period))
        if by is LEVELS[0]:
            counted = _with_persons(budget, levels[0])
    by_function, by_area, total = levels
    rows = stack_rows(by_function, by_area, total.reindex([TOTAL]).fillna(NOTHING))
    return Volume(
        period=period,
        rows=with_groups(rows, year_ledger(reading, kontoplan)),
        year_lines=later(reading, kontoplan),
    )


def _with_total(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(total_label=pd.array([TOTAL] * len(frame), dtype="str"))


def _budgeted(budget: pd.DataFrame, by: list[str]) -> pd.Series:
    """The budget's persons per group; missing where one of its rows gives none."""
    return budget.groupby(by)["persons"].agg(lambda persons: persons.sum(skipna=False))


def _with_persons(budget: pd.DataFrame, by_function: pd.DataFrame) -> pd.DataFrame:
    """The rows of functions with persons, budgeted on any of them or expected.

    A function of income or of følgeydelser alone lacks no persons in a sum.
    """
    keys = list(by_function.index.names)
    expected = by_function.index[by_function["full_year"] > 0]
    given = budget["persons"].notna().groupby([budget[key] for key in keys]).transform("any")
    return budget[given | pd.MultiIndex.from_frame(budget[keys]).isin(expected)]


def _measures(
    persons: pd.DataFrame,
    cost: pd.DataFrame,
    budgeted: pd.Series,
    by: list[str],
    period: pd.Period,
) -> pd.DataFrame:
    """One row per group of ``by``."""
    now = period.to_timestamp()
    year = days_in_year(period.year)
    to_date_days = days_in_period(first_month_of_year(period), period)
    to_date = persons[persons["month"] <= now]
    groups = pd.DataFrame(
        {
            "kroner": cost.groupby(by)["gross_oere"].sum(),
            "full_days": persons.groupby(by)["person_days"].sum(),
            "days_to_date": to_date.groupby(by)["person_days"].sum(),
            "in_several": persons[persons["month"] == now].groupby(by)["persons_in_several"].sum(),
            "budgeted": budgeted,
        }
    )
    counts = groups[["full_days", "days_to_date", "in_several"]].fillna(0).astype("int64")
    return pd.DataFrame(
        {
            "average": gennemsnitligt_antal(counts["days_to_date"], to_date_days),
            "in_several": counts["in_several"],
            "full_year": helaarspersoner(counts["full_days"], year),
            "budgeted": groups["budgeted"].astype("float64"),
            "gross_oere": groups["kroner"].fillna(0).astype("int64"),
            "unit_price_oere": unit_price(
                groups["kroner"].fillna(0).astype("int64"), counts["full_days"], year
            ),
        }
    )
