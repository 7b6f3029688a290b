"""Agreed and delivered support, line by line and month by month.

A line's agreed hours in a month are its hours per week ÷ 7 × the days it is in force and the
citizen is not registered as away; a night is agreed for every such day on a line with night cover.
What nobody documented is missing, not 0.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.match import matched
from okonomi.cost import days_in_year
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids
from okonomi.period import last_day

MONTHS = 12
"""How many months back deliveries are held up to what was agreed."""
PER_WEEK = {"dag": 7.0, "uge": 1.0, "14 dage": 0.5}
PER_YEAR = {"maaned": 12, "kvartal": 4, "aar": 1}
AMOUNTS = ["hours", "nights", "activities", "agreed_activities"]
_OPEN = pd.Timestamp(2261, 12, 31)
_LONG_AGO = pd.Timestamp(1900, 1, 1)
_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True, eq=False, kw_only=True)
class Support:
    """``lines``: granted lines with agreed hours or night cover, or a documented delivery; the
    index is the position in ``reading["placement"]`` of the line's last interval that has begun.
    ``months``: one row per such line (``at``, its index) and month of the window in which it is in
    force: days, away (days), due_hours and due_nights (had the citizen been there every day),
    agreed_hours, agreed_nights, and as documented hours, nights, activities, agreed_activities.
    ``unplaced``: deliveries in the window that fit no line in force in their month, or several.
    ``outside``: deliveries before the window or after the period.
    """

    lines: pd.DataFrame
    months: pd.DataFrame
    unplaced: pd.DataFrame
    outside: pd.DataFrame


def support(reading: Reading) -> Support:
    """Agreed and documented support in the twelve months to the reading's period."""
    last = reading.period.to_timestamp()
    window = pd.date_range(end=last, periods=MONTHS, freq="MS", unit="s")
    intervals = _intervals(reading)
    # A price that has yet to begin is not what the line was agreed at.
    known = intervals["start"] <= last_day(reading.period)
    intervals = intervals[known & ~(intervals["end"] < window[0])]
    # Hours bought beside a hovedydelse under its line id come along with it.
    main = intervals["line_kind"].eq("hovedydelse").to_numpy()
    lines = intervals.iloc[np.argsort(main, kind="stable")].drop_duplicates("key", keep="last")
    lines = lines.sort_values("key")
    lines = lines[["key", *_FACTS]].assign(at=lines.index)
    agreed = _agreed(intervals, window)
    agreed = _without_absence(agreed, _days_away(reading["absence"], lines, agreed))
    delivery = reading["delivery"]
    inside = delivery["month"].between(window[0], last)
    placed = _placed(delivery[inside], lines, agreed)
    documented = placed.groupby(["key", "month"])[AMOUNTS].sum(min_count=1).reset_index()
    months = agreed.merge(documented, on=["key", "month"], how="left")
    months["at"] = months["key"].map(lines.set_index("key")["at"])
    relevant = (months["agreed_hours"] > 0) | (months["agreed_nights"] > 0)
    relevant |= months[AMOUNTS].notna().any(axis=1)
    shown = lines["key"].isin(months.loc[relevant, "key"])
    return Support(
        lines=lines[shown].drop(columns=["key", "at"]),
        months=months[months["key"].isin(lines.loc[shown, "key"])].drop(columns="key"),
        unplaced=delivery[inside & ~delivery.index.isin(placed.index)],
        outside=delivery[~inside],
    )


_FACTS = [
    "line_id", "placement_id", "case_id", "provider", "provider_id", "tilbud", "service",
    "paragraf", "function", "line_kind", "unit", "hours_per_week", "night_cover",
    "contract_hour_kr", "contract_year", "contract_series",
]  # fmt: skip


