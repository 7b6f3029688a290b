"""The register with its calendar: when does each contract end, and what can be said up when?"""

from __future__ import annotations

from datetime import date

import pandas as pd

from okonomi.analysis.contracts.notice import UNKNOWN, first_day, last_day_to_give
from okonomi.intake import Reading
from okonomi.period import last_day

EXPIRES_WITHIN_DAYS = 180


def register(
    reading: Reading, matches: pd.DataFrame, paid: pd.Series, within: int = EXPIRES_WITHIN_DAYS
) -> pd.DataFrame:
    """One row per contract of what runs today: the first to end first, open ones last.

    Columns: contract, contract_id, provider, case_id, service, lines (rows bought under it),
    paid_oere (service, a year of what runs today), start, expiry, ends_soon (within ``within``
    days of the period's end), expired, notice, last_notice (the last day notice can be given so
    that nothing binds beyond the expiry), new_price_from (the first day a new price can bite if
    notice is given on the period's last day, or the contract ends before), last_review, note.
    """
    day = last_day(reading.period)
    known = matches[matches["contract"].notna()]
    sums = pd.DataFrame(
        {"contract": known["contract"].astype("int64"), "paid": paid.reindex(known.index)}
    )
    sums = sums.groupby("contract")["paid"].agg(["size", "sum"])
    frame = reading["contract"].reset_index(drop=True).loc[sums.index]
    frame = frame.assign(
        contract=sums.index,
        lines=sums["size"],
        paid_oere=sums["sum"].astype("int64"),
        expired=frame["expiry"] < day,
        ends_soon=frame["expiry"].between(day, day + pd.Timedelta(days=within)),
    )
    calendar = [
        _calendar(notice, expiry, day.date())
        for notice, expiry in zip(frame["notice"], frame["expiry"], strict=True)
    ]
    for at, name in enumerate(("last_notice", "new_price_from")):
        days = [row[at] for row in calendar]
        frame[name] = pd.Series(days, index=frame.index, dtype="datetime64[s]")
    frame["note"] = pd.array([row[2] for row in calendar], dtype="str")
    kept = [
        "contract", "contract_id", "provider", "case_id", "service", "lines", "paid_oere",
        "start", "expiry", "expired", "ends_soon", "notice", "last_notice", "new_price_from",
        "last_review", "note",
    ]  # fmt: skip
    order = ["expiry", "provider", "contract_id"]
    return frame[kept].sort_values(order, kind="stable", ignore_index=True)


def _calendar(
    notice: str | None, expiry: pd.Timestamp, day: date
) -> tuple[date | None, date | None, str]:
    """Last day to give notice, first day of a new price, and a word on both."""
    by_notice = first_day(notice, day)
    if pd.isna(expiry):
        return None, by_notice.day, "" if by_notice.understood else UNKNOWN
    end = expiry.date()
    last = last_day_to_give(notice, end)
    if not by_notice.understood:
        return None, None, UNKNOWN
    # A contract that runs out binds no longer than to its expiry.
    after = (expiry + pd.Timedelta(days=1)).date()
    first = min(by_notice.day, after) if end >= day else by_notice.day
    if end < day:
        return None, first, "udløbet"
    return last.day, first, "" if last.day and last.day >= day else "for sent at opsige til udløb"
