"""Paid although nothing, or less, should be paid: after leaving, twice, during absence."""

from __future__ import annotations

import pandas as pd

from okonomi.analysis.contracts.absence import NOT_UNDERSTOOD, overpaid
from okonomi.analysis.contracts.gaps_rows import gap_rows
from okonomi.analysis.contracts.match import matched
from okonomi.analysis.contracts.names import case_keys, keyed, line_keys
from okonomi.analysis.contracts.stays import stays_of
from okonomi.analysis.words import count
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids
from okonomi.period import first_month_of_year, last_day
from okonomi.present import numbers

_OPEN = pd.Timestamp("2262-01-01")


def paid_for_nothing(
    lines: pd.DataFrame, reading: Reading, day: pd.Timestamp
) -> list[pd.DataFrame]:
    """The gaps of these kinds, as ``gaps.find`` gathers them."""
    nothing = [_after_leaving(lines, reading, day), _twice(lines, reading)]
    since = [gap.set_index("row")["claim_from"] for gap in nothing if len(gap)]
    stops = pd.concat([pd.Series(dtype="datetime64[s]"), *since]).groupby(level=0).min()
    return [*nothing, _posted_after(reading, day), _during_absence(reading, stops)]


def _after_leaving(lines: pd.DataFrame, reading: Reading, day: pd.Timestamp) -> pd.DataFrame:
    """Følgeydelser that run although every hovedydelse of the placement has ended.

    Whoever still has a hovedydelse with that provider has not left it. One that is only expected
    to go on has not ended: that is the watch list's.
    """
    placement = reading["placement"].reset_index(drop=True)
    seen = placement["status"].isin(["bevilget", "forventet"]) & (placement["start"] <= day)
    placement = placement[["line_kind"]].assign(
        stay=stays_of(reading), end=placement["end"].fillna(_OPEN)
    )
    placement = placement.join(line_keys(reading)[["who", "supplier"]])
    mains = placement[(placement["line_kind"] == "hovedydelse") & seen]
    if mains.empty or lines.empty:
        return pd.DataFrame()
    last = mains.sort_values("end", kind="stable").drop_duplicates("stay", keep="last")
    there = pd.MultiIndex.from_frame(mains.loc[mains["end"] >= day, ["who", "supplier"]])
    left = last[~pd.MultiIndex.from_frame(last[["who", "supplier"]]).isin(there)]
    if left.empty:
        return pd.DataFrame()
    ended = pd.to_datetime(lines["placement_id"].map(left.set_index("stay")["end"]))
    paid = (lines["line_kind"] == "foelgeydelse") & (lines["year_kr"] > 0)
    gone = lines[paid & (ended < day)]
    first = ended[gone.index] + pd.Timedelta(days=1)
    return gap_rows(
        "betalt_efter_fraflytning",
        gone,
        gone["line_id"],
        from_date=first,
        claim_from=first,
        agreed_price_kr=0.0,
        text=[f"Hovedydelsen sluttede {numbers.date(d)}." for d in ended[gone.index]],
    )


def _posted_after(reading: Reading, day: pd.Timestamp) -> pd.DataFrame:
    """Postings that name a line, for months of this year after the line's last day."""
    posted = reading["posting"].dropna(subset=["line_ref"])
    posted = posted[posted["date"] <= day]
    month = posted["period"].fillna(posted["date"]).dt.to_period("M").dt.to_timestamp()
    posted = posted.assign(month=month)[month.dt.year == reading.period.year]
    placement = reading["placement"].reset_index(drop=True)
    placement = placement[placement["status"] == "bevilget"]
    native = native_ids(placement["line_id"])
    last = placement["end"].fillna(_OPEN).groupby(native).max()
    if posted.empty or placement.empty:
        return pd.DataFrame()
    posted = posted.assign(last=pd.to_datetime(posted["line_ref"].map(last)))
    posted = posted[posted["month"] > posted["last"]]
    sums = posted.groupby("line_ref").agg(
        claim=("amount_oere", "sum"), from_date=("month", "min"), last=("last", "max"),
        months=("month", "nunique"),
    )  # fmt: skip
    sums = sums[sums["claim"] > 0]
    at = native[native.isin(sums.index)].drop_duplicates(keep="last")
    found = placement.loc[at.index]
    found = found.assign(first_start=found["start"])
    sums = sums.loc[at.to_numpy()]
    return gap_rows(
        "betalt_efter_fraflytning",
        found,
        found["line_id"],
        from_date=sums["from_date"].to_numpy(),
        claim_gross_oere=sums["claim"].to_numpy(),
        text=[
            f"Bogført for {count(n, 'måned', 'måneder')} efter ydelsens sidste dag "
            f"{numbers.date(last)}."
            for n, last in zip(sums["months"], sums["last"], strict=True)
        ],
    )


