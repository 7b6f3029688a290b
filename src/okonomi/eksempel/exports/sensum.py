"""The adults' system: EG Sensum's overlapping delta files, joined by id.

``Indsatser_*``: a full file and two deltas that repeat the week before. ``Sager_*``: a full file
and a delta. ``Leverandør_*`` and ``Borger_*``: one full file each. Dates with a clock, CPR with
and without hyphen. Prices are in a workbook of their own (see ``prices``).
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from okonomi.eksempel.draw import Draw
from okonomi.eksempel.drops import Row, View, known
from okonomi.eksempel.exports.danish import OWNERSHIP_WORDS, law_text
from okonomi.eksempel.exports.sheet import Physical, Sheet, heading, write_csv
from okonomi.eksempel.model import Line, Person, World
from okonomi.eksempel.names import CODE, MUNICIPALITY_CODES

INDSATSER = (
    "IndsatsId", "SagId", "Indsats", "IndsatsParagraf", "Tilbud", "LeverandørId",
    "LeverandørIndsatsId", "LeverandørNavn", "IndsatsStatus", "IndsatsGodkendelsesDato",
    "IndsatsStartDato", "IndsatsSlutDato", "Primær målgruppe", "Sekundær målgruppe",
    "IndsatskontoNummer", "StatsRefusionsKontoNummer", "MomsRefusionsKontoNummer",
    "OverheadKontoNummer", "EgenBetalingsKontoNummer", "Afgørelse",
)  # fmt: skip
SAGER = (
    "SagId", "BorgerId", "SagNavn", "SagType", "ForventetParagraf", "Status", "AfdelingNavn",
    "PrimærAnsvarlig", "HandleKommune", "BetalingsKommune", "OprettetDato", "SlutDato",
)  # fmt: skip
LEVERANDOERER = (
    "LeverandørId", "LeverandørNummer", "LeverandørNavn", "LeverandørCVR", "LeverandørEjerskab",
    "BostedSystemId", "Aktiv",
)  # fmt: skip
BORGERE = ("BorgerId", "CPR", "Fornavn", "Efternavn", "OpholdsKommuneNr")

OVERLAP = timedelta(days=7)
_AGES = (59, 28, 0)
"""Days before the month's end on which the three files were made."""

_FAULTS = (
    ("IndsatsStartDato", "31-06-2025 00-00", "dato findes ikke"),
    ("IndsatsSlutDato", "05-14-2026 00-00", "måned findes ikke"),
    ("IndsatsSlutDato", "01-02-2018 00-00", "slut før start"),
    ("IndsatsStatus", "Sat i bero?", "status ukendt"),
    ("", "", "for få kolonner"),
)
FIRST_PLANTED_ID = 799001


def clock(day: date | None) -> str:
    """``31-12-2026 00-00``, as Sensum writes a date."""
    return f"{day:%d-%m-%Y} 00-00" if day else ""


def build(world: World, view: View) -> list[Sheet]:
    """Every CSV file of a month, oldest delta first."""
    return [*_indsatser(world, view), *_sager(world, view), _leverandoerer(world, view),
            _borgere(world, view)]  # fmt: skip


def write(folder: Path, sheets: list[Sheet]) -> None:
    """UTF-8, with a byte-order mark in the full files and without one in the deltas."""
    for sheet in sheets:
        columns = len(sheet.rows[0].cells)
        delta = sheet.file.startswith("Indsatser_") and sheet is not sheets[0]
        write_csv(folder, sheet, "utf-8" if delta else "utf-8-sig", ";", columns)


def _lines(view: View) -> list[list[Row]]:
    """The rows of each Sensum line, by number."""
    rows = {k: v for k, v in view.by_line().items() if v[0].line.system == "sensum"}
    return [rows[key] for key in sorted(rows)]


def _changed(line: Line, day: date) -> date:
    """The newest registration on a line itself (not its price) by the end of a day."""
    events = [e.registered for e in line.ends] + [s.registered for s in line.statuses]
    return max(e for e in events if e <= day)


def _indsatser(world: World, view: View) -> list[Sheet]:
    days = [view.day - timedelta(days=age) for age in _AGES]
    files: list[Sheet] = []
    for number, day in enumerate(days):
        since = date.min if number == 0 else days[number - 1] - OVERLAP
        rows = [
            _indsats(rows, day)
            for rows in _lines(known(world, day, "sensum"))
            if _changed(rows[0].line, day) > since
        ]
        if number == 0:
            rows += _planted(world)
        files.append(Sheet(f"Indsatser_{day:%Y%m%d}.csv", [heading(*INDSATSER), *rows]))
    _older_versions(files)
    return files


def _indsats(rows: list[Row], day: date) -> Physical:
    row = rows[-1]
    line, stay = row.line, row.line.stay
    cells: dict[str, Any] = {
        "IndsatsId": line.line_id,
        "SagId": stay.person.cases["sensum"],
        "Indsats": line.service,
        "IndsatsParagraf": law_text(row.paragraf, short=True),
        "Tilbud": line.tilbud,
        "LeverandørId": provider_id(line.provider.key),
        "LeverandørIndsatsId": f"{line.provider.key}-{line.service[:3].upper()}",
        "LeverandørNavn": line.provider.name,
        "IndsatsStatus": _status(row, day),
        "IndsatsGodkendelsesDato": clock(_changed(line, day)),
        "IndsatsStartDato": clock(line.start),
        "IndsatsSlutDato": clock(row.end),
        "Primær målgruppe": stay.target_group,
        "IndsatskontoNummer": line.function,
        "EgenBetalingsKontoNummer": line.function if stay.egenbetaling else "",
        "Afgørelse": "Bevilling" if row.status == "bevilget" else "",
    }
    return Physical(
        [cells.get(name, "") for name in INDSATSER],
        "draft" if row.status == "kladde" else "used",
        refers=line.line_id,
    )


