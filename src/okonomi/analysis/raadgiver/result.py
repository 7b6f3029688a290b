"""Which bevillinger are to be discussed? One rådgiver's or team's cases, overdue ones first.

Overdue: the next follow-up lies before the period's last day (a follow-up on that very day is
not). Kroner are gross, as granted, of the month and of the whole calendar year, by the ledger.
See ``docs/metode/raadgiver.md``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from okonomi.analysis.dataquality.result import rows_with_errors
from okonomi.analysis.movements.result import HOW_OFTEN
from okonomi.analysis.raadgiver.lines import Choice, lines
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers

NO_CASE = "Uden sagsnummer"


@dataclass(frozen=True, eq=False, kw_only=True)
class RaadgiverList(Result):
    """The bevillinger of a choice at the end of ``period``; case numbers, so internal throughout.

    ``bevillinger``: one row per line and price interval that runs or is to come – case_id,
    service, provider, start, until, price (Danish text), status, month_oere, next_followup,
    overdue_days (positive: so many days too late; missing: no date), overdue (bool).
    ``cases``: one row per case with cost in the year, with lines, month_oere, year_oere,
    next_followup, overdue_days, and a total row; ended lines count in its kroner.
    """

    name = "raadgiverliste"
    title = "Hvilke bevillinger skal vi tale om?"

    choice: Choice
    bevillinger: pd.DataFrame
    cases: pd.DataFrame
    files: pd.DataFrame
    key_fingerprint: str | None

    def summary(self) -> str:
        if self.cases.empty:
            return (
                f"{self.choice.label} har ingen bevillinger i {self.period.year} i månedens udtræk."
            )
        total = self.cases.iloc[-1]
        cases = self.cases.iloc[:-1]
        running, late = int((cases["lines"] > 0).sum()), int(cases["overdue"].sum())
        return (
            f"{self.choice.label} har {count(len(self.bevillinger), 'bevilling', 'bevillinger')} "
            f"i {count(running, 'sag', 'sager')}, og opfølgningen er overskredet i "
            f"{count(late, 'sag', 'sager')}; årets bevillinger koster "
            f"{numbers.kr(total.month_oere, 0)} i {numbers.month(self.period)} og "
            f"{numbers.kr(total.year_oere, 0)} i hele {self.period.year}."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="sager",
                # All that one raadgiver has: the paper is what the meeting works from.
                paper_rows=100,
                title="Sagerne, overskredet opfølgning først",
                frame=self.cases.assign(state=_state(self.cases)),
                row_kind="row_kind",
                internal=True,
                columns=(
                    Column("case_id", "Sag", "text"),
                    Column("state", "Status", "text"),
                    Column("next_followup", "Næste opfølgning", "date"),
                    Column("service", "Hovedydelse", "text"),
                    Column("lines", "Bevillinger", "int"),
                    Column("month_oere", f"{numbers.month(self.period).capitalize()}", "oere", 0),
                    Column("year_oere", f"Hele {self.period.year}", "oere", 0),
                ),
                note="Kroner er brutto, som bevilget, med forventede ændringer. Bevillinger, der "
                "er sluttet i år, er med i kronerne, men ikke i antallet.",
            ),
            Table(
                name="bevillinger",
                # All that one raadgiver has: the paper is what the meeting works from.
                paper_rows=100,
                title="Bevillingerne, overskredet opfølgning først",
                frame=self.bevillinger.assign(state=_state(self.bevillinger)),
                internal=True,
                columns=(
                    Column("case_id", "Sag", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("start", "Fra", "date"),
                    Column("until", "Til", "date"),
                    Column("price", "Pris", "text"),
                    Column("month_oere", f"{numbers.month(self.period).capitalize()}", "oere", 0),
                    Column("next_followup", "Næste opfølgning", "date"),
                    Column("state", "Status", "text"),
                ),
                note="Bevillinger, der løber ved månedens udgang eller begynder senere. "
                "“–” under Til: uden slutdato.",
            ),
        ]

    def control_total(self) -> str:
        """The one line a test compares by value: the choice's bevillinger, cases and kroner."""
        cases = self.cases[self.cases["row_kind"] == "detail"]
        month, year = (numbers.kr(cases[name].sum()) for name in ("month_oere", "year_oere"))
        return (
            f"{self.period}: {len(self.bevillinger)} bevillinger; {len(cases)} sager; "
            f"måneden {month}; året {year}"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "bevilling", "forventet", "hovedydelse", "følgeydelse", "overskredet opfølgning"
        )

    def sources(self) -> list[str]:
        return [
            "Bevillinger og sager i månedens udtræk.",
            "Metode: docs/metode/raadgiver.md.",
        ]

    def inputs(self) -> list[Mapping[str, Any]]:
        return self.files.to_dict("records")

    def fingerprint(self) -> str | None:
        return self.key_fingerprint


