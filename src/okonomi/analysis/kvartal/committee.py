"""What does the committee see? The month's forventet regnskab in the columns a committee knows.

Row: one group of functions, an area's subtotal, Servicerammen, the refund, and both together, for
the calendar year of ``period``; whole øre, cost positive. Nothing is worked out anew: expected
and deviation are the follow-up's, the refund is ``refusion``'s. See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import budget_of_year, stack_sums, with_areas_of, with_row_keys
from okonomi.analysis.followup.result import Followup
from okonomi.analysis.kvartal.public import COMMITTEE
from okonomi.analysis.public_rows import with_groups, year_ledger
from okonomi.analysis.refusion.result import SKOEN, Refusion
from okonomi.analysis.result import Result
from okonomi.analysis.words import count, deviation_word
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers

SERVICE = "Servicerammen i alt"
REFUND = "Centrale refusionsordninger mv."
BOTH = "I alt med refusion"
FOOTNOTE = (
    "Minus angiver et mindreforbrug/overskud i forhold til budgettet. "
    "Plus angiver et merforbrug/underskud i forhold til budgettet."
)
GROUPS = {
    "5.28.20": "Opholdssteder, sikrede samt døgninstitutioner",
    "5.28.21": "Forebyggende foranstaltninger",
    "5.28.22": "Plejefamilier",
    "5.28.23": "Opholdssteder, sikrede samt døgninstitutioner",
    "5.28.24": "Opholdssteder, sikrede samt døgninstitutioner",
    "5.28.25": "Forebyggende foranstaltninger",
    "5.38.37": "Støtte i eget hjem",
    "5.38.38": "Støtte i eget hjem",
    "5.38.42": "Botilbud",
    "5.38.50": "Botilbud",
    "5.38.51": "Botilbud",
    "5.38.52": "Botilbud",
    "5.38.53": "Støtte i eget hjem",
    "5.38.58": "Beskæftigelse og samvær",
    "5.38.59": "Beskæftigelse og samvær",
}
"""The committee's rows: the children's as councils table them, the adults' in the same spirit."""
OTHER = "Øvrige"
REFUND_FUNCTION = "5.22"
"""Where the refund is budgeted; outside servicerammen."""
BUDGETED = ["applied_oere", "corrected_incl_oere", "transfers_oere"]
GROUPED = ["group", "group_of", "group_n", "top_share"]
AMOUNTS = [
    "original_oere", "corrected_oere", "applied_oere", "corrected_incl_oere", "expected_oere",
    "deviation_oere", "transfers_oere", "deviation_incl_oere",
]  # fmt: skip


