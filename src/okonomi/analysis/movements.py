"""What changed since last month's drop, and what does it do to the year?

Row: one bevilling line that is new, gone or changed between two readings, or that begins or ends
in the month. ``effect_oere`` is the line's cost in the year of ``period`` now, minus the same in
the earlier reading, both by the ledger of all twelve months: the effects sum exactly to the change
in the year's ledger. See ``docs/metode/movements.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from okonomi.analysis.budget_rows import with_areas_of, with_row_keys
from okonomi.analysis.result import Result
from okonomi.analysis.words import count
from okonomi.cost import ledger
from okonomi.findings import Finding
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids
from okonomi.ordliste import define
from okonomi.period import first_month_of_year, last_month_of_year
from okonomi.present import Column, Table, numbers

KINDS = {
    "tilgang": "Tilgang",
    "sent_registreret": "Sent registreret",
    "afgang": "Afgang",
    "slutdato": "Slutdato ændret",
    "startdato": "Startdato ændret",
    "pris": "Pris ændret",
    "status": "Status ændret",
    "afloest": "Afløst af forventet ændring",
    "udgaaet": "Ikke længere i udtrækket",
}
"""Every kind of movement, in the order they are shown. A line has one kind: the first that fits
of new (tilgang, sent_registreret), gone (udgaaet), and changed (afgang, slutdato, startdato,
pris, status, afloest)."""

HOW_OFTEN = {
    "dag": "pr. dag",
    "uge": "pr. uge",
    "14 dage": "pr. 14 dage",
    "maaned": "pr. måned",
    "kvartal": "pr. kvartal",
    "aar": "pr. år",
    "engang": "én gang",
}
STATE = ["start", "end", "price_kr", "quantity", "frequency", "status"]
FACTS = ["case_id", "area_label", "function_label", "service", "provider", "line_kind"]


@dataclass(frozen=True, eq=False, kw_only=True)
class Movements(Result):
    """Movements between the reading before and this one.

    ``moves``: line_id, kind, case_id, area_label, function_label, service, provider, line_kind,
    before, now (Danish text of what changed), from_date, effect_oere. ``kinds``: label, lines,
    placements (of them hovedydelser), effect_oere, and a total row. Both are empty where there is
    no reading of the month before, and ``compared`` is None.
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
        way = "højere" if effect > 0 else "lavere"
        return (
            f"{count(len(self.moves), 'bevægelse', 'bevægelser')} siden {since} gør årets "
            f"bevilgede og forventede udgift {numbers.mio(abs(effect))} {way}."
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
                ),
                note="Virkningen er linjens udgift i hele året nu minus i sidste måneds udtræk.",
            ),
            Table(
                name="bevaegelsesliste",
                title="Bevægelserne, størst virkning først",
                frame=moves,
                internal=True,
                columns=(
                    Column("kind_label", "Art", "text"),
                    Column("case_id", "Sag", "text"),
                    Column("function_label", "Funktion", "text"),
                    Column("service", "Ydelse", "text"),
                    Column("provider", "Leverandør", "text"),
                    Column("from_date", "Fra", "date"),
                    Column("before", "Før", "text"),
                    Column("now", "Nu", "text"),
                    Column("effect_oere", "Virkning på årets udgift", "oere"),
                ),
            ),
        ]

    def definitions(self) -> list[tuple[str, str]]:
        return define(
            "bevilling",
            "forventet",
            "kladde",
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
    both = _lines(before, reading.period, kontoplan).join(
        _lines(reading, reading.period, kontoplan), how="outer", suffixes=("_old", "_new")
    )
    moves = _moves(both, reading.period)
    return Movements(
        period=reading.period, moves=moves, kinds=_by_kind(moves), compared=before.period
    )


def _lines(reading: Reading, period: pd.Period, kontoplan: pd.DataFrame) -> pd.DataFrame:
    """One row per line id (its price intervals together), with its cost in the period's year.

    Indexed by (profile, line_id), since two systems may use the same id. ``price_kr`` and the
    like are those of the last interval that has begun by the end of ``period``, else the first.
    """
    lines = with_row_keys(reading["placement"], kontoplan)
    lines = lines[lines["status"] != "kladde"]
    profile = reading.files["profile"].reindex(lines["source"]).to_numpy()
    lines = lines.assign(profile=pd.array(profile, dtype="str"))
    year = ledger(
        lines.reset_index(drop=True), first_month_of_year(period), last_month_of_year(period)
    )
    cost = year.groupby("line")["gross_oere"].sum().reindex(range(len(lines)), fill_value=0)
    lines = lines.assign(
        # Next to the profile the system's own id is enough, and it is the same every month.
        line_id=native_ids(lines["line_id"]),
        year_oere=cost.to_numpy(),
        begun=lines["start"] <= period.to_timestamp(how="end"),
        open=lines["end"].isna(),
    ).sort_values(["begun", "start"], kind="stable")
    # After the sort the intervals not yet begun come first: the last begun one is last.
    key = ["profile", "line_id"]
    grouped = lines.groupby(key)
    last = lines.drop_duplicates(key, keep="last").set_index(key)
    state = last[[*STATE, *FACTS]].assign(
        start=grouped["start"].min(),
        end=grouped["end"].max().where(~grouped["open"].any()),
        year_oere=grouped["year_oere"].sum(),
    )
    return state


def _moves(both: pd.DataFrame, period: pd.Period) -> pd.DataFrame:
    first, last = period.to_timestamp(), period.to_timestamp(how="end").normalize()
    new, gone = both["status_old"].isna(), both["status_new"].isna()
    known = ~new & ~gone
    changed = {
        name: known & _differs(both[f"{name}_old"], both[f"{name}_new"])
        for name in [*STATE, "year_oere"]
    }
    price = changed["price_kr"] | changed["quantity"] | changed["frequency"]
    end = both["end_new"]
    # A line ends in the month when its last paid day does, or fell earlier and is news now.
    ends_now = known & (end.between(first, last) | (changed["end"] & (end <= last)))
    kind = pd.Series(pd.NA, index=both.index, dtype="str")
    for name, fits in {
        "tilgang": (new & (both["start_new"] >= first))
        | (
            known
            & both["start_new"].between(first, last)
            & ~changed["start"]
            & ~changed["end"]
            & ~price
            & ~changed["status"]
        ),
        "sent_registreret": new,
        "udgaaet": gone,
        "afgang": ends_now,
        "slutdato": changed["end"],
        "startdato": changed["start"],
        "pris": price,
        "status": changed["status"],
        "afloest": changed["year_oere"],
    }.items():
        kind = kind.mask(kind.isna() & fits, name)
    kind = kind[kind.notna()]
    moves = both.loc[kind.index].assign(kind=kind)
    out = pd.DataFrame({"kind": moves["kind"]})
    for fact in FACTS:
        out[fact] = moves[f"{fact}_new"].where(moves["status_new"].notna(), moves[f"{fact}_old"])
    out["from_date"] = moves["start_new"].fillna(moves["start_old"])
    leaving = moves["kind"].isin(["afgang", "slutdato"])
    out["from_date"] = out["from_date"].mask(leaving, moves["end_new"])
    out["before"] = _described(moves, "old")
    out["now"] = _described(moves, "new")
    out["effect_oere"] = (
        moves["year_oere_new"].fillna(0) - moves["year_oere_old"].fillna(0)
    ).astype("int64")
    out = out.reset_index(level="line_id").reset_index(drop=True)
    return out.sort_values(
        "effect_oere", key=abs, ascending=False, kind="stable", ignore_index=True
    )


def _differs(old: pd.Series, new: pd.Series) -> pd.Series:
    return ~((old == new) | (old.isna() & new.isna()))


def _described(moves: pd.DataFrame, side: str) -> pd.Series:
    """What the line looked like, in Danish; empty where it did not exist."""
    columns = moves[[f"{name}_{side}" for name in STATE]].itertuples(index=False, name=None)
    return pd.Series([_state(*row) for row in columns], index=moves.index, dtype="str")


def _state(
    start: pd.Timestamp,
    end: pd.Timestamp,
    price: float,
    quantity: float,
    frequency: str,
    status: str,
) -> str:
    """``01-01-2026 – åben; 2 × 500,00 kr. pr. uge``, with its status unless it is granted."""
    if pd.isna(status):
        return ""
    words = f"{numbers.date(start)} – {'åben' if pd.isna(end) else numbers.date(end)}"
    if not pd.isna(price):
        times = "" if pd.isna(quantity) or quantity == 1 else f"{numbers.number(quantity)} × "
        words += f"; {times}{numbers.price(price)} {HOW_OFTEN[frequency]}"
    return words if status == "bevilget" else f"{words} ({status})"


def _by_kind(moves: pd.DataFrame) -> pd.DataFrame:
    """Lines, hovedydelser and effect per kind of movement, with a total row."""
    main = moves["line_kind"] == "hovedydelse"
    groups = moves.assign(main=main).groupby("kind")
    table = pd.DataFrame(
        {
            "lines": groups.size(),
            "placements": groups["main"].sum(),
            "effect_oere": groups["effect_oere"].sum(),
        }
    ).reindex([kind for kind in KINDS if kind in set(moves["kind"])])
    table = table.rename(index=KINDS).rename_axis("label").reset_index().assign(row_kind="detail")
    if table.empty:
        return table
    total = table[["lines", "placements", "effect_oere"]].sum().to_frame().T
    rows = pd.concat([table, total.assign(label="I alt", row_kind="total")], ignore_index=True)
    return rows.astype({"lines": "int64", "placements": "int64", "effect_oere": "int64"})


def _no_moves() -> pd.DataFrame:
    text = ["kind", "line_id", *FACTS, "before", "now"]
    return pd.DataFrame(
        {name: pd.Series(dtype="str") for name in text}
        | {
            "from_date": pd.Series(dtype="datetime64[s]"),
            "effect_oere": pd.Series(dtype="int64"),
        }
    )


def _nothing_to_compare(period: pd.Period) -> Finding:
    return Finding(
        code="ingen-forrige-maaned",
        severity="oplysning",
        text=f"Der er ingen mappe for {numbers.month(period - 1)} at sammenligne med.",
        remedy=f"Læg sidste måneds udtræk i mappen {period - 1}, og kør rapporten igen.",
    )
