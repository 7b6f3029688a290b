"""Which placements are compared with which, and which stay out of the model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from okonomi.analysis.private import is_private
from okonomi.errors import Faults
from okonomi.rules import AREA_NAMES

KEYS = {"paragraffer": "paragraf", "ydelser": "service", "funktioner": "function"}
MOST_HOURS = 168
OUT_HOURS_ABSURD = "timer er 0 eller over 168 om ugen"
OUT_HOURS_MISSING = "timer mangler"
OUT_FAMILY = "plejefamilie eller privatperson: sammenlignes ikke med firmaer"
OUT_PRICE = "prisen er 0 kr. eller mindre"
OUT_PROVIDER = "leverandøren mangler"


def check_groups(groups: Sequence[Any]) -> None:
    """Raise ``UserError`` with every fault in the groups of ``okonomi.toml``."""
    faults = Faults()
    for n, group in enumerate(groups, 1):
        where = f"okonomi.toml, [servicetjek], grupper, nr. {n}"
        if not isinstance(group, Mapping) or not isinstance(group.get("navn"), str):
            faults.add(f'{where}: skriv {{ navn = "…", ydelser = ["…"] }}.')
            continue
        lists = {key: value for key, value in group.items() if key != "navn"}
        for key in lists.keys() - KEYS.keys():
            faults.add(f"{where}: “{key}” findes ikke. Brug navn og {', '.join(KEYS)}.")
        if not lists:
            faults.add(f"{where}: skriv mindst en af {', '.join(KEYS)}.")
        for key in lists.keys() & KEYS.keys():
            value = lists[key]
            if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
                faults.add(f'{where}: “{key}” skal være en liste af tekster, f.eks. ["SEL-107"].')
    faults.raise_if_any()


def group_names(frame: pd.DataFrame, groups: Sequence[Mapping[str, Any]]) -> pd.Series:
    """Each row's like-for-like group: the first of ``groups`` that fits, else area and service.

    A group fits where every list it gives holds the row's value. ``frame`` has area, service,
    paragraf and function.
    """
    service = frame["service"].fillna(frame["paragraf"]).fillna("uden ydelse")
    area = frame["area"].map(AREA_NAMES).fillna("Uden område")
    names = (area + ": " + service).astype("str")
    for group in reversed(groups):
        fits = pd.Series(True, index=frame.index)
        for key, column in KEYS.items():
            if key in group:
                fits &= frame[column].isin(group[key])
        names = names.mask(fits, group["navn"])
    return names


def out_of_model(frame: pd.DataFrame) -> pd.Series:
    """Why a row takes no part in its group's model; missing where it does.

    ``frame`` has group, provider, provider_kind, own, hours_per_week and base_kr_per_day. Where
    most external placements of a group have hours, a row without them is out; where most have
    none, hours are no part of that group's model and nobody is out for lack of them.
    """
    hours = frame["hours_per_week"]
    reason = pd.Series(pd.NA, index=frame.index, dtype="str")
    for text, applies in {
        OUT_PROVIDER: frame["provider"].isna(),
        OUT_FAMILY: is_private(frame),
        OUT_PRICE: ~(frame["base_kr_per_day"] > 0),
        OUT_HOURS_ABSURD: (hours <= 0) | (hours > MOST_HOURS),
        OUT_HOURS_MISSING: hours.isna() & has_hours(frame),
    }.items():
        reason = reason.mask(reason.isna() & applies, text)
    return reason


def has_hours(frame: pd.DataFrame) -> pd.Series:
    """Whether hours are known for at least half of the external placements in each row's group."""
    known = frame["hours_per_week"].notna().astype(float).mask(frame["own"])
    return known.groupby(frame["group"]).transform("mean") >= 0.5
