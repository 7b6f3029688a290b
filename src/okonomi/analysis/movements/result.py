"""What changed since last month's drop, and what does it do to the year?

Row: one bevilling line that is new, gone or changed between two readings, or that begins or ends
in the month. ``effect_oere`` is the line's cost in the year of ``period`` now, minus the same in
the earlier reading, both by the ledger of all twelve months: the effects sum exactly to the change
in the year's ledger. See ``docs/metode/movements.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import with_areas_of
from okonomi.analysis.movements.compare import FACTS, moves_between, state_of
from okonomi.analysis.movements.compare import HOW_OFTEN as HOW_OFTEN
from okonomi.analysis.result import Result
from okonomi.analysis.words import amount, count
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.ordliste import define
from okonomi.present import Column, Table, numbers

KINDS = {
    "tilgang": "Tilgang",
    "sent_registreret": "Sent registreret",
    "flyttet": "Flyttet til andet tilbud",
    "afgang": "Afgang",
    "slutdato": "Slutdato ændret",
    "startdato": "Startdato ændret",
    "pris_op": "Pris op",
    "pris_ned": "Pris ned",
    "pris": "Pris opgjort på en anden måde",
    "status": "Status ændret",
    "afloest": "Afløst af forventet ændring",
    "udgaaet": "Ikke længere i udtrækket",
}
"""Every kind of movement, in the order they are shown. A line has one kind: the first that fits
of new (tilgang, sent_registreret), gone (udgaaet), and changed (afgang, slutdato, startdato,
price, status, afloest). Where a citizen goes from one tilbud to another, the line that ends and
the line that begins are *flyttet*."""
TOP = 10
"""How many movements stand in a table of their own."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Movements(Result):
    """Movements between the reading before and this one.

    ``moves``: line_id, kind, case_id, area_label, function_label, service, provider, line_kind,
    before, now (Danish text of what changed), from_date, effect_oere, past_effect_oere (the part
    of the effect in months that had passed at the drop before: back-dated). ``kinds``: label,
    lines, placements (of them hovedydelser), effect_oere, past_effect_oere, and a total row. Both
    are empty where there is no reading of the month before, and ``compared`` is None.
    """

    name = "bevaegelser"
    title = "Hvad er ændret siden sidste måned?"

    moves: pd.DataFrame
    kinds: pd.DataFrame
    compared: pd.Period | None

    def summary(self) -> str:
        if self.compared is None:
            return (
                f"Der er ingen mappe for {numbers.month(self.period - 1)}, så bevægelserne kan "
                "ikke vises."
            )
        since = numbers.month(self.compared)
        if self.moves.empty:
            return f"Ingen bevillinger er ændret siden {since}."
        effect = self.moves["effect_oere"].sum()
        if effect == 0:
            return (
                f"{count(len(self.moves), 'bevægelse', 'bevægelser')} siden {since} lader årets "
                "bevilgede og forventede udgift være uændret."
            )
        way = "højere" if effect > 0 else "lavere"
        return (
            f"{count(len(self.moves), 'bevægelse', 'bevægelser')} siden {since} gør årets "
            f"bevilgede og forventede udgift {amount(abs(effect))} {way}."
        )

    def tables(self) -> list[Table]:
        moves = self.moves.assign(kind_label=self.moves["kind"].map(KINDS))
        return [
            Table(
                name="bevaegelser",
                title=f"Bevægelser efter art i {numbers.month(self.period)}",
                frame=self.kinds,
                row_kind="row_kind",
                columns=(
                    Column("label", "Art", "text"),
                    Column("lines", "Linjer", "int"),
                    Column("placements", "Heraf hovedydelser", "int"),
                    Column("effect_oere", "Virkning på årets udgift", "oere", -3),
                    Column("past_effect_oere", "Heraf tilbagevirkende", "oere", -3),
                ),
                note="Virkningen er linjens udgift i hele året nu minus i sidste måneds udtræk. "
                "Tilbagevirkende er den del, der ligger i måneder, som var gået ved sidste måneds "
                "udtræk. Broen fra sidste måned har også det, der er bogført ud over "
                "bevillingerne, og giver derfor et andet tal.",
            ),
            self._list(
                "stoerste_bevaegelser",
                f"De {TOP} bevægelser, der betyder mest i kroner",
                moves[moves["effect_oere"] != 0].head(TOP),
                front=True,
            ),
            # The largest stand in the table above, so paper need not say them twice.
            self._list(
                "bevaegelsesliste", "Bevægelserne, størst virkning først", moves, paper_rows=0
            ),
        ]

    def _list(
        self,
        name: str,
        title: str,
        moves: pd.DataFrame,
        *,
        front: bool = False,
        paper_rows: int | None = None,
    ) -> Table:
        return Table(
            name=name,
            title=title,
            frame=moves,
            internal=True,
            front=front,
            paper_rows=paper_rows,
            columns=(
                Column("kind_label", "Art", "text"),
                Column("case_id", "Sag", "text"),
                Column("function_label", "Funktion", "text", paper=False),
                Column("service", "Ydelse", "text"),
                Column("provider", "Leverandør", "text"),
                Column("from_date", "Fra", "date", paper=False),
                Column("before", "Før", "text"),
                Column("now", "Nu", "text"),
                Column("effect_oere", "Virkning på årets udgift", "oere", 0),
                Column("past_effect_oere", "Heraf tilbagevirkende", "oere", 0, paper=False),
            ),
        )

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "bevilling",
            "forventet",
            "kladde",
            "tilbagevirkende",
        )

    def sources(self) -> list[str]:
        return [
            "Bevillinger i denne og forrige måneds udtræk.",
            "Metode: docs/metode/movements.md.",
        ]


