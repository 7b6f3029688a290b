"""The cases behind the deadlines: when something was granted, whose case it is, what is decided.

A *run* is an unbroken time in which the case has a granted main service under one of the
paragraffer looked at: a new provider or price the day after, and a section's new number in another
law, do not begin it anew.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.raadgiver.lines import lines, owners
from okonomi.intake import Reading
from okonomi.period import last_day

OPEN = pd.Timestamp("2199-12-31")
DAY = pd.Timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Cases:
    """``spans``: case_id, start, end (``OPEN`` without one), paragraf – granted main services that
    are not paid once. ``owner``: per open case's id its raadgiver, team, area and next_followup,
    the earliest that a running line (else the case) has. ``area``: of every case with a line.
    """

    spans: pd.DataFrame
    owner: pd.DataFrame
    area: pd.Series

    def running(self, last: pd.Timestamp) -> pd.DataFrame:
        """The spans that hold on a day."""
        return self.spans[(self.spans["start"] <= last) & (self.spans["end"] >= last)]


def cases_of(reading: Reading) -> Cases:
    """The cases as the reading has them at the end of its period."""
    last = last_day(reading.period)
    placement = reading["placement"]
    main = (placement["line_kind"] == "hovedydelse") & (placement["frequency"] != "engang")
    granted = placement[main & (placement["status"] == "bevilget")].dropna(subset=["case_id"])
    spans = granted[["case_id", "start", "end", "paragraf"]].assign(end=granted["end"].fillna(OPEN))
    found = lines(reading)
    # A granted line that an expected one has replaced is still a running case.
    now = found[found["runs"] & (found["start"] <= last)].groupby("case_id")
    owner = owners(reading, found)
    of_lines = now[["raadgiver", "team"]].first()
    ids = owner.index.union(of_lines.index, sort=False)
    owner = owner.reindex(ids).fillna(of_lines.reindex(ids))
    area = _areas(placement, last)
    return Cases(
        area=area,
        spans=spans.reset_index(drop=True),
        owner=owner.assign(
            area=area.reindex(owner.index),
            next_followup=now["next_followup"].min().reindex(owner.index),
        ),
    )


def _areas(placement: pd.DataFrame, last: pd.Timestamp) -> pd.Series:
    """The area of a case: of its latest line that has begun, else of its first."""
    known = placement.dropna(subset=["case_id", "area"])
    begun = known["start"].where(known["start"] <= last)
    latest = known.assign(begun=begun).sort_values("begun", na_position="first", kind="stable")
    return latest.groupby("case_id")["area"].last()


def looked_up(case_id: pd.Series, by_case: pd.Series) -> pd.Series:
    """What ``by_case`` says of each case, missing where it says nothing; also of no cases."""
    return pd.Series(by_case.reindex(case_id).array, index=case_id.index)


def runs(spans: pd.DataFrame) -> pd.DataFrame:
    """case_id, start, end of the unbroken runs of the spans, both days included."""
    rows = spans.sort_values(["case_id", "start"], kind="stable")
    covered = rows.groupby("case_id")["end"].cummax().groupby(rows["case_id"]).shift()
    begins = covered.isna() | (rows["start"] > covered.where(covered < OPEN, OPEN - DAY) + DAY)
    number = begins.cumsum()
    return (
        rows.groupby(number)
        .agg(case_id=("case_id", "first"), start=("start", "min"), end=("end", "max"))
        .reset_index(drop=True)
    )
