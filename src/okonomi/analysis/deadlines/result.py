"""Do we keep the deadlines? What is overdue now, what is due soon, and the share kept on time.

The law's deadlines are dated by its versions (``rules/frister.csv``); the municipality's own
targets stand apart and are off unless set. How each is judged: ``docs/metode/frister.md``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import NO_AREA
from okonomi.analysis.deadlines.cases import Cases, cases_of, looked_up
from okonomi.analysis.deadlines.findings import findings_of
from okonomi.analysis.deadlines.judge import COLUMNS, KEPT, OVERDUE, RUNNING, Judged, judge
from okonomi.analysis.raadgiver.lines import NO_RAADGIVER, NO_TEAM, Choice
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Group, Public, Table, numbers
from okonomi.rules import AREA_NAMES, Rules
from okonomi.rules.frister import Frist

_CASES = (
    Column("case_id", "Sag", "text"),
    Column("name", "Frist", "text"),
    Column("kind", "Art", "text"),
    Column("due", "Senest", "date"),
)
_WHOSE = (Column("raadgiver", "Rådgiver", "text"), Column("team", "Team", "text", paper=False))


@dataclass(frozen=True, eq=False, kw_only=True)
class Deadlines(Result):
    """The deadlines of a choice (a rådgiver, a team or everybody) at the end of ``period``.

    ``overdue``: one row per deadline that has run out and is not met – name, kind (lovens frist,
    aftalt i sagen, eget mål), paragraf, case_id, area_label, starts, due, days_over (> 0),
    raadgiver, team; the longest first. ``upcoming``: likewise those due on the period's last day
    or within ``within_days`` after it, with days_left (≥ 0). ``on_time``: per deadline × area –
    name, kind, area_label, basis (the last 12 months, or as it stands), n, on_time, late,
    share (on_time / n), overdue_now. ``frister``: the versions of law and targets used.
    """

    name = "frister"
    title = "Overholder vi fristerne?"

    choice: Choice
    within_days: int
    overdue: pd.DataFrame
    upcoming: pd.DataFrame
    on_time: pd.DataFrame
    frister: pd.DataFrame
    recorded: bool

    def summary(self) -> str:
        when = f"ved udgangen af {numbers.month(self.period)}"
        late = count(len(self.overdue), "frist", "frister")
        cases = count(self.overdue["case_id"].nunique(), "sag", "sager")
        text = f"{self.choice.label} har {late} overskredet {when}"
        text += f" i {cases}" if len(self.overdue) else ""
        if not self.recorded:
            return (
                f"{text}; der er ingen hændelser i mappen, så kun de aftalte opfølgninger er "
                "bedømt."
            )
        law = self.on_time[(self.on_time["kind"] == "lovens frist") & (self.on_time["n"] > 0)]
        worst = law.sort_values(["share", "n"], ascending=[True, False]).head(1)
        for row in worst.itertuples():
            text += (
                f"; lavest blandt lovens frister er {_lower(row.name)} ({row.area_label.lower()}), "
                f"hvor {numbers.share(row.share, 0)} af {numbers.whole(row.n)} er overholdt"
            )
        return f"{text}."

    def tables(self) -> list[Table]:
        late = ("frister_overskredet", "Overskredne frister, den længste først")
        # A meeting works from the whole list of its own cases; of everybody paper has the longest.
        paper = 100 if self.choice.raadgiver or self.choice.team else OF_ALL
        soon = ("frister_paa_vej", f"Frister, der udløber inden for {self.within_days} dage")
        shown = [
            self._on_time(),
            _listed(*late, self.overdue, Column("days_over", "Dage over", "days"), paper),
            _listed(*soon, self.upcoming, Column("days_left", "Dage tilbage", "days"), paper),
            self._law(),
        ]
        return [table for table in shown if table is not None]

    def _on_time(self) -> Table | None:
        if self.on_time.empty:
            return None
        return Table(
            name="frister_overholdt",
            title="Overholdte frister",
            frame=self.on_time,
            front=True,
            columns=(
                Column("name", "Frist", "text"),
                Column("kind", "Art", "text"),
                Column("area_label", "Område", "text"),
                Column("basis", "Opgjort", "text"),
                Column("n", "Antal", "int"),
                Column("on_time", "Overholdt", "int"),
                Column("share", "Andel overholdt", "share", 0),
                Column("overdue_now", "Overskredet nu", "int"),
            ),
            public=Public(
                groups=(
                    Group(
                        key="group",
                        n="behind",
                        sums=("n", "on_time"),
                        worked=(("share", "share", "on_time", "n"),),
                    ),
                ),
                facts=("name", "kind", "area_label", "basis"),
                note=_NOTE,
            ),
            note=_NOTE,
        )

    def _law(self) -> Table:
        columns = {
            "name": "Frist", "paragraf": "Lovhjemmel", "starts": "Løber fra",
            "length_text": "Længde", "from_date": "Gælder fra", "to_date": "Gælder til",
            "source": "Kilde",
        }  # fmt: skip
        dates = ("from_date", "to_date")
        return Table(
            name="frister_regler",
            title="Fristerne, som de er brugt",
            frame=self.frister,
            paper_rows=0,
            columns=tuple(
                Column(key, label, "date" if key in dates else "text")
                for key, label in columns.items()
            ),
            public=Public(facts=tuple(columns)),
        )

    def control_total(self) -> str:
        """The one line a test compares by value: overdue, due soon, and how many were kept."""
        n, kept = (int(self.on_time[name].sum()) for name in ("n", "on_time"))
        return (
            f"{self.period}: {len(self.overdue)} overskredet; {len(self.upcoming)} på vej; "
            f"{kept} af {n} overholdt"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("frist", "overskredet opfølgning")

    def sources(self) -> list[str]:
        return [
            "Hændelser, sager og bevillinger i månedens udtræk.",
            "Lovens frister med kilde står i tabellen “Fristerne, som de er brugt”.",
            "Metode: docs/metode/frister.md.",
        ]


OF_ALL = 15
"""So many rows of everybody's deadlines stand on paper; the workbook has all of them."""
_NOTE = (
    "“Seneste 12 måneder” er frister, der er udløbet i de 12 måneder; “nu” er, som det står på "
    "månedens sidste dag. Frister, der ikke kan bedømmes, er ikke talt med. Månedsrapportens "
    "overskredne opfølgninger er talt pr. bevillingslinje efter fagsystemets dato alene; her er "
    "det pr. sag, og for børn og unge efter lovens frist fra den seneste opfølgning."
)


