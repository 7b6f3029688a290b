"""The finance system's files: postings, budget, contracts, providers and own capacity."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from okonomi.eksempel.budget import BudgetLine
from okonomi.eksempel.capacity import Level, Place
from okonomi.eksempel.contracts import INDEX_SERIES, Contract
from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import View
from okonomi.eksempel.exports.danish import (
    AREA_WORDS,
    FREQUENCY_WORDS,
    NEED_WORDS,
    NIGHT_WORDS,
    OWNERSHIP_WORDS,
    UNIT_WORDS,
    day_text,
    kroner,
    law_text,
    oere_text,
    price_oere,
    trailing_minus,
)
from okonomi.eksempel.exports.sheet import (
    Fault,
    Physical,
    Sheet,
    blank,
    heading,
    write_csv,
    write_xlsx,
)
from okonomi.eksempel.model import World
from okonomi.eksempel.months import label
from okonomi.eksempel.postings import Posting, describe
from okonomi.eksempel.price_parts import Parts
from okonomi.eksempel.standing import inspected, places

POSTINGS = (
    "Bilagsnr", "Bogføringsdato", "Periode", "Funktion", "Leverandør", "CVR", "Art", "Tekst",
    "Linjereference", "Beløb",
)  # fmt: skip
BUDGET = (
    "År", "Funktion", "Område", "Oprindeligt budget", "Korrigeret budget ekskl. overførsler",
    "Overførsler", "Ansøgte bevillinger", "Korrigeret budget inkl. overførsler",
    "Helårspersoner",
)  # fmt: skip
CONTRACTS = (
    "Kontraktnr", "Leverandør", "CVR", "Tilbud", "Sagsnummer", "Paragraf", "Ydelse",
    "Aftalt pris", "Enhed", "Frekvens", "Dage pr. måned", "Timer pr. uge", "Natdækning", "Prisår",
    "Startdato", "Udløb", "Opsigelsesvarsel", "Indeksserie", "Fraværsregel",
    "Senest gennemgået", "Timepris", "Heraf natdækning", "Heraf bolig, kost og logi",
)  # fmt: skip
CAPACITY = (
    "Tilbud", "Leverandør", "Paragraf", "Målgruppe", "Pladser", "Ledige", "Venteliste",
    "Marginalomkostning pr. døgn", "Fuld omkostning pr. døgn", "Åben fra", "Mindste antal",
    "Støttebehov til og med", "Timer pr. uge", "Natdækning", "Alder fra", "Alder til",
)  # fmt: skip
PROVIDERS = (
    "Leverandør", "CVR", "Ejerforhold", "Eget tilbud", "Beliggenhedskommune", "Momsfaktor",
    "Pladser", "Tilsynsscore", "Tilsynsdato",
)  # fmt: skip

ARTS = {
    "privat": "4.0 Tjenesteydelser uden moms",
    "selvejende": "4.0 Tjenesteydelser uden moms",
    "kommunal": "4.7 Betalinger til kommuner",
    "regional": "4.8 Betalinger til regioner",
    "plejefamilie": "1.0 Lønninger",
}


def postings(world: World, made: list[Posting], month: int) -> Sheet:
    """The year's postings to date: title lines, trailing minus, a total line at the end."""
    ordered = sorted(
        made, key=lambda p: (p.booked, p.provider.key, p.month, p.refers, p.category, p.oere)
    )
    # A text may name a citizen against the rules: the reader must hide the number.
    careless = Draw(world.seed, "cpr i tekst")
    data = []
    for number, posting in enumerate(ordered, start=1):
        text = describe(posting)
        if careless.chance(0.004):
            person = careless.pick(world.persons)
            text += f" vedr. {person.cpr[:6]}-{person.cpr[6:]}"
        cells = [
            f"51{number:08d}", day_text(posting.booked), label(posting.month), posting.function,
            posting.provider.name, posting.provider.cvr or "", ARTS[posting.provider.kind], text,
            posting.line_ref, trailing_minus(oere_text(posting.oere)),
        ]  # fmt: skip
        data.append(
            Physical(
                cells, refers="+".join(posting.refers), reason=posting.category,
                amount_oere=posting.oere,
            )
        )  # fmt: skip
    total = sum(p.oere for p in ordered)
    for position, row in _bad_postings(data, month):
        data.insert(position, row)
    return Sheet(
        f"Posteringer_{label(month)}.csv",
        [
            heading("Posteringsliste – Det specialiserede socialområde"),
            heading(f"Periode: {label(month)[:4]}-01 til {label(month)}"),
            heading(),
            heading(*POSTINGS),
            *data,
            Physical(["Total", *[""] * 8, trailing_minus(oere_text(total))], "total",
                     amount_oere=total),
        ],
        amount_column="Beløb",
    )  # fmt: skip


def _bad_postings(data: list[Physical], month: int) -> list[tuple[int, Physical]]:
    models = [row.cells for row in data if row.cells[5]]
    year = label(month)[:4]
    faults = (
        (7, "Beløb", "1.2345,6", "beløb kan ikke læses"),
        (19, "Bogføringsdato", f"32-01-{year}", "dato findes ikke"),
    )
    rows: list[tuple[int, Physical]] = []
    for number, (position, column, cell, reason) in enumerate(faults if models else ()):
        cells = list(models[0])
        cells[0], cells[9] = f"59{number:08d}", "100,00"
        cells[POSTINGS.index(column)] = cell
        amount = 10000 if column != "Beløb" else None
        row = Physical(cells, "error", column=column, reason=reason, amount_oere=amount)
        rows.append((min(position, len(data)), row))
    return rows


