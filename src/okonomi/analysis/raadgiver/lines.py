"""Whose bevilling is it? Every line with its rådgiver, team, cost and next follow-up.

Shared by the three results of the rådgivermøde. The choice is one rådgiver, one team or, with
neither, everybody; ``NO_RAADGIVER`` and ``NO_TEAM`` choose the rows that name none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.cost import ledger
from okonomi.cost.effective import OPEN_END, effective
from okonomi.intake import Reading
from okonomi.period import first_month_of_year, last_day, last_month_of_year

NO_RAADGIVER = "Uden rådgiver"
NO_TEAM = "Uden team"
CLOSED = ("afsluttet", "lukket", "ophørt")
"""Words of a case's status that mean that nobody works on it."""


@dataclass(frozen=True)
class Choice:
    """Whom a report is for: a rådgiver's initials, a team's name, or (both empty) everybody."""

    raadgiver: str = ""
    team: str = ""

    def __post_init__(self) -> None:
        if self.raadgiver and self.team:
            raise ValueError("choose a rådgiver or a team, not both")

    @property
    def label(self) -> str:
        """As the subject of a Danish sentence."""
        if self.raadgiver == NO_RAADGIVER:
            return "Sager uden rådgiver"
        if self.team == NO_TEAM:
            return "Sager uden team"
        return self.raadgiver or (f"Team {self.team}" if self.team else "Rådgiverne")

    def rows(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of a frame with ``raadgiver`` and ``team`` that are the choice's."""
        if self.raadgiver:
            return frame[frame["raadgiver"] == self.raadgiver]
        return frame[frame["team"] == self.team] if self.team else frame


def lines(reading: Reading) -> pd.DataFrame:
    """Every bevilling line that counts in the year of ``reading.period`` or runs after it.

    Row: a line in one price interval; kladde is left out. The columns of ``placement``, and:
    ``raadgiver`` and ``team`` (the line's, else its case's, else "Uden …"), ``next_followup``
    (the line's, else its case's), ``until`` (last paid day, cut where a forventet line takes
    over; NaT for open), ``runs`` (paid on the period's last day or later; a line paid once: in
    the period's month or later), ``month_oere`` and ``year_oere`` (gross, forventet basis).
    """
    placement = reading["placement"].reset_index(drop=True)
    intervals = effective(placement, "forventet")
    found = placement.loc[intervals.position].copy()
    open_end = intervals.end >= OPEN_END
    days = np.where(open_end, 0, intervals.end).astype("datetime64[D]").astype("datetime64[s]")
    found["until"] = pd.Series(days, index=found.index).mask(open_end)
    of_case = cases_by_id(reading).reindex(found["case_id"]).set_index(found.index)
    for name, none in (("raadgiver", NO_RAADGIVER), ("team", NO_TEAM)):
        found[name] = found[name].fillna(of_case[name]).fillna(none)
    found["next_followup"] = found["next_followup"].fillna(of_case["next_followup"])

    period = reading.period
    once = found["frequency"] == "engang"
    last = last_day(period)
    runs = found["until"].isna() | (found["until"] >= last)
    found["runs"] = runs.mask(once, found["start"] >= period.to_timestamp()).astype(bool)

    year = ledger(placement, first_month_of_year(period), last_month_of_year(period))
    month = year[year["month"] == period.to_timestamp()]
    for name, cost in (("month_oere", month), ("year_oere", year)):
        per_line = cost.groupby("line")["gross_oere"].sum()
        found[name] = per_line.reindex(found.index, fill_value=0)
    touched = found.index.isin(year["line"])
    return found[touched | found["runs"]]


def cases_by_id(reading: Reading) -> pd.DataFrame:
    """One row per case number: the first known raadgiver, team, next_followup, end and status."""
    wanted = ["raadgiver", "team", "next_followup", "registered", "end", "status"]
    return reading["case"].groupby("case_id", sort=False)[wanted].first()


def owners(reading: Reading, found: pd.DataFrame) -> pd.DataFrame:
    """The open cases, each with one rådgiver and one team: the case's, else its first line's.

    A case is open on the period's last day when a granted line is paid that day, or when the
    list of cases has it begun, not ended, and with no status that means closed. Indexed by
    case_id; ``found`` is ``lines(reading)``.
    """
    last = last_day(reading.period)
    cases = cases_by_id(reading)
    begun = ~(cases["registered"] > last)
    ended = (cases["end"] < last) | cases["status"].str.lower().isin(CLOSED)
    now = found[found["runs"] & (found["start"] <= last) & (found["status"] == "bevilget")]
    of_lines = now.groupby("case_id", sort=False)[["raadgiver", "team"]].first()
    ids = of_lines.index.union(cases.index[begun & ~ended], sort=False)
    owner = cases[["raadgiver", "team"]].reindex(ids).fillna(of_lines.reindex(ids))
    return owner.fillna({"raadgiver": NO_RAADGIVER, "team": NO_TEAM}).rename_axis("case_id")


def raadgivere(reading: Reading) -> list[str]:
    """Everyone who has a line, an open case or a row of their own, sorted; the nameless last."""
    return _named(reading, "raadgiver", NO_RAADGIVER)


def teams(reading: Reading) -> list[str]:
    """Every team that has a line, an open case or a rådgiver, sorted; the nameless last."""
    return _named(reading, "team", NO_TEAM)


def _named(reading: Reading, name: str, none: str) -> list[str]:
    found = lines(reading)
    named = {*found[name], *owners(reading, found)[name], *reading["raadgiver"][name].dropna()}
    return sorted(named - {none}) + [none] * (none in named)
