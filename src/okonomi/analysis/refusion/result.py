"""What does it cost the municipality after the state's refund? From gross to net, per function.

Row: one function, an area's subtotal or the total, for the calendar year of ``period``, by the
ledger of the known lines. Whole øre; a refund is an income and is negative where it is shown as a
line of its own. A year without thresholds has no refund and no net figure anywhere, and says what
is missing. The rules and their sources: ``docs/metode/refusion.md``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from okonomi.analysis.budget_rows import TOTAL, stack_rows, with_areas_of, with_row_keys
from okonomi.analysis.followup.result import Followup
from okonomi.analysis.public_rows import group, with_groups, year_ledger
from okonomi.analysis.refusion.estimate import SKOEN, estimate_column, word_of
from okonomi.analysis.refusion.findings import LACKING, lacking, unknown_providers
from okonomi.analysis.result import Result
from okonomi.cost import NetLedger, ledger, net
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Column, Public, Table, numbers
from okonomi.rules import Rules, Value

"""The heading of the column that says whether an estimate is behind the row."""
PUBLIC = Public(
    groups=(
        group(
            sums=("gross_oere", "service_oere"),
            worked=(("moms_refusion_oere", "minus", "gross_oere", "service_oere"),),
            other=("word",),
        ),
    ),
    facts=("label",),
    note="Efter de kendte bevillinger, før ny til- og afgang resten af året. Central refusion og "
    "netto er ikke med, for refusionen er af få sager.",
)
PUBLIC_SURE = replace(PUBLIC, groups=(replace(PUBLIC.groups[0], other=()),))
"""Where no estimate is behind what is published: the refund's own estimates are not shown there."""
OF_REFUND = ("beløbsgrænser", "refusionsgrundlag")
"""How the reasons begin that are about the refund alone."""
TOTAL_NET = "I alt (netto)"
LEVELS = (["area_label", "function_label"], ["area_label"], ["total_label"])
GROUPS = {"boern": "Barn eller husstand", "voksne": "Voksen"}


