"""The counts of the caseload, each a row per team and a total, as of the period's last day.

``behind`` is the number of persons that a row's smallest figure is about: a count of one changed
complaint tells of one citizen however many complained.
"""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.raadgiver.lines import NO_TEAM, lines, owners
from okonomi.analysis.raadgiver.load import people, sum_row, with_load
from okonomi.intake import Reading

TOTAL = "I alt"
YEAR = pd.DateOffset(months=12)
CHANGED = ("Ændret", "Hjemvist")
WITHDRAWN = "Trukket tilbage"
REFERENCE = {"boern": (20, 30), "voksne": (45, 65)}
"""Cases per rådgiver that Dansk Socialrådgiverforening recommends: a reference, never a norm."""
REFERENCE_SOURCE = (
    "Dansk Socialrådgiverforenings vejledende sagstal (socialraadgiverne.dk): børn og familie "
    "20–30, voksne med handicap eller psykisk lidelse 45–65 sager pr. rådgiver; kun til reference."
)


def staff_of(reading: Reading, team: str) -> pd.DataFrame:
    """The rådgivere of ``raadgiver.load.people``, of one team where it is given."""
    staff = people(reading)
    return staff[staff["team"] == team] if team else staff


def team_load(staff: pd.DataFrame) -> pd.DataFrame:
    """label, row_kind, raadgivere, fte, cases, cases_per_fte, norm, word, reference."""
    parts = []
    for label, kind, rows in _each(staff):
        areas = rows["area"].dropna().unique()
        low, high = REFERENCE.get(areas[0] if len(areas) == 1 else "", (None, None))
        row = sum_row(rows, label, kind).assign(
            raadgivere=len(rows), reference="" if low is None else f"{low}–{high}"
        )
        parts.append(row)
    return _keyed(with_load(pd.concat(parts)), "raadgivere", "raadgivere") if parts else _none()


def tenure(staff: pd.DataFrame, last: pd.Timestamp) -> pd.DataFrame:
    """label, row_kind, known (rådgivere with a first day), under_1, under_2 and their shares.

    Under a year: on ``last`` the anniversary has not come; on the anniversary itself it has.
    """
    employed = staff[staff["employed_since"] <= last]
    rows = []
    for label, kind, own in _each(employed):
        counts = {
            f"under_{years}": int((own["employed_since"] + years * YEAR > last).sum())
            for years in (1, 2)
        }
        rows.append({"label": label, "row_kind": kind, "known": len(own), **counts})
    if not rows:
        return _none()
    found = pd.DataFrame(rows)
    shares = {f"share_{n}": found[f"under_{n}"] / found["known"] for n in (1, 2)}
    return _keyed(found.assign(**shares), "anciennitet", "known", "under_1", "under_2")


def vacancies(reading: Reading, team: str, last: pd.Timestamp) -> pd.DataFrame:
    """label, row_kind, open_posts, open_fte, longest_days, filled, filled_days (mean).

    A post is vacant from its first vacant day to the day before it is filled; days of a post that
    is still vacant include ``last``. ``filled``: filled in the last twelve months.
    """
    posts = reading["vacancy"]
    posts = posts[(posts["vacant_from"] <= last) & ((posts["team"] == team) | (not team))]
    rows = []
    for label, kind, own in _each(posts):
        vacant = own[own["filled_on"].isna() | (own["filled_on"] > last)]
        filled = own[(own["filled_on"] <= last) & (own["filled_on"] > last - YEAR)]
        rows.append(
            {
                "label": label,
                "row_kind": kind,
                "open_posts": len(vacant),
                "open_fte": vacant["fte"].sum(min_count=1) if len(vacant) else 0.0,
                "longest_days": (last - vacant["vacant_from"]).dt.days.max() + 1,
                "filled": len(filled),
                "filled_days": (filled["filled_on"] - filled["vacant_from"]).dt.days.mean(),
            }
        )
    if not rows:
        return _none()
    found = pd.DataFrame(rows).astype({"longest_days": "Int64"})
    return found.assign(is_total=found["row_kind"].eq("total").astype("int64"))