def _twice(lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    """The same service of the same provider to the same citizen on two lines on the day."""
    keys = lines.join(line_keys(reading)[["who", "supplier"]])
    keys = keys.assign(service=keys["service"].str.casefold())
    keys = keys[keys["year_kr"] > 0].dropna(subset=["who", "supplier", "service"])
    keys = keys.sort_values(["first_start", "line_id"], kind="stable")
    by = keys.groupby(["who", "supplier", "service"])
    second = keys[by.cumcount() > 0]
    return gap_rows(
        "samme_ydelse_to_gange",
        lines.loc[second.index],
        second["line_id"],
        from_date=second["first_start"],
        claim_from=second["first_start"],
        agreed_price_kr=0.0,
        text=[
            f"Ydelsen er også bevilget på linje {other}."
            for other in by["line_id"].shift()[second.index]
        ],
    )


def _during_absence(reading: Reading, stops: pd.Series) -> pd.DataFrame:
    """Absence that the contract's rule makes cheaper, and that has not been credited.

    ``stops``: see ``absence.overpaid``.
    """
    if reading["absence"].empty:
        return pd.DataFrame()
    found = overpaid(reading, _under_contract(reading), stops)
    lines = reading["placement"].reset_index(drop=True).loc[found["row"]]
    lines = lines.assign(first_start=lines["start"])
    # A line in several rows is one thing to do: all its days.
    days = found["days"].groupby(lines["line_id"].to_numpy()).transform("sum")
    texts = [
        f"{count(int(n), 'dag', 'dage')} med fravær, hvor kontrakten siger »{r.rule}«."
        if r.known
        else f"Fravær, og kontrakten siger »{r.rule}«: {NOT_UNDERSTOOD}."
        for r, n in zip(found.itertuples(), days, strict=True)
    ]
    return gap_rows(
        "betalt_under_fravaer",
        lines,
        lines["line_id"],
        contract=found["contract"].array,
        from_date=found["from_date"].array,
        to_date=found["to_date"].array,
        claim_gross_oere=found["claim_gross_oere"].array,
        text=texts,
    )


def _under_contract(reading: Reading) -> pd.DataFrame:
    """The contract each row of a citizen with absence was bought under this year: row, contract.

    Seen at the months' ends; a row that ended between two of them, on its last day.
    """
    absence = reading["absence"]
    placement = reading["placement"].reset_index(drop=True).join(line_keys(reading)["who"])
    named = native_ids(placement["line_id"]).isin(native_ids(absence["line_id"].dropna()))
    away = absence[["start", "end"]].assign(who=keyed(absence["case_id"], case_keys(reading)))
    among = placement["who"].isin([*away["who"].dropna(), *placement.loc[named, "who"].dropna()])
    months = pd.period_range(first_month_of_year(reading.period), reading.period)
    ends = months.to_timestamp(how="end").normalize().as_unit("s")
    days = [*_ends_between(placement[among | named], named, away, months), *ends]
    seen = pd.concat([matched(reading, day=day, among=among | named) for day in days])
    seen = seen[seen["contract"].notna() & (seen["how"] != "hovedydelse")]
    seen = seen.rename_axis("row").reset_index()
    return seen.drop_duplicates("row", keep="last")[["row", "contract"]]


def _ends_between(
    lines: pd.DataFrame, named: pd.Series, away: pd.DataFrame, months: pd.PeriodIndex
) -> list[pd.Timestamp]:
    """The last days this year of rows with absence that were never in force at a month's end."""
    first, last = months[0].to_timestamp(), last_day(months[-1])
    month_end = lines["start"].clip(lower=first) + pd.offsets.MonthEnd(0)
    short = lines[lines["end"].between(first, last) & (month_end > lines["end"])]
    short = short[(short["status"] == "bevilget") & (short["frequency"] != "engang")]
    pairs = short.dropna(subset=["who"]).merge(away, on="who", suffixes=("", "_away"))
    there = (pairs["start_away"] <= pairs["end"]) & ~(pairs["end_away"] < pairs["start"])
    return sorted({*pairs.loc[there, "end"], *short.loc[named[short.index], "end"]})
