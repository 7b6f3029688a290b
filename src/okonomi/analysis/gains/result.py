"""Are the gains there? Planned against realised: agreed → effective → seen in the postings.

Row: one initiative of the plan of action. A gain counts from its effective day, by what the lines
cost as they were and as they are (``effect``), and is *seen* only as far as the provider's
postings are lower than they would have been (``seen``); what is seen is shown without moms and
after the state's refund too (``kept``). Whole øre, a gain is positive; with or without moms as the
postings are. See ``docs/metode/gevinster.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.gains.effect import effects, overlaps
from okonomi.analysis.gains.findings import of_plan, without_net
from okonomi.analysis.gains.kept import known_payers, net_of, seen_service
from okonomi.analysis.gains.seen import seen
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.cost import days_in_year
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules

PROPOSED, AGREED, LATE, DEARER, EFFECTIVE, SEEN = (
    "foreslået", "aftalt", "skulle virke, men ses ikke", "har til nu kostet mere",
    "virker i bevillingerne", "set i bogføringen",
)  # fmt: skip
DOUBLE = "talt med i en anden"
AMOUNTS = [
    "planned_oere", "due_oere", "granted_oere", "seen_oere", "seen_service_oere", "net_oere"
]  # fmt: skip
SKOEN = " (skøn)"


@dataclass(frozen=True, eq=False, kw_only=True)
class Gains(Result):
    """``rows``: initiative, owner, action_kind, case_id, provider, agreed, effective_from, stage,
    planned_oere (a year), due_oere (planned for the days of the year it should have worked),
    granted_oere (by the bevillinger, the year to date; negative where it has cost more),
    seen_oere (by the postings too, never more than granted), seen_service_oere (the same without
    moms) and net_oere (that after the state's refund; missing where a threshold is). ``kinds``:
    the same summed by kind, with n and a total. A gain named twice counts in its first row only.
    Abandoned initiatives are left out, ``abandoned`` of them. ``skoen``: whether a threshold is an
    estimate.
    """

    name = "gevinster"
    title = "Er gevinsterne hentet?"

    rows: pd.DataFrame
    kinds: pd.DataFrame
    with_moms: bool
    skoen: bool
    abandoned: int = 0

    def summary(self) -> str:
        month = numbers.month(self.period)
        if self.rows.empty:
            return (
                f"Der er ingen handleplan med gevinster i mappen for {month}, så der er intet at "
                "følge op på."
            )
        total = self.kinds.iloc[-1]
        granted, got = int(total["granted_oere"]), int(total["seen_oere"])
        force = (
            f"bevillingerne er til nu blevet {numbers.tkr(-granted)} dyrere"
            if granted < 0
            else f"{numbers.tkr(granted)} er sat i kraft i bevillingerne"
        )
        posted = (
            f"{numbers.tkr(got)} er set i bogføringen ({self._net(total['net_oere'])})"
            if got > 0
            else "i bogføringen er endnu intet hentet"
        )
        return (
            f"{count(int(total['n']), 'indsats', 'indsatser').capitalize()}{self._of_all()} er "
            f"planlagt til {numbers.tkr(total['planned_oere'])} om året; til og med {month} skulle "
            f"{numbers.tkr(total['due_oere'])} være nået, {force}, og {posted}."
        )

    def _of_all(self) -> str:
        """Why they are fewer than the handleplan's, where they are."""
        double = int(self.rows["stage"].eq(DOUBLE).sum())
        left = [
            f"{numbers.whole(n)} er {word}"
            for n, word in ((double, DOUBLE), (self.abandoned, "opgivet"))
            if n
        ]
        whole = numbers.whole(len(self.rows) + self.abandoned)
        return f" (af handleplanens {whole}: {', og '.join(left)})" if left else ""

    def _net(self, net_oere: int | None) -> str:
        if pd.isna(net_oere):
            return "netto kan ikke regnes: beløbsgrænser mangler"
        return f"{numbers.tkr(net_oere)} netto efter refusion{SKOEN if self.skoen else ''}"

    def tables(self) -> list[Table]:
        if self.rows.empty:
            return []
        amounts = (
            Column("planned_oere", "Planlagt pr. år", "oere", -3),
            Column("due_oere", "Planlagt til dato", "oere", -3),
            Column("granted_oere", "I kraft", "oere", -3),
            Column("seen_oere", "Set", "oere", -3),
            Column("seen_service_oere", "Set: service", "oere", -3),
            Column("net_oere", f"Set: netto{SKOEN if self.skoen else ''}", "oere", -3),
        )
        moms = "med moms, som posteringerne er" if self.with_moms else "uden moms"
        return [
            Table(
                name="gevinster_efter_art",
                title="Planlagte og hentede gevinster",
                frame=self.kinds,
                row_kind="row_kind",
                columns=(
                    Column("label", "Art", "text"),
                    Column("n", "Indsatser", "int"),
                    *amounts,
                ),
                note=f"Januar til og med {numbers.month(self.period)}, {moms}. I kraft: så meget "
                "mindre koster bevillingerne, fra den dag indsatsen virker. Set: så meget af det "
                "er leverandørens posteringer også blevet mindre. Minus: indsatsen har til nu "
                "kostet mere, f.eks. dobbelt betaling. Service er uden moms; netto er efter den "
                "refusion, kommunen mister.",
            ),
            Table(
                name="gevinster",
                title="Indsatserne: hvor langt er de?",
                frame=self.rows,
                internal=True,
                columns=(
                    Column("initiative", "Indsats", "text"),
                    Column("owner", "Ejer", "text", paper=False),
                    Column("case_id", "Sag", "text"),
                    Column("provider", "Leverandør", "text", paper=False),
                    Column("agreed", "Aftalt", "date", paper=False),
                    Column("effective_from", "Virker fra", "date"),
                    Column("stage", "Hvor langt", "text"),
                    *amounts[:4],
                    Column("seen_service_oere", "Set: service", "oere", -3, paper=False),
                    amounts[5],
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
    abandoned = int(plan["action_status"].eq("opgivet").sum())
    plan = plan[plan["action_status"].ne("opgivet")]
    plan = _addressed(plan, reading)
    last = last_day(reading.period)
    works = plan["effective_from"].le(last) & plan["action_status"].ne("forslag")
    pairs = _pairs(plan[works], reading)
    double = overlaps(pairs)
    counted = pairs.drop(index=double.index)
    only_double = set(double["action"]) - set(counted["action"])
    known = known_payers(reading, rules)
    effect = effects(counted, reading, rules, posted_with_moms)
    effect = effect.assign(seen_oere=seen(effect, reading, rules, posted_with_moms))
    effect = effect.assign(
        granted_oere=effect["drop_oere"] - effect["rise_oere"],
        seen_service_oere=seen_service(effect),
    )
    effect = effect.assign(net_oere=net_of(effect, reading, rules, known))
    rows = _rows(plan, effect).assign(works=works)
    once = ~rows.index.isin(only_double)
    rows["due_oere"] = _due(rows, last).where(works & once, 0)
    homeless = works & ~rows.index.isin(pairs["action"])
    late = works & once & ~homeless & (rows["granted_oere"] <= 0)
    rows["stage"] = _stages(rows, last, only_double)
    lacking = rows["net_oere"].isna().any()
    return Gains(
        period=reading.period,
        rows=rows.drop(columns=["source", "line", "works"]).reset_index(drop=True),
        kinds=_kinds(rows, only_double),
        with_moms=posted_with_moms,
        skoen=known.skoen,
        abandoned=abandoned,
        findings=(
            *of_plan(rows, double, homeless, late),
            *(without_net(known.missing) if lacking else ()),
        ),
    )


def _rows(plan: pd.DataFrame, effect: pd.DataFrame) -> pd.DataFrame:
    """The plan with what every initiative has given so far."""
    whole = ["granted_oere", "seen_oere", "seen_service_oere"]
    by = effect.groupby("action")
    rows = plan.join(by[whole].sum()).join(by["net_oere"].sum(skipna=False))
    rows = rows.assign(planned_oere=(plan["planned_kr"] * 100).round().astype("Int64"))
    has_none = ~rows.index.isin(effect["action"])
    rows["net_oere"] = rows["net_oere"].astype("Int64").mask(has_none, 0)
    return rows.fillna(dict.fromkeys(whole, 0)).astype(dict.fromkeys(whole, "int64"))


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
    """One row per initiative × case × provider it concerns on the day before it takes effect.

    It concerns places; one that fits none is about what a firm without places sends bills for, as
    transport."""
    lines = reading["placement"]
    lines = lines[(lines["status"] == "bevilget") & (lines["frequency"] != "engang")]
    rows = []
    for row in plan.itertuples():
        before = row.effective_from - pd.Timedelta(days=1)
        ran = lines[(lines["start"] <= before) & (lines["end"].isna() | (lines["end"] >= before))]
        for name in ("case_id", "provider"):
            if pd.notna(value := getattr(row, name)):
                ran = ran[ran[name] == value]
        if pd.isna(row.case_id) and pd.isna(row.provider):
            continue
        main = ran[ran["line_kind"] == "hovedydelse"]
        ran = main if len(main) else ran
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
    granted, worth = rows["granted_oere"], rows["seen_oere"]
    states = {
        DOUBLE: rows.index.isin(double),
        PROPOSED: proposed,
        DEARER: granted < 0,
        SEEN: worth > 0,
        EFFECTIVE: granted > 0,
        LATE: rows["works"],
    }
    return pd.Series(
        np.select(list(states.values()), list(states), default=AGREED),
        index=rows.index,
        dtype="str",
    )


def _kinds(rows: pd.DataFrame, double: set[int]) -> pd.DataFrame:
    once = rows[~rows.index.isin(double)]
    once = once.assign(label=once["action_kind"].fillna("andet").str.capitalize(), n=1)
    known = ["n", *AMOUNTS[:-1]]
    by = once.groupby("label")
    sums = by[known].sum().join(by["net_oere"].sum(skipna=False)).reset_index()
    total = sums[known].sum().to_frame().T.assign(net_oere=sums["net_oere"].sum(skipna=False))
    total = total.assign(label="I alt", row_kind="total")
    frame = pd.concat([sums.assign(row_kind="detail"), total], ignore_index=True)
    return frame.astype(dict.fromkeys(["n", *AMOUNTS], "Int64"))