def provider_id(key: int) -> str:
    """The system's own number of a provider; it keeps its zeros."""
    return f"{key:05d}"


def _status(row: Row, day: date) -> str:
    if row.status != "bevilget":
        return row.status.capitalize()
    return "Afsluttet" if row.end is not None and row.end < day else "Igangsat"


def _older_versions(files: list[Sheet]) -> None:
    """The newest file's row of an id counts; an older one is superseded, or says the very same."""
    newest: dict[str, list[Any]] = {}
    for sheet in reversed(files):
        for row in sheet.rows:
            if row.row_class not in ("used", "draft"):
                continue
            key = row.cells[0]
            if key not in newest:
                newest[key] = row.cells
            elif row.row_class == "used":
                same = _said(row.cells) == _said(newest[key])
                row.row_class = "duplicate" if same else "superseded"
                row.reason = "ældre delta"


def _said(cells: list[Any]) -> list[Any]:
    """What a row says of the grant: that it has ended is told by its date, not its status."""
    return ["Igangsat" if cell == "Afsluttet" else cell for cell in cells]


def _planted(world: World) -> list[Physical]:
    draw = Draw(world.seed, "fejl", "indsatser")
    model = ["", "", "Mentorordning", "SEL § 107", "", "00001", "", "", "Igangsat",
             "01-03-2025 00-00", "01-03-2025 00-00", "", "Sindslidelse", "", "5.38.52"]  # fmt: skip
    cases = [p.cases["sensum"] for p in world.persons if "sensum" in p.cases]
    planted: list[Physical] = []
    for number, (column, cell, reason) in enumerate(_FAULTS if cases else ()):
        cells = list(model)
        cells[0], cells[1] = str(FIRST_PLANTED_ID + number), draw.pick(cases)
        if column:
            cells[INDSATSER.index(column)] = cell
        else:
            cells = cells[:6]
        planted.append(Physical(cells, "error", column=column, reason=reason))
    return planted


def _sager(world: World, view: View) -> list[Sheet]:
    full, delta = view.day - timedelta(days=_AGES[1]), view.day
    older, newer = _cases(known(world, full, "sensum")), _cases(view)
    first = [_sag(world, person, day, full) for person, day in older]
    had = {row.cells[0] for row in first}
    since = full - OVERLAP
    later = [
        _sag(world, person, day, delta)
        for person, day in newer
        if person.cases["sensum"] not in had or day > since
    ]
    files = [
        Sheet(f"Sager_{full:%Y%m%d}.csv", [heading(*SAGER), *first]),
        Sheet(f"Sager_{delta:%Y%m%d}.csv", [heading(*SAGER), *later]),
    ]
    _older_versions(files)
    return files


def _cases(view: View) -> list[tuple[Person, date]]:
    """Citizens with a case, and the day it was opened, by case number."""
    opened: dict[str, tuple[Person, date]] = {}
    for row in view.rows:
        # Transport is granted in another sheet on the case number of this system.
        person = row.line.stay.person
        case = person.cases.get("sensum")
        if case is None or row.line.system != "sensum":
            continue
        day = row.line.registered
        if case not in opened or day < opened[case][1]:
            opened[case] = (person, day)
    return [opened[case] for case in sorted(opened)]


def _sag(world: World, person: Person, opened: date, day: date) -> Physical:
    cells: dict[str, Any] = {
        "SagId": person.cases["sensum"],
        "BorgerId": f"B{person.key:06d}",
        "SagNavn": "Voksensag",
        "SagType": "Udsatte voksne" if person.key % 3 else "Handicap",
        "Status": "Igangværende",
        "AfdelingNavn": world.raadgivere[person.staff["voksne"]],
        "PrimærAnsvarlig": person.staff["voksne"],
        "HandleKommune": CODE,
        "BetalingsKommune": CODE,
        "OprettetDato": clock(opened),
    }
    return Physical([cells.get(name, "") for name in SAGER], refers=person.cases["sensum"])


def _leverandoerer(world: World, view: View) -> Sheet:
    used = {r.line.provider.key: r.line.provider for r in view.rows if r.line.system == "sensum"}
    rows = []
    for key in sorted(used):
        provider = used[key]
        cells = [
            provider_id(key), f"L-{key:04d}", provider.name, provider.cvr or "",
            OWNERSHIP_WORDS[provider.kind], "", "1",
        ]  # fmt: skip
        rows.append(Physical(cells, refers=provider.name))
    return Sheet(f"Leverandør_{view.day:%Y%m%d}.csv", [heading(*LEVERANDOERER), *rows])


def _borgere(world: World, view: View) -> Sheet:
    last: dict[str, Row] = {}
    for row in view.rows:
        if row.line.system == "sensum" and row.line.line_kind == "hovedydelse":
            last[row.line.stay.person.cases["sensum"]] = row
    rows = []
    for person, _ in _cases(view):
        latest = last.get(person.cases["sensum"])
        place = latest.line.provider.municipality if latest else None
        cpr = f"{person.cpr[:6]}-{person.cpr[6:]}" if person.key % 2 else person.cpr
        cells = [
            f"B{person.key:06d}", cpr, person.first_name, person.last_name,
            MUNICIPALITY_CODES.get(place or "", ""),
        ]  # fmt: skip
        rows.append(Physical(cells, refers=f"B{person.key:06d}"))
    return Sheet(f"Borger_{view.day:%Y%m%d}.csv", [heading(*BORGERE), *rows])