def deadlines(
    reading: Reading, rules: Rules, raadgiver: str = "", team: str = "", within_days: int = 30
) -> Deadlines:
    """The deadlines of a rådgiver or a team; with neither, of everybody. Both is a ``ValueError``.

    ``within_days``: how far ahead a deadline is on its way.
    """
    choice = Choice(raadgiver, team)
    cases, last = cases_of(reading), last_day(reading.period)
    judged = judge(reading["case_event"], cases, rules.frister, last)
    rows = choice.rows(_rows(judged, cases))
    days = (rows["due"] - last).dt.days
    ends = rows.assign(days_over=-days, days_left=days).sort_values(["due", "case_id", "name"])
    overdue = ends[ends["state"] == OVERDUE].drop(columns="days_left")
    coming = ends[(ends["state"] == RUNNING) & ends["days_left"].between(0, within_days)]
    unknown = {why: choice.rows(_owned(doubt, cases)) for why, doubt in judged.unknown.items()}
    return Deadlines(
        period=reading.period,
        choice=choice,
        within_days=within_days,
        overdue=overdue.reset_index(drop=True),
        upcoming=coming.drop(columns="days_over").reset_index(drop=True),
        on_time=_on_time(rows),
        frister=_frister(rules.frister),
        recorded=len(reading["case_event"]) > 0,
        findings=findings_of(unknown, rules.frister),
    )


def _rows(judged: Judged, cases: Cases) -> pd.DataFrame:
    """All deadlines with their case's area, rådgiver and team, else what the event says."""
    kept = [frame for frame in judged.rows if len(frame)]
    rows = pd.concat(kept, ignore_index=True) if kept else pd.DataFrame(columns=COLUMNS)
    area = rows["area"].astype("str").fillna(looked_up(rows["case_id"], cases.area))
    dates = {name: rows[name].astype("datetime64[s]") for name in ("starts", "due", "done")}
    label = area.map(AREA_NAMES).astype("str").fillna(NO_AREA)
    return _owned(rows, cases).assign(**dates, area_label=label)


def _owned(rows: pd.DataFrame, cases: Cases) -> pd.DataFrame:
    """The rows with raadgiver and team: the open case's, else what the row itself says."""
    owner = cases.owner.reindex(rows["case_id"]).set_index(rows.index)
    said = rows.reindex(columns=["raadgiver", "team"]).astype("str")
    return rows.assign(
        raadgiver=owner["raadgiver"].fillna(said["raadgiver"]).fillna(NO_RAADGIVER),
        team=owner["team"].fillna(said["team"]).fillna(NO_TEAM),
    )


def _on_time(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per deadline × area, the law's first; ``behind``: the persons a share could show."""
    by = ["kind", "name", "area_label"]
    kept = rows["state"].isin([KEPT, RUNNING])
    told = rows.assign(
        n=rows["counted"].astype("int64"),
        on_time=(rows["counted"] & kept).astype("int64"),
        overdue_now=(rows["state"] == OVERDUE).astype("int64"),
    )
    sums = told.groupby(by)[["n", "on_time", "overdue_now"]].sum().astype("int64")
    counted = told[told["counted"].astype(bool)].assign(late=~kept)
    people = counted.groupby(by)["case_id"].nunique().reindex(sums.index, fill_value=0)
    late = counted[counted["late"]].groupby(by)["case_id"].nunique()
    late = late.reindex(sums.index, fill_value=0)
    found = sums.assign(
        late=sums["n"] - sums["on_time"],
        share=sums["on_time"] / sums["n"].where(sums["n"] > 0),
        behind=people.where(late == 0, late).astype("int64"),
        basis=told.groupby(by)["now"].first().map({True: "Nu", False: "Seneste 12 måneder"}),
    ).reset_index()
    found["group"] = (
        "frist " + found["name"].astype("str") + " " + found["area_label"].astype("str")
    )
    order = found["kind"].map({"lovens frist": 0, "aftalt i sagen": 1, "eget mål": 2})
    found = found.assign(order=order).sort_values(["order", "name", "area_label"], kind="stable")
    return found.drop(columns="order").reset_index(drop=True)


def _frister(frister: Iterable[Frist]) -> pd.DataFrame:
    columns = ["name", "paragraf", "starts", "length_text", "from_date", "to_date", "source"]
    rows = [[getattr(frist, name) for name in columns] for frist in frister]
    frame = pd.DataFrame(rows, columns=columns)
    dates = {name: pd.to_datetime(frame[name]) for name in ("from_date", "to_date")}
    return frame.assign(**dates)


def _listed(name: str, title: str, rows: pd.DataFrame, days: Column, paper: int) -> Table | None:
    """An internal list of deadlines, ``paper`` rows of it on paper; None without rows."""
    if rows.empty:
        return None
    return Table(
        name=name,
        title=title,
        frame=rows,
        internal=True,
        paper_rows=paper,
        columns=(*_CASES, days, *_WHOSE),
    )


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
