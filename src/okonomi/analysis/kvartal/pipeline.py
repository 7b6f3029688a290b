"""How far are the moves home? Considered, planned, agreed, moved and seen, each case once.

Row: one step; a case stands in the furthest step it has reached. The first steps are the computed
plan's (``hjemtagelse``), the later ones the handleplan's (``gains``). The method:
``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

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
from okonomi.analysis.hjemtagelse.facts import LOWER_PRICE
from okonomi.analysis.hjemtagelse.inputs_findings import NO_PLACES
from okonomi.analysis.hjemtagelse.result import Hjemtagelse
from okonomi.analysis.kvartal.public import PIPELINE, behind
from okonomi.analysis.kvartal.steps import all_known
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers

NO_HOME = "Udenbys, intet egnet tilbud herhjemme"
NOT_KNOWN = "Udenbys, egne pladser er ikke oplyst"
CONSIDERED = "Overvejet: et egnet tilbud findes"
PLANNED = "I den beregnede plan"
STEPS = {
    NO_HOME: NO_HOME,
    CONSIDERED: CONSIDERED,
    PLANNED: PLANNED,
    PROPOSED: "Foreslået i handleplanen",
    AGREED: "Aftalt, flytter senere",
    LATE: "Skulle være flyttet, men ses ikke",
    DEARER: "▼ koster mere, f.eks. betalt to steder",
    EFFECTIVE: "Flyttet: virker i bevillingerne",
    SEEN: "Realiseret: set i bogføringen",
}
IN_ACTIONS = (PROPOSED, AGREED, LATE, DEARER, EFFECTIVE, SEEN)
AMOUNTS = ["year_oere", "granted_oere", "seen_oere"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Pipeline(Result):
    """``steps``: step, label, n (cases; an initiative without a case number counts one),
    year_oere (planned a year: by the computed plan before the handleplan, by the handleplan after;
    missing where nothing is worked out), granted_oere and seen_oere (the year to date). ``cases``
    (internal): step, label, case_id, provider, target, start and the amounts. ``places_known``:
    whether anything says what places there are at home.
    """

    name = "hjemtagelse_status"
    title = "Hvor langt er hjemtagelserne?"

    steps: pd.DataFrame
    cases: pd.DataFrame
    places_known: bool

    def _n(self, *steps: str) -> int:
        return int(self.steps.loc[self.steps["step"].isin(steps), "n"].sum())

    def summary(self) -> str:
        month = numbers.month(self.period)
        if self.cases.empty:
            return f"Ingen placeringer udenbys og ingen hjemtagelser i handleplanen i {month}."
        moved = self._n(EFFECTIVE, SEEN)
        seen = self.steps["seen_oere"].sum()
        got = f"{numbers.tkr(seen)} er set" if seen >= 0 else "samlet er intet hentet"
        dearer = self._n(DEARER)
        more = f", {numbers.whole(dearer)} har til nu kostet mere" if dearer else ""
        plans = count(self._n(*IN_ACTIONS), "hjemtagelse", "hjemtagelser")
        at_home = (
            f"Ved udgangen af {month} har {self._n(CONSIDERED, PLANNED)} sager udenbys et egnet "
            f"tilbud herhjemme, heraf {self._n(PLANNED)} i den beregnede plan"
            if self.places_known
            else f"Det kan ikke siges, hvem der kunne komme hjem: mappen for {month} har ingen fil "
            "med kommunens egne pladser"
        )
        return f"{at_home}; handleplanen har " + (
            f"{plans}, hvoraf {moved} er flyttet{more}, og {got} i bogføringen i år."
            if self._n(*IN_ACTIONS)
            else "ingen hjemtagelser."
        )

    def public_summary(self) -> str:
        if not self.places_known:
            return ""
        considered, planned = (f"{{hjemtagelse_status|{s}|n}}" for s in (CONSIDERED, PLANNED))
        return (
            f"{considered} sager udenbys har et egnet tilbud herhjemme, som overvejes, og "
            f"{planned} er i den beregnede plan."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="hjemtagelse_status",
                title="Hjemtagelser trin for trin",
                frame=self.steps,
                public=PIPELINE,
                columns=(
                    Column("label", "Trin", "text"),
                    Column("n", "Sager", "int"),
                    Column("year_oere", "Planlagt pr. år", "oere", -3),
                    Column("granted_oere", "I bevillingerne i år", "oere", -3),
                    Column("seen_oere", "Set i bogføringen i år", "oere", -3),
                ),
                note="En sag står i det fjerneste trin, den har nået, og tæller én gang. Planlagt "
                "er den beregnede plans serviceudgift uden moms, og fra handleplanen det, den "
                "selv siger. Beregningen af hjemtagelse tæller placeringer, og kun dem, der stadig "
                "løber, når en flytning kan begynde; her er det sager på kvartalets sidste dag, og "
                "en sag i både plan og handleplan står ved handleplanen. Sager at overveje, og "
                "ingen afgørelse.",
            ),
            Table(
                name="hjemtagelse_sager",
                title="Sagerne i plan og handleplan",
                frame=self.cases[self.cases["step"].isin([PLANNED, *IN_ACTIONS])],
                internal=True,
                paper_rows=0,
                columns=(
                    Column("label", "Trin", "text"),
                    Column("case_id", "Sag", "text"),
                    Column("provider", "Fra", "text"),
                    Column("target", "Til", "text"),
                    Column("start", "Fra dag", "date"),
                    Column("year_oere", "Planlagt pr. år", "oere", -3),
                    Column("granted_oere", "I bevillingerne i år", "oere", -3),
                    Column("seen_oere", "Set i bogføringen i år", "oere", -3),
                ),
            ),
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define("hjemtagelse", "udenbys")

    def sources(self) -> list[str]:
        return [
            "Bevillinger, egen kapacitet og handleplan i månedens udtræk.",
            "Metode: docs/metode/kvartal.md.",
        ]


def pipeline(plan: Hjemtagelse, gained: Gains) -> Pipeline:
    """The steps, from the computed plan and the followed-up handleplan of the same month."""
    known = bool(plan.given.homes) or all(f.code != NO_PLACES for f in plan.findings)
    actions = gained.rows[gained.rows["action_kind"].eq("hjemtagelse")]
    actions = actions[actions["stage"].ne(DOUBLE)]
    all_known(actions["stage"], IN_ACTIONS)
    begun = actions.rename(
        columns={"stage": "step", "planned_oere": "year_oere", "effective_from": "start"}
    )
    # Of two initiatives for one case the furthest is the case's; the kroner of both count.
    rank = {step: n for n, step in enumerate(STEPS)}
    begun = begun.assign(rank=begun["step"].map(rank), target="").sort_values(
        "rank", ascending=False, kind="stable"
    )
    own = begun["case_id"].fillna(
        pd.Series([f"uden sag {n}" for n in begun.index], index=begun.index, dtype="str")
    )
    sums = begun.groupby(own)[AMOUNTS].sum()
    begun = begun.assign(own=own).drop_duplicates("own").drop(columns=AMOUNTS)
    begun = begun.join(sums, on="own")
    cases = pd.concat([begun, _of_plan(plan, set(actions["case_id"].dropna()))], ignore_index=True)
    cases = cases.assign(label=cases["step"].map(STEPS).astype("str"))
    cases = cases.astype(dict.fromkeys(AMOUNTS, "Int64") | {"start": "datetime64[s]"})
    cases = cases.astype(dict.fromkeys(["case_id", "provider", "target"], "str"))
    cases["rank"] = cases["step"].map(rank)
    cases = cases.sort_values("rank", ascending=False, kind="stable", ignore_index=True)
    by = cases.groupby("step")
    steps = by[AMOUNTS].sum(min_count=1).assign(n=by.size()).reindex(list(STEPS))
    steps["n"] = steps["n"].fillna(0).astype("int64")
    for name in ("granted_oere", "seen_oere"):
        steps[name] = steps[name].where(steps.index.isin(IN_ACTIONS)).fillna(0)
        steps[name] = steps[name].mask(~steps.index.isin(IN_ACTIONS))
    own = cases["own"].fillna(cases["case_id"])
    steps = steps.astype(dict.fromkeys(AMOUNTS, "Int64")).join(
        behind(cases.assign(own=own), "step", "own", AMOUNTS)
    )
    steps["behind"] = steps["behind"].fillna(0).astype("int64")
    labels = STEPS if known else STEPS | {NO_HOME: NOT_KNOWN}
    return Pipeline(
        period=plan.period,
        places_known=known,
        steps=steps.rename_axis("step").reset_index().assign(label=list(labels.values())),
        cases=cases[["step", "label", "case_id", "provider", "target", "start", *AMOUNTS]],
    )


def _of_plan(plan: Hjemtagelse, begun: set[str]) -> pd.DataFrame:
    """The cases udenbys that no initiative has begun with, each once, with what is computed."""
    home = plan.moves[plan.moves["target"].ne(LOWER_PRICE)]
    chosen = home.drop_duplicates("case_id").assign(step=PLANNED)
    chosen = chosen.rename(columns={"service_oere": "year_oere"})
    seen = plan.candidates
    seen = seen.assign(
        step=seen["homes"].map(len).gt(0).map({True: CONSIDERED, False: NO_HOME}), target=""
    )
    seen = seen.sort_values("step", key=lambda s: s.ne(CONSIDERED), kind="stable")
    columns = ["step", "case_id", "provider", "target"]
    rows = pd.concat(
        [chosen[[*columns, "start", "year_oere"]], seen[columns]], ignore_index=True
    ).drop_duplicates("case_id")
    return rows[~rows["case_id"].isin(begun)].assign(granted_oere=pd.NA, seen_oere=pd.NA)