@dataclass(frozen=True, eq=False, kw_only=True)
class CommitteeTable(Result):
    """``rows``: label, row_kind, area_label and in øre original, corrected (without transfers),
    applied (bevillingsansøgninger), corrected_incl (with applied and transfers), expected,
    deviation = expected − corrected, transfers, deviation_incl = deviation − transfers;
    deviation_word, and the group each row tells of (``public_rows``). Budget columns are missing
    where the budget is, the refund's amounts where its thresholds are. ``skoen``: whether the
    refund stands on an estimate.
    """

    name = "udvalgstabel"
    title = "Holder vi årets budget?"

    rows: pd.DataFrame
    with_moms: bool
    outlook: bool
    skoen: bool

    def _of(self, label: str) -> pd.Series:
        return self.rows.set_index("label").loc[label]

    def summary(self) -> str:
        service, refund = self._of(SERVICE), self._of(REFUND)
        text = (
            f"På servicerammen ventes {numbers.mio(service.expected_oere)} brugt i "
            f"{self.period.year}"
        )
        if pd.isna(service.deviation_oere):
            text += "; der er intet budget i mappen at holde det op mod"
        elif service.deviation_oere == 0:
            text += ", præcis det korrigerede budget"
        else:
            text += (
                f", et {service.deviation_word} på {numbers.mio(abs(service.deviation_oere))} mod "
                "korrigeret budget uden overførsler"
            )
        if pd.isna(refund.expected_oere):
            return f"{text}. Den centrale refusion kan ikke regnes: beløbsgrænserne mangler."
        word = f" ({SKOEN})" if self.skoen else ""
        return (
            f"{text}; uden for rammen ventes {numbers.mio(-refund.expected_oere)} i refusion{word}."
        )

    def public_summary(self) -> str:
        place = "{udvalgstabel|I alt|%s}"
        expected, word = (place % name for name in ("expected_oere", "deviation_word"))
        text = f"På servicerammen ventes {expected} brugt i {self.period.year}"
        if pd.isna(self._of(SERVICE).deviation_oere):
            return f"{text}."
        return f"{text}; afvigelsen fra korrigeret budget er {place % 'deviation_oere'} ({word})."

    def tables(self) -> list[Table]:
        return [
            Table(
                name="udvalgstabel",
                title=f"Udvalgets tabel {self.period.year} efter {numbers.month(self.period)}",
                frame=self.rows,
                row_kind="row_kind",
                front=True,
                public=COMMITTEE,
                columns=(
                    Column("label", "Område", "text"),
                    Column("original_oere", "Oprindeligt budget", "oere", -6),
                    Column("corrected_oere", "Korrigeret ekskl. overførsler", "oere", -6),
                    Column("applied_oere", "Bevillings- ansøgninger", "oere", -6),
                    Column("corrected_incl_oere", "Korrigeret inkl.", "oere", -6),
                    Column("expected_oere", "Forventet forbrug", "oere", -6),
                    Column("deviation_oere", "Resultat ekskl. overførsler", "oere", -6),
                    Column("deviation_word", "", "text"),
                    Column("transfers_oere", "Overførsler", "oere", -6),
                    Column("deviation_incl_oere", "Resultat inkl.", "oere", -6),
                ),
                note=f"{FOOTNOTE} {self._explained()}",
            )
        ]

    def _explained(self) -> str:
        moms = "med moms" if self.with_moms else "uden moms"
        flow = "med" if self.outlook else "uden"
        skoen = " Refusionen er et skøn." if self.skoen else ""
        return (
            f"Forventet forbrug er månedsrapportens forventede regnskab: {moms}, som "
            f"posteringerne er, og {flow} forventet til- og afgang. Inkl. er med overførsler, og "
            "for korrigeret budget også med ansøgninger. En ansøgt bevilling er ikke givet og "
            "tæller ikke i resultatet. Refusionen er regnet af de kendte bevillinger og ligger "
            f"uden for servicerammen.{skoen}"
        )

    def control_total(self) -> str:
        """The one line a test compares by value."""
        service, refund = self._of(SERVICE), self._of(REFUND)
        return (
            f"{self.period}: servicerammen {numbers.kr(service.expected_oere)}; resultat ekskl. "
            f"overførsler {numbers.kr(service.deviation_oere)}; refusion "
            f"{numbers.kr(refund.expected_oere)}"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "korrigeret budget", "forventet regnskab", "afvigelse", "servicerammen",
            "central refusion",
        )  # fmt: skip

    def sources(self) -> list[str]:
        return [
            "Månedsrapportens opfølgning og refusion; budgettet i månedens udtræk.",
            "Metode: docs/metode/kvartal.md.",
        ]


def committee_table(
    reading: Reading, kontoplan: pd.DataFrame, followup: Followup, refusion: Refusion
) -> CommitteeTable:
    """The committee's table of the year, from the month's follow-up and refund."""
    found = followup.rows[followup.rows["row_kind"] == "detail"]
    rows = found.rename(columns={"label": "function_label"}).set_index(
        ["area_label", "function_label"]
    )[["original_oere", "corrected_oere", "expected_oere"]]
    budget = _budget(reading, kontoplan)
    rows = rows.join(budget)
    rows["corrected_incl_oere"] = rows["corrected_incl_oere"].fillna(rows["corrected_oere"])
    amounts = ["original_oere", "corrected_oere", *BUDGETED]
    rows = rows.astype(dict.fromkeys(amounts, "Int64"))
    code = rows.index.get_level_values("function_label").str.split().str[0]
    refunds = code.str.startswith(REFUND_FUNCTION)
    grouped = _grouped(rows[~refunds], code[~refunds])
    behind = year_ledger(reading, with_areas_of(kontoplan, reading["placement"], reading["budget"]))
    behind["function_label"] = behind["function_label"].map(_group).astype("str")
    service = with_groups(stack_sums(grouped), behind)
    persons, top = service[["group_n", "top_share"]].iloc[-1]
    service.loc[service.index[-1], "group_of"] = BOTH
    service["label"] = service["label"].replace("I alt", SERVICE)
    service["row_kind"] = service["row_kind"].replace("total", "subtotal")
    refund = rows.loc[refunds, amounts].sum(min_count=1).to_frame().T
    year = refusion.parts["year_oere"].iloc[1] if refusion.complete else pd.NA
    refund = refund.assign(
        label=REFUND,
        row_kind="detail",
        area_label=REFUND,
        expected_oere=[year],
        group=REFUND,
        group_of=BOTH,
        group_n=len(refusion.payers),
        top_share=_largest(refusion),
    ).astype(dict.fromkeys([*amounts, "expected_oere"], "Int64"))
    both = pd.concat([service.tail(1), refund], ignore_index=True)
    total = both[[*amounts, "expected_oere"]].sum().to_frame().T
    if pd.isna(year):
        total["expected_oere"] = pd.NA
    if both["corrected_oere"].isna().any():  # half a budget would look like a saving
        total[amounts] = pd.NA
    total = total.assign(
        label=BOTH, row_kind="total", area_label=BOTH, group=BOTH, group_n=persons, top_share=top
    )
    table = pd.concat([service, refund, total], ignore_index=True)
    table = table.astype(dict.fromkeys([*amounts, "expected_oere"], "Int64"))
    table["deviation_oere"] = table["expected_oere"] - table["corrected_oere"]
    table["deviation_incl_oere"] = table["deviation_oere"] - table["transfers_oere"]
    table["deviation_word"] = table["deviation_oere"].map(deviation_word, na_action=None)
    return CommitteeTable(
        period=reading.period,
        rows=table[["label", "row_kind", "area_label", *AMOUNTS, "deviation_word", *GROUPED]],
        with_moms=followup.with_moms,
        outlook=bool(followup.outlook),
        skoen=bool(refusion.because),
        findings=tuple(_findings(table, rows, budget)),
    )


