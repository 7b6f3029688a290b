"""What providers and teams write down: deliveries, absence, goals and rådgivere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from okonomi.eksempel.absence_rules import known_end
from okonomi.eksempel.deliveries import Delivery
from okonomi.eksempel.drops import View
from okonomi.eksempel.exports.danish import AREA_WORDS, day_text
from okonomi.eksempel.exports.sheet import (
    Fault,
    Physical,
    Sheet,
    blank,
    heading,
    write_csv,
    write_xlsx,
)
from okonomi.eksempel.goals import CaseGoals
from okonomi.eksempel.model import Absence
from okonomi.eksempel.months import label
from okonomi.eksempel.staff import Raadgiver

DELIVERIES = (
    "Linje id", "Sagsnummer", "Leverandør", "CVR", "Ydelse", "Måned", "Leverede timer",
    "Leverede nætter", "Aftalte aktiviteter", "Leverede aktiviteter",
)  # fmt: skip
ABSENCES = (
    "Linje id", "Sagsnummer", "Leverandør", "CVR", "Første fraværsdag", "Sidste fraværsdag",
    "Fraværsart",
)  # fmt: skip
GOALS = ("Sagsnummer", "Målnr", "Tema", "Vurderet", "Udvikling")
STAFF = ("Rådgiver", "Team", "Område", "Årsværk", "Ansat siden", "Norm")

PLANTED_SERVICE = "Mentorordning"


def deliveries(made: list[Delivery], view: View) -> Sheet:
    """The year to date: hours and nights per line and month, the hours summed at the end."""
    data = [_delivery(item) for item in made]
    total = sum(row.amount_oere or 0 for row in data)
    for model in data[:1]:
        for column, cell, reason in (
            ("Leverede timer", Fault("#N/A"), "fejlværdi i cellen"),
            ("Måned", f"{view.day.year}-17", "måned findes ikke"),
        ):
            cells = list(model.cells)
            cells[4], cells[6] = PLANTED_SERVICE, 10.0
            cells[DELIVERIES.index(column)] = cell
            amount = None if column == "Leverede timer" else 1000
            data.append(Physical(cells, "error", column=column, reason=reason, amount_oere=amount))
    return Sheet(
        f"Leverancer_{view.day:%Y-%m}.xlsx",
        [
            heading("Leverandørernes dokumentation af leveret støtte"),
            heading(f"År til dato, {view.day:%d-%m-%Y}"),
            heading(*DELIVERIES),
            *data,
            Physical(["I alt", *[None] * 5, total / 100], "total", amount_oere=total),
        ],
        sheet="Leverancer",
        amount_column="Leverede timer",
        widths=(12, 24, 38, 11, 26, 10, 12, 12, 12, 12),
        merged=(1,),
    )


def _delivery(item: Delivery) -> Physical:
    line = item.line
    cells: list[Any] = [
        line.line_id if line.own_id else None, line.stay.case, line.provider.name,
        line.provider.cvr, line.service, label(item.month),
        None if item.hours is None else item.hours / 100, item.nights, item.agreed_activities,
        item.activities,
    ]  # fmt: skip
    return Physical(cells, refers=f"{line.line_id}:{label(item.month)}", amount_oere=item.hours)


def absences(known: list[Absence], view: View) -> Sheet:
    """Every absence that touches the year, one of them twice; some open ends are a sentinel."""
    data = [_absence(item, view) for item in known]
    number = len(data)
    for model in data[:1]:
        for column, cell, reason in (
            ("Første fraværsdag", f"31-02-{view.day.year}", "dato findes ikke"),
            ("Sidste fraværsdag", f"01-01-{view.day.year - 2}", "slut før start"),
        ):
            cells = list(model.cells)
            # No real absence begins on 1 January: the row is nobody's newer version.
            cells[4], cells[5] = f"01-01-{view.day.year}", f"09-01-{view.day.year}"
            cells[ABSENCES.index(column)] = cell
            data.append(Physical(cells, "error", column=column, reason=reason))
        data.insert(1, Physical(list(model.cells), "duplicate", model.refers, "", "ens række"))
    return Sheet(
        f"Fravær_{view.day:%Y-%m}.csv",
        [
            heading("Fraværsregistreringer"),
            heading(f"Udskrevet: {view.day:%d-%m-%Y} 07:10"),
            heading(),
            heading(*ABSENCES),
            *data,
            Physical(["I alt", *[""] * 5, f"{number} fravær"], "total"),
        ],
    )


def _absence(item: Absence, view: View) -> Physical:
    main, end = item.stay.main, known_end(item, view.day)
    cells = [
        main.line_id if main.own_id else "", item.stay.case, main.provider.name,
        main.provider.cvr, day_text(item.start),
        day_text(end) or ("31-12-9999" if item.stay.key % 2 else ""), item.kind,
    ]  # fmt: skip
    return Physical(cells, refers=f"{main.line_id}:{item.start.isoformat()}")


def goals(cases: list[CaseGoals], view: View) -> Sheet:
    """The scores of the last year, and the latest of goals that have none so new."""
    scores = [score for case in cases for score in case.scores]
    data = [
        Physical([s.case, s.goal, s.theme, s.day, s.progress], refers=f"{s.goal}:{s.day}")
        for s in scores
    ]
    for model in data[:1]:
        for number, (column, cell, reason) in enumerate(
            (
                ("Vurderet", Fault("#N/A"), "fejlværdi i cellen"),
                ("Udvikling", "Se notat", "ukendt værdi"),
            )
        ):
            cells = list(model.cells)
            cells[1] = f"{cells[0]}-{91 + number}"
            cells[GOALS.index(column)] = cell
            data.append(Physical(cells, "error", column=column, reason=reason))
    return Sheet(
        f"Mål_{view.day:%Y-%m}.xlsx",
        [
            heading("Mål og udvikling i sagerne"),
            heading(*GOALS),
            *data,
            blank(),
            Physical(["I alt", None, None, None, f"{len(scores)} vurderinger"], "total"),
        ],
        sheet="Mål",
        widths=(24, 26, 26, 12, 14),
        merged=(1,),
    )


def staff(employed: list[Raadgiver]) -> Sheet:
    """The rådgivere by initials, with the årsværk summed, and one row nobody filled in properly."""
    data = [
        Physical(
            [r.initials, r.team, AREA_WORDS[r.area], r.fte / 10, r.employed_since, r.norm],
            refers=r.initials,
        )
        for r in employed
    ]
    for model in data[:1]:
        cells: list[Any] = [Fault("#N/A"), *model.cells[1:3], 1.0, None, None]
        data.append(Physical(cells, "error", column="Rådgiver", reason="fejlværdi i cellen"))
    total = sum(r.fte for r in employed) / 10
    return Sheet(
        "Rådgivere.xlsx",
        [
            heading("Rådgivere"),
            heading(*STAFF),
            *data,
            Physical(["I alt", None, None, total], "total"),
        ],
        sheet="Rådgivere",
        widths=(10, 24, 16, 10, 14, 8),
        merged=(1,),
    )


def write(folder: Path, sheets: list[Sheet]) -> None:
    """Absence as cp1252 text, the others as workbooks."""
    for sheet in sheets:
        if sheet.sheet is None:
            write_csv(folder, sheet, "cp1252", ";", len(ABSENCES))
        else:
            write_xlsx(folder, [sheet])
