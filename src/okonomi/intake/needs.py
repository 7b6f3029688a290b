"""Which columns a row cannot do without: they decide a figure."""

from __future__ import annotations

from okonomi.intake.fields import ALL, field_of
from okonomi.intake.profile import Profile

_VITAL = {
    "placement": ("end", "quantity", "unit"),
    "contract": ("agreed_price_kr",),
    "posting": ("period", "sign"),
    "payment": ("start", "end"),
    "delivery": ("hours", "nights"),
    "absence": ("end",),
    "case_event": ("received", "done"),
    "vacancy": ("filled_on",),
    "complaint": ("decided",),
    "line_price": ("line_id", "start", "end", "quantity", "unit"),
}
_JOINED = ("price_kr", "frequency", "line_kind")
"""What a placement may get from a price file of the same system instead."""


def is_vital(table: str, column: str) -> bool:
    """Whether a row cannot be used when the column is unreadable: it decides a figure.

    Elsewhere an unreadable value is missing and a Finding: no kroner are lost for it.
    """
    known = field_of(table, column)
    if known is None:
        return False
    priced = table == "price_list" and known.kind == "price"
    return known.required or known.kind == "amount" or priced or column in _VITAL.get(table, ())


def needs_value(profile: Profile, table: str, column: str) -> bool:
    """Whether the column must be filled in every row of this profile's files."""
    known = ALL[table].fields.get(column)
    if known is None or not known.required:
        return False
    return not (table == "placement" and profile.prices != "own" and column in _JOINED)
