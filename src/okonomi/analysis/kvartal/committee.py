"""What does the committee see? The month's forventet regnskab in the columns a committee knows.

Row: one group of functions, an area's subtotal, Servicerammen, the refund, and both together, for
the calendar year of ``period``; whole øre, cost positive. Nothing is worked out anew: expected
and deviation are the follow-up's, the refund is ``refusion``'s. See ``docs/metode/kvartal.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from okonomi.analysis.budget_rows import (
    CORRECTED,
    budget_of_year,
    stack_sums,
    with_areas_of,
    with_row_keys,
)
from okonomi.analysis.followup.findings import UNCORRECTED
from okonomi.analysis.followup.result import Followup
from okonomi.analysis.kvartal.committee_says import (
    budget_columns,
    committee_findings,
    ramme,
    result_heading,
)
from okonomi.analysis.kvartal.public import COMMITTEE
from okonomi.analysis.kvartal.unplaced import unplaced
from okonomi.analysis.public_rows import with_groups, year_ledger
from okonomi.analysis.refusion.estimate import SKOEN
from okonomi.analysis.refusion.findings import LACKING
from okonomi.analysis.refusion.result import Refusion
from okonomi.analysis.result import Result
from okonomi.analysis.words import deviation_word
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers

SERVICE = "Serviceudgifter i alt"
"""As posted, with moms: servicerammen is these less the momsrefusion, and ``refusion`` has it."""
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
GROUPED = ["group", "group_of", "group_n", "top_share", "placed", "functions"]
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
    refund stands on an estimate; ``lacks``: what it cannot be worked out without. ``basis``: which
    budget the results are against, as in the follow-up.
    """

    name = "udvalgstabel"
    title = "Holder vi årets budget?"

    rows: pd.DataFrame
    with_moms: bool
    outlook: bool
    skoen: bool
    lacks: str
    basis: str

    def _of(self, label: str) -> pd.Series:
        return self.rows.set_index("label").loc[label]

    def summary(self) -> str:
        service, refund = self._of(SERVICE), self._of(REFUND)
        text = (
            f"Serviceudgifterne{self._before_moms()} ventes at blive "
            f"{numbers.mio(service.expected_oere)} i {self.period.year}"
        )
        if pd.isna(service.deviation_oere):
            text += "; der er intet budget i mappen at holde det op mod"
        elif service.deviation_oere == 0:
            text += f", præcis det samme som {self.basis} budget"
        else:
            text += (
                f", et {service.deviation_word} på {numbers.mio(abs(service.deviation_oere))} mod "
                f"{self.basis} budget{' uden overførsler' if self._corrected else ''}"
            )
        if pd.isna(refund.expected_oere):
            return f"{text}. Den centrale refusion kan ikke regnes: {self.lacks}"
        word = f" ({SKOEN})" if self.skoen else ""
        return (
            f"{text}; uden for rammen ventes {numbers.mio(-refund.expected_oere)} i refusion{word}."
        )

    def public_summary(self) -> str:
        place = "{udvalgstabel|I alt|%s}"
        expected, word = (place % name for name in ("expected_oere", "deviation_word"))
        text = (
            f"Serviceudgifterne{self._before_moms()} ventes at blive {expected} i "
            f"{self.period.year}"
        )
        if pd.isna(self._of(SERVICE).deviation_oere):
            return f"{text}."
        return f"{text}; afvigelsen fra {self.basis} budget er {place % 'deviation_oere'} ({word})."

    def tables(self) -> list[Table]:
        return [
            Table(
                name="udvalgstabel",
                title=f"Udvalgets tabel {self.period.year} efter {numbers.month(self.period)}",
                frame=self.rows,
                row_kind="row_kind",
                front=True,
                public=replace(COMMITTEE, note=f"{COMMITTEE.note} {ramme(self.with_moms)}"),
                columns=(
                    Column("label", "Område", "text"),
                    Column("original_oere", "Oprindeligt budget", "oere", -6),
                    *budget_columns(self.basis),
                    Column("expected_oere", "Forventet forbrug", "oere", -6),
                    Column("deviation_oere", result_heading(self.basis), "oere", -6),
                    Column("deviation_word", "", "text"),
                    Column("transfers_oere", "Overførsler", "oere", -6),
                    Column("deviation_incl_oere", "Resultat inkl.", "oere", -6),
                ),
                note=f"{FOOTNOTE} {self._explained()}",
            )
        ]

    @property
    def _corrected(self) -> bool:
        return self.basis == CORRECTED

    def _before_moms(self) -> str:
        return " før momsrefusion" if self.with_moms else ""

    def _explained(self) -> str:
        moms = "med moms" if self.with_moms else "uden moms"
        flow = "med" if self.outlook else "uden"
        known = pd.notna(self._of(REFUND).expected_oere)
        skoen = " Refusionen er et skøn." if self.skoen and known else ""
        budget = "korrigeret" if self._corrected else "oprindeligt"
        return (
            f"Forventet forbrug er månedsrapportens forventede regnskab: {moms}, som "
            f"posteringerne er, og {flow} forventet til- og afgang. Inkl. er med overførsler, og "
            f"for {budget} budget også med ansøgninger. En ansøgt bevilling er ikke givet og "
            f"tæller ikke i resultatet. {ramme(self.with_moms)} Refusionen er regnet af de kendte "
            f"bevillinger og ligger uden for servicerammen.{skoen}"
        )

    def control_total(self) -> str:
        """The one line a test compares by value."""
        service, refund = self._of(SERVICE), self._of(REFUND)
        return (
            f"{self.period}: serviceudgifter {numbers.kr(service.expected_oere)}; resultat ekskl. "
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
    budget = _budget(reading, kontoplan, followup.basis)
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
    service["functions"] = service["group"].map(_functions(rows[~refunds].index))
    persons, top, placed = service[["group_n", "top_share", "placed"]].iloc[-1]
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
        label=BOTH,
        row_kind="total",
        area_label=BOTH,
        group=BOTH,
        group_n=persons,
        top_share=top,
        placed=placed,
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
        lacks=refusion.lacks(),
        basis=followup.basis,
        findings=(
            *committee_findings(table.set_index("label").loc[REFUND], rows, budget),
            *unplaced(rows[~refunds & (code.map(_group) == OTHER)]),
            *(f for f in refusion.findings if f.code == LACKING),
            *(f for f in followup.findings if f.code == UNCORRECTED),
        ),
    )