def complaints(reading: Reading, team: str, last: pd.Timestamp) -> pd.DataFrame:
    """label, row_kind, received, decided, judged, changed, share (changed / judged), pending.

    Received and decided in the last twelve months; ``judged`` are the decided ones with an
    outcome, without those withdrawn; ``changed`` of them are Ændret or Hjemvist. ``pending``: not
    decided by ``last`` and not withdrawn.
    """
    known = reading["complaint"]
    known = known.assign(team=known["team"].fillna(NO_TEAM))
    known = known[(known["received"] <= last) & ((known["team"] == team) | (not team))]
    # Who has withdrawn a complaint waits for nothing, also where no day is written.
    open_ = known["decided"].isna() & (known["outcome"] != WITHDRAWN)
    rows = []
    for label, kind, own in _each(known):
        decided = own[(own["decided"] <= last) & (own["decided"] > last - YEAR)]
        judged = decided[decided["outcome"].notna() & (decided["outcome"] != WITHDRAWN)]
        rows.append(
            {
                "label": label,
                "row_kind": kind,
                "received": int((own["received"] > last - YEAR).sum()),
                "decided": len(decided),
                "judged": len(judged),
                "changed": int(judged["outcome"].isin(CHANGED).sum()),
                "pending": int(((own["decided"] > last) | open_.loc[own.index]).sum()),
            }
        )
    if not rows:
        return _none()
    found = pd.DataFrame(rows)
    found = found.assign(share=found["changed"] / found["judged"].where(found["judged"] > 0))
    return _keyed(found, "klager", "received", "judged", "changed")


def next_steps(reading: Reading, team: str, last: pd.Timestamp) -> pd.DataFrame:
    """label, row_kind, cases (open), dated, share: whether the next step has a date.

    A case has one when an event known on ``last`` gives a date that day or later. Empty where no
    event of the reading gives any.
    """
    events = reading["case_event"]
    seen = events[~(events["received"] > last) & ~(events["done"] > last)]
    if seen["next_date"].isna().all():
        return _none()
    open_cases = owners(reading, lines(reading))
    ahead = seen.loc[seen["next_date"] >= last, "case_id"]
    open_cases = open_cases.assign(dated=open_cases.index.isin(ahead))
    open_cases = open_cases[open_cases["team"] == team] if team else open_cases
    rows = [
        {"label": label, "row_kind": kind, "cases": len(own), "dated": int(own["dated"].sum())}
        for label, kind, own in _each(open_cases)
    ]
    if not rows:
        return _none()
    found = pd.DataFrame(rows)
    found = found.assign(
        share=found["dated"] / found["cases"], undated=found["cases"] - found["dated"]
    )
    return _keyed(found, "næste skridt", "cases", "dated", "undated")


def _each(frame: pd.DataFrame) -> list[tuple[str, str, pd.DataFrame]]:
    """The teams of a frame, sorted, and the total of several."""
    if frame.empty:
        return []
    parts = [(str(team), "detail", rows) for team, rows in frame.groupby("team")]
    return [*parts, (TOTAL, "total", frame)]


def _keyed(rows: pd.DataFrame, name: str, *counts: str) -> pd.DataFrame:
    """With the group each row tells of, the total it is a part of, ``behind``, and ``needs``: the
    team's rådgivere, for a team that is hidden for having few of them is hidden in every table."""
    part = rows["row_kind"] != "total"
    smallest = rows[list(counts)].where(rows[list(counts)] > 0).min(axis=1)
    return rows.assign(
        group=name + " " + rows["label"],
        group_of=pd.Series(f"{name} {TOTAL}", index=rows.index).where(part),
        needs="raadgivere " + rows["label"],
        behind=smallest.fillna(0).astype("int64"),
    ).reset_index(drop=True)


def _none() -> pd.DataFrame:
    return pd.DataFrame({"label": pd.Series(dtype="str"), "row_kind": pd.Series(dtype="str")})
