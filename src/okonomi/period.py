"""The reporting period: always a month."""

from __future__ import annotations

import re

import pandas as pd

from okonomi.errors import UserError

_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")


def parse_period(text: str) -> pd.Period:
    """``"2026-03"`` → March 2026; anything else raises a ``UserError``."""
    if not isinstance(text, str) or not _MONTH.fullmatch(text.strip()):
        raise UserError(
            f"Perioden “{text}” kan ikke forstås. Skriv år og måned, for eksempel 2026-03."
        )
    return pd.Period(text.strip(), "M")


def parse_quarter(text: str) -> pd.Period:
    """The last month of a quarter; a ``UserError`` for any other month."""
    period = parse_period(text)
    if period.month % 3:
        ends = ", ".join(f"{period.year}-{month:02d}" for month in (3, 6, 9, 12))
        raise UserError(
            f"Kvartalsrapporten laves for et kvartals sidste måned, og {period} er ikke en af dem. "
            f"Vælg en af: {ends}."
        )
    return period


def is_period(text: str) -> bool:
    """Whether a text, such as a folder's name, is a month on the form ``2026-03``."""
    return bool(_MONTH.fullmatch(text))


def first_month_of_year(period: pd.Period) -> pd.Period:
    """January of the period's year."""
    return pd.Period(year=period.year, month=1, freq="M")


def last_month_of_year(period: pd.Period) -> pd.Period:
    """December of the period's year."""
    return pd.Period(year=period.year, month=12, freq="M")


def last_day(period: pd.Period) -> pd.Timestamp:
    """The period's last day at midnight, in seconds as the dates of a reading are."""
    return period.to_timestamp(how="end").normalize().as_unit("s")