def movements(reading: Reading, before: Reading | None, kontoplan: pd.DataFrame) -> Movements:
    """Compare two readings line by line; ``before`` is None where there is no earlier drop."""
    if before is None:
        return Movements(
            period=reading.period,
            moves=_no_moves(),
            kinds=_by_kind(_no_moves()),
            compared=None,
            findings=(_nothing_to_compare(reading.period),),
        )
    kontoplan = with_areas_of(kontoplan, reading["placement"], before["placement"])
    # A drop of the year before is asked about this year, of which no month had passed.
    elapsed = before.period.month if before.period.year == reading.period.year else 0
    both = state_of(before, reading.period, kontoplan, elapsed).join(
        state_of(reading, reading.period, kontoplan, elapsed),
        how="outer",
        suffixes=("_old", "_new"),
    )
    moves = moves_between(both, reading.period)
    return Movements(
        period=reading.period, moves=moves, kinds=_by_kind(moves), compared=before.period
    )


def _by_kind(moves: pd.DataFrame) -> pd.DataFrame:
    """Lines, hovedydelser and effect per kind of movement, with a total row."""
    main = moves["line_kind"] == "hovedydelse"
    groups = moves.assign(main=main).groupby("kind")
    table = pd.DataFrame(
        {
            "lines": groups.size(),
            "placements": groups["main"].sum(),
            "effect_oere": groups["effect_oere"].sum(),
            "past_effect_oere": groups["past_effect_oere"].sum(),
        }
    ).reindex([kind for kind in KINDS if kind in set(moves["kind"])])
    table = table.rename(index=KINDS).rename_axis("label").reset_index().assign(row_kind="detail")
    if table.empty:
        return table
    amounts = ["lines", "placements", "effect_oere", "past_effect_oere"]
    total = table[amounts].sum().to_frame().T.assign(label="I alt", row_kind="total")
    return pd.concat([table, total], ignore_index=True).astype(dict.fromkeys(amounts, "int64"))


def _no_moves() -> pd.DataFrame:
    text = ["kind", "line_id", *FACTS, "before", "now"]
    return pd.DataFrame(
        {name: pd.Series(dtype="str") for name in text}
        | {
            "from_date": pd.Series(dtype="datetime64[s]"),
            "effect_oere": pd.Series(dtype="int64"),
            "past_effect_oere": pd.Series(dtype="int64"),
        }
    )


def _nothing_to_compare(period: pd.Period) -> Finding:
    return Finding(
        code="ingen-forrige-maaned",
        severity="oplysning",
        text=f"Der er ingen mappe for {numbers.month(period - 1)} at sammenligne med.",
        remedy=f"Læg sidste måneds udtræk i mappen {period - 1}, og kør rapporten igen.",
    )
