"""Does what is posted agree with what is granted? Every øre of both in one category.

Postings made by the period's last day, against the *granted* lines of January to the period (an
expected change is not granted). Whole øre, cost positive. The rules of matching:
``docs/metode/afstemning.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import TOTAL, stack_sums
from okonomi.analysis.cells import ROW
from okonomi.analysis.reconciliation.pieces import CATEGORIES, pieces, shown_vouchers
from okonomi.analysis.reconciliation.why import REMEDIES
from okonomi.analysis.result import Result
from okonomi.analysis.words import amount, count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.period import last_day
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules

MOST = 40
"""So many rows stand on the list; every piece is in ``Reconciliation.pieces``."""

POSTED = tuple(c for c in CATEGORIES if c not in ("afventer", "ikke_betalt"))
GRANTED = ("matchet", "sen", "afventer", "ikke_betalt", "uforklaret")


@dataclass(frozen=True, eq=False, kw_only=True)
class Reconciliation(Result):
    """Postings and granted lines of the year, held against each other.

    ``pieces``: see ``reconciliation_pieces.Pieces.frame``. ``categories``: label, postings and
    months (how many), posted_oere, granted_oere, and a total row. ``posted`` and ``granted``: one
    row per function, area and in all, with one column of øre per category and ``all``.
    """

    name = "afstemning"
    title = "Stemmer det bogførte med det bevilgede?"

    pieces: pd.DataFrame
    categories: pd.DataFrame
    posted: pd.DataFrame
    granted: pd.DataFrame

    def summary(self) -> str:
        until = numbers.month(self.period)
        if self.pieces.empty:
            return f"Der er hverken posteringer eller bevillinger til og med {until} at afstemme."
        sums = self.pieces.groupby("category")[["posted_oere", "granted_oere"]].sum()
        sums = sums.reindex(list(CATEGORIES), fill_value=0)
        paid, cost = sums["posted_oere"], sums["granted_oere"]
        if not self.categories["postings"].iloc[-1]:
            return (
                f"Der er ingen posteringer til og med {until}, så {amount(cost.sum())} "
                "bevilget udgift kan ikke afstemmes."
            )
        if not self.categories["months"].iloc[-1]:
            return (
                f"Der er ingen bevillinger i {self.period.year} til og med {until}, så "
                f"{amount(paid.sum())} bogført kan ikke afstemmes."
            )
        tied = paid["matchet"] + paid["sen"]
        unexplained = self.pieces.loc[self.pieces["category"] == "uforklaret"]
        left = unexplained["posted_oere"].abs().sum() + unexplained["granted_oere"].abs().sum()
        said = [
            f"{amount(oere)} er {words}"
            for oere, words in (
                (paid["uden_bevilling"], "betalt uden bevilling"),
                (paid["dobbelt"], "betalt dobbelt"),
                (cost["ikke_betalt"], "bevilget og ikke betalt"),
                (left, "uforklaret"),
            )
            if oere
        ]
        rest = (
            ", ".join(said[:-1]) + (" og " if len(said) > 1 else "") + said[-1]
            if said
            else ("intet er betalt uden bevilling eller dobbelt, og intet er uforklaret")
        )
        return (
            f"{amount(tied)} af {amount(paid.sum())} bogført til og med {until} svarer "
            f"til en bevilling; {rest}."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="afstemning",
                title=f"Bogført og bevilget til og med {numbers.month(self.period)}",
                frame=self.categories,
                row_kind="row_kind",
                columns=(
                    Column("label", "Kategori", "text"),
                    Column("postings", "Posteringer", "int"),
                    Column("months", "Bevilgede linjemåneder", "int"),
                    Column("posted_oere", "Bogført", "oere", -3),
                    Column("granted_oere", "Bevilget", "oere", -3),
                ),
                note="Hver øre står i én kategori. Kun det bevilgede er med, ikke det forventede. "
                "“Ført tilbage” er par, der giver nul.",
            ),
            self._split(
                "bogfoert_fordelt", "Det bogførte, fordelt", self.posted, POSTED, "Bogført"
            ),
            self._split(
                "bevilget_fordelt", "Det bevilgede, fordelt", self.granted, GRANTED, "Bevilget", 0
            ),
            self._list(),
        ]

    def _split(
        self,
        name: str,
        title: str,
        frame: pd.DataFrame,
        order: tuple[str, ...],
        whole: str,
        paper_rows: int | None = None,
    ) -> Table:
        shown = [c for c in order if c in ("matchet", "uforklaret") or frame[c].any()]
        return Table(
            name=name,
            title=f"{title} til og med {numbers.month(self.period)}",
            frame=frame,
            row_kind="row_kind",
            paper_rows=paper_rows,
            columns=(
                Column("label", "Område og funktion", "text"),
                Column("all", whole, "oere", -3),
                *(Column(c, CATEGORIES[c], "oere", -3) for c in shown),
            ),
        )

    def _list(self) -> Table:
        rows = self.to_look_at()
        return Table(
            name="afstemningsliste",
            title="Det største at se på",
            frame=rows.head(MOST),
            internal=True,
            paper_rows=10,
            columns=(
                Column("label", "Kategori", "text"),
                Column("function_label", "Funktion", "text", paper=False),
                Column("provider", "Leverandør", "text"),
                Column("case_id", "Sag", "text"),
                Column("month", "Måned", "month"),
                Column("vouchers", "Bilag", "text", paper=False),
                Column("posted_oere", "Bogført", "oere"),
                Column("granted_oere", "Bevilget", "oere"),
                Column("reason", "Hvorfor", "text", paper=False),
                Column("todo", "Hvad der skal gøres", "text"),
            ),
            note=f"De {numbers.whole(MOST)} største af {numbers.whole(len(rows))}."
            if len(rows) > MOST
            else None,
        )

    def to_look_at(self) -> pd.DataFrame:
        """The pieces somebody should act on, the largest difference first, late ones last."""
        rows = self.pieces[self.pieces["category"].isin(list(REMEDIES))]
        rows = rows.assign(
            label=rows["category"].map(CATEGORIES),
            todo=rows["category"].map(REMEDIES),
            differs=(rows["posted_oere"] - rows["granted_oere"]).abs(),
            size=rows["posted_oere"].abs(),
        )
        return rows.sort_values(
            ["differs", "size"], ascending=False, kind="stable", ignore_index=True
        )

    def control_total(self) -> str:
        """The one line a test compares by value: posted, granted and matched."""
        total, matched = self.categories.iloc[-1], self.posted["matchet"].iloc[-1]
        return (
            f"{self.period}: bogført {numbers.kr(total.posted_oere)}; bevilget "
            f"{numbers.kr(total.granted_oere)}; matchet {numbers.kr(matched)}"
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define("bogført", "bevilling", "matchet", "uforklaret", "ydelsesmåned")

    def sources(self) -> list[str]:
        return [
            "Bevillinger og posteringer i månedens udtræk.",
            "Metode: docs/metode/afstemning.md.",
        ]


def reconciliation(
    reading: Reading, kontoplan: pd.DataFrame, rules: Rules, posted_with_moms: bool = True
) -> Reconciliation:
    """Hold every posting of the reading against what was granted.

    With postings without moms the granted lines are taken net of moms; a rounding of a few øre is
    then unexplained.
    """
    found = pieces(reading, kontoplan, rules, posted_with_moms).frame
    return Reconciliation(
        period=reading.period,
        pieces=found,
        categories=_by_category(found),
        posted=_by_function(found, "posted_oere"),
        granted=_by_function(found, "granted_oere"),
        findings=_findings(reading, found),
    )


def _by_category(found: pd.DataFrame) -> pd.DataFrame:
    """Sums per category with anything in it. A group in two pieces is counted where it matches."""
    amounts = ["posted_oere", "granted_oere"]
    first = ~found["group"].duplicated()
    counted = found[["postings", "months"]].where(first, 0)
    sums = counted.join(found[["category", *amounts]]).groupby("category").sum()
    sums = sums.reindex([c for c in CATEGORIES if c in sums.index])
    table = sums.rename(index=CATEGORIES).rename_axis("label").reset_index()
    total = table.drop(columns="label").sum().to_frame().T.assign(label=TOTAL, row_kind="total")
    table = pd.concat([table.assign(row_kind="detail"), total], ignore_index=True)
    return table.astype(dict.fromkeys(["postings", "months", *amounts], "int64"))


def _by_function(found: pd.DataFrame, amount: str) -> pd.DataFrame:
    sums = found.pivot_table(amount, ROW, "category", aggfunc="sum", fill_value=0)
    sums = sums.reindex(columns=list(CATEGORIES), fill_value=0).astype("int64")
    if found.empty:
        sums.index = pd.MultiIndex.from_frame(found[ROW])
    return stack_sums(sums.assign(all=sums.sum(axis=1)))


def _findings(reading: Reading, found: pd.DataFrame) -> tuple[Finding, ...]:
    later = reading["posting"]
    later = later[later["date"] > last_day(reading.period)]
    if later.empty:
        return ()
    return (
        Finding(
            code="bogfoert-efter-maaneden",
            severity="oplysning",
            text=f"{count(len(later), 'postering', 'posteringer')} på i alt "
            f"{numbers.kr(later['amount_oere'].sum())} er bogført efter "
            f"{numbers.month(reading.period)} og er ikke med.",
            remedy="De kommer med, når næste måned afstemmes.",
            rows=later.assign(voucher=shown_vouchers(later["voucher"]))[
                ["voucher", "date", "function", "provider", "amount_oere"]
            ],
        ),
    )
