"""The children's system: a BSDUBU economics extract.

cp1252, semicolons, title lines with the print date, ``="…"`` cells, sentinels, trailing minus,
whole kroner without decimals, provider only as a name, a total line at the end. ``Takst`` is the
price of one unit and ``Antal`` the units in one frequency period.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View
from okonomi.eksempel.exact import half_away, month_costs
from okonomi.eksempel.exports.danish import (
    FREQUENCY_WORDS,
    STATUS_WORDS,
    day_text,
    law_text,
    oere_text,
    price_text,
    trailing_minus,
)
from okonomi.eksempel.exports.sheet import Physical, Raw, Sheet, blank, heading, write_csv
from okonomi.eksempel.kinds import BY_KEY
from okonomi.eksempel.model import World
from okonomi.eksempel.months import month_number, month_of

COLUMNS = (
    "Dato", "Ydelse startdato", "Ydelse slutdato", "Antal", "Takst", "Pris pr stk", "Pris pr dag",
    "Pris pr måned", "Beregnet pris pr dag", "Beregnet total", "M0", "Status", "Ydelsesvariant",
    "Ydelsestype", "Tilbudstype", "Lovhjemmel", "Funktion", "Leverandør",
    "Leverandør beliggenhedskommune", "Tilbudsbeskrivelse", "Frekvens", "Sag rækkeID",
    "Sag status", "Sagstype", "Tvang", "Afdeling",
)  # fmt: skip
AT = {name: number for number, name in enumerate(COLUMNS)}

PLANTED_SERVICE = "Mentorordning"
"""The service of planted lines: no true line has it."""

# Average days that the system itself uses to show a price per day.
_SYSTEM_DAYS = {"dag": 1, "uge": 7, "14 dage": 14, "maaned": 30.42, "kvartal": 91.25, "aar": 365}

# What is wrong with a planted line: column, cell, reason.
_FAULTS = (
    ("Ydelse startdato", "31-02-2025", "dato findes ikke"),
    ("Ydelse startdato", "05-17-2025", "måned findes ikke"),
    ("Ydelse slutdato", "30-02-2026", "dato findes ikke"),
    ("Takst", "", "pris mangler"),
    ("Takst", "efter aftale", "pris er tekst"),
    ("Frekvens", "Pr. behov", "frekvens ukendt"),
    ("Ydelse slutdato", "01-01-2019", "slut før start"),
    ("Status", "", "status mangler"),
    ("", "", "for få kolonner"),
)


def build(world: World, view: View) -> Sheet:
    """The file of a month, ready to be written."""
    day = view.day
    rows = [row for row in view.rows if row.line.system == "dubu"]
    rows.sort(key=lambda r: (team(world, r), r.line.stay.person.cases["dubu"], r.row_id))
    data = [_physical(world, row, day) for row in rows]
    total = sum(physical.amount_oere or 0 for physical in data)
    this_month = sum(_in_month(row, day) for row in rows)
    data += _planted(world, data, rows)
    data.insert(len(data) // 3, blank())
    total_cells: list[Any] = [""] * len(COLUMNS)
    total_cells[0] = "I alt"
    total_cells[AT["Beregnet total"]] = trailing_minus(oere_text(total))
    total_cells[AT["M0"]] = trailing_minus(oere_text(this_month))
    month = day.strftime("%Y-%m")
    return Sheet(
        f"DUBU_økonomiudtræk_{month}.csv",
        [
            heading("DUBU økonomiudtræk (BSDUBU)"),
            heading(f"Udskrevet: {day_text(day)} 06:42", "", "Eksempel Kommune"),
            heading(),
            heading(*COLUMNS),
            *data,
            blank(),
            Physical(total_cells, "total", amount_oere=total),
        ],
        amount_column="Beregnet total",
    )


def team(world: World, row: Row) -> str:
    """The team that has the case."""
    return world.raadgivere[row.line.stay.raadgiver]


def write(folder: Path, sheet: Sheet) -> None:
    """cp1252 with semicolons and Windows line ends."""
    write_csv(folder, sheet, "cp1252", ";", len(COLUMNS))


def _amount(row: Row, day: date) -> int:
    """Øre of the extract's calendar year, as the system has the line."""
    window = (month_number(day.year, 1), month_number(day.year, 12))
    return sum(oere for _, oere, _ in month_costs(row.exact_price, row.start, row.end, window))


