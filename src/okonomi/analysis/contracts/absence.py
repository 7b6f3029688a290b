"""Paid during agreed absence: what should the contract's rule have brought the price down to?

The rule stands in words. Understood are full payment for a number of days (nothing after them),
a share after a number of days (all until then), and no payment at all. What has been credited,
as a line or a posting, to the same citizen and provider since the absence began is taken off.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from okonomi.analysis.contracts.names import case_keys, keyed, line_keys, provider_keys
from okonomi.cost import ledger
from okonomi.intake import Reading
from okonomi.intake.ids import native_ids
from okonomi.period import first_month_of_year, last_day

NOT_UNDERSTOOD = "regel ikke forstået – se kontrakten"
_FULL = re.compile(r"fuld (?:betaling|pris|takst) (?:i|de første) (\d{1,3}) (?:dage|døgn)")
_SHARE = re.compile(r"(\d{1,3}(?:,\d+)?) ?(?:%|pct|procent)\.? efter (\d{1,3}) (?:dage|døgn)")
_NONE = re.compile(r"ingen (?:betaling|pris|takst)(?: ved fravær| under fravær)?")


@dataclass(frozen=True)
class Rule:
    """``days`` of absence are paid in full, and ``share`` of the price after them."""

    days: int
    share: float


@cache
def absence_rule(text: str) -> Rule | None:
    """The rule in a contract's words; None where it is not understood.

    >>> absence_rule("75 % efter 14 dage")
    Rule(days=14, share=0.75)
    """
    plain = " ".join(text.replace("\u00a0", " ").casefold().split()).rstrip(".")
    if found := _FULL.fullmatch(plain):
        return Rule(int(found[1]), 0.0)
    if found := _SHARE.fullmatch(plain):
        share = float(found[1].replace(",", ".")) / 100
        return Rule(int(found[2]), share) if share <= 1 else None
    return Rule(0, 0.0) if _NONE.fullmatch(plain) else None


def overpaid(reading: Reading, matches: pd.DataFrame, stops: pd.Series) -> pd.DataFrame:
    """One row per line that was paid beyond its contract's rule this year, to the period's end.

    ``matches``: every contract a line has had in the year (row = position in the placement
    table, contract). ``stops``: per row the day from which nothing of it should be paid, where
    there is one: from then on it is claimed whole, not as absence.

    Columns: row, contract, from_date, to_date (the first and last day that should cost less),
    days, due_oere (what the rule takes off), credited_oere, claim_gross_oere (the difference,
    above 0) and rule. A rule that is not understood has only the dates.
    """
    absences = _absences(reading)
    period = reading.period
    day = last_day(period)
    lines = reading["placement"].reset_index(drop=True)
    lines = lines.join(line_keys(reading)[["who", "supplier"]])
    rows = lines.loc[matches["row"]].assign(contract=matches["contract"].to_numpy())
    pairs = _of_lines(absences, rows.rename_axis("row").reset_index())
    if pairs.empty:
        return _none()
    texts = reading["contract"]["absence_rule"].reset_index(drop=True)
    pairs["rule"] = texts.reindex(pairs["contract"].astype("int64")).fillna("").to_numpy()
    rules = [absence_rule(text) for text in pairs["rule"]]
    free = pd.to_timedelta([rule.days if rule else 0 for rule in rules], unit="D")
    pairs["share"] = [rule.share if rule else np.nan for rule in rules]
    floor = first_month_of_year(period).to_timestamp()
    begin = (pairs["absent_from"] + free).clip(lower=floor)
    pairs["from_date"] = np.fmax(begin.to_numpy(), pairs["start"].to_numpy())
    until = pairs["absent_to"].fillna(day).clip(upper=day)
    one = pd.Timedelta(days=1)
    stop = stops.reindex(pairs["row"]).fillna(day + one) - one
    ends = np.fmin(pairs["end"].fillna(day).to_numpy(), stop.to_numpy())
    pairs["to_date"] = np.fmin(until.to_numpy(), ends)
    pairs = pairs[(pairs["from_date"] <= pairs["to_date"]) & (pairs["rule"] != "")]
    pairs = pairs[pairs["share"].isna() | (pairs["share"] < 1)].reset_index(drop=True)
    return _summed(pairs, lines, reading) if len(pairs) else _none()


def _absences(reading: Reading) -> pd.DataFrame:
    """Absences that overlap or follow each other made one, per line (or citizen × provider)."""
    frame = reading["absence"]
    frame = frame.assign(
        who=keyed(frame["case_id"], case_keys(reading)),
        supplier=keyed(frame["provider"], provider_keys(reading)),
        until=frame["end"].fillna(pd.Timestamp("2262-01-01")),
    )
    keys = ["line_id", "who", "supplier"]
    frame = frame.sort_values([*keys, "start"], kind="stable").reset_index(drop=True)
    by = [frame[key] for key in keys]
    reach = frame.groupby(by, dropna=False)["until"].cummax()
    before = reach.groupby(by, dropna=False).shift()
    opens = before.isna() | (frame["start"] > before + pd.Timedelta(days=1))
    groups = frame.assign(until=reach).groupby(opens.cumsum())
    merged = groups[keys].first()
    return merged.assign(absent_from=groups["start"].min(), absent_to=groups["until"].max())


def _of_lines(absences: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """Absences beside the lines they are from: the line they name, else the hovedydelse."""
    cols = ["absent_from", "absent_to"]
    ids = native_ids(rows["line_id"])
    named = absences[absences["line_id"].notna()]
    by_line = rows.assign(native=ids).merge(
        named[["line_id", *cols]].rename(columns={"line_id": "native"}), on="native"
    )
    unnamed = absences[~native_ids(absences["line_id"]).isin(ids)].dropna(subset=["who"])
    mains = rows[rows["line_kind"] == "hovedydelse"]
    anywhere = unnamed[unnamed["supplier"].isna()]
    by_case = mains.merge(
        unnamed.dropna(subset=["supplier"])[["who", "supplier", *cols]], on=["who", "supplier"]
    )
    by_who = mains.merge(anywhere[["who", *cols]], on="who")
    return pd.concat([by_line.drop(columns="native"), by_case, by_who], ignore_index=True)


def _summed(pairs: pd.DataFrame, lines: pd.DataFrame, reading: Reading) -> pd.DataFrame:
    months = (first_month_of_year(reading.period), reading.period)
    known = pairs["share"].notna().to_numpy()
    away = pairs.assign(start=pairs["from_date"], end=pairs["to_date"], replaces=None)
    cost = ledger(away, *months)
    share = (1 - pairs["share"].fillna(1.0)).to_numpy()[cost["line"]]
    cost = cost.assign(
        due_oere=(cost["gross_oere"] * share).round().astype("int64"),
        row=pairs["row"].to_numpy()[cost["line"]],
    )
    by_row = cost.groupby("row")[["due_oere", "days"]].sum()
    credited = _credited(reading, lines, pairs, by_row["due_oere"])
    groups = pairs.assign(known=known).groupby("row")
    frame = groups.agg(
        contract=("contract", "first"), rule=("rule", "first"), known=("known", "all"),
        from_date=("from_date", "min"), to_date=("to_date", "max"),
    ).join(by_row).join(credited)  # fmt: skip
    left = (frame["due_oere"] - frame["credited_oere"]).astype("Int64")
    frame["claim_gross_oere"] = left.where(frame["known"])
    # Less than a krone is how a credit was rounded.
    return frame[~frame["known"] | (left > 100)].reset_index()


def _credited(
    reading: Reading, lines: pd.DataFrame, pairs: pd.DataFrame, due: pd.Series
) -> pd.Series:
    """Øre (positive) already taken off per row, never more than is due.

    ``due``: øre per row. Credits of the same citizen and provider that begin in the absence's first
    month or later; what one line has used up is not given to another.
    """
    keys = ["who", "supplier"]
    rows = pairs.groupby("row").agg(
        who=("who", "first"), supplier=("supplier", "first"), first=("from_date", "min")
    )
    rows = rows.assign(due=due.reindex(rows.index).fillna(0))
    rows["month"] = rows["first"].dt.to_period("M").dt.to_timestamp()
    rows["month"] = rows.groupby(keys, dropna=False)["month"].transform("min")
    credits = pd.concat([_credit_lines(reading, lines), _credit_postings(reading, lines)])
    months = rows[[*keys, "month"]].drop_duplicates()
    credits = credits.merge(months.rename(columns={"month": "month_first"}), on=keys)
    # A discount that ran before the absence is none for it.
    credits = credits[credits["since"] >= credits["month_first"]]
    pool = credits.groupby(keys)["credit_oere"].sum()
    have = pool.reindex(pd.MultiIndex.from_frame(rows[keys])).fillna(0).to_numpy()
    before = rows.groupby(keys, dropna=False)["due"].cumsum() - rows["due"]
    left = (have - before).clip(lower=0)
    return left.clip(upper=rows["due"]).astype("int64").rename("credited_oere")


def _credit_lines(reading: Reading, lines: pd.DataFrame) -> pd.DataFrame:
    price = lines["price_kr"] * lines["quantity"].fillna(1.0)
    credit = lines[(price < 0) & (lines["status"] == "bevilget")].reset_index(drop=True)
    months = ledger(credit, first_month_of_year(reading.period), reading.period)
    begun = credit.groupby("line_id")["start"].transform("min")
    credit = credit.assign(since=begun.dt.to_period("M").dt.to_timestamp())
    return months.join(credit[["who", "supplier", "since"]], on="line").assign(
        credit_oere=-months["gross_oere"]
    )[["who", "supplier", "since", "credit_oere"]]


def _credit_postings(reading: Reading, lines: pd.DataFrame) -> pd.DataFrame:
    """Negative postings that name a line, in the month of the service.

    One that only takes back an equal posting of the same line and month is a reversal.
    """
    posted = reading["posting"].dropna(subset=["line_ref"])
    month = posted["period"].fillna(posted["date"]).dt.to_period("M").dt.to_timestamp()
    posted = posted.assign(month=month.astype("datetime64[s]"))
    keys = ["line_ref", "month", "amount_oere"]
    there = pd.MultiIndex.from_frame(posted[keys])
    back = pd.MultiIndex.from_frame(posted[keys].assign(amount_oere=-posted["amount_oere"]))
    credit = posted[(posted["amount_oere"] < 0) & ~back.isin(there)]
    owners = lines.assign(native=native_ids(lines["line_id"])).drop_duplicates("native")
    owners = owners.set_index("native")[["who", "supplier"]]
    known = credit.join(owners, on="line_ref").assign(
        credit_oere=-credit["amount_oere"], since=credit["month"]
    )
    return known.dropna(subset=["who"])[["who", "supplier", "since", "credit_oere"]]


def _none() -> pd.DataFrame:
    columns: Sequence[tuple[str, str]] = (
        ("row", "int64"), ("contract", "Int64"), ("rule", "str"), ("known", "bool"),
        ("from_date", "datetime64[s]"), ("to_date", "datetime64[s]"), ("due_oere", "int64"),
        ("days", "int64"), ("credited_oere", "int64"), ("claim_gross_oere", "Int64"),
    )  # fmt: skip
    return pd.DataFrame({name: pd.Series(dtype=kind) for name, kind in columns})
