"""The rows of the watch list, one function per kind: what somebody should look at now.

Every function gives rows with line_id, case_id, service, provider, raadgiver, date (what it is
about; missing for ages), note (Danish) and year_oere: what the line costs in 365 days, or what the
payer's year costs. A birth date never leaves this module: an age is told by its month.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from okonomi.analysis.contracts.match import (
    LEAST_KR,
    PERIODS_PER_YEAR,
    matched,
    running,
)
from okonomi.intake import Reading
from okonomi.period import last_day
from okonomi.present import numbers
from okonomi.rules import Rules

COLUMNS = {
    "line_id": "str",
    "case_id": "str",
    "service": "str",
    "provider": "str",
    "raadgiver": "str",
    "date": "datetime64[s]",
    "note": "str",
    "year_oere": "Int64",
}


def line_rows(
    reading: Reading,
    rules: Rules,
    days: int,
    ages: tuple[int, ...],
    age_months: int,
    least_kr: float = LEAST_KR,
) -> dict[str, pd.DataFrame]:
    """The rows of every kind that the lines tell of, by kind (see ``watchlist.KINDS``)."""
    day = last_day(reading.period)
    lines = _with_ends(running(reading, day), reading)
    main = lines["line_kind"] == "hovedydelse"
    cases = reading["case"].dropna(subset=["next_followup"]).drop_duplicates("case_id", keep="last")
    of_case = _dates(lines["case_id"], cases.set_index("case_id")["next_followup"])
    follow = lines["next_followup"].fillna(of_case)
    lines = lines.assign(followup=follow)
    open_end = lines["last_end"].isna()
    return {
        "overskredet": _rows(lines[main & (follow < day)], "followup"),
        "ender": _ending(lines, reading["placement"], day, days),
        "forventet": _expected(reading["placement"], day),
        "fylder": _turning(lines, reading["person"], day, ages, age_months),
        "uden_opfoelgning": _rows(lines[main & open_end & follow.isna()], "first_start"),
        "tillaeg": _rows(lines[~main & open_end & (lines["year_kr"] > 0)], "first_start"),
        "uden_kontrakt": _without_contract(lines, reading, rules, least_kr),
    }


def payer_rows(payers: pd.DataFrame) -> pd.DataFrame:
    """Payers over the refund threshold (``Refusion.payers``), the dearest first."""
    notes = [
        f"Staten betaler {numbers.share(rate, 0)} af den sidste krone" if pd.notna(rate) else ""
        for rate in payers["rate"]
    ]
    rows = payers.rename(columns={"cases": "case_id", "total_oere": "year_oere"})
    return _typed(rows.assign(note=notes, date=pd.NaT))


def _with_ends(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """Lines with ``last_end``: the last paid day of all their price intervals, missing if open."""
    granted = reading["placement"]
    granted = granted[granted["status"] == "bevilget"]
    last = granted.sort_values("end", na_position="last", kind="stable")
    last = last.drop_duplicates("line_id", keep="last").set_index("line_id")["end"]
    return lines.assign(last_end=_dates(lines["line_id"], last))


def _dates(keys: pd.Series, known: pd.Series) -> pd.Series:
    """The date that ``known`` has for every key; missing where it has none."""
    found = known.reindex(keys).astype("datetime64[s]")
    return found.set_axis(keys.index)


def _rows(lines: pd.DataFrame, date: str) -> pd.DataFrame:
    return _typed(lines.assign(date=lines[date]))


def _typed(rows: pd.DataFrame, order: Sequence[str] = ("date", "year_oere")) -> pd.DataFrame:
    """The columns of a list, oldest first and of one day the dearest first."""
    if "year_oere" not in rows:
        rows = rows.assign(year_oere=(rows["year_kr"] * 100).round())
    rows = rows.sort_values(list(order), ascending=[True, False], kind="stable", ignore_index=True)
    return rows.reindex(columns=list(COLUMNS)).astype(COLUMNS)


def _ending(
    lines: pd.DataFrame, placement: pd.DataFrame, day: pd.Timestamp, days: int
) -> pd.DataFrame:
    """Lines that end within ``days``, but for those another granted line carries on from."""
    until = day + pd.Timedelta(days=days)
    soon = lines[(lines["last_end"] > day) & (lines["last_end"] <= until)]
    granted = placement[placement["status"] == "bevilget"]
    next_day = pd.MultiIndex.from_arrays(
        [soon["case_id"], soon["service"], soon["last_end"] + pd.Timedelta(days=1)]
    )
    starts = pd.MultiIndex.from_frame(granted[["case_id", "service", "start"]])
    # Lines without a case number may be of two citizens.
    carried_on = next_day.isin(starts) & soon["case_id"].notna()
    return _rows(soon[~carried_on], "last_end")


def _expected(placement: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    """Expected lines that should have begun, once per line."""
    started = placement[(placement["status"] == "forventet") & (placement["start"] <= day)]
    started = started.drop_duplicates("line_id", keep="last")
    per_year = started["frequency"].map(PERIODS_PER_YEAR).astype("float64")
    # One paid once costs its price in whatever year it falls.
    times = started["quantity"].fillna(1.0) * per_year.mask(started["frequency"] == "engang", 1.0)
    return _rows(started.assign(year_kr=started["price_kr"] * times), "start")


def _turning(
    lines: pd.DataFrame,
    person: pd.DataFrame,
    day: pd.Timestamp,
    ages: tuple[int, ...],
    months: int,
) -> pd.DataFrame:
    """Young people (lines of the children's area) who reach an age, one row per case and age."""
    young = lines[(lines["area"] == "boern") & lines["case_id"].notna()]
    births = person.dropna(subset=["birth_date"]).drop_duplicates("person_id")
    births = _dates(young["person_id"], births.set_index("person_id")["birth_date"])
    until = day + pd.DateOffset(months=months)
    found = []
    for age in ages:
        # Who is born on 29 February reaches an age on 1 March, as in the rules of refusion.
        on = births + pd.DateOffset(years=age)
        leap = (births.dt.month == 2) & (births.dt.day == 29) & (on.dt.day == 28)
        on = on + pd.to_timedelta(leap.astype("int64"), unit="D")
        reaches = (on > day) & (on <= until)
        month = on[reaches].dt.to_period("M")
        notes = [f"Fylder {age} år i {numbers.month(one)}" for one in month]
        found.append(young[reaches].assign(note=notes, month=month))
    # The hovedydelse tells the case; its følgeydelser are in the kroner.
    rows = pd.concat(found).sort_values("line_kind", ascending=False, kind="stable")
    sums = rows.groupby(["case_id", "note"])["year_kr"].transform("sum")
    cases = rows.assign(year_kr=sums).drop_duplicates(["case_id", "note"])
    return _typed(cases.assign(date=pd.NaT), ["month", "year_kr"])


def _without_contract(
    lines: pd.DataFrame, reading: Reading, rules: Rules, least_kr: float
) -> pd.DataFrame:
    """Lines that should have a contract and have none; none at all without any contract."""
    if reading["contract"].empty:
        return _typed(lines.iloc[:0].assign(date=pd.NaT))
    found = matched(reading, rules, least_kr=least_kr)
    lacking = found.index[found["contract"].isna() & found["needed"]]
    return _rows(lines.loc[lines.index.isin(lacking)], "first_start")


def new_since(
    now: Mapping[str, pd.DataFrame], before: Mapping[str, pd.DataFrame]
) -> dict[str, int]:
    """How many rows of every kind in both were not there before: by line, an age by its case."""
    counts = {}
    for kind in now.keys() & before.keys():
        keys = ["case_id", "note"] if kind == "fylder" else ["line_id"]
        old = pd.MultiIndex.from_frame(before[kind][keys])
        counts[kind] = int((~pd.MultiIndex.from_frame(now[kind][keys]).isin(old)).sum())
    return counts