def _intervals(reading: Reading) -> pd.DataFrame:
    """Granted hovedydelser and hourly følgeydelser by price interval, with their agreed hours.

    Hours and night cover are the line's, else its contract's; a line paid per hour has as many
    hours as it buys. ``key`` numbers the lines.
    """
    placement = reading["placement"].reset_index(drop=True)
    hourly = placement["unit"] == "time"
    main = placement["line_kind"] == "hovedydelse"
    rows = placement[(placement["status"] == "bevilget") & (main | hourly)]
    rows = rows[rows["frequency"] != "engang"]
    rows = rows.assign(
        key=rows.groupby(["line_id", "case_id"], dropna=False, sort=False).ngroup(),
    )
    contract = _contract_of(rows, reading)
    days = days_in_year(reading.period.year)
    per_week = {name: 7 * n / days for name, n in PER_YEAR.items()} | PER_WEEK
    bought = rows["quantity"].fillna(1) * rows["frequency"].map(per_week).astype("float64")
    hours = rows["hours_per_week"].fillna(bought.where(rows["unit"] == "time"))
    rows = rows.assign(
        hours_per_week=hours.fillna(contract["hours_per_week"]),
        night_cover=rows["night_cover"].fillna(contract["night_cover"]),
        contract_hour_kr=contract["hourly_kr"],
        contract_year=contract["price_year"],
        contract_series=contract["index_series"],
    )
    # Hours bought beside the hovedydelse are an agreement of their own.
    return _once(rows, ["key", "line_kind"])


