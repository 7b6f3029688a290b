"""Is the handleplan kept? Each initiative with owner, milestone, gain and a status in words.

Row: one initiative, abandoned ones too. Amounts and stages are ``gains``'; a gain named twice
counts in its first row only. See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import TOTAL
from okonomi.analysis.gains.result import (
    AGREED,
    DEARER,
    DOUBLE,
    EFFECTIVE,
    LATE,
    PROPOSED,
    SEEN,
    Gains,
)
from okonomi.analysis.kvartal.public import PLAN, behind
from okonomi.analysis.kvartal.steps import all_known
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.present import Column, Table, numbers

REACHED, PARTLY, AHEAD, IDEA, BEHIND, COSTLIER, TWICE, DROPPED = (
    "● nået", "◐ delvist nået", "○ aftalt, virker senere", "△ foreslået", "▲ bagud",
    "▼ koster mere", "= talt med i en anden", "× opgivet",
)  # fmt: skip
STATUSES = (REACHED, PARTLY, BEHIND, COSTLIER, AHEAD, IDEA, TWICE, DROPPED)
"""A shape and a word, so that colour says nothing alone."""
STATUS_OF = {DOUBLE: TWICE, PROPOSED: IDEA, AGREED: AHEAD, LATE: BEHIND, DEARER: COSTLIER}
WORKS = (EFFECTIVE, SEEN)
UNCOUNTED = (TWICE, DROPPED)
AMOUNTS = ["planned_oere", "due_oere", "granted_oere", "seen_oere"]


@dataclass(frozen=True, eq=False, kw_only=True)
class ActionPlan(Result):
    """``rows`` (internal): initiative, owner, milestone (in words), effective_from, planned_oere (a
    year), due_oere (planned to date), granted_oere and seen_oere (to date), status. ``statuses``:
    status, n and the amounts; what is counted in another or abandoned has none.
    """

    name = "handleplan"
    title = "Holder handleplanen?"

    rows: pd.DataFrame
    statuses: pd.DataFrame

    def summary(self) -> str:
        month = numbers.month(self.period)
        if self.rows.empty:
            return f"Der er ingen handleplan i mappen for {month}."
        n = self.statuses.set_index("status")["n"]
        total = self.statuses.iloc[-1]
        counted = int(total["n"]) - sum(int(n.get(status, 0)) for status in UNCOUNTED)
        reached, partly, behind = (_number(n.get(s, 0)) for s in (REACHED, PARTLY, BEHIND))
        dearer = int(n.get(COSTLIER, 0))
        more = f"; {numbers.whole(dearer)} har til nu kostet mere" if dearer else ""
        seen = total["seen_oere"]
        got = f"{numbers.tkr(seen)} er set" if seen >= 0 else "samlet er intet hentet"
        return (
            f"Af {count(counted, 'indsats', 'indsatser')} i handleplanen er "
            f"{reached} nået, {partly} delvist nået og {behind} "
            f"bagud ved udgangen af {month}{more}; {got} i bogføringen af "
            f"{numbers.tkr(total['due_oere'])}, der var planlagt til dato."
        )

    def tables(self) -> list[Table]:
        if self.rows.empty:
            return []
        amounts = (
            Column("planned_oere", "Planlagt pr. år", "oere", -3),
            Column("due_oere", "Planlagt til dato", "oere", -3),
            Column("granted_oere", "I bevillingerne", "oere", -3),
            Column("seen_oere", "Set i bogføringen", "oere", -3),
        )
        return [
            Table(
                name="handleplan_status",
                title="Indsatserne efter status",
                frame=self.statuses,
                row_kind="row_kind",
                front=True,
                public=PLAN,
                columns=(
                    Column("status", "Status", "text"),
                    Column("n", "Indsatser", "int"),
                    *amounts,
                ),
                note="Nået: bevillingerne er faldet mindst så meget, som planen sagde til dato. "
                "Delvist: noget. Bagud: den skulle virke, men ses ikke. Koster mere: "
                "bevillingerne er til nu blevet dyrere, f.eks. ved dobbelt betaling. Det, der er "
                "talt med i en anden indsats eller opgivet, er ikke i beløbene.",
            ),
            Table(
                name="handleplan",
                title="Handleplanens indsatser",
                frame=self.rows,
                internal=True,
                columns=(
                    Column("status", "Status", "text"),
                    Column("initiative", "Indsats", "text"),
                    Column("owner", "Ejer", "text"),
                    Column("milestone", "Milepæl", "text"),
                    *amounts,
                ),
            ),
        ]

    def sources(self) -> list[str]:
        return [
            "Handleplanen i månedens udtræk, holdt op mod bevillinger og posteringer.",
            "Metode: docs/metode/kvartal.md.",
        ]


def action_plan(reading: Reading, gained: Gains) -> ActionPlan:
    """The handleplan's initiatives, followed up by ``gains`` of the same reading."""
    rows = gained.rows.assign(status=_status(gained.rows))
    dropped = reading["action"]
    dropped = dropped[dropped["action_status"].eq("opgivet")].assign(status=DROPPED)
    rows = pd.concat([rows, dropped], ignore_index=True)
    rows = rows.reindex(columns=[*reading["action"].columns, *AMOUNTS, "status"])
    rows = rows.assign(milestone=pd.array(_milestone(rows), dtype="str"))
    rows[AMOUNTS] = rows[AMOUNTS].astype("Int64").mask(rows["status"].isin(UNCOUNTED))
    order = rows["status"].map({status: n for n, status in enumerate(STATUSES)})
    rows = rows.assign(order=order).sort_values(
        ["order", "effective_from"], kind="stable", ignore_index=True
    )
    kept = ["status", "initiative", "owner", "milestone", "effective_from", *AMOUNTS]
    return ActionPlan(
        period=reading.period,
        rows=rows[kept],
        statuses=_statuses(rows),
        findings=(*gained.findings, *_findings(rows)),
    )


