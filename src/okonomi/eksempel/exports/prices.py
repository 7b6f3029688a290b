"""The adults' prices: a workbook that the finance office keeps beside Sensum.

One row per Indsats and price interval. Typed dates and numbers, but ``Gyldig til`` stands as
Excel's day number without date format; a merged title, a total row, a cell with ``#N/A``.
``Pris`` is per unit and ``Antal`` the units in one frequency period. The sheet also holds what
Sensum's files lack: the main Indsats, støttebehov, hours, night cover, what a line replaces.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View, next_followup
from okonomi.eksempel.exports.danish import (
    FREQUENCY_WORDS,
    KIND_WORDS,
    NEED_WORDS,
    NIGHT_WORDS,
    UNIT_WORDS,
    kroner,
    price_oere,
)
from okonomi.eksempel.exports.sheet import (
    Fault,
    Physical,
    Serial,
    Sheet,
    blank,
    heading,
    write_xlsx,
)
from okonomi.eksempel.model import World

COLUMNS = (
    "IndsatsId", "Hovedindsats", "Linjetype", "Pris", "Enhed", "Antal", "Frekvens", "Prisår",
    "Gyldig fra", "Gyldig til", "Egenbetaling pr. måned", "Støttebehov", "Timer pr. uge",
    "Natdækning", "Husstand", "Næste opfølgning", "Afløser", "Registreret",
)  # fmt: skip
AT = {name: number for number, name in enumerate(COLUMNS)}

_FAULTS = (
    ("Pris", Fault("#N/A"), "fejlværdi i cellen"),
    ("Pris", None, "pris mangler"),
    ("Pris", "se kontrakt", "pris er tekst"),
    ("Frekvens", "Ved behov", "frekvens ukendt"),
    ("IndsatsId", "798765", "indsatsen findes ikke"),
)


def build(world: World, view: View) -> Sheet:
    """The workbook's one sheet."""
    day = view.day
    rows = [row for row in view.rows if row.line.system == "sensum"]
    rows.sort(key=lambda r: (r.line.line_id, r.start))
    data = [_physical(row, day) for row in rows]
    total = sum(row.amount_oere or 0 for row in data)
    data += _planted(world, rows)
    total_cells: list[Any] = ["I alt", None, None, total / 100]
    return Sheet(
        f"Priser_{day:%Y%m%d}.xlsx",
        [
            heading("Priser og serviceniveau, voksne"),
            heading(f"Opdateret {day:%d-%m-%Y}. Pris er pr. enhed; antal er enheder pr. frekvens."),
            heading(),
            heading(*COLUMNS),
            *data,
            blank(),
            Physical(total_cells, "total", amount_oere=total),
        ],
        sheet="Priser",
        amount_column="Pris",
        widths=(11, 13, 14, 12, 8, 8, 14, 8, 12, 12, 12, 14, 10, 12, 10, 14, 10, 12),
        merged=(1,),
    )


def write(folder: Path, sheet: Sheet) -> None:
    """One workbook with one sheet."""
    write_xlsx(folder, [sheet])


def _physical(row: Row, day: date) -> Physical:
    line, stay = row.line, row.line.stay
    main = line.line_kind == "hovedydelse"
    hours = stay.hours if main else None
    cells: dict[str, Any] = {
        "IndsatsId": line.line_id,
        "Hovedindsats": None if main else stay.main.line_id,
        "Linjetype": KIND_WORDS[line.line_kind],
        "Pris": kroner(row.price.price),
        "Enhed": UNIT_WORDS[line.unit],
        "Antal": line.quantity / 100,
        "Frekvens": FREQUENCY_WORDS[line.frequency],
        "Prisår": row.price.price_year,
        "Gyldig fra": row.start,
        "Gyldig til": Serial(row.end) if row.end else None,
        "Egenbetaling pr. måned": stay.egenbetaling / 100 if main and stay.egenbetaling else None,
        "Støttebehov": NEED_WORDS[stay.need] if stay.assessed else "Ikke vurderet",
        "Timer pr. uge": hours / 100 if hours is not None else None,
        "Natdækning": NIGHT_WORDS[stay.night] if main and stay.night else None,
        "Husstand": stay.person.household,
        "Næste opfølgning": next_followup(stay.person, day),
        "Afløser": line.replaces,
        "Registreret": row.price.registered,
    }
    return Physical(
        [cells[name] for name in COLUMNS],
        "draft" if row.status == "kladde" else "used",
        refers=row.row_id,
        amount_oere=price_oere(row.price.price),
    )


def _planted(world: World, rows: list[Row]) -> list[Physical]:
    """Prices from after the end of Indsatser that have ended: nothing is lost with them."""
    draw = Draw(world.seed, "fejl", "priser")
    ended = [r for r in rows if r.end and r.line.ends[-1].registered < date(world.year - 1, 1, 1)]
    ended = [r for r in ended if r.line.frequency != "engang" and r.end == r.line.end]
    planted: list[Physical] = []
    for column, cell, reason in _FAULTS:
        if not ended:
            break
        row = draw.pick(ended)
        # Two faults on one line would be two versions of one price, and only one of them counts.
        ended = [r for r in ended if r.line is not row.line]
        cells = _physical(row, date(world.year, 1, 31)).cells
        cells[AT["Gyldig fra"]], cells[AT["Gyldig til"]] = date(world.year, 1, 1), None
        cells[AT["Registreret"]] = date(world.year - 1, 12, 20)
        cells[AT["Næste opfølgning"]] = None
        cells[AT[column]] = cell
        amount = cells[AT["Pris"]]
        planted.append(
            Physical(
                cells,
                "error",
                column=column,
                reason=reason,
                amount_oere=round(amount * 100) if isinstance(amount, float) else None,
            )
        )
    return planted