def budget(lines: list[BudgetLine], year: int) -> Sheet:
    """The year's budget: title lines, a subtotal per area, a total."""
    data: list[Physical] = []
    everything = [0] * 5
    for area, title in AREA_WORDS.items():
        sums = [0] * 5
        for line in [b for b in lines if b.area == area]:
            amounts = [line.original, line.corrected, line.transfers, line.applied, line.including]
            sums = [a + b for a, b in zip(sums, amounts, strict=True)]
            cells = [year, line.function, title, *(a / 100 for a in amounts), line.persons]
            data.append(Physical(cells, refers=line.function, amount_oere=line.original))
        data.append(
            Physical([None, None, f"{title} i alt", *(a / 100 for a in sums)], "total",
                     amount_oere=sums[0])
        )  # fmt: skip
        everything = [a + b for a, b in zip(everything, sums, strict=True)]
    data.append(blank())
    data.append(
        Physical([None, None, "I alt", *(a / 100 for a in everything)], "total",
                 amount_oere=everything[0])
    )  # fmt: skip
    return Sheet(
        f"Budget_{year}.xlsx",
        [
            heading(f"Budget {year} – det specialiserede socialområde"),
            heading("Kroner. Minus angiver en indtægt."),
            heading(),
            heading(*BUDGET),
            *data,
        ],
        sheet="Budget",
        amount_column="Oprindeligt budget",
        widths=(7, 10, 20, 18, 18, 14, 16, 18, 13),
        merged=(1,),
    )


def contracts(register: list[Contract]) -> Sheet:
    """The contract register, and one row whose price nobody filled in properly."""
    data = []
    for item in register:
        cells: list[Any] = [
            item.number, item.provider.name, item.provider.cvr, item.tilbud, item.case,
            law_text(item.paragraf, short=True) if item.paragraf else None, item.service,
            kroner(item.price), UNIT_WORDS[item.unit], FREQUENCY_WORDS[item.frequency],
            item.day_count / 100 if item.day_count else None,
            item.hours / 100 if item.hours is not None else None,
            NIGHT_WORDS[item.night] if item.night else None, item.price_year, item.start,
            item.expiry, item.notice, INDEX_SERIES, item.absence, item.reviewed,
            *_parts(item.parts),
        ]  # fmt: skip
        data.append(
            Physical(cells, refers=item.number, reason=item.gap, amount_oere=price_oere(item.price))
        )
    for model in data[:1]:
        bad = list(model.cells)
        bad[0], bad[4], bad[7] = "K-90001", None, Fault("#N/A")
        data.append(Physical(bad, "error", column="Aftalt pris", reason="fejlværdi i cellen"))
    return Sheet(
        "Kontrakter.xlsx",
        [heading("Kontraktregister"), heading(*CONTRACTS), *data],
        sheet="Kontrakter",
        amount_column="Aftalt pris",
        widths=(
            12,
            34,
            11,
            20,
            16,
            16,
            26,
            12,
            8,
            12,
            10,
            10,
            11,
            8,
            12,
            12,
            26,
            13,
            24,
            13,
            10,
            10,
            12,
        ),
        merged=(1,),
    )


def _parts(parts: Parts | None) -> list[float | None]:
    if parts is None:
        return [None, None, None]
    return [kroner(parts.hourly), kroner(parts.night) or None, kroner(parts.housing)]


def providers(world: World, view: View) -> Sheet:
    """Every provider with a line; a foster family is there by name, without CVR."""
    used = {row.line.provider.key for row in view.rows}
    size = places(world)
    data = []
    for item in world.providers:
        if item.key not in used and not item.own:
            continue
        cells: list[Any] = [
            item.name, item.cvr, OWNERSHIP_WORDS[item.kind], "Ja" if item.own else "Nej",
            item.municipality, float(item.momsfaktor), size.get(item.key),
        ]  # fmt: skip
        visit = inspected(world.seed, item, view.day) if item.key in size else None
        cells += [visit[0] / 10, visit[1]] if visit else [None, None]
        data.append(Physical(cells, refers=item.name))
    return Sheet(
        "Leverandører.xlsx",
        [heading(*PROVIDERS), *data],
        sheet="Leverandører",
        widths=(44, 11, 14, 11, 20, 11, 8, 11, 12),
    )


def capacity(places: list[Place]) -> Sheet:
    """Own tilbud with places, and two that are planned."""
    data = []
    for item in places:
        cells: list[Any] = [
            item.tilbud, item.provider.name, law_text(item.paragraf, short=True),
            item.target_group, item.places, item.vacant, item.waiting, kroner(item.marginal),
            kroner(item.full), item.open_from, item.min_to_open, *_level(item.level),
        ]  # fmt: skip
        data.append(Physical(cells, refers=item.tilbud))
    return Sheet(
        "Kapacitet.xlsx",
        [heading("Egne tilbud og pladser"), heading(*CAPACITY), *data],
        sheet="Kapacitet",
        widths=(22, 32, 12, 28, 8, 8, 10, 14, 14, 12, 12, 14, 12, 12, 9, 9),
        merged=(1,),
    )


def _level(level: Level) -> list[Any]:
    need = None if level.need is None else NEED_WORDS[level.need]
    night = NIGHT_WORDS[level.night] if level.night else None
    return [need, level.hours, night, *(level.ages or (None, None))]


def write(folder: Path, sheets: list[Sheet]) -> None:
    """Postings as cp1252 text, the others as workbooks."""
    for sheet in sheets:
        if sheet.sheet is None:
            write_csv(folder, sheet, "cp1252", ";", len(POSTINGS))
        else:
            write_xlsx(folder, [sheet])
