"""Are the gains there? Planned against realised: agreed → effective → seen in the postings.

Row: one initiative of the plan of action. A gain counts from its effective day, by what the lines
cost as they were and as they are (``gains_effect``), and is *seen* only as far as the provider's
postings are lower than they would have been. Whole øre, a gain is positive; with or without moms as
the postings are. See ``docs/metode/gevinster.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.gains.effect import effects, overlaps
from okonomi.analysis.gains.seen import seen
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.cost import days_in_year
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules

PROPOSED, AGREED, EFFECTIVE, SEEN = (
    "foreslået", "aftalt", "virker i bevillingerne", "set i bogføringen",
)  # fmt: skip
DOUBLE = "talt med i en anden"
AMOUNTS = ["planned_oere", "due_oere", "granted_oere", "seen_oere"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Gains(Result):
    """``rows``: initiative, owner, action_kind, case_id, provider, agreed, effective_from, stage,
    planned_oere (a year), due_oere (planned for the days of the year it should have worked),
    granted_oere (by the bevillinger, the year to date) and seen_oere (by the postings too, never
    more than granted). ``kinds``: the same summed by kind, with n and a total. A gain named twice
    counts in its first row only. Abandoned initiatives are left out.
    """

    name = "gevinster"
    title = "Er gevinsterne kommet?"

    rows: pd.DataFrame
    kinds: pd.DataFrame
    with_moms: bool

    def summary(self) -> str:
        month = numbers.month(self.period)
        if self.rows.empty:
            return (
                f"Der er ingen handleplan med gevinster i mappen for {month}, så der er intet at "
                "følge op på."
            )
        total = self.kinds.iloc[-1]
        return (
            f"{count(int(total['n']), 'indsats', 'indsatser').capitalize()} er planlagt til "
            f"{numbers.mio(total['planned_oere'])} om året; til og med {month} skulle "
            f"{numbers.mio(total['due_oere'])} være nået, {numbers.mio(total['granted_oere'])} er "
            f"sat i kraft i bevillingerne, og {numbers.mio(total['seen_oere'])} er set i "
            "bogføringen."
        )

    def tables(self) -> list[Table]:
        amounts = (
            Column("planned_oere", "Planlagt pr. år", "oere", -3),
            Column("due_oere", "Planlagt til dato", "oere", -3),
            Column("granted_oere", "I bevillingerne til dato", "oere", -3),
            Column("seen_oere", "Set i bogføringen", "oere", -3),
        )
        moms = "med moms, som posteringerne er" if self.with_moms else "uden moms"
        note = (
            f"Kun {self.period.year} til og med {numbers.month(self.period)}, {moms} og før "
            "refusion. En gevinst regnes først med fra den dag, den virker, og først som set, når "
            "leverandørens posteringer er blevet mindre."
        )
        return [
            Table(
                name="gevinster_efter_art",
                title="Planlagte og realiserede gevinster",
                frame=self.kinds,
                row_kind="row_kind",
                columns=(
                    Column("label", "Art", "text"),
                    Column("n", "Indsatser", "int"),
                    *amounts,
                ),
                note=note,
            ),
            Table(
                name="gevinster",
                title="Indsatserne",
                frame=self.rows,
                internal=True,
                columns=(
                    Column("initiative", "Indsats", "text"),
                    Column("owner", "Ejer", "text"),
                    Column("case_id", "Sag", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("effective_from", "Virker fra", "date"),
                    Column("stage", "Hvor langt", "text"),
                    *amounts,
                ),
            ),
        ]

    def sources(self) -> list[str]:
        return [
            "Handleplan, bevillinger og posteringer i månedens udtræk.",
            "Metode: docs/metode/gevinster.md.",
        ]


def gains(reading: Reading, rules: Rules, posted_with_moms: bool = True) -> Gains:
    """Follow up the plan of action in ``reading["action"]`` on the period's last day."""
    plan = reading["action"].reset_index(drop=True)
    plan = plan[plan["action_status"].ne("opgivet")]
    plan = _addressed(plan, reading)
    last = reading.period.to_timestamp(how="end").normalize()
    works = plan["effective_from"].le(last) & plan["action_status"].ne("forslag")
    pairs = _pairs(plan[works], reading)
    double = overlaps(pairs)
    counted = pairs.drop(index=double.index)
    effect = effects(counted, reading, rules, posted_with_moms)
    effect = effect.assign(seen_oere=seen(effect, reading, rules, posted_with_moms))
    effect["granted_oere"] = effect["drop_oere"] - effect["rise_oere"]
    sums = effect.groupby("action")[["granted_oere", "seen_oere"]].sum()
    only_double = set(double["action"]) - set(counted["action"])
    rows = plan.join(sums).assign(planned_oere=(plan["planned_kr"] * 100).round().astype("Int64"))
    rows["due_oere"] = _due(rows, last).where(works & ~rows.index.isin(only_double), 0)
    for name in ("granted_oere", "seen_oere"):
        rows[name] = rows[name].fillna(0).astype("int64")
    rows["stage"] = _stages(rows, last, only_double)
    return Gains(
        period=reading.period,
        rows=rows.drop(columns=["source", "line"]).reset_index(drop=True),
        kinds=_kinds(rows, only_double),
        with_moms=posted_with_moms,
        findings=tuple(_findings(rows, double, pairs, works)),
    )


