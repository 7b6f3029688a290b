"""One dtype per kind of column, and the exact way of a value to JSON and back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

_WHOLE = ("int", "oere")
_FLOAT = ("kr", "number", "share", "days")
_TIME = ("date", "month")
_EXACT = 2**53
"""Above this a float no longer holds every whole number."""

_UNSHOWABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\U000f0000-\U0010ffff]"
)

_LABELS = {
    "file": "Fil",
    "sheet": "Ark",
    "line": "Linje",
    "row_class": "Klasse",
    "column": "Kolonne",
    "found": "Fundet",
    "reason": "Årsag",
    "remedy": "Gør sådan",
    "profile": "Profil",
    "rows": "Rækker",
    "month": "Måned",
    "date": "Dato",
    "period": "Periode",
    "start": "Start",
    "end": "Slut",
    "provider": "Leverandør",
    "tilbud": "Tilbud",
    "area": "Område",
    "function": "Funktion",
    "paragraf": "Paragraf",
    "function_label": "Funktion",
    "booked_oere": "Bogført",
    "original_oere": "Oprindeligt budget",
    "corrected_oere": "Korrigeret budget",
    "provider_id": "CVR",
    "service": "Ydelse",
    "voucher": "Bilag",
    "frequency": "Frekvens",
    "status": "Status",
    "quantity": "Antal",
    "line_id": "Linje-id",
    "case_id": "Sagsnummer",
    "amount_oere": "Beløb",
    "amount_kr": "Beløb",
    "price_kr": "Pris",
    "label": "Område og funktion",
    "unmeasured_oere": "Kan ikke opgøres",
    "lines": "Linjer",
    "gross_oere": "Udgift i året",
    "looks_like": "Ligner",
    "name": "Navn",
    "promised": "Lovet",
    "due": "Frist",
    "impossible": "Kan ikke nås",
    "group": "Gruppe",
    "n": "Antal",
    "providers": "Leverandører",
    "contract_id": "Kontrakt",
    "note": "Bemærkning",
    "action_kind": "Art",
    "initiative": "Indsats",
    "effective_from": "Virker fra",
    "saved_oere": "Sparet",
    "total_kr_per_day": "Samlet pris pr. døgn",
    "raadgiver": "Rådgiver",
    "team": "Team",
    "cases": "Sager",
    "complaint_id": "Klage",
    "event_id": "Hændelse",
    "event_kind": "Hændelsens art",
    "received": "Modtaget",
    "done": "Udført",
    "next_followup": "Næste opfølgning",
    "decided": "Afgjort",
    "unit": "Enhed",
    "line_kind": "Art",
    "night_cover": "Natdækning",
    "severity": "Alvor",
}


def canonical(series: pd.Series, kind: str) -> pd.Series:
    """A copy in the kind's dtype, with a plain index; ``ValueError`` for what does not fit.

    text → ``str`` · int, oere → ``int64`` (``Int64`` with missing values) · kr, number, share,
    days → ``float64`` · date, month → ``datetime64[s]`` at midnight (month: the first).
    """
    series = series.reset_index(drop=True)
    if kind in _WHOLE:
        return _whole(series)
    if kind in _FLOAT:
        return _floats(series)
    if kind in _TIME:
        return _times(series, kind)
    return series.map(_text).astype("str")


def _text(value: Any) -> str | None:
    if isinstance(value, (bool, np.bool_)):
        return "ja" if value else "nej"
    return None if pd.isna(value) else showable(str(value))


def showable(text: str) -> str:
    """The text with � for what no reader sees and a PDF or a workbook must not hold.

    Control characters (but not tab and line ends), a byte order mark, private characters and
    those that are none: one of them in a name would otherwise keep a whole report from being made.
    """
    return _UNSHOWABLE.sub("\ufffd", text)


def showable_json(value: Any) -> Any:
    """The same for every text of a JSON value."""
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, dict):
        return {key: showable_json(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [showable_json(inner) for inner in value]
    return value


def _whole(series: pd.Series) -> pd.Series:
    if isinstance(series.dtype, np.dtype) and series.dtype.kind == "f":
        present = series.dropna()
        if not (np.isfinite(present) & (present == np.rint(present))).all():
            raise ValueError(f"column {series.name!r} must hold whole numbers")
        if (present.abs() > _EXACT).any():
            raise ValueError(f"column {series.name!r} has floats too large to be exact")
    try:
        whole = series.astype("Int64")
    except (TypeError, ValueError):
        raise ValueError(f"column {series.name!r} must hold whole numbers") from None
    return whole if whole.isna().any() else whole.astype("int64")


def _floats(series: pd.Series) -> pd.Series:
    try:
        floats = series.astype("Float64").astype("float64")
    except (TypeError, ValueError):
        raise ValueError(f"column {series.name!r} must hold numbers") from None
    if np.isinf(floats).any():
        raise ValueError(f"column {series.name!r} has an infinite number")
    return floats


def _times(series: pd.Series, kind: str) -> pd.Series:
    if isinstance(series.dtype, pd.PeriodDtype):
        series = series.dt.to_timestamp()
    elif series.dtype == object:
        series = series.map(lambda v: v.to_timestamp() if isinstance(v, pd.Period) else v)
    if not (isinstance(series.dtype, np.dtype) and series.dtype.kind == "M"):
        if not series.map(lambda v: pd.isna(v) or isinstance(v, date)).all():
            raise ValueError(f"column {series.name!r} must hold dates")
        series = pd.to_datetime(series)
    day = series.astype("datetime64[s]")
    if not ((day == day.dt.normalize()) | day.isna()).all():
        raise ValueError(f"column {series.name!r} has times of day")
    if kind == "month" and not ((day.dt.day == 1) | day.isna()).all():
        raise ValueError(f"column {series.name!r} must hold the first day of months")
    return day


def to_json(series: pd.Series, kind: str) -> list[Any]:
    """A canonical column as a list of JSON values: ``2026-03-31``, ``2026-03``, ``null``."""
    if kind in _TIME:
        form = "%Y-%m-%d" if kind == "date" else "%Y-%m"
        return [None if pd.isna(v) else v.strftime(form) for v in series]
    return [None if pd.isna(v) else v for v in series.tolist()]


def from_json(cells: list[Any], kind: str) -> pd.Series:
    """The canonical column that ``to_json`` wrote."""
    if kind in _WHOLE:
        return canonical(pd.Series(cells, dtype="Int64"), kind)
    if kind in _FLOAT:
        return pd.Series([np.nan if c is None else c for c in cells], dtype="float64")
    if kind in _TIME:
        form = "%Y-%m-%d" if kind == "date" else "%Y-%m"
        return pd.to_datetime(pd.Series(cells, dtype=object), format=form).astype("datetime64[s]")
    return pd.Series(cells, dtype="str")


def plain(value: Any) -> str | int | float | bool | None:
    """A single value as JSON holds it (numpy scalars become Python's own)."""
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or value is pd.NA or value is pd.NaT or value != value:
        return None
    if isinstance(value, (str, int, float, bool)):
        return value
    if isinstance(value, date):
        return value.isoformat()
    raise ValueError(f"a {type(value).__name__} cannot stand in a bundle")


def guess_kind(key: str, series: pd.Series) -> Any:
    """The kind of a column of a finding's rows, from the unit in its name and from its dtype."""
    if key.endswith("_oere"):
        return "oere"
    if isinstance(series.dtype, pd.PeriodDtype):
        return "month"
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "month" if key == "month" else "date"
    if pd.api.types.is_bool_dtype(series.dtype) or not pd.api.types.is_numeric_dtype(series.dtype):
        return "text"
    if key.endswith("_kr"):
        return "kr"
    if key.endswith("_share"):
        return "share"
    return "int" if pd.api.types.is_integer_dtype(series.dtype) else "number"


def label(key: str) -> str:
    """A Danish heading for a column of a finding's rows."""
    known = _LABELS.get(key)
    return known or key.removesuffix("_oere").removesuffix("_kr").replace("_", " ").capitalize()
