"""One row per deadline: when its clock began, when it is due, and how it went.

A deadline is kept on its last day: done on the due day is on time, and one that is due on the
period's last day has not run out. What happens after the period is not known. Deadlines of events
and first follow-ups are counted in the share on time when they ran out in the last twelve months;
decided follow-ups and visits are counted as they stand on the period's last day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import pandas as pd

from okonomi.analysis.deadlines.cases import Cases, looked_up, runs
from okonomi.rules.frister import DECIDED, FIRST, HOURS, NEXT, VISITS, Frist

KEPT, LATE, OVERDUE, RUNNING = "rettidig", "for sent", "overskredet", "løber"
YEAR = pd.DateOffset(months=12)
FOLLOWED, VISITED = "Opfølgning", "Tilsynsbesøg"
LAW, DECIDED_IN_CASE, TARGET = "lovens frist", "aftalt i sagen", "eget mål"
AGREED = "Opfølgning på den aftalte dato"
COLUMNS = ["name", "kind", "paragraf", "case_id", "starts", "due", "done", "state", "counted",
           "now", "area", "raadgiver", "team"]  # fmt: skip


@dataclass(eq=False)
class Judged:
    """``rows``: one frame per kind of deadline (``COLUMNS``; ``now``: its basis); ``unknown``: what
    cannot be judged (or not wholly), by reason."""

    rows: list[pd.DataFrame] = field(default_factory=list)
    unknown: dict[str, pd.DataFrame] = field(default_factory=dict)

    def add(
        self, frame: pd.DataFrame, frist: Frist, *, now: bool = False, law: bool = True
    ) -> None:
        """Rows with case_id, starts, due, done, state and counted, under their deadline's name."""
        kind = TARGET if frist.local else LAW if law else DECIDED_IN_CASE
        told = frame.assign(
            name=frist.name if law else AGREED,
            kind=kind,
            paragraf=frist.paragraf if law else "",
            now=now,
        )
        texts = dict.fromkeys(("area", "raadgiver", "team"), "str")
        self.rows.append(told.reindex(columns=COLUMNS).astype(texts))

    def doubt(self, reason: str, rows: pd.DataFrame) -> None:
        """Rows that nothing is said of, unless there are none."""
        if len(rows):
            known = self.unknown.get(reason)
            self.unknown[reason] = rows if known is None else pd.concat([known, rows])


def judge(
    events: pd.DataFrame, cases: Cases, frister: Iterable[Frist], last: pd.Timestamp
) -> Judged:
    """Every deadline of the events and cases as they stand at the end of ``last``."""
    judged = Judged()
    events = _as_of(events, last)
    frister = list(frister)
    for kind in dict.fromkeys(f.event for f in frister if f.event and f.frist != FIRST):
        of_kind = [f for f in frister if f.event == kind and f.frist != FIRST]
        _events(judged, events[events["event_kind"] == kind], of_kind, last)
    followed = events[events["event_kind"] == FOLLOWED].dropna(subset=["done"])
    waiting = _first(
        judged, followed, events, cases, [f for f in frister if f.frist == FIRST], last
    )
    versions = [f for f in frister if f.frist == NEXT]
    _next(judged, followed, cases, _in_force(versions, last), waiting, last)
    visits = events[events["event_kind"] == VISITED].dropna(subset=["done"])
    versions = [f for f in frister if f.frist == VISITS]
    _visits(judged, visits, cases, versions, last)
    return judged


