"""How heavy is the load? Cases per årsværk beside the norm, and what bears on it, per team.

The norm is the one set for the team; the recommended ranges are a reference. Individuals stand in
an internal table. Definitions and boundaries: ``docs/metode/sagstal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.caseload.counts import (
    REFERENCE_SOURCE,
    complaints,
    next_steps,
    staff_of,
    team_load,
    tenure,
    vacancies,
)
from okonomi.analysis.caseload.findings import caseload_findings
from okonomi.analysis.raadgiver.load import with_load
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Group, Public, Table, numbers

_TEAM = Column("label", "Team", "text")


@dataclass(frozen=True, eq=False, kw_only=True)
class Caseload(Result):
    """The load at the end of ``period``; every frame has a row per team and a total last.

    ``teams``: raadgivere, fte, cases, cases_per_fte, norm (weighted by årsværk), word, reference.
    ``tenure``: known, under_1, under_2, share_1, share_2. ``vacancies``: open_posts, open_fte,
    longest_days, filled, filled_days. ``complaints``: received, decided, judged, changed, share,
    pending. ``next_steps``: cases, dated, share. ``people``: one row per rådgiver, internal. A
    frame is empty where the month's folder has no such list.
    """

    name = "belastning"
    title = "Hvor stor er belastningen?"

    team: str
    teams: pd.DataFrame
    tenure: pd.DataFrame
    vacancies: pd.DataFrame
    complaints: pd.DataFrame
    next_steps: pd.DataFrame
    people: pd.DataFrame

    def summary(self) -> str:
        when = f"ved udgangen af {numbers.month(self.period)}"
        if self.teams.empty:
            return f"Der er ingen rådgivere og ingen åbne sager {when}, så sagstallet mangler."
        total = self.teams.iloc[-1]
        cases = count(int(total["cases"]), "åben sag", "åbne sager")
        if pd.isna(total["cases_per_fte"]):
            return f"Der er {cases} {when}; årsværk mangler, så sagstallet kan ikke regnes."
        norm = "" if pd.isna(total["norm"]) else f" mod en norm på {numbers.number(total['norm'])}"
        parts = [f"Sagstallet er {numbers.number(total['cases_per_fte'])} pr. årsværk{norm} {when}"]
        parts[0] += f" ({cases} på {numbers.number(total['fte'])} årsværk)"
        if len(self.tenure):
            row = self.tenure.iloc[-1]
            known = count(int(row["known"]), "rådgiver", "rådgivere")
            share = numbers.share(row["share_1"], 0)
            parts.append(f"{share} af {known} har været ansat under et år")
        if len(self.vacancies):
            posts = int(self.vacancies.iloc[-1]["open_posts"])
            parts.append(f"{count(posts, 'stilling', 'stillinger')} er ledige" if posts != 1
                         else "1 stilling er ledig")  # fmt: skip
        return f"{'; '.join(parts)}."

    def tables(self) -> list[Table]:
        shown = [
            self._teams(), self._tenure(), self._vacancies(), self._complaints(),
            self._next_steps(), self._people(),
        ]  # fmt: skip
        return [table for table in shown if len(table.frame)]

    def _teams(self) -> Table:
        return _table(
            "belastning_teams",
            "Sager pr. årsværk og team",
            self.teams,
            (
                _TEAM,
                Column("raadgivere", "Rådgivere", "int"),
                Column("fte", "Årsværk", "number", 1),
                Column("cases", "Sager", "int"),
                Column("cases_per_fte", "Sager pr. årsværk", "number"),
                Column("norm", "Norm", "number"),
                Column("word", "", "text"),
                Column("reference", "Vejledende (DS)", "text"),
            ),
            note="Norm er teamets egen. Sager uden årsværk er holdt ude af sager pr. årsværk.",
            # A norm is weighted by årsværk, so beside others it tells one employee's.
            public_note="Sager uden årsværk er holdt ude af sager pr. årsværk.",
            group={"sums": ("fte", "cases"), "other": ("cases_per_fte",)},
            facts=("label", "reference"),
            front=True,
        )

    def _tenure(self) -> Table:
        return _table(
            "belastning_anciennitet",
            "Rådgivere med kort anciennitet",
            self.tenure,
            (
                _TEAM,
                Column("known", "Rådgivere", "int"),
                Column("under_1", "Under 1 år", "int"),
                Column("share_1", "Andel under 1 år", "share", 0),
                Column("under_2", "Under 2 år", "int"),
                Column("share_2", "Andel under 2 år", "share", 0),
            ),
            note="Kun rådgivere, hvis ansættelsesdag er kendt. Under 2 år er også dem under 1 år.",
            group={
                "sums": ("known", "under_1", "under_2"),
                "worked": (
                    ("share_1", "share", "under_1", "known"),
                    ("share_2", "share", "under_2", "known"),
                ),
            },
        )

    def _vacancies(self) -> Table:
        columns = (
            _TEAM,
            Column("open_posts", "Ledige stillinger", "int"),
            Column("open_fte", "Årsværk", "number", 1),
            Column("longest_days", "Længst ledig (dage)", "days"),
            Column("filled", "Besat seneste 12 måneder", "int"),
            Column("filled_days", "Dage, før de blev besat", "number", 0),
        )
        return Table(
            name="belastning_stillinger",
            title="Ledige stillinger",
            frame=self.vacancies if len(self.vacancies) else _blank(columns),
            row_kind="row_kind",
            columns=columns,
            note="Dage, før de blev besat, er gennemsnittet af de besatte.",
            # Posts of one team and the days they stood empty tell of the few who had them.
            public=Public(facts=("label", "open_posts", "open_fte"), only="is_total")
            if len(self.vacancies)
            else None,
        )

    def _complaints(self) -> Table:
        return _table(
            "belastning_klager",
            "Klager de seneste 12 måneder",
            self.complaints,
            (
                _TEAM,
                Column("received", "Modtaget", "int"),
                Column("decided", "Afgjort", "int"),
                Column("judged", "Heraf vurderet", "int"),
                Column("changed", "Ændret eller hjemvist", "int"),
                Column("share", "Andel ændret eller hjemvist", "share", 0),
                Column("pending", "Venter nu", "int"),
            ),
            note="Andelen er af de afgjorte med et udfald; trukne klager er holdt ude.",
            group={
                "sums": ("received", "judged", "changed"),
                "worked": (("share", "share", "changed", "judged"),),
            },
        )

    def _next_steps(self) -> Table:
        return _table(
            "belastning_naeste_skridt",
            "Åbne sager, hvor borgerens næste skridt har en dato",
            self.next_steps,
            (
                _TEAM,
                Column("cases", "Åbne sager", "int"),
                Column("dated", "Med dato", "int"),
                Column("share", "Andel med dato", "share", 0),
            ),
            note="En dato tæller, når den ligger på månedens sidste dag eller senere.",
            group={
                "sums": ("cases", "dated"),
                "worked": (("share", "share", "dated", "cases"),),
            },
        )

    def _people(self) -> Table:
        columns = (
            Column("label", "Rådgiver", "text"),
            Column("team", "Team", "text"),
            Column("employed_since", "Ansat siden", "date"),
            Column("fte", "Årsværk", "number", 2),
            Column("cases", "Sager", "int"),
            Column("cases_per_fte", "Sager pr. årsværk", "number"),
            Column("norm", "Norm", "number"),
            Column("word", "", "text"),
        )
        return Table(
            name="belastning_raadgivere",
            title="Sager pr. årsværk og rådgiver",
            frame=self.people,
            internal=True,
            paper_rows=0,
            columns=columns,
        )

    def control_total(self) -> str:
        """The one line a test compares by value: cases, årsværk, open posts, complaints."""
        cases, fte = self.teams.iloc[-1][["cases", "fte"]] if len(self.teams) else (0, 0)
        posts, complained = (
            int(frame.iloc[-1][name]) if len(frame) else 0
            for frame, name in ((self.vacancies, "open_posts"), (self.complaints, "received"))
        )
        return (
            f"{self.period}: {int(cases)} sager; {numbers.number(fte)} årsværk; "
            f"{posts} ledige stillinger; {complained} klager"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("sagstal")

    def sources(self) -> list[str]:
        return [
            "Sager, rådgivere, ledige stillinger, klager og hændelser i månedens udtræk.",
            REFERENCE_SOURCE,
            "Metode: docs/metode/sagstal.md.",
        ]


def caseload(reading: Reading, team: str = "") -> Caseload:
    """The load of every team, or of one."""
    last = last_day(reading.period)
    staff = staff_of(reading, team)
    return Caseload(
        period=reading.period,
        team=team,
        teams=team_load(staff),
        tenure=tenure(staff, last),
        vacancies=vacancies(reading, team, last),
        complaints=complaints(reading, team, last),
        next_steps=next_steps(reading, team, last),
        people=with_load(staff).reset_index(drop=True),
        findings=caseload_findings(staff, reading, last),
    )


def _table(
    name: str,
    title: str,
    frame: pd.DataFrame,
    columns: tuple[Column, ...],
    *,
    note: str,
    group: dict[str, tuple],
    facts: tuple[str, ...] = ("label",),
    front: bool = False,
    public_note: str | None = None,
) -> Table:
    """A table per team with its total, and what of it may be published."""
    return Table(
        name=name,
        title=title,
        frame=frame if len(frame) else _blank(columns),
        row_kind="row_kind",
        columns=columns,
        front=front,
        note=note,
        public=Public(
            groups=(Group(key="group", n="behind", part_of=("group_of",), needs="needs", **group),),
            facts=facts,
            note=note if public_note is None else public_note,
        )
        if len(frame)
        else None,
    )


def _blank(columns: tuple[Column, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=["row_kind", *(column.key for column in columns)])
