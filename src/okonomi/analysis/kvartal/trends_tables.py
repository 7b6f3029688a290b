"""The trends as tables: the total quarter by quarter, and each measure per function."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from okonomi.analysis.kvartal.public import TRENDS
from okonomi.present import Column, Table

if TYPE_CHECKING:
    from okonomi.analysis.kvartal.trends import Trends

MEASURES = {
    "average": ("antal", "Gennemsnitligt antal pr. kvartal", ("number", 1)),
    "cost_oere": ("udgift", "Udgift pr. kvartal i løbende priser", ("oere", -6)),
    "unit_oere": ("enhedspris", "Enhedspris pr. år i løbende priser", ("oere", -3)),
    "unit_fixed_oere": ("enhedspris_fast", "Enhedspris pr. år i faste priser", ("oere", -3)),
    "away_share": ("udenbys", "Andel udenbys af dagene", ("share", 0)),
    "unknown_share": ("ukendt_sted", "Andel af dagene uden kendt sted", ("share", 0)),
}
ON_PAPER = ("average", "unit_oere")
"""Per function on paper; the others are in the workbook and on screen."""


def trend_tables(result: Trends) -> list[Table]:
    """The total first, then one table per measure with a column for every quarter."""
    return [_total(result), *(_measure(result, name) for name in MEASURES)]


def _total(result: Trends) -> Table:
    return Table(
        name="tendenser",
        title="Otte kvartaler i alt",
        frame=result.quarters,
        front=True,
        public=TRENDS,
        columns=(
            Column("label", "Kvartal", "text"),
            Column("cost_oere", "Udgift", "oere", -6),
            Column("fixed_oere", "Faste priser", "oere", -6),
            Column("average", "Antal i gennemsnit", "number", 1),
            Column("unit_oere", "Enhedspris (1.000 kr.)", "oere", -3),
            Column("unit_fixed_oere", "Faste priser (1.000 kr.)", "oere", -3),
            Column("away_share", "Udenbys", "share"),
            Column("unknown_share", "Sted ukendt", "share"),
            Column("whole_word", "Helt", "text"),
        ),
        note=f"Faste priser er {result.period.year}-niveau. Efter bevillingerne, som udtrækket "
        "kender dem nu, med moms: et tidligere kvartal viser, hvad der siden er registreret om "
        "det, og ikke hvad der blev rapporteret dengang; det seneste kan stige, når noget "
        "registreres sent. Enhedsprisen er pr. år. Helt: udtrækket har også dem, der var holdt op "
        "dengang. "
        "Udenbys er i en anden kommune og ikke vores eget tilbud.",
    )


def _measure(result: Trends, name: str) -> Table:
    slug, title, (kind, decimals) = MEASURES[name]
    rows = result.functions
    keys = ["area_label", "label", "row_kind"]
    wide = rows.pivot(index=keys, columns="quarter", values=name)
    order = pd.MultiIndex.from_frame(rows[keys].drop_duplicates())
    # The last quarter has the order of the report's other tables.
    last = rows[rows["quarter"] == rows["quarter"].max()]
    known = pd.MultiIndex.from_frame(last[keys])
    wide = wide.reindex(known.append(order.difference(known, sort=False)))
    columns = {q: f"q{n}" for n, q in enumerate(wide.columns)}
    frame = wide.rename(columns=columns).reset_index()
    total = frame["row_kind"].eq("total")
    frame = pd.concat([frame[~total], frame[total]], ignore_index=True)
    return Table(
        name=f"tendenser_{slug}",
        title=title,
        frame=frame,
        row_kind="row_kind",
        paper_rows=None if name in ON_PAPER else 0,
        columns=(
            Column("label", "Område og funktion", "text"),
            *(
                Column(key, f"{quarter.quarter}. kvt. {quarter.year}", kind, decimals)
                for quarter, key in columns.items()
            ),
        ),
        note=None if result.quarters["whole"].all() else "De første kvartaler er ikke hele.",
    )