@dataclass(frozen=True, eq=False, kw_only=True)
class Refusion(Result):
    """The year's cost from gross to net.

    ``parts``: Servicerammen, Centrale refusionsordninger mv. and their sum, to date and for the
    year. ``rows``: label, row_kind, area_label, and in øre gross, moms_refusion, service,
    refusion, net. ``payers``: the dear cases (internal): cases, group, total_oere, refusion_oere,
    rate (the state's share of the last krone) and kept_share (what the municipality keeps of the
    next krone saved). Each has ``word``: "skøn" where an estimate is behind the figure. ``steps``:
    from the follow-up's forventet regnskab to net, each amount with its sign (None without a
    follow-up).
    """

    name = "refusion"
    title = "Hvad koster det efter statsrefusion?"

    parts: pd.DataFrame
    rows: pd.DataFrame
    payers: pd.DataFrame
    complete: bool
    because: tuple[str, ...]
    used: tuple[str, ...]
    steps: pd.DataFrame | None = None

    def summary(self) -> str:
        total = self.rows.iloc[-1]
        year = self.period.year
        if not total.gross_oere and not total.service_oere:
            return f"Der er ingen bevillinger med en udgift i {year}, så netto kan ikke regnes."
        cost = numbers.mio(total.service_oere)
        service = f"De kendte bevillinger koster {cost} af servicerammen {year}"
        if not self.complete:
            return f"{service}. Statsrefusion og netto kan ikke regnes: {self.lacks()}"
        word = f" ({SKOEN})" if self.because else ""
        return (
            f"{service}; med {numbers.mio(total.refusion_oere)} i central refusion{word} er det "
            f"{numbers.mio(total.net_oere)} netto{word}."
        )

    def lacks(self) -> str:
        """What the refund cannot be worked out without, and who it is about; "" for nothing."""
        return " ".join(f.text for f in self.findings if f.code == LACKING)

    def public_summary(self) -> str:
        return (
            f"De kendte bevillinger koster i {self.period.year} "
            "{brutto_til_netto|I alt|gross_oere} "
            "brutto, heraf {brutto_til_netto|I alt|service_oere} af servicerammen."
        )

    def tables(self) -> list[Table]:
        if not self.complete:
            amounts = ["gross_oere", "moms_refusion_oere", "service_oere"]
            return [*self._from_expected(), self._by_function(amounts)]
        return [
            *self._from_expected(),
            Table(
                name="rammer",
                title=f"Servicerammen og central refusion {self.period.year}",
                frame=self.parts,
                row_kind="row_kind",
                columns=(
                    Column("label", "Ramme", "text"),
                    Column("to_date_oere", f"Til og med {numbers.month(self.period)}", "oere", -3),
                    Column("year_oere", "Hele året", "oere", -3),
                    estimate_column(self.parts),
                ),
                note="Refusion til dato er det, der kan hjemtages af årets udgift indtil nu; den "
                "er ikke en andel af hele årets." + self._because(),
            ),
            self._by_function(
                ["gross_oere", "moms_refusion_oere", "service_oere", "refusion_oere", "net_oere"]
            ),
            Table(
                name="dyre_sager",
                title="Særligt dyre enkeltsager med refusion i året",
                frame=self.payers,
                internal=True,
                paper_rows=10,
                columns=(
                    Column("cases", "Sager", "text"),
                    Column("group_label", "Betaler", "text"),
                    Column("total_oere", "Udgift, der tæller", "oere", -3),
                    Column("refusion_oere", "Refusion", "oere", -3),
                    Column("rate", "Statens andel af sidste krone", "share", 0),
                    Column("kept_share", "Kommunen beholder af næste sparede krone", "share", 0),
                    estimate_column(self.payers),
                ),
                note="En besparelse er kun værd, hvad kommunen beholder af den.",
            ),
        ]

    def _from_expected(self) -> list[Table]:
        if self.steps is None:
            return []
        return [
            Table(
                name="forventet_til_netto",
                title=f"Fra forventet regnskab {self.period.year} til servicerammen"
                + (" og netto" if self.complete else ""),
                frame=self.steps,
                row_kind="row_kind",
                columns=(
                    Column("label", "Led", "text"),
                    Column("oere", "Beløb", "oere", -3),
                    estimate_column(self.steps),
                ),
                note="Rækkerne lægges sammen oppefra. Det bogførte, som ingen bevilling svarer "
                "til, er i forventet regnskab, men ikke i servicerammen og netto her, for moms og "
                "refusion regnes af bevillingerne." + self._because(),
            )
        ]

    def _by_function(self, amounts: list[str]) -> Table:
        labels = {
            "gross_oere": "Brutto",
            "moms_refusion_oere": "Momsrefusion",
            "service_oere": "Servicerammen",
            "refusion_oere": "Central refusion",
            "net_oere": "Netto",
        }
        columns = [Column(name, labels[name], "oere", -3) for name in amounts]
        return Table(
            name="brutto_til_netto",
            title=f"Brutto og serviceramme pr. funktion {self.period.year}, hele året",
            frame=self.rows,
            row_kind="row_kind",
            public=PUBLIC if self.rows["moms_skoen"].any() else PUBLIC_SURE,
            columns=(
                Column("label", "Område og funktion", "text"),
                *columns,
                estimate_column(self.rows),
            ),
            note="Efter de kendte bevillinger, før ny til- og afgang resten af året."
            + self._because(),
        )

    def _because(self) -> str:
        used = [why for why in self.because if self.complete or not why.startswith(OF_REFUND)]
        return f" Skøn: {'; '.join(used)}." if used else ""

    def definitions(self) -> list[tuple[str, str]]:
        return define("servicerammen", "central refusion", "momsrefusion", "netto", "skøn")

    def sources(self) -> list[str]:
        return [*self.used, "Metode: docs/metode/refusion.md."]


def refusion(
    reading: Reading, rules: Rules, kontoplan: pd.DataFrame, followup: Followup | None = None
) -> Refusion:
    """From gross to net for the year of the reading's period, by the known lines.

    ``followup`` is the same month's: its forventet regnskab is then tied to the figures here.
    """
    period = reading.period
    kontoplan = with_areas_of(kontoplan, reading["placement"], reading["budget"])
    lines = with_row_keys(reading["placement"], kontoplan)
    months = ledger(lines, first_month_of_year(period), last_month_of_year(period))
    nets = net(months, lines, reading["person"], reading["provider"], rules, period)
    keys = lines.assign(total_label=pd.array([TOTAL] * len(lines), dtype="str"))
    by_function, by_area, total = (
        nets.by(keys[level], months=False).set_index(level) for level in LEVELS
    )
    if total.empty:
        total = pd.DataFrame(nets.total() | {"skoen": False, "moms_skoen": False}, index=[TOTAL])
    rows = stack_rows(by_function, by_area, total)
    amounts = [name for name in rows.columns if name.endswith("_oere")]
    rows = with_groups(rows, year_ledger(reading, kontoplan))
    # Without thresholds the table ends at servicerammen, which has only moms behind it.
    behind = rows["skoen" if nets.complete else "moms_skoen"]
    rows = rows.assign(word=word_of(behind)).astype(dict.fromkeys(amounts, "Int64"))
    return Refusion(
        period=period,
        parts=_parts(nets, period),
        rows=rows,
        payers=_dear(nets, lines, period.year),
        complete=nets.complete,
        because=nets.skoen_because,
        used=tuple(dict.fromkeys(_source(value) for value in nets.values)),
        steps=None if followup is None else _steps(nets, followup),
        findings=(
            *lacking(nets.missing, period.year),
            *nets.findings,
            *unknown_providers(lines, months, reading["provider"]),
        ),
    )