def _number(n: int) -> str:
    return numbers.whole(n) if n else "ingen"


def _status(rows: pd.DataFrame) -> pd.Series:
    """What the stage and the kroner say together."""
    all_known(rows["stage"], (*STATUS_OF, *WORKS))
    reached = rows["granted_oere"] >= rows["due_oere"]
    works = reached.map({True: REACHED, False: PARTLY})
    status = rows["stage"].map(STATUS_OF)
    return status.where(~rows["stage"].isin(WORKS), works).astype("str")


def _milestone(rows: pd.DataFrame) -> list[str]:
    """The plan's day of effect, else the day it was agreed, in words."""
    words = []
    for effect, agreed in zip(rows["effective_from"], rows["agreed"], strict=True):
        if pd.notna(effect):
            words.append(f"virker fra {numbers.date(effect)}")
        else:
            words.append("ingen dato" if pd.isna(agreed) else f"aftalt {numbers.date(agreed)}")
    return words


def _statuses(rows: pd.DataFrame) -> pd.DataFrame:
    # An initiative without a case number is about nobody knows whom: it counts one.
    own = rows["case_id"].astype("str").fillna(pd.Series(rows.index.astype("str"), rows.index))
    counted = rows.assign(own=own)
    few = pd.concat(
        [
            behind(counted, "status", "own", AMOUNTS),
            behind(counted.assign(status=TOTAL), "status", "own", AMOUNTS),
        ]
    )
    by = rows.groupby("status")
    frame = by[AMOUNTS].sum().assign(n=by.size()).reindex(list(STATUSES)).dropna(subset=["n"])
    frame.loc[frame.index.isin(UNCOUNTED), AMOUNTS] = pd.NA
    frame = frame.rename_axis("status").reset_index().assign(row_kind="detail")
    total = frame[["n", *AMOUNTS]].sum().to_frame().T.assign(status=TOTAL, row_kind="total")
    frame = pd.concat([frame, total], ignore_index=True)
    frame = frame.assign(
        group="handleplan " + frame["status"],
        group_of=pd.Series(f"handleplan {TOTAL}", index=frame.index).where(
            frame["row_kind"] != "total"
        ),
    ).join(few, on="status")
    return frame.astype(dict.fromkeys(["n", *AMOUNTS], "Int64"))


def _findings(rows: pd.DataFrame) -> list[Finding]:
    ownerless = rows[rows["owner"].isna() & ~rows["status"].isin(UNCOUNTED)]
    if ownerless.empty:
        return []
    return [
        Finding(
            code="indsats-uden-ejer",
            severity="advarsel",
            text=f"{count(len(ownerless), 'indsats', 'indsatser')} i handleplanen har ingen ejer.",
            remedy="Skriv, hvem der har indsatsen.",
            rows=ownerless[["initiative", "effective_from"]],
        )
    ]
