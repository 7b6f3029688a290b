"""The lists of events, vacant posts and complaints, with what is wrong in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from okonomi.eksempel.casework_events import Event
from okonomi.eksempel.casework_lists import Complaint, Vacancy
from okonomi.eksempel.drops import View
from okonomi.eksempel.exports.danish import AREA_WORDS, day_text, law_text
from okonomi.eksempel.exports.sheet import (
    Fault,
    Physical,
    Sheet,
    blank,
    heading,
    write_csv,
    write_xlsx,
)

EVENTS = (
    "Hændelses id", "Sagsnummer", "Hændelse", "Modtaget", "Modtaget kl.", "Udført", "Udført kl.",
    "Næste skridt", "Område", "Talt med barnet", "Rådgiver", "Team",
)  # fmt: skip
VACANCIES = ("Team", "Stilling", "Årsværk", "Ledig fra", "Besat")
COMPLAINTS = (
    "Klagenr", "Sagsnummer", "Modtaget", "Afgjort", "Tema", "Udfald", "Paragraf", "Team",
)  # fmt: skip
_SPOKEN = {True: "Ja", False: "Nej", None: ""}


def events(known: list[Event], view: View) -> Sheet:
    """The events, one row twice, one on a day that is not, one without a case."""
    data = [_event(item) for item in known]
    number = len(data)
    for model in data[:1]:
        for place, (column, cell, reason) in enumerate(
            (
                ("Udført", f"31-02-{view.day.year}", "dato findes ikke"),
                ("Sagsnummer", "", "sagsnummer mangler"),
            )
        ):
            cells = list(model.cells)
            cells[0] = f"H9999{place}"
            cells[EVENTS.index(column)] = cell
            data.append(Physical(cells, "error", column=column, reason=reason))
        data.insert(1, Physical(list(model.cells), "duplicate", model.refers, "", "ens række"))
    return Sheet(
        f"Hændelser_{view.day:%Y-%m}.csv",
        [
            heading("Hændelser og frister i sagerne"),
            heading(f"Udskrevet: {day_text(view.day)} 07:20"),
            heading(*EVENTS),
            *data,
            Physical(["I alt", f"{number} hændelser"], "total"),
        ],
    )


def _event(item: Event) -> Physical:
    name = f"H{item.number:05d}"
    cells = [
        name, item.case, item.kind, day_text(item.received), item.received_time,
        day_text(item.done), item.done_time, day_text(item.next_date), AREA_WORDS[item.area],
        _SPOKEN[item.spoken], item.raadgiver, item.team,
    ]  # fmt: skip
    return Physical(cells, refers=name)


def vacancies(posts: list[Vacancy]) -> Sheet:
    """The vacant posts, with the årsværk summed, and one whose first day cannot be read."""
    data = [
        Physical([v.team, v.position, v.fte / 100, v.vacant_from, v.filled_on], refers=v.team)
        for v in posts
    ]
    for model in data[:1]:
        cells: list[Any] = [model.cells[0], model.cells[1], 1.0, Fault("#N/A"), None]
        data.append(Physical(cells, "error", column="Ledig fra", reason="fejlværdi i cellen"))
    total = sum(v.fte for v in posts) / 100
    return Sheet(
        "Ledige stillinger.xlsx",
        [
            heading("Ledige stillinger"),
            heading(*VACANCIES),
            *data,
            blank(),
            Physical(["I alt", None, total], "total"),
        ],
        sheet="Stillinger",
        widths=(24, 20, 10, 12, 12),
        merged=(1,),
    )


def complaints(known: list[Complaint], view: View) -> Sheet:
    """The complaints, and one received on a day that is not."""
    data = [
        Physical(
            [
                c.number, c.case, day_text(c.received), day_text(c.decided), c.theme, c.outcome,
                law_text(c.paragraf, short=True), c.team,
            ],
            refers=c.number,
        )
        for c in known
    ]  # fmt: skip
    for model in data[:1]:
        cells = list(model.cells)
        cells[0], cells[2] = "K0", f"31-04-{view.day.year}"
        data.append(Physical(cells, "error", column="Modtaget", reason="dato findes ikke"))
    return Sheet(
        f"Klager_{view.day:%Y-%m}.csv",
        [heading("Klager"), heading(*COMPLAINTS), *data, Physical(["I alt"], "total")],
    )


def write(folder: Path, sheets: list[Sheet]) -> None:
    """Events and complaints as cp1252 text, the vacant posts as a workbook."""
    for sheet in sheets:
        if sheet.sheet is None:
            write_csv(folder, sheet, "cp1252", ";", max(len(row.cells) for row in sheet.rows))
        else:
            write_xlsx(folder, [sheet])
