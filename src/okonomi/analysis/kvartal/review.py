"""What has the contract review given? Reviewed, agreed and realised, against the potential.

Row: one step. The potential is what is paid above the walk-away price (``targets``) and above the
contracts (``contracts``), each line at most once; the rest is the handleplan's renegotiations
(``gains``). Whole øre a year, positive is saved. See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.contracts.result import Contracts
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
from okonomi.analysis.kvartal.steps import all_known
from okonomi.analysis.private import is_private
from okonomi.analysis.result import Result
from okonomi.analysis.targets.result import Targets
from okonomi.analysis.words import count
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers

ABOVE_WALK, ABOVE_CONTRACT, POTENTIAL = (
    "Over gå-fra-prisen", "Betalt ud over kontrakten, ikke talt med ovenfor", "Potentiale i alt",
)  # fmt: skip
STAGES = {
    PROPOSED: "Foreslået i handleplanen",
    AGREED: "Aftalt, virker senere",
    LATE: "Skulle virke, men ses ikke",
    DEARER: "▼ koster mere",
    EFFECTIVE: "Virker i bevillingerne",
    SEEN: "Realiseret: set i bogføringen",
}
RENEGOTIATED = "genforhandling"


@dataclass(frozen=True, eq=False, kw_only=True)
class ContractReview(Result):
    """``steps``: label, row_kind, n (lines in the potential, initiatives in the plan), year_oere,
    granted_oere and seen_oere (the year to date; missing in the potential). ``contracts``: how many
    are in force, ``reviewed``: within ``review_months``, with firms; ``paid_oere`` and
    ``reviewed_oere``: a year of what is paid on them. ``again``: lines of the potential that an
    agreed renegotiation already covers, and their øre.
    """

    name = "kontraktgennemgang"
    title = "Hvad har gennemgangen af kontrakter givet?"

    steps: pd.DataFrame
    contracts: int
    reviewed: int
    paid_oere: int
    reviewed_oere: int
    review_months: int
    again: tuple[int, int]

    def summary(self) -> str:
        if not self.contracts:
            return (
                "Der er ikke læst en kontrakt med et firma, som er i kraft ved udgangen af "
                f"{numbers.month(self.period)}, så gennemgangen kan ikke gøres op."
            )
        rows = self.steps.set_index("label")
        share = numbers.share(self.reviewed_oere / self.paid_oere) if self.paid_oere else "–"
        return (
            f"{numbers.whole(self.reviewed)} af "
            f"{count(self.contracts, 'kontrakt', 'kontrakter')} er gennemgået inden for "
            f"{self.review_months} måneder ({share} af udgiften); potentialet er "
            f"{numbers.mio(rows.loc[POTENTIAL, 'year_oere'])} om året, og handleplanen har "
            f"{_planned(self.steps.iloc[3:])}."
        )

    def tables(self) -> list[Table]:
        again, oere = self.again
        both = (
            f" {count(again, 'linje', 'linjer')} i potentialet ({numbers.tkr(oere)}) er også "
            "aftalt i handleplanen: de to lægges ikke sammen."
            if again
            else ""
        )
        return [
            Table(
                name="kontraktgennemgang",
                title="Potentiale, aftalt og realiseret",
                frame=self.steps,
                row_kind="row_kind",
                columns=(
                    Column("label", "Trin", "text"),
                    Column("n", "Linjer eller indsatser (n)", "int"),
                    Column("year_oere", "Pr. år", "oere", -3),
                    Column("granted_oere", "I bevillingerne i år", "oere", -3),
                    Column("seen_oere", "Set i bogføringen i år", "oere", -3),
                ),
                note="Potentialet er til dagens priser, uden moms og før refusion, og hver linje "
                "tæller højst én gang. Det er det, der er tilbage: en aftale, der virker, er ude "
                f"af det.{both}",
            )
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define("gå-fra-pris", "servicerammen")

    def sources(self) -> list[str]:
        return [
            "Kontrakter, bevillinger og handleplan i månedens udtræk.",
            "Metode: docs/metode/kvartal.md.",
        ]


def contract_review(
    contracts: Contracts, targets: Targets, gained: Gains, review_months: int = 12
) -> ContractReview:
    """The review's steps, all of the same month. ``review_months`` as in [kontrakter]."""
    lines = _potential(contracts, targets)
    plan = gained.rows[gained.rows["action_kind"].eq(RENEGOTIATED)]
    plan = plan[plan["stage"].ne(DOUBLE)]
    register = contracts.register
    register = register[~register["expired"].astype(bool) & register["lines"].gt(0)]
    register = register[~is_private(register)]
    limit = last_day(contracts.period) - pd.DateOffset(months=review_months)
    fresh = register[register["last_review"].ge(limit)]
    again = lines[_covered(lines, plan[plan["stage"].isin([AGREED, LATE])])]
    return ContractReview(
        period=contracts.period,
        steps=_steps(lines, plan),
        contracts=len(register),
        reviewed=len(fresh),
        paid_oere=int(register["paid_oere"].sum()),
        reviewed_oere=int(fresh["paid_oere"].sum()),
        review_months=review_months,
        again=(len(again), int(again["walk_oere"].sum() + again["more_oere"].sum())),
    )