def _parts(nets: NetLedger, period: pd.Period) -> pd.DataFrame:
    """The two frames and their sum; amounts are missing where the refund is."""
    year = nets.total()
    to_date = nets.rows["month"] <= period.to_timestamp()
    service_to_date = int(nets.rows.loc[to_date, "service_oere"].sum())
    refunds = nets.payers.loc[nets.payers["year"] == period.year, "refusion_to_date_oere"]
    refund_to_date = None if refunds.isna().any() else int(refunds.sum())
    refund = year["refusion_oere"]
    table = [
        ("Servicerammen", "detail", service_to_date, year["service_oere"], False),
        ("Centrale refusionsordninger mv.", "detail", _minus(refund_to_date), _minus(refund), True),
        (
            TOTAL_NET,
            "total",
            None if refund_to_date is None else service_to_date - refund_to_date,
            year["net_oere"],
            True,
        ),
    ]
    frame = pd.DataFrame(
        table, columns=["label", "row_kind", "to_date_oere", "year_oere", "built_on_refund"]
    )
    word = word_of(frame.pop("built_on_refund") & nets.skoen)
    return frame.assign(word=word).astype({"to_date_oere": "Int64", "year_oere": "Int64"})


def _steps(nets: NetLedger, followup: Followup) -> pd.DataFrame:
    """Forventet regnskab, less what is posted beyond the lines, less moms, less the refund."""
    total, year = followup.rows.iloc[-1], nets.total()
    table = [
        ("Forventet regnskab", "detail", int(total.expected_oere)),
        ("Forventet til- og afgang, som ingen bevilling har endnu", "detail",
         -int(total.inflow_oere)),
        ("Bogført, som ingen bevilling svarer til", "detail",
         int(total.ledger_oere + total.inflow_oere - total.expected_oere)),
    ]  # fmt: skip
    if not followup.outlook:
        del table[1]
    if followup.with_moms:
        table += [
            ("Brutto efter bevillingerne", "subtotal", year["gross_oere"]),
            ("Momsrefusion", "detail", _minus(year["moms_refusion_oere"])),
        ]
    table.append(("Servicerammen", "subtotal", year["service_oere"]))
    if nets.complete:
        table += [
            ("Centrale refusionsordninger mv.", "detail", _minus(year["refusion_oere"])),
            (TOTAL_NET, "total", year["net_oere"]),
        ]
    frame = pd.DataFrame(table, columns=["label", "row_kind", "oere"])
    built_on_refund = frame["label"].isin([TOTAL_NET, "Centrale refusionsordninger mv."])
    return frame.assign(word=word_of(built_on_refund & nets.skoen)).astype({"oere": "Int64"})


def _minus(amount: int | None) -> int | None:
    return None if amount is None else -amount


def _dear(nets: NetLedger, lines: pd.DataFrame, year: int) -> pd.DataFrame:
    """The payers with a refund in the year, the largest first, known by their lines' cases."""
    payers = nets.payers[(nets.payers["year"] == year) & (nets.payers["refusion_oere"] > 0)]
    case = lines["case_id"].astype(object).where(lines["case_id"].notna(), None).tolist()
    cases = [
        ", ".join(dict.fromkeys(filter(None, (case[line] for line in own)))) or None
        for own in payers["lines"]
    ]
    return (
        payers.assign(
            cases=pd.array(cases, dtype="str"),
            group_label=payers["group"].map(GROUPS).astype("str"),
            word=word_of(payers["skoen"]),
        )
        .sort_values("refusion_oere", ascending=False, kind="stable", ignore_index=True)
        .drop(columns=["payer", "lines"])
    )


def _source(value: Value) -> str:
    return f"{value.name}: {value.source}"