def raadgiver_list(reading: Reading, raadgiver: str = "", team: str = "") -> RaadgiverList:
    """The cases and bevillinger of a rådgiver or a team; with neither, of everybody.

    Both given is a ``ValueError``. A name that nobody has gives empty tables.
    """
    choice = Choice(raadgiver, team)
    found = choice.rows(lines(reading))
    found = found.assign(case_id=found["case_id"].fillna(NO_CASE))
    found = _with_delay(found, reading.period)
    running = found[found["runs"]]
    cases = _cases(found, running)
    return RaadgiverList(
        period=reading.period,
        choice=choice,
        bevillinger=_by_case(running.assign(price=_prices(running)), cases),
        cases=cases,
        files=reading.files,
        key_fingerprint=reading.key_fingerprint,
        findings=(*rows_with_errors(reading), *_undated(running)),
    )


def _with_delay(found: pd.DataFrame, period: pd.Period) -> pd.DataFrame:
    last = last_day(period)
    days = (last - found["next_followup"]).dt.days.astype("Int64")
    return found.assign(overdue_days=days, overdue=(days > 0).fillna(False).astype(bool))


def _overdue_first(frame: pd.DataFrame) -> pd.DataFrame:
    """The longest overdue first, then by date, those without a date last."""
    order = frame.sort_values(
        ["next_followup", "year_oere"], ascending=[True, False], na_position="last", kind="stable"
    )
    return order.reset_index(drop=True)


def _by_case(running: pd.DataFrame, cases: pd.DataFrame) -> pd.DataFrame:
    """The lines in the order of their cases, in each the hovedydelse first, then by cost."""
    place = pd.Series(range(len(cases)), index=cases["case_id"]) if len(cases) else pd.Series()
    order = running.assign(place=running["case_id"].map(place)).sort_values(
        ["place", "line_kind", "year_oere"], ascending=[True, False, False], kind="stable"
    )
    return order.drop(columns="place").reset_index(drop=True)


def _cases(found: pd.DataFrame, running: pd.DataFrame) -> pd.DataFrame:
    """One row per case, and the total; the follow-up is the earliest of its running lines."""
    main = running[running["line_kind"] == "hovedydelse"]
    now = running.groupby("case_id", sort=False)
    earliest = running.loc[
        running.sort_values("next_followup", na_position="last", kind="stable")
        .drop_duplicates("case_id")
        .index
    ].set_index("case_id")
    cases = found.groupby("case_id", sort=False)[["month_oere", "year_oere"]].sum()
    cases = cases.assign(
        service=main.groupby("case_id", sort=False)["service"].first().reindex(cases.index),
        lines=now.size().reindex(cases.index, fill_value=0),
        next_followup=earliest["next_followup"].reindex(cases.index),
        overdue_days=earliest["overdue_days"].reindex(cases.index),
        overdue=earliest["overdue"].reindex(cases.index, fill_value=False),
        row_kind="detail",
    )
    cases = _overdue_first(cases.reset_index())
    if cases.empty:
        return cases
    total = cases[["month_oere", "year_oere", "lines"]].sum().to_frame().T
    total = total.assign(case_id="I alt", row_kind="total", overdue=False)
    rows = pd.concat([cases, total], ignore_index=True)
    return rows.astype({"month_oere": "int64", "year_oere": "int64", "lines": "int64"})


def _state(frame: pd.DataFrame) -> pd.Series:
    """``Overskredet 12 dage``, ``Ingen dato``, or nothing; and ``forventet`` where it is."""
    words = [
        f"Overskredet {count(int(days), 'dag', 'dage')}" if late else ""
        for late, days in zip(frame["overdue"], frame["overdue_days"].fillna(0), strict=True)
    ]
    state = pd.Series(words, index=frame.index, dtype="str")
    if "status" in frame:
        expected = state.where(state == "", state + "; ") + "forventet"
        return state.mask(frame["status"] == "forventet", expected)
    no_date = frame["next_followup"].isna() & (frame["row_kind"] == "detail")
    return state.mask(no_date & (frame["lines"] > 0), "Ingen dato").mask(
        (frame["lines"] == 0) & (frame["row_kind"] == "detail"), "Sluttet"
    )


def _prices(running: pd.DataFrame) -> list[str]:
    """``2 × 500,00 kr. pr. uge``."""
    rows = zip(running["quantity"], running["price_kr"], running["frequency"], strict=True)
    return [_price(*row) for row in rows]


def _price(quantity: float, price: float, frequency: str) -> str:
    if pd.isna(price):
        return "ukendt pris"
    times = "" if pd.isna(quantity) or quantity == 1 else f"{_units(quantity)} × "
    return f"{times}{numbers.price(price)} {HOW_OFTEN[frequency]}"


def _units(quantity: float) -> str:
    return numbers.whole(quantity) if quantity == int(quantity) else numbers.number(quantity, 2)


def _undated(running: pd.DataFrame) -> list[Finding]:
    """Main services without a date for the next follow-up."""
    missing = running["next_followup"].isna() & (running["line_kind"] == "hovedydelse")
    missing &= running["frequency"] != "engang"
    if not missing.any():
        return []
    rows = running.loc[missing, ["case_id", "service", "provider", "start"]]
    return [
        Finding(
            code="opfoelgning-uden-dato",
            severity="advarsel",
            text=f"{count(len(rows), 'løbende hovedydelse', 'løbende hovedydelser')} har ingen "
            "dato for næste opfølgning.",
            remedy="Aftal en dato, og skriv den i fagsystemet.",
            rows=rows.reset_index(drop=True),
        )
    ]