def _budget(reading: Reading, kontoplan: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Applied for, transfers and corrected incl. per row of the follow-up; what is not given of
    the last is worked out, and so is all of it where nothing is corrected: the columns add up."""
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    rows = with_row_keys(budget_of_year(reading["budget"], reading.period.year)[0], kontoplan)
    corrected = rows["corrected_oere"].fillna(rows["original_oere"]).astype("Int64")
    parts = rows[["applied_oere", "transfers_oere"]].astype("Int64").fillna(0)
    worked = corrected + parts["applied_oere"] + parts["transfers_oere"]
    given = rows["corrected_incl_oere"].astype("Int64")
    if basis != CORRECTED:
        given = worked
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


def _functions(rows: pd.MultiIndex) -> dict[str, str]:
    """Per group of the table: the month report's groups of its functions, one a line."""
    found: dict[str, list[str]] = {}
    for area, label in rows:
        found.setdefault(f"{area} · {_group(label)}", []).append(f"{area} · {label}")
    return {name: "\n".join(functions) for name, functions in found.items()}


def _group(label: str) -> str:
    """The committee's row of a function's label or code."""
    return GROUPS.get(label.split()[0], OTHER)


def _largest(refusion: Refusion) -> float:
    """The largest payer's share of the refund."""
    amounts = refusion.payers["refusion_oere"].astype("float64")
    return float(amounts.max() / amounts.sum()) if amounts.sum() else float("nan")
