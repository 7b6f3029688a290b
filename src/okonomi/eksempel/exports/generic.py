"""A team's own list of support and respite care, kept in a spreadsheet and saved as text.

Odd months are UTF-16 with tabs, even months UTF-8 with a byte-order mark and semicolons: another
colleague saved them. ``Linje-id`` is a line, ``Startdato`` its price interval; a correction is a
later row with the same two. The transport of adults in Sensum stands here, tied to its Indsats.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View, next_followup
from okonomi.eksempel.exports.danish import (
    AREA_WORDS,
    FREQUENCY_WORDS,
    KIND_WORDS,
    NEED_WORDS,
    NIGHT_WORDS,
    STATUS_WORDS,
    UNIT_WORDS,
    day_text,
    law_text,
    oere_text,
    price_oere,
    price_text,
)
from okonomi.eksempel.exports.sheet import Physical, Sheet, blank, heading, write_csv
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import World

COLUMNS = (
    "Linje-id", "Hovedlinje", "Bevillings-id", "Sagsnummer", "CPR-nummer", "Paragraf", "Område",
    "Ydelse", "Målgruppe", "Linjetype", "Status", "Afløser", "Registreret", "Leverandør", "CVR",
    "Tilbud", "Beliggenhedskommune", "Startdato", "Slutdato", "Antal", "Enhed", "Frekvens", "Pris",
    "Prisår", "Egenbetaling", "Funktion", "Team", "Rådgiver", "Støttebehov", "Timer pr. uge",
    "Natdækning", "Næste opfølgning", "Husstand",
)  # fmt: skip
AT = {name: number for number, name in enumerate(COLUMNS)}

_FAULTS = (
    ("Startdato", "30-02-2025", "dato findes ikke"),
    ("Pris", "", "pris mangler"),
    ("Frekvens", "Efter regning", "frekvens ukendt"),
    ("Slutdato", "01-01-2018", "slut før start"),
)
FIRST_PLANTED_ID = 90001


def build(world: World, view: View) -> Sheet:
    """The list of a month."""
    day = view.day
    rows = [row for row in view.rows if row.line.system == "generisk"]
    rows.sort(key=lambda r: (r.line.line_id, r.start))
    data = [_physical(world, row, day) for row in rows]
    total = sum(row.amount_oere or 0 for row in data)
    data = _with_corrections(world, data, rows)
    data += _planted(world, [d for d in data if d.row_class == "used"])
    data.insert(len(data) // 2, blank())
    total_cells: list[Any] = [""] * len(COLUMNS)
    total_cells[0], total_cells[AT["Pris"]] = "I alt", oere_text(total)
    return Sheet(
        f"Støtte og aflastning {day:%Y-%m}.csv",
        [heading(*COLUMNS), *data, Physical(total_cells, "total", amount_oere=total)],
        amount_column="Pris",
    )


def write(folder: Path, sheet: Sheet, day: date) -> None:
    """UTF-16 with tabs in odd months, UTF-8 with semicolons in even ones."""
    if day.month % 2:
        write_csv(folder, sheet, "utf-16-le", "\t", len(COLUMNS))
    else:
        write_csv(folder, sheet, "utf-8-sig", ";", len(COLUMNS))


def _physical(world: World, row: Row, day: date) -> Physical:
    line, stay = row.line, row.line.stay
    kind, person, main = BY_KEY[stay.kind], stay.person, row.line.line_kind == "hovedydelse"
    cpr = f"{person.cpr[:6]}-{person.cpr[6:]}" if person.key % 3 else person.cpr
    # Children in respite care have a case in the children's system: its number is used here too.
    case = person.cases.get("dubu" if kind.area == "boern" else kind.system)
    overdue = next_followup(person, day)
    cells: dict[str, Any] = {
        "Linje-id": line.line_id,
        "Hovedlinje": "" if main else stay.main.line_id,
        "Bevillings-id": line.bevilling_id,
        "Sagsnummer": case or person.cases["generisk"],
        "CPR-nummer": cpr,
        "Paragraf": law_text(row.paragraf, short=True),
        "Område": AREA_WORDS[kind.area],
        "Ydelse": line.service,
        "Målgruppe": stay.target_group,
        "Linjetype": KIND_WORDS[line.line_kind],
        "Status": STATUS_WORDS[row.status],
        "Afløser": line.replaces or "",
        "Registreret": day_text(row.registered),
        "Leverandør": line.provider.name,
        "CVR": line.provider.cvr,
        "Tilbud": line.tilbud,
        "Beliggenhedskommune": line.provider.municipality,
        "Startdato": day_text(row.start),
        "Slutdato": day_text(row.end) or ("31-12-9999" if stay.key % 2 else ""),
        "Antal": price_text(line.quantity * 100),
        "Enhed": UNIT_WORDS[line.unit],
        "Frekvens": FREQUENCY_WORDS[line.frequency],
        "Pris": price_text(row.price.price),
        "Prisår": row.price.price_year,
        "Egenbetaling": oere_text(stay.egenbetaling) if main and stay.egenbetaling else "",
        "Funktion": line.function,
        "Team": world.raadgivere[stay.raadgiver],
        "Rådgiver": stay.raadgiver,
        "Støttebehov": NEED_WORDS[stay.need] if stay.assessed else "Ikke vurderet",
        "Timer pr. uge": price_text((stay.hours or 0) * 100) if main and stay.hours else "",
        "Natdækning": NIGHT_WORDS[stay.night] if main and stay.night else "",
        "Næste opfølgning": day_text(overdue) if person.key % 9 else "01-01-1900",
        "Husstand": person.household,
    }
    return Physical(
        [cells[name] for name in COLUMNS],
        "draft" if row.status == "kladde" else "used",
        refers=row.row_id,
        amount_oere=price_oere(row.price.price),
    )


def _with_corrections(world: World, data: list[Physical], rows: list[Row]) -> list[Physical]:
    """Before three rows the row as it was before it was corrected, and one row said twice."""
    draw = Draw(world.seed, "rettet", "generisk")
    old = [
        physical
        for physical, row in zip(data, rows, strict=True)
        if row.registered < date(world.year - 1, 1, 1) and row.status == "bevilget"
    ]
    chosen = draw.sample(old, 4)
    corrected, repeated = chosen[1:], chosen[:1]
    result = []
    for physical in data:
        if any(physical is c for c in corrected):
            cells = list(physical.cells)
            cells[AT["Pris"]] = "999,00"
            registered = date(world.year - 3, 1, 1) + timedelta(days=draw.whole(0, 300))
            cells[AT["Registreret"]] = day_text(registered)
            result.append(
                Physical(cells, "superseded", physical.refers, "", "rettet senere", 99900)
            )
        result.append(physical)
        if any(physical is r for r in repeated):
            result.append(
                Physical(
                    list(physical.cells), "duplicate", physical.refers, "", "ens række",
                    physical.amount_oere,
                )
            )  # fmt: skip
    return result


def _planted(world: World, used: list[Physical]) -> list[Physical]:
    draw = Draw(world.seed, "fejl", "generisk")
    models = [p.cells for p in used if p.cells[AT["Linjetype"]] == "Hovedydelse"]
    planted: list[Physical] = []
    for number, (column, cell, reason) in enumerate(_FAULTS if models else ()):
        cells = list(models[0])
        cells[AT["Linje-id"]] = f"G-{FIRST_PLANTED_ID + number}"
        cells[AT["Ydelse"]] = "Mentorordning"
        cells[AT["Startdato"]], cells[AT["Slutdato"]] = "01-03-2025", ""
        cells[AT["Pris"]], amount = f"{draw.whole(300, 500)},00", None
        cells[AT[column]] = cell
        if column != "Pris":
            amount = 100 * int(cells[AT["Pris"]].split(",")[0])
        planted.append(Physical(cells, "error", column=column, reason=reason, amount_oere=amount))
    return planted