def _in_month(row: Row, day: date) -> int:
    window = (month_of(day), month_of(day))
    return sum(oere for _, oere, _ in month_costs(row.exact_price, row.start, row.end, window))


def _physical(world: World, row: Row, day: date) -> Physical:
    line, stay = row.line, row.line.stay
    kind, person = BY_KEY[stay.kind], stay.person
    amount = _amount(row, day)
    case = person.cases["dubu"]
    price = price_text(row.price.price)
    if stay.key % 4 == 0 and price.endswith(",00"):
        price = price[:-3]  # 2.434 for two thousand four hundred and thirty-four
    per_day = ""
    if line.frequency != "engang":
        cost = row.price.price * line.quantity / _SYSTEM_DAYS[line.frequency]
        per_day = oere_text(half_away(round(cost), 10000))
    if line.line_kind == "foelgeydelse":
        ydelsestype = "Følgeydelse"
    else:
        ydelsestype = "Anbringelse" if kind.residential else "Foranstaltning"
    open_end = "31-12-9999" if stay.key % 3 == 0 else ""
    cells: dict[str, Any] = {
        "Dato": day_text(day),
        "Ydelse startdato": day_text(row.start),
        "Ydelse slutdato": day_text(row.end) or open_end,
        "Antal": price_text(line.quantity * 100),
        "Takst": trailing_minus(price),
        "Beregnet pris pr dag": trailing_minus(per_day),
        "Beregnet total": trailing_minus(oere_text(amount)),
        "M0": trailing_minus(oere_text(_in_month(row, day))),
        "Status": STATUS_WORDS[row.status],
        "Ydelsesvariant": line.service,
        "Ydelsestype": ydelsestype,
        "Tilbudstype": kind.tilbudstype,
        "Lovhjemmel": law_text(row.paragraf),
        "Funktion": line.function,
        "Leverandør": line.spelling,
        "Leverandør beliggenhedskommune": line.provider.municipality,
        "Tilbudsbeskrivelse": line.tilbud,
        "Frekvens": FREQUENCY_WORDS[line.frequency],
        "Sag rækkeID": Raw(f'="{case}"') if person.key % 10 == 0 else case,
        "Sag status": "Aktiv" if row.end is None or row.end >= day else "Afsluttet",
        "Sagstype": "Barn/ung",
        "Tvang": "Nej" if stay.consent else "Ja",
        "Afdeling": team(world, row),
    }
    shown = {"doegn": "Pris pr dag", "maaned": "Pris pr måned", "fast": "Pris pr måned"}
    column = shown.get(line.unit, "Pris pr stk")
    if column == "Pris pr måned" and line.frequency != "maaned":
        column = "Pris pr stk"
    cells[column] = cells["Takst"]
    return Physical(
        [cells.get(name, "") for name in COLUMNS],
        "draft" if row.status == "kladde" else "used",
        refers=row.row_id,
        amount_oere=amount,
    )


def _planted(world: World, data: list[Physical], rows: list[Row]) -> list[Physical]:
    """Lines that a reader must set aside, the same ones in every month, and exact repeats."""
    draw = Draw(world.seed, "fejl", "dubu")
    # Only lines that every month shows unchanged can be copied without telling anything new.
    old = [
        physical
        for physical, row in zip(data, rows, strict=True)
        if row.line.ends[-1].registered < date(world.year - 1, 1, 1)
        and row.status == "bevilget"
        and row.price.price > 0
        and row.line.frequency != "engang"
        and row.start.year >= world.year - 5
    ]
    planted: list[Physical] = []
    for column, cell, reason in _FAULTS if old else ():
        model = draw.pick(old)
        cells, amount = list(model.cells), model.amount_oere
        # A service of its own, so that no reader takes the line for a correction of another.
        cells[AT["Ydelsesvariant"]] = PLANTED_SERVICE
        if column:
            cells[AT[column]] = cell
            if reason == "slut før start":
                cells[AT["Ydelse startdato"]] = "01-06-2019"
        else:
            cells, amount = cells[:9], None
        planted.append(Physical(cells, "error", column=column, reason=reason, amount_oere=amount))
    for physical in draw.sample(old, 3):
        planted.append(
            Physical(
                list(physical.cells), "duplicate", physical.refers, "", "ens række",
                physical.amount_oere,
            )
        )  # fmt: skip
    return planted
