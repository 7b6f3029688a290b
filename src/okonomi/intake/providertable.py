"""One row per provider in the reading: what the provider files say, and which are our own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from okonomi.findings import Finding
from okonomi.intake.names import normalise_name
from okonomi.intake.parsed import number_of
from okonomi.intake.payees import PLEJEFAMILIE
from okonomi.intake.schema import PROVIDER_KINDS
from okonomi.intake.text import Frame, Text

_DESCRIBED = ("provider_id", "source_id", "kind", "location_municipality")
_FIGURES = ("own", "momsfaktor", "places", "tilsyn_score", "tilsyn_date")
_FROM = ("provider", "placement", "contract", "posting")
"""Tables that name providers; the first one to say something about a provider is believed."""


def provider_table(
    tables: Mapping[str, Frame],
    own_ids: Sequence[str],
    own_names: Sequence[str],
    families: Mapping[str, str],
) -> tuple[pd.DataFrame, list[Finding]]:
    """The typed table ``provider``, one row per name, without the schema's dtypes.

    ``families`` are the shown names of private persons and their kind. ``own`` is what the file
    says, else whether name or number is among the workspace's own.
    """
    parts = [_described(tables[name]) for name in _FROM if name in tables]
    parts = [part for part in parts if len(part)]
    columns = ["provider", *_DESCRIBED, *_FIGURES, "source", "line"]
    if not parts:
        return pd.DataFrame(columns=columns), []
    rows = pd.concat(parts, ignore_index=True).reindex(columns=columns)
    numbers = rows.dropna(subset=["provider_id"]).groupby("provider")["provider_id"].nunique()
    table = rows.groupby("provider", sort=False, as_index=False).first()
    private = table["provider"].map(families)
    table["kind"] = table["kind"].where(table["kind"].isin(PROVIDER_KINDS))
    table["kind"] = table["kind"].where(private != PLEJEFAMILIE, PLEJEFAMILIE)
    table.loc[private.notna(), ["provider_id", "source_id"]] = None
    names = {normalise_name(name) for name in own_names}
    ours = table["provider_id"].isin(list(own_ids)) | table["provider"].map(normalise_name).isin(
        names
    )
    table["own"] = table["own"].where(table["own"].notna(), ours.astype(float)).astype(float)
    findings = _several_numbers(numbers[numbers > 1]) + _several_names(rows, table, tables)
    return table, findings


def _described(frame: Frame) -> pd.DataFrame:
    """One row per distinct combination of name and what is said of it."""
    provider = frame.get("provider")
    if not isinstance(provider, Text):
        return pd.DataFrame()
    known = {"provider": provider}
    for column in _DESCRIBED:
        # The ownership; a posting's own "kind" is the kind of cost.
        values = frame.get("provider_kind" if column == "kind" else column)
        if isinstance(values, Text):
            known[column] = values
    numbers = {name: column.compact().codes for name, column in known.items()}
    first = ~pd.DataFrame(numbers).duplicated().to_numpy() & ~provider.missing()
    place = np.flatnonzero(first)
    rows = pd.DataFrame({name: column.take(place).to_series() for name, column in known.items()})
    for column in _FIGURES:
        values = frame.get(column)
        if isinstance(values, np.ndarray):
            rows[column] = values[place]
    rows["source"], rows["line"] = (np.asarray(frame[name])[place] for name in ("source", "line"))
    return rows


def _several_names(
    rows: pd.DataFrame, table: pd.DataFrame, tables: Mapping[str, Frame]
) -> list[Finding]:
    """Names of one firm of which bevillinger know one and postings another: what is granted and
    what is booked are then not held against each other. A public owner has many tilbud."""
    public = table["kind"].isin(["kommunal", "regional"]) | table["own"].eq(1.0)
    firms = rows[~rows["provider"].isin(table.loc[public, "provider"])]
    firms = firms[
        firms["provider_id"].astype("str").str.fullmatch("[0-9]{8}").fillna(False).astype(bool)
    ]
    granted, booked = (_names(tables.get(name, {})) for name in ("placement", "posting"))
    found = []
    for number, names in firms.groupby("provider_id")["provider"]:
        here = set(names) & granted - booked
        there = set(names) & booked
        here, there = (here, there) if here else (set(names) & granted, there - granted)
        found += [(one, other, number) for one in sorted(here) for other in sorted(there)]
    if not found:
        return []
    frame = pd.DataFrame(found, columns=["bevilget_hos", "bogfoert_hos", "cvr"])
    count = frame["cvr"].nunique()
    return [
        Finding(
            code="samme-cvr-flere-navne",
            severity="advarsel",
            text=f"{number_of(count, 'CVR-nummer står', 'CVR-numre står')} under ét navn på "
            "bevillinger og et andet på posteringer. Navnene er ikke samlet, så beløb kan tælle "
            "både som bogført og som ydet, ikke bogført.",
            remedy="Er det den samme leverandør, så skriv det i leverandoer_alias.csv: "
            "navn;samles_under.",
            rows=frame,
        )
    ]


def _names(frame: Frame) -> set[str]:
    provider = frame.get("provider")
    return set(provider.distinct()) if isinstance(provider, Text) else set()


def _several_numbers(count: pd.Series) -> list[Finding]:
    if count.empty:
        return []
    return [
        Finding(
            code="flere-cvr",
            severity="advarsel",
            text=f"{number_of(len(count), 'leverandørnavn', 'leverandørnavne')} har mere end ét "
            "CVR-nummer; det første er vist.",
            remedy="Er det flere leverandører, så giv dem hver sit navn i kilden eller i "
            "leverandoer_alias.csv.",
            rows=pd.DataFrame({"navn": count.index, "numre": count.to_numpy()}),
        )
    ]