def _as_of(events: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """What was known at the end of ``last``."""
    later = events["done"] > last
    known = events.assign(done=events["done"].mask(later))
    return known[~(events["received"] > last) & ~(later & events["received"].isna())]


def state(frame: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """``state`` of rows with ``due`` and ``done``; ``counted``: due ran out in the last year."""
    words = pd.Series(RUNNING, index=frame.index, dtype="str")
    words = words.mask(frame["due"] < last, OVERDUE).mask(frame["done"] <= frame["due"], KEPT)
    words = words.mask(frame["done"] > frame["due"], LATE)
    counted = (frame["due"] > last - YEAR) & (frame["due"] < last)
    return frame.assign(state=words, counted=counted)


def _events(judged: Judged, events: pd.DataFrame, frister: list[Frist], last: pd.Timestamp) -> None:
    """Events that begin when received and end when done, by the law in force on the first day."""
    judged.doubt("uden-modtaget", events[events["received"].isna()])
    known = events.dropna(subset=["received"])
    begun, ended = _moment(known, "received"), _moment(known, "done")
    backwards = (known["done"] < known["received"]) | (ended < begun)
    judged.doubt("udfoert-foer", known[backwards])
    known, begun, ended = known[~backwards], begun[~backwards], ended[~backwards]
    without = pd.Series(True, index=known.index)
    for frist in frister:
        mine = frist.in_force(known["received"])
        if frist.applies_to:
            mine &= frist.covers(known["paragraf"])
        without &= ~mine
        rows = known[mine]
        rows = state(rows.assign(starts=rows["received"], due=frist.due(rows["received"])), last)
        if frist.unit == HOURS:
            spent = (ended - begun)[mine]
            exact = spent.notna()
            over = spent > pd.Timedelta(hours=frist.length or 0)
            rows["state"] = rows["state"].mask(exact & over, LATE).mask(exact & ~over, KEPT)
            next_day = (rows["done"] > rows["starts"]) & (rows["state"] == KEPT)
            judged.doubt("kun-dato", rows[rows["counted"] & next_day & ~exact])
        judged.add(rows, frist)
    if not any(f.local for f in frister):
        judged.doubt("uden-lov", known[without])


def _moment(events: pd.DataFrame, name: str) -> pd.Series:
    """Day and clock time together; missing where either is."""
    parts = events[f"{name}_time"].str.extract(r"^(\d{1,2})[:.](\d{2})(?:[:.]\d{2})?$")
    hours, minutes = pd.to_numeric(parts[0]), pd.to_numeric(parts[1])
    clock = hours.where(hours < 24) * 60 + minutes.where(minutes < 60)
    return events[name] + pd.to_timedelta(clock, unit="min")


def _first(
    judged: Judged,
    followed: pd.DataFrame,
    events: pd.DataFrame,
    cases: Cases,
    versions: list[Frist],
    last: pd.Timestamp,
) -> set[str]:
    """First follow-ups of the runs that begin within the events; cases that still wait for it."""
    spans = cases.spans[_any(versions, cases.spans["paragraf"])]
    begun = runs(spans)
    begun = begun[begun["start"] <= last]
    seen = followed["done"].min()
    if pd.isna(seen):
        judged.doubt("ingen-opfoelgninger", begun)
        return set()
    for frist in versions:
        before = begun[(begun["start"] < seen) & frist.in_force(begun["start"])]
        due = frist.due(before["start"])
        judged.doubt("foer-udtraekket", before[(due > last - YEAR) & (due <= before["end"])])
    begun = begun[begun["start"] >= seen].sort_values("start").reset_index(drop=True)
    begun["done"] = _next_event(begun, followed)
    begun["done"] = begun["done"].where(begun["done"] <= begun["end"])
    waiting: set[str] = set()
    for frist in versions:
        rows = begun[frist.in_force(begun["start"])]
        due = frist.due(rows["start"])
        studies = events[events["event_kind"] == frist.event].dropna(subset=["done"])
        first_lines = spans[frist.moved(spans["paragraf"])][["case_id", "start"]]
        moved = pd.MultiIndex.from_frame(rows[["case_id", "start"]]).isin(
            pd.MultiIndex.from_frame(first_lines)
        )
        study = _next_event(rows, studies).where(moved)
        rows = state(rows.assign(starts=rows["start"], due=due.mask(study < due, study)), last)
        ended = (rows["end"] < last) & rows["done"].isna()
        rows["state"] = rows["state"].mask(ended, LATE)
        rows = rows[~(ended & (rows["end"] < rows["due"]))]
        judged.add(rows, frist)
        waiting |= set(rows.loc[rows["state"].isin([OVERDUE, RUNNING]), "case_id"])
    return waiting


def _next_event(rows: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    """Per row (sorted by start) the day of the case's first event on its start or later."""
    ordered = events[["case_id", "done"]].sort_values("done").rename(columns={"done": "found"})
    asof = pd.merge_asof(
        rows[["case_id", "start"]],
        ordered,
        left_on="start",
        right_on="found",
        by="case_id",
        direction="forward",
    )
    return asof["found"].set_axis(rows.index)


def _next(
    judged: Judged,
    followed: pd.DataFrame,
    cases: Cases,
    frist: Frist | None,
    waiting: set[str],
    last: pd.Timestamp,
) -> None:
    """Follow-ups after the first: the case's own date, or so long after the latest one."""
    owner = cases.owner[~cases.owner.index.isin(waiting)]
    running = cases.running(last)
    by_law = (
        set() if frist is None else set(running.loc[frist.covers(running["paragraf"]), "case_id"])
    )
    latest = followed.groupby("case_id")["done"].max()
    running_now = owner.index.isin(running["case_id"])
    for law in (True, False):
        rows = owner[running_now & (owner.index.isin(by_law) == law)].reset_index()
        rows["starts"] = looked_up(rows["case_id"], latest)
        if law and frist is not None and frist.unit != DECIDED:
            rows = rows.dropna(subset=["starts"])
            rows = rows.assign(due=frist.due(rows["starts"]))
        else:
            rows["due"] = rows["next_followup"]
            judged.doubt("uden-dato", rows[rows["due"].isna()])
            moved = rows["starts"] >= rows["due"]
            judged.doubt("dato-ikke-flyttet", rows[moved])
            rows = rows[~moved].dropna(subset=["due"])
        rows = rows.assign(done=pd.Series(pd.NaT, index=rows.index, dtype="datetime64[s]"))
        if frist is not None:
            judged.add(state(rows, last).assign(counted=True), frist, now=True, law=law)


def _visits(
    judged: Judged,
    visits: pd.DataFrame,
    cases: Cases,
    versions: list[Frist],
    last: pd.Timestamp,
) -> None:
    """Two visits a year with talk: the next is due a year after the second latest one.

    The placement itself stands for the visits that are not there yet. Whether children placed for
    less than a year have had two is not counted.
    """
    frist = _in_force(versions, last)
    placed = runs(cases.spans[_any(versions, cases.spans["paragraf"])])
    placed = placed[(placed["start"] <= last) & (placed["end"] >= last)]
    if frist is None or placed.empty:
        return
    seen = visits["done"].min()
    if pd.isna(seen) or seen > last - YEAR:
        judged.doubt("ingen-besoeg", placed)
        return
    placed = placed.assign(starts=placed["start"].clip(lower=seen))
    strict = _visit_clock(placed, visits[visits["child_spoken_to"].fillna(False)], frist)
    at_best = _visit_clock(placed, visits[visits["child_spoken_to"].fillna(True)], frist)
    unknown = (strict + YEAR < last) & (at_best + YEAR >= last)
    judged.doubt("tale-ukendt", placed[unknown])
    rows = placed.assign(
        starts=strict,
        due=strict + YEAR,
        done=pd.Series(pd.NaT, placed.index, dtype="datetime64[s]"),
    )
    rows = state(rows, last).assign(counted=placed["start"] + YEAR <= last)
    judged.add(rows[~unknown], frist, now=True)


def _visit_clock(placed: pd.DataFrame, visits: pd.DataFrame, frist: Frist) -> pd.Series:
    """The day of the visit that only ``length`` − 1 later ones follow, else the start.

    Two rows of one case on one day are one visit.
    """
    days = visits[["case_id"]].assign(done=visits["done"].dt.normalize()).drop_duplicates()
    mine = placed[["case_id", "start"]].merge(days, on="case_id")
    mine = mine[mine["done"] >= mine["start"]].sort_values("done")
    from_last = mine.groupby("case_id").cumcount(ascending=False)
    clock = mine[from_last == (frist.length or 1) - 1].set_index("case_id")["done"]
    return looked_up(placed["case_id"], clock).fillna(placed["starts"])


def _any(versions: list[Frist], paragraf: pd.Series) -> pd.Series:
    """Whether some version of the law covers each paragraf."""
    covered = pd.Series(False, index=paragraf.index)
    for frist in versions:
        covered |= frist.covers(paragraf)
    return covered


def _in_force(versions: list[Frist], day: pd.Timestamp) -> Frist | None:
    days = pd.Series([day])
    return next((frist for frist in versions if frist.in_force(days).all()), None)
