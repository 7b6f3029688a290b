"""What should we look at now? Deadlines, ages and gaps, with how many and what they cost a year.

Counted on the period's last day. What is a deadline and what is only the kit's habit stands in
``docs/metode/opmaerksomhed.md``; the number of days and the ages are settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from okonomi.analysis.behind import later
from okonomi.analysis.contracts.match import LEAST_KR
from okonomi.analysis.refusion.result import Refusion
from okonomi.analysis.result import Result
from okonomi.analysis.watchlist.rows import line_rows, new_since, payer_rows
from okonomi.analysis.words import amount, count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers
from okonomi.rules import Rules
from okonomi.settings import require

DAYS, AGES, AGE_MONTHS = 90, (18, 23), 12
"""The defaults of [opmaerksomhed] in okonomi.toml."""

MOST = 40
"""So many rows of each kind stand on the list; all of them are in ``Watchlist.rows``."""

TOP = 10
"""How many lines stand in a table of their own."""

NO_LINES = "ingen-bevillinger-at-se-paa"
"""The finding that there was nothing to look at."""

KINDS = {
    "overskredet": ("Opfølgning er overskredet", "Hold opfølgningen, og skriv den næste dato."),
    "ender": ("Bevillingen ender snart", "Afgør, om den forlænges, ændres eller ophører."),
    "forventet": ("Forventet ændring skulle være begyndt", "Bevilg den, eller slet den."),
    "fylder": ("Den unge når en aldersgrænse", "Forbered overgangen og den nye bevilling."),
    "uden_opfoelgning": (
        "Uden slutdato og uden dato for opfølgning",
        "Sæt en dato for næste opfølgning.",
    ),
    "tillaeg": ("Tillæg uden slutdato", "Afgør, hvor længe tillægget skal løbe."),
    "uden_kontrakt": ("Pris uden kontrakt", "Find kontrakten, eller indgå en."),
    "over_graensen": ("Over grænsen for statsrefusion", "Hjemtag refusionen."),
}
"""Every kind, in the order they are shown: what it is, and what to do."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Watchlist(Result):
    """``kinds``: one row per kind: kind, label, n and year_oere (missing where the exports do not
    tell), new (not on the list of the month before; missing where that is not known) and todo. A
    line may be of several kinds, so there is no total. ``rows``: kind and the columns of
    ``watchlist_rows`` (internal)."""

    name = "opmaerksomhed"
    title = "Hvad skal vi se på nu?"

    kinds: pd.DataFrame
    rows: pd.DataFrame
    days: int

    def summary(self) -> str:
        until = numbers.month(self.period)
        n = self.kinds.set_index("kind")["n"]
        if any(finding.code == NO_LINES for finding in self.findings):
            return f"Der er ingen bevillinger i mappen for {until}, så der er intet at se efter."
        if n.notna().all() and not n.sum():
            return f"Intet kræver et særligt blik ved udgangen af {until}."
        cost = self.kinds.set_index("kind").at["ender", "year_oere"]
        return (
            f"Ved udgangen af {until} {_overdue(n['overskredet'])}, "
            f"{_ending_soon(n['ender'], cost)} ender inden {numbers.whole(self.days)} dage, og "
            f"{_without_contract(n['uden_kontrakt'])}."
        )

    def tables(self) -> list[Table]:
        return [
            Table(
                name="opmaerksomhed",
                title=f"Punkter ved udgangen af {numbers.month(self.period)}",
                frame=self.kinds,
                columns=(
                    Column("label", "Punkt", "text"),
                    Column("n", "Antal", "int"),
                    Column("new", "Heraf nye", "int"),
                    Column("year_oere", "Udgift på et år", "oere", -3),
                    Column("todo", "Hvad der skal gøres", "text"),
                ),
                note="En linje kan stå under flere punkter, så antallene lægges ikke sammen. "
                f"“Snart” er inden {numbers.whole(self.days)} dage. Opfølgningerne er talt pr. "
                "bevillingslinje efter fagsystemets dato; kvartalsrapporten tæller pr. sag og "
                "regner lovens frist, hvor hændelserne er læst."
                + (" Et punkt med streg kan ikke tælles." if self.kinds["n"].isna().any() else ""),
            ),
            Table(
                name="dyreste_punkter",
                title=f"De {TOP} dyreste linjer at se på",
                frame=self.dearest(),
                internal=True,
                front=True,
                columns=(
                    Column("case_id", "Sag", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("raadgiver", "Rådgiver", "text"),
                    Column("label", "Punkter", "text"),
                    Column("date", "Dato", "date"),
                    Column("note", "Bemærkning", "text"),
                    Column("year_oere", "Udgift på et år", "oere", 0),
                ),
                note="Hver linje står én gang med alle sine punkter; datoen er den tidligste. Ved "
                "en aldersgrænse er sagens følgeydelser med i udgiften.",
            ),
            self._listed(
                self.rows.groupby("kind", sort=False).head(MOST),
                "Punkterne, ældste først",
                "Datoen er fristen, slutdatoen, eller den dag linjen begyndte. En alder "
                f"vises kun med sin måned. Højst {MOST} står under hvert punkt.",
            ),
        ]

    def _listed(self, rows: pd.DataFrame, title: str, note: str | None) -> Table:
        labels = {kind: label for kind, (label, _) in KINDS.items()}
        return Table(
            name="opmaerksomhedsliste",
            title=title,
            paper_rows=0,
            frame=rows.assign(label=rows["kind"].map(labels).astype("str")),
            internal=True,
            columns=(
                Column("label", "Punkt", "text"),
                Column("case_id", "Sag", "text"),
                Column("service", "Ydelse", "text"),
                Column("provider", "Leverandør", "text"),
                Column("raadgiver", "Rådgiver", "text"),
                Column("date", "Dato", "date"),
                Column("note", "Bemærkning", "text"),
                Column("year_oere", "Udgift på et år", "oere", 0),
            ),
            note=note,
        )

    def rows_behind(self, table: Table, row: Mapping[str, Any]) -> Table | None:
        """A point's rows, all of them; for one row of a list, the lines like it."""
        if table.name != "opmaerksomhed":
            return super().rows_behind(table, {k: row[k] for k in row if k != "label"})
        kind = next(kind for kind, (label, _) in KINDS.items() if label == row["label"])
        return self._listed(self.rows[self.rows["kind"] == kind], f"Alle: {row['label']}", None)

    def dearest(self) -> pd.DataFrame:
        """The dearest lines on the list, each once: label and note have all its points."""
        lines = self.rows.dropna(subset=["line_id"])
        lines = lines.assign(
            label=lines["kind"].map({kind: label for kind, (label, _) in KINDS.items()}),
            note=lines["note"].fillna(""),
        )
        once = lines.groupby("line_id", sort=False, as_index=False).agg(
            dict.fromkeys(("case_id", "service", "provider", "raadgiver"), "first")
            | {"label": "; ".join, "date": "min", "note": _joined, "year_oere": "max"}
        )
        once = once.sort_values("year_oere", ascending=False, kind="stable", ignore_index=True)
        return once.head(TOP).astype({"label": "str", "note": "str"})

    def definitions(self) -> list[tuple[str, str]]:
        return define("bevilling", "følgeydelse", "forventet", "hovedydelse")

    def sources(self) -> list[str]:
        return [
            "Bevillinger, sager, kontrakter og borgere i månedens udtræk.",
            "Metode: docs/metode/opmaerksomhed.md.",
        ]


def watchlist(
    reading: Reading,
    before: Reading | None,
    refusion: Refusion,
    rules: Rules,
    days: int = DAYS,
    ages: Sequence[int] = AGES,
    age_months: int = AGE_MONTHS,
    least_kr: float = LEAST_KR,
) -> Watchlist:
    """What to look at on the period's last day.

    ``refusion`` is the same month's, for the payers over the threshold. ``before``: the month
    before, to tell what is new. ``least_kr``: the cheapest følgeydelse that needs a contract, as in
    ``contracts``. Raises ``UserError`` for settings that make no sense.
    """
    require("opmaerksomhed", dage=days, aldre=tuple(ages), alder_maaneder=age_months)
    given = (rules, days, tuple(ages), age_months, least_kr)
    found = line_rows(reading, *given)
    new = {} if before is None else new_since(found, line_rows(before, *given))
    if before is not None and before["contract"].empty:
        del new["uden_kontrakt"]
    found["over_graensen"] = payer_rows(refusion.payers)
    lacks = _lacks(reading, before, refusion)
    # A list that the exports cannot tell is not an empty one.
    lines = len(reading["placement"]) > 0
    blind = {kind for _, kind, _, _ in lacks if kind and lines and found[kind].empty}
    return Watchlist(
        period=reading.period,
        kinds=pd.DataFrame(
            {
                "kind": pd.array(list(KINDS), dtype="str"),
                "label": [label for label, _ in KINDS.values()],
                "n": _known([len(found[kind]) for kind in KINDS], blind),
                "new": _known([new.get(kind) for kind in KINDS], blind),
                "year_oere": _known([found[kind]["year_oere"].sum() for kind in KINDS], blind),
                "todo": [todo for _, todo in KINDS.values()],
            }
        ),
        rows=pd.concat([found[kind].assign(kind=kind) for kind in KINDS], ignore_index=True),
        days=days,
        findings=tuple(
            Finding(code=code, severity="oplysning", text=text, remedy=remedy)
            for code, _, text, remedy in lacks
        ),
        year_lines=later(reading),
    )


def _joined(notes: pd.Series) -> str:
    return "; ".join(note for note in notes if note)


def _known(values: Sequence[int | None], blind: set[str]) -> pd.api.extensions.ExtensionArray:
    """One value per kind, missing for the kinds in ``blind``."""
    seen = [None if kind in blind else v for kind, v in zip(KINDS, values, strict=True)]
    return pd.array(seen, dtype="Int64")


def _overdue(n: int) -> str:
    if pd.isna(n):
        return "kan det ikke ses, hvilke opfølgninger der er overskredet"
    return f"er {count(n, 'opfølgning', 'opfølgninger')} overskredet"


def _ending_soon(n: int, cost: int) -> str:
    lines = count(n, "bevillingslinje", "bevillingslinjer")
    return f"{lines} til {amount(cost)} om året" if n else lines


def _without_contract(n: int) -> str:
    if pd.isna(n):
        return "om nogen er uden kontrakt, kan ikke siges: der er ikke læst kontrakter"
    return f"{count(n, 'linje', 'linjer')} er uden kontrakt"


def _lacks(
    reading: Reading, before: Reading | None, refusion: Refusion
) -> list[tuple[str, str | None, str, str]]:
    """What the list cannot show, because it was not in the exports: code, kind, text, remedy."""
    lines = bool(len(reading["placement"]))
    lacks = (
        (
            not lines,
            NO_LINES,
            None,
            "Der er ingen bevillinger i mappen, så listen er tom.",
            "Læg et udtræk af bevillingerne i mappen, og kør rapporten igen.",
        ),
        (
            reading["contract"].empty,
            "ingen-kontrakter",
            "uden_kontrakt",
            "Der er ikke læst kontrakter i mappen, så priser uden kontrakt kan ikke vises.",
            "Læg kontraktlisten i mappen, og kør rapporten igen.",
        ),
        (
            lines and reading["person"]["birth_date"].isna().all(),
            "ingen-foedselsdatoer",
            "fylder",
            "Ingen fødselsdatoer er læst, så aldersgrænser kan ikke vises.",
            "Tag CPR-nummeret med i udtrækket; det bliver til et pseudonym ved læsningen.",
        ),
        (
            lines
            and reading["placement"]["next_followup"].isna().all()
            and reading["case"]["next_followup"].isna().all(),
            "ingen-opfoelgningsdatoer",
            "overskredet",
            "Ingen datoer for opfølgning er læst, så overskredne opfølgninger kan ikke vises.",
            "Tag datoen for næste opfølgning med i udtrækket.",
        ),
        (
            not refusion.complete,
            "graenser-mangler",
            "over_graensen",
            "Beløbsgrænserne for årets statsrefusion mangler, så listen over dem, der er over "
            "grænsen, er ikke fuldstændig.",
            "Skriv grænserne i okonomi.toml, afsnittet [refusion].",
        ),
        (
            before is None,
            "ingen-sidste-liste",
            None,
            "Der er ingen mappe for måneden før, så det kan ikke vises, hvad der er nyt.",
            "Læg sidste måneds udtræk i dens mappe.",
        ),
    )
    return [tuple(lack) for applies, *lack in lacks if applies]