def _addressed(plan: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """A line's id tells the case and the provider where the plan does not."""
    lines = reading["placement"].dropna(subset=["line_id"]).drop_duplicates("line_id")
    by_id = lines.set_index("line_id")
    found = {
        name: plan[name].fillna(plan["line_id"].map(by_id[name]))
        for name in ("case_id", "provider")
    }
    return plan.assign(**found, action=plan.index)


def _pairs(plan: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """One row per initiative × case × provider it concerns on the day before it takes effect."""
    main = reading["placement"]
    main = main[(main["line_kind"] == "hovedydelse") & (main["status"] == "bevilget")]
    rows = []
    for row in plan.itertuples():
        before = row.effective_from - pd.Timedelta(days=1)
        ran = main[(main["start"] <= before) & (main["end"].isna() | (main["end"] >= before))]
        for name in ("case_id", "provider"):
            if pd.notna(value := getattr(row, name)):
                ran = ran[ran[name] == value]
        if pd.isna(row.case_id) and pd.isna(row.provider):
            continue
        for case, provider in ran[["case_id", "provider"]].dropna().drop_duplicates().to_numpy():
            rows.append((row.action, case, provider, row.action_kind, row.effective_from))
    names = ["action", "case_id", "provider", "action_kind", "effective_from"]
    return pd.DataFrame(rows, columns=names)


def _due(rows: pd.DataFrame, last: pd.Timestamp) -> pd.Series:
    """The planned gain of the days of the year to date from the effective day."""
    first = rows["effective_from"].clip(lower=pd.Timestamp(last.year, 1, 1))
    days = ((last - first).dt.days + 1).clip(lower=0)
    due = rows["planned_oere"].astype("Float64") * days / days_in_year(last.year)
    return due.round().astype("Int64").fillna(0)


def _stages(rows: pd.DataFrame, last: pd.Timestamp, double: set[int]) -> pd.Series:
    proposed = rows["action_status"].eq("forslag") | (rows["agreed"] > last)
    return pd.Series(
        np.select(
            [rows.index.isin(double), proposed, rows["seen_oere"] > 0, rows["granted_oere"] > 0],
            [DOUBLE, PROPOSED, SEEN, EFFECTIVE],
            default=AGREED,
        ),
        index=rows.index,
        dtype="str",
    )


def _kinds(rows: pd.DataFrame, double: set[int]) -> pd.DataFrame:
    once = rows[~rows.index.isin(double)]
    once = once.assign(label=once["action_kind"].fillna("andet").str.capitalize(), n=1)
    sums = once.groupby("label", as_index=False)[["n", *AMOUNTS]].sum()
    total = sums[["n", *AMOUNTS]].sum().to_frame().T.assign(label="I alt", row_kind="total")
    frame = pd.concat([sums.assign(row_kind="detail"), total], ignore_index=True)
    return frame.astype(dict.fromkeys(["n", *AMOUNTS], "Int64"))


def _findings(
    rows: pd.DataFrame, double: pd.DataFrame, pairs: pd.DataFrame, works: pd.Series
) -> list[Finding]:
    found = []
    if len(double):
        names = rows["initiative"]
        said = [f"“{names[b]}” og “{names[a]}”" for a, b in double[["action", "first"]].to_numpy()]
        found.append(
            Finding(
                code="gevinst-to-gange",
                severity="advarsel",
                text=f"Den samme gevinst står to gange: {'; '.join(dict.fromkeys(said))}. Den er "
                "kun regnet med i den første.",
                remedy="Slet den ene, eller skriv, hvilken sag hver af dem gælder.",
                rows=double[["case_id", "provider", "action_kind", "effective_from"]],
            )
        )
    homeless = rows[works & ~rows.index.isin(pairs["action"])]
    if len(homeless):
        found.append(
            Finding(
                code="gevinst-uden-linje",
                severity="advarsel",
                text=f"{count(len(homeless), 'indsats', 'indsatser')} skulle virke nu, men ingen "
                "bevilling på sagen eller hos leverandøren løb dagen før; gevinsten er sat til 0.",
                remedy="Skriv linje-id, sagsnummer eller leverandør, som de står på bevillingen.",
                rows=homeless[["initiative", "case_id", "provider", "effective_from"]],
            )
        )
    undated = rows[rows["effective_from"].isna() & rows["action_status"].ne("forslag")]
    if len(undated):
        found.append(
            Finding(
                code="gevinst-uden-dag",
                severity="oplysning",
                text=f"{count(len(undated), 'indsats', 'indsatser')} er aftalt uden en dag, den "
                "virker fra, og er ikke regnet med.",
                remedy="Skriv den første dag med virkning i handleplanen.",
                rows=undated[["initiative", "case_id", "provider"]],
            )
        )
    return found
