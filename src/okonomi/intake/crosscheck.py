"""Doubts that only the finished tables show. Nothing is set aside here: it is told."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake import rowhash
from okonomi.intake.parsed import number_of
from okonomi.intake.text import Frame, Text

_PERIOD_DAYS = {
    "dag": (1.0,), "uge": (7.0,), "14 dage": (14.0,), "maaned": (30.0, 30.42, 30.5, 31.0, 28.0),
    "kvartal": (90.0, 91.25, 92.0), "aar": (365.0, 366.0),
}  # fmt: skip
"""Day counts a source system may use when it shows a price per day."""
_TOLERANCE = 0.01


def check_placement(placement: Frame) -> Iterator[Finding]:
    """Everything doubtful about the lines as a whole."""
    rows = len(np.asarray(placement["start"]))
    if not rows:
        return
    yield from _without_function(placement, rows)
    yield from _followers(placement)
    yield from _on_several_cases(placement)
    yield from _overlaps(placement)
    yield from _free(placement)
    yield from _calculated(placement)


def _without_function(placement: Frame, rows: int) -> Iterator[Finding]:
    function = placement.get("function")
    missing = function.missing() if isinstance(function, Text) else np.ones(rows, dtype=bool)
    if missing.any():
        yield Finding(
            code="uden-funktion",
            severity="advarsel",
            text=f"{_lines(missing)} har ingen funktion i kontoplanen og står under "
            "“Uden funktion”.",
            remedy="Udfyld kontoen i fagsystemet.",
            rows=_rows(placement, missing),
        )


def _followers(placement: Frame) -> Iterator[Finding]:
    kind, owner = placement.get("line_kind"), placement.get("placement_id")
    if not isinstance(kind, Text) or not isinstance(owner, Text):
        return
    # The hovedydelse may be in another system's file.
    owner, main = owner.compact(), kind.equals("hovedydelse")
    known = np.zeros(len(owner.values), dtype=bool)
    known[owner.codes[main]] = True
    alone = ~main & ~known[owner.codes] & ~(np.asarray(placement["in_case"]) > 0)
    alone |= ~main & owner.missing()
    if alone.any():
        yield Finding(
            code="foelgeydelse-alene",
            severity="advarsel",
            text=f"{number_of(int(alone.sum()), 'følgeydelse', 'følgeydelser')} hører ikke til "
            "nogen hovedydelse i udtrækket. Kronerne er med, men ingen personer.",
            remedy="Se efter, om hovedydelsen mangler i udtrækket eller er registreret på en "
            "anden sag.",
            rows=_rows(placement, alone),
        )


def _on_several_cases(placement: Frame) -> Iterator[Finding]:
    """Line ids that begin anew in every case: several citizens' lines are taken for one."""
    line, case = placement.get("line_id"), placement.get("case_id")
    if not isinstance(line, Text) or not isinstance(case, Text):
        return
    known = np.flatnonzero(~line.missing() & ~case.missing())
    lines, cases = line.compact().codes[known], case.compact().codes[known]
    pairs = np.unique(np.column_stack([lines, cases]), axis=0)
    on_cases = np.bincount(pairs[:, 0], minlength=len(line.compact().values))
    shared = np.zeros(len(line.codes), dtype=bool)
    shared[known] = on_cases[lines] > 1
    if shared.any():
        yield Finding(
            code="linje-id-paa-flere-sager",
            severity="fejl",
            text=f"{number_of(int((on_cases > 1).sum()), 'linje-id', 'linje-id’er')} står på flere "
            "sager, så forskellige borgeres linjer tages for prisintervaller af den samme.",
            remedy="Udtræk et id, der er linjens eget, eller sæt sagsnummeret foran i filen, "
            "f.eks. S-101-1.",
            rows=_rows(placement, shared),
        )


def _overlaps(placement: Frame) -> Iterator[Finding]:
    """Rows of the same line, kind and status whose days overlap: paid twice."""
    line, status, kind = (placement[name] for name in ("line_id", "status", "line_kind"))
    if not isinstance(line, Text):
        return
    start, end = np.asarray(placement["start"]), np.asarray(placement["end"])
    codes = line.compact().codes
    days = np.ones(len(start), dtype=bool)
    if isinstance(frequency := placement.get("frequency"), Text):
        days = ~frequency.equals("engang")
    several = np.flatnonzero((np.bincount(codes)[codes] > 1) & days)
    if not len(several):
        return
    number = rowhash.groups([line, status, kind], several)
    sort = np.lexsort((start[several], number))
    order, number = several[sort], number[sort]
    same = number[1:] == number[:-1]
    last = end[order][:-1]
    over = same & (np.isnat(last) | (last >= start[order][1:]))
    if over.any():
        rows = np.zeros(len(start), dtype=bool)
        rows[order[1:][over]] = True
        yield Finding(
            code="linje-overlapper",
            severity="advarsel",
            text=f"{number_of(int(over.sum()), 'prisinterval', 'prisintervaller')} begynder, "
            "før linjens forrige interval er slut, så nogle dage er regnet med to gange.",
            remedy="Afslut det gamle interval dagen før det nye i kilden.",
            rows=_rows(placement, rows),
        )


def _free(placement: Frame) -> Iterator[Finding]:
    free = np.asarray(placement["price_kr"]) == 0
    if free.any():
        yield Finding(
            code="pris-nul",
            severity="oplysning",
            text=f"{_lines(free)} har prisen 0 kr.",
            remedy="Se efter, om prisen mangler i kilden.",
            rows=_rows(placement, free),
        )


def _calculated(placement: Frame) -> Iterator[Finding]:
    """The source's own price per day against price × quantity per frequency period."""
    stated, frequency = placement.get("calculated_per_day_kr"), placement.get("frequency")
    if not isinstance(stated, np.ndarray) or not isinstance(frequency, Text):
        return
    price, quantity = np.asarray(placement["price_kr"]), placement.get("quantity")
    amount = price * (np.nan_to_num(quantity, nan=1.0) if isinstance(quantity, np.ndarray) else 1.0)
    differs = np.zeros(len(price), dtype=bool)
    for often, counts in _PERIOD_DAYS.items():
        rows = np.flatnonzero(frequency.equals(often) & ~np.isnan(stated))
        near = np.zeros(len(rows), dtype=bool)
        for days in counts:
            expected = amount[rows] / days
            slack = np.maximum(_TOLERANCE * np.abs(expected), 0.01)
            near |= np.abs(stated[rows] - expected) <= slack
        differs[rows[~near]] = True
    if differs.any():
        yield Finding(
            code="beregnet-pris-afviger",
            severity="advarsel",
            text=f"På {number_of(int(differs.sum()), 'linje', 'linjer')} passer takst × "
            "antal pr. frekvens ikke med kildens egen pris pr. dag (mere end 1 % fra). Takst og "
            "antal er brugt.",
            remedy="Se efter, om antal og frekvens er rigtige.",
            rows=_rows(placement, differs),
        )


def _lines(rows: np.ndarray) -> str:
    return number_of(int(rows.sum()), "bevillingslinje", "bevillingslinjer")


def _rows(placement: Frame, rows: np.ndarray) -> pd.DataFrame:
    """Where the rows stand, and which case it is (for internal use)."""
    case = placement.get("case_id")
    found = pd.DataFrame({"linje": np.asarray(placement["line"])[rows]})
    if isinstance(case, Text):
        found["sag"] = case.take(rows).to_series()
    return found.assign(kilde=np.asarray(placement["source"])[rows])