def _once(rows: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """``rows`` with every day of each group once: by the last begun of the intervals that have it.

    The one before goes on when that ends.
    """
    rows = rows.sort_values([*by, "start"], kind="stable")
    group = rows.groupby(by, sort=False).ngroup()
    later = rows["start"].groupby(group).shift(-1)
    meets = later.notna() & ~(rows["end"] < later)
    split = group.isin(group[meets])
    pieces = [_pieces(own) for _, own in rows[split].groupby(group[split])]
    return pd.concat([rows[~split], *pieces]).sort_values(["key", "start"], kind="stable")


def _pieces(own: pd.DataFrame) -> pd.DataFrame:
    day, end = pd.Timedelta(days=1), own["end"].fillna(_OPEN)
    cuts = pd.Index([*own["start"], *(end + day)]).unique().sort_values()
    there = (
        own[(own["start"] <= begin) & (end >= until)].tail(1).assign(start=begin, end=until)
        for begin, until in zip(cuts[:-1], cuts[1:] - day, strict=True)
    )
    return pd.concat([piece for piece in there if len(piece)])


def _contract_of(rows: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """The contract's columns for each interval; missing where there is none.

    Of the case's contracts with the provider for the service, the last that began by the
    interval's start: a citizen may get another contract midway. Else the line's contract today.
    """
    contract = reading["contract"].reset_index(drop=True)
    by = ["case_id", "provider", "service"]
    dated = contract[[*by, "start"]].rename_axis("number").reset_index()
    dated = dated.assign(start=dated["start"].fillna(_LONG_AGO)).dropna(subset=by)
    asked = rows[[*by, "start"]].rename_axis("at").reset_index().dropna(subset=by)
    found = pd.merge_asof(
        asked.sort_values("start", kind="stable"),
        dated.sort_values("start", kind="stable"),
        on="start",
        by=by,
    ).set_index("at")["number"]
    today = matched(reading)["contract"].reindex(rows.index).astype("Float64")
    today = today.groupby(rows["key"]).transform("first")
    number = found.reindex(rows.index).astype("Float64").fillna(today)
    number = number.to_numpy(float, na_value=-1)
    return contract.reindex(number).set_index(rows.index)


def _agreed(intervals: pd.DataFrame, window: pd.DatetimeIndex) -> pd.DataFrame:
    """Days, hours and nights per line (``key``) and month in which it is in force."""
    cells = _cells(intervals, window)
    parts = cells.groupby(["key", "month"])
    hours = parts["agreed_hours"].sum(min_count=1)
    # A day is one day of the line, also where hours are bought beside its hovedydelse.
    days = _cells(_once(intervals, ["key"]), window).groupby(["key", "month"])["days"].sum()
    sums = days.to_frame().assign(agreed_nights=parts["agreed_nights"].sum(), agreed_hours=hours)
    return sums.reset_index()


def _cells(intervals: pd.DataFrame, window: pd.DatetimeIndex) -> pd.DataFrame:
    """Days, hours and nights per interval and month."""
    first = window.to_numpy()
    last = (window + pd.offsets.MonthEnd()).to_numpy()
    start = intervals["start"].to_numpy()[:, None]
    end = intervals["end"].fillna(window[-1] + pd.offsets.MonthEnd()).to_numpy()[:, None]
    days = (np.minimum(end, last) - np.maximum(start, first)) // _ONE_DAY + 1
    row, month = np.nonzero(days > 0)
    count = days[row, month]
    hours = intervals["hours_per_week"].clip(lower=0).to_numpy()[row] / 7 * count
    awake = intervals["night_cover"].isin(["sovende", "vaagen"]).to_numpy()[row]
    return pd.DataFrame(
        {
            "key": intervals["key"].to_numpy()[row],
            "month": first[month],
            "days": count,
            "agreed_hours": hours,
            "agreed_nights": np.where(awake, count, 0),
        }
    )


def _days_away(absence: pd.DataFrame, lines: pd.DataFrame, agreed: pd.DataFrame) -> pd.Series:
    """Days of registered absence per line (``key``) and month, each day once.

    A citizen who is away from a provider gets none of its hovedydelser.
    """
    months = agreed["month"].drop_duplicates().sort_values().to_frame()
    parts = absence.merge(months, how="cross")
    last = parts["month"] + pd.offsets.MonthEnd(0)
    until = parts["end"].where(parts["end"] < last, last)
    since = parts["start"].where(parts["start"] > parts["month"], parts["month"])
    # An absence is from a tilbud, whatever its service is called.
    unknown = pd.Series(index=parts.index, dtype="str")
    parts = parts.assign(since=since, away=(until - since).dt.days + 1, service=unknown)
    parts = parts[parts["away"] > 0].reset_index(drop=True)
    placed = _placed(parts, lines, agreed, several=True).reset_index(drop=True)
    days = placed.loc[placed.index.repeat(placed["away"])]
    nth = pd.to_timedelta(days.groupby(level=0).cumcount(), unit="D")
    days = days.assign(day=days["since"] + nth).drop_duplicates(["key", "day"])
    return days.groupby(["key", "month"]).size().rename("away")


def _without_absence(agreed: pd.DataFrame, away: pd.Series) -> pd.DataFrame:
    """The agreed hours and nights of the days the citizen was there."""
    agreed = agreed.join(away, on=["key", "month"])
    gone = agreed["away"].fillna(0).clip(upper=agreed["days"]).astype("int64")
    return agreed.assign(
        away=gone,
        due_hours=agreed["agreed_hours"],
        due_nights=agreed["agreed_nights"],
        agreed_hours=agreed["agreed_hours"] * (1 - gone / agreed["days"]),
        agreed_nights=(agreed["agreed_nights"] - gone).clip(lower=0),
    )


def _placed(
    delivery: pd.DataFrame, lines: pd.DataFrame, agreed: pd.DataFrame, several: bool = False
) -> pd.DataFrame:
    """The rows of ``delivery`` with the ``key`` of their line; those without one line left out.

    With ``several`` a row that fits lines equally well is of them all.

    By the line's number and the case, else by case and provider among the lines in force that
    month: the same service first, then a hovedydelse.
    """
    names = lines.assign(line_id=native_ids(lines["line_id"]))
    lines_of_case = names[
        ["key", "line_id", "case_id", "provider", "provider_id", "service", "line_kind"]
    ]
    pairs = (
        delivery.rename_axis("row")
        .reset_index()[["row", "line_id", "case_id", "provider", "provider_id", "service", "month"]]
        .merge(lines_of_case, on="case_id", suffixes=("", "_line"))
        .merge(agreed[["key", "month"]], on=["key", "month"])
    )
    same = pairs["line_id"] == pairs["line_id_line"]
    there = (pairs["provider_id"] == pairs["provider_id_line"]) | (
        pairs["provider"].fillna(pairs["provider_line"]) == pairs["provider_line"]
    )
    service = pairs["service"].str.casefold() == pairs["service_line"].str.casefold()
    main = pairs["line_kind"] == "hovedydelse"
    rank = np.select([same, there & service, there & main], [3, 2, 1], 0)
    pairs = pairs.assign(rank=rank)[rank > 0]
    best = pairs[pairs["rank"] == pairs.groupby("row")["rank"].transform("max")]
    if not several:
        best = best[~best.duplicated("row", keep=False)]
    return delivery.join(best.set_index("row")["key"], how="inner")