def _planned(steps: pd.DataFrame) -> str:
    n = count(int(steps["n"].sum()), "genforhandling", "genforhandlinger")
    if not steps["n"].sum():
        return n
    seen = steps["seen_oere"].sum()
    got = f"hvoraf {numbers.tkr(seen)} er set" if seen >= 0 else "hvoraf samlet intet er hentet"
    return f"{n} til {numbers.tkr(steps['year_oere'].sum())} om året, {got} i år"


def _potential(contracts: Contracts, targets: Targets) -> pd.DataFrame:
    """Row: one line that costs too much: walk_oere (above the walk-away price) and more_oere (what
    it is above its contract beyond that), line_id, case_id and provider.

    A line with several gaps counts its largest; a gap on several lines counts on the first.
    """
    walk = targets.rows[targets.rows["counted"]]
    walk = walk.set_index("line_id")[["case_id", "provider", "service_full_oere"]]
    walk = walk.rename(columns={"service_full_oere": "walk_oere"})
    gaps = contracts.gaps
    gaps = gaps[gaps["service_oere"].gt(0).fillna(False).astype(bool)]
    first = contracts.lines.dropna(subset=["gap"]).drop_duplicates("gap").set_index("gap")
    gaps = gaps.assign(line_id=first["line_id"].reindex(gaps.index).to_numpy())
    gaps = gaps.sort_values("service_oere", ascending=False, kind="stable")
    most = gaps.drop_duplicates("line_id").set_index("line_id")
    most = most[["case_id", "provider", "service_oere"]]
    most = most.rename(columns={"case_id": "case_id_gap", "provider": "provider_gap"})
    lines = walk.join(most, how="outer")
    for name in ("case_id", "provider"):
        lines[name] = lines[name].fillna(lines[f"{name}_gap"])
    lines["walk_oere"] = lines["walk_oere"].astype("Int64").fillna(0)
    more = lines["service_oere"].astype("Int64").fillna(0) - lines["walk_oere"]
    lines["more_oere"] = more.clip(lower=0)
    kept = lines[["case_id", "provider", "walk_oere", "more_oere"]]
    return kept.rename_axis("line_id").reset_index()


def _covered(lines: pd.DataFrame, plan: pd.DataFrame) -> pd.Series:
    """Whether an initiative is about each line: its line, else its case, else its provider."""
    found = pd.Series(False, index=lines.index)
    for row in plan.itertuples():
        for name in ("line_id", "case_id", "provider"):
            if pd.notna(value := getattr(row, name)):
                found |= lines[name].eq(value).fillna(False).astype(bool)
                break
    return found


def _steps(lines: pd.DataFrame, plan: pd.DataFrame) -> pd.DataFrame:
    rows = [
        (ABOVE_WALK, "detail", int(lines["walk_oere"].gt(0).sum()), lines["walk_oere"].sum()),
        # A line that is above both is counted as a line in the first row.
        (ABOVE_CONTRACT, "detail",
         int((lines["more_oere"].gt(0) & lines["walk_oere"].eq(0)).sum()),
         lines["more_oere"].sum()),
        (POTENTIAL, "subtotal", len(lines), lines["walk_oere"].sum() + lines["more_oere"].sum()),
    ]  # fmt: skip
    frame = pd.DataFrame(rows, columns=["label", "row_kind", "n", "year_oere"])
    all_known(plan["stage"], STAGES)
    by = plan.groupby("stage")
    sums = by[["planned_oere", "granted_oere", "seen_oere"]].sum().assign(n=by.size())
    sums = sums.reindex(list(STAGES)).fillna(0).rename(columns={"planned_oere": "year_oere"})
    sums = sums.assign(label=list(STAGES.values()), row_kind="detail")
    both = pd.concat([frame, sums], ignore_index=True)
    both = both[["label", "row_kind", "n", "year_oere", "granted_oere", "seen_oere"]]
    amounts = ["n", "year_oere", "granted_oere", "seen_oere"]
    return both.astype(dict.fromkeys(amounts, "Int64"))