def _budget(reading: Reading, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """Applied for, transfers and corrected incl. per row of the follow-up; what is not given of
    the last is worked out."""
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    rows = with_row_keys(budget_of_year(reading["budget"], reading.period.year)[0], kontoplan)
    corrected = rows["corrected_oere"].fillna(rows["original_oere"]).astype("Int64")
    parts = rows[["applied_oere", "transfers_oere"]].astype("Int64").fillna(0)
    worked = corrected + parts["applied_oere"] + parts["transfers_oere"]
    given = rows["corrected_incl_oere"].astype("Int64")
    rows = rows.assign(
        **{name: parts[name] for name in parts},
        corrected_incl_oere=given.fillna(worked),
        differs_oere=(given - worked).fillna(0),
    )
    keys = ["area_label", "function_label"]
    return rows.groupby(keys)[[*BUDGETED, "differs_oere"]].sum(min_count=1)


def _grouped(rows: pd.DataFrame, code: pd.Index) -> pd.DataFrame:
    """Functions summed to the committee's groups; what no group has is *Øvrige*."""
    names = [_group(each) for each in code]
    area = rows.index.get_level_values("area_label")
    keys = [pd.Index(area, name="area_label"), pd.Index(names, name="function_label", dtype="str")]
    budget = ["original_oere", "corrected_oere", *BUDGETED]
    sums = rows.groupby(keys)[budget].sum(min_count=1)
    return sums.join(rows.groupby(keys)["expected_oere"].sum())


def _group(label: str) -> str:
    """The committee's row of a function's label or code."""
    return GROUPS.get(label.split()[0], OTHER)


def _largest(refusion: Refusion) -> float:
    """The largest payer's share of the refund."""
    amounts = refusion.payers["refusion_oere"].astype("float64")
    return float(amounts.max() / amounts.sum()) if amounts.sum() else float("nan")


def _findings(table: pd.DataFrame, rows: pd.DataFrame, budget: pd.DataFrame) -> list[Finding]:
    found = []
    wrong = budget[budget["differs_oere"].ne(0)]
    if len(wrong):
        found.append(
            Finding(
                code="budget-inkl-stemmer-ikke",
                severity="advarsel",
                text=f"På {count(len(wrong), 'funktion', 'funktioner')} er korrigeret budget inkl. "
                "overførsler et andet end korrigeret budget, ansøgninger og overførsler lagt "
                "sammen; budgettets egen sum er vist.",
                remedy="Ret budgetfilen, så de fire kolonner stemmer.",
                rows=wrong.reset_index()[["function_label", "corrected_incl_oere", "differs_oere"]],
            )
        )
    refund = table.set_index("label").loc[REFUND]
    if pd.isna(refund["corrected_oere"]) and rows["corrected_oere"].notna().any():
        found.append(
            Finding(
                code="refusion-uden-budget",
                severity="oplysning",
                text="Budgettet har ingen række for central refusion (funktion 5.22), så hverken "
                "den eller summen med den har en afvigelse.",
                remedy="Tag funktionen med i budgetfilen, hvis refusionen skal følges.",
            )
        )
    return found
