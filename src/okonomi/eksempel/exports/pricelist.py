"""The office's collection of list prices, own and others'."""

from __future__ import annotations

from typing import Any

from okonomi.eksempel.exports.danish import kroner, law_text, price_oere
from okonomi.eksempel.exports.sheet import Fault, Physical, Sheet, heading
from okonomi.eksempel.price_list import ListPrice

COLUMNS = (
    "Leverandør", "Tilbud", "Ydelse", "Paragraf", "Niveau", "Prisår", "Timer pr. uge",
    "Pris pr. døgn", "Kilde",
)  # fmt: skip


def build(prices: list[ListPrice], year: int) -> Sheet:
    """A caption before own and before other tilbud, and one price that shows an error."""
    data: list[Physical] = []
    for own, caption in ((True, "Egne tilbud"), (False, "Andre leverandører")):
        data.append(heading(caption))
        data += [_row(item) for item in prices if item.own == own]
    for model in [row for row in data if row.row_class == "used"][:1]:
        cells = list(model.cells)
        cells[4], cells[7] = "Niveau 9", Fault("#N/A")
        data.append(Physical(cells, "error", column="Pris pr. døgn", reason="fejlværdi i cellen"))
    return Sheet(
        f"Takster_{year}.xlsx",
        [heading(f"Takster {year}"), heading(*COLUMNS), *data],
        sheet="Takster",
        amount_column="Pris pr. døgn",
        widths=(38, 20, 26, 12, 26, 8, 10, 12, 22),
        merged=(1,),
    )


def _row(item: ListPrice) -> Physical:
    cells: list[Any] = [
        item.provider, item.tilbud, item.service, law_text(item.paragraf, short=True), item.level,
        item.price_year, item.hours / 100, kroner(item.price), item.source,
    ]  # fmt: skip
    return Physical(cells, refers=item.provider, amount_oere=price_oere(item.price))
